// The slope explorer: turn v until you think that the surface falls most steeply along it; then see every slope.
import { sheet } from "./canvas.js";
import { ellipse, quadratic, slope } from "./descent_arithmetic.js";
import { announcer, html, number, unique, vector } from "./page.js";
import { angleOf, kind, slopeAlong, unit } from "./slope_arithmetic.js";

const WORDS = {
  steepest: "Yes, this is the steepest way down: against the gradient, at right angles to the contour line.",
  centre: "You look at the minimum. It lies that way, but the surface falls more steeply elsewhere.",
  level: "Here you walk along the contour line: neither up nor down.",
  up: "This way is uphill.",
  down: "Downhill, but there is a steeper way.",
};

function render({ model, el }) {
  const J = model.get("quadratic"); // { H, centre, value, point, reach, labels }
  const [p, reach] = [J.point, J.reach];
  const gradient = slope(J, p);
  const size = Math.hypot(...gradient);
  let shown = !model.get("ask");

  const said = announcer();
  const turned = html("span", { class: "gd-value" });
  const dial = html("input", { type: "range", id: unique("angle"), min: 0, max: 360, step: 1, oninput: () => turn(Number(dial.value)), onchange: () => model.save_changes() });
  const check = html("button", { type: "button", onclick: reveal }, "This way is steepest downhill");
  const again = html("button", { type: "button", onclick: hide }, "Hide the slopes");
  const task = html("p", { class: "gd-task" }, "Turn v until you think that the surface falls most steeply along it. Then press the button.");
  const verdict = html("p", { class: "gd-verdict" });
  const numbers = html("p", { class: "gd-numbers" });

  const map = sheet(430, drawMap);
  const curve = sheet(430, drawCurve);
  map.canvas.addEventListener("click", (event) => {
    const at = map.at(event);
    if (at) (turn(Math.round(angleOf(at.map((x, k) => x - p[k])))), model.save_changes());
  });

  const degrees = () => model.get("degrees");
  function turn(angle) {
    model.set("degrees", angle);
    if (!shown) verdict.textContent = "";
    update();
  }
  function reveal() {
    shown = true;
    const found = kind(J, p, gradient, degrees());
    verdict.textContent = WORDS[found];
    model.set("prediction", `${degrees()}°: ${found}`);
    model.save_changes();
    update();
    again.focus({ preventScroll: true });
    said.say(`${verdict.textContent} ${sentence()}`);
  }
  function hide() {
    shown = false;
    verdict.textContent = "";
    update();
    dial.focus();
  }
  const sentence = () =>
    `v = ${vector(unit(degrees()).map((c) => Number(c.toFixed(3))))}: slope ${number(slopeAlong(gradient, degrees()), 2)}; lowest ${number(-size, 2)}, at ${Math.round(angleOf(gradient.map((g) => -g)))}°.`;

  function drawMap(pen) {
    // one unit is as long on both axes, or right angles would not look right
    const wide = (reach * (pen.width - 90)) / (430 - 100);
    pen.axes({ xlim: [p[0] - wide, p[0] + wide], ylim: [p[1] - reach, p[1] + reach], xlabel: J.labels[0], ylabel: J.labels[1] });
    pen.inside(() => {
      const { radii, angle } = ellipse(J.H);
      const around = Array.from({ length: 73 }, (_, i) => (i * Math.PI) / 36);
      const own = Math.sqrt(quadratic(J, p) - J.value);
      for (let k = 1; k <= 24; k += 1) {
        const points = around.map((t) => {
          const [a, b] = [(radii[1] * Math.cos(t) * own * k) / 6, (radii[0] * Math.sin(t) * own * k) / 6];
          return [J.centre[0] + a * Math.cos(angle) - b * Math.sin(angle), J.centre[1] + a * Math.sin(angle) + b * Math.cos(angle)];
        });
        pen.line(points, { colour: pen.colour("faint"), width: k === 6 ? 2.5 : 1 });
      }
      pen.mark(...J.centre, { colour: pen.colour("green"), marker: 2 }, 7);
      if (shown) {
        for (const [side, colour, dash] of [[1, "blue", []], [-1, "red", [9, 4]]]) {
          const half = angleOf(gradient.map((g) => side * g));
          const rose = Array.from({ length: 61 }, (_, i) => half - 90 + 3 * i);
          const far = rose.map((a) => unit(a).map((c, k) => p[k] + ((0.8 * reach * Math.abs(slopeAlong(gradient, a))) / size) * c));
          pen.line(far, { colour: pen.colour(colour), dash, width: 2.5 });
          arrow(pen, gradient.map((g) => (side * 0.8 * reach * g) / size), pen.colour(colour), side > 0 ? "∇J" : "−∇J");
        }
      }
      arrow(pen, unit(degrees()).map((c) => 0.45 * reach * c), pen.colour("ink"), "v", 4);
      pen.mark(...p, { colour: pen.colour("ink") }, 7);
    });
    const where = `Contour lines; v stands at ${vector(p)} and points to ${degrees()}°.`;
    map.describe(shown ? `${where} ${sentence()}` : `${where} The slopes are hidden until you decide.`);
  }
  function arrow(pen, [dx, dy], colour, name, width = 3) {
    const tip = [p[0] + dx, p[1] + dy];
    pen.line([p, tip], { colour, width });
    const across = Math.atan2(pen.y(tip[1]) - pen.y(p[1]), pen.x(tip[0]) - pen.x(p[0]));
    const c = pen.context;
    c.fillStyle = colour;
    c.beginPath();
    c.moveTo(pen.x(tip[0]) + 5 * Math.cos(across), pen.y(tip[1]) + 5 * Math.sin(across));
    for (const turn of [2.6, -2.6]) c.lineTo(pen.x(tip[0]) + 14 * Math.cos(across + turn), pen.y(tip[1]) + 14 * Math.sin(across + turn));
    c.fill();
    pen.text(name, pen.x(tip[0]) + 22 * Math.cos(across), pen.y(tip[1]) + 22 * Math.sin(across), { align: "center" });
  }
  function drawCurve(pen) {
    if (!shown) {
      pen.text("The slopes are shown after your decision.", pen.width / 2, pen.height / 2, { align: "center" });
      curve.describe("The slopes are shown after your decision.");
      return;
    }
    pen.axes({ xlim: [0, 360], ylim: [-1.2 * size, 1.2 * size], xlabel: "angle of v in degrees", ylabel: "slope ∇J · v" });
    pen.inside(() => {
      pen.line([[0, 0], [360, 0]], { colour: pen.colour("faint"), width: 1.5 });
      pen.line(Array.from({ length: 121 }, (_, i) => [3 * i, slopeAlong(gradient, 3 * i)]), { colour: pen.colour("ink") });
      pen.mark(angleOf(gradient), size, { colour: pen.colour("blue"), marker: 3 }, 9);
      pen.mark(angleOf(gradient.map((g) => -g)), -size, { colour: pen.colour("red"), marker: 4 }, 9);
      pen.mark(degrees(), slopeAlong(gradient, degrees()), { colour: pen.colour("pink"), marker: 2 }, 9);
    });
    curve.describe(`The slope over the angle of v: a cosine between ${number(-size, 2)} and ${number(size, 2)}. ${sentence()}`);
  }
  function update() {
    dial.value = degrees();
    turned.textContent = `${degrees()}°`;
    check.hidden = task.hidden = shown;
    again.hidden = !shown || !model.get("ask");
    numbers.textContent = shown ? `∇J = ${vector(gradient)}, ‖∇J‖ = ${number(size, 3)}. Slope along v: ${number(slopeAlong(gradient, degrees()), 3)}.` : "";
    map.update();
    curve.update();
    if (shown) said.say(sentence());
  }

  el.append(
    html("div", { class: "gdkit gd-slope", role: "group", "aria-label": "Slope explorer" },
      html("p", { class: "gd-title" }, model.get("title")),
      task,
      html("div", { class: "gd-slider" }, html("label", { for: dial.id }, "angle of v = ", turned), dial, check, again),
      verdict, numbers,
      html("div", { class: "gd-pictures" }, map.canvas, curve.canvas),
      said.node),
  );
  update();
  model.on("change:degrees", update);
  return () => {
    model.off("change:degrees", update);
    [map, curve, said].forEach((part) => part.stop());
  };
}

export default { render };
