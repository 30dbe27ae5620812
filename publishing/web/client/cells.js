// A cell as it is seen: its number and button, its source (an editor once it comes into view), its outputs.

import { Editor } from "./editor.js";
import { button, element } from "./elements.js";
import { highlighted } from "./highlighting.js";
import { markdown } from "./markdown.js";
import { Outputs } from "./outputs.js";

const NEAR = "100%"; // of the window's height: an editor is made before it is seen

const nearing = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) if (entry.isIntersecting) entry.target.dispatchEvent(new Event("near"));
  },
  { rootMargin: NEAR },
);

export class CellView {
  /** section: the page's, or none for a new cell; page: what keys and buttons do. */
  constructor(cell, page, section) {
    this.cell = cell;
    this.page = page;
    this.section = section ?? element("section", { class: `cell ${cell.type}`, "data-id": cell.key });
    this.source = this.section.querySelector(".source") ?? element("div", { class: "source" });
    this.place = this.section.querySelector(".outputs") ?? element("div", { class: "outputs" });
    this.outputs = new Outputs(this.place, page.explorers);
    this.side = element("div", { class: "side" });
    this.section.prepend(this.side);
    this.section.append(this.source, this.place);
    this.section.addEventListener("focusin", () => page.select(this));
    if (cell.type === "code") this.makeCode(!section);
    else this.makeText(!section);
    if (page.isOwn(cell)) {
      const words = { "aria-label": "Delete this cell", title: "Delete this cell", class: "delete" };
      this.side.append(button("×", () => page.remove(this), words));
    }
  }

  get locked() {
    return this.cell.locked || this.page.readOnly;
  }

  // --- code --------------------------------------------------------------------------------------

  makeCode(isNew) {
    const words = { "aria-label": `Run ${this.page.nameOf(this.cell)}`, title: "Run this cell (Shift-Enter)" };
    this.run = button("▶", () => this.page.run(this), { class: "run", ...words });
    this.prompt = element("span", { class: "prompt" });
    this.side.append(this.run, this.prompt);
    this.mark("");
    if (isNew) this.source.append(highlighted(this.cell.source));
    if (this.cell.locked) this.section.append(element("span", { class: "tag", text: "read only" }));
    this.showOutputs();
    this.source.addEventListener("near", () => this.edit());
    this.source.addEventListener("focus", () => this.focus());
    this.source.tabIndex = 0;
    nearing.observe(this.source);
  }

  /** The editor, made where there is none yet. */
  edit() {
    if (this.editor) return this.editor;
    nearing.unobserve(this.source);
    this.source.removeAttribute("tabindex");
    this.source.replaceChildren();
    this.editor = new Editor(this.source, {
      text: this.cell.source,
      code: this.cell.type === "code",
      locked: this.locked,
      label: this.page.nameOf(this.cell),
      changed: (text) => this.page.changed(this, text),
      leave: (down) => this.page.go(this, down),
      keys: {
        run: () => this.page.run(this, "next"),
        runHere: () => this.page.run(this),
        runInsert: () => this.page.run(this, "insert"),
        save: () => this.page.save(),
      },
    });
    return this.editor;
  }

  focus(at) {
    if (this.cell.type === "code" || this.editor) this.edit().focus(at);
    else {
      this.source.focus({ preventScroll: true });
      this.section.scrollIntoView({ block: "nearest" });
    }
  }

  /** The state of a code cell: "", "waiting", "running", or "forgotten": Python does not know what it did. */
  mark(state) {
    this.section.dataset.state = state;
    if (!this.prompt) return;
    const words = { waiting: "[…]", running: "[*]" };
    this.prompt.textContent = words[state] ?? `[${this.cell.count ?? " "}]`;
    const spoken = { waiting: "waits to be run", running: "is running", forgotten: "not run since Python started" };
    this.prompt.classList.toggle("old", state === "forgotten" && Boolean(this.cell.count));
    this.prompt.title = spoken[state] ?? "";
  }

  // --- text --------------------------------------------------------------------------------------

  makeText(isNew) {
    if (isNew) this.showText();
    this.source.addEventListener("keydown", (event) => this.pressed(event));
    if (this.cell.locked) return;
    this.pencil = button("Edit", () => (this.editor ? this.render() : this.write()), { class: "edit" });
    this.side.append(this.pencil);
    this.source.tabIndex = 0;
    this.source.setAttribute("role", "group");
    this.source.setAttribute("aria-label", "Your text");
    this.source.setAttribute("aria-description", "Press Enter to edit.");
    this.source.addEventListener("dblclick", () => this.write());
  }

  /** Keys on a text that is shown: those of a notebook. */
  pressed(event) {
    if (event.target !== this.source || event.ctrlKey || event.metaKey) return;
    const act = { ArrowUp: () => this.page.go(this, false), ArrowDown: () => this.page.go(this, true) };
    if (event.shiftKey) act.Enter = () => this.page.run(this, "next");
    else if (event.altKey) act.Enter = () => this.page.run(this, "insert");
    else if (!this.cell.locked) act.Enter = () => this.write();
    if (!act[event.key]) return;
    event.preventDefault();
    act[event.key]();
  }

  showText() {
    const { type, source, tree } = this.cell;
    if (type !== "markdown") this.source.replaceChildren(element("pre", { text: source }));
    else if (source.trim()) this.source.replaceChildren(markdown(source, tree.attachments ?? {}));
    else this.source.replaceChildren(element("p", { class: "blank", text: "Empty text: press Enter to write." }));
  }

  write() {
    if (this.locked) return;
    this.edit().focus();
    this.pencil.textContent = "Done";
  }

  render() {
    if (!this.editor) return;
    this.editor.destroy();
    this.editor = null;
    this.pencil.textContent = "Edit";
    this.source.tabIndex = 0;
    this.showText();
  }

  // --- outputs -----------------------------------------------------------------------------------

  /** What the cell has kept; where the page already shows it, it stays. */
  showOutputs() {
    if (this.place.childElementCount && this.page.isReleased(this.cell)) return;
    this.outputs.clear();
    for (const output of this.cell.outputs) this.outputs.add(output, false);
  }

  /** The height is kept until the cell has run: what is below does not jump. */
  begin() {
    this.place.style.minHeight = `${this.place.offsetHeight}px`;
    this.outputs.clear();
  }

  end() {
    this.outputs.ended();
    this.place.style.minHeight = "";
  }

  setLocked() {
    this.editor?.setLocked(this.locked);
    this.section.querySelector(".delete")?.toggleAttribute("disabled", this.page.readOnly);
    this.pencil?.toggleAttribute("disabled", this.page.readOnly);
  }

  remove() {
    nearing.unobserve(this.source);
    this.outputs.clear();
    this.editor?.destroy();
    this.section.remove();
  }
}
