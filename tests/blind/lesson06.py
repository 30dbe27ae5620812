"""Work on the statements of lesson 06, by somebody who saw nothing else: see `register`."""

import numpy as np

from .register import right, wrong


def _soft(u, tau):
    u = np.asarray(u, float)
    return np.sign(u) * np.maximum(np.abs(u) - tau, 0.0)


def _L(Xb):
    X = np.asarray(Xb, float)
    return 2 / len(X) * np.linalg.norm(X, 2) ** 2


# ================================================================ ridge
@wrong("06.ridge", "adds lam instead of m*lam to X'X (forgets the 1/m of the loss)", "factor", "misconception")
def ridge_no_m(Xb, y, lam, penalize_bias):
    X = Xb.astype(float)
    D = np.eye(X.shape[1])
    if not penalize_bias:
        D[0, 0] = 0
    return np.linalg.solve(X.T @ X + lam * D, X.T @ y)


@wrong("06.ridge", "the meaning of penalize_bias is turned round", "argument", "misconception")
def ridge_flag_turned(Xb, y, lam, penalize_bias):
    X = Xb.astype(float)
    D = np.eye(X.shape[1])
    if penalize_bias:
        D[0, 0] = 0
    return np.linalg.solve(X.T @ X + len(X) * lam * D, X.T @ y)


@wrong("06.ridge", "always leaves the bias free, ignores penalize_bias", "argument", "misconception")
def ridge_always_free(Xb, y, lam, penalize_bias):
    X = Xb.astype(float)
    D = np.diag([0.0] + [1.0] * (X.shape[1] - 1))
    return np.linalg.solve(X.T @ X + len(X) * lam * D, X.T @ y)


@wrong("06.ridge", "frees the last entry instead of the first (bias thought to be last)", "other", "misconception")
def ridge_last_free(Xb, y, lam, penalize_bias):
    X = Xb.astype(float)
    D = np.eye(X.shape[1])
    if not penalize_bias:
        D[-1, -1] = 0
    return np.linalg.solve(X.T @ X + len(X) * lam * D, X.T @ y)


@wrong("06.ridge", "penalty half as strong: lam/2 * sum of squares, as in other texts", "factor", "misconception")
def ridge_half(Xb, y, lam, penalize_bias):
    X = Xb.astype(float)
    d = np.ones(X.shape[1])
    d[0] = float(penalize_bias)
    return np.linalg.solve(X.T @ X + len(X) * lam / 2 * np.diag(d), X.T @ y)


@wrong(
    "06.ridge", "diagonal stored with the dtype of Xb: m*lam is cut off where Xb holds whole numbers", "guard", "guard"
)
def ridge_int_diag(Xb, y, lam, penalize_bias):
    D = np.eye(Xb.shape[1], dtype=Xb.dtype)
    if not penalize_bias:
        D[0, 0] = 0
    A = Xb.T @ Xb
    A = A + (len(y) * lam * D).astype(Xb.dtype)
    return np.linalg.pinv(A.astype(float)) @ (Xb.T @ y)


@wrong(
    "06.ridge",
    "centres y and X for a free bias but takes the mean of y as the bias: wrong where the columns are not centred",
    "guard",
    "guard",
)
def ridge_mean_bias(Xb, y, lam, penalize_bias):
    X = Xb.astype(float)
    m = len(X)
    if penalize_bias:
        return np.linalg.solve(X.T @ X + m * lam * np.eye(X.shape[1]), X.T @ y)
    F = X[:, 1:] - X[:, 1:].mean(axis=0)
    w = np.linalg.solve(F.T @ F + m * lam * np.eye(F.shape[1]), F.T @ (y - y.mean()))
    return np.r_[y.mean(), w]


@wrong(
    "06.ridge",
    "with fewer rows than columns it solves the small system X'(XX' + m lam)^-1 y, which penalises "
    "the bias whatever penalize_bias says",
    "guard",
    "guard",
)
def ridge_dual_when_wide(Xb, y, lam, penalize_bias):
    X = Xb.astype(float)
    m, c = X.shape
    if m < c:
        return X.T @ np.linalg.solve(X @ X.T + m * lam * np.eye(m), y)
    d = np.full(c, m * lam, dtype=float)
    if not penalize_bias:
        d[0] = 0
    return np.linalg.solve(X.T @ X + np.diag(d), X.T @ y)


