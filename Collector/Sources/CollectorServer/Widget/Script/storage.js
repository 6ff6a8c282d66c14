// What is kept: in IndexedDB, and in memory where that is refused. Both change by a transaction `work(t)` that happens whole or
// not at all; on the disk it has happened only when it is synced, so 'saved' is never said too early.
const stores = ['meta', 'queue', 'files', 'talks'];
const asked = (request) => new Promise((done, fail) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => fail(request.error);
});
const onDisk = async () => {
  const db = await new Promise((done, fail) => {
    // Some browsers never answer where they refuse.
    setTimeout(() => fail(new Problem('storage', 'no answer')), 5000);
    const request = indexedDB.open(database, 1);
    request.onupgradeneeded = () => stores.forEach((name) => request.result.createObjectStore(name));
    request.onsuccess = () => done(request.result);
    request.onerror = request.onblocked = () => fail(request.error);
  });
  db.onversionchange = () => db.close();
  return {
    isDurable: true,
    change: (work) => new Promise((done, fail) => {
      const transaction = db.transaction(stores, 'readwrite', { durability: 'strict' });
      let result, failure;
      transaction.oncomplete = () => done(result);
      transaction.onabort = () => fail(failure || transaction.error);
      work({
        get: (store, id) => asked(transaction.objectStore(store).get(id)),
        all: (store) => asked(transaction.objectStore(store).getAll()),
        put: (store, id, value) => asked(transaction.objectStore(store).put(value, id)),
        drop: (store, id) => asked(transaction.objectStore(store).delete(id)),
      }).then((value) => {
        result = value;
      }, (error) => {
        failure = error;
        // Where the transaction has ended by itself, it was by that error.
        try { transaction.abort(); } catch { fail(error); }
      });
    }),
  };
};
const inMemory = () => {
  const kept = Object.fromEntries(stores.map((name) => [name, new Map()]));
  let last = Promise.resolve();
  const t = {
    get: async (store, id) => structuredClone(kept[store].get(id)),
    all: async (store) => structuredClone([...kept[store].values()]),
    put: async (store, id, value) => void kept[store].set(id, structuredClone(value)),
    drop: async (store, id) => void kept[store].delete(id),
  };
  // One after the other, as transactions are.
  return { isDurable: false, change: (work) => last = last.catch(() => {}).then(() => work(t)) };
};
const prepared = async (storage) => {
  storage.identity = await storage.change(async (t) => {
    let identity = await t.get('meta', 'identity');
    if (!identity) {
      identity = { id: newId(), secret: hex(randomBytes(32)) };
      await t.put('meta', 'identity', identity);
    }
    return identity;
  });
  return storage;
};
// Resolves to the storages in use, the first for what is new. It is refused before anything is typed, or not at all.
let storages;
const ready = (async () => {
  storages = [await onDisk().then(prepared).catch(() => prepared(inMemory()))];
})();
// For what the disk has no room for.
const useMemory = async () => {
  if (storages[0].isDurable) storages.unshift(await prepared(inMemory()));
};
