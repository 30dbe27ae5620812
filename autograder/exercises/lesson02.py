"""Lesson 02, linear regression by batch gradient descent: the loss, its gradient, the solution in one line, the largest
curvature, the descent.

House convention: J = 1/m ‖Xb θ − y‖², so the gradient carries 2/m; Xb begins with the ones, θ = (b, w) with the bias.
Sources: ledger rows A1–A23, exercises X2.1–X2.6.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy import ndarray

from autograder.declaring import Exercise, Quiz
from gdkit import GD, MSE, add_bias, minimize
from gdkit.datasets import toy_batch

LECTURE = "Lecture 02"

LECTURE_ONLY = (
    ("X2.6", "the functions of this lesson on 200 random points: a run of the lecture, nothing new to write"),
)

# rows of different kinds, more of them than parameters, residuals of both signs
FOUR_ROWS = np.array([[1.0, -2.0, 0.5], [1.0, 1.5, -1.0], [1.0, 2.0, 3.0], [1.0, -0.5, 4.0]])
FOUR_LABELS = np.array([1.0, -0.5, 2.5, 4.0])
THETA = np.array([0.75, 2.0, -0.5])


def _toy() -> dict[str, Any]:
    X, y = toy_batch()
    return {"Xb": add_bias(X), "y": y}


def _rows(rng: np.random.Generator, m: int, n: int) -> dict[str, Any]:
    return {"Xb": add_bias(rng.normal(size=(m, n))), "y": rng.normal(size=m) + rng.normal()}


def _sizes(rng: np.random.Generator) -> tuple[int, int]:
    """m and n: more rows than parameters, and neither 12 of them nor as many as parameters."""
    n = int(rng.integers(2, 5))
    return int(rng.integers(n + 2, n + 6)), n


def _wide_rows(rng: np.random.Generator) -> dict[str, Any]:
    m, n = (int(size) for size in rng.integers(1, 6, size=2))
    X = [rng.normal(size=(m, n)) * 10.0 ** rng.integers(-2, 3), np.zeros((m, n)), rng.integers(-3, 4, size=(m, n))]
    y = [rng.normal(size=m) * 10.0 ** rng.integers(-2, 3), np.zeros(m), rng.integers(-3, 4, size=m)]
    return {"Xb": add_bias(X[int(rng.integers(3))]), "y": y[int(rng.integers(3))]}


def _wide_theta(rng: np.random.Generator, P: int) -> ndarray:
    table = [rng.normal(size=P), np.zeros(P), -10.0 * np.ones(P), rng.integers(-2, 3, size=P)]
    return table[int(rng.integers(4))]


# --- X2.1: the mean squared error ---------------------------------------------------------------

loss = Exercise(
    "02.mse",
    "mse(theta, Xb, y) -> J",
    reread=f"{LECTURE}, “The loss”",
    library_calls=("mean_squared_error", "MSE"),
)


@loss.reference
def mse(theta: ndarray, Xb: ndarray, y: ndarray) -> Any:
    return np.sum((Xb @ theta - y) ** 2) / len(y)


@loss.shown("the toy batch at θ = (0, 1, 1)")
def loss_on_the_toy_batch() -> dict[str, Any]:
    return {"theta": np.array([0.0, 1.0, 1.0]), **_toy()}


@loss.shown("four rows, residuals of both signs, a bias")
def loss_on_four_rows() -> dict[str, Any]:
    return {"theta": THETA, "Xb": FOUR_ROWS, "y": FOUR_LABELS}


@loss.shown("whole numbers, as many rows as parameters")
def loss_on_integers() -> dict[str, Any]:
    return {"theta": np.array([2, -1]), "Xb": np.array([[1, 3], [1, -2]]), "y": np.array([1, 7])}


@loss.drawn(4)
def loss_anywhere(rng: np.random.Generator) -> dict[str, Any]:
    m, n = _sizes(rng)
    return {"theta": rng.normal(size=n + 1), **_rows(rng, m, n)}


@loss.drawn(1)
def loss_on_drawn_integers(rng: np.random.Generator) -> dict[str, Any]:
    Xb = add_bias(rng.integers(-4, 5, size=(5, 2))).astype(int)
    return {"theta": rng.integers(1, 4, size=3), "Xb": Xb, "y": rng.integers(-9, 10, size=5)}


@loss.drawn(1)
def loss_on_one_row(rng: np.random.Generator) -> dict[str, Any]:
    return {"theta": rng.normal(size=4), **_rows(rng, 1, 3)}


@loss.independent()
def loss_by_the_kit(theta: ndarray, Xb: ndarray, y: ndarray) -> float:
    """The kit's own loss."""
    return float(MSE(Xb[:, 1:].astype(float), y)(theta))


@loss.wider
def wide_loss(rng: np.random.Generator) -> dict[str, Any]:
    rows = _wide_rows(rng)
    return {"theta": _wide_theta(rng, rows["Xb"].shape[1]), **rows}


@loss.mistake()
def half(theta: ndarray, Xb: ndarray, y: ndarray) -> float:
    """J is half of what it should be: a ½ stands in front.

    Some books write 1/(2m) to save the 2 of the derivative. In this course J is the mean of the squares.
    """
    return np.mean((Xb @ theta - y) ** 2) / 2


@loss.mistake()
def squares_summed(theta: ndarray, Xb: ndarray, y: ndarray) -> float:
    """J is m times too large: the squares are added up and not divided by their number.

    A loss that grows with the number of rows cannot be compared between data sets.
    """
    return np.sum((Xb @ theta - y) ** 2)


@loss.mistake()
def half_of_the_sum(theta: ndarray, Xb: ndarray, y: ndarray) -> float:
    """J is half the sum of the squares; the mean is asked for.

    Which factor does this course write in front of the sum?
    """
    return np.sum((Xb @ theta - y) ** 2) / 2


@loss.mistake(reread=f"{LECTURE}, “The source says …: a missing square”")
def square_missing(theta: ndarray, Xb: ndarray, y: ndarray) -> Any:
    """The length of the residual is divided by m; its square belongs there: 1/m ‖Xb θ − y‖².

    np.linalg.norm returns a root. What must be done with it?
    """
    return np.linalg.norm(Xb @ theta - y) / len(y)


@loss.mistake()
def root_of_the_mean(theta: ndarray, Xb: ndarray, y: ndarray) -> Any:
    """This is the root of J (often called RMSE).

    The mean of the squares has no root.
    """
    return np.sqrt(np.mean((Xb @ theta - y) ** 2))


@loss.mistake()
def length_of_the_residual(theta: ndarray, Xb: ndarray, y: ndarray) -> Any:
    """This is the length ‖Xb θ − y‖ itself: neither squared nor divided by m.

    Write J as a mean over the rows.
    """
    return np.linalg.norm(Xb @ theta - y)


@loss.mistake()
def sizes_not_squares(theta: ndarray, Xb: ndarray, y: ndarray) -> Any:
    """This is the mean of the residuals' sizes; their squares are asked for.

    What happens to a residual of 2, and to one of 0.5?
    """
    return np.mean(np.abs(Xb @ theta - y))


@loss.mistake()
def mean_of_the_residuals(theta: ndarray, Xb: ndarray, y: ndarray) -> Any:
    """The residuals are not squared: those above and those below zero cancel.

    Can your loss become negative?
    """
    return np.mean(Xb @ theta - y)


@loss.mistake()
def mean_before_square(theta: ndarray, Xb: ndarray, y: ndarray) -> Any:
    """The mean is squared; the squares should be averaged.

    Square first: residuals of 1 and −1 are a loss of 1, not of 0.
    """
    return np.mean(Xb @ theta - y) ** 2


@loss.mistake()
def scatter_of_the_residuals(theta: ndarray, Xb: ndarray, y: ndarray) -> Any:
    """This is the variance of the residuals: their mean is subtracted before squaring.

    A line that is 10 too high everywhere must have a loss of 100.
    """
    return np.var(Xb @ theta - y)


