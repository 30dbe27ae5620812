// The descent explorer: move η past 2/L and see a descent glide, zigzag and diverge. Predict first.
import { asking, verdictOn } from "./asking.js";
import { sheet } from "./canvas.js";
import { drawContours, heights, relief } from "./contours.js";
import { menu, slider } from "./controls.js";
import { descent, manner } from "./descent_arithmetic.js";
import { announcer, fill, follow, html, number, unique, vector } from "./page.js";

const MANNERS = {
  glides: "it glides down without turning back",
  zigzags: "it zigzags, but goes down",
  diverges: "it diverges",
};
const RULES = { GD: "GD", Momentum: "Momentum", Nesterov: "Nesterov" };

function render({ model, el }) {
  const J = model.get("quadratic"); // { H, centre, value, L, xlim, ylim, labels }
  const limit = 2 / J.L;

  const said = announcer();
  const range = (name, words, limits) => slider(model, words, limits, (value) => moved(name, value));
  const sliders = {
    eta: range("eta", "learning rate η = ", { min: limit / 100, max: 1.3 * limit, step: limit / 100 }),
    gamma: range("gamma", "momentum γ = ", { min: 0, max: 0.99, step: 0.01 }),
    n_updates: range("n_updates", "updates = ", { min: 1, max: 100, step: 1 }),
  };
  const ruler = html("p", { class: "gd-ruler" });
  const rule = menu(model, "rule", RULES, (name) => moved("rule", name));
  const starts = [J.xlim, J.ylim].map(([low, high], k) => {
    const onchange = () => {
      moveStart(k, Number(input.value));
      model.save_changes();
    };
    const input = html("input", { type: "number", id: unique("start"), step: (high - low) / 50, onchange });
    return { input, label: html("label", { for: input.id }, `start ${J.labels[k]} `) };
  });
  const predicted = asking({
    model,
    said,
    update,
    question: "Predict first: what will this descent do?",
    choices: MANNERS,
    judge: (guess) => verdictOn(MANNERS, manner(run()), guess),
    sentence: () => sentence(run()),
  });
  const { ask, verdict, again, shown } = predicted;

  const surface = sheet(400, drawSurface);
  const curve = sheet(400, drawCurve);
  surface.canvas.addEventListener("click", (event) => {
    const point = surface.at(event);
    if (!point) return;
    const start = point.map((v) => Number(v.toPrecision(3)));
    moved("start", start);
    model.save_changes();
  });

  const settings = () => ({ rule: model.get("rule"), eta: model.get("eta"), gamma: model.get("gamma") });
  const run = () => descent(J, model.get("start"), settings(), model.get("n_updates"));

  function moved(name, value) {
    model.set(name, value);
    predicted.changed();
  }
  function moveStart(k, value) {
    if (Number.isFinite(value))
      moved(
        "start",
        model.get("start").map((old, i) => (i === k ? value : old)),
      );
  }
  function sentence({ path, values }) {
    const where = `after ${path.length - 1} updates at ${vector(path.at(-1), 3)}`;
    const loss = `loss from ${number(values[0])} to ${number(values.at(-1))}`;
    const what = MANNERS[manner({ path, values })];
    return `${model.get("rule")} with η = ${number(model.get("eta"))}: ${where}, ${loss}; ${what}.`;
  }

  function drawSurface(pen) {
    pen.axes({ xlim: J.xlim, ylim: J.ylim, xlabel: J.labels[0], ylabel: J.labels[1] });
    pen.inside(() => {
      drawContours(pen, J, heights(relief(J), 12, 1.25));
      pen.mark(...J.centre, { colour: pen.colour("green"), marker: 2 }, 7);
      if (shown()) {
        const { path } = run();
        pen.line(path, { colour: pen.colour("blue"), width: 2.5 });
        for (const point of path) pen.mark(...point, { colour: pen.colour("blue") }, 4);
        pen.mark(...path.at(-1), { colour: pen.colour("blue") }, 8);
      }
      pen.mark(...model.get("start"), { colour: pen.colour("red"), marker: 1 }, 7);
    });
    surface.describe(
      shown()
        ? `Contour lines and path. ${sentence(run())}`
        : `Contour lines with the start at ${vector(model.get("start"), 3)}; the path is hidden until you predict.`,
    );
  }
  function drawCurve(pen) {
    if (!shown()) {
      curve.note(["The loss is shown after your prediction."]);
      return;
    }
    const d = run();
    const above = d.values.map((v) => Math.max(v - J.value, 1e-12)).filter(Number.isFinite);
    const ylim = [Math.min(...above) * 0.5, Math.min(Math.max(...above) * 2, 1e12)];
    pen.axes({ xlim: [0, d.path.length - 1], ylim, logY: true, xlabel: "updates", ylabel: "loss − its minimum" });
    const points = above.map((v, t) => [t, v]);
    pen.inside(() => {
      pen.line(points, { colour: pen.colour("blue") });
      if (points.length < 60) for (const point of points) pen.mark(...point, { colour: pen.colour("blue") }, 4);
    });
    const ends = `from ${number(above[0])} to ${number(above.at(-1))} above its minimum`;
    curve.describe(`Loss over updates on a logarithmic scale, ${ends}.`);
  }
  function update() {
    for (const [name, { show }] of Object.entries(sliders)) show(model.get(name), number(model.get(name)));
    sliders.gamma.row.hidden = model.get("rule") === "GD";
    rule.input.value = model.get("rule");
    starts.forEach(({ input }, k) => {
      input.value = number(model.get("start")[k]).replace("−", "-");
    });
    const times = model.get("eta") / limit;
    ruler.textContent = `2/L = ${number(limit)}: η is ${number(100 * times, 0)} % of it.`;
    ruler.classList.toggle("gd-over", times >= 1);
    predicted.settle();
    surface.update();
    curve.update();
    if (shown()) said.say(sentence(run()));
  }

  rule.row.append(...starts.flatMap(({ label, input }) => [label, input]));
  const controls = [html("div", {}, sliders.eta.row, ruler), rule.row, sliders.gamma.row, sliders.n_updates.row];
  fill(
    el,
    "descent",
    "Descent explorer",
    html("p", { class: "gd-title" }, model.get("title")),
    html("div", { class: "gd-controls" }, ...controls),
    ask,
    verdict,
    html("div", { class: "gd-pictures" }, surface.canvas, curve.canvas),
    again,
    said.node,
  );
  update();
  return follow(model, ["eta", "gamma", "rule", "n_updates", "start"], update, surface, curve, said);
}

export default { render };
