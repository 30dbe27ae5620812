"""X6.1, ridge regression in closed form, the bias free or penalised."""

import numpy as np

from autograder.declaring import Exercise
from gdkit import add_bias
from gdkit.datasets import toy_batch

from .. import libraries, slips
from ..drawing import one_of
from .shared import BIAS, LAST_WEIGHT_FREE, RIDGE, drawn_rows, wide_rows

ridge_regression = Exercise(
    "06.ridge",
    "ridge(Xb, y, lam, penalize_bias) -> theta",
    allows={
        "one row": ["Xb"],
        "one entry": ["y"],
        "whole": ["Xb", "y"],
        "large": ["Xb", "y", "lam"],
    },
    reread=RIDGE,
    library_calls=("Ridge", "RidgeRegressor", "ridge_regression", "ridge", *libraries.DESCENTS),
)


@ridge_regression.reference
def ridge(Xb, y, lam, penalize_bias):
    m, P = Xb.shape
    D = np.eye(P)
    if not penalize_bias:
        D[0, 0] = 0
    return np.linalg.solve(Xb.T @ Xb + m * lam * D, Xb.T @ y)


@ridge_regression.shown("the toy batch with λ = 0.5, the bias free")
def toy_free():
    X, y = toy_batch()
    return {"Xb": add_bias(X), "y": y, "lam": 0.5, "penalize_bias": False}


@ridge_regression.shown("the toy batch with λ = 0.5, the bias penalised too")
def toy_penalised():
    return {**toy_free(), "penalize_bias": True}


@ridge_regression.shown("whole numbers, four rows of three columns, λ = 2")
def whole_numbers():
    Xb = np.array([[1, -2, 0, 3], [1, 1, 1, -1], [1, 0, 2, 1], [1, 3, -1, 0]])
    return {"Xb": Xb, "y": np.array([7, 1, 5, 4]), "lam": 2, "penalize_bias": False}


@ridge_regression.drawn(2)
def any_rows_free(rng):
    n = int(rng.integers(2, 5))
    m = int(rng.integers(n + 2, n + 9))
    return {**drawn_rows(rng, m, n), "lam": float(rng.uniform(0.1, 0.9)), "penalize_bias": False}


@ridge_regression.drawn(2)
def any_rows_penalised(rng):
    n = int(rng.integers(2, 5))
    m = int(rng.integers(n + 2, n + 9))
    return {**drawn_rows(rng, m, n), "lam": float(rng.uniform(0.1, 0.9)), "penalize_bias": True}


@ridge_regression.drawn(1)
def square_data(rng):
    return {**drawn_rows(rng, 4, 3), "lam": float(rng.uniform(1.5, 3)), "penalize_bias": False}


@ridge_regression.drawn(1)
def fewer_rows_than_columns(rng):
    """Without the penalty there would be no unique solution."""
    return {**drawn_rows(rng, 3, 5), "lam": float(rng.uniform(0.2, 0.7)), "penalize_bias": bool(rng.integers(2))}


@ridge_regression.drawn(1)
def one_row(rng):
    return {**drawn_rows(rng, 1, 2), "lam": 0.4, "penalize_bias": True}


@ridge_regression.independent(1e-9)
def by_scikit_learn(Xb, y, lam, penalize_bias):
    """scikit-learn's Ridge with alpha = mλ; to penalise the bias, its column counts as a feature."""
    from sklearn.linear_model import Ridge

    X = Xb if penalize_bias else Xb[:, 1:]
    model = Ridge(alpha=len(y) * lam, fit_intercept=not penalize_bias, solver="svd").fit(X, y)
    return model.coef_ if penalize_bias else np.append(model.intercept_, model.coef_)


@ridge_regression.wider
def anything(rng):
    """Not where the equation is so badly conditioned that the way to solve it would be seen."""
    while True:
        rows, penalize_bias = wide_rows(rng, int(rng.integers(1, 5))), bool(rng.integers(2))
        lam = one_of(rng, 1e-4, 0.01, 0.1, 0.5, 1, 3, 100.0, 2e4)
        Xb, D = rows["Xb"], np.diag([float(penalize_bias)] + [1.0] * (rows["Xb"].shape[1] - 1))
        if np.linalg.cond(Xb.T @ Xb + len(Xb) * lam * D) < 1e5:
            return {**rows, "lam": lam, "penalize_bias": penalize_bias}


