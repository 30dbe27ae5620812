"""X2.4, the largest curvature of the mean squared error, which bounds the rate."""

import numpy as np

from autograder.declaring import Exercise
from gdkit import MSE, add_bias

from .shared import FOUR_ROWS, drawn_rows, drawn_sizes, hessian, toy, wide_rows

curvature = Exercise(
    "02.smoothness_constant",
    "smoothness_constant(Xb) -> L",
    reread="Lecture 02, “How large may η be?”",
    allows={"one row": ["Xb"], "whole": ["Xb"], "equal rows": ["Xb"], "large": ["Xb"]},
    library_calls=("smoothness_constant",),
)


@curvature.reference
def smoothness_constant(Xb):
    return 2 / len(Xb) * np.linalg.norm(Xb, 2) ** 2


@curvature.shown("the toy batch")
def of_the_toy_batch():
    return {"Xb": toy()["Xb"]}


@curvature.shown("four rows, three parameters")
def of_four_rows():
    return {"Xb": FOUR_ROWS}


@curvature.shown("whole numbers, fewer rows than parameters")
def of_two_rows():
    return {"Xb": np.array([[1, 3, -1], [1, -2, 4]])}


@curvature.shown("one row, with all digits")
def of_one_row_with_all_digits():
    return {"Xb": np.array([[1.0, 0.9876543245]])}


@curvature.shown("one row, a feature that hardly counts")
def of_almost_a_bias():
    return {"Xb": np.array([[1.0, 4.95e-05]])}


@curvature.shown("two directions that are almost equally steep")
def almost_equally_steep():
    return {"Xb": add_bias(np.array([[1.0], [-1.0], [1.1], [-1.0]]))}


@curvature.drawn(4)
def any_curvature(rng):
    m, n = drawn_sizes(rng)
    return {"Xb": drawn_rows(rng, m, n)["Xb"] + np.append(0.0, rng.normal(size=n))}


@curvature.drawn(1)
def of_a_square(rng):
    return {"Xb": add_bias(rng.integers(1, 6, size=(3, 2)).astype(float))}


@curvature.drawn(1)
def of_one_row(rng):
    """One eigenvalue is 0, not more: where 0 comes twice, np.linalg.eigvals may answer in complex numbers."""
    return {"Xb": drawn_rows(rng, 1, 1)["Xb"]}


@curvature.independent()
def by_the_gradient(Xb):
    """The gradient is linear in θ: column j of the Hessian is ∇J(e_j) − ∇J(0). L is its largest eigenvalue."""
    J = MSE(Xb[:, 1:].astype(float), np.zeros(len(Xb)))
    H = J.gradient(np.eye(Xb.shape[1])) - J.gradient(np.zeros(Xb.shape[1]))
    return float(np.linalg.eigvalsh(H)[-1])


@curvature.wider
def wide_curvature(rng):
    return {"Xb": wide_rows(rng)["Xb"]}


curvature.keep(24, 105, 5)


@curvature.mistake()
def singular_value_not_squared(Xb):
    """The largest singular value is not squared.

    The eigenvalues of XbᵀXb are the squares of the singular values of Xb.
    """
    return 2 / len(Xb) * np.linalg.norm(Xb, 2)


@curvature.mistake()
def all_squares_added(Xb):
    """The squares of all entries are added up: this is the sum of the eigenvalues, not the largest one.

    What does np.linalg.norm(X) compute for a matrix when nothing else is said?
    """
    return 2 / len(Xb) * np.linalg.norm(Xb) ** 2


@curvature.mistake()
def frobenius_not_squared(Xb):
    """The root of the sum of all squares is taken in place of the largest singular value, and it is not squared.

    What does np.linalg.norm(X) compute for a matrix when nothing else is said? And what has to be squared?
    """
    return 2 / len(Xb) * np.linalg.norm(Xb)


@curvature.mistake()
def size_of_the_hessian(Xb):
    """The root of the sum of the Hessian's squared entries is taken, not its largest eigenvalue.

    What does np.linalg.norm(H) compute for a matrix when nothing else is said?
    """
    return np.linalg.norm(hessian(Xb))


