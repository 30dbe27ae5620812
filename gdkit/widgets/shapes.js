// The shape explorer: choose two shapes and an operation, predict the shape of the result, then see what meets what.
import { announcer, drawing, html, number, svg, unique } from "./page.js";
import { choices, entry, numbersOf, reason, resultShape, SHAPES, shapeText, sources, stepOfB } from "./shapes_arithmetic.js";

const OPERATIONS = { "@": "A @ B", "+": "A + B", "-": "A − B" };
const SIGN = { "@": "@", "+": "+", "-": "−" };
const [CELL_W, CELL_H, GAP] = [54, 38, 44];

function render({ model, el }) {
  let shown = !model.get("ask");
  let guess = null;

  const said = announcer();
  const select = (name, words, options) => {
    const input = html("select", { id: unique(name), onchange: () => (model.set(name, name === "operation" ? input.value : JSON.parse(input.value)), changed(), model.save_changes()) }, ...options.map(([value, text]) => html("option", { value }, text)));
    return { input, row: html("span", {}, html("label", { for: input.id }, words), " ", input) };
  };
  const shapes = SHAPES.map((shape) => [JSON.stringify(shape), shape.length ? shapeText(shape) : "() a number"]);
  const selects = {
    a: select("a", "shape of A", shapes),
    operation: select("operation", "operation", Object.entries(OPERATIONS)),
    b: select("b", "shape of B", shapes),
  };
  const show = html("button", { type: "button", onclick: reveal, disabled: true }, "Show");
  const radios = html("span", { class: "gd-choices" });
  const ask = html("fieldset", { class: "gd-ask" }, html("legend", {}, "Predict first: which shape has the result?"), radios, show);
  const verdict = html("p", { class: "gd-verdict" });
  const why = html("p", { class: "gd-why" });
  const axis = (name, k) => {
    const input = html("input", { type: "number", id: unique(name), min: 0, step: 1, oninput: () => pick(k, Number(input.value)), onchange: () => model.save_changes() });
    return { input, row: html("span", {}, html("label", { for: input.id }, `${name} = `), input) };
  };
  const axes = [axis("i", 0), axis("j", 1)];
  const sum = html("span", { class: "gd-sum" });
  const look = html("p", { class: "gd-entry" }, "Entry ", axes[0].row, axes[1].row, sum);
  const again = html("button", { type: "button", onclick: hide }, "Hide, and let me predict again");
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
    model.set("entry", model.get("entry").map((old, i) => (i === k ? value : old)));
    update();
  }
  function changed() {
    verdict.textContent = "";
    if (model.get("ask")) shown = false; // other shapes are another question
    clear();
    update();
  }
  function clear() {
    guess = null;
    show.disabled = true;
    const { operation, a, b } = now();
    const group = unique("guess");
    radios.replaceChildren(...choices(operation, a, b).map((text) =>
      html("label", {}, html("input", { type: "radio", name: group, value: text, onchange: () => ((guess = text), (show.disabled = false)) }), text)));
  }
  function reveal() {
    shown = true;
    update();
    const right = shapeText(truth());
    verdict.textContent = right === guess ? `Yes: ${right}.` : `You said: ${guess}. In fact ${right}.`;
    model.set("prediction", guess);
    model.save_changes();
    again.focus({ preventScroll: true });
    said.say(`${verdict.textContent} ${why.textContent}`);
  }
  function hide() {
    shown = false;
    verdict.textContent = "";
    clear();
    update();
    radios.querySelector("input").focus();
  }

  function draw(node, width) {
    const { operation, a, b } = now();
    const result = truth();
    const fits = shown && result !== null;
    const [i, j] = place();
    const used = fits ? sources(operation, a, b, i, j) : [];
    const stretch = (shape) => (fits && operation !== "@" ? result : shape);
    const parts = [
      { name: "A", shape: a, drawn: stretch(a), step: 1, lit: used.map(([p]) => p.join()) },
      { name: "B", shape: b, drawn: stretch(b), step: stepOfB(operation), lit: used.map(([, q]) => q.join()) },
    ];
    if (fits) parts.push({ name: "", shape: result, drawn: result, step: null, lit: [] });
    const columns = (shape) => (shape.length === 2 ? shape[1] : (shape[0] ?? 1));
    const rows = (shape) => (shape.length === 2 ? shape[0] : 1);
    const wide = parts.reduce((total, p) => total + columns(p.drawn) * CELL_W + GAP, GAP) <= width;
    const signs = [SIGN[operation], "="];
    node.replaceChildren();
    let [x, y] = [8, 34];
    let bottom = 0;
    parts.forEach((part, k) => {
      drawArray(node, part, x, y, { operation, a, b, i, j });
      const [w, h] = [columns(part.drawn) * CELL_W, rows(part.drawn) * CELL_H];
      bottom = Math.max(bottom, y + h + 8);
      if (wide) {
        x += w;
        if (k < parts.length - 1) node.append(svg("text", { x: x + GAP / 2, y: y + CELL_H / 2, "text-anchor": "middle", "dominant-baseline": "central", class: "gd-sign" }, signs[k]));
        x += GAP;
      } else {
        y += h + 68;
        if (k < parts.length - 1) node.append(svg("text", { x: 8, y: y - 42, class: "gd-sign" }, signs[k]));
      }
    });
    node.setAttribute("height", bottom);
    node.setAttribute("aria-label", sentence());
  }

  function drawArray(node, part, x, y, { operation, a, b, i, j }) {
    const { name, shape, drawn, step, lit } = part;
    node.append(svg("text", { x, y: y - 10 }, `${name} ${shapeText(shape)}`.trim()));
    const own = numbersOf(shape, step ?? 1);
    const [rows, columns] = drawn.length === 2 ? drawn : [1, drawn[0] ?? 1];
    for (let r = 0; r < rows; r += 1) {
      for (let c = 0; c < columns; c += 1) {
        const from = [own.length === 1 ? 0 : r, own[0].length === 1 ? 0 : c];
        const repeated = r > own.length - 1 || c > own[0].length - 1;
        const chosen = step === null && r === (drawn.length === 2 ? i : 0) && c === (drawn.length === 2 ? j : i);
        const bright = chosen || (lit.includes(from.join()) && (operation === "@" || (r === (drawn.length === 2 ? i : 0) && c === (drawn.length === 2 ? j : i))));
        const value = step === null ? entry(operation, a, b, ...(drawn.length === 2 ? [r, c] : [c, 0])).value : own[from[0]][from[1]];
        const kind = `${bright ? "gd-bright" : ""} ${repeated ? "gd-repeated" : ""}`;
        const cell = svg("g", { class: kind, ...(step === null ? { onclick: () => choose(drawn.length === 2 ? [r, c] : [c, 0]) } : {}) },
          svg("rect", { x: x + c * CELL_W + 1, y: y + r * CELL_H + 1, width: CELL_W - 2, height: CELL_H - 2, rx: 3 }),
          svg("text", { x: x + (c + 0.5) * CELL_W, y: y + (r + 0.5) * CELL_H, "text-anchor": "middle", "dominant-baseline": "central" }, number(value)));
        node.append(cell);
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
    const made = operation === "@" ? terms.map(([p, q]) => `${p}·${q}`).join(" + ") : `${terms[0][0]} ${SIGN[operation]} ${terms[0][1]}`;
    return `(${OPERATIONS[operation]})${index} = ${made} = ${number(value)}`;
  }
  function sentence() {
    const { operation, a, b } = now();
    const question = `A has shape ${shapeText(a)}, B has shape ${shapeText(b)}.`;
    if (!shown) return `${question} The shape of ${OPERATIONS[operation]} is hidden until you predict.`;
    return `${question} ${OPERATIONS[operation]}: ${shapeText(truth())}. ${reason(operation, a, b)} ${truth() === null ? "" : `${entryWords()}.`}`;
  }

  function update() {
    const { operation, a, b } = now();
    selects.a.input.value = JSON.stringify(a);
    selects.b.input.value = JSON.stringify(b);
    selects.operation.input.value = operation;
    ask.hidden = shown;
    again.hidden = !shown || !model.get("ask");
    const result = truth();
    why.textContent = shown ? reason(operation, a, b) : "";
    look.hidden = !shown || result === null;
    if (shown && result !== null) {
      place().forEach((at, k) => {
        axes[k].row.hidden = k >= result.length;
        axes[k].input.max = (result[k] ?? 1) - 1;
        axes[k].input.value = at;
      });
      sum.textContent = entryWords();
    }
    picture.update();
    if (shown) said.say(sentence());
  }

  el.append(
    html("div", { class: "gdkit gd-shapes", role: "group", "aria-label": "Shape explorer" },
      html("div", { class: "gd-controls" }, ...Object.values(selects).map(({ row }) => row)),
      ask, verdict, why, picture.picture, look, again, said.node),
  );
  clear();
  update();
  const watched = ["operation", "a", "b"].map((name) => [`change:${name}`, () => (clear(), update())]).concat([["change:entry", update]]);
  watched.forEach(([event, call]) => model.on(event, call));
  return () => {
    watched.forEach(([event, call]) => model.off(event, call));
    [picture, said].forEach((part) => part.stop());
  };
}

export default { render };
