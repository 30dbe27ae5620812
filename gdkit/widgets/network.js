// The network explorer: choose the layers, predict the number of parameters, then move one weight and see who feels it.
import { sheet } from "./canvas.js";
import { beginning, counted, counts, feels, forward, nearest, withWeight } from "./network_arithmetic.js";
import { announcer, html, number, unique } from "./page.js";

const MISTAKES = {
  biases: "Those are the weights alone; every neuron has a bias as well.",
  inputs: "The inputs got a bias too; an input holds a number and has no parameters.",
  layers: "That is one bias for each layer; every neuron has its own.",
  outputs: "The outputs got no bias; they are neurons like the others.",
  neurons: "Those are the neurons alone.",
  other: "",
};
const raised = (n) => [...String(n)].map((c) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]).join("");
const low = (n) => [...String(n)].map((c) => "₀₁₂₃₄₅₆₇₈₉"[c]).join("");

function render({ model, el }) {
  const { largest, layers, reach } = model.get("limits");
  const sizes = () => model.get("sizes");
  const weight = () => model.get("weight");
  const name = () => `w${raised(weight()[0])}${low(weight()[1])}${low(weight()[2])}`;
  const value = () => {
    const [l, j, k] = weight();
    return model.get("value") ?? beginning(sizes()).Ws[l - 1][j - 1][k - 1];
  };
  const network = (v = value()) => {
    const { Ws, bs, x } = beginning(sizes());
    const now = withWeight(Ws, weight(), v);
    return { Ws: now, ...forward(now, bs, x) };
  };
  let shown = !model.get("ask");
  const said = announcer();

  // ---- the layers
  const hidden = html("select", { id: unique("hidden"), onchange: () => resize([sizes()[0], ...Array.from({ length: Number(hidden.value) }, (_, i) => (i < sizes().length - 2 ? sizes()[i + 1] : 3)), sizes().at(-1)]) }, ...Array.from({ length: layers - 1 }, (_, n) => html("option", { value: n }, String(n))));
  const place = html("div", { class: "gd-sizes" });
  let sliders = [];
  function buildSliders() {
    const last = sizes().length - 1;
    sliders = sizes().map((_, layer) => {
      const shownValue = html("span", { class: "gd-value" });
      const words = layer === 0 ? "inputs" : layer === last ? "outputs" : last === 2 ? "hidden neurons" : `neurons of hidden layer ${layer}`;
      const input = html("input", {
        type: "range", id: unique("size"), min: 1, max: largest, step: 1,
        oninput: () => resize(sizes().map((size, i) => (i === layer ? Number(input.value) : size)), false),
        onchange: () => model.save_changes(),
      });
      return { input, shownValue, row: html("div", { class: "gd-slider" }, html("label", { for: input.id }, `${words} `, shownValue), input) };
    });
    place.replaceChildren(...sliders.map(({ row }) => row), html("p", {}, html("label", { for: hidden.id }, "hidden layers "), hidden));
  }
  function resize(next, save = true) {
    const kept = nearest(next, weight());
    model.set("sizes", next);
    if (String(kept) !== String(weight())) model.set("weight", kept);
    model.set("value", null); // another network: its own weights
    if (save) model.save_changes();
    verdict.textContent = "";
    update();
  }

  // ---- the prediction
  const guess = html("input", { type: "number", id: unique("guess"), min: 0, step: 1, oninput: () => (show.disabled = guess.value === ""), onkeydown: (event) => event.key === "Enter" && guess.value !== "" && reveal() });
  const show = html("button", { type: "button", disabled: true, onclick: () => reveal() }, "Count, and show");
  const question = html("label", { for: guess.id });
  const ask = html("fieldset", { class: "gd-ask" }, html("legend", {}, "Predict first"), question, guess, show);
  const verdict = html("p", { class: "gd-verdict" });
  const again = html("button", { type: "button", onclick: () => hide() }, "Hide, and let me count another one");
  const facts = html("p", { class: "gd-facts" });
  const written = () => sizes().join("–");
  function reveal() {
    const { total } = counts(sizes());
    const answer = Number(guess.value);
    const why = counted(sizes(), answer);
    shown = true;
    verdict.textContent = why === "right" ? `Yes: ${total} parameters.` : `You said ${answer}; there are ${total}. ${MISTAKES[why]}`.trim();
    model.set("prediction", answer);
    model.save_changes();
    update();
    again.focus({ preventScroll: true });
    said.say(`${verdict.textContent} ${count()}`);
  }
  function hide() {
    shown = false;
    guess.value = "";
    show.disabled = true;
    verdict.textContent = "";
    update();
    guess.focus();
  }
  function count() {
    const { products, neurons, weights, total } = counts(sizes());
    const factors = products.map((_, l) => `${sizes()[l]}·${sizes()[l + 1]}`).join(" + ");
    const biases = neurons === 1 ? "1 neuron with a bias" : `${neurons} neurons with a bias each`;
    return `${written()}: ${factors} = ${weights} weights, ${biases}, ${total} parameters.`;
  }

  // ---- one weight
  const choice = (words, l) => {
    const select = html("select", { id: unique("index"), onchange: () => {
      const next = weight().map((old, i) => (i === l ? Number(select.value) : old));
      model.set("weight", nearest(sizes(), next));
      model.set("value", null);
      model.save_changes();
      update();
    } });
    return { select, label: html("label", { for: select.id }, words) };
  };
  const choices = [choice("layer l ", 0), choice("to neuron j ", 1), choice("from neuron k ", 2)];
  const weightValue = html("span", { class: "gd-value" });
  const slider = html("input", { type: "range", id: unique("weight"), min: -reach, max: reach, step: 0.1, oninput: () => (model.set("value", Number(slider.value)), update()), onchange: () => model.save_changes() });
  const weightName = html("label", { for: slider.id });
  const weightFacts = html("p", { class: "gd-facts" });
  const weightPart = html("div", {},
    html("div", { class: "gd-weight" }, ...choices.map(({ select, label }) => html("span", {}, label, select)), html("div", { class: "gd-slider" }, weightName, slider)),
    weightFacts);

  // ---- the drawings
  const drawing = sheet(480, drawNetwork);
  const curve = sheet(480, drawCurve);
  const where = (pen, layer, unit) => {
    const side = Math.min(40, pen.width / 10);
    const x = side + (layer * (pen.width - 2 * side)) / (sizes().length - 1);
    const space = Math.min(84, (pen.height - 60) / Math.max(...sizes()));
    return [x, (pen.height - 40) / 2 + (unit - 1 - (sizes()[layer] - 1) / 2) * space];
  };
  function drawNetwork(pen) {
    const c = pen.context;
    const { Ws, activations } = network();
    const strongest = Math.max(...Ws.flat(2).map(Math.abs), 1e-12);
    const [l, j, k] = weight();
    const stroke = (from, to, colour, width, dash) => {
      Object.assign(c, { strokeStyle: pen.colour(colour), lineWidth: width });
      c.setLineDash(dash);
      c.beginPath();
      c.moveTo(...from);
      c.lineTo(...to);
      c.stroke();
      c.setLineDash([]);
    };
    Ws.forEach((W, i) => W.forEach((row, out) => row.forEach((w, into) => {
      const ends = [where(pen, i, into + 1), where(pen, i + 1, out + 1)];
      if (!shown) stroke(...ends, "faint", 1.2, []);
      else if (!(i + 1 === l && out + 1 === j && into + 1 === k)) stroke(...ends, w >= 0 ? "blue" : "red", 0.4 + (2 * Math.abs(w)) / strongest, w >= 0 ? [] : [6, 4]);
    })));
    if (shown) {
      const chosen = value();
      stroke(where(pen, l - 1, k), where(pen, l, j), "ink", 6, chosen >= 0 ? [] : [10, 6]);
    }
    activations.forEach((layer, i) => layer.forEach((a, unit) => {
      const [x, y] = where(pen, i, unit + 1);
      const felt = shown && feels(weight(), i, unit + 1);
      c.beginPath();
      c.arc(x, y, 24, 0, 2 * Math.PI);
      c.fillStyle = pen.colour(i === 0 ? "panel" : felt ? "green-soft" : "blue-soft");
      c.fill();
      c.lineWidth = felt ? 4 : 1.8;
      c.strokeStyle = pen.colour(i === 0 ? "faint" : felt ? "green" : "blue");
      c.stroke();
      if (shown) pen.text(number(a, 2), x, y, { align: "center" });
    }));
    const roomy = pen.width / sizes().length > 80;
    sizes().forEach((size, i) => pen.text(i === 0 ? "x" : roomy ? `layer ${i}` : String(i), where(pen, i, 1)[0], pen.height - 12, { align: "center" }));
    drawing.describe(shown
      ? `Drawing of the network ${written()} with its activations. The weight ${name()}, to neuron ${j} of layer ${l} from neuron ${k} of layer ${l - 1}, is bold; ringed are the neurons that feel it: neuron ${j} of layer ${l} and all of later layers.`
      : `Drawing of the network ${written()}; its numbers are shown after your prediction.`);
  }
  function drawCurve(pen) {
    if (!shown) {
      pen.text("One weight on a slider, and who", pen.width / 2, pen.height / 2 - 28, { align: "center" });
      pen.text("feels it: shown after your", pen.width / 2, pen.height / 2, { align: "center" });
      pen.text("prediction.", pen.width / 2, pen.height / 2 + 28, { align: "center" });
      curve.describe("The activations against one weight are shown after your prediction.");
      return;
    }
    const [l, j] = weight();
    const last = sizes().length - 1;
    pen.axes({ xlim: [-reach, reach], ylim: [0, 1], xlabel: name(), ylabel: "activation" });
    pen.inside(() => {
      const along = Array.from({ length: 161 }, (_, i) => -reach + (i * reach) / 80);
      const runs = along.map((v) => network(v).activations);
      const now = network().activations;
      const lines = [[l, j - 1], ...(l < last ? [[last, 0]] : [])];
      lines.forEach(([layer, unit], i) => {
        pen.line(along.map((v, t) => [v, runs[t][layer][unit]]), pen.series(i));
        pen.mark(value(), now[layer][unit], pen.series(i), 8);
      });
    });
    const now = network().activations;
    curve.describe(`Activation of neuron ${j} of layer ${l}${l < last ? ", and of output 1," : ""} for ${name()} from ${number(-reach)} to ${reach}; at ${number(value(), 2)} it is ${number(now[l][j - 1], 3)}${l < last ? ` and ${number(now[last][0], 3)}` : ""}.`);
  }
  const key = html("p", { class: "gd-key" });

  function update() {
    if (sliders.length !== sizes().length) buildSliders();
    sizes().forEach((size, i) => {
      sliders[i].input.value = size;
      sliders[i].shownValue.textContent = size;
    });
    hidden.value = sizes().length - 2;
    question.textContent = `How many parameters, weights and biases together, has the network ${written()}?`;
    ask.hidden = shown;
    again.hidden = !shown || !model.get("ask");
    facts.textContent = shown ? count() : "";
    weightPart.hidden = !shown;
    const [l, j, k] = weight();
    [sizes().length - 1, sizes()[l], sizes()[l - 1]].forEach((size, i) => {
      const { select } = choices[i];
      if (select.options.length !== size) select.replaceChildren(...Array.from({ length: size }, (_, v) => html("option", { value: v + 1 }, String(v + 1))));
      select.value = weight()[i];
    });
    weightName.replaceChildren(`${name()} = `, weightValue);
    weightValue.textContent = number(value(), 2);
    slider.value = value();
    const { scores, activations } = network();
    const last = sizes().length - 1;
    weightFacts.textContent = `Neuron ${j} of layer ${l}: z = ${number(scores[l - 1][j - 1], 3)}, a = ${number(activations[l][j - 1], 3)}; from ${l === 1 ? "input" : "neuron"} ${k} it gets ${number(activations[l - 1][k - 1], 3)}. Outputs: ${activations[last].map((a) => number(a, 3)).join(", ")}.`;
    key.textContent = shown ? `● neuron ${j} of layer ${l}${l < last ? "   ■ output 1" : ""}. Ringed: the neurons that feel ${name()}. Dashed lines: negative weights.` : "";
    drawing.update();
    curve.update();
    if (shown) said.say(`${count()} ${weightFacts.textContent}`);
  }

  el.append(
    html("div", { class: "gdkit gd-network", role: "group", "aria-label": "Network explorer" },
      html("p", { class: "gd-title" }, model.get("title")),
      place, ask, verdict, again, facts, weightPart,
      html("div", { class: "gd-pictures" }, drawing.canvas, curve.canvas),
      key, said.node));
  const follow = () => update();
  const traits = ["sizes", "weight", "value"];
  for (const trait of traits) model.on(`change:${trait}`, follow);
  update();
  return () => {
    for (const trait of traits) model.off(`change:${trait}`, follow);
    drawing.stop();
    curve.stop();
    said.stop();
  };
}

export default { render };
