// The backward pass in steps: each error and each gradient is predicted, then computed with its numbers in sight.
import { radios } from "./asking.js";
import { order, passes, sign } from "./backprop_arithmetic.js";
import { menu } from "./controls.js";
import { announcer, drawing, fill, follow, html, lowered, number, raised, svg, vector } from "./page.js";

const COSTS = { quadratic: "quadratic, ½(a − y)²", cross_entropy: "cross-entropy" };
const SIGNS = { negative: "negative", zero: "zero", positive: "positive" };
const LINE = 25; // pixels between two lines of text
const BOX = 178;

function render({ model, el }) {
  const { Ws, bs, X, Y } = model.get("network");
  const steps = order(Ws);
  const named = (letter, layer, ...places) =>
    `${letter}${raised(layer + 1)}${places.map((p) => lowered(p + 1)).join("")}`;
  const factor = (v) => (v < 0 ? `(${number(v)})` : number(v));
  const found = () => model.get("step");
  const now = () => passes(Ws, bs, X[model.get("row")], Y[model.get("row")], model.get("cost"));
  const shown = (kind, layer, neuron) =>
    steps.findIndex((s) => s.kind === kind && s.layer === layer && s.neuron === neuron) < found();
  let guess = null;

  const said = announcer();
  const question = html("legend", {});
  const signs = radios(SIGNS, (name) => {
    guess = name;
    show.disabled = false;
  });
  const show = html("button", { type: "button", onclick: reveal }, "Show");
  const ask = html("fieldset", { class: "gd-ask" }, question, ...(model.get("ask") ? signs.labels : []), show);
  const again = html("button", { type: "button", onclick: () => restart({}) }, "Start again");
  const verdict = html("p", { class: "gd-verdict" });
  const formulas = html("div", {});
  const example = (x, i) => `${i + 1}: x = ${vector(x)}, y = ${number(Y[i][0])}`;
  const examples = Object.fromEntries(X.map((x, i) => [i, example(x, i)]));
  const choosers = {
    row: menu(model, "example", examples, (row) => restart({ row: Number(row) })),
    cost: menu(model, "cost", COSTS, (cost) => restart({ cost })),
  };
  const { picture, update: redraw, stop } = drawing(430, draw);

  /** The quantity that is asked for, and how it is computed. */
  function target({ kind, layer, neuron }) {
    return kind === "error" ? named("δ", layer, neuron) : `∂C/∂${named("w", layer, neuron, 0)}`;
  }
  function lines(step) {
    const { A, deltas, slopes } = now();
    const { kind, layer: l, neuron: j } = step;
    const [name, d] = [named("δ", l, j), deltas[l][j]];
    if (kind === "gradient") {
      const before = (k) => (l === 0 ? `x${lowered(k + 1)}` : named("a", l - 1, k));
      return [
        ...A[l].map((v, k) => {
          const product = `${factor(d)} · ${factor(v)} = ${number(d * v)}`;
          return `∂C/∂${named("w", l, j, k)} = ${name} · ${before(k)} = ${product}`;
        }),
        `∂C/∂${named("b", l, j)} = ${name} = ${number(d)}`,
      ];
    }
    const [a, slope] = [named("a", l, j), slopes[l + 1][j]];
    if (l < Ws.length - 1) {
      const up = Ws[l + 1].map((row, k) => [named("w", l + 1, k, j), row[j], named("δ", l + 1, k), deltas[l + 1][k]]);
      const letters = up.map(([w, , delta]) => `${w} ${delta}`).join(" + ");
      const numbers = up.map(([, w, , delta]) => `${factor(w)} · ${factor(delta)}`).join(" + ");
      return [`${name} = ${letters} · ${a}(1 − ${a}) = ${numbers} · ${number(slope)} = ${number(d)}`];
    }
    const [v, y] = [number(A[l + 1][j]), number(Y[model.get("row")][j])];
    return [
      model.get("cost") === "quadratic"
        ? `${name} = (${a} − y) · ${a}(1 − ${a}) = (${v} − ${y}) · ${number(slope)} = ${number(d)}`
        : `${name} = ${a} − y = ${v} − ${y} = ${number(d)}`,
    ];
  }
  function computed({ kind, layer, neuron }) {
    const { deltas, dWs } = now();
    return kind === "error" ? deltas[layer][neuron] : dWs[layer][neuron][0];
  }

  function reveal() {
    const step = steps[found()];
    const truth = sign(computed(step));
    if (model.get("ask")) {
      verdict.textContent = guess === truth ? "Yes." : `You said ${guess}; ${target(step)} is ${truth}.`;
      model.set("prediction", guess);
    }
    model.set("step", found() + 1);
    model.save_changes();
    said.say(`${verdict.textContent} ${lines(step).join("; ")}`);
    const next = signs.first.isConnected ? signs.first : show;
    (found() < steps.length ? next : again).focus({ preventScroll: true });
  }
  function restart(changed) {
    verdict.textContent = "";
    for (const [name, value] of Object.entries(changed)) model.set(name, value);
    model.set("step", 0);
    model.save_changes();
    update();
  }

  function draw(pen, width, height) {
    const both = now();
    const last = found() > 0 ? steps[found() - 1] : null;
    const columns = [70, 0.48 * width, width - BOX / 2 - 8];
    const at = (layer, k) => [columns[layer], ((k + 0.5) / both.A[layer].length) * height];
    const half = (layer) => (layer === 0 ? 56 : BOX / 2);
    const wires = [];
    const labels = [];
    const drawWire = (l, j, k, w) => {
      const [[x1, y1], [x2, y2]] = [at(l, k), at(l + 1, j)];
      const [left, right] = [x1 + half(l), x2 - half(l + 1)];
      const [layer, neuron] = last?.kind === "error" ? [l - 1, k] : [l, j];
      const used = last && last.layer === layer && last.neuron === neuron;
      wires.push(svg("line", { x1: left, y1, x2: right, y2, class: used ? "gd-wire gd-back" : "gd-wire" }));
      const t = l === 0 ? 0.34 : 0.5;
      const [x, y] = [left + t * (right - left), y1 + t * (y2 - y1)];
      const isShown = shown("gradient", l, j);
      const tall = (isShown ? 2 : 1) * LINE;
      labels.push(
        svg("rect", { x: x - 58, y: y - tall / 2 - 2, width: 116, height: tall + 4, rx: 5, class: "gd-label" }),
      );
      labels.push(text(x, y - (tall - LINE) / 2, `w = ${number(w)}`));
      if (isShown) labels.push(text(x, y + LINE / 2, `∂ = ${number(both.dWs[l][j][k])}`, true));
    };
    const drawNeuron = (a, layer, j) => {
      const [x, y] = at(layer, j);
      if (layer === 0) return box(x, y, 2 * half(0), [[`x${lowered(j + 1)} = ${number(a)}`]], "gd-given");
      const l = layer - 1;
      const isShown = shown("error", l, j);
      const words = [[`b = ${number(bs[l][j])}`]];
      if (shown("gradient", l, j)) words.push([`∂b = ${number(both.dbs[l][j])}`, true]);
      words.push([`z = ${number(both.Zs[l][j])}`], [`a = ${number(a)}`]);
      words.push([`${named("δ", l, j)} = ${isShown ? number(both.deltas[l][j]) : "?"}`, isShown]);
      if (layer === Ws.length) words.push([`y = ${number(Y[model.get("row")][j])}`], [`C = ${number(both.C)}`]);
      const current = last && last.layer === l && last.neuron === j;
      return box(x, y, BOX, words, current ? "gd-now" : "");
    };
    for (const [l, W] of Ws.entries()) {
      for (const [j, row] of W.entries()) for (const [k, w] of row.entries()) drawWire(l, j, k, w);
    }
    const boxes = both.A.flatMap((layer, l) => layer.flatMap((a, j) => drawNeuron(a, l, j)));
    pen.replaceChildren(...wires, ...labels, ...boxes);
    pen.setAttribute("aria-label", describe(both));
  }
  const text = (x, y, words, isFound = false) =>
    svg("text", { x, y: y + 6, "text-anchor": "middle", class: isFound ? "gd-found" : "" }, words);
  function box(x, y, width, words, look) {
    const height = words.length * LINE + 12;
    return [
      svg("rect", { x: x - width / 2, y: y - height / 2, width, height, rx: 8, class: `gd-box ${look}` }),
      ...words.map(([line, isFound], i) => text(x, y - height / 2 + 6 + (i + 0.5) * LINE, line, isFound)),
    ];
  }
  function describe({ A, C, deltas }) {
    const neuron = (a, l, j) => {
      const delta = shown("error", l, j) ? number(deltas[l][j]) : "not computed yet";
      return `${named("a", l, j)} = ${number(a)}, ${named("δ", l, j)} = ${delta}`;
    };
    const [x, ...layers] = A;
    const neurons = layers.flatMap((layer, l) => layer.map((a, j) => neuron(a, l, j)));
    const done = `${found()} of ${steps.length} steps back are done`;
    return `Network for x = ${vector(x)}, cost ${number(C)}. ${neurons.join("; ")}. ${done}.`;
  }

  function update() {
    const done = found() >= steps.length;
    guess = null;
    signs.clear();
    show.disabled = model.get("ask");
    ask.hidden = done;
    again.hidden = found() === 0;
    if (!done) {
      const what = target(steps[found()]);
      const words = model.get("ask") ? `Predict: which sign has ${what}?` : `Next: ${what}`;
      question.textContent = `Step ${found() + 1} of ${steps.length}. ${words}`;
    }
    const seen = found() > 0 ? lines(steps[found() - 1]) : [];
    formulas.replaceChildren(...seen.map((line) => html("p", { class: "gd-formula" }, line)));
    for (const [name, { input }] of Object.entries(choosers)) input.value = model.get(name);
    redraw();
  }

  for (const { label, input } of Object.values(choosers)) label.append(input);
  const labels = Object.values(choosers).map(({ label }) => label);
  fill(
    el,
    "backprop",
    "The backward pass, step by step",
    html("p", { class: "gd-title" }, "The backward pass, step by step"),
    html("div", { class: "gd-choices" }, ...labels),
    html("div", { class: "gd-scroll" }, picture),
    ask,
    verdict,
    formulas,
    again,
    said.node,
  );
  update();
  return follow(model, ["step", "row", "cost"], update, { stop }, said);
}

export default { render };
