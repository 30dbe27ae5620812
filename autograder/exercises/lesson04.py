"""Lesson 04, stochastic and mini-batch gradient descent: one pass row by row, a rate that shrinks, how noisy a
mini-batch's gradient is, and a fit that stops for the right reason.

House convention: J = 1/m ‖Xb θ − y‖², so one row has the gradient 2 (xᵀθ − y) x and a batch of B rows the mean of B
of them. Sources: ledger rows A26–A36, B5–B7, B39–B43, E22–E25; exercises X4.1–X4.4.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from autograder.declaring import Exercise, Quiz
from gdkit import GD, MSE, add_bias, closed_forms, minimize, numerical_gradient, pack
from gdkit.checking.encoding import GeneratorInput
from gdkit.datasets import toy_batch

LECTURE = "Lecture 04"

LECTURE_ONLY = (
    ("E24", "rates and starts to compare: a figure to look at, no function with one right answer"),
    ("A33", "the θ that 50 epochs end at depends on the draws; the lecture shows its distribution"),
)

# --- X4.1: one pass, row by row -----------------------------------------------------------------

sgd = Exercise(
    "04.sgd_epoch",
    "sgd_epoch(Xb, y, theta, eta, order) -> theta",
    library_calls=("minimize", "descend", "partial_fit", "SGDRegressor"),
    reread=f"{LECTURE}, “One row a step”",
)


@sgd.reference
def sgd_epoch(Xb: ndarray, y: ndarray, theta: ndarray, eta: float, order: ndarray) -> ndarray:
    for i in order:
        gradient = 2 * (Xb[i] @ theta - y[i]) * Xb[i]
        theta = theta - eta * gradient
    return theta


@sgd.shown("the toy batch in file order")
def file_order() -> dict[str, Any]:
    X, y = toy_batch()
    return {"Xb": add_bias(X), "y": y, "theta": np.array([0.0, 1.0, 1.0]), "eta": 0.1, "order": np.arange(12)}


@sgd.shown("another order, start written as integers")
def integer_start() -> dict[str, Any]:
    X, y = toy_batch()
    order = np.array([7, 2, 9, 0, 11, 4, 1, 8, 3, 10, 5, 6])
    return {"Xb": add_bias(X), "y": y, "theta": np.array([1, 2, -1]), "eta": 0.05, "order": order}


@sgd.shown("five rows of three columns; the order names one row twice and two rows never")
def five_rows() -> dict[str, Any]:
    X = np.array([[1.0, -2.0, 0.5], [0.0, 1.5, -1.0], [2.0, 1.0, 3.0], [-1.5, 0.5, 1.0], [0.5, 0.5, -2.0]])
    y = np.array([1.0, -0.5, 2.5, 4.0, -3.0])
    order = np.array([3, 0, 3, 1])
    return {"Xb": add_bias(X), "y": y, "theta": np.array([0.75, 2.0, -0.5, 1.0]), "eta": 0.1, "order": order}


def _rows(rng: np.random.Generator, m: int, n: int) -> dict[str, Any]:
    return {"Xb": add_bias(rng.normal(size=(m, n))), "y": rng.normal(size=m) + rng.normal()}


@sgd.drawn(3)
def any_pass(rng: np.random.Generator) -> dict[str, Any]:
    m, n = int(rng.integers(7, 11)), int(rng.integers(2, 5))
    return {
        **_rows(rng, m, n),
        "theta": rng.normal(size=n + 1),
        "eta": float(rng.uniform(0.02, 0.1)),
        "order": rng.permutation(m),
    }


@sgd.drawn(1)
def with_replacement(rng: np.random.Generator) -> dict[str, Any]:
    """More draws than rows: the order decides, not the length of the data."""
    return {**_rows(rng, 4, 2), "theta": rng.normal(size=3), "eta": 0.08, "order": rng.integers(0, 4, size=7)}


@sgd.drawn(1)
def square_data(rng: np.random.Generator) -> dict[str, Any]:
    """As many rows as parameters: nothing can be told from shapes."""
    return {**_rows(rng, 4, 3), "theta": rng.normal(size=4), "eta": 0.07, "order": rng.permutation(4)}


@sgd.drawn(1)
def whole_numbers(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "Xb": add_bias(rng.integers(-2, 3, size=(6, 2))).astype(int),
        "y": rng.integers(-5, 6, size=6),
        "theta": rng.integers(1, 4, size=3),
        "eta": 0.06,
        "order": rng.permutation(6),
    }


@sgd.drawn(1)
def one_row(rng: np.random.Generator) -> dict[str, Any]:
    return {**_rows(rng, 1, 2), "theta": rng.normal(size=3), "eta": 0.1, "order": np.array([0])}


@sgd.independent(1e-9)
def epoch_by_gdkit(Xb: ndarray, y: ndarray, theta: ndarray, eta: float, order: ndarray) -> ndarray:
    """Each row as a loss of gdkit's, one step of its gradient descent on each."""
    loss, theta = MSE(Xb[:, 1:].astype(float), y), theta.astype(float)
    for i in order:
        theta = minimize(loss[[i]], theta, GD(eta), 1).theta
    return theta


@sgd.wider
def any_epoch(rng: np.random.Generator) -> dict[str, Any]:
    m, n = int(rng.integers(1, 7)), int(rng.integers(1, 4))
    return {
        "Xb": add_bias(rng.choice([rng.normal(size=(m, n)) * 10.0 ** rng.integers(-1, 2), np.zeros((m, n))])),
        "y": rng.choice([rng.normal(size=m) * 10, np.zeros(m)]),
        "theta": rng.choice([rng.normal(size=n + 1), np.zeros(n + 1)]),
        "eta": float(rng.choice([0.0, 0.01, 0.1])),
        "order": rng.integers(0, m, size=int(rng.integers(1, 2 * m + 1))),
    }


@sgd.mistake()
def stale_gradients(Xb: ndarray, y: ndarray, theta: ndarray, eta: float, order: ndarray) -> ndarray:
    """All gradients are taken at the start; each row has to start where the row before it arrived.

    Which θ does your second row see?
    """
    new = theta
    for i in order:
        new = new - eta * 2 * (Xb[i] @ theta - y[i]) * Xb[i]
    return new


@sgd.mistake(reread=f"{LECTURE}, “The loss of one row”")
def missing_two(Xb: ndarray, y: ndarray, theta: ndarray, eta: float, order: ndarray) -> ndarray:
    """The steps have half their length: the 2 that differentiating a square brings down is missing.

    The loss of one row is the square of its residual, without a ½ in front.
    """
    return sgd_epoch(Xb, y, theta, eta / 2, order)


@sgd.mistake(reread=f"{LECTURE}, “The loss of one row”")
def divided_by_m(Xb: ndarray, y: ndarray, theta: ndarray, eta: float, order: ndarray) -> ndarray:
    """Each row's gradient is divided by m, the number of all rows: the steps are m times too short.

    Over how many rows does the mean run when the batch is one row?
    """
    return sgd_epoch(Xb, y, theta, eta / len(y), order)


@sgd.mistake(reread=f"{LECTURE}, “The loss of one row”")
def divided_by_parameters(Xb: ndarray, y: ndarray, theta: ndarray, eta: float, order: ndarray) -> ndarray:
    """Each row's gradient is divided by the number of parameters: a mean ran over the wrong thing.

    The loss of one row has no mean in it at all.
    """
    return sgd_epoch(Xb, y, theta, eta / len(theta), order)


@sgd.mistake()
def ascent(Xb: ndarray, y: ndarray, theta: ndarray, eta: float, order: ndarray) -> ndarray:
    """The steps go uphill: either η times the gradient is added, or the residual is y − ŷ.

    Compare the loss before and after the pass.
    """
    return sgd_epoch(Xb, y, theta, -eta, order)


