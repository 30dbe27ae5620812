"""Work on the statements of lesson 02, by somebody who saw nothing else: see `register`."""

import numpy as np

from .register import right, wrong


def _J(theta, Xb, y):
    r = np.asarray(Xb, float) @ np.asarray(theta, float) - np.asarray(y, float)
    return float(np.mean(r**2))


def _g(theta, Xb, y):
    Xb = np.asarray(Xb, float)
    r = Xb @ np.asarray(theta, float) - np.asarray(y, float)
    return 2.0 / len(r) * (Xb.T @ r)


# ================================================================ mse
@wrong("02.mse", "puts 1/2 in front: 1/(2m)", "factor", "misconception")
def mse_half(theta, Xb, y):
    return float(np.sum((Xb @ theta - y) ** 2) / (2 * len(y)))


@wrong("02.mse", "squares the mean residual instead of averaging the squares", "rule", "misconception")
def mse_square_of_mean(theta, Xb, y):
    return float(np.mean(Xb @ theta - y) ** 2)


@wrong("02.mse", "takes the root at the end (RMSE)", "rule", "misconception")
def mse_root(theta, Xb, y):
    return float(np.linalg.norm(Xb @ theta - y) / np.sqrt(len(y)))


@wrong("02.mse", "divides by the number of columns n + 1 instead of the number of rows", "factor", "misconception")
def mse_by_columns(theta, Xb, y):
    r = Xb @ theta - y
    return float(r @ r / len(theta))


@wrong(
    "02.mse",
    "y is made a column, so the difference is an (m, m) table of all rows against all labels",
    "axis",
    "misconception",
)
def mse_broadcast(theta, Xb, y):
    y = np.reshape(y, (-1, 1))
    return float(((Xb.dot(theta) - y) ** 2).mean())


@wrong("02.mse", "divides by m - 1 unless there is a single row", "guard", "guard")
def mse_m_minus_1(theta, Xb, y):
    m = len(y)
    r = Xb @ theta - y
    return float(np.sum(r * r) / (m - 1 if m > 1 else 1))


@wrong(
    "02.mse",
    "converts everything to the dtype of Xb: cuts theta and y off where Xb holds whole numbers and they do not",
    "guard",
    "guard",
)
def mse_dtype_x(theta, Xb, y):
    t = np.asarray(theta).astype(Xb.dtype)
    r = (Xb @ t - np.asarray(y).astype(Xb.dtype)).astype(float)
    return float(np.mean(r**2))


@wrong(
    "02.mse",
    "drops residuals beyond three standard deviations as outliers: wrong with one bad row among many",
    "limits",
    "guard",
)
def mse_without_outliers(theta, Xb, y):
    r = Xb @ theta - y
    keep = np.abs(r - r.mean()) <= 3 * r.std() + 1e-9
    return float(np.mean(r[keep] ** 2))


@wrong("02.mse", "rounds the loss to 8 decimals: wrong where the residuals are about 1e-4 or less", "limits", "guard")
def mse_rounded(theta, Xb, y):
    return round(float(np.mean((Xb @ theta - y) ** 2)), 8)


@right("02.mse", "np.mean of squares, float()")
def mse_plain(theta, Xb, y):
    return float(np.mean((np.asarray(Xb, float) @ np.asarray(theta, float) - np.asarray(y, float)) ** 2))


@right("02.mse", "loop over rows and columns in Python floats")
def mse_loops(theta, Xb, y):
    total = 0.0
    m, cols = Xb.shape
    for i in range(m):
        guess = 0.0
        for j in range(cols):
            guess += float(Xb[i, j]) * float(theta[j])
        total += (guess - float(y[i])) ** 2
    return total / m


@right("02.mse", "the squared norm over m, y as a column on both sides")
def mse_columns(theta, Xb, y):
    col = np.array(y, dtype=float).reshape(-1, 1)
    guess = np.dot(Xb.astype(float), np.array(theta, dtype=float).reshape(-1, 1))
    assert guess.shape == col.shape
    return float(np.linalg.norm(guess - col) ** 2 / Xb.shape[0])


# ================================================================ mse_gradient
@wrong("02.mse_gradient", "forgets the factor 2 of the square", "factor", "misconception")
def grad_no_two(theta, Xb, y):
    return Xb.T @ (Xb @ theta - y) / len(y)


