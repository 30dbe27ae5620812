"""X2.2, the gradient of the mean squared error: 2/m Xbᵀ(Xb θ − y)."""

from fractions import Fraction

import numpy as np

from autograder.declaring import Exercise
from gdkit import add_bias

from .. import libraries, slips
from .shared import (
    ANY_POINT,
    BIAS_LEFT_OUT,
    DIVIDED_BY_12,
    FOUR_LABELS,
    FOUR_ROWS,
    LABELS_ADDED,
    THETA,
    declare_extremes,
    drawn_rows,
    drawn_sizes,
    toy,
    wide_point,
)

slope = Exercise(
    "02.mse_gradient",
    "mse_gradient(theta, Xb, y) -> gradient",
    reread="Lecture 02, “The gradient”",
    allows=ANY_POINT,
    library_calls=("MSE", "mse", "gradient", *libraries.DIFFERENCES),
    by_formula=True,
)


@slope.reference
def mse_gradient(theta, Xb, y):
    m = len(y)
    return 2 / m * Xb.T @ (Xb @ theta - y)


@slope.shown("the toy batch at θ = (0, 1, 1)")
def on_the_toy_batch():
    return {"theta": np.array([0.0, 1.0, 1.0]), **toy()}


@slope.shown("four rows, residuals of both signs, a bias")
def on_four_rows():
    return {"theta": THETA, "Xb": FOUR_ROWS, "y": FOUR_LABELS}


@slope.shown("whole numbers, as many rows as parameters: a missing transpose goes unnoticed by shapes")
def on_integers():
    Xb = np.array([[1, 3, 2], [1, -2, 4], [1, 5, -1]])
    return {"theta": np.array([2, -1, 1]), "Xb": Xb, "y": np.array([1, 7, -3])}


declare_extremes(slope)


@slope.drawn(4)
def anywhere(rng):
    m, n = drawn_sizes(rng)
    return {"theta": rng.normal(size=n + 1), **drawn_rows(rng, m, n)}


@slope.drawn(1)
def on_a_square(rng):
    return {"theta": rng.normal(size=4), **drawn_rows(rng, 4, 3)}


@slope.drawn(1)
def on_drawn_integers(rng):
    Xb = add_bias(rng.integers(-4, 5, size=(7, 2))).astype(int)
    return {"theta": rng.integers(1, 4, size=3), "Xb": Xb, "y": rng.integers(-9, 10, size=7)}


@slope.drawn(1)
def on_one_row(rng):
    return {"theta": rng.normal(size=3), **drawn_rows(rng, 1, 2)}


@slope.independent()
def by_differences(theta, Xb, y):
    """Central differences of the loss, in fractions: of a quadratic they are exact."""
    exact = np.vectorize(Fraction, otypes=[object])
    theta, Xb, y = exact(theta), exact(Xb), exact(y)

    def J(point):
        return sum((Xb @ point - y) ** 2) / len(y)

    return np.array([float((J(theta + e) - J(theta - e)) / 2) for e in exact(np.eye(len(theta)))])


@slope.wider
def wide_gradient(rng):
    return wide_point(rng)


slope.keep(2, 11, 8, 10, 164, 110)


@slope.mistake(says=slips.TWO_MISSING, reread="Lecture 02, “The factor”")
def two_missing(theta, Xb, y):
    """In this course J has no ½ in front. Differentiate one square by hand."""
    return Xb.T @ (Xb @ theta - y) / len(y)


@slope.mistake(reread="Lecture 02, “The factor”")
def gradient_of_the_sum(theta, Xb, y):
    """The gradient is m times too large: it belongs to the sum of the squares, not to their mean.

    Where does the 1/m of J go when you differentiate?
    """
    return 2 * Xb.T @ (Xb @ theta - y)


@slope.mistake(reread="Lecture 02, “The factor”")
def no_factor(theta, Xb, y):
    """The gradient lacks its factor: both the 2 of the square and the 1/m of the mean are missing.

    Write J down with its factor and differentiate term by term.
    """
    return Xb.T @ (Xb @ theta - y)


@slope.mistake(reread="Lecture 02, “The factor”")
def factor_one_over_2m(theta, Xb, y):
    """The factor is 1/(2m): the 2 of the square stands in the denominator.

    The 2 comes down from an exponent. Does it make the gradient larger or smaller?
    """
    return Xb.T @ (Xb @ theta - y) / (2 * len(y))


