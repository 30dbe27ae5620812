// Logistic regression on one feature. Numbers in, numbers out: no page is touched here.
import { COSTS, sigmoid } from "./neuron.js";

/** Of theta = (b, w) on rows x, y: probabilities, costs, their mean J, ∇J, and the rows on the wrong side. */
export function logistic(x, y, [b, w]) {
  const z = x.map((v) => b + w * v);
  const p = z.map(sigmoid);
  const costs = z.map((v, i) => COSTS.cross_entropy.cost(v, y[i]));
  const mean = (values) => values.reduce((a, v) => a + v, 0) / values.length;
  return {
    p,
    costs,
    J: mean(costs),
    gradient: [mean(p.map((v, i) => v - y[i])), mean(p.map((v, i) => (v - y[i]) * x[i]))],
    wrong: z.filter((v, i) => (v >= 0 ? 1 : 0) !== y[i]).length,
  };
}

/** What happens to J when theta is doubled: "falls", "rises" or "stays". */
export function doubled(x, y, theta) {
  const [now, then] = [theta, theta.map((v) => 2 * v)].map((t) => logistic(x, y, t).J);
  if (now === then) return "stays";
  return then < now ? "falls" : "rises";
}
