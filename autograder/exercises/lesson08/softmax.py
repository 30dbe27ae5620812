"""X8.1, softmax of each row, for scores of any size."""

import numpy as np

from autograder.declaring import Exercise

from .. import drawing
from .shared import sigmoid

probabilities = Exercise(
    "08.softmax",
    "softmax(Z) -> P",
    reread="Lecture 08, “Softmax”",
    allows={
        "one row": ["Z"],
        "one column": ["Z"],
        "whole": ["Z"],
        "only zeros": ["Z"],
        "equal rows": ["Z"],
        "large": ["Z"],
        "small": ["Z"],
    },
    library_calls=("softmax",),
)


@probabilities.reference
def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))  # the largest exponent of every row is 0
    return E / E.sum(axis=1, keepdims=True)


@probabilities.shown("the scores 1, 2, 3, and the same with 1000 added")
def a_thousand_added():
    return {"Z": np.array([[1.0, 2.0, 3.0], [1001.0, 1002.0, 1003.0]])}


@probabilities.shown("integers, four rows of three classes, a row of equal scores")
def integer_scores():
    return {"Z": np.array([[0, 2, -1], [3, 3, 3], [1, 0, 5], [-2, 4, 1]])}


@probabilities.shown("as many rows as classes, scores from −1000 to 1000")
def rows_far_apart():
    return {"Z": np.array([[-1000.0, -999.0, -998.5], [0.5, -0.5, 1.5], [1000.0, 998.0, -1000.0]])}


@probabilities.shown("small probabilities, from 3e-4 to 1e-8, beside large ones")
def small_probabilities():
    return {"Z": np.array([[0.0, -8.1, -12.5], [-15.5, 0.3, -16.9], [0.1, -18.0, 0.2]])}


@probabilities.shown("seven classes, all but equal")
def seven_classes():
    return {"Z": np.array([[0.01, 0.0, -0.01, 0.02, 0.0, -0.02, 0.01]])}


@probabilities.drawn(2)
def any_scores(rng):
    K = int(rng.integers(3, 6))
    return {"Z": rng.normal(size=(K + int(rng.integers(1, 4)), K)) * 2}


@probabilities.drawn(1)
def square_scores(rng):
    return {"Z": rng.normal(size=(4, 4)) * 2}


@probabilities.drawn(1)
def whole_scores(rng):
    return {"Z": rng.integers(-3, 4, size=(3, 5))}


@probabilities.drawn(1)
def large_scores(rng):
    return {"Z": rng.normal(size=(4, 3)) + np.array([[0.0], [900.0], [-900.0], [20.0]])}


@probabilities.drawn(1)
def one_row_of_scores(rng):
    return {"Z": rng.normal(size=(1, 4))}


@probabilities.wider
def anything_to_normalise(rng):
    """Rows of scores of any size, some of them far above the others; up to ten classes."""
    m, K = drawing.number_of_rows(rng, 5), int(drawing.one_of(rng, *rng.integers(1, 6, size=4), rng.integers(7, 11)))
    Z = drawing.scores(rng, (m, K))
    return {"Z": drawing.one_of(rng, *[Z] * 6, *[Z + 1000 * rng.integers(-1, 2, size=(m, 1))] * 3, np.zeros((m, K)))}


probabilities.keep(80, 54, 1, 7, 222)


@probabilities.independent(1e-9)
def by_scipy(Z):
    from scipy.special import softmax as reference

    return reference(Z.astype(float), axis=1)


@probabilities.mistake(reread="Lecture 08, “Numbers that overflow”")
def no_shift(Z):
    """For large scores the result is NaN: eᶻ overflows, and infinity divided by infinity is not a number.

    Adding the same number to all scores of a row changes no probability. Which number helps?
    """
    E = np.exp(Z)
    return E / E.sum(axis=1, keepdims=True)


@probabilities.mistake(reread="Lecture 08, “Numbers that overflow”")
def one_shift_for_all(Z):
    """The same number, the largest of all scores, is subtracted in every row: a row far below it becomes 0/0.

    Every row needs its own largest score.
    """
    E = np.exp(Z - Z.max())
    return E / E.sum(axis=1, keepdims=True)


@probabilities.mistake(reread="Lecture 08, “Numbers that overflow”")
def shift_by_columns(Z):
    """The largest score of each column is subtracted: a row's probabilities change with the other rows.

    Only a shift that is the same for all classes of a row cancels. Which axis is that?
    """
    E = np.exp(Z - Z.max(axis=0))
    return E / E.sum(axis=1, keepdims=True)


@probabilities.mistake()
def columns_normalised(Z):
    """The columns sum to 1 instead of the rows.

    One row is one example, and its classes share the probability 1. Which axis is summed?
    """
    return softmax(Z.T).T.copy()


@probabilities.mistake()
def everything_normalised(Z):
    """The whole matrix sums to 1: maximum and sum run over all entries.

    Every row is an example of its own.
    """
    return softmax(Z.reshape(1, -1)).reshape(Z.shape)