@wrong("06.ridge", "lam is raised to at least 1e-4 'for stability': wrong for a smaller one", "limits", "guard")
def ridge_lam_floor(Xb, y, lam, penalize_bias):
    lam = max(lam, 1e-4)
    X = Xb.astype(float)
    D = np.eye(X.shape[1])
    D[0, 0] = 1 if penalize_bias else 0
    return np.linalg.solve(X.T @ X + len(X) * lam * D, X.T @ y)


@right("06.ridge", "solve with a diagonal")
def ridge_plain(Xb, y, lam, penalize_bias):
    X = np.asarray(Xb, dtype=float)
    m, c = X.shape
    D = np.eye(c)
    if not penalize_bias:
        D[0, 0] = 0.0
    return np.linalg.solve(X.T @ X + m * lam * D, X.T @ np.asarray(y, float))


@right("06.ridge", "free bias by centring, with b = mean(y) - mean(x) w")
def ridge_centred(Xb, y, lam, penalize_bias):
    X = np.array(Xb, float)
    t = np.array(y, float)
    m = len(t)
    if penalize_bias:
        return np.linalg.solve(X.T @ X / m + lam * np.eye(X.shape[1]), X.T @ t / m)
    F = X[:, 1:]
    mu, bar = F.mean(axis=0), t.mean()
    Z = F - mu
    w = np.linalg.solve(Z.T @ Z / m + lam * np.eye(F.shape[1]), Z.T @ (t - bar) / m)
    return np.concatenate(([bar - mu @ w], w))


@right("06.ridge", "rows added to the data, then QR")
def ridge_augmented(Xb, y, lam, penalize_bias):
    m, c = Xb.shape
    extra = np.sqrt(m * float(lam)) * np.eye(c)
    if not penalize_bias:
        extra = extra[1:]
    A = np.vstack([Xb.astype(float), extra])
    t = np.concatenate([y.astype(float), np.zeros(len(extra))])
    Q, R = np.linalg.qr(A)
    return np.linalg.solve(R, Q.T @ t)


@right("06.ridge", "1/m form, diagonal changed entry by entry")
def ridge_entries(Xb, y, lam, penalize_bias):
    X = Xb.astype(float)
    H = 2 / len(X) * X.T.dot(X)
    for j in range(0 if penalize_bias else 1, X.shape[1]):
        H[j, j] += 2 * lam
    rhs = 2 / len(X) * X.T.dot(y)
    return np.linalg.solve(H, rhs)


# ================================================================ soft_threshold
@wrong("06.soft_threshold", "hard thresholding: keeps what is larger than tau as it is", "rule", "misconception")
def soft_hard(u, tau):
    u = np.asarray(u, float)
    return np.where(np.abs(u) > tau, u, 0.0)


@wrong(
    "06.soft_threshold", "subtracts tau from all, and does not turn round for negative entries", "sign", "misconception"
)
def soft_positive_only(u, tau):
    return np.maximum(np.asarray(u, float) - tau, 0.0)


@wrong("06.soft_threshold", "threshold tau/2, as for (s-u)^2 without the one half", "factor", "misconception")
def soft_half_tau(u, tau):
    u = np.asarray(u, float)
    return np.sign(u) * np.maximum(np.abs(u) - tau / 2, 0)


@wrong(
    "06.soft_threshold",
    "moves towards 0 by tau but not only as far as 0: small entries come out on the other side",
    "rule",
    "misconception",
)
def soft_passes_zero(u, tau):
    u = np.asarray(u, float)
    return u - tau * np.sign(u)


@wrong(
    "06.soft_threshold", "result array like u: cut off where u holds whole numbers and tau does not", "guard", "guard"
)
def soft_like_u(u, tau):
    s = np.zeros_like(u)
    s[u > tau] = u[u > tau] - tau
    s[u < -tau] = u[u < -tau] + tau
    return s.astype(float)


@wrong(
    "06.soft_threshold", "an entry within 1e-6 of the threshold counts as equal to it and becomes 0", "limits", "guard"
)
def soft_tolerance(u, tau):
    u = np.asarray(u, float)
    return np.where(np.abs(u) <= tau + 1e-6, 0.0, u - tau * np.sign(u))


@wrong(
    "06.soft_threshold",
    "divides u by |u| + 1e-8 for the sign: small entries are shrunk where tau is as small or 0",
    "limits",
    "guard",
)
def soft_eps(u, tau):
    u = np.asarray(u, float)
    return u / (np.abs(u) + 1e-8) * np.maximum(np.abs(u) - tau, 0)


