"""X2.1, the mean squared error, without a ½ in front."""

import numpy as np

from autograder.declaring import Exercise
from gdkit import MSE, add_bias

from .shared import (
    ANY_POINT,
    BIAS_LEFT_OUT,
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

loss = Exercise(
    "02.mse",
    "mse(theta, Xb, y) -> J",
    reread="Lecture 02, “The loss”",
    allows=ANY_POINT,
    library_calls=("mean_squared_error", "MSE"),
)


@loss.reference
def mse(theta, Xb, y):
    return np.sum((Xb @ theta - y) ** 2) / len(y)


@loss.shown("the toy batch at θ = (0, 1, 1)")
def on_the_toy_batch():
    return {"theta": np.array([0.0, 1.0, 1.0]), **toy()}


@loss.shown("four rows, residuals of both signs, a bias")
def on_four_rows():
    return {"theta": THETA, "Xb": FOUR_ROWS, "y": FOUR_LABELS}


@loss.shown("whole numbers, as many rows as parameters")
def on_integers():
    return {"theta": np.array([2, -1]), "Xb": np.array([[1, 3], [1, -2]]), "y": np.array([1, 7])}


@loss.shown("two rows again: labels that are almost 0")
def almost_zero():
    return {"theta": np.array([0.5, 0.0]), "Xb": np.array([[1.0, 3.0], [1.0, -2.0]]), "y": np.array([9e-09, 8.5e-09])}


declare_extremes(loss)


@loss.drawn(4)
def anywhere(rng):
    m, n = drawn_sizes(rng)
    return {"theta": rng.normal(size=n + 1), **drawn_rows(rng, m, n)}


@loss.drawn(1)
def on_drawn_integers(rng):
    Xb = add_bias(rng.integers(-4, 5, size=(5, 2))).astype(int)
    return {"theta": rng.integers(1, 4, size=3), "Xb": Xb, "y": rng.integers(-9, 10, size=5)}


@loss.drawn(1)
def on_one_row(rng):
    return {"theta": rng.normal(size=4), **drawn_rows(rng, 1, 3)}


@loss.independent()
def by_the_kit(theta, Xb, y):
    """The kit's own loss."""
    return float(MSE(Xb[:, 1:].astype(float), y)(theta))


@loss.wider
def wide_loss(rng):
    return wide_point(rng)


loss.keep(35, 2, 39, 99, 229, 12, 110, 14, 10, 24)


@loss.mistake()
def half(theta, Xb, y):
    """J is half of what it should be: a ½ stands in front.

    Some books write 1/(2m) to save the 2 of the derivative. In this course J is the mean of the squares.
    """
    return np.mean((Xb @ theta - y) ** 2) / 2


@loss.mistake()
def squares_summed(theta, Xb, y):
    """J is m times too large: the squares are added up and not divided by their number.

    A loss that grows with the number of rows cannot be compared between data sets.
    """
    return np.sum((Xb @ theta - y) ** 2)


@loss.mistake()
def half_of_the_sum(theta, Xb, y):
    """J is half the sum of the squares; the mean is asked for.

    Which factor does this course write in front of the sum?
    """
    return np.sum((Xb @ theta - y) ** 2) / 2


@loss.mistake(reread="Lecture 02, “The norm and its square”")
def square_missing(theta, Xb, y):
    """The length of the residual is divided by m; its square belongs there: 1/m ‖Xb θ − y‖².

    np.linalg.norm returns a root. What must be done with it?
    """
    return np.linalg.norm(Xb @ theta - y) / len(y)


@loss.mistake()
def root_of_the_mean(theta, Xb, y):
    """This is the root of J (often called RMSE).

    The mean of the squares has no root.
    """
    return np.sqrt(np.mean((Xb @ theta - y) ** 2))


@loss.mistake()
def length_of_the_residual(theta, Xb, y):
    """This is the length ‖Xb θ − y‖ itself: neither squared nor divided by m.

    Write J as a mean over the rows.
    """
    return np.linalg.norm(Xb @ theta - y)


@loss.mistake()
def sizes_not_squares(theta, Xb, y):
    """This is the mean of the absolute residuals |ŷ − y|; the squares are asked for.

    What happens to a residual of 2, and to one of 0.5?
    """
    return np.mean(np.abs(Xb @ theta - y))


@loss.mistake()
def mean_of_the_residuals(theta, Xb, y):
    """The residuals are not squared: those above and those below zero cancel.

    Can your loss become negative?
    """
    return np.mean(Xb @ theta - y)


@loss.mistake()
def mean_before_square(theta, Xb, y):
    """The mean is squared; the squares should be averaged.

    Square first: residuals of 1 and −1 are a loss of 1, not of 0.
    """
    return np.mean(Xb @ theta - y) ** 2


@loss.mistake()
def scatter_of_the_residuals(theta, Xb, y):
    """This is the variance of the residuals: their mean is subtracted before squaring.

    A line that is 10 too high everywhere must have a loss of 100.
    """
    return np.var(Xb @ theta - y)


@loss.mistake(reread="Lecture 02, “Shapes”")
def column_meets_row(theta, Xb, y):
    """A column meets a 1-D array: every prediction is compared with every label.

    (m, 1) − (m,) is (m, m). Print the shape of your residual.
    """
    return np.mean((Xb @ theta.reshape(-1, 1) - y) ** 2)


@loss.mistake()
def divided_by_parameters(theta, Xb, y):
    """The sum is divided by the number of columns of Xb, not by the number of rows.

    The mean runs over the examples. Which axis of Xb counts them?
    """
    return np.sum((Xb @ theta - y) ** 2) / Xb.shape[1]


@loss.mistake()
def divided_by_all_entries(theta, Xb, y):
    """The sum is divided by the number of entries of Xb, not by the number of rows.

    X.size counts rows times columns.
    """
    return np.sum((Xb @ theta - y) ** 2) / Xb.size


@loss.mistake()
def divided_by_m_minus_1(theta, Xb, y):
    """The sum is divided by m − 1, as for the variance of a sample.

    Here J is a plain mean: m residuals, divided by m.
    """
    return np.sum((Xb @ theta - y) ** 2) / (len(y) - 1)


@loss.mistake()
def divided_by_degrees_of_freedom(theta, Xb, y):
    """The sum is divided by m minus the number of parameters: that estimates the noise.

    Here J is a plain mean: m residuals, divided by m.
    """
    return np.sum((Xb @ theta - y) ** 2) / (len(y) - len(theta))


@loss.mistake()
def divided_by_12(theta, Xb, y):
    """The sum is always divided by 12: that is the number of rows of the toy batch only.

    Take m from the shape of the data.
    """
    return np.sum((Xb @ theta - y) ** 2) / 12


@loss.mistake(reread="Lecture 02, “Brackets”")
def multiplied_by_m(theta, Xb, y):
    """The sum is multiplied by m where it should be divided by m.

    If you wrote something like `1 / 1 * m`: Python reads it from left to right. Where do the brackets belong?
    """
    return np.sum((Xb @ theta - y) ** 2) * len(y)


@loss.mistake(says=BIAS_LEFT_OUT)
def bias_ignored(theta, Xb, y):
    """The column of ones is there to be multiplied by it. With b = 0 the mistake does not show."""
    return np.mean((Xb[:, 1:] @ theta[1:] - y) ** 2)


@loss.mistake()
def bias_at_the_end(theta, Xb, y):
    """The last entry of θ is taken for the bias.

    In this course θ = (b, w), and the ones come first.
    """
    return np.mean((Xb[:, 1:] @ theta[:-1] + theta[-1] - y) ** 2)


@loss.mistake(says=LABELS_ADDED)
def labels_added(theta, Xb, y):
    """At a perfect fit the loss is 0."""
    return np.mean((Xb @ theta + y) ** 2)


@loss.mistake()
def squares_of_the_rows(theta, Xb, y):
    """The terms of the sum come back one by one, as an array; J is one number.

    Which function makes one number out of m numbers?
    """
    return (Xb @ theta - y) ** 2 / len(y)


@loss.variant
def by_mean(theta, Xb, y):
    return np.mean(np.square(y - Xb.dot(theta)))


@loss.variant
def by_loops(theta, Xb, y):
    total = 0.0
    m, P = Xb.shape
    for i in range(m):
        prediction = 0.0
        for j in range(P):
            prediction += Xb[i, j] * theta[j]
        total += (prediction - y[i]) ** 2
    return total / m


@loss.variant
def by_norm(theta, Xb, y):
    return np.linalg.norm(Xb @ theta - y) ** 2 / Xb.shape[0]


@loss.variant
def in_columns(theta, Xb, y):
    residual = Xb @ theta[:, None] - y[:, None]
    return (residual.T @ residual / len(y)).item()
