"""X2.5, batch gradient descent on the mean squared error: θ after some updates, and the losses on the way."""

import numpy as np

from autograder.declaring import Exercise
from gdkit import GD, MSE, add_bias, minimize

from .. import libraries, slips
from ..drawing import digits, one_of
from .mse import half, mse, square_missing, squares_summed
from .mse_gradient import (
    bias_without_slope,
    gradient_divided_by_12,
    gradient_divided_by_columns,
    gradient_normalised,
    gradient_of_the_sum,
    mse_gradient,
    no_factor,
    two_missing,
)
from .normal_equation import NOISE
from .shared import (
    DIVIDED_BY_12,
    FOUR_LABELS,
    FOUR_ROWS,
    THETA,
    drawn_rows,
    drawn_sizes,
    toy,
    wide_rows,
    wide_theta,
)
from .smoothness_constant import smoothness_constant

# 1e-6: up to 20 updates, and rounding in each of them
descent = Exercise(
    "02.batch_gd",
    "batch_gd(Xb, y, theta0, eta, max_iter) -> (theta, values)",
    parts={"θ after the last update": ("theta",), "J along the way": ("values",)},
    tolerance=1e-6,
    reread="Lecture 02, “Batch gradient descent”",
    allows={
        "one row": ["Xb"],
        "one entry": ["y"],
        "whole": ["Xb", "y", "theta0"],
        "only zeros": ["y", "theta0"],
        "equal rows": ["Xb"],
        "large": ["Xb", "y", "theta0", "max_iter"],
        "small": ["y", "theta0", "eta"],
        "zero": ["eta", "max_iter"],
        "one": ["max_iter"],
    },
    library_calls=(*libraries.DESCENTS, *libraries.REGRESSIONS),
)


@descent.reference
def batch_gd(Xb, y, theta0, eta, max_iter):
    theta = theta0.astype(float)
    values = [mse(theta, Xb, y)]
    for _ in range(max_iter):
        theta = theta - eta * mse_gradient(theta, Xb, y)
        values.append(mse(theta, Xb, y))
    return theta, np.array(values)


@descent.shown("the toy batch from (0, 1, 1), η = 0.1: one update")
def one_update():
    return {**toy(), "theta0": np.array([0.0, 1.0, 1.0]), "eta": 0.1, "max_iter": 1}


@descent.shown("the same start written as integers: ten updates")
def ten_updates():
    return {**toy(), "theta0": np.array([0, 1, 1]), "eta": 0.1, "max_iter": 10}


@descent.shown("four rows, a bias at the start: five updates")
def five_updates():
    return {"Xb": FOUR_ROWS, "y": FOUR_LABELS, "theta0": THETA, "eta": 0.05, "max_iter": 5}


@descent.shown("no update")
def no_update():
    return {"Xb": FOUR_ROWS, "y": FOUR_LABELS, "theta0": np.array([1, 2, -1]), "eta": 0.05, "max_iter": 0}


@descent.shown("the toy batch, labels with noise: 120 updates, the last of them tiny")
def many_updates():
    rows = toy()
    return {"Xb": rows["Xb"], "y": rows["y"] + NOISE, "theta0": THETA, "eta": 0.2, "max_iter": 120}


@descent.shown("η above 2/L: J grows from update to update, and no rule ends it")
def growing():
    return {"Xb": FOUR_ROWS, "y": 100 * FOUR_LABELS, "theta0": np.zeros(3), "eta": 0.3, "max_iter": 7}


@descent.shown("one row, a start of zeros, a small label: one update")
def one_small_label():
    Xb = np.array([[1, -2, 3]])
    return {"Xb": Xb, "y": np.array([4.5e-04]), "theta0": np.zeros(3), "eta": 0.02, "max_iter": 1}


@descent.drawn(3)
def any_descent(rng):
    m, n = drawn_sizes(rng)
    rows = drawn_rows(rng, m, n)
    eta = float(rng.uniform(0.3, 0.9) / smoothness_constant(rows["Xb"]))
    return {**rows, "theta0": rng.normal(size=n + 1) + 1, "eta": eta, "max_iter": int(rng.choice([3, 7, 9]))}


@descent.drawn(1)
def growing_descent(rng):
    """η above 2/L: the values grow, and must all the same be right."""
    rows = drawn_rows(rng, 9, 3)
    eta = float(2.3 / smoothness_constant(rows["Xb"]))
    return {**rows, "theta0": rng.normal(size=4), "eta": eta, "max_iter": 7}


@descent.drawn(1)
def on_integers(rng):
    Xb = add_bias(rng.integers(-2, 3, size=(7, 2))).astype(int)
    theta0 = rng.integers(1, 4, size=3)
    return {"Xb": Xb, "y": rng.integers(-5, 6, size=7), "theta0": theta0, "eta": 0.04, "max_iter": 5}


