"""Lesson 06, regularisation: ridge in closed form, soft thresholding, the lasso by proximal steps, weight decay.

House conventions: J = 1/m ‖Xb θ − y‖² + λ‖w‖² (ridge) or + λ‖w‖₁ (lasso), the bias free; for networks λ/2m Σ w².
Which factor stands where decides what λ means: it is fixed by the equation above each reference.
Sources: ledger rows A24, A25, A98, B27–B29, B62–B64; exercises X6.1–X6.4.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy import ndarray

from autograder.declaring import Exercise, Quiz
from gdkit import MSE, Lasso, add_bias, numerical_gradient, proximal
from gdkit.datasets import toy_batch

LECTURE = "Lecture 06"
RIDGE = f"{LECTURE}, “Ridge: one more term in the normal equation”"
BIAS = f"{LECTURE}, “Why the bias goes free”"
SOFT = f"{LECTURE}, “Soft thresholding”"
LASSO = f"{LECTURE}, “The lasso by proximal steps”"
DECAY = f"{LECTURE}, “Weight decay”"

LECTURE_ONLY: tuple[tuple[str, str], ...] = ()

# --- X6.1: ridge --------------------------------------------------------------------------------

ridge_regression = Exercise(
    "06.ridge",
    "ridge(Xb, y, lam, penalize_bias) -> theta",
    library_calls=("Ridge", "ridge_regression", "ridge", "minimize"),
    reread=RIDGE,
)


@ridge_regression.reference
def ridge(Xb: ndarray, y: ndarray, lam: float, penalize_bias: bool) -> ndarray:
    m, P = Xb.shape
    D = np.eye(P)
    if not penalize_bias:
        D[0, 0] = 0
    return np.linalg.solve(Xb.T @ Xb + m * lam * D, Xb.T @ y)


@ridge_regression.shown("the toy batch with λ = 0.5, the bias free")
def toy_free() -> dict[str, Any]:
    X, y = toy_batch()
    return {"Xb": add_bias(X), "y": y, "lam": 0.5, "penalize_bias": False}


@ridge_regression.shown("the toy batch with λ = 0.5, the bias penalised too")
def toy_penalised() -> dict[str, Any]:
    return {**toy_free(), "penalize_bias": True}


@ridge_regression.shown("whole numbers, four rows of three columns, λ = 2")
def whole_ridge() -> dict[str, Any]:
    Xb = np.array([[1, -2, 0, 3], [1, 1, 1, -1], [1, 0, 2, 1], [1, 3, -1, 0]])
    return {"Xb": Xb, "y": np.array([7, 1, 5, 4]), "lam": 2, "penalize_bias": False}


def _data(rng: np.random.Generator, m: int, n: int) -> dict[str, Any]:
    return {"Xb": add_bias(rng.normal(size=(m, n))), "y": 2 * rng.normal(size=m) + rng.choice([-3.0, 3.0])}


@ridge_regression.drawn(2)
def any_ridge_free(rng: np.random.Generator) -> dict[str, Any]:
    n = int(rng.integers(2, 5))
    m = int(rng.integers(n + 2, n + 9))
    return {**_data(rng, m, n), "lam": float(rng.uniform(0.1, 0.9)), "penalize_bias": False}


@ridge_regression.drawn(2)
def any_ridge_penalised(rng: np.random.Generator) -> dict[str, Any]:
    n = int(rng.integers(2, 5))
    m = int(rng.integers(n + 2, n + 9))
    return {**_data(rng, m, n), "lam": float(rng.uniform(0.1, 0.9)), "penalize_bias": True}


@ridge_regression.drawn(1)
def square_ridge(rng: np.random.Generator) -> dict[str, Any]:
    return {**_data(rng, 4, 3), "lam": float(rng.uniform(1.5, 3)), "penalize_bias": False}


@ridge_regression.drawn(1)
def fewer_rows_than_columns(rng: np.random.Generator) -> dict[str, Any]:
    """Without the penalty there would be no unique solution."""
    return {**_data(rng, 3, 5), "lam": float(rng.uniform(0.2, 0.7)), "penalize_bias": bool(rng.integers(2))}


@ridge_regression.drawn(1)
def one_row_ridge(rng: np.random.Generator) -> dict[str, Any]:
    return {**_data(rng, 1, 2), "lam": 0.4, "penalize_bias": True}


@ridge_regression.independent(1e-9)
def by_scikit_learn(Xb: ndarray, y: ndarray, lam: float, penalize_bias: bool) -> ndarray:
    """scikit-learn's Ridge with alpha = mλ; to penalise the bias, its column counts as a feature."""
    from sklearn.linear_model import Ridge

    X = Xb if penalize_bias else Xb[:, 1:]
    model = Ridge(alpha=len(y) * lam, fit_intercept=not penalize_bias, solver="svd").fit(X, y)
    return model.coef_ if penalize_bias else np.append(model.intercept_, model.coef_)


@ridge_regression.wider
def any_ridge(rng: np.random.Generator) -> dict[str, Any]:
    m, n = int(rng.integers(1, 7)), int(rng.integers(1, 4))
    X = rng.choice([rng.normal(size=(m, n)) * 10.0 ** rng.integers(-1, 2), np.ones((m, n)), np.zeros((m, n))])
    y = rng.choice([rng.normal(size=m) * 10, np.zeros(m)])
    return {
        "Xb": add_bias(X),
        "y": y,
        "lam": float(rng.choice([0.1, 1.0, 100.0])),
        "penalize_bias": bool(rng.integers(2)),
    }


@ridge_regression.mistake()
def m_forgotten(Xb: ndarray, y: ndarray, lam: float, penalize_bias: bool) -> ndarray:
    """λ stands in the equation without m: the penalty is m times too weak.

    The data term is a mean. Multiply the whole equation ∇J = 0 by m/2: what happens to λ?
    """
    return ridge(Xb, y, lam / len(y), penalize_bias)


@ridge_regression.mistake()
def m_twice(Xb: ndarray, y: ndarray, lam: float, penalize_bias: bool) -> ndarray:
    """λ is multiplied by m where it already is, or Xᵀy and XᵀX are divided by m and λ is multiplied all the same.

    Either divide the data terms by m or multiply λ by it.
    """
    return ridge(Xb, y, lam * len(y), penalize_bias)