@wrong("02.mse_gradient", "residual as y minus prediction without the sign that this brings", "sign", "misconception")
def grad_sign(theta, Xb, y):
    return 2 / len(y) * Xb.T @ (y - Xb @ theta)


@wrong(
    "02.mse_gradient",
    "divides only the weights' part by m; the bias slope is the sum of the residuals times 2",
    "factor",
    "misconception",
)
def grad_bias_sum(theta, Xb, y):
    r = Xb @ theta - y
    g = np.zeros(len(theta))
    g[0] = 2 * r.sum()
    g[1:] = 2 / len(y) * Xb[:, 1:].T @ r
    return g


@wrong(
    "02.mse_gradient",
    "thinks the bias column needs no residual times x and puts 0 for the bias",
    "block",
    "misconception",
)
def grad_bias_zero(theta, Xb, y):
    g = 2 / len(y) * (Xb.T @ (Xb @ theta - y))
    g[0] = 0.0
    return g


@wrong(
    "02.mse_gradient",
    "mean over the wrong count: np.mean over all entries of Xb * r, times 2 for each column (divides by m(n+1))",
    "factor",
    "misconception",
)
def grad_over_size(theta, Xb, y):
    R = Xb * (Xb @ theta - y)[:, None]
    return 2 * R.sum(axis=0) / R.size


@wrong("02.mse_gradient", "clips a gradient longer than 1000: wrong for large labels or features", "limits", "guard")
def grad_clip(theta, Xb, y):
    g = 2 / len(y) * Xb.T @ (Xb @ theta - y)
    n = np.linalg.norm(g)
    return g * (1000 / n) if n > 1000 else g


@wrong("02.mse_gradient", "a result array like theta: whole-number theta cuts the slopes off", "guard", "guard")
def grad_like_theta(theta, Xb, y):
    g = np.zeros_like(theta)
    r = Xb @ theta - y
    for j in range(len(theta)):
        g[j] = 2 * np.mean(r * Xb[:, j])
    return g.astype(float)


@wrong(
    "02.mse_gradient",
    "identical rows are counted once (np.unique): wrong where a row with its label stands twice",
    "guard",
    "guard",
)
def grad_unique_rows(theta, Xb, y):
    D = np.unique(np.column_stack([Xb, y]).astype(float), axis=0)
    X, t = D[:, :-1], D[:, -1]
    return 2 / len(t) * X.T @ (X @ theta - t)


@wrong(
    "02.mse_gradient",
    "entries below 1e-8 are set to 0 'at the minimum': wrong where all numbers are tiny",
    "limits",
    "guard",
)
def grad_flat_zero(theta, Xb, y):
    g = 2 / len(y) * Xb.T @ (Xb @ theta - y)
    return np.where(np.abs(g) < 1e-8, 0.0, g)


@right("02.mse_gradient", "matrix form with @")
def grad_plain(theta, Xb, y):
    X = np.asarray(Xb, float)
    return 2 / X.shape[0] * X.T @ (X @ np.asarray(theta, float) - y)


@right("02.mse_gradient", "sum over rows of 2 r x / m, loop")
def grad_rows(theta, Xb, y):
    X, t, b = np.array(Xb, float), np.array(theta, float), np.array(y, float)
    g = np.zeros(t.shape)
    for x, label in zip(X, b, strict=False):
        g += 2.0 * (np.dot(x, t) - label) * x
    return g / len(X)


@right("02.mse_gradient", "einsum, and a list for the columns")
def grad_einsum(theta, Xb, y):
    X = Xb.astype(float)
    r = np.einsum("ij,j->i", X, theta.astype(float)) - y
    return np.array([2 * np.mean(r * X[:, j]) for j in range(X.shape[1])])


@right("02.mse_gradient", "bias and weights apart, joined with np.r_")
def grad_apart(theta, Xb, y):
    w, b = theta[1:].astype(float), float(theta[0])
    F = Xb[:, 1:].astype(float)
    r = F.dot(w) + b - y
    return np.r_[2 * r.mean(), 2 * F.T.dot(r) / len(r)]


