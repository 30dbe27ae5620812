"""X4.4, a fit by mini-batches that stops for the right reason: the gradient of all rows is short."""

import numpy as np

from autograder.declaring import Exercise
from gdkit import GD, MSE, add_bias, closed_forms, minimize, pack
from gdkit.checking.encoding import GeneratorInput
from gdkit.datasets import toy_batch

from .. import libraries, slips
from ..drawing import one_of
from ..drawn_numbers import numbers
from .shared import STEPS_UPHILL

fit = Exercise(
    "04.fit_minibatch",
    "fit_minibatch(X, y, batch_size, eta, tol, n_epochs, rng) -> (w, b)",
    # Any order of the rows is right, and so is any way to draw it. Two right answers then agree only as far as the
    # stopping rule ties them: to tol / μ, where tol is 1e-8 here and μ, the least eigenvalue of the Hessian, about 0.4.
    tolerance=1e-6,
    allows={
        "one row": ["X"],
        "one column": ["X"],
        "one entry": ["y"],
        "whole": ["X", "y"],
        "large": ["X", "y", "tol", "n_epochs"],
        "zero": ["tol", "n_epochs"],
    },
    reread="Lecture 04, “A fit that stops for the right reason”",
    library_calls=("normal_equation", "lstsq", "solve", "pinv", "inv", *libraries.DESCENTS, *libraries.REGRESSIONS),
)
SOURCE = "Lecture 04, “When to stop”"


def _gradient(X, y, w, b):
    residual = X @ w + b - y
    return 2 / len(y) * X.T @ residual, 2 / len(y) * residual.sum()


def _norm(X, y, w, b):
    """Length of the gradient of all rows."""
    dw, db = _gradient(X, y, w, b)
    return float(np.sqrt(dw @ dw + db**2))


def _batches(order, batch_size):
    return [order[start : start + batch_size] for start in range(0, len(order), batch_size)]


def _step(X, y, rows, w, b, eta):
    dw, db = _gradient(X[rows], y[rows], w, b)
    return w - eta * dw, b - eta * db


@fit.reference
def fit_minibatch(X, y, batch_size, eta, tol, n_epochs, rng):
    w, b = np.ones(X.shape[1]), 0.0
    for _ in range(n_epochs):
        for rows in _batches(rng.permutation(len(y)), batch_size):
            dw, db = _gradient(X[rows], y[rows], w, b)
            w, b = w - eta * dw, b - eta * db
        if _norm(X, y, w, b) <= tol:
            break
    return w, b


@fit.shown("the toy batch in batches of 3, to the end")
def toy_to_the_end():
    X, y = toy_batch()
    settings = {"batch_size": 3, "eta": 0.1, "tol": 1e-8, "n_epochs": 150}
    return {"X": X, "y": y, **settings, "rng": GeneratorInput(0)}


@fit.shown("whole numbers in X and y, batches larger than the data, 3 passes: any order gives the same")
def whole_batch():
    X, y = np.array([[2, 0], [-1, 3], [1, 1], [0, -2], [3, 1]]), np.array([1, 7, 0, -4, 2])
    settings = {"batch_size": 32, "eta": 0.1, "tol": 1e-9, "n_epochs": 3}
    return {"X": X, "y": y, **settings, "rng": GeneratorInput(1)}


@fit.shown("12 equal rows in batches of 5, 3 passes: a pass makes three steps")
def equal_rows():
    settings = {"batch_size": 5, "eta": 0.02, "tol": 1e-9, "n_epochs": 3}
    return {"X": np.tile([2.0, -1.0, 0.5], (12, 1)), "y": np.full(12, 4.0), **settings, "rng": GeneratorInput(2)}


@fit.shown("six rows whose steps do not disturb each other, one row at a time, 3 passes")
def steps_apart():
    """(1, x) of different rows are at right angles, so the order of the steps does not matter."""
    X, y = _at_right_angles(1.25, 0.8), np.array([3.0, -1.0, 2.0, 3.0, -1.0, 2.0])
    settings = {"batch_size": 1, "eta": 0.04, "tol": 1e-9, "n_epochs": 3}
    return {"X": X, "y": y, **settings, "rng": GeneratorInput(3)}


