// One gradient step on a mini-batch of a linear model. Numbers in, numbers out: no page is touched here.

const sum = (values) => values.reduce((a, b) => a + b, 0);
const meanSquare = (values) => sum(values.map((v) => v * v)) / values.length;

/** ŷ − y for theta = [b, w1, ..., wn]; X is a list of rows. */
export function residualsOf(X, y, theta) {
  const [b, ...w] = theta;
  return X.map((x, i) => sum(x.map((value, j) => value * w[j])) + b - y[i]);
}

/** The mean squared error over `rows` (indices from 0), its gradient at theta, and what one step of GD does. */
export function minibatchStep(X, y, theta, rows, eta) {
  const B = rows.length;
  if (B === 0) return null;
  const Xb = rows.map((i) => X[i]);
  const yb = rows.map((i) => y[i]);
  const before = residualsOf(Xb, yb, theta);
  const db = (2 / B) * sum(before); //                                        ∂J/∂b = (2/B) 1ᵀ(ŷ − y)
  const dw = X[0].map((_, j) => (2 / B) * sum(before.map((r, i) => r * Xb[i][j]))); // ∂J/∂w = (2/B) Xᵀ(ŷ − y)
  const next = theta.map((value, k) => value - eta * [db, ...dw][k]); //      θ ← θ − η ∇J
  const after = residualsOf(Xb, yb, next);
  return {
    B,
    yHat: before.map((r, i) => r + yb[i]),
    before,
    after,
    dw,
    db,
    theta: next,
    loss: [meanSquare(before), meanSquare(after)],
    lossAll: [meanSquare(residualsOf(X, y, theta)), meanSquare(residualsOf(X, y, next))],
  };
}
