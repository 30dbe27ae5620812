// The mini-batch explorer: tick rows, move η, predict, then see gradient, step and residuals.
import { asking } from "./asking.js";
import { slider } from "./controls.js";
import { minibatchStep } from "./minibatch_arithmetic.js";
import { announcer, drawing, fill, follow, html, lowered, number, svg, vector } from "./page.js";

const signOf = (value) => (Math.abs(value) < 1e-12 ? "zero" : value < 0 ? "negative" : "positive");
const SIGNS = { negative: "negative", zero: "zero", positive: "positive" };
const QUESTIONS = [
  {
    question: "Which sign will ∂J/∂b have?",
    choices: SIGNS,
    answer: (s) => signOf(s.db),
    why: (s) => `∂J/∂b = ${number(s.db)}`,
  },
  {
    question: "Which sign will ∂J/∂w₁ have?",
    choices: SIGNS,
    answer: (s) => signOf(s.dw[0]),
    why: (s) => `∂J/∂w₁ = ${number(s.dw[0])}`,
  },
  {
    question: "Will this step lower the loss over the ticked rows?",
    choices: { yes: "yes", no: "no" },
    answer: (s) => (s.loss[1] < s.loss[0] ? "yes" : "no"),
    why: (s) => `J goes from ${number(s.loss[0])} to ${number(s.loss[1])}`,
  },
];

/** The numbers as [quantity, shape, value], in the order in which they are computed. */
function quantities(s, n, theta, eta) {
  const many = `(${s.B},)`;
  const parameters = `(${n},)`;
  return [
    ["ŷ = Xw + b", many, vector(s.yHat)],
    ["ŷ − y", many, vector(s.before)],
    ["∂J/∂w = (2/B) Xᵀ(ŷ − y)", parameters, vector(s.dw)],
    ["∂J/∂b = (2/B) 1ᵀ(ŷ − y)", "()", number(s.db)],
    [`w − ${number(eta)} ∂J/∂w`, parameters, `${vector(theta.slice(1))} → ${vector(s.theta.slice(1))}`],
    [`b − ${number(eta)} ∂J/∂b`, "()", `${number(theta[0])} → ${number(s.theta[0])}`],
    ["J over the ticked rows", "()", `${number(s.loss[0])} → ${number(s.loss[1])}`],
    ["J over all rows", "()", `${number(s.lossAll[0])} → ${number(s.lossAll[1])}`],
  ];
}

function drawResiduals(picture, width, height, s, rows) {
  const left = 56;
  const bottom = 30;
  const reach = Math.max(1e-9, ...s.before.map(Math.abs), ...s.after.map(Math.abs));
  const zero = (height - bottom) / 2 + 6;
  const scale = ((height - bottom) / 2 - 12) / reach;
  const slot = (width - left) / rows.length;
  const bar = Math.min(44, slot * 0.4);
  const one = (value, x, name) => {
    const [y, height] = [zero - Math.max(0, value) * scale, Math.max(1, Math.abs(value) * scale)];
    return svg("rect", { class: `gd-bar gd-${name}`, x, width: bar, y, height });
  };
  const parts = [];
  rows.forEach((row, i) => {
    const middle = left + slot * (i + 0.5);
    parts.push(one(s.before[i], middle - bar, "before"), one(s.after[i], middle, "after"));
    if (slot > 26 || i % 2 === 0) {
      parts.push(svg("text", { x: middle, y: height - 6, "text-anchor": "middle" }, `${row + 1}`));
    }
  });
  for (const value of [reach, 0, -reach]) {
    const y = zero - value * scale + 6;
    parts.push(svg("text", { x: left - 6, y, "text-anchor": "end" }, number(value, 1)));
  }
  parts.push(svg("line", { class: "gd-axis", x1: left, x2: width, y1: zero, y2: zero }));
  picture.replaceChildren(...parts);
  const each = rows.map((r, i) => `row ${r + 1} from ${number(s.before[i])} to ${number(s.after[i])}`);
  picture.setAttribute("aria-label", `Residuals of ${rows.length} rows: ${each.join("; ")}.`);
}

function drawStep(picture, width, height, s, theta) {
  const names = theta.map((_, k) => (k ? `w${lowered(k)}` : "b"));
  const all = [...theta, ...s.theta, 0];
  const low = Math.min(...all);
  const high = Math.max(...all, low + 1e-9);
  const left = 40;
  const x = (value) => left + 14 + ((value - low) / (high - low)) * (width - left - 28);
  const row = height / theta.length;
  const parts = [svg("line", { class: "gd-zero", x1: x(0), x2: x(0), y1: 0, y2: height })];
  theta.forEach((value, k) => {
    const y = row * (k + 0.62);
    const [from, to] = [x(value), x(s.theta[k])];
    const tip = Math.sign(to - from) * Math.min(12, Math.abs(to - from));
    const corners = `${to},${y} ${to - tip},${y - 7} ${to - tip},${y + 7}`;
    const words = `${number(value, 2)} → ${number(s.theta[k], 2)}`;
    parts.push(
      svg("line", { class: "gd-line", x1: left, x2: width, y1: y, y2: y }),
      svg("line", { class: "gd-arrow", x1: from, x2: to - tip, y1: y, y2: y }),
      svg("circle", { class: "gd-start", cx: from, cy: y, r: 7 }),
      svg("polygon", { class: "gd-tip", points: corners }),
      svg("text", { x: left - 8, y: y + 6, "text-anchor": "end" }, names[k]),
      svg("text", { x: (from + to) / 2, y: y - 13, "text-anchor": "middle" }, words),
    );
  });
  picture.replaceChildren(...parts);
  const words = names.map((name, k) => `${name} from ${number(theta[k])} to ${number(s.theta[k])}`).join("; ");
  picture.setAttribute("aria-label", `The step of the parameters: ${words}.`);
}