@loss.mistake(reread=f"{LECTURE}, “A column meets a row”")
def column_meets_row(theta: ndarray, Xb: ndarray, y: ndarray) -> Any:
    """A column of predictions meets the 1-D y: every prediction is compared with every label.

    (m, 1) − (m,) is (m, m). Print the shape of your residual.
    """
    return np.mean((Xb @ theta.reshape(-1, 1) - y) ** 2)


@loss.mistake()
def divided_by_parameters(theta: ndarray, Xb: ndarray, y: ndarray) -> Any:
    """The sum is divided by the number of columns of Xb, not by the number of rows.

    The mean runs over the examples. Which axis are they?
    """
    return np.sum((Xb @ theta - y) ** 2) / Xb.shape[1]


@loss.mistake()
def divided_by_all_entries(theta: ndarray, Xb: ndarray, y: ndarray) -> Any:
    """The sum is divided by the number of entries of Xb, not by the number of rows.

    X.size counts rows times columns.
    """
    return np.sum((Xb @ theta - y) ** 2) / Xb.size


@loss.mistake()
def divided_by_m_minus_1(theta: ndarray, Xb: ndarray, y: ndarray) -> Any:
    """The sum is divided by m − 1, as for the variance of a sample.

    Here J is a plain mean: m residuals, divided by m.
    """
    return np.sum((Xb @ theta - y) ** 2) / (len(y) - 1)


@loss.mistake()
def divided_by_degrees_of_freedom(theta: ndarray, Xb: ndarray, y: ndarray) -> Any:
    """The sum is divided by m minus the number of parameters: that estimates the noise.

    Here J is a plain mean: m residuals, divided by m.
    """
    return np.sum((Xb @ theta - y) ** 2) / (len(y) - len(theta))


@loss.mistake()
def divided_by_12(theta: ndarray, Xb: ndarray, y: ndarray) -> Any:
    """The sum is always divided by 12: that is the number of rows of the toy batch only.

    Take m from the shape of the data.
    """
    return np.sum((Xb @ theta - y) ** 2) / 12


@loss.mistake(reread=f"{LECTURE}, “Brackets”")
def multiplied_by_m(theta: ndarray, Xb: ndarray, y: ndarray) -> Any:
    """The sum is multiplied by m: `1 / 1 * m` or `1 / 2 * m` is read from left to right.

    Where do the brackets belong?
    """
    return np.sum((Xb @ theta - y) ** 2) * len(y)


@loss.mistake()
def bias_ignored(theta: ndarray, Xb: ndarray, y: ndarray) -> Any:
    """The prediction leaves the bias out.

    The column of ones is there to be multiplied by it; with b = 0 nothing shows.
    """
    return np.mean((Xb[:, 1:] @ theta[1:] - y) ** 2)


@loss.mistake()
def bias_at_the_end(theta: ndarray, Xb: ndarray, y: ndarray) -> Any:
    """The last entry of θ is taken for the bias.

    In this course θ = (b, w), and the ones come first.
    """
    return np.mean((Xb[:, 1:] @ theta[:-1] + theta[-1] - y) ** 2)


@loss.mistake()
def labels_added(theta: ndarray, Xb: ndarray, y: ndarray) -> Any:
    """y is added to the prediction where it should be subtracted.

    At a perfect fit the loss is 0.
    """
    return np.mean((Xb @ theta + y) ** 2)


@loss.mistake()
def squares_of_the_rows(theta: ndarray, Xb: ndarray, y: ndarray) -> Any:
    """The squares come back one by one, as an array; J is one number.

    Which function makes a number of m numbers?
    """
    return (Xb @ theta - y) ** 2 / len(y)


@loss.variant
def loss_by_mean(theta: ndarray, Xb: ndarray, y: ndarray) -> Any:
    return np.mean(np.square(y - Xb.dot(theta)))


@loss.variant
def loss_by_loops(theta: ndarray, Xb: ndarray, y: ndarray) -> float:
    total = 0.0
    m, P = Xb.shape
    for i in range(m):
        prediction = 0.0
        for j in range(P):
            prediction += Xb[i, j] * theta[j]
        total += (prediction - y[i]) ** 2
    return total / m


@loss.variant
def loss_by_norm(theta: ndarray, Xb: ndarray, y: ndarray) -> Any:
    return np.linalg.norm(Xb @ theta - y) ** 2 / Xb.shape[0]


@loss.variant
def loss_in_columns(theta: ndarray, Xb: ndarray, y: ndarray) -> Any:
    residual = Xb @ theta[:, None] - y[:, None]
    return (residual.T @ residual / len(y)).item()


# --- X2.2: its gradient -------------------------------------------------------------------------

slope = Exercise(
    "02.mse_gradient",
    "mse_gradient(theta, Xb, y) -> gradient",
    reread=f"{LECTURE}, “The gradient”",
    library_calls=("numerical_gradient", "approx_fprime", "gradient", "grad", "MSE"),
)


