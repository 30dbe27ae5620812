// Descents on a quadratic of two parameters. Numbers in, numbers out: no page is touched here.

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

/** The path of T updates, start first, by rule "GD", "Momentum" or "Nesterov", as gdkit's optimizers write them. */
export function descent(J, start, { rule, eta, gamma }, T) {
  const path = [start];
  let theta = start;
  let v = [0, 0];
  for (let t = 0; t < T; t += 1) {
    const g = slope(J, theta);
    if (rule === "GD") theta = theta.map((p, k) => p - eta * g[k]);
    else {
      v = v.map((old, k) => gamma * old + eta * g[k]);
      theta = theta.map((p, k) => (rule === "Momentum" ? p - v[k] : p - gamma * v[k] - eta * g[k]));
    }
    path.push(theta);
  }
  return { path, values: path.map((p) => quadratic(J, p)) };
}

/** "diverges" where it ends higher than it began, "zigzags" where a step turns back on the one before, else "glides". */
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