@fit.shown("all rows in one batch, labels with noise, tol = 0.05: stops long before the last pass")
def stops_early():
    X, y = toy_batch()
    settings = {"batch_size": 12, "eta": 0.05, "tol": 0.05, "n_epochs": 60}
    noise = np.array([0.3, -0.2, 0.1, 0.0, -0.1, 0.2, -0.3, 0.1, 0.0, 0.2, -0.1, -0.2])
    return {"X": X, "y": y + noise, **settings, "rng": GeneratorInput(4)}


@fit.shown("no pass at all, n_epochs = 0: the start is returned")
def no_pass():
    return {**whole_batch(), "n_epochs": 0}


@fit.shown("the gradient is short from the start, tol = 40: there is one pass before that is looked at")
def short_from_the_start():
    return {**whole_batch(), "tol": 40.0}


@fit.shown("all rows in one batch, a small rate, 120 passes: on the way still")
def on_the_way_still():
    X, y = toy_batch()
    return {"X": X, "y": y, "batch_size": 12, "eta": 2e-3, "tol": 1e-9, "n_epochs": 120, "rng": GeneratorInput(5)}


@fit.shown("all rows in one batch, a rate at which the loss grows, 8 passes")
def loss_grows():
    return {**on_the_way_still(), "eta": 0.7, "n_epochs": 8}


def _at_right_angles(p, q):
    """Six rows x, each twice, with xᵢ·xⱼ = −1 for different rows: with their 1 they are at right angles."""
    rows = np.array([[p, 0.0], [-1 / p, q], [-1 / p, -(1 + 1 / p**2) / q]])
    return np.vstack([rows, rows])


def _case(rng, X, y, **settings):
    return {"X": X, "y": y, **settings, "rng": GeneratorInput(int(rng.integers(2**31)))}


def _well_spread(rng, m, n):
    """X with which a descent is not slow: the least eigenvalue of the Hessian is above 0.4."""
    while True:
        X = rng.uniform(-1.5, 1.5, size=(m, n))
        if np.linalg.eigvalsh(2 / m * add_bias(X).T @ add_bias(X))[0] > 0.4:
            return X


@fit.drawn(1)
def without_noise(rng):
    """To the end: the exact solution, whatever the order."""
    n = int(rng.integers(2, 4))
    X = _well_spread(rng, int(rng.integers(10, 14)), n)
    y = X @ rng.normal(size=n) + rng.normal() + 1
    return _case(rng, X, y, batch_size=3, eta=0.1, tol=1e-8, n_epochs=150)


@fit.drawn(1)
def one_batch(rng):
    m, n = int(rng.integers(5, 8)), 3
    X, y = rng.normal(size=(m, n)), rng.normal(size=m) + 2
    return _case(rng, X, y, batch_size=int(rng.integers(m + 1, 20)), eta=0.07, tol=1e-9, n_epochs=5)


@fit.drawn(1)
def equal_rows_again(rng):
    X = np.tile(rng.integers(1, 4, size=2), (8, 1))
    return _case(rng, X, np.full(8, int(rng.integers(7, 12))), batch_size=3, eta=0.01, tol=1e-9, n_epochs=3)


@fit.drawn(1)
def steps_apart_again(rng):
    X, labels = _at_right_angles(float(rng.uniform(0.8, 1.3)), float(rng.uniform(0.7, 1.3))), 3 * rng.normal(size=3)
    return _case(rng, X, np.tile(labels, 2), batch_size=1, eta=0.03, tol=1e-9, n_epochs=3)


@fit.drawn(2)
def short_gradient(rng):
    """All rows in one batch, with noise: where it stops is the same in any order."""
    X = _well_spread(rng, 10, 3)
    y = X @ rng.normal(size=3) + rng.normal() + 3 + rng.normal(size=10)
    tol = 0.1 * _norm(X, y, np.ones(3), 0.0)
    return _case(rng, X, y, batch_size=10, eta=0.08, tol=tol, n_epochs=90)