@descent.drawn(1)
def on_one_row(rng):
    rows = drawn_rows(rng, 1, 2)
    eta = float(0.4 / smoothness_constant(rows["Xb"]))
    return {**rows, "theta0": rng.normal(size=3) + 1, "eta": eta, "max_iter": 3}


@descent.independent(1e-6)
def by_the_kit(Xb, y, theta0, eta, max_iter):
    """The kit's own loss and descent; a rate of 0 it does not take, so a rate comes that moves nothing."""
    run = minimize(MSE(Xb[:, 1:].astype(float), y), theta0, GD(max(eta, 1e-300)), max_iter)
    return run.theta, run.values


@descent.independent(1e-6)
def by_powers(Xb, y, theta0, eta, max_iter):
    """An update is a linear map of (θ, 1), so k updates are its k-th power, without a loop over them."""
    P = len(theta0)
    update = np.eye(P + 1)
    update[:P] -= eta * 2 / len(y) * Xb.T @ np.column_stack([Xb, -y])
    start = np.append(theta0, 1.0)
    points = np.array([np.linalg.matrix_power(update, k) @ start for k in range(max_iter + 1)])[:, :P]
    return points[-1], np.mean((points @ Xb.T - y) ** 2, axis=1)


@descent.wider
def wide_descent(rng):
    """Rates that converge, at any pace, or let θ grow at most threefold in an update; some long runs."""
    rows = wide_rows(rng)
    theta0 = wide_theta(rng, rows["Xb"].shape[1])
    L, kind = smoothness_constant(rows["Xb"]), rng.random()
    if kind < 0.2:
        rate, max_iter = rng.uniform(2.1, 4) / L, int(rng.integers(0, 16))
    else:
        rate, max_iter = rng.uniform(0.02, 1.95) / L, int(rng.integers(0, 9))
    if kind > 0.94:
        max_iter = int(rng.integers(30, 151))
    return {**rows, "theta0": theta0, "eta": one_of(rng, 0.0, *[float(digits(rate))] * 9), "max_iter": max_iter}


descent.keep(80, 113, 214, 46, 11, 27, 75, 152, 110, 71, 31, 6)


def _descend(Xb, y, theta0, eta, max_iter, gradient_at, value_at=mse):
    """Gradient descent with another gradient or another loss."""
    theta = theta0.astype(float)
    record = [value_at(theta, Xb, y)]
    for _ in range(max_iter):
        theta = theta - eta * gradient_at(theta, Xb, y)
        record.append(value_at(theta, Xb, y))
    return theta, np.array(record)


@descent.mistake(reread="Lecture 02, “Signs”")
def uphill(Xb, y, theta0, eta, max_iter):
    """The steps go uphill: η∇J is added, or the gradient has the opposite sign.

    The gradient points to where J grows. Is your residual ŷ − y, and is η∇J subtracted?
    """
    return batch_gd(Xb, y, theta0, -eta, max_iter)


@descent.mistake(says=slips.HALF_STEPS, reread="Lecture 02, “The factor”")
def steps_without_two(Xb, y, theta0, eta, max_iter):
    """In this course J has no ½ in front."""
    return _descend(Xb, y, theta0, eta, max_iter, two_missing)


@descent.mistake(reread="Lecture 02, “The factor”")
def steps_of_the_sum(Xb, y, theta0, eta, max_iter):
    """The steps are m times too long: they use the gradient of the sum of squares, not of their mean.

    Where does the 1/m of J go when you differentiate?
    """
    return _descend(Xb, y, theta0, eta, max_iter, gradient_of_the_sum)


@descent.mistake(reread="Lecture 02, “The factor”")
def steps_without_factor(Xb, y, theta0, eta, max_iter):
    """The factor 2/m of the gradient is missing in the steps.

    Write J down with its factor and differentiate term by term.
    """
    return _descend(Xb, y, theta0, eta, max_iter, no_factor)


@descent.mistake(says=slips.DIVIDED_BY_COLUMNS, reread="Lecture 02, “The factor”")
def steps_over_columns(Xb, y, theta0, eta, max_iter):
    """The mean runs over the examples. Which axis of Xb counts them?"""
    return _descend(Xb, y, theta0, eta, max_iter, gradient_divided_by_columns)


@descent.mistake(says=DIVIDED_BY_12, reread="Lecture 02, “The factor”")
def steps_over_12(Xb, y, theta0, eta, max_iter):
    return _descend(Xb, y, theta0, eta, max_iter, gradient_divided_by_12)


