// The button and the dialog. The browser itself keeps the focus inside of a modal dialog, and Escape closes it.
let view = 'write';
let done = null;
const host = el('aside', { 'aria-label': say('button') });
if (data.theme) host.dataset.theme = data.theme;
const root = host.attachShadow({ mode: 'open' });
root.adoptedStyleSheets = [sheet];
const opener = button('', () => open(), 'open');
opener.setAttribute('aria-haspopup', 'dialog');
opener.hidden = data.button === 'none';
const unread = () => talks.reduce((sum, { talk }) => sum + unreadOf(talk), 0);
const draw = () => {
  const count = unread();
  const badge = () => count ? el('span', { className: 'badge', 'aria-label': say('unread', count), role: 'img' }, String(count)) : null;
  host.lang = language();
  opener.replaceChildren(...[say('button'), badge()].filter(Boolean));
  if (!parts.dialog?.open) return;
  // What is drawn anew loses the focus, so only what changed is.
  const shown = view + count + JSON.stringify(talks.map(({ talk }) => talk));
  if (shown !== parts.shown) {
    const isInTabs = parts.tabs.contains(root.activeElement);
    parts.tabs.replaceChildren(...['write', 'talks'].map((name) => {
      const tab = button(say(name), () => show(name));
      if (name === view) tab.setAttribute('aria-current', 'true');
      if (name === 'talks' && count) tab.append(badge());
      return tab;
    }));
    if (isInTabs) parts.tabs.lastChild.focus();
    // Nobody loses what they are typing.
    if (view === 'talks' && !root.activeElement?.value) {
      const isInBody = parts.body.contains(root.activeElement);
      parts.body.replaceChildren(talksView());
      if (isInBody) parts.body.focus();
    }
    parts.shown = shown;
  }
  showNotices();
  if (view === 'done') showDoneState();
};
const refresh = async () => {
  if (!storages) return;
  const before = unread();
  await readTalks();
  if (view === 'talks' && parts.dialog?.open) await markRead();
  draw();
  if (before !== unread()) document.dispatchEvent(new CustomEvent('tellback', { detail: { unread: unread() } }));
};
const show = (name) => {
  view = name;
  parts.error = parts.shown = null;
  parts.body.replaceChildren(name === 'write' ? writeView() : name === 'talks' ? talksView() : doneView());
  draw();
  if (name === 'write') {
    showFiles();
    showKnown();
  }
  (name === 'write' ? parts.text : name === 'done' ? parts.state : parts.body).focus();
  if (name === 'talks') {
    refresh();
    fetchUpdates().then(refresh);
  }
};
const showDone = (receipt) => {
  done = receipt;
  draft = emptyDraft();
  if (parts.dialog?.open) show('done');
};
const doneView = () => {
  parts.state = el('p', { role: 'status', tabIndex: -1 });
  return el('section', {}, parts.state, words(say('reference', done.reference)), el('div', { className: 'row' },
    button(say('another'), () => show('write')), button(say('close'), close, 'main')));
};
const showDoneState = () => {
  const found = talks.find(({ talk }) => talk.id === done.id);
  const state = found?.talk.state;
  parts.state.textContent = trouble && state === 'saved' ? say('trouble', trouble.message) + ' ' + say(done.saved ? 'saved' : 'held')
    : state === 'sent' ? say('sent') : state === 'refused' ? say('refused', found.talk.reason || '') : say(done.saved ? 'saved' : 'held');
};
const close = () => parts.dialog?.close();
const open = async (name) => {
  await ready;
  if (parts.dialog?.open) return;
  await readTalks();
  parts.tabs = el('nav', { 'aria-label': say('title') });
  parts.body = el('div', { tabIndex: -1 });
  parts.shown = '';
  parts.dialog?.remove();
  parts.dialog = el('dialog', { 'aria-labelledby': 'title' }, el('header', {},
    el('h2', { id: 'title' }, say('title')), button('✕', close)), parts.tabs, parts.body);
  parts.dialog.querySelector('header button').setAttribute('aria-label', say('close'));
  root.append(parts.dialog);
  parts.dialog.showModal();
  show(name === 'talks' ? 'talks' : 'write');
  send();
  fetchUpdates().then(refresh);
  fetchIssues().then(() => { if (view === 'write') showKnown(); }).catch(() => {});
  clearInterval(parts.poll);
  parts.poll = setInterval(() => {
    if (!parts.dialog.open) return clearInterval(parts.poll);
    fetchUpdates();
  }, 20000);
};
