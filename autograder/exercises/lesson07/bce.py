"""X7.2, the log loss from probabilities: the mean of −log of what was given to what happened."""

import numpy as np

from autograder.declaring import Exercise

from .. import drawing, slips
from .shared import losses_of_rows
from .sigmoid import sigmoid

log_loss = Exercise(
    "07.bce",
    "bce(y, p) -> J",
    reread="Lecture 07, “The log loss”",
    allows={"one entry": ["y", "p"], "whole": ["y"], "only zeros": ["y", "p"], "small": ["p"]},
    library_calls=("log_loss", "LogLoss", "binary_crossentropy", "binary_cross_entropy", "BCELoss"),
)


@log_loss.reference
def bce(y, p):
    of_what_happened = np.where(y == 1, p, 1 - p)
    return -np.log(of_what_happened).mean()


@log_loss.shown("three rows")
def three_probabilities():
    return {"y": np.array([1, 0, 1]), "p": np.array([0.9, 0.2, 0.6])}


@log_loss.shown("probabilities that are exactly 0 or 1, and right; one that is almost 0 and wrong")
def certain_and_right():
    return {"y": np.array([1, 0, 0, 1, 0, 1]), "p": np.array([1.0, 0.0, 0.7, 0.0005, 0.3, 0.55])}


@log_loss.shown("labels written as 0.0 and 1.0, one of five in class 1")
def float_labels():
    return {"y": np.array([0.0, 0.0, 1.0, 0.0, 0.0]), "p": np.array([0.1, 0.6, 0.35, 0.25, 0.8])}


@log_loss.shown("what happened had a probability of 4e-6, 2e-9 and 3e-11")
def almost_impossible():
    return {"y": np.array([1, 0, 1]), "p": np.array([4e-6, 1 - 2e-9, 3e-11])}


@log_loss.shown("all right, one row certain, one nearly: the loss is small, but not 0")
def almost_certain():
    return {"y": np.array([0.0, 1.0]), "p": np.array([0.0, 1 - 5e-9])}


@log_loss.drawn(3)
def any_probabilities(rng):
    m = int(rng.integers(5, 10))
    y = rng.permutation([0, 0, 1, *rng.integers(0, 2, size=m - 3)])
    return {"y": y, "p": rng.uniform(0.02, 0.98, size=m)}


@log_loss.drawn(1)
def some_certain(rng):
    p = np.concatenate([[1.0, 0.0], 10.0 ** rng.uniform(-4, -3.3, size=1), rng.uniform(0.1, 0.9, size=4)])
    return {"y": np.array([1, 0, 1, 0, 1, 0, 0]), "p": p}


@log_loss.drawn(1)
def one_label_of_class_one(rng):
    return {"y": np.array([1]), "p": rng.uniform(0.1, 0.9, size=1)}


@log_loss.drawn(1)
def all_of_class_zero(rng):
    return {"y": np.zeros(4), "p": rng.uniform(0.1, 0.9, size=4)}


@log_loss.wider
def any_labels(rng):
    """Rows that are right or wrong, hardly or almost certainly, and certainly right."""
    m = drawing.number_of_rows(rng, 7)
    y = rng.integers(0, 2, size=m) * drawing.one_of(rng, 1, 1.0)
    uncertain = np.round(rng.uniform(0.01, 0.99, size=m), 2)
    wrong = np.abs(1 - y - np.abs(drawing.sizes(rng, m, -11.5, -1)))
    close = np.abs(y - np.abs(drawing.sizes(rng, m, -8, -1)))
    kinds = [uncertain, wrong, close, 1.0 * y]
    mixed = np.choose(rng.integers(4, size=m), kinds)
    return {"y": y, "p": drawing.one_of(rng, *kinds, uncertain, mixed, mixed, np.full(m, 0.5))}


log_loss.keep(0, 8, 126, 22)


@log_loss.independent(1e-9)
def by_xlogy(y, p):
    """SciPy's y log p with 0 log 0 = 0. The tests hold it against scikit-learn too."""
    from scipy.special import xlog1py, xlogy

    return -(xlogy(y, p) + xlog1py(1 - y, -p)).mean()


@log_loss.mistake(says=slips.LOSS_SUMMED)
def loss_summed(y, p):
    """J is the mean loss of a row: copying every row must not change it."""
    return losses_of_rows(y, p).sum()


@log_loss.mistake()
def loss_halved(y, p):
    """The loss is half of what it should be: there is a ½ in front.

    The ½ belongs to squared errors, where it cancels the 2 of the derivative. Nothing is squared here.
    """
    return losses_of_rows(y, p).mean() / 2


@log_loss.mistake(says=slips.LOSS_IN_BITS)
def base_two(y, p):
    """With another base the gradient would carry a factor."""
    return losses_of_rows(y, p).mean() / np.log(2)


@log_loss.mistake()
def base_ten(y, p):
    """The logarithm is to base 10; this course uses the natural logarithm.

    With another base the gradient would carry a factor.
    """
    return losses_of_rows(y, p).mean() / np.log(10)


@log_loss.mistake(reread="Lecture 07, “From the likelihood to the loss”")
def minus_lost(y, p):
    """The loss is negative: the minus in front of the logarithms is missing.

    Logarithms of probabilities are negative, and a loss has to grow when the fit gets worse.
    """
    return -losses_of_rows(y, p).mean()


