// The conversations about what was sent from this browser.
const updateText = { fixed: 'resolved', refused: 'rejected' };
const timeText = (at) => el('time', {}, new Date(at).toLocaleString(language(), { dateStyle: 'medium', timeStyle: 'short' }));
// Where it is said that a file cannot be read, by the file's path: it stays while the list is drawn anew.
const troubles = {};
// A file of staff is fetched when somebody wants it and saved under its name: nothing of it is shown in the page.
const fileView = (storage, update, { name }, index) => {
  const path = 'v1/messages/' + update.id + '/attachments/' + index;
  const trouble = troubles[path] ||= el('p', { role: 'alert', className: 'bad' });
  const save = async () => {
    const { raw, status } = await call(storage, 'GET', path);
    trouble.replaceChildren(...status === 200 ? [] : named('unreadable', name));
    if (status !== 200) return;
    const href = URL.createObjectURL(new Blob([raw]));
    el('a', { href, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60000);
  };
  return el('div', {}, button(named('save', name), save), trouble);
};
const updateView = (storage, update) => el('li', {},
  el('b', {}, named(updateText[update.kind] || update.kind, update.by || say('somebody'))), ' ', timeText(update.at),
  update.message ? words(update.message) : null, update.version ? words(say('fixed', update.version)) : null,
  (update.attachments || []).map((file, index) => fileView(storage, update, file, index)));
const replyView = (reply) => el('li', {}, el('b', {}, say('you')), ' ', timeText(reply.at), words(reply.text),
  reply.state === 'waiting' ? words(say('waits'), 'soft') : null);
const talkView = ({ talk, storage }) => {
  const entries = [...talk.updates.filter((update) => texts.en[updateText[update.kind] || update.kind]).map((update) => [update.at, updateView(storage, update)]),
    ...talk.replies.map((reply) => [reply.at, replyView(reply)])].sort((a, b) => a[0] - b[0]);
  const act = (message, text) => keepMessage(storage, talk.id, message, (kept, full) => {
    kept.replies.push({ id: full.id, at: full.at, text, state: 'waiting' });
    if (message.kind === 'verdict') kept.judged = message.update;
  }).then(() => {
    field.value = '';
    replies.delete(talk.id);
    changed();
    send(true);
  }).catch((error) => { problem.textContent = error instanceof Problem ? error.message : say('volatile'); });
  const fix = talk.updates.filter((update) => ['fixed', 'reopened'].includes(update.kind)).pop();
  const asks = fix?.kind === 'fixed' && (talk.judged || 0) < fix.sequence;
  const judge = (helped, text) => button(say(helped ? 'helped' : 'broken'), () => act({ kind: 'verdict', helped, update: fix.sequence }, text));
  const field = el('textarea', { maxLength: limits.reply / 3, dir: 'auto', value: replies.get(talk.id) || '', oninput: () => replies.set(talk.id, field.value) });
  const problem = el('p', { role: 'alert', className: 'bad' });
  return el('article', { className: 'box' }, el('h3', {}, referenceOf(talk.id)), timeText(talk.at), words(talk.text),
    words(talk.state === 'sent' ? say('sent') : talk.state === 'refused' ? say('refused', talk.reason || '')
      : say(storage.isDurable ? 'saved' : 'held'), 'soft'),
    talk.lost.length ? words(say('lost', talk.lost.join(', ')), 'bad') : null,
    el('ul', {}, entries.map(([, view]) => view)),
    asks ? el('div', { className: 'row' }, el('b', {}, say('asked')), judge(true, say('thanks')), judge(false, say('broke'))) : null,
    talk.updates.length ? el('form', {
      onsubmit: (event) => {
        event.preventDefault();
        const text = within(field.value, limits.reply);
        if (!text.trim()) return field.focus();
        act({ kind: 'reply', text }, text);
      },
    }, labelled(say('reply'), field), problem, el('span', {}, el('button', {}, say('answer')))) : null);
};
// What is being typed, while the list is drawn anew.
const replies = new Map();
const talksView = () => el('section', {}, talks.length ? talks.map(talkView) : words(say('none'), 'soft'));
