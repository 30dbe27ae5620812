// A line through points and the slope of its loss. Numbers in, numbers out: no page is touched here.
import { lineLoss } from "./line_fit_arithmetic.js";

/** [∂J/∂b, ∂J/∂w] of the mean of (b + wx − y)²: twice the mean residual, and twice the mean of residual times x. */
function lineGradient(points, [b, w]) {
  const slope = [0, 0];
  for (const [x, y] of points) {
    const residual = b + w * x - y;
    slope[0] += (2 * residual) / points.length;
    slope[1] += (2 * residual * x) / points.length;
  }
  return slope;
}

/** What is shown of a line: residuals, loss, gradient, and where one step against it leads. */
export function lineState(points, theta, eta) {
  const gradient = lineGradient(points, theta);
  const next = theta.map((p, k) => p - eta * gradient[k]);
  return {
    residuals: points.map(([x, y]) => theta[0] + theta[1] * x - y),
    loss: lineLoss(points, theta),
    gradient,
    next,
    nextLoss: lineLoss(points, next),
  };
}

/** [b, w] of the line through two points with different x. */
export function lineThrough([x, y], [u, v]) {
  const w = (v - y) / (u - x);
  return [y - w * x, w];
}

/** From one point towards another, as far as the limits [[low, high], ...] allow. */
export function partWay(from, to, limits) {
  const shares = from.map((p, k) => {
    const [low, high] = limits[k];
    const way = to[k] - p;
    return way > 0 ? (high - p) / way : way < 0 ? (low - p) / way : 1;
  });
  const share = Math.max(0, Math.min(1, ...shares));
  return from.map((p, k) => (share === 1 ? to[k] : p + share * (to[k] - p)));
}
