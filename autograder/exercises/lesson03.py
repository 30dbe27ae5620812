"""Lesson 03, one mini-batch step by hand: the gradient of the mean squared error and one update, then one pass.

House convention: L = 1/N Σ (ŷ − y)², so the gradient carries 2/N. Sources: ledger rows E1–E21.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy import ndarray

from autograder.declaring import Exercise, Quiz
from gdkit import GD, MSE, minimize, pack
from gdkit.datasets import toy_batch

LECTURE = "Lecture 03"

# --- X3.1: one step -----------------------------------------------------------------------------

step = Exercise(
    "03.minibatch_step",
    "minibatch_step(X, y, w, b, eta) -> (w, b, dw, db)",
    parts={"the gradient (dw, db)": ("dw", "db"), "the update (w, b)": ("w", "b")},
    reread=f"{LECTURE}, steps 3 to 5",
)

Step = tuple[ndarray, float, ndarray, float]


@step.reference
def minibatch_step(X: ndarray, y: ndarray, w: ndarray, b: float, eta: float) -> Step:
    N = len(y)
    residual = X @ w + b - y
    dw = 2 / N * X.T @ residual
    db = 2 / N * residual.sum()
    return w - eta * dw, b - eta * db, dw, db


def _take(rows: list[int]) -> dict[str, Any]:
    X, y = toy_batch()
    return {"X": X[rows], "y": y[rows]}


@step.shown("rows 1 to 3 of the toy batch, from w = (1, 1), b = 0")
def first_batch() -> dict[str, Any]:
    return {**_take([0, 1, 2]), "w": np.array([1.0, 1.0]), "b": 0.0, "eta": 0.1}


@step.shown("the same start written as integers, w = np.array([1, 1]) and b = 0")
def integer_start() -> dict[str, Any]:
    return {**_take([0, 1, 2]), "w": np.array([1, 1]), "b": 0, "eta": 0.1}


@step.shown("four rows of three columns, residuals of both signs, b not zero")
def both_signs() -> dict[str, Any]:
    X = np.array([[1.0, -2.0, 0.5], [0.0, 1.5, -1.0], [2.0, 1.0, 3.0], [-1.5, 0.5, 1.0]])
    y = np.array([1.0, -0.5, 2.5, 4.0])
    return {"X": X, "y": y, "w": np.array([2.0, -0.5, 1.0]), "b": 0.75, "eta": 0.25}


@step.drawn(4)
def any_batch(rng: np.random.Generator) -> dict[str, Any]:
    n = int(rng.integers(2, 6))
    N = int(rng.integers(n + 1, n + 7))  # more rows than columns: N ≠ n
    return {
        "X": rng.normal(size=(N, n)),
        "y": rng.normal(size=N) + rng.normal(),
        "w": rng.normal(size=n),
        "b": float(rng.normal()),
        "eta": float(rng.uniform(0.02, 0.3)),
    }


@step.drawn(1)
def square_batch(rng: np.random.Generator) -> dict[str, Any]:
    """As many rows as columns: a missing transpose goes unnoticed by shapes."""
    return {
        "X": rng.normal(size=(3, 3)),
        "y": rng.normal(size=3),
        "w": rng.normal(size=3),
        "b": float(rng.normal()),
        "eta": 0.1,
    }


@step.drawn(1)
def integer_weights(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "X": rng.integers(-3, 4, size=(5, 2)),
        "y": rng.normal(size=5),
        "w": rng.integers(1, 4, size=2),
        "b": int(rng.integers(1, 4)),
        "eta": 0.05,
    }


@step.drawn(1)
def one_row(rng: np.random.Generator) -> dict[str, Any]:
    """N = 1: the stochastic case."""
    return {
        "X": rng.normal(size=(1, 3)),
        "y": rng.normal(size=1),
        "w": rng.normal(size=3),
        "b": float(rng.normal()),
        "eta": 0.1,
    }


@step.independent(1e-7)
def by_differences(X: ndarray, y: ndarray, w: ndarray, b: float, eta: float) -> Step:
    """The gradient of the loss by central differences."""

    def loss(point: ndarray) -> float:
        return float(np.mean((X @ point[1:] + point[0] - y) ** 2))

    point, h = np.array([b, *w], dtype=float), 1e-5
    gradient = np.array([(loss(point + h * e) - loss(point - h * e)) / (2 * h) for e in np.eye(len(point))])
    new = point - eta * gradient
    return new[1:], new[0], gradient[1:], gradient[0]


@step.wider
def any_step(rng: np.random.Generator) -> dict[str, Any]:
    N, n = (int(k) for k in rng.integers(1, 6, size=2))
    size = 10.0 ** rng.integers(-2, 3)
    return {
        "X": rng.choice([rng.normal(size=(N, n)) * size, np.zeros((N, n)), np.ones((N, n))]),
        "y": rng.normal(size=N) * size,
        "w": rng.choice([rng.normal(size=n), np.zeros(n)]),
        "b": float(rng.choice([0.0, rng.normal(), -10.0])),
        "eta": float(rng.choice([0.0, 0.1, 2.0])),
    }


def _step(X: ndarray, y: ndarray, w: ndarray, b: float, eta: float, scale: float, sign: float = -1.0) -> Step:
    """One step whose gradient is `scale` times Xᵀ(ŷ − y), walked in the direction `sign`."""
    residual = X @ w + b - y
    dw, db = scale * X.T @ residual, scale * residual.sum()
    return w + sign * eta * dw, b + sign * eta * db, dw, db


@step.mistake(reread=f"{LECTURE}, step 2: ∂L/∂ŷ")
def missing_two(X: ndarray, y: ndarray, w: ndarray, b: float, eta: float) -> Step:
    """The gradient is half of what it should be: the 2 that differentiating a square brings down is missing.

    The loss of this lesson is 1/N times the sum of squares, without a ½ in front. Differentiate one square by hand.
    """
    return _step(X, y, w, b, eta, 1 / len(y))


@step.mistake(reread=f"{LECTURE}, step 1: the loss")
def sum_instead_of_mean(X: ndarray, y: ndarray, w: ndarray, b: float, eta: float) -> Step:
    """The gradient is N times too large: it belongs to the sum of the squares, not to their mean.

    Where does the 1/N of the loss go when you differentiate?
    """
    return _step(X, y, w, b, eta, 2.0)


@step.mistake(reread=f"{LECTURE}, step 1: the loss")
def sum_and_missing_two(X: ndarray, y: ndarray, w: ndarray, b: float, eta: float) -> Step:
    """The gradient lacks its factor altogether: both the 2 of the square and the 1/N of the mean are missing.

    Write the loss down with its factor and differentiate term by term.
    """
    return _step(X, y, w, b, eta, 1.0)


@step.mistake(reread=f"{LECTURE}, “N is the size of the batch”")
def divided_by_all_rows(X: ndarray, y: ndarray, w: ndarray, b: float, eta: float) -> Step:
    """The gradient is divided by 12, the rows of the whole data set, instead of by the rows of this batch.

    The function sees only the batch: take N from its shape.
    """
    return _step(X, y, w, b, eta, 2 / 12)


@step.mistake(reread=f"{LECTURE}, “N is the size of the batch”")
def divided_by_three(X: ndarray, y: ndarray, w: ndarray, b: float, eta: float) -> Step:
    """The gradient is always divided by 3, whatever the size of the batch.

    3 is right for the batch on paper only; take N from the shape of X.
    """
    return _step(X, y, w, b, eta, 2 / 3)


@step.mistake(reread=f"{LECTURE}, step 3")
def divided_by_columns(X: ndarray, y: ndarray, w: ndarray, b: float, eta: float) -> Step:
    """The gradient is divided by the number of columns of X instead of by its number of rows.

    X has shape (N, n). Which axis counts the observations?
    """
    return _step(X, y, w, b, eta, 2 / X.shape[1])


@step.mistake(reread=f"{LECTURE}, step 5: the update")
def ascent(X: ndarray, y: ndarray, w: ndarray, b: float, eta: float) -> Step:
    """The step goes uphill: η times the gradient is added.

    The gradient points to where the loss grows. Compare the loss before and after your step.
    """
    return _step(X, y, w, b, eta, 2 / len(y), sign=1.0)


@step.mistake(reread=f"{LECTURE}, step 2: ∂L/∂ŷ")
def residual_reversed(X: ndarray, y: ndarray, w: ndarray, b: float, eta: float) -> Step:
    """The gradient has the opposite sign: the residual is y − ŷ where the derivative has ŷ − y.

    Differentiate (ŷ − y)² with respect to ŷ once more.
    """
    return _step(X, y, w, b, eta, -2 / len(y))


@step.mistake(reread=f"{LECTURE}, step 2: ∂L/∂ŷ")
def residual_reversed_twice(X: ndarray, y: ndarray, w: ndarray, b: float, eta: float) -> Step:
    """The new w and b are right, but the gradient has the opposite sign: two signs cancel in the update.

    dw and db are returned too, and they are the gradient itself: ŷ − y, and a minus in the update.
    """
    return _step(X, y, w, b, eta, -2 / len(y), sign=1.0)


@step.mistake(reread=f"{LECTURE}, step 5: the update")
def only_the_gradient(X: ndarray, y: ndarray, w: ndarray, b: float, eta: float) -> Step:
    """The gradient is right, but w and b come back as they were: the update is missing.

    The step is w − η dw and b − η db.
    """
    _, _, dw, db = minibatch_step(X, y, w, b, eta)
    return w, b, dw, db


@step.mistake(reread=f"{LECTURE}, step 5: the update")
def rate_forgotten(X: ndarray, y: ndarray, w: ndarray, b: float, eta: float) -> Step:
    """The gradient is right, but the update does not use the learning rate.

    How far does the step go when eta is 0.001?
    """
    _, _, dw, db = minibatch_step(X, y, w, b, eta)
    return w - dw, b - db, dw, db


@step.mistake(reread=f"{LECTURE}, step 3: ∂L/∂b")
def bias_not_updated(X: ndarray, y: ndarray, w: ndarray, b: float, eta: float) -> Step:
    """The bias is never learned: db is zero and b stays as it was.

    ŷ = Xw + b depends on b too. What is ∂ŷ/∂b?
    """
    _, _, dw, _ = minibatch_step(X, y, w, b, eta)
    return w - eta * dw, b, dw, 0.0


@step.mistake(reread=f"{LECTURE}, step 3: ∂L/∂b")
def bias_gradient_summed(X: ndarray, y: ndarray, w: ndarray, b: float, eta: float) -> Step:
    """db is N times too large: the residuals are summed without the 1/N.

    dw and db come from the same mean: they carry the same factor.
    """
    residual = X @ w + b - y
    dw, db = 2 / len(y) * X.T @ residual, 2 * residual.sum()
    return w - eta * dw, b - eta * db, dw, db


@step.mistake(reread=f"{LECTURE}, step 3: ∂L/∂b")
def bias_gradient_averaged_twice(X: ndarray, y: ndarray, w: ndarray, b: float, eta: float) -> Step:
    """db is N times too small: the residuals are averaged and then divided by N again.

    Either sum and divide by N, or take the mean; not both.
    """
    residual = X @ w + b - y
    dw, db = 2 / len(y) * X.T @ residual, 2 / len(y) * residual.mean()
    return w - eta * dw, b - eta * db, dw, db


@step.mistake(reread=f"{LECTURE}, step 1: the model")
def bias_left_out(X: ndarray, y: ndarray, w: ndarray, b: float, eta: float) -> Step:
    """The prediction leaves b out: ŷ = Xw instead of Xw + b.

    With b = 0 nothing shows. Try the case in which b is not zero.
    """
    residual = X @ w - y
    dw, db = 2 / len(y) * X.T @ residual, 2 / len(y) * residual.sum()
    return w - eta * dw, b - eta * db, dw, db


@step.mistake(reread=f"{LECTURE}, step 5: “one point, two gradients”")
def bias_after_weights(X: ndarray, y: ndarray, w: ndarray, b: float, eta: float) -> Step:
    """db is taken at the new w: the weights are updated before the bias's gradient is computed.

    Both gradients belong to the same point (w, b). Compute both, then update both.
    """
    N = len(y)
    dw = 2 / N * X.T @ (X @ w + b - y)
    w = w - eta * dw
    db = 2 / N * (X @ w + b - y).sum()
    return w, b - eta * db, dw, db


@step.mistake(reread=f"{LECTURE}, “The source says …: an equation and its transpose”")
def gradient_as_row(X: ndarray, y: ndarray, w: ndarray, b: float, eta: float) -> Any:
    """The gradient is a row of shape (1, n), not an array of shape (n,) like w.

    A gradient has the shape of its parameter; (1, n) and (n,) broadcast without a warning. Print dw.shape.
    """
    residual = X @ w + b - y
    dw = (2 / len(y) * residual)[None, :] @ X
    db = 2 / len(y) * residual.sum()
    return w - eta * dw, b - eta * db, dw, db


@step.mistake(reread=f"{LECTURE}, “The source says …: an equation and its transpose”")
def columns_throughout(X: ndarray, y: ndarray, w: ndarray, b: float, eta: float) -> Any:
    """w and dw come back as columns of shape (n, 1); this course keeps them as (n,).

    The source writes columns. Here y has shape (N,) and w has shape (n,), in and out.
    """
    residual = X @ w.reshape(-1, 1) + b - y.reshape(-1, 1)
    dw = 2 / len(y) * X.T @ residual
    db = 2 / len(y) * residual.sum()
    return w.reshape(-1, 1) - eta * dw, b - eta * db, dw, db


@step.mistake(reread=f"{LECTURE}, “The source says …: the update in place”")
def in_place(X: ndarray, y: ndarray, w: ndarray, b: float, eta: float) -> Step:
    """The update writes into the array that was passed in (w -= …), so the caller's w changes, or integers stop it.

    Make a new array: the old w is still needed by whoever called your function.
    """
    _, _, dw, db = minibatch_step(X, y, w, b, eta)
    w -= eta * dw
    b -= eta * db
    return w, b, dw, db


@step.mistake(reread=f"{LECTURE}, step 2: ∂L/∂ŷ")
def prediction_for_residual(X: ndarray, y: ndarray, w: ndarray, b: float, eta: float) -> Step:
    """The gradient is built with the prediction ŷ where the residual ŷ − y belongs.

    At a perfect fit the gradient must vanish. Does yours?
    """
    y_hat = X @ w + b
    dw, db = 2 / len(y) * X.T @ y_hat, 2 / len(y) * y_hat.sum()
    return w - eta * dw, b - eta * db, dw, db


@step.mistake(reread=f"{LECTURE}, step 2: ∂L/∂ŷ")
def residual_squared(X: ndarray, y: ndarray, w: ndarray, b: float, eta: float) -> Step:
    """The residuals are still squared in the gradient; differentiating a square leaves the residual itself.

    A gradient of squares must change its sign when all residuals do.
    """
    squared = (X @ w + b - y) ** 2
    dw, db = 2 / len(y) * X.T @ squared, 2 / len(y) * squared.sum()
    return w - eta * dw, b - eta * db, dw, db


@step.mistake(reread=f"{LECTURE}, step 3: ∂L/∂w")
def mean_over_everything(X: ndarray, y: ndarray, w: ndarray, b: float, eta: float) -> Step:
    """All entries of dw are equal: a mean ran over the columns too.

    Each weight has its own column of X. Which axis is summed in Xᵀ(ŷ − y)?
    """
    residual = X @ w + b - y
    dw = np.full(X.shape[1], 2 * (X * residual[:, None]).mean())
    db = 2 * residual.mean()
    return w - eta * dw, b - eta * db, dw, db


@step.mistake(reread=f"{LECTURE}, step 1: the loss")
def first_row_only(X: ndarray, y: ndarray, w: ndarray, b: float, eta: float) -> Step:
    """Only the first row of the batch enters the gradient.

    Change another row: the gradient should change with it. Is there a return inside the loop?
    """
    return minibatch_step(X[:1], y[:1], w, b, eta)


@step.mistake(reread=f"{LECTURE}, “The source says …: squeeze, and rightly”")
def broadcast_to_a_matrix(X: ndarray, y: ndarray, w: ndarray, b: float, eta: float) -> Step:
    """A column (N, 1) minus an array (N,) became a matrix (N, N): every residual met every label.

    Print (y_hat - y).shape. It has to be (N,).
    """
    residual = ((X @ w + b)[:, None] - y).mean(axis=1)
    dw, db = 2 / len(y) * X.T @ residual, 2 / len(y) * residual.sum()
    return w - eta * dw, b - eta * db, dw, db


@step.mistake(reread=f"{LECTURE}, step 3: ∂L/∂w")
def transpose_forgotten(X: ndarray, y: ndarray, w: ndarray, b: float, eta: float) -> Step:
    """X stands where Xᵀ belongs: with more rows than columns the shapes do not fit.

    dw has one entry for each column of X. Write the shapes under the product.
    """
    residual = X @ w + b - y
    dw, db = 2 / len(y) * X @ residual, 2 / len(y) * residual.sum()
    return w - eta * dw, b - eta * db, dw, db


@step.variant
def step_by_loops(X: ndarray, y: ndarray, w: ndarray, b: float, eta: float) -> Step:
    N, n = X.shape
    dw, db = np.zeros(n), 0.0
    for i in range(N):
        residual = b - y[i]
        for j in range(n):
            residual += X[i, j] * w[j]
        for j in range(n):
            dw[j] += 2 / N * residual * X[i, j]
        db += 2 / N * residual
    return np.array([w[j] - eta * dw[j] for j in range(n)]), b - eta * db, dw, db


@step.variant
def step_by_einsum(X: ndarray, y: ndarray, w: ndarray, b: float, eta: float) -> Step:
    residual = np.einsum("ij,j->i", X, w) + b - y
    dw = 2 * np.einsum("ij,i->j", X, residual) / X.shape[0]
    db = 2 * np.mean(residual)
    return w - eta * dw, b - eta * db, dw, db


@step.variant
def step_in_theta(X: ndarray, y: ndarray, w: ndarray, b: float, eta: float) -> Step:
    """With a column of ones and θ = (b, w)."""
    Xb = np.column_stack([np.ones(len(X)), X])
    theta = np.array([b, *w], dtype=float)
    gradient = 2 / len(y) * Xb.T @ (Xb @ theta - y)
    new = theta - eta * gradient
    return new[1:], new[0], gradient[1:], gradient[0]


@step.variant
def step_in_columns(X: ndarray, y: ndarray, w: ndarray, b: float, eta: float) -> Step:
    """As the source writes it, in columns, and back to 1-D at the end."""
    y, w = y[:, None], w[:, None].astype(float)
    w_new, residual = w.copy(), X @ w + b - y
    dw, db = 2 / len(y) * X.T @ residual, float(2 / len(y) * np.sum(residual))
    w_new -= eta * dw
    return w_new.ravel(), b - eta * db, dw.ravel(), db


# --- X3.2: one pass -----------------------------------------------------------------------------

epoch = Exercise(
    "03.minibatch_epoch",
    "minibatch_epoch(X, y, w, b, batch_size, eta, order) -> (w, b)",
    reread=f"{LECTURE}, “From one step to one pass”",
)

Point = tuple[ndarray, float]


@epoch.reference
def minibatch_epoch(X: ndarray, y: ndarray, w: ndarray, b: float, batch_size: int, eta: float, order: ndarray) -> Point:
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        w, b, _, _ = minibatch_step(X[rows], y[rows], w, b, eta)
    return w, b


def _toy(batch_size: int, order: ndarray, **changes: Any) -> dict[str, Any]:
    X, y = toy_batch()
    start: dict[str, Any] = {"X": X, "y": y, "w": np.array([1.0, 1.0]), "b": 0.0}
    return {**start, **changes, "batch_size": batch_size, "eta": 0.1, "order": order}


@epoch.shown("the toy batch in file order, batches of 3")
def threes() -> dict[str, Any]:
    return _toy(3, np.arange(12))


@epoch.shown("batches of 5: the last batch has 2 rows")
def fives() -> dict[str, Any]:
    return _toy(5, np.arange(12))


@epoch.shown("another order, start written as integers")
def shuffled() -> dict[str, Any]:
    order = np.array([7, 2, 9, 0, 11, 4, 1, 8, 3, 10, 5, 6])
    return _toy(4, order, w=np.array([1, 1]), b=0)


@epoch.drawn(4)
def any_pass(rng: np.random.Generator) -> dict[str, Any]:
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
def part_of_the_rows(rng: np.random.Generator) -> dict[str, Any]:
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
def batch_larger_than_the_data(rng: np.random.Generator) -> dict[str, Any]:
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
def by_gdkit(X: ndarray, y: ndarray, w: ndarray, b: float, batch_size: int, eta: float, order: ndarray) -> Point:
    """Each batch as a loss of gdkit's, one step of its gradient descent on each."""
    loss, theta = MSE(X.astype(float), y), pack(b, w)
    for start in range(0, len(order), batch_size):
        theta = minimize(loss[order[start : start + batch_size]], theta, GD(eta), 1).theta
    return theta[1:], theta[0]


