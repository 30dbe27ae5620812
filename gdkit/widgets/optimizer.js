// The optimizer explorer: η, γ and β₂ of a rule with a memory, on a valley that can be turned. Predict first.
import { asking, verdictOn } from "./asking.js";
import { key, sheet } from "./canvas.js";
import { drawContours, heights } from "./contours.js";
import { checkbox, menu, slider } from "./controls.js";
import { descent } from "./descent_arithmetic.js";
import { betaAt, outcome, placeOf, turned, valley } from "./optimizer_arithmetic.js";
import { announcer, fill, follow, html, number, vector } from "./page.js";

const OUTCOMES = {
  wins: "a lower loss than the yardstick",
  loses: "a higher loss than the yardstick",
  rises: "a higher loss than at the start",
};
const RULES = ["GD", "Momentum", "Nesterov", "Adagrad", "RMSprop", "Adam"];
const PICTURES = { loss: "the loss", steps: "both steps" };
const GAMMA = { Momentum: "momentum γ = ", Nesterov: "momentum γ = ", Adam: "β₁, the γ of Adam = " };
const BETA = { RMSprop: "β₂, the ρ of RMSprop = ", Adam: "β₂ = " };
const SETTINGS = ["rule", "eta", "gamma", "beta2", "correction"];
const LOWEST = 1e-12; // of the loss that is drawn