@slope.reference
def mse_gradient(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    m = len(y)
    return 2 / m * Xb.T @ (Xb @ theta - y)


@slope.shown("the toy batch at θ = (0, 1, 1)")
def gradient_on_the_toy_batch() -> dict[str, Any]:
    return {"theta": np.array([0.0, 1.0, 1.0]), **_toy()}


@slope.shown("four rows, residuals of both signs, a bias")
def gradient_on_four_rows() -> dict[str, Any]:
    return {"theta": THETA, "Xb": FOUR_ROWS, "y": FOUR_LABELS}


@slope.shown("whole numbers, as many rows as parameters: a missing transpose goes unnoticed by shapes")
def gradient_on_integers() -> dict[str, Any]:
    Xb = np.array([[1, 3, 2], [1, -2, 4], [1, 5, -1]])
    return {"theta": np.array([2, -1, 1]), "Xb": Xb, "y": np.array([1, 7, -3])}


@slope.drawn(4)
def gradient_anywhere(rng: np.random.Generator) -> dict[str, Any]:
    m, n = _sizes(rng)
    return {"theta": rng.normal(size=n + 1), **_rows(rng, m, n)}


@slope.drawn(1)
def gradient_on_a_square(rng: np.random.Generator) -> dict[str, Any]:
    return {"theta": rng.normal(size=4), **_rows(rng, 4, 3)}


@slope.drawn(1)
def gradient_on_drawn_integers(rng: np.random.Generator) -> dict[str, Any]:
    Xb = add_bias(rng.integers(-4, 5, size=(7, 2))).astype(int)
    return {"theta": rng.integers(1, 4, size=3), "Xb": Xb, "y": rng.integers(-9, 10, size=7)}


@slope.drawn(1)
def gradient_on_one_row(rng: np.random.Generator) -> dict[str, Any]:
    return {"theta": rng.normal(size=3), **_rows(rng, 1, 2)}


@slope.independent(1e-7)
def by_differences(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """Central differences of the loss; of a quadratic they are exact but for rounding."""

    def J(point: ndarray) -> float:
        return float(np.mean((Xb @ point - y) ** 2))

    h = 1e-3
    return np.array([(J(theta + h * e) - J(theta - h * e)) / (2 * h) for e in np.eye(len(theta))])


@slope.wider
def wide_gradient(rng: np.random.Generator) -> dict[str, Any]:
    rows = _wide_rows(rng)
    return {"theta": _wide_theta(rng, rows["Xb"].shape[1]), **rows}


@slope.mistake(reread=f"{LECTURE}, “The factor”")
def two_missing(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The gradient is half of what it should be: the 2 that differentiating a square brings down is missing.

    In this course J has no ½ in front. Differentiate one square by hand.
    """
    return Xb.T @ (Xb @ theta - y) / len(y)


@slope.mistake(reread=f"{LECTURE}, “The factor”")
def gradient_of_the_sum(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The gradient is m times too large: it belongs to the sum of the squares, not to their mean.

    Where does the 1/m of J go when you differentiate?
    """
    return 2 * Xb.T @ (Xb @ theta - y)


@slope.mistake(reread=f"{LECTURE}, “The factor”")
def no_factor(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The gradient lacks its factor: both the 2 of the square and the 1/m of the mean are missing.

    Write J down with its factor and differentiate term by term.
    """
    return Xb.T @ (Xb @ theta - y)


@slope.mistake(reread=f"{LECTURE}, “The factor”")
def factor_one_over_2m(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The factor is 1/(2m): the 2 of the square stands in the denominator.

    The 2 comes down from an exponent. Does it make the gradient larger or smaller?
    """
    return Xb.T @ (Xb @ theta - y) / (2 * len(y))


@slope.mistake(reread=f"{LECTURE}, “Signs”")
def residual_reversed(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The gradient has the opposite sign: the residual is y − ŷ where the derivative has ŷ − y.

    Differentiate (ŷ − y)² with respect to ŷ once more.
    """
    return 2 / len(y) * Xb.T @ (y - Xb @ theta)


@slope.mistake(reread=f"{LECTURE}, “Shapes”")
def transpose_missing(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """Xb is not transposed: its rows meet the residual where its columns belong.

    With as many rows as parameters nothing stops you. Which shape must the gradient have?
    """
    return 2 / len(y) * Xb @ (Xb @ theta - y)


@slope.mistake(reread=f"{LECTURE}, “The residual”")
def prediction_for_residual(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The gradient is built with the prediction ŷ where the residual ŷ − y belongs.

    At a perfect fit the gradient must vanish. Does yours?
    """
    return 2 / len(y) * Xb.T @ (Xb @ theta)


@slope.mistake(reread=f"{LECTURE}, “The residual”")
def labels_not_subtracted(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """y is added to the prediction where it should be subtracted.

    At a perfect fit the gradient must vanish. Does yours?
    """
    return 2 / len(y) * Xb.T @ (Xb @ theta + y)


@slope.mistake(reread=f"{LECTURE}, “The residual”")
def residual_squared(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The residuals are still squared in the gradient; differentiating a square leaves the residual itself.

    A gradient of squares must change its sign when all residuals do.
    """
    return 2 / len(y) * Xb.T @ (Xb @ theta - y) ** 2


@slope.mistake(reread=f"{LECTURE}, “The residual”")
def signs_of_the_residuals(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """Only the signs of the residuals are used: that is the gradient of the mean size, not of the mean square.

    A large residual pulls harder than a small one.
    """
    return 1 / len(y) * Xb.T @ np.sign(Xb @ theta - y)


@slope.mistake(reread=f"{LECTURE}, “The chain rule”")
def inner_derivative_missing(theta: ndarray, Xb: ndarray, y: ndarray) -> Any:
    """The inner derivative is missing: all entries are the mean residual, as if ŷ depended on each θ_j by itself.

    What is ∂ŷ/∂θ_j for one row?
    """
    return np.full(len(theta), 2 * np.mean(Xb @ theta - y))


@slope.mistake(reread=f"{LECTURE}, “The chain rule”")
def products_averaged_over_all(theta: ndarray, Xb: ndarray, y: ndarray) -> Any:
    """All entries are equal: the mean runs over the columns too.

    Which axis holds the examples?
    """
    return np.full(len(theta), 2 * np.mean(Xb * (Xb @ theta - y)[:, None]))


@slope.mistake(reread=f"{LECTURE}, “The bias”")
def bias_without_slope(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The first entry, that of the bias, is zero: the bias is never learned.

    The column of ones gives it a slope like any other.
    """
    full = mse_gradient(theta, Xb, y)
    return np.append(0.0, full[1:])


@slope.mistake(reread=f"{LECTURE}, “The bias”")
def bias_missing(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The entry of the bias is missing: the gradient has one entry less than θ.

    A gradient has the shape of its parameter.
    """
    return mse_gradient(theta, Xb, y)[1:]


@slope.mistake(reread=f"{LECTURE}, “The bias”")
def bias_summed(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The entry of the bias is m times too large: its residuals are summed without the 1/m.

    All entries come from the same mean: they carry the same factor.
    """
    full = mse_gradient(theta, Xb, y)
    return np.append(full[0] * len(y), full[1:])


@slope.mistake(reread=f"{LECTURE}, “The bias”")
def bias_without_two(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The entry of the bias is half of what it should be; the others are right.

    All entries come from the same square: they carry the same 2.
    """
    full = mse_gradient(theta, Xb, y)
    return np.append(full[0] / 2, full[1:])


@slope.mistake(reread=f"{LECTURE}, “The bias”")
def bias_last(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The entry of the bias stands last; in this course it comes first.

    θ = (b, w), and its gradient has the same order.
    """
    full = mse_gradient(theta, Xb, y)
    return np.append(full[1:], full[0])


@slope.mistake(reread=f"{LECTURE}, “The bias”")
def prediction_without_bias(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The prediction leaves the bias out.

    With b = 0 nothing shows. Try the case in which it is not zero.
    """
    return 2 / len(y) * Xb.T @ (Xb[:, 1:] @ theta[1:] - y)


@slope.mistake(reread=f"{LECTURE}, “The factor”")
def gradient_divided_by_columns(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The gradient is divided by the number of columns of Xb instead of by its number of rows.

    The mean runs over the examples. Which axis are they?
    """
    return 2 / Xb.shape[1] * Xb.T @ (Xb @ theta - y)


@slope.mistake(reread=f"{LECTURE}, “The factor”")
def gradient_divided_by_12(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The gradient is always divided by 12: that is the number of rows of the toy batch only.

    Take m from the shape of the data.
    """
    return 2 / 12 * Xb.T @ (Xb @ theta - y)


@slope.mistake(reread=f"{LECTURE}, “Brackets”")
def gradient_times_m(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The gradient is multiplied by m where it should be divided by it.

    `2 / 1 * m` is read from left to right. Where do the brackets belong?
    """
    return 2 * len(y) * Xb.T @ (Xb @ theta - y)


@slope.mistake(reread=f"{LECTURE}, “The rows”")
def first_row_only(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """Only the first row is used.

    Does your gradient change when you change the second row?
    """
    return 2 * Xb[0] * (Xb[0] @ theta - y[0])


@slope.mistake(reread=f"{LECTURE}, “The rows”")
def last_row_only(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """Only the last row is left: each row's gradient writes over the one before.

    = or +=?
    """
    return 2 / len(y) * Xb[-1] * (Xb[-1] @ theta - y[-1])


@slope.mistake(reread=f"{LECTURE}, “The rows”")
def last_row_forgotten(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The last row is not used.

    range(m) already ends at m − 1.
    """
    return 2 / len(y) * Xb[:-1].T @ (Xb[:-1] @ theta - y[:-1])


@slope.mistake(reread=f"{LECTURE}, “A column meets a row”")
def gradient_of_column_and_row(theta: ndarray, Xb: ndarray, y: ndarray) -> Any:
    """A column of predictions meets the 1-D y, and the residual becomes a matrix of shape (m, m).

    Print the shape of your residual.
    """
    return 2 / len(y) * Xb.T @ (Xb @ theta.reshape(-1, 1) - y)


@slope.mistake(reread=f"{LECTURE}, “A column meets a row”")
def gradient_of_row_means(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """Every prediction is compared with every label: a column met the 1-D y and the matrix was averaged away.

    Does your gradient change when the labels change places?
    """
    return 2 / len(y) * Xb.T @ (Xb @ theta.reshape(-1, 1) - y).mean(axis=1)


@slope.mistake(reread=f"{LECTURE}, “Shapes”")
def gradient_as_row(theta: ndarray, Xb: ndarray, y: ndarray) -> Any:
    """The gradient is a row of shape (1, n + 1), not an array like θ.

    A gradient has the shape of its parameter.
    """
    return mse_gradient(theta, Xb, y)[None, :]


@slope.mistake(reread=f"{LECTURE}, “Shapes”")
def gradient_as_column(theta: ndarray, Xb: ndarray, y: ndarray) -> Any:
    """The gradient is a column of shape (n + 1, 1), not an array like θ.

    A gradient has the shape of its parameter.
    """
    return mse_gradient(theta, Xb, y)[:, None]


@slope.mistake(reread=f"{LECTURE}, “The source says …: a missing square”")
def gradient_of_the_length(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """This is the gradient of ‖Xb θ − y‖ / m: the square is missing in the loss that was differentiated.

    J is 1/m times the square of that length.
    """
    residual = Xb @ theta - y
    return Xb.T @ residual / np.linalg.norm(residual) / len(y)


@slope.mistake(reread=f"{LECTURE}, “The gradient”")
def gradient_normalised(theta: ndarray, Xb: ndarray, y: ndarray) -> Any:
    """The gradient is divided by its length: only the direction is left.

    How steep is the slope?
    """
    full = mse_gradient(theta, Xb, y)
    return full / np.linalg.norm(full)


@slope.variant
def gradient_by_loops(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
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
def gradient_by_means(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    return np.mean(2 * (Xb.dot(theta) - y)[:, None] * Xb, axis=0)


@slope.variant
def gradient_by_gram(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    return 2 * (Xb.T @ Xb @ theta - Xb.T @ y) / Xb.shape[0]


@slope.variant
def gradient_in_columns(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    residual = Xb @ theta.reshape(-1, 1) - y.reshape(-1, 1)
    return np.einsum("ij,ik->j", Xb, residual) * 2 / len(y)


# --- X2.3: the solution in one line -------------------------------------------------------------

# 1e-8: through XbᵀXb, which is right too, the condition number is squared
solution = Exercise(
    "02.normal_equation",
    "normal_equation(Xb, y) -> theta",
    tolerance=1e-8,
    reread=f"{LECTURE}, “The normal equation”",
    library_calls=("LinearRegression", "polyfit", "curve_fit", "lsq_linear", "least_squares", "linregress", "OLS"),
)

NOISE = np.array([0.3, -0.2, 0.1, 0.0, -0.1, 0.2, -0.3, 0.1, 0.0, 0.2, -0.1, -0.2])


@solution.reference
def normal_equation(Xb: ndarray, y: ndarray) -> ndarray:
    return np.linalg.pinv(Xb) @ y


@solution.shown("the toy batch, without noise")
def toy_without_noise() -> dict[str, Any]:
    return _toy()


@solution.shown("the toy batch, noise added to y")
def toy_with_noise() -> dict[str, Any]:
    rows = _toy()
    return {"Xb": rows["Xb"], "y": rows["y"] + NOISE}


@solution.shown("the second feature is twice the first: many solutions, the shortest is asked for")
def doubled_feature() -> dict[str, Any]:
    x = np.arange(6.0)
    return {"Xb": np.column_stack([np.ones(6), x, 2 * x]), "y": np.array([1.0, 3.0, 2.0, 5.0, 4.0, 6.0])}


@solution.shown("whole numbers, as many rows as parameters")
def square_system() -> dict[str, Any]:
    return {"Xb": np.array([[1, 3, 2], [1, -2, 4], [1, 5, -1]]), "y": np.array([1, 7, -4])}


@solution.drawn(3)
def any_system(rng: np.random.Generator) -> dict[str, Any]:
    while True:
        m, n = _sizes(rng)
        rows = _rows(rng, m + 3, n)
        if np.linalg.cond(rows["Xb"]) < 30:
            return rows


@solution.drawn(1)
def repeated_feature(rng: np.random.Generator) -> dict[str, Any]:
    """Entries ±1, ±2 whose products are exact: XbᵀXb is singular without a rounding error."""
    pairs = np.array([[1, 1], [1, -1]])
    columns = np.kron(np.kron(pairs, pairs), pairs)[:, rng.permutation(np.arange(1, 8))[:2]] * rng.choice([1, 2])
    X = np.column_stack([columns, columns[:, 0] * rng.choice([-2, -1, 2])])
    return {"Xb": add_bias(X)[rng.permutation(8)], "y": rng.normal(size=8) + 2}


@solution.drawn(1)
def one_row_four_parameters(rng: np.random.Generator) -> dict[str, Any]:
    return {"Xb": add_bias(rng.choice([-4.0, -2.0, 2.0, 0.5, 4.0], size=(1, 3))), "y": rng.normal(size=1) + 2}


@solution.independent(1e-8)
def by_another_decomposition(Xb: ndarray, y: ndarray) -> ndarray:
    """SciPy's least squares by QR with column exchanges."""
    from scipy.linalg import lstsq

    theta: ndarray = lstsq(Xb, y, cond=1e-10, lapack_driver="gelsy")[0]
    return theta


@solution.wider
def wide_system(rng: np.random.Generator) -> dict[str, Any]:
    m, n = (int(size) for size in rng.integers(1, 6, size=2))
    X = [rng.normal(size=(m, n)), np.zeros((m, n)), np.ones((m, n)), rng.integers(-3, 4, size=(m, n))]
    return {"Xb": add_bias(X[int(rng.integers(4))]), "y": rng.choice([rng.normal(size=m) * 100, np.zeros(m)])}


def _least_squares(Xb: ndarray, y: ndarray) -> ndarray:
    return np.linalg.lstsq(Xb, y, rcond=None)[0]


@solution.mistake()
def weights_only(Xb: ndarray, y: ndarray) -> ndarray:
    """The column of ones is left out: there is no bias, and the line is forced through the origin.

    How many entries must θ have?
    """
    return _least_squares(Xb[:, 1:], y)


@solution.mistake()
def through_the_origin(Xb: ndarray, y: ndarray) -> ndarray:
    """The weights are fitted without a bias, and the bias is set to 0.

    Fit all parameters together: the best weights depend on the bias.
    """
    return np.append(0.0, _least_squares(Xb[:, 1:], y))


@solution.mistake()
def bias_as_the_mean(Xb: ndarray, y: ndarray) -> ndarray:
    """The bias is the mean of y, and the weights are fitted to the rest as they are.

    That is right only where the means of the features are 0.
    """
    return np.append(y.mean(), _least_squares(Xb[:, 1:], y - y.mean()))


@solution.mistake()
def stops_where_singular(Xb: ndarray, y: ndarray) -> ndarray:
    """The function stops where the columns of Xb depend on each other: XbᵀXb has no inverse then.

    Which functions of np.linalg find a least-squares solution all the same?
    """
    return np.linalg.solve(Xb.T @ Xb, Xb.T @ y)


@solution.mistake()
def another_minimizer(Xb: ndarray, y: ndarray) -> ndarray:
    """Where there are many solutions, this is one of them but not the shortest: columns that depend on others get 0.

    Of all θ with the smallest J, which one has the smallest ‖θ‖?
    """
    theta = np.zeros(Xb.shape[1])
    kept: list[int] = []
    for j in range(Xb.shape[1]):
        if np.linalg.matrix_rank(Xb[:, [*kept, j]]) > len(kept):
            kept.append(j)
    theta[kept] = _least_squares(Xb[:, kept], y)
    return theta


@solution.mistake()
def square_of_the_rows(Xb: ndarray, y: ndarray) -> ndarray:
    """Xb Xbᵀ of shape (m, m) is inverted where XbᵀXb of shape (n + 1, n + 1) belongs.

    How many unknowns are there?
    """
    return np.linalg.pinv(Xb @ Xb.T) @ y


@solution.mistake()
def not_solved(Xb: ndarray, y: ndarray) -> ndarray:
    """This is the right-hand side Xbᵀy: nothing is solved.

    In XbᵀXb θ = Xbᵀy, what is known and what is not?
    """
    return Xb.T @ y


@solution.mistake()
def multiplied_not_solved(Xb: ndarray, y: ndarray) -> ndarray:
    """XbᵀXb is multiplied with the right-hand side where its inverse belongs.

    In XbᵀXb θ = Xbᵀy, what has to be done to have θ alone?
    """
    return Xb.T @ Xb @ (Xb.T @ y)


@solution.mistake()
def divided_by_squares(Xb: ndarray, y: ndarray) -> ndarray:
    """Each parameter is fitted on its own, as if the columns of Xb were at right angles.

    What do the entries of XbᵀXb beside the diagonal say?
    """
    return Xb.T @ y / (Xb**2).sum(axis=0)


@solution.mistake()
def solution_divided_by_m(Xb: ndarray, y: ndarray) -> ndarray:
    """The solution is divided by m.

    The factor 2/m of the gradient drops out when it is set to 0.
    """
    return _least_squares(Xb, y) / len(y)


@solution.mistake()
def ridge_added(Xb: ndarray, y: ndarray) -> Any:
    """Something is added to the diagonal of XbᵀXb to make it invertible: this is another θ, with a larger J.

    Which functions of np.linalg need no such help?
    """
    return np.linalg.solve(Xb.T @ Xb + 1e-3 * np.eye(Xb.shape[1]), Xb.T @ y)


@solution.mistake()
def first_rows_only(Xb: ndarray, y: ndarray) -> ndarray:
    """Only as many rows as there are parameters are used: the line goes through them and ignores the others.

    All m rows count.
    """
    P = Xb.shape[1]
    return _least_squares(Xb[:P], y[:P])


@solution.mistake()
def solution_with_bias_last(Xb: ndarray, y: ndarray) -> ndarray:
    """The bias stands last; in this course it comes first.

    θ = (b, w) has the order of the columns of Xb.
    """
    theta = _least_squares(Xb, y)
    return np.append(theta[1:], theta[0])


@solution.mistake()
def ones_added_again(Xb: ndarray, y: ndarray) -> ndarray:
    """A second column of ones is added: Xb has one already.

    How many entries must θ have?
    """
    return _least_squares(np.column_stack([np.ones(len(Xb)), Xb]), y)


@solution.mistake()
def predictions(Xb: ndarray, y: ndarray) -> ndarray:
    """The predictions Xb θ come back, not θ.

    The result has an entry for each column of Xb.
    """
    return Xb @ _least_squares(Xb, y)


@solution.mistake(reread=f"{LECTURE}, “Shapes”")
def solution_in_a_column(Xb: ndarray, y: ndarray) -> Any:
    """θ is a column of shape (n + 1, 1); this course keeps it as (n + 1,).

    Which shape has y?
    """
    return _least_squares(Xb, y[:, None])


@solution.mistake(reread=f"{LECTURE}, “Shapes”")
def all_that_lstsq_returns(Xb: ndarray, y: ndarray) -> Any:
    """All that np.linalg.lstsq returns comes back: θ is only the first part of it.

    How does one take the first entry of a tuple?
    """
    return np.linalg.lstsq(Xb, y, rcond=None)


@solution.mistake()
def sign_of_the_solution(Xb: ndarray, y: ndarray) -> ndarray:
    """The solution has the opposite sign.

    Move Xbᵀy to the other side once more.
    """
    return -_least_squares(Xb, y)


@solution.variant
def solution_by_lstsq(Xb: ndarray, y: ndarray) -> ndarray:
    theta, *_ = np.linalg.lstsq(Xb, y, rcond=None)
    return theta


@solution.variant
def solution_by_gram(Xb: ndarray, y: ndarray) -> ndarray:
    return np.linalg.pinv(Xb.T @ Xb) @ Xb.T @ y


@solution.variant
def solution_by_singular_values(Xb: ndarray, y: ndarray) -> ndarray:
    U, s, Vt = np.linalg.svd(Xb.astype(float), full_matrices=False)
    kept = s > 1e-10 * s[0]
    return Vt[kept].T @ (U[:, kept].T @ y / s[kept])


@solution.variant
def solution_with_a_way_out(Xb: ndarray, y: ndarray) -> ndarray:
    """The normal equation where it can be solved, the shortest solution where it cannot."""
    if np.linalg.matrix_rank(Xb) == Xb.shape[1]:
        return np.linalg.solve(Xb.T @ Xb, Xb.T @ y)
    return np.linalg.lstsq(Xb.T @ Xb, Xb.T @ y, rcond=None)[0]


# --- X2.4: the largest curvature ----------------------------------------------------------------

curvature = Exercise(
    "02.smoothness_constant",
    "smoothness_constant(Xb) -> L",
    reread=f"{LECTURE}, “How large may η be?”",
)


@curvature.reference
def smoothness_constant(Xb: ndarray) -> Any:
    return 2 / len(Xb) * np.linalg.norm(Xb, 2) ** 2


@curvature.shown("the toy batch")
def curvature_of_the_toy_batch() -> dict[str, Any]:
    return {"Xb": _toy()["Xb"]}


@curvature.shown("four rows, three parameters")
def curvature_of_four_rows() -> dict[str, Any]:
    return {"Xb": FOUR_ROWS}


@curvature.shown("whole numbers, fewer rows than parameters")
def curvature_of_two_rows() -> dict[str, Any]:
    return {"Xb": np.array([[1, 3, -1], [1, -2, 4]])}


@curvature.drawn(4)
def any_curvature(rng: np.random.Generator) -> dict[str, Any]:
    m, n = _sizes(rng)
    return {"Xb": _rows(rng, m, n)["Xb"] + np.append(0.0, rng.normal(size=n))}


@curvature.drawn(1)
def curvature_of_a_square(rng: np.random.Generator) -> dict[str, Any]:
    return {"Xb": add_bias(rng.integers(1, 6, size=(3, 2)).astype(float))}


@curvature.drawn(1)
def curvature_of_one_row(rng: np.random.Generator) -> dict[str, Any]:
    """One eigenvalue is 0, not more: where 0 comes twice, np.linalg.eigvals may answer in complex numbers."""
    return {"Xb": _rows(rng, 1, 1)["Xb"]}


@curvature.independent()
def by_the_gradient(Xb: ndarray) -> float:
    """The gradient is linear in θ: column j of the Hessian is ∇J(e_j) − ∇J(0). L is its largest eigenvalue."""
    J = MSE(Xb[:, 1:].astype(float), np.zeros(len(Xb)))
    H = J.gradient(np.eye(Xb.shape[1])) - J.gradient(np.zeros(Xb.shape[1]))
    return float(np.linalg.eigvalsh(H)[-1])


@curvature.wider
def wide_curvature(rng: np.random.Generator) -> dict[str, Any]:
    return {"Xb": _wide_rows(rng)["Xb"]}


def _hessian(Xb: ndarray) -> ndarray:
    return 2 / len(Xb) * Xb.T @ Xb


@curvature.mistake()
def singular_value_not_squared(Xb: ndarray) -> Any:
    """The largest singular value is not squared.

    XᵀX has the squares of the singular values of X for eigenvalues.
    """
    return 2 / len(Xb) * np.linalg.norm(Xb, 2)


@curvature.mistake()
def all_squares_added(Xb: ndarray) -> Any:
    """The squares of all entries are added up: this is the sum of the eigenvalues, not the largest one.

    What does np.linalg.norm(X) compute for a matrix when nothing else is said?
    """
    return 2 / len(Xb) * np.linalg.norm(Xb) ** 2


@curvature.mistake()
def frobenius_not_squared(Xb: ndarray) -> Any:
    """The root of the sum of all squares is taken for the largest singular value, and it is not squared.

    What does np.linalg.norm(X) compute for a matrix when nothing else is said? And what has to be squared?
    """
    return 2 / len(Xb) * np.linalg.norm(Xb)


@curvature.mistake()
def size_of_the_hessian(Xb: ndarray) -> Any:
    """The root of the sum of the Hessian's squared entries is taken, not its largest eigenvalue.

    What does np.linalg.norm(H) compute for a matrix when nothing else is said?
    """
    return np.linalg.norm(_hessian(Xb))


@curvature.mistake()
def factor_missing(Xb: ndarray) -> Any:
    """The factor 2/m is missing: this is the largest eigenvalue of XbᵀXb.

    What is the second derivative of the mean of the squares?
    """
    return np.linalg.norm(Xb, 2) ** 2


@curvature.mistake()
def factor_one_over_m(Xb: ndarray) -> Any:
    """L is half of what it should be: the 2 of the squares is missing.

    The course's J has no ½ in front.
    """
    return np.linalg.norm(Xb, 2) ** 2 / len(Xb)


@curvature.mistake()
def factor_two(Xb: ndarray) -> Any:
    """L is m times too large: the 1/m of the mean is missing.

    What is the second derivative of the mean of the squares?
    """
    return 2 * np.linalg.norm(Xb, 2) ** 2


@curvature.mistake()
def smallest_curvature(Xb: ndarray) -> Any:
    """This is the smallest eigenvalue; L is the largest.

    In which order does eigvalsh return them?
    """
    return np.linalg.eigvalsh(_hessian(Xb))[0]


@curvature.mistake()
def curvature_without_the_ones(Xb: ndarray) -> Any:
    """The column of ones is left out: the curvature in the direction of the bias is missing.

    The bias is a parameter like the others.
    """
    return 2 / len(Xb) * np.linalg.norm(Xb[:, 1:], 2) ** 2


@curvature.mistake()
def largest_rate(Xb: ndarray) -> Any:
    """This is 2/L, the rate from which on the descent diverges; L itself is asked for.

    What is returned?
    """
    return 2 / smoothness_constant(Xb)


@curvature.mistake()
def safe_rate(Xb: ndarray) -> Any:
    """This is 1/L, a rate; L itself is asked for.

    What is returned?
    """
    return 1 / smoothness_constant(Xb)


@curvature.mistake()
def divided_by_columns(Xb: ndarray) -> Any:
    """The factor is 2 over the number of columns, not over the number of rows.

    Xb has shape (m, n + 1). Which axis holds the examples?
    """
    return 2 / Xb.shape[1] * np.linalg.norm(Xb, 2) ** 2


@curvature.mistake()
def factor_of_12_rows(Xb: ndarray) -> Any:
    """The factor is always 2/12: 12 is the number of rows of the toy batch only.

    Take m from the shape of Xb.
    """
    return 2 / 12 * np.linalg.norm(Xb, 2) ** 2


@curvature.mistake()
def longest_column(Xb: ndarray) -> Any:
    """This is the largest entry on the Hessian's diagonal, not its largest eigenvalue.

    The steepest direction may lie between the axes.
    """
    return np.max(np.diag(_hessian(Xb)))


@curvature.mistake()
def largest_row_sum(Xb: ndarray) -> Any:
    """This is the largest sum of a row of the Hessian: a bound for the largest eigenvalue, not the eigenvalue.

    Which number ord=2 stands for the largest singular value?
    """
    return np.linalg.norm(_hessian(Xb), 1)


@curvature.mistake()
def longest_row(Xb: ndarray) -> Any:
    """This is the curvature of the loss of one row, the one with the largest entries.

    Here all rows are averaged.
    """
    return 2 * np.max((Xb**2).sum(axis=1))


@curvature.mistake()
def mean_curvature(Xb: ndarray) -> Any:
    """This is the mean of the eigenvalues; L is the largest.

    A rate must suit the steepest direction.
    """
    return np.mean(np.linalg.eigvalsh(_hessian(Xb)))


@curvature.mistake()
def ratio_of_curvatures(Xb: ndarray) -> Any:
    """This is the largest singular value of Xb over the smallest; the condition number says how long the valley is.

    L is the largest curvature alone.
    """
    s = np.linalg.svd(Xb, compute_uv=False)
    return s[0] / s[-1]


@curvature.mistake()
def all_eigenvalues(Xb: ndarray) -> Any:
    """All eigenvalues come back; L is the largest of them.

    One number is asked for.
    """
    return np.linalg.eigvalsh(_hessian(Xb))


@curvature.variant
def curvature_by_eigenvalues(Xb: ndarray) -> Any:
    return np.linalg.eigvalsh(2 / len(Xb) * Xb.T @ Xb).max()


@curvature.variant
def curvature_by_rows(Xb: ndarray) -> float:
    """Xb Xbᵀ has the same largest eigenvalue."""
    return float(np.linalg.eigvalsh(Xb @ Xb.T)[-1]) * 2 / Xb.shape[0]


@curvature.variant
def curvature_by_singular_values(Xb: ndarray) -> Any:
    s_1 = np.linalg.svd(Xb)[1][0]
    return 2 * s_1**2 / len(Xb)


# --- X2.5: the descent --------------------------------------------------------------------------

# 1e-6: up to 20 updates, and rounding in each of them
descent = Exercise(
    "02.batch_gd",
    "batch_gd(Xb, y, theta0, eta, max_iter) -> (theta, values)",
    parts={"θ after the last update": ("theta",), "J along the way": ("values",)},
    tolerance=1e-6,
    reread=f"{LECTURE}, “Batch gradient descent”",
    library_calls=("minimize", "descend", "fmin", "SGDRegressor", "LinearRegression"),
)

Descent = tuple[ndarray, ndarray]


@descent.reference
def batch_gd(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    theta = theta0.astype(float)
    values = [mse(theta, Xb, y)]
    for _ in range(max_iter):
        theta = theta - eta * mse_gradient(theta, Xb, y)
        values.append(mse(theta, Xb, y))
    return theta, np.array(values)


@descent.shown("the toy batch from (0, 1, 1), η = 0.1: one update")
def one_update() -> dict[str, Any]:
    return {**_toy(), "theta0": np.array([0.0, 1.0, 1.0]), "eta": 0.1, "max_iter": 1}


@descent.shown("the same start written as integers: ten updates")
def ten_updates() -> dict[str, Any]:
    return {**_toy(), "theta0": np.array([0, 1, 1]), "eta": 0.1, "max_iter": 10}


@descent.shown("four rows, a bias at the start: five updates")
def five_updates() -> dict[str, Any]:
    return {"Xb": FOUR_ROWS, "y": FOUR_LABELS, "theta0": THETA, "eta": 0.05, "max_iter": 5}


@descent.shown("no update")
def no_update() -> dict[str, Any]:
    return {"Xb": FOUR_ROWS, "y": FOUR_LABELS, "theta0": np.array([1, 2, -1]), "eta": 0.05, "max_iter": 0}


@descent.drawn(3)
def any_descent(rng: np.random.Generator) -> dict[str, Any]:
    m, n = _sizes(rng)
    rows = _rows(rng, m, n)
    eta = float(rng.uniform(0.3, 0.9) / smoothness_constant(rows["Xb"]))
    return {**rows, "theta0": rng.normal(size=n + 1) + 1, "eta": eta, "max_iter": int(rng.choice([3, 7, 9]))}


@descent.drawn(1)
def growing_descent(rng: np.random.Generator) -> dict[str, Any]:
    """η above 2/L: the values grow, and must all the same be right."""
    rows = _rows(rng, 9, 3)
    eta = float(2.3 / smoothness_constant(rows["Xb"]))
    return {**rows, "theta0": rng.normal(size=4), "eta": eta, "max_iter": 7}


@descent.drawn(1)
def descent_on_integers(rng: np.random.Generator) -> dict[str, Any]:
    Xb = add_bias(rng.integers(-2, 3, size=(7, 2))).astype(int)
    theta0 = rng.integers(1, 4, size=3)
    return {"Xb": Xb, "y": rng.integers(-5, 6, size=7), "theta0": theta0, "eta": 0.04, "max_iter": 5}


@descent.drawn(1)
def descent_on_one_row(rng: np.random.Generator) -> dict[str, Any]:
    rows = _rows(rng, 1, 2)
    eta = float(0.4 / smoothness_constant(rows["Xb"]))
    return {**rows, "theta0": rng.normal(size=3) + 1, "eta": eta, "max_iter": 3}


@descent.independent(1e-6)
def by_the_kit(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    """The kit's own loss and descent."""
    run = minimize(MSE(Xb[:, 1:].astype(float), y), theta0, GD(eta), max_iter)
    return run.theta, run.values


@descent.independent(1e-6)
def by_powers(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    """θ_k − θ* = (I − ηH)ᵏ (θ_0 − θ*), without a loop over updates."""
    H, best = _hessian(Xb), normal_equation(Xb, y)
    turns = [np.linalg.matrix_power(np.eye(len(theta0)) - eta * H, k) for k in range(max_iter + 1)]
    points = np.array([best + turn @ (theta0 - best) for turn in turns])
    return points[-1], np.mean((points @ Xb.T - y) ** 2, axis=1)


@descent.wider
def wide_descent(rng: np.random.Generator) -> dict[str, Any]:
    rows = _wide_rows(rng)
    theta0 = _wide_theta(rng, rows["Xb"].shape[1])
    eta = float(rng.choice([0.0, 0.01, 0.5]))
    return {**rows, "theta0": theta0, "eta": eta, "max_iter": int(rng.integers(0, 4))}


def _descend(
    Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int, gradient_at: Any, value_at: Any = mse
) -> Descent:
    """Gradient descent with another gradient or another loss."""
    theta = theta0.astype(float)
    record = [value_at(theta, Xb, y)]
    for _ in range(max_iter):
        theta = theta - eta * gradient_at(theta, Xb, y)
        record.append(value_at(theta, Xb, y))
    return theta, np.array(record)


@descent.mistake(reread=f"{LECTURE}, “Signs”")
def uphill(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    """The steps go uphill: the values of J grow from update to update.

    The gradient points to where J grows. Is your residual ŷ − y, and is η∇J subtracted?
    """
    return batch_gd(Xb, y, theta0, -eta, max_iter)


@descent.mistake(reread=f"{LECTURE}, “The factor”")
def steps_without_two(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    """The steps have half their length: the 2 that differentiating a square brings down is missing.

    In this course J has no ½ in front.
    """
    return _descend(Xb, y, theta0, eta, max_iter, two_missing)


@descent.mistake(reread=f"{LECTURE}, “The factor”")
def steps_of_the_sum(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    """The steps are m times too long: they use the gradient of the sum of squares, not of their mean.

    Where does the 1/m of J go when you differentiate?
    """
    return _descend(Xb, y, theta0, eta, max_iter, gradient_of_the_sum)


@descent.mistake(reread=f"{LECTURE}, “The factor”")
def steps_without_factor(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    """The factor 2/m of the gradient is missing in the steps.

    Write J down with its factor and differentiate term by term.
    """
    return _descend(Xb, y, theta0, eta, max_iter, no_factor)


@descent.mistake(reread=f"{LECTURE}, “The factor”")
def steps_over_columns(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    """The gradient is divided by the number of columns of Xb instead of by its number of rows.

    The mean runs over the examples. Which axis are they?
    """
    return _descend(Xb, y, theta0, eta, max_iter, gradient_divided_by_columns)


@descent.mistake(reread=f"{LECTURE}, “The factor”")
def steps_over_12(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    """The gradient is always divided by 12: that is the number of rows of the toy batch only.

    Take m from the shape of the data.
    """
    return _descend(Xb, y, theta0, eta, max_iter, gradient_divided_by_12)


@descent.mistake(reread=f"{LECTURE}, “The bias”")
def bias_stays(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    """The bias does not move: only the weights are updated.

    Its slope is the first entry of the gradient.
    """
    return _descend(Xb, y, theta0, eta, max_iter, bias_without_slope)


@descent.mistake(reread=f"{LECTURE}, “One point, one gradient”")
def weights_after_bias(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    """The weights are updated with a gradient that already sees the new bias.

    One point, one gradient: compute it whole, then move all entries.
    """
    theta = theta0.astype(float)
    record = [mse(theta, Xb, y)]
    for _ in range(max_iter):
        b = theta[0] - eta * mse_gradient(theta, Xb, y)[0]
        theta = np.append(b, theta[1:])
        theta = np.append(b, theta[1:] - eta * mse_gradient(theta, Xb, y)[1:])
        record.append(mse(theta, Xb, y))
    return theta, np.array(record)


@descent.mistake(reread=f"{LECTURE}, “One point, one gradient”")
def bias_after_weights(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    """The bias is updated with a gradient that already sees the new weights.

    One point, one gradient: compute it whole, then move all entries.
    """
    theta = theta0.astype(float)
    record = [mse(theta, Xb, y)]
    for _ in range(max_iter):
        w = theta[1:] - eta * mse_gradient(theta, Xb, y)[1:]
        theta = np.append(theta[0], w)
        theta = np.append(theta[0] - eta * mse_gradient(theta, Xb, y)[0], w)
        record.append(mse(theta, Xb, y))
    return theta, np.array(record)


@descent.mistake()
def gradient_taken_once(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    """The gradient is taken once, at the start: the descent walks along a straight line.

    After each step the slope is another one.
    """
    first = mse_gradient(theta0, Xb, y)
    points = [theta0 - k * eta * first for k in range(max_iter + 1)]
    return points[-1], np.array([mse(point, Xb, y) for point in points])


@descent.mistake()
def row_after_row(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    """Each row makes a step of its own: that is stochastic descent, m updates in place of one.

    A batch update uses the mean over all rows.
    """
    theta = theta0.astype(float)
    record = [mse(theta, Xb, y)]
    for _ in range(max_iter):
        for x, label in zip(Xb, y, strict=True):
            theta = theta - eta * 2 * x * (x @ theta - label)
        record.append(mse(theta, Xb, y))
    return theta, np.array(record)


@descent.mistake(reread=f"{LECTURE}, “The source says …: the last but one”")
def theta_before_the_last(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    """The values are right, but θ is the point before the last update.

    Which variable holds the newest point when the loop ends?
    """
    theta, _ = batch_gd(Xb, y, theta0, eta, max(0, max_iter - 1))
    return theta, batch_gd(Xb, y, theta0, eta, max_iter)[1]


@descent.mistake()
def one_update_too_many(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    """max_iter + 1 updates are made.

    With max_iter = 0 nothing moves.
    """
    return batch_gd(Xb, y, theta0, eta, max_iter + 1)


@descent.mistake()
def one_update_too_few(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    """max_iter − 1 updates are made.

    How often does range(1, max_iter) run?
    """
    return batch_gd(Xb, y, theta0, eta, max_iter - 1)


@descent.mistake()
def extra_update_unrecorded(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    """The values are right, but θ has made one update more than they tell.

    The last value is J at the θ that you return.
    """
    return batch_gd(Xb, y, theta0, eta, max_iter + 1)[0], batch_gd(Xb, y, theta0, eta, max_iter)[1]


@descent.mistake(reread=f"{LECTURE}, “Reading the values”")
def start_not_recorded(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    """The value at the start is missing.

    max_iter updates make max_iter + 1 points, and each has its value.
    """
    theta, record = batch_gd(Xb, y, theta0, eta, max_iter)
    return theta, record[1:]


@descent.mistake(reread=f"{LECTURE}, “Reading the values”")
def end_not_recorded(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    """The value at the end is missing.

    max_iter updates make max_iter + 1 points, and each has its value.
    """
    theta, record = batch_gd(Xb, y, theta0, eta, max_iter)
    return theta, record[:-1]


@descent.mistake(reread=f"{LECTURE}, “Reading the values”")
def start_recorded_twice(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    """The value at the start stands there twice and the one at the end is missing.

    Is J recorded before or after the update?
    """
    theta, record = batch_gd(Xb, y, theta0, eta, max_iter)
    return theta, np.append(record[:1], record[:-1])


@descent.mistake(reread=f"{LECTURE}, “Reading the values”")
def end_recorded_twice(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    """The value at the end stands there twice and the one at the start is missing.

    Is J recorded before or after the update?
    """
    theta, record = batch_gd(Xb, y, theta0, eta, max_iter)
    return theta, np.append(record[1:], record[-1:])


@descent.mistake(reread=f"{LECTURE}, “Reading the values”")
def last_value_only(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Any:
    """Only the last value comes back.

    The values show whether J falls; keep all of them.
    """
    theta, record = batch_gd(Xb, y, theta0, eta, max_iter)
    return theta, record[-1]


@descent.mistake(reread=f"{LECTURE}, “Shapes”")
def values_in_a_list(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Any:
    """The values come as a list; an array is asked for.

    Which function makes an array of a list?
    """
    theta, record = batch_gd(Xb, y, theta0, eta, max_iter)
    return theta, record.tolist()


@descent.mistake(reread=f"{LECTURE}, “The loss”")
def values_halved(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    """The values are half of what they should be: a ½ stands in front of J.

    In this course J is the mean of the squares.
    """
    return _descend(Xb, y, theta0, eta, max_iter, mse_gradient, half)


@descent.mistake(reread=f"{LECTURE}, “The loss”")
def all_of_the_half_loss(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    """Values and steps belong to 1/(2m) times the sum of squares: both are half of what they should be.

    Some books write 1/(2m). In this course J is the mean of the squares, and its gradient carries a 2.
    """
    return _descend(Xb, y, theta0, eta, max_iter, two_missing, half)


@descent.mistake(reread=f"{LECTURE}, “The loss”")
def values_summed(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    """The values are m times too large: the squares are added up and not divided by their number.

    In this course J is the mean of the squares.
    """
    return _descend(Xb, y, theta0, eta, max_iter, mse_gradient, squares_summed)


@descent.mistake(reread=f"{LECTURE}, “The source says …: a missing square”")
def values_without_square(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    """The values are ‖Xb θ − y‖ / m: the square is missing.

    np.linalg.norm returns a root.
    """
    return _descend(Xb, y, theta0, eta, max_iter, mse_gradient, square_missing)


@descent.mistake()
def start_ignored(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    """The descent starts at zero, not at theta0.

    Where does your θ come from before the loop?
    """
    return batch_gd(Xb, y, np.zeros(len(theta0)), eta, max_iter)


@descent.mistake()
def eta_ignored(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    """The whole gradient is subtracted: eta is not used.

    How far should a step go when eta is 0.001?
    """
    return batch_gd(Xb, y, theta0, 1.0, max_iter)


@descent.mistake()
def always_a_tenth(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    """The rate is always 0.1: eta is not used.

    0.1 is the rate of the toy batch only.
    """
    return batch_gd(Xb, y, theta0, 0.1, max_iter)


@descent.mistake()
def eta_divided_by_m(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    """The steps are m times too short: the gradient is a mean already and is divided by m once more.

    Where is your 1/m, and is it there twice?
    """
    return batch_gd(Xb, y, theta0, eta / len(y), max_iter)


@descent.mistake()
def unit_steps(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    """All steps have the length η: the gradient is divided by its length.

    Where the surface is flat the steps become short by themselves.
    """
    return _descend(Xb, y, theta0, eta, max_iter, gradient_normalised)


@descent.mistake(reread=f"{LECTURE}, “Never in place”")
def start_overwritten(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    """The updates are written into theta0 (θ -= …): the caller's start is gone, or integers stop it.

    Make a new array in each update.
    """
    record = [mse(theta0, Xb, y)]
    for _ in range(max_iter):
        theta0 -= eta * mse_gradient(theta0, Xb, y)
        record.append(mse(theta0, Xb, y))
    return theta0, np.array(record)


@descent.mistake(reread=f"{LECTURE}, “Kinds of numbers”")
def rounded_to_integers(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    """A start of whole numbers keeps θ whole: each new point is cut off when it is stored.

    Which dtype has a copy of an array of integers?
    """
    theta = theta0.copy()
    record = [mse(theta, Xb, y)]
    for _ in range(max_iter):
        theta[:] = theta - eta * mse_gradient(theta, Xb, y)
        record.append(mse(theta, Xb, y))
    return theta, np.array(record)


@descent.mistake(reread=f"{LECTURE}, “Shapes”")
def theta_in_a_column(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Any:
    """θ comes back as a column of shape (n + 1, 1); this course keeps it as (n + 1,).

    In and out, θ has the shape of theta0.
    """
    theta, record = batch_gd(Xb, y, theta0, eta, max_iter)
    return theta[:, None], record


@descent.variant
def descent_in_one_loop(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    m = Xb.shape[0]
    theta, record = np.array(theta0, dtype=float), np.zeros(max_iter + 1)
    for t in range(max_iter + 1):
        residual = Xb @ theta - y
        record[t] = residual @ residual / m
        if t < max_iter:
            theta -= eta * 2 / m * (residual @ Xb)
    return theta, record


@descent.variant
def descent_by_gram(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    H, c = 2 / len(y) * Xb.T @ Xb, 2 / len(y) * Xb.T @ y
    points = [theta0 + 0.0]
    while len(points) <= max_iter:
        points.append(points[-1] - eta * (H @ points[-1] - c))
    return points[-1], np.array([np.mean((Xb @ point - y) ** 2) for point in points])


@descent.variant
def descent_in_columns(Xb: ndarray, y: ndarray, theta0: ndarray, eta: float, max_iter: int) -> Descent:
    column, labels, record = theta0.reshape(-1, 1).astype(float), y.reshape(-1, 1), []
    for _ in range(max_iter):
        residual = Xb @ column - labels
        record.append(float(np.mean(residual**2)))
        column = column - eta * (2 * Xb.T @ residual / len(y))
    record.append(float(np.mean((Xb @ column - labels) ** 2)))
    return column.ravel(), np.array(record)


# --- Quizzes ------------------------------------------------------------------------------------

# J is a quadratic function of θ. Why is the mean squared error convex?
#   a  every quadratic function is convex      b  because its Hessian 2/m XᵀX has no negative eigenvalue
#   c  because it has only one minimum         d  because a mean of convex data is convex
Quiz(
    "02.quiz_convex",
    choices=("a", "b", "c", "d"),
    answer="b",
    why="vᵀ(2/m XᵀX)v = 2/m ‖Xv‖² is never negative. Quadratic alone is not enough: θ₁² − θ₂² is a saddle. And where"
    " columns of X depend on each other the minimum is not unique, J is convex all the same.",
    reread=f"{LECTURE}, “Why J is convex”",
)

# Somebody's gradient is in doubt. The loss falls in each of 100 updates made with it. What does this prove?
#   a  the gradient is right                   b  the gradient is right up to a factor
#   c  nothing: it must be compared with finite differences    d  the learning rate is the best one
Quiz(
    "02.quiz_falling_loss",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="Any direction with a downhill part lowers the loss: a gradient without 1/m does, or one whose bias entry is"
    " forgotten. Of 74 wrong gradients that were tried, 43 still brought the loss down.",
    reread=f"{LECTURE}, “A falling loss proves nothing”",
)