@fit.drawn(1)
def one_row_of_data(rng):
    return _case(rng, rng.normal(size=(1, 2)), rng.normal(size=1) + 3, batch_size=1, eta=0.05, tol=1e-9, n_epochs=3)


@fit.independent(1e-6)
def exactly_or_by_gdkit(X, y, batch_size, eta, tol, n_epochs, rng):
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


def _rows(rng, m, n):
    return one_of(rng, numbers(rng, (m, n), "usual", "whole"), numbers(rng, (m, n))), numbers(rng, m)


def _one_batch(rng, m, n):
    return *_rows(rng, m, n), m + one_of(rng, 0, 0, 1, 30)


def _rows_all_the_same(rng, m, n):
    X, y = _rows(rng, m, n)
    return X[[0] * m], y[[0] * m], int(rng.integers(1, m + 1))


def _rows_at_right_angles(rng, m, n):
    """With their 1, the rows of a Hadamard matrix; in batches without a short one, steps do not disturb each other."""
    m, rows = one_of(rng, 2, 4, 8), np.ones((1, 1), dtype=int)
    while len(rows) < m:
        rows = np.block([[rows, rows], [rows, -rows]])
    return rows[:, 1:] * one_of(rng, 1, 1.0), numbers(rng, m), one_of(rng, 1, 1, 2)


def _fitted_at_the_start(rng, m, n):
    X, _ = _rows(rng, m, n)
    return X, X.sum(axis=1), int(rng.integers(1, m + 1))


@fit.wider
def any_fit(rng):
    """What ends at the same point in any order of the rows."""
    if rng.random() < 0.06:
        return without_noise(rng)
    make = one_of(rng, *[_one_batch] * 3, _rows_all_the_same, _rows_at_right_angles, _fitted_at_the_start)
    X, y, batch_size = make(rng, one_of(rng, 1, 2, 3, 5, 6, 8, 15), int(rng.integers(1, 4)))
    Xb = np.column_stack([np.ones(len(y)), X])
    steepest = np.linalg.norm(Xb, 2) ** 2 / len(y) if make is _one_batch else (Xb**2).sum(axis=1).max()
    n_epochs = one_of(rng, 0, 1, 1, 2, 3, 5, 12, 40, 120)
    share = one_of(rng, 1e-3, 0.01, 0.05, 0.1, 0.3, 0.45, *((0.7, 1.3) if n_epochs < 12 else ()))
    tol = one_of(rng, 0.0, 1e-9, 1e-4, 0.03, 0.2, 0.7, 2.0) * _norm(X, y, np.ones(X.shape[1]), 0.0)
    settings = {"batch_size": batch_size, "eta": float(f"{share / steepest:.2g}"), "tol": float(f"{tol:.2g}")}
    return _case(rng, X, y, **settings, n_epochs=n_epochs)


fit.keep(38, 111, 77, 154, 54, 165, 15, 101, 152, 274, 125, 78, 24, 73, 141, 189, 198, 4, 16, 143, 180, 218)


def _with_factor(X, y, batch_size, eta, tol, n_epochs, rng, factor):
    """The fit with steps that are factor(rows in the batch) times too long."""
    w, b = np.ones(X.shape[1]), 0.0
    for _ in range(n_epochs):
        for rows in _batches(rng.permutation(len(y)), batch_size):
            w, b = _step(X, y, rows, w, b, eta * factor(len(rows)))
        if _norm(X, y, w, b) <= tol:
            break
    return w, b


def _with_rule(X, y, batch_size, eta, n_epochs, rng, stops):
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
def consecutive_batch_errors(X, y, batch_size, eta, tol, n_epochs, rng):
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
def gradient_of_the_last_batch(X, y, batch_size, eta, tol, n_epochs, rng):
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
def small_loss(X, y, batch_size, eta, tol, n_epochs, rng):
    """It stops when the loss is at most tol: the loss alone does not say how near the minimum is.

    What is zero at every minimum: the loss or its gradient?
    """
    return _with_rule(X, y, batch_size, eta, n_epochs, rng, lambda w, b, *_: np.mean((X @ w + b - y) ** 2) <= tol)


