// Three scores and their probabilities. Numbers in, numbers out: no page is touched here.

/** eᶻ / Σ eᶻ; the largest score is subtracted first, so that nothing overflows. */
export function softmax(z) {
  const top = Math.max(...z);
  const e = z.map((v) => Math.exp(v - top));
  const sum = e.reduce((a, v) => a + v, 0);
  return e.map((v) => v / sum);
}

/** What is done to the scores in each experiment. */
const EXPERIMENTS = {
  shift: (z) => z.map((v) => v + 2),
  raise: (z) => [z[0] + 1, ...z.slice(1)],
  double: (z) => z.map((v) => 2 * v),
};

/** The scores after an experiment, free of the dust of floating point. */
export const after = (z, name) => EXPERIMENTS[name](z).map((v) => Number(v.toFixed(6)));

const near = (a, b) => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));

/** Every answer that holds for an experiment on these scores; more than one where classes are equal. */
export function holding(z, name) {
  const [p, q] = [softmax(z), softmax(after(z, name))];
  const true_ = [];
  if (name === "raise") {
    if (near(p[1] - q[1], p[2] - q[2])) true_.push("amount");
    if (near(q[1] / p[1], q[2] / p[2])) true_.push("factor");
    const larger = p[1] >= p[2] ? 1 : 2;
    if (near(p[3 - larger], q[3 - larger]) && !near(p[larger], q[larger])) true_.push("one");
    return true_;
  }
  if (p.every((v, k) => near(v, q[k]))) return ["stay"];
  const k = p.indexOf(Math.max(...p));
  if (q[k] > p[k]) true_.push("largest");
  if (Math.max(...q) - Math.min(...q) < Math.max(...p) - Math.min(...p)) true_.push("closer");
  return true_;
}

/** Where p stands in a triangle whose side is 1: class 0 left, class 1 right, class 2 on top. */
export const place = (p) => [p[1] + p[2] / 2, (p[2] * Math.sqrt(3)) / 2];
