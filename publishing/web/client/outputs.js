// What a cell shows below it. One way for outputs that come from Python and for those of a notebook that was brought.

import { clean } from "./cleaning.js";
import { button, element } from "./elements.js";
import { explorer, isExplorer, KIND } from "./explorers.js";
import { latex, markdown } from "./markdown.js";
import { textOf } from "./notebook.js";

const LINES = 300; // more than these are folded
const CHARACTERS = 60_000;
const BLOCK = 500; // lines
const BLOCKS = new RegExp(`(?:.*\\n){1,${BLOCK}}|.+$`, "g");
const LINE = 1.218; // rem, the height of a line in notebook.css
const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[A-Za-z]`, "g");
const PICTURES = ["image/png", "image/jpeg", "image/gif", "image/webp"];
const NO_WORDS = "A picture without a description"; // heard; a picture without any words is passed over
const PLACE = /^\s*Cell \[\d+\], line \d+/; // in a traceback: where it came by; the line of code follows

/** As a terminal shows it: no colours; what follows a carriage return stands in place of what was before. */
function printed(text) {
  const bare = text.replace(ESCAPES, "").replaceAll("\r\n", "\n");
  return bare.includes("\r") ? bare.replace(/^.*\r(?=[^\n])/gm, "").replaceAll("\r", "") : bare;
}

/** The end of the part of a text that is shown at first. */
function folded(text) {
  let end = -1;
  for (let line = 0; line < LINES; line++) {
    end = text.indexOf("\n", end + 1);
    if (end < 0 || end > CHARACTERS) break;
  }
  if (end < 0 || end > CHARACTERS) return Math.min(text.length, CHARACTERS);
  return end + 1;
}

/** A text that may grow and may be long: its first lines, and a button for all of them. */
class Text {
  constructor(kind, words) {
    this.text = "";
    this.all = false;
    this.pre = element("pre", { class: kind, tabindex: "0", role: "group", "aria-label": words });
    this.more = button("", () => {
      this.all = true;
      this.draw();
      this.pre.focus();
    });
    this.more.className = "more";
    this.element = element("div", { class: "text" }, this.pre);
  }

  add(text) {
    this.text += text;
    this.waiting ??= requestAnimationFrame(() => this.draw());
  }

  draw() {
    cancelAnimationFrame(this.waiting);
    this.waiting = undefined;
    const shown = printed(this.text);
    const end = this.all ? shown.length : folded(shown);
    this.pre.classList.toggle("long", this.all && end > folded(shown));
    this.pre.replaceChildren(...this.parts(shown.slice(0, end)));
    if (end === shown.length) return this.more.remove();
    const lines = shown.trimEnd().split("\n").length;
    this.more.textContent = lines > LINES ? `Show all ${lines} lines` : "Show all of it";
    this.element.append(this.more);
  }

  /** Of a long text blocks of lines, which a browser lays out when they come into view. */
  parts(text) {
    const blocks = text.match(BLOCKS) ?? [];
    if (blocks.length < 2) return [text];
    const rule = `contain-intrinsic-size: auto ${BLOCK * LINE}rem`;
    return blocks.map((block) => element("span", { class: "part", style: rule, text: block }));
  }
}

/** A traceback; the line at which the student's code stopped stands out. */
class Traceback extends Text {
  parts(text) {
    const lines = text.split("\n");
    const last = lines.findLastIndex((line) => PLACE.test(line));
    return lines.flatMap((line, k) => {
      const end = k < lines.length - 1 ? "\n" : "";
      return last >= 0 && (k === last || k === last + 1) ? [element("mark", { text: line }), end] : [line + end];
    });
  }
}

function picture(data, metadata, kind) {
  const alt = (metadata?.[kind]?.alt ?? metadata?.alt) || NO_WORDS;
  return element("img", { alt, src: `data:${kind};base64,${textOf(data).replace(/\s/g, "")}` });
}

/** A drawing as a picture: nothing in it runs, and it keeps its title. */
function drawing(svg) {
  const root = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  const alt = root.getAttribute("aria-label") ?? root.querySelector("title, desc")?.textContent ?? "";
  return element("img", { alt, src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}` });
}

/** The richest form of what is shown, as an element. */
function shown({ data = {}, metadata }) {
  const box = (content) =>
    element("div", { class: "shown", tabindex: "0", role: "group", "aria-label": "Output" }, content);
  const text = (kind) => textOf(data[kind]);
  if ("text/html" in data) return box(clean(text("text/html")));
  if ("text/markdown" in data) return box(markdown(text("text/markdown")));
  if ("image/svg+xml" in data) return box(drawing(text("image/svg+xml")));
  if ("text/latex" in data) return box(latex(text("text/latex")));
  const kind = PICTURES.find((name) => name in data);
  if (kind) return box(picture(data[kind], metadata, kind));
  const plain = new Text("printed", "Output");
  plain.add(text("text/plain"));
  plain.draw();
  return plain.element;
}

export class Outputs {
  /** explorers: { moved(key, values), called when a person moves one, knows(texts), whether they are the course's }. */
  constructor(place, explorers) {
    this.place = place;
    this.explorers = explorers;
    this.stops = [];
    this.printing = []; // what grows by prints, as long as the cell runs
  }

  clear() {
    for (const stop of this.stops.splice(0)) stop();
    this.ended();
    this.place.replaceChildren();
  }

  /** The cell has run: what it printed is drawn now, and not with the next frame, which a hidden tab never draws. */
  ended() {
    this.stream = null;
    for (const text of this.printing.splice(0)) if (text.waiting !== undefined) text.draw();
  }

  /** live: whether it came from the Python of this page, so that an explorer in it can run. */
  add(output, live) {
    try {
      this.show(output, live);
    } catch (error) {
      // a notebook that was brought may hold anything; its other outputs and cells are shown all the same
      const text = `This output could not be shown: ${error.message}`;
      this.place.append(element("pre", { class: "printed warned", text }));
    }
  }

  show(output, live) {
    const kind = output.output_type;
    if (kind === "stream") return this.print(output);
    this.stream = null;
    if (kind === "error") {
      const text = new Traceback("error", "Error");
      const lines = (output.traceback ?? []).map(textOf);
      text.add(lines.length ? lines.join("\n") : `${output.ename}: ${output.evalue}`);
      text.draw();
      this.place.append(text.element);
    } else if (isExplorer(output)) {
      const { element: made, stop } = explorer(output.data[KIND], live, this.explorers);
      this.stops.push(stop);
      this.place.append(made);
    } else this.place.append(shown(output));
  }

  print({ name, text }) {
    if (this.stream?.name !== name) {
      const made = new Text(name === "stderr" ? "printed warned" : "printed", "Printed");
      this.stream = { name, made };
      this.printing.push(made);
      this.place.append(made.element);
    }
    this.stream.made.add(textOf(text));
  }
}

/** What an output says in a word or two, for someone who does not see it; "" for nothing of note. */
export function said(output) {
  if (output.output_type === "error") return `${output.ename}: ${output.evalue}`;
  const html = textOf(output.data?.["text/html"] ?? "");
  if (!html.includes("aria-label='Check of")) return "";
  return clean(html).querySelector("strong")?.textContent ?? "";
}
