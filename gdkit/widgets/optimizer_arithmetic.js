// Descents with a memory on a valley that can be turned. Numbers in, numbers out: no page is touched here.
import { quadratic, slope } from "./descent_arithmetic.js";

/** [[cos, −sin], [sin, cos]] of an angle in degrees, applied to a point. */
export function turned([x, y], degrees) {
  const angle = (degrees * Math.PI) / 180;
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return [c * x - s * y, s * x + c * y];
}

/** The valley ½(a p² + b q²) around 0, where p and q are the axes turned by so many degrees. */
export function valley([a, b], degrees) {
  const [c, s] = turned([1, 0], degrees);
  return { H: [[a * c * c + b * s * s, (a - b) * c * s], [(a - b) * c * s, a * s * s + b * c * c]], centre: [0, 0], value: 0 };
}

const each = (f) => [0, 1].map(f);
const EPS = 1e-8;

/** One update of each rule: (gradient, memory, settings, t) -> the step; it leaves its memory in `s`. */
const UPDATES = {
  GD: (g, s, { eta }) => each((i) => -eta * g[i]),
  Momentum(g, s, { eta, gamma }) {
    s.v = each((i) => gamma * s.v[i] + eta * g[i]);
    return each((i) => -s.v[i]);
  },
  Nesterov(g, s, { eta, gamma }) {
    s.v = each((i) => gamma * s.v[i] + eta * g[i]);
    return each((i) => -gamma * s.v[i] - eta * g[i]);
  },
  Adagrad(g, s, { eta }) {
    s.v = each((i) => s.v[i] + g[i] ** 2);
    return each((i) => (-eta * g[i]) / (Math.sqrt(s.v[i]) + EPS));
  },
  RMSprop(g, s, { eta, beta2 }) {
    s.v = each((i) => beta2 * s.v[i] + (1 - beta2) * g[i] ** 2);
    return each((i) => (-eta * g[i]) / (Math.sqrt(s.v[i]) + EPS));
  },
  Adam(g, s, { eta, gamma, beta2, correction }, t) {
    s.m = each((i) => gamma * s.m[i] + (1 - gamma) * g[i]);
    s.v = each((i) => beta2 * s.v[i] + (1 - beta2) * g[i] ** 2);
    const [first, second] = correction ? [1 - gamma ** t, 1 - beta2 ** t] : [1, 1];
    return each((i) => (-eta * s.m[i]) / first / (Math.sqrt(s.v[i] / second) + EPS));
  },
};

/** The path of T updates, start first, the loss along it, and the T steps. */
export function optimizerDescent(J, start, settings, T) {
  const path = [start];
  const steps = [];
  const memory = { m: [0, 0], v: [0, 0] };
  for (let t = 1; t <= T; t += 1) {
    const theta = path.at(-1);
    const step = UPDATES[settings.rule](slope(J, theta), memory, settings, t);
    steps.push(step);
    path.push(each((i) => theta[i] + step[i]));
  }
  return { path, steps, values: path.map((p) => quadratic(J, p)) };
}

/** "rises" where the descent ends higher than it began, else "wins" or "loses" against the value of the yardstick. */
export function outcome(values, yardstick) {
  if (!(values.at(-1) < values[0])) return "rises";
  return values.at(-1) < yardstick ? "wins" : "loses";
}

/** Where a slider stands for a β, and back: equal ways for 0, 0.9, 0.99, 0.999, as the memory grows tenfold. */
export const placeOf = (beta) => -Math.log10(1 - beta);
export const betaAt = (place) => Number((1 - 10 ** -place).toFixed(4));
