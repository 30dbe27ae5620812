// The page of a notebook, brought to life: which cells there are, what runs, what is kept.

import { Bar, help } from "./bar.js";
import { CellView } from "./cells.js";
import { Notes, tell } from "./dialog.js";
import { Display } from "./display.js";
import { choose, listenForDrops } from "./files.js";
import { download, handIn } from "./handin.js";
import { Notebook } from "./notebook.js";
import { Runner } from "./runner.js";
import { switchTheme, theme } from "./theme.js";
import { Work } from "./work.js";

const textOfBlock = (id) => document.getElementById(id).textContent;

export class Page {
  /** Python: the class of client/runtime/python.js, or one that behaves like it. */
  constructor(Python, settings) {
    theme();
    this.settings = settings;
    this.about = JSON.parse(textOfBlock("page"));
    this.released = Notebook.parse(textOfBlock("notebook"));
    this.notes = new Notes();
    this.listeners = new Map(); // what runs outside of the cells: its id -> who hears its outputs
    this.views = new Map();
    this.place = document.querySelector("section.cell").parentElement;
    this.bar = new Bar(this.actions(), this.about);
    this.moved = (key, values) => this.python.setExplorer(key, values);
    this.python = new Python({
      base: new URL(".", location.href).href,
      settings,
      page: this.about,
      onProgress: (report) => this.bar.report(report),
      onMessage: (message) => this.display.hear(message),
      onState: (state, text) => this.setState(state, text),
    });
    this.display = new Display(this);
    this.runner = new Runner(this.python, this.display.forRunner());
    this.work = new Work(this);
  }

  /** Start Python, and show what was kept. */
  async open() {
    this.python.start();
    const record = await this.work.keeper.open();
    this.work.reload(record);
    listenForDrops((file) => this.work.openFile(file));
    document.documentElement.dataset.ready = "yes";
  }

  // --- cells -------------------------------------------------------------------------------------

  get readOnly() {
    return this.locked === true;
  }

  /** Another notebook in the page; cells that are there already stay in place. */
  use(notebook) {
    const sections = new Map([...this.place.querySelectorAll("section.cell")].map((one) => [one.dataset.id, one]));
    const fresh = this.views.size === 0;
    if (!fresh) for (const view of this.views.values()) view.remove();
    this.views.clear();
    this.notebook = notebook;
    let last = null;
    for (const cell of notebook.cells) {
      const found = sections.get(cell.key);
      const view = new CellView(cell, this, fresh && found && this.isReleased(cell) ? found : undefined);
      if (found && found !== view.section) found.remove();
      sections.delete(cell.key);
      if (last ? last.nextElementSibling !== view.section : this.place.querySelector(".cell") !== view.section) {
        if (last) last.after(view.section);
        else this.place.prepend(view.section);
      }
      last = view.section;
      this.views.set(cell.key, view);
    }
    for (const section of sections.values()) section.remove();
    this.active = this.views.values().next().value;
  }

  isReleased(cell) {
    const found = this.released.cell(cell.key);
    return found?.source === cell.source && found.type === cell.type;
  }

  isOwn(cell) {
    return !this.released.cell(cell.key) && cell.deletable && !cell.tree.metadata.nbgrader;
  }

  /** A cell in words: its first line says more than a number that nobody sees. */
  nameOf(cell) {
    const first = cell.source.trim().split("\n")[0].slice(0, 50);
    return first ? `the cell “${first}”` : "an empty cell";
  }

  select(view) {
    if (this.active === view) return;
    this.active?.section.classList.remove("active");
    view.section.classList.add("active");
    this.active = view;
  }

  changed(view, text) {
    if (this.readOnly) return;
    view.cell.source = text;
    this.touch();
  }

  /** To the nearest cell above or below that takes the focus. Whether there is one. */
  go(view, down) {
    const views = [...this.views.values()];
    const step = down ? 1 : -1;
    let k = views.indexOf(view) + step;
    while (views[k] && views[k].cell.type !== "code" && views[k].cell.locked) k += step;
    views[k]?.focus(views[k].editor || views[k].cell.type === "code" ? (down ? 0 : 1e9) : undefined);
    return Boolean(views[k]);
  }

