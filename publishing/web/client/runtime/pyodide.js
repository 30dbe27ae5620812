// A second Python behind the same seam: Pyodide, from a folder beside the pages or from an address.
//
// It has its own NumPy, SciPy, Matplotlib, scikit-learn and SymPy, which it can only load while nothing runs: those
// that a cell names are loaded before the cell runs, those that the page names in the background.

import { Door, settingsFor } from "./door.js";
import { Failure, unpacked } from "./loading.js";
import { entries } from "./unzip.js";

const OURS = ["kernel", "gdkit", "traitlets"]; // the same files as for the other runtime
const THEIRS = { matplotlib: "matplotlib", scipy: "scipy", sklearn: "scikit-learn", sympy: "sympy" };
const OPEN = `
import sys
sys.path.append("/packages")
import door, gdkit_host
from pyodide.ffi import to_js
door.opened(lambda request: gdkit_host.call(to_js(request)).to_bytes(), ["numpy", "gdkit"])
`;

export class Pyodide {
  #door;
  #python;
  #turn;

  async start({ manifest, base, pyodide, report, receive, seconds = null }) {
    const settings = settingsFor(manifest, { seconds, folder: "/work", first: ["core", "stdlib", ...OURS] });
    const load = (name) => `${name} is loaded only before a cell runs: write an import of it into the cell.`;
    this.#door = new Door({ receive, settings, load, unpacked: () => {} });
    const folder = new URL(`${pyodide || "pyodide/"}`.replace(/\/*$/, "/"), base).href;
    report({ stage: "start", done: 0, total: 1 });
    this.#python = await this.#loaded(folder);
    for (const path of ["/work", "/packages"]) this.#python.FS.mkdirTree(path);
    for (const name of OURS) {
      const entry = manifest.packages[name];
      const zip = await unpacked(new URL(entry.file, base).href, entry);
      for (const [path, bytes] of entries(zip)) this.#put(`/packages/${path}`, bytes);
    }
    await this.#fetch(["numpy"]);
    this.#python.registerJsModule("gdkit_host", { call: (request) => this.#door.respond(request) });
    this.#guarded(() => this.#python.runPython(OPEN, { globals: this.#python.toPy({}) }));
    this.#turn = this.#python.pyimport("door").turn;
    report({ stage: "start", done: 1, total: 1 });
  }

  write(path, bytes) {
    this.#put(`/work/${path}`, bytes);
  }

  call(text) {
    this.#door.message = text;
    this.#guarded(() => this.#turn());
    return this.#door.answer;
  }

  async prepare(names) {
    await this.#fetch(names.filter((name) => name in THEIRS).map((name) => THEIRS[name]));
  }

  async #loaded(folder) {
    let module;
    try {
      module = await import(`${folder}pyodide.mjs`);
    } catch (error) {
      throw new Failure("network", String(error));
    }
    const quiet = { stdout: () => {}, stderr: (text) => console.warn(text) };
    return module.loadPyodide({ indexURL: folder, ...quiet }).catch((error) => {
      throw new Failure(error instanceof RangeError ? "memory" : "network", String(error));
    });
  }

  // A package that does not come is missed where it is imported, in Python's own words.
  async #fetch(names) {
    const quiet = { messageCallback: () => {}, errorCallback: (text) => console.warn(text) };
    if (names.length) await this.#python.loadPackage(names, quiet).catch((error) => console.warn(String(error)));
  }

  #put(path, bytes) {
    this.#python.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    this.#python.FS.writeFile(path, bytes);
  }

  #guarded(work) {
    try {
      work();
    } catch (error) {
      throw new Failure("ended", String(error));
    }
  }
}
