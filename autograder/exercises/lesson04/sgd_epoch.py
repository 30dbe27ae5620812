"""X4.1, one pass of stochastic gradient descent, an update after each row."""

import numpy as np

from autograder.declaring import Exercise
from gdkit import GD, MSE, add_bias, minimize
from gdkit.datasets import toy_batch

from .. import libraries, slips
from ..drawing import one_of
from .shared import STEPS_UPHILL, any_rate, drawn_rows, wide_rows

sgd = Exercise(
    "04.sgd_epoch",
    "sgd_epoch(Xb, y, theta, eta, order) -> theta",
    allows={
        "one row": ["Xb"],
        "one entry": ["y", "order"],
        "nothing": ["order"],
        "whole": ["Xb", "y", "theta"],
        "large": ["Xb", "y", "theta"],
        "zero": ["eta"],
    },
    reread="Lecture 04, “One row a step”",
    library_calls=("partial_fit", *libraries.DESCENTS, *libraries.REGRESSIONS),
)


@sgd.reference
def sgd_epoch(Xb, y, theta, eta, order):
    theta = np.array(theta, dtype=float)
    for i in order:
        gradient = 2 * (Xb[i] @ theta - y[i]) * Xb[i]
        theta = theta - eta * gradient
    return theta


@sgd.shown("the toy batch in file order")
def file_order():
    X, y = toy_batch()
    return {"Xb": add_bias(X), "y": y, "theta": np.array([0.0, 1.0, 1.0]), "eta": 0.1, "order": np.arange(12)}


@sgd.shown("another order, start written as integers")
def integer_start():
    X, y = toy_batch()
    order = np.array([7, 2, 9, 0, 11, 4, 1, 8, 3, 10, 5, 6])
    return {"Xb": add_bias(X), "y": y, "theta": np.array([1, 2, -1]), "eta": 0.05, "order": order}


@sgd.shown("five rows of three columns; the order names one row twice and two rows never")
def five_rows():
    X = np.array([[1.0, -2.0, 0.5], [0.0, 1.5, -1.0], [2.0, 1.0, 3.0], [-1.5, 0.5, 1.0], [0.5, 0.5, -2.0]])
    y = np.array([1.0, -0.5, 2.5, 4.0, -3.0])
    order = np.array([3, 0, 3, 1])
    return {"Xb": add_bias(X), "y": y, "theta": np.array([0.75, 2.0, -0.5, 1.0]), "eta": 0.1, "order": order}


@sgd.shown("the first row is fitted exactly, the next within 0.0004; a step on the others is still due")
def fitted_at_first():
    Xb, y = np.array([[1, 2], [1, -1], [1, 3], [1, 0]]), np.array([5.0, -1.0004, 3.0, 2.0])
    return {"Xb": Xb, "y": y, "theta": np.array([1, 2]), "eta": 0.05, "order": np.array([0, 1, 2, 0, 3, 1])}


@sgd.shown("labels of some millionths, from θ = 0")
def tiny_labels():
    Xb = np.array([[1.0, 0.5, -2.0], [1.0, 1.5, 0.25], [1.0, -0.75, 1.0], [1.0, 2.0, 3.0]])
    y, order = np.array([2e-6, -7e-9, 4e-7, 3e-6]), np.array([1, 2, 0, 3, 1, 1, 2])
    return {"Xb": Xb, "y": y, "theta": np.zeros(3), "eta": 0.03, "order": order}


@sgd.shown("a rate at which the residuals grow, into the millions")
def residuals_grow():
    Xb, y = np.array([[1.0, 300.0], [1.0, -250.0], [1.0, 280.0]]), np.array([2000.0, -4000.0, 100.0])
    return {"Xb": Xb, "y": y, "theta": np.array([5.0, 900.0]), "eta": 2e-5, "order": np.tile([0, 1, 2], 3)}


@sgd.drawn(3)
def any_pass(rng):
    m, n = int(rng.integers(7, 11)), int(rng.integers(2, 5))
    return {
        **drawn_rows(rng, m, n),
        "theta": rng.normal(size=n + 1),
        "eta": float(rng.uniform(0.02, 0.1)),
        "order": rng.permutation(m),
    }


@sgd.drawn(1)
def with_replacement(rng):
    """More draws than rows: the order decides, not the length of the data."""
    return {**drawn_rows(rng, 4, 2), "theta": rng.normal(size=3), "eta": 0.08, "order": rng.integers(0, 4, size=7)}


@sgd.drawn(1)
def square_data(rng):
    """As many rows as parameters: nothing can be told from shapes."""
    return {**drawn_rows(rng, 4, 3), "theta": rng.normal(size=4), "eta": 0.07, "order": rng.permutation(4)}


