// The training of a network with one hidden layer of sigmoids and a softmax. Numbers in, numbers out: no page here.
import { sigmoid, sigmoidSlope } from "./neuron.js";
import { scores, winner } from "./regions_arithmetic.js";
import { descend } from "./rules.js";

/**
 * Mean log loss −(1/m) Σ log p of the right class, and its gradient by backpropagation. theta holds every unit's row
 * (b, w1, ..., wn), first those of the hidden layer, then those of the output; points (m, n), labels (m).
 */
export function valueAndGradient([n, hidden, K], theta, points, labels) {
  const m = points.length;
  const top = hidden * (n + 1); // where the output's rows begin
  const gradient = new Array(theta.length).fill(0);
  let value = 0;
  points.forEach((x, i) => {
    const h = [];
    for (let j = 0; j < hidden; j += 1) {
      let z = theta[j * (n + 1)];
      for (let k = 0; k < n; k += 1) z += theta[j * (n + 1) + 1 + k] * x[k];
      h.push(sigmoid(z));
    }
    const z = [];
    for (let l = 0; l < K; l += 1) {
      let score = theta[top + l * (hidden + 1)];
      for (let j = 0; j < hidden; j += 1) score += theta[top + l * (hidden + 1) + 1 + j] * h[j];
      z.push(score);
    }
    const largest = Math.max(...z);
    const total = z.reduce((sum, v) => sum + Math.exp(v - largest), 0);
    value += (largest + Math.log(total) - z[labels[i]]) / m;

    const below = new Array(hidden).fill(0); // the sum of Wᵀδ that reaches each hidden unit
    for (let l = 0; l < K; l += 1) {
      const delta = (Math.exp(z[l] - largest) / total - (l === labels[i] ? 1 : 0)) / m;
      const row = top + l * (hidden + 1);
      gradient[row] += delta;
      for (let j = 0; j < hidden; j += 1) {
        gradient[row + 1 + j] += delta * h[j];
        below[j] += delta * theta[row + 1 + j];
      }
    }
    for (let j = 0; j < hidden; j += 1) {
      const delta = below[j] * sigmoidSlope(h[j]);
      gradient[j * (n + 1)] += delta;
      for (let k = 0; k < n; k += 1) gradient[j * (n + 1) + 1 + k] += delta * x[k];
    }
  });
  return { value, gradient };
}

/** The path of T updates on all points at once, start first, and the loss along it. */
export function train(sizes, start, points, labels, { rule, eta }, T) {
  const values = [];
  const gradientAt = (theta) => {
    const { value, gradient } = valueAndGradient(sizes, theta, points, labels);
    values.push(value);
    return gradient;
  };
  const settings = { rule, eta, gamma: 0.9, beta2: rule === "Adam" ? 0.999 : 0.9, correction: true };
  const { path } = descend(gradientAt, start, settings, T);
  values.push(valueAndGradient(sizes, path.at(-1), points, labels).value);
  return { path, values };
}

/** Every weight `value`, every bias 0. */
export function evenStart([n, hidden, K], value) {
  const rows = (count, width) => Array.from({ length: count }, () => [0, ...new Array(width).fill(value)]).flat();
  return [...rows(hidden, n), ...rows(K, hidden)];
}

/** The share of the points whose class has the largest score. */
export const accuracy = (sizes, theta, points, labels) =>
  points.filter((x, i) => winner(scores(sizes, ["sigmoid"], theta, x))[0] === labels[i]).length / points.length;

/** "few" below 60 %, "many" up to 90 %, else "most". */
export const outcome = (share) => (share < 0.6 ? "few" : share <= 0.9 ? "many" : "most");