@ridge_regression.mistake()
def divided_by_m(Xb: ndarray, y: ndarray, lam: float, penalize_bias: bool) -> ndarray:
    """λ is divided by m where it should be multiplied.

    Differentiate J and multiply ∇J = 0 by m/2.
    """
    return ridge(Xb, y, lam / len(y) ** 2, penalize_bias)


@ridge_regression.mistake()
def twice_the_penalty(Xb: ndarray, y: ndarray, lam: float, penalize_bias: bool) -> ndarray:
    """The penalty is twice too strong: its gradient 2λw is used, but the 2 of the data term was cancelled.

    Both terms bring a 2 down. Cancel it in both.
    """
    return ridge(Xb, y, 2 * lam, penalize_bias)


@ridge_regression.mistake()
def half_the_penalty(Xb: ndarray, y: ndarray, lam: float, penalize_bias: bool) -> ndarray:
    """The penalty is half of what it should be: it is taken as λ/2 ‖w‖².

    J has λ‖w‖², without a ½.
    """
    return ridge(Xb, y, lam / 2, penalize_bias)


@ridge_regression.mistake()
def lam_squared(Xb: ndarray, y: ndarray, lam: float, penalize_bias: bool) -> ndarray:
    """λ is squared: in ‖Γθ‖² the matrix Γ was taken as λ I.

    ‖Γθ‖² should be λ‖θ‖².
    """
    return ridge(Xb, y, lam**2, penalize_bias)


@ridge_regression.mistake()
def columns_for_m(Xb: ndarray, y: ndarray, lam: float, penalize_bias: bool) -> ndarray:
    """λ is multiplied by the number of columns of Xb; m counts its rows.

    Which entry of Xb.shape is m?
    """
    return ridge(Xb, y, lam * Xb.shape[1] / Xb.shape[0], penalize_bias)


@ridge_regression.mistake(reread=BIAS)
def bias_always_penalised(Xb: ndarray, y: ndarray, lam: float, penalize_bias: bool) -> ndarray:
    """The bias is penalised even where penalize_bias is False.

    Add 10 to all labels: which entry of θ should change, and by how much?
    """
    return ridge(Xb, y, lam, True)


@ridge_regression.mistake(reread=BIAS)
def bias_never_penalised(Xb: ndarray, y: ndarray, lam: float, penalize_bias: bool) -> ndarray:
    """The bias goes free even where penalize_bias is True.

    Is the argument used?
    """
    return ridge(Xb, y, lam, False)


@ridge_regression.mistake(reread=BIAS)
def switch_reversed(Xb: ndarray, y: ndarray, lam: float, penalize_bias: bool) -> ndarray:
    """The bias is penalised exactly where it should not be.

    Read your if once more.
    """
    return ridge(Xb, y, lam, not penalize_bias)


@ridge_regression.mistake(reread=BIAS)
def last_weight_free(Xb: ndarray, y: ndarray, lam: float, penalize_bias: bool) -> ndarray:
    """The last parameter goes free instead of the first.

    Where does the column of ones stand in Xb?
    """
    D = np.eye(Xb.shape[1])
    if not penalize_bias:
        D[-1, -1] = 0
    return np.linalg.solve(Xb.T @ Xb + len(y) * lam * D, Xb.T @ y)


@ridge_regression.mistake(reread=BIAS)
def corner_of_the_sum_zeroed(Xb: ndarray, y: ndarray, lam: float, penalize_bias: bool) -> ndarray:
    """The corner of the whole matrix is set to 0; the corner of the penalty alone should be.

    XbᵀXb has m in that corner, and it has to stay there.
    """
    A = Xb.T @ Xb + len(y) * lam * np.eye(Xb.shape[1])
    if not penalize_bias:
        A[0, 0] = 0
    return np.linalg.solve(A, Xb.T @ y)


@ridge_regression.mistake()
def penalty_on_all_entries(Xb: ndarray, y: ndarray, lam: float, penalize_bias: bool) -> ndarray:
    """mλ is added to every entry of the matrix; it belongs on the diagonal.

    NumPy adds a number to all entries. Which matrix has ones on its diagonal only?
    """
    D = np.ones((Xb.shape[1], Xb.shape[1]))
    if not penalize_bias:
        D[0] = D[:, 0] = 0
    A = Xb.T @ Xb + len(y) * lam * D
    return np.linalg.lstsq(A, Xb.T @ y, rcond=None)[0]


@ridge_regression.mistake()
def penalty_subtracted(Xb: ndarray, y: ndarray, lam: float, penalize_bias: bool) -> ndarray:
    """The penalty is subtracted: it makes the weights larger.

    Which sign has the penalty in J?
    """
    return ridge(Xb, y, -lam, penalize_bias)


@ridge_regression.mistake()
def not_penalised(Xb: ndarray, y: ndarray, lam: float, penalize_bias: bool) -> ndarray:
    """λ is not used: this is plain least squares.

    What should happen to w when λ is very large?
    """
    return np.linalg.lstsq(Xb, y, rcond=None)[0]


@ridge_regression.mistake()
def lam_of_the_example(Xb: ndarray, y: ndarray, lam: float, penalize_bias: bool) -> ndarray:
    """λ is always 0.5; the argument is not used.

    0.5 is the λ of the first example only.
    """
    return ridge(Xb, y, 0.5, penalize_bias)


@ridge_regression.mistake()
def twelve_rows(Xb: ndarray, y: ndarray, lam: float, penalize_bias: bool) -> ndarray:
    """m is always 12, the rows of the toy batch.

    Take m from the shape of Xb.
    """
    return ridge(Xb, y, 12 * lam / len(y), penalize_bias)


@ridge_regression.mistake()
def theta_as_column(Xb: ndarray, y: ndarray, lam: float, penalize_bias: bool) -> ndarray:
    """θ comes back as a column of shape (n + 1, 1); this course keeps it as (n + 1,).

    Here y has shape (m,) and θ has shape (n + 1,).
    """
    return ridge(Xb, y, lam, penalize_bias)[:, None]


