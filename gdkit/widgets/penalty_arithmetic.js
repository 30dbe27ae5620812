// Minimum of a quadratic of two weights with a penalty. Numbers in, numbers out: no page is touched here.
import { quadratic } from "./descent_arithmetic.js";

/** λ(w₁² + w₂²) or λ(|w₁| + |w₂|) */
export const penaltyAt = (kind, lam, w) =>
  lam * (kind === "ridge" ? w[0] * w[0] + w[1] * w[1] : Math.abs(w[0]) + Math.abs(w[1]));

/** The w that minimizes J(w) + penalty: for ridge (H + 2λI)w = Hw*, for the lasso one of nine cases of signs. */
export function penalizedMinimum(J, kind, lam) {
  const { H, centre } = J;
  const pull = H.map((row) => row[0] * centre[0] + row[1] * centre[1]); // −∇J at w = 0
  if (kind === "ridge")
    return solve(
      [
        [H[0][0] + 2 * lam, H[0][1]],
        [H[1][0], H[1][1] + 2 * lam],
      ],
      pull,
    );
  const cases = [[0, 0]];
  for (const sign of [1, -1]) {
    const first = (pull[0] - lam * sign) / H[0][0]; // w₂ = 0
    const second = (pull[1] - lam * sign) / H[1][1]; // w₁ = 0
    if (first * sign > 0) cases.push([first, 0]);
    if (second * sign > 0) cases.push([0, second]);
    for (const other of [1, -1]) {
      const w = solve(H, [pull[0] - lam * sign, pull[1] - lam * other]);
      if (w[0] * sign > 0 && w[1] * other > 0) cases.push(w);
    }
  }
  const height = (w) => quadratic(J, w) + penaltyAt("lasso", lam, w);
  return cases.reduce((best, w) => (height(w) < height(best) ? w : best));
}

function solve([[a, b], [c, d]], [p, q]) {
  const det = a * d - b * c;
  return [(d * p - b * q) / det, (a * q - c * p) / det];
}

/** How many weights are exactly 0. */
export const zeros = (w) => w.filter((v) => v === 0).length;
