// Both passes through a small network of sigmoid neurons for one example. Numbers in, numbers out: no page here.

const sigmoid = (z) => (z < 0 ? Math.exp(z) / (1 + Math.exp(z)) : 1 / (1 + Math.exp(-z)));

/** log(1 + eᶻ) without overflow. */
const softplus = (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));

/** Scores, activations, cost, errors δ and gradients of one example; A[0] is x, Zs[l] and deltas[l] belong to Ws[l]. */
export function passes(Ws, bs, x, y, cost) {
  const Zs = [];
  const A = [x];
  Ws.forEach((W, l) => {
    Zs.push(W.map((row, j) => row.reduce((sum, w, k) => sum + w * A[l][k], bs[l][j])));
    A.push(Zs[l].map(sigmoid));
  });
  const [z, a] = [Zs.at(-1), A.at(-1)];
  const costs = y.map((t, k) => (cost === "quadratic" ? (a[k] - t) ** 2 / 2 : t * softplus(-z[k]) + (1 - t) * softplus(z[k])));
  const slopes = A.map((layer) => layer.map((v) => v * (1 - v)));
  const deltas = [a.map((v, k) => (v - y[k]) * (cost === "quadratic" ? slopes.at(-1)[k] : 1))];
  for (let l = Ws.length - 1; l > 0; l -= 1) {
    deltas.unshift(A[l].map((_, j) => Ws[l].reduce((sum, row, k) => sum + row[j] * deltas[0][k], 0) * slopes[l][j]));
  }
  return {
    Zs, A, deltas, slopes,
    C: costs.reduce((sum, c) => sum + c, 0),
    dWs: deltas.map((delta, l) => delta.map((d) => A[l].map((v) => d * v))),
    dbs: deltas,
  };
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
