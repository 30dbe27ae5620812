// The universality explorer: pairs of hidden units are bumps, and bumps add up to a curve. Predict first.
import { asking, verdictBecause } from "./asking.js";
import { sheet } from "./canvas.js";
import { menu, slider } from "./controls.js";
import { announcer, fill, follow, html, number } from "./page.js";
import {
  bumpAt,
  bumps,
  errors,
  fewest,
  greatest,
  JUMP,
  MOST,
  output,
  POINTS,
  TARGETS,
  whenSteeper,
} from "./universality_arithmetic.js";

const NAMES = { wave: "a smooth wave", jump: "a curve with a jump", wild: "“can it do this?”" };
const ENOUGH = 0.1;
const STEEPEST = 1000;
const RANGES = { few: "1 to 5 pairs", more: "6 to 10 pairs", many: "11 to 20 pairs", never: "not even 20 are enough" };
const CHANGES = {
  falls: "it falls by a tenth or more",
  stays: "it stays about as it is",
  rises: "it rises by a tenth or more",
};

const rangeOf = (k) => (k === null ? "never" : k <= 5 ? "few" : k <= 10 ? "more" : "many");
const counted = (k) => `${k} pair${k === 1 ? "" : "s"}`;

/** Each question is judged with the curve, the pairs and the steepness that stand on the sliders. */
const QUESTIONS = [
  {
    words: ({ w }) => `how many pairs of hidden units, at steepness ${w}, bring the greatest error below ${ENOUGH}?`,
    choices: RANGES,
    answer: ({ target, w }) => rangeOf(fewest(target, w, ENOUGH)),
    why({ target, w }) {
      const k = fewest(target, w, ENOUGH);
      const all = errors(target, w);
      if (k === 1) return `1 pair leaves ${number(all[0], 3)}`;
      if (k !== null) return `${k - 1} leave ${number(all[k - 2], 3)}, ${k} leave ${number(all[k - 1], 3)}`;
      const best = Math.min(...all);
      const half = target === "jump" ? "; half the jump, 0.2, is left by every continuous curve" : "";
      return `the best of 1 to ${MOST} leaves ${number(best, 3)}${half}`;
    },
  },
  {
    words: ({ k, w }) =>
      `with ${counted(k)}, all steps get steeper, from w = ${w} to ${STEEPEST}. What becomes of the greatest error?`,
    choices: CHANGES,
    answer: ({ target, k, w }) => whenSteeper(target, k, w, STEEPEST),
    why({ target, k, w }) {
      const [now, then] = [w, STEEPEST].map((steep) => number(greatest(target, k, steep).error, 3));
      return `from ${now} to ${then}: steeper steps make the corners sharper, only more pairs make the stairs lower`;
    },
  },
];

