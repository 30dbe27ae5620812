// A ball with friction beside gradient descent, on a quadratic. Numbers in, numbers out: no page is touched here.
import { descent, slope } from "./descent_arithmetic.js";

/** The ball (Momentum) and gradient descent from one start: { path, values } of T updates each. */
export function ride(J, start, eta, gamma, T) {
  const ball = descent(J, start, { rule: "Momentum", eta, gamma }, T);
  return { ball, gd: descent(J, start, { rule: "GD", eta }, T) };
}

/** What moves the ball on from update t: { velocity, kept, push }; kept = γ velocity and push = −η∇J make its step. */
export function forces(J, { path, steps }, eta, gamma, t) {
  const velocity = t === 0 ? path[0].map(() => 0) : steps[t - 1];
  return { velocity, kept: velocity.map((v) => gamma * v), push: slope(J, path[t]).map((g) => -eta * g) };
}

/** The first update from which J stays within `share` of its height at the start above `lowest`; null where none is. */
export function arrival(values, lowest, share) {
  const limit = lowest + share * (values[0] - lowest);
  const late = values.findLastIndex((value) => !(value <= limit));
  return late === values.length - 1 ? null : late + 1;
}

/** Which of the two is first there and stays: "ball", "gd", or "neither" is before the other. */
export function first({ ball, gd }, lowest, share) {
  const [b, g] = [ball, gd].map(({ values }) => arrival(values, lowest, share) ?? Infinity);
  if (b === g) return "neither";
  return b < g ? "ball" : "gd";
}

/** Above this γ the ball swings past the minimum along an axis of curvature a: (1 − √(ηa))². */
export const swingsAbove = (eta, a) => (eta * a >= 1 ? 0 : (1 - Math.sqrt(eta * a)) ** 2);