@curvature.mistake()
def factor_missing(Xb):
    """The factor 2/m is missing: this is the largest eigenvalue of XbᵀXb.

    What is the second derivative of the mean of the squares?
    """
    return np.linalg.norm(Xb, 2) ** 2


@curvature.mistake()
def factor_one_over_m(Xb):
    """L is half of what it should be: the 2 of the squares is missing.

    The mean squared error of this course has no ½ in front.
    """
    return np.linalg.norm(Xb, 2) ** 2 / len(Xb)


@curvature.mistake()
def factor_two(Xb):
    """L is m times too large: the 1/m of the mean is missing.

    What is the second derivative of the mean of the squares?
    """
    return 2 * np.linalg.norm(Xb, 2) ** 2


@curvature.mistake()
def smallest_curvature(Xb):
    """This is the smallest eigenvalue; L is the largest.

    In which order does eigvalsh return them?
    """
    return np.linalg.eigvalsh(hessian(Xb))[0]


@curvature.mistake()
def curvature_without_the_ones(Xb):
    """The column of ones is left out: the curvature in the direction of the bias is missing.

    The bias is a parameter like the others.
    """
    return 2 / len(Xb) * np.linalg.norm(Xb[:, 1:], 2) ** 2


@curvature.mistake()
def largest_rate(Xb):
    """This is 2/L, the limit for the learning rate; L itself is asked for.

    When the Hessian becomes larger, L becomes larger. Does your number?
    """
    return 2 / smoothness_constant(Xb)


@curvature.mistake()
def safe_rate(Xb):
    """This is 1/L, a rate; L itself is asked for.

    When the Hessian becomes larger, L becomes larger. Does your number?
    """
    return 1 / smoothness_constant(Xb)


@curvature.mistake()
def divided_by_columns(Xb):
    """The factor is 2 over the number of columns, not over the number of rows.

    Xb has shape (m, n + 1). Which axis holds the examples?
    """
    return 2 / Xb.shape[1] * np.linalg.norm(Xb, 2) ** 2


@curvature.mistake()
def factor_of_12_rows(Xb):
    """The factor is always 2/12: 12 is the number of rows of the toy batch only.

    Take m from the shape of Xb.
    """
    return 2 / 12 * np.linalg.norm(Xb, 2) ** 2


@curvature.mistake()
def longest_column(Xb):
    """This is the largest entry on the Hessian's diagonal, not its largest eigenvalue.

    The steepest direction may lie between the axes.
    """
    return np.max(np.diag(hessian(Xb)))


@curvature.mistake()
def largest_row_sum(Xb):
    """This is the largest sum of a row of the Hessian: a bound for the largest eigenvalue, not the eigenvalue.

    Which ord of np.linalg.norm gives the largest singular value?
    """
    return np.linalg.norm(hessian(Xb), 1)


@curvature.mistake()
def longest_row(Xb):
    """This is the curvature of the loss of one row, the longest one.

    Here all rows are averaged.
    """
    return 2 * np.max((Xb**2).sum(axis=1))


@curvature.mistake()
def mean_curvature(Xb):
    """This is the mean of the eigenvalues; L is the largest.

    A rate must suit the steepest direction.
    """
    return np.mean(np.linalg.eigvalsh(hessian(Xb)))


@curvature.mistake()
def ratio_of_curvatures(Xb):
    """This is the largest singular value of Xb divided by the smallest: a condition number.

    It says how long the valley is. L is the largest curvature alone.
    """
    s = np.linalg.svd(Xb, compute_uv=False)
    return s[0] / s[-1]


@curvature.mistake()
def all_eigenvalues(Xb):
    """All eigenvalues come back; L is the largest of them.

    One number is asked for.
    """
    return np.linalg.eigvalsh(hessian(Xb))


@curvature.variant
def by_eigenvalues(Xb):
    return np.linalg.eigvalsh(2 / len(Xb) * Xb.T @ Xb).max()


@curvature.variant
def by_rows(Xb):
    """Xb Xbᵀ has the same largest eigenvalue."""
    return float(np.linalg.eigvalsh(Xb @ Xb.T)[-1]) * 2 / Xb.shape[0]


@curvature.variant
def by_singular_values(Xb):
    s_1 = np.linalg.svd(Xb)[1][0]
    return 2 * s_1**2 / len(Xb)
