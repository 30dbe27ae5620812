// A Python that only does what a cell's comments tell it: #! and an output, or a result, as JSON. As the page's own
// class in publishing/web/client/runtime/python.js it is started, stopped, and asked to run cells.

import { Page } from "../../../publishing/web/client/page.js";

const TELLS = /^#! (.*)$/gm;

class FakePython {
  constructor({ onProgress, onMessage, onState }) {
    Object.assign(this, { onProgress, onMessage, onState, count: 0, state: "stopped", asked: [], moved: [] });
    window.fake = this;
  }

  async start() {
    this.say("starting");
    this.onProgress({ stage: "download", done: 12e6, total: 27e6 });
    await window.hold;
    if (window.fails) return this.say("failed", "Python could not be fetched. Look at the connection, then try again.");
    this.count = 0;
    this.say("ready");
    return true;
  }

  say(state, text) {
    this.state = state;
    this.onState(state, text);
  }

  async run({ cell, source, quiet }) {
    this.asked.push({ cell, source, quiet });
    this.say("busy");
    const told = [...source.matchAll(TELLS)].map((match) => JSON.parse(match[1]));
    const result = { status: "ok", lost: false, text: "", count: ++this.count };
    for (const one of told) {
      if (one.status) Object.assign(result, one);
      else if (!quiet) this.onMessage({ kind: "output", cell, output: one, ...(one.kind ? one : {}) });
    }
    if (source.includes("while True")) return new Promise((resolve) => (this.ending = resolve));
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (result.lost) await this.start();
    else this.say("ready");
    return result;
  }

  async stop() {
    this.say("stopped");
    this.ending?.({ status: "stopped", lost: true, text: "Stopped. Python has started again without its variables." });
    this.ending = null;
    return this.start();
  }

  restart() {
    return this.stop();
  }

  async knows(texts) {
    return !texts.some((text) => text.includes("unknown to the course"));
  }

  setExplorer(key, values) {
    this.moved.push([key, values]);
  }
}

const settings = await (await fetch("settings.json")).json();
window.page = new Page(FakePython, settings);
await window.page.open();
