// The descent explorer: move η past 2/L and see a descent glide, zigzag and diverge. Predict first.
import { sheet } from "./canvas.js";
import { descent, ellipse, manner, quadratic } from "./descent_arithmetic.js";
import { announcer, html, number, unique } from "./page.js";

const MANNERS = { glides: "it glides down without turning back", zigzags: "it zigzags, but goes down", diverges: "it diverges" };
const RULES = ["GD", "Momentum", "Nesterov"];

function render({ model, el }) {
  const J = model.get("quadratic"); // { H, centre, value, L, xlim, ylim, labels }
  let shown = !model.get("ask");
  let guess = null;

  const said = announcer();
  const range = (name, words, { min, max, step }) => {
    const shownValue = html("span", { class: "gd-value" });
    const input = html("input", { type: "range", id: unique(name), min, max, step, oninput: () => moved(name, Number(input.value)), onchange: () => model.save_changes() });
    return { input, shownValue, row: html("div", { class: "gd-slider" }, html("label", { for: input.id }, words, shownValue), input) };
  };
  const limit = 2 / J.L;
  const sliders = {
    eta: range("eta", "learning rate η = ", { min: limit / 100, max: 1.3 * limit, step: limit / 100 }),
    gamma: range("gamma", "momentum γ = ", { min: 0, max: 0.99, step: 0.01 }),
    n_updates: range("n_updates", "updates = ", { min: 1, max: 100, step: 1 }),
  };
  const ruler = html("p", { class: "gd-ruler" });
  const rule = html("select", { id: unique("rule"), onchange: () => (moved("rule", rule.value), model.save_changes()) }, ...RULES.map((name) => html("option", { value: name }, name)));
  const starts = [0, 1].map((k) => {
    const [low, high] = [J.xlim, J.ylim][k];
    const input = html("input", { type: "number", id: unique("start"), step: (high - low) / 50, onchange: () => (moveStart(k, Number(input.value)), model.save_changes()) });
    return { input, label: html("label", { for: input.id }, `start ${J.labels[k]} `) };
  });

  const ask = html("fieldset", { class: "gd-ask" });
  const show = html("button", { type: "button", onclick: reveal, disabled: true }, "Show");
  const group = unique("guess");
  ask.append(
    html("legend", {}, "Predict first: what will this descent do?"),
    ...Object.entries(MANNERS).map(([name, words]) =>
      html("label", {}, html("input", { type: "radio", name: group, value: name, onchange: () => ((guess = name), (show.disabled = false)) }), words)),
    show,
  );
  const verdict = html("p", { class: "gd-verdict" });
  const again = html("button", { type: "button", onclick: hide }, "Hide, and let me predict again");

  const surface = sheet(400, drawSurface);
  const curve = sheet(400, drawCurve);
  surface.canvas.addEventListener("click", (event) => {
    const point = surface.at(event);
    if (point) (model.set("start", point.map((v) => Number(v.toPrecision(3)))), changed(), model.save_changes());
  });

  const settings = () => ({ rule: model.get("rule"), eta: model.get("eta"), gamma: model.get("gamma") });
  const run = () => descent(J, model.get("start"), settings(), model.get("n_updates"));

  function moved(name, value) {
    model.set(name, value);
    changed();
  }
  function moveStart(k, value) {
    if (!Number.isFinite(value)) return;
    model.set("start", model.get("start").map((old, i) => (i === k ? value : old)));
    changed();
  }
  function changed() {
    verdict.textContent = "";
    update();
  }
  function reveal() {
    shown = true;
    const truth = manner(run());
    update();
    verdict.textContent = truth === guess ? `Yes: ${MANNERS[truth]}.` : `You said: ${MANNERS[guess]}. In fact ${MANNERS[truth]}.`;
    model.set("prediction", guess);
    model.save_changes();
    again.focus({ preventScroll: true });
    said.say(`${verdict.textContent} ${sentence(run())}`);
  }
  function hide() {
    shown = false;
    guess = null;
    show.disabled = true;
    for (const radio of ask.querySelectorAll("input")) radio.checked = false;
    changed();
    ask.querySelector("input").focus();
  }
  const sentence = (d) =>
    `${model.get("rule")} with η = ${number(model.get("eta"), 4)}: after ${d.path.length - 1} updates at (${d.path.at(-1).map((v) => number(v, 3)).join(", ")}), loss from ${number(d.values[0], 4)} to ${number(d.values.at(-1), 4)}; ${MANNERS[manner(d)]}.`;

  function drawSurface(pen) {
    pen.axes({ xlim: J.xlim, ylim: J.ylim, xlabel: J.labels[0], ylabel: J.labels[1] });
    pen.inside(() => {
      const { radii, angle } = ellipse(J.H);
      const top = Math.max(...J.xlim.flatMap((x) => J.ylim.map((y) => quadratic(J, [x, y])))) - J.value;
      const around = Array.from({ length: 73 }, (_, i) => (i * Math.PI) / 36);
      for (let k = 1; k <= 12; k += 1) {
        const size = Math.sqrt(top) * (k / 12) ** 1.25;
        const points = around.map((t) => {
          const [p, q] = [radii[1] * Math.cos(t) * size, radii[0] * Math.sin(t) * size];
          return [J.centre[0] + p * Math.cos(angle) - q * Math.sin(angle), J.centre[1] + p * Math.sin(angle) + q * Math.cos(angle)];
        });
        pen.line(points, { colour: pen.colour("faint"), width: 1 });
      }
      pen.mark(...J.centre, { colour: pen.colour("green"), marker: 2 }, 7);
      const start = model.get("start");
      if (shown) {
        const { path } = run();
        pen.line(path, { colour: pen.colour("blue"), width: 2.5 });
        for (const point of path) pen.mark(...point, { colour: pen.colour("blue") }, 4);
        pen.mark(...path.at(-1), { colour: pen.colour("blue") }, 8);
      }
      pen.mark(...start, { colour: pen.colour("red"), marker: 1 }, 7);
    });
    surface.describe(shown ? `Contour lines and path. ${sentence(run())}` : `Contour lines with the start at (${model.get("start").map((v) => number(v, 3)).join(", ")}); the path is hidden until you predict.`);
  }
  function drawCurve(pen) {
    if (!shown) {
      pen.text("The loss is shown after your prediction.", pen.width / 2, pen.height / 2, { align: "center" });
      curve.describe("The loss is shown after your prediction.");
      return;
    }
    const d = run();
    const above = d.values.map((v) => Math.max(v - J.value, 1e-12)).filter(Number.isFinite);
    const ylim = [Math.min(...above) * 0.5, Math.min(Math.max(...above) * 2, 1e12)];
    pen.axes({ xlim: [0, d.path.length - 1], ylim, logY: true, xlabel: "updates", ylabel: "loss − its minimum" });
    pen.inside(() => {
      pen.line(above.map((v, t) => [t, v]), { colour: pen.colour("blue") });
      if (above.length < 60) above.forEach((v, t) => pen.mark(t, v, { colour: pen.colour("blue") }, 4));
    });
    curve.describe(`Loss over updates on a logarithmic scale, from ${number(above[0], 4)} to ${number(above.at(-1), 4)} above its minimum.`);
  }
  function update() {
    for (const [name, { input, shownValue }] of Object.entries(sliders)) {
      input.value = model.get(name);
      shownValue.textContent = number(model.get(name), 4);
    }
    sliders.gamma.row.hidden = model.get("rule") === "GD";
    rule.value = model.get("rule");
    starts.forEach(({ input }, k) => (input.value = number(model.get("start")[k], 4).replace("−", "-")));
    const times = model.get("eta") / limit;
    ruler.textContent = `2/L = ${number(limit, 4)}: η is ${number(100 * times, 0)} % of it.`;
    ruler.classList.toggle("gd-over", times >= 1);
    ask.hidden = shown;
    again.hidden = !shown || !model.get("ask");
    surface.update();
    curve.update();
    if (shown) said.say(sentence(run()));
  }

  el.append(
    html("div", { class: "gdkit gd-descent", role: "group", "aria-label": "Descent explorer" },
      html("p", { class: "gd-title" }, model.get("title")),
      html("div", { class: "gd-controls" },
        html("div", {}, sliders.eta.row, ruler),
        html("div", { class: "gd-slider" }, html("label", { for: rule.id }, "rule"), rule, ...starts.flatMap(({ label, input }) => [label, input])),
        sliders.gamma.row, sliders.n_updates.row),
      ask, verdict,
      html("div", { class: "gd-pictures" }, surface.canvas, curve.canvas),
      again, said.node),
  );
  update();
  const watched = ["eta", "gamma", "rule", "n_updates", "start"].map((name) => `change:${name}`);
  watched.forEach((event) => model.on(event, update));
  return () => {
    watched.forEach((event) => model.off(event, update));
    [surface, curve, said].forEach((part) => part.stop());
  };
}

export default { render };