/** A table of the numbers, and beside it its body. */
function numbersTable() {
  const headings = ["quantity", "shape", "value"].map((text) => html("th", { scope: "col" }, text));
  const body = html("tbody");
  const table = html(
    "table",
    {},
    html("caption", {}, "One step, in the order in which it is computed"),
    html("thead", {}, html("tr", {}, ...headings)),
    body,
  );
  const attributes = { class: "gd-scroll", tabindex: 0, role: "region", "aria-label": "Numbers of the step" };
  return { scroll: html("div", attributes, table), body };
}

function render({ model, el }) {
  const X = model.get("X");
  const y = model.get("y");
  let asked = 0;

  const said = announcer();
  const boxes = X.map((x, i) => {
    const box = html("input", { type: "checkbox", onchange: rowsChanged });
    const words = [`row ${i + 1}`, `x = ${vector(x)}`, `y = ${number(y[i])}`].map((text) => html("span", {}, text));
    return { box, label: html("label", {}, box, ...words) };
  });
  const rate = slider(model, "learning rate η = ", { min: 0.005, max: 0.5, step: 0.005 }, (eta) => {
    model.set("eta", eta);
    predicted.changed();
  });
  const predicted = asking({
    model,
    said,
    update,
    forget() {
      asked = (asked + 1) % QUESTIONS.length;
      offer();
    },
    judge(guess) {
      const { answer, why } = QUESTIONS[asked];
      const truth = answer(current());
      return `You said ${guess}. ${truth === guess ? "Yes" : `It is ${truth}`}: ${why(current())}.`;
    },
    back: "Hide, and ask another question",
  });
  const { ask, verdict, again, shown } = predicted;
  const { scroll, body } = numbersTable();
  const bars = drawing(240, (...place) => current() && drawResiduals(...place, current(), rows()));
  const arrows = drawing(
    64 * model.get("theta").length,
    (...place) => current() && drawStep(...place, current(), model.get("theta")),
  );
  const mark = (name) => html("span", { class: `gd-key gd-${name}` });
  const residuals = ["Residuals ŷ − y ", mark("before"), " before ", mark("after"), " after, by row"];
  const pictures = html(
    "div",
    { class: "gd-pictures" },
    html("figure", {}, html("figcaption", {}, ...residuals), bars.picture),
    html("figure", {}, html("figcaption", {}, "The step of the parameters"), arrows.picture),
  );
  const results = html("div", { class: "gd-results" }, verdict, scroll, pictures, again);
  const empty = html("p", { class: "gd-verdict" }, "Tick at least one row.");

  const rows = () => boxes.flatMap(({ box }, i) => (box.checked ? [i] : []));
  const current = () => minibatchStep(X, y, model.get("theta"), rows(), model.get("eta"));

  function rowsChanged() {
    model.set("rows", rows());
    model.save_changes();
    predicted.changed();
  }
  function offer() {
    const { question, choices } = QUESTIONS[asked];
    predicted.offer(`Predict first: ${question}`, choices);
  }
  function update() {
    const s = current();
    const eta = number(model.get("eta"), 3);
    rate.show(model.get("eta"), eta, `eta ${eta}`);
    predicted.settle();
    again.hidden = false; // another question can always be asked
    empty.hidden = s !== null;
    ask.hidden = shown() || s === null;
    results.hidden = !shown() || s === null;
    if (!shown() || s === null) return;
    const lines = quantities(s, X[0].length, model.get("theta"), model.get("eta"));
    body.replaceChildren(
      ...lines.map(([name, shape, value]) =>
        html("tr", {}, html("th", { scope: "row" }, name), html("td", {}, shape), html("td", {}, value)),
      ),
    );
    bars.update();
    arrows.update();
    said.say(`Loss over the ticked rows from ${number(s.loss[0])} to ${number(s.loss[1])}, step ${eta}.`);
  }
  function fromKernel() {
    const ticked = new Set(model.get("rows"));
    boxes.forEach(({ box }, i) => {
      box.checked = ticked.has(i);
    });
    update();
  }

  const labels = boxes.map(({ label }) => label);
  fill(
    el,
    "minibatch",
    "Mini-batch explorer",
    html("fieldset", { class: "gd-rows" }, html("legend", {}, "Rows of the mini-batch"), ...labels),
    rate.row,
    ask,
    empty,
    results,
    said.node,
  );
  offer();
  fromKernel();
  return follow(model, ["rows", "eta", "theta"], fromKernel, bars, arrows, said);
}

export default { render };