@epoch.wider
def any_epoch(rng: np.random.Generator) -> dict[str, Any]:
    m, n = int(rng.integers(1, 9)), int(rng.integers(1, 4))
    return {
        "X": rng.normal(size=(m, n)) * 10.0 ** rng.integers(-1, 2),
        "y": rng.choice([rng.normal(size=m), np.zeros(m)]),
        "w": rng.choice([rng.normal(size=n), np.zeros(n)]),
        "b": float(rng.normal()),
        "batch_size": int(rng.integers(1, 10)),
        "eta": float(rng.choice([0.0, 0.01, 0.1])),
        "order": rng.integers(0, m, size=int(rng.integers(1, 2 * m + 1))),
    }


@epoch.mistake(reread=f"{LECTURE}, “From one step to one pass”")
def stale_gradients(X: ndarray, y: ndarray, w: ndarray, b: float, batch_size: int, eta: float, order: ndarray) -> Point:
    """All gradients are taken at the start; each batch has to start where the one before it arrived.

    Which w and b does your second batch see?
    """
    w_start, b_start = w, b
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        _, _, dw, db = minibatch_step(X[rows], y[rows], w_start, b_start, eta)
        w, b = w - eta * dw, b - eta * db
    return w, b


@epoch.mistake(reread=f"{LECTURE}, “From one step to one pass”")
def remainder_dropped(
    X: ndarray, y: ndarray, w: ndarray, b: float, batch_size: int, eta: float, order: ndarray
) -> Point:
    """The short last batch is dropped: its rows are never used.

    12 rows in batches of 5 are 5 + 5 + 2. How many batches does your loop make?
    """
    for k in range(len(order) // batch_size):
        rows = order[k * batch_size : (k + 1) * batch_size]
        w, b, _, _ = minibatch_step(X[rows], y[rows], w, b, eta)
    return w, b


@epoch.mistake(reread=f"{LECTURE}, “N is the size of the batch”")
def remainder_divided_by_batch_size(
    X: ndarray, y: ndarray, w: ndarray, b: float, batch_size: int, eta: float, order: ndarray
) -> Point:
    """The short last batch is divided by batch_size, not by the rows it has.

    N is the number of rows in this batch.
    """
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        w, b, _, _ = minibatch_step(X[rows], y[rows], w, b, eta * len(rows) / batch_size)
    return w, b


@epoch.mistake(reread=f"{LECTURE}, “N is the size of the batch”")
def divided_by_m(X: ndarray, y: ndarray, w: ndarray, b: float, batch_size: int, eta: float, order: ndarray) -> Point:
    """Each batch's gradient is divided by all rows of the data instead of by the rows of the batch.

    The steps are then too short. N is the number of rows in this batch.
    """
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        w, b, _, _ = minibatch_step(X[rows], y[rows], w, b, eta * len(rows) / len(X))
    return w, b


@epoch.mistake(reread=f"{LECTURE}, “From one step to one pass”")
def order_ignored(X: ndarray, y: ndarray, w: ndarray, b: float, batch_size: int, eta: float, order: ndarray) -> Point:
    """The rows are taken as they stand in X; `order` is not used.

    order holds the row numbers in the order in which they are to be visited.
    """
    return minibatch_epoch(X, y, w, b, batch_size, eta, np.arange(len(X)))


@epoch.mistake(reread=f"{LECTURE}, “From one step to one pass”")
def labels_not_reordered(
    X: ndarray, y: ndarray, w: ndarray, b: float, batch_size: int, eta: float, order: ndarray
) -> Point:
    """X is reordered and y is not: rows meet the labels of other rows.

    Take X[rows] and y[rows] with the same rows.
    """
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        w, b, _, _ = minibatch_step(X[rows], y[start : start + len(rows)], w, b, eta)
    return w, b


@epoch.mistake(reread=f"{LECTURE}, “From one step to one pass”")
def one_batch_only(X: ndarray, y: ndarray, w: ndarray, b: float, batch_size: int, eta: float, order: ndarray) -> Point:
    """Only the first batch is used.

    Is the return inside the loop?
    """
    rows = order[:batch_size]
    w, b, _, _ = minibatch_step(X[rows], y[rows], w, b, eta)
    return w, b


@epoch.mistake(reread=f"{LECTURE}, “From one step to one pass”")
def one_full_batch(X: ndarray, y: ndarray, w: ndarray, b: float, batch_size: int, eta: float, order: ndarray) -> Point:
    """All rows make one single step: batch_size is not used.

    A pass over 12 rows in batches of 3 makes four steps.
    """
    w, b, _, _ = minibatch_step(X[order], y[order], w, b, eta)
    return w, b


@epoch.mistake(reread=f"{LECTURE}, “From one step to one pass”")
def bias_stays(X: ndarray, y: ndarray, w: ndarray, b: float, batch_size: int, eta: float, order: ndarray) -> Point:
    """b does not move from batch to batch.

    The step returns the new b too; hand it on to the next batch.
    """
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        w, _, _, _ = minibatch_step(X[rows], y[rows], w, b, eta)
    return w, b


@epoch.mistake(reread=f"{LECTURE}, step 5: the update")
def uphill(X: ndarray, y: ndarray, w: ndarray, b: float, batch_size: int, eta: float, order: ndarray) -> Point:
    """The steps go uphill: η times the gradient is added.

    Compare the loss before and after the pass.
    """
    return minibatch_epoch(X, y, w, b, batch_size, -eta, order)


@epoch.mistake(reread=f"{LECTURE}, step 2: ∂L/∂ŷ")
def half_the_rate(X: ndarray, y: ndarray, w: ndarray, b: float, batch_size: int, eta: float, order: ndarray) -> Point:
    """The steps have half their length: the 2 that differentiating a square brings down is missing.

    The loss of this lesson is 1/N times the sum of squares, without a ½ in front.
    """
    return minibatch_epoch(X, y, w, b, batch_size, eta / 2, order)


@epoch.mistake(reread=f"{LECTURE}, step 1: the loss")
def sum_over_batch(X: ndarray, y: ndarray, w: ndarray, b: float, batch_size: int, eta: float, order: ndarray) -> Point:
    """The steps are N times too long: the gradient of the sum is used where the loss is a mean.

    Where does the 1/N of the loss go when you differentiate?
    """
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        w, b, _, _ = minibatch_step(X[rows], y[rows], w, b, eta * len(rows))
    return w, b


@epoch.variant
def epoch_by_slices(X: ndarray, y: ndarray, w: ndarray, b: float, batch_size: int, eta: float, order: ndarray) -> Point:
    X, y = X[order], y[order]
    while len(y):
        w, b, _, _ = minibatch_step(X[:batch_size], y[:batch_size], w, b, eta)
        X, y = X[batch_size:], y[batch_size:]
    return w, b


@epoch.variant
def epoch_by_split(X: ndarray, y: ndarray, w: ndarray, b: float, batch_size: int, eta: float, order: ndarray) -> Point:
    for rows in np.split(order, np.arange(batch_size, len(order), batch_size)):
        residual = X[rows] @ w + b - y[rows]
        w, b = w - 2 * eta * (residual @ X[rows]) / len(rows), b - 2 * eta * residual.mean()
    return w, b


@epoch.variant
def epoch_row_by_row(
    X: ndarray, y: ndarray, w: ndarray, b: float, batch_size: int, eta: float, order: ndarray
) -> Point:
    dw, db, seen = np.zeros(len(w)), 0.0, 0
    for k, row in enumerate(order, start=1):
        residual = float(np.dot(X[row], w)) + b - y[row]
        dw, db, seen = dw + 2 * residual * X[row], db + 2 * residual, seen + 1
        if k % batch_size == 0 or k == len(order):
            w, b = w - eta * dw / seen, b - eta * db / seen
            dw, db, seen = np.zeros(len(w)), 0.0, 0
    return w, b


# --- Quiz ---------------------------------------------------------------------------------------

Quiz(
    "03.quiz_batch",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="Duplicating every row doubles the sum and N alike: the mean, and with it the gradient and the step, stay.",
    reread=f"{LECTURE}, step 1: the loss",
)
