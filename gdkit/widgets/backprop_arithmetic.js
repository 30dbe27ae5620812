// Both passes through a small network of sigmoid neurons for one example. Numbers in, numbers out: no page here.
import { COSTS, forward, sigmoidSlope } from "./neuron.js";

/** Scores, activations, cost, errors δ and gradients of one example; A[0] is x, Zs[l] and deltas[l] belong to Ws[l]. */
export function passes(Ws, bs, x, y, cost) {
  const { scores: Zs, activations: A } = forward(Ws, bs, x);
  const [z, a] = [Zs.at(-1), A.at(-1)];
  const costs = y.map((t, k) => COSTS[cost].cost(z[k], t));
  const slopes = A.map((layer) => layer.map(sigmoidSlope));
  const deltas = [a.map((v, k) => COSTS[cost].error(v, y[k]))];
  for (let l = Ws.length - 1; l > 0; l -= 1) {
    const back = (j) => Ws[l].reduce((sum, row, k) => sum + row[j] * deltas[0][k], 0); // Wᵀδ
    deltas.unshift(slopes[l].map((slope, j) => back(j) * slope));
  }
  const dWs = deltas.map((delta, l) => delta.map((d) => A[l].map((v) => d * v)));
  return { Zs, A, deltas, slopes, C: costs.reduce((sum, c) => sum + c, 0), dWs, dbs: deltas };
}

/** What is computed after what: the errors from the output down, then the gradients of each neuron's weights. */
export function order(Ws) {
  const layers = Ws.map((W, l) => W.map((_, j) => ({ layer: l, neuron: j }))).reverse();
  return [
    ...layers.flat().map((place) => ({ ...place, kind: "error" })),
    ...layers.flat().map((place) => ({ ...place, kind: "gradient" })),
  ];
}

/** "negative", "zero" or "positive". */
export const sign = (value) => (value < 0 ? "negative" : value > 0 ? "positive" : "zero");
