// The training explorer: hidden units, rate and rule of a network that is trained here, on the page. Predict first.
import { asking, verdictOn } from "./asking.js";
import { key, sheet } from "./canvas.js";
import { menu, slider } from "./controls.js";
import { announcer, fill, follow, html, number, unique } from "./page.js";
import { scores, winner } from "./regions_arithmetic.js";
import { accuracy, evenStart, outcome, train } from "./training_arithmetic.js";

const OUTCOMES = { few: "fewer than 60 %", many: "60 to 90 %", most: "more than 90 %" };
const RULES = { GD: "GD", Momentum: "Momentum", RMSprop: "RMSprop", Adam: "Adam" };
const STARTS = {
  "random 1": "drawn: 1",
  "random 2": "drawn: 2",
  "random 3": "drawn: 3",
  equal: "all weights 0.3",
  zero: "all weights 0",
};
const SETTINGS = ["hidden", "eta", "rule", "start"];
const SECONDS = 3; // for the whole training

function render({ model, el }) {
  const { points, labels, names, axes, xlim, ylim, starts } = model.get("data");
  const T = model.get("n_updates");
  let at = T; // the update that is looked at
  let timer = null;
  let known = null; // the training of the present settings
  const said = announcer();

  // a trait that is set calls update()
  const change = (name, value) => {
    halt();
    model.set(name, value);
    verdict.textContent = "";
  };
  const hidden = slider(model, "hidden units = ", { min: 1, max: 8, step: 1 }, (n) => change("hidden", n));
  const eta = slider(model, "learning rate η = ", { min: -3, max: 1.5, step: 0.1 }, (p) =>
    change("eta", Number((10 ** p).toPrecision(2))),
  );
  const rule = menu(model, "rule", RULES, (name) => change("rule", name));
  const start = menu(model, "start", STARTS, (name) => change("start", name));
  const predicted = asking({
    model,
    said,
    update,
    question:
      `Predict first: after ${T} updates, how many of the ${points.length} points will lie in the region of their ` +
      "class?",
    choices: OUTCOMES,
    show: "Train",
    judge(guess) {
      at = T;
      return verdictOn(OUTCOMES, outcome(share(T)), guess, "", "It is");
    },
    sentence,
    forget: halt,
    next() {
      if (!matchMedia("(prefers-reduced-motion: reduce)").matches) begin();
      return play;
    },
  });
  const { ask, verdict, again, shown } = predicted;
  const words = html("p", { class: "gd-words" });
  const play = html("button", { type: "button", onclick: () => (timer === null ? begin() : halt()) }, "Play");
  const place = html("span", { class: "gd-value" });
  const looked = html("input", { type: "range", id: unique("at"), min: 0, max: T, step: 1, oninput: look });
  const label = html("label", { for: looked.id }, "looked at after updates: ", place);
  const film = html("div", { class: "gd-slider" }, play, label, looked);

  const regions = sheet(420, drawRegions);
  const chart = sheet(420, drawChart);

  const sizes = () => [2, model.get("hidden"), names.length];
  function theta0() {
    const from = model.get("start");
    if (from === "equal") return evenStart(sizes(), 0.3);
    if (from === "zero") return evenStart(sizes(), 0);
    return starts[model.get("hidden") - 1][Number(from.at(-1)) - 1];
  }
  function run() {
    const now = JSON.stringify(SETTINGS.map((name) => model.get(name)));
    if (known?.now !== now) {
      const settings = { rule: model.get("rule"), eta: model.get("eta") };
      known = { now, ...train(sizes(), theta0(), points, labels, settings, T) };
    }
    return known;
  }
  const share = (t) => accuracy(sizes(), run().path[t], points, labels);

  function begin() {
    if (at === T) at = 0;
    const began = performance.now() - (at / T) * SECONDS * 1000;
    play.textContent = "Pause";
    const tick = (now) => {
      at = Math.max(0, Math.min(T, Math.floor(((now - began) / 1000 / SECONDS) * T)));
      timer = at < T ? requestAnimationFrame(tick) : null;
      if (at === T) play.textContent = "Play";
      draw();
    };
    timer = requestAnimationFrame(tick);
  }
  function halt() {
    if (timer !== null) cancelAnimationFrame(timer);
    timer = null;
    play.textContent = "Play";
  }
  function look() {
    halt();
    at = Number(looked.value);
    draw();
  }
  function sentence() {
    const units = model.get("hidden");
    const rate = `${model.get("rule")} with η = ${number(model.get("eta"))}`;
    const settings = `${units} hidden unit${units === 1 ? "" : "s"}, ${rate}`;
    const right = `${number(100 * share(at), 1)} % of the points are right`;
    return `${settings}: after ${at} updates ${right}, loss ${number(run().values[at])}.`;
  }

  function drawRegions(pen) {
    pen.axes({ xlim, ylim, xlabel: axes[0], ylabel: axes[1] });
    pen.inside(() => {
      if (shown()) {
        const theta = run().path[at];
        pen.regions((x) => winner(scores(sizes(), ["sigmoid"], theta, x)));
        for (let j = 0; j < model.get("hidden"); j += 1) drawUnit(pen, theta.slice(3 * j, 3 * j + 3));
      }
      points.forEach(([x, y], i) => {
        pen.mark(x, y, pen.series(labels[i]), 5);
      });
    });
    regions.describe(
      shown()
        ? `Regions of the classes, and a dashed line for each hidden unit. ${sentence()}`
        : `${points.length} points of ${names.length} classes; the regions are hidden until you predict.`,
    );
  }
  /** The line on which a hidden unit is at ½: b + w·x = 0. */
  function drawUnit(pen, [b, w1, w2]) {
    const far = 10 * (xlim[1] - xlim[0]);
    const size = Math.hypot(w1, w2);
    if (!(size > 0)) return;
    const [fx, fy] = [(-b * w1) / size ** 2, (-b * w2) / size ** 2];
    const ends = [-far, far].map((s) => [fx - (s * w2) / size, fy + (s * w1) / size]);
    pen.line(ends, { colour: pen.colour("ink"), dash: [7, 5], width: 1.6 });
  }
  function drawChart(pen) {
    if (!shown()) {
      chart.note(["Shown after your prediction."], "The loss is shown after your prediction.");
      return;
    }
    const { values } = run();
    const finite = values.filter(Number.isFinite);
    const ylim = [Math.max(Math.min(...finite) * 0.6, 1e-5), Math.max(...finite, 2) * 1.4];
    pen.axes({ xlim: [0, T], ylim, logY: true, xlabel: "updates", ylabel: "loss" });
    pen.inside(() => {
      const line = values.map((v, t) => [t, v]);
      pen.line(line.slice(0, at + 1), { colour: pen.colour("blue") });
      pen.level(Math.log(names.length), [0, T], { colour: pen.colour("ink"), dash: [4, 4], width: 1.5 });
      pen.mark(...line[at], { colour: pen.colour("blue"), marker: 0 }, 7);
    });
    const ends = `from ${number(values[0])} to ${number(values[at])} after ${at} updates`;
    const nothing = `the dotted line is log ${names.length}, knowing nothing`;
    chart.describe(`Loss over updates on a logarithmic scale, ${ends}; ${nothing}.`);
  }
  function draw() {
    looked.value = at;
    place.textContent = `${at}`;
    looked.setAttribute("aria-valuetext", `after ${at} updates`);
    words.textContent = shown() ? sentence() : "";
    regions.update();
    chart.update();
  }
  function update() {
    const rate = number(model.get("eta"));
    hidden.show(model.get("hidden"), model.get("hidden"), model.get("hidden"));
    eta.show(Math.log10(model.get("eta")), rate, rate);
    rule.input.value = model.get("rule");
    start.input.value = model.get("start");
    predicted.settle();
    film.hidden = !shown();
    draw();
    if (shown()) said.say(sentence());
  }

  fill(
    el,
    "training",
    "Training explorer",
    html("p", { class: "gd-title" }, model.get("title")),
    html("div", { class: "gd-controls" }, hidden.row, eta.row, rule.row, start.row),
    ask,
    verdict,
    key(names),
    html("div", { class: "gd-pictures" }, regions.canvas, chart.canvas),
    film,
    words,
    again,
    said.node,
  );
  update();
  return follow(model, SETTINGS, update, { stop: halt }, regions, chart, said);
}

export default { render };
