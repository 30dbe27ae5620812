"""A47 and A50, the predicted class: a probability of exactly ½ says class 1."""

import numpy as np

from autograder.declaring import Exercise
from gdkit import add_bias

from .. import drawing, libraries
from .sigmoid import sigmoid

prediction = Exercise(
    "07.predict",
    "predict(theta, Xb) -> labels",
    reread="Lecture 07, “From probability to class”",
    allows={
        "one row": ["Xb"],
        "whole": ["theta", "Xb"],
        "only zeros": ["theta"],
        "equal rows": ["Xb"],
        "large": ["theta", "Xb"],
        "small": ["theta"],
    },
    library_calls=libraries.CLASSIFIERS,
)


@prediction.reference
def predict(theta, Xb):
    return (Xb @ theta >= 0).astype(int)  # σ(z) ≥ ½ exactly where z ≥ 0


@prediction.shown("scores −1.25, −0.25, 0, 0.25 and 1.5: a probability of exactly ½ says class 1")
def with_a_tie():
    X = np.array([[-0.5, 0.0], [1.0, 1.0], [1.0, 2.0], [2.0, 1.0], [4.0, 2.0]])
    return {"theta": np.array([-1.0, 0.5, 0.25]), "Xb": add_bias(X)}


@prediction.shown("integers, three columns, a row with score 50")
def integer_parameters():
    X = np.array([[1, 2, -1, 0], [1, -2, 0, 3], [1, 0, 1, -1], [1, 16, 0, 0], [1, 1, 2, 0], [1, 1, 0, 0]])
    return {"theta": np.array([2, 3, -2, -1]), "Xb": X}


@prediction.shown("tiny parameters: scores of about ±1e-8 have a class too")
def tiny_scores():
    theta = np.array([2e-9, -3e-9, 1.5e-9, 0.0])
    return {"theta": theta, "Xb": add_bias(np.array([[3, 4, 0], [1, 1, 5], [2, -2, 1], [-3, -5, 2]]))}


@prediction.shown("one column of thousands, scores of 0.0003 and −0.0003")
def columns_of_other_sizes():
    Xb = np.array([[1, 3000, 0.5], [1, -1200, -0.25], [1, 1720, 0.0003], [1, 1720, -0.0003], [1, 2500, 0.85]])
    return {"theta": np.array([-172.0, 0.1, 1.0]), "Xb": Xb}


@prediction.shown("theta = 0: every probability is ½")
def all_ties():
    return {"theta": np.zeros(3), "Xb": np.array([[1, 2, -5], [1, 0, 4], [1, 2, -5]])}


@prediction.drawn(3)
def any_scores_to_classify(rng):
    n, m = int(rng.integers(2, 5)), int(rng.integers(8, 13))
    theta = rng.normal(size=n + 1)
    X = rng.normal(size=(m, n))
    z = np.concatenate([[-2.0, -0.6, -0.2, 0.2, 0.4, 2.0], rng.normal(size=m - 6)])  # on both sides of 0 and of ½
    X[:, 0] += (rng.permutation(z) - theta[0] - X @ theta[1:]) / theta[1]
    return {"theta": theta, "Xb": add_bias(X)}


@prediction.drawn(2)
def ties_among_integers(rng):
    X = rng.integers(-4, 5, size=(7, 3))
    w = rng.integers(1, 4, size=3)
    return {"theta": np.array([-X[3] @ w, *w]), "Xb": np.column_stack([np.ones(7, dtype=int), X])}


@prediction.drawn(1)
def far_from_the_boundary(rng):
    z = np.array([800.0, -800.0, 60.0, -60.0]) + rng.uniform(-5, 5, size=4)
    return {"theta": np.array([0.5, 2.0]), "Xb": add_bias((z[:, None] - 0.5) / 2)}


@prediction.drawn(1)
def one_row_on_the_boundary(rng):
    x = rng.integers(1, 6, size=2)
    return {"theta": np.array([-(x[0] + 2 * x[1]), 1, 2]), "Xb": np.array([[1, *x]])}


@prediction.wider
def anything_to_classify(rng):
    """Scores of any size, ties too, but none that is 0 by rounding only."""
    m, n = drawing.number_of_rows(rng), int(rng.integers(1, 5))
    X, theta = drawing.table(rng, m, n), rng.integers(-3, 4, size=n + 1) * drawing.one_of(rng, 1, 1, 0.25)
    Xb = drawing.with_ones(drawing.one_of(rng, X, rng.integers(-3, 4, size=(m, n))))
    if rng.random() < 0.6:
        theta = drawing.parameters(rng, Xb) * 1000.0 ** -rng.integers(0, 3)
        if rng.random() < 0.5:  # near the boundary of a row
            theta[0] = drawing.digits(theta[0] - Xb[0] @ theta + drawing.sizes(rng, (), -5, -2), 6)
    scale, z = np.abs(Xb) @ np.abs(theta), Xb @ theta
    exact = np.equal(64 * Xb, np.rint(64 * Xb)).all() and np.equal(64 * theta, np.rint(64 * theta)).all()
    if (not exact and (np.abs(z) <= 1e-9 * scale).any()) or (np.abs(z[z != 0]) < 1e-11).any():
        return anything_to_classify(rng)
    return {"theta": theta, "Xb": Xb}


