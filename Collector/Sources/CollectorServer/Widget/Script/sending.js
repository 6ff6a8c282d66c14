// Sends what waits, from one tab at a time. A row goes only when the collector has named it; words are never dropped for their age.
const channel = window.BroadcastChannel ? new BroadcastChannel(database) : null;
const changed = () => {
  channel?.postMessage(0);
  refresh();
};
const told = new Set();
// Once in the console and, while it lasts, in the form.
let trouble = null;
const tell = (problem) => {
  trouble = problem;
  if (!told.has(problem.code)) {
    told.add(problem.code);
    console.error('Tellback: ' + problem.message + ' (' + problem.code + ', page of ' + location.origin + ')');
  }
  refresh();
};
const call = async (storage, method, path, body, type) => {
  if (!key) return { status: 0 };
  const headers = { Authorization: 'Bearer ' + key, 'Tellback-Installation': storage.identity.id + '.' + storage.identity.secret };
  if (type) headers['Content-Type'] = type;
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 90000);
  try {
    const response = await fetch(base + path, {
      method, headers, body, signal: stop.signal, credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer',
    });
    const raw = await response.arrayBuffer();
    let json = null;
    try { json = JSON.parse(new TextDecoder().decode(raw)); } catch { json = null; }
    return { status: response.status, json, raw, after: Number(response.headers.get('Retry-After')) || 0 };
  } catch {
    return { status: 0, json: await reason(), after: 0 };
  } finally {
    clearTimeout(timer);
  }
};
// A browser hides why a call across origins failed. The collector tells every page what is wrong with its key; null: not reached.
const reason = async () => {
  try {
    const response = await fetch(base + 'v1/web-key?key=' + encodeURIComponent(key), { credentials: 'omit', cache: 'no-store' });
    const json = await response.json();
    return response.ok ? null : { ...json, status: response.status };
  } catch {
    return null;
  }
};
const problemOf = (answer) => {
  const error = answer.json?.error;
  return error?.code ? new Problem(error.code, String(error.message), answer.json.status || answer.status) : null;
};
const exclusively = async (storage, work) => {
  if (!storage.isDurable) return work();
  if (navigator.locks) return navigator.locks.request(database, work);
  // Pages without TLS have no locks: a row that one tab holds for a minute, renewed with each call.
  if (!await lease(storage)) return later(storage, 61000);
  try { return await work(); } finally { await release(storage); }
};
const tab = hex(randomBytes(8));
const lease = (storage) => storage.change(async (t) => {
  const held = await t.get('meta', 'lease');
  const left = (held?.until || 0) - Date.now();
  if (held && held.tab !== tab && left > 0 && left <= 60000) return false;
  await t.put('meta', 'lease', { tab, until: Date.now() + 60000 });
  return true;
});
// The next tab need not wait for the end of the minute. A tab that was closed meanwhile loses it by time.
const release = (storage) => storage.change(async (t) => {
  if ((await t.get('meta', 'lease'))?.tab === tab) await t.drop('meta', 'lease');
});
const later = (storage, wait) => {
  clearTimeout(storage.timer);
  storage.timer = setTimeout(() => sendFrom(storage), Math.min(wait, hour));
};
const sendFrom = async (storage, isAsked) => {
  storage.isAsked ||= isAsked;
  storage.again = true;
  if (storage.isBusy) return;
  storage.isBusy = true;
  try {
    while (storage.again) {
      storage.again = false;
      await exclusively(storage, () => sendAll(storage));
    }
  } catch {
    later(storage, 60000);
  } finally {
    storage.isBusy = false;
  }
};
const send = (isAsked) => storages?.forEach((storage) => sendFrom(storage, isAsked));
const sendAll = async (storage) => {
  for (;;) {
    const { hold, rows, counts } = await storage.change(async (t) => ({
      hold: await t.get('meta', 'hold'), rows: await t.all('queue'), counts: await t.get('meta', 'counts'),
    }));
    const wait = hold?.key === key ? hold.until - Date.now() : 0;
    // A clock that was set back must not hold it for longer than any pause.
    if (wait > 0 && wait <= 6 * hour && !(storage.isAsked && hold.mayAsk)) return later(storage, wait);
    storage.isAsked = false;
    if (storage.isDurable && !navigator.locks && !await lease(storage)) return later(storage, 61000);
    const work = nextWork(storage, rows, counts);
    if (!work) return;
    const failed = await work();
    if (failed) return pause(storage, failed);
    await storage.change((t) => t.drop('meta', 'hold'));
    if (trouble) {
      trouble = null;
      refresh();
    }
    changed();
  }
};
const pause = async (storage, answer) => {
  const problem = problemOf(answer);
  const status = problem?.status || answer.status;
  const isRefused = [401, 403, 410].includes(status);
  if (problem && (isRefused || status === 429)) tell(problem);
  const wait = await storage.change(async (t) => {
    const tries = Math.min(((await t.get('meta', 'hold'))?.tries || 0) + 1, 20);
    const pause = isRefused ? hour
      : Math.max(Math.min(answer.after, 21600) * 1000, Math.random() * Math.min(6 * hour, 2000 * 2 ** tries));
    // Whoever writes anew asks anew, unless the collector named a time.
    await t.put('meta', 'hold', { until: Date.now() + pause, tries, key, mayAsk: !answer.after });
    return pause;
  });
  later(storage, wait + 50);
};
const nextWork = (storage, rows, counts) => {
  const reports = rows.filter((row) => row.kind === 'report' && row.state === 'waiting');
  if (reports.length) return () => sendRows(storage, 'reports', reports, counts);
  const withFiles = rows.find((row) => row.state === 'files');
  if (withFiles) return () => sendFile(storage, withFiles);
  const messages = rows.filter((row) => row.kind === 'message' && row.state === 'waiting');
  return messages.length ? () => sendRows(storage, 'messages', messages) : null;
};
// Returns the answer for which to wait, or nothing.
const sendRows = async (storage, what, waiting, counts) => {
  const rows = waiting.slice(0, storage.isSingle ? 1 : 20);
  const accounting = counts ? '"accounting":' + JSON.stringify({ ...counts, queued: waiting.length }) + ',' : '';
  const body = '{"sentAt":' + Date.now() + ',' + accounting + '"' + what + '":[' + rows.map((row) => row.json).join() + ']}';
  const answer = await call(storage, 'POST', what === 'reports' ? 'v1/batches' : 'v1/messages', body, 'application/json');
  const receipts = new Map((answer.json?.receipts || []).map((receipt) => [receipt.id, receipt]));
  if (answer.status === 202 && rows.every((row) => receipts.has(row.id))) {
    storage.isSingle = false;
    return storage.change(async (t) => { for (const row of rows) await settle(t, row, receipts.get(row.id)); });
  }
  const isPoison = [400, 413, 415, 422].includes(answer.status);
  if (isPoison || answer.status === 500) {
    if (rows.length > 1) {
      storage.isSingle = true;
      return;
    }
    rows[0].failed += 1;
    const problem = problemOf(answer) || new Problem('http_' + answer.status, 'HTTP ' + answer.status);
    const isAside = isPoison || rows[0].failed >= 5;
    await storage.change((t) => isAside ? settle(t, rows[0], { outcome: 'refused', code: problem.code, message: problem.message })
      : t.put('queue', rows[0].id, rows[0]));
    if (isAside) return;
  }
  return answer;
};
const settle = async (t, row, receipt) => {
  // Another tab may have been quicker.
  if ((await t.get('queue', row.id))?.state !== 'waiting') return;
  const talk = await t.get('talks', row.talk);
  const isRefused = receipt.outcome === 'refused';
  if (row.kind === 'report') {
    await count(t, (counts) => {
      if (isRefused) counts.discarded[receipt.code] = (counts.discarded[receipt.code] || 0) + 1;
      else counts.delivered += 1;
    });
    if (talk) {
      talk.state = isRefused ? 'refused' : 'sent';
      talk.reason = receipt.message;
      // Nobody's words go: they can still be copied from here.
      if (isRefused) talk.text = JSON.parse(row.json).text;
    }
  } else if (talk) {
    for (const reply of talk.replies) if (reply.id === row.id) reply.state = isRefused ? 'refused' : 'sent';
  }
  if (talk) await t.put('talks', talk.id, talk);
  // What was refused stays on the messages page; it is not sent again.
  const hasFiles = row.files.length > 0 && receipt.outcome !== 'erased' && !isRefused;
  if (hasFiles) await t.put('queue', row.id, { ...row, state: 'files' });
  else await dropRow(t, row);
};
const dropRow = async (t, row) => {
  for (const index of row.files.keys()) await t.drop('files', row.id + '/' + index);
  await t.drop('queue', row.id);
};
const sendFile = async (storage, row) => {
  const left = row.files.map((file, index) => ({ ...file, index })).filter((file) => !file.isGone);
  if (!left.length) return storage.change((t) => dropRow(t, row));
  const { index, type } = left[0];
  const bytes = await storage.change((t) => t.get('files', row.id + '/' + index));
  const answer = bytes ? await call(storage, 'PUT', 'v1/reports/' + row.id + '/attachments/' + index, bytes, type) : { status: 422 };
  const isSent = answer.status === 202 && answer.json?.id === row.id;
  if (!isSent && ![400, 404, 413, 415, 422].includes(answer.status)) return answer;
  // What is too large goes first by its size: others may still pass.
  const gone = answer.status === 413 ? left.reduce((a, b) => b.bytes > a.bytes ? b : a).index : index;
  await storage.change(async (t) => {
    row.files[gone].isGone = true;
    await t.drop('files', row.id + '/' + gone);
    await t.put('queue', row.id, row);
    const talk = isSent ? null : await t.get('talks', row.talk);
    if (talk) {
      talk.lost.push(row.files[gone].name);
      await t.put('talks', talk.id, talk);
    }
  });
};
