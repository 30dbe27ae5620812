// Mini-batch descent of a line b + wx, rows drawn beforehand. Numbers in, numbers out: no page is touched here.
import { quadratic } from "./descent_arithmetic.js";

/** η of update t = 0, 1, 2, …: always the same, or shrinking like 1/t, from η on. */
export const rateOf = (eta, shrink) => (t) => (shrink ? eta / (1 + t / 50) : eta);

/** The path, start first: each pass visits the rows in its order, `size` at a time, the rest in a short batch. */
export function batchPath(x, y, start, size, rate, orders) {
  const path = [start];
  let [b, w] = start;
  for (const order of orders) {
    for (let at = 0; at < order.length; at += size) {
      const rows = order.slice(at, at + size);
      let [db, dw] = [0, 0];
      for (const i of rows) {
        const r = b + w * x[i] - y[i];
        db += r;
        dw += r * x[i];
      }
      const step = (2 * rate(path.length - 1)) / rows.length; // η · 2/B
      [b, w] = [b - step * db, w - step * dw];
      path.push([b, w]);
    }
  }
  return path;
}

const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
const middle = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * What the path does, by J − J* over all rows: "diverges"; "settles" where at last it stays within a hundredth of J*;
 * "travels" where it still goes down, nearly step by step or pass by pass; else "hovers".
 */
export function mannerOf(J, path, passes) {
  const above = path.map((p) => quadratic(J, p) - J.value);
  if (!(above.at(-1) < above[0])) return "diverges";
  const n = Math.max(1, Math.round((path.length - 1) / passes)); // updates in a pass
  if (mean(above.slice(-n)) < 0.01 * J.value) return "settles";
  const late = above.slice(Math.floor(above.length / 2) - 1);
  const down = late.slice(1).filter((v, t) => v < late[t]).length / (late.length - 1);
  // single rows throw it far now and then: medians, not means, tell whether a pass came closer than the one before
  const closer = middle(above.slice(-n)) < 0.6 * middle(above.slice(-2 * n - 1, -n));
  return down >= 0.8 || closer ? "travels" : "hovers";
}