prediction.keep(21, 121, 41, 47)


@prediction.independent()
def by_probability(theta, Xb):
    from scipy.special import expit

    return np.array([1 if expit(float(np.dot(row, theta))) >= 0.5 else 0 for row in Xb])


@prediction.mistake(reread="Lecture 07, “A tie: > or ≥”")
def tie_to_class_zero(theta, Xb):
    """A probability of exactly ½ is put into class 0; this course puts it into class 1.

    Which of > and ≥ puts a tie into class 1?
    """
    return (Xb @ theta > 0).astype(int)


@prediction.mistake()
def score_against_one_half(theta, Xb):
    """The score is compared with ½; it is the probability that is compared with ½.

    At z = 0.3 the probability is 0.57. Which score belongs to ½?
    """
    return (Xb @ theta >= 0.5).astype(int)


@prediction.mistake()
def probabilities_returned(theta, Xb):
    """The result holds probabilities; asked for are the classes 0 and 1.

    Compare the probabilities with ½.
    """
    return sigmoid(Xb @ theta)


@prediction.mistake(reread="Lecture 07, “Labels 0 and 1, or −1 and 1”")
def classes_of_both_signs(theta, Xb):
    """The classes are −1 and 1; here they are 0 and 1.

    Labels that come out should look like labels that went in.
    """
    return np.where(Xb @ theta >= 0, 1, -1)


@prediction.mistake(reread="Lecture 07, “Labels 0 and 1, or −1 and 1”")
def sign_of_the_score(theta, Xb):
    """The classes are −1, 0 and 1, the signs of the scores.

    There are two classes, 0 and 1.
    """
    return np.sign(Xb @ theta).astype(int)


@prediction.mistake()
def classes_exchanged(theta, Xb):
    """The classes are exchanged: a large score says class 0.

    p̂ is the probability of class 1.
    """
    return (Xb @ theta < 0).astype(int)


@prediction.mistake()
def classified_without_bias(theta, Xb):
    """The bias is left out of the score.

    theta has one entry for each column of Xb, the first for the ones.
    """
    return (Xb[:, 1:] @ theta[1:] >= 0).astype(int)


@prediction.mistake(reread="Lecture 00, “House notation”")
def classified_with_bias_last(theta, Xb):
    """theta is read with the bias last; here the bias comes first.

    theta = (b, w), and Xb has its ones in column 0.
    """
    return (Xb[:, 1:] @ theta[:-1] + theta[-1] >= 0).astype(int)


@prediction.mistake()
def compared_with_the_mean(theta, Xb):
    """The probabilities are compared with their mean: a row's class depends on the other rows.

    The threshold is ½.
    """
    p = sigmoid(Xb @ theta)
    return (p >= p.mean()).astype(int)


@prediction.mistake()
def decimals_cut_off(theta, Xb):
    """int cuts the decimals off instead of rounding: 0.99 becomes 0.

    Compare with ½.
    """
    return sigmoid(Xb @ theta).astype(int)


@prediction.mistake()
def always_class_one(theta, Xb):
    """Every row is put into class 1: a probability is compared with 0, or the sigmoid is applied twice.

    A score is compared with 0, a probability with ½.
    """
    return (sigmoid(Xb @ theta) >= 0).astype(int)


@prediction.mistake(reread="Lecture 07, “A tie: > or ≥”")
def rounded_probability(theta, Xb):
    """np.round gives 0.0 for exactly ½ (it rounds to even), and its result holds floats.

    Compare with ½, and turn the answer into integers.
    """
    return np.round(sigmoid(Xb @ theta))


@prediction.mistake()
def true_and_false(theta, Xb):
    """The result holds True and False; asked for are the integers 0 and 1.

    .astype(int) turns the one into the other.
    """
    return Xb @ theta >= 0


@prediction.mistake()
def classes_as_decimals(theta, Xb):
    """The classes are written as 0.0 and 1.0; asked for are integers, which can be used as indices.

    .astype(int) turns the one into the other.
    """
    return np.where(Xb @ theta >= 0, 1.0, 0.0)


@prediction.mistake(reread="Lecture 00, “House notation”")
def classes_in_a_column(theta, Xb):
    """The classes stand in a column (m, 1); labels have the shape (m,).

    Print labels.shape.
    """
    return predict(theta, Xb)[:, None]


@prediction.mistake()
def classes_in_a_list(theta, Xb):
    """The result is a list; asked for is an array of shape (m,).

    np.array turns a list into an array.
    """
    return predict(theta, Xb).tolist()


@prediction.variant
def by_where(theta, Xb):
    return np.where(1 / (1 + np.exp(-(Xb @ theta))) >= 0.5, 1, 0)


@prediction.variant
def row_by_row(theta, Xb):
    labels = np.zeros(len(Xb), dtype=int)
    for i, x in enumerate(Xb):
        if sum(t * value for t, value in zip(theta, x, strict=True)) >= 0:
            labels[i] = 1
    return labels


@prediction.variant
def by_rounding_up(theta, Xb):
    return np.floor(sigmoid(Xb @ theta) + 0.5).astype(np.int8)
