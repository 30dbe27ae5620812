// Questions that wait for an answer, in the browser's own dialog: it keeps the focus inside and Escape leaves it.

import { button, element } from "./elements.js";

/** Ask; answers: { value: words }, the first is the usual one. The promise is of the value, null when left.
 *
 * allowed(value, dialog) says whether the dialog may close with this answer.
 */
export function ask(title, body, answers, allowed = () => true) {
  const heading = element("h2", { id: "question", text: title });
  const content = typeof body === "string" ? element("p", { text: body }) : body;
  const row = element("div", { class: "answers" });
  const dialog = element("dialog", { "aria-labelledby": "question" }, heading, content, row);
  for (const [value, words] of Object.entries(answers)) {
    row.append(button(words, () => allowed(value, dialog) && dialog.close(value), { "data-answer": value }));
  }
  row.firstChild.classList.add("usual");
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue || null);
      dialog.remove();
    });
  });
}

/** Tell something that must have been read. */
export const tell = (title, body) => ask(title, body, { yes: "Close" });

/** Lasting lines at the foot of the page, one of each name: what must not be overlooked, with what can be done. */
export class Notes {
  constructor() {
    this.place = element("div", { id: "notes", role: "region", "aria-label": "Notes" });
    document.body.append(this.place);
    this.shown = new Map();
  }

  /** actions: { words: function }; each closes the note. */
  show(name, text, actions = {}, { closable = true } = {}) {
    this.close(name);
    const line = element("div", { class: "note", role: "status" }, element("p", { text }));
    for (const [words, act] of Object.entries(actions)) {
      line.append(
        button(words, () => {
          this.close(name);
          act();
        }),
      );
    }
    const words = { "aria-label": "Close this note", class: "close" };
    if (closable) line.append(button("×", () => this.close(name), words));
    this.shown.set(name, line);
    this.place.append(line);
  }

  close(name) {
    this.shown.get(name)?.remove();
    this.shown.delete(name);
  }
}