function render({ model, el }) {
  const { curvatures, yardstick } = model.get("valley");
  const said = announcer();

  // what a slider says is written beside it; where it stands may be a logarithm of that
  const range = (name, limits, at = (v) => v, from = (v) => v) => {
    const words = html("span");
    const { row, show } = slider(model, words, limits, (place) => moved(name, from(place)));
    const showWith = (label, unit = "") => {
      const text = number(model.get(name)) + unit;
      row.hidden = !label;
      words.textContent = label ?? "";
      show(at(model.get(name)), text, text);
    };
    return { row, show: showWith };
  };
  const eta = range("eta", { min: -3, max: 0.5, step: 0.02 }, Math.log10, (p) => Number((10 ** p).toPrecision(3)));
  const gamma = range("gamma", { min: 0, max: 2, step: 0.05 }, placeOf, betaAt);
  const beta2 = range("beta2", { min: 0, max: 3, step: 0.05 }, placeOf, betaAt);
  const tilt = range("tilt", { min: 0, max: 45, step: 1 });
  const updates = range("n_updates", { min: 1, max: 200, step: 1 });
  const rules = Object.fromEntries(RULES.map((name) => [name, name]));
  const rule = menu(model, "rule", rules, (name) => moved("rule", name));
  const picture = menu(model, "right picture", PICTURES, (name) => moved("picture", name));
  const words = "correct both averages for their start at 0";
  const correction = checkbox(model, words, (ticked) => moved("correction", ticked));

  const predicted = asking({
    model,
    said,
    update,
    choices: OUTCOMES,
    judge: (guess) => verdictOn(OUTCOMES, outcome(run().values, measured()), guess, "", "It is"),
    sentence,
  });
  const { ask, legend, verdict, again, shown } = predicted;
  const names = key([]);

  const surface = sheet(400, drawSurface);
  const chart = sheet(400, drawChart);
  surface.canvas.addEventListener("click", (event) => {
    const point = surface.at(event);
    if (!point || Math.hypot(...point) === 0) return;
    // the start is kept in the axes of the valley, and turns with it
    const start = turned(point, -model.get("tilt")).map((v) => Number(v.toPrecision(3)));
    moved("start", start);
    model.save_changes();
  });

  const where = () => turned(model.get("start"), model.get("tilt"));
  const J = () => valley(curvatures, model.get("tilt"));
  const settings = () => Object.fromEntries(SETTINGS.map((name) => [name, model.get(name)]));
  const run = () => descent(J(), where(), settings(), model.get("n_updates"));
  const measure = () => descent(J(), where(), { rule: "GD", eta: yardstick }, model.get("n_updates"));
  const measured = () => measure().values.at(-1);

  function moved(name, value) {
    model.set(name, value);
    predicted.changed();
  }
  function sentence() {
    const { path, values } = run();
    const end = `after ${path.length - 1} updates at ${vector(path.at(-1), 3)}`;
    const loss = `loss from ${number(values[0])} to ${number(values.at(-1))}`;
    const best = `gradient descent at its best rate: ${number(measured())}`;
    return `${model.get("rule")} with η = ${number(model.get("eta"))}: ${end}, ${loss}; ${best}.`;
  }

  function drawSurface(pen) {
    const reach = 1.25 * Math.hypot(...model.get("start"));
    const wide = (reach * (pen.width - 90)) / 330; // one unit is as long to the right as upwards
    pen.axes({ xlim: [-wide, wide], ylim: [-reach, reach], xlabel: "x", ylabel: "y" });
    pen.inside(() => {
      drawContours(pen, J(), heights((curvatures[1] / 2) * wide ** 2, 14, 1.4));
      pen.mark(0, 0, { colour: pen.colour("green"), marker: 2 }, 7);
      if (shown()) {
        for (const [k, { path }] of [measure(), run()].entries()) {
          const series = pen.series(1 - k);
          pen.line(path, series);
          if (path.length < 60) for (const p of path) pen.mark(...p, series, 4);
          pen.mark(...path.at(-1), series, 8);
        }
      }
      pen.mark(...where(), { colour: pen.colour("ink"), marker: 0 }, 8);
    });
    surface.describe(
      shown()
        ? `Contour lines and paths. ${sentence()}`
        : `Contour lines with the start at ${vector(where(), 3)}; the path is hidden until you predict.`,
    );
  }
  function drawChart(pen) {
    if (!shown()) {
      chart.note(["Shown after your prediction."], "The loss is shown after your prediction.");
      return;
    }
    const isSteps = model.get("picture") === "steps";
    const here = run();
    const sizes = (i) => here.steps.map((step, t) => [t + 1, Math.abs(step[i])]);
    const losses = ({ values }) => values.map((v, t) => [t, v]);
    const lines = isSteps ? [sizes(0), sizes(1)] : [losses(here), losses(measure())];
    const drawn = lines.map((line) => line.map(([t, v]) => [t, Math.max(v, LOWEST)]));
    const all = drawn
      .flat()
      .map(([, v]) => v)
      .filter(Number.isFinite);
    const ylim = [Math.min(...all) * 0.5, Math.min(Math.max(...all) * 2, 1e12)];
    const ylabel = isSteps ? "length of the step" : "loss";
    pen.axes({ xlim: [0, here.steps.length], ylim, logY: true, xlabel: "updates", ylabel });
    pen.inside(() => {
      drawn.forEach((line, k) => {
        const series = pen.series(isSteps ? k + 2 : k);
        pen.line(line, series);
        for (let i = k; i < line.length; i += Math.ceil(line.length / 12)) pen.mark(...line[i], series, 5);
      });
    });
    const [first, second] = drawn.map((line) => `${number(line[0][1])} to ${number(line.at(-1)[1])}`);
    chart.describe(
      isSteps
        ? `Length of each step on a logarithmic scale: in x from ${first}, in y from ${second}.`
        : `Loss over updates on a logarithmic scale: ${model.get("rule")} from ${first}, the yardstick from ${second}.`,
    );
  }

  function update() {
    const name = model.get("rule");
    rule.input.value = name;
    picture.input.value = model.get("picture");
    correction.input.checked = model.get("correction");
    correction.row.hidden = name !== "Adam";
    eta.show("learning rate η = ");
    gamma.show(GAMMA[name]);
    beta2.show(BETA[name]);
    tilt.show("valley turned by ", "°");
    updates.show("updates = ");
    legend.textContent = `Predict first: after ${model.get("n_updates")} updates ${name} has …`;
    const series = [name, `the yardstick: GD at its best rate, η = ${number(yardstick)}`];
    if (model.get("picture") === "steps") series.push("step in x", "in y");
    names.replaceChildren(...key(series).childNodes);
    predicted.settle();
    surface.update();
    chart.update();
    if (shown()) said.say(sentence());
  }

  const controls = [rule, picture, eta, gamma, beta2, tilt, updates, correction].map(({ row }) => row);
  fill(
    el,
    "optimizer",
    "Optimizer explorer",
    html("p", { class: "gd-title" }, model.get("title")),
    html("div", { class: "gd-controls" }, ...controls),
    ask,
    verdict,
    names,
    html("div", { class: "gd-pictures" }, surface.canvas, chart.canvas),
    again,
    said.node,
  );
  update();
  return follow(model, [...SETTINGS, "tilt", "n_updates", "start", "picture"], update, surface, chart, said);
}

export default { render };