@probabilities.mistake()
def sums_along_the_wrong_axis(Z):
    """The row sums lie along the columns when the division is made: keepdims is missing.

    (m, K) divided by (m,) fits only when m = K, and then divides by the sum of another row.
    """
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1)


@probabilities.mistake(reread="Lecture 08, “Two classes: softmax and sigmoid”")
def sigmoid_of_each_score(Z):
    """Every score goes through its own sigmoid: the rows do not sum to 1.

    The classes exclude each other, so they share one sum.
    """
    return sigmoid(Z)


@probabilities.mistake(reread="Lecture 08, “Softmax”")
def a_class_too_many(Z):
    """The denominator has one term too many, e⁰ = 1: the sum starts at a class 0 that has no score.

    K scores give K terms, and the rows sum to 1.
    """
    return softmax(np.column_stack([np.zeros(len(Z)), Z]))[:, 1:].copy()


@probabilities.mistake()
def softmax_twice(Z):
    """Softmax is applied twice: the probabilities are treated as scores and become nearly equal.

    With three classes none can exceed 0.58 then.
    """
    return softmax(softmax(Z))


@probabilities.mistake(reread="Lecture 08, “From probability to class”")
def one_for_the_largest(Z):
    """The largest score gets probability 1 and the others 0.

    Softmax is soft: every class keeps some probability.
    """
    return np.equal(Z, Z.max(axis=1, keepdims=True)).astype(float)


@probabilities.mistake()
def exponential_missing(Z):
    """The scores themselves are divided by their sum: the exponential is missing.

    Scores can be negative, probabilities cannot.
    """
    return Z / Z.sum(axis=1, keepdims=True)


@probabilities.mistake()
def squares_for_exponentials(Z):
    """The squares of the scores are divided by their sum; it is the exponential that makes scores positive.

    A score of −3 must give less than a score of 0.
    """
    return Z**2 / (Z**2).sum(axis=1, keepdims=True)


@probabilities.mistake()
def smallest_score_first(Z):
    """The smallest score gets the largest probability: the exponent carries a minus.

    The minus belongs to the sigmoid's e⁻ᶻ, which stands in a denominator.
    """
    return softmax(-Z)


@probabilities.mistake()
def logarithms_returned(Z):
    """The result holds the logarithms of the probabilities.

    Each row should sum to 1.
    """
    Z = Z - Z.max(axis=1, keepdims=True)
    return Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))


@probabilities.mistake()
def powers_of_two(Z):
    """The base is 2 instead of e.

    NumPy has the exponential function.
    """
    return softmax(Z * np.log(2))


@probabilities.mistake(reread="Lecture 08, “Numbers that overflow”")
def scores_cut_off(Z):
    """Scores beyond ±500 are cut off: 1001, 1002 and 1003 become equal.

    Only differences between the scores of a row matter; subtract before you exponentiate.
    """
    E = np.exp(np.clip(Z, -500, 500))
    return E / E.sum(axis=1, keepdims=True)


@probabilities.mistake(reread="Lecture 03, “The update in place”")
def scores_overwritten(Z):
    """The largest score is subtracted in the caller's array (Z -= …).

    Make a new array: Z - Z.max(…).
    """
    Z -= Z.max(axis=1, keepdims=True)
    E = np.exp(Z)
    return E / E.sum(axis=1, keepdims=True)


@probabilities.mistake(reread="Lecture 00, “Whole numbers”")
def integer_probabilities(Z):
    """For integer scores every probability is cut off to a whole number: they are written into np.zeros_like(Z).

    zeros_like of integers holds integers. Ask for dtype=float.
    """
    P = np.zeros_like(Z)
    for i, row in enumerate(softmax(Z)):
        P[i] = row
    return P


@probabilities.mistake(reread="Lecture 08, “Shapes”")
def probabilities_transposed(Z):
    """The result has shape (K, m): rows and columns are exchanged.

    P has the shape of Z.
    """
    return softmax(Z).T.copy()


@probabilities.mistake()
def largest_class_returned(Z):
    """The result holds the number of the likeliest class, not the probabilities.

    P has the shape of Z.
    """
    return Z.argmax(axis=1)


@probabilities.variant
def row_by_row(Z):
    P = []
    for z in Z:
        largest = max(z)
        e = [np.exp(score - largest) for score in z]
        P.append([value / sum(e) for value in e])
    return np.array(P)


@probabilities.variant
def by_logarithm(Z):
    return np.exp(Z - np.logaddexp.reduce(Z, axis=1, keepdims=True))


@probabilities.variant
def transposed_and_back(Z):
    E = np.exp(Z.T - np.max(Z, axis=1))
    return (E / np.sum(E, axis=0)).T


@probabilities.variant
def by_differences(Z):
    """pₖ = 1 / Σⱼ exp(zⱼ − zₖ): overflows to infinity, and 1/∞ is 0."""
    return 1 / np.exp(Z[:, None, :] - Z[:, :, None]).sum(axis=2)
