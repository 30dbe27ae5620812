"""X7.5, the gradient in the row layout: examples in columns, dW and db keep two dimensions."""

import numpy as np

from autograder.declaring import Exercise
from gdkit.datasets import toy_batch, toy_labels

from .. import drawing, libraries, slips
from .shared import CLASS_FOR_PROBABILITY
from .sigmoid import sigmoid

rowwise = Exercise(
    "07.grads_row",
    "grads_row(X, Y, Y_hat) -> (dW, db)",
    parts={"the gradient of the weights, dW": ("dW",), "the gradient of the bias, db": ("db",)},
    reread="Lecture 07, “The same in rows”",
    allows={
        "one row": ["X"],
        "one column": ["X", "Y", "Y_hat"],
        "whole": ["X"],
        "only zeros": ["X", "Y", "Y_hat"],
        "equal rows": ["X"],
        "large": ["X"],
        "small": ["X", "Y_hat"],
    },
    library_calls=("LogLoss", "bce", "bce_from_scores", *libraries.DIFFERENCES),
    by_formula=True,
)


@rowwise.reference
def grads_row(X, Y, Y_hat):
    m = X.shape[1]
    dW = (Y_hat - Y) @ X.T / m
    db = (Y_hat - Y).sum(axis=1, keepdims=True) / m
    return dW, db


@rowwise.shown("the toy batch in columns, overlapping labels, all predictions ½")
def toy_in_columns():
    return {"X": toy_batch()[0].T, "Y": toy_labels("overlapping")[None, :], "Y_hat": np.full((1, 12), 0.5)}


@rowwise.shown("three features, five examples")
def five_examples():
    X = np.array([[1.0, 0.0, 2.0, -1.5, 0.5], [-2.0, 1.5, 1.0, 0.5, -0.5], [0.5, -1.0, 3.0, 1.0, -2.0]])
    return {"X": X, "Y": np.array([[1, 0, 0, 1, 1]]), "Y_hat": np.array([[0.7, 0.4, 0.1, 0.8, 0.3]])}


@rowwise.shown("as many examples as features, integers")
def square_integers():
    X = np.array([[1, 2, -1], [0, 3, 1], [-2, 1, 2]])
    return {"X": X, "Y": np.array([[0, 1, 0]]), "Y_hat": np.array([[0.25, 0.9, 0.6]])}


@rowwise.shown("predictions that are almost certain, exactly 0 or 1, and right")
def almost_certain():
    X = np.array([[0.5, 2.0, -1.5, 1.0], [-2.5, 1.0, 4.0, 3.0]])
    return {"X": X, "Y": np.array([[0, 1, 0, 1]]), "Y_hat": np.array([[3.2e-5, 1.0, 0.0, 1 - 4.7e-10]])}


@rowwise.shown("one feature of thousands, one of thousandths; predictions exactly 0 or 1, and wrong")
def features_of_other_sizes():
    X = np.array([[1930.0, -5210.0, 2150.0], [-0.00725, 0.0000314, 0.000177]])
    return {"X": X, "Y": np.array([[0, 1, 0]]), "Y_hat": np.array([[1.0, 0.0, 0.83]])}


def _columns(rng, n, m):
    Y = rng.permutation([0, 1, 0, *rng.integers(0, 2, size=max(0, m - 3))][:m])
    return {"X": rng.normal(size=(n, m)), "Y": Y[None, :], "Y_hat": rng.uniform(0.05, 0.95, size=(1, m))}


@rowwise.drawn(3)
def any_columns(rng):
    n = int(rng.integers(2, 5))
    return _columns(rng, n, int(rng.integers(n + 1, n + 6)))


@rowwise.drawn(1)
def square_columns(rng):
    return _columns(rng, 4, 4)


@rowwise.drawn(1)
def more_features_than_examples(rng):
    return {**_columns(rng, 5, 3), "X": rng.integers(-3, 4, size=(5, 3))}


@rowwise.drawn(1)
def one_example(rng):
    return _columns(rng, 3, 1)


@rowwise.wider
def any_examples_in_columns(rng):
    """Predictions that are uncertain, almost certain, or exactly 0 and 1, as σ rounds them; right or wrong."""
    n, m = int(rng.integers(1, 6)), drawing.number_of_rows(rng, 5)
    Y = rng.integers(0, 2, size=(1, m))
    uncertain = np.round(rng.uniform(0.02, 0.98, size=(1, m)), 2)
    far = np.abs(rng.integers(0, 2, size=(1, m)) - np.abs(drawing.sizes(rng, (1, m), -8, -2)))
    kinds = [uncertain, far, 1.0 * Y, 1.0 - Y]
    mixed = np.choose(rng.integers(4, size=(1, m)), kinds)
    Y_hat = drawing.one_of(rng, *kinds, uncertain, mixed, mixed, np.full((1, m), 0.5), np.zeros((1, m)))
    return {"X": drawing.table(rng, m, n).T.copy(), "Y": Y, "Y_hat": Y_hat}


