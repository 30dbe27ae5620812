// The nudge explorer: move h over fifteen powers of ten; first the formula is at fault, then rounding. Predict first.
import { key, sheet } from "./canvas.js";
import { differences, FUNCTIONS, magnified, rightDigits } from "./nudge_arithmetic.js";
import { announcer, html, number, unique } from "./page.js";

const DIGITS = { few: "at most 4", some: "5 to 8", many: "9 or more" };
const rangeOf = (digits) => (digits <= 4 ? "few" : digits <= 8 ? "some" : "many");
const [SMALLEST, LARGEST] = [-15, 0]; // log₁₀ h

/** 1e-7 as 10⁻⁷, 3.16e-7 as 3.16·10⁻⁷ */
function power(h) {
  const exponent = Math.floor(Math.log10(h) + 1e-9);
  if (exponent === 0) return "1";
  const front = h / 10 ** exponent;
  const raised = [...String(exponent)].map((c) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c] ?? "⁻").join("");
  return `${Math.abs(front - 1) < 0.01 ? "" : `${number(front, 2)}·`}10${raised}`;
}

function render({ model, el }) {
  let shown = !model.get("ask");
  let guess = null;

  const said = announcer();
  const value = html("span", { class: "gd-value" });
  const slider = html("input", { type: "range", id: unique("h"), min: SMALLEST, max: LARGEST, step: 0.25, oninput: () => (model.set("h", 10 ** Number(slider.value)), changed()), onchange: () => model.save_changes() });
  const kind = html("select", { id: unique("function"), onchange: () => (model.set("function", kind.value), changed(), model.save_changes()) }, ...Object.entries(FUNCTIONS).map(([name, { label }]) => html("option", { value: name }, label)));

  const show = html("button", { type: "button", onclick: reveal, disabled: true }, "Show");
  const group = unique("guess");
  const ask = html("fieldset", { class: "gd-ask" },
    html("legend", {}, "Predict first: how many digits of the central difference are right?"),
    ...Object.entries(DIGITS).map(([name, words]) =>
      html("label", {}, html("input", { type: "radio", name: group, value: name, onchange: () => ((guess = name), (show.disabled = false)) }), words)),
    show);
  const verdict = html("p", { class: "gd-verdict" });
  const table = html("table", { class: "gd-digits" });
  const again = html("button", { type: "button", onclick: hide }, "Hide, and let me predict again");

  const glass = sheet(380, drawGlass);
  const curve = sheet(380, drawCurve);
  const names = key(["forward difference", "central difference", "exact slope", "the function, as the machine computes it"]);

  const state = () => {
    const d = differences(model.get("function"), model.get("x"), model.get("h"));
    return { ...d, digits: [rightDigits(d.forward, d.exact), rightDigits(d.central, d.exact)] };
  };

  function changed() {
    verdict.textContent = "";
    update();
  }
  function reveal() {
    shown = true;
    const truth = rangeOf(state().digits[1]);
    update();
    verdict.textContent = truth === guess ? `Yes: ${state().digits[1]} digits.` : `You said: ${DIGITS[guess]}. In fact ${state().digits[1]}.`;
    model.set("prediction", guess);
    model.save_changes();
    again.focus({ preventScroll: true });
    said.say(`${verdict.textContent} ${sentence()}`);
  }
  function hide() {
    shown = false;
    guess = null;
    show.disabled = true;
    for (const radio of ask.querySelectorAll("input")) radio.checked = false;
    changed();
    ask.querySelector("input").focus();
  }
  function sentence() {
    const s = state();
    return `h = ${power(model.get("h"))}: the forward difference has ${s.digits[0]} right digits, the central one ${s.digits[1]}; their errors are ${s.errors.map((e) => number(e, 3)).join(" and ")}.`;
  }

  function drawGlass(pen) {
    const [name, x, h] = [model.get("function"), model.get("x"), model.get("h")];
    const s = state();
    const reach = 2.6 * Math.abs(s.exact);
    pen.axes({ xlim: [-2, 2], ylim: [-reach, reach], xlabel: "distance from x, in steps h", ylabel: "change of f, in steps h" });
    const points = magnified(name, x, h);
    pen.inside(() => {
      pen.line([[-2, 0], [2, 0]], { colour: pen.colour("faint"), width: 1 });
      pen.line([[0, -reach], [0, reach]], { colour: pen.colour("faint"), width: 1 });
      pen.line(points, { ...pen.series(3), dash: [], width: 4 });
      if (!shown) return;
      pen.line([[-2, -2 * s.exact], [2, 2 * s.exact]], pen.series(2));
      const at = (t) => (FUNCTIONS[name].f(x + t * h) - FUNCTIONS[name].f(x)) / h;
      pen.line([[-2, -2 * s.forward], [2, 2 * s.forward]], pen.series(0));
      pen.line([[-2, at(-1) - s.central], [2, at(-1) + 3 * s.central]], pen.series(1));
      pen.mark(0, 0, pen.series(0), 7);
      pen.mark(1, at(1), pen.series(0), 9);
      pen.mark(-1, at(-1), pen.series(1), 6);
      pen.mark(1, at(1), pen.series(1), 5);
    });
    glass.describe(`${FUNCTIONS[name].label} around x = ${number(x)}, magnified so that h = ${power(h)} has length 1. ${shown ? sentence() : "The differences are hidden until you predict."}`);
  }

  function drawCurve(pen) {
    if (!shown) {
      pen.text("The errors are shown after your prediction.", pen.width / 2, pen.height / 2, { align: "center" });
      curve.describe("The errors are shown after your prediction.");
      return;
    }
    const [name, x] = [model.get("function"), model.get("x")];
    const along = Array.from({ length: 8 * (LARGEST - SMALLEST) + 1 }, (_, i) => SMALLEST + i / 8);
    const errors = along.map((log) => differences(name, x, 10 ** log).errors);
    const floor = 1e-17; // an exact hit has no place on a logarithmic scale
    pen.axes({ xlim: [SMALLEST, LARGEST], ylim: [floor, 100], logY: true, xlabel: "log₁₀ h", ylabel: "error" });
    const here = Math.log10(model.get("h"));
    const s = state();
    pen.inside(() => {
      pen.line([[here, floor], [here, 100]], { colour: pen.colour("ink"), dash: [4, 4], width: 2 });
      for (const k of [0, 1]) {
        pen.line(along.map((log, i) => [log, Math.max(errors[i][k], floor)]), pen.series(k));
        pen.mark(here, Math.max(s.errors[k], floor), pen.series(k), 8);
      }
    });
    curve.describe(`Errors of both differences against h, on logarithmic scales. ${sentence()}`);
  }

  /** The digits of `value`, the right ones set off. */
  function digitsOf(value, right) {
    const text = number(value, 15 - Math.ceil(Math.log10(Math.abs(value) + 1e-300)));
    let seen = 0;
    let cut = text.length;
    for (let i = 0; i < text.length; i += 1) {
      if (/\d/.test(text[i]) && (seen > 0 || text[i] !== "0")) seen += 1;
      if (seen > right) {
        cut = i;
        break;
      }
    }
    return [html("b", {}, text.slice(0, cut)), html("span", { class: "gd-wrong" }, text.slice(cut))];
  }

  function update() {
    const h = model.get("h");
    slider.value = Math.log10(h);
    slider.setAttribute("aria-valuetext", `h = ${power(h)}`);
    value.textContent = power(h);
    kind.value = model.get("function");
    ask.hidden = shown;
    again.hidden = !shown || !model.get("ask");
    table.hidden = !shown;
    names.hidden = !shown;
    if (shown) {
      const s = state();
      const row = (name, value, digits) => html("tr", {}, html("th", { scope: "row" }, name), html("td", {}, ...digitsOf(value, digits)), html("td", {}, digits === 16 ? "" : `${digits} right`));
      table.replaceChildren(row("forward", s.forward, s.digits[0]), row("central", s.central, s.digits[1]), row("exact", s.exact, 16));
      said.say(sentence());
    }
    glass.update();
    curve.update();
  }

  el.append(
    html("div", { class: "gdkit gd-nudge", role: "group", "aria-label": "Nudge explorer" },
      html("div", { class: "gd-controls" },
        html("div", { class: "gd-slider" }, html("label", { for: slider.id }, "step h = ", value), slider),
        html("div", { class: "gd-slider" }, html("label", { for: kind.id }, `slope at x = ${number(model.get("x"))} of`), kind)),
      ask, verdict, names,
      html("div", { class: "gd-pictures" }, glass.canvas, curve.canvas),
      html("div", { class: "gd-scroll" }, table), again, said.node),
  );
  update();
  const watched = ["h", "function"].map((name) => `change:${name}`);
  watched.forEach((event) => model.on(event, update));
  return () => {
    watched.forEach((event) => model.off(event, update));
    [glass, curve, said].forEach((part) => part.stop());
  };
}

export default { render };