@descent.mistake(reread="Lecture 02, “The bias”")
def bias_stays(Xb, y, theta0, eta, max_iter):
    """The bias does not move: only the weights are updated.

    Its slope is the first entry of the gradient.
    """
    return _descend(Xb, y, theta0, eta, max_iter, bias_without_slope)


@descent.mistake(reread="Lecture 02, “One point, one gradient”")
def weights_after_bias(Xb, y, theta0, eta, max_iter):
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


@descent.mistake(reread="Lecture 02, “One point, one gradient”")
def bias_after_weights(Xb, y, theta0, eta, max_iter):
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


@descent.mistake(says=slips.GRADIENT_TAKEN_ONCE)
def gradient_taken_once(Xb, y, theta0, eta, max_iter):
    first = mse_gradient(theta0, Xb, y)
    points = [theta0 - k * eta * first for k in range(max_iter + 1)]
    return points[-1], np.array([mse(point, Xb, y) for point in points])


@descent.mistake()
def row_after_row(Xb, y, theta0, eta, max_iter):
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


@descent.mistake(reread="Lecture 02, “Reading the values”")
def theta_before_the_last(Xb, y, theta0, eta, max_iter):
    """The values are right, but θ is the point before the last update.

    Which variable holds the newest point when the loop ends?
    """
    theta, _ = batch_gd(Xb, y, theta0, eta, max(0, max_iter - 1))
    return theta, batch_gd(Xb, y, theta0, eta, max_iter)[1]


@descent.mistake()
def one_update_too_many(Xb, y, theta0, eta, max_iter):
    """max_iter + 1 updates are made.

    With max_iter = 0 nothing moves.
    """
    return batch_gd(Xb, y, theta0, eta, max_iter + 1)


@descent.mistake()
def one_update_too_few(Xb, y, theta0, eta, max_iter):
    """max_iter − 1 updates are made.

    How often does range(1, max_iter) run?
    """
    return batch_gd(Xb, y, theta0, eta, max_iter - 1)


@descent.mistake()
def extra_update_unrecorded(Xb, y, theta0, eta, max_iter):
    """The values are right, but θ has made one update more than they tell.

    The last value is J at the θ that you return.
    """
    return batch_gd(Xb, y, theta0, eta, max_iter + 1)[0], batch_gd(Xb, y, theta0, eta, max_iter)[1]


@descent.mistake(reread="Lecture 02, “Reading the values”")
def start_not_recorded(Xb, y, theta0, eta, max_iter):
    """The value at the start is missing.

    max_iter updates make max_iter + 1 points, and each has its value.
    """
    theta, record = batch_gd(Xb, y, theta0, eta, max_iter)
    return theta, record[1:]


@descent.mistake(reread="Lecture 02, “Reading the values”")
def end_not_recorded(Xb, y, theta0, eta, max_iter):
    """The value at the end is missing.

    max_iter updates make max_iter + 1 points, and each has its value.
    """
    theta, record = batch_gd(Xb, y, theta0, eta, max_iter)
    return theta, record[:-1]


@descent.mistake(reread="Lecture 02, “Reading the values”")
def start_recorded_twice(Xb, y, theta0, eta, max_iter):
    """The value at the start stands there twice and the one at the end is missing.

    Is J recorded before or after the update?
    """
    theta, record = batch_gd(Xb, y, theta0, eta, max_iter)
    return theta, np.append(record[:1], record[:-1])


@descent.mistake(reread="Lecture 02, “Reading the values”")
def end_recorded_twice(Xb, y, theta0, eta, max_iter):
    """The value at the end stands there twice and the one at the start is missing.

    Is J recorded before or after the update?
    """
    theta, record = batch_gd(Xb, y, theta0, eta, max_iter)
    return theta, np.append(record[1:], record[-1:])


@descent.mistake(reread="Lecture 02, “Reading the values”")
def last_value_only(Xb, y, theta0, eta, max_iter):
    """Only the last value comes back.

    The values show whether J falls; keep all of them.
    """
    theta, record = batch_gd(Xb, y, theta0, eta, max_iter)
    return theta, record[-1]


@descent.mistake(reread="Lecture 02, “Shapes”")
def values_in_a_list(Xb, y, theta0, eta, max_iter):
    """The values come as a list; an array is asked for.

    Which function makes an array of a list?
    """
    theta, record = batch_gd(Xb, y, theta0, eta, max_iter)
    return theta, record.tolist()


@descent.mistake(reread="Lecture 02, “The loss”")
def values_halved(Xb, y, theta0, eta, max_iter):
    """The values are half of what they should be: a ½ stands in front of J.

    In this course J is the mean of the squares.
    """
    return _descend(Xb, y, theta0, eta, max_iter, mse_gradient, half)


