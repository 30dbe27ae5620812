// The optimizer explorer: η, γ and β₂ of a rule with a memory, on a valley that can be turned. Predict first.
import { key, sheet } from "./canvas.js";
import { ellipse } from "./descent_arithmetic.js";
import { betaAt, optimizerDescent, outcome, placeOf, turned, valley } from "./optimizer_arithmetic.js";
import { announcer, html, number, unique } from "./page.js";

const OUTCOMES = {
  wins: "a lower loss than the yardstick",
  loses: "a higher loss than the yardstick",
  rises: "a higher loss than at the start",
};
const RULES = ["GD", "Momentum", "Nesterov", "Adagrad", "RMSprop", "Adam"];
const GAMMA = { Momentum: "momentum γ = ", Nesterov: "momentum γ = ", Adam: "β₁, the γ of Adam = " };
const BETA = { RMSprop: "β₂, the ρ of RMSprop = ", Adam: "β₂ = " };
const LOWEST = 1e-12; // of the loss that is drawn

function render({ model, el }) {
  const { curvatures, yardstick } = model.get("valley");
  let shown = !model.get("ask");
  let guess = null;
  const said = announcer();

  // what a slider says is written beside it; where it stands may be a logarithm of that
  const range = (name, { min, max, step, at = (v) => v, from = (v) => v }) => {
    const words = html("span");
    const value = html("span", { class: "gd-value" });
    const input = html("input", { type: "range", id: unique(name), min, max, step, oninput: () => moved(name, from(Number(input.value))), onchange: () => model.save_changes() });
    const row = html("div", { class: "gd-slider" }, html("label", { for: input.id }, words, value), input);
    const show = (label, unit = "") => {
      row.hidden = !label;
      words.textContent = label ?? "";
      value.textContent = number(model.get(name), 4) + unit;
      input.value = at(model.get(name));
      input.setAttribute("aria-valuetext", value.textContent);
    };
    return { row, show };
  };
  const eta = range("eta", { min: -3, max: 0.5, step: 0.02, at: Math.log10, from: (p) => Number((10 ** p).toPrecision(3)) });
  const memory = { max: 3, min: 0, step: 0.05, at: placeOf, from: betaAt };
  const gamma = range("gamma", { ...memory, max: 2 });
  const beta2 = range("beta2", memory);
  const tilt = range("tilt", { min: 0, max: 45, step: 1 });
  const updates = range("n_updates", { min: 1, max: 200, step: 1 });
  const choice = (name, values) => {
    const input = html("select", { id: unique(name), onchange: () => (moved(name, input.value), model.save_changes()) }, ...Object.entries(values).map(([value, words]) => html("option", { value }, words)));
    return input;
  };
  const rule = choice("rule", Object.fromEntries(RULES.map((name) => [name, name])));
  const picture = choice("picture", { loss: "the loss", steps: "both steps" });
  const corrected = html("input", { type: "checkbox", id: unique("corrected"), onchange: () => (moved("correction", corrected.checked), model.save_changes()) });
  const correctedRow = html("div", { class: "gd-slider" }, html("label", {}, corrected, "correct both averages for their start at 0"));

  const group = unique("guess");
  const show = html("button", { type: "button", onclick: reveal, disabled: true }, "Show");
  const question = html("legend");
  const ask = html("fieldset", { class: "gd-ask" }, question,
    ...Object.entries(OUTCOMES).map(([name, words]) =>
      html("label", {}, html("input", { type: "radio", name: group, value: name, onchange: () => ((guess = name), (show.disabled = false)) }), words)),
    show);
  const verdict = html("p", { class: "gd-verdict" });
  const again = html("button", { type: "button", onclick: hide }, "Hide, and let me predict again");

  const surface = sheet(400, drawSurface);
  const chart = sheet(400, drawChart);
  surface.canvas.addEventListener("click", (event) => {
    const point = surface.at(event);
    if (!point || Math.hypot(...point) === 0) return;
    // the start is kept in the axes of the valley, and turns with it
    moved("start", turned(point, -model.get("tilt")).map((v) => Number(v.toPrecision(3))));
    model.save_changes();
  });

  const where = () => turned(model.get("start"), model.get("tilt"));
  const J = () => valley(curvatures, model.get("tilt"));
  const settings = () => Object.fromEntries(["rule", "eta", "gamma", "beta2", "correction"].map((name) => [name, model.get(name)]));
  const run = () => optimizerDescent(J(), where(), settings(), model.get("n_updates"));
  const measure = () => optimizerDescent(J(), where(), { rule: "GD", eta: yardstick }, model.get("n_updates"));
  const result = () => outcome(run().values, measure().values.at(-1));
  const point = (p) => `(${p.map((v) => number(v, 3)).join(", ")})`;

  function moved(name, value) {
    model.set(name, value);
    verdict.textContent = "";
    update();
  }
  function reveal() {
    shown = true;
    update();
    const truth = result();
    verdict.textContent = truth === guess ? `Yes: ${OUTCOMES[truth]}.` : `You said: ${OUTCOMES[guess]}. It is ${OUTCOMES[truth]}.`;
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
    verdict.textContent = "";
    update();
    ask.querySelector("input").focus();
  }
  function sentence() {
    const { path, values } = run();
    return `${model.get("rule")} with η = ${number(model.get("eta"), 4)}: after ${path.length - 1} updates at ${point(path.at(-1))}, loss from ${number(values[0], 4)} to ${number(values.at(-1), 4)}; gradient descent at its best rate: ${number(measure().values.at(-1), 4)}.`;
  }

  function drawSurface(pen) {
    const reach = 1.25 * Math.hypot(...model.get("start"));
    const wide = (reach * (pen.width - 90)) / 330; // one unit is as long to the right as upwards
    pen.axes({ xlim: [-wide, wide], ylim: [-reach, reach], xlabel: "x", ylabel: "y" });
    pen.inside(() => {
      const { radii, angle } = ellipse(J().H);
      const degrees = (angle * 180) / Math.PI;
      const top = (curvatures[1] / 2) * wide ** 2;
      for (let k = 1; k <= 14; k += 1) {
        const size = Math.sqrt(top) * (k / 14) ** 1.4;
        const around = Array.from({ length: 73 }, (_, i) => (i * Math.PI) / 36);
        pen.line(around.map((t) => turned([radii[1] * Math.cos(t) * size, radii[0] * Math.sin(t) * size], degrees)), { colour: pen.colour("faint"), width: 1 });
      }
      pen.mark(0, 0, { colour: pen.colour("green"), marker: 2 }, 7);
      if (shown) {
        for (const [k, { path }] of [measure(), run()].entries()) {
          const series = pen.series(1 - k);
          pen.line(path, series);
          if (path.length < 60) for (const p of path) pen.mark(...p, series, 4);
          pen.mark(...path.at(-1), series, 8);
        }
      }
      pen.mark(...where(), { colour: pen.colour("ink"), marker: 0 }, 8);
    });
    surface.describe(shown ? `Contour lines and paths. ${sentence()}` : `Contour lines with the start at ${point(where())}; the path is hidden until you predict.`);
  }
  function drawChart(pen) {
    const steps = model.get("picture") === "steps";
    if (!shown) {
      pen.text("Shown after your prediction.", pen.width / 2, pen.height / 2, { align: "center" });
      chart.describe("The loss is shown after your prediction.");
      return;
    }
    const here = run();
    const size = (i) => here.steps.map((step, t) => [t + 1, Math.abs(step[i])]);
    const lines = steps ? [size(0), size(1)] : [here.values, measure().values].map((values) => values.map((v, t) => [t, v]));
    const drawn = lines.map((line) => line.map(([t, v]) => [t, Math.max(v, LOWEST)]));
    const all = drawn.flat().map(([, v]) => v).filter(Number.isFinite);
    const ylim = [Math.min(...all) * 0.5, Math.min(Math.max(...all) * 2, 1e12)];
    pen.axes({ xlim: [0, here.steps.length], ylim, logY: true, xlabel: "updates", ylabel: steps ? "length of the step" : "loss" });
    pen.inside(() => {
      drawn.forEach((line, k) => {
        const series = pen.series(steps ? k + 2 : k);
        pen.line(line, series);
        for (let i = k; i < line.length; i += Math.ceil(line.length / 12)) pen.mark(...line[i], series, 5);
      });
    });
    const ends = drawn.map((line) => `${number(line[0][1], 4)} to ${number(line.at(-1)[1], 4)}`);
    chart.describe(
      steps
        ? `Length of each step on a logarithmic scale: in x from ${ends[0]}, in y from ${ends[1]}.`
        : `Loss over updates on a logarithmic scale: ${model.get("rule")} from ${ends[0]}, the yardstick from ${ends[1]}.`,
    );
  }
  const names = key([]);

  function update() {
    const name = model.get("rule");
    rule.value = name;
    picture.value = model.get("picture");
    corrected.checked = model.get("correction");
    correctedRow.hidden = name !== "Adam";
    eta.show("learning rate η = ");
    gamma.show(GAMMA[name]);
    beta2.show(BETA[name]);
    tilt.show("valley turned by ", "°");
    updates.show("updates = ");
    question.textContent = `Predict first: after ${model.get("n_updates")} updates ${name} has …`;
    const series = [name, `the yardstick: GD at its best rate, η = ${number(yardstick, 4)}`];
    if (model.get("picture") === "steps") series.push("step in x", "in y");
    names.replaceChildren(...key(series).childNodes);
    ask.hidden = shown;
    again.hidden = !shown || !model.get("ask");
    surface.update();
    chart.update();
    if (shown) said.say(sentence());
  }

  el.append(
    html("div", { class: "gdkit gd-optimizer", role: "group", "aria-label": "Optimizer explorer" },
      html("p", { class: "gd-title" }, model.get("title")),
      html("div", { class: "gd-controls" },
        html("div", { class: "gd-slider" }, html("label", { for: rule.id }, "rule"), rule),
        html("div", { class: "gd-slider" }, html("label", { for: picture.id }, "right picture"), picture),
        eta.row, gamma.row, beta2.row, tilt.row, updates.row, correctedRow),
      ask, verdict, names,
      html("div", { class: "gd-pictures" }, surface.canvas, chart.canvas),
      again, said.node),
  );
  update();
  const watched = ["rule", "eta", "gamma", "beta2", "correction", "tilt", "n_updates", "start", "picture"].map((name) => `change:${name}`);
  watched.forEach((event) => model.on(event, update));
  return () => {
    watched.forEach((event) => model.off(event, update));
    [surface, chart, said].forEach((part) => part.stop());
  };
}

export default { render };
