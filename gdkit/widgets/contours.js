// Contour lines of a quadratic { H, centre, value } of two parameters.
import { levelLine, quadratic } from "./descent_arithmetic.js";

/** How far the highest corner of the axes lies above the minimum. */
export const relief = (J, xlim = J.xlim, ylim = J.ylim) =>
  Math.max(...xlim.flatMap((x) => ylim.map((y) => quadratic(J, [x, y])))) - J.value;

/** n heights up to `top`, as far apart as the radii of their ellipses: (k/n)^power of the largest. */
export const heights = (top, n, power) => Array.from({ length: n }, (_, k) => top * ((k + 1) / n) ** (2 * power));

/** An ellipse at each of these heights above the minimum. */
export function drawContours(pen, J, levels) {
  for (const height of levels) pen.line(levelLine(J, height), { colour: pen.colour("faint"), width: 1 });
}
