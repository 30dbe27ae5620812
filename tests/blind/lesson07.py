"""Work on the statements of lesson 07, by somebody who saw nothing else: see `register`."""

import math

import numpy as np

from .register import right, wrong


def _sig(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


# ---------------------------------------------------------------- sigmoid
@wrong("07.sigmoid", "the sign of the exponent turned: 1/(1+e^z)", "sign", "misconception")
def sigmoid_plus(z):
    z = np.asarray(z, dtype=float)
    return 1 - _sig(z)


@wrong("07.sigmoid", "second form e^z/(1+e^z) used everywhere, nan at +1000", "other", "misconception")
def sigmoid_ez(z):
    e = np.exp(np.asarray(z, dtype=float))
    return e / (1 + e)


@wrong(
    "07.sigmoid", "tanh taken for the sigmoid, scaled to 0..1 but without the half inside", "factor", "misconception"
)
def sigmoid_tanh(z):
    return (1 + np.tanh(np.asarray(z, dtype=float))) / 2


@wrong("07.sigmoid", "scores clipped to ±10 against overflow; differs for |z| > 10", "limits", "guard")
def sigmoid_clip10(z):
    z = np.clip(z, -10, 10)
    return 1 / (1 + np.exp(-z))


@wrong("07.sigmoid", "result array has the dtype of z: integer arrays are cut to 0 and 1", "kind", "guard")
def sigmoid_like(z):
    z = np.asarray(z)
    out = np.empty_like(z)
    pos = z >= 0
    out[pos] = 1 / (1 + np.exp(-z[pos]))
    e = np.exp(z[~pos])
    out[~pos] = e / (1 + e)
    return out


@wrong(
    "07.sigmoid",
    "loops over rows and columns: arrays of three axes come back with only two (flattened per row)",
    "guard",
    "guard",
)
def sigmoid_two_axes(z):
    z = np.asarray(z, dtype=float)
    if z.ndim <= 1:
        return _sig(z)
    return np.array([[_sig(v) for v in row.ravel()] for row in z])


@right("07.sigmoid", "where, with the exponential of the negative absolute value")
def sigmoid_where(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, e) / (1.0 + e)


@right("07.sigmoid", "masks on an own float copy, reshaped at the end")
def sigmoid_mask(z):
    arr = np.array(z, dtype=float)
    flat = arr.ravel()
    out = np.zeros(flat.shape)
    pos = flat >= 0
    out[pos] = 1 / (1 + np.exp(-flat[pos]))
    ex = np.exp(flat[~pos])
    out[~pos] = ex / (1 + ex)
    return out.reshape(arr.shape)


@right("07.sigmoid", "first formula as it stands, overflow warning silenced: 1/inf is 0")
def sigmoid_errstate(z):
    with np.errstate(over="ignore"):
        return 1.0 / (1.0 + np.exp(-np.asarray(z, dtype=float)))


@right("07.sigmoid", "exp of minus logaddexp")
def sigmoid_logaddexp(z):
    return np.exp(-np.logaddexp(0.0, -np.asarray(z, dtype=float)))


# ---------------------------------------------------------------- sigmoid_prime
@wrong("07.sigmoid_prime", "takes z for the probability: z(1-z)", "argument", "misconception")
def sigmoid_prime_z(z):
    z = np.asarray(z, dtype=float)
    return z * (1 - z)


@wrong("07.sigmoid_prime", "e^-z/(1+e^-z)^2 without care: nan at -1000", "other", "misconception")
def sigmoid_prime_naive(z):
    e = np.exp(-np.asarray(z, dtype=float))
    return e / (1 + e) ** 2


@wrong("07.sigmoid_prime", "derivative of tanh: 1 - s^2", "rule", "misconception")
def sigmoid_prime_tanh(z):
    return 1 - _sig(z) ** 2


@wrong("07.sigmoid_prime", "a floor of 1e-4 'against vanishing gradients'; differs for |z| > 10", "limits", "guard")
def sigmoid_prime_floor(z):
    s = _sig(z)
    return np.maximum(s * (1 - s), 1e-4)


@wrong("07.sigmoid_prime", "0 set for |z| > 8, since 'saturated'; differs between 8 and 30", "limits", "guard")
def sigmoid_prime_dead(z):
    z = np.asarray(z, dtype=float)
    s = _sig(z)
    return np.where(np.abs(z) > 8, 0.0, s * (1 - s))


@wrong(
    "07.sigmoid_prime",
    "central difference with step 0.01: off by more than 1e-6 relative where the third derivative is not 0",
    "limits",
    "misconception",
)
def sigmoid_prime_diff(z):
    z = np.asarray(z, dtype=float)
    h = 0.01
    return (_sig(z + h) - _sig(z - h)) / (2 * h)


@right("07.sigmoid_prime", "s times (1-s)")
def sigmoid_prime_s(z):
    s = _sig(z)
    return s * (1 - s)


@right("07.sigmoid_prime", "sigma(z) sigma(-z)")
def sigmoid_prime_sym(z):
    z = np.asarray(z, dtype=float)
    return _sig(z) * _sig(-z)


@right("07.sigmoid_prime", "even function: e^-|z| / (1+e^-|z|)^2")
def sigmoid_prime_even(z):
    e = np.exp(-np.abs(np.asarray(z, dtype=float)))
    return e / np.square(1 + e)


# ---------------------------------------------------------------- bce
@wrong("07.bce", "sum instead of the mean", "factor", "misconception")
def bce_sum(y, p):
    return float(-np.sum(np.log(np.where(y == 1, p, 1 - p))))


@wrong("07.bce", "the second term forgotten: only rows of class 1 cost anything", "block", "misconception")
def bce_pos_only(y, p):
    c = np.zeros(len(y))
    c[y == 1] = -np.log(p[y == 1])
    return float(c.mean())


@wrong("07.bce", "formula as it stands: 0*log 0 is nan for certain rows", "other", "misconception")
def bce_plain(y, p):
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


@wrong("07.bce", "logarithm to base 2, as in entropy", "rule", "misconception")
def bce_log2(y, p):
    return float(-np.mean(np.log2(np.where(y == 1, p, 1 - p))))


@wrong(
    "07.bce",
    "epsilon 1e-7 added inside the logarithm; differs visibly for small probabilities of the right class",
    "limits",
    "guard",
)
def bce_eps(y, p):
    q = np.where(y == 1, p, 1 - p)
    return float(-np.mean(np.log(q + 1e-7)))


@wrong(
    "07.bce",
    "certain rows are dropped, and the mean is over the rest; differs where some p is exactly 0 or 1",
    "guard",
    "guard",
)
def bce_drop_certain(y, p):
    keep = (p > 0) & (p < 1)
    if not keep.any():
        return 0.0
    y, p = y[keep], p[keep]
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


@wrong("07.bce", "nan_to_num over p rounded to 3 decimals; differs where p has more decimals", "limits", "guard")
def bce_round(y, p):
    q = np.round(np.where(y == 1, p, 1 - p), 3)
    return float(-np.mean(np.log(np.maximum(q, 5e-4))))


@right("07.bce", "the probability of the right class by where")
def bce_where(y, p):
    q = np.where(np.asarray(y) == 1, p, 1 - np.asarray(p))
    return float(-np.log(q).mean())


@right("07.bce", "loop with math.log, one logarithm a row")
def bce_loop(y, p):
    total = 0.0
    for yi, pi in zip(y, p, strict=False):
        total -= math.log(pi) if yi == 1 else math.log(1 - pi)
    return total / len(y)


@right("07.bce", "two groups by boolean masks, two sums")
def bce_masks(y, p):
    y = np.asarray(y).astype(int)
    ones = y == 1
    s = np.sum(np.log(p[ones])) + np.sum(np.log1p(-p[~ones]))
    return -s / y.size + 0.0


@right("07.bce", "comprehension with a choice in each row, np.mean")
def bce_comp(y, p):
    return np.mean([-np.log(pi if yi else 1 - pi) for yi, pi in zip(y, p, strict=False)])


# ---------------------------------------------------------------- log_loss_gradient
@wrong("07.log_loss_gradient", "no 1/m: gradient of the sum", "factor", "misconception")
def llg_sum(theta, Xb, y):
    return Xb.T @ (_sig(Xb @ theta) - y)


@wrong(
    "07.log_loss_gradient", "divides by the number of columns (len of theta) instead of rows", "factor", "misconception"
)
def llg_div_n(theta, Xb, y):
    return Xb.T @ (_sig(Xb @ theta) - y) / len(theta)


@wrong("07.log_loss_gradient", "residual y - p, the sign turned", "sign", "misconception")
def llg_sign(theta, Xb, y):
    return Xb.T @ (y - _sig(Xb @ theta)) / len(y)


@wrong("07.log_loss_gradient", "gradient of the squared error: multiplies with p(1-p)", "rule", "misconception")
def llg_mse(theta, Xb, y):
    p = _sig(Xb @ theta)
    return Xb.T @ ((p - y) * p * (1 - p)) / len(y)


@wrong(
    "07.log_loss_gradient",
    "tries Xb @ r first and transposes only if the shapes do not fit; wrong where m = n+1",
    "guard",
    "guard",
)
def llg_fit(theta, Xb, y):
    r = _sig(Xb @ theta) - y
    if Xb.shape[1] == r.shape[0]:
        return Xb @ r / len(y)
    return Xb.T @ r / len(y)


@wrong(
    "07.log_loss_gradient", "result made with zeros_like(theta): integer theta cuts the gradient off", "kind", "guard"
)
def llg_like(theta, Xb, y):
    g = np.zeros_like(theta)
    r = _sig(Xb @ theta) - y
    for j in range(len(g)):
        g[j] = np.mean(r * Xb[:, j])
    return g


@wrong(
    "07.log_loss_gradient",
    "residuals smaller than 0.01 set to 0 as 'already right'; differs for confident rows",
    "limits",
    "guard",
)
def llg_deadzone(theta, Xb, y):
    r = _sig(Xb @ theta) - y
    r = np.where(np.abs(r) < 0.01, 0.0, r)
    return Xb.T @ r / len(y)


@wrong("07.log_loss_gradient", "scores clipped to ±6 before the sigmoid; differs for larger scores", "limits", "guard")
def llg_clip(theta, Xb, y):
    z = np.clip(Xb @ theta, -6, 6)
    return Xb.T @ (1 / (1 + np.exp(-z)) - y) / len(y)


@right("07.log_loss_gradient", "transpose product over m")
def llg_plain(theta, Xb, y):
    m = Xb.shape[0]
    return (1 / m) * Xb.T.dot(_sig(Xb.dot(theta)) - y)


@right("07.log_loss_gradient", "loop over rows")
def llg_rows(theta, Xb, y):
    g = np.zeros(len(theta), dtype=float)
    for x, t in zip(Xb, y, strict=False):
        g += (float(_sig(np.dot(x, theta))) - t) * x
    return g / len(y)


@right("07.log_loss_gradient", "einsum, residual as a column")
def llg_einsum(theta, Xb, y):
    Xf = np.asarray(Xb, dtype=float)
    r = _sig(np.einsum("ij,j->i", Xf, np.asarray(theta, float))) - y
    return np.einsum("i,ij->j", r, Xf) / len(Xf)


@right("07.log_loss_gradient", "mean of residual times rows along axis 0")
def llg_mean(theta, Xb, y):
    r = _sig(Xb @ theta) - y
    return (r[:, None] * Xb).mean(axis=0)


# ---------------------------------------------------------------- logistic_gd
def _grad(theta, Xb, y):
    return Xb.T @ (_sig(Xb @ theta) - y) / len(y)


@wrong("07.logistic_gd", "ascends: adds the gradient", "sign", "misconception")
def lgd_ascent(Xb, y, eta, max_iter):
    t = np.zeros(Xb.shape[1])
    for _ in range(max_iter):
        t = t + eta * _grad(t, Xb, y)
    return t


@wrong("07.logistic_gd", "one step too few: range(1, max_iter)", "count", "misconception")
def lgd_range1(Xb, y, eta, max_iter):
    t = np.zeros(Xb.shape[1])
    for _ in range(1, max_iter):
        t = t - eta * _grad(t, Xb, y)
    return t


@wrong("07.logistic_gd", "gradient computed once before the loop", "timing", "misconception")
def lgd_once(Xb, y, eta, max_iter):
    t = np.zeros(Xb.shape[1])
    g = _grad(t, Xb, y)
    for _ in range(max_iter):
        t = t - eta * g
    return t


@wrong(
    "07.logistic_gd",
    "bias and weights updated one after the other, weights with the new bias",
    "timing",
    "misconception",
)
def lgd_seq(Xb, y, eta, max_iter):
    t = np.zeros(Xb.shape[1])
    for _ in range(max_iter):
        for j in range(len(t)):
            t[j] -= eta * np.mean((_sig(Xb @ t) - y) * Xb[:, j])
    return t


@wrong(
    "07.logistic_gd",
    "stops when the gradient norm is below 1e-2; differs in long runs or balanced data",
    "count",
    "guard",
)
def lgd_tol(Xb, y, eta, max_iter):
    t = np.zeros(Xb.shape[1])
    for _ in range(max_iter):
        g = _grad(t, Xb, y)
        if np.linalg.norm(g) < 1e-2:
            break
        t -= eta * g
    return t


@wrong("07.logistic_gd", "stops once all rows are classified rightly; differs on separable labels", "count", "guard")
def lgd_done(Xb, y, eta, max_iter):
    t = np.zeros(Xb.shape[1])
    for _ in range(max_iter):
        if np.any(t) and np.all((Xb @ t >= 0) == (y == 1)):
            break
        t -= eta * _grad(t, Xb, y)
    return t


@wrong(
    "07.logistic_gd",
    "keeps the theta with the smallest loss on the way instead of the last; differs for a rate too large",
    "other",
    "guard",
)
def lgd_best(Xb, y, eta, max_iter):
    t = np.zeros(Xb.shape[1])

    def loss(t):
        return np.mean(np.logaddexp(0, Xb @ t) - y * (Xb @ t))

    best, J = t.copy(), loss(t)
    for _ in range(max_iter):
        t = t - eta * _grad(t, Xb, y)
        if loss(t) < J:
            best, J = t.copy(), loss(t)
    return best


@right("07.logistic_gd", "for loop, in place on an own array")
def lgd_for(Xb, y, eta, max_iter):
    theta = np.zeros(Xb.shape[1])
    for _ in range(max_iter):
        theta -= eta * _grad(theta, Xb, y)
    return theta


@right("07.logistic_gd", "while loop counting down, data converted first")
def lgd_while(Xb, y, eta, max_iter):
    Xf, yf = np.array(Xb, float), np.array(y, float)
    m, d = Xf.shape
    theta = np.zeros(d)
    left = max_iter
    while left > 0:
        p = _sig(np.dot(Xf, theta))
        theta = theta - (eta / m) * np.dot(p - yf, Xf)
        left -= 1
    return theta


class _Logistic:
    def __init__(self, Xb, y):
        self.Xb, self.y = Xb, y
        self.theta = np.zeros(Xb.shape[1])

    def step(self, eta):
        self.theta = self.theta - eta * llg_rows(self.theta, self.Xb, self.y)


@right("07.logistic_gd", "helper class with a step method")
def lgd_class(Xb, y, eta, max_iter):
    model = _Logistic(Xb, y)
    for _ in range(max_iter):
        model.step(eta)
    return model.theta


# ---------------------------------------------------------------- predict
@wrong("07.predict", "returns the probabilities instead of classes", "kind", "misconception")
def predict_proba(theta, Xb):
    return _sig(Xb @ theta)


@wrong("07.predict", "compares the score instead of the probability with 1/2", "limits", "misconception")
def predict_score_half(theta, Xb):
    return (Xb @ theta >= 0.5).astype(int)


@wrong("07.predict", "strictly greater: a tie becomes class 0", "guard", "misconception")
def predict_gt(theta, Xb):
    return (_sig(Xb @ theta) > 0.5).astype(int)


@wrong("07.predict", "np.round of the probability: a tie rounds to the even 0", "guard", "guard")
def predict_round(theta, Xb):
    return np.round(_sig(Xb @ theta)).astype(int)


@wrong(
    "07.predict",
    "probability rounded to 4 digits before the comparison; scores slightly below 0 become class 1",
    "limits",
    "guard",
)
def predict_round4(theta, Xb):
    return (np.round(_sig(Xb @ theta), 4) >= 0.5).astype(int)


@wrong("07.predict", "result array has the dtype of theta: floats 0.0 and 1.0 for float theta", "kind", "misconception")
def predict_dtype(theta, Xb):
    out = np.zeros(len(Xb), dtype=np.asarray(theta).dtype)
    out[Xb @ theta >= 0] = 1
    return out


@right("07.predict", "score against 0")
def predict_score(theta, Xb):
    return np.where(Xb @ theta >= 0, 1, 0)


@right("07.predict", "probability, list of ints turned to an array")
def predict_list(theta, Xb):
    return np.array([1 if _sig(np.dot(row, theta)) >= 0.5 else 0 for row in Xb], dtype=int)


@right("07.predict", "boolean astype int64")
def predict_astype(theta, Xb):
    p = _sig(np.matmul(Xb, theta))
    return (p >= 0.5).astype(np.int64)


# ---------------------------------------------------------------- bce_from_scores
@wrong("07.bce_from_scores", "goes through probabilities, log 0 is infinite for large scores", "other", "misconception")
def bfs_probs(y, z):
    p = _sig(z)
    return float(-np.mean(np.where(y == 1, np.log(p), np.log(1 - p))))


@wrong("07.bce_from_scores", "log(1+e^z) for class 1, signs of the classes swapped", "sign", "misconception")
def bfs_swapped(y, z):
    return float(np.mean(np.logaddexp(0, (2 * y - 1) * z)))


@wrong("07.bce_from_scores", "takes labels for -1 and 1: log(1 + e^(-yz)) with y of 0 and 1", "rule", "misconception")
def bfs_pm1(y, z):
    return float(np.mean(np.logaddexp(0.0, -y * np.asarray(z, float))))


@wrong(
    "07.bce_from_scores",
    "straight line for |z| > 8: the loss 0 or |z| there; differs for scores of 8 to 30",
    "limits",
    "guard",
)
def bfs_linear(y, z):
    s = np.where(y == 1, z, -z).astype(float)
    return float(np.mean(np.where(s > 8, 0.0, np.where(s < -8, -s, np.log1p(np.exp(-np.clip(s, -8, 8)))))))


@wrong(
    "07.bce_from_scores",
    "clip of the scores to ±500; differs where a wrong row has a score beyond 500",
    "limits",
    "guard",
)
def bfs_clip500(y, z):
    z = np.clip(z, -500, 500)
    s = np.where(y == 1, z, -z)
    return float(np.mean(np.logaddexp(0.0, -s)))


@wrong(
    "07.bce_from_scores",
    "rows whose loss is not finite are thrown out of the mean (nanmean); differs for scores beyond 709",
    "guard",
    "guard",
)
def bfs_nanmean(y, z):
    s = np.where(y == 1, z, -z).astype(float)
    with np.errstate(over="ignore"):
        c = np.log1p(np.exp(-s))
    return float(np.mean(c[np.isfinite(c)])) if np.isfinite(c).any() else 0.0


@right("07.bce_from_scores", "softplus of the signed score by logaddexp")
def bfs_logaddexp(y, z):
    s = (1 - 2 * np.asarray(y, float)) * np.asarray(z, float)
    return float(np.logaddexp(0.0, s).mean())


@right("07.bce_from_scores", "max(s,0) + log1p(e^-|s|)")
def bfs_max(y, z):
    s = np.where(np.asarray(y) == 1, -np.asarray(z, float), np.asarray(z, float))
    return np.mean(np.maximum(s, 0) + np.log1p(np.exp(-np.abs(s))))


@right("07.bce_from_scores", "loop with math, two cases")
def bfs_loop(y, z):
    costs = []
    for yi, zi in zip(y, z, strict=False):
        margin = float(zi) if yi == 1 else -float(zi)
        if margin >= 0:
            costs.append(math.log1p(math.exp(-margin)))
        else:
            costs.append(-margin + math.log1p(math.exp(margin)))
    return sum(costs) / len(costs)


# ---------------------------------------------------------------- grads_row
@wrong("07.grads_row", "dW as column (n, 1)", "axis", "misconception")
def gr_column(X, Y, Y_hat):
    m = X.shape[1]
    d = Y_hat - Y
    return X @ d.T / m, np.sum(d, axis=1, keepdims=True) / m


@wrong("07.grads_row", "takes X.shape[0] for the number of examples", "factor", "misconception")
def gr_m(X, Y, Y_hat):
    m = X.shape[0]
    d = Y_hat - Y
    return d @ X.T / m, np.sum(d, axis=1, keepdims=True) / m


@wrong("07.grads_row", "db summed without dividing by m", "factor", "misconception")
def gr_db_sum(X, Y, Y_hat):
    d = Y_hat - Y
    return d @ X.T / X.shape[1], np.sum(d, axis=1, keepdims=True)


@wrong("07.grads_row", "applies the sigmoid once more to the predictions", "rule", "misconception")
def gr_sig_twice(X, Y, Y_hat):
    d = _sig(Y_hat) - Y
    return d @ X.T / X.shape[1], np.mean(d, axis=1, keepdims=True)


@wrong("07.grads_row", "the product without transpose if the shapes fit: wrong where n = m", "guard", "guard")
def gr_square(X, Y, Y_hat):
    d = Y_hat - Y
    m = Y.shape[1]
    dW = d @ X if X.shape[0] == m else d @ X.T
    return dW / m, d.mean(axis=1, keepdims=True)


@wrong("07.grads_row", "m guessed as the larger side of X; differs where n > m", "guard", "guard")
def gr_larger(X, Y, Y_hat):
    m = max(X.shape)
    d = Y_hat - Y
    return d @ X.T / m, d.sum(axis=1, keepdims=True) / m


@wrong(
    "07.grads_row",
    "mean over the rows that are not yet right: divides by the number of residuals above 0.01 in size",
    "factor",
    "guard",
)
def gr_active(X, Y, Y_hat):
    d = Y_hat - Y
    m = max(1, np.count_nonzero(np.abs(d) > 0.01))
    return d @ X.T / m, d.sum(axis=1, keepdims=True) / m


@right("07.grads_row", "product with the transpose, keepdims")
def gr_plain(X, Y, Y_hat):
    m = X.shape[1]
    dZ = Y_hat - Y
    return np.dot(dZ, X.T) / m, np.sum(dZ, axis=1, keepdims=True) / m


@right("07.grads_row", "loop over examples, bias as a 1 by 1 array")
def gr_loop(X, Y, Y_hat):
    n, m = X.shape
    dW, db = np.zeros((1, n)), np.zeros((1, 1))
    for i in range(m):
        r = Y_hat[0, i] - Y[0, i]
        for j in range(n):
            dW[0, j] += r * X[j, i]
        db[0, 0] += r
    return dW / m, db / m


@right("07.grads_row", "row of ones appended, split at the end")
def gr_append(X, Y, Y_hat):
    m = X.shape[1]
    full = np.vstack([np.ones((1, m)), X])
    g = np.einsum("im,jm->ij", Y_hat - Y, full) / m
    return g[:, 1:], g[:, :1]


# ---------------------------------------------------------------- zscore
@wrong("07.zscore", "test set scaled by its own mean and deviation", "rule", "misconception")
def zs_own(X_train, X_test):
    def f(X):
        s = np.where(np.ptp(X, axis=0) == 0, 1, X.std(axis=0))
        return (X - X.mean(axis=0)) / s

    return f(X_train), f(X_test)


@wrong("07.zscore", "one mean and deviation for the whole table", "axis", "misconception")
def zs_global(X_train, X_test):
    mu, s = X_train.mean(), X_train.std() or 1.0
    return (X_train - mu) / s, (X_test - mu) / s


@wrong("07.zscore", "divides by the variance", "rule", "misconception")
def zs_var(X_train, X_test):
    mu = X_train.mean(axis=0)
    s = np.where(np.ptp(X_train, axis=0) == 0, 1, X_train.var(axis=0))
    return (X_train - mu) / s, (X_test - mu) / s


@wrong("07.zscore", "deviation with 1/(m-1)", "factor", "misconception")
def zs_ddof(X_train, X_test):
    mu = X_train.mean(axis=0)
    s = X_train.std(axis=0, ddof=1) if len(X_train) > 1 else np.ones(X_train.shape[1])
    s = np.where(np.ptp(X_train, axis=0) == 0, 1, s)
    return (X_train - mu) / s, (X_test - mu) / s


@wrong(
    "07.zscore",
    "adds 1e-8 to the deviation instead of treating constant columns; differs for columns of small numbers",
    "limits",
    "guard",
)
def zs_eps(X_train, X_test):
    mu, s = X_train.mean(axis=0), X_train.std(axis=0)
    return (X_train - mu) / (s + 1e-8), (X_test - mu) / (s + 1e-8)


@wrong(
    "07.zscore",
    "columns with a deviation below 0.01 count as constant; differs for columns of small numbers",
    "limits",
    "guard",
)
def zs_small(X_train, X_test):
    mu, s = X_train.mean(axis=0), X_train.std(axis=0)
    s = np.where(s < 0.01, 1.0, s)
    return (X_train - mu) / s, (X_test - mu) / s


@wrong("07.zscore", "if any column is constant, none is divided; differs in a table that has one", "guard", "guard")
def zs_any(X_train, X_test):
    mu, s = X_train.mean(axis=0), X_train.std(axis=0)
    if np.any(np.ptp(X_train, axis=0) == 0):
        s = np.ones_like(s)
    return (X_train - mu) / s, (X_test - mu) / s


@wrong("07.zscore", "writes into a copy of the test table, which is cut off if that holds integers", "kind", "guard")
def zs_copyint(X_train, X_test):
    mu = X_train.mean(axis=0)
    s = np.where(np.ptp(X_train, axis=0) == 0, 1, X_train.std(axis=0))
    Zt = X_test.copy()
    for j in range(Zt.shape[1]):
        Zt[:, j] = (X_test[:, j] - mu[j]) / s[j]
    return (X_train - mu) / s, Zt


@right("07.zscore", "where on max equal min")
def zs_where(X_train, X_test):
    mu = np.mean(X_train, axis=0)
    const = X_train.max(axis=0) == X_train.min(axis=0)
    s = np.where(const, 1.0, np.std(X_train, axis=0))
    return (X_train - mu) / s, (X_test - mu) / s


@right("07.zscore", "column by column into own float arrays")
def zs_columns(X_train, X_test):
    A, B = np.array(X_train, dtype=float), np.array(X_test, dtype=float)
    for j in range(A.shape[1]):
        col = A[:, j].copy()
        mean = col.sum() / len(col)
        sd = math.sqrt(((col - mean) ** 2).sum() / len(col))
        if np.all(col == col[0]):
            mean, sd = col[0], 1.0
        A[:, j] = (A[:, j] - mean) / sd
        B[:, j] = (B[:, j] - mean) / sd
    return A, B


class _Scaler:
    def fit(self, X):
        self.mu = X.mean(axis=0)
        self.sd = X.std(axis=0)
        self.sd[np.ptp(X, axis=0) == 0] = 1
        return self

    def __call__(self, X):
        return (X - self.mu) / self.sd


@right("07.zscore", "helper class, fit on the training table")
def zs_class(X_train, X_test):
    sc = _Scaler().fit(np.asarray(X_train, dtype=float))
    return sc(X_train), sc(X_test)