@ridge_regression.mistake()
def weights_only(Xb: ndarray, y: ndarray, lam: float, penalize_bias: bool) -> ndarray:
    """The bias is missing in the result.

    θ = (b, w) has as many entries as Xb has columns.
    """
    return ridge(Xb, y, lam, penalize_bias)[1:]


@ridge_regression.mistake(reread=BIAS)
def no_bias_at_all(Xb: ndarray, y: ndarray, lam: float, penalize_bias: bool) -> ndarray:
    """The column of ones is left out of the fit and the bias set to 0: the fit runs through the origin.

    Not to penalise the bias does not mean to do without it.
    """
    X = Xb[:, 1:]
    w = np.linalg.solve(X.T @ X + len(y) * lam * np.eye(X.shape[1]), X.T @ y)
    return np.append(0.0, w)


@ridge_regression.variant
def ridge_by_more_rows(Xb: ndarray, y: ndarray, lam: float, penalize_bias: bool) -> ndarray:
    """Least squares with rows √(mλ) eⱼ below Xb and zeros below y."""
    m, P = Xb.shape
    rows = np.sqrt(m * lam) * np.identity(P)[0 if penalize_bias else 1 :]
    return np.linalg.lstsq(np.vstack([Xb, rows]), np.append(y, np.zeros(len(rows))), rcond=None)[0]


@ridge_regression.variant
def ridge_by_singular_values(Xb: ndarray, y: ndarray, lam: float, penalize_bias: bool) -> ndarray:
    """Centred data free the bias; each singular direction shrinks by s²/(s² + mλ)."""
    A = Xb if penalize_bias else Xb[:, 1:] - Xb[:, 1:].mean(axis=0)
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    weights = Vt.T @ (s / (s**2 + len(y) * lam) * (U.T @ (y if penalize_bias else y - y.mean())))
    if penalize_bias:
        return weights
    return np.append(y.mean() - Xb[:, 1:].mean(axis=0) @ weights, weights)


@ridge_regression.variant
def ridge_with_means(Xb: ndarray, y: ndarray, lam: float, penalize_bias: bool) -> ndarray:
    """The equation divided by m, inverted explicitly, the penalty's diagonal written entry by entry."""
    A = Xb.T @ Xb / len(y)
    for j in range(len(A)):
        if j > 0 or penalize_bias:
            A[j, j] += lam
    return np.linalg.inv(A) @ (Xb * y[:, None]).mean(axis=0)


# --- X6.2: soft thresholding --------------------------------------------------------------------

soft = Exercise(
    "06.soft_threshold",
    "soft_threshold(u, tau) -> s",
    library_calls=("soft_threshold", "prox"),
    reread=SOFT,
)


@soft.reference
def soft_threshold(u: ndarray, tau: float) -> ndarray:
    return np.sign(u) * np.maximum(np.abs(u) - tau, 0.0)


@soft.shown("five numbers, τ = 1")
def five_numbers() -> dict[str, Any]:
    return {"u": np.array([-3.0, -0.5, 0.0, 0.5, 3.0]), "tau": 1.0}


@soft.shown("whole numbers in u, τ = 0.75")
def whole_numbers() -> dict[str, Any]:
    return {"u": np.array([2, -1, 0, -4]), "tau": 0.75}


@soft.shown("some numbers are as large as τ = 2 exactly")
def on_the_edge() -> dict[str, Any]:
    return {"u": np.array([2.0, -2.0, 2.5, -2.25, 1.5, -1.5, 7.0]), "tau": 2.0}


@soft.drawn(4)
def any_numbers(rng: np.random.Generator) -> dict[str, Any]:
    """Two entries are certain to be kept, of either sign, and two to be cut."""
    tau = float(rng.uniform(0.3, 1.8))
    u = np.append(tau * np.array([1.5, -1.75, 0.5, -0.25]), 2 * rng.normal(size=int(rng.integers(2, 8))))
    return {"u": rng.permutation(u), "tau": tau}


@soft.drawn(1)
def whole_drawn(rng: np.random.Generator) -> dict[str, Any]:
    return {"u": rng.permutation(np.append([-3, 3, 0, 1, -1], rng.integers(-9, 10, size=4))), "tau": 1.5}


@soft.drawn(1)
def one_number(rng: np.random.Generator) -> dict[str, Any]:
    return {"u": -rng.uniform(2, 4, size=1), "tau": float(rng.uniform(0.5, 1.5))}


@soft.independent(1e-9)
def by_minimising(u: ndarray, tau: float) -> ndarray:
    """The s of least ½(s − u)² + τ|s|: one of the kink and the two stationary points beside it."""
    candidates = np.array([0 * u, u - tau, u + tau], dtype=float)
    values = (candidates - u) ** 2 / 2 + tau * np.abs(candidates)
    return np.take_along_axis(candidates, values.argmin(axis=0)[None], axis=0)[0]


@soft.wider
def any_threshold(rng: np.random.Generator) -> dict[str, Any]:
    size = int(rng.integers(1, 6))
    return {
        "u": rng.choice([rng.normal(size=size), rng.normal(size=size) * 1e6, np.zeros(size), np.ones(size)]),
        "tau": float(rng.choice([0.0, 1e-3, 1.0, 1e6])),
    }


@soft.mistake()
def hard_threshold(u: ndarray, tau: float) -> ndarray:
    """What is kept keeps its size: this is hard thresholding.

    Just above τ, the result should be just above 0.
    """
    return np.where(np.abs(u) > tau, u, 0.0)


@soft.mistake()
def sign_lost(u: ndarray, tau: float) -> ndarray:
    """The sign is lost: negative numbers come back positive.

    The absolute value forgot it. Give it back.
    """
    return np.maximum(np.abs(u) - tau, 0.0)


@soft.mistake()
def negative_numbers_lost(u: ndarray, tau: float) -> ndarray:
    """Negative numbers all become 0: only one side is thresholded.

    What should become of −3 with τ = 1?
    """
    return np.maximum(u - tau, 0.0)


@soft.mistake()
def not_cut(u: ndarray, tau: float) -> ndarray:
    """Small numbers change their sign instead of becoming 0.

    How far may a number move towards 0?
    """
    return u - tau * np.sign(u)


