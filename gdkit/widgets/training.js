// The training explorer: hidden units, rate and rule of a network that is trained here, on the page. Predict first.
import { key, sheet } from "./canvas.js";
import { announcer, html, number, unique } from "./page.js";
import { scores, winner } from "./regions_arithmetic.js";
import { accuracy, evenStart, outcome, train } from "./training_arithmetic.js";

const OUTCOMES = { few: "fewer than 60 %", many: "60 to 90 %", most: "more than 90 %" };
const STARTS = { "random 1": "drawn: 1", "random 2": "drawn: 2", "random 3": "drawn: 3", equal: "all weights 0.3", zero: "all weights 0" };
const SOFT = ["blue-soft", "red-soft", "green-soft", "pink-soft", "panel"];
const SECONDS = 3; // for the whole training

function render({ model, el }) {
  const { points, labels, names, axes, xlim, ylim, starts } = model.get("data");
  const T = model.get("n_updates");
  let shown = !model.get("ask");
  let at = T; // the update that is looked at
  let guess = null;
  let timer = null;
  let known = null; // the training of the present settings
  const said = announcer();

  const change = (name, value) => {
    halt();
    model.set(name, value);
    verdict.textContent = "";
  };
  const range = (name, attributes, to = (v) => v, from = (v) => v) => {
    const value = html("span", { class: "gd-value" });
    const input = html("input", { type: "range", id: unique(name), ...attributes, oninput: () => change(name, from(Number(input.value))), onchange: () => model.save_changes() });
    const show = () => {
      value.textContent = number(model.get(name), 4);
      input.value = to(model.get(name));
      input.setAttribute("aria-valuetext", value.textContent);
    };
    return { input, value, show };
  };
  const hidden = range("hidden", { min: 1, max: 8, step: 1 });
  const eta = range("eta", { min: -3, max: 1.5, step: 0.1 }, Math.log10, (p) => Number((10 ** p).toPrecision(2)));
  const choice = (name, values) => {
    const input = html("select", { id: unique(name), onchange: () => (change(name, input.value), model.save_changes()) }, ...Object.entries(values).map(([value, words]) => html("option", { value }, words)));
    return input;
  };
  const rule = choice("rule", { GD: "GD", Momentum: "Momentum", RMSprop: "RMSprop", Adam: "Adam" });
  const start = choice("start", STARTS);

  const group = unique("guess");
  const show = html("button", { type: "button", onclick: reveal, disabled: true }, "Train");
  const ask = html("fieldset", { class: "gd-ask" },
    html("legend", {}, `Predict first: after ${T} updates, how many of the ${points.length} points will lie in the region of their class?`),
    ...Object.entries(OUTCOMES).map(([name, words]) =>
      html("label", {}, html("input", { type: "radio", name: group, value: name, onchange: () => ((guess = name), (show.disabled = false)) }), words)),
    show);
  const verdict = html("p", { class: "gd-verdict" });
  const words = html("p", { class: "gd-words" });
  const again = html("button", { type: "button", onclick: hide }, "Hide, and let me predict again");
  const play = html("button", { type: "button", onclick: () => (timer === null ? begin() : halt()) }, "Play");
  const place = html("span", { class: "gd-value" });
  const slider = html("input", { type: "range", id: unique("at"), min: 0, max: T, step: 1, oninput: () => (halt(), (at = Number(slider.value)), draw()) });
  const film = html("div", { class: "gd-slider" }, play, html("label", { for: slider.id }, "looked at after updates: ", place), slider);

  const regions = sheet(420, drawRegions);
  const chart = sheet(420, drawChart);

  const sizes = () => [2, model.get("hidden"), names.length];
  function run() {
    const now = JSON.stringify(["hidden", "eta", "rule", "start"].map((name) => model.get(name)));
    if (known?.now !== now) {
      const from = model.get("start");
      const theta = from === "equal" ? evenStart(sizes(), 0.3) : from === "zero" ? evenStart(sizes(), 0) : starts[model.get("hidden") - 1][Number(from.at(-1)) - 1];
      known = { now, ...train(sizes(), theta, points, labels, { rule: model.get("rule"), eta: model.get("eta") }, T) };
    }
    return known;
  }
  const share = (t) => accuracy(sizes(), run().path[t], points, labels);

  function begin() {
    if (at === T) at = 0;
    const began = performance.now() - (at / T) * SECONDS * 1000;
    play.textContent = "Pause";
    const tick = (now) => {
      at = Math.max(0, Math.min(T, Math.floor(((now - began) / 1000 / SECONDS) * T)));
      timer = at < T ? requestAnimationFrame(tick) : null;
      if (at === T) play.textContent = "Play";
      draw();
    };
    timer = requestAnimationFrame(tick);
  }
  function halt() {
    if (timer !== null) cancelAnimationFrame(timer);
    timer = null;
    play.textContent = "Play";
  }
  function reveal() {
    shown = true;
    at = T;
    const truth = outcome(share(T));
    verdict.textContent = truth === guess ? `Yes: ${OUTCOMES[truth]}.` : `You said: ${OUTCOMES[guess]}. It is ${OUTCOMES[truth]}.`;
    model.set("prediction", guess);
    model.save_changes();
    update();
    play.focus({ preventScroll: true });
    said.say(`${verdict.textContent} ${sentence()}`);
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) begin();
  }
  function hide() {
    halt();
    shown = false;
    guess = null;
    show.disabled = true;
    for (const radio of ask.querySelectorAll("input")) radio.checked = false;
    verdict.textContent = "";
    update();
    ask.querySelector("input").focus();
  }
  function sentence() {
    const units = model.get("hidden");
    return `${units} hidden unit${units === 1 ? "" : "s"}, ${model.get("rule")} with η = ${number(model.get("eta"), 4)}: after ${at} updates ${number(100 * share(at), 1)} % of the points are right, loss ${number(run().values[at], 4)}.`;
  }

  function drawRegions(pen) {
    pen.axes({ xlim, ylim, xlabel: axes[0], ylabel: axes[1] });
    pen.inside(() => {
      if (shown) {
        const theta = run().path[at];
        const { left, right, top, bottom } = pen.box;
        const side = 6; // pixels of a cell
        const soft = SOFT.map((name) => pen.colour(name));
        for (let px = Math.ceil(left); px < right; px += side) {
          for (let py = Math.ceil(top); py < bottom; py += side) {
            const [k, p] = winner(scores(sizes(), ["sigmoid"], theta, pen.back(px + side / 2, py + side / 2)));
            pen.context.globalAlpha = Math.min(1, 0.25 + 0.75 * p); // the surer, the stronger
            pen.context.fillStyle = soft[k];
            pen.context.fillRect(px, py, side, side);
          }
        }
        pen.context.globalAlpha = 1;
        for (let j = 0; j < model.get("hidden"); j += 1) {
          const [b, w1, w2] = theta.slice(3 * j, 3 * j + 3); // the unit is at ½ where b + w·x = 0
          const far = 10 * (xlim[1] - xlim[0]);
          const size = Math.hypot(w1, w2);
          if (!(size > 0)) continue;
          const [fx, fy] = [(-b * w1) / size ** 2, (-b * w2) / size ** 2];
          pen.line([-far, far].map((s) => [fx - (s * w2) / size, fy + (s * w1) / size]), { colour: pen.colour("ink"), dash: [7, 5], width: 1.6 });
        }
      }
      points.forEach(([x, y], i) => pen.mark(x, y, pen.series(labels[i]), 5));
    });
    regions.describe(shown ? `Regions of the classes, and a dashed line for each hidden unit. ${sentence()}` : `${points.length} points of ${names.length} classes; the regions are hidden until you predict.`);
  }
  function drawChart(pen) {
    if (!shown) {
      pen.text("Shown after your prediction.", pen.width / 2, pen.height / 2, { align: "center" });
      chart.describe("The loss is shown after your prediction.");
      return;
    }
    const { values } = run();
    const finite = values.filter(Number.isFinite);
    pen.axes({ xlim: [0, T], ylim: [Math.max(Math.min(...finite) * 0.6, 1e-5), Math.max(...finite, 2) * 1.4], logY: true, xlabel: "updates", ylabel: "loss" });
    pen.inside(() => {
      const line = values.map((v, t) => [t, v]);
      pen.line(line.slice(0, at + 1), { colour: pen.colour("blue") });
      pen.line([[0, Math.log(names.length)], [T, Math.log(names.length)]], { colour: pen.colour("ink"), dash: [4, 4], width: 1.5 });
      pen.mark(...line[at], { colour: pen.colour("blue"), marker: 0 }, 7);
    });
    chart.describe(`Loss over updates on a logarithmic scale, from ${number(values[0], 4)} to ${number(values[at], 4)} after ${at} updates; the dotted line is log ${names.length}, knowing nothing.`);
  }
  function draw() {
    slider.value = at;
    place.textContent = `${at}`;
    slider.setAttribute("aria-valuetext", `after ${at} updates`);
    words.textContent = shown ? sentence() : "";
    regions.update();
    chart.update();
  }
  function update() {
    hidden.show();
    eta.show();
    rule.value = model.get("rule");
    start.value = model.get("start");
    ask.hidden = shown;
    film.hidden = !shown;
    again.hidden = !shown || !model.get("ask");
    draw();
    if (shown) said.say(sentence());
  }

  el.append(
    html("div", { class: "gdkit gd-training", role: "group", "aria-label": "Training explorer" },
      html("p", { class: "gd-title" }, model.get("title")),
      html("div", { class: "gd-controls" },
        html("div", { class: "gd-slider" }, html("label", { for: hidden.input.id }, "hidden units = ", hidden.value), hidden.input),
        html("div", { class: "gd-slider" }, html("label", { for: eta.input.id }, "learning rate η = ", eta.value), eta.input),
        html("div", { class: "gd-slider" }, html("label", { for: rule.id }, "rule"), rule),
        html("div", { class: "gd-slider" }, html("label", { for: start.id }, "start"), start)),
      ask, verdict, key(names),
      html("div", { class: "gd-pictures" }, regions.canvas, chart.canvas),
      film, words, again, said.node),
  );
  update();
  const watched = ["hidden", "eta", "rule", "start"].map((name) => `change:${name}`);
  watched.forEach((event) => model.on(event, update));
  return () => {
    watched.forEach((event) => model.off(event, update));
    halt();
    [regions, chart, said].forEach((part) => part.stop());
  };
}

export default { render };
