// One writer: of the tabs in which a page is open, the one that holds its lock. Another asks it to hand over.

const WAIT = 250; // ms for an answer where the browser has no locks (a page that is not https)

export class Tabs {
  /** save() is awaited before the work is handed over; lost() and gained() tell the page. */
  constructor(name, { save, lost, gained }) {
    Object.assign(this, { save, lost, gained, owns: false });
    this.name = `gdkit-web:${new URL(".", location.href).pathname}${name}`;
    this.channel = new BroadcastChannel(this.name);
    this.channel.onmessage = ({ data }) => this.hear(data);
  }

  /** Whether this tab may write. */
  async open() {
    if (navigator.locks) this.owns = await this.lock({ ifAvailable: true });
    else this.owns = !(await this.isElsewhere());
    return this.owns;
  }

  /** Take the work over as soon as the other tab has saved it; until then the promise waits. */
  async take() {
    this.channel.postMessage("hand over");
    if (navigator.locks) await this.lock({});
    else await new Promise((resolve) => (this.given = resolve));
    this.owns = true;
    await this.gained();
  }

  /** The lock is held until `release` is called; the promise is of whether it was got. */
  lock(options) {
    return new Promise((resolve) => {
      navigator.locks.request(this.name, options, (lock) => {
        resolve(lock !== null);
        return lock && new Promise((release) => (this.release = release));
      });
    });
  }

  isElsewhere() {
    this.channel.postMessage("whose");
    return new Promise((resolve) => {
      this.answered = () => resolve(true);
      setTimeout(() => resolve(false), WAIT);
    });
  }

  async hear(message) {
    if (message === "whose" && this.owns) this.channel.postMessage("mine");
    if (message === "mine") this.answered?.();
    if (message === "yours") this.given?.();
    if (message !== "hand over" || !this.owns) return;
    this.owns = false;
    this.lost(); // nothing is typed while it is saved
    await this.save();
    this.release?.();
    this.channel.postMessage("yours");
  }
}
