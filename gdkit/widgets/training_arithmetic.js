// The training of a network with one hidden layer of sigmoids and a softmax. Numbers in, numbers out: no page here.
import { scores, winner } from "./regions_arithmetic.js";

const EPS = 1e-8;

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
      h.push(1 / (1 + Math.exp(-z)));
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
      const delta = below[j] * h[j] * (1 - h[j]);
      gradient[j * (n + 1)] += delta;
      for (let k = 0; k < n; k += 1) gradient[j * (n + 1) + 1 + k] += delta * x[k];
    }
  });
  return { value, gradient };
}

/** One update of each rule: (gradient, memory, η, t) -> the step of each parameter; it leaves its memory in `s`. */
const UPDATES = {
  GD: (g, s, eta) => g.map((v) => -eta * v),
  Momentum(g, s, eta) {
    s.v = g.map((v, i) => 0.9 * s.v[i] + eta * v);
    return s.v.map((v) => -v);
  },
  RMSprop(g, s, eta) {
    s.v = g.map((v, i) => 0.9 * s.v[i] + 0.1 * v * v);
    return g.map((v, i) => (-eta * v) / (Math.sqrt(s.v[i]) + EPS));
  },
  Adam(g, s, eta, t) {
    s.m = g.map((v, i) => 0.9 * s.m[i] + 0.1 * v);
    s.v = g.map((v, i) => 0.999 * s.v[i] + 0.001 * v * v);
    return g.map((v, i) => (-eta * s.m[i]) / (1 - 0.9 ** t) / (Math.sqrt(s.v[i] / (1 - 0.999 ** t)) + EPS));
  },
};

/** The path of T updates on all points at once, start first, and the loss along it. */
export function train(sizes, start, points, labels, { rule, eta }, T) {
  const path = [start];
  const values = [];
  const memory = { m: start.map(() => 0), v: start.map(() => 0) };
  for (let t = 1; t <= T; t += 1) {
    const theta = path.at(-1);
    const { value, gradient } = valueAndGradient(sizes, theta, points, labels);
    values.push(value);
    const step = UPDATES[rule](gradient, memory, eta, t);
    path.push(theta.map((v, i) => v + step[i]));
  }
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