@descent.mistake(reread="Lecture 02, “The loss”")
def all_of_the_half_loss(Xb, y, theta0, eta, max_iter):
    """Values and steps belong to 1/(2m) times the sum of squares: both are half of what they should be.

    Some books write 1/(2m). In this course J is the mean of the squares, and its gradient carries a 2.
    """
    return _descend(Xb, y, theta0, eta, max_iter, two_missing, half)


@descent.mistake(reread="Lecture 02, “The loss”")
def values_summed(Xb, y, theta0, eta, max_iter):
    """The values are m times too large: the squares are added up and not divided by their number.

    In this course J is the mean of the squares.
    """
    return _descend(Xb, y, theta0, eta, max_iter, mse_gradient, squares_summed)


@descent.mistake(reread="Lecture 02, “The norm and its square”")
def values_without_square(Xb, y, theta0, eta, max_iter):
    """The values are ‖Xb θ − y‖ / m: the square is missing.

    np.linalg.norm returns a root.
    """
    return _descend(Xb, y, theta0, eta, max_iter, mse_gradient, square_missing)


@descent.mistake(says=slips.START_IGNORED)
def start_ignored(Xb, y, theta0, eta, max_iter):
    return batch_gd(Xb, y, np.zeros(len(theta0)), eta, max_iter)


@descent.mistake(says=slips.ETA_IGNORED)
def eta_ignored(Xb, y, theta0, eta, max_iter):
    return batch_gd(Xb, y, theta0, 1.0, max_iter)


@descent.mistake(says=slips.ALWAYS_A_TENTH)
def always_a_tenth(Xb, y, theta0, eta, max_iter):
    """0.1 is right in some cases only."""
    return batch_gd(Xb, y, theta0, 0.1, max_iter)


@descent.mistake()
def eta_divided_by_m(Xb, y, theta0, eta, max_iter):
    """The steps are m times too short: the gradient is a mean already and is divided by m once more.

    Where is your 1/m, and is it there twice?
    """
    return batch_gd(Xb, y, theta0, eta / len(y), max_iter)


@descent.mistake(says=slips.UNIT_STEPS)
def unit_steps(Xb, y, theta0, eta, max_iter):
    return _descend(Xb, y, theta0, eta, max_iter, gradient_normalised)


@descent.mistake(says=slips.START_OVERWRITTEN, reread="Lecture 02, “Never in place”")
def start_overwritten(Xb, y, theta0, eta, max_iter):
    record = [mse(theta0, Xb, y)]
    for _ in range(max_iter):
        theta0 -= eta * mse_gradient(theta0, Xb, y)
        record.append(mse(theta0, Xb, y))
    return theta0, np.array(record)


@descent.mistake(says=slips.ROUNDED_TO_INTEGERS, reread="Lecture 02, “Never in place”")
def rounded_to_integers(Xb, y, theta0, eta, max_iter):
    theta = theta0.copy()
    record = [mse(theta, Xb, y)]
    for _ in range(max_iter):
        theta[:] = theta - eta * mse_gradient(theta, Xb, y)
        record.append(mse(theta, Xb, y))
    return theta, np.array(record)


@descent.mistake(says=slips.THETA_AS_COLUMN, reread="Lecture 02, “Shapes”")
def theta_in_a_column(Xb, y, theta0, eta, max_iter):
    """In and out, θ has the shape of theta0."""
    theta, record = batch_gd(Xb, y, theta0, eta, max_iter)
    return theta[:, None], record


@descent.variant
def in_one_loop(Xb, y, theta0, eta, max_iter):
    m = Xb.shape[0]
    theta, record = np.array(theta0, dtype=float), np.zeros(max_iter + 1)
    for t in range(max_iter + 1):
        residual = Xb @ theta - y
        record[t] = residual @ residual / m
        if t < max_iter:
            theta -= eta * 2 / m * (residual @ Xb)
    return theta, record


@descent.variant
def by_gram(Xb, y, theta0, eta, max_iter):
    H, c = 2 / len(y) * Xb.T @ Xb, 2 / len(y) * Xb.T @ y
    points = [theta0 + 0.0]
    while len(points) <= max_iter:
        points.append(points[-1] - eta * (H @ points[-1] - c))
    return points[-1], np.array([np.mean((Xb @ point - y) ** 2) for point in points])


@descent.variant
def in_columns(Xb, y, theta0, eta, max_iter):
    column, labels, record = theta0.reshape(-1, 1).astype(float), y.reshape(-1, 1), []
    for _ in range(max_iter):
        residual = Xb @ column - labels
        record.append(float(np.mean(residual**2)))
        column = column - eta * (2 * Xb.T @ residual / len(y))
    record.append(float(np.mean((Xb @ column - labels) ** 2)))
    return column.ravel(), np.array(record)
