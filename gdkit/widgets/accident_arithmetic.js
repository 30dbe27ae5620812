// Rows one by one with the rule "stop when two errors agree". Numbers in, numbers out: no page is touched here.
import { residualsOf } from "./minibatch_arithmetic.js";

/** What the loss over all rows is at theta: the squared error of each row, their mean J, and ‖∇J‖. */
export function allRows(X, y, theta) {
  const r = residualsOf(X, y, theta);
  const squares = r.map((v) => v * v);
  const m = y.length;
  const slope = theta.map((_, k) => (2 / m) * r.reduce((sum, v, i) => sum + v * (k === 0 ? 1 : X[i][k - 1]), 0));
  return { squares, J: squares.reduce((a, b) => a + b, 0) / m, norm: Math.hypot(...slope) };
}

/**
 * Each row of `order` in turn: its squared error at theta, how far that lies from the error before, whether the rule
 * fires, and the theta from which it is seen. A row at which the rule fires makes no step, and none comes after it.
 */
export function replay(X, y, start, order, eta, tol) {
  const seen = [];
  let [theta, before] = [start, Infinity];
  for (const row of order) {
    const [r] = residualsOf([X[row]], [y[row]], theta);
    const error = r * r;
    const difference = Math.abs(error - before);
    const stops = difference < tol;
    const next = stops ? theta : theta.map((value, k) => value - eta * 2 * r * (k === 0 ? 1 : X[row][k - 1]));
    seen.push({ row, theta, error, difference, stops, next });
    if (stops) break;
    [theta, before] = [next, error];
  }
  return seen;
}
