// The work on a page: what is kept of it, and what takes its place; nothing is lost when other work does.

import { ask, tell } from "./dialog.js";
import { chooseAside, read } from "./files.js";
import { Keeper } from "./keeping.js";
import { Notebook } from "./notebook.js";

const THEIRS = "a file"; // the edition of work that is not of this page's notebook

export class Work {
  constructor(page) {
    this.page = page;
    this.edition = page.about.edition; // of the notebook that the work began from
    this.keeper = new Keeper(page, this);
  }

  fresh() {
    return Notebook.parse(document.getElementById("notebook").textContent);
  }

  record() {
    const at = this.page.active?.editor?.place ?? null;
    const cursor = this.page.active ? { key: this.page.active.cell.key, at } : null;
    const { name } = this.page.about;
    return { name, edition: this.edition, text: this.page.notebook.text(), cursor, when: Date.now() };
  }

  /** What was kept, or the notebook as it was released. */
  reload(record) {
    this.edition = record?.edition ?? this.page.about.edition;
    this.page.use(record ? Notebook.parse(record.text) : this.fresh());
    this.page.runner.ran.clear();
    const view = this.page.views.get(record?.cursor?.key);
    if (view) this.page.select(view);
    if (view && record.cursor.at !== null) view.focus(record.cursor.at);
    if (record) this.page.kept("Kept on this device");
    this.tellOfEdition();
  }

  tellOfEdition() {
    if (this.edition === this.page.about.edition) return this.page.notes.close("edition");
    const text =
      this.edition === THEIRS
        ? "What is given in this notebook is not what this page gives: it is of another edition."
        : "This page has a newer notebook than the one that you work on. Your work is untouched.";
    this.page.notes.show("edition", text, { "Start from the new one": () => this.startOver() });
  }

  /** Other work in place of what is here, which is put aside. */
  async replace(notebook, edition, why) {
    if (!(await this.keeper.putAside(why))) this.page.download();
    if (this.page.runner.busy) this.page.runner.stop();
    this.edition = edition;
    this.page.use(notebook);
    await this.page.restart();
    this.tellOfEdition();
    await this.keeper.save();
  }

  async openFile(file) {
    if (this.page.readOnly) return tell("Not here", "This work is open in another tab: open the file there.");
    const found = await read(file, this.page.released);
    if (!found) return;
    const edition = found.has(this.page.released) ? this.page.about.edition : THEIRS;
    await this.replace(found, edition, `before ${file.name} was opened`);
    this.page.notes.show("opened", `${file.name} is open. What was here before is under More, Earlier work.`);
  }

  async bringAside() {
    const records = (await this.keeper.storage?.aside(this.page.about.name)) ?? [];
    const record = await chooseAside(records);
    if (record) await this.replace(Notebook.parse(record.text), record.edition, "before earlier work was brought back");
  }

  async startOver() {
    const text = "All that you wrote here is taken away. It is downloaded first, and stays under Earlier work.";
    const answers = { no: "Keep my work", yes: "Download it and start over" };
    if ((await ask("Start over?", text, answers)) !== "yes") return;
    this.page.download();
    await this.replace(this.fresh(), this.page.about.edition, "before you started over");
  }

  async save() {
    const kept = this.page.readOnly || (await this.keeper.save());
    if (kept) this.page.bar.announce("Kept on this device");
  }
}