@slope.mistake(says=slips.RESIDUAL_REVERSED, reread="Lecture 02, “Signs”")
def residual_reversed(theta, Xb, y):
    return 2 / len(y) * Xb.T @ (y - Xb @ theta)


@slope.mistake(reread="Lecture 02, “Shapes”")
def transpose_missing(theta, Xb, y):
    """Xb is not transposed: its rows meet the residual where its columns belong.

    With as many rows as parameters there is no error. Which shape must the gradient have?
    """
    return 2 / len(y) * Xb @ (Xb @ theta - y)


@slope.mistake(says=slips.PREDICTION_FOR_RESIDUAL, reread="Lecture 02, “The residual”")
def prediction_for_residual(theta, Xb, y):
    return 2 / len(y) * Xb.T @ (Xb @ theta)


@slope.mistake(says=LABELS_ADDED, reread="Lecture 02, “The residual”")
def labels_not_subtracted(theta, Xb, y):
    """At a perfect fit the gradient must vanish. Does yours?"""
    return 2 / len(y) * Xb.T @ (Xb @ theta + y)


@slope.mistake(says=slips.RESIDUAL_SQUARED, reread="Lecture 02, “The residual”")
def residual_squared(theta, Xb, y):
    return 2 / len(y) * Xb.T @ (Xb @ theta - y) ** 2


@slope.mistake(reread="Lecture 02, “The residual”")
def signs_of_the_residuals(theta, Xb, y):
    """Only the signs of the residuals are used: that is the gradient of the mean |ŷ − y|, not of the mean square.

    A large residual pulls harder than a small one.
    """
    return 1 / len(y) * Xb.T @ np.sign(Xb @ theta - y)


@slope.mistake(reread="Lecture 02, “The chain rule”")
def inner_derivative_missing(theta, Xb, y):
    """The inner derivative is missing: all entries are equal, as if ∂ŷ/∂θ_j were 1 for every j.

    What is ∂ŷ/∂θ_j for one row?
    """
    return np.full(len(theta), 2 * np.mean(Xb @ theta - y))


@slope.mistake(reread="Lecture 02, “The chain rule”")
def products_averaged_over_all(theta, Xb, y):
    """All entries are equal: the mean runs over the columns too.

    Which axis holds the examples?
    """
    return np.full(len(theta), 2 * np.mean(Xb * (Xb @ theta - y)[:, None]))


@slope.mistake(reread="Lecture 02, “The bias”")
def bias_without_slope(theta, Xb, y):
    """The first entry, that of the bias, is zero: the bias is never learned.

    The column of ones gives it a slope like any other.
    """
    full = mse_gradient(theta, Xb, y)
    return np.append(0.0, full[1:])


@slope.mistake(reread="Lecture 02, “The bias”")
def bias_missing(theta, Xb, y):
    """The entry of the bias is missing: the gradient has one entry less than θ.

    A gradient has the shape of its parameter.
    """
    return mse_gradient(theta, Xb, y)[1:]


@slope.mistake(reread="Lecture 02, “The bias”")
def bias_summed(theta, Xb, y):
    """The entry of the bias is m times too large: its residuals are summed without the 1/m.

    All entries come from the same mean: they carry the same factor.
    """
    full = mse_gradient(theta, Xb, y)
    return np.append(full[0] * len(y), full[1:])


@slope.mistake(reread="Lecture 02, “The bias”")
def bias_without_two(theta, Xb, y):
    """The entry of the bias is half of what it should be; the others are right.

    All entries come from the same square: they carry the same 2.
    """
    full = mse_gradient(theta, Xb, y)
    return np.append(full[0] / 2, full[1:])


@slope.mistake(reread="Lecture 02, “The bias”")
def bias_last(theta, Xb, y):
    """The entry of the bias stands last; in this course it comes first.

    θ = (b, w), and its gradient has the same order.
    """
    full = mse_gradient(theta, Xb, y)
    return np.append(full[1:], full[0])


@slope.mistake(says=BIAS_LEFT_OUT, reread="Lecture 02, “The bias”")
def prediction_without_bias(theta, Xb, y):
    """With b = 0 the mistake does not show. Try a theta whose first entry is not 0."""
    return 2 / len(y) * Xb.T @ (Xb[:, 1:] @ theta[1:] - y)


@slope.mistake(says=slips.DIVIDED_BY_COLUMNS, reread="Lecture 02, “The factor”")
def gradient_divided_by_columns(theta, Xb, y):
    """The mean runs over the examples. Which axis of Xb counts them?"""
    return 2 / Xb.shape[1] * Xb.T @ (Xb @ theta - y)


