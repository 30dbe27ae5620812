"""X3.1, one step by hand: the gradient on one mini-batch, and the update of w and b."""

from fractions import Fraction

import numpy as np

from autograder.declaring import Exercise
from gdkit.datasets import toy_batch

from .. import libraries, slips
from ..drawing import digits, one_of
from ..wide_numbers import size
from .shared import wide_batch

step = Exercise(
    "03.minibatch_step",
    "minibatch_step(X, y, w, b, eta) -> (w, b, dw, db)",
    parts={"the gradient (dw, db)": ("dw", "db"), "the update (w, b)": ("w", "b")},
    reread="Lecture 03, steps 3 to 5",
    allows={
        "one row": ["X"],
        "one column": ["X"],
        "one entry": ["y", "w"],
        "whole": ["X", "y", "w"],
        "only zeros": ["X", "y", "w"],
        "equal rows": ["X"],
        "large": ["X", "y", "w", "b"],
        "small": ["X", "y", "w", "b", "eta"],
        "zero": ["b", "eta"],
        "one": ["b"],
        "negative": ["b"],
    },
    library_calls=("MSE", *libraries.DESCENTS, *libraries.DIFFERENCES),
    by_formula=True,
)


@step.reference
def minibatch_step(X, y, w, b, eta):
    B = len(y)
    residual = X @ w + b - y
    dw = 2 / B * X.T @ residual
    db = 2 / B * residual.sum()
    return w - eta * dw, b - eta * db, dw, db


def _take(rows):
    X, y = toy_batch()
    return {"X": X[rows], "y": y[rows]}


@step.shown("rows 1 to 3 of the toy batch, from w = (1, 1), b = 0")
def first_batch():
    return {**_take([0, 1, 2]), "w": np.array([1.0, 1.0]), "b": 0.0, "eta": 0.1}


@step.shown("the same start written as integers, w = np.array([1, 1]) and b = 0")
def integer_start():
    return {**_take([0, 1, 2]), "w": np.array([1, 1]), "b": 0, "eta": 0.1}


@step.shown("four rows of three columns, residuals of both signs, b not zero")
def both_signs():
    X = np.array([[1.0, -2.0, 0.5], [0.0, 1.5, -1.0], [2.0, 1.0, 3.0], [-1.5, 0.5, 1.0]])
    y = np.array([1.0, -0.5, 2.5, 4.0])
    return {"X": X, "y": y, "w": np.array([2.0, -0.5, 1.0]), "b": 0.75, "eta": 0.25}


@step.shown("three rows, one of them twice: both count; w = 0, b = 1, and a rate of 0")
def one_row_twice():
    X, y = np.array([[1.0, 2.0], [-3.0, 0.5], [1.0, 2.0]]), np.array([4.0, 1.0, 4.0])
    return {"X": X, "y": y, "w": np.zeros(2), "b": 1, "eta": 0.0}


@step.shown("tiny features, large weights, labels of 0")
def tiny_features():
    X = np.array([[2.25e-06, -3.1e-05], [4e-07, -0.00085], [5.5e-05, 3.2e-04]])
    return {"X": X, "y": np.zeros(3), "w": np.array([1360.0, -227.0]), "b": 5.2e-04, "eta": 2.0}


@step.shown("features of 0: only b moves; tiny labels and weights")
def features_of_zero():
    X, y = np.zeros((3, 2)), np.array([4.5e-06, -3e-07, 8.25e-05])
    return {"X": X, "y": y, "w": np.array([3.5e-06, -2e-08]), "b": 0, "eta": 0.1}


@step.shown("large features and labels, b below −1000")
def large_numbers():
    X, y = np.array([[118000.0, -77100.0], [6380.0, -203.0], [-37.4, 15.5]]), np.array([20000.0, -350.0, 12.5])
    return {"X": X, "y": y, "w": np.array([-46.7, 18.4]), "b": -1380.0, "eta": 0.0002}


@step.drawn(4)
def any_batch(rng):
    n = int(rng.integers(2, 6))
    B = int(rng.integers(n + 1, n + 7))  # more rows than columns: B ≠ n
    return {
        "X": rng.normal(size=(B, n)),
        "y": rng.normal(size=B) + rng.normal(),
        "w": rng.normal(size=n),
        "b": float(rng.normal()),
        "eta": float(rng.uniform(0.02, 0.3)),
    }


@step.drawn(1)
def square_batch(rng):
    """As many rows as columns: a missing transpose goes unnoticed by shapes."""
    return {
        "X": rng.normal(size=(3, 3)),
        "y": rng.normal(size=3),
        "w": rng.normal(size=3),
        "b": float(rng.normal()),
        "eta": 0.1,
    }


