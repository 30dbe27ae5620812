// The batch-size explorer: from one row to all rows a step. Predict whether the path arrives, hovers or diverges.
import { asking, verdictOn } from "./asking.js";
import { batchPath, mannerOf, rateOf } from "./batch_size_arithmetic.js";
import { sheet } from "./canvas.js";
import { drawContours, heights, relief } from "./contours.js";
import { checkbox, slider } from "./controls.js";
import { quadratic } from "./descent_arithmetic.js";
import { announcer, fill, follow, html, number, vector } from "./page.js";

const MANNERS = {
  travels: "it is still on its way",
  settles: "it settles at the minimum",
  hovers: "it hovers around the minimum",
  diverges: "it diverges",
};
const LABELS = ["b", "w"];
const SEEN = 500; // points of the loss that are drawn
const SETTINGS = ["batch_size", "eta", "shrink", "passes", "draw"];

function render({ model, el }) {
  const data = model.get("data"); // { x, y, start, orders, sizes }
  const J = model.get("quadratic"); // { H, centre, value, L, xlim, ylim }
  const m = data.x.length;

  const said = announcer();
  const top = 3 / J.L;
  const [largest, passes] = [data.sizes.length - 1, data.orders[0].length];
  const sliders = {
    size: slider(model, "batch size B = ", { min: 0, max: largest, step: 1 }, (k) =>
      moved("batch_size", data.sizes[k]),
    ),
    eta: slider(model, "learning rate η = ", { min: top / 100, max: top, step: top / 100 }, (v) => moved("eta", v)),
    passes: slider(model, "passes over the data = ", { min: 1, max: passes, step: 1 }, (v) => moved("passes", v)),
  };
  const shrink = checkbox(model, "η shrinks: η / (1 + t/50)", (ticked) => moved("shrink", ticked));
  const facts = html("p", { class: "gd-facts" });
  const predicted = asking({
    model,
    said,
    update,
    question: "Predict first: where is it after these passes?",
    choices: MANNERS,
    judge: (guess) => verdictOn(MANNERS, run().manner, guess),
    sentence,
  });
  const { ask, verdict, again, shown } = predicted;
  const redraw = html("button", { type: "button", onclick: drawAgain }, "Another random order");
  const surface = sheet(400, drawSurface);
  const curve = sheet(400, drawCurve);

  // a path is asked for by both pictures and the sentence; compute it once for each setting
  let kept = { key: "" };
  function run() {
    const key = JSON.stringify(SETTINGS.map((name) => model.get(name)));
    if (key !== kept.key) {
      const orders = data.orders[model.get("draw")].slice(0, model.get("passes"));
      const rate = rateOf(model.get("eta"), model.get("shrink"));
      const path = batchPath(data.x, data.y, data.start, model.get("batch_size"), rate, orders);
      const above = path.map((p) => quadratic(J, p) - J.value);
      kept = { key, path, manner: mannerOf(J, path, model.get("passes")), above };
    }
    return kept;
  }

  function moved(name, value) {
    model.set(name, value);
    predicted.changed();
  }
  function drawAgain() {
    moved("draw", (model.get("draw") + 1) % data.orders.length);
    model.save_changes();
  }
  function sentence() {
    const { path, above, manner } = run();
    const settings = `B = ${model.get("batch_size")}, η = ${number(model.get("eta"), 3)}`;
    const where = `after ${path.length - 1} updates at ${vector(path.at(-1), 3)}`;
    const loss = `loss ${number(above.at(-1))} above its minimum`;
    return `${settings}${model.get("shrink") ? " shrinking" : ""}: ${where}, ${loss}; ${MANNERS[manner]}.`;
  }

  function drawSurface(pen) {
    pen.axes({ xlim: J.xlim, ylim: J.ylim, xlabel: LABELS[0], ylabel: LABELS[1] });
    pen.inside(() => {
      drawContours(pen, J, heights(relief(J), 12, 1.5));
      if (shown()) {
        const { path } = run();
        pen.line(path, { colour: pen.colour("blue"), width: path.length > 200 ? 1.2 : 2.2 });
        if (path.length <= 200) for (const point of path) pen.mark(...point, { colour: pen.colour("blue") }, 4);
        pen.mark(...path.at(-1), { colour: pen.colour("blue") }, 9);
      }
      pen.mark(...J.centre, { colour: pen.colour("green"), marker: 2 }, 8);
      pen.mark(...data.start, { colour: pen.colour("red"), marker: 1 }, 7);
    });
    surface.describe(
      shown()
        ? `Contour lines with start (square), minimum (diamond) and path. ${sentence()}`
        : "Contour lines with start (square) and minimum (diamond); the path is hidden until you predict.",
    );
  }
  function drawCurve(pen) {
    if (!shown()) {
      curve.note(["The loss is shown after your prediction."]);
      return;
    }
    const { above } = run();
    const n = above.length - 1;
    const done = model.get("passes");
    const every = Math.max(1, Math.ceil(n / SEEN));
    const points = above
      .map((v, t) => [(t * done) / n, Math.max(v, 1e-9)])
      .filter(([, v], t) => Number.isFinite(v) && (t % every === 0 || t === n));
    const losses = points.map(([, v]) => v);
    const ylim = [Math.min(...losses) * 0.5, Math.min(Math.max(...losses) * 2, 1e9)];
    pen.axes({ xlim: [0, done], ylim, logY: true, xlabel: "passes over the data", ylabel: "loss − its minimum" });
    pen.inside(() => {
      pen.line(points, { colour: pen.colour("blue"), width: points.length > 100 ? 1.5 : 2.5 });
      if (points.length < 60) for (const point of points) pen.mark(...point, { colour: pen.colour("blue") }, 4);
    });
    const ends = `from ${number(above[0])} to ${number(above.at(-1))} above its minimum`;
    curve.describe(`Loss of all rows over passes on a logarithmic scale, ${ends}.`);
  }
  function update() {
    const B = model.get("batch_size");
    const away = data.sizes.map((size) => Math.abs(size - B));
    sliders.size.show(away.indexOf(Math.min(...away)), B, `${B} rows`);
    for (const name of ["eta", "passes"]) sliders[name].show(model.get(name), number(model.get(name), 3));
    shrink.input.checked = model.get("shrink");
    const updates = Math.ceil(m / B);
    const variance = B === m ? "0" : B === 1 ? "σ²" : `${number((m - B) / (m - 1) / B)} σ²`;
    facts.textContent =
      `${updates} ${updates === 1 ? "update" : "updates"} a pass, each on ${B} of ${m} rows. ` +
      `Variance of a step's gradient: ${variance}.`;
    predicted.settle();
    redraw.hidden = !shown();
    surface.update();
    curve.update();
    if (shown()) said.say(sentence());
  }

  fill(
    el,
    "batch",
    "Batch-size explorer",
    html("p", { class: "gd-title" }, `A line through ${m} points: rows a step, rate, passes`),
    html("div", { class: "gd-controls" }, sliders.size.row, sliders.eta.row, sliders.passes.row, shrink.row),
    facts,
    ask,
    verdict,
    html("div", { class: "gd-pictures" }, surface.canvas, curve.canvas),
    html("div", { class: "gd-buttons" }, again, redraw),
    said.node,
  );
  update();
  return follow(model, SETTINGS, update, surface, curve, said);
}

export default { render };
