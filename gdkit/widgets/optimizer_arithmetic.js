// Descents with a memory on a valley that can be turned. Numbers in, numbers out: no page is touched here.

/** [[cos, −sin], [sin, cos]] of an angle in degrees, applied to a point. */
export function turned([x, y], degrees) {
  const angle = (degrees * Math.PI) / 180;
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return [c * x - s * y, s * x + c * y];
}

/** The valley ½(a p² + b q²) around 0, where p and q are the axes turned by so many degrees. */
export function valley([a, b], degrees) {
  const [c, s] = turned([1, 0], degrees);
  return {
    H: [
      [a * c * c + b * s * s, (a - b) * c * s],
      [(a - b) * c * s, a * s * s + b * c * c],
    ],
    centre: [0, 0],
    value: 0,
  };
}

/** "rises" where the descent ends higher than it began, else "wins" or "loses" against the value of the yardstick. */
export function outcome(values, yardstick) {
  if (!(values.at(-1) < values[0])) return "rises";
  return values.at(-1) < yardstick ? "wins" : "loses";
}

/** Where a slider stands for a β, and back: equal ways for 0, 0.9, 0.99, 0.999, as the memory grows tenfold. */
export const placeOf = (beta) => -Math.log10(1 - beta);
export const betaAt = (place) => Number((1 - 10 ** -place).toFixed(4));