@wrong("06.soft_threshold", "tau below 1e-3 is treated as 'no threshold': returns u", "guard", "guard")
def soft_tiny_tau(u, tau):
    u = np.array(u, float)
    if tau < 1e-3:
        return u
    return np.sign(u) * np.clip(np.abs(u) - tau, 0, None)


@right("06.soft_threshold", "sign and maximum")
def soft_plain(u, tau):
    u = np.asarray(u, dtype=float)
    return np.sign(u) * np.maximum(np.abs(u) - tau, 0.0)


@right("06.soft_threshold", "difference of two positive parts")
def soft_parts(u, tau):
    v = u.astype(float)
    return np.maximum(v - tau, 0) - np.maximum(-v - tau, 0)


@right("06.soft_threshold", "three cases in a list comprehension")
def soft_cases(u, tau):
    def one(x):
        x = float(x)
        if x > tau:
            return x - tau
        if x < -tau:
            return x + tau
        return 0.0

    return np.array([one(x) for x in u], dtype=float)


@right("06.soft_threshold", "u minus u clipped to [-tau, tau]")
def soft_clip(u, tau):
    v = np.array(u, dtype=float)
    return v - np.clip(v, -tau, tau)


# ================================================================ lasso_ista
def _ista(Xb, y, lam, steps, first=1, tau_factor=1.0, rate=1.0):
    X, y = np.asarray(Xb, float), np.asarray(y, float)
    eta = rate / _L(X)
    t = np.zeros(X.shape[1])
    for _ in range(steps):
        t = t - eta * 2 / len(y) * X.T @ (X @ t - y)
        t[first:] = _soft(t[first:], tau_factor * eta * lam)
    return t


@wrong("06.lasso_ista", "thresholds the bias too", "block", "misconception")
def ista_bias_too(Xb, y, lam, max_iter):
    return _ista(Xb, y, lam, max_iter, first=0)


@wrong("06.lasso_ista", "threshold lam instead of eta*lam", "factor", "misconception")
def ista_tau_lam(Xb, y, lam, max_iter):
    return _ista(Xb, y, lam, max_iter, tau_factor=_L(Xb))


@wrong(
    "06.lasso_ista",
    "subgradient step instead of thresholding: adds lam*sign(w) to the gradient",
    "rule",
    "misconception",
)
def ista_subgradient(Xb, y, lam, max_iter):
    X = Xb.astype(float)
    eta = 1 / _L(X)
    t = np.zeros(X.shape[1])
    for _ in range(max_iter):
        g = 2 / len(y) * X.T @ (X @ t - y)
        g[1:] += lam * np.sign(t[1:])
        t = t - eta * g
    return t


@wrong("06.lasso_ista", "L without the column of ones", "block", "misconception")
def ista_L_without_ones(Xb, y, lam, max_iter):
    X = Xb.astype(float)
    eta = 1 / _L(X[:, 1:])
    t = np.zeros(X.shape[1])
    for _ in range(max_iter):
        t = t - eta * 2 / len(y) * X.T @ (X @ t - y)
        t[1:] = _soft(t[1:], eta * lam)
    return t


@wrong("06.lasso_ista", "thresholds before the gradient step", "timing", "misconception")
def ista_threshold_first(Xb, y, lam, max_iter):
    X = Xb.astype(float)
    eta = 1 / _L(X)
    t = np.zeros(X.shape[1])
    for _ in range(max_iter):
        t[1:] = _soft(t[1:], eta * lam)
        t = t - eta * 2 / len(y) * X.T @ (X @ t - y)
    return t


@wrong("06.lasso_ista", "stops when theta moves by less than 1e-4: fewer steps in a flat valley", "count", "guard")
def ista_stops(Xb, y, lam, max_iter):
    X = Xb.astype(float)
    eta = 1 / _L(X)
    t = np.zeros(X.shape[1])
    for _ in range(max_iter):
        u = t - eta * 2 / len(y) * X.T @ (X @ t - y)
        u[1:] = _soft(u[1:], eta * lam)
        if np.linalg.norm(u - t) < 1e-4:
            t = u
            break
        t = u
    return t


@wrong(
    "06.lasso_ista",
    "a weight that has become 0 after the first step stays 0 for good: wrong where it comes back",
    "guard",
    "guard",
)
def ista_frozen_zero(Xb, y, lam, max_iter):
    X = Xb.astype(float)
    eta = 1 / _L(X)
    t = np.zeros(X.shape[1])
    frozen = np.zeros(len(t), bool)
    for _k in range(max_iter):
        t = t - eta * 2 / len(y) * X.T @ (X @ t - y)
        t[1:] = _soft(t[1:], eta * lam)
        frozen[1:] |= t[1:] == 0
        t[frozen] = 0.0
    return t


