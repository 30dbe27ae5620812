// The softmax explorer: move three scores, predict what a change of all or of one does, then see the probabilities.
import { sheet } from "./canvas.js";
import { announcer, html, number, unique, vector } from "./page.js";
import { after, holding, place, softmax } from "./softmax_arithmetic.js";

const COLOURS = ["blue", "red", "green"];
const ASKED = {
  shift: { does: "2 is added to all three scores", question: "What do the probabilities do?" },
  raise: { does: "1 is added to the score of the first class", question: "Its probability grows. What do the other two do?" },
  double: { does: "all three scores are doubled", question: "What do the probabilities do?" },
};
const ANSWERS = {
  shift: { stay: "all stay as they are", largest: "the largest grows", closer: "they come closer to each other" },
  raise: { amount: "both lose the same amount", factor: "both shrink by the same factor", one: "only the larger of the two shrinks" },
  double: { stay: "all stay as they are", largest: "the largest grows", closer: "they come closer to each other" },
};

function render({ model, el }) {
  const names = model.get("names");
  const reach = model.get("reach");
  const what = () => model.get("experiment");
  let shown = !model.get("ask");
  let guess = null;
  let trail = []; // the probabilities before the last experiment

  const said = announcer();
  const sliders = names.map((name, k) => {
    const value = html("span", { class: "gd-value" });
    const input = html("input", {
      type: "range", id: unique("score"), min: -reach, max: reach, step: 0.1,
      oninput: () => {
        move(model.get("z").map((v, j) => (j === k ? Number(input.value) : v)));
        trail = [];
        changed();
      },
      onchange: () => model.save_changes(),
    });
    return { input, value, row: html("div", { class: "gd-slider" }, html("label", { for: input.id }, `z, ${name} = `, value), input) };
  });
  const select = html(
    "select", { id: unique("experiment"), onchange: () => (model.set("experiment", select.value), model.save_changes(), hide(false)) },
    ...Object.entries(ASKED).map(([name, { does }]) => html("option", { value: name }, does)),
  );
  const show = html("button", { type: "button", disabled: true, onclick: reveal }, "Do it, and show");
  const question = html("legend", {});
  const choices = html("span", {});
  const ask = html("fieldset", { class: "gd-ask" }, question, choices, show);
  const verdict = html("p", { class: "gd-verdict" });
  const again = html("button", { type: "button", onclick: () => hide(true) }, "Hide them, and let me predict again");
  const facts = html("p", { class: "gd-facts" });
  const bars = sheet(340, drawBars);
  const triangle = sheet(340, drawTriangle);

  const p = () => softmax(model.get("z"));
  const inRange = () => after(model.get("z"), what()).every((v) => Math.abs(v) <= reach);
  const sentence = () => `z = ${vector(model.get("z"))} gives p = ${vector(p())}; the likeliest is ${names[p().indexOf(Math.max(...p()))]}.`;

  function move(z) {
    model.set("z", z);
  }
  function changed() {
    verdict.textContent = "";
    update();
  }
  function reveal() {
    const [z, before] = [model.get("z"), p()];
    const truth = holding(z, what());
    const words = ANSWERS[what()];
    const asked = what();
    move(after(z, asked));
    trail = before;
    shown = true;
    const numbers = `p was ${vector(before)} and is ${vector(p())}`;
    const right = truth.map((name) => words[name]).join(", and ");
    model.set("prediction", guess);
    model.save_changes();
    update();
    verdict.textContent = truth.includes(guess) ? `Yes: ${words[guess]}. ${numbers}.` : `You said: ${words[guess]}. In fact ${right}: ${numbers}.`;
    again.focus({ preventScroll: true });
    said.say(`${verdict.textContent} ${sentence()}`);
  }
  function hide(focus) {
    shown = !model.get("ask");
    guess = null;
    trail = [];
    offer();
    changed();
    if (focus) ask.querySelector("input").focus();
  }
  function offer() {
    const group = unique("guess");
    question.textContent = `Predict first: ${ASKED[what()].does}. ${ASKED[what()].question}`;
    choices.replaceChildren(
      ...Object.entries(ANSWERS[what()]).map(([name, words]) =>
        html("label", {}, html("input", { type: "radio", name: group, value: name, onchange: () => ((guess = name), update()) }), `${words}  `)),
    );
  }

  function hidden(pen, picture) {
    pen.text("The probabilities are shown", pen.width / 2, pen.height / 2 - 14, { align: "center" });
    pen.text("after your prediction.", pen.width / 2, pen.height / 2 + 14, { align: "center" });
    picture.describe("The probabilities are shown after your prediction.");
  }
  function drawBars(pen) {
    if (!shown) return hidden(pen, bars);
    const c = pen.context;
    const [top, bottom] = [34, pen.height - 34];
    const wide = pen.width / 3;
    p().forEach((v, k) => {
      const [left, height] = [wide * (k + 0.15), v * (bottom - top)];
      Object.assign(c, { fillStyle: pen.colour(`${COLOURS[k]}-soft`), strokeStyle: pen.colour(COLOURS[k]), lineWidth: 2 });
      c.setLineDash([]);
      c.fillRect(left, bottom - height, 0.7 * wide, height);
      c.strokeRect(left, bottom - height, 0.7 * wide, height);
      if (trail.length) {
        c.strokeStyle = pen.colour("ink");
        c.setLineDash([8, 5]);
        c.strokeRect(left - 4, bottom - trail[k] * (bottom - top), 0.7 * wide + 8, 0);
        c.setLineDash([]);
      }
      pen.text(number(v, 4), wide * (k + 0.5), Math.min(bottom - height, trail.length ? bottom - trail[k] * (bottom - top) : bottom) - 16, { align: "center" });
      pen.text(`${"●■◆"[k]} ${names[k]}`, wide * (k + 0.5), pen.height - 16, { align: "center" });
    });
    bars.describe(`Bars of the probabilities: ${names.map((name, k) => `${name} ${number(p()[k], 4)}`).join(", ")}.`);
    return undefined;
  }
  function drawTriangle(pen) {
    if (!shown) return hidden(pen, triangle);
    const c = pen.context;
    const side = Math.min(pen.width - 120, (pen.height - 76) / 0.866);
    const [left, bottom] = [(pen.width - side) / 2, pen.height - 40];
    const at = (q) => [left + side * place(q)[0], bottom - side * place(q)[1]];
    const path = (points) => {
      c.beginPath();
      points.forEach((q) => c.lineTo(...at(q)));
      c.closePath();
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
      c.beginPath();
      c.arc(...at(trail), 6, 0, 2 * Math.PI);
      c.fillStyle = pen.colour("paper");
      c.fill();
      c.stroke();
    }
    c.beginPath();
    c.arc(...at(p()), 9, 0, 2 * Math.PI);
    c.fillStyle = pen.colour("ink");
    c.fill();
    triangle.describe(`The point p = ${vector(p())} in the triangle whose corners are ${names.join(", ")}.`);
    return undefined;
  }
  function update() {
    sliders.forEach(({ input, value }, k) => {
      input.value = model.get("z")[k];
      value.textContent = number(model.get("z")[k], 2);
    });
    if (select.value !== what()) {
      select.value = what();
      offer();
    }
    show.disabled = guess === null || !inRange();
    ask.hidden = shown;
    again.hidden = !shown || !model.get("ask");
    facts.textContent = shown ? sentence() : `z = ${vector(model.get("z"))}. The probabilities are hidden.`;
    if (trail.length) facts.textContent += " Dashed lines and the open circle: before.";
    if (!shown && !inRange()) facts.textContent += ` Done with these, a score would leave the range of ±${reach}.`;
    bars.update();
    triangle.update();
    if (shown) said.say(sentence());
  }

  el.append(
    html("div", { class: "gdkit gd-softmax", role: "group", "aria-label": "Softmax explorer" },
      html("p", { class: "gd-title" }, model.get("title")),
      ...sliders.map(({ row }) => row),
      html("p", { class: "gd-choice", hidden: !model.get("ask") }, html("label", { for: select.id }, "experiment: "), select),
      ask,
      verdict,
      again,
      facts,
      html("div", { class: "gd-pictures" }, bars.canvas, triangle.canvas),
      said.node,
    ),
  );
  const follow = () => update();
  const traits = ["z", "experiment"];
  for (const name of traits) model.on(`change:${name}`, follow);
  select.value = what();
  offer();
  update();
  return () => {
    for (const name of traits) model.off(`change:${name}`, follow);
    bars.stop();
    triangle.stop();
    said.stop();
  };
}

export default { render };