@step.drawn(1)
def integer_weights(rng):
    return {
        "X": rng.integers(-3, 4, size=(5, 2)),
        "y": rng.normal(size=5),
        "w": rng.integers(1, 4, size=2),
        "b": int(rng.integers(1, 4)),
        "eta": 0.05,
    }


@step.drawn(1)
def one_row(rng):
    """B = 1: the stochastic case."""
    return {
        "X": rng.normal(size=(1, 3)),
        "y": rng.normal(size=1),
        "w": rng.normal(size=3),
        "b": float(rng.normal()),
        "eta": 0.1,
    }


@step.independent()
def by_differences(X, y, w, b, eta):
    """The gradient of the loss by central differences, in fractions: of a quadratic they are exact."""
    exact = np.vectorize(Fraction, otypes=[object])
    X, y = exact(X), exact(y)

    def loss(point):
        return sum((X @ point[1:] + point[0] - y) ** 2) / len(y)

    point = exact(np.array([b, *w]))
    gradient = np.array([(loss(point + e) - loss(point - e)) / 2 for e in exact(np.eye(len(point)))])
    new, gradient = (point - Fraction(eta) * gradient).astype(float), gradient.astype(float)
    return new[1:], new[0], gradient[1:], gradient[0]


@step.wider
def any_step(rng):
    batch = wide_batch(rng, size(rng), size(rng, 4))
    return {**batch, "eta": one_of(rng, 0.0, 0.1, 2.0, float(digits(10.0 ** rng.uniform(-4, 0))))}


step.keep(62, 217, 29, 186, 219, 15, 61, 205, 103, 50, 9, 53, 157, 33, 11)


def _step(X, y, w, b, eta, scale, sign=-1.0):
    """One step whose gradient is `scale` times Xᵀ(ŷ − y), walked in the direction `sign`."""
    residual = X @ w + b - y
    dw, db = scale * X.T @ residual, scale * residual.sum()
    return w + sign * eta * dw, b + sign * eta * db, dw, db


@step.mistake(says=slips.TWO_MISSING, reread="Lecture 03, “Step 2: ∂J/∂ŷ”")
def missing_two(X, y, w, b, eta):
    """The loss of this lesson is 1/B times the sum of squares, without a ½ in front.
    Differentiate one square by hand.
    """
    return _step(X, y, w, b, eta, 1 / len(y))


@step.mistake(reread="Lecture 03, “Step 1: the loss”")
def sum_instead_of_mean(X, y, w, b, eta):
    """The gradient is B times too large: it belongs to the sum of the squares, not to their mean.

    Where does the 1/B of the loss go when you differentiate?
    """
    return _step(X, y, w, b, eta, 2.0)


@step.mistake(reread="Lecture 03, “Step 1: the loss”")
def sum_and_missing_two(X, y, w, b, eta):
    """The gradient lacks its factor altogether: both the 2 of the square and the 1/B of the mean are missing.

    Write the loss down with its factor and differentiate term by term.
    """
    return _step(X, y, w, b, eta, 1.0)


@step.mistake(reread="Lecture 03, “B is the size of the batch”")
def divided_by_all_rows(X, y, w, b, eta):
    """The gradient is divided by 12, the rows of the whole data set, instead of by the rows of this batch.

    The function sees only the batch: take B from its shape.
    """
    return _step(X, y, w, b, eta, 2 / 12)


@step.mistake(reread="Lecture 03, “B is the size of the batch”")
def divided_by_three(X, y, w, b, eta):
    """The gradient is always divided by 3, whatever the size of the batch.

    3 is right for the batch on paper only; take B from the shape of X.
    """
    return _step(X, y, w, b, eta, 2 / 3)


@step.mistake(reread="Lecture 03, “Step 3: the chain rule”")
def divided_by_columns(X, y, w, b, eta):
    """The gradient is divided by the number of columns of X instead of by its number of rows.

    X has shape (B, n). Which of the two is the number of rows?
    """
    return _step(X, y, w, b, eta, 2 / X.shape[1])


@step.mistake(reread="Lecture 03, “Step 5: the update”")
def ascent(X, y, w, b, eta):
    """The step goes uphill: η times the gradient is added.

    The gradient points to where the loss grows. Compare the loss before and after your step.
    """
    return _step(X, y, w, b, eta, 2 / len(y), sign=1.0)


@step.mistake(says=slips.RESIDUAL_REVERSED, reread="Lecture 03, “Step 2: ∂J/∂ŷ”")
def residual_reversed(X, y, w, b, eta):
    return _step(X, y, w, b, eta, -2 / len(y))