@slope.mistake(says=DIVIDED_BY_12, reread="Lecture 02, “The factor”")
def gradient_divided_by_12(theta, Xb, y):
    return 2 / 12 * Xb.T @ (Xb @ theta - y)


@slope.mistake(reread="Lecture 02, “Brackets”")
def gradient_times_m(theta, Xb, y):
    """The gradient is multiplied by m where it should be divided by it.

    If you wrote something like `2 / 1 * m`: Python reads it from left to right. Where do the brackets belong?
    """
    return 2 * len(y) * Xb.T @ (Xb @ theta - y)


@slope.mistake(reread="Lecture 02, “The rows”")
def first_row_only(theta, Xb, y):
    """Only the first row is used.

    Does your gradient change when you change the second row?
    """
    return 2 * Xb[0] * (Xb[0] @ theta - y[0])


@slope.mistake(reread="Lecture 02, “The rows”")
def last_row_only(theta, Xb, y):
    """Only the last row is left: each row's gradient writes over the one before.

    Does the line in your loop say = or +=?
    """
    return 2 / len(y) * Xb[-1] * (Xb[-1] @ theta - y[-1])


@slope.mistake(reread="Lecture 02, “The rows”")
def last_row_forgotten(theta, Xb, y):
    """The last row is not used.

    range(m) already ends at m − 1.
    """
    return 2 / len(y) * Xb[:-1].T @ (Xb[:-1] @ theta - y[:-1])


@slope.mistake(reread="Lecture 02, “Shapes”")
def gradient_of_column_and_row(theta, Xb, y):
    """A column meets a 1-D array, and the residual becomes a matrix of shape (m, m).

    Print the shape of your residual.
    """
    return 2 / len(y) * Xb.T @ (Xb @ theta.reshape(-1, 1) - y)


@slope.mistake(reread="Lecture 02, “Shapes”")
def gradient_of_row_means(theta, Xb, y):
    """Every prediction is compared with every label: a column met the 1-D y and the matrix was averaged away.

    Does your gradient change when the labels change places?
    """
    return 2 / len(y) * Xb.T @ (Xb @ theta.reshape(-1, 1) - y).mean(axis=1)


@slope.mistake(reread="Lecture 02, “Shapes”")
def gradient_as_row(theta, Xb, y):
    """The gradient is a row of shape (1, n + 1), not an array like θ.

    A gradient has the shape of its parameter.
    """
    return mse_gradient(theta, Xb, y)[None, :]


@slope.mistake(reread="Lecture 02, “Shapes”")
def gradient_as_column(theta, Xb, y):
    """The gradient is a column of shape (n + 1, 1), not an array like θ.

    A gradient has the shape of its parameter.
    """
    return mse_gradient(theta, Xb, y)[:, None]


@slope.mistake(reread="Lecture 02, “The norm and its square”")
def gradient_of_the_length(theta, Xb, y):
    """This is the gradient of ‖Xb θ − y‖ / m: the square is missing in the loss that was differentiated.

    J is 1/m times the square of that length.
    """
    residual = Xb @ theta - y
    return Xb.T @ residual / np.linalg.norm(residual) / len(y)


@slope.mistake(reread="Lecture 02, “The gradient”")
def gradient_normalised(theta, Xb, y):
    """The gradient is divided by its length: only the direction is left.

    How steep is the slope?
    """
    full = mse_gradient(theta, Xb, y)
    return full / np.linalg.norm(full)


@slope.variant
def by_loops(theta, Xb, y):
    m, P = Xb.shape
    slopes = np.zeros(P)
    for i in range(m):
        residual = -float(y[i])
        for j in range(P):
            residual += Xb[i, j] * theta[j]
        for j in range(P):
            slopes[j] += 2 * residual * Xb[i, j] / m
    return slopes


@slope.variant
def by_means(theta, Xb, y):
    return np.mean(2 * (Xb.dot(theta) - y)[:, None] * Xb, axis=0)


@slope.variant
def by_gram(theta, Xb, y):
    return 2 * (Xb.T @ Xb @ theta - Xb.T @ y) / Xb.shape[0]


@slope.variant
def in_columns(theta, Xb, y):
    residual = Xb @ theta.reshape(-1, 1) - y.reshape(-1, 1)
    return np.einsum("ij,ik->j", Xb, residual) * 2 / len(y)
