// A notebook of nbformat 4 as it was read: what nobody touches is written again as it was, in the manner of nbformat,
// so that a file that went through the browser differs from the one before by what was typed and run.

const TEXTS = (kind) => kind.startsWith("text/") || kind === "application/javascript" || kind === "image/svg+xml";
const MARKS = "\\n\\v\\f\\r\\x1c-\\x1e\\x85\\u2028\\u2029"; // where Python's str.splitlines ends a line
const LINES = new RegExp(`[^${MARKS}]*(?:\\r\\n|[${MARKS}])|[^${MARKS}]+$`, "g");
const EXERCISE = /\bcheck\(\s*["']([^"']+)["']/g;

/** What is wrong with a file, in words for its owner. */
export class NotANotebook extends Error {}

/** A text as nbformat writes it: a list of its lines. */
export const linesOf = (text) => text.match(LINES) ?? [];

/** A text of a notebook, which may stand there as a list of lines. */
export const textOf = (value) => (Array.isArray(value) ? value.join("") : String(value ?? ""));

/** A value without the numbers that are kept as they were written. */
export const plain = (value) => JSON.parse(JSON.stringify(value));

/** 1.0 stays 1.0, where the browser can: JavaScript would write 1. */
function asWritten(_, value, context) {
  const other = typeof value === "number" && context && JSON.rawJSON && String(value) !== context.source;
  return other ? JSON.rawJSON(context.source) : value;
}

const split = (value) => (typeof value === "string" ? linesOf(value) : value);

/** An output, its texts as lists of lines. */
function inLines(output) {
  if (output.output_type === "stream") output.text = split(output.text ?? "");
  for (const kind of Object.keys(output.data ?? {})) if (TEXTS(kind)) output.data[kind] = split(output.data[kind]);
  return output;
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object" || JSON.isRawJSON?.(value)) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sorted(value[name])]));
}

export class Cell {
  /** key: its id; of a notebook of an older format, which has none, one that is not written. */
  constructor(tree, key) {
    this.tree = tree;
    this.key = key;
  }

  get type() {
    return this.tree.cell_type;
  }

  get source() {
    return textOf(this.tree.source);
  }

  set source(text) {
    if (text !== this.source) this.tree.source = linesOf(text);
  }

  /** Whether the source is given and stays as it is. */
  get locked() {
    const { nbgrader, editable } = this.tree.metadata;
    return editable === false || nbgrader?.locked === true || !["code", "markdown"].includes(this.type);
  }

  get deletable() {
    return this.tree.metadata.deletable !== false;
  }

  get goesOnAfterAnError() {
    return (this.tree.metadata.tags ?? []).includes("raises-exception");
  }

  get outputs() {
    return this.tree.outputs ?? [];
  }

  get count() {
    return this.tree.execution_count ?? null;
  }

  set count(count) {
    if (this.type === "code") this.tree.execution_count = count;
  }

  clear() {
    if (this.type === "code") Object.assign(this.tree, { outputs: [], execution_count: null });
  }

  /** One more output, its texts as lists of lines; what is printed goes on where it stopped. */
  add(output) {
    const last = this.outputs.at(-1);
    if (output.output_type === "stream" && last?.output_type === "stream" && last.name === output.name) {
      const [unfinished, before] = [last.text.pop() ?? "", last.text];
      for (const line of linesOf(unfinished + textOf(output.text))) before.push(line);
      return;
    }
    this.tree.outputs.push(inLines(plain(output)));
  }

  /** The exercises that its code checks. */
  get exercises() {
    return this.type === "code" ? [...this.source.matchAll(EXERCISE)].map((match) => match[1]) : [];
  }
}

export class Notebook {
  constructor(tree) {
    this.tree = tree;
    this.cells = [];
    const taken = new Set();
    for (const cell of tree.cells) {
      cell.source = split(cell.source);
      for (const output of cell.outputs ?? []) inLines(output);
      let key = typeof cell.id === "string" && !taken.has(cell.id) ? cell.id : "";
      for (let k = this.cells.length; !key || taken.has(key); k++) key = `cell-${k}`;
      taken.add(key);
      this.cells.push(new Cell(cell, key));
    }
  }

  /** The notebook of a file's text. Throws NotANotebook with what is wrong. */
  static parse(text) {
    let tree;
    try {
      tree = JSON.parse(text, asWritten);
    } catch {
      throw new NotANotebook("This file is not a notebook: its text is not JSON. Choose a file that ends in .ipynb.");
    }
    examine(tree);
    return new Notebook(tree);
  }

  /** As a file of nbformat: keys in order, one space deep, a line's end at the end. */
  text() {
    const tree = { ...this.tree, cells: this.cells.map((cell) => cell.tree) };
    return `${JSON.stringify(sorted(tree), null, 1)}\n`;
  }

  cell(key) {
    return this.cells.find((cell) => cell.key === key);
  }

  /** A new empty cell of this type behind another, or at the end. */
  insert(type, after) {
    let id = "";
    while (!id || this.cell(id)) id = crypto.getRandomValues(new Uint32Array(1))[0].toString(16).padStart(8, "0");
    const tree = { cell_type: type, metadata: {}, source: [] };
    if (type === "code") Object.assign(tree, { execution_count: null, outputs: [] });
    if (this.tree.nbformat_minor >= 5) tree.id = id;
    const cell = new Cell(tree, id);
    this.cells.splice(after ? this.cells.indexOf(after) + 1 : this.cells.length, 0, cell);
    return cell;
  }

  /** The exercises that the notebook checks, in order. */
  get exercises() {
    return [...new Set(this.cells.flatMap((cell) => cell.exercises))];
  }

  /** Whether all that is given in the other notebook stands here, word for word. */
  has(other) {
    return other.cells.filter((cell) => cell.locked).every((cell) => this.cell(cell.key)?.source === cell.source);
  }
}

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const isText = (value) =>
  typeof value === "string" || (Array.isArray(value) && value.every((line) => typeof line === "string"));

function examine(tree) {
  const older = isObject(tree) && Array.isArray(tree.worksheets);
  if (!isObject(tree) || (!older && !Array.isArray(tree.cells))) {
    throw new NotANotebook("This file is JSON, but not a notebook: it has no list of cells.");
  }
  if (older || tree.nbformat !== 4) {
    const hint = "Open it in JupyterLab, save it there, and take that file.";
    throw new NotANotebook(`This notebook is of format ${tree.nbformat}; expected 4. ${hint}`);
  }
  tree.metadata ??= {};
  for (const [k, cell] of tree.cells.entries()) {
    const broken = (what) => new NotANotebook(`Cell ${k + 1} of this notebook is broken: ${what}.`);
    if (!isObject(cell)) throw broken("it is not an object");
    if (!["code", "markdown", "raw"].includes(cell.cell_type)) throw broken("it is neither code nor text");
    if (!isText(cell.source)) throw broken("its source is not text");
    cell.metadata ??= {};
    if (!isObject(cell.metadata)) throw broken("its metadata are not an object");
    if (cell.cell_type !== "code") continue;
    cell.outputs ??= [];
    if (!Array.isArray(cell.outputs) || !cell.outputs.every(isObject)) throw broken("its outputs are not a list");
  }
}