@soft.mistake()
def shifted(u: ndarray, tau: float) -> ndarray:
    """τ is subtracted from every number.

    A negative number moves towards 0 when something is added.
    """
    return u - tau


@soft.mistake()
def clipped(u: ndarray, tau: float) -> ndarray:
    """The numbers are clipped to [−τ, τ]: that is what soft thresholding takes away, not what it leaves.

    What should become of 3 with τ = 1?
    """
    return np.clip(u, -tau, tau)


@soft.mistake()
def pushed_outwards(u: ndarray, tau: float) -> ndarray:
    """The numbers that are kept move away from 0.

    They should shrink by τ.
    """
    return np.where(np.abs(u) > tau, u + tau * np.sign(u), 0.0)


@soft.mistake()
def wrong_way_round(u: ndarray, tau: float) -> ndarray:
    """The large numbers become 0 and the small ones stay.

    Which of them should the threshold let through?
    """
    return np.where(np.abs(u) > tau, 0.0, u)


@soft.mistake()
def shrunk_by_a_factor(u: ndarray, tau: float) -> ndarray:
    """All numbers are multiplied by the same factor, as ridge does it; none becomes exactly 0.

    Soft thresholding subtracts.
    """
    return u / (1 + tau)


@soft.mistake()
def half_the_threshold(u: ndarray, tau: float) -> ndarray:
    """The threshold is τ/2.

    ½(s − u)² + τ|s|: differentiate for s > 0.
    """
    return soft_threshold(u, tau / 2)


@soft.mistake()
def threshold_of_the_example(u: ndarray, tau: float) -> ndarray:
    """The threshold is always 1.

    1 is the τ of the first example only.
    """
    return soft_threshold(u, 1.0)


@soft.mistake()
def result_in_whole_numbers(u: ndarray, tau: float) -> ndarray:
    """The result has the type of u: with whole numbers in u, what stands behind the point is cut off.

    np.zeros_like(u) is an array of integers when u is one.
    """
    s = np.zeros_like(u)
    large = np.abs(u) > tau
    s[large] = (u - tau * np.sign(u))[large]
    return s


@soft.mistake()
def in_place(u: ndarray, tau: float) -> ndarray:
    """The numbers are changed in place (u[…] = …): the caller's array changes.

    Make a new array for the result.
    """
    shrunk = soft_threshold(u, tau)
    u[:] = shrunk
    return u


@soft.mistake()
def if_on_an_array(u: ndarray, tau: float) -> Any:
    """An if asks a whole array whether it is larger than τ, which has no single answer.

    Write it for all entries at once, or loop over them.
    """
    if u > tau:
        return u - tau
    if u < -tau:
        return u + tau
    return 0 * u


@soft.mistake()
def sizes_squared(u: ndarray, tau: float) -> ndarray:
    """The squares are compared with τ.

    |u| is the size of u.
    """
    return np.where(u**2 > tau, u - tau * np.sign(u), 0.0)


@soft.variant
def soft_by_cases(u: ndarray, tau: float) -> ndarray:
    return np.where(u > tau, u - tau, np.where(u < -tau, u + tau, 0.0))


@soft.variant
def soft_by_loop(u: ndarray, tau: float) -> ndarray:
    s = np.zeros(len(u))
    for i, x in enumerate(u):
        if x > tau:
            s[i] = x - tau
        elif x < -tau:
            s[i] = x + tau
    return s


@soft.variant
def soft_by_clipping(u: ndarray, tau: float) -> ndarray:
    """What clipping leaves over."""
    return u - np.clip(u, -tau, tau)


@soft.variant
def soft_by_two_ramps(u: ndarray, tau: float) -> ndarray:
    return np.maximum(u - tau, 0) - np.maximum(-u - tau, 0)


# --- X6.3: the lasso by proximal steps ----------------------------------------------------------

lasso = Exercise(
    "06.lasso_ista",
    "lasso_ista(Xb, y, lam, max_iter) -> theta",
    library_calls=("Lasso", "LassoLars", "lasso_path", "ista"),
    reread=LASSO,
)


def _start(Xb: ndarray, y: ndarray) -> tuple[ndarray, float]:
    """θ = 0, and the rate 1/L."""
    L = 2 / len(y) * np.linalg.norm(Xb.T @ Xb, 2)
    return np.zeros(Xb.shape[1]), float(1 / L)


def _ahead(Xb: ndarray, y: ndarray, theta: ndarray, eta: float) -> ndarray:
    """A step of gradient descent on the data term."""
    return theta - eta * 2 / len(y) * Xb.T @ (Xb @ theta - y)


def _steps(Xb: ndarray, y: ndarray, lam: float, max_iter: int, rate: float, threshold: float) -> ndarray:
    """Proximal steps with `rate` times 1/L, thresholded at `threshold` times ηλ."""
    theta, eta = _start(Xb, y)
    for _ in range(max_iter):
        u = _ahead(Xb, y, theta, rate * eta)
        theta = np.append(u[0], soft_threshold(u[1:], threshold * rate * eta * lam))
    return theta


