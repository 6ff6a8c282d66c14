// What became of reports, fetched by cursor, and what of it nobody has read.
const shown = ['answered', 'corrected', 'reminded', 'fixed', 'reopened', 'refused'];
let talks = [];
const unreadOf = (talk) => talk.updates.filter((update) => update.sequence > talk.seen && shown.includes(update.kind)).length;
const readTalks = async () => {
  const found = await Promise.all(storages.map((storage) =>
    storage.change(async (t) => (await t.all('talks')).map((talk) => ({ talk, storage }))).catch(() => [])));
  talks = found.flat().sort((a, b) => b.talk.at - a.talk.at);
};
const fetchFrom = async (storage) => {
  for (;;) {
    const cursor = await storage.change((t) => t.get('meta', 'cursor')) || 0;
    const answer = await call(storage, 'GET', 'v1/updates?after=' + cursor);
    if (answer.status !== 200) {
      const problem = problemOf(answer);
      if (problem && [401, 403].includes(problem.status)) tell(problem);
      return;
    }
    const page = answer.json;
    // A page for somebody else, or after another cursor, would move this one past what is still to come.
    if (page?.installation !== storage.identity.id || page.after !== cursor) return;
    await storage.change(async (t) => {
      if ((await t.get('meta', 'cursor') || 0) !== cursor) return;
      for (const update of page.updates) {
        const talk = await t.get('talks', update.report);
        if (!talk) continue;
        talk.updates = [...talk.updates, update].slice(-200);
        await t.put('talks', talk.id, talk);
      }
      await t.put('meta', 'cursor', page.cursor);
    });
    if (page.updates.length) changed();
    if (!page.more) return;
  }
};
const fetchUpdates = async () => {
  await ready;
  await readTalks();
  for (const storage of storages) {
    if (talks.some((each) => each.storage === storage && each.talk.state === 'sent')) await fetchFrom(storage).catch(() => {});
  }
};
// What stands on the screen has been read.
const markRead = async () => {
  for (const { talk, storage } of talks) {
    const newest = Math.max(0, ...talk.updates.map((update) => update.sequence));
    if (!unreadOf(talk)) continue;
    await keepMessage(storage, talk.id, { kind: 'read', update: newest }, (kept) => { kept.seen = newest; }).catch(() => {});
  }
  send();
  await readTalks();
};
