// A small network of sigmoid neurons and its counts. Numbers in, numbers out: no page is touched here.

const sigma = (z) => 1 / (1 + Math.exp(-z));
const rounded = (v) => Math.round(10 * v) / 10;
const sum = (values) => values.reduce((a, v) => a + v, 0);

/** Ws, bs and the input x of the network in which every exploration begins. */
export function beginning(sizes) {
  const Ws = sizes.slice(1).map((nOut, l) => Array.from({ length: nOut }, (_, j) => Array.from({ length: sizes[l] }, (_, k) => rounded(2 * Math.sin(j * sizes[l] + k + 1)))));
  const bs = sizes.slice(1).map((nOut) => Array.from({ length: nOut }, (_, j) => rounded(Math.cos(j + 1))));
  return { Ws, bs, x: Array.from({ length: sizes[0] }, (_, k) => 1 / (k + 1)) };
}

/** The same matrices with `value` for the weight to neuron j of layer l from neuron k of layer l − 1, counted from 1. */
export const withWeight = (Ws, [l, j, k], value) => Ws.map((W, i) => (i !== l - 1 ? W : W.map((row, r) => (r !== j - 1 ? row : row.map((w, c) => (c !== k - 1 ? w : value))))));

/** Scores and activations of each layer; activations[0] is the input. */
export function forward(Ws, bs, x) {
  const scores = [];
  const activations = [x];
  Ws.forEach((W, l) => {
    scores.push(W.map((row, j) => sum(row.map((w, k) => w * activations[l][k])) + bs[l][j]));
    activations.push(scores[l].map(sigma));
  });
  return { scores, activations };
}

export function counts(sizes) {
  const products = sizes.slice(1).map((nOut, l) => nOut * sizes[l]);
  const neurons = sum(sizes.slice(1));
  return { products, neurons, weights: sum(products), total: sum(products) + neurons };
}

/** What was counted when `guess` was said for the number of parameters: "right", the name of a mistake, or "other". */
export function counted(sizes, guess) {
  const { neurons, weights, total } = counts(sizes);
  const all = {
    right: total,
    biases: weights,
    inputs: total + sizes[0],
    layers: weights + sizes.length - 1,
    outputs: total - sizes.at(-1),
    neurons,
  };
  return Object.keys(all).find((name) => all[name] === guess) ?? "other";
}

/** Whether neuron `unit` of `layer` (from 1; layer 0 are the inputs) feels a change of the weight (l, j, k). */
export const feels = ([l, j], layer, unit) => layer > l || (layer === l && unit === j);

/** The weight that is nearest to (l, j, k) among those that the network has. */
export function nearest(sizes, [l, j, k]) {
  const within = (v, high) => Math.min(Math.max(v, 1), high);
  const layer = within(l, sizes.length - 1);
  return [layer, within(j, sizes[layer]), within(k, sizes[layer - 1])];
}
