"""X6.3, the lasso by proximal steps from 0: a gradient step, then the threshold; the bias goes free."""

import numpy as np

from autograder.declaring import Exercise
from gdkit import MSE, Lasso, add_bias, proximal
from gdkit.datasets import toy_batch

from .. import libraries
from ..drawing import one_of
from .shared import BIAS, HARD_THRESHOLD, LASSO, LAST_WEIGHT_FREE, SOFT, drawn_rows, wide_rows
from .soft_threshold import soft_threshold

lasso = Exercise(
    "06.lasso_ista",
    "lasso_ista(Xb, y, lam, max_iter) -> theta",
    allows={
        "one row": ["Xb"],
        "one entry": ["y"],
        "whole": ["Xb", "y"],
        "large": ["Xb", "y", "lam", "max_iter"],
        "zero": ["lam", "max_iter"],
    },
    reread=LASSO,
    library_calls=("Lasso", "LassoRegressor", "LassoLars", "lasso_path", "ista", *libraries.DESCENTS),
)


def _start(Xb, y):
    """θ = 0, and the rate 1/L."""
    L = 2 / len(y) * np.linalg.norm(Xb.T @ Xb, 2)
    return np.zeros(Xb.shape[1]), float(1 / L)


def _ahead(Xb, y, theta, eta):
    """A step of gradient descent on the data term."""
    return theta - eta * 2 / len(y) * Xb.T @ (Xb @ theta - y)


def _steps(Xb, y, lam, max_iter, rate, threshold):
    """Proximal steps with `rate` times 1/L, thresholded at `threshold` times ηλ."""
    theta, eta = _start(Xb, y)
    for _ in range(max_iter):
        u = _ahead(Xb, y, theta, rate * eta)
        theta = np.append(u[0], soft_threshold(u[1:], threshold * rate * eta * lam))
    return theta


@lasso.reference
def lasso_ista(Xb, y, lam, max_iter):
    m, P = Xb.shape
    theta = np.zeros(P)
    eta = m / (2 * np.linalg.norm(Xb.T @ Xb, 2))
    for _ in range(max_iter):
        u = theta - eta * 2 / m * Xb.T @ (Xb @ theta - y)
        theta = np.append(u[0], np.sign(u[1:]) * np.maximum(np.abs(u[1:]) - eta * lam, 0))
    return theta


@lasso.shown("the toy batch, λ = 2, after 5 steps")
def toy_five_steps():
    X, y = toy_batch()
    return {"Xb": add_bias(X), "y": y, "lam": 2.0, "max_iter": 5}


@lasso.shown("the toy batch, λ = 6, after 1 step")
def toy_one_step():
    return {**toy_five_steps(), "lam": 6.0, "max_iter": 1}


@lasso.shown("the toy batch, λ = 2, nearly at the end: 300 steps")
def toy_to_the_end():
    return {**toy_five_steps(), "max_iter": 300}


@lasso.shown("whole numbers, five rows of three columns, a negative weight, after 3 steps")
def whole_numbers():
    Xb = np.array([[1, -2, 0, 3], [1, 1, 1, -1], [1, 0, 2, 1], [1, 3, -1, 0], [1, 1, 1, 2]])
    return {"Xb": Xb, "y": np.array([7, -2, 0, -6, 1]), "lam": 1, "max_iter": 3}


@lasso.shown("the toy batch, λ = 0: nothing is cut, after 4 steps")
def nothing_is_cut():
    return {**toy_five_steps(), "lam": 0, "max_iter": 4}


@lasso.shown("labels of some millionths, after 60 steps")
def tiny_labels():
    X = np.array([[1.2, 0.8, -0.5], [1.1, 1.0, 0.4], [-0.9, -1.2, 0.1], [-1.3, -0.6, 0.2], [0.2, 0.1, 1.5]])
    return {"Xb": add_bias(X), "y": np.array([3e-6, -1e-6, 2e-8, -4e-6, 5e-6]), "lam": 2e-8, "max_iter": 60}


@lasso.drawn(4)
def any_rows(rng):
    """Weights of both signs, one of them 0, a bias that is not 0; an odd number of steps."""
    n = int(rng.integers(3, 6))
    m = int(rng.integers(n + 3, n + 9))
    X = rng.normal(size=(m, n))
    w = rng.permutation(np.append([2.0, -2.0, 0.0], rng.normal(size=n - 3)))
    y = X @ w + rng.choice([-2.0, 2.0]) + 0.3 * rng.normal(size=m)
    return {"Xb": add_bias(X), "y": y, "lam": float(rng.uniform(0.3, 0.9)), "max_iter": int(rng.choice([3, 5, 7]))}


@lasso.drawn(1)
def square_data(rng):
    return {**drawn_rows(rng, 4, 3), "lam": float(rng.uniform(0.2, 0.6)), "max_iter": 4}