function render({ model, el }) {
  let asked = 0;
  const said = announcer();
  const settings = () => ({ target: model.get("target"), k: model.get("pairs"), w: model.get("steepness") });
  const chosen = () => Math.min(Math.floor(model.get("at") * model.get("pairs")), model.get("pairs") - 1);

  const target = menu(model, "target ", NAMES, (name) => moved("target", name));
  const pairs = slider(model, "pairs of hidden units: ", { min: 1, max: MOST, step: 1 }, (k) => moved("pairs", k));
  const steepness = slider(model, "steepness w = ", { min: 1, max: 3, step: 0.05 }, (place) =>
    moved("steepness", Number((10 ** place).toPrecision(2))),
  );
  const bump = slider(model, "write out the bump at x = ", { min: 0, max: 1, step: 0.05 }, (x) => moved("at", x));

  const predicted = asking({
    model,
    said,
    update,
    judge(guess) {
      const { choices, answer, why } = QUESTIONS[asked];
      return verdictBecause(choices, answer(settings()), guess, why(settings()));
    },
    sentence,
    forget() {
      asked = (asked + 1) % QUESTIONS.length;
      offer();
    },
    back: "Hide, and ask another question",
  });
  const { ask, legend, verdict, again, shown } = predicted;
  const numbers = html("p", { class: "gd-numbers" });
  const words =
    "Dashed: the target. Filled: bump by bump. Bold: their sum, the network. Upright bar: the greatest error.";
  const key = html("p", { class: "gd-key" }, words);
  const curve = sheet(310, drawCurve);
  const chart = sheet(210, drawErrors);

  function moved(name, value) {
    model.set(name, value);
    predicted.changed();
  }
  function offer() {
    predicted.offer("", QUESTIONS[asked].choices);
  }
  function sentence() {
    const { target: name, k, w } = settings();
    const { error, at } = greatest(name, k, w);
    return `${counted(k)} with w = ${w}: greatest error ${number(error, 3)}, at x = ${number(at, 3)}.`;
  }
  /** The chosen bump as its two hidden units. */
  function written() {
    const { target: name, k, w } = settings();
    const [from, to, height] = bumps(name, k)[chosen()];
    const unit = (at) => `σ(${number(w)}x ${at > 0 ? "−" : "+"} ${number(Math.abs(w * at), 1)})`;
    return `Bump ${chosen() + 1}: ${number(height, 3)} · [${unit(from)} − ${unit(to)}].`;
  }

  function drawCurve(pen) {
    const { target: name, k, w } = settings();
    pen.axes({ xlim: [-0.02, 1.02], ylim: [0, 1], xlabel: "x", ylabel: "height" });
    pen.inside(() => {
      if (shown()) {
        const all = bumps(name, k);
        all.forEach((one, i) => {
          if (i !== chosen()) drawBump(pen, one, w, "red", 1.2);
        });
        drawBump(pen, all[chosen()], w, "green", 3);
        const sum = output(name, k, w).map((y, i) => [POINTS[i], y]);
        pen.line(sum, { colour: pen.colour("blue"), width: 4 });
        const { at, from, to } = greatest(name, k, w);
        pen.upright(at, [from, to], { colour: pen.colour("pink"), width: 5 });
      }
      drawTarget(pen, name);
    });
    curve.describe(
      shown()
        ? `The target, ${NAMES[name]}, dashed, and the network's curve, a sum of bumps. ${sentence()} ${written()}`
        : `The target, ${NAMES[name]}; the network's curve is hidden until you predict.`,
    );
  }
  function drawTarget(pen, name) {
    const style = { colour: pen.colour("ink"), dash: [10, 6], width: 2.5 };
    const parts = name === "jump" ? [(x) => x < JUMP, (x) => x >= JUMP] : [() => true];
    for (const part of parts) {
      const points = POINTS.filter(part).map((x) => [x, TARGETS[name](x)]);
      pen.line(points, style);
    }
  }
  function drawBump(pen, one, w, colour, width) {
    const c = pen.context;
    const points = POINTS.map((x) => [x, bumpAt(one, w, x)]);
    c.globalAlpha = 0.8;
    c.fillStyle = pen.colour(`${colour}-soft`);
    c.beginPath();
    c.moveTo(pen.x(0), pen.y(0));
    for (const [x, y] of points) c.lineTo(pen.x(x), pen.y(y));
    c.lineTo(pen.x(1), pen.y(0));
    c.fill();
    c.globalAlpha = 1;
    pen.line(points, { colour: pen.colour(colour), width });
  }
  function drawErrors(pen) {
    if (!shown()) {
      chart.note(["The greatest error with 1 to 20 pairs", "is shown after your prediction."]);
      return;
    }
    const { target: name, k, w } = settings();
    const all = errors(name, w);
    const [low, high] = [0.5, MOST + 0.5];
    pen.axes({
      xlim: [low, high],
      ylim: [0, 1.15 * Math.max(...all)],
      xlabel: "pairs of hidden units",
      ylabel: "greatest error",
    });
    pen.inside(() => {
      pen.level(ENOUGH, [low, high], { colour: pen.colour("ink"), dash: [10, 6], width: 1.5 });
      const points = all.map((error, i) => [i + 1, error]);
      pen.line(points, { colour: pen.colour("blue") });
      for (const point of points) pen.mark(...point, { colour: pen.colour("blue") }, 4);
      pen.mark(...points[k - 1], { colour: pen.colour("pink"), marker: 1 }, 8);
    });
    const enough = fewest(name, w, ENOUGH);
    const first = enough === null ? "none of them is below" : `${counted(enough)} the fewest below`;
    const ends = `from ${number(all[0], 3)} to ${number(all.at(-1), 3)}`;
    chart.describe(`Greatest error with 1 to ${MOST} pairs, ${ends}; ${first} ${ENOUGH}, the dashed line.`);
  }

  function update() {
    const { target: name, k, w } = settings();
    target.input.value = name;
    pairs.show(k, number(k));
    steepness.show(Math.log10(w), number(w), `w ${number(w)}`);
    bump.show(model.get("at"), number(model.get("at"), 2));
    legend.textContent = `Predict first: ${QUESTIONS[asked].words(settings())}`;
    predicted.settle();
    for (const node of [numbers, key, bump.row]) node.hidden = !shown();
    numbers.textContent = shown() ? `${sentence()} ${written()}` : "";
    curve.update();
    chart.update();
    if (shown()) said.say(`${verdict.textContent} ${sentence()}`.trim());
  }

  fill(
    el,
    "universality",
    "Universality explorer",
    html("p", { class: "gd-title" }, model.get("title")),
    html("div", { class: "gd-controls" }, target.row, pairs.row, steepness.row, bump.row),
    ask,
    verdict,
    numbers,
    html("div", { class: "gd-pictures" }, curve.canvas, chart.canvas),
    key,
    again,
    said.node,
  );
  offer();
  update();
  return follow(model, ["target", "pairs", "steepness", "at"], update, curve, chart, said);
}

export default { render };
