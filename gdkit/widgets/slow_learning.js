// The slow learning explorer: choose where a wrong neuron starts, predict, then see it learn under both costs.
import { key, sheet } from "./canvas.js";
import { announcer, html, number, unique } from "./page.js";
import { comparison, outputs, slope, updatesNeeded } from "./slow_learning_arithmetic.js";

const COSTS = { quadratic: "quadratic cost", cross_entropy: "cross-entropy" };
const ANSWERS = { few: "less than 10 times", some: "10 to 50 times", many: "more than 50 times" };
const LEVEL = 0.1; // an output below counts as learned
const SHOWN = 600; // updates on the left

function render({ model, el }) {
  const [b, eta] = [model.get("b"), model.get("eta")];
  const [low, high] = model.get("reach");
  let shown = !model.get("ask");
  let guess = null;

  const said = announcer();
  const value = html("span", { class: "gd-value" });
  const slider = html("input", {
    type: "range", id: unique("w"), min: low, max: high, step: 0.5,
    oninput: () => (model.set("w", Number(slider.value)), changed()),
    onchange: () => model.save_changes(),
  });
  const facts = html("p", { class: "gd-facts" });

  const group = unique("guess");
  const show = html("button", { type: "button", disabled: true, onclick: reveal }, "Train it, and show");
  const ask = html(
    "fieldset", { class: "gd-ask" },
    html("legend", {}, `Predict first: until the output is below ${LEVEL}, how many times as many updates does the quadratic cost need as the cross-entropy?`),
    ...Object.entries(ANSWERS).map(([name, words]) =>
      html("label", {}, html("input", { type: "radio", name: group, value: name, onchange: () => ((guess = name), (show.disabled = false)) }), words)),
    show,
  );
  const verdict = html("p", { class: "gd-verdict" });
  const again = html("button", { type: "button", onclick: hide }, "Hide, and let me predict again");

  const curves = sheet(380, drawCurves);
  const needed = sheet(380, drawNeeded);
  const names = key(Object.values(COSTS));

  const w = () => model.get("w");
  const counts = () => Object.keys(COSTS).map((cost) => updatesNeeded(cost, w(), b, eta));
  const start = () => `w = ${number(w(), 1)}, b = ${number(b, 1)}: the neuron starts at z = ${number(w() + b, 1)} with the output ${number(outputs("quadratic", w(), b, eta, 0)[0], 5)}; right would be 0`;

  function sentence() {
    const [slow, fast] = counts();
    const slopes = Object.keys(COSTS).map((cost) => number(slope(cost, w() + b), 5));
    return `${start()}. First slope for w: ${slopes[0]} under the quadratic cost, ${slopes[1]} under the cross-entropy. Output below ${LEVEL} after ${slow} and ${fast} updates, ${number(slow / fast, 1)} times as many.`;
  }
  function changed() {
    verdict.textContent = "";
    update();
  }
  function reveal() {
    shown = true;
    const truth = comparison(w(), b, eta);
    const [slow, fast] = counts();
    const numbers = `${slow} updates against ${fast}`;
    update();
    verdict.textContent = truth === guess ? `Yes: ${ANSWERS[truth]}. ${numbers}.` : `You said: ${ANSWERS[guess]}. In fact ${ANSWERS[truth]}: ${numbers}.`;
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

  function drawCurves(pen) {
    pen.axes({ xlim: [-15, SHOWN + 10], ylim: [-0.03, 1.05], xlabel: "updates", ylabel: "output a; the target is 0" });
    pen.inside(() => {
      pen.line([[-15, LEVEL], [SHOWN + 10, LEVEL]], { colour: pen.colour("ink"), dash: [4, 4], width: 1.5 });
      Object.keys(COSTS).forEach((cost, i) => {
        const seen = outputs(cost, w(), b, eta, shown ? SHOWN : 0);
        pen.line(seen.map((a, t) => [t, a]), pen.series(i));
        if (shown) [100, 250, 400, 550].forEach((t) => pen.mark(t + 30 * i, seen[t + 30 * i], pen.series(i), 6));
      });
      pen.mark(0, outputs("quadratic", w(), b, eta, 0)[0], { colour: pen.colour("ink"), marker: 0 }, 9);
    });
    const middle = (pen.box.left + pen.box.right) / 2;
    if (!shown) ["What it learns is shown", "after your prediction."].forEach((words, i) => pen.text(words, middle, pen.y(0.5) - 14 + 28 * i, { align: "center" }));
    curves.describe(shown ? `Output over ${SHOWN} updates under both costs. ${sentence()}` : `${start()}. What it learns is shown after your prediction.`);
  }
  function drawNeeded(pen) {
    if (!shown) {
      pen.text("The updates for every start are shown", pen.width / 2, pen.height / 2 - 14, { align: "center" });
      pen.text("after your prediction.", pen.width / 2, pen.height / 2 + 14, { align: "center" });
      needed.describe("The updates for every start are shown after your prediction.");
      return;
    }
    const starts = Array.from({ length: Math.round((high - low) / 0.5) + 1 }, (_, i) => low + i / 2);
    pen.axes({ xlim: [low - 0.3, high + 0.3], ylim: [1, 100000], logY: true, xlabel: "start weight w", ylabel: `updates until a < ${LEVEL}` });
    pen.inside(() => {
      pen.line([[w(), 1], [w(), 100000]], { colour: pen.colour("ink"), dash: [4, 4], width: 1.5 });
      Object.keys(COSTS).forEach((cost, i) => {
        pen.line(starts.map((v) => [v, updatesNeeded(cost, v, b, eta)]), pen.series(i));
        pen.mark(w(), counts()[i], pen.series(i), 9);
      });
    });
    needed.describe(`Updates needed against the start weight, on a logarithmic scale: a curve that grows ever faster for the quadratic cost, nearly flat for the cross-entropy. ${sentence()}`);
  }
  function update() {
    slider.value = w();
    value.textContent = number(w(), 1);
    ask.hidden = shown;
    again.hidden = !shown || !model.get("ask");
    facts.textContent = shown ? sentence() : `${start()}.`;
    curves.update();
    needed.update();
    if (shown) said.say(sentence());
  }

  el.append(
    html("div", { class: "gdkit gd-slow", role: "group", "aria-label": "Slow learning explorer" },
      html("p", { class: "gd-title" }, `One neuron, x = 1, target 0, η = ${number(eta)}`),
      html("div", { class: "gd-slider" }, html("label", { for: slider.id }, "start weight w = ", value), slider),
      ask, verdict, again, facts, names,
      html("div", { class: "gd-pictures" }, curves.canvas, needed.canvas),
      said.node),
  );
  model.on("change:w", update);
  update();
  return () => {
    model.off("change:w", update);
    [curves, needed, said].forEach((part) => part.stop());
  };
}

export default { render };
