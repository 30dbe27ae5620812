// The penalty explorer: move λ; the diamond or the circle shrinks, and the minimum walks to 0. Predict first.
import { sheet, ticks } from "./canvas.js";
import { ellipse, quadratic } from "./descent_arithmetic.js";
import { announcer, html, number, unique, vector } from "./page.js";
import { penalizedMinimum, penaltyAt, zeros } from "./penalty_arithmetic.js";

const COUNTS = { none: "none of the two", one: "one of them", both: "both" };
const PENALTIES = { lasso: "lasso: λ(|w₁| + |w₂|)", ridge: "ridge: λ(w₁² + w₂²)" };

function render({ model, el }) {
  const J = model.get("surface"); // { H, centre, value, meanX, meanY, low, high, lambdas }
  const [least, most] = J.lambdas.map(Math.log10);
  let shown = !model.get("ask");
  let guess = null;

  const said = announcer();
  const value = html("span", { class: "gd-value" });
  const slider = html("input", { type: "range", id: unique("lam"), min: least, max: most, step: (most - least) / 200, oninput: () => (model.set("lam", 10 ** Number(slider.value)), changed()), onchange: () => model.save_changes() });
  const kind = html("select", { id: unique("penalty"), onchange: () => (model.set("penalty", kind.value), changed(), model.save_changes()) }, ...Object.entries(PENALTIES).map(([name, words]) => html("option", { value: name }, words)));

  const show = html("button", { type: "button", onclick: reveal, disabled: true }, "Show");
  const group = unique("guess");
  const ask = html("fieldset", { class: "gd-ask" },
    html("legend", {}, "Predict first: with this penalty and this λ, which weights are exactly 0?"),
    ...Object.entries(COUNTS).map(([name, words]) =>
      html("label", {}, html("input", { type: "radio", name: group, value: name, onchange: () => ((guess = name), (show.disabled = false)) }), words)),
    show);
  const verdict = html("p", { class: "gd-verdict" });
  const numbers = html("p", { class: "gd-numbers" });
  const again = html("button", { type: "button", onclick: hide }, "Hide, and let me predict again");

  const plane = sheet(420, drawPlane);
  const paths = sheet(420, drawPaths);

  const minimum = (lam = model.get("lam")) => penalizedMinimum(J, model.get("penalty"), lam);
  const count = (w) => Object.keys(COUNTS)[zeros(w)];

  function changed() {
    verdict.textContent = "";
    update();
  }
  function reveal() {
    shown = true;
    const truth = count(minimum());
    update();
    verdict.textContent = truth === guess ? `Yes: ${COUNTS[truth]}.` : `You said: ${COUNTS[guess]}. In fact ${COUNTS[truth]}.`;
    model.set("prediction", guess);
    model.save_changes();
    again.focus({ preventScroll: true });
    said.say(`${verdict.textContent} ${sentence()}`);
  }
  function hide() {
    shown = false;
    guess = null;
    show.disabled = true;
    for (const radio of ask.querySelectorAll("input")) radio.checked = false;
    changed();
    ask.querySelector("input").focus();
  }
  function sentence() {
    const w = minimum();
    return `${model.get("penalty")} with λ = ${number(model.get("lam"), 3)}: w = ${vector(w)}, exactly 0: ${COUNTS[count(w)]}.`;
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
      if (shown) drawBall(pen, w);
      pen.line([[middle - span, 0], [middle + span, 0]], { colour: pen.colour("ink"), width: 1.5 });
      pen.line([[0, low], [0, high]], { colour: pen.colour("ink"), width: 1.5 });
      const top = Math.max(...[low, high].flatMap((a) => [low, high].map((b) => quadratic(J, [a, b])))) - J.value;
      for (let k = 1; k <= 11; k += 1) pen.line(levelLine(top * (0.02 + (0.98 * (k - 1)) / 10) ** 2), { colour: pen.colour("faint"), width: 1 });
      if (shown && level > 0) pen.line(levelLine(level), { colour: pen.colour("blue"), width: 2.5 });
      pen.mark(...J.centre, { colour: pen.colour("green"), marker: 2 }, 8);
      if (shown) {
        const { right, bottom } = pen.box;
        pen.line([w, pen.back(right - 60, bottom - 32)], { colour: pen.colour("ink"), width: 1.2 });
        pen.mark(...w, { colour: pen.colour("blue") }, 8);
      }
    });
    pen.text("least squares", pen.x(J.centre[0]), pen.y(J.centre[1]) - 24, { align: "center" });
    if (shown) pen.text("minimum", pen.box.right - 8, pen.box.bottom - 18, { align: "right" });
    plane.describe(shown ? `Contour lines of the loss touch the ${model.get("penalty") === "lasso" ? "diamond" : "circle"} round 0. ${sentence()}` : `Contour lines of the loss round least squares at w = ${vector(J.centre)}; the minimum is hidden until you predict.`);
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
  /** The ellipse on which the loss lies `height` above its minimum. */
  function levelLine(height) {
    const { radii, angle } = ellipse(J.H);
    return Array.from({ length: 97 }, (_, i) => {
      const t = (i * Math.PI) / 48;
      const [p, q] = [radii[1] * Math.cos(t) * Math.sqrt(height), radii[0] * Math.sin(t) * Math.sqrt(height)];
      return [J.centre[0] + p * Math.cos(angle) - q * Math.sin(angle), J.centre[1] + p * Math.sin(angle) + q * Math.cos(angle)];
    });
  }

  function drawPaths(pen) {
    if (!shown) {
      pen.text("The paths are shown after your prediction.", pen.width / 2, pen.height / 2, { align: "center" });
      paths.describe("The paths are shown after your prediction.");
      return;
    }
    const along = Array.from({ length: 161 }, (_, i) => least + ((most - least) * i) / 160);
    const ws = along.map((log) => minimum(10 ** log));
    const reach = Math.max(...J.centre.map(Math.abs), ...ws.flat().map(Math.abs)) * 1.15;
    const lowest = Math.min(0, ...ws.flat());
    pen.axes({ xlim: [least, most], ylim: [lowest < 0 ? -reach : -0.08 * reach, reach], xlabel: "log₁₀ λ", ylabel: "weights" });
    const here = Math.log10(model.get("lam"));
    pen.inside(() => {
      pen.line([[least, 0], [most, 0]], { colour: pen.colour("ink"), width: 1.5 });
      pen.line([[here, -reach], [here, reach]], { colour: pen.colour("ink"), dash: [4, 4], width: 2 });
      for (const j of [0, 1]) {
        const look = pen.series(j);
        pen.line(along.map((log, i) => [log, ws[i][j]]), look);
        pen.mark(here, minimum()[j], look, 7);
      }
    });
    for (const j of [0, 1]) pen.text(["w₁", "w₂"][j], pen.x(least) + 8, pen.y(ws[0][j]) + (ws[0][j] >= ws[0][1 - j] ? -14 : 16), { colour: ["blue", "red"][j] });
    paths.describe(`Both weights against λ, from w = ${vector(ws[0])} at λ = ${number(J.lambdas[0], 3)} to w = ${vector(ws.at(-1))} at λ = ${number(J.lambdas[1], 3)}.`);
  }

  function update() {
    const lam = model.get("lam");
    slider.value = Math.log10(lam);
    slider.setAttribute("aria-valuetext", `λ = ${number(lam, 3)}`);
    value.textContent = number(lam, 3);
    kind.value = model.get("penalty");
    ask.hidden = shown;
    again.hidden = !shown || !model.get("ask");
    const w = minimum();
    const [fit, price] = [quadratic(J, w), penaltyAt(model.get("penalty"), lam, w)];
    const b = J.meanY - w[0] * J.meanX[0] - w[1] * J.meanX[1];
    numbers.textContent = shown ? `w = ${vector(w)}, b = ${number(b)}; MSE ${number(fit)} + penalty ${number(price)} = ${number(fit + price)}. Exactly 0: ${COUNTS[count(w)]}.` : "";
    plane.update();
    paths.update();
    if (shown) said.say(sentence());
  }

  el.append(
    html("div", { class: "gdkit gd-penalty", role: "group", "aria-label": "Penalty explorer" },
      html("div", { class: "gd-controls" },
        html("div", { class: "gd-slider" }, html("label", { for: kind.id }, "penalty"), kind),
        html("div", { class: "gd-slider" }, html("label", { for: slider.id }, "λ = ", value), slider)),
      ask, verdict,
      html("div", { class: "gd-pictures" }, plane.canvas, paths.canvas),
      numbers, again, said.node),
  );
  update();
  const watched = ["lam", "penalty"].map((name) => `change:${name}`);
  watched.forEach((event) => model.on(event, update));
  return () => {
    watched.forEach((event) => model.off(event, update));
    [plane, paths, said].forEach((part) => part.stop());
  };
}

export default { render };
