// Counting at a threshold. Numbers in, numbers out: no page is touched here.

/** TP, FP, FN, TN when rows with p ≥ threshold are said to be class 1, and the three shares made of them. */
export function confusion(p, y, threshold) {
  const counts = { TP: 0, FP: 0, FN: 0, TN: 0 };
  p.forEach((v, i) => {
    counts[v >= threshold ? (y[i] ? "TP" : "FP") : y[i] ? "FN" : "TN"] += 1;
  });
  const share = (part, all) => (all === 0 ? NaN : part / all);
  return {
    ...counts,
    accuracy: share(counts.TP + counts.TN, p.length),
    recall: share(counts.TP, counts.TP + counts.FN),
    precision: share(counts.TP, counts.TP + counts.FP),
  };
}

/** How many rows of each class lie in each of n bins between 0 and 1: [[class 0], [class 1]]. */
export function histogram(p, y, n = 20) {
  const bins = [0, 1].map(() => new Array(n).fill(0));
  p.forEach((v, i) => {
    let k = Math.min(n - 1, Math.floor(v * n));
    if (k + 1 < n && v >= (k + 1) / n) k += 1; // v * n may round below a bin's edge, or above it
    if (v < k / n) k -= 1;
    bins[y[i]][k] += 1;
  });
  return bins;
}

/** Which of the four counts grow when the threshold goes from one value to another. */
export function growing(p, y, from, to) {
  const [before, after] = [from, to].map((t) => confusion(p, y, t));
  return ["TP", "FP", "FN", "TN"].filter((name) => after[name] > before[name]);
}
