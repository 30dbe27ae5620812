// The shape explorer: choose two shapes and an operation, predict the shape of the result, then see what meets what.
import { asking, verdictOn } from "./asking.js";
import { field, menu } from "./controls.js";
import { announcer, drawing, fill, follow, html, number, svg } from "./page.js";
import {
  choices,
  entry,
  numbersOf,
  reason,
  resultShape,
  SHAPES,
  shapeText,
  sources,
  stepOfB,
} from "./shapes_arithmetic.js";

const OPERATIONS = { "@": "A @ B", "+": "A + B", "-": "A − B" };
const SIGN = { "@": "@", "+": "+", "-": "−" };
const [CELL_W, CELL_H, GAP] = [54, 38, 44];
const QUESTION = "Predict first: which shape has the result?";

function render({ model, el }) {
  const said = announcer();
  const shapes = Object.fromEntries(
    SHAPES.map((shape) => [JSON.stringify(shape), shape.length ? shapeText(shape) : "() a number"]),
  );
  const select = (name, words, options, read) =>
    menu(model, words, options, (value) => {
      model.set(name, read(value));
      predicted.restart(); // other shapes are another question
    });
  const selects = {
    a: select("a", "shape of A", shapes, JSON.parse),
    operation: select("operation", "operation", OPERATIONS, String),
    b: select("b", "shape of B", shapes, JSON.parse),
  };
  const predicted = asking({
    model,
    said,
    update,
    forget: offer,
    judge: (guess) => verdictOn(offered(), shapeText(truth()), guess),
    sentence: () => why.textContent,
  });
  const { ask, verdict, again, shown } = predicted;
  const why = html("p", { class: "gd-why" });
  const axes = ["i", "j"].map((name, k) => {
    const { input, label } = field(model, `${name} = `, { min: 0, step: 1 }, (value) => pick(k, value));
    return { input, row: html("span", {}, label, input) };
  });
  const sum = html("span", { class: "gd-sum" });
  const look = html("p", { class: "gd-entry" }, "Entry ", axes[0].row, axes[1].row, sum);
  const picture = drawing(CELL_H * 5, draw);

  const now = () => ({ operation: model.get("operation"), a: model.get("a"), b: model.get("b") });
  const truth = () => {
    const { operation, a, b } = now();
    return resultShape(operation, a, b);
  };
  const place = () => {
    const result = truth() ?? [];
    return [0, 1].map((k) => Math.max(0, Math.min(model.get("entry")[k], (result[k] ?? 1) - 1)));
  };

  function pick(k, value) {
    if (!Number.isInteger(value)) return;
    const next = model.get("entry").map((old, i) => (i === k ? value : old));
    model.set("entry", next);
    update();
  }
  function offered() {
    const { operation, a, b } = now();
    return Object.fromEntries(choices(operation, a, b).map((text) => [text, text]));
  }
  function offer() {
    predicted.offer(QUESTION, offered());
  }
  function fromKernel() {
    offer();
    update();
  }

  const columns = (shape) => (shape.length === 2 ? shape[1] : (shape[0] ?? 1));
  const rows = (shape) => (shape.length === 2 ? shape[0] : 1);

  function draw(node, width) {
    const { operation, a, b } = now();
    const result = truth();
    const fits = shown() && result !== null;
    const used = fits ? sources(operation, a, b, ...place()) : [];
    const stretch = (shape) => (fits && operation !== "@" ? result : shape);
    const parts = [
      { name: "A", shape: a, drawn: stretch(a), step: 1, lit: used.map(([p]) => p.join()) },
      { name: "B", shape: b, drawn: stretch(b), step: stepOfB(operation), lit: used.map(([, q]) => q.join()) },
    ];
    if (fits) parts.push({ name: "", shape: result, drawn: result, step: null, lit: [] });
    const wide = parts.reduce((total, p) => total + columns(p.drawn) * CELL_W + GAP, GAP) <= width;
    const signs = [SIGN[operation], "="];
    node.replaceChildren();
    let [x, y] = [8, 34];
    let bottom = 0;
    parts.forEach((part, k) => {
      drawArray(node, part, x, y);
      const [w, h] = [columns(part.drawn) * CELL_W, rows(part.drawn) * CELL_H];
      bottom = Math.max(bottom, y + h + 8);
      const middle = { y: y + CELL_H / 2, "text-anchor": "middle", "dominant-baseline": "central" };
      if (wide) x += w + GAP;
      else y += h + 68;
      if (k === parts.length - 1) return;
      const at = wide ? { x: x - GAP / 2, ...middle } : { x: 8, y: y - 42 };
      node.append(svg("text", { ...at, class: "gd-sign" }, signs[k]));
    });
    node.setAttribute("height", bottom);
    node.setAttribute("aria-label", sentence());
  }

  function drawArray(node, { name, shape, drawn, step, lit }, x, y) {
    const { operation, a, b } = now();
    const [i, j] = place();
    node.append(svg("text", { x, y: y - 10 }, `${name} ${shapeText(shape)}`.trim()));
    const own = numbersOf(shape, step ?? 1);
    const two = drawn.length === 2;
    for (let r = 0; r < rows(drawn); r += 1) {
      for (let c = 0; c < columns(drawn); c += 1) {
        const from = [own.length === 1 ? 0 : r, own[0].length === 1 ? 0 : c];
        const repeated = r > own.length - 1 || c > own[0].length - 1;
        const here = r === (two ? i : 0) && c === (two ? j : i);
        const isLit = lit.includes(from.join()) && (operation === "@" || here);
        const bright = isLit || (step === null && here);
        const index = two ? [r, c] : [c, 0];
        const value = step === null ? entry(operation, a, b, ...index).value : own[from[0]][from[1]];
        const attributes = { class: `${bright ? "gd-bright" : ""} ${repeated ? "gd-repeated" : ""}` };
        if (step === null) attributes.onclick = () => choose(index);
        const [left, top] = [x + c * CELL_W, y + r * CELL_H];
        const box = { x: left + 1, y: top + 1, width: CELL_W - 2, height: CELL_H - 2, rx: 3 };
        const middle = { x: left + CELL_W / 2, y: top + CELL_H / 2 };
        const text = { ...middle, "text-anchor": "middle", "dominant-baseline": "central" };
        node.append(svg("g", attributes, svg("rect", box), svg("text", text, number(value))));
      }
    }
  }
  function choose(at) {
    model.set("entry", at);
    model.save_changes();
    update();
  }

  function entryWords() {
    const { operation, a, b } = now();
    const result = truth();
    const [i, j] = place();
    const { value, terms } = entry(operation, a, b, i, j);
    const index = result.length ? `[${[i, j].slice(0, result.length).join(", ")}]` : "";
    const made =
      operation === "@"
        ? terms.map(([p, q]) => `${p}·${q}`).join(" + ")
        : `${terms[0][0]} ${SIGN[operation]} ${terms[0][1]}`;
    return `(${OPERATIONS[operation]})${index} = ${made} = ${number(value)}`;
  }
  function sentence() {
    const { operation, a, b } = now();
    const question = `A has shape ${shapeText(a)}, B has shape ${shapeText(b)}.`;
    if (!shown()) return `${question} The shape of ${OPERATIONS[operation]} is hidden until you predict.`;
    const answer = `${OPERATIONS[operation]}: ${shapeText(truth())}. ${reason(operation, a, b)}`;
    return `${question} ${answer} ${truth() === null ? "" : `${entryWords()}.`}`;
  }

  function update() {
    const { operation, a, b } = now();
    selects.a.input.value = JSON.stringify(a);
    selects.b.input.value = JSON.stringify(b);
    selects.operation.input.value = operation;
    predicted.settle();
    const result = truth();
    why.textContent = shown() ? reason(operation, a, b) : "";
    look.hidden = !shown() || result === null;
    if (shown() && result !== null) {
      place().forEach((at, k) => {
        axes[k].row.hidden = k >= result.length;
        axes[k].input.max = (result[k] ?? 1) - 1;
        axes[k].input.value = at;
      });
      sum.textContent = entryWords();
    }
    picture.update();
    if (shown()) said.say(sentence());
  }

  const controls = Object.values(selects).map(({ label, input }) => html("span", {}, label, " ", input));
  fill(
    el,
    "shapes",
    "Shape explorer",
    html("div", { class: "gd-controls" }, ...controls),
    ask,
    verdict,
    why,
    picture.picture,
    look,
    again,
    said.node,
  );
  fromKernel();
  const stop = follow(model, ["operation", "a", "b"], fromKernel);
  return follow(model, ["entry"], update, { stop }, picture, said);
}

export default { render };
