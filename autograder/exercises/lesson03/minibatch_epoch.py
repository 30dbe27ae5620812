"""X3.2, one pass: a step on each mini-batch in a given order, the short last one too."""

import numpy as np

from autograder.declaring import Exercise
from gdkit import GD, MSE, minimize, pack
from gdkit.datasets import toy_batch

from .. import slips
from ..drawing import one_of
from ..wide_numbers import size
from .minibatch_step import minibatch_step
from .shared import wide_batch, wide_rate

epoch = Exercise(
    "03.minibatch_epoch",
    "minibatch_epoch(X, y, w, b, batch_size, eta, order) -> (w, b)",
    reread="Lecture 03, “From one step to one pass”",
    allows={
        "one row": ["X"],
        "one column": ["X"],
        "one entry": ["y", "w", "order"],
        "whole": ["X", "y", "w"],
        "only zeros": ["X", "y", "w", "order"],
        "equal rows": ["X"],
        "large": ["X", "y", "w", "b"],
        "small": ["X", "y", "w", "b", "eta"],
        "zero": ["b", "eta"],
        "one": ["b", "batch_size"],
        "negative": ["b"],
        "left out": ["order X"],
        "twice": ["order X"],
        "beyond": ["batch_size X"],
    },
)


@epoch.reference
def minibatch_epoch(X, y, w, b, batch_size, eta, order):
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        w, b, _, _ = minibatch_step(X[rows], y[rows], w, b, eta)
    return w, b


def _toy(batch_size, order, **changes):
    X, y = toy_batch()
    start = {"X": X, "y": y, "w": np.array([1.0, 1.0]), "b": 0.0}
    return {**start, **changes, "batch_size": batch_size, "eta": 0.1, "order": order}


@epoch.shown("the toy batch in file order, batches of 3")
def threes():
    return _toy(3, np.arange(12))


@epoch.shown("batches of 5: the last batch has 2 rows")
def fives():
    return _toy(5, np.arange(12))


@epoch.shown("another order, start written as integers")
def shuffled():
    order = np.array([7, 2, 9, 0, 11, 4, 1, 8, 3, 10, 5, 6])
    return _toy(4, order, w=np.array([1, 1]), b=0)


@epoch.shown("an order that leaves rows out and has two of them twice, one in the same batch")
def some_rows_and_some_twice():
    return _toy(4, np.array([5, 3, 5, 0, 11, 3]), w=np.zeros(2), b=1)


@epoch.shown("a single row of one feature, a larger batch, tiny numbers, a rate of 0")
def single_row():
    X, y = np.array([[4.5e-05]]), np.array([3.5])
    return {"X": X, "y": y, "w": np.array([2e-05]), "b": 2.5e-04, "batch_size": 3, "eta": 0.0, "order": np.array([0])}


@epoch.shown("features of 0, batches of 1: only b moves")
def features_of_zero():
    X, y = np.zeros((4, 2), dtype=int), np.array([4.5e-06, -3e-07, 8.25e-05, 1e-06])
    order = np.array([2, 0, 3, 1])
    return {"X": X, "y": y, "w": np.array([3.5e-06, -2e-08]), "b": 0, "batch_size": 1, "eta": 0.4, "order": order}


@epoch.shown("large features, labels and weights, and a rate that suits them")
def large_numbers():
    X, y = toy_batch()
    start = {"w": np.array([250.0, -1750.0]), "b": -1380.0}
    return {"X": 1000 * X, "y": 5e5 * y, **start, "batch_size": 7, "eta": 3e-08, "order": np.arange(12)}


@epoch.shown("the first row fits exactly from the start: no step there, and on it goes")
def first_row_fits():
    X, y = np.array([[1.0, 2.0], [-2.0, 1.0], [0.5, 3.0]]), np.array([0.0, 3.0, -1.0])
    start = {"w": np.zeros(2), "b": 0}
    return {"X": X, "y": y, **start, "batch_size": 1, "eta": 0.05, "order": np.array([0, 1, 2])}


