// The slope explorer: turn v until you think that the surface falls most steeply along it; then see every slope.
import { hiding } from "./asking.js";
import { sheet } from "./canvas.js";
import { slider } from "./controls.js";
import { levelLine, quadratic, slope } from "./descent_arithmetic.js";
import { announcer, fill, follow, html, number, vector } from "./page.js";
import { angleOf, kind, slopeAlong, unit } from "./slope_arithmetic.js";

const WORDS = {
  steepest: "Yes, this is the steepest way down: against the gradient, at right angles to the contour line.",
  centre: "You look at the minimum. It lies that way, but the surface falls more steeply elsewhere.",
  level: "Here you walk along the contour line: neither up nor down.",
  up: "This way is uphill.",
  down: "Downhill, but there is a steeper way.",
};
const HEIGHT = 430;

function render({ model, el }) {
  const J = model.get("quadratic"); // { H, centre, value, point, reach, labels }
  const [p, reach] = [J.point, J.reach];
  const gradient = slope(J, p);
  const size = Math.hypot(...gradient);
  const downhill = angleOf(gradient.map((g) => -g));

  const said = announcer();
  const dial = slider(model, "angle of v = ", { min: 0, max: 360, step: 1 }, turn);
  const found = () => kind(J, p, gradient, degrees());
  const check = html(
    "button",
    { type: "button", onclick: () => decided.reveal(`${degrees()}°: ${found()}`) },
    "This way is steepest downhill",
  );
  const decided = hiding({
    model,
    said,
    update,
    judge: () => WORDS[found()],
    sentence,
    first: () => dial.input,
    back: "Hide the slopes",
  });
  const { verdict, again, shown } = decided;
  const task = html(
    "p",
    { class: "gd-task" },
    "Turn v until you think that the surface falls most steeply along it. Then press the button.",
  );
  const numbers = html("p", { class: "gd-numbers" });

  const map = sheet(HEIGHT, drawMap);
  const curve = sheet(HEIGHT, drawCurve);
  map.canvas.addEventListener("click", (event) => {
    const at = map.at(event);
    if (!at) return;
    turn(Math.round(angleOf(at.map((x, k) => x - p[k]))));
    model.save_changes();
  });

  const degrees = () => model.get("degrees");
  function turn(angle) {
    model.set("degrees", angle);
    if (!shown()) verdict.textContent = "";
    update();
  }
  function sentence() {
    const v = vector(unit(degrees()).map((c) => Number(c.toFixed(3))));
    const here = number(slopeAlong(gradient, degrees()), 2);
    return `v = ${v}: slope ${here}; lowest ${number(-size, 2)}, at ${Math.round(downhill)}°.`;
  }

  function drawMap(pen) {
    // one unit is as long on both axes, or right angles would not look right
    const wide = (reach * (pen.width - 90)) / (HEIGHT - 100);
    const [xlim, ylim] = [
      [p[0] - wide, p[0] + wide],
      [p[1] - reach, p[1] + reach],
    ];
    pen.axes({ xlim, ylim, xlabel: J.labels[0], ylabel: J.labels[1] });
    pen.inside(() => {
      const own = quadratic(J, p) - J.value; // the height at p is that of contour line 6
      for (let k = 1; k <= 24; k += 1) {
        const line = levelLine(J, own * (k / 6) ** 2);
        pen.line(line, { colour: pen.colour("faint"), width: k === 6 ? 2.5 : 1 });
      }
      pen.mark(...J.centre, { colour: pen.colour("green"), marker: 2 }, 7);
      if (shown()) {
        drawRose(pen, 1, { colour: pen.colour("blue") }, "∇J");
        drawRose(pen, -1, { colour: pen.colour("red"), dash: [9, 4] }, "−∇J");
      }
      const v = unit(degrees()).map((c) => 0.45 * reach * c);
      drawArrow(pen, v, pen.colour("ink"), "v", 4);
      pen.mark(...p, { colour: pen.colour("ink") }, 7);
    });
    const where = `Contour lines; v stands at ${vector(p)} and points to ${degrees()}°.`;
    map.describe(shown() ? `${where} ${sentence()}` : `${where} The slopes are hidden until you decide.`);
  }
  /** The slopes of one sign in every direction, as distances from p, and the steepest of them as an arrow. */
  function drawRose(pen, side, style, name) {
    const steepest = gradient.map((g) => side * g);
    const from = angleOf(steepest) - 90;
    const angles = Array.from({ length: 61 }, (_, i) => from + 3 * i);
    const far = (a) => (0.8 * reach * Math.abs(slopeAlong(gradient, a))) / size;
    const rose = angles.map((a) => unit(a).map((c, k) => p[k] + far(a) * c));
    pen.line(rose, { ...style, width: 2.5 });
    const arrow = steepest.map((g) => (0.8 * reach * g) / size);
    drawArrow(pen, arrow, style.colour, name);
  }
  function drawArrow(pen, [dx, dy], colour, name, width = 3) {
    const tip = [p[0] + dx, p[1] + dy];
    pen.line([p, tip], { colour, width });
    const [x, y] = [pen.x(tip[0]), pen.y(tip[1])];
    const across = Math.atan2(y - pen.y(p[1]), x - pen.x(p[0]));
    const at = (distance, angle) => [x + distance * Math.cos(angle), y + distance * Math.sin(angle)];
    const c = pen.context;
    c.fillStyle = colour;
    c.beginPath();
    c.moveTo(...at(5, across));
    for (const turned of [2.6, -2.6]) c.lineTo(...at(14, across + turned));
    c.fill();
    pen.text(name, ...at(22, across), { align: "center" });
  }
  function drawCurve(pen) {
    if (!shown()) {
      curve.note(["The slopes are shown after your decision."]);
      return;
    }
    const ylim = [-1.2 * size, 1.2 * size];
    pen.axes({ xlim: [0, 360], ylim, xlabel: "angle of v in degrees", ylabel: "slope ∇J · v" });
    const slopes = Array.from({ length: 121 }, (_, i) => [3 * i, slopeAlong(gradient, 3 * i)]);
    pen.inside(() => {
      pen.level(0, [0, 360], { colour: pen.colour("faint"), width: 1.5 });
      pen.line(slopes, { colour: pen.colour("ink") });
      pen.mark(angleOf(gradient), size, { colour: pen.colour("blue"), marker: 3 }, 9);
      pen.mark(downhill, -size, { colour: pen.colour("red"), marker: 4 }, 9);
      pen.mark(degrees(), slopeAlong(gradient, degrees()), { colour: pen.colour("pink"), marker: 2 }, 9);
    });
    const ends = `${number(-size, 2)} and ${number(size, 2)}`;
    curve.describe(`The slope over the angle of v: a cosine between ${ends}. ${sentence()}`);
  }
  function update() {
    dial.show(degrees(), `${degrees()}°`);
    decided.settle(check, task);
    const here = number(slopeAlong(gradient, degrees()), 3);
    numbers.textContent = shown() ? `∇J = ${vector(gradient)}, ‖∇J‖ = ${number(size, 3)}. Slope along v: ${here}.` : "";
    map.update();
    curve.update();
    if (shown()) said.say(sentence());
  }

  dial.row.append(check, again);
  fill(
    el,
    "slope",
    "Slope explorer",
    html("p", { class: "gd-title" }, model.get("title")),
    task,
    dial.row,
    verdict,
    numbers,
    html("div", { class: "gd-pictures" }, map.canvas, curve.canvas),
    said.node,
  );
  update();
  return follow(model, ["degrees"], update, map, curve, said);
}

export default { render };
