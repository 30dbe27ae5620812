// The forward pass of a multilayer perceptron. Numbers in, numbers out: no page is touched here.
import { sigmoid } from "./neuron.js";

const ACTIVATIONS = {
  sigmoid,
  tanh: Math.tanh,
  relu: (z) => Math.max(0, z),
  identity: (z) => z,
};

/**
 * Scores (n_out) of one point x (n_in). theta holds every unit's row (b, w1, ..., wn), layer after layer;
 * activations are the names for the hidden layers.
 */
export function scores(sizes, activations, theta, x) {
  let a = x;
  let next = 0;
  for (let layer = 1; layer < sizes.length; layer += 1) {
    const sigma = ACTIVATIONS[activations[layer - 1] ?? "identity"];
    const out = new Array(sizes[layer]);
    for (let unit = 0; unit < sizes[layer]; unit += 1) {
      let z = theta[next];
      for (let i = 0; i < a.length; i += 1) z += theta[next + 1 + i] * a[i];
      next += a.length + 1;
      out[unit] = sigma(z);
    }
    a = out;
  }
  return a;
}

/** The class and its probability: softmax of several scores, the sigmoid of a single one. */
export function winner(z) {
  if (z.length === 1) {
    const p = sigmoid(z[0]);
    return p >= 0.5 ? [1, p] : [0, 1 - p];
  }
  let best = 0;
  for (let k = 1; k < z.length; k += 1) if (z[k] > z[best]) best = k;
  return [best, 1 / z.reduce((total, v) => total + Math.exp(v - z[best]), 0)];
}
