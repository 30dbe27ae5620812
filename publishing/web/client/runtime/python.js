// The page's side of Python: one worker, started again when it was stopped or has ended.

import { keepForOffline } from "./offline.js";
import { FAILED, OVER, tooLong } from "./words.js";

const GRACE = 5; // seconds after which the page ends what the kernel could not
const SECONDS = 60;

/**
 * Python in a worker.
 *
 * onProgress({stage, done, total}): "manifest", "download" (bytes), "start", or the name of a package (bytes).
 * onMessage(message): what the kernel sends: outputs, clears, explorers.
 * onState(state, text): "starting", "ready", "busy", "stopped", "failed"; `text` says why, where there is something to say.
 */
export class Python {
  state = "stopped";
  #worker = null;
  #kept = null; // the compiled program, packages and memory, for the next worker
  #asked = new Map(); // what the worker was asked and has not answered
  #number = 0;
  #starting = null;

  constructor({ base, settings = {}, page = {}, onProgress, onMessage, onState }) {
    const nothing = () => {};
    this.base = new URL(".", base ?? document.baseURI).href;
    Object.assign(this, { settings, page, seconds: settings.seconds ?? SECONDS });
    Object.assign(this, { onProgress: onProgress ?? nothing, onMessage: onMessage ?? nothing });
    this.onState = onState ?? nothing;
  }

  /** Start Python; resolves to true when it is ready, to false when it cannot start: onState has said why. */
  start() {
    this.#starting ??= this.#begin().catch((error) => this.#fail(error.code ?? "network"));
    return this.#starting;
  }

  /** Run a cell. Never rejects: the status says what became of it, `lost` whether its variables are gone. */
  async run({ cell, source, quiet = false }) {
    const answer = await this.#ask({ op: "run", cell, source, quiet }, source);
    const soft = answer.ename === "TimeLimit"; // the kernel stopped it by itself, and has said so as an output
    return { lost: false, text: "", ...answer, ...(soft && { status: "timeout" }) };
  }

  /** Tell Python's explorer that a person has moved it. */
  setExplorer(key, values) {
    return this.#ask({ op: "set", explorer: key, values }, "");
  }

  /** End what runs. Python starts again, without its variables. */
  stop() {
    return this.#again({ status: "stopped", text: OVER.stopped });
  }

  /** Start again with nothing in memory. */
  restart() {
    return this.stop();
  }

  async #begin() {
    this.#say("starting");
    if (location.protocol === "file:") throw Object.assign(new Error(), { code: "file" });
    if (!able()) throw Object.assign(new Error(), { code: "browser" });
    this.onProgress({ stage: "manifest", done: 0, total: 1 });
    this.manifest ??= await this.#json("runtime/manifest.json");
    this.files ??= await this.#pageFiles();
    return new Promise((resolve) => {
      const worker = new Worker(new URL("static/worker.js", this.base), { type: "module" });
      this.#worker = worker;
      this.#ready = resolve;
      worker.onmessage = ({ data }) => this.#hear(data);
      worker.onerror = (event) => {
        event.preventDefault?.();
        this.#hear({ kind: "failed", id: null, code: "network", detail: event.message ?? "" });
      };
      const { manifest, base, files, settings } = this;
      const seconds = this.seconds || null;
      const name = settings.runtime ?? "wasi";
      worker.postMessage({
        ...{ op: "start", name, manifest, base, files, seconds, kept: this.#kept },
        pyodide: settings.pyodide ?? null,
      });
    });
  }

  #ready = null;

