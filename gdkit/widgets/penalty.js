// The penalty explorer: move λ; the diamond or the circle shrinks, and the minimum walks to 0. Predict first.
import { asking, verdictOn } from "./asking.js";
import { sheet, ticks } from "./canvas.js";
import { drawContours, relief } from "./contours.js";
import { menu, slider } from "./controls.js";
import { levelLine, quadratic } from "./descent_arithmetic.js";
import { announcer, fill, follow, html, number, vector } from "./page.js";
import { penalizedMinimum, penaltyAt, zeros } from "./penalty_arithmetic.js";

const COUNTS = { none: "none of the two", one: "one of them", both: "both" };
const PENALTIES = { lasso: "lasso: λ(|w₁| + |w₂|)", ridge: "ridge: λ(w₁² + w₂²)" };

function render({ model, el }) {
  const J = model.get("surface"); // { H, centre, value, meanX, meanY, low, high, lambdas }
  const [least, most] = J.lambdas.map(Math.log10);

  const said = announcer();
  const limits = { min: least, max: most, step: (most - least) / 200 };
  const lambda = slider(model, "λ = ", limits, (log) => moved("lam", 10 ** log));
  const kind = menu(model, "penalty", PENALTIES, (name) => moved("penalty", name));
  const predicted = asking({
    model,
    said,
    update,
    question: "Predict first: with this penalty and this λ, which weights are exactly 0?",
    choices: COUNTS,
    judge: (guess) => verdictOn(COUNTS, count(minimum()), guess),
    sentence,
  });
  const { ask, verdict, again, shown } = predicted;
  const numbers = html("p", { class: "gd-numbers" });

  const plane = sheet(420, drawPlane);
  const paths = sheet(420, drawPaths);

  const minimum = (lam = model.get("lam")) => penalizedMinimum(J, model.get("penalty"), lam);
  const count = (w) => Object.keys(COUNTS)[zeros(w)];

  function moved(name, value) {
    model.set(name, value);
    predicted.changed();
  }
  function sentence() {
    const w = minimum();
    const lam = number(model.get("lam"), 3);
    return `${model.get("penalty")} with λ = ${lam}: w = ${vector(w)}, exactly 0: ${COUNTS[count(w)]}.`;
  }

  function drawPlane(pen) {
    const { low, high } = J;
    // as many pixels for 1 along either axis, so that a circle is one
    const margin = Math.max(...ticks(low, high, 5).map((t) => pen.context.measureText(number(t, 6)).width), 10) + 14;
    const span = ((high - low) * (pen.width - 26 - margin)) / (pen.height - 34 - 58);
    const middle = (low + high) / 2;
    pen.axes({ xlim: [middle - span / 2, middle + span / 2], ylim: [low, high], xlabel: "w₁", ylabel: "w₂" });
    const w = minimum();
    const level = quadratic(J, w) - J.value;
    pen.inside(() => {
      if (shown()) drawBall(pen, w);
      pen.level(0, [middle - span, middle + span], { colour: pen.colour("ink"), width: 1.5 });
      pen.upright(0, [low, high], { colour: pen.colour("ink"), width: 1.5 });
      const top = relief(J, [low, high], [low, high]);
      const shares = Array.from({ length: 11 }, (_, k) => (0.02 + (0.98 * k) / 10) ** 2);
      const levels = shares.map((share) => share * top);
      drawContours(pen, J, levels);
      if (shown() && level > 0) pen.line(levelLine(J, level), { colour: pen.colour("blue"), width: 2.5 });
      pen.mark(...J.centre, { colour: pen.colour("green"), marker: 2 }, 8);
      if (shown()) {
        const { right, bottom } = pen.box;
        pen.line([w, pen.back(right - 60, bottom - 32)], { colour: pen.colour("ink"), width: 1.2 });
        pen.mark(...w, { colour: pen.colour("blue") }, 8);
      }
    });
    pen.text("least squares", pen.x(J.centre[0]), pen.y(J.centre[1]) - 24, { align: "center" });
    if (shown()) pen.text("minimum", pen.box.right - 8, pen.box.bottom - 18, { align: "right" });
    const ball = model.get("penalty") === "lasso" ? "diamond" : "circle";
    const where = `Contour lines of the loss round least squares at w = ${vector(J.centre)}`;
    plane.describe(
      shown()
        ? `Contour lines of the loss touch the ${ball} round 0. ${sentence()}`
        : `${where}; the minimum is hidden until you predict.`,
    );
  }
  function drawBall(pen, w) {
    const c = pen.context;
    const lasso = model.get("penalty") === "lasso";
    const t = lasso ? Math.abs(w[0]) + Math.abs(w[1]) : Math.hypot(...w);
    const corners = lasso ? 4 : 96;
    c.beginPath();
    for (let i = 0; i < corners; i += 1) {
      const angle = (2 * Math.PI * i) / corners;
      c.lineTo(pen.x(t * Math.cos(angle)), pen.y(t * Math.sin(angle)));
    }
    c.closePath();
    Object.assign(c, { fillStyle: pen.colour("red-soft"), strokeStyle: pen.colour("red"), lineWidth: 2.5 });
    c.fill();
    c.stroke();
  }

  function drawPaths(pen) {
    if (!shown()) {
      paths.note(["The paths are shown after your prediction."]);
      return;
    }
    const along = Array.from({ length: 161 }, (_, i) => least + ((most - least) * i) / 160);
    const ws = along.map((log) => minimum(10 ** log));
    const reach = Math.max(...J.centre.map(Math.abs), ...ws.flat().map(Math.abs)) * 1.15;
    const lowest = Math.min(0, ...ws.flat());
    const ylim = [lowest < 0 ? -reach : -0.08 * reach, reach];
    pen.axes({ xlim: [least, most], ylim, xlabel: "log₁₀ λ", ylabel: "weights" });
    const here = Math.log10(model.get("lam"));
    pen.inside(() => {
      pen.level(0, [least, most], { colour: pen.colour("ink"), width: 1.5 });
      pen.upright(here, [-reach, reach], { colour: pen.colour("ink"), dash: [4, 4], width: 2 });
      for (const j of [0, 1]) {
        const points = along.map((log, i) => [log, ws[i][j]]);
        pen.line(points, pen.series(j));
        pen.mark(here, minimum()[j], pen.series(j), 7);
      }
    });
    for (const j of [0, 1]) {
      const y = pen.y(ws[0][j]) + (ws[0][j] >= ws[0][1 - j] ? -14 : 16);
      pen.text(["w₁", "w₂"][j], pen.x(least) + 8, y, { colour: ["blue", "red"][j] });
    }
    const ends = [ws[0], ws.at(-1)].map((w, k) => `w = ${vector(w)} at λ = ${number(J.lambdas[k], 3)}`);
    paths.describe(`Both weights against λ, from ${ends.join(" to ")}.`);
  }

  function update() {
    const lam = model.get("lam");
    lambda.show(Math.log10(lam), number(lam, 3), `λ = ${number(lam, 3)}`);
    kind.input.value = model.get("penalty");
    predicted.settle();
    const w = minimum();
    const [fit, price] = [quadratic(J, w), penaltyAt(model.get("penalty"), lam, w)];
    const b = J.meanY - w[0] * J.meanX[0] - w[1] * J.meanX[1];
    const parts = `MSE ${number(fit)} + penalty ${number(price)} = ${number(fit + price)}`;
    numbers.textContent = shown()
      ? `w = ${vector(w)}, b = ${number(b)}; ${parts}. Exactly 0: ${COUNTS[count(w)]}.`
      : "";
    plane.update();
    paths.update();
    if (shown()) said.say(sentence());
  }

  fill(
    el,
    "penalty",
    "Penalty explorer",
    html("div", { class: "gd-controls" }, kind.row, lambda.row),
    ask,
    verdict,
    html("div", { class: "gd-pictures" }, plane.canvas, paths.canvas),
    numbers,
    again,
    said.node,
  );
  update();
  return follow(model, ["lam", "penalty"], update, plane, paths, said);
}

export default { render };
