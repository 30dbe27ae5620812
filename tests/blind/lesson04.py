"""Work on the statements of lesson 04, by somebody who saw nothing else: see `register`."""

from itertools import combinations, combinations_with_replacement, islice

import numpy as np

from .register import right, wrong


def _row_step(x, label, theta, eta):
    return theta - eta * 2 * (float(x @ theta) - float(label)) * np.asarray(x, float)


def _wb_gradient(X, y, w, b):
    X = np.asarray(X, float)
    r = X @ w + b - np.asarray(y, float)
    return 2 / len(r) * X.T @ r, 2 * float(np.mean(r))


# ================================================================ sgd_epoch
@wrong(
    "04.sgd_epoch",
    "all gradients at the start of the pass: theta is not carried from row to row",
    "timing",
    "misconception",
)
def sgd_stale(Xb, y, theta, eta, order):
    new = np.array(theta, float)
    for i in order:
        new -= eta * 2 * (Xb[i] @ theta - y[i]) * Xb[i]
    return new


@wrong(
    "04.sgd_epoch",
    "visits rows 0, 1, 2, ... (the counter) instead of order[0], order[1], ...",
    "argument",
    "misconception",
)
def sgd_counter(Xb, y, theta, eta, order):
    t = np.array(theta, float)
    for i in range(len(order)):
        j = i % len(y)
        t = _row_step(Xb[j], y[j], t, eta)
    return t


@wrong("04.sgd_epoch", "divides each row's gradient by m (the mean of batch descent)", "factor", "misconception")
def sgd_over_m(Xb, y, theta, eta, order):
    t = np.array(theta, float)
    m = len(y)
    for i in order:
        t = t - eta * (2 / m) * (Xb[i] @ t - y[i]) * Xb[i]
    return t


@wrong("04.sgd_epoch", "leaves out the 2 of the square", "factor", "misconception")
def sgd_no_two(Xb, y, theta, eta, order):
    t = np.array(theta, float)
    for i in order:
        t = t - eta * (Xb[i] @ t - y[i]) * Xb[i]
    return t


@wrong("04.sgd_epoch", "updates entry by entry and recomputes the residual in between", "timing", "misconception")
def sgd_entrywise(Xb, y, theta, eta, order):
    t = np.array(theta, float)
    for i in order:
        for j in range(len(t)):
            t[j] -= eta * 2 * (Xb[i] @ t - y[i]) * Xb[i, j]
    return t


@wrong("04.sgd_epoch", "a row named twice in order is visited once (set of those seen)", "guard", "guard")
def sgd_seen(Xb, y, theta, eta, order):
    t = np.array(theta, float)
    seen = set()
    for i in order:
        if int(i) in seen:
            continue
        seen.add(int(i))
        t = _row_step(Xb[i], y[i], t, eta)
    return t


@wrong("04.sgd_epoch", "never more than m steps: a longer order is cut", "count", "guard")
def sgd_at_most_m(Xb, y, theta, eta, order):
    t = np.array(theta, float)
    for k in range(min(len(order), len(y))):
        i = order[k]
        t = _row_step(Xb[i], y[i], t, eta)
    return t


@wrong("04.sgd_epoch", "an empty order is taken for 'all rows as they stand' instead of no step", "guard", "guard")
def sgd_empty_is_all(Xb, y, theta, eta, order):
    t = np.array(theta, float)
    for i in order if len(order) else range(len(y)):
        t = _row_step(Xb[i], y[i], t, eta)
    return t


@wrong(
    "04.sgd_epoch",
    "the rate is lowered to 1/(2|x|^2) for a row where it overshoots: wrong for a long row or a large eta",
    "limits",
    "guard",
)
def sgd_safe_rate(Xb, y, theta, eta, order):
    t = np.array(theta, float)
    for i in order:
        x = np.asarray(Xb[i], float)
        e = min(eta, 1 / (2 * (x @ x)))
        t = _row_step(x, y[i], t, e)
    return t