# ================================================================ batch_gd
@wrong("02.batch_gd", "records the loss before each update only: the last value is missing", "count", "misconception")
def bgd_values_short(Xb, y, theta0, eta, max_iter):
    t = np.array(theta0, float)
    vals = []
    for _ in range(max_iter):
        vals.append(_J(t, Xb, y))
        t = t - eta * _g(t, Xb, y)
    return t, np.array(vals)


@wrong(
    "02.batch_gd", "computes the gradient once, at the start, and uses it for all updates", "timing", "misconception"
)
def bgd_stale(Xb, y, theta0, eta, max_iter):
    t = np.array(theta0, float)
    g = _g(t, Xb, y)
    vals = [_J(t, Xb, y)]
    for _ in range(max_iter):
        t = t - eta * g
        vals.append(_J(t, Xb, y))
    return t, np.array(vals)


@wrong(
    "02.batch_gd",
    "records the loss of the point before the update in the place of the loss after it",
    "timing",
    "misconception",
)
def bgd_lagging_values(Xb, y, theta0, eta, max_iter):
    t = np.array(theta0, float)
    vals = [_J(t, Xb, y)]
    for _ in range(max_iter):
        vals.append(_J(t, Xb, y))
        t = t - eta * _g(t, Xb, y)
    return t, np.array(vals)


@wrong("02.batch_gd", "returns values first", "order", "misconception")
def bgd_swapped(Xb, y, theta0, eta, max_iter):
    t = np.array(theta0, float)
    vals = [_J(t, Xb, y)]
    for _ in range(max_iter):
        t = t - eta * _g(t, Xb, y)
        vals.append(_J(t, Xb, y))
    return np.array(vals), t


@wrong(
    "02.batch_gd",
    "updates entry by entry and uses the entries already moved for the next slope",
    "timing",
    "misconception",
)
def bgd_gauss_seidel(Xb, y, theta0, eta, max_iter):
    t = np.array(theta0, float)
    vals = [_J(t, Xb, y)]
    for _ in range(max_iter):
        for j in range(len(t)):
            t[j] -= eta * _g(t, Xb, y)[j]
        vals.append(_J(t, Xb, y))
    return t, np.array(vals)


@wrong("02.batch_gd", "updates the caller's start in place", "memory", "misconception")
def bgd_inplace(Xb, y, theta0, eta, max_iter):
    t = theta0 if theta0.dtype == float else theta0.astype(float)
    vals = [_J(t, Xb, y)]
    for _ in range(max_iter):
        t -= eta * _g(t, Xb, y)
        vals.append(_J(t, Xb, y))
    return t, np.array(vals)


@wrong("02.batch_gd", "goes back and stops as soon as J grows: wrong for a rate that is too large", "count", "guard")
def bgd_stop_rise(Xb, y, theta0, eta, max_iter):
    t = np.array(theta0, float)
    vals = [_J(t, Xb, y)]
    for _ in range(max_iter):
        new = t - eta * _g(t, Xb, y)
        v = _J(new, Xb, y)
        if v > vals[-1]:
            break
        t = new
        vals.append(v)
    return t, np.array(vals)


@wrong(
    "02.batch_gd",
    "stops when J falls by less than 1e-10 and repeats the last value for the rest: wrong for tiny losses",
    "count",
    "guard",
)
def bgd_fill_rest(Xb, y, theta0, eta, max_iter):
    t = np.array(theta0, float)
    vals = np.full(max_iter + 1, _J(t, Xb, y))
    for k in range(max_iter):
        t = t - eta * _g(t, Xb, y)
        vals[k + 1 :] = _J(t, Xb, y)
        if abs(vals[k] - vals[k + 1]) < 1e-10:
            break
    return t, vals


@wrong("02.batch_gd", "halves the rate when the loss has grown: wrong for a rate that is too large", "rule", "guard")
def bgd_halve(Xb, y, theta0, eta, max_iter):
    t = np.array(theta0, float)
    vals = [_J(t, Xb, y)]
    for _ in range(max_iter):
        t = t - eta * _g(t, Xb, y)
        vals.append(_J(t, Xb, y))
        if vals[-1] > vals[-2]:
            eta = eta / 2
    return t, np.array(vals)