@sgd.drawn(1)
def whole_numbers(rng):
    return {
        "Xb": add_bias(rng.integers(-2, 3, size=(6, 2))).astype(int),
        "y": rng.integers(-5, 6, size=6),
        "theta": rng.integers(1, 4, size=3),
        "eta": 0.06,
        "order": rng.permutation(6),
    }


@sgd.drawn(1)
def one_row(rng):
    return {**drawn_rows(rng, 1, 2), "theta": rng.normal(size=3), "eta": 0.1, "order": np.array([0])}


@sgd.independent(1e-9)
def by_gdkit(Xb, y, theta, eta, order):
    """Each row as a loss of gdkit's, one step of its gradient descent on each, which knows no rate of 0."""
    if not eta:
        return theta
    loss, theta = MSE(Xb[:, 1:].astype(float), y), theta.astype(float)
    for i in order:
        theta = minimize(loss[[i]], theta, GD(eta), 1).theta
    return theta


@sgd.wider
def any_epoch(rng):
    m = one_of(rng, 1, 2, 3, 4, 6, 8, 15)
    rows = wide_rows(rng, m)
    if rng.random() < 0.3:  # some rows are fitted well, or exactly
        close = np.round(rows["Xb"] @ rows["theta"] + rng.choice([0.0, 1e-7, 1e-5, 2e-4], size=m), 7)
        rows["y"] = np.where(rng.random(m) < 0.6, close, rows["y"])
    orders = rng.permutation(m), rng.permutation(m), rng.integers(0, m, size=int(rng.integers(1, 2 * m + 2)))
    order = one_of(rng, *orders, *orders, rng.permutation(m)[: int(rng.integers(0, m))], np.tile(rng.permutation(m), 3))
    if not len(order):
        rows["theta"] = rows["theta"].astype(float)  # without a step nothing makes floats of whole numbers
    return {**rows, "eta": any_rate(rng, rows["Xb"]), "order": order}


sgd.keep(8, 92, 156, 169, 55, 185, 163, 19, 47, 134, 200, 247, 10)


@sgd.mistake()
def stale_gradients(Xb, y, theta, eta, order):
    """All gradients are taken at the start; each row has to start where the row before it arrived.

    Which θ does your second row see?
    """
    new = theta
    for i in order:
        new = new - eta * 2 * (Xb[i] @ theta - y[i]) * Xb[i]
    return new


@sgd.mistake(says=slips.HALF_STEPS, reread="Lecture 04, “The loss of one row”")
def missing_two(Xb, y, theta, eta, order):
    """The loss of one row is the square of its residual, without a ½ in front."""
    return sgd_epoch(Xb, y, theta, eta / 2, order)


@sgd.mistake(reread="Lecture 04, “The loss of one row”")
def divided_by_m(Xb, y, theta, eta, order):
    """Each row's gradient is divided by m, the number of all rows: the steps are m times too short.

    Over how many rows does the mean run when the batch is one row?
    """
    return sgd_epoch(Xb, y, theta, eta / len(y), order)


@sgd.mistake(reread="Lecture 04, “The loss of one row”")
def divided_by_parameters(Xb, y, theta, eta, order):
    """Each row's gradient is divided by the number of parameters: a mean was taken that is not there.

    The loss of one row is one square: there is no mean in it.
    """
    return sgd_epoch(Xb, y, theta, eta / len(theta), order)


@sgd.mistake(says=STEPS_UPHILL)
def ascent(Xb, y, theta, eta, order):
    """Compare the loss before and after the pass."""
    return sgd_epoch(Xb, y, theta, -eta, order)


@sgd.mistake()
def bias_frozen(Xb, y, theta, eta, order):
    """The bias theta[0] never moves.

    Its column of Xb holds ones. What is the first entry of (ŷ − y) x?
    """
    for i in order:
        gradient = 2 * (Xb[i] @ theta - y[i]) * Xb[i]
        gradient[0] = 0
        theta = theta - eta * gradient
    return theta


@sgd.mistake()
def order_ignored(Xb, y, theta, eta, order):
    """The rows are taken as they stand in Xb; `order` is not used.

    order holds the row numbers in the order in which they are to be visited.
    """
    return sgd_epoch(Xb, y, theta, eta, np.arange(len(y)))


@sgd.mistake()
def order_as_length(Xb, y, theta, eta, order):
    """Only the length of `order` is used: the rows 0, 1, 2, … are visited.

    Is your loop variable a position in order, or a row number?
    """
    return sgd_epoch(Xb, y, theta, eta, np.arange(len(order)))


@sgd.mistake()
def labels_in_file_order(Xb, y, theta, eta, order):
    """The rows of Xb are reordered and y is not: rows meet the labels of other rows.

    Take Xb[i] and y[i] with the same i.
    """
    for k, i in enumerate(order):
        theta = theta - eta * 2 * (Xb[i] @ theta - y[k % len(y)]) * Xb[i]
    return theta


