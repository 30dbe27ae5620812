// Sliders, menus and boxes that move a widget's state, each with its label; the kernel is told when they come to rest.
import { html, unique } from "./page.js";

/** Calls `then`, and tells the kernel. */
const saving =
  (model, then) =>
  (...values) => {
    then(...values);
    model.save_changes();
  };

/**
 * A slider with `words` and its value before it in one row. `move(value)` is called while it is dragged;
 * show(at, text, spoken) puts it at a place, and says what it stands for.
 */
export function slider(model, words, limits, move) {
  const value = html("span", { class: "gd-value" });
  const input = html("input", {
    type: "range",
    id: unique("slider"),
    ...limits,
    oninput: () => move(Number(input.value)),
    onchange: () => model.save_changes(),
  });
  const show = (at, text, spoken = null) => {
    input.value = at;
    value.textContent = text;
    if (spoken !== null) input.setAttribute("aria-valuetext", spoken);
  };
  const row = html("div", { class: "gd-slider" }, html("label", { for: input.id }, words, value), input);
  return { input, row, show };
}

/** A menu of { value: words } after its label; `choose(value)` is called when one is chosen. */
export function menu(model, words, choices, choose) {
  const options = Object.entries(choices).map(([value, text]) => html("option", { value }, text));
  const onchange = saving(model, () => choose(input.value));
  const input = html("select", { id: unique("menu"), onchange }, ...options);
  const label = html("label", { for: input.id }, words);
  return { input, label, row: html("div", { class: "gd-slider" }, label, input) };
}

/** A box to tick, before its words; `choose(ticked)` is called when it is. */
export function checkbox(model, words, choose) {
  const onchange = saving(model, () => choose(input.checked));
  const input = html("input", { type: "checkbox", id: unique("box"), onchange });
  return { input, row: html("div", { class: "gd-slider" }, html("label", { for: input.id }, input, words)) };
}

/** A field for a number; `move(value)` is called while it is typed. */
export function field(model, words, limits, move) {
  const input = html("input", {
    type: "number",
    id: unique("field"),
    ...limits,
    oninput: () => move(Number(input.value)),
    onchange: () => model.save_changes(),
  });
  return { input, label: html("label", { for: input.id }, words) };
}