@step.mistake(reread="Lecture 03, “Step 2: ∂J/∂ŷ”")
def residual_reversed_twice(X, y, w, b, eta):
    """The new w and b are right, but the gradient has the opposite sign: two signs cancel in the update.

    dw and db are returned too, and they are the gradient itself: ŷ − y, and a minus in the update.
    """
    return _step(X, y, w, b, eta, -2 / len(y), sign=1.0)


@step.mistake(reread="Lecture 03, “Step 5: the update”")
def only_the_gradient(X, y, w, b, eta):
    """The gradient is right, but w and b come back as they were: the update is missing.

    The step is w − η dw and b − η db.
    """
    _, _, dw, db = minibatch_step(X, y, w, b, eta)
    return w, b, dw, db


@step.mistake(reread="Lecture 03, “Step 5: the update”")
def rate_forgotten(X, y, w, b, eta):
    """The gradient is right, but the update does not use the learning rate.

    How far does the step go when eta is 0.001?
    """
    _, _, dw, db = minibatch_step(X, y, w, b, eta)
    return w - dw, b - db, dw, db


@step.mistake(reread="Lecture 03, “Step 3: ∂J/∂b”")
def bias_not_updated(X, y, w, b, eta):
    """The bias is never learned: db is zero and b stays as it was.

    ŷ = Xw + b depends on b too. What is ∂ŷ/∂b?
    """
    _, _, dw, _ = minibatch_step(X, y, w, b, eta)
    return w - eta * dw, b, dw, 0.0


@step.mistake(reread="Lecture 03, “Step 3: ∂J/∂b”")
def bias_gradient_summed(X, y, w, b, eta):
    """db is B times too large: the residuals are summed without the 1/B.

    dw and db come from the same mean: they carry the same factor.
    """
    residual = X @ w + b - y
    dw, db = 2 / len(y) * X.T @ residual, 2 * residual.sum()
    return w - eta * dw, b - eta * db, dw, db


@step.mistake(reread="Lecture 03, “Step 3: ∂J/∂b”")
def bias_gradient_averaged_twice(X, y, w, b, eta):
    """db is B times too small: the residuals are averaged and then divided by B again.

    Either sum and divide by B, or take the mean; not both.
    """
    residual = X @ w + b - y
    dw, db = 2 / len(y) * X.T @ residual, 2 / len(y) * residual.mean()
    return w - eta * dw, b - eta * db, dw, db


@step.mistake(reread="Lecture 03, “Step 1: the model”")
def bias_left_out(X, y, w, b, eta):
    """The prediction leaves b out: ŷ = Xw instead of Xw + b.

    With b = 0 the mistake does not show. Try a b that is not 0.
    """
    residual = X @ w - y
    dw, db = 2 / len(y) * X.T @ residual, 2 / len(y) * residual.sum()
    return w - eta * dw, b - eta * db, dw, db


@step.mistake(says=slips.BIAS_AFTER_WEIGHTS, reread="Lecture 03, “Step 5: one point, two gradients”")
def bias_after_weights(X, y, w, b, eta):
    """Both gradients belong to the same point (w, b). Compute both, then update both."""
    B = len(y)
    dw = 2 / B * X.T @ (X @ w + b - y)
    w = w - eta * dw
    db = 2 / B * (X @ w + b - y).sum()
    return w, b - eta * db, dw, db


@step.mistake(reread="Lecture 03, “Predict 5: is this equation right?”")
def gradient_as_row(X, y, w, b, eta):
    """The gradient is a row of shape (1, n), not an array of shape (n,) like w.

    A gradient has the shape of its parameter; (1, n) and (n,) broadcast without a warning. Print dw.shape.
    """
    residual = X @ w + b - y
    dw = (2 / len(y) * residual)[None, :] @ X
    db = 2 / len(y) * residual.sum()
    return w - eta * dw, b - eta * db, dw, db


@step.mistake(reread="Lecture 03, “Predict 5: is this equation right?”")
def columns_throughout(X, y, w, b, eta):
    """w and dw come back as columns of shape (n, 1); this course keeps them as (n,).

    The source of the lecture writes columns. Here y has shape (B,) and w has shape (n,), in and out.
    """
    residual = X @ w.reshape(-1, 1) + b - y.reshape(-1, 1)
    dw = 2 / len(y) * X.T @ residual
    db = 2 / len(y) * residual.sum()
    return w.reshape(-1, 1) - eta * dw, b - eta * db, dw, db


