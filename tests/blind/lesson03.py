"""Work on the statements of lesson 03, by somebody who saw nothing else: see `register`."""

import numpy as np

from .register import right, wrong


def _step(X, y, w, b, eta):
    X = np.asarray(X, float)
    y = np.asarray(y, float)
    w = np.asarray(w, float)
    r = X @ w + b - y
    dw = 2 / len(y) * X.T @ r
    db = 2 * r.mean()
    return w - eta * dw, float(b - eta * db), dw, float(db)


# ================================================================ minibatch_step: misconceptions
@wrong("03.minibatch_step", "db is the sum of the residuals times 2, without the mean", "factor", "misconception")
def step_db_sum(X, y, w, b, eta):
    r = X @ w + b - y
    dw = 2 / len(y) * X.T @ r
    db = 2 * np.sum(r)
    return w - eta * dw, b - eta * db, dw, db


@wrong("03.minibatch_step", "moves w first and computes db with the new w", "timing", "misconception")
def step_db_new_w(X, y, w, b, eta):
    dw = 2 / len(y) * X.T @ (X @ w + b - y)
    w = w - eta * dw
    db = 2 * float(np.mean(X @ w + b - y))
    return w, b - eta * db, dw, db


@wrong("03.minibatch_step", "returns the gradient first: (dw, db, w, b)", "order", "misconception")
def step_order(X, y, w, b, eta):
    r = X @ w + b - y
    dw = 2 / len(y) * X.T @ r
    db = 2 * float(np.mean(r))
    return dw, db, w - eta * dw, b - eta * db


@wrong("03.minibatch_step", "returns w, dw, b, db: pairs by parameter", "order", "misconception")
def step_pairs(X, y, w, b, eta):
    r = X @ w + b - y
    dw = 2 * X.T @ r / X.shape[0]
    db = 2 * float(np.mean(r))
    return w - eta * dw, dw, b - eta * db, db


@wrong("03.minibatch_step", "sum loss: does not divide by N at all", "factor", "misconception")
def step_sum(X, y, w, b, eta):
    r = X @ w + b - y
    dw = 2 * X.T @ r
    db = 2 * float(r.sum())
    return w - eta * dw, b - eta * db, dw, db


@wrong("03.minibatch_step", "the bias is forgotten in the prediction", "block", "misconception")
def step_no_bias(X, y, w, b, eta):
    r = X @ w - y
    dw = 2 / len(y) * X.T @ r
    db = 2 * float(np.mean(r))
    return w - eta * dw, b - eta * db, dw, db


@wrong("03.minibatch_step", "divides dw by the number of features instead of the rows", "axis", "misconception")
def step_n_features(X, y, w, b, eta):
    r = X @ w + b - y
    dw = 2 * (X.T @ r) / X.shape[1]
    db = 2 * float(np.mean(r))
    return w - eta * dw, b - eta * db, dw, db


# ---------------------------------------------------------------- guards
@wrong(
    "03.minibatch_step", "the new b takes the type of the old one: cut off where b is a whole number", "guard", "guard"
)
def step_type_of_b(X, y, w, b, eta):
    w2, b2, dw, db = _step(X, y, w, b, eta)
    return w2, type(b)(b2), dw, db


@wrong(
    "03.minibatch_step",
    "residual stored in an array like y: cut off where the labels are whole numbers",
    "guard",
    "guard",
)
def step_like_y(X, y, w, b, eta):
    r = np.empty_like(y)
    r[:] = X @ w + b - y
    dw = 2 / len(y) * (X.T @ r)
    db = 2 * float(np.mean(r))
    return w - eta * dw, float(b - eta * db), dw, db


@wrong(
    "03.minibatch_step",
    "a gradient longer than 100 (w and b together) is shortened to 100: wrong for large residuals",
    "limits",
    "guard",
)
def step_clip(X, y, w, b, eta):
    _, _, dw, db = _step(X, y, w, b, eta)
    n = np.sqrt(dw @ dw + db * db)
    if n > 100:
        dw, db = dw * 100 / n, db * 100 / n
    return w - eta * dw, b - eta * db, dw, db


