// The work, kept in this browser: one record of each page, and what was put aside when other work took its place.

const NAME = "gdkit-web";
const PUT_ASIDE = 5; // of a page; older ones go
const PATIENCE = 5000; // ms
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

/** A promise that fails where the browser does not answer: it waits for other tabs, or has lost what it kept. */
const inTime = (promise) =>
  Promise.race([
    promise,
    new Promise((_, reject) => setTimeout(reject, PATIENCE, new DOMException("No answer", "TimeoutError"))),
  ]);

// While a page is left a database may not come to write; this store is written at once, and has room for 5 MB.
const LAST = `${NAME}:${folder}last:`;

/** Keep the record until it is known to be in the database; without its outputs where they take too much room. */
export function keepAtOnce(record) {
  const bare = () => {
    const tree = JSON.parse(record.text);
    for (const cell of tree.cells) if (cell.outputs) cell.outputs = [];
    return { ...record, text: JSON.stringify(tree) };
  };
  for (const made of [() => record, bare]) {
    try {
      return localStorage.setItem(LAST + record.name, JSON.stringify(made()));
    } catch {} // full, or forbidden
  }
}

/** What was kept at once and is perhaps not in the database. */
export function keptAtOnce(name) {
  try {
    return JSON.parse(localStorage.getItem(LAST + name)) ?? undefined;
  } catch {
    return undefined;
  }
}

export function isInDatabase(name) {
  try {
    localStorage.removeItem(LAST + name);
  } catch {}
}

export class Storage {
  base = null; // null again when the browser has closed it: its data were cleared

  /** Raises what the browser says where it keeps nothing (a private window, or forbidden). */
  static async open() {
    const made = new Storage();
    await made.reopen();
    return made;
  }

  async reopen() {
    const request = indexedDB.open(`${NAME}:${folder}`, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("work", { keyPath: "name" });
      request.result.createObjectStore("aside", { autoIncrement: true }).createIndex("name", "name");
    };
    const base = await inTime(answer(request));
    base.onclose = () => (this.base = null);
    base.onversionchange = () => {
      base.close(); // who clears the data need not wait for us
      this.base = null;
    };
    this.base = base;
  }

  /** { name, edition, text, cursor, when } or undefined. */
  async work(name) {
    if (!this.base) await this.reopen();
    return answer(this.base.transaction("work").objectStore("work").get(name));
  }

  /** Written without waiting for anything, so that it holds when the page is being left. */
  async keep(record) {
    if (!this.base) await this.reopen();
    const transaction = this.base.transaction("work", "readwrite");
    transaction.objectStore("work").put(record);
    const done = finished(transaction);
    transaction.commit?.();
    await done;
  }

  /** What was put aside of a page, the newest first: { key, name, text, when, why }. */
  async aside(name) {
    if (!this.base) await this.reopen();
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
