// The batch-size explorer: from one row to all rows a step. Predict whether the path arrives, hovers or diverges.
import { batchPath, mannerOf, rateOf } from "./batch_size_arithmetic.js";
import { sheet } from "./canvas.js";
import { ellipse, quadratic } from "./descent_arithmetic.js";
import { announcer, html, number, unique } from "./page.js";

const MANNERS = {
  travels: "it is still on its way",
  settles: "it settles at the minimum",
  hovers: "it hovers around the minimum",
  diverges: "it diverges",
};
const LABELS = ["θ₀", "θ₁"];
const SEEN = 500; // points of the loss that are drawn

function render({ model, el }) {
  const data = model.get("data"); // { x, y, start, orders, sizes }
  const J = model.get("quadratic"); // { H, centre, value, L, xlim, ylim }
  const m = data.x.length;
  let shown = !model.get("ask");
  let guess = null;

  const said = announcer();
  const slider = (name, words, limits, input) => {
    const value = html("span", { class: "gd-value" });
    const range = html("input", { type: "range", id: unique(name), ...limits, oninput: () => input(Number(range.value)), onchange: () => model.save_changes() });
    return { range, value, row: html("div", { class: "gd-slider" }, html("label", { for: range.id }, words, value), range) };
  };
  const size = slider("size", "batch size B = ", { min: 0, max: data.sizes.length - 1, step: 1 }, (k) => moved("batch_size", data.sizes[k]));
  const top = 3 / J.L;
  const eta = slider("eta", "learning rate η = ", { min: top / 100, max: top, step: top / 100 }, (v) => moved("eta", v));
  const passes = slider("passes", "passes over the data = ", { min: 1, max: data.orders[0].length, step: 1 }, (v) => moved("passes", v));
  const shrink = html("input", { type: "checkbox", id: unique("shrink"), onchange: () => (moved("shrink", shrink.checked), model.save_changes()) });
  const facts = html("p", { class: "gd-facts" });

  const ask = html("fieldset", { class: "gd-ask" });
  const show = html("button", { type: "button", onclick: reveal, disabled: true }, "Show");
  const group = unique("guess");
  ask.append(
    html("legend", {}, "Predict first: where is it after these passes?"),
    ...Object.entries(MANNERS).map(([name, words]) =>
      html("label", {}, html("input", { type: "radio", name: group, value: name, onchange: () => ((guess = name), (show.disabled = false)) }), words)),
    show,
  );
  const verdict = html("p", { class: "gd-verdict" });
  const again = html("button", { type: "button", onclick: hide }, "Hide, and let me predict again");
  const redraw = html("button", { type: "button", onclick: () => (moved("draw", (model.get("draw") + 1) % data.orders.length), model.save_changes()) }, "Another random order");
  const surface = sheet(400, drawSurface);
  const curve = sheet(400, drawCurve);

  // a path is asked for by both pictures and the sentence; compute it once for each setting
  let kept = { key: "" };
  function run() {
    const names = ["batch_size", "eta", "shrink", "passes", "draw"];
    const key = JSON.stringify(names.map((name) => model.get(name)));
    if (key !== kept.key) {
      const orders = data.orders[model.get("draw")].slice(0, model.get("passes"));
      const path = batchPath(data.x, data.y, data.start, model.get("batch_size"), rateOf(model.get("eta"), model.get("shrink")), orders);
      kept = { key, path, manner: mannerOf(J, path, model.get("passes")), above: path.map((p) => quadratic(J, p) - J.value) };
    }
    return kept;
  }

  function moved(name, value) {
    model.set(name, value);
    verdict.textContent = "";
    update();
  }
  function reveal() {
    shown = true;
    const truth = run().manner;
    update();
    verdict.textContent = truth === guess ? `Yes: ${MANNERS[truth]}.` : `You said: ${MANNERS[guess]}. In fact ${MANNERS[truth]}.`;
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
    verdict.textContent = "";
    update();
    ask.querySelector("input").focus();
  }
  function sentence() {
    const { path, above, manner } = run();
    return `B = ${model.get("batch_size")}, η = ${number(model.get("eta"), 3)}${model.get("shrink") ? " shrinking" : ""}: after ${path.length - 1} updates at (${path.at(-1).map((v) => number(v, 3)).join(", ")}), loss ${number(above.at(-1), 4)} above its minimum; ${MANNERS[manner]}.`;
  }

  function drawSurface(pen) {
    pen.axes({ xlim: J.xlim, ylim: J.ylim, xlabel: LABELS[0], ylabel: LABELS[1] });
    pen.inside(() => {
      const { radii, angle } = ellipse(J.H);
      const high = Math.max(...J.xlim.flatMap((x) => J.ylim.map((y) => quadratic(J, [x, y])))) - J.value;
      const around = Array.from({ length: 73 }, (_, i) => (i * Math.PI) / 36);
      for (let k = 1; k <= 12; k += 1) {
        const scale = Math.sqrt(high) * (k / 12) ** 1.5;
        pen.line(around.map((t) => {
          const [p, q] = [radii[1] * Math.cos(t) * scale, radii[0] * Math.sin(t) * scale];
          return [J.centre[0] + p * Math.cos(angle) - q * Math.sin(angle), J.centre[1] + p * Math.sin(angle) + q * Math.cos(angle)];
        }), { colour: pen.colour("faint"), width: 1 });
      }
      if (shown) {
        const { path } = run();
        pen.line(path, { colour: pen.colour("blue"), width: path.length > 200 ? 1.2 : 2.2 });
        if (path.length <= 200) for (const point of path) pen.mark(...point, { colour: pen.colour("blue") }, 4);
        pen.mark(...path.at(-1), { colour: pen.colour("blue") }, 9);
      }
      pen.mark(...J.centre, { colour: pen.colour("green"), marker: 2 }, 8);
      pen.mark(...data.start, { colour: pen.colour("red"), marker: 1 }, 7);
    });
    surface.describe(shown ? `Contour lines with start (square), minimum (diamond) and path. ${sentence()}` : "Contour lines with start (square) and minimum (diamond); the path is hidden until you predict.");
  }
  function drawCurve(pen) {
    if (!shown) {
      pen.text("The loss is shown after your prediction.", pen.width / 2, pen.height / 2, { align: "center" });
      curve.describe("The loss is shown after your prediction.");
      return;
    }
    const { above } = run();
    const n = above.length - 1;
    const passesDone = model.get("passes");
    const every = Math.max(1, Math.ceil(n / SEEN));
    const points = above.map((v, t) => [(t * passesDone) / n, Math.max(v, 1e-9)]).filter(([, v], t) => Number.isFinite(v) && (t % every === 0 || t === n));
    const ylim = [Math.min(...points.map(([, v]) => v)) * 0.5, Math.min(Math.max(...points.map(([, v]) => v)) * 2, 1e9)];
    pen.axes({ xlim: [0, passesDone], ylim, logY: true, xlabel: "passes over the data", ylabel: "loss − its minimum" });
    pen.inside(() => {
      pen.line(points, { colour: pen.colour("blue"), width: points.length > 100 ? 1.5 : 2.5 });
      if (points.length < 60) for (const point of points) pen.mark(...point, { colour: pen.colour("blue") }, 4);
    });
    curve.describe(`Loss of all rows over passes on a logarithmic scale, from ${number(above[0], 4)} to ${number(above.at(-1), 4)} above its minimum.`);
  }
  function update() {
    const B = model.get("batch_size");
    const a = Math.ceil(m / B);
    size.range.value = data.sizes.reduce((best, s, k) => (Math.abs(s - B) < Math.abs(data.sizes[best] - B) ? k : best), 0);
    size.range.setAttribute("aria-valuetext", `${B} rows`);
    size.value.textContent = B;
    for (const [part, name] of [[eta, "eta"], [passes, "passes"]]) {
      part.range.value = model.get(name);
      part.value.textContent = number(model.get(name), 3);
    }
    shrink.checked = model.get("shrink");
    facts.textContent = `${a} ${a === 1 ? "update" : "updates"} a pass, each on ${B} of ${m} rows. Variance of a step's gradient: ${B === m ? "0" : B === 1 ? "σ²" : `${number((m - B) / (m - 1) / B, 4)} σ²`}.`;
    ask.hidden = shown;
    again.hidden = !shown || !model.get("ask");
    redraw.hidden = !shown;
    surface.update();
    curve.update();
    if (shown) said.say(sentence());
  }

  el.append(
    html("div", { class: "gdkit gd-batch", role: "group", "aria-label": "Batch-size explorer" },
      html("p", { class: "gd-title" }, `A line through ${m} points: rows a step, rate, passes`),
      html("div", { class: "gd-controls" }, size.row, eta.row, passes.row,
        html("div", { class: "gd-slider" }, html("label", { for: shrink.id }, shrink, "η shrinks: η / (1 + t/50)"))),
      facts, ask, verdict,
      html("div", { class: "gd-pictures" }, surface.canvas, curve.canvas),
      html("div", { class: "gd-buttons" }, again, redraw), said.node),
  );
  update();
  const watched = ["batch_size", "eta", "shrink", "passes", "draw"].map((name) => `change:${name}`);
  watched.forEach((event) => model.on(event, update));
  return () => {
    watched.forEach((event) => model.off(event, update));
    [surface, curve, said].forEach((part) => part.stop());
  };
}

export default { render };
