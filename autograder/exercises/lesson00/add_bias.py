"""X0.2, the column of ones before the columns of X."""

import numpy as np

from autograder.declaring import Exercise
from gdkit.datasets import toy_batch

from ..wide_numbers import numbers, size, some_rows_twice

bias = Exercise(
    "00.add_bias",
    "add_bias(X) -> Xb",
    reread="Lecture 00, “The column of ones”",
    allows={
        "one row": ["X"],
        "one column": ["X"],
        "whole": ["X"],
        "only zeros": ["X"],
        "equal rows": ["X"],
        "large": ["X"],
        "small": ["X"],
    },
    library_calls=("add_bias", "with_ones", "add_dummy_feature", "PolynomialFeatures", "add_constant"),
)


@bias.reference
def add_bias(X):
    return np.column_stack([np.ones(len(X)), X])


@bias.shown("the toy batch, (12, 2)")
def toy_rows():
    return {"X": toy_batch()[0]}


@bias.shown("as many rows as columns")
def square_table():
    return {"X": np.array([[2.0, -0.5, 4.0], [0.25, 3.0, -1.5], [7.0, 5.0, 6.0]])}


@bias.shown("two rows of four whole numbers")
def whole_rows():
    return {"X": np.array([[3, 4, 5, 6], [-7, 0, 9, 2]])}


@bias.shown("three rows of one feature")
def one_feature():
    return {"X": np.array([[0.5], [-2.0], [1.75]])}


@bias.shown("three rows of one feature again: 1 and tiny numbers")
def one_and_tiny_numbers():
    return {"X": np.array([[1.0], [-4.5e-05], [8.25e-09]])}


@bias.shown("the first and the last feature are 1 in every row: the column of ones comes all the same")
def ones_already():
    return {"X": np.array([[1.0, 2.5, 1.0], [1.0, -3.25, 1.0]])}


@bias.drawn(3)
def any_table(rng):
    n = int(rng.integers(2, 5))
    return {"X": rng.normal(size=(int(rng.integers(n + 1, n + 7)), n))}


@bias.drawn(1)
def one_example(rng):
    return {"X": rng.normal(size=(1, 3))}


@bias.drawn(1)
def drawn_integers(rng):
    return {"X": rng.integers(2, 10, size=(3, 2))}


@bias.independent()
def by_the_model(X):
    """Column j of Xb is what the model ŷ = b + Xw answers for θ = (b, w) = e_j."""
    return np.column_stack([e[0] + X @ e[1:] for e in np.eye(X.shape[1] + 1)])


@bias.wider
def wide_table(rng):
    X = some_rows_twice(rng, numbers(rng, (size(rng), size(rng, 6))))
    kind = rng.random()
    if kind < 0.1:  # a column of ones is there already
        X[:, 0] = 1
    elif kind < 0.2:
        X[:, -1] = X[:, 0]
    return {"X": X}


bias.keep(76, 3, 6)


@bias.mistake()
def as_many_ones_as_features(X):
    """A one is put beside every entry of X: there are as many columns of ones as features.

    One bias needs one column, whatever the number of features. With one feature the mistake does not show.
    """
    return np.hstack([np.ones(X.shape), X])


@bias.mistake()
def ones_last(X):
    """The ones stand in the last column; in this course they come first.

    θ = (b, w) begins with the bias. Which column does it meet in Xb @ theta?
    """
    return np.column_stack([X, np.ones(len(X))])


@bias.mistake()
def ones_on_both_sides(X):
    """There is a column of ones on either side.

    How many entries would theta need?
    """
    return np.column_stack([np.ones(len(X)), X, np.ones(len(X))])


@bias.mistake(reread="Lecture 00, “Axes”")
def row_of_ones(X):
    """A row of ones is put on top: that is one more example, not one more feature.

    axis=0 runs over the rows. Along which axis do the features lie?
    """
    return np.vstack([np.ones(X.shape[1]), X])


@bias.mistake()
def column_of_zeros(X):
    """The new column holds zeros: b would be multiplied by 0.

    ŷ = b · x₀ + w · x. What must x₀ be for every example?
    """
    return np.column_stack([np.zeros(len(X)), X])


@bias.mistake()
def first_feature_overwritten(X):
    """The ones replace the first feature; the shape stays (m, n).

    The new column stands before the others, and none of them is lost.
    """
    Xb = X.copy()
    Xb[:, 0] = 1
    return Xb


@bias.mistake()
def written_into_x(X):
    """The ones are written into X itself: the caller's first feature is gone.

    Make a new array with one column more.
    """
    X[:, 0] = 1
    return X


@bias.mistake()
def last_feature_lost(X):
    """The ones are there, but the last feature is lost: the shape is still (m, n).

    Xb has one column more than X.
    """
    return np.column_stack([np.ones(len(X)), X[:, :-1]])


@bias.mistake(reread="Lecture 00, “Axes”")
def as_many_ones_as_columns(X):
    """The column of ones has n entries, one for each feature; it needs one for each row.

    X has shape (m, n). Which of the two is the number of examples?
    """
    return np.hstack([np.ones((X.shape[1], 1)), X])


@bias.mistake(reread="Lecture 00, “Shapes”")
def ones_without_an_axis(X):
    """The ones are a 1-D array of shape (m,), which cannot be put beside a table of shape (m, n).

    hstack and concatenate want a column of shape (m, 1).
    """
    return np.hstack([np.ones(len(X)), X])


@bias.mistake()
def twelve_ones(X):
    """There are always 12 ones: that is the number of rows of the toy batch only.

    Take the number of rows from the shape of X.
    """
    return np.hstack([np.ones((12, 1)), X])


@bias.mistake()
def one_added(X):
    """1 is added to every entry of X; no column is added.

    np.add adds numbers. What is wanted is a table with one column more.
    """
    return X + 1


@bias.mistake(reread="Lecture 00, “Axes”")
def flat(X):
    """The table has become one long row of numbers.

    np.insert and np.append flatten unless they are told an axis.
    """
    return np.insert(X.astype(float), 0, 1.0)


@bias.mistake(reread="Lecture 00, “Shapes”")
def examples_in_columns(X):
    """The result is transposed: the examples stand in its columns.

    Each row is an example, in X and in Xb.
    """
    return np.vstack([np.ones(len(X)), X.T])


@bias.mistake(reread="Lecture 00, “Kinds of numbers”")
def broken_parts_lost(X):
    """The result holds whole numbers: what X has after the decimal point is cut off.

    What is the dtype of the array that you fill?
    """
    return np.column_stack([np.ones(len(X)), X]).astype(int)


@bias.variant
def by_slices(X):
    m, n = X.shape
    Xb = np.ones((m, n + 1))
    Xb[:, 1:] = X
    return Xb


@bias.variant
def by_insert(X):
    return np.insert(X, 0, 1, axis=1)


@bias.variant
def row_by_row(X):
    return np.array([[1, *row] for row in X])


@bias.variant
def by_hstack(X):
    return np.hstack([np.ones((X.shape[0], 1)), X])