@lasso.reference
def lasso_ista(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
    m, P = Xb.shape
    theta = np.zeros(P)
    eta = m / (2 * np.linalg.norm(Xb.T @ Xb, 2))
    for _ in range(max_iter):
        u = theta - eta * 2 / m * Xb.T @ (Xb @ theta - y)
        theta = np.append(u[0], np.sign(u[1:]) * np.maximum(np.abs(u[1:]) - eta * lam, 0))
    return theta


@lasso.shown("the toy batch, λ = 2, after 5 steps")
def toy_five_steps() -> dict[str, Any]:
    X, y = toy_batch()
    return {"Xb": add_bias(X), "y": y, "lam": 2.0, "max_iter": 5}


@lasso.shown("the toy batch, λ = 6, after 1 step")
def toy_one_step() -> dict[str, Any]:
    return {**toy_five_steps(), "lam": 6.0, "max_iter": 1}


@lasso.shown("the toy batch, λ = 2, nearly at the end: 300 steps")
def toy_to_the_end() -> dict[str, Any]:
    return {**toy_five_steps(), "max_iter": 300}


@lasso.shown("whole numbers, five rows of three columns, a negative weight, after 3 steps")
def whole_lasso() -> dict[str, Any]:
    Xb = np.array([[1, -2, 0, 3], [1, 1, 1, -1], [1, 0, 2, 1], [1, 3, -1, 0], [1, 1, 1, 2]])
    return {"Xb": Xb, "y": np.array([7, -2, 0, -6, 1]), "lam": 1, "max_iter": 3}


@lasso.drawn(4)
def any_lasso(rng: np.random.Generator) -> dict[str, Any]:
    """Weights of both signs, one of them 0, a bias that is not 0; an odd number of steps."""
    n = int(rng.integers(3, 6))
    m = int(rng.integers(n + 3, n + 9))
    X = rng.normal(size=(m, n))
    w = rng.permutation(np.append([2.0, -2.0, 0.0], rng.normal(size=n - 3)))
    y = X @ w + rng.choice([-2.0, 2.0]) + 0.3 * rng.normal(size=m)
    return {"Xb": add_bias(X), "y": y, "lam": float(rng.uniform(0.3, 0.9)), "max_iter": int(rng.choice([3, 5, 7]))}


@lasso.drawn(1)
def square_lasso(rng: np.random.Generator) -> dict[str, Any]:
    return {**_data(rng, 4, 3), "lam": float(rng.uniform(0.2, 0.6)), "max_iter": 4}


@lasso.drawn(1)
def one_row_lasso(rng: np.random.Generator) -> dict[str, Any]:
    return {"Xb": np.array([[1.0, 1.5, -0.75]]), "y": np.array([rng.uniform(3, 5)]), "lam": 0.8, "max_iter": 3}


@lasso.independent(1e-9)
def by_gdkit(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
    loss = MSE(Xb[:, 1:].astype(float), y)
    return proximal.ista(loss, Lasso(lam), np.zeros(Xb.shape[1]), max_iter=max_iter).theta


@lasso.wider
def any_ista(rng: np.random.Generator) -> dict[str, Any]:
    m, n = int(rng.integers(1, 7)), int(rng.integers(1, 4))
    X = rng.choice([rng.normal(size=(m, n)) * 10.0 ** rng.integers(-1, 2), np.ones((m, n)), np.zeros((m, n))])
    y = rng.choice([rng.normal(size=m) * 10, np.zeros(m)])
    lam, max_iter = float(rng.choice([0.0, 0.1, 1.0, 100.0])), int(rng.integers(0, 5))
    return {"Xb": add_bias(X), "y": y, "lam": lam, "max_iter": max_iter}


@lasso.mistake()
def threshold_without_rate(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
    """The threshold is λ; it should be ηλ: the penalty is part of a step, and a step has a rate.

    With half the rate and twice as many steps the same minimum should be reached.
    """
    theta, eta = _start(Xb, y)
    for _ in range(max_iter):
        u = _ahead(Xb, y, theta, eta)
        theta = np.append(u[0], soft_threshold(u[1:], lam))
    return theta


@lasso.mistake(reread=BIAS)
def bias_thresholded(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
    """The bias is thresholded too.

    Add 10 to all labels: which entry of θ should change, and by how much?
    """
    theta, eta = _start(Xb, y)
    for _ in range(max_iter):
        theta = soft_threshold(_ahead(Xb, y, theta, eta), eta * lam)
    return theta


@lasso.mistake(reread=BIAS)
def last_weight_free_in_lasso(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
    """The last parameter goes free instead of the first.

    Where does the column of ones stand in Xb?
    """
    theta, eta = _start(Xb, y)
    for _ in range(max_iter):
        u = _ahead(Xb, y, theta, eta)
        theta = np.append(soft_threshold(u[:-1], eta * lam), u[-1])
    return theta


@lasso.mistake()
def by_subgradients(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
    """λ sign(w) is added to the gradient: with this subgradient step no weight ever becomes exactly 0.

    The step on the data comes first, then the threshold.
    """
    theta, eta = _start(Xb, y)
    for _ in range(max_iter):
        theta = _ahead(Xb, y, theta, eta) - eta * lam * np.append(0.0, np.sign(theta[1:]))
    return theta


@lasso.mistake()
def threshold_first(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
    """The weights are thresholded before the gradient step, not after it.

    From θ = 0, the first threshold should already find something to cut.
    """
    theta, eta = _start(Xb, y)
    for _ in range(max_iter):
        theta = _ahead(Xb, y, np.append(theta[0], soft_threshold(theta[1:], eta * lam)), eta)
    return theta


@lasso.mistake()
def thresholded_once(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
    """The threshold is applied once at the end; it belongs to every step.

    Is it inside the loop?
    """
    theta, eta = _start(Xb, y)
    for _ in range(max_iter):
        theta = _ahead(Xb, y, theta, eta)
    return np.append(theta[0], soft_threshold(theta[1:], eta * lam))


@lasso.mistake()
def gradient_thresholded(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
    """The gradient is thresholded; it should be the point to which the gradient step leads.

    What does S act on?
    """
    theta, eta = _start(Xb, y)
    for _ in range(max_iter):
        gradient = 2 / len(y) * Xb.T @ (Xb @ theta - y)
        theta = theta - eta * np.append(gradient[0], soft_threshold(gradient[1:], lam))
    return theta


@lasso.mistake(reread=SOFT)
def thresholded_hard(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
    """What is kept keeps its size: this is hard thresholding.

    Just above the threshold, the result should be just above 0.
    """
    theta, eta = _start(Xb, y)
    for _ in range(max_iter):
        u = _ahead(Xb, y, theta, eta)
        theta = np.append(u[0], np.where(np.abs(u[1:]) > eta * lam, u[1:], 0.0))
    return theta


@lasso.mistake(reread=SOFT)
def negative_weights_lost(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
    """Negative weights all become 0: only one side is thresholded.

    The threshold is the same on both sides of 0.
    """
    theta, eta = _start(Xb, y)
    for _ in range(max_iter):
        u = _ahead(Xb, y, theta, eta)
        theta = np.append(u[0], np.maximum(u[1:] - eta * lam, 0.0))
    return theta


@lasso.mistake(reread=SOFT)
def weight_signs_lost(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
    """The sign is lost in the threshold: no weight is ever negative.

    The absolute value forgot it. Give it back.
    """
    theta, eta = _start(Xb, y)
    for _ in range(max_iter):
        u = _ahead(Xb, y, theta, eta)
        theta = np.append(u[0], np.maximum(np.abs(u[1:]) - eta * lam, 0.0))
    return theta


@lasso.mistake()
def shrunk_like_ridge(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
    """The derivative of |w| is taken as w: the weights shrink, and none becomes 0.

    That would be the penalty of ridge.
    """
    theta, eta = _start(Xb, y)
    for _ in range(max_iter):
        theta = _ahead(Xb, y, theta, eta) - eta * lam * np.append(0.0, theta[1:])
    return theta


@lasso.mistake()
def without_penalty(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
    """λ is not used: this is plain gradient descent.

    What should happen to w when λ is very large?
    """
    return _steps(Xb, y, 0.0, max_iter, 1.0, 1.0)


@lasso.mistake()
def half_the_penalty_in_lasso(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
    """The threshold is ηλ/2: λ is taken as twice scikit-learn's alpha, whose loss has a ½.

    This lesson's loss is the mean of the squares, without a ½.
    """
    return _steps(Xb, y, lam, max_iter, 1.0, 0.5)


@lasso.mistake()
def twice_the_penalty_in_lasso(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
    """The threshold is 2ηλ.

    The derivative of λ|w| is ±λ; no 2 comes down.
    """
    return _steps(Xb, y, lam, max_iter, 1.0, 2.0)


@lasso.mistake()
def penalty_divided_by_m(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
    """The threshold is too small: λ is divided by m.

    The data term is a mean; λ‖w‖₁ stands beside it as it is.
    """
    return _steps(Xb, y, lam / len(y), max_iter, 1.0, 1.0)


@lasso.mistake()
def penalty_times_m(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
    """The threshold is too large: λ is multiplied by m, as in the normal equation of ridge.

    There, the whole equation was multiplied by m. Is it here?
    """
    return _steps(Xb, y, lam * len(y), max_iter, 1.0, 1.0)


@lasso.mistake()
def half_the_gradient(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
    """The gradient of the data term lacks its 2.

    The loss is the mean of the squares, without a ½.
    """
    return _steps(Xb, y, lam, max_iter, 0.5, 2.0)


@lasso.mistake()
def half_the_smoothness(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
    """L lacks its 2: the rate is twice too large, on the edge of what is stable.

    L is the largest eigenvalue of the Hessian 2/m XbᵀXb.
    """
    return _steps(Xb, y, lam, max_iter, 2.0, 1.0)


@lasso.mistake()
def twice_the_smoothness(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
    """The rate is half of 1/L.

    L is the largest eigenvalue of the Hessian 2/m XbᵀXb, and the rate is its reciprocal.
    """
    return _steps(Xb, y, lam, max_iter, 0.5, 1.0)


@lasso.mistake()
def smoothness_without_m(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
    """L lacks the 1/m: the steps are m times too short.

    L is the largest eigenvalue of the Hessian of the mean, 2/m XbᵀXb.
    """
    return _steps(Xb, y, lam, max_iter, 1 / len(y), 1.0)


@lasso.mistake()
def frobenius_norm(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
    """L is computed with the Frobenius norm, which np.linalg.norm gives without a 2 behind the comma.

    The 2-norm of a matrix is its largest singular value.
    """
    A = Xb.T @ Xb
    return _steps(Xb, y, lam, max_iter, float(np.linalg.norm(A, 2) / np.linalg.norm(A)), 1.0)


@lasso.mistake()
def singular_value_not_squared(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
    """L is computed from ‖Xb‖₂, not from ‖XbᵀXb‖₂: the singular value is not squared.

    The Hessian is 2/m XbᵀXb.
    """
    return _steps(Xb, y, lam, max_iter, float(np.linalg.norm(Xb, 2)), 1.0)


@lasso.mistake()
def smoothness_without_bias(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
    """L is computed without the column of ones.

    The bias is a parameter too: the Hessian has n + 1 rows.
    """
    ratio = np.linalg.norm(Xb, 2) / np.linalg.norm(Xb[:, 1:], 2)
    return _steps(Xb, y, lam, max_iter, float(ratio**2), 1.0)


@lasso.mistake()
def one_step_too_many(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
    """One step too many is made.

    range(max_iter) counts from 0: how often does your loop run?
    """
    return lasso_ista(Xb, y, lam, max_iter + 1)


@lasso.mistake()
def one_step_too_few(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
    """One step too few is made.

    How often does range(1, max_iter) run?
    """
    return lasso_ista(Xb, y, lam, max_iter - 1)


@lasso.mistake()
def one_step_only(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
    """Only one step is made.

    Is the return inside the loop?
    """
    return lasso_ista(Xb, y, lam, min(max_iter, 1))


@lasso.mistake()
def starts_at_ones(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
    """It starts from ones; the start was to be θ = 0.

    In the end both arrive; a few steps tell them apart.
    """
    _, eta = _start(Xb, y)
    theta = np.ones(Xb.shape[1])
    for _ in range(max_iter):
        u = _ahead(Xb, y, theta, eta)
        theta = np.append(u[0], soft_threshold(u[1:], eta * lam))
    return theta


@lasso.mistake()
def uphill(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
    """The gradient step goes uphill: η times the gradient is added, or the residual is y − Xbθ.

    Compare the loss before and after the first step.
    """
    theta, eta = _start(Xb, y)
    for _ in range(max_iter):
        u = _ahead(Xb, y, theta, -eta)
        theta = np.append(u[0], soft_threshold(u[1:], eta * lam))
    return theta


@lasso.mistake()
def bias_forgotten(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
    """The bias is never updated: it stays at 0.

    Not to threshold the bias does not mean to do without its step.
    """
    theta, eta = _start(Xb, y)
    for _ in range(max_iter):
        theta = np.append(0.0, soft_threshold(_ahead(Xb, y, theta, eta)[1:], eta * lam))
    return theta


@lasso.mistake()
def whole_path(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
    """All iterates are returned; the last one was asked for.

    Return theta, of shape (n + 1,).
    """
    return np.array([lasso_ista(Xb, y, lam, k) for k in range(min(max_iter, 9) + 1)])


@lasso.variant
def lasso_by_loops(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
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
def lasso_by_singular_value(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
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
def lasso_from_moments(Xb: ndarray, y: ndarray, lam: float, max_iter: int) -> ndarray:
    """The data only through XbᵀXb and Xbᵀy; b and w apart."""
    A, c = 2 / len(y) * Xb.T @ Xb, 2 / len(y) * Xb.T @ y
    eta = 1 / np.linalg.norm(A, 2)
    b, w = 0.0, np.zeros(len(c) - 1)
    for _ in range(max_iter):
        u = w - eta * (A[1:, 0] * b + A[1:, 1:] @ w - c[1:])
        b = b - eta * (A[0, 0] * b + A[0, 1:] @ w - c[0])
        w = np.where(np.abs(u) > eta * lam, u - np.copysign(eta * lam, u), 0.0)
    return np.append(b, w)


# --- X6.4: weight decay -------------------------------------------------------------------------

decay = Exercise("06.weight_decay_step", "weight_decay_step(W, gradient, eta, lam, m) -> W", reread=DECAY)


@decay.reference
def weight_decay_step(W: ndarray, gradient: ndarray, eta: float, lam: float, m: int) -> ndarray:
    return (1 - eta * lam / m) * W - eta * gradient


@decay.shown("two units with two inputs, m = 10")
def two_units() -> dict[str, Any]:
    W, gradient = np.array([[1.0, -2.0], [0.5, 3.0]]), np.array([[0.1, 0.2], [-0.3, 0.4]])
    return {"W": W, "gradient": gradient, "eta": 0.5, "lam": 0.8, "m": 10}


@decay.shown("whole numbers in W, two units with three inputs, m = 4")
def whole_weights() -> dict[str, Any]:
    W, gradient = np.array([[2, -1, 0], [3, 4, -2]]), np.array([[0.5, -1.0, 2.0], [1.5, 0.0, -0.5]])
    return {"W": W, "gradient": gradient, "eta": 0.25, "lam": 3.0, "m": 4}


@decay.drawn(4)
def any_weights(rng: np.random.Generator) -> dict[str, Any]:
    shape = tuple(int(k) for k in rng.choice([2, 3, 4, 5], size=2, replace=False))
    rates = {"eta": float(rng.uniform(0.1, 0.9)), "lam": float(rng.uniform(0.5, 4)), "m": int(rng.integers(6, 30))}
    return {"W": rng.normal(size=shape), "gradient": rng.normal(size=shape), **rates}


@decay.drawn(1)
def square_weights(rng: np.random.Generator) -> dict[str, Any]:
    rates = {"eta": 0.3, "lam": 1.5, "m": int(rng.integers(5, 9))}
    return {"W": rng.normal(size=(3, 3)), "gradient": rng.normal(size=(3, 3)), **rates}


@decay.drawn(1)
def integer_weights(rng: np.random.Generator) -> dict[str, Any]:
    W, gradient = rng.integers(-4, 5, size=(4, 2)), rng.integers(-4, 5, size=(4, 2))
    return {"W": W, "gradient": gradient, "eta": 0.125, "lam": 2, "m": 6}


@decay.drawn(1)
def one_unit(rng: np.random.Generator) -> dict[str, Any]:
    rates = {"eta": 0.4, "lam": float(rng.uniform(0.2, 0.7)), "m": 3}
    return {"W": rng.normal(size=(1, 4)), "gradient": rng.normal(size=(1, 4)), **rates}


@decay.independent(1e-7)
def by_differences(W: ndarray, gradient: ndarray, eta: float, lam: float, m: int) -> ndarray:
    """A step on the cost itself, C = ⟨gradient, W⟩ + λ/2m Σ W², differentiated by central differences."""

    def cost(theta: ndarray) -> ndarray:
        return theta @ gradient.ravel() + lam / (2 * m) * (theta**2).sum(axis=-1)

    start = W.ravel().astype(float)
    return (start - eta * numerical_gradient(cost, start)).reshape(W.shape)


@decay.wider
def any_decay(rng: np.random.Generator) -> dict[str, Any]:
    shape = tuple(int(k) for k in rng.integers(1, 5, size=2))
    W = rng.choice([rng.normal(size=shape), rng.normal(size=shape) * 1e3, np.zeros(shape)])
    rates = {"eta": float(rng.choice([0.0, 0.1, 2.0])), "lam": float(rng.choice([0.0, 0.5, 50.0]))}
    return {"W": W, "gradient": rng.normal(size=shape), **rates, "m": int(rng.choice([1, 2, 1000]))}


@decay.mistake()
def decay_without_m(W: ndarray, gradient: ndarray, eta: float, lam: float, m: int) -> ndarray:
    """The decay lacks the 1/m: it is m times too strong.

    The penalty is λ/2m Σ w².
    """
    return (1 - eta * lam) * W - eta * gradient


@decay.mistake()
def decay_twice_too_strong(W: ndarray, gradient: ndarray, eta: float, lam: float, m: int) -> ndarray:
    """The decay is twice too strong: it belongs to λ/m Σ w², without the ½.

    Differentiate λ/2m w².
    """
    return (1 - 2 * eta * lam / m) * W - eta * gradient


@decay.mistake()
def decay_half_too_weak(W: ndarray, gradient: ndarray, eta: float, lam: float, m: int) -> ndarray:
    """The decay is half of what it should be: the ½ of the penalty is still there.

    Differentiate λ/2m w².
    """
    return (1 - eta * lam / (2 * m)) * W - eta * gradient


@decay.mistake()
def decayed_after_the_step(W: ndarray, gradient: ndarray, eta: float, lam: float, m: int) -> ndarray:
    """The gradient step decays too: the factor multiplies the new weights, not the old ones.

    Mind the brackets: the factor belongs to W alone.
    """
    return (1 - eta * lam / m) * (W - eta * gradient)


@decay.mistake()
def rate_left_out_of_the_decay(W: ndarray, gradient: ndarray, eta: float, lam: float, m: int) -> ndarray:
    """The decay does not use η.

    The penalty's gradient is part of the step, and the whole step is multiplied by η.
    """
    return (1 - lam / m) * W - eta * gradient


@decay.mistake()
def rate_left_out_of_the_step(W: ndarray, gradient: ndarray, eta: float, lam: float, m: int) -> ndarray:
    """The gradient is subtracted without η.

    How far does the step go when eta is 0.001?
    """
    return (1 - eta * lam / m) * W - gradient


@decay.mistake()
def weights_grow(W: ndarray, gradient: ndarray, eta: float, lam: float, m: int) -> ndarray:
    """The weights grow: the penalty's gradient is added where it should be subtracted.

    With a gradient of 0 the weights should shrink.
    """
    return (1 + eta * lam / m) * W - eta * gradient


@decay.mistake()
def gradient_added(W: ndarray, gradient: ndarray, eta: float, lam: float, m: int) -> ndarray:
    """The gradient is added: the step goes uphill.

    The gradient points to where the cost grows.
    """
    return (1 - eta * lam / m) * W + eta * gradient


@decay.mistake()
def no_decay(W: ndarray, gradient: ndarray, eta: float, lam: float, m: int) -> ndarray:
    """λ is not used: this is a plain gradient step.

    With a gradient of 0 the weights should shrink.
    """
    return W - eta * gradient


@decay.mistake()
def gradient_forgotten(W: ndarray, gradient: ndarray, eta: float, lam: float, m: int) -> ndarray:
    """The weights decay, but the gradient of the cost itself is not used.

    With λ = 0 this should be a step of gradient descent.
    """
    return (1 - eta * lam / m) * W


@decay.mistake()
def signs_decay(W: ndarray, gradient: ndarray, eta: float, lam: float, m: int) -> ndarray:
    """The decay subtracts the same amount from every weight: this is the penalty of the lasso.

    The penalty is of squares: large weights lose more.
    """
    return W - eta * lam / m * np.sign(W) - eta * gradient


@decay.mistake()
def gradient_averaged_again(W: ndarray, gradient: ndarray, eta: float, lam: float, m: int) -> ndarray:
    """The gradient is divided by m; it is that of the mean cost already.

    Only the penalty has a 1/m of its own.
    """
    return (1 - eta * lam / m) * W - eta / m * gradient


@decay.mistake()
def rows_of_the_weights(W: ndarray, gradient: ndarray, eta: float, lam: float, m: int) -> ndarray:
    """The decay is divided by the rows of W, the number of units.

    m is an argument: the number of examples.
    """
    return (1 - eta * lam / W.shape[0]) * W - eta * gradient


@decay.mistake()
def size_of_the_weights(W: ndarray, gradient: ndarray, eta: float, lam: float, m: int) -> ndarray:
    """The decay is divided by the number of weights.

    m is an argument: the number of examples.
    """
    return (1 - eta * lam / W.size) * W - eta * gradient


@decay.mistake()
def decay_multiplied_by_m(W: ndarray, gradient: ndarray, eta: float, lam: float, m: int) -> ndarray:
    """The decay is multiplied by m.

    The penalty is λ/2m Σ w²: with more data it weighs less.
    """
    return (1 - eta * lam * m) * W - eta * gradient


@decay.mistake()
def numbers_of_the_example(W: ndarray, gradient: ndarray, eta: float, lam: float, m: int) -> ndarray:
    """The numbers 0.5, 0.8 and 10 of the example stand in the formula; the arguments are not used.

    Try the second case.
    """
    return (1 - 0.5 * 0.8 / 10) * W - 0.5 * gradient


@decay.mistake()
def change_only(W: ndarray, gradient: ndarray, eta: float, lam: float, m: int) -> ndarray:
    """The change of the weights is returned, not the new weights.

    Add it to W.
    """
    return -eta * (gradient + lam / m * W)


@decay.mistake()
def weights_in_place(W: ndarray, gradient: ndarray, eta: float, lam: float, m: int) -> ndarray:
    """W is changed in place (W *= …): the caller's array changes, or integers stop it.

    Make a new array.
    """
    W *= 1 - eta * lam / m
    W -= eta * gradient
    return W


@decay.variant
def decay_as_gradient(W: ndarray, gradient: ndarray, eta: float, lam: float, m: int) -> ndarray:
    """A gradient step on the cost with its penalty."""
    return W - eta * (gradient + lam / m * W)


@decay.variant
def decay_by_loops(W: ndarray, gradient: ndarray, eta: float, lam: float, m: int) -> ndarray:
    new = np.empty(W.shape)
    for j in range(W.shape[0]):
        for k in range(W.shape[1]):
            new[j, k] = W[j, k] - eta * lam * W[j, k] / m - eta * gradient[j, k]
    return new


@decay.variant
def decay_on_a_copy(W: ndarray, gradient: ndarray, eta: float, lam: float, m: int) -> ndarray:
    new = W.astype(float)
    new *= 1 - eta * lam / m
    new -= np.multiply(eta, gradient)
    return new


# --- Quizzes ------------------------------------------------------------------------------------

# What does a penalty do to the loss on the training data, measured without the penalty, at the new minimum?
# a  it falls: a simpler model fits better
# b  it rises or stays: the minimum without the penalty was the smallest there is
# c  it stays exactly the same; only the loss on new data changes
# d  that depends on the sign of λ
Quiz(
    "06.quiz_training_loss",
    choices=("a", "b", "c", "d"),
    answer="b",
    why="Least squares has the smallest training loss of all θ; any other θ, the penalised one too, has the same "
    "or a larger one. What may fall is the loss on new data.",
    reread=RIDGE,
)

# Your loss is 1/m ‖Xb θ − y‖² + λ‖w‖² with m = 12 and λ = 0.5. Which alpha gives scikit-learn's Ridge the same θ?
# a  0.5     b  6     c  0.25     d  1/24
Quiz(
    "06.quiz_convention",
    choices=("a", "b", "c", "d"),
    answer="b",
    why="scikit-learn's Ridge has the sum of the squares, not their mean: multiply the loss by m, and λ becomes mλ "
    "= 6. Never copy a λ without its loss.",
    reread=RIDGE,
)
