// The mini-batch explorer: tick rows, move η, predict, then see gradient, step and residuals.
import { minibatchStep } from "./minibatch_arithmetic.js";
import { announcer, drawing, html, number, svg, unique, vector } from "./page.js";

const signOf = (value) => (Math.abs(value) < 1e-12 ? "zero" : value < 0 ? "negative" : "positive");
const SIGNS = ["negative", "zero", "positive"];
const QUESTIONS = [
  { ask: "Which sign will ∂L/∂b have?", choices: SIGNS, answer: (s) => signOf(s.db), why: (s) => `∂L/∂b = ${number(s.db)}` },
  { ask: "Which sign will ∂L/∂w₁ have?", choices: SIGNS, answer: (s) => signOf(s.dw[0]), why: (s) => `∂L/∂w₁ = ${number(s.dw[0])}` },
  {
    ask: "Will this step lower the loss over the ticked rows?",
    choices: ["yes", "no"],
    answer: (s) => (s.loss[1] < s.loss[0] ? "yes" : "no"),
    why: (s) => `L goes from ${number(s.loss[0])} to ${number(s.loss[1])}`,
  },
];

/** The numbers as [quantity, shape, value], in the order in which they are computed. */
function quantities(s, n, theta, eta) {
  const many = `(${s.N},)`;
  const parameters = `(${n},)`;
  return [
    ["ŷ = Xw + b", many, vector(s.yHat)],
    ["ŷ − y", many, vector(s.before)],
    ["∂L/∂w = (2/N) Xᵀ(ŷ − y)", parameters, vector(s.dw)],
    ["∂L/∂b = (2/N) 1ᵀ(ŷ − y)", "()", number(s.db)],
    [`w − ${number(eta)} ∂L/∂w`, parameters, `${vector(theta.slice(1))} → ${vector(s.theta.slice(1))}`],
    [`b − ${number(eta)} ∂L/∂b`, "()", `${number(theta[0])} → ${number(s.theta[0])}`],
    ["L over the ticked rows", "()", `${number(s.loss[0])} → ${number(s.loss[1])}`],
    ["L over all rows", "()", `${number(s.lossAll[0])} → ${number(s.lossAll[1])}`],
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
  const one = (value, x, name) =>
    svg("rect", {
      class: `gd-bar gd-${name}`, x, width: bar, y: zero - Math.max(0, value) * scale, height: Math.max(1, Math.abs(value) * scale),
    });
  const parts = [];
  rows.forEach((row, i) => {
    const middle = left + slot * (i + 0.5);
    parts.push(one(s.before[i], middle - bar, "before"), one(s.after[i], middle, "after"));
    if (slot > 26 || i % 2 === 0) parts.push(svg("text", { x: middle, y: height - 6, "text-anchor": "middle" }, `${row + 1}`));
  });
  for (const value of [reach, 0, -reach]) {
    parts.push(svg("text", { x: left - 6, y: zero - value * scale + 6, "text-anchor": "end" }, number(value, 1)));
  }
  parts.push(svg("line", { class: "gd-axis", x1: left, x2: width, y1: zero, y2: zero }));
  picture.replaceChildren(...parts);
  picture.setAttribute(
    "aria-label",
    `Residuals of ${rows.length} rows: ${rows.map((r, i) => `row ${r + 1} from ${number(s.before[i])} to ${number(s.after[i])}`).join("; ")}.`,
  );
}

function drawStep(picture, width, height, s, theta) {
  const names = theta.map((_, k) => (k ? `w${"₀₁₂₃₄₅₆₇₈₉"[k] ?? k}` : "b"));
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
    parts.push(
      svg("line", { class: "gd-line", x1: left, x2: width, y1: y, y2: y }),
      svg("line", { class: "gd-arrow", x1: from, x2: to - tip, y1: y, y2: y }),
      svg("circle", { class: "gd-start", cx: from, cy: y, r: 7 }),
      svg("polygon", { class: "gd-tip", points: `${to},${y} ${to - tip},${y - 7} ${to - tip},${y + 7}` }),
      svg("text", { x: left - 8, y: y + 6, "text-anchor": "end" }, names[k]),
      svg("text", { x: (from + to) / 2, y: y - 13, "text-anchor": "middle" }, `${number(value, 2)} → ${number(s.theta[k], 2)}`),
    );
  });
  picture.replaceChildren(...parts);
  const words = names.map((name, k) => `${name} from ${number(theta[k])} to ${number(s.theta[k])}`).join("; ");
  picture.setAttribute("aria-label", `The step of the parameters: ${words}.`);
}

