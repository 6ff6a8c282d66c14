// What waits to be sent. A row is added with what the messages page shows of it, in one transaction.
const dropOldTalks = async (t) => {
  const talks = await t.all('talks');
  const waiting = new Set((await t.all('queue')).map((row) => row.talk));
  const old = talks.filter((talk) => !waiting.has(talk.id)).sort((a, b) => a.at - b.at);
  for (const talk of old.slice(0, Math.max(0, talks.length - limits.talks))) await t.drop('talks', talk.id);
};
const keepReport = (storage, report, files) => storage.change(async (t) => {
  const rows = await t.all('queue');
  const bytes = rows.concat({ files }).reduce((sum, row) =>
    row.files.reduce((part, file) => part + (file.isGone ? 0 : file.bytes), sum), 0);
  if (rows.length >= limits.rows || bytes > limits.kept) throw new Problem('full', say('noRoom'));
  await t.put('queue', report.id, {
    id: report.id, talk: report.id, kind: 'report', state: 'waiting', json: JSON.stringify(report), failed: 0,
    files: files.map(({ name, type, bytes }) => ({ name, type, bytes })),
  });
  for (const [index, file] of files.entries()) await t.put('files', report.id + '/' + index, file.data);
  await t.put('talks', report.id, {
    id: report.id, at: report.capturedAt, text: within(report.text, 400), state: 'saved', updates: [], replies: [],
    seen: 0, read: 0, lost: [],
  });
  await dropOldTalks(t);
  await count(t, (counts) => { counts.captured += 1; });
});
const count = async (t, work) => {
  const counts = await t.get('meta', 'counts') || { captured: 0, delivered: 0, discarded: {} };
  work(counts);
  await t.put('meta', 'counts', counts);
};
// A reply, a verdict or a read mark about a report that was sent.
const keepMessage = (storage, talkId, message, work) => storage.change(async (t) => {
  const rows = await t.all('queue');
  if (rows.length >= limits.rows) throw new Problem('full', say('noRoom'));
  const talk = await t.get('talks', talkId);
  if (!talk) return;
  const full = { id: newId(), report: talkId, at: Date.now(), version: data.version, ...message };
  work(talk, full);
  await t.put('queue', full.id, {
    id: full.id, talk: talkId, kind: 'message', state: 'waiting', json: JSON.stringify(full), failed: 0, files: [],
  });
  await t.put('talks', talkId, talk);
});