rowwise.keep(202, 11, 134, 278, 1, 14)


@rowwise.independent(1e-7)
def by_moving_the_scores(X, Y, Y_hat):
    """Central differences of the log loss in the weights: a weight moved by h moves the scores by h times its row."""
    z = np.log(np.maximum(Y_hat, 1e-17) / np.maximum(1 - Y_hat, 1e-17))[0]

    def slope(row):
        h = 1e-5 / max(1, np.abs(row).max())
        ahead, behind = (np.logaddexp(0, (1 - 2 * Y[0]) * (z + step * row)).mean() for step in (h, -h))
        return (ahead - behind) / (2 * h)

    slopes = [slope(row) for row in np.vstack([X, np.ones(X.shape[1])])]
    return np.array([slopes[:-1]]), np.array([slopes[-1:]])


def _grads(X, dZ):
    """Both gradients from ∂J/∂z, which is meant to hold the 1/m already."""
    return dZ @ X.T, dZ.sum(axis=1, keepdims=True)


@rowwise.mistake(says=slips.BOTH_GRADIENTS_SUMMED, reread="Lecture 07, “The gradient”")
def examples_summed(X, Y, Y_hat):
    """Where does the 1/m of the loss go when you differentiate?"""
    return _grads(X, Y_hat - Y)


@rowwise.mistake(reread="Lecture 07, “The gradient”")
def rows_factor_two(X, Y, Y_hat):
    """Both gradients are twice as large as they should be: the 2 of the squared error does not belong here.

    Nothing is squared in the log loss.
    """
    return _grads(X, 2 * (Y_hat - Y) / Y.size)


@rowwise.mistake(reread="Lecture 07, “The gradient”")
def label_minus_prediction(X, Y, Y_hat):
    """Both gradients have the opposite sign: Y − Ŷ stands where Ŷ − Y belongs.

    Does the loss grow or fall when the score of an example of class 1 grows?
    """
    return _grads(X, (Y - Y_hat) / Y.size)


@rowwise.mistake()
def features_counted(X, Y, Y_hat):
    """The division is by the number of features: X.shape[0] counts rows, and here the examples are the columns.

    X has shape (n, m) in this exercise.
    """
    return _grads(X, (Y_hat - Y) / X.shape[0])


@rowwise.mistake()
def always_twelve(X, Y, Y_hat):
    """The division is always by 12, the examples of the toy batch.

    Take m from the shape of X.
    """
    return _grads(X, (Y_hat - Y) / 12)


@rowwise.mistake(reread="Lecture 07, “The same in rows: a wrong shape that nobody notices”")
def transpose_left_out(X, Y, Y_hat):
    """X stands where Xᵀ belongs: the shapes fit only when there are as many examples as features.

    (1, m) times (n, m) does not fit. Write the shapes under the product.
    """
    dZ = (Y_hat - Y) / Y.size
    return dZ @ X, dZ.sum(axis=1, keepdims=True)


@rowwise.mistake()
def dW_as_column(X, Y, Y_hat):
    """dW is a column of shape (n, 1); here W is a row of shape (1, n), and so is its gradient.

    A gradient has the shape of its parameter.
    """
    dW, db = grads_row(X, Y, Y_hat)
    return dW.T.copy(), db


@rowwise.mistake()
def dW_without_axis(X, Y, Y_hat):
    """dW has the shape (n,); here W is a row of shape (1, n), and so is its gradient.

    Keep the axis of the examples' row: do not take [0] or ravel.
    """
    dW, db = grads_row(X, Y, Y_hat)
    return dW[0], db


@rowwise.mistake()
def db_as_number(X, Y, Y_hat):
    """db is a plain number; here b has the shape (1, 1), and so has its gradient.

    np.sum takes axis and keepdims.
    """
    dW, db = grads_row(X, Y, Y_hat)
    return dW, db[0, 0]


@rowwise.mistake()
def db_without_keepdims(X, Y, Y_hat):
    """db has the shape (1,); here b has the shape (1, 1), and so has its gradient.

    np.sum drops the axis it sums over, unless you tell it not to.
    """
    dW, db = grads_row(X, Y, Y_hat)
    return dW, db[0]


