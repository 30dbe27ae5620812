// The network explorer: choose the layers, predict the number of parameters, then move one weight and see who feels it.
import { hiding } from "./asking.js";
import { sheet } from "./canvas.js";
import { menu, slider } from "./controls.js";
import { beginning, counted, counts, feels, nearest, withWeight } from "./network_arithmetic.js";
import { forward } from "./neuron.js";
import { announcer, fill, follow, html, lowered, number, raised, unique } from "./page.js";

const MISTAKES = {
  biases: "Those are the weights alone; every neuron has a bias as well.",
  inputs: "The inputs got a bias too; an input holds a number and has no parameters.",
  layers: "That is one bias for each layer; every neuron has its own.",
  outputs: "The outputs got no bias; they are neurons like the others.",
  neurons: "Those are the neurons alone.",
  other: "",
};
function render({ model, el }) {
  const { largest, layers, reach } = model.get("limits");
  const sizes = () => model.get("sizes");
  const weight = () => model.get("weight");
  const name = () => `w${raised(weight()[0])}${lowered(weight()[1])}${lowered(weight()[2])}`;
  const value = () => {
    const [l, j, k] = weight();
    return model.get("value") ?? beginning(sizes()).Ws[l - 1][j - 1][k - 1];
  };
  const network = (v = value()) => {
    const { Ws, bs, x } = beginning(sizes());
    const now = withWeight(Ws, weight(), v);
    return { Ws: now, ...forward(now, bs, x) };
  };
  const said = announcer();

  // ---- the layers
  const layerCounts = Object.fromEntries(Array.from({ length: layers - 1 }, (_, n) => [n, String(n)]));
  const hidden = menu(model, "hidden layers ", layerCounts, (n) => {
    const inner = sizes().slice(1, -1);
    resize([sizes()[0], ...Array.from({ length: Number(n) }, (_, i) => inner[i] ?? 3), sizes().at(-1)]);
  });
  const hiddenRow = html("p", {}, hidden.label, hidden.input);
  const place = html("div", { class: "gd-sizes" });
  let sliders = [];
  function buildSliders() {
    const last = sizes().length - 1;
    const inner = (layer) => (last === 2 ? "hidden neurons" : `neurons of hidden layer ${layer}`);
    sliders = sizes().map((_, layer) => {
      const words = layer === 0 ? "inputs" : layer === last ? "outputs" : inner(layer);
      return slider(model, `${words} `, { min: 1, max: largest, step: 1 }, (size) => {
        const next = sizes().map((old, i) => (i === layer ? size : old));
        resize(next);
      });
    });
    place.replaceChildren(...sliders.map(({ row }) => row), hiddenRow);
  }
  function resize(next) {
    const kept = nearest(next, weight());
    model.set("sizes", next);
    if (String(kept) !== String(weight())) model.set("weight", kept);
    model.set("value", null); // another network: its own weights
    predicted.changed();
  }

  // ---- the prediction
  const guess = html("input", {
    type: "number",
    id: unique("guess"),
    min: 0,
    step: 1,
    oninput: ready,
    // no earlier, or the key would press the button that has the focus next
    onkeyup: (event) => event.key === "Enter" && guess.value !== "" && reveal(),
  });
  const show = html("button", { type: "button", disabled: true, onclick: reveal }, "Count, and show");
  const question = html("label", { for: guess.id });
  const ask = html("fieldset", { class: "gd-ask" }, html("legend", {}, "Predict first"), question, guess, show);
  const predicted = hiding({
    model,
    said,
    update,
    judge(answer) {
      const { total } = counts(sizes());
      const what = counted(sizes(), answer);
      if (what === "right") return `Yes: ${total} parameters.`;
      return `You said ${answer}; there are ${total}. ${MISTAKES[what]}`.trim();
    },
    sentence: count,
    forget() {
      guess.value = "";
      ready();
    },
    first: () => guess,
    back: "Hide, and let me count another one",
  });
  const { verdict, again, shown } = predicted;
  const facts = html("p", { class: "gd-facts" });
  const written = () => sizes().join("–");
  function ready() {
    show.disabled = guess.value === "";
  }
  function reveal() {
    predicted.reveal(Number(guess.value));
  }
  function count() {
    const { products, neurons, weights, total } = counts(sizes());
    const factors = products.map((_, l) => `${sizes()[l]}·${sizes()[l + 1]}`).join(" + ");
    const biases = neurons === 1 ? "1 neuron with a bias" : `${neurons} neurons with a bias each`;
    return `${written()}: ${factors} = ${weights} weights, ${biases}, ${total} parameters.`;
  }

  // ---- one weight
  const choices = ["layer l ", "to neuron j ", "from neuron k "].map((words, l) =>
    menu(model, words, {}, (chosen) => {
      const next = weight().map((old, i) => (i === l ? Number(chosen) : old));
      model.set("weight", nearest(sizes(), next));
      model.set("value", null);
      update();
    }),
  );
  const weightName = html("span");
  const weightSlider = slider(model, weightName, { min: -reach, max: reach, step: 0.1 }, (v) => {
    model.set("value", v);
    update();
  });
  const weightFacts = html("p", { class: "gd-facts" });
  const menus = choices.map(({ label, input }) => html("span", {}, label, input));
  const weightRow = html("div", { class: "gd-weight" }, ...menus, weightSlider.row);
  const weightPart = html("div", {}, weightRow, weightFacts);

  // ---- the drawings
  const picture = sheet(480, drawNetwork);
  const curve = sheet(480, drawCurve);
  const where = (pen, layer, unit) => {
    const side = Math.min(40, pen.width / 10);
    const x = side + (layer * (pen.width - 2 * side)) / (sizes().length - 1);
    const space = Math.min(84, (pen.height - 60) / Math.max(...sizes()));
    return [x, (pen.height - 40) / 2 + (unit - 1 - (sizes()[layer] - 1) / 2) * space];
  };
  function drawNetwork(pen) {
    const { Ws, activations } = network();
    drawWires(pen, Ws);
    activations.forEach((layer, i) => {
      layer.forEach((a, unit) => {
        drawNeuron(pen, i, unit + 1, a);
      });
    });
    const roomy = pen.width / sizes().length > 80;
    sizes().forEach((_, i) => {
      const words = i === 0 ? "x" : roomy ? `layer ${i}` : String(i);
      pen.text(words, where(pen, i, 1)[0], pen.height - 12, { align: "center" });
    });
    const [l, j, k] = weight();
    const chosen = `The weight ${name()}, to neuron ${j} of layer ${l} from neuron ${k} of layer ${l - 1}, is bold`;
    const felt = `ringed are the neurons that feel it: neuron ${j} of layer ${l} and all of later layers`;
    picture.describe(
      shown()
        ? `Drawing of the network ${written()} with its activations. ${chosen}; ${felt}.`
        : `Drawing of the network ${written()}; its numbers are shown after your prediction.`,
    );
  }
  function drawWires(pen, Ws) {
    const c = pen.context;
    const strongest = Math.max(...Ws.flat(2).map(Math.abs), 1e-12);
    const stroke = ([l, j, k], colour, width, dash) => {
      Object.assign(c, { strokeStyle: pen.colour(colour), lineWidth: width });
      c.setLineDash(dash);
      c.beginPath();
      c.moveTo(...where(pen, l - 1, k));
      c.lineTo(...where(pen, l, j));
      c.stroke();
      c.setLineDash([]);
    };
    const each = Ws.flatMap((W, i) => W.flatMap((row, j) => row.map((w, k) => [[i + 1, j + 1, k + 1], w])));
    for (const [place, w] of each) {
      const [colour, dash] = w >= 0 ? ["blue", []] : ["red", [6, 4]];
      if (!shown()) stroke(place, "faint", 1.2, []);
      else if (String(place) !== String(weight())) stroke(place, colour, 0.4 + (2 * Math.abs(w)) / strongest, dash);
    }
    if (shown()) stroke(weight(), "ink", 6, value() >= 0 ? [] : [10, 6]);
  }
  function drawNeuron(pen, layer, unit, activation) {
    const c = pen.context;
    const [x, y] = where(pen, layer, unit);
    const felt = shown() && feels(weight(), layer, unit);
    c.beginPath();
    c.arc(x, y, 24, 0, 2 * Math.PI);
    c.fillStyle = pen.colour(layer === 0 ? "panel" : felt ? "green-soft" : "blue-soft");
    c.fill();
    c.lineWidth = felt ? 4 : 1.8;
    c.strokeStyle = pen.colour(layer === 0 ? "faint" : felt ? "green" : "blue");
    c.stroke();
    if (shown()) pen.text(number(activation, 2), x, y, { align: "center" });
  }
  function drawCurve(pen) {
    if (!shown()) {
      const lines = ["One weight on a slider, and who", "feels it: shown after your", "prediction."];
      curve.note(lines, "The activations against one weight are shown after your prediction.");
      return;
    }
    const [l, j] = weight();
    const last = sizes().length - 1;
    const now = network().activations;
    pen.axes({ xlim: [-reach, reach], ylim: [0, 1], xlabel: name(), ylabel: "activation" });
    pen.inside(() => {
      const along = Array.from({ length: 161 }, (_, i) => -reach + (i * reach) / 80);
      const runs = along.map((v) => network(v).activations);
      const places = [[l, j - 1]];
      if (l < last) places.push([last, 0]);
      places.forEach(([layer, unit], i) => {
        const points = along.map((v, t) => [v, runs[t][layer][unit]]);
        pen.line(points, pen.series(i));
        pen.mark(value(), now[layer][unit], pen.series(i), 8);
      });
    });
    const [what, output] = l < last ? [", and of output 1,", ` and ${number(now[last][0], 3)}`] : ["", ""];
    const range = `${name()} from ${number(-reach)} to ${reach}`;
    const here = `at ${number(value(), 2)} it is ${number(now[l][j - 1], 3)}${output}`;
    curve.describe(`Activation of neuron ${j} of layer ${l}${what} for ${range}; ${here}.`);
  }
  const key = html("p", { class: "gd-key" });

  function update() {
    if (sliders.length !== sizes().length) buildSliders();
    sizes().forEach((size, i) => {
      sliders[i].show(size, size);
    });
    hidden.input.value = sizes().length - 2;
    question.textContent = `How many parameters, weights and biases together, has the network ${written()}?`;
    predicted.settle(ask);
    facts.textContent = shown() ? count() : "";
    weightPart.hidden = !shown();
    const [l, j, k] = weight();
    const last = sizes().length - 1;
    [last, sizes()[l], sizes()[l - 1]].forEach((size, i) => {
      const { input } = choices[i];
      if (input.options.length !== size) {
        const options = Array.from({ length: size }, (_, v) => html("option", { value: v + 1 }, String(v + 1)));
        input.replaceChildren(...options);
      }
      input.value = weight()[i];
    });
    weightName.textContent = `${name()} = `;
    weightSlider.show(value(), number(value(), 2));
    const { scores, activations } = network();
    const neuron = `z = ${number(scores[l - 1][j - 1], 3)}, a = ${number(activations[l][j - 1], 3)}`;
    const from = `from ${l === 1 ? "input" : "neuron"} ${k} it gets ${number(activations[l - 1][k - 1], 3)}`;
    const outputs = activations[last].map((a) => number(a, 3)).join(", ");
    weightFacts.textContent = `Neuron ${j} of layer ${l}: ${neuron}; ${from}. Outputs: ${outputs}.`;
    const marks = `● neuron ${j} of layer ${l}${l < last ? "   ■ output 1" : ""}`;
    key.textContent = shown()
      ? `${marks}. Ringed: the neurons that feel ${name()}. Dashed lines: negative weights.`
      : "";
    picture.update();
    curve.update();
    if (shown()) said.say(`${count()} ${weightFacts.textContent}`);
  }

  fill(
    el,
    "network",
    "Network explorer",
    html("p", { class: "gd-title" }, model.get("title")),
    place,
    ask,
    verdict,
    again,
    facts,
    weightPart,
    html("div", { class: "gd-pictures" }, picture.canvas, curve.canvas),
    key,
    said.node,
  );
  update();
  return follow(model, ["sizes", "weight", "value"], update, picture, curve, said);
}

export default { render };