@right("04.sgd_epoch", "loop over order")
def sgd_plain(Xb, y, theta, eta, order):
    theta = np.array(theta, dtype=float)
    X = np.asarray(Xb, float)
    for i in order:
        residual = X[i] @ theta - y[i]
        theta = theta - eta * 2 * residual * X[i]
    return theta


@right("04.sgd_epoch", "rows zipped, own copy changed in place")
def sgd_zip(Xb, y, theta, eta, order):
    t = theta.astype(float)
    order = np.asarray(order, dtype=int)
    for x, label in zip(Xb[order].astype(float), y[order].astype(float), strict=False):
        t -= 2.0 * eta * (np.dot(x, t) - label) * x
    return t


@right("04.sgd_epoch", "functools.reduce over the order")
def sgd_reduce(Xb, y, theta, eta, order):
    from functools import reduce

    return reduce(lambda t, i: _row_step(Xb[i], y[i], t, eta), order, np.array(theta, float))


@right("04.sgd_epoch", "plain Python lists")
def sgd_lists(Xb, y, theta, eta, order):
    t = [float(v) for v in theta]
    for i in order:
        row = [float(v) for v in Xb[i]]
        r = sum(a * c for a, c in zip(row, t, strict=False)) - float(y[i])
        t = [c - eta * 2 * r * a for a, c in zip(row, t, strict=False)]
    return np.array(t)


# ================================================================ learning_schedule
@wrong("04.learning_schedule", "counts updates from 1: t + 1 + t1 in the denominator", "count", "misconception")
def sched_t_plus_1(t, t0, t1):
    return t0 / (t + 1 + t1)


@wrong("04.learning_schedule", "swaps the two constants", "argument", "misconception")
def sched_swapped(t, t0, t1):
    return t1 / (t + t0)


@wrong(
    "04.learning_schedule",
    "normalised form t0 / (1 + t/t1), which starts at t0 instead of t0/t1",
    "rule",
    "misconception",
)
def sched_normalised(t, t0, t1):
    return t0 / (1 + t / t1)


@wrong("04.learning_schedule", "never below 1e-4: wrong for late updates", "limits", "guard")
def sched_floor(t, t0, t1):
    return max(t0 / (t + t1), 1e-4)


@wrong("04.learning_schedule", "never above 1: wrong where t0 > t + t1", "limits", "guard")
def sched_cap(t, t0, t1):
    return min(1.0, t0 / (t + t1))