@wrong("02.batch_gd", "no update at all (max_iter 0) gives an empty array of values", "guard", "guard")
def bgd_zero_empty(Xb, y, theta0, eta, max_iter):
    t = np.array(theta0, float)
    if max_iter == 0:
        return t, np.array([])
    vals = [_J(t, Xb, y)]
    for _ in range(max_iter):
        t = t - eta * _g(t, Xb, y)
        vals.append(_J(t, Xb, y))
    return t, np.array(vals)


@right("02.batch_gd", "list of values turned into an array")
def bgd_list(Xb, y, theta0, eta, max_iter):
    theta = np.array(theta0, dtype=float)
    values = [_J(theta, Xb, y)]
    for _ in range(max_iter):
        theta = theta - eta * _g(theta, Xb, y)
        values.append(_J(theta, Xb, y))
    return theta, np.array(values)


@right("02.batch_gd", "one residual for loss and gradient, table of values")
def bgd_one_residual(Xb, y, theta0, eta, max_iter):
    X = Xb.astype(float)
    label = y.astype(float)
    theta = theta0.astype(float)
    m = X.shape[0]
    values = np.zeros(max_iter + 1)
    for k in range(max_iter + 1):
        r = X @ theta - label
        values[k] = r @ r / m
        if k < max_iter:
            theta -= eta * (2 / m) * (X.T @ r)
    return theta, values


@wrong(
    "02.batch_gd",
    "one recursive call per update: RecursionError for about a thousand updates or more",
    "guard",
    "guard",
)
def bgd_recursive(Xb, y, theta0, eta, max_iter):
    if max_iter == 0:
        return np.array(theta0, dtype=float), np.array([_J(theta0, Xb, y)])
    theta, values = bgd_recursive(Xb, y, theta0, eta, max_iter - 1)
    theta = theta - eta * _g(theta, Xb, y)
    return theta, np.append(values, _J(theta, Xb, y))


@right("02.batch_gd", "a small class with a method step")
def bgd_class(Xb, y, theta0, eta, max_iter):
    class Descent:
        def __init__(self):
            self.theta = np.asarray(theta0, dtype=float).copy()
            self.values = [self.loss()]

        def loss(self):
            return _J(self.theta, Xb, y)

        def step(self):
            self.theta = self.theta - eta * _g(self.theta, Xb, y)
            self.values.append(self.loss())

    d = Descent()
    for _ in range(max_iter):
        d.step()
    return d.theta, np.asarray(d.values)


# ================================================================ smoothness_constant
@wrong("02.smoothness_constant", "forgets the factor 2 of the Hessian", "factor", "misconception")
def smooth_no_two(Xb):
    return float(np.linalg.eigvalsh(Xb.T @ Xb / len(Xb))[-1])


@wrong("02.smoothness_constant", "takes the largest singular value of Xb without squaring it", "rule", "misconception")
def smooth_not_squared(Xb):
    return float(2 / len(Xb) * np.linalg.norm(Xb, 2))


@wrong("02.smoothness_constant", "leaves out the column of ones", "block", "misconception")
def smooth_features_only(Xb):
    X = Xb[:, 1:]
    return float(np.linalg.eigvalsh(2 / len(X) * X.T @ X).max())


@wrong(
    "02.smoothness_constant",
    "takes the trace (Frobenius norm squared) for the largest eigenvalue",
    "rule",
    "misconception",
)
def smooth_trace(Xb):
    return float(2 / len(Xb) * np.linalg.norm(Xb) ** 2)


@wrong(
    "02.smoothness_constant",
    "with fewer rows than columns it takes Xb Xb' (the same eigenvalues) but divides by the size of the other matrix",
    "factor",
    "guard",
)
def smooth_small_side(Xb):
    m, c = Xb.shape
    X = Xb.astype(float)
    if m < c:
        return float(np.linalg.eigvalsh(2 / c * X @ X.T)[-1])
    return float(np.linalg.eigvalsh(2 / m * X.T @ X)[-1])


@wrong(
    "02.smoothness_constant",
    "20 rounds of the power method only: not exact where the two largest eigenvalues are close",
    "count",
    "guard",
)
def smooth_power20(Xb):
    X = Xb.astype(float)
    H = 2 / len(X) * X.T @ X
    v = np.ones(len(H)) + 0.1 * np.arange(len(H))
    for _ in range(20):
        v = H @ v
        v /= np.linalg.norm(v)
    return float(v @ H @ v)