@log_loss.mistake()
def labels_swapped(y, p):
    """The two cases are exchanged: rows of class 1 are charged for 1 − p.

    p is the probability of class 1. What should a row with y = 1 and p = 0.9 cost?
    """
    return losses_of_rows(1 - y, p).mean()


@log_loss.mistake(reread="Lecture 07, “The log loss”")
def second_term_without_minus(y, p):
    """The minus reaches the first term only: rows of class 0 lower the loss when they are predicted badly.

    How far does the minus in front of the sum reach?
    """
    return np.where(y == 1, losses_of_rows(y, p), -losses_of_rows(y, p)).mean()


@log_loss.mistake(reread="Lecture 07, “The log loss”")
def sum_ends_too_early(y, p):
    """−1/m reaches the first term only: the second is not averaged, and its sign is not changed.

    Both terms belong inside the bracket behind −1/m Σ.
    """
    return np.where(y == 1, losses_of_rows(y, p), 0).mean() - np.where(y == 1, 0, losses_of_rows(y, p)).sum()


@log_loss.mistake()
def class_one_only(y, p):
    """Only rows of class 1 are charged; rows of class 0 cost nothing, whatever p is.

    A model that always answers p = 1 would have the loss 0. Which term is missing?
    """
    return np.where(y == 1, losses_of_rows(y, p), 0).mean()


@log_loss.mistake()
def each_class_by_itself(y, p):
    """The two classes are averaged separately, and the averages are added; J is one mean over all rows.

    Divide the sum of all rows by m, once.
    """
    losses, ones = losses_of_rows(y, p), y == 1
    return losses[ones].sum() / max(1, ones.sum()) + losses[~ones].sum() / max(1, (~ones).sum())


@log_loss.mistake(reread="Lecture 07, “Numbers that overflow”")
def zero_times_infinity(y, p):
    """Where p is exactly 0 or 1, and right, the loss is NaN: 0 · log 0 is not a number.

    Each row needs only one of the two logarithms. Which one?
    """
    return -(y * np.log(p) + (1 - y) * np.log(1 - p)).mean()


@log_loss.mistake(reread="Lecture 07, “Numbers that overflow”")
def clipped_at_a_thousandth(y, p):
    """The probabilities are cut off at 0.001 and 0.999: no row can cost more than 6.9, however wrong it is.

    Nothing has to be cut off. Which of the two logarithms does a row need? That one is never log 0 here.
    """
    return losses_of_rows(y, np.clip(p, 1e-3, 1 - 1e-3)).mean()


@log_loss.mistake(reread="Lecture 07, “Numbers that overflow”")
def epsilon_in_the_logarithm(y, p):
    """A small number (1e-8) is added inside the logarithm: it makes every row a little too cheap.

    It is meant to avoid log 0. Which of the two logarithms does a row need? That one is never log 0 here.
    """
    return -np.log(np.where(y == 1, p, 1 - p) + 1e-8).mean()


@log_loss.mistake(says=slips.LOSS_OF_EACH_ROW)
def loss_of_each_row(y, p):
    return losses_of_rows(y, p)


@log_loss.mistake(says=slips.LOGARITHM_OF_THE_MEAN, reread="Lecture 07, “The log loss: a mean of logarithms”")
def logarithm_of_the_mean(y, p):
    return -np.log(np.exp(-losses_of_rows(y, p)).mean())


@log_loss.mistake(reread="Lecture 07, “From the likelihood to the loss”")
def no_logarithm(y, p):
    """The logarithm is missing: the result is 1 minus the mean probability of what happened.

    What does a confident wrong answer cost, and what should it cost?
    """
    return 1 - np.exp(-losses_of_rows(y, p)).mean()


@log_loss.mistake(reread="Lecture 07, “The log loss”")
def squared_error(y, p):
    """This is the mean squared error of the probabilities.

    The log loss comes from the likelihood: a confident wrong answer costs without bound.
    """
    return ((p - y) ** 2).mean()


@log_loss.mistake(reread="Lecture 07, “The log loss: not the share of errors”")
def share_of_errors(y, p):
    """This is the share of rows that are classified wrongly: it does not change with p until a row changes sides.

    The log loss looks at the probability, not at the class.
    """
    return ((p >= 0.5) != y).mean()


@log_loss.mistake()
def sigmoid_of_a_probability(y, p):
    """The sigmoid is applied to p, which is a probability already.

    p lies between 0 and 1. After another sigmoid nothing is below a half.
    """
    return losses_of_rows(y, sigmoid(p)).mean()


@log_loss.variant
def by_masks(y, p):
    return -(np.log(p[y == 1]).sum() + np.log(1 - p[y == 0]).sum()) / len(y)


@log_loss.variant
def row_by_row(y, p):
    J = 0.0
    for i in range(len(y)):
        J -= np.log(p[i]) if y[i] == 1 else np.log(1 - p[i])
    return J / len(y)


@log_loss.variant
def clipped_gently(y, p):
    p = np.clip(p, 1e-15, 1 - 1e-15)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


@log_loss.variant
def of_the_likelihood(y, p):
    return -np.log(np.prod(p**y * (1 - p) ** (1 - y))) / y.size
