// The softmax explorer: move three scores, predict what a change of all or of one does, then see the probabilities.
import { asking } from "./asking.js";
import { sheet } from "./canvas.js";
import { menu, slider } from "./controls.js";
import { announcer, fill, follow, html, number, vector } from "./page.js";
import { after, holding, place, softmax } from "./softmax_arithmetic.js";

const COLOURS = ["blue", "red", "green"];
const ASKED = {
  shift: { does: "2 is added to all three scores", question: "What do the probabilities do?" },
  raise: {
    does: "1 is added to the score of the first class",
    question: "Its probability grows. What do the other two do?",
  },
  double: { does: "all three scores are doubled", question: "What do the probabilities do?" },
};
const ALL = { stay: "all stay as they are", largest: "the largest grows", closer: "they come closer to each other" };
const OTHERS = {
  amount: "both lose the same amount",
  factor: "both shrink by the same factor",
  one: "only the larger of the two shrinks",
};
const ANSWERS = { shift: ALL, raise: OTHERS, double: ALL };

function render({ model, el }) {
  const names = model.get("names");
  const reach = model.get("reach");
  const what = () => model.get("experiment");
  let trail = []; // the probabilities before the last experiment

  const said = announcer();
  const sliders = names.map((name, k) =>
    slider(model, `z, ${name} = `, { min: -reach, max: reach, step: 0.1 }, (value) => {
      const z = model.get("z").map((v, j) => (j === k ? value : v));
      model.set("z", z);
      trail = [];
      predicted.changed();
    }),
  );
  const experiments = Object.fromEntries(Object.entries(ASKED).map(([name, { does }]) => [name, does]));
  const experiment = menu(model, "experiment: ", experiments, (name) => {
    model.set("experiment", name);
    predicted.restart();
  });
  const predicted = asking({
    model,
    said,
    update,
    show: "Do it, and show",
    back: "Hide them, and let me predict again",
    possible: inRange,
    forget() {
      trail = [];
      offer();
    },
    judge(guess) {
      const truth = holding(model.get("z"), what());
      const words = ANSWERS[what()];
      trail = p();
      model.set("z", after(model.get("z"), what()));
      const numbers = `p was ${vector(trail)} and is ${vector(p())}`;
      if (truth.includes(guess)) return `Yes: ${words[guess]}. ${numbers}.`;
      const right = truth.map((name) => words[name]).join(", and ");
      return `You said: ${words[guess]}. In fact ${right}: ${numbers}.`;
    },
    sentence,
  });
  const { ask, verdict, again, shown } = predicted;
  const facts = html("p", { class: "gd-facts" });
  const bars = sheet(340, drawBars);
  const triangle = sheet(340, drawTriangle);
  let offered = null; // the experiment that is asked about

  const p = () => softmax(model.get("z"));
  function inRange() {
    return after(model.get("z"), what()).every((v) => Math.abs(v) <= reach);
  }
  function sentence() {
    const likeliest = names[p().indexOf(Math.max(...p()))];
    return `z = ${vector(model.get("z"))} gives p = ${vector(p())}; the likeliest is ${likeliest}.`;
  }
  function offer() {
    offered = what();
    const { does, question } = ASKED[offered];
    predicted.offer(`Predict first: ${does}. ${question}`, ANSWERS[offered]);
  }

  function drawBars(pen) {
    if (!shown()) {
      bars.note(["The probabilities are shown", "after your prediction."]);
      return;
    }
    const c = pen.context;
    const [top, bottom] = [34, pen.height - 34];
    const wide = pen.width / 3;
    const level = (share) => bottom - share * (bottom - top);
    p().forEach((v, k) => {
      const left = wide * (k + 0.15);
      const [fillStyle, strokeStyle] = [pen.colour(`${COLOURS[k]}-soft`), pen.colour(COLOURS[k])];
      Object.assign(c, { fillStyle, strokeStyle, lineWidth: 2 });
      c.setLineDash([]);
      c.fillRect(left, level(v), 0.7 * wide, bottom - level(v));
      c.strokeRect(left, level(v), 0.7 * wide, bottom - level(v));
      if (trail.length) {
        c.strokeStyle = pen.colour("ink");
        c.setLineDash([8, 5]);
        c.strokeRect(left - 4, level(trail[k]), 0.7 * wide + 8, 0);
        c.setLineDash([]);
      }
      const highest = level(Math.max(v, trail[k] ?? 0));
      pen.text(number(v), wide * (k + 0.5), highest - 16, { align: "center" });
      pen.text(`${"●■◆"[k]} ${names[k]}`, wide * (k + 0.5), pen.height - 16, { align: "center" });
    });
    const each = names.map((name, k) => `${name} ${number(p()[k])}`);
    bars.describe(`Bars of the probabilities: ${each.join(", ")}.`);
  }
  function drawTriangle(pen) {
    if (!shown()) {
      triangle.note(["The probabilities are shown", "after your prediction."]);
      return;
    }
    const c = pen.context;
    const side = Math.min(pen.width - 120, (pen.height - 76) / 0.866);
    const [left, bottom] = [(pen.width - side) / 2, pen.height - 40];
    const at = (q) => [left + side * place(q)[0], bottom - side * place(q)[1]];
    const path = (points) => {
      c.beginPath();
      for (const q of points) c.lineTo(...at(q));
      c.closePath();
    };
    const disc = (q, radius, colour) => {
      c.beginPath();
      c.arc(...at(q), radius, 0, 2 * Math.PI);
      c.fillStyle = pen.colour(colour);
      c.fill();
    };
    const corner = (k) => [0, 1, 2].map((j) => (j === k ? 1 : 0));
    const half = (a, b) => corner(a).map((v, j) => (v + corner(b)[j]) / 2);
    c.setLineDash([]);
    COLOURS.forEach((colour, k) => {
      path([corner(k), half(k, (k + 1) % 3), [1 / 3, 1 / 3, 1 / 3], half(k, (k + 2) % 3)]);
      c.fillStyle = pen.colour(`${colour}-soft`);
      c.fill();
    });
    path([0, 1, 2].map(corner));
    Object.assign(c, { strokeStyle: pen.colour("ink"), lineWidth: 2 });
    c.stroke();
    pen.text(`● ${names[0]}`, at(corner(0))[0], bottom + 18, { align: "center" });
    pen.text(`■ ${names[1]}`, at(corner(1))[0], bottom + 18, { align: "center" });
    pen.text(`◆ ${names[2]}`, at(corner(2))[0], at(corner(2))[1] - 16, { align: "center" });
    if (trail.length) {
      path([trail, p()]);
      c.setLineDash([8, 5]);
      c.stroke();
      c.setLineDash([]);
      disc(trail, 6, "paper");
      c.stroke();
    }
    disc(p(), 9, "ink");
    triangle.describe(`The point p = ${vector(p())} in the triangle whose corners are ${names.join(", ")}.`);
  }
  function update() {
    sliders.forEach(({ show }, k) => {
      show(model.get("z")[k], number(model.get("z")[k], 2));
    });
    experiment.input.value = what();
    if (offered !== what()) offer();
    predicted.settle();
    facts.textContent = shown() ? sentence() : `z = ${vector(model.get("z"))}. The probabilities are hidden.`;
    if (trail.length) facts.textContent += " Dashed lines and the open circle: before.";
    if (!shown() && !inRange()) {
      facts.textContent += ` Done with these, a score would leave the range of ±${reach}.`;
    }
    bars.update();
    triangle.update();
    if (shown()) said.say(sentence());
  }

  fill(
    el,
    "softmax",
    "Softmax explorer",
    html("p", { class: "gd-title" }, model.get("title")),
    ...sliders.map(({ row }) => row),
    html("p", { class: "gd-choice", hidden: !model.get("ask") }, experiment.label, experiment.input),
    ask,
    verdict,
    again,
    facts,
    html("div", { class: "gd-pictures" }, bars.canvas, triangle.canvas),
    said.node,
  );
  update();
  return follow(model, ["z", "experiment"], update, bars, triangle, said);
}

export default { render };