ridge_regression.keep(256, 135, 124, 104, 21, 136, 56, 66, 123, 0, 1)


@ridge_regression.mistake()
def m_forgotten(Xb, y, lam, penalize_bias):
    """λ stands in the equation without m: the penalty is m times too weak.

    The data term is a mean. Multiply the whole equation ∇J = 0 by m/2: what happens to λ?
    """
    return ridge(Xb, y, lam / len(y), penalize_bias)


@ridge_regression.mistake()
def m_twice(Xb, y, lam, penalize_bias):
    """The penalty is m times too strong: λ is multiplied by m twice, or the data terms are divided by m as well.

    Either divide the data terms by m or multiply λ by it.
    """
    return ridge(Xb, y, lam * len(y), penalize_bias)


@ridge_regression.mistake()
def divided_by_m(Xb, y, lam, penalize_bias):
    """λ is divided by m where it should be multiplied.

    Differentiate J and multiply ∇J = 0 by m/2.
    """
    return ridge(Xb, y, lam / len(y) ** 2, penalize_bias)


@ridge_regression.mistake()
def twice_the_penalty(Xb, y, lam, penalize_bias):
    """The penalty is twice as strong as it should be: its 2 is kept, while that of the data term is cancelled.

    Both terms bring a 2 down. Cancel it in both.
    """
    return ridge(Xb, y, 2 * lam, penalize_bias)


@ridge_regression.mistake()
def half_the_penalty(Xb, y, lam, penalize_bias):
    """The penalty is half of what it should be: λ/2 stands where λ belongs.

    J has λ Σ θ_j², without a ½.
    """
    return ridge(Xb, y, lam / 2, penalize_bias)


@ridge_regression.mistake(reread="Lecture 06, “The general form: Γ”")
def lam_squared(Xb, y, lam, penalize_bias):
    """λ is squared: mλ² stands where mλ belongs.

    In the general form ‖Γθ‖² of the lecture, which Γ makes it λ‖θ‖²?
    """
    return ridge(Xb, y, lam**2, penalize_bias)


@ridge_regression.mistake()
def columns_for_m(Xb, y, lam, penalize_bias):
    """λ is multiplied by the number of columns of Xb; m counts its rows.

    Which entry of Xb.shape is m?
    """
    return ridge(Xb, y, lam * Xb.shape[1] / Xb.shape[0], penalize_bias)


@ridge_regression.mistake(reread=BIAS)
def bias_always_penalised(Xb, y, lam, penalize_bias):
    """The bias is penalised even where penalize_bias is False.

    Add 10 to all labels: which entry of θ should change, and by how much?
    """
    return ridge(Xb, y, lam, True)


@ridge_regression.mistake(reread=BIAS)
def bias_never_penalised(Xb, y, lam, penalize_bias):
    """The bias goes free even where penalize_bias is True.

    Is the argument used?
    """
    return ridge(Xb, y, lam, False)


@ridge_regression.mistake(reread=BIAS)
def switch_reversed(Xb, y, lam, penalize_bias):
    """The bias is penalised exactly where it should not be.

    Read your if once more.
    """
    return ridge(Xb, y, lam, not penalize_bias)


@ridge_regression.mistake(says=LAST_WEIGHT_FREE, reread=BIAS)
def last_weight_free(Xb, y, lam, penalize_bias):
    D = np.eye(Xb.shape[1])
    if not penalize_bias:
        D[-1, -1] = 0
    return np.linalg.solve(Xb.T @ Xb + len(y) * lam * D, Xb.T @ y)


@ridge_regression.mistake(reread=BIAS)
def corner_of_the_sum_zeroed(Xb, y, lam, penalize_bias):
    """The corner of the whole matrix is set to 0; the corner of the penalty alone should be.

    XbᵀXb has m in that corner, and it has to stay there.
    """
    A = Xb.T @ Xb + len(y) * lam * np.eye(Xb.shape[1])
    if not penalize_bias:
        A[0, 0] = 0
    return np.linalg.solve(A, Xb.T @ y)


