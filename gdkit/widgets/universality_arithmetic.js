// A network of one hidden layer whose weights are written down: bumps that add up to a curve. No page is touched here.
import { sigmoid } from "./neuron.js";

/** The curves on [0, 1] that are to be had. */
export const TARGETS = {
  wave: (x) => 0.5 + 0.4 * Math.sin(2 * Math.PI * x),
  jump: (x) => (x < 0.5 ? 0.2 + 0.4 * x : 0.9 - 0.2 * x),
  wild: (x) => 0.2 + 0.4 * x ** 2 + 0.3 * x * Math.sin(15 * x) + 0.05 * Math.cos(50 * x),
};
export const JUMP = 0.5; // where the curve with a jump has it
export const POINTS = Array.from({ length: 401 }, (_, i) => i / 400);
export const MOST = 20; // pairs

/** [from, to, height] of k bumps; the first begins and the last ends outside, where a step would be half-way up. */
export function bumps(target, k) {
  return Array.from({ length: k }, (_, i) => [
    i === 0 ? -1 : i / k,
    i === k - 1 ? 2 : (i + 1) / k,
    TARGETS[target]((i + 0.5) / k),
  ]);
}

/** One pair of hidden units at x: a step up and a step down, times the height. */
export const bumpAt = ([from, to, height], w, x) => height * (sigmoid(w * (x - from)) - sigmoid(w * (x - to)));

/** The output of the network at all POINTS. */
export function output(target, k, w) {
  const all = bumps(target, k);
  return POINTS.map((x) => all.reduce((sum, bump) => sum + bumpAt(bump, w, x), 0));
}

/** { error, at, from, to }: the greatest distance from the target, the first x where it is, and both heights there. */
export function greatest(target, k, w) {
  let found = { error: -1 };
  output(target, k, w).forEach((to, i) => {
    const from = TARGETS[target](POINTS[i]);
    if (Math.abs(to - from) > found.error + 1e-9) found = { error: Math.abs(to - from), at: POINTS[i], from, to };
  });
  return found;
}

/** The greatest error with 1, 2, …, MOST pairs. */
export const errors = (target, w) => Array.from({ length: MOST }, (_, i) => greatest(target, i + 1, w).error);

/** The fewest pairs with an error below `limit`; null where no number of them has. */
export function fewest(target, w, limit) {
  const at = errors(target, w).findIndex((error) => error < limit);
  return at < 0 ? null : at + 1;
}

/** What becomes of the error when all steps get the weight `steep`: "falls" or "rises" by a tenth, or "stays". */
export function whenSteeper(target, k, w, steep) {
  const change = greatest(target, k, steep).error / greatest(target, k, w).error;
  if (change < 0.9) return "falls";
  return change > 1.1 ? "rises" : "stays";
}
