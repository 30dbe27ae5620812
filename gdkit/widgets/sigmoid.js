// The sigmoid explorer: move b and w on one feature, see what each row costs, and predict what doubling does.
import { sheet } from "./canvas.js";
import { doubled, logistic, sigma } from "./logistic_arithmetic.js";
import { announcer, html, number, unique } from "./page.js";

const ANSWERS = { falls: "J falls", rises: "J rises", stays: "J stays as it is" };

function render({ model, el }) {
  const data = model.get("rows"); // { x, labels: { name: y, ... } }
  const { x } = data;
  const names = Object.keys(data.labels);
  const reach = model.get("reach");
  const y = () => data.labels[model.get("labels")];
  const theta = () => [model.get("b"), model.get("w")];
  const now = () => logistic(x, y(), theta());
  let shown = !model.get("ask");
  let guess = null;

  const said = announcer();
  const sliders = Object.fromEntries(
    ["b", "w"].map((name) => {
      const value = html("span", { class: "gd-value" });
      const input = html("input", {
        type: "range", id: unique(name), min: -reach, max: reach, step: 0.1,
        oninput: () => (model.set(name, Number(input.value)), changed()),
        onchange: () => model.save_changes(),
      });
      return [name, { input, value, row: html("div", { class: "gd-slider" }, html("label", { for: input.id }, `${name} = `, value), input) }];
    }),
  );
  const select = html("select", { id: unique("labels"), onchange: () => (model.set("labels", select.value), model.save_changes(), hide(false)) }, ...names.map((name) => html("option", { value: name }, name)));
  const choice = html("p", { class: "gd-choice", hidden: names.length < 2 }, html("label", { for: select.id }, "labels "), select);
  const times = (k) => () => {
    for (const name of ["b", "w"]) model.set(name, Number((k * model.get(name)).toFixed(6)));
    model.save_changes();
    changed();
  };
  const double = html("button", { type: "button", onclick: times(2) }, "double b and w");
  const halve = html("button", { type: "button", onclick: times(0.5) }, "halve them");

  const group = unique("guess");
  const show = html("button", { type: "button", disabled: true, onclick: reveal }, "Double, and show");
  const ask = html(
    "fieldset", { class: "gd-ask" },
    html("legend", {}, "Predict first: b and w are doubled. The curve still crosses ½ at the same place. What does the mean cost J do?"),
    ...Object.entries(ANSWERS).map(([name, words]) => html("label", {}, html("input", { type: "radio", name: group, value: name, onchange: () => ((guess = name), update()) }), words)),
    show,
  );
  const verdict = html("p", { class: "gd-verdict" });
  const again = html("button", { type: "button", onclick: () => hide(true) }, "Hide J, and let me predict again");
  const facts = html("p", { class: "gd-facts" });

  const curve = sheet(380, drawCurve);
  const bars = sheet(380, drawCosts);

  const crossing = () => (theta()[1] === 0 ? null : -theta()[0] / theta()[1]);
  const state = () => `b = ${number(theta()[0], 2)}, w = ${number(theta()[1], 2)}`;
  const place = () => (crossing() === null ? "the curve is flat" : `the curve crosses ½ at x = ${number(crossing(), 3)}`);
  const length = () => number(Math.hypot(...theta()), 3);

  function sentence() {
    const d = now();
    return `${state()}: ${place()}; J = ${number(d.J, 4)}, its slopes are ${number(d.gradient[0], 4)} for b and ${number(d.gradient[1], 4)} for w; ${d.wrong} of ${x.length} rows are on the wrong side; the length of (b, w) is ${length()}.`;
  }
  function changed() {
    verdict.textContent = "";
    update();
  }
  function reveal() {
    const before = now().J;
    const truth = doubled(x, y(), theta());
    shown = true;
    times(2)();
    const numbers = `J went from ${number(before, 4)} to ${number(now().J, 4)}`;
    verdict.textContent = truth === guess ? `Yes: ${ANSWERS[truth]}. ${numbers}.` : `You said: ${ANSWERS[guess]}. In fact ${ANSWERS[truth]}: ${numbers}.`;
    model.set("prediction", guess);
    model.save_changes();
    again.focus({ preventScroll: true });
    said.say(`${verdict.textContent} ${sentence()}`);
  }
  function hide(focus) {
    shown = !model.get("ask");
    guess = null;
    for (const radio of ask.querySelectorAll("input")) radio.checked = false;
    changed();
    if (focus) ask.querySelector("input").focus();
  }

  function drawCurve(pen) {
    const [low, high] = [Math.min(...x), Math.max(...x)];
    const margin = 0.08 * (high - low || 1);
    const xlim = [low - margin, high + margin];
    pen.axes({ xlim, ylim: [-0.1, 1.1], xlabel: "x", ylabel: "p̂ = σ(b + wx), and the labels" });
    pen.inside(() => {
      const { p } = now();
      x.forEach((v, i) => pen.line([[v, p[i]], [v, y()[i]]], { colour: pen.colour("faint"), width: 2 }));
      const at = crossing();
      if (at !== null && at > xlim[0] && at < xlim[1]) pen.line([[at, -0.1], [at, 1.1]], { colour: pen.colour("ink"), dash: [8, 5], width: 1.5 });
      const along = Array.from({ length: 161 }, (_, k) => xlim[0] + (k * (xlim[1] - xlim[0])) / 160);
      pen.line(along.map((v) => [v, sigma(theta()[0] + theta()[1] * v)]), { colour: pen.colour("ink") });
      x.forEach((v, i) => pen.mark(v, y()[i], pen.series(y()[i]), 7));
    });
    curve.describe(`The curve over the rows: ${state()}; ${place()}.`);
  }
  function drawCosts(pen) {
    if (!shown) {
      pen.text("What each row costs is shown", pen.width / 2, pen.height / 2 - 14, { align: "center" });
      pen.text("after your prediction.", pen.width / 2, pen.height / 2 + 14, { align: "center" });
      bars.describe("What each row costs is shown after your prediction.");
      return;
    }
    const { costs, J } = now();
    pen.axes({ xlim: [0.3, x.length + 0.7], ylim: [0, Math.max(1, 1.1 * Math.max(...costs))], xlabel: "row", ylabel: "cost −log P(label)" });
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
      pen.line([[0, J], [x.length + 1, J]], { colour: pen.colour("ink"), dash: [8, 5], width: 2 });
    });
    const worst = costs.indexOf(Math.max(...costs));
    bars.describe(`Costs of the rows; their mean is J = ${number(J, 4)}. Row ${worst + 1} with x = ${number(x[worst], 2)}, y = ${y()[worst]} costs most, ${number(costs[worst], 3)}.`);
  }
  function update() {
    for (const [name, { input, value }] of Object.entries(sliders)) {
      input.value = model.get(name);
      value.textContent = number(model.get(name), 2);
    }
    select.value = model.get("labels");
    const room = 2 * Math.max(...theta().map(Math.abs)) <= reach;
    double.disabled = !shown || !room;
    show.disabled = guess === null || !room;
    halve.disabled = !shown;
    ask.hidden = shown;
    again.hidden = !shown || !model.get("ask");
    facts.textContent = shown ? sentence() : `${state()}: ${place()}; the length of (b, w) is ${length()}. J is hidden.`;
    if (!room) facts.textContent += ` Doubled, a slider would leave its range of ±${reach}.`;
    curve.update();
    bars.update();
    if (shown) said.say(sentence());
  }

  el.append(
    html("div", { class: "gdkit gd-sigmoid", role: "group", "aria-label": "Sigmoid explorer" },
      html("p", { class: "gd-title" }, model.get("title")),
      html("div", { class: "gd-controls" }, html("div", {}, sliders.b.row, sliders.w.row), html("div", { class: "gd-buttons" }, choice, double, halve)),
      ask,
      verdict,
      again,
      facts,
      html("div", { class: "gd-pictures" }, curve.canvas, bars.canvas),
      html("p", { class: "gd-key" }, html("span", { class: "gd-zero", "aria-hidden": "true" }, "●"), " y = 0   ", html("span", { class: "gd-one", "aria-hidden": "true" }, "■"), " y = 1"),
      said.node,
    ),
  );
  const follow = () => update();
  const traits = ["b", "w", "labels"];
  for (const name of traits) model.on(`change:${name}`, follow);
  update();
  return () => {
    for (const name of traits) model.off(`change:${name}`, follow);
    curve.stop();
    bars.stop();
    said.stop();
  };
}

export default { render };
