// The nudge explorer: move h over fifteen powers of ten; first the formula is at fault, then rounding. Predict first.
import { asking } from "./asking.js";
import { key, sheet } from "./canvas.js";
import { menu, slider } from "./controls.js";
import { differences, FUNCTIONS, magnified, rightDigits } from "./nudge_arithmetic.js";
import { announcer, fill, follow, html, number, raised } from "./page.js";

const DIGITS = { few: "at most 4", some: "5 to 8", many: "9 or more" };
const rangeOf = (digits) => (digits <= 4 ? "few" : digits <= 8 ? "some" : "many");
const LABELS = Object.fromEntries(Object.entries(FUNCTIONS).map(([name, { label }]) => [name, label]));
const [SMALLEST, LARGEST] = [-15, 0]; // log₁₀ h
const FLOOR = 1e-17; // an exact hit has no place on a logarithmic scale

/** 1e-7 as 10⁻⁷, 3.16e-7 as 3.16·10⁻⁷ */
function power(h) {
  const exponent = Math.floor(Math.log10(h) + 1e-9);
  if (exponent === 0) return "1";
  const front = h / 10 ** exponent;
  return `${Math.abs(front - 1) < 0.01 ? "" : `${number(front, 2)}·`}10${raised(exponent)}`;
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

function row(name, value, digits) {
  const right = digits === 16 ? "" : `${digits} right`;
  return html(
    "tr",
    {},
    html("th", { scope: "row" }, name),
    html("td", {}, ...digitsOf(value, digits)),
    html("td", {}, right),
  );
}

function render({ model, el }) {
  const said = announcer();
  const limits = { min: SMALLEST, max: LARGEST, step: 0.25 };
  const step = slider(model, "step h = ", limits, (log) => moved("h", 10 ** log));
  const kind = menu(model, `slope at x = ${number(model.get("x"))} of`, LABELS, (name) => moved("function", name));
  const predicted = asking({
    model,
    said,
    update,
    question: "Predict first: how many digits of the central difference are right?",
    choices: DIGITS,
    judge(guess) {
      const right = state().digits[1];
      return rangeOf(right) === guess ? `Yes: ${right} digits.` : `You said: ${DIGITS[guess]}. In fact ${right}.`;
    },
    sentence,
  });
  const { ask, verdict, again, shown } = predicted;
  const table = html("table", { class: "gd-digits" });

  const glass = sheet(380, drawGlass);
  const curve = sheet(380, drawCurve);
  const names = key([
    "forward difference",
    "central difference",
    "exact slope",
    "the function, as the machine computes it",
  ]);

  const state = () => {
    const d = differences(model.get("function"), model.get("x"), model.get("h"));
    return { ...d, digits: [rightDigits(d.forward, d.exact), rightDigits(d.central, d.exact)] };
  };

  function moved(name, value) {
    model.set(name, value);
    predicted.changed();
  }
  function sentence() {
    const { digits, errors } = state();
    return (
      `h = ${power(model.get("h"))}: the forward difference has ${digits[0]} right digits, the central one ` +
      `${digits[1]}; their errors are ${errors.map((e) => number(e, 3)).join(" and ")}.`
    );
  }

  function drawGlass(pen) {
    const [name, x, h] = [model.get("function"), model.get("x"), model.get("h")];
    const s = state();
    const reach = 2.6 * Math.abs(s.exact);
    const [xlabel, ylabel] = ["distance from x, in steps h", "change of f, in steps h"];
    pen.axes({ xlim: [-2, 2], ylim: [-reach, reach], xlabel, ylabel });
    // with this slope, through the height `at` at the distance t
    const straight = (slope, series, t = 0, at = 0) => {
      const ends = [-2, 2].map((end) => [end, at + slope * (end - t)]);
      pen.line(ends, series);
    };
    pen.inside(() => {
      pen.level(0, [-2, 2], { colour: pen.colour("faint"), width: 1 });
      pen.upright(0, [-reach, reach], { colour: pen.colour("faint"), width: 1 });
      pen.line(magnified(name, x, h), { ...pen.series(3), dash: [], width: 4 });
      if (!shown()) return;
      const at = (t) => (FUNCTIONS[name].f(x + t * h) - FUNCTIONS[name].f(x)) / h;
      straight(s.exact, pen.series(2));
      straight(s.forward, pen.series(0));
      straight(s.central, pen.series(1), -1, at(-1));
      pen.mark(0, 0, pen.series(0), 7);
      pen.mark(1, at(1), pen.series(0), 9);
      pen.mark(-1, at(-1), pen.series(1), 6);
      pen.mark(1, at(1), pen.series(1), 5);
    });
    const where = `${LABELS[name]} around x = ${number(x)}, magnified so that h = ${power(h)} has length 1.`;
    glass.describe(`${where} ${shown() ? sentence() : "The differences are hidden until you predict."}`);
  }

  function drawCurve(pen) {
    if (!shown()) {
      curve.note(["The errors are shown after your prediction."]);
      return;
    }
    const [name, x] = [model.get("function"), model.get("x")];
    const along = Array.from({ length: 8 * (LARGEST - SMALLEST) + 1 }, (_, i) => SMALLEST + i / 8);
    const errors = along.map((log) => differences(name, x, 10 ** log).errors);
    pen.axes({ xlim: [SMALLEST, LARGEST], ylim: [FLOOR, 100], logY: true, xlabel: "log₁₀ h", ylabel: "error" });
    const here = Math.log10(model.get("h"));
    const s = state();
    pen.inside(() => {
      pen.upright(here, [FLOOR, 100], { colour: pen.colour("ink"), dash: [4, 4], width: 2 });
      for (const k of [0, 1]) {
        const points = along.map((log, i) => [log, Math.max(errors[i][k], FLOOR)]);
        pen.line(points, pen.series(k));
        pen.mark(here, Math.max(s.errors[k], FLOOR), pen.series(k), 8);
      }
    });
    curve.describe(`Errors of both differences against h, on logarithmic scales. ${sentence()}`);
  }

  function update() {
    const h = model.get("h");
    step.show(Math.log10(h), power(h), `h = ${power(h)}`);
    kind.input.value = model.get("function");
    predicted.settle();
    table.hidden = !shown();
    names.hidden = !shown();
    if (shown()) {
      const { forward, central, exact, digits } = state();
      table.replaceChildren(
        row("forward", forward, digits[0]),
        row("central", central, digits[1]),
        row("exact", exact, 16),
      );
      said.say(sentence());
    }
    glass.update();
    curve.update();
  }

  fill(
    el,
    "nudge",
    "Nudge explorer",
    html("div", { class: "gd-controls" }, step.row, kind.row),
    ask,
    verdict,
    names,
    html("div", { class: "gd-pictures" }, glass.canvas, curve.canvas),
    html("div", { class: "gd-scroll" }, table),
    again,
    said.node,
  );
  update();
  return follow(model, ["h", "function"], update, glass, curve, said);
}

export default { render };
