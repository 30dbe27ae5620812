// A sigmoid neuron, its costs, and layers of them. Numbers in, numbers out: no page is touched here.

/** 1 / (1 + e⁻ᶻ), with the exponential that stays small. */
export function sigmoid(z) {
  const e = Math.exp(-Math.abs(z));
  return (z >= 0 ? 1 : e) / (1 + e);
}

/** σ′(z) = a(1 − a), from the activation a = σ(z). */
export const sigmoidSlope = (a) => a * (1 - a);

/** log(1 + eᶻ) without overflow. */
const softplus = (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));

/** What an output with the score z and the activation a = σ(z) costs where y is right, and its error δ = ∂C/∂z. */
export const COSTS = {
  quadratic: {
    cost: (z, y) => (sigmoid(z) - y) ** 2 / 2,
    error: (a, y) => (a - y) * sigmoidSlope(a),
  },
  cross_entropy: {
    cost: (z, y) => softplus(z) - y * z,
    error: (a, y) => a - y, // σ′ has cancelled
  },
};

/** Scores and activations of each layer of a network; activations[0] is the input x. */
export function forward(Ws, bs, x) {
  const scores = [];
  const activations = [x];
  Ws.forEach((W, l) => {
    scores.push(W.map((row, j) => row.reduce((sum, w, k) => sum + w * activations[l][k], bs[l][j])));
    activations.push(scores[l].map(sigmoid));
  });
  return { scores, activations };
}