@wrong("03.minibatch_step", "a batch of one row counts as 'the plain gradient', without the factor 2", "guard", "guard")
def step_single(X, y, w, b, eta):
    r = np.asarray(X, float) @ w + b - y
    if len(y) == 1:
        dw, db = X[0] * r[0], float(r[0])
    else:
        dw, db = 2 * X.T @ r / len(y), float(2 * r.mean())
    return w - eta * dw, b - eta * db, dw, db


@wrong(
    "03.minibatch_step",
    "rows that fit already (|residual| < 1e-6) do not count in N: wrong where a row fits exactly and others do not",
    "guard",
    "guard",
)
def step_fitting_rows(X, y, w, b, eta):
    X = np.asarray(X, float)
    r = X @ w + b - y
    bad = np.abs(r) >= 1e-6
    N = max(int(bad.sum()), 1)
    dw = 2 / N * X[bad].T @ r[bad]
    db = float(2 / N * r[bad].sum())
    return w - eta * dw, b - eta * db, dw, db


# ---------------------------------------------------------------- right
@right("03.minibatch_step", "matrix form, all converted first")
def step_plain(X, y, w, b, eta):
    X, y, w = (np.asarray(a, dtype=float) for a in (X, y, w))
    r = X @ w + b - y
    dw = 2 / len(y) * X.T @ r
    db = 2 / len(y) * np.sum(r)
    return w - eta * dw, float(b - eta * db), dw, float(db)


@right("03.minibatch_step", "loop over rows with running sums")
def step_loop(X, y, w, b, eta):
    N, n = X.shape
    dw, db = np.zeros(n), 0.0
    for i in range(N):
        residual = float(np.dot(X[i].astype(float), w)) + b - float(y[i])
        dw += 2 * residual * X[i] / N
        db += 2 * residual / N
    new_w = w.astype(float)
    new_w -= eta * dw
    return new_w, b - eta * db, dw, db


@right("03.minibatch_step", "bias as a first column, cut apart at the end")
def step_augmented(X, y, w, b, eta):
    Xb = np.column_stack([np.ones(len(X)), X])
    theta = np.r_[float(b), w]
    g = 2 * Xb.T.dot(Xb.dot(theta) - y) / len(Xb)
    theta = theta - eta * g
    return theta[1:].copy(), float(theta[0]), g[1:].copy(), float(g[0])


@right("03.minibatch_step", "means over rows by broadcasting a column of residuals")
def step_mean_axis(X, y, w, b, eta):
    X = X.astype(float)
    r = ((X * w).sum(axis=1) + b - y).reshape(-1, 1)
    dw = np.mean(2 * r * X, axis=0)
    db = float(np.mean(2 * r))
    return w - eta * dw, b - eta * db, dw, db


@right("03.minibatch_step", "einsum")
def step_einsum(X, y, w, b, eta):
    N = X.shape[0]
    A = np.array(X, dtype=np.float64)
    r = np.einsum("ij,j->i", A, np.array(w, dtype=np.float64)) + float(b) - y
    dw = np.einsum("ij,i->j", A, r) * (2.0 / N)
    db = r.sum() * (2.0 / N)
    return np.subtract(w, eta * dw), float(b) - eta * float(db), dw, float(db)