@fit.mistake(reread=SOURCE)
def small_decrease(X, y, batch_size, eta, tol, n_epochs, rng):
    """It stops when the loss of all rows changes by at most tol in a pass: that shows a slow descent, not its end.

    Test the length of the gradient of all rows.
    """

    def change(w, b, w_old, b_old):
        return float(abs(np.mean((X @ w + b - y) ** 2) - np.mean((X @ w_old + b_old - y) ** 2)))

    return _with_rule(X, y, batch_size, eta, n_epochs, rng, lambda *at: change(*at) <= tol)


@fit.mistake(reread=SOURCE)
def small_step(X, y, batch_size, eta, tol, n_epochs, rng):
    """It stops when a pass moves (w, b) by at most tol: with a small rate every step is small.

    Test the length of the gradient of all rows.
    """

    def moved(w, b, w_old, b_old):
        return float(np.sqrt(np.sum((w - w_old) ** 2) + (b - b_old) ** 2))

    return _with_rule(X, y, batch_size, eta, n_epochs, rng, lambda *at: moved(*at) <= tol)


@fit.mistake(reread=SOURCE)
def bias_not_tested(X, y, batch_size, eta, tol, n_epochs, rng):
    """The stopping rule looks at dw only.

    The gradient has n + 1 entries; db is one of them.
    """
    return _with_rule(
        X, y, batch_size, eta, n_epochs, rng, lambda w, b, *_: bool(np.linalg.norm(_gradient(X, y, w, b)[0]) <= tol)
    )


@fit.mistake(reread=SOURCE)
def never_stops(X, y, batch_size, eta, tol, n_epochs, rng):
    """tol is not used: all passes are made.

    After each pass, is the gradient of all rows short enough to stop?
    """
    return _with_rule(X, y, batch_size, eta, n_epochs, rng, lambda *_: False)


@fit.mistake()
def remainder_dropped(X, y, batch_size, eta, tol, n_epochs, rng):
    """The short last batch is dropped: its rows are left out of the pass.

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
def remainder_dropped_unless_alone(X, y, batch_size, eta, tol, n_epochs, rng):
    """The short last batch is dropped, except where it is the only one.

    12 rows in batches of 5 are 5 + 5 + 2.
    """
    return remainder_dropped(X, y, min(batch_size, len(y)), eta, tol, n_epochs, rng)


@fit.mistake(says=slips.REMAINDER_DIVIDED_BY_BATCH_SIZE)
def remainder_divided_by_batch_size(X, y, batch_size, eta, tol, n_epochs, rng):
    """The mean of a batch runs over the rows that are in it."""
    return _with_factor(X, y, batch_size, eta, tol, n_epochs, rng, lambda rows: rows / batch_size)


@fit.mistake(says=slips.DIVIDED_BY_ALL_ROWS)
def batches_divided_by_all_rows(X, y, batch_size, eta, tol, n_epochs, rng):
    """The steps are then too short."""
    return _with_factor(X, y, batch_size, eta, tol, n_epochs, rng, lambda rows: rows / len(y))


@fit.mistake()
def sum_over_the_batch(X, y, batch_size, eta, tol, n_epochs, rng):
    """A step on k rows is k times too long: a sum stands where the mean belongs.

    The loss of a batch is a mean over its rows: what does that make of its gradient?
    """
    return _with_factor(X, y, batch_size, eta, tol, n_epochs, rng, lambda rows: rows)


@fit.mistake(says=slips.HALF_STEPS, reread="Lecture 04, “The loss of one row”")
def half_steps(X, y, batch_size, eta, tol, n_epochs, rng):
    """The loss has no ½ in front. Differentiate one square by hand."""
    return _with_factor(X, y, batch_size, eta, tol, n_epochs, rng, lambda rows: 0.5)


@fit.mistake(says=STEPS_UPHILL)
def uphill(X, y, batch_size, eta, tol, n_epochs, rng):
    """Compare the loss before and after the first pass."""
    return _with_factor(X, y, batch_size, eta, tol, n_epochs, rng, lambda rows: -1.0)


@fit.mistake()
def bias_not_updated(X, y, batch_size, eta, tol, n_epochs, rng):
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


@fit.mistake(says=slips.BIAS_AFTER_WEIGHTS)
def bias_after_weights(X, y, batch_size, eta, tol, n_epochs, rng):
    """Both gradients belong to the same point. Compute both, then update both."""
    w, b = np.ones(X.shape[1]), 0.0
    for _ in range(n_epochs):
        for rows in _batches(rng.permutation(len(y)), batch_size):
            w, _ = _step(X, y, rows, w, b, eta)
            _, b = _step(X, y, rows, w, b, eta)
        if _norm(X, y, w, b) <= tol:
            break
    return w, b


@fit.mistake()
def gradients_of_the_pass_at_its_start(X, y, batch_size, eta, tol, n_epochs, rng):
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
def gradients_pile_up(X, y, batch_size, eta, tol, n_epochs, rng):
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
def labels_not_shuffled(X, y, batch_size, eta, tol, n_epochs, rng):
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
def shuffled_apart(X, y, batch_size, eta, tol, n_epochs, rng):
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
def rows_drawn_again(X, y, batch_size, eta, tol, n_epochs, rng):
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
def updates_for_passes(X, y, batch_size, eta, tol, n_epochs, rng):
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
def one_batch_a_pass(X, y, batch_size, eta, tol, n_epochs, rng):
    """Each pass uses one batch only.

    A pass visits every row. Does something stand inside the inner loop that belongs after it?
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
def one_pass(X, y, batch_size, eta, tol, n_epochs, rng):
    """It returns after the first pass.

    Is the return inside the loop?
    """
    return fit_minibatch(X, y, batch_size, eta, tol, min(n_epochs, 1), rng)


