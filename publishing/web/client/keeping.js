// When the work is kept: soon after it was typed, and when the page is left or hidden; by one tab at a time.

import { isInDatabase, keepAtOnce, keptAtOnce, Storage } from "./storage.js";
import { Tabs } from "./tabs.js";

const SOON = 300; // ms after what was typed last
const AT_LEAST = 2000; // ms: outputs that never stop are kept, too
const NOT_KEPT = "Your work is not kept on this device";

export class Keeper {
  /** page: its notes, its lock and what it says is kept; work: { record(), reload(record) }. */
  constructor(page, work) {
    Object.assign(this, { page, work, timer: null, storage: null });
    this.tabs = new Tabs(page.about.name, {
      save: () => this.save(),
      lost: () => this.elsewhere(),
      gained: () => this.gained(),
      stayed: () => this.stayed(),
    });
  }

  /** The record that was kept, if any. */
  async open() {
    try {
      this.storage = await Storage.open();
    } catch (error) {
      this.fail(error);
    }
    const owns = await this.tabs.open();
    const record = await this.read();
    const last = keptAtOnce(this.page.about.name);
    if (!owns) this.elsewhere();
    addEventListener("pagehide", () => this.leave());
    document.addEventListener("visibilitychange", () => document.hidden && this.leave());
    return last?.when > (record?.when ?? 0) ? last : record;
  }

  async read() {
    try {
      return await this.storage?.work(this.page.about.name);
    } catch (error) {
      this.storage = null; // what could not be read is not written over
      this.fail(error);
      return undefined;
    }
  }

  get dirty() {
    return this.timer !== null;
  }

  /** Something changed. */
  touch() {
    if (!this.tabs.owns) return;
    if (!this.asked) {
      this.asked = true;
      navigator.storage?.persist?.().catch(() => {});
    }
    const now = performance.now();
    this.since ??= now;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), now - this.since > AT_LEAST ? 0 : SOON);
    this.page.kept("");
  }

  /** Now; the promise is of whether it was kept. */
  async save() {
    clearTimeout(this.timer);
    this.timer = null;
    this.since = undefined;
    if (!this.storage) {
      this.page.kept("Not kept");
      return false;
    }
    try {
      await this.storage.keep(this.work.record());
    } catch (error) {
      this.fail(error);
      return false;
    }
    isInDatabase(this.page.about.name);
    this.page.notes.close("not kept");
    this.page.kept("Kept on this device");
    return true;
  }

  /** The page is left, or may be: there is time for what is written at once, and perhaps for the database. */
  leave() {
    if (!this.dirty || !this.tabs.owns) return;
    keepAtOnce(this.work.record());
    this.save();
  }

  fail(error) {
    const full = error?.name === "QuotaExceededError";
    const why = full ? "its storage is full" : "this browser does not allow it (is it a private window?)";
    const text = `${NOT_KEPT}: ${why}. Download your work before you close the page.`;
    this.page.notes.show("not kept", text, { Download: () => this.page.download() }, { closable: false });
    this.page.kept("Not kept");
  }

  elsewhere() {
    this.page.lock(true);
    const text = "This work is open in another tab. Here it can only be read.";
    const take = () => {
      const waiting = "Waiting for the other tab to save. If nothing happens, download the work there and close it.";
      this.page.notes.show("elsewhere", waiting, {}, { closable: false });
      this.tabs.take();
    };
    this.page.notes.show("elsewhere", text, { "Work here instead": take }, { closable: false });
  }

  /** The work could not be saved for the other tab: it goes on here. */
  stayed() {
    this.page.notes.close("elsewhere");
    this.page.lock(false);
  }

  async gained() {
    const record = await this.read();
    this.page.notes.close("elsewhere");
    this.page.lock(false);
    this.work.reload(record);
  }

  /** What is there now, put where it can be brought back from. Whether it was kept. */
  async putAside(why) {
    try {
      const { name, edition, text } = this.work.record();
      await this.storage.putAside({ name, edition, text, why, when: Date.now() });
      return true;
    } catch {
      return false;
    }
  }
}
