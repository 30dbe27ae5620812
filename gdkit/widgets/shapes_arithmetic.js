// Which shape A @ B, A + B and A − B have, and what their entries are, by NumPy's rules. No page is touched here.

export const SHAPES = [[], [3], [4], [1, 3], [3, 1], [4, 1], [3, 3], [3, 4], [4, 3]];

/** (4, 3), (3,), () */
export const shapeText = (shape) =>
  shape === null ? "an error" : shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;

/** The shape of A + B: aligned at the last axis, one that is 1 or missing is repeated. null where they do not fit. */
function together(a, b) {
  const axes = Math.max(a.length, b.length);
  const result = [];
  for (let k = 1; k <= axes; k += 1) {
    const [p, q] = [a.at(-k) ?? 1, b.at(-k) ?? 1];
    if (p !== q && p !== 1 && q !== 1) return null;
    result.unshift(p === 1 ? q : p);
  }
  return result;
}

/** The shape of A @ B: the last axis of A and the first of B must be equal, and vanish. null where they do not fit. */
function product(a, b) {
  if (a.length === 0 || b.length === 0 || a.at(-1) !== b[0]) return null;
  return [...a.slice(0, -1), ...b.slice(1)];
}

export const resultShape = (operation, a, b) => (operation === "@" ? product(a, b) : together(a, b));

/** Why it is this shape, in one sentence. */
export function reason(operation, a, b) {
  if (operation === "@") {
    if (a.length === 0 || b.length === 0) return "A single number has no axis to multiply along: use *.";
    const [p, q] = [a.at(-1), b[0]];
    return p === q
      ? `The neighbouring axes are both ${p}: they vanish.`
      : `The neighbouring axes are ${p} and ${q}: NumPy stops with an error.`;
  }
  if (a.join() === b.join()) return "Equal shapes: entry by entry.";
  const result = together(a, b);
  const axes = Math.max(a.length, b.length);
  const words = [];
  for (let k = 1; k <= axes; k += 1) {
    const [p, q] = [a.at(-k), b.at(-k)];
    const place = k === 1 ? "Last axis" : "The axis before";
    if (p === q) words.push(`${place}: ${p} and ${q}, equal.`);
    else if (p !== undefined && q !== undefined && p !== 1 && q !== 1)
      words.push(`${place}: ${p} and ${q}, neither equal nor 1.`);
    else
      words.push(
        `${place}: ${p ?? "none"} and ${q ?? "none"}, so ${p === undefined || p === 1 ? "A" : "B"} is repeated.`,
      );
  }
  return `From the right. ${words.join(" ")}${result === null ? " NumPy stops with an error." : ""}`;
}

/** Shapes to choose from: the right one, those of A and B, what the other operation would give, and an error. */
export function choices(operation, a, b) {
  const outer = a.length > 0 && b.length > 0 ? [a[0], b.at(-1)] : [3];
  const all = [resultShape(operation, a, b), product(a, b), together(a, b), a, b, outer].filter(
    (shape) => shape !== null,
  );
  const texts = [...new Set(all.map(shapeText))];
  return [...texts.slice(0, 4).sort((s, t) => s.length - t.length || (s < t ? -1 : 1)), shapeText(null)];
}

/** The array of this shape as rows of numbers: 1, 2, 3, ..., or 10, 20, 30, ...; an array of one axis is one row. */
export function numbersOf(shape, step = 1) {
  const [rows, columns] = shape.length === 2 ? shape : [1, shape[0] ?? 1];
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => step * (i * columns + j + 1)),
  );
}

/** How A, B and A op B are filled: B in tens where the two are added, so that both are seen in the sum. */
export const stepOfB = (operation) => (operation === "@" ? 1 : 10);

/** The row and column, in rows of numbers, of the entry (i, j) of the result, and of what it is made of. */
export function sources(operation, a, b, i, j) {
  if (operation === "@") {
    const K = a.at(-1);
    const row = a.length === 2 ? i : 0;
    const column = b.length === 2 ? (a.length === 2 ? j : i) : null;
    return Array.from({ length: K }, (_, k) => [[row, k], column === null ? [0, k] : [k, column]]);
  }
  const result = together(a, b);
  const [row, column] = result.length === 2 ? [i, j] : [0, result.length === 1 ? i : 0];
  const inside = (shape) => {
    const [rows, columns] = shape.length === 2 ? shape : [1, shape[0] ?? 1];
    return [rows === 1 ? 0 : row, columns === 1 ? 0 : column];
  };
  return [[inside(a), inside(b)]];
}

/** The entry (i, j) of the result; (i,) of one axis is i, and () is neither. */
export function entry(operation, a, b, i, j) {
  const [A, B] = [numbersOf(a), numbersOf(b, stepOfB(operation))];
  const terms = sources(operation, a, b, i, j).map(([[p, q], [r, s]]) => [A[p][q], B[r][s]]);
  if (operation === "@") return { value: terms.reduce((sum, [x, y]) => sum + x * y, 0), terms };
  return { value: operation === "+" ? terms[0][0] + terms[0][1] : terms[0][0] - terms[0][1], terms };
}
