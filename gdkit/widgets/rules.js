// One update of each optimizer, as gdkit's optimizers write them. Numbers in, numbers out: no page is touched here.

const EPS = 1e-8;

/** (gradient, memory, settings, t from 1) -> the step that is added to θ; a rule keeps its averages in memory. */
const STEPS = {
  GD: (g, _, { eta }) => g.map((gi) => -eta * gi),
  Momentum(g, memory, { eta, gamma }) {
    memory.v = g.map((gi, i) => gamma * memory.v[i] + eta * gi);
    return memory.v.map((vi) => -vi);
  },
  Nesterov(g, memory, { eta, gamma }) {
    memory.v = g.map((gi, i) => gamma * memory.v[i] + eta * gi);
    return g.map((gi, i) => -gamma * memory.v[i] - eta * gi);
  },
  Adagrad(g, memory, { eta }) {
    memory.v = g.map((gi, i) => memory.v[i] + gi ** 2);
    return g.map((gi, i) => (-eta * gi) / (Math.sqrt(memory.v[i]) + EPS));
  },
  RMSprop(g, memory, { eta, beta2 }) {
    memory.v = g.map((gi, i) => beta2 * memory.v[i] + (1 - beta2) * gi ** 2);
    return g.map((gi, i) => (-eta * gi) / (Math.sqrt(memory.v[i]) + EPS));
  },
  Adam(g, memory, { eta, gamma, beta2, correction }, t) {
    memory.m = g.map((gi, i) => gamma * memory.m[i] + (1 - gamma) * gi);
    memory.v = g.map((gi, i) => beta2 * memory.v[i] + (1 - beta2) * gi ** 2);
    const [first, second] = correction ? [1 - gamma ** t, 1 - beta2 ** t] : [1, 1];
    return g.map((_, i) => (-eta * memory.m[i]) / first / (Math.sqrt(memory.v[i] / second) + EPS));
  },
};

/** The path of T updates by settings.rule, start first, and its T steps; gradientAt(θ) is asked once a step. */
export function descend(gradientAt, start, settings, T) {
  const path = [start];
  const steps = [];
  const memory = { m: start.map(() => 0), v: start.map(() => 0) };
  for (let t = 1; t <= T; t += 1) {
    const theta = path.at(-1);
    const step = STEPS[settings.rule](gradientAt(theta), memory, settings, t);
    steps.push(step);
    path.push(theta.map((value, i) => value + step[i]));
  }
  return { path, steps };
}
