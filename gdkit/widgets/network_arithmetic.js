// A small network of sigmoid neurons and its counts. Numbers in, numbers out: no page is touched here.

const rounded = (v) => Math.round(10 * v) / 10;
const sum = (values) => values.reduce((a, v) => a + v, 0);

/** Ws, bs and the input x of the network in which every exploration begins. */
export function beginning(sizes) {
  const list = (length, entry) => Array.from({ length }, (_, i) => entry(i));
  const Ws = sizes.slice(1).map((nOut, l) => {
    const weight = (j, k) => rounded(2 * Math.sin(j * sizes[l] + k + 1));
    return list(nOut, (j) => list(sizes[l], (k) => weight(j, k)));
  });
  const bs = sizes.slice(1).map((nOut) => list(nOut, (j) => rounded(Math.cos(j + 1))));
  return { Ws, bs, x: list(sizes[0], (k) => 1 / (k + 1)) };
}

/** The same matrices with `value` for the weight to neuron j of layer l from neuron k of layer l − 1, from 1. */
export function withWeight(Ws, [l, j, k], value) {
  const next = Ws.map((W) => W.map((row) => [...row]));
  next[l - 1][j - 1][k - 1] = value;
  return next;
}

/** How many weights lie between neighbouring layers, and how many neurons, weights and parameters there are in all. */
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