  #hear({ kind, ...data }) {
    if (kind === "messages") for (const text of data.texts) this.onMessage(JSON.parse(text));
    else if (kind === "progress") this.onProgress(data);
    else if (kind === "kept") this.#keep(data.kept);
    else if (kind === "ready") {
      this.#say("ready");
      this.#ready(true);
      keepForOffline(this.base, Object.values(this.page.files ?? {}));
      this.#worker.postMessage({ op: "prefetch", packages: this.page.packages ?? [] });
    } else if (kind === "began") this.#limit(data.id);
    else if (kind === "answer") this.#settle(data.id, JSON.parse(data.text));
    else if (kind === "failed") this.#over(data);
  }

  #keep({ files = {}, ...rest }) {
    this.#kept = { ...this.#kept, ...rest, files: { ...this.#kept?.files, ...files } };
  }

  /** The worker has failed: at its start, or in a cell. */
  #over({ id, code, detail }) {
    console.warn(`Python: ${code} ${detail}`);
    if (id === null && this.state === "starting" && this.#kept?.memory) {
      this.#kept.memory = null; // what was kept does not wake: start from nothing
      return this.#again({ status: "ended", text: "" });
    }
    if (id === null && this.state === "starting") return this.#ready(this.#fail(code));
    const status = /out of memory|memory access out of bounds.*alloc/i.test(detail) ? "memory" : "ended";
    return this.#again({ status, text: OVER[status] });
  }

  #fail(code) {
    this.#worker?.terminate();
    this.#worker = null;
    this.#starting = null; // the next start tries again
    const text = FAILED[code] ?? FAILED.other;
    this.#say("failed", text);
    for (const id of [...this.#asked.keys()]) this.#settle(id, { status: "ended", lost: true, text }, false);
    return false;
  }

  /** End the worker; all that was asked ends like this; a new worker starts. */
  #again({ status, text }) {
    this.#worker?.terminate();
    this.#worker = null;
    this.#say("stopped", text);
    for (const id of [...this.#asked.keys()]) this.#settle(id, { status, lost: true, text }, false);
    this.#starting = null;
    return this.start();
  }

  async #ask(message, source) {
    if (!(await this.start())) return { status: "ended", lost: true, text: FAILED.other };
    const id = ++this.#number;
    const packages = this.#named(source);
    return new Promise((resolve) => {
      this.#asked.set(id, { resolve, timer: null });
      this.#say("busy");
      this.#worker.postMessage({ op: "call", id, message: JSON.stringify(message), packages });
    });
  }

  #limit(id) {
    const asked = this.#asked.get(id);
    if (!asked || !this.seconds) return;
    const ended = () => this.#again({ status: "timeout", text: tooLong(this.seconds) });
    asked.timer = setTimeout(ended, 1000 * (this.seconds + GRACE));
  }

  #settle(id, answer, say = true) {
    const asked = this.#asked.get(id);
    if (!asked) return;
    clearTimeout(asked.timer);
    this.#asked.delete(id);
    if (say && this.#asked.size === 0) this.#say("ready");
    asked.resolve(answer);
  }

  /** The packages whose names a cell imports: fetched before it runs, with a progress bar. */
  #named(source) {
    const packages = Object.entries(this.manifest.packages);
    const names = [...source.matchAll(/^\s*(?:import|from)\s+([^\n#]+)/gm)].flatMap((match) =>
      match[1]
        .split(/\s+import\b/)[0]
        .split(",")
        .map((name) => name.trim().split(/[.\s]/)[0]),
    );
    const named = packages.filter(([, entry]) => entry.imports.some((name) => names.includes(name)));
    return named.flatMap(([name, entry]) => [...(entry.needs ?? []), name]);
  }

  async #json(path) {
    const response = await fetch(new URL(path, this.base));
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return response.json();
  }

  /** What lies beside the notebook: checks.json, data. */
  async #pageFiles() {
    const one = async ([name, path]) => {
      const response = await fetch(new URL(path, this.base));
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      return [name, new Uint8Array(await response.arrayBuffer())];
    };
    return Object.fromEntries(await Promise.all(Object.entries(this.page.files ?? {}).map(one)));
  }

  #say(state, text = "") {
    if (state === this.state && !text) return;
    this.state = state;
    this.onState(state, text);
  }
}

/** Whether this browser has what Python needs. */
function able() {
  const has = [globalThis.DecompressionStream, globalThis.Worker, globalThis.WebAssembly?.compileStreaming];
  return has.every(Boolean) && Boolean(WebAssembly.Tag);
}