@wrong("04.learning_schedule", "whole-number division if all three are ints", "kind", "guard")
def sched_int(t, t0, t1):
    if isinstance(t0, int) and isinstance(t1, int) and t0 >= t + t1:
        return float(t0 // (t + t1))
    return t0 / (t + t1)


@wrong("04.learning_schedule", "the rate stays constant from update 10000 on", "limits", "guard")
def sched_10000(t, t0, t1):
    return t0 / (min(t, 10000) + t1)


@right("04.learning_schedule", "the formula")
def sched_plain(t, t0, t1):
    return t0 / (t + t1)


@right("04.learning_schedule", "np.divide of floats, float()")
def sched_np(t, t0, t1):
    return float(np.divide(float(t0), float(t) + float(t1)))


@right("04.learning_schedule", "denominator by name, power -1")
def sched_power(t, t0, t1):
    below = t1 + t
    return float(t0) * float(below) ** -1


# ================================================================ minibatch_gradient_stats
def _all_batches(Xb, y, theta, B, pick=combinations):
    X = np.asarray(Xb, float)
    r = X @ np.asarray(theta, float) - np.asarray(y, float)
    G = 2 * r[:, None] * X
    return np.array([G[list(c)].mean(axis=0) for c in pick(range(len(X)), B)])


@wrong(
    "04.minibatch_gradient_stats", "divides the variance by the number of batches less one", "factor", "misconception"
)
def stats_ddof(Xb, y, theta, batch_size):
    G = _all_batches(Xb, y, theta, batch_size)
    mean = G.mean(axis=0)
    return mean, float(np.sum((G - mean) ** 2) / max(len(G) - 1, 1))


@wrong(
    "04.minibatch_gradient_stats",
    "a variance for each entry of the gradient instead of one number",
    "kind",
    "misconception",
)
def stats_per_entry(Xb, y, theta, batch_size):
    G = _all_batches(Xb, y, theta, batch_size)
    return G.mean(axis=0), G.var(axis=0)


@wrong(
    "04.minibatch_gradient_stats",
    "mean over the entries too: np.var-like mean of all numbers, too small by n + 1",
    "factor",
    "misconception",
)
def stats_mean_all(Xb, y, theta, batch_size):
    G = _all_batches(Xb, y, theta, batch_size)
    mean = G.mean(axis=0)
    return mean, float(np.mean((G - mean) ** 2))


@wrong(
    "04.minibatch_gradient_stats", "draws with replacement: a row may stand twice in a batch", "rule", "misconception"
)
def stats_replacement(Xb, y, theta, batch_size):
    G = _all_batches(Xb, y, theta, batch_size, combinations_with_replacement)
    mean = G.mean(axis=0)
    return mean, float(np.mean(np.sum((G - mean) ** 2, axis=1)))


@wrong(
    "04.minibatch_gradient_stats",
    "sigma^2 / B of independent draws: forgets that the rows of a batch are different",
    "rule",
    "misconception",
)
def stats_independent(Xb, y, theta, batch_size):
    G = _all_batches(Xb, y, theta, 1)
    mean = G.mean(axis=0)
    return mean, float(np.mean(np.sum((G - mean) ** 2, axis=1)) / batch_size)


@wrong("04.minibatch_gradient_stats", "mean of the distances (not squared), then squared", "rule", "misconception")
def stats_distance_mean(Xb, y, theta, batch_size):
    G = _all_batches(Xb, y, theta, batch_size)
    mean = G.mean(axis=0)
    return mean, float(np.mean(np.linalg.norm(G - mean, axis=1)) ** 2)


@wrong(
    "04.minibatch_gradient_stats",
    "lists at most 500 batches: wrong where there are more, as C(12, 6) = 924",
    "count",
    "guard",
)
def stats_500(Xb, y, theta, batch_size):
    X = np.asarray(Xb, float)
    grads = []
    for c in islice(combinations(range(len(X)), batch_size), 500):
        A = X[list(c)]
        grads.append(2 / batch_size * A.T @ (A @ theta - y[list(c)]))
    G = np.array(grads)
    mean = G.mean(axis=0)
    return mean, float(np.mean(np.sum((G - mean) ** 2, axis=1)))


@wrong("04.minibatch_gradient_stats", "closed form with (m - B)/(m - 1): 0/0 for a single row", "guard", "guard")
def stats_closed_single(Xb, y, theta, batch_size):
    X = np.asarray(Xb, float)
    m = np.float64(len(X))
    G = 2 * (X @ theta - y)[:, None] * X
    mean = G.mean(axis=0)
    s2 = np.mean(np.sum((G - mean) ** 2, axis=1))
    with np.errstate(invalid="ignore", divide="ignore"):
        factor = (m - batch_size) / (m - 1)
    return mean, float(s2 / batch_size * factor)


@wrong(
    "04.minibatch_gradient_stats",
    "equal gradients are counted once (np.unique): wrong where two batches have the same gradient, "
    "as with repeated rows",
    "guard",
    "guard",
)
def stats_unique(Xb, y, theta, batch_size):
    G = np.unique(_all_batches(Xb, y, theta, batch_size).round(12), axis=0)
    mean = G.mean(axis=0)
    return mean, float(np.mean(np.sum((G - mean) ** 2, axis=1)))


@wrong(
    "04.minibatch_gradient_stats",
    "for batch_size 1 the sample variance (m - 1) of the rows is taken, right otherwise",
    "guard",
    "guard",
)
def stats_b1(Xb, y, theta, batch_size):
    G = _all_batches(Xb, y, theta, batch_size)
    mean = G.mean(axis=0)
    if batch_size == 1 and len(G) > 1:
        return mean, float(G.var(axis=0, ddof=1).sum())
    return mean, float(G.var(axis=0).sum())


@wrong(
    "04.minibatch_gradient_stats",
    "variances below 1e-8 are set to 0 as rounding: wrong where the gradients are small",
    "limits",
    "guard",
)
def stats_small_zero(Xb, y, theta, batch_size):
    G = _all_batches(Xb, y, theta, batch_size)
    mean = G.mean(axis=0)
    v = float(np.mean(np.sum((G - mean) ** 2, axis=1)))
    return mean, v if v > 1e-8 else 0.0


@right("04.minibatch_gradient_stats", "combinations, one gradient each")
def stats_plain(Xb, y, theta, batch_size):
    X, t, label = (np.asarray(a, float) for a in (Xb, theta, y))
    grads = []
    for rows in combinations(range(len(X)), batch_size):
        rows = list(rows)
        A = X[rows]
        grads.append(2 / batch_size * A.T @ (A @ t - label[rows]))
    G = np.array(grads)
    mean = G.mean(axis=0)
    return mean, float(np.mean(np.sum((G - mean) ** 2, axis=1)))


@right("04.minibatch_gradient_stats", "closed form with the correction for a finite population, a single row apart")
def stats_closed(Xb, y, theta, batch_size):
    X = Xb.astype(float)
    m = len(X)
    rows = 2 * (X @ theta.astype(float) - y)[:, np.newaxis] * X
    mean = np.mean(rows, axis=0)
    if m == 1 or batch_size == m:
        return mean, 0.0
    sigma2 = np.mean(np.linalg.norm(rows - mean, axis=1) ** 2)
    return mean, float(sigma2 / batch_size * (m - batch_size) / (m - 1))


@right("04.minibatch_gradient_stats", "table of 0 and 1 for the batches, matrix product")
def stats_indicator(Xb, y, theta, batch_size):
    m = Xb.shape[0]
    choices = list(combinations(range(m), batch_size))
    S = np.zeros((len(choices), m))
    for k, c in enumerate(choices):
        S[k, list(c)] = 1.0 / batch_size
    R = 2.0 * np.diag(Xb.astype(float).dot(theta.astype(float)) - y) @ Xb
    G = S @ R
    mean = G.mean(axis=0)
    D = G - mean
    return mean, float(np.einsum("ij,ij->", D, D) / len(G))


@right("04.minibatch_gradient_stats", "var(axis=0).sum() of the gradients from bit masks")
def stats_bits(Xb, y, theta, batch_size):
    X = np.array(Xb, float)
    m = len(X)
    res = X @ np.array(theta, float) - np.array(y, float)
    out = []
    for mask in range(1 << m):
        if bin(mask).count("1") != batch_size:
            continue
        rows = [i for i in range(m) if mask >> i & 1]
        out.append(2 * np.mean(res[rows][:, None] * X[rows], axis=0))
    out = np.array(out)
    return out.mean(axis=0), float(out.var(axis=0).sum())


# ================================================================ fit_minibatch
def _fit(X, y, B, eta, tol, n_epochs, rng, start_w=None, start_b=0.0):
    X, y = np.asarray(X, float), np.asarray(y, float)
    w = np.ones(X.shape[1]) if start_w is None else start_w
    b = start_b
    for _ in range(n_epochs):
        order = rng.permutation(len(y))
        for s in range(0, len(y), B):
            rows = order[s : s + B]
            dw, db = _wb_gradient(X[rows], y[rows], w, b)
            w, b = w - eta * dw, b - eta * db
        dw, db = _wb_gradient(X, y, w, b)
        if np.sqrt(dw @ dw + db * db) <= tol:
            break
    return w, b


@wrong("04.fit_minibatch", "starts at w = 0 instead of ones", "rule", "misconception")
def fit_zero_start(X, y, batch_size, eta, tol, n_epochs, rng):
    return _fit(X, y, batch_size, eta, tol, n_epochs, rng, start_w=np.zeros(X.shape[1]))


@wrong(
    "04.fit_minibatch",
    "looks at the gradient of the LAST mini-batch for the stop instead of all rows",
    "rule",
    "misconception",
)
def fit_last_batch_stop(X, y, batch_size, eta, tol, n_epochs, rng):
    X, y = np.asarray(X, float), np.asarray(y, float)
    w, b = np.ones(X.shape[1]), 0.0
    for _ in range(n_epochs):
        order = rng.permutation(len(y))
        for s in range(0, len(y), batch_size):
            rows = order[s : s + batch_size]
            dw, db = _wb_gradient(X[rows], y[rows], w, b)
            w, b = w - eta * dw, b - eta * db
        if np.sqrt(dw @ dw + db * db) <= tol:
            break
    return w, b


@wrong("04.fit_minibatch", "tests before the first pass too and may return the start", "timing", "misconception")
def fit_test_first(X, y, batch_size, eta, tol, n_epochs, rng):
    w, b = np.ones(X.shape[1]), 0.0
    for _ in range(n_epochs):
        dw, db = _wb_gradient(X, y, w, b)
        if np.sqrt(dw @ dw + db * db) <= tol:
            break
        order = rng.permutation(len(y))
        for s in range(0, len(y), batch_size):
            rows = order[s : s + batch_size]
            dw, db = _wb_gradient(X[rows], y[rows], w, b)
            w, b = w - eta * dw, b - eta * db
    return w, b


@wrong(
    "04.fit_minibatch", "the stop looks at the slopes of the weights only, not at that of b", "block", "misconception"
)
def fit_stop_w_only(X, y, batch_size, eta, tol, n_epochs, rng):
    w, b = np.ones(X.shape[1]), 0.0
    for _ in range(n_epochs):
        order = rng.permutation(len(y))
        for s in range(0, len(y), batch_size):
            rows = order[s : s + batch_size]
            dw, db = _wb_gradient(X[rows], y[rows], w, b)
            w, b = w - eta * dw, b - eta * db
        if np.linalg.norm(_wb_gradient(X, y, w, b)[0]) <= tol:
            break
    return w, b


@wrong("04.fit_minibatch", "n_epochs counts updates, not passes", "count", "misconception")
def fit_counts_updates(X, y, batch_size, eta, tol, n_epochs, rng):
    w, b = np.ones(X.shape[1]), 0.0
    done = 0
    while done < n_epochs:
        order = rng.permutation(len(y))
        for s in range(0, len(y), batch_size):
            rows = order[s : s + batch_size]
            dw, db = _wb_gradient(X[rows], y[rows], w, b)
            w, b = w - eta * dw, b - eta * db
            done += 1
            if done == n_epochs:
                break
        dw, db = _wb_gradient(X, y, w, b)
        if np.sqrt(dw @ dw + db * db) <= tol:
            break
    return w, b


@wrong(
    "04.fit_minibatch",
    "drops the short last batch (range up to m - batch_size), so no step at all where batch_size > m",
    "block",
    "misconception",
)
def fit_drop_last(X, y, batch_size, eta, tol, n_epochs, rng):
    w, b = np.ones(X.shape[1]), 0.0
    for _ in range(n_epochs):
        order = rng.permutation(len(y))
        for s in range(0, len(y) - batch_size + 1, batch_size):
            rows = order[s : s + batch_size]
            dw, db = _wb_gradient(X[rows], y[rows], w, b)
            w, b = w - eta * dw, b - eta * db
        dw, db = _wb_gradient(X, y, w, b)
        if np.sqrt(dw @ dw + db * db) <= tol:
            break
    return w, b


@wrong("04.fit_minibatch", "one order drawn before the passes and used for all of them", "random", "guard")
def fit_one_order(X, y, batch_size, eta, tol, n_epochs, rng):
    w, b = np.ones(X.shape[1]), 0.0
    order = rng.permutation(len(y))
    for _ in range(n_epochs):
        for s in range(0, len(y), batch_size):
            rows = order[s : s + batch_size]
            dw, db = _wb_gradient(X[rows], y[rows], w, b)
            w, b = w - eta * dw, b - eta * db
        dw, db = _wb_gradient(X, y, w, b)
        if np.sqrt(dw @ dw + db * db) <= tol:
            break
    return w, b


@wrong(
    "04.fit_minibatch",
    "also stops when the loss of all rows has grown over a pass: wrong for a rate that is too large",
    "count",
    "guard",
)
def fit_stop_growth(X, y, batch_size, eta, tol, n_epochs, rng):
    w, b = np.ones(X.shape[1]), 0.0
    last = np.inf
    for _ in range(n_epochs):
        w, b = _fit(X, y, batch_size, eta, -1.0, 1, rng, w, b)
        loss = np.mean((X @ w + b - y) ** 2)
        dw, db = _wb_gradient(X, y, w, b)
        if np.sqrt(dw @ dw + db * db) <= tol or loss > last:
            break
        last = loss
    return w, b


@wrong("04.fit_minibatch", "makes at least one pass, also with n_epochs = 0", "count", "guard")
def fit_at_least_one(X, y, batch_size, eta, tol, n_epochs, rng):
    return _fit(X, y, batch_size, eta, tol, max(n_epochs, 1), rng)


@wrong(
    "04.fit_minibatch",
    "the root mean square of the slopes (length over sqrt(n + 1)) is compared with tol: stops a "
    "little early for some tol",
    "limits",
    "guard",
)
def fit_rms_stop(X, y, batch_size, eta, tol, n_epochs, rng):
    return _fit(X, y, batch_size, eta, tol * np.sqrt(X.shape[1] + 1), n_epochs, rng)


@wrong(
    "04.fit_minibatch",
    "does not test after the first pass ('warm-up'): goes on where one pass was enough",
    "count",
    "guard",
)
def fit_warm_up(X, y, batch_size, eta, tol, n_epochs, rng):
    if n_epochs == 0:
        return np.ones(X.shape[1]), 0.0
    w, b = _fit(X, y, batch_size, eta, -1.0, 1, rng)
    return _fit(X, y, batch_size, eta, tol, n_epochs - 1, rng, w, b)


@right("04.fit_minibatch", "two loops, rng.permutation")
def fit_plain(X, y, batch_size, eta, tol, n_epochs, rng):
    X = np.asarray(X, dtype=float)
    y = np.asarray(y, dtype=float)
    m, n = X.shape
    w, b = np.ones(n), 0.0
    for _ in range(n_epochs):
        order = rng.permutation(m)
        for start in range(0, m, batch_size):
            rows = order[start : start + batch_size]
            r = X[rows] @ w + b - y[rows]
            w = w - eta * 2 / len(rows) * (X[rows].T @ r)
            b = b - eta * 2 * r.mean()
        r = X @ w + b - y
        g = np.append(2 / m * X.T @ r, 2 * r.mean())
        if np.linalg.norm(g) <= tol:
            return w, float(b)
    return w, float(b)


@right("04.fit_minibatch", "theta with a column of ones, rng.shuffle of row numbers")
def fit_theta(X, y, batch_size, eta, tol, n_epochs, rng):
    m, n = X.shape
    A = np.hstack([np.ones((m, 1)), X])
    label = y.astype(float)
    theta = np.ones(n + 1)
    theta[0] = 0.0

    def slope(rows):
        return 2 / len(rows) * A[rows].T.dot(A[rows].dot(theta) - label[rows])

    everything = np.arange(m)
    for _epoch in range(n_epochs):
        order = np.arange(m)
        rng.shuffle(order)
        for k in range(-(-m // batch_size)):
            theta = theta - eta * slope(order[k * batch_size : (k + 1) * batch_size])
        if np.linalg.norm(slope(everything)) <= tol:
            break
    return theta[1:].copy(), float(theta[0])


@right("04.fit_minibatch", "sorting random keys for the order, while loop on passes")
def fit_keys(X, y, batch_size, eta, tol, n_epochs, rng):
    X = X.astype(float)
    w = np.full(X.shape[1], 1.0)
    b = 0.0
    passes = 0
    while passes < n_epochs:
        todo = list(np.argsort(rng.random(X.shape[0])))
        while todo:
            rows, todo = todo[:batch_size], todo[batch_size:]
            dw, db = _wb_gradient(X[rows], y[rows], w, b)
            w -= eta * dw
            b -= eta * db
        passes += 1
        dw, db = _wb_gradient(X, y, w, b)
        if float(np.hypot(np.linalg.norm(dw), db)) <= tol:
            break
    return w, float(b)


@right("04.fit_minibatch", "rng.choice without replacement, np.split at the batch limits")
def fit_choice(X, y, batch_size, eta, tol, n_epochs, rng):
    X, y = np.array(X, float), np.array(y, float)
    m = y.shape[0]
    w, b = np.ones_like(X[0]), 0.0
    for _ in range(n_epochs):
        order = rng.choice(m, size=m, replace=False)
        for rows in np.split(order, range(batch_size, m, batch_size)):
            dw, db = _wb_gradient(X[rows], y[rows], w, b)
            w, b = w - eta * dw, b - eta * db
        dw, db = _wb_gradient(X, y, w, b)
        if (dw**2).sum() + db**2 <= tol**2:
            break
    return w, b


# ================================================================ more
@wrong("04.sgd_epoch", "ends the pass at the first row that fits exactly (break for continue)", "count", "guard")
def sgd_break_fit(Xb, y, theta, eta, order):
    t = np.array(theta, float)
    for i in order:
        if abs(float(Xb[i] @ t) - float(y[i])) < 1e-12:
            break
        t = _row_step(Xb[i], y[i], t, eta)
    return t


@wrong(
    "04.learning_schedule",
    "remembers the rate for each t, whatever t0 and t1: wrong when the same t is asked with other constants",
    "memory",
    "guard",
)
def sched_remembers(t, t0, t1, _seen=None):
    if _seen is None:
        _seen = {}
    if t not in _seen:
        _seen[t] = t0 / (t + t1)
    return _seen[t]


@wrong(
    "04.minibatch_gradient_stats",
    "variance as mean of squares minus square of the mean: digits are lost where the gradients are "
    "large and close together",
    "limits",
    "guard",
)
def stats_two_moments(Xb, y, theta, batch_size):
    G = _all_batches(Xb, y, theta, batch_size)
    mean = G.mean(axis=0)
    return mean, float(max(np.mean((G**2).sum(axis=1)) - mean @ mean, 0.0))


@wrong(
    "04.fit_minibatch",
    "also stops when no entry of (w, b) has moved by 1e-5 in a pass: wrong for a small rate or a small tol",
    "count",
    "guard",
)
def fit_not_moved(X, y, batch_size, eta, tol, n_epochs, rng):
    w, b = np.ones(X.shape[1]), 0.0
    for _ in range(n_epochs):
        w2, b2 = _fit(X, y, batch_size, eta, -1.0, 1, rng, w, b)
        done = np.max(np.abs(np.append(w2 - w, b2 - b))) < 1e-5
        w, b = w2, b2
        dw, db = _wb_gradient(X, y, w, b)
        if done or np.sqrt(dw @ dw + db * db) <= tol:
            break
    return w, b


@right("04.sgd_epoch", "row gradient by a helper, positions counted with while")
def sgd_while(Xb, y, theta, eta, order):
    def row_gradient(i, point):
        x = np.asarray(Xb[i], dtype=float)
        return 2 * (np.sum(x * point) - float(y[i])) * x

    point, k = np.asarray(theta, dtype=float).copy(), 0
    while k != len(order):
        point -= eta * row_gradient(order[k], point)
        k += 1
    return point


@right("04.minibatch_gradient_stats", "running sums in two passes over the batches")
def stats_two_passes(Xb, y, theta, batch_size):
    A, t, label = Xb.astype(float), theta.astype(float), y.astype(float)

    def gradients():
        for c in combinations(range(A.shape[0]), batch_size):
            g = np.zeros(A.shape[1])
            for i in c:
                g += 2 * (A[i] @ t - label[i]) * A[i]
            yield g / batch_size

    count, total = 0, np.zeros(A.shape[1])
    for g in gradients():
        count += 1
        total += g
    mean = total / count
    return mean, float(sum(np.dot(g - mean, g - mean) for g in gradients()) / count)