@epoch.drawn(4)
def any_pass(rng):
    n, m = int(rng.integers(2, 5)), int(rng.integers(9, 15))
    batch_size = int(rng.choice([k for k in range(2, 7) if m % k]))  # the last batch is short
    return {
        "X": rng.normal(size=(m, n)),
        "y": rng.normal(size=m) + 1.0,
        "w": rng.normal(size=n),
        "b": float(rng.normal()),
        "batch_size": batch_size,
        "eta": float(rng.uniform(0.05, 0.15)),
        "order": rng.permutation(m),
    }


@epoch.drawn(1)
def part_of_the_rows(rng):
    """`order` names fewer rows than there are, some of them twice: it decides, not the length of X."""
    return {
        "X": rng.normal(size=(10, 2)),
        "y": rng.normal(size=10),
        "w": rng.normal(size=2),
        "b": float(rng.normal()),
        "batch_size": 3,
        "eta": 0.1,
        "order": np.append(rng.permutation(10)[:6], [4, 4]),
    }


@epoch.drawn(1)
def batch_larger_than_the_data(rng):
    return {
        "X": rng.normal(size=(5, 2)),
        "y": rng.normal(size=5),
        "w": rng.integers(1, 4, size=2),
        "b": int(rng.integers(1, 3)),
        "batch_size": 32,
        "eta": 0.1,
        "order": rng.permutation(5),
    }


@epoch.independent(1e-9)
def by_gdkit(X, y, w, b, batch_size, eta, order):
    """Each batch as a loss of gdkit's, one step of its gradient descent on each."""
    loss, theta = MSE(X.astype(float), y), pack(b, w)
    for start in range(0, len(order), batch_size):
        theta = minimize(loss[order[start : start + batch_size]], theta, GD(max(eta, 1e-300)), 1).theta
    return theta[1:], theta[0]


@epoch.wider
def any_epoch(rng):
    """Any order, of all rows, of some, of some twice; rates that converge, and a few that let w and b grow."""
    m = size(rng, 8)
    batch = wide_batch(rng, m, size(rng, 3))
    order = one_of(rng, rng.permutation(m), rng.permutation(m)[: int(rng.integers(1, m + 1))],
                   rng.integers(0, m, size=int(rng.integers(1, 2 * m + 1))))  # fmt: skip
    eta = wide_rate(rng, batch["X"], 0.05, one_of(rng, 1.8, 1.8, 1.8, 4.0))
    return {
        **batch,
        "batch_size": one_of(rng, int(rng.integers(1, 5)), int(rng.integers(1, m + 4))),
        "eta": eta,
        "order": order,
    }


epoch.keep(0, 73, 60, 19, 2, 176, 127, 56, 28, 8, 10, 261, 62)


@epoch.mistake(reread="Lecture 03, “From one step to one pass”")
def stale_gradients(X, y, w, b, batch_size, eta, order):
    """All gradients are taken at the start; each batch has to start where the one before it arrived.

    Which w and b does your second batch see?
    """
    w_start, b_start = w, b
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        _, _, dw, db = minibatch_step(X[rows], y[rows], w_start, b_start, eta)
        w, b = w - eta * dw, b - eta * db
    return w, b