@lasso.drawn(1)
def one_row(rng):
    return {"Xb": np.array([[1.0, 1.5, -0.75]]), "y": np.array([rng.uniform(3, 5)]), "lam": 0.8, "max_iter": 3}


@lasso.independent(1e-9)
def by_gdkit(Xb, y, lam, max_iter):
    loss = MSE(Xb[:, 1:].astype(float), y)
    return proximal.ista(loss, Lasso(lam), np.zeros(Xb.shape[1]), max_iter=max_iter).theta


@lasso.wider
def anything(rng):
    """With a λ that no weight survives, with none, and between; no step, few, and so many that they nearly end."""
    rows = wide_rows(rng, int(rng.integers(1, 5)))
    largest = float(np.abs(2 / len(rows["y"]) * rows["Xb"].T @ rows["y"]).max())
    lam = one_of(rng, 0.0, 0, 1, 0.1, 2.5, 100.0, *(float(f"{share * largest:.2g}") for share in (0.01, 0.1, 0.3, 2.0)))
    return {**rows, "lam": lam, "max_iter": one_of(rng, 0, 1, 1, 2, 3, 5, 12, 40, 60, 150)}


lasso.keep(12, 15, 16, 68, 73, 89, 105, 176, 206, 224, 218, 29, 31, 168, 174, 46, 47)


@lasso.mistake()
def threshold_without_rate(Xb, y, lam, max_iter):
    """The threshold is λ; it should be ηλ: the penalty is part of a step, and a step has a rate.

    With half the rate and twice as many steps the same minimum should be reached.
    """
    theta, eta = _start(Xb, y)
    for _ in range(max_iter):
        u = _ahead(Xb, y, theta, eta)
        theta = np.append(u[0], soft_threshold(u[1:], lam))
    return theta


@lasso.mistake(reread=BIAS)
def bias_thresholded(Xb, y, lam, max_iter):
    """The bias is thresholded too.

    Add 10 to all labels: which entry of θ should change, and by how much?
    """
    theta, eta = _start(Xb, y)
    for _ in range(max_iter):
        theta = soft_threshold(_ahead(Xb, y, theta, eta), eta * lam)
    return theta


@lasso.mistake(says=LAST_WEIGHT_FREE, reread=BIAS)
def last_weight_free_in_lasso(Xb, y, lam, max_iter):
    theta, eta = _start(Xb, y)
    for _ in range(max_iter):
        u = _ahead(Xb, y, theta, eta)
        theta = np.append(soft_threshold(u[:-1], eta * lam), u[-1])
    return theta


@lasso.mistake()
def by_subgradients(Xb, y, lam, max_iter):
    """λ sign(w) is added to the gradient: such a step moves weights past 0, not to exactly 0.

    The step on the data comes first, then the threshold.
    """
    theta, eta = _start(Xb, y)
    for _ in range(max_iter):
        theta = _ahead(Xb, y, theta, eta) - eta * lam * np.append(0.0, np.sign(theta[1:]))
    return theta


@lasso.mistake()
def threshold_first(Xb, y, lam, max_iter):
    """The weights are thresholded before the gradient step, not after it.

    From θ = 0, the first threshold should already find something to cut.
    """
    theta, eta = _start(Xb, y)
    for _ in range(max_iter):
        theta = _ahead(Xb, y, np.append(theta[0], soft_threshold(theta[1:], eta * lam)), eta)
    return theta


@lasso.mistake()
def thresholded_once(Xb, y, lam, max_iter):
    """The threshold is applied once at the end; it belongs to every step.

    Is it inside the loop?
    """
    theta, eta = _start(Xb, y)
    for _ in range(max_iter):
        theta = _ahead(Xb, y, theta, eta)
    return np.append(theta[0], soft_threshold(theta[1:], eta * lam))


@lasso.mistake()
def gradient_thresholded(Xb, y, lam, max_iter):
    """The gradient is thresholded; the weights should be, after the gradient step.

    In the example by hand, what is thresholded: (−6, −4) or (3, 2)?
    """
    theta, eta = _start(Xb, y)
    for _ in range(max_iter):
        gradient = 2 / len(y) * Xb.T @ (Xb @ theta - y)
        theta = theta - eta * np.append(gradient[0], soft_threshold(gradient[1:], lam))
    return theta


@lasso.mistake(says=HARD_THRESHOLD, reread=SOFT)
def thresholded_hard(Xb, y, lam, max_iter):
    """Just above the threshold, the result should be just above 0."""
    theta, eta = _start(Xb, y)
    for _ in range(max_iter):
        u = _ahead(Xb, y, theta, eta)
        theta = np.append(u[0], np.where(np.abs(u[1:]) > eta * lam, u[1:], 0.0))
    return theta