function render({ model, el }) {
  const X = model.get("X");
  const y = model.get("y");
  let question = 0;
  let shown = !model.get("ask");
  let guess = null;

  const said = announcer();
  const boxes = X.map((x, i) => {
    const box = html("input", { type: "checkbox", onchange: rowsChanged });
    return { box, label: html("label", {}, box, html("span", {}, `row ${i + 1}`), html("span", {}, `x = ${vector(x)}`), html("span", {}, `y = ${number(y[i])}`)) };
  });
  const slider = html("input", { type: "range", min: 0.005, max: 0.5, step: 0.005, id: unique("eta"), oninput: etaMoved, onchange: () => model.save_changes() });
  const etaText = html("span", { class: "gd-value" });
  const ask = html("fieldset", { class: "gd-ask" });
  const verdict = html("p", { class: "gd-verdict" });
  const table = html("tbody");
  const bars = drawing(240, (...place) => current() && drawResiduals(...place, current(), rows()));
  const arrows = drawing(64 * model.get("theta").length, (...place) => current() && drawStep(...place, current(), model.get("theta")));
  const results = html(
    "div", { class: "gd-results" }, verdict,
    html("div", { class: "gd-scroll", tabindex: 0, role: "region", "aria-label": "Numbers of the step" },
      html("table", {}, html("caption", {}, "One step, in the order in which it is computed"),
        html("thead", {}, html("tr", {}, ...["quantity", "shape", "value"].map((t) => html("th", { scope: "col" }, t)))), table)),
    html("div", { class: "gd-pictures" },
      html("figure", {}, html("figcaption", {}, "Residuals ŷ − y ", html("span", { class: "gd-key gd-before" }), " before ", html("span", { class: "gd-key gd-after" }), " after, by row"), bars.picture),
      html("figure", {}, html("figcaption", {}, "The step of the parameters"), arrows.picture)),
    html("button", { type: "button", onclick: askAgain }, "Hide, and ask another question"),
  );
  const empty = html("p", { class: "gd-verdict" }, "Tick at least one row.");

  const rows = () => boxes.flatMap(({ box }, i) => (box.checked ? [i] : []));
  const current = () => minibatchStep(X, y, model.get("theta"), rows(), model.get("eta"));

  function rowsChanged() {
    model.set("rows", rows());
    model.save_changes();
    verdict.textContent = "";
    update();
  }
  function etaMoved() {
    model.set("eta", Number(slider.value));
    verdict.textContent = "";
    update();
  }
  function askAgain() {
    question = (question + 1) % QUESTIONS.length;
    shown = false;
    guess = null;
    drawQuestion();
    update();
    ask.querySelector("input").focus();
  }
  function predict(choice) {
    guess = choice;
    show.disabled = false;
  }
  const show = html("button", { type: "button", onclick: reveal }, "Show");
  function reveal() {
    shown = true;
    const s = current();
    const { answer, why } = QUESTIONS[question];
    const truth = answer(s);
    verdict.textContent = `You said ${guess}. ${truth === guess ? "Yes" : `It is ${truth}`}: ${why(s)}.`;
    model.set("prediction", guess);
    model.save_changes();
    update();
    results.querySelector("button").focus({ preventScroll: true });
    said.say(verdict.textContent);
  }
  function drawQuestion() {
    const group = unique("guess");
    show.disabled = true;
    verdict.textContent = "";
    ask.replaceChildren(
      html("legend", {}, `Predict first: ${QUESTIONS[question].ask}`),
      ...QUESTIONS[question].choices.map((choice) =>
        html("label", {}, html("input", { type: "radio", name: group, value: choice, onchange: () => predict(choice) }), choice)),
      show,
    );
  }
  function update() {
    const s = current();
    etaText.textContent = number(model.get("eta"), 3);
    slider.setAttribute("aria-valuetext", `eta ${number(model.get("eta"), 3)}`);
    empty.hidden = s !== null;
    ask.hidden = shown || s === null;
    results.hidden = !shown || s === null;
    if (!shown || s === null) return;
    const n = X[0].length;
    table.replaceChildren(
      ...quantities(s, n, model.get("theta"), model.get("eta")).map(([name, shape, value]) =>
        html("tr", {}, html("th", { scope: "row" }, name), html("td", {}, shape), html("td", {}, value))),
    );
    bars.update();
    arrows.update();
    said.say(`Loss over the ticked rows from ${number(s.loss[0])} to ${number(s.loss[1])}, step ${number(model.get("eta"), 3)}.`);
  }
  function fromKernel() {
    const ticked = new Set(model.get("rows"));
    boxes.forEach(({ box }, i) => (box.checked = ticked.has(i)));
    slider.value = model.get("eta");
    update();
  }

  el.append(
    html("div", { class: "gdkit gd-minibatch", role: "group", "aria-label": "Mini-batch explorer" },
      html("fieldset", { class: "gd-rows" }, html("legend", {}, "Rows of the mini-batch"), ...boxes.map(({ label }) => label)),
      html("div", { class: "gd-slider" }, html("label", { for: slider.id }, "learning rate η = ", etaText), slider),
      ask, empty, results, said.node),
  );
  drawQuestion();
  fromKernel();
  const watched = ["rows", "eta", "theta"].map((name) => `change:${name}`);
  watched.forEach((event) => model.on(event, fromKernel));
  return () => {
    watched.forEach((event) => model.off(event, fromKernel));
    [bars, arrows, said].forEach((part) => part.stop());
  };
}

export default { render };
