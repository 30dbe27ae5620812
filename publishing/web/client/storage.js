// The work, kept in this browser: one record of each page, and what was put aside when other work took its place.

const NAME = "gdkit-web";
const PUT_ASIDE = 5; // of a page; older ones go
const folder = new URL(".", location.href).pathname; // two courses of one host do not meet

/** A request of IndexedDB as a promise. */
const answer = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const finished = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error ?? new DOMException("Nothing was kept", "AbortError"));
  });

export class Storage {
  constructor(base) {
    this.base = base;
  }

  /** Raises what the browser says where it keeps nothing (a private window, or forbidden). */
  static async open() {
    const request = indexedDB.open(`${NAME}:${folder}`, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("work", { keyPath: "name" });
      request.result.createObjectStore("aside", { autoIncrement: true }).createIndex("name", "name");
    };
    return new Storage(await answer(request));
  }

  /** { name, edition, text, cursor, when } or undefined. */
  work(name) {
    return answer(this.base.transaction("work").objectStore("work").get(name));
  }

  /** Written without waiting for anything, so that it holds when the page is being left. */
  keep(record) {
    const transaction = this.base.transaction("work", "readwrite");
    transaction.objectStore("work").put(record);
    const done = finished(transaction);
    transaction.commit?.();
    return done;
  }

  /** What was put aside of a page, the newest first: { key, name, text, when, why }. */
  async aside(name) {
    const index = this.base.transaction("aside").objectStore("aside").index("name");
    const [keys, records] = await Promise.all([answer(index.getAllKeys(name)), answer(index.getAll(name))]);
    return records.map((record, k) => ({ ...record, key: keys[k] })).reverse();
  }

  async putAside(record) {
    const old = (await this.aside(record.name)).slice(PUT_ASIDE - 1);
    const transaction = this.base.transaction("aside", "readwrite");
    const store = transaction.objectStore("aside");
    for (const { key } of old) store.delete(key);
    store.add(record);
    await finished(transaction);
  }
}