@lasso.mistake(reread=SOFT)
def negative_weights_lost(Xb, y, lam, max_iter):
    """Negative weights all become 0: only one side is thresholded.

    The threshold is the same on both sides of 0.
    """
    theta, eta = _start(Xb, y)
    for _ in range(max_iter):
        u = _ahead(Xb, y, theta, eta)
        theta = np.append(u[0], np.maximum(u[1:] - eta * lam, 0.0))
    return theta


@lasso.mistake(reread=SOFT)
def weight_signs_lost(Xb, y, lam, max_iter):
    """The sign is lost in the threshold: no weight is ever negative.

    The absolute value drops it. Give it back.
    """
    theta, eta = _start(Xb, y)
    for _ in range(max_iter):
        u = _ahead(Xb, y, theta, eta)
        theta = np.append(u[0], np.maximum(np.abs(u[1:]) - eta * lam, 0.0))
    return theta


@lasso.mistake()
def shrunk_like_ridge(Xb, y, lam, max_iter):
    """The derivative of |w| is taken as w: the weights shrink, and none becomes 0.

    That would be the penalty of ridge.
    """
    theta, eta = _start(Xb, y)
    for _ in range(max_iter):
        theta = _ahead(Xb, y, theta, eta) - eta * lam * np.append(0.0, theta[1:])
    return theta


@lasso.mistake()
def without_penalty(Xb, y, lam, max_iter):
    """λ is not used: this is plain gradient descent.

    What should happen to w when λ is very large?
    """
    return _steps(Xb, y, 0.0, max_iter, 1.0, 1.0)


@lasso.mistake()
def half_the_penalty_in_lasso(Xb, y, lam, max_iter):
    """The threshold is ηλ/2, half of what it should be.

    scikit-learn's alpha would be λ/2, because its loss has a ½. Here λ stays as it is.
    """
    return _steps(Xb, y, lam, max_iter, 1.0, 0.5)


@lasso.mistake()
def twice_the_penalty_in_lasso(Xb, y, lam, max_iter):
    """The threshold is 2ηλ.

    The derivative of λ|w| is ±λ; no 2 comes down.
    """
    return _steps(Xb, y, lam, max_iter, 1.0, 2.0)


@lasso.mistake()
def penalty_divided_by_m(Xb, y, lam, max_iter):
    """The threshold is too small: λ is divided by m.

    The data term is a mean; λ Σ|w_j| stands beside it as it is.
    """
    return _steps(Xb, y, lam / len(y), max_iter, 1.0, 1.0)


@lasso.mistake()
def penalty_times_m(Xb, y, lam, max_iter):
    """The threshold is too large: λ is multiplied by m, as in the normal equation of ridge.

    There, the whole equation was multiplied by m. Is it here?
    """
    return _steps(Xb, y, lam * len(y), max_iter, 1.0, 1.0)


@lasso.mistake()
def half_the_gradient(Xb, y, lam, max_iter):
    """The gradient of the data term lacks its 2.

    The loss is the mean of the squares, without a ½.
    """
    return _steps(Xb, y, lam, max_iter, 0.5, 2.0)


@lasso.mistake()
def half_the_smoothness(Xb, y, lam, max_iter):
    """L lacks its 2: the rate is twice as large as it should be, at the limit of what is stable.

    L is the largest eigenvalue of the Hessian 2/m XbᵀXb.
    """
    return _steps(Xb, y, lam, max_iter, 2.0, 1.0)


@lasso.mistake()
def twice_the_smoothness(Xb, y, lam, max_iter):
    """The rate is half of 1/L.

    L is the largest eigenvalue of the Hessian 2/m XbᵀXb, and the rate is its reciprocal.
    """
    return _steps(Xb, y, lam, max_iter, 0.5, 1.0)


@lasso.mistake()
def smoothness_without_m(Xb, y, lam, max_iter):
    """L lacks the 1/m: the steps are m times too short.

    L is the largest eigenvalue of the Hessian of the mean, 2/m XbᵀXb.
    """
    return _steps(Xb, y, lam, max_iter, 1 / len(y), 1.0)


@lasso.mistake()
def frobenius_norm(Xb, y, lam, max_iter):
    """L is computed with the Frobenius norm, which np.linalg.norm(A) gives; np.linalg.norm(A, 2) is another norm.

    The 2-norm of a matrix is its largest singular value.
    """
    A = Xb.T @ Xb
    return _steps(Xb, y, lam, max_iter, float(np.linalg.norm(A, 2) / np.linalg.norm(A)), 1.0)


@lasso.mistake()
def singular_value_not_squared(Xb, y, lam, max_iter):
    """L is computed from ‖Xb‖₂, not from ‖XbᵀXb‖₂: the singular value is not squared.

    The Hessian is 2/m XbᵀXb.
    """
    return _steps(Xb, y, lam, max_iter, float(np.linalg.norm(Xb, 2)), 1.0)


