// The slow learning explorer: choose where a wrong neuron starts, predict, then see it learn under both costs.
import { asking, verdictOn } from "./asking.js";
import { key, sheet } from "./canvas.js";
import { slider } from "./controls.js";
import { announcer, fill, follow, html, number } from "./page.js";
import { comparison, outputs, slope, updatesNeeded } from "./slow_learning_arithmetic.js";

const COSTS = { quadratic: "quadratic cost", cross_entropy: "cross-entropy" };
const ANSWERS = { few: "less than 10 times", some: "10 to 50 times", many: "more than 50 times" };
const LEVEL = 0.1; // an output below counts as learned
const SHOWN = 600; // updates on the left
const MOST = 100000; // updates on the right

function render({ model, el }) {
  const [b, eta] = [model.get("b"), model.get("eta")];
  const [low, high] = model.get("reach");
  const names = Object.keys(COSTS);

  const said = announcer();
  const weight = slider(model, "start weight w = ", { min: low, max: high, step: 0.5 }, (value) => {
    model.set("w", value);
    predicted.changed();
  });
  const facts = html("p", { class: "gd-facts" });
  const predicted = asking({
    model,
    said,
    update,
    question:
      `Predict first: until the output is below ${LEVEL}, how many times as many updates does the quadratic cost ` +
      "need as the cross-entropy?",
    choices: ANSWERS,
    show: "Train it, and show",
    judge(guess) {
      const [slow, fast] = counts();
      return verdictOn(ANSWERS, comparison(w(), b, eta), guess, `${slow} updates against ${fast}.`);
    },
    sentence,
  });
  const { ask, verdict, again, shown } = predicted;

  const curves = sheet(380, drawCurves);
  const needed = sheet(380, drawNeeded);

  const w = () => model.get("w");
  const counts = () => names.map((cost) => updatesNeeded(cost, w(), b, eta));
  const firstOutput = () => outputs("quadratic", w(), b, eta, 0)[0];

  function start() {
    const where = `the neuron starts at z = ${number(w() + b, 1)} with the output ${number(firstOutput(), 5)}`;
    return `w = ${number(w(), 1)}, b = ${number(b, 1)}: ${where}; right would be 0`;
  }
  function sentence() {
    const [slow, fast] = counts();
    const [flat, steep] = names.map((cost) => number(slope(cost, w() + b), 5));
    return (
      `${start()}. First slope for w: ${flat} under the quadratic cost, ${steep} under the cross-entropy. ` +
      `Output below ${LEVEL} after ${slow} and ${fast} updates, ${number(slow / fast, 1)} times as many.`
    );
  }

  function drawCurves(pen) {
    const ends = [-15, SHOWN + 10];
    pen.axes({ xlim: ends, ylim: [-0.03, 1.05], xlabel: "updates", ylabel: "output a; the target is 0" });
    pen.inside(() => {
      pen.level(LEVEL, ends, { colour: pen.colour("ink"), dash: [4, 4], width: 1.5 });
      names.forEach((cost, i) => {
        const seen = outputs(cost, w(), b, eta, shown() ? SHOWN : 0).map((a, t) => [t, a]);
        pen.line(seen, pen.series(i));
        if (shown()) for (const t of [100, 250, 400, 550]) pen.mark(...seen[t + 30 * i], pen.series(i), 6);
      });
      pen.mark(0, firstOutput(), { colour: pen.colour("ink"), marker: 0 }, 9);
    });
    if (!shown()) {
      const middle = (pen.box.left + pen.box.right) / 2;
      pen.text("What it learns is shown", middle, pen.y(0.5) - 14, { align: "center" });
      pen.text("after your prediction.", middle, pen.y(0.5) + 14, { align: "center" });
    }
    curves.describe(
      shown()
        ? `Output over ${SHOWN} updates under both costs. ${sentence()}`
        : `${start()}. What it learns is shown after your prediction.`,
    );
  }
  function drawNeeded(pen) {
    if (!shown()) {
      needed.note(["The updates for every start are shown", "after your prediction."]);
      return;
    }
    const starts = Array.from({ length: Math.round((high - low) / 0.5) + 1 }, (_, i) => low + i / 2);
    const [xlabel, ylabel] = ["start weight w", `updates until a < ${LEVEL}`];
    pen.axes({ xlim: [low - 0.3, high + 0.3], ylim: [1, MOST], logY: true, xlabel, ylabel });
    pen.inside(() => {
      pen.upright(w(), [1, MOST], { colour: pen.colour("ink"), dash: [4, 4], width: 1.5 });
      names.forEach((cost, i) => {
        const points = starts.map((v) => [v, updatesNeeded(cost, v, b, eta)]);
        pen.line(points, pen.series(i));
        pen.mark(w(), counts()[i], pen.series(i), 9);
      });
    });
    needed.describe(
      "Updates needed against the start weight, on a logarithmic scale: a curve that grows ever faster for the " +
        `quadratic cost, nearly flat for the cross-entropy. ${sentence()}`,
    );
  }
  function update() {
    weight.show(w(), number(w(), 1));
    predicted.settle();
    facts.textContent = shown() ? sentence() : `${start()}.`;
    curves.update();
    needed.update();
    if (shown()) said.say(sentence());
  }

  fill(
    el,
    "slow",
    "Slow learning explorer",
    html("p", { class: "gd-title" }, `One neuron, x = 1, target 0, η = ${number(eta)}`),
    weight.row,
    ask,
    verdict,
    again,
    facts,
    key(Object.values(COSTS)),
    html("div", { class: "gd-pictures" }, curves.canvas, needed.canvas),
    said.node,
  );
  update();
  return follow(model, ["w"], update, curves, needed, said);
}

export default { render };
