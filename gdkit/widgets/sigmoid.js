// The sigmoid explorer: move b and w on one feature, see what each row costs, and predict what doubling does.
import { asking, verdictOn } from "./asking.js";
import { sheet, spread } from "./canvas.js";
import { menu, slider } from "./controls.js";
import { doubled, logistic } from "./logistic_arithmetic.js";
import { sigmoid } from "./neuron.js";
import { announcer, fill, follow, html, number } from "./page.js";

const ANSWERS = { falls: "J falls", rises: "J rises", stays: "J stays as it is" };

function render({ model, el }) {
  const data = model.get("rows"); // { x, labels: { name: y, ... } }
  const { x } = data;
  const names = Object.keys(data.labels);
  const reach = model.get("reach");
  const y = () => data.labels[model.get("labels")];
  const theta = () => [model.get("b"), model.get("w")];
  const now = () => logistic(x, y(), theta());
  const hasRoom = () => 2 * Math.max(...theta().map(Math.abs)) <= reach;

  const said = announcer();
  const limits = { min: -reach, max: reach, step: 0.1 };
  const sliders = ["b", "w"].map((name) => ({
    name,
    ...slider(model, `${name} = `, limits, (value) => {
      model.set(name, value);
      predicted.changed();
    }),
  }));
  const kinds = Object.fromEntries(names.map((name) => [name, name]));
  const labels = menu(model, "labels ", kinds, (name) => {
    model.set("labels", name);
    predicted.restart();
  });
  const choice = html("p", { class: "gd-choice", hidden: names.length < 2 }, labels.label, labels.input);
  const multiply = (k) => {
    for (const name of ["b", "w"]) model.set(name, Number((k * model.get(name)).toFixed(6)));
    model.save_changes();
    predicted.changed();
  };
  const double = html("button", { type: "button", onclick: () => multiply(2) }, "double b and w");
  const halve = html("button", { type: "button", onclick: () => multiply(0.5) }, "halve them");
  const predicted = asking({
    model,
    said,
    update,
    question:
      "Predict first: b and w are doubled. The curve still crosses ½ at the same place. What does the mean cost J do?",
    choices: ANSWERS,
    show: "Double, and show",
    back: "Hide J, and let me predict again",
    possible: hasRoom,
    judge(guess) {
      const before = now().J;
      const truth = doubled(x, y(), theta());
      multiply(2);
      return verdictOn(ANSWERS, truth, guess, `J went from ${number(before)} to ${number(now().J)}.`);
    },
    sentence,
  });
  const { ask, verdict, again, shown } = predicted;
  const facts = html("p", { class: "gd-facts" });

  const curve = sheet(380, drawCurve);
  const bars = sheet(380, drawCosts);

  const crossing = () => (theta()[1] === 0 ? null : -theta()[0] / theta()[1]);
  const state = () => `b = ${number(theta()[0], 2)}, w = ${number(theta()[1], 2)}`;
  const place = () =>
    crossing() === null ? "the curve is flat" : `the curve crosses ½ at x = ${number(crossing(), 3)}`;
  const length = () => number(Math.hypot(...theta()), 3);

  function sentence() {
    const { J, gradient, wrong } = now();
    const slopes = `its slopes are ${number(gradient[0])} for b and ${number(gradient[1])} for w`;
    const rows = `${wrong} of ${x.length} rows are on the wrong side`;
    return `${state()}: ${place()}; J = ${number(J)}, ${slopes}; ${rows}; the length of (b, w) is ${length()}.`;
  }

  function drawCurve(pen) {
    const xlim = spread(x, 0.08);
    pen.axes({ xlim, ylim: [-0.1, 1.1], xlabel: "x", ylabel: "p̂ = σ(b + wx), and the labels" });
    pen.inside(() => {
      const { p } = now();
      x.forEach((v, i) => {
        pen.upright(v, [p[i], y()[i]], { colour: pen.colour("faint"), width: 2 });
      });
      const at = crossing();
      if (at !== null && at > xlim[0] && at < xlim[1]) {
        pen.upright(at, [-0.1, 1.1], { colour: pen.colour("ink"), dash: [8, 5], width: 1.5 });
      }
      const along = Array.from({ length: 161 }, (_, k) => xlim[0] + (k * (xlim[1] - xlim[0])) / 160);
      const points = along.map((v) => [v, sigmoid(theta()[0] + theta()[1] * v)]);
      pen.line(points, { colour: pen.colour("ink") });
      x.forEach((v, i) => {
        pen.mark(v, y()[i], pen.series(y()[i]), 7);
      });
    });
    curve.describe(`The curve over the rows: ${state()}; ${place()}.`);
  }
  function drawCosts(pen) {
    if (!shown()) {
      bars.note(["What each row costs is shown", "after your prediction."]);
      return;
    }
    const { costs, J } = now();
    const ylim = [0, Math.max(1, 1.1 * Math.max(...costs))];
    pen.axes({ xlim: [0.3, x.length + 0.7], ylim, xlabel: "row", ylabel: "cost −log P(label)" });
    pen.inside(() => {
      const c = pen.context;
      const half = (pen.x(1) - pen.x(0)) * 0.38;
      costs.forEach((v, i) => {
        const [top, left] = [pen.y(v), pen.x(i + 1) - half];
        c.fillStyle = pen.colour(["blue-soft", "red-soft"][y()[i]]);
        c.fillRect(left, top, 2 * half, pen.box.bottom - top);
        c.strokeStyle = pen.colour(["blue", "red"][y()[i]]);
        c.lineWidth = 2;
        c.strokeRect(left, top, 2 * half, pen.box.bottom - top);
        pen.mark(i + 1, v, pen.series(y()[i]), 5);
      });
      pen.level(J, [0, x.length + 1], { colour: pen.colour("ink"), dash: [8, 5], width: 2 });
    });
    const worst = costs.indexOf(Math.max(...costs));
    const row = `Row ${worst + 1} with x = ${number(x[worst], 2)}, y = ${y()[worst]}`;
    bars.describe(`Costs of the rows; their mean is J = ${number(J)}. ${row} costs most, ${number(costs[worst], 3)}.`);
  }
  function update() {
    for (const { name, show } of sliders) show(model.get(name), number(model.get(name), 2));
    labels.input.value = model.get("labels");
    double.disabled = !shown() || !hasRoom();
    halve.disabled = !shown();
    predicted.settle();
    facts.textContent = shown()
      ? sentence()
      : `${state()}: ${place()}; the length of (b, w) is ${length()}. J is hidden.`;
    if (!hasRoom()) facts.textContent += ` Doubled, a slider would leave its range of ±${reach}.`;
    curve.update();
    bars.update();
    if (shown()) said.say(sentence());
  }

  const rows = sliders.map(({ row }) => row);
  const mark = (kind, sign) => html("span", { class: `gd-${kind}`, "aria-hidden": "true" }, sign);
  fill(
    el,
    "sigmoid",
    "Sigmoid explorer",
    html("p", { class: "gd-title" }, model.get("title")),
    html(
      "div",
      { class: "gd-controls" },
      html("div", {}, ...rows),
      html("div", { class: "gd-buttons" }, choice, double, halve),
    ),
    ask,
    verdict,
    again,
    facts,
    html("div", { class: "gd-pictures" }, curve.canvas, bars.canvas),
    html("p", { class: "gd-key" }, mark("zero", "●"), " y = 0   ", mark("one", "■"), " y = 1"),
    said.node,
  );
  update();
  return follow(model, ["b", "w", "labels"], update, curve, bars, said);
}

export default { render };