@rowwise.mistake()
def db_summed(X, Y, Y_hat):
    """db is m times too large: its 1/m is missing.

    dW and db come from the same mean.
    """
    dW, db = grads_row(X, Y, Y_hat)
    return dW, db * Y.size


@rowwise.mistake()
def db_averaged_twice(X, Y, Y_hat):
    """db is m times too small: a mean is divided by m once more.

    Either sum and divide by m, or take the mean; not both.
    """
    dW, db = grads_row(X, Y, Y_hat)
    return dW, db / Y.size


@rowwise.mistake()
def db_zero(X, Y, Y_hat):
    """db is zero: the bias would never be learned.

    z = WX + b depends on b too. What is ∂z/∂b?
    """
    dW, db = grads_row(X, Y, Y_hat)
    return dW, 0 * db


@rowwise.mistake()
def dW_averaged_over_features(X, Y, Y_hat):
    """All entries of dW are equal: a mean ran over the features too.

    Each weight has its own row of X.
    """
    dW, db = grads_row(X, Y, Y_hat)
    return np.full_like(dW, dW.mean()), db


@rowwise.mistake()
def prediction_in_place_of_residual(X, Y, Y_hat):
    """The gradients are built with Ŷ where Ŷ − Y belongs.

    The labels must enter somewhere.
    """
    return _grads(X, Y_hat / Y.size)


@rowwise.mistake()
def sigmoid_once_more(X, Y, Y_hat):
    """The sigmoid is applied to Ŷ, which is a probability already.

    Ŷ is what the forward pass returned.
    """
    return _grads(X, (sigmoid(Y_hat) - Y) / Y.size)


@rowwise.mistake(reread="Lecture 07, “Predict 3: same form, so same gradient?”")
def slope_kept_in_rows(X, Y, Y_hat):
    """The factor Ŷ(1 − Ŷ) is still there: these are the gradients of the squared error ½(Ŷ − Y)².

    In the log loss σ′ meets the derivative of the logarithm. Multiply the two.
    """
    return _grads(X, (Y_hat - Y) * Y_hat * (1 - Y_hat) / Y.size)


@rowwise.mistake(reread="Lecture 07, “The gradient”")
def stops_at_the_prediction(X, Y, Y_hat):
    """∂J/∂Ŷ is multiplied by X, and the factor ∂Ŷ/∂z = Ŷ(1 − Ŷ) between them is missing.

    Write the chain J ← Ŷ ← z ← W with one factor for every arrow.
    """
    return _grads(X, -(Y / Y_hat - (1 - Y) / (1 - Y_hat)) / Y.size)


@rowwise.mistake(says=CLASS_FOR_PROBABILITY, reread="Lecture 07, “From probability to class”")
def classes_for_probabilities(X, Y, Y_hat):
    """An example that is classified right would have no influence any more."""
    return _grads(X, ((Y_hat >= 0.5) - Y) / Y.size)


@rowwise.mistake(says=slips.FIRST_EXAMPLE_ONLY)
def first_example_only(X, Y, Y_hat):
    """Change another column: the gradients should change with it."""
    return grads_row(X[:, :1], Y[:, :1], Y_hat[:, :1])


@rowwise.mistake(reread="Lecture 03, “The source says …: the update in place”")
def predictions_overwritten(X, Y, Y_hat):
    """The residual is written into Ŷ (Y_hat -= Y), so the caller's predictions change.

    Make a new array: Y_hat - Y.
    """
    Y_hat -= Y
    return _grads(X, Y_hat / Y.size)


@rowwise.variant
def by_loops(X, Y, Y_hat):
    n, m = X.shape
    dW, db = np.zeros((1, n)), np.zeros((1, 1))
    for i in range(m):
        residual = Y_hat[0, i] - Y[0, i]
        for j in range(n):
            dW[0, j] += residual * X[j, i] / m
        db[0, 0] += residual / m
    return dW, db


@rowwise.variant
def by_mean(X, Y, Y_hat):
    residual = np.squeeze(Y_hat, axis=0) - np.squeeze(Y, axis=0)
    return np.mean(X * residual, axis=1).reshape(1, -1), np.mean(residual).reshape(1, 1)


@rowwise.variant
def by_einsum(X, Y, Y_hat):
    dZ = (Y_hat - Y) / Y.shape[1]
    return np.einsum("ki,ji->kj", dZ, X), np.sum(dZ, axis=1, keepdims=True)


@rowwise.variant
def with_a_row_of_ones(X, Y, Y_hat):
    both = (Y_hat - Y) @ np.vstack([np.ones(X.shape[1]), X]).T / X.shape[1]
    return both[:, 1:], both[:, :1]
