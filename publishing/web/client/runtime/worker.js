// The worker in which Python runs. It hears one thing at a time, and posts what Python says in bunches.

import { Failure } from "./loading.js";

const RUNTIMES = {
  wasi: () => import("./wasi.js").then((module) => new module.Wasi()),
  pyodide: () => import("./pyodide.js").then((module) => new module.Pyodide()),
};
const BURST = 50; // messages that are posted at once; a flood waits, so that the page is not drowned
const PAUSE = 100; // milliseconds after which a new burst may begin

let runtime = null;
let waiting = [];
let posted = 0;
let since = 0;

function receive(text) {
  const now = performance.now();
  if (now - since > PAUSE) [since, posted] = [now, 0];
  waiting.push(text);
  if (posted < BURST) flush();
}

function flush() {
  if (!waiting.length) return;
  postMessage({ kind: "messages", texts: waiting });
  posted += 1;
  waiting = [];
}

const report = (progress) => postMessage({ kind: "progress", ...progress });

const OPERATIONS = {
  async start({ name, files, ...options }) {
    runtime = await RUNTIMES[name]();
    const keep = (kept) => postMessage({ kind: "kept", kept });
    await runtime.start({ ...options, report, receive, keep });
    for (const [path, bytes] of Object.entries(files)) runtime.write(path, bytes);
    postMessage({ kind: "ready" });
  },
  async call({ id, message, packages }) {
    await runtime.prepare(packages, report).catch(() => {}); // an import tries again, and says what is missing
    postMessage({ kind: "began", id });
    const text = runtime.call(message);
    flush();
    postMessage({ kind: "answer", id, text });
  },
  async prefetch({ packages }) {
    await runtime.prepare(packages, report).catch(() => {});
  },
};

let before = Promise.resolve();
self.onmessage = ({ data: { op, ...content } }) => {
  before = before.then(async () => {
    try {
      await OPERATIONS[op](content);
    } catch (error) {
      flush();
      const failure = error instanceof Failure ? error : new Failure("other", String(error?.stack ?? error));
      postMessage({ kind: "failed", id: content.id ?? null, code: failure.code, detail: failure.detail });
    }
  });
};
