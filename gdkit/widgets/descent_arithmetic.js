// Descents on a quadratic of two parameters. Numbers in, numbers out: no page is touched here.
import { descend } from "./rules.js";

/** J* + ½ (θ − θ*)ᵀH(θ − θ*) */
export function quadratic({ H, centre, value }, theta) {
  const [a, b] = [theta[0] - centre[0], theta[1] - centre[1]];
  return value + 0.5 * (a * (H[0][0] * a + H[0][1] * b) + b * (H[1][0] * a + H[1][1] * b));
}

/** H(θ − θ*) */
export function slope({ H, centre }, theta) {
  const d = [theta[0] - centre[0], theta[1] - centre[1]];
  return H.map((row) => row[0] * d[0] + row[1] * d[1]);
}

/** The path of T updates, start first, its steps, and J along it; settings as in rules.js. */
export function descent(J, start, settings, T) {
  const { path, steps } = descend((theta) => slope(J, theta), start, settings, T);
  return { path, steps, values: path.map((theta) => quadratic(J, theta)) };
}

/** "diverges" where it ends higher than it began, "zigzags" where a step turns back on another, else "glides". */
export function manner({ path, values }) {
  if (!(values.at(-1) < values[0]) && values[0] > 0) return "diverges";
  const steps = path.slice(1).map((p, t) => [p[0] - path[t][0], p[1] - path[t][1]]);
  const back = steps.slice(1).some((s, t) => s[0] * steps[t][0] + s[1] * steps[t][1] < 0);
  return back ? "zigzags" : "glides";
}

/** [shortest, longest] radius of the ellipse ½ dᵀHd = 1 and the angle of the longest: for a symmetric H > 0. */
export function ellipse([[a, b], [, d]]) {
  const mean = (a + d) / 2;
  const spread = Math.hypot((a - d) / 2, b);
  const [low, high] = [mean - spread, mean + spread];
  const angle = b === 0 ? (a <= d ? 0 : Math.PI / 2) : Math.atan2(low - a, b);
  return { radii: [Math.sqrt(2 / high), Math.sqrt(2 / low)], angle };
}

/** 73 points of the ellipse on which J lies `height` above its minimum. */
export function levelLine({ H, centre }, height) {
  const { radii, angle } = ellipse(H);
  const [c, s, size] = [Math.cos(angle), Math.sin(angle), Math.sqrt(height)];
  return Array.from({ length: 73 }, (_, i) => {
    const t = (i * Math.PI) / 36;
    const [p, q] = [radii[1] * Math.cos(t) * size, radii[0] * Math.sin(t) * size];
    return [centre[0] + p * c - q * s, centre[1] + p * s + q * c];
  });
}
