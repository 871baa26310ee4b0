// What this browser keeps of a wave, and nobody else knows: an unfinished ballot, that one was handed in, and the
// codes that answers to one's own comments are read with. `voter` tells people who share a device apart.
// In IndexedDB, not in localStorage: there a second tab may read what the first one has long replaced.
const NAME = "extramile-voice";
const STORE = "kept";
const REPLIES = "replies";

const opened = () => new Promise((resolve, reject) => {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  request.onsuccess = () => resolve(request.result);
  request.onerror = request.onblocked = () => reject(request.error);
});

// Runs `work(store, done)` in one transaction; what it gives to `done` is returned when all of it is on the disk.
const within = async (mode, work) => {
  const database = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode, { durability: "strict" });
      let result = null;
      transaction.oncomplete = () => resolve(result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
      work(transaction.objectStore(STORE), (found) => {
        result = found ?? null;
      });
    });
  } finally {
    database.close();
  }
};

const read = (name) => within("readonly", (store, done) => {
  store.get(name).onsuccess = ({ target }) => done(target.result);
});

const write = (name, value) => within("readwrite", (store) => store.put(value, name));

// Whichever was there first is returned, and stays.
const writeOnce = (name, value) => within("readwrite", (store, done) => {
  store.get(name).onsuccess = ({ target }) => {
    done(target.result ?? value);
    if (!target.result) store.put(value, name);
  };
});

export const canKeep = async () => {
  try {
    await write("try", 1);
    return (await read("try")) === 1;
  } catch {
    return false;
  }
};

export const ballotOf = (wave, voter) => {
  const name = `ballot:${wave}:${voter}`;
  return {
    read: () => read(name),
    keepFirst: (ballot) => writeOnce(name, ballot),
    keep: (ballot) => write(name, ballot),
    // The secrets go, the codes for replies stay; and that a ballot was handed in, so that coming back does not look
    // like a lost ballot.
    handedIn: (codes) => within("readwrite", (store) => {
      store.put({ handedIn: true }, name);
      store.get(REPLIES).onsuccess = ({ target }) => {
        const known = target.result ?? [];
        const more = Object.entries(codes).map(([question, code]) => ({ wave, voter, question, code }));
        if (more.length) store.put([...known, ...more], REPLIES);
      };
    }),
    forget: () => within("readwrite", (store) => store.delete(name)),
  };
};

// [{wave, voter, question, code}]
export const replies = async () => (await read(REPLIES)) ?? [];
