// The mean squared error of a line. Numbers in, numbers out: no page is touched here.

/** Mean of (b + wx − y)² over points [x, y], for theta = [b, w]. */
export function lineLoss(points, [b, w]) {
  return points.reduce((total, [x, y]) => total + (b + w * x - y) ** 2, 0) / points.length;
}