@fit.mistake()
def one_pass_too_many(X, y, batch_size, eta, tol, n_epochs, rng):
    """It makes one pass more than n_epochs.

    range(n_epochs) counts from 0: how often does your loop run?
    """
    return fit_minibatch(X, y, batch_size, eta, tol, n_epochs + 1, rng)


@fit.mistake()
def starts_at_zero(X, y, batch_size, eta, tol, n_epochs, rng):
    """It starts from w = 0.

    The start is w = (1, …, 1), b = 0. After many passes the start no longer shows; after a few it does.
    """
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(n_epochs):
        for rows in _batches(rng.permutation(len(y)), batch_size):
            w, b = _step(X, y, rows, w, b, eta)
        if _norm(X, y, w, b) <= tol:
            break
    return w, b


@fit.mistake(reread="Lecture 04, “The update in place”")
def integer_weights(X, y, batch_size, eta, tol, n_epochs, rng):
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


@fit.mistake(reread="Lecture 04, “The update in place”")
def data_shuffled_in_place(X, y, batch_size, eta, tol, n_epochs, rng):
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
def weights_as_column(X, y, batch_size, eta, tol, n_epochs, rng):
    """w comes back as a column of shape (n, 1); this course keeps it as (n,).

    The source of the lecture writes columns. Here y has shape (m,) and w has shape (n,).
    """
    w, b = fit_minibatch(X, y, batch_size, eta, tol, n_epochs, rng)
    return w.reshape(-1, 1), b


@fit.mistake()
def bias_first(X, y, batch_size, eta, tol, n_epochs, rng):
    """b and w come in the wrong order.

    Return w, then b.
    """
    w, b = fit_minibatch(X, y, batch_size, eta, tol, n_epochs, rng)
    return b, w


@fit.variant
def in_theta(X, y, batch_size, eta, tol, n_epochs, rng):
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
def by_loops(X, y, batch_size, eta, tol, n_epochs, rng):
    """Gradients row by row, on a shuffled list of row numbers."""

    def gradient(rows):
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
def on_shuffled_copies(X, y, batch_size, eta, tol, n_epochs, rng):
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