@wrong(
    "02.smoothness_constant",
    "power method from the first unit vector: stays at the eigenvalue 2 of the ones where all features are centred",
    "guard",
    "guard",
)
def smooth_power_e0(Xb):
    X = Xb.astype(float)
    H = 2 / len(X) * X.T @ X
    v = np.zeros(len(H))
    v[0] = 1.0
    for _ in range(3000):
        v = H @ v
        v /= np.linalg.norm(v)
    return float(np.linalg.norm(H @ v))


@right("02.smoothness_constant", "eigvalsh, last one")
def smooth_eigvalsh(Xb):
    X = np.asarray(Xb, float)
    return float(np.linalg.eigvalsh(2 / X.shape[0] * X.T @ X)[-1])


@right("02.smoothness_constant", "2/m times the squared spectral norm")
def smooth_norm(Xb):
    X = np.array(Xb, dtype=float)
    return float(2 * np.linalg.norm(X, 2) ** 2 / len(X))


@right("02.smoothness_constant", "first singular value from svd")
def smooth_svd(Xb):
    s = np.linalg.svd(Xb.astype(float), compute_uv=False)
    return 2.0 / Xb.shape[0] * float(s[0]) * float(s[0])


@right("02.smoothness_constant", "eigh of the smaller of X'X and XX', both over m")
def smooth_smaller(Xb):
    X = Xb.astype(float)
    m, c = X.shape
    G = X @ X.T if m < c else X.T @ X
    lam, _ = np.linalg.eigh(G)
    return 2 * lam.max() / m


# ================================================================ normal_equation
@wrong(
    "02.normal_equation",
    "inverts X'X whatever its rank: error or garbage where columns depend on each other",
    "rule",
    "misconception",
)
def normal_inv(Xb, y):
    X = Xb.astype(float)
    return np.linalg.inv(X.T @ X) @ X.T @ y


@wrong(
    "02.normal_equation",
    "centres columns and labels first, so the shortest WEIGHTS are found and the bias does not count in the length",
    "block",
    "misconception",
)
def normal_centred(Xb, y):
    X = Xb[:, 1:].astype(float)
    mu = X.mean(axis=0)
    w = np.linalg.pinv(X - mu, rcond=1e-12) @ (y - np.mean(y))
    return np.concatenate([[np.mean(y) - mu @ w], w])


@wrong(
    "02.normal_equation",
    "divides the right side X'y by m but not X'X (takes 1/m from the loss on one side only)",
    "factor",
    "misconception",
)
def normal_wrong_rhs(Xb, y):
    X = Xb.astype(float)
    return np.linalg.pinv(X.T @ X, rcond=1e-12) @ (X.T @ y) / len(y)


@wrong(
    "02.normal_equation",
    "a ridge of 1e-3 makes X'X invertible, and biases every solution a little",
    "limits",
    "misconception",
)
def normal_ridge3(Xb, y):
    X = Xb.astype(float)
    return np.linalg.solve(X.T @ X + 1e-3 * np.eye(X.shape[1]), X.T @ y)


@wrong(
    "02.normal_equation",
    "pinv only when there are fewer rows than columns: fails or is garbage for dependent columns with many rows",
    "guard",
    "guard",
)
def normal_pinv_if_wide(Xb, y):
    X = Xb.astype(float)
    m, c = X.shape
    if m < c:
        return np.linalg.pinv(X, rcond=1e-12) @ y
    return np.linalg.solve(X.T @ X, X.T @ y)


@wrong(
    "02.normal_equation", "dependent columns are left out and get 0: a solution, but not the shortest", "guard", "guard"
)
def normal_drop_dependent(Xb, y):
    X = Xb.astype(float)
    keep = []
    for j in range(X.shape[1]):
        if np.linalg.matrix_rank(X[:, [*keep, j]]) > len(keep):
            keep.append(j)
    theta = np.zeros(X.shape[1])
    theta[keep] = np.linalg.pinv(X[:, keep]) @ y
    return theta


@wrong(
    "02.normal_equation",
    "pinv with a cut-off of 1e-3: a column of small numbers is treated as dependent",
    "limits",
    "guard",
)
def normal_rcond3(Xb, y):
    return np.linalg.pinv(Xb.astype(float), rcond=1e-3) @ y