@epoch.mistake(reread="Lecture 03, “From one step to one pass”")
def remainder_dropped(X, y, w, b, batch_size, eta, order):
    """The short last batch is dropped: its rows are never used.

    12 rows in batches of 5 are 5 + 5 + 2. How many batches does your loop make?
    """
    for k in range(len(order) // batch_size):
        rows = order[k * batch_size : (k + 1) * batch_size]
        w, b, _, _ = minibatch_step(X[rows], y[rows], w, b, eta)
    return w, b


@epoch.mistake(says=slips.REMAINDER_DIVIDED_BY_BATCH_SIZE, reread="Lecture 03, “B is the size of the batch”")
def remainder_divided_by_batch_size(X, y, w, b, batch_size, eta, order):
    """B is the number of rows in this batch."""
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        w, b, _, _ = minibatch_step(X[rows], y[rows], w, b, eta * len(rows) / batch_size)
    return w, b


@epoch.mistake(says=slips.DIVIDED_BY_ALL_ROWS, reread="Lecture 03, “B is the size of the batch”")
def divided_by_m(X, y, w, b, batch_size, eta, order):
    """The steps are then too short. B is the number of rows in this batch."""
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        w, b, _, _ = minibatch_step(X[rows], y[rows], w, b, eta * len(rows) / len(X))
    return w, b


@epoch.mistake(reread="Lecture 03, “From one step to one pass”")
def order_ignored(X, y, w, b, batch_size, eta, order):
    """The rows are taken as they stand in X; `order` is not used.

    order holds the row numbers in the order in which they are to be visited.
    """
    return minibatch_epoch(X, y, w, b, batch_size, eta, np.arange(len(X)))


@epoch.mistake(reread="Lecture 03, “From one step to one pass”")
def labels_not_reordered(X, y, w, b, batch_size, eta, order):
    """X is reordered and y is not: rows meet the labels of other rows.

    Take X[rows] and y[rows] with the same rows.
    """
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        w, b, _, _ = minibatch_step(X[rows], y[start : start + len(rows)], w, b, eta)
    return w, b


@epoch.mistake(reread="Lecture 03, “From one step to one pass”")
def one_batch_only(X, y, w, b, batch_size, eta, order):
    """Only the first batch is used.

    Is the return inside the loop?
    """
    rows = order[:batch_size]
    w, b, _, _ = minibatch_step(X[rows], y[rows], w, b, eta)
    return w, b


@epoch.mistake(reread="Lecture 03, “From one step to one pass”")
def one_full_batch(X, y, w, b, batch_size, eta, order):
    """All rows make one single step: batch_size is not used.

    A pass over 12 rows in batches of 3 makes four steps.
    """
    w, b, _, _ = minibatch_step(X[order], y[order], w, b, eta)
    return w, b


@epoch.mistake(reread="Lecture 03, “From one step to one pass”")
def bias_stays(X, y, w, b, batch_size, eta, order):
    """b does not move from batch to batch.

    The step returns the new b too; pass it on to the next batch.
    """
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        w, _, _, _ = minibatch_step(X[rows], y[rows], w, b, eta)
    return w, b


@epoch.mistake(says=slips.STEPS_UPHILL, reread="Lecture 03, “Step 5: the update”")
def uphill(X, y, w, b, batch_size, eta, order):
    """Compare the loss before and after the pass."""
    return minibatch_epoch(X, y, w, b, batch_size, -eta, order)


@epoch.mistake(says=slips.HALF_STEPS, reread="Lecture 03, “Step 2: ∂J/∂ŷ”")
def half_the_rate(X, y, w, b, batch_size, eta, order):
    """The loss of this lesson is 1/B times the sum of squares, without a ½ in front."""
    return minibatch_epoch(X, y, w, b, batch_size, eta / 2, order)


@epoch.mistake(reread="Lecture 03, “Step 1: the loss”")
def sum_over_batch(X, y, w, b, batch_size, eta, order):
    """The steps are B times too long: the gradient of the sum is used where the loss is a mean.

    Where does the 1/B of the loss go when you differentiate?
    """
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        w, b, _, _ = minibatch_step(X[rows], y[rows], w, b, eta * len(rows))
    return w, b


@epoch.variant
def by_slices(X, y, w, b, batch_size, eta, order):
    X, y = X[order], y[order]
    while len(y):
        w, b, _, _ = minibatch_step(X[:batch_size], y[:batch_size], w, b, eta)
        X, y = X[batch_size:], y[batch_size:]
    return w, b


@epoch.variant
def by_split(X, y, w, b, batch_size, eta, order):
    for rows in np.split(order, np.arange(batch_size, len(order), batch_size)):
        residual = X[rows] @ w + b - y[rows]
        w, b = w - 2 * eta * (residual @ X[rows]) / len(rows), b - 2 * eta * residual.mean()
    return w, b


@epoch.variant
def row_by_row(X, y, w, b, batch_size, eta, order):
    dw, db, seen = np.zeros(len(w)), 0.0, 0
    for k, row in enumerate(order, start=1):
        residual = float(np.dot(X[row], w)) + b - y[row]
        dw, db, seen = dw + 2 * residual * X[row], db + 2 * residual, seen + 1
        if k % batch_size == 0 or k == len(order):
            w, b = w - eta * dw / seen, b - eta * db / seen
            dw, db, seen = np.zeros(len(w)), 0.0, 0
    return w, b