@sgd.mistake()
def first_row_only(Xb, y, theta, eta, order):
    """Only the first row of the order is used.

    Is the return inside the loop?
    """
    return sgd_epoch(Xb, y, theta, eta, order[:1])


@sgd.mistake()
def last_row_forgotten(Xb, y, theta, eta, order):
    """The last row of the order is never used.

    How often does your loop run? range(5) already ends at 4.
    """
    return sgd_epoch(Xb, y, theta, eta, order[:-1])


@sgd.mistake()
def one_based(Xb, y, theta, eta, order):
    """Every row number is one too low, as if order counted from 1.

    Rows are numbered from 0; row number −1 is the last row, so there is no error.
    """
    return sgd_epoch(Xb, y, theta, eta, order - 1)


@sgd.mistake()
def full_gradient_each_time(Xb, y, theta, eta, order):
    """Every step uses all rows: this is batch gradient descent, as many steps as order is long.

    A stochastic step looks at one row.
    """
    for _ in order:
        theta = theta - eta * 2 / len(y) * Xb.T @ (Xb @ theta - y)
    return theta


@sgd.mistake()
def one_step_with_all_rows(Xb, y, theta, eta, order):
    """The whole pass is one step with the mean gradient of its rows.

    A pass over 12 rows makes 12 steps, each from where the one before it arrived.
    """
    return theta - eta * 2 / len(order) * Xb[order].T @ (Xb[order] @ theta - y[order])


@sgd.mistake(reread="Lecture 04, “The loss of one row”")
def row_left_out(Xb, y, theta, eta, order):
    """All parameters move by the same amount: the residual is not multiplied by the row.

    ∂ŷ/∂θⱼ is xⱼ: the gradient is a number times the row.
    """
    for i in order:
        theta = theta - eta * 2 * (Xb[i] @ theta - y[i])
    return theta


@sgd.mistake(says=slips.PREDICTION_FOR_RESIDUAL, reread="Lecture 04, “The loss of one row”")
def prediction_for_residual(Xb, y, theta, eta, order):
    return sgd_epoch(Xb, 0 * y, theta, eta, order)


@sgd.mistake(reread="Lecture 04, “The loss of one row”")
def residual_squared(Xb, y, theta, eta, order):
    """The residual is still squared in the gradient; differentiating a square leaves the residual itself.

    A gradient of squares must change its sign when the residual does.
    """
    for i in order:
        residual = np.clip(Xb[i] @ theta - y[i], -1e30, 1e30)  # such steps explode
        theta = np.clip(theta - eta * 2 * residual**2 * Xb[i], -1e30, 1e30)
    return theta


@sgd.mistake()
def whole_path(Xb, y, theta, eta, order):
    """All θ of the pass are returned; the last one was asked for.

    Return theta, of shape (n + 1,).
    """
    path = [theta.astype(float)]
    for i in order:
        path.append(path[-1] - eta * 2 * (Xb[i] @ path[-1] - y[i]) * Xb[i])
    return np.array(path)


@sgd.mistake(reread="Lecture 04, “The update in place”")
def in_place(Xb, y, theta, eta, order):
    """The update writes into the caller's array (theta -= …): the old θ is lost, and integers raise an error.

    Make a new array: theta = theta - ….
    """
    for i in order:
        theta -= eta * 2 * (Xb[i] @ theta - y[i]) * Xb[i]
    return theta


@sgd.mistake()
def rate_forgotten(Xb, y, theta, eta, order):
    """The steps do not use the learning rate.

    How far does a step go when eta is 0.001?
    """
    return sgd_epoch(Xb, y, theta, 1.0, order)


@sgd.mistake()
def rate_of_the_example(Xb, y, theta, eta, order):
    """The learning rate is always 0.1, whatever eta is.

    0.1 is right in some cases only.
    """
    return sgd_epoch(Xb, y, theta, 0.1, order)


@sgd.variant
def by_loops(Xb, y, theta, eta, order):
    new = [float(t) for t in theta]
    for i in order:
        residual = -float(y[i])
        for j in range(len(new)):
            residual += Xb[i, j] * new[j]
        new = [t - 2 * eta * residual * x for t, x in zip(new, Xb[i], strict=True)]
    return np.array(new)


@sgd.variant
def by_matrices(Xb, y, theta, eta, order):
    """Each step is the affine map θ ↦ (I − 2η xxᵀ) θ + 2η y x."""
    for x, label in zip(Xb[order], y[order], strict=True):
        theta = (np.eye(len(x)) - 2 * eta * np.outer(x, x)) @ theta + 2 * eta * label * x
    return theta


@sgd.variant
def in_columns(Xb, y, theta, eta, order):
    """Batches of one row, columns throughout as the sources write them, 1-D again at the end."""
    column = theta.reshape(-1, 1).astype(float)
    for i in order:
        x, label = Xb[i : i + 1], y[i : i + 1, None]
        column = column - eta * 2 * x.T @ (x @ column - label)
    return column.ravel()
