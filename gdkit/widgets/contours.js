// Contour lines of a quadratic { H, centre, value } of two parameters.
import { levelLine, quadratic } from "./descent_arithmetic.js";
import { number } from "./page.js";

/** How far the highest corner of the axes lies above the minimum. */
export const relief = (J, xlim = J.xlim, ylim = J.ylim) =>
  Math.max(...xlim.flatMap((x) => ylim.map((y) => quadratic(J, [x, y])))) - J.value;

/** n heights up to `top`, as far apart as the radii of their ellipses: (k/n)^power of the largest. */
export const heights = (top, n, power) => Array.from({ length: n }, (_, k) => top * ((k + 1) / n) ** (2 * power));

/** Heights below `top` that are easily read: 1, 2 or 5 times a power of ten, the n highest, highest first. */
export function roundHeights(top, n) {
  const highest = Math.floor(Math.log10(top));
  const all = Array.from({ length: n }, (_, k) => [5, 2, 1].map((digit) => Number(`${digit}e${highest - k}`))).flat();
  return all.filter((height) => height < top).slice(0, n);
}

/**
 * Writes on each contour line how high it lies, where it is in sight: as far as can be in the `direction` [x, y] from
 * the centre, in pixels, and not over another number.
 */
export function writeHeights(pen, J, levels, direction) {
  const { left, right, top, bottom } = pen.box;
  const [cx, cy] = [pen.x(J.centre[0]), pen.y(J.centre[1])];
  const along = ([x, y]) => ((x - cx) * direction[0] + (y - cy) * direction[1]) / Math.hypot(x - cx, y - cy);
  const taken = [[cx, cy, 4]]; // the mark of the minimum
  for (const height of levels) {
    const words = number(J.value + height, 6);
    const [w, h] = [pen.context.measureText(words).width / 2 + 3, 11];
    const places = levelLine(J, height).map(([x, y]) => [pen.x(x), pen.y(y)]);
    const free = ([x, y]) =>
      Math.min(x - left, right - x) > w + 2 &&
      Math.min(y - top, bottom - y) > h + 2 &&
      taken.every(([tx, ty, tw]) => Math.abs(x - tx) > w + tw + 6 || Math.abs(y - ty) > 2 * h + 2);
    const [place] = places.filter(free).sort((a, b) => along(b) - along(a));
    if (!place) continue;
    const [x, y] = place;
    taken.push([x, y, w]);
    pen.context.fillStyle = pen.colour("paper");
    pen.context.fillRect(x - w, y - h, 2 * w, 2 * h);
    pen.text(words, x, y, { align: "center" });
  }
}

/** An ellipse at each of these heights above the minimum. */
export function drawContours(pen, J, levels) {
  for (const height of levels) pen.line(levelLine(J, height), { colour: pen.colour("faint"), width: 1 });
}
