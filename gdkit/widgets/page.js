// What every widget needs of a page: elements, numbers as text, and a drawing as wide as its place.

const SVG = "http://www.w3.org/2000/svg";

function build(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null) node.setAttribute(name, value);
  }
  node.append(...children.flat());
  return node;
}

/** html("button", { type: "button", onclick: f }, "Show") */
export const html = (tag, attributes = {}, ...children) => build(document.createElement(tag), attributes, children);

/** The same for the elements of a drawing. */
export const svg = (tag, attributes = {}, ...children) =>
  build(document.createElementNS(SVG, tag), attributes, children);

/** Puts the parts of the widget gd-`name` on the page, as a group that a screen reader calls `label`. */
export function fill(el, name, label, ...parts) {
  const root = html("div", { class: `gdkit gd-${name}`, role: "group", "aria-label": label }, ...parts);
  keepKeys(root);
  el.append(root);
}

/**
 * While something in `root` has the focus, its keys are not the page's too: in JupyterLab an arrow would choose another
 * cell, D D delete one; in a deck Space would turn the slide. What a key does to a slider or a button is the browser's
 * own work and goes on, but no listener hears of the keydown. JupyterLab's is on the document, ours on the window.
 */
function keepKeys(root) {
  const keep = (event) => {
    if (!root.isConnected)
      leave(); // a cell that runs again takes its output away, and no event says so
    else if (root.contains(event.target) && isForControls(event)) event.stopPropagation();
  };
  const leave = () => window.removeEventListener("keydown", keep, true);
  root.addEventListener("focusin", () => window.addEventListener("keydown", keep, true));
  root.addEventListener("focusout", leave);
}

/** Others lead out and stay the page's: Tab and Escape, all with Ctrl, Alt or ⌘, and Shift Enter: run, and go on. */
const isForControls = ({ key, ctrlKey, altKey, metaKey, shiftKey }) =>
  /^(.|Arrow\w+|Page\w+|Home|End|Enter|Backspace|Delete)$/u.test(key) &&
  !(ctrlKey || altKey || metaKey || (shiftKey && key === "Enter"));

/** −6 for -6, 0.3200, 1.23e+9: at most `decimals` decimals, closing zeros left out. */
export function number(value, decimals = 4) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "not a number" : value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  const text = size >= 1e6 || (size > 0 && size < 10 ** -decimals) ? value.toExponential(2) : value.toFixed(decimals);
  const short = text.includes("e") || !text.includes(".") ? text : text.replace(/\.?0+$/, "");
  return (short === "-0" ? "0" : short).replaceAll("-", "−");
}

/** Numbers that are none cannot be written in JSON and come as null. */
export const filled = (values) => values.map((v) => (Array.isArray(v) ? filled(v) : (v ?? NaN)));

/** (1, −2.5) */
export const vector = (values, decimals) => `(${values.map((v) => number(v, decimals)).join(", ")})`;

/** −12 as ⁻¹², and as ₋₁₂. */
export const raised = (whole) => [...String(whole)].map((c) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c] ?? "⁻").join("");
export const lowered = (whole) => [...String(whole)].map((c) => "₀₁₂₃₄₅₆₇₈₉"[c] ?? "₋").join("");

/**
 * `draw`, to be called once for all that happens in one event: a control that moves a trait draws, and so does
 * `follow`, to which the model tells the same.
 */
export function drawnOnce(draw) {
  let due = false;
  return () => {
    if (due) return;
    due = true;
    queueMicrotask(() => {
      due = false;
      draw();
    });
  };
}

/** An <svg> that is drawn again when its place changes width, so that its text never shrinks. */
export function drawing(height, draw) {
  const picture = svg("svg", { role: "img", height, width: "100%" });
  let width = 0;
  const update = drawnOnce(() => {
    if (width > 0) draw(picture, width, height);
  });
  const observer = new ResizeObserver(([entry]) => {
    if (Math.abs(entry.contentRect.width - width) > 0.5) {
      width = entry.contentRect.width;
      update();
    }
  });
  observer.observe(picture);
  return { picture, update, stop: () => observer.disconnect() };
}

/** Says something to a screen reader once the hand has come to rest. */
export function announcer() {
  const node = html("p", { class: "gd-said", role: "status", "aria-live": "polite" });
  let timer;
  const say = (text) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      node.textContent = text;
    }, 400);
  };
  return { node, say, stop: () => clearTimeout(timer) };
}

let lastId = 0;
/** A name for a radio group or a label that no other widget on the page has. */
export function unique(word) {
  lastId += 1;
  return `gd-${word}-${Date.now().toString(36)}-${lastId}`;
}

/** Calls `update` when the kernel moves one of these traits. Returns what ends that, and stops the parts. */
export function follow(model, names, update, ...parts) {
  const events = names.map((name) => `change:${name}`);
  for (const event of events) model.on(event, update);
  return () => {
    for (const event of events) model.off(event, update);
    for (const part of parts) part.stop();
  };
}