@wrong(
    "06.lasso_ista",
    "L from ten rounds of the power method only: another rate where the largest eigenvalues are close",
    "limits",
    "guard",
)
def ista_power(Xb, y, lam, max_iter):
    X = Xb.astype(float)
    H = 2 / len(X) * X.T @ X
    v = np.ones(len(H))
    for _ in range(10):
        v = H @ v
        v /= np.linalg.norm(v)
    eta = 1 / (v @ H @ v)
    t = np.zeros(len(H))
    for _ in range(max_iter):
        t = t - eta * (H @ t - 2 / len(y) * X.T @ y)
        t[1:] = _soft(t[1:], eta * lam)
    return t


@wrong(
    "06.lasso_ista",
    "lam = 0 is 'ordinary least squares' and is solved exactly instead of by max_iter steps",
    "guard",
    "guard",
)
def ista_lam_zero(Xb, y, lam, max_iter):
    if lam == 0:
        return np.linalg.pinv(Xb.astype(float)) @ y
    return _ista(Xb, y, lam, max_iter)


@right("06.lasso_ista", "loop, weights thresholded in a slice")
def ista_plain(Xb, y, lam, max_iter):
    X = np.asarray(Xb, float)
    m, c = X.shape
    L = np.linalg.eigvalsh(2 / m * X.T @ X)[-1]
    eta = 1 / L
    theta = np.zeros(c)
    for _ in range(max_iter):
        u = theta - eta * 2 / m * X.T @ (X @ theta - y)
        u[1:] = np.sign(u[1:]) * np.maximum(np.abs(u[1:]) - eta * lam, 0)
        theta = u
    return theta


@right("06.lasso_ista", "vector of thresholds with 0 for the bias, Hessian computed once")
def ista_vector_tau(Xb, y, lam, max_iter):
    X = Xb.astype(float)
    H = 2.0 * X.T.dot(X) / X.shape[0]
    c = 2.0 * X.T.dot(y.astype(float)) / X.shape[0]
    eta = 1.0 / np.linalg.norm(H, 2)
    tau = np.full(X.shape[1], eta * float(lam))
    tau[0] = 0.0
    theta = np.zeros(X.shape[1])
    for _ in range(max_iter):
        u = theta - eta * (H.dot(theta) - c)
        theta = u - np.clip(u, -tau, tau)
    return theta


@right("06.lasso_ista", "bias and weights apart")
def ista_apart(Xb, y, lam, max_iter):
    A = np.array(Xb, float)[:, 1:]
    t = np.array(y, float)
    eta = 1 / _L(Xb)
    b, w = 0.0, np.zeros(A.shape[1])
    for _ in range(max_iter):
        r = A @ w + b - t
        b, w = b - eta * 2 * np.mean(r), _soft(w - eta * 2 * A.T @ r / len(t), eta * lam)
    return np.concatenate([[b], w])


# ================================================================ weight_decay_step
@wrong("06.weight_decay_step", "divides the gradient by m once more", "factor", "misconception")
def decay_grad_over_m(W, gradient, eta, lam, m):
    return (1 - eta * lam / m) * W - eta / m * gradient


@wrong("06.weight_decay_step", "derivative of the penalty with a 2: lam/m * 2w", "factor", "misconception")
def decay_two(W, gradient, eta, lam, m):
    return W - eta * (gradient + 2 * lam / m * W)


@wrong("06.weight_decay_step", "shrinks the weights after the step instead of the old ones", "timing", "misconception")
def decay_after(W, gradient, eta, lam, m):
    new = W - eta * gradient
    return new - eta * lam / m * new


@wrong("06.weight_decay_step", "lasso-like decay: subtracts eta*lam/m*sign(W)", "rule", "misconception")
def decay_l1(W, gradient, eta, lam, m):
    return W - eta * (gradient + lam / m * np.sign(W))


@wrong("06.weight_decay_step", "forgets the rate in the factor: 1 - lam/m", "factor", "misconception")
def decay_no_eta(W, gradient, eta, lam, m):
    return (1 - lam / m) * W - eta * gradient


@wrong(
    "06.weight_decay_step", "the factor 1 - eta lam/m is kept at 0 or more: wrong for eta lam > m", "limits", "guard"
)
def decay_factor_floor(W, gradient, eta, lam, m):
    return max(0.0, 1 - eta * lam / m) * W - eta * gradient