@sgd.mistake()
def bias_frozen(Xb: ndarray, y: ndarray, theta: ndarray, eta: float, order: ndarray) -> ndarray:
    """The bias theta[0] never moves.

    Its column of Xb holds ones. What is the first entry of (ŷ − y) x?
    """
    for i in order:
        gradient = 2 * (Xb[i] @ theta - y[i]) * Xb[i]
        gradient[0] = 0
        theta = theta - eta * gradient
    return theta


@sgd.mistake()
def order_ignored(Xb: ndarray, y: ndarray, theta: ndarray, eta: float, order: ndarray) -> ndarray:
    """The rows are taken as they stand in Xb; `order` is not used.

    order holds the row numbers in the order in which they are to be visited.
    """
    return sgd_epoch(Xb, y, theta, eta, np.arange(len(y)))


@sgd.mistake()
def order_as_length(Xb: ndarray, y: ndarray, theta: ndarray, eta: float, order: ndarray) -> ndarray:
    """Only the length of `order` is used: the rows 0, 1, 2, … are visited.

    Is your loop variable a position in order, or a row number?
    """
    return sgd_epoch(Xb, y, theta, eta, np.arange(len(order)))


@sgd.mistake()
def labels_in_file_order(Xb: ndarray, y: ndarray, theta: ndarray, eta: float, order: ndarray) -> ndarray:
    """The rows of Xb are reordered and y is not: rows meet the labels of other rows.

    Take Xb[i] and y[i] with the same i.
    """
    for k, i in enumerate(order):
        theta = theta - eta * 2 * (Xb[i] @ theta - y[k % len(y)]) * Xb[i]
    return theta


@sgd.mistake()
def first_row_only(Xb: ndarray, y: ndarray, theta: ndarray, eta: float, order: ndarray) -> ndarray:
    """Only the first row of the order is used.

    Is the return inside the loop?
    """
    return sgd_epoch(Xb, y, theta, eta, order[:1])


@sgd.mistake()
def last_row_forgotten(Xb: ndarray, y: ndarray, theta: ndarray, eta: float, order: ndarray) -> ndarray:
    """The last row of the order is never used.

    How often does your loop run? range(n) ends at n − 1 already.
    """
    return sgd_epoch(Xb, y, theta, eta, order[:-1])


@sgd.mistake()
def one_based(Xb: ndarray, y: ndarray, theta: ndarray, eta: float, order: ndarray) -> ndarray:
    """Each row number is taken one too low, as if order counted from 1.

    Rows are numbered from 0; row number −1 is the last row, so nothing complains.
    """
    return sgd_epoch(Xb, y, theta, eta, order - 1)


@sgd.mistake()
def full_gradient_each_time(Xb: ndarray, y: ndarray, theta: ndarray, eta: float, order: ndarray) -> ndarray:
    """Every step uses all rows: this is batch gradient descent, as many steps as order is long.

    A stochastic step looks at one row.
    """
    for _ in order:
        theta = theta - eta * 2 / len(y) * Xb.T @ (Xb @ theta - y)
    return theta


@sgd.mistake()
def one_step_with_all_rows(Xb: ndarray, y: ndarray, theta: ndarray, eta: float, order: ndarray) -> ndarray:
    """The whole pass is one step with the mean gradient of its rows.

    A pass over 12 rows makes 12 steps, each from where the one before it arrived.
    """
    return theta - eta * 2 / len(order) * Xb[order].T @ (Xb[order] @ theta - y[order])


@sgd.mistake(reread=f"{LECTURE}, “The loss of one row”")
def row_left_out(Xb: ndarray, y: ndarray, theta: ndarray, eta: float, order: ndarray) -> ndarray:
    """All parameters move by the same amount: the residual is not multiplied by the row.

    ∂ŷ/∂θⱼ is xⱼ: the gradient is a number times the row.
    """
    for i in order:
        theta = theta - eta * 2 * (Xb[i] @ theta - y[i])
    return theta


@sgd.mistake(reread=f"{LECTURE}, “The loss of one row”")
def prediction_for_residual(Xb: ndarray, y: ndarray, theta: ndarray, eta: float, order: ndarray) -> ndarray:
    """The gradient is built with the prediction ŷ where the residual ŷ − y belongs.

    At a perfect fit the gradient must vanish. Does yours?
    """
    return sgd_epoch(Xb, 0 * y, theta, eta, order)


@sgd.mistake(reread=f"{LECTURE}, “The loss of one row”")
def residual_squared(Xb: ndarray, y: ndarray, theta: ndarray, eta: float, order: ndarray) -> ndarray:
    """The residual is still squared in the gradient; differentiating a square leaves the residual itself.

    A gradient of squares must change its sign when the residual does.
    """
    for i in order:
        residual = np.clip(Xb[i] @ theta - y[i], -1e30, 1e30)  # such steps explode
        theta = np.clip(theta - eta * 2 * residual**2 * Xb[i], -1e30, 1e30)
    return theta


@sgd.mistake()
def whole_path(Xb: ndarray, y: ndarray, theta: ndarray, eta: float, order: ndarray) -> ndarray:
    """All θ of the pass are returned; the last one was asked for.

    Return theta, of shape (n + 1,).
    """
    path = [theta.astype(float)]
    for i in order:
        path.append(path[-1] - eta * 2 * (Xb[i] @ path[-1] - y[i]) * Xb[i])
    return np.array(path)


@sgd.mistake(reread=f"{LECTURE}, “The source says …: the update in place”")
def in_place(Xb: ndarray, y: ndarray, theta: ndarray, eta: float, order: ndarray) -> ndarray:
    """The update writes into the array that was passed in (theta -= …): the caller's θ changes, or integers stop it.

    Make a new array: theta = theta - ….
    """
    for i in order:
        theta -= eta * 2 * (Xb[i] @ theta - y[i]) * Xb[i]
    return theta


@sgd.mistake()
def rate_forgotten(Xb: ndarray, y: ndarray, theta: ndarray, eta: float, order: ndarray) -> ndarray:
    """The steps do not use the learning rate.

    How far does a step go when eta is 0.001?
    """
    return sgd_epoch(Xb, y, theta, 1.0, order)


@sgd.mistake()
def rate_of_the_example(Xb: ndarray, y: ndarray, theta: ndarray, eta: float, order: ndarray) -> ndarray:
    """The learning rate is always 0.1, whatever eta is.

    0.1 is the rate of the first example only.
    """
    return sgd_epoch(Xb, y, theta, 0.1, order)


@sgd.variant
def epoch_by_loops(Xb: ndarray, y: ndarray, theta: ndarray, eta: float, order: ndarray) -> ndarray:
    new = [float(t) for t in theta]
    for i in order:
        residual = -float(y[i])
        for j in range(len(new)):
            residual += Xb[i, j] * new[j]
        new = [t - 2 * eta * residual * x for t, x in zip(new, Xb[i], strict=True)]
    return np.array(new)


@sgd.variant
def epoch_by_matrices(Xb: ndarray, y: ndarray, theta: ndarray, eta: float, order: ndarray) -> ndarray:
    """Each step is the affine map θ ↦ (I − 2η xxᵀ) θ + 2η y x."""
    for x, label in zip(Xb[order], y[order], strict=True):
        theta = (np.eye(len(x)) - 2 * eta * np.outer(x, x)) @ theta + 2 * eta * label * x
    return theta


@sgd.variant
def epoch_in_columns(Xb: ndarray, y: ndarray, theta: ndarray, eta: float, order: ndarray) -> ndarray:
    """Batches of one row, columns throughout as the sources write them, 1-D again at the end."""
    column = theta.reshape(-1, 1).astype(float)
    for i in order:
        x, label = Xb[i : i + 1], y[i : i + 1, None]
        column = column - eta * 2 * x.T @ (x @ column - label)
    return column.ravel()


# --- X4.2: a rate that shrinks ------------------------------------------------------------------