@ridge_regression.mistake()
def penalty_on_all_entries(Xb, y, lam, penalize_bias):
    """mλ is added to every entry of the matrix; it belongs on the diagonal.

    NumPy adds a number to all entries. Which matrix has ones on its diagonal only?
    """
    D = np.ones((Xb.shape[1], Xb.shape[1]))
    if not penalize_bias:
        D[0] = D[:, 0] = 0
    A = Xb.T @ Xb + len(y) * lam * D
    return np.linalg.lstsq(A, Xb.T @ y, rcond=None)[0]


@ridge_regression.mistake()
def penalty_subtracted(Xb, y, lam, penalize_bias):
    """The penalty is subtracted where it should be added.

    Which sign does the penalty have in J?
    """
    return ridge(Xb, y, -lam, penalize_bias)


@ridge_regression.mistake()
def not_penalised(Xb, y, lam, penalize_bias):
    """λ is not used: this is plain least squares.

    What should happen to w when λ is very large?
    """
    return np.linalg.lstsq(Xb, y, rcond=None)[0]


@ridge_regression.mistake()
def lam_of_the_example(Xb, y, lam, penalize_bias):
    """λ is always 0.5; the argument is not used.

    0.5 is right in some cases only.
    """
    return ridge(Xb, y, 0.5, penalize_bias)


@ridge_regression.mistake()
def twelve_rows(Xb, y, lam, penalize_bias):
    """m is always 12, the rows of the toy batch.

    Take m from the shape of Xb.
    """
    return ridge(Xb, y, 12 * lam / len(y), penalize_bias)


@ridge_regression.mistake(says=slips.THETA_AS_COLUMN)
def theta_as_column(Xb, y, lam, penalize_bias):
    """Here y has shape (m,) and θ has shape (n + 1,)."""
    return ridge(Xb, y, lam, penalize_bias)[:, None]


@ridge_regression.mistake()
def weights_only(Xb, y, lam, penalize_bias):
    """The bias is missing from the result.

    θ = (b, w) has as many entries as Xb has columns.
    """
    return ridge(Xb, y, lam, penalize_bias)[1:]


@ridge_regression.mistake(reread=BIAS)
def no_bias_at_all(Xb, y, lam, penalize_bias):
    """The column of ones is left out of the fit and the bias set to 0: the fit runs through the origin.

    A bias that is not penalised is still fitted.
    """
    X = Xb[:, 1:]
    w = np.linalg.solve(X.T @ X + len(y) * lam * np.eye(X.shape[1]), X.T @ y)
    return np.append(0.0, w)


@ridge_regression.variant
def by_more_rows(Xb, y, lam, penalize_bias):
    """Least squares with rows √(mλ) eⱼ below Xb and zeros below y."""
    m, P = Xb.shape
    rows = np.sqrt(m * lam) * np.identity(P)[0 if penalize_bias else 1 :]
    return np.linalg.lstsq(np.vstack([Xb, rows]), np.append(y, np.zeros(len(rows))), rcond=None)[0]


@ridge_regression.variant
def by_singular_values(Xb, y, lam, penalize_bias):
    """Centred data free the bias; each singular direction shrinks by s²/(s² + mλ)."""
    A = Xb if penalize_bias else Xb[:, 1:] - Xb[:, 1:].mean(axis=0)
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    weights = Vt.T @ (s / (s**2 + len(y) * lam) * (U.T @ (y if penalize_bias else y - y.mean())))
    if penalize_bias:
        return weights
    return np.append(y.mean() - Xb[:, 1:].mean(axis=0) @ weights, weights)


@ridge_regression.variant
def with_means(Xb, y, lam, penalize_bias):
    """The equation divided by m, inverted explicitly, the penalty's diagonal written entry by entry."""
    A = Xb.T @ Xb / len(y)
    for j in range(len(A)):
        if j > 0 or penalize_bias:
            A[j, j] += lam
    return np.linalg.inv(A) @ (Xb * y[:, None]).mean(axis=0)
