// The line explorer: lay a line by hand where its mean squared error seems smallest, look, then step downhill.
import { sheet } from "./canvas.js";
import { ellipse, quadratic } from "./descent_arithmetic.js";
import { lineState, lineThrough, partWay } from "./line_arithmetic.js";
import { announcer, html, number, unique, vector } from "./page.js";

function render({ model, el }) {
  const points = model.get("points"); // [x, y]
  const J = model.get("quadratic"); // { H, centre, value, xlim, ylim } over (b, w)
  const limits = [J.xlim, J.ylim];
  const eta = model.get("eta");
  let shown = !model.get("ask");
  let moved = false;
  let trail = []; // the lines that steps downhill have left behind
  let held = null; // the handle under the pointer
  let own = false; // whether θ is moved by this page

  const spread = (values, share) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return [low - share * (high - low || 1), high + share * (high - low || 1)];
  };
  const xlim = spread(points.map(([x]) => x), 0.12);
  const ylim = spread(points.map(([, y]) => y), 0.4);
  const ends = [0.06, 0.94].map((share) => xlim[0] + share * (xlim[1] - xlim[0]));
  const theta = () => model.get("theta");
  const height = (x) => theta()[0] + theta()[1] * x;
  const now = () => lineState(points, theta(), eta);
  const bounded = (v, [low, high]) => Math.max(low, Math.min(high, v));

  const said = announcer();
  const sliders = ["b", "w"].map((name, k) => {
    const value = html("span", { class: "gd-value" });
    const [min, max] = limits[k];
    const words = name === "b" ? "bias b = " : "slope w = ";
    const input = html("input", { type: "range", id: unique(name), min, max, step: (max - min) / 200, oninput: () => slide(k, Number(input.value)), onchange: () => model.save_changes() });
    return { input, value, row: html("div", { class: "gd-slider" }, html("label", { for: input.id }, words, value), input) };
  });
  const show = html("button", { type: "button", onclick: reveal, disabled: true }, "Show its loss");
  const ask = html("fieldset", { class: "gd-ask" },
    html("legend", {}, "Your turn first: lay the line where you think its mean squared error is smallest."),
    html("span", {}, "Drag its two ends, or move the sliders. "), show);
  const verdict = html("p", { class: "gd-verdict" });
  const numbers = html("p", { class: "gd-numbers" });
  const step = html("button", { type: "button", onclick: () => downhill(1) }, `One step downhill, η = ${number(eta, 3)}`);
  const again = html("button", { type: "button", onclick: hide }, "Hide the loss");
  const many = html("button", { type: "button", onclick: () => downhill(25) }, "25 steps");
  const buttons = html("div", { class: "gd-buttons" }, step, many, again);

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
    if (!shown) return;
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
  function reveal() {
    shown = true;
    const { loss } = now();
    const above = loss / J.value - 1;
    const over = J.value > 1e-9 ? `; you are ${number(100 * above, 0)} % above it` : "";
    verdict.textContent = `Your line has J = ${number(loss, 3)}. The best one, dashed, has ${number(J.value, 3)}${over}.`;
    model.set("prediction", [...theta()]);
    model.save_changes();
    update();
    step.focus({ preventScroll: true });
  }
  function hide() {
    shown = false;
    moved = false;
    trail = [];
    verdict.textContent = "";
    update();
    sliders[0].input.focus();
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
      if (shown) {
        drawSquares(pen, colours);
        pen.line(xlim.map((x) => [x, J.centre[0] + J.centre[1] * x]), { colour: colours.green, dash: [8, 6], width: 2 });
      }
      pen.line(xlim.map((x) => [x, height(x)]), { colour: colours.red, width: 4 });
      for (const [x, y] of points) pen.mark(x, y, { colour: colours.blue }, 6);
      for (const x of ends) pen.mark(x, bounded(height(x), ylim), { colour: colours.red, marker: 1 }, 9);
    });
    const seen = shown ? `squares on its residuals; ${sentence()}` : `${line()}; its loss is hidden until you ask for it`;
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
    if (!shown) {
      pen.text("The map of J is shown", pen.width / 2, pen.height / 2 - 14, { align: "center" });
      pen.text("after you have laid the line.", pen.width / 2, pen.height / 2 + 14, { align: "center" });
      map.describe("The map of J is shown after you have laid the line.");
      return;
    }
    pen.axes({ xlim: J.xlim, ylim: J.ylim, xlabel: "b", ylabel: "w: each point is a line" });
    const { next } = now();
    pen.inside(() => {
      drawContours(pen);
      pen.mark(...J.centre, { colour: pen.colour("green"), marker: 2 }, 7);
      const path = [...trail, theta()];
      if (trail.length) pen.line(path, { colour: pen.colour("blue"), width: 2.5 });
      for (const point of trail) pen.mark(...point, { colour: pen.colour("blue") }, 4);
      drawArrow(pen, theta(), next);
      pen.mark(...theta(), { colour: pen.colour("red") }, 8);
    });
    map.describe(`Contour lines of J over b and w with the line at (${theta().map((v) => number(v, 3)).join(", ")}); one step downhill leads to (${next.map((v) => number(v, 3)).join(", ")}).`);
  }
  function drawContours(pen) {
    const { radii, angle } = ellipse(J.H);
    const top = Math.max(...J.xlim.flatMap((b) => J.ylim.map((w) => quadratic(J, [b, w])))) - J.value;
    for (let k = 1; k <= 12; k += 1) {
      const size = Math.sqrt(top) * (k / 12) ** 1.25;
      const around = Array.from({ length: 73 }, (_, i) => {
        const [p, q] = [radii[1] * Math.cos((i * Math.PI) / 36) * size, radii[0] * Math.sin((i * Math.PI) / 36) * size];
        return [J.centre[0] + p * Math.cos(angle) - q * Math.sin(angle), J.centre[1] + p * Math.sin(angle) + q * Math.cos(angle)];
      });
      pen.line(around, { colour: pen.colour("faint"), width: 1 });
    }
  }
  /** The step that −η∇J would make from here. */
  function drawArrow(pen, from, to) {
    const [a, b] = [[pen.x(from[0]), pen.y(from[1])], [pen.x(to[0]), pen.y(to[1])]];
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
    if (length < 3) return;
    pen.line([from, to], { colour: pen.colour("ink"), width: 2.5 });
    const [u, v] = [(b[0] - a[0]) / length, (b[1] - a[1]) / length];
    const tip = Math.min(12, length);
    const c = pen.context;
    c.beginPath();
    c.moveTo(...b);
    c.lineTo(b[0] - tip * (u + 0.5 * v), b[1] - tip * (v - 0.5 * u));
    c.lineTo(b[0] - tip * (u - 0.5 * v), b[1] - tip * (v + 0.5 * u));
    c.closePath();
    c.fillStyle = pen.colour("ink");
    c.fill();
  }
  function update() {
    sliders.forEach(({ input, value }, k) => {
      input.value = theta()[k];
      value.textContent = number(theta()[k], 3);
      input.setAttribute("aria-valuetext", number(theta()[k], 3));
    });
    ask.hidden = shown;
    for (const said of [verdict, numbers]) said.hidden = !shown;
    show.disabled = !moved;
    buttons.hidden = !shown;
    again.hidden = !model.get("ask");
    const steps = trail.length ? ` ${trail.length} step${trail.length > 1 ? "s" : ""} downhill.` : "";
    numbers.textContent = shown ? `${sentence()}.${steps}` : "";
    plane.update();
    map.update();
    if (shown) said.say(`${verdict.textContent} ${numbers.textContent}`);
  }

  el.append(
    html("div", { class: "gdkit gd-line-explorer", role: "group", "aria-label": "Line explorer" },
      html("div", { class: "gd-controls" }, ...sliders.map(({ row }) => row)),
      ask, verdict, numbers,
      html("div", { class: "gd-pictures" }, plane.canvas, map.canvas),
      buttons, said.node),
  );
  update();
  model.on("change:theta", fromKernel);
  return () => {
    model.off("change:theta", fromKernel);
    [plane, map, said].forEach((part) => part.stop());
  };
}

export default { render };