  insert(type, view = this.active) {
    if (this.readOnly) return null;
    const made = new CellView(this.notebook.insert(type, view?.cell), this);
    if (view) view.section.after(made.section);
    else this.place.append(made.section);
    this.views = new Map(this.notebook.cells.map((cell) => [cell.key, this.views.get(cell.key) ?? made]));
    this.touch();
    if (type === "code") made.focus();
    else made.write();
    return made;
  }

  remove(view) {
    const at = this.notebook.cells.indexOf(view.cell);
    this.runner.queue = this.runner.queue.filter((cell) => cell !== view.cell);
    const { editor } = view;
    if (editor) view.cell.source = editor.view.state.doc.toString();
    this.notebook.cells.splice(at, 1);
    view.remove();
    this.views.delete(view.cell.key);
    this.touch();
    const neighbour = this.views.get(this.notebook.cells[Math.max(0, at - 1)].key);
    this.select(neighbour);
    neighbour.focus();
    this.notes.show("deleted", "A cell was deleted.", { Undo: () => this.bringBack(view.cell, at) });
  }

  bringBack(cell, at) {
    this.notebook.cells.splice(at, 0, cell);
    const made = new CellView(cell, this);
    this.views.get(this.notebook.cells[at - 1].key).section.after(made.section);
    this.views = new Map(this.notebook.cells.map((one) => [one.key, this.views.get(one.key) ?? made]));
    this.touch();
    made.focus();
  }

  // --- running -----------------------------------------------------------------------------------

  /** then: "next" goes to the cell below, "insert" makes one. */
  run(view, then = "") {
    if (view.cell.type === "code") {
      this.runner.add([view.cell]);
      this.bar.busy(true);
    } else view.render();
    const last = this.notebook.cells.at(-1) === view.cell;
    if (then === "insert" || (then === "next" && last && !this.readOnly)) this.insert("code", view);
    else if (then === "next") this.next(view);
    else if (view.cell.type !== "code") view.focus();
  }

  next(view) {
    const views = [...this.views.values()];
    const next = views[views.indexOf(view) + 1];
    if (!next) return;
    this.select(next);
    next.focus();
    if (next.cell.type !== "code" && next.cell.locked) {
      next.source.tabIndex = -1;
      next.source.focus({ preventScroll: true });
    }
  }

  runCells(cells) {
    this.runner.add(cells);
    this.bar.busy(this.runner.busy);
  }

  restart(all = false) {
    return this.runner.restart(all ? this.notebook.cells : []).then(() => this.bar.busy(this.runner.busy));
  }

  setState(state, why = "") {
    this.bar.state(state);
    this.runner.setState(state);
    if (state === "ready") this.notes.close("failed");
    if (state !== "failed") return;
    this.bar.busy(false);
    const text = [why || "Python did not start.", "Your work is safe: you can go on writing."].join(" ");
    this.notes.show("failed", text, { "Try again": () => this.python.start() });
  }

  touch() {
    this.work.keeper.touch();
  }

  save() {
    return this.work.save();
  }

  download() {
    download(this.about.file, this.notebook.text());
  }

  kept(words) {
    this.bar.kept.textContent = words;
  }

  /** Whether it can only be read: another tab writes. */
  lock(locked) {
    this.locked = locked;
    this.bar.lock(locked);
    for (const view of this.views.values()) view.setLocked();
  }

  actions() {
    const add = (type) => () => this.insert(type);
    const all = () => this.notebook.cells;
    return {
      run: () => this.run(this.active, "next"),
      runAll: () => this.runCells(all()),
      runAbove: () => this.runCells(all().slice(0, all().indexOf(this.active.cell))),
      stop: () => this.runner.stop(),
      restart: () => this.restart(),
      restartAll: () => this.restart(true),
      addCode: add("code"),
      addText: add("markdown"),
      open: () => choose((file) => this.work.openFile(file)),
      aside: () => this.work.bringAside(),
      startOver: () => this.work.startOver(),
      theme: switchTheme,
      help: () => tell("Keys and help", help()),
      download: () => this.download(),
      handIn: () => handIn(this),
    };
  }
}
