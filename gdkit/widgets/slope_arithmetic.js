// Slopes in all directions at one point. Numbers in, numbers out: no page is touched here.

/** The unit vector at this angle, counted in degrees from the first axis. */
export const unit = (degrees) => [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];

/** ∇J · v for the unit vector v at this angle. */
export function slopeAlong(gradient, degrees) {
  const v = unit(degrees);
  return gradient[0] * v[0] + gradient[1] * v[1];
}

/** The angle of a vector in degrees, from 0 up to 360. */
export const angleOf = ([x, y]) => ((Math.atan2(y, x) * 180) / Math.PI + 360) % 360;

/** How far two directions are apart, 0 to 180 degrees. */
export function apart(a, b) {
  const turn = Math.abs(a - b) % 360;
  return Math.min(turn, 360 - turn);
}

/** What v is at this point: "steepest" within 5 degrees, "centre" where it looks at the minimum instead, "level",
 *  "up" or "down". */
export function kind({ centre }, point, gradient, degrees) {
  const down = angleOf(gradient.map((g) => -g));
  if (apart(degrees, down) <= 5) return "steepest";
  if (apart(degrees, angleOf(centre.map((c, k) => c - point[k]))) <= 8) return "centre";
  if (Math.abs(apart(degrees, down) - 90) <= 3) return "level";
  return slopeAlong(gradient, degrees) > 0 ? "up" : "down";
}
