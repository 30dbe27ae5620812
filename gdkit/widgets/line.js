// The line explorer: lay a line by hand where its mean squared error seems smallest, look, then step downhill.
import { hiding } from "./asking.js";
import { sheet, spread } from "./canvas.js";
import { drawContours, heights, relief } from "./contours.js";
import { slider } from "./controls.js";
import { lineState, lineThrough, partWay } from "./line_arithmetic.js";
import { announcer, fill, follow, html, number, vector } from "./page.js";

function render({ model, el }) {
  const points = model.get("points"); // [x, y]
  const J = model.get("quadratic"); // { H, centre, value, xlim, ylim } over (b, w)
  const limits = [J.xlim, J.ylim];
  const eta = model.get("eta");
  let moved = false;
  let trail = []; // the lines that steps downhill have left behind
  let held = null; // the handle under the pointer
  let own = false; // whether θ is moved by this page

  const [xs, ys] = [0, 1].map((k) => points.map((point) => point[k]));
  const [xlim, ylim] = [spread(xs, 0.12), spread(ys, 0.4)];
  const ends = [0.06, 0.94].map((share) => xlim[0] + share * (xlim[1] - xlim[0]));
  const theta = () => model.get("theta");
  const height = (x) => theta()[0] + theta()[1] * x;
  const now = () => lineState(points, theta(), eta);
  const bounded = (v, [low, high]) => Math.max(low, Math.min(high, v));

  const said = announcer();
  const sliders = ["bias b = ", "slope w = "].map((words, k) => {
    const [min, max] = limits[k];
    return slider(model, words, { min, max, step: (max - min) / 200 }, (value) => slide(k, value));
  });
  const onclick = () => laid.reveal([...theta()]);
  const show = html("button", { type: "button", onclick, disabled: true }, "Show its loss");
  const ask = html(
    "fieldset",
    { class: "gd-ask" },
    html("legend", {}, "Your turn first: lay the line where you think its mean squared error is smallest."),
    html("span", {}, "Drag its two ends, or move the sliders. "),
    show,
  );
  const laid = hiding({
    model,
    said,
    update,
    judge() {
      const { loss } = now();
      const above = number(100 * (loss / J.value - 1), 0);
      const over = J.value > 1e-9 ? `; you are ${above} % above it` : "";
      return `Your line has J = ${number(loss, 3)}. The best one, dashed, has ${number(J.value, 3)}${over}.`;
    },
    sentence: () => numbers.textContent,
    forget() {
      moved = false;
      trail = [];
    },
    first: () => sliders[0].input,
    next: () => step,
    back: "Hide the loss",
  });
  const { verdict, again, shown } = laid;
  const numbers = html("p", { class: "gd-numbers" });
  const stepper = (times, words) => html("button", { type: "button", onclick: () => downhill(times) }, words);
  const step = stepper(1, `One step downhill, η = ${number(eta, 3)}`);
  const buttons = html("div", { class: "gd-buttons" }, step, stepper(25, "25 steps"), again);

  const plane = sheet(400, drawPlane);
  const map = sheet(400, drawMap);
  plane.canvas.addEventListener("pointerdown", (event) => {
    const at = plane.at(event);
    if (!at) return;
    held = Math.abs(at[0] - ends[0]) < Math.abs(at[0] - ends[1]) ? 0 : 1;
    plane.canvas.setPointerCapture(event.pointerId);
    drag(at[1]);
  });
  plane.canvas.addEventListener("pointermove", (event) => held !== null && drag(plane.at(event)[1]));
  for (const event of ["pointerup", "pointercancel"]) {
    plane.canvas.addEventListener(event, () => {
      if (held === null) return;
      held = null;
      model.save_changes();
    });
  }
  map.canvas.addEventListener("click", (event) => {
    if (!shown()) return;
    go(map.at(event));
    model.save_changes();
  });

  function drag(y) {
    const other = 1 - held;
    go(lineThrough([ends[held], bounded(y, ylim)], [ends[other], height(ends[other])]));
  }
  function slide(k, value) {
    go(theta().map((old, i) => (i === k ? value : old)));
  }
  /** To a line that a person chose; what the steps left behind is wiped away. */
  function go(next) {
    trail = [];
    moved = true;
    verdict.textContent = "";
    move(partWay(theta(), next, limits).map((v) => Number(v.toPrecision(6))));
  }
  function downhill(times) {
    let next = theta();
    for (let t = 0; t < times; t += 1) {
      trail.push(next);
      next = lineState(points, next, eta).next;
    }
    verdict.textContent = "";
    move(next);
    model.save_changes();
  }
  function move(next) {
    own = true;
    model.set("theta", next);
    own = false;
    update();
  }
  function fromKernel() {
    if (own) return;
    trail = [];
    update();
  }
  const line = () => `b = ${number(theta()[0], 3)}, w = ${number(theta()[1], 3)}`;
  function sentence() {
    const { loss, gradient } = now();
    return `${line()}: J = ${number(loss, 4)}, ∇J = ${vector(gradient.map((v) => Number(v.toFixed(3))))}`;
  }

  function drawPlane(pen) {
    pen.axes({ xlim, ylim, xlabel: "x", ylabel: "y" });
    const colours = Object.fromEntries(["blue", "red", "red-soft", "green"].map((name) => [name, pen.colour(name)]));
    pen.inside(() => {
      if (shown()) {
        drawSquares(pen, colours);
        pen.line(
          xlim.map((x) => [x, J.centre[0] + J.centre[1] * x]),
          { colour: colours.green, dash: [8, 6], width: 2 },
        );
      }
      pen.line(
        xlim.map((x) => [x, height(x)]),
        { colour: colours.red, width: 4 },
      );
      for (const [x, y] of points) pen.mark(x, y, { colour: colours.blue }, 6);
      for (const x of ends) pen.mark(x, bounded(height(x), ylim), { colour: colours.red, marker: 1 }, 9);
    });
    const seen = shown()
      ? `squares on its residuals; ${sentence()}`
      : `${line()}; its loss is hidden until you ask for it`;
    plane.describe(`${points.length} points and a line: ${seen}.`);
  }
  function drawSquares(pen, colours) {
    const c = pen.context;
    now().residuals.forEach((residual, i) => {
      const [x, y] = points[i];
      const [px, top, bottom] = [pen.x(x), pen.y(Math.max(y, y + residual)), pen.y(Math.min(y, y + residual))];
      const side = bottom - top;
      const left = px + side <= pen.box.right ? px : px - side;
      c.globalAlpha = 0.7;
      c.fillStyle = colours["red-soft"];
      c.fillRect(left, top, side, side);
      c.globalAlpha = 1;
      c.strokeStyle = colours.red;
      c.lineWidth = 1.5;
      c.strokeRect(left, top, side, side);
    });
  }
  function drawMap(pen) {
    if (!shown()) {
      map.note(["The map of J is shown", "after you have laid the line."]);
      return;
    }
    pen.axes({ xlim: J.xlim, ylim: J.ylim, xlabel: "b", ylabel: "w: each point is a line" });
    const { next } = now();
    pen.inside(() => {
      drawContours(pen, J, heights(relief(J), 12, 1.25));
      pen.mark(...J.centre, { colour: pen.colour("green"), marker: 2 }, 7);
      const path = [...trail, theta()];
      if (trail.length) pen.line(path, { colour: pen.colour("blue"), width: 2.5 });
      for (const point of trail) pen.mark(...point, { colour: pen.colour("blue") }, 4);
      pen.arrow(theta(), next, { colour: pen.colour("ink") }); // the step −η∇J
      pen.mark(...theta(), { colour: pen.colour("red") }, 8);
    });
    const where = `the line at ${vector(theta(), 3)}; one step downhill leads to ${vector(next, 3)}`;
    map.describe(`Contour lines of J over b and w with ${where}.`);
  }
  function update() {
    sliders.forEach(({ show: showAt }, k) => {
      const text = number(theta()[k], 3);
      showAt(theta()[k], text, text);
    });
    laid.settle(ask);
    for (const node of [verdict, numbers, buttons]) node.hidden = !shown();
    show.disabled = !moved;
    const steps = trail.length ? ` ${trail.length} step${trail.length > 1 ? "s" : ""} downhill.` : "";
    numbers.textContent = shown() ? `${sentence()}.${steps}` : "";
    plane.update();
    map.update();
    if (shown()) said.say(`${verdict.textContent} ${numbers.textContent}`);
  }

  fill(
    el,
    "line-explorer",
    "Line explorer",
    html("div", { class: "gd-controls" }, ...sliders.map(({ row }) => row)),
    ask,
    verdict,
    numbers,
    html("div", { class: "gd-pictures" }, plane.canvas, map.canvas),
    buttons,
    said.node,
  );
  update();
  return follow(model, ["theta"], fromKernel, plane, map, said);
}

export default { render };