@wrong("06.weight_decay_step", "a single row of weights is taken for the biases and does not decay", "guard", "guard")
def decay_one_row(W, gradient, eta, lam, m):
    if W.shape[0] == 1 and W.shape[1] > 1:
        return W - eta * gradient
    return W - eta * (gradient + lam / m * W)


@wrong("06.weight_decay_step", "lam // m if both are whole numbers: no decay where lam < m", "kind", "guard")
def decay_floor_division(W, gradient, eta, lam, m):
    rate = lam // m if isinstance(lam, int) else lam / m
    return W - eta * gradient - eta * rate * W


@wrong("06.weight_decay_step", "weights smaller than 1e-6 after the step are set to 0", "limits", "guard")
def decay_prune(W, gradient, eta, lam, m):
    new = (1 - eta * lam / m) * W - eta * gradient
    return np.where(np.abs(new) < 1e-6, 0.0, new)


@right("06.weight_decay_step", "factor form")
def decay_plain(W, gradient, eta, lam, m):
    return (1 - eta * lam / m) * np.asarray(W, float) - eta * np.asarray(gradient, float)


@right("06.weight_decay_step", "full gradient first, then the step")
def decay_full_gradient(W, gradient, eta, lam, m):
    full = gradient.astype(float) + (float(lam) / m) * W.astype(float)
    return np.subtract(W, eta * full)


@right("06.weight_decay_step", "double loop over the entries")
def decay_loop(W, gradient, eta, lam, m):
    out = np.zeros(W.shape)
    for i in range(W.shape[0]):
        for j in range(W.shape[1]):
            w = float(W[i, j])
            out[i, j] = w - eta * float(gradient[i, j]) - eta * lam * w / m
    return out


# ================================================================ more
@wrong(
    "06.lasso_ista",
    "starts at the end of the last call with data of the same shape (warm start) instead of 0",
    "memory",
    "guard",
)
def ista_warm(Xb, y, lam, max_iter, _last=None):
    if _last is None:
        _last = {}
    X = Xb.astype(float)
    eta = 1 / _L(X)
    t = _last.get(X.shape, np.zeros(X.shape[1])).copy()
    for _ in range(max_iter):
        t = t - eta * 2 / len(y) * X.T @ (X @ t - y)
        t[1:] = _soft(t[1:], eta * lam)
    _last[X.shape] = t.copy()
    return t


@wrong(
    "06.ridge",
    "all columns are taken to unit variance before the penalty and the weights taken back after: "
    "another penalty unless the columns have variance 1",
    "rule",
    "misconception",
)
def ridge_standardised(Xb, y, lam, penalize_bias):
    X = Xb.astype(float)
    s = X.std(axis=0)
    s[s == 0] = 1.0
    Z = X / s
    D = np.eye(X.shape[1])
    D[0, 0] = float(penalize_bias)
    return np.linalg.solve(Z.T @ Z + len(X) * lam * D, Z.T @ y) / s


@wrong(
    "06.ridge",
    "drops a feature that is constant (standard deviation 0), as it is for a single row: its weight becomes 0",
    "guard",
    "guard",
)
def ridge_drop_constant(Xb, y, lam, penalize_bias):
    X = Xb.astype(float)
    keep = np.r_[True, X[:, 1:].std(axis=0) > 0]
    Z = X[:, keep]
    D = np.eye(Z.shape[1])
    D[0, 0] = float(penalize_bias)
    theta = np.zeros(X.shape[1])
    theta[keep] = np.linalg.solve(Z.T @ Z + len(X) * lam * D, Z.T @ y)
    return theta


@right("06.lasso_ista", "helper for one proximal step, list of thetas, last one returned")
def ista_list(Xb, y, lam, max_iter):
    X, t = np.array(Xb, float), np.array(y, float)
    m = t.size
    s = np.linalg.svd(X, compute_uv=False)[0]
    eta = m / (2 * s * s)

    def prox(u):
        w = u[1:]
        return np.r_[u[0], np.where(w > eta * lam, w - eta * lam, np.where(w < -eta * lam, w + eta * lam, 0.0))]

    thetas = [np.zeros(X.shape[1])]
    for _ in range(max_iter):
        th = thetas[-1]
        thetas.append(prox(th - eta * 2 * X.T.dot(X.dot(th) - t) / m))
    return thetas[-1]


@right("06.weight_decay_step", "own float copy, two changes from the old weights")
def decay_copy(W, gradient, eta, lam, m):
    new = np.array(W, dtype=float)
    new *= 1 - eta * lam / m
    new -= eta * np.asarray(gradient, dtype=float)
    return new
