// Forward and central differences of a few functions. Numbers in, numbers out: no page is touched here.

export const FUNCTIONS = {
  exp: { label: "eˣ", f: Math.exp, prime: Math.exp },
  sin: { label: "sin x", f: Math.sin, prime: Math.cos },
  square: { label: "x²", f: (x) => x * x, prime: (x) => 2 * x },
  cube: { label: "x³", f: (x) => x * x * x, prime: (x) => 3 * x * x },
};

/** Both differences of the function `name` at x with the step h, the exact slope, and the errors of both. */
export function differences(name, x, h) {
  const { f, prime } = FUNCTIONS[name];
  const forward = (f(x + h) - f(x)) / h;
  const central = (f(x + h) - f(x - h)) / (2 * h);
  const exact = prime(x);
  return { forward, central, exact, errors: [Math.abs(forward - exact), Math.abs(central - exact)] };
}

/** How many digits of `value` are right: 2 where the relative error is between 1/1000 and 1/100; at most 16. */
export function rightDigits(value, exact) {
  const error = Math.abs((value - exact) / exact);
  return error === 0 ? 16 : Math.max(0, Math.min(16, Math.floor(-Math.log10(error))));
}

/** [t, (f(x + t·h) − f(x)) / h] for t from −2 to 2: the function under a glass that magnifies h to 1. */
export function magnified(name, x, h, count = 401) {
  const { f } = FUNCTIONS[name];
  return Array.from({ length: count }, (_, i) => {
    const t = -2 + (4 * i) / (count - 1);
    return [t, (f(x + t * h) - f(x)) / h];
  });
}