@step.mistake(reread="Lecture 03, “The update in place”")
def in_place(X, y, w, b, eta):
    """The update writes into the caller's array (w -= …): the old w is lost, and with integers NumPy raises an error.

    Make a new array: the old w is still needed by whoever called your function.
    """
    _, _, dw, db = minibatch_step(X, y, w, b, eta)
    w -= eta * dw
    b -= eta * db
    return w, b, dw, db


@step.mistake(says=slips.PREDICTION_FOR_RESIDUAL, reread="Lecture 03, “Step 2: ∂J/∂ŷ”")
def prediction_for_residual(X, y, w, b, eta):
    y_hat = X @ w + b
    dw, db = 2 / len(y) * X.T @ y_hat, 2 / len(y) * y_hat.sum()
    return w - eta * dw, b - eta * db, dw, db


@step.mistake(says=slips.RESIDUAL_SQUARED, reread="Lecture 03, “Step 2: ∂J/∂ŷ”")
def residual_squared(X, y, w, b, eta):
    squared = (X @ w + b - y) ** 2
    dw, db = 2 / len(y) * X.T @ squared, 2 / len(y) * squared.sum()
    return w - eta * dw, b - eta * db, dw, db


@step.mistake(reread="Lecture 03, “Step 3: ∂J/∂w”")
def mean_over_everything(X, y, w, b, eta):
    """All entries of dw are equal: a mean ran over the columns too.

    Each weight has its own column of X. Which axis is summed in Xᵀ(ŷ − y)?
    """
    residual = X @ w + b - y
    dw = np.full(X.shape[1], 2 * (X * residual[:, None]).mean())
    db = 2 * residual.mean()
    return w - eta * dw, b - eta * db, dw, db


@step.mistake(reread="Lecture 03, “Step 1: the loss”")
def first_row_only(X, y, w, b, eta):
    """Only the first row of the batch enters the gradient.

    Change another row: the gradient should change with it. Is there a return inside the loop?
    """
    return minibatch_step(X[:1], y[:1], w, b, eta)


@step.mistake(reread="Lecture 03, “Columns and squeeze”")
def broadcast_to_a_matrix(X, y, w, b, eta):
    """A column (B, 1) minus an array (B,) became a matrix (B, B): every prediction met every label.

    Print (y_hat - y).shape. It has to be (B,).
    """
    residual = ((X @ w + b)[:, None] - y).mean(axis=1)
    dw, db = 2 / len(y) * X.T @ residual, 2 / len(y) * residual.sum()
    return w - eta * dw, b - eta * db, dw, db


@step.mistake(reread="Lecture 03, “Step 3: ∂J/∂w”")
def transpose_forgotten(X, y, w, b, eta):
    """X stands where Xᵀ belongs: where X is not square, the shapes do not fit.

    dw has one entry for each column of X. Write the shapes under the product.
    """
    residual = X @ w + b - y
    dw, db = 2 / len(y) * X @ residual, 2 / len(y) * residual.sum()
    return w - eta * dw, b - eta * db, dw, db


@step.variant
def by_loops(X, y, w, b, eta):
    B, n = X.shape
    dw, db = np.zeros(n), 0.0
    for i in range(B):
        residual = b - y[i]
        for j in range(n):
            residual += X[i, j] * w[j]
        for j in range(n):
            dw[j] += 2 / B * residual * X[i, j]
        db += 2 / B * residual
    return np.array([w[j] - eta * dw[j] for j in range(n)]), b - eta * db, dw, db


@step.variant
def by_einsum(X, y, w, b, eta):
    residual = np.einsum("ij,j->i", X, w) + b - y
    dw = 2 * np.einsum("ij,i->j", X, residual) / X.shape[0]
    db = 2 * np.mean(residual)
    return w - eta * dw, b - eta * db, dw, db


@step.variant
def in_theta(X, y, w, b, eta):
    """With a column of ones and θ = (b, w)."""
    Xb = np.column_stack([np.ones(len(X)), X])
    theta = np.array([b, *w], dtype=float)
    gradient = 2 / len(y) * Xb.T @ (Xb @ theta - y)
    new = theta - eta * gradient
    return new[1:], new[0], gradient[1:], gradient[0]


@step.variant
def in_columns(X, y, w, b, eta):
    """As the source writes it, in columns, and back to 1-D at the end."""
    y, w = y[:, None], w[:, None].astype(float)
    w_new, residual = w.copy(), X @ w + b - y
    dw, db = 2 / len(y) * X.T @ residual, float(2 / len(y) * np.sum(residual))
    w_new -= eta * dw
    return w_new.ravel(), b - eta * db, dw.ravel(), db