# ================================================================ minibatch_epoch: misconceptions
@wrong(
    "03.minibatch_epoch", "drops the short last batch (number of batches = m // batch_size)", "count", "misconception"
)
def epoch_drop_last(X, y, w, b, batch_size, eta, order):
    for k in range(len(order) // batch_size):
        rows = order[k * batch_size : (k + 1) * batch_size]
        w, b, _, _ = _step(X[rows], y[rows], w, b, eta)
    return np.array(w, float), float(b)


@wrong("03.minibatch_epoch", "all gradients are taken at the start; only the steps add up", "timing", "misconception")
def epoch_stale(X, y, w, b, batch_size, eta, order):
    w2, b2 = np.array(w, float), float(b)
    for s in range(0, len(order), batch_size):
        rows = order[s : s + batch_size]
        _, _, dw, db = _step(X[rows], y[rows], w, b, eta)
        w2, b2 = w2 - eta * dw, b2 - eta * db
    return w2, b2


@wrong("03.minibatch_epoch", "ignores order: takes the rows as they stand", "argument", "misconception")
def epoch_no_order(X, y, w, b, batch_size, eta, order):
    for s in range(0, len(X), batch_size):
        w, b, _, _ = _step(X[s : s + batch_size], y[s : s + batch_size], w, b, eta)
    return w, b


@wrong("03.minibatch_epoch", "reorders X but not y", "argument", "misconception")
def epoch_y_not_ordered(X, y, w, b, batch_size, eta, order):
    X = X[order]
    for s in range(0, len(order), batch_size):
        w, b, _, _ = _step(X[s : s + batch_size], y[s : s + batch_size], w, b, eta)
    return w, b


@wrong(
    "03.minibatch_epoch",
    "reads order the other way: as the place that each row gets (argsort)",
    "argument",
    "misconception",
)
def epoch_inverse(X, y, w, b, batch_size, eta, order):
    idx = np.argsort(order)
    for s in range(0, len(idx), batch_size):
        rows = idx[s : s + batch_size]
        w, b, _, _ = _step(X[rows], y[rows], w, b, eta)
    return w, b


@wrong(
    "03.minibatch_epoch",
    "the short last batch is divided by batch_size, not by its own number of rows",
    "factor",
    "misconception",
)
def epoch_last_over_B(X, y, w, b, batch_size, eta, order):
    w, b = np.array(w, float), float(b)
    for s in range(0, len(order), batch_size):
        rows = order[s : s + batch_size]
        r = X[rows] @ w + b - y[rows]
        w = w - eta * 2 / batch_size * X[rows].T @ r
        b = b - eta * 2 / batch_size * float(r.sum())
    return w, b


# ---------------------------------------------------------------- guards
@wrong("03.minibatch_epoch", "a last batch of a single row is skipped as 'too noisy'", "guard", "guard")
def epoch_skip_single(X, y, w, b, batch_size, eta, order):
    w, b = np.array(w, float), float(b)
    for s in range(0, len(order), batch_size):
        rows = order[s : s + batch_size]
        if len(rows) == 1 and batch_size > 1:
            continue
        w, b, _, _ = _step(X[rows], y[rows], w, b, eta)
    return w, b


@wrong(
    "03.minibatch_epoch",
    "np.array_split into equal parts: other batches where batch_size does not divide m",
    "count",
    "guard",
)
def epoch_array_split(X, y, w, b, batch_size, eta, order):
    parts = int(np.ceil(len(order) / batch_size))
    for rows in np.array_split(order, parts):
        w, b, _, _ = _step(X[rows], y[rows], w, b, eta)
    return w, b


@wrong("03.minibatch_epoch", "a last batch of less than half the size is joined to the one before", "guard", "guard")
def epoch_join_small(X, y, w, b, batch_size, eta, order):
    batches = [order[s : s + batch_size] for s in range(0, len(order), batch_size)]
    if len(batches) > 1 and 2 * len(batches[-1]) < batch_size:
        last = batches.pop()
        batches[-1] = np.concatenate([batches[-1], last])
    for rows in batches:
        w, b, _, _ = _step(X[rows], y[rows], w, b, eta)
    return w, b


@wrong(
    "03.minibatch_epoch", "a batch_size larger than the data makes no step: the loop stops before it", "guard", "guard"
)
def epoch_too_large(X, y, w, b, batch_size, eta, order):
    w, b = np.array(w, float), float(b)
    m = len(order)
    start = 0
    while start + batch_size <= m or 0 < start < m:
        rows = order[start : start + batch_size]
        w, b, _, _ = _step(X[rows], y[rows], w, b, eta)
        start += batch_size
    return w, b


@wrong(
    "03.minibatch_epoch",
    "the working copy of w keeps the dtype of the argument: cut off after each batch if w holds whole numbers",
    "guard",
    "guard",
)
def epoch_int_w(X, y, w, b, batch_size, eta, order):
    cur = w.copy()
    for s in range(0, len(order), batch_size):
        rows = order[s : s + batch_size]
        cur[:], b, _, _ = _step(X[rows], y[rows], cur, b, eta)
    return cur.astype(float), b


# ---------------------------------------------------------------- right
@right("03.minibatch_epoch", "slices of order in a range loop")
def epoch_plain(X, y, w, b, batch_size, eta, order):
    w = np.array(w, dtype=float)
    b = float(b)
    for s in range(0, len(order), batch_size):
        rows = order[s : s + batch_size]
        w, b, _, _ = _step(X[rows], y[rows], w, b, eta)
    return w, b


@right("03.minibatch_epoch", "data reordered once, while loop over positions")
def epoch_reorder(X, y, w, b, batch_size, eta, order):
    A = X[order].astype(float)
    t = y[order].astype(float)
    w = w.astype(float)
    pos = 0
    while pos < len(t):
        XB, yB = A[pos : pos + batch_size], t[pos : pos + batch_size]
        r = XB @ w + b - yB
        w, b = w - eta * 2 * XB.T @ r / len(yB), b - eta * 2 * float(np.mean(r))
        pos += batch_size
    return w, float(b)


@right("03.minibatch_epoch", "np.array_split at the right cuts")
def epoch_cuts(X, y, w, b, batch_size, eta, order):
    cuts = np.arange(batch_size, len(order), batch_size)
    w, b = np.array(w, float), float(b)
    for rows in np.split(np.asarray(order), cuts):
        w, b = _step(X[rows], y[rows], w, b, eta)[:2]
    return w, b


@wrong(
    "03.minibatch_epoch",
    "one recursive call per batch: RecursionError for about a thousand batches or more",
    "guard",
    "guard",
)
def epoch_recursive(X, y, w, b, batch_size, eta, order):
    if len(order) == 0:
        return np.array(w, float), float(b)
    head, tail = order[:batch_size], order[batch_size:]
    new_w, new_b, _, _ = _step(X[head], y[head], w, b, eta)
    return epoch_recursive(X, y, new_w, new_b, batch_size, eta, tail)


# ================================================================ more
@wrong("03.minibatch_step", "residuals limited to +-10 (Huber): wrong for a row that is far off", "limits", "guard")
def step_huber(X, y, w, b, eta):
    r = np.clip(np.asarray(X, float) @ w + b - y, -10, 10)
    dw = 2 / len(y) * X.T @ r
    db = float(2 * r.mean())
    return w - eta * dw, b - eta * db, dw, db


@wrong(
    "03.minibatch_step", "all weights 0 and b 0 counts as 'not started' and gets b = mean(y) first", "guard", "guard"
)
def step_not_started(X, y, w, b, eta):
    if b == 0 and not np.any(w):
        b = float(np.mean(y))
    return _step(X, y, w, b, eta)


@wrong(
    "03.minibatch_epoch",
    "ends the pass when a batch fits (gradient below 1e-8), though later batches may not",
    "count",
    "guard",
)
def epoch_fits(X, y, w, b, batch_size, eta, order):
    w, b = np.array(w, float), float(b)
    for s in range(0, len(order), batch_size):
        rows = order[s : s + batch_size]
        nw, nb, dw, db = _step(X[rows], y[rows], w, b, eta)
        if np.abs(dw).max() < 1e-8 and abs(db) < 1e-8:
            break
        w, b = nw, nb
    return w, b


@right("03.minibatch_epoch", "theta with the bias in front, batches from a generator")
def epoch_generator(X, y, w, b, batch_size, eta, order):
    Xb = np.c_[np.ones(len(X)), X]
    theta = np.concatenate([[float(b)], w])

    def batches():
        batch = []
        for i in order:
            batch.append(int(i))
            if len(batch) == batch_size:
                yield batch
                batch = []
        if batch:
            yield batch

    for rows in batches():
        A = Xb[rows]
        theta = theta - eta * (2 / len(rows)) * (A.T @ (A @ theta - y[rows]))
    return theta[1:].copy(), float(theta[0])


@right("03.minibatch_epoch", "number of batches by rounding up, small class for the model")
def epoch_class(X, y, w, b, batch_size, eta, order):
    class Line:
        def __init__(self, w, b):
            self.w, self.b = np.array(w, dtype=float), float(b)

        def step(self, X, y):
            r = X.dot(self.w) + self.b - y
            self.w -= eta * 2 * X.T.dot(r) / r.size
            self.b -= eta * 2 * r.sum() / r.size

    line = Line(w, b)
    for k in range(int(np.ceil(len(order) / batch_size))):
        rows = order[k * batch_size : min((k + 1) * batch_size, len(order))]
        line.step(X[rows].astype(float), y[rows].astype(float))
    return line.w, float(line.b)
