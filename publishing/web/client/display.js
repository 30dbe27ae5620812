// What is seen and heard of what runs: outputs in their cells, marks, and words for who does not see them.

import { fromPython, withoutModule } from "./explorers.js";
import { said } from "./outputs.js";

export class Display {
  constructor(page) {
    Object.assign(this, { page, heard: "", clearing: false });
  }

  /** What the runner shows of what it does. */
  forRunner() {
    const view = (cell) => this.page.views.get(cell.key);
    return {
      cells: () => this.page.notebook?.cells ?? [],
      name: (cell) => this.page.nameOf(cell),
      mark: (cell, state) => view(cell)?.mark(state),
      say: (words) => {
        this.page.bar.say(words);
        if (words) this.page.bar.announce(words);
      },
      empty: (cell) => {
        cell.clear();
        view(cell).outputs.clear();
      },
      begin: (cell) => {
        cell.clear();
        view(cell)?.begin();
        view(cell)?.mark("running");
        this.page.bar.say("");
        this.page.bar.busy(true);
        this.heard = "";
        this.clearing = false;
      },
      end: (cell, result) => this.ended(cell, result),
      rest: () => {
        this.page.bar.busy(false);
        this.page.touch();
      },
    };
  }

  ended(cell, result) {
    cell.count = result.count ?? null;
    if (!["ok", "error"].includes(result.status)) {
      const text = result.text || "Python was ended.";
      const ename = result.status[0].toUpperCase() + result.status.slice(1);
      this.show(cell, { output_type: "error", ename, evalue: text, traceback: [text] });
    }
    this.page.views.get(cell.key)?.end();
    this.page.views.get(cell.key)?.mark("");
    this.page.bar.announce(this.heard || `Ran ${this.page.nameOf(cell)}`);
    this.page.touch();
  }

  show(cell, output) {
    const view = this.page.views.get(cell.key);
    if (this.clearing) this.clear(cell, view);
    this.clearing = false;
    cell.add(withoutModule(output));
    view?.outputs.add(output, true);
    this.heard = said(output) || this.heard;
  }

  clear(cell, view) {
    cell.tree.outputs = [];
    view?.outputs.clear();
  }

  /** What Python sends while it runs. */
  hear(message) {
    if (message.kind === "explorer") return fromPython(message.key, message.values);
    const cell = this.page.notebook.cell(message.cell);
    const listener = this.page.listeners.get(message.cell);
    if (message.kind === "output" && listener) listener(message.output);
    else if (message.kind === "output" && cell) {
      this.show(cell, message.output);
      this.page.touch();
    } else if (message.kind === "clear" && cell) {
      if (message.wait) this.clearing = true;
      else this.clear(cell, this.page.views.get(cell.key));
    }
  }
}
