// The heavy ball explorer: momentum as a ball with friction beside gradient descent, update by update. Predict first.
import { asking, verdictBecause } from "./asking.js";
import { key, sheet } from "./canvas.js";
import { drawContours, relief, roundHeights, writeHeights } from "./contours.js";
import { slider } from "./controls.js";
import { arrival, first, forces, ride, swingsAbove } from "./heavy_ball_arithmetic.js";
import { announcer, fill, follow, html, number, vector } from "./page.js";
import { playing } from "./playing.js";

const SHARE = 0.01; // of the height at the start: there it is at the bottom
const LOWEST = 1e-8; // of J that is drawn
const FIRST = {
  ball: "the ball",
  gd: "gradient descent",
  neither: "neither: both at once, or not in this time",
};
const SWINGS = { low: "below γ = 0.3", middle: "between 0.3 and 0.7", high: "above γ = 0.7" };

function render({ model, el }) {
  const J = model.get("quadratic"); // { H, centre, value, flat, L, xlim, ylim, labels }
  const T = model.get("n_updates");
  const [eta, gamma] = [() => model.get("eta"), () => model.get("gamma")];
  const run = () => ride(J, model.get("start"), eta(), gamma(), T);
  let asked = 0;

  const QUESTIONS = [
    {
      words: () => `which is first at the bottom, below ${100 * SHARE} % of the height of the start, and stays there?`,
      choices: FIRST,
      answer: () => first(run(), J.value, SHARE),
      why() {
        const { ball, gd } = run();
        const when = (t) => (t === null ? `not in ${T}` : `after ${t}`);
        const [b, g] = [ball, gd].map(({ values }) => when(arrival(values, J.value, SHARE)));
        return `the ball ${b} updates, gradient descent ${g}`;
      },
    },
    {
      words: () =>
        `for η = ${number(eta())}, at which γ does the ball begin to swing past the bottom along the valley?`,
      choices: SWINGS,
      answer() {
        const limit = swingsAbove(eta(), J.flat);
        if (limit < 0.3) return "low";
        return limit < 0.7 ? "middle" : "high";
      },
      why: () => `above (1 − √(η · ${number(J.flat)}))² = ${number(swingsAbove(eta(), J.flat), 2)}`,
    },
  ];

  const said = announcer();
  const range = (name, words, limits) => slider(model, words, limits, (value) => moved(name, value));
  const limit = 2 / J.L;
  const sliders = {
    eta: range("eta", "learning rate η = ", { min: limit / 100, max: 1.2 * limit, step: limit / 100 }),
    gamma: range("gamma", "friction leaves γ = ", { min: 0, max: 0.99, step: 0.01 }),
  };
  const predicted = asking({
    model,
    said,
    update,
    judge(guess) {
      const { choices, answer, why } = QUESTIONS[asked];
      return verdictBecause(choices, answer(), guess, why());
    },
    sentence,
    forget() {
      asked = (asked + 1) % QUESTIONS.length;
      played.stop();
      predicted.offer("", QUESTIONS[asked].choices);
    },
    next: () => played.play,
    back: "Hide, and ask another question",
  });
  const { ask, legend, verdict, again, shown } = predicted;
  const arrows = ["velocity that friction leaves", "push −η∇J", "both: the next step"];
  const names = key(["the ball: momentum", "gradient descent", ...arrows]);
  const numbers = html("p", { class: "gd-numbers" });
  const map = sheet(320, drawMap);
  const curve = sheet(200, drawCurve);
  const steps = Array.from({ length: T + 1 }, (_, t) => t);
  const played = playing(model, "t", steps, () => update());
  const film = html("div", { class: "gd-slider" }, ...played.nodes);

  function moved(name, value) {
    model.set(name, value);
    predicted.changed();
  }
  function sentence() {
    const t = played.frame();
    const { ball, gd } = run();
    const { velocity, push } = forces(J, ball, eta(), gamma(), t);
    const rounded = (v) => vector(v.map((x) => Number(x.toFixed(3))));
    const [b, g] = [ball, gd].map(({ path, values }) => `${rounded(path[t])}, J = ${number(values[t])}`);
    return `Update ${t}: ball at ${b}, velocity ${rounded(velocity)}, push ${rounded(push)}; gradient descent at ${g}.`;
  }

  function drawMap(pen) {
    pen.axes({ xlim: J.xlim, ylim: J.ylim, xlabel: J.labels[0], ylabel: J.labels[1] });
    const start = model.get("start");
    pen.inside(() => {
      const levels = roundHeights(relief(J), 6);
      drawContours(pen, J, levels);
      const away = [pen.x(J.centre[0]) - pen.x(start[0]), pen.y(start[1]) - pen.y(J.centre[1])];
      const length = Math.hypot(...away) || 1;
      writeHeights(
        pen,
        J,
        levels,
        away.map((v) => v / length),
      );
      pen.mark(...J.centre, { colour: pen.colour("ink"), marker: 2 }, 6);
      if (shown()) drawPaths(pen);
      else pen.mark(...start, { colour: pen.colour("blue") }, 11);
    });
    map.describe(
      shown()
        ? `Contour lines of J with their heights, both paths so far. ${sentence()}`
        : `Contour lines of J with their heights, the ball at ${vector(start, 3)}; paths are hidden until you predict.`,
    );
  }
  function drawPaths(pen) {
    const t = played.frame();
    const { ball, gd } = run();
    for (const [k, { path }] of [gd, ball].entries()) {
      const series = pen.series(1 - k);
      const so = path.slice(0, t + 1);
      pen.line(so, { ...series, width: 2 });
      for (const point of so) pen.mark(...point, series, 3);
      pen.mark(...path[t], series, 1 - k ? 8 : 11);
    }
    const at = ball.path[t];
    const { kept, push } = forces(J, ball, eta(), gamma(), t);
    for (const [k, move] of [kept, push].entries()) {
      const tip = at.map((v, i) => v + move[i]);
      pen.arrow(at, tip, { colour: pen.series(k + 2).colour, width: 4 });
    }
    const next = at.map((v, i) => v + kept[i] + push[i]);
    pen.line([at, next], { ...pen.series(4), width: 2 });
    pen.mark(...next, pen.series(4), 4);
  }
  function drawCurve(pen) {
    if (!shown()) {
      curve.note(["J is shown after your prediction."]);
      return;
    }
    const t = played.frame();
    const lines = Object.values(run()).map(({ values }) => values.map((v) => Math.max(v - J.value, LOWEST)));
    const all = lines.flat().filter(Number.isFinite);
    const ylim = [Math.min(...all) * 0.5, Math.min(Math.max(...all) * 2, 1e6)];
    const ylabel = J.value ? "J − its minimum" : "J";
    pen.axes({ xlim: [0, T], ylim, logY: true, xlabel: "update t", ylabel });
    pen.inside(() => {
      pen.level(SHARE * lines[0][0], [0, T], { colour: pen.colour("ink"), dash: [10, 6], width: 1.5 });
      lines.forEach((line, k) => {
        const points = line.slice(0, t + 1).map((v, i) => [i, v]);
        pen.line(points, pen.series(k));
        pen.mark(...points.at(-1), pen.series(k), 6);
      });
    });
    const [b, g] = lines.map((line) => `from ${number(line[0])} to ${number(line[t])}`);
    curve.describe(`J up to update ${t} on a logarithmic scale: the ball ${b}, gradient descent ${g}.`);
  }

  function update() {
    sliders.eta.show(eta(), number(eta()), `eta ${number(eta())}`);
    sliders.gamma.show(gamma(), number(gamma(), 2), `gamma ${number(gamma(), 2)}`);
    legend.textContent = `Predict first: ${QUESTIONS[asked].words()}`;
    predicted.settle();
    for (const node of [numbers, film, names]) node.hidden = !shown();
    numbers.textContent = shown() ? sentence() : "";
    map.update();
    curve.update();
    if (shown()) said.say(`${verdict.textContent} ${sentence()}`.trim());
  }
  function fromKernel() {
    played.fromKernel();
    update();
  }

  fill(
    el,
    "heavy-ball",
    "Heavy ball explorer",
    html("p", { class: "gd-title" }, model.get("title")),
    html("div", { class: "gd-controls" }, sliders.eta.row, sliders.gamma.row),
    ask,
    verdict,
    film,
    html("div", { class: "gd-pictures" }, map.canvas, curve.canvas),
    names,
    numbers,
    again,
    said.node,
  );
  predicted.offer("", QUESTIONS[asked].choices);
  played.show(played.frame());
  return follow(model, ["eta", "gamma", "t"], fromKernel, played, map, curve, said);
}

export default { render };
