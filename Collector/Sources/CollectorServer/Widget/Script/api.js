// What a page can call, and the start.
window.Tellback = Object.freeze({
  open: (name) => open(name),
  close,
  page: (name) => { pageName = name == null ? null : String(name); },
  step: (text) => {
    steps = [...steps, { at: Date.now(), page: currentPage(), text: within(text, limits.step) }].slice(-limits.steps);
  },
  // Resolves to `{ id, reference, saved }` once it is saved; `saved` is false where it waits in this page alone.
  report: async ({ text, kind = 'problem', contact = '', files = [] } = {}) => {
    if (!String(text ?? '').trim()) throw new Problem('missing', say('empty'));
    const over = String(text).length - limits.text;
    if (over > 0) throw new Problem('too_long', say('over', over));
    if (files.length > limits.files) throw new Problem('too_many', say('tooMany', limits.files));
    if (!texts.en[kind] || !['problem', 'question', 'idea', 'praise'].includes(kind)) throw new Problem('invalid_value', 'kind');
    const read = [];
    for (const file of files) {
      const bytes = await file.arrayBuffer();
      if (bytes.byteLength > limits.file) throw new Problem('too_long', say('tooLarge', file.name, inMegabytes(limits.file)));
      read.push({ name: within(file.name || 'file', limits.name), type: within(file.type || 'application/octet-stream', 100), bytes: bytes.byteLength, data: bytes });
    }
    return capture({ text: clean(text), kind, contact: within(contact, limits.contact), files: read, withContext: true });
  },
  get unread() { return unread(); },
});
if (channel) channel.onmessage = refresh;
addEventListener('online', () => send(true));
document.addEventListener('visibilitychange', () => { if (!document.hidden) send(); });
const start = async () => {
  document.body.append(host);
  root.append(opener);
  draw();
  await ready;
  if (!key) tell(new Problem('missing_key', 'the script needs data-key with a key of: tellback-collector app web-key create APP --origin ' + location.origin));
  await refresh();
  send();
  fetchUpdates().then(refresh);
};
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
else start();
})();