@lasso.mistake()
def smoothness_without_bias(Xb, y, lam, max_iter):
    """L is computed without the column of ones.

    The bias is a parameter too: the Hessian has n + 1 rows.
    """
    ratio = np.linalg.norm(Xb, 2) / np.linalg.norm(Xb[:, 1:], 2)
    return _steps(Xb, y, lam, max_iter, float(ratio**2), 1.0)


@lasso.mistake()
def one_step_too_many(Xb, y, lam, max_iter):
    """One step too many is made.

    range(max_iter) counts from 0: how often does your loop run?
    """
    return lasso_ista(Xb, y, lam, max_iter + 1)


@lasso.mistake()
def one_step_too_few(Xb, y, lam, max_iter):
    """One step too few is made.

    How often does range(1, max_iter) run?
    """
    return lasso_ista(Xb, y, lam, max_iter - 1)


@lasso.mistake()
def one_step_only(Xb, y, lam, max_iter):
    """Only one step is made.

    Is the return inside the loop?
    """
    return lasso_ista(Xb, y, lam, min(max_iter, 1))


@lasso.mistake()
def starts_at_ones(Xb, y, lam, max_iter):
    """It starts from ones; the start was to be θ = 0.

    After many steps the start no longer shows; after a few it does.
    """
    _, eta = _start(Xb, y)
    theta = np.ones(Xb.shape[1])
    for _ in range(max_iter):
        u = _ahead(Xb, y, theta, eta)
        theta = np.append(u[0], soft_threshold(u[1:], eta * lam))
    return theta


@lasso.mistake()
def uphill(Xb, y, lam, max_iter):
    """The gradient step goes uphill: η times the gradient is added, or the residual is y − Xbθ.

    Compare the loss before and after the first step.
    """
    theta, eta = _start(Xb, y)
    for _ in range(max_iter):
        u = _ahead(Xb, y, theta, -eta)
        theta = np.append(u[0], soft_threshold(u[1:], eta * lam))
    return theta


@lasso.mistake()
def bias_forgotten(Xb, y, lam, max_iter):
    """The bias is never updated: it stays at 0.

    The bias is not thresholded, but the gradient step moves it like the weights.
    """
    theta, eta = _start(Xb, y)
    for _ in range(max_iter):
        theta = np.append(0.0, soft_threshold(_ahead(Xb, y, theta, eta)[1:], eta * lam))
    return theta


@lasso.mistake()
def whole_path(Xb, y, lam, max_iter):
    """All θ on the way are returned; the last one was asked for.

    Return theta, of shape (n + 1,).
    """
    return np.array([lasso_ista(Xb, y, lam, k) for k in range(min(max_iter, 9) + 1)])


@lasso.variant
def by_loops(Xb, y, lam, max_iter):
    m, P = Xb.shape
    eta = 1 / (2 / m * np.linalg.eigvalsh(Xb.T @ Xb)[-1])
    theta = [0.0] * P
    for _ in range(max_iter):
        residuals = [sum(Xb[i, j] * theta[j] for j in range(P)) - y[i] for i in range(m)]
        u = [theta[j] - eta * 2 / m * sum(residuals[i] * Xb[i, j] for i in range(m)) for j in range(P)]
        for j in range(P):
            theta[j] = u[j]
            if j > 0:
                theta[j] = max(u[j] - eta * lam, 0.0) + min(u[j] + eta * lam, 0.0)
    return np.array(theta)


@lasso.variant
def by_singular_value(Xb, y, lam, max_iter):
    """L from the singular values of Xb, a threshold for each parameter with 0 for the bias."""
    m = len(y)
    L = 2 / m * np.linalg.svd(Xb, compute_uv=False)[0] ** 2
    tau = np.full(Xb.shape[1], lam / L)
    tau[0] = 0
    theta = np.zeros(Xb.shape[1])
    for _ in range(max_iter):
        theta = theta - 2 / m * (Xb @ theta - y) @ Xb / L
        theta = theta - np.clip(theta, -tau, tau)
    return theta


@lasso.variant
def from_moments(Xb, y, lam, max_iter):
    """The data only through XbᵀXb and Xbᵀy; b and w apart."""
    A, c = 2 / len(y) * Xb.T @ Xb, 2 / len(y) * Xb.T @ y
    eta = 1 / np.linalg.norm(A, 2)
    b, w = 0.0, np.zeros(len(c) - 1)
    for _ in range(max_iter):
        u = w - eta * (A[1:, 0] * b + A[1:, 1:] @ w - c[1:])
        b = b - eta * (A[0, 0] * b + A[0, 1:] @ w - c[0])
        w = np.where(np.abs(u) > eta * lam, u - np.copysign(eta * lam, u), 0.0)
    return np.append(b, w)