@wrong(
    "02.normal_equation",
    "adds a ridge of 1e-8 only where X'X is badly conditioned (cond > 1e6): wrong for dependent "
    "columns, too few rows, or a column of small numbers; fine elsewhere",
    "limits",
    "guard",
)
def normal_ridge_if_bad(Xb, y):
    X = Xb.astype(float)
    A = X.T @ X
    if np.linalg.cond(A) > 1e6:
        A = A + 1e-8 * np.eye(len(A))
    return np.linalg.solve(A, X.T @ y)


@right("02.normal_equation", "pseudo-inverse of Xb")
def normal_pinv(Xb, y):
    return np.linalg.pinv(np.asarray(Xb, dtype=float)) @ np.asarray(y, dtype=float)


@right("02.normal_equation", "SVD with its own cut-off")
def normal_svd(Xb, y):
    U, s, Vt = np.linalg.svd(Xb.astype(float), full_matrices=False)
    big = s > 1e-12 * s[0]
    coefficients = (U.T @ y.astype(float))[big] / s[big]
    return Vt[big].T @ coefficients


@right("02.normal_equation", "sum over singular triples in a loop")
def normal_svd_loop(Xb, y):
    X = np.array(Xb, float)
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    theta = np.zeros(X.shape[1])
    cut = s.max() * max(X.shape) * np.finfo(float).eps
    for k in range(len(s)):
        if s[k] > cut:
            theta += (U[:, k] @ y) / s[k] * Vt[k]
    return theta


# ================================================================ more
@wrong("02.mse", "residuals clipped to +-1e4 against overflow: wrong for large labels", "limits", "guard")
def mse_clip(theta, Xb, y):
    r = np.clip(Xb @ theta - y, -1e4, 1e4)
    return float(np.mean(r**2))


@wrong("02.mse_gradient", "a single row counts as stochastic gradient 'without the 2'", "guard", "guard")
def grad_single_row(theta, Xb, y):
    r = Xb @ theta - y
    if len(y) == 1:
        return (r[0] * Xb[0]).astype(float)
    return 2 / len(y) * Xb.T @ r


@wrong(
    "02.batch_gd",
    "theta is kept within +-1e3 in each entry: wrong for a rate that is too large or large labels",
    "limits",
    "guard",
)
def bgd_clip_theta(Xb, y, theta0, eta, max_iter):
    t = np.array(theta0, float)
    vals = [_J(t, Xb, y)]
    for _ in range(max_iter):
        t = np.clip(t - eta * _g(t, Xb, y), -1e3, 1e3)
        vals.append(_J(t, Xb, y))
    return t, np.array(vals)


@wrong(
    "02.smoothness_constant",
    "takes the first of np.linalg.eigvals for the largest: they are not sorted",
    "guard",
    "guard",
)
def smooth_first_eigval(Xb):
    X = Xb.astype(float)
    return float(np.real(np.linalg.eigvals(2 / len(X) * X.T @ X)[0]))


@wrong(
    "02.smoothness_constant",
    "largest entry of the diagonal: right only if the columns are orthogonal",
    "rule",
    "misconception",
)
def smooth_diagonal(Xb):
    X = Xb.astype(float)
    return float(np.max(2 / len(X) * np.diag(X.T @ X)))


@right("02.mse", "mean by hand with zip and a generator")
def mse_zip(theta, Xb, y):
    guesses = np.asarray(Xb, float).dot(np.asarray(theta, float))
    return sum((float(g) - float(t)) ** 2 for g, t in zip(guesses, y, strict=False)) / len(y)


@right("02.mse", "einsum of the residual with itself, NumPy number")
def mse_einsum(theta, Xb, y):
    r = np.subtract(np.matmul(Xb.astype(float), theta), y)
    return np.einsum("i,i->", r, r) / r.shape[0]


@right("02.normal_equation", "least squares by QR in an orthonormal basis of the row space")
def normal_rowspace(Xb, y):
    X = Xb.astype(float)
    rank = np.linalg.matrix_rank(X)
    _, _, Vt = np.linalg.svd(X)
    V = Vt[:rank].T  # an orthonormal basis of the row space
    Q, R = np.linalg.qr(X @ V)
    return V @ np.linalg.solve(R, Q.T @ y.astype(float))
