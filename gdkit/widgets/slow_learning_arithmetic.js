// One sigmoid neuron, x = 1 and target 0, trained under either cost. Numbers in, numbers out: no page is touched here.
import { COSTS, sigmoid } from "./neuron.js";

/** ∂C/∂w = ∂C/∂b at the score z: a σ′(z) under the quadratic cost ½a², a under the cross-entropy −log(1 − a). */
export const slope = (cost, z) => COSTS[cost].error(sigmoid(z), 0);

/** The outputs σ(w + b) before the first and after each of `count` updates. */
export function outputs(cost, w, b, eta, count) {
  const seen = [sigmoid(w + b)];
  let z = w + b;
  for (let t = 0; t < count; t += 1) {
    z -= 2 * eta * slope(cost, z); // w and b make the same step
    seen.push(sigmoid(z));
  }
  return seen;
}

/** How many updates until the output is below `level`; `limit` where it takes longer. */
export function updatesNeeded(cost, w, b, eta, level = 0.1, limit = 100000) {
  let z = w + b;
  for (let t = 0; t < limit; t += 1) {
    if (sigmoid(z) < level) return t;
    z -= 2 * eta * slope(cost, z);
  }
  return limit;
}

/** How many times as many updates the quadratic cost needs: "few" below 10, "some" to 50, "many" above. */
export function comparison(w, b, eta) {
  const ratio = updatesNeeded("quadratic", w, b, eta) / updatesNeeded("cross_entropy", w, b, eta);
  return ratio < 10 ? "few" : ratio <= 50 ? "some" : "many";
}