schedule = Exercise(
    "04.learning_schedule",
    "learning_schedule(t, t0, t1) -> eta",
    library_calls=("inverse_time",),
    reread=f"{LECTURE}, “A rate that shrinks”",
)


@schedule.reference
def learning_schedule(t: int, t0: float, t1: float) -> float:
    return t0 / (t + t1)


@schedule.shown("the first update with t0 = 5, t1 = 50")
def first_update() -> dict[str, Any]:
    return {"t": 0, "t0": 5, "t1": 50}


@schedule.shown("update 100")
def update_100() -> dict[str, Any]:
    return {"t": 100, "t0": 5, "t1": 50}


@schedule.shown("update 9999")
def update_9999() -> dict[str, Any]:
    return {"t": 9999, "t0": 5, "t1": 50}


@schedule.shown("another schedule: t0 = 2, t1 = 7.5")
def another_schedule() -> dict[str, Any]:
    return {"t": 3, "t0": 2, "t1": 7.5}


@schedule.drawn(4)
def any_rate(rng: np.random.Generator) -> dict[str, Any]:
    return {"t": int(rng.integers(1, 2000)), "t0": float(rng.uniform(0.5, 9)), "t1": float(rng.uniform(2, 90))}


@schedule.drawn(2)
def whole_rate(rng: np.random.Generator) -> dict[str, Any]:
    return {"t": int(rng.integers(1, 900)), "t0": int(rng.integers(2, 9)), "t1": int(rng.integers(20, 90))}


@schedule.independent(1e-12)
def by_fractions(t: int, t0: float, t1: float) -> float:
    """In exact arithmetic: 1/η grows by 1/t0 with every update, from t1/t0."""
    from fractions import Fraction

    return float(1 / (Fraction(t1) / Fraction(t0) + t * (1 / Fraction(t0))))


@schedule.wider
def any_schedule(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "t": int(rng.choice([0, 1, 2, 10**6])),
        "t0": rng.choice([0.1, 1.0, 5.0, 1e4]).item(),
        "t1": rng.choice([0.5, 1.0, 50.0, 1e6]).item(),
    }


@schedule.mistake()
def integer_division(t: int, t0: float, t1: float) -> float:
    """The division is the one that rounds down (//): nearly every rate becomes 0.

    Which sign divides 5 by 50 into 0.1?
    """
    return t0 // (t + t1)


@schedule.mistake()
def without_brackets(t: int, t0: float, t1: float) -> float:
    """t1 is added to the quotient: without brackets, / binds before +, and t = 0 is divided by.

    Which part of t0 / t + t1 does Python compute first?
    """
    return t0 / t + t1


