// The backward pass in steps: each error and each gradient is predicted, then computed with its numbers in sight.
import { announcer, drawing, html, number, svg, unique } from "./page.js";
import { order, passes, sign } from "./backprop_arithmetic.js";

const UP = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const DOWN = "₀₁₂₃₄₅₆₇₈₉";
const COSTS = { quadratic: "quadratic, ½(a − y)²", cross_entropy: "cross-entropy" };
const LINE = 25; // pixels between two lines of text
const BOX = 178;

function render({ model, el }) {
  const { Ws, bs, X, Y } = model.get("network");
  const steps = order(Ws);
  const named = (letter, layer, ...places) => `${letter}${UP[layer + 1]}${places.map((p) => DOWN[p + 1]).join("")}`;
  const factor = (v) => (v < 0 ? `(${number(v)})` : number(v));
  const found = () => model.get("step");
  const now = () => passes(Ws, bs, X[model.get("row")], Y[model.get("row")], model.get("cost"));
  const shown = (kind, layer, neuron) => steps.findIndex((s) => s.kind === kind && s.layer === layer && s.neuron === neuron) < found();
  let guess = null;

  const said = announcer();
  const group = unique("sign");
  const question = html("legend", {});
  const radios = ["negative", "zero", "positive"].map((name) =>
    html("input", { type: "radio", name: group, value: name, onchange: () => ((guess = name), (show.disabled = false)) }));
  const show = html("button", { type: "button", onclick: reveal }, "Show");
  const ask = html("fieldset", { class: "gd-ask" }, question,
    ...(model.get("ask") ? radios.map((radio) => html("label", {}, radio, radio.value)) : []), show);
  const again = html("button", { type: "button", onclick: () => restart({}) }, "Start again");
  const verdict = html("p", { class: "gd-verdict" });
  const formulas = html("div", {});
  const chooser = (name, choices) => {
    const select = html("select", { id: unique(name), onchange: () => restart({ [name]: choices[select.selectedIndex][0] }) },
      ...choices.map(([, words]) => html("option", {}, words)));
    return { select, node: html("label", { for: select.id }, name === "row" ? "example" : name, select), choices, name };
  };
  const choosers = [
    chooser("row", X.map((x, i) => [i, `${i + 1}: x = (${x.map((v) => number(v)).join(", ")}), y = ${number(Y[i][0])}`])),
    chooser("cost", Object.entries(COSTS)),
  ];
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
      const before = (k) => (l === 0 ? `x${DOWN[k + 1]}` : named("a", l - 1, k));
      return [
        ...A[l].map((v, k) => `∂C/∂${named("w", l, j, k)} = ${name} · ${before(k)} = ${factor(d)} · ${factor(v)} = ${number(d * v)}`),
        `∂C/∂${named("b", l, j)} = ${name} = ${number(d)}`,
      ];
    }
    const [a, slope] = [named("a", l, j), slopes[l + 1][j]];
    if (l < Ws.length - 1) {
      const up = Ws[l + 1].map((row, k) => [named("w", l + 1, k, j), row[j], named("δ", l + 1, k), deltas[l + 1][k]]);
      const sums = [up.map(([w, , delta]) => `${w} ${delta}`).join(" + "), up.map(([, w, , delta]) => `${factor(w)} · ${factor(delta)}`).join(" + ")];
      return [`${name} = ${sums[0]} · ${a}(1 − ${a}) = ${sums[1]} · ${number(slope)} = ${number(d)}`];
    }
    const [v, y] = [number(A[l + 1][j]), number(Y[model.get("row")][j])];
    return [model.get("cost") === "quadratic"
      ? `${name} = (${a} − y) · ${a}(1 − ${a}) = (${v} − ${y}) · ${number(slope)} = ${number(d)}`
      : `${name} = ${a} − y = ${v} − ${y} = ${number(d)}`];
  }
  function valueOf({ kind, layer, neuron }) {
    const { deltas, dWs } = now();
    return kind === "error" ? deltas[layer][neuron] : dWs[layer][neuron][0];
  }

  function reveal() {
    const step = steps[found()];
    const truth = sign(valueOf(step));
    verdict.textContent = !model.get("ask") ? "" : guess === truth ? "Yes." : `You said ${guess}; ${target(step)} is ${truth}.`;
    if (model.get("ask")) model.set("prediction", guess);
    model.set("step", found() + 1);
    model.save_changes();
    said.say(`${verdict.textContent} ${lines(step).join("; ")}`);
    (found() < steps.length ? radios[0].isConnected ? radios[0] : show : again).focus({ preventScroll: true });
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
    Ws.forEach((W, l) => W.forEach((row, j) => row.forEach((w, k) => {
      const [[x1, y1], [x2, y2]] = [at(l, k), at(l + 1, j)];
      const [left, right] = [x1 + half(l), x2 - half(l + 1)];
      const used = last && (last.kind === "error" ? last.layer === l - 1 && last.neuron === k : last.layer === l && last.neuron === j);
      wires.push(svg("line", { x1: left, y1, x2: right, y2, class: used ? "gd-wire gd-back" : "gd-wire" }));
      const t = l === 0 ? 0.34 : 0.5;
      const [x, y] = [left + t * (right - left), y1 + t * (y2 - y1)];
      const isShown = shown("gradient", l, j);
      const tall = isShown ? 2 : 1;
      labels.push(svg("rect", { x: x - 58, y: y - (tall * LINE) / 2 - 2, width: 116, height: tall * LINE + 4, rx: 5, class: "gd-label" }));
      labels.push(text(x, y - ((tall - 1) * LINE) / 2, `w = ${number(w)}`));
      if (isShown) labels.push(text(x, y + LINE / 2, `∂ = ${number(both.dWs[l][j][k])}`, true));
    })));
    const boxes = both.A.flatMap((layer, l) => layer.flatMap((a, j) => {
      const [x, y] = at(l, j);
      if (l === 0) return box(x, y, 2 * half(0), [[`x${DOWN[j + 1]} = ${number(a)}`]], "gd-given");
      const error = shown("error", l - 1, j) ? [`${named("δ", l - 1, j)} = ${number(both.deltas[l - 1][j])}`, true] : [`${named("δ", l - 1, j)} = ?`];
      const bias = [[`b = ${number(bs[l - 1][j])}`]];
      if (shown("gradient", l - 1, j)) bias.push([`∂b = ${number(both.dbs[l - 1][j])}`, true]);
      const words = [...bias, [`z = ${number(both.Zs[l - 1][j])}`], [`a = ${number(a)}`], error];
      if (l === Ws.length) words.push([`y = ${number(Y[model.get("row")][j])}`], [`C = ${number(both.C)}`]);
      const current = last && last.layer === l - 1 && last.neuron === j;
      return box(x, y, BOX, words, current ? "gd-now" : "");
    }));
    pen.replaceChildren(...wires, ...labels, ...boxes);
    pen.setAttribute("aria-label", describe(both));
  }
  const text = (x, y, words, isFound = false) => svg("text", { x, y: y + 6, "text-anchor": "middle", class: isFound ? "gd-found" : "" }, words);
  function box(x, y, width, words, look) {
    const height = words.length * LINE + 12;
    return [
      svg("rect", { x: x - width / 2, y: y - height / 2, width, height, rx: 8, class: `gd-box ${look}` }),
      ...words.map(([line, isFound], i) => text(x, y - height / 2 + 6 + (i + 0.5) * LINE, line, isFound)),
    ];
  }
  function describe(both) {
    const layer = (l) => both.A[l].map((a, j) => `${named("a", l - 1, j)} = ${number(a)}, ${named("δ", l - 1, j)} = ${shown("error", l - 1, j) ? number(both.deltas[l - 1][j]) : "not computed yet"}`).join("; ");
    return `Network for x = (${both.A[0].map((v) => number(v)).join(", ")}), cost ${number(both.C)}. ${Ws.map((_, l) => layer(l + 1)).join("; ")}. ${found()} of ${steps.length} steps back are done.`;
  }

  function update() {
    const done = found() >= steps.length;
    guess = null;
    for (const radio of radios) radio.checked = false;
    show.disabled = model.get("ask");
    ask.hidden = done;
    again.hidden = found() === 0;
    if (!done) {
      const step = steps[found()];
      question.textContent = `Step ${found() + 1} of ${steps.length}. ${model.get("ask") ? `Predict: which sign has ${target(step)}?` : `Next: ${target(step)}`}`;
    }
    formulas.replaceChildren(...(found() > 0 ? lines(steps[found() - 1]) : []).map((line) => html("p", { class: "gd-formula" }, line)));
    for (const { select, choices, name } of choosers) select.selectedIndex = choices.findIndex(([value]) => value === model.get(name));
    redraw();
  }

  el.append(
    html("div", { class: "gdkit gd-backprop", role: "group", "aria-label": "The backward pass, step by step" },
      html("p", { class: "gd-title" }, "The backward pass, step by step"),
      html("div", { class: "gd-choices" }, ...choosers.map(({ node }) => node)),
      html("div", { class: "gd-scroll" }, picture),
      ask, verdict, formulas, again, said.node),
  );
  const events = ["change:step", "change:row", "change:cost"];
  for (const event of events) model.on(event, update);
  update();
  return () => {
    for (const event of events) model.off(event, update);
    stop();
    said.stop();
  };
}

export default { render };
