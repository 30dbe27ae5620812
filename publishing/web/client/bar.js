// The bar at the top: buttons, a menu of what is needed less often, and a line on what Python is doing.

import { button, element, megabytes } from "./elements.js";

const STATES = {
  starting: "Starting Python",
  ready: "Python is ready",
  busy: "Running",
  failed: "Python did not start",
};
STATES.stopped = "Python was stopped";
const BYTES = 100_000; // a total above this is of bytes

export class Bar {
  /** act: functions by name; about: what the page knows of itself. */
  constructor(act, about) {
    this.place = document.getElementById("bar");
    const home = this.place.querySelector("a");
    const narrow = element("span", { class: "narrow", text: "☰", "aria-hidden": "true" });
    const course = home?.textContent ?? "";
    if (home) home.replaceChildren(element("span", { class: "wide", text: home.textContent }), narrow);
    this.place.replaceChildren(...(home ? [home] : []));
    home?.setAttribute("aria-label", `${course}: all pages`);
    this.stop = button("Stop", act.stop, { title: "End what is running", disabled: true });
    const graded = about.kind === "homework";
    const main = element("div", { class: "buttons", role: "toolbar", "aria-label": "Notebook" });
    main.append(
      button("▶ Run", act.run, { title: "Run this cell and go to the next (Shift-Enter)" }),
      button("Run all", act.runAll, { title: "Run all cells, from the top" }),
      this.stop,
      button("+ Code", act.addCode, { title: "A code cell of your own below this one", class: "edits wide" }),
      button("+ Text", act.addText, { title: "A cell for text of your own below this one", class: "edits wide" }),
      menu({
        "+ Code": act.addCode,
        "+ Text": act.addText,
        Download: act.download,
        "Run all above": act.runAbove,
        "Restart Python": act.restart,
        "Restart and run all": act.restartAll,
        "Open a file…": act.open,
        "Earlier work…": act.aside,
        "Start over…": act.startOver,
        "Light or dark": act.theme,
        "Keys and help": act.help,
      }),
      button("Download", act.download, { title: `Save ${about.file} among your downloads`, class: "wide" }),
    );
    if (graded) main.append(button("Hand in", act.handIn, { class: "usual" }));
    this.words = element("span", { class: "doing", role: "status" });
    this.progress = element("progress", { "aria-label": "Starting Python", max: 1 });
    this.kept = element("span", { class: "kept" });
    const line = element("div", { class: "line" }, this.words, this.progress, this.kept);
    this.spoken = element("div", { class: "spoken", "aria-live": "polite", role: "status" });
    this.place.append(main, line, this.spoken);
    this.state("starting");
  }

  /** For a screen reader, and for nobody else. */
  announce(words) {
    this.spoken.textContent = "";
    setTimeout(() => (this.spoken.textContent = words), 50);
  }

  state(state) {
    this.place.dataset.state = state;
    this.progress.hidden = state !== "starting";
    this.words.textContent = this.told || STATES[state] || state;
  }

  /** Instead of Python's state, until told "". */
  say(words) {
    this.told = words;
    this.state(this.place.dataset.state);
  }

  report({ stage, done, total }) {
    if (this.place.dataset.state !== "starting" && this.place.dataset.state !== "busy") return;
    const ratio = total > 0 ? Math.min(1, done / total) : null;
    this.progress.hidden = ratio === null || ratio === 1;
    if (ratio !== null) this.progress.value = ratio;
    const loading = { manifest: STATES.starting, start: STATES.starting, download: "Downloading Python" };
    const amount = total > BYTES ? ` ${(done / 1e6).toFixed(0)} of ${megabytes(total)}` : "";
    this.words.textContent = `${loading[stage] ?? `Loading ${stage}`}${amount}`;
  }

  busy(busy) {
    this.stop.disabled = !busy;
  }

  lock(locked) {
    for (const made of this.place.querySelectorAll(".edits")) made.disabled = locked;
  }
}

const ON_THE_BAR = ["+ Code", "+ Text", "Download"]; // where it is wide enough
const EDITS = ["+ Code", "+ Text", "Open a file…", "Earlier work…", "Start over…"];

/** A button that opens a list of buttons. */
function menu(entries) {
  const list = element("div", { class: "list" });
  const opened = element("details", { class: "menu" }, element("summary", { text: "More" }), list);
  const close = () => opened.removeAttribute("open");
  for (const [words, act] of Object.entries(entries)) {
    const made = button(words, () => {
      close();
      act();
    });
    made.classList.toggle("narrow", ON_THE_BAR.includes(words));
    made.classList.toggle("edits", EDITS.includes(words));
    list.append(made);
  }
  opened.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    close();
    opened.firstChild.focus();
  });
  document.addEventListener("click", (event) => opened.contains(event.target) || close());
  opened.addEventListener(
    "focusout",
    ({ relatedTarget }) => relatedTarget && !opened.contains(relatedTarget) && close(),
  );
  return opened;
}

const KEYS = [
  ["Shift-Enter", "run the cell, go to the next"],
  ["Ctrl-Enter, Cmd-Enter", "run the cell, stay"],
  ["Alt-Enter", "run the cell, a new one below"],
  ["Tab, Shift-Tab", "indent, unindent"],
  ["Escape, then Tab", "leave the editor"],
  ["Arrow up, arrow down", "at the first or last line: to the cell above or below"],
  ["Ctrl-S, Cmd-S", "keep the work now (it is kept as you type, too)"],
  ["Ctrl-F, Cmd-F", "search in the cell"],
  ["Ctrl-Z, Cmd-Z", "undo in the cell"],
  ["Enter, on a text of yours", "edit it; Shift-Enter shows it typeset"],
];

/** What the page is and which keys it knows. */
export function help() {
  const rows = KEYS.map(([key, does]) =>
    element("tr", {}, element("th", { scope: "row" }, element("kbd", { text: key })), element("td", { text: does })),
  );
  const text =
    "Python runs in this browser; your work is kept in it and is sent nowhere, unless you hand it in. " +
    "Who clears the browser's data clears the work: download a copy when you stop for the day.";
  return element("div", {}, element("p", { text }), element("table", {}, ...rows));
}