@schedule.mistake()
def counted_in_epochs(t: int, t0: float, t1: float) -> float:
    """t is divided by 200, the rows of the lecture's data: the rate shrinks from epoch to epoch, not from step to step.

    t counts the updates already; nothing in the function knows how many rows there are.
    """
    return t0 / (t // 200 + t1)


@schedule.mistake()
def swapped(t: int, t0: float, t1: float) -> float:
    """t0 and t1 are swapped.

    Which rate does the first update get, at t = 0?
    """
    return t1 / (t + t0)


@schedule.mistake()
def numbers_of_the_example(t: int, t0: float, t1: float) -> float:
    """The numbers 5 and 50 of the example stand in the formula; t0 and t1 are not used.

    Try the case with t0 = 2.
    """
    return 5 / (t + 50)


@schedule.mistake()
def off_by_one(t: int, t0: float, t1: float) -> float:
    """The rate is that of the next update: t is counted from 1.

    At t = 0 the rate is t0 / t1.
    """
    return t0 / (t + 1 + t1)


@schedule.mistake()
def starting_rate(t: int, t0: float, t1: float) -> float:
    """t0 is taken as the rate of the first update; it is the numerator.

    At t = 0 the rate should be t0 / t1. What is yours?
    """
    return t0 / (1 + t / t1)


@schedule.mistake()
def square_root(t: int, t0: float, t1: float) -> float:
    """The rate shrinks with the square root of t.

    How much smaller is the rate after four times as many updates, once t is large?
    """
    return float(t0 / np.sqrt(t + t1))


@schedule.mistake()
def upside_down(t: int, t0: float, t1: float) -> float:
    """The fraction stands upside down: the rate grows.

    Is the rate of update 100 smaller than that of update 0?
    """
    return (t + t1) / t0


@schedule.mistake()
def never_shrinks(t: int, t0: float, t1: float) -> float:
    """The rate does not depend on t: it stays t0 / t1.

    Where does t stand in the formula?
    """
    return t0 / t1


@schedule.mistake()
def multiplied(t: int, t0: float, t1: float) -> float:
    """t and t1 are multiplied; they should be added (t = 0 is then divided by).

    Read the denominator again.
    """
    return t0 / (t * t1)


@schedule.variant
def reciprocal(t: int, t0: float, t1: float) -> float:
    return 1 / (t / t0 + t1 / t0)


@schedule.variant
def by_numpy(t: int, t0: float, t1: float) -> Any:
    return np.divide(t0, np.add(t, t1))


@schedule.variant
def by_power(t: int, t0: float, t1: float) -> float:
    return float(t0 * (t + t1) ** -1.0)


# --- X4.3: how noisy a mini-batch is ------------------------------------------------------------

stats = Exercise(
    "04.minibatch_gradient_stats",
    "minibatch_gradient_stats(Xb, y, theta, batch_size) -> (mean, variance)",
    parts={"the mean": ("mean",), "the variance": ("variance",)},
    reread=f"{LECTURE}, “How noisy is a mini-batch?”",
)

Stats = tuple[ndarray, float]


def _gradients(Xb: ndarray, y: ndarray, theta: ndarray, batches: list[list[int]]) -> ndarray:
    """The gradient of each batch, one a row."""
    return np.array([2 / len(rows) * Xb[rows].T @ (Xb[rows] @ theta - y[rows]) for rows in batches])


def _all_batches(m: int, batch_size: int) -> list[list[int]]:
    from itertools import combinations

    return [list(rows) for rows in combinations(range(m), batch_size)]


@stats.reference
def minibatch_gradient_stats(Xb: ndarray, y: ndarray, theta: ndarray, batch_size: int) -> Stats:
    gradients = _gradients(Xb, y, theta, _all_batches(len(y), batch_size))
    mean = gradients.mean(axis=0)
    distances = np.linalg.norm(gradients - mean, axis=1)
    return mean, (distances**2).mean()


@stats.shown("the toy batch at θ = (0, 1, 1): all 220 batches of 3")
def all_threes() -> dict[str, Any]:
    X, y = toy_batch()
    return {"Xb": add_bias(X), "y": y, "theta": np.array([0.0, 1.0, 1.0]), "batch_size": 3}


@stats.shown("the same with batches of one row")
def single_rows() -> dict[str, Any]:
    return {**all_threes(), "batch_size": 1}


@stats.shown("five rows of three columns, whole numbers, batches of 2")
def five_whole_rows() -> dict[str, Any]:
    X = np.array([[1, -2, 0], [0, 1, -1], [2, 1, 3], [-1, 0, 1], [3, 1, -2]])
    y, theta = np.array([1, -1, 2, 4, -3]), np.array([2, 1, -1, 0])
    return {"Xb": add_bias(X).astype(int), "y": y, "theta": theta, "batch_size": 2}


@stats.drawn(4)
def any_batches(rng: np.random.Generator) -> dict[str, Any]:
    m, n = int(rng.integers(6, 9)), int(rng.integers(1, 4))
    return {**_rows(rng, m, n), "theta": rng.normal(size=n + 1), "batch_size": int(rng.integers(2, 5))}


@stats.drawn(1)
def all_but_one(rng: np.random.Generator) -> dict[str, Any]:
    return {**_rows(rng, 5, 2), "theta": rng.normal(size=3), "batch_size": 4}


@stats.drawn(1)
def square_batches(rng: np.random.Generator) -> dict[str, Any]:
    """As many rows as parameters, and batches of half of them."""
    return {**_rows(rng, 4, 3), "theta": rng.normal(size=4), "batch_size": 2}


@stats.independent(1e-7)
def by_theory(Xb: ndarray, y: ndarray, theta: ndarray, batch_size: int) -> Stats:
    """Finite differences for the gradients of the rows and of the whole; then σ²/B · (m − B)/(m − 1)."""
    loss, m, theta = MSE(Xb[:, 1:].astype(float), y), len(y), theta.astype(float)
    mean = numerical_gradient(loss, theta)
    rows = np.array([numerical_gradient(loss[[i]], theta) for i in range(m)])
    sigma2 = ((rows - mean) ** 2).sum() / m
    return mean, float(sigma2 / batch_size * (m - batch_size) / (m - 1))


@stats.wider
def any_stats(rng: np.random.Generator) -> dict[str, Any]:
    m, n = int(rng.integers(1, 6)), int(rng.integers(1, 4))
    return {
        "Xb": add_bias(rng.choice([rng.normal(size=(m, n)) * 10.0 ** rng.integers(-1, 2), np.ones((m, n))])),
        "y": rng.choice([rng.normal(size=m) * 10, np.zeros(m)]),
        "theta": rng.choice([rng.normal(size=n + 1), np.zeros(n + 1)]),
        "batch_size": int(rng.integers(1, m + 1)),
    }


@stats.mistake()
def drawn_with_replacement(Xb: ndarray, y: ndarray, theta: ndarray, batch_size: int) -> Stats:
    """The variance is that of rows drawn with replacement, σ²/B: a row may stand in a batch twice.

    What is the variance when the batch holds all rows, each once?
    """
    rows = _gradients(Xb, y, theta, _all_batches(len(y), 1))
    mean = rows.mean(axis=0)
    return mean, ((rows - mean) ** 2).sum() / len(y) / batch_size


@stats.mistake()
def multisets(Xb: ndarray, y: ndarray, theta: ndarray, batch_size: int) -> Stats:
    """A row may stand in a batch twice, and each such batch counts once.

    Without replacement, the rows of a batch are all different: 220 batches of 3 out of 12.
    """
    from itertools import combinations_with_replacement

    batches = [list(rows) for rows in combinations_with_replacement(range(len(y)), batch_size)]
    gradients = _gradients(Xb, y, theta, batches)
    mean = gradients.mean(axis=0)
    return mean, ((gradients - mean) ** 2).sum(axis=1).mean()


@stats.mistake()
def consecutive_batches(Xb: ndarray, y: ndarray, theta: ndarray, batch_size: int) -> Stats:
    """Only the batches of one pass in file order are used, not all possible batches.

    How many different batches of 3 can be taken out of 12 rows?
    """
    rows = list(range(len(y)))
    batches = [rows[start : start + batch_size] for start in range(0, len(y), batch_size)]
    gradients = _gradients(Xb, y, theta, batches)
    mean = gradients.mean(axis=0)
    return mean, ((gradients - mean) ** 2).sum(axis=1).mean()


@stats.mistake()
def variance_per_parameter(Xb: ndarray, y: ndarray, theta: ndarray, batch_size: int) -> Any:
    """The variance is an array, one entry a parameter; one number was asked for.

    The squared distance of two gradients sums over their entries.
    """
    gradients = _gradients(Xb, y, theta, _all_batches(len(y), batch_size))
    return gradients.mean(axis=0), gradients.var(axis=0)


@stats.mistake()
def variance_averaged_over_parameters(Xb: ndarray, y: ndarray, theta: ndarray, batch_size: int) -> Stats:
    """The variance is n + 1 times too small: the squares are averaged over the parameters too.

    A squared distance is a sum over the entries. Which axis has a mean, which a sum?
    """
    gradients = _gradients(Xb, y, theta, _all_batches(len(y), batch_size))
    return gradients.mean(axis=0), gradients.var(axis=0).mean()


@stats.mistake()
def variance_over_all_entries(Xb: ndarray, y: ndarray, theta: ndarray, batch_size: int) -> Stats:
    """The variance is taken over all entries of all gradients at once, around one common mean.

    The distance is that of a gradient from the mean gradient, entry by entry.
    """
    gradients = _gradients(Xb, y, theta, _all_batches(len(y), batch_size))
    return gradients.mean(axis=0), gradients.var()


@stats.mistake()
def sample_variance(Xb: ndarray, y: ndarray, theta: ndarray, batch_size: int) -> Stats:
    """The squared distances are divided by the number of batches less one.

    These are all batches that there are, not a sample of them: divide by their number.
    """
    gradients = _gradients(Xb, y, theta, _all_batches(len(y), batch_size))
    return gradients.mean(axis=0), gradients.var(axis=0, ddof=1).sum()


@stats.mistake()
def root_of_the_variance(Xb: ndarray, y: ndarray, theta: ndarray, batch_size: int) -> Stats:
    """The square root of the variance is returned.

    The mean of the squared distances was asked for.
    """
    mean, variance = minibatch_gradient_stats(Xb, y, theta, batch_size)
    return mean, float(np.sqrt(variance))


@stats.mistake()
def mean_distance(Xb: ndarray, y: ndarray, theta: ndarray, batch_size: int) -> Stats:
    """The distances are averaged without being squared.

    Square first, then take the mean.
    """
    gradients = _gradients(Xb, y, theta, _all_batches(len(y), batch_size))
    mean = gradients.mean(axis=0)
    return mean, float(np.linalg.norm(gradients - mean, axis=1).mean())


@stats.mistake()
def not_centred(Xb: ndarray, y: ndarray, theta: ndarray, batch_size: int) -> Stats:
    """The variance is the mean of ‖g‖²: the full gradient is not subtracted.

    Whose distance from what is squared?
    """
    gradients = _gradients(Xb, y, theta, _all_batches(len(y), batch_size))
    return gradients.mean(axis=0), (gradients**2).sum(axis=1).mean()


@stats.mistake()
def distances_summed(Xb: ndarray, y: ndarray, theta: ndarray, batch_size: int) -> Stats:
    """The squared distances are summed over the batches; their mean was asked for.

    Should the number grow with the number of batches?
    """
    gradients = _gradients(Xb, y, theta, _all_batches(len(y), batch_size))
    return gradients.mean(axis=0), gradients.var(axis=0).sum() * len(gradients)


@stats.mistake(reread=f"{LECTURE}, “The loss of one row”")
def half_gradients(Xb: ndarray, y: ndarray, theta: ndarray, batch_size: int) -> Stats:
    """The gradients are half of what they should be: the 2 that differentiating a square brings down is missing.

    The mean is then half, the variance a quarter.
    """
    mean, variance = minibatch_gradient_stats(Xb, y, theta, batch_size)
    return mean / 2, variance / 4


@stats.mistake()
def summed_over_the_batch(Xb: ndarray, y: ndarray, theta: ndarray, batch_size: int) -> Stats:
    """A batch's gradient is the sum over its rows; the loss of a batch is a mean.

    The mean over all batches should be the full gradient. Is it?
    """
    mean, variance = minibatch_gradient_stats(Xb, y, theta, batch_size)
    return mean * batch_size, variance * batch_size**2


@stats.mistake()
def batches_divided_by_m(Xb: ndarray, y: ndarray, theta: ndarray, batch_size: int) -> Stats:
    """A batch's gradient is divided by all m rows instead of by the rows of the batch.

    The mean over all batches should be the full gradient. Is it?
    """
    mean, variance = minibatch_gradient_stats(Xb, y, theta, batch_size)
    return mean * batch_size / len(y), variance * (batch_size / len(y)) ** 2


@stats.mistake(reread=f"{LECTURE}, “The loss of one row”")
def opposite_sign(Xb: ndarray, y: ndarray, theta: ndarray, batch_size: int) -> Stats:
    """The mean has the opposite sign: the residual is y − ŷ where the derivative has ŷ − y.

    The variance does not notice. Differentiate (ŷ − y)² once more.
    """
    mean, variance = minibatch_gradient_stats(Xb, y, theta, batch_size)
    return -mean, variance


@stats.mistake()
def one_number_as_mean(Xb: ndarray, y: ndarray, theta: ndarray, batch_size: int) -> Any:
    """The mean is one number: it ran over the parameters too.

    The mean of gradients is a gradient, of shape (n + 1,). Which axis counts the batches?
    """
    mean, variance = minibatch_gradient_stats(Xb, y, theta, batch_size)
    return mean.mean(), variance


@stats.mistake()
def always_three(Xb: ndarray, y: ndarray, theta: ndarray, batch_size: int) -> Stats:
    """The batches always hold 3 rows, whatever batch_size is.

    3 is the size of the first example only.
    """
    return minibatch_gradient_stats(Xb, y, theta, 3)


@stats.mistake()
def variance_first(Xb: ndarray, y: ndarray, theta: ndarray, batch_size: int) -> Any:
    """The two results come in the wrong order.

    Return the mean first, then the variance.
    """
    mean, variance = minibatch_gradient_stats(Xb, y, theta, batch_size)
    return variance, mean


@stats.variant
def stats_by_formula(Xb: ndarray, y: ndarray, theta: ndarray, batch_size: int) -> Stats:
    """Without making a single batch: σ²/B (m − B)/(m − 1)."""
    m = len(y)
    rows = 2 * (Xb @ theta - y)[:, None] * Xb
    mean = rows.mean(axis=0)
    sigma2 = np.sum((rows - mean) ** 2) / m
    return mean, sigma2 / batch_size * (m - batch_size) / (m - 1)


@stats.variant
def stats_by_recursion(Xb: ndarray, y: ndarray, theta: ndarray, batch_size: int) -> Stats:
    m, full = len(y), 2 / len(y) * Xb.T @ (Xb @ theta - y)

    def batches(first: int, size: int) -> list[list[int]]:
        if size == 0:
            return [[]]
        return [[i, *rest] for i in range(first, m) for rest in batches(i + 1, size - 1)]

    total, squares, count = np.zeros(len(theta)), 0.0, 0
    for rows in batches(0, batch_size):
        gradient = np.zeros(len(theta))
        for i in rows:
            gradient += 2 / batch_size * (np.dot(Xb[i], theta) - y[i]) * Xb[i]
        total, squares, count = total + gradient, squares + np.dot(gradient - full, gradient - full), count + 1
    return total / count, squares / count


@stats.variant
def stats_in_every_order(Xb: ndarray, y: ndarray, theta: ndarray, batch_size: int) -> Stats:
    """All ordered batches: each set of rows comes B! times, which a mean does not notice."""
    from itertools import permutations

    rows = np.array(list(permutations(range(len(y)), batch_size)))
    residuals = Xb[rows] @ theta - y[rows]
    gradients = 2 * np.einsum("br,brj->bj", residuals, Xb[rows]) / batch_size
    return np.mean(gradients, axis=0), float(np.var(gradients, axis=0).sum())


# --- X4.4: a fit that stops for the right reason ------------------------------------------------

fit = Exercise(
    "04.fit_minibatch",
    "fit_minibatch(X, y, batch_size, eta, tol, n_epochs, rng) -> (w, b)",
    # Any order of the rows is right, and so is any way to draw it. Two right answers then agree only as far as the
    # stopping rule ties them: to tol / μ, where tol is 1e-8 here and μ, the least eigenvalue of the Hessian, about 0.4.
    tolerance=1e-6,
    library_calls=("minimize", "descend", "normal_equation", "lstsq", "solve", "pinv", "inv", "LinearRegression"),
    reread=f"{LECTURE}, “A fit that stops for the right reason”",
)

Point = tuple[ndarray, float]
SOURCE = f"{LECTURE}, “The source says …: two batch errors are close”"


def _gradient(X: ndarray, y: ndarray, w: ndarray, b: float) -> Point:
    residual = X @ w + b - y
    return 2 / len(y) * X.T @ residual, 2 / len(y) * residual.sum()


def _norm(X: ndarray, y: ndarray, w: ndarray, b: float) -> float:
    """Length of the gradient of all rows."""
    dw, db = _gradient(X, y, w, b)
    return float(np.sqrt(dw @ dw + db**2))


def _batches(order: ndarray, batch_size: int) -> list[ndarray]:
    return [order[start : start + batch_size] for start in range(0, len(order), batch_size)]


def _step(X: ndarray, y: ndarray, rows: ndarray, w: ndarray, b: float, eta: float) -> Point:
    dw, db = _gradient(X[rows], y[rows], w, b)
    return w - eta * dw, b - eta * db


@fit.reference
def fit_minibatch(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Point:
    w, b = np.ones(X.shape[1]), 0.0
    for _ in range(n_epochs):
        for rows in _batches(rng.permutation(len(y)), batch_size):
            dw, db = _gradient(X[rows], y[rows], w, b)
            w, b = w - eta * dw, b - eta * db
        if _norm(X, y, w, b) <= tol:
            break
    return w, b


@fit.shown("the toy batch in batches of 3, to the end")
def toy_to_the_end() -> dict[str, Any]:
    X, y = toy_batch()
    settings = {"batch_size": 3, "eta": 0.1, "tol": 1e-8, "n_epochs": 150}
    return {"X": X, "y": y, **settings, "rng": GeneratorInput(0)}


@fit.shown("whole numbers in X and y, batches larger than the data, 3 passes: any order gives the same")
def whole_batch() -> dict[str, Any]:
    X, y = np.array([[2, 0], [-1, 3], [1, 1], [0, -2], [3, 1]]), np.array([1, 7, 0, -4, 2])
    settings = {"batch_size": 32, "eta": 0.1, "tol": 1e-9, "n_epochs": 3}
    return {"X": X, "y": y, **settings, "rng": GeneratorInput(1)}


@fit.shown("12 equal rows in batches of 5, 3 passes: a pass makes three steps")
def equal_rows() -> dict[str, Any]:
    settings = {"batch_size": 5, "eta": 0.02, "tol": 1e-9, "n_epochs": 3}
    return {"X": np.tile([2.0, -1.0, 0.5], (12, 1)), "y": np.full(12, 4.0), **settings, "rng": GeneratorInput(2)}


@fit.shown("six rows whose steps do not disturb each other, one row at a time, 3 passes")
def steps_apart() -> dict[str, Any]:
    """(1, x) of different rows are at right angles, so the order of the steps does not matter."""
    X, y = _at_right_angles(1.25, 0.8), np.array([3.0, -1.0, 2.0, 3.0, -1.0, 2.0])
    settings = {"batch_size": 1, "eta": 0.04, "tol": 1e-9, "n_epochs": 3}
    return {"X": X, "y": y, **settings, "rng": GeneratorInput(3)}


@fit.shown("all rows in one batch, labels with noise, tol = 0.05: stops long before the last pass")
def stops_early() -> dict[str, Any]:
    X, y = toy_batch()
    settings = {"batch_size": 12, "eta": 0.05, "tol": 0.05, "n_epochs": 60}
    noise = np.array([0.3, -0.2, 0.1, 0.0, -0.1, 0.2, -0.3, 0.1, 0.0, 0.2, -0.1, -0.2])
    return {"X": X, "y": y + noise, **settings, "rng": GeneratorInput(4)}


def _at_right_angles(p: float, q: float) -> ndarray:
    """Six rows x, each twice, with xᵢ·xⱼ = −1 for different rows: with their 1 they are at right angles."""
    rows = np.array([[p, 0.0], [-1 / p, q], [-1 / p, -(1 + 1 / p**2) / q]])
    return np.vstack([rows, rows])


def _fit_case(rng: np.random.Generator, X: ndarray, y: ndarray, **settings: Any) -> dict[str, Any]:
    return {"X": X, "y": y, **settings, "rng": GeneratorInput(int(rng.integers(2**31)))}


def _well_spread(rng: np.random.Generator, m: int, n: int) -> ndarray:
    """X with which a descent is not slow: the least eigenvalue of the Hessian is above 0.4."""
    while True:
        X = rng.uniform(-1.5, 1.5, size=(m, n))
        if np.linalg.eigvalsh(2 / m * add_bias(X).T @ add_bias(X))[0] > 0.4:
            return X


@fit.drawn(1)
def without_noise(rng: np.random.Generator) -> dict[str, Any]:
    """To the end: the exact solution, whatever the order."""
    n = int(rng.integers(2, 4))
    X = _well_spread(rng, int(rng.integers(10, 14)), n)
    y = X @ rng.normal(size=n) + rng.normal() + 1
    return _fit_case(rng, X, y, batch_size=3, eta=0.1, tol=1e-8, n_epochs=150)


@fit.drawn(1)
def one_batch(rng: np.random.Generator) -> dict[str, Any]:
    m, n = int(rng.integers(5, 8)), 3
    X, y = rng.normal(size=(m, n)), rng.normal(size=m) + 2
    return _fit_case(rng, X, y, batch_size=int(rng.integers(m + 1, 20)), eta=0.07, tol=1e-9, n_epochs=5)


@fit.drawn(1)
def equal_rows_again(rng: np.random.Generator) -> dict[str, Any]:
    X = np.tile(rng.integers(1, 4, size=2), (8, 1))
    return _fit_case(rng, X, np.full(8, int(rng.integers(7, 12))), batch_size=3, eta=0.01, tol=1e-9, n_epochs=3)


@fit.drawn(1)
def steps_apart_again(rng: np.random.Generator) -> dict[str, Any]:
    X, labels = _at_right_angles(float(rng.uniform(0.8, 1.3)), float(rng.uniform(0.7, 1.3))), 3 * rng.normal(size=3)
    return _fit_case(rng, X, np.tile(labels, 2), batch_size=1, eta=0.03, tol=1e-9, n_epochs=3)


@fit.drawn(2)
def short_gradient(rng: np.random.Generator) -> dict[str, Any]:
    """All rows in one batch, with noise: where it stops is the same in any order."""
    X = _well_spread(rng, 10, 3)
    y = X @ rng.normal(size=3) + rng.normal() + 3 + rng.normal(size=10)
    tol = 0.1 * _norm(X, y, np.ones(3), 0.0)
    return _fit_case(rng, X, y, batch_size=10, eta=0.08, tol=tol, n_epochs=90)


@fit.drawn(1)
def one_row_of_data(rng: np.random.Generator) -> dict[str, Any]:
    return _fit_case(rng, rng.normal(size=(1, 2)), rng.normal(size=1) + 3, batch_size=1, eta=0.05, tol=1e-9, n_epochs=3)


@fit.independent(1e-6)
def exactly_or_by_gdkit(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Point:
    """Where the fit runs to the end, the exact solution; else gdkit's descent, pass by pass."""
    if n_epochs == 150:
        theta = closed_forms.normal_equation(X, y)
        return theta[1:], theta[0]
    loss, theta = MSE(X.astype(float), y), pack(0.0, np.ones(X.shape[1]))
    for _ in range(n_epochs):
        updates = -(-len(y) // batch_size)
        theta = minimize(loss, theta, GD(eta), updates, batch_size=batch_size, rng=rng).theta
        if np.linalg.norm(loss.gradient(theta)) <= tol:
            break
    return theta[1:], theta[0]


@fit.wider
def any_fit(rng: np.random.Generator) -> dict[str, Any]:
    m, n = int(rng.integers(1, 6)), int(rng.integers(1, 4))
    X = rng.choice([rng.normal(size=(m, n)), np.zeros((m, n)), np.ones((m, n))])
    settings = {
        "batch_size": int(rng.integers(1, 7)),
        "eta": float(rng.choice([0.01, 0.1])),
        "tol": float(rng.choice([1e-9, 0.1, 1.0])),
        "n_epochs": int(rng.integers(0, 5)),
    }
    return _fit_case(rng, X, rng.choice([rng.normal(size=m), np.zeros(m)]), **settings)


def _with_factor(
    X: ndarray,
    y: ndarray,
    batch_size: int,
    eta: float,
    tol: float,
    n_epochs: int,
    rng: np.random.Generator,
    factor: Callable[[int], float],
) -> Point:
    """The fit with steps that are factor(rows in the batch) times too long."""
    w, b = np.ones(X.shape[1]), 0.0
    for _ in range(n_epochs):
        for rows in _batches(rng.permutation(len(y)), batch_size):
            w, b = _step(X, y, rows, w, b, eta * factor(len(rows)))
        if _norm(X, y, w, b) <= tol:
            break
    return w, b


def _with_rule(
    X: ndarray,
    y: ndarray,
    batch_size: int,
    eta: float,
    n_epochs: int,
    rng: np.random.Generator,
    stops: Callable[[ndarray, float, ndarray, float], bool],
) -> Point:
    """The fit with another stopping rule: stops(w, b, w and b before the pass)."""
    w, b = np.ones(X.shape[1]), 0.0
    for _ in range(n_epochs):
        w_old, b_old = w, b
        for rows in _batches(rng.permutation(len(y)), batch_size):
            w, b = _step(X, y, rows, w, b, eta)
        if stops(w, b, w_old, b_old):
            break
    return w, b


@fit.mistake(reread=SOURCE)
def consecutive_batch_errors(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Point:
    """It stops when the errors of two consecutive batches differ by less than tol, which says nothing about the fit.

    Two batches are two different functions; that they agree may be chance. Test something that sees all rows.
    """
    w, b, error_before = np.ones(X.shape[1]), 0.0, np.inf
    for _ in range(n_epochs):
        for rows in _batches(rng.permutation(len(y)), batch_size):
            error = float(np.mean((X[rows] @ w + b - y[rows]) ** 2))
            if abs(error - error_before) < tol:
                return w, b
            error_before = error
            dw, db = _gradient(X[rows], y[rows], w, b)
            w, b = w - eta * dw, b - eta * db
    return w, b


@fit.mistake(reread=SOURCE)
def gradient_of_the_last_batch(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Point:
    """It tests the gradient of the last batch, taken before its own step, instead of that of all rows at the new point.

    Where was the gradient that you test computed, and on which rows?
    """
    w, b = np.ones(X.shape[1]), 0.0
    for _ in range(n_epochs):
        dw, db = np.zeros(X.shape[1]), 0.0
        for rows in _batches(rng.permutation(len(y)), batch_size):
            dw, db = _gradient(X[rows], y[rows], w, b)
            w, b = w - eta * dw, b - eta * db
        if np.sqrt(dw @ dw + db**2) <= tol:
            break
    return w, b


@fit.mistake(reread=SOURCE)
def small_loss(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Point:
    """It stops when the loss is below tol: never, where the minimum is not zero, and too soon where it is.

    What is zero at a minimum: the loss or its gradient?
    """
    return _with_rule(X, y, batch_size, eta, n_epochs, rng, lambda w, b, *_: np.mean((X @ w + b - y) ** 2) <= tol)


@fit.mistake(reread=SOURCE)
def small_decrease(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Point:
    """It stops when the loss of all rows changes by less than tol in a pass; that says slow, not done.

    The length of the gradient of all rows was to be tested.
    """

    def change(w: ndarray, b: float, w_old: ndarray, b_old: float) -> float:
        return float(abs(np.mean((X @ w + b - y) ** 2) - np.mean((X @ w_old + b_old - y) ** 2)))

    return _with_rule(X, y, batch_size, eta, n_epochs, rng, lambda *at: change(*at) <= tol)


@fit.mistake(reread=SOURCE)
def small_step(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Point:
    """It stops when a pass moves (w, b) by less than tol: with a small rate every step is small.

    The length of the gradient of all rows was to be tested.
    """

    def moved(w: ndarray, b: float, w_old: ndarray, b_old: float) -> float:
        return float(np.sqrt(np.sum((w - w_old) ** 2) + (b - b_old) ** 2))

    return _with_rule(X, y, batch_size, eta, n_epochs, rng, lambda *at: moved(*at) <= tol)


@fit.mistake(reread=SOURCE)
def bias_not_tested(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Point:
    """The stopping rule looks at dw only.

    The gradient has n + 1 entries; db is one of them.
    """
    return _with_rule(
        X, y, batch_size, eta, n_epochs, rng, lambda w, b, *_: bool(np.linalg.norm(_gradient(X, y, w, b)[0]) <= tol)
    )


@fit.mistake(reread=SOURCE)
def never_stops(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Point:
    """tol is not used: all passes are made.

    After each pass, is the gradient of all rows short enough to stop?
    """
    return _with_rule(X, y, batch_size, eta, n_epochs, rng, lambda *_: False)


@fit.mistake()
def remainder_dropped(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Point:
    """The short last batch is dropped: with batches of 5, two of 12 rows are left out of every pass.

    12 rows in batches of 5 are 5 + 5 + 2. And what if batch_size is larger than the data?
    """
    w, b = np.ones(X.shape[1]), 0.0
    for _ in range(n_epochs):
        order = rng.permutation(len(y))
        for k in range(len(y) // batch_size):
            rows = order[k * batch_size : (k + 1) * batch_size]
            w, b = _step(X, y, rows, w, b, eta)
        if _norm(X, y, w, b) <= tol:
            break
    return w, b


@fit.mistake()
def remainder_dropped_unless_alone(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Point:
    """The short last batch is dropped, except where it is the only one.

    12 rows in batches of 5 are 5 + 5 + 2.
    """
    return remainder_dropped(X, y, min(batch_size, len(y)), eta, tol, n_epochs, rng)


@fit.mistake()
def remainder_divided_by_batch_size(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Point:
    """The short last batch is divided by batch_size, not by the rows it has.

    The mean of a batch runs over the rows that are in it.
    """
    return _with_factor(X, y, batch_size, eta, tol, n_epochs, rng, lambda rows: rows / batch_size)


@fit.mistake()
def batches_divided_by_all_rows(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Point:
    """Each batch's gradient is divided by all rows of the data instead of by the rows of the batch.

    The steps are then too short.
    """
    return _with_factor(X, y, batch_size, eta, tol, n_epochs, rng, lambda rows: rows / len(y))


@fit.mistake()
def sum_over_the_batch(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Point:
    """The steps are as many times too long as the batch has rows: a sum stands where the mean belongs.

    Where does the mean of the loss go when you differentiate?
    """
    return _with_factor(X, y, batch_size, eta, tol, n_epochs, rng, lambda rows: rows)


@fit.mistake(reread=f"{LECTURE}, “The loss of one row”")
def half_steps(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Point:
    """The steps have half their length: the 2 that differentiating a square brings down is missing.

    To the end both arrive; three passes tell them apart.
    """
    return _with_factor(X, y, batch_size, eta, tol, n_epochs, rng, lambda rows: 0.5)


@fit.mistake()
def uphill(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Point:
    """The steps go uphill: either η times the gradient is added, or the residual is y − ŷ.

    Compare the loss before and after the first pass.
    """
    return _with_factor(X, y, batch_size, eta, tol, n_epochs, rng, lambda rows: -1.0)


@fit.mistake()
def bias_not_updated(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Point:
    """The bias is never updated: b stays at 0.

    The model has a bias, and the loss depends on it.
    """
    w, b = np.ones(X.shape[1]), 0.0
    for _ in range(n_epochs):
        for rows in _batches(rng.permutation(len(y)), batch_size):
            w, _ = _step(X, y, rows, w, b, eta)
        if _norm(X, y, w, b) <= tol:
            break
    return w, b


@fit.mistake()
def bias_after_weights(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Point:
    """db is taken at the new w: the weights are updated before the bias's gradient is computed.

    Both gradients belong to the same point. Compute both, then update both.
    """
    w, b = np.ones(X.shape[1]), 0.0
    for _ in range(n_epochs):
        for rows in _batches(rng.permutation(len(y)), batch_size):
            w, _ = _step(X, y, rows, w, b, eta)
            _, b = _step(X, y, rows, w, b, eta)
        if _norm(X, y, w, b) <= tol:
            break
    return w, b


@fit.mistake()
def gradients_of_the_pass_at_its_start(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Point:
    """All gradients of a pass are taken where the pass began; each batch has to start where the one before it arrived.

    Which w and b does your second batch see?
    """
    w, b = np.ones(X.shape[1]), 0.0
    for _ in range(n_epochs):
        w_start, b_start = w, b
        for rows in _batches(rng.permutation(len(y)), batch_size):
            dw, db = _gradient(X[rows], y[rows], w_start, b_start)
            w, b = w - eta * dw, b - eta * db
        if _norm(X, y, w, b) <= tol:
            break
    return w, b


@fit.mistake()
def gradients_pile_up(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Point:
    """The gradients of earlier batches of the pass are added to each step: they are not set back to zero.

    dw and db belong to one batch. What do they hold when the next one begins?
    """
    w, b = np.ones(X.shape[1]), 0.0
    for _ in range(n_epochs):
        dw, db = np.zeros(X.shape[1]), 0.0
        for rows in _batches(rng.permutation(len(y)), batch_size):
            more_w, more_b = _gradient(X[rows], y[rows], w, b)
            dw, db = dw + more_w, db + more_b
            w, b = w - eta * dw, b - eta * db
        if _norm(X, y, w, b) <= tol:
            break
    return w, b


@fit.mistake()
def labels_not_shuffled(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Point:
    """X is shuffled and y is not: rows meet the labels of other rows.

    Take X[rows] and y[rows] with the same rows.
    """
    w, b = np.ones(X.shape[1]), 0.0
    for _ in range(n_epochs):
        shuffled = X[rng.permutation(len(y))]
        for start in range(0, len(y), batch_size):
            dw, db = _gradient(shuffled[start : start + batch_size], y[start : start + batch_size], w, b)
            w, b = w - eta * dw, b - eta * db
        if _norm(X, y, w, b) <= tol:
            break
    return w, b


@fit.mistake()
def shuffled_apart(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Point:
    """X and y are shuffled by two different permutations: rows meet the labels of other rows.

    Draw one order, and take the rows of both with it.
    """
    w, b = np.ones(X.shape[1]), 0.0
    for _ in range(n_epochs):
        X_mixed, y_mixed = rng.permutation(X), rng.permutation(y)
        for start in range(0, len(y), batch_size):
            dw, db = _gradient(X_mixed[start : start + batch_size], y_mixed[start : start + batch_size], w, b)
            w, b = w - eta * dw, b - eta * db
        if _norm(X, y, w, b) <= tol:
            break
    return w, b


@fit.mistake()
def rows_drawn_again(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Point:
    """The rows of a pass are drawn with replacement: some come twice, some never.

    A pass visits every row once, in a new order.
    """
    w, b = np.ones(X.shape[1]), 0.0
    for _ in range(n_epochs):
        for rows in _batches(rng.integers(len(y), size=len(y)), batch_size):
            w, b = _step(X, y, rows, w, b, eta)
        if _norm(X, y, w, b) <= tol:
            break
    return w, b


@fit.mistake()
def updates_for_passes(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Point:
    """It stops after n_epochs updates; n_epochs counts passes over the data.

    12 rows in batches of 5 make three updates a pass.
    """
    w, b, updates = np.ones(X.shape[1]), 0.0, 0
    while updates < n_epochs:
        for rows in _batches(rng.permutation(len(y)), batch_size)[: n_epochs - updates]:
            w, b = _step(X, y, rows, w, b, eta)
            updates += 1
        if _norm(X, y, w, b) <= tol:
            break
    return w, b


@fit.mistake()
def one_batch_a_pass(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Point:
    """Each pass uses one batch only.

    A pass visits every row. Is something inside the inner loop that belongs behind it?
    """
    w, b = np.ones(X.shape[1]), 0.0
    for _ in range(n_epochs):
        for rows in _batches(rng.permutation(len(y)), batch_size):
            w, b = _step(X, y, rows, w, b, eta)
            break
        if _norm(X, y, w, b) <= tol:
            break
    return w, b


@fit.mistake()
def one_pass(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Point:
    """It returns after the first pass.

    Is the return inside the loop?
    """
    return fit_minibatch(X, y, batch_size, eta, tol, min(n_epochs, 1), rng)


@fit.mistake()
def one_pass_too_many(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Point:
    """It makes one pass more than n_epochs.

    range(n_epochs) counts from 0: how often does your loop run?
    """
    return fit_minibatch(X, y, batch_size, eta, tol, n_epochs + 1, rng)


@fit.mistake()
def starts_at_zero(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Point:
    """It starts from w = 0.

    The start was to be w = (1, …, 1), b = 0. To the end all starts arrive; three passes tell them apart.
    """
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(n_epochs):
        for rows in _batches(rng.permutation(len(y)), batch_size):
            w, b = _step(X, y, rows, w, b, eta)
        if _norm(X, y, w, b) <= tol:
            break
    return w, b


@fit.mistake(reread=f"{LECTURE}, “The source says …: the update in place”")
def integer_weights(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Point:
    """The weights take their type from X: with whole numbers in X, the update w -= … stops with an error.

    Make the start of floats, and a new array in each step.
    """
    w, b = np.ones_like(X[0]), 0.0
    for _ in range(n_epochs):
        for rows in _batches(rng.permutation(len(y)), batch_size):
            dw, db = _gradient(X[rows], y[rows], w, b)
            w -= eta * dw
            b -= eta * db
        if _norm(X, y, w, b) <= tol:
            break
    return w, b


@fit.mistake(reread=f"{LECTURE}, “The source says …: the update in place”")
def data_shuffled_in_place(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Point:
    """The caller's X and y are shuffled: they come back in another order.

    Shuffle row numbers, and take X[rows] and y[rows] with them.
    """
    w, b = np.ones(X.shape[1]), 0.0
    for _ in range(n_epochs):
        order = rng.permutation(len(y))
        X[:], y[:] = X[order], y[order]
        for start in range(0, len(y), batch_size):
            dw, db = _gradient(X[start : start + batch_size], y[start : start + batch_size], w, b)
            w, b = w - eta * dw, b - eta * db
        if _norm(X, y, w, b) <= tol:
            break
    return w, b


@fit.mistake()
def weights_as_column(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Point:
    """w comes back as a column of shape (n, 1); this course keeps it as (n,).

    The source writes columns. Here y has shape (m,) and w has shape (n,).
    """
    w, b = fit_minibatch(X, y, batch_size, eta, tol, n_epochs, rng)
    return w.reshape(-1, 1), b


@fit.mistake()
def bias_first(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Any:
    """b and w come in the wrong order.

    Return w, then b.
    """
    w, b = fit_minibatch(X, y, batch_size, eta, tol, n_epochs, rng)
    return b, w


@fit.variant
def fit_in_theta(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Point:
    """With a column of ones, rows shuffled by sorting random numbers."""
    m, n = X.shape
    Xb, theta = np.hstack([np.ones((m, 1)), X]), np.append(0.0, np.ones(n))
    for _ in range(n_epochs):
        order = np.argsort(rng.random(m))
        for rows in np.split(order, np.arange(batch_size, m, batch_size)):
            theta = theta - 2 * eta * np.mean((Xb[rows] @ theta - y[rows])[:, None] * Xb[rows], axis=0)
        if np.linalg.norm(2 * np.mean((Xb @ theta - y)[:, None] * Xb, axis=0)) <= tol:
            return theta[1:], theta[0]
    return theta[1:], theta[0]


@fit.variant
def fit_by_loops(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Point:
    """Gradients row by row, on a shuffled list of row numbers."""

    def gradient(rows: list[int]) -> tuple[list[float], float]:
        dw, db = [0.0] * n, 0.0
        for i in rows:
            residual = sum(x * weight for x, weight in zip(data[i], w, strict=True)) + b - labels[i]
            dw = [d + 2 / len(rows) * residual * x for d, x in zip(dw, data[i], strict=True)]
            db += 2 / len(rows) * residual
        return dw, db

    data, labels, n = X.tolist(), y.tolist(), X.shape[1]
    w, b, epoch, long = [1.0] * n, 0.0, 0, True
    while epoch < n_epochs and long:
        rows = list(range(len(y)))
        rng.shuffle(rows)
        while rows:
            batch, rows = rows[:batch_size], rows[batch_size:]
            dw, db = gradient(batch)
            w, b = [weight - eta * d for weight, d in zip(w, dw, strict=True)], b - eta * db
        dw, db = gradient(list(range(len(y))))
        epoch, long = epoch + 1, sum(d * d for d in dw) + db * db > tol * tol
    return np.array(w), b


@fit.variant
def fit_on_shuffled_copies(
    X: ndarray, y: ndarray, batch_size: int, eta: float, tol: float, n_epochs: int, rng: np.random.Generator
) -> Point:
    """As the source does it: copies of X and y in a new order, and slices of them; columns inside."""
    w, b = np.ones((X.shape[1], 1)), 0.0
    for _ in range(n_epochs):
        order = np.arange(len(y))
        rng.shuffle(order)
        X_new, y_new = X[order], y[order].reshape(-1, 1)
        for start in range(0, len(y), batch_size):
            X_batch, y_batch = X_new[start : start + batch_size], y_new[start : start + batch_size]
            residual = X_batch @ w + b - y_batch
            w, b = w - 2 * eta / len(X_batch) * X_batch.T @ residual, b - 2 * eta * float(residual.mean())
        residual = X @ w + b - y.reshape(-1, 1)
        if np.hypot(np.linalg.norm(2 / len(y) * X.T @ residual), 2 * residual.mean()) <= tol:
            break
    return w.ravel(), b


# --- Quizzes ------------------------------------------------------------------------------------

# Batches of 16 instead of 8, with the same rate and as many epochs: what changes?
# a  only the time a pass takes; θ moves along the same path
# b  each step goes twice as far, since twice as many rows are summed
# c  half as many steps a pass, each with about half the variance: another path, and a smaller cloud at its end
# d  the mean of the mini-batch gradients: it comes closer to the gradient of all rows
Quiz(
    "04.quiz_batch_size",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="The mean over all batches is the full gradient for every size; the variance is σ²/B (m − B)/(m − 1), and a "
    "pass makes m/B steps. The batch size changes the path and how far it hovers in the end, not just the speed.",
    reread=f"{LECTURE}, “How noisy is a mini-batch?”",
)

# Two consecutive mini-batches have the same error to eight digits. What do you know?
# a  the minimum is reached to about eight digits
# b  nothing about the minimum
# c  the gradient of all rows is short
# d  the learning rate is too small
Quiz(
    "04.quiz_stopping",
    choices=("a", "b", "c", "d"),
    answer="b",
    why="The two errors belong to two functions, one for each batch; that they agree may be chance. Rows 10, 6 and 1 "
    "of the toy batch stop such a rule after two updates, far from the minimum. Test the gradient of all rows.",
    reread=f"{LECTURE}, “The source says …: two batch errors are close”",
)
