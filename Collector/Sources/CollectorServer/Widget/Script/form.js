// The form itself, and the report that it makes.
const emptyDraft = () => ({ kind: 'problem', text: '', contact: '', mayContact: false, withContext: true, files: [], problem: '', isVolatile: false });
let draft = emptyDraft();
let parts = {};
let steps = [];
let pageName = null;
const currentPage = () => within(pageName ?? location.pathname, limits.page);
// What goes along, as it is sent. Addresses go without query and fragment: they hold what is nobody's business.
const contextNow = () => ({
  appVersion: data.version ? within(data.version, 500) : undefined, device: within(navigator.userAgent, 500),
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone, sdk: 'tellback-web 1',
});
const makeReport = (given) => {
  const report = {
    id: newId(), capturedAt: Date.now(), kind: given.kind, text: given.text, contact: given.contact || undefined,
    user: data.user ? within(data.user, 200) : undefined, segment: data.segment ? within(data.segment, 200) : undefined,
    knownIssue: given.knownIssue,
  };
  if (given.withContext) {
    Object.assign(report, {
      page: currentPage(), locale: within(navigator.language, 64) || undefined, context: contextNow(),
      fields: { window: innerWidth + 'x' + innerHeight }, steps,
    });
  }
  if (given.files.length) report.attachments = given.files.map(({ name, type, bytes }) => ({ name, type, bytes }));
  return report;
};
// Resolves once it is saved; throws where it is not.
const capture = async (given) => {
  await ready;
  const report = makeReport(given);
  try {
    await keepReport(storages[0], report, given.files);
  } catch (error) {
    throw error instanceof Problem ? error : new Problem('storage', say('volatile'));
  }
  changed();
  send(true);
  return { id: report.id, reference: referenceOf(report.id), saved: storages[0].isDurable };
};
const submit = async (given) => {
  if (parts.isSending) return;
  parts.isSending = true;
  try {
    if (draft.isVolatile) await useMemory();
    showDone(await capture(given));
  } catch (error) {
    draft.problem = error.message;
    draft.isVolatile = error.code === 'storage';
    showNotices();
    parts.error.focus();
  } finally {
    parts.isSending = false;
  }
};
const submitDraft = () => {
  const over = draft.text.length - limits.text;
  draft.problem = !draft.text.trim() ? say('empty') : over > 0 ? say('over', inNumbers(over))
    : draft.contact.trim() && !draft.mayContact ? say('noConsent') : '';
  showNotices();
  if (draft.problem) return (draft.problem === say('noConsent') ? parts.consent.firstChild : parts.text).focus();
  submit({ ...draft, text: clean(draft.text), contact: within(draft.contact.trim(), limits.contact) });
};
const showNotices = () => {
  if (!parts.error) return;
  parts.error.textContent = draft.problem;
  const isVolatile = draft.isVolatile || storages && !storages[0].isDurable;
  parts.notice.textContent = isVolatile ? say('volatile') : trouble ? say('trouble', trouble.message) : '';
  parts.send.textContent = say(isVolatile ? 'anyway' : 'send');
  const left = limits.text - draft.text.length;
  parts.left.textContent = left < 0 ? say('over', inNumbers(-left)) : say('left', inNumbers(left), inNumbers(limits.text));
  parts.left.className = left < 0 ? 'bad' : 'soft';
};
// Beside the words and files, which are to be seen.
const showWhat = () => {
  const report = makeReport({ ...draft, files: [] });
  const context = report.context || {};
  const rows = [['user', report.user], ['segment', report.segment], ['page', report.page], ['language', report.locale],
    ['browser', context.device], ['zone', context.timeZone], ['window', report.fields?.window], ['version', context.appVersion],
    ['steps', report.steps?.map((step) => step.text).join(' · ')]].filter(([, value]) => value);
  parts.what.replaceChildren(...rows.flatMap(([name, value]) => [el('dt', {}, say(name)), el('dd', { dir: 'auto' }, value)]));
};
const showKnown = () => {
  const found = knownFor(draft.text);
  const key = found.map((issue) => issue.id).join();
  if (parts.known.dataset.shown === key) return;
  parts.known.dataset.shown = key;
  parts.known.replaceChildren(...found.length ? [el('h3', {}, say('known'))] : [], ...found.map((issue) => el('article', { className: 'box' },
    words(issue.title, 'b'), issue.workaround ? words(issue.workaround) : null,
    issue.state === 'fixed' ? words(issue.fixedIn ? say('fixed', issue.fixedIn) : say('fixedNow')) : null,
    el('span', {}, button(say('me'), () => submit({ ...draft, text: issue.title, files: [], contact: '', knownIssue: issue.id }))))));
};
const writeView = () => {
  const set = (name) => (event) => { draft[name] = event.target.value; };
  parts.text = el('textarea', {
    required: true, value: draft.text, dir: 'auto', 'aria-describedby': 'left', oninput: (event) => {
      set('text')(event);
      showNotices();
      clearTimeout(parts.timer);
      parts.timer = setTimeout(showKnown, 300);
    }, onpaste: (event) => { if (event.clipboardData.files.length) addFiles(event.clipboardData.files); },
  });
  parts.left = el('span', { id: 'left', className: 'soft' });
  parts.known = el('div', { role: 'status' });
  parts.consent = checkbox(say('consent'), draft.mayContact, (value) => { draft.mayContact = value; });
  parts.files = el('ul');
  parts.room = el('span', { id: 'room', className: 'soft' });
  parts.input = el('input', {
    type: 'file', multiple: true, 'aria-describedby': 'room', onchange: () => addFiles(parts.input.files).then(() => { parts.input.value = ''; }),
  });
  parts.notice = el('p', { role: 'status', className: 'b' });
  parts.error = el('p', { role: 'alert', className: 'bad', tabIndex: -1 });
  parts.send = el('button', { className: 'main' });
  parts.what = el('dl');
  showWhat();
  return el('form', { noValidate: true, onsubmit: (event) => { event.preventDefault(); submitDraft(); } },
    labelled(say('kind'), el('select', { onchange: set('kind') }, ['problem', 'question', 'idea', 'praise'].map((kind) =>
      el('option', { value: kind, selected: kind === draft.kind }, say(kind))))),
    labelled(say('text'), parts.text), parts.left, parts.known,
    labelled(say('contact'), el('input', { value: draft.contact, maxLength: limits.contact, autocomplete: 'email', oninput: set('contact') })), parts.consent,
    labelled(say('files'), parts.input), parts.room, parts.files,
    navigator.mediaDevices?.getDisplayMedia ? el('span', {}, button(say('picture'), takePicture)) : null,
    checkbox(say('context'), draft.withContext, (value) => {
      draft.withContext = value;
      showWhat();
    }),
    el('details', {}, el('summary', {}, say('what')), parts.what),
    parts.notice, parts.error, el('div', { className: 'row' }, parts.send, button(say('cancel'), close)));
};
