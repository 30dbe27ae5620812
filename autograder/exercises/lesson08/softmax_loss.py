"""X8.3, the loss: the mean of −log p of the right class."""

import numpy as np

from autograder.declaring import Exercise

from .. import slips
from .shared import A_CLASS_TOO_MANY, ANY_PROBLEM, BIASES_LEFT_OUT, at, declare_cases, log_probabilities, toy_at_zero
from .softmax import softmax

loss = Exercise(
    "08.softmax_loss",
    "softmax_loss(Theta, Xb, labels) -> J",
    reread="Lecture 08, “The loss”",
    allows=ANY_PROBLEM,
    library_calls=("log_loss", "SoftmaxCrossEntropy", "cross_entropy", "CrossEntropyLoss"),
)


@loss.reference
def softmax_loss(Theta, Xb, labels):
    Z = Xb @ Theta.T
    Z = Z - Z.max(axis=1, keepdims=True)
    log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    return -log_P[np.arange(len(Z)), labels].mean()


loss.shown("the toy batch at Theta = 0: log 3")(toy_at_zero)
declare_cases(loss)
loss.keep(128, 193, 1, 93, 115, 4, 23, 96)


@loss.independent(1e-9)
def by_log_sum_exp(Theta, Xb, labels):
    from scipy.special import logsumexp

    return float(np.mean([logsumexp(Theta @ x) - Theta[k] @ x for x, k in zip(Xb, labels, strict=True)]))


@loss.mistake(says=slips.LOSS_SUMMED)
def loss_summed(Theta, Xb, labels):
    """At Theta = 0 the loss is log K, however many rows there are."""
    return softmax_loss(Theta, Xb, labels) * len(labels)


@loss.mistake()
def loss_divided_by_classes_too(Theta, Xb, labels):
    """The loss is K times too small: the mean runs over all m·K entries of the one-hot matrix.

    Every row contributes one logarithm. At Theta = 0 the loss is log K.
    """
    return softmax_loss(Theta, Xb, labels) / len(Theta)


@loss.mistake()
def loss_halved(Theta, Xb, labels):
    """The loss is half of what it should be.

    The ½ belongs to squared errors.
    """
    return softmax_loss(Theta, Xb, labels) / 2


@loss.mistake(says=slips.LOSS_IN_BITS)
def loss_in_bits(Theta, Xb, labels):
    """At Theta = 0 the loss is log K, which is 1.0986 for three classes."""
    return softmax_loss(Theta, Xb, labels) / np.log(2)


@loss.mistake()
def loss_negative(Theta, Xb, labels):
    """The loss is negative: the minus in front of the logarithm is missing.

    Logarithms of probabilities are negative.
    """
    return -softmax_loss(Theta, Xb, labels)


@loss.mistake(reread="Lecture 08, “Classes are counted from 0”")
def label_before(Theta, Xb, labels):
    """The labels are read as 1..K: class k is charged for the probability of class k − 1, and class 0 for the last one.

    The classes are 0..K−1; a label is the column of its class.
    """
    return -at(log_probabilities(Xb @ Theta.T), labels - 1).mean()


@loss.mistake()
def probability_without_logarithm(Theta, Xb, labels):
    """The logarithm is missing: the result is 1 minus the mean probability of the right class.

    A confident wrong answer should cost without bound.
    """
    return 1 - np.exp(at(log_probabilities(Xb @ Theta.T), labels)).mean()


@loss.mistake(says=slips.LOGARITHM_OF_THE_MEAN)
def logarithm_of_the_mean_probability(Theta, Xb, labels):
    return -np.log(np.exp(at(log_probabilities(Xb @ Theta.T), labels)).mean())


@loss.mistake(reread="Lecture 08, “Numbers that overflow”")
def logarithm_of_zero(Theta, Xb, labels):
    """Where the right class has a far smaller score, the loss is infinite: its probability is rounded to 0.

    log p is a difference of scores. Take the logarithm on paper first.
    """
    return -np.log(at(softmax(Xb @ Theta.T), labels)).mean()


@loss.mistake(reread="Lecture 08, “Numbers that overflow”")
def loss_overflows(Theta, Xb, labels):
    """For large scores the loss is NaN or infinite: the exponentials overflow.

    Subtract the largest score of each row first.
    """
    Z = Xb @ Theta.T
    return (np.log(np.exp(Z).sum(axis=1)) - at(Z, labels)).mean()


@loss.mistake(reread="Lecture 08, “Numbers that overflow”")
def probabilities_clipped(Theta, Xb, labels):
    """No row costs more than 34.5: the probabilities are cut off at 1e-15.

    log p is a difference of scores, and exact for every score.
    """
    return -np.log(np.maximum(at(softmax(Xb @ Theta.T), labels), 1e-15)).mean()


@loss.mistake()
def loss_of_softmax_twice(Theta, Xb, labels):
    """Softmax is applied twice: the loss takes scores, and gets probabilities.

    With three classes this loss cannot fall below 0.55, however good the fit.
    """
    return -at(log_probabilities(softmax(Xb @ Theta.T)), labels).mean()


@loss.mistake(reread="Lecture 08, “Two classes: softmax and sigmoid”")
def one_sigmoid_per_class(Theta, Xb, labels):
    """Every class has a sigmoid of its own, and the K log losses are added.

    That is for labels that may hold together. Here exactly one class is right.
    """
    Z = Xb @ Theta.T
    return (np.logaddexp(0, Z).sum(axis=1) - at(Z, labels)).mean()


@loss.mistake(reread="Lecture 08, “Two classes: softmax and sigmoid”")
def wrong_classes_charged_too(Theta, Xb, labels):
    """The wrong classes are charged too, by −log(1 − p): that is the log loss of two classes, K times.

    With softmax, the probability of the right class says everything.
    """
    P = softmax(Xb @ Theta.T)
    Y = np.eye(len(Theta))[labels]
    right = softmax_loss(Theta, Xb, labels)
    return right - np.log(np.clip(1 - P, 1e-15, 1))[Y == 0].sum() / len(labels)


@loss.mistake(reread="Lecture 08, “From probability to class”")
def share_of_wrong_classes(Theta, Xb, labels):
    """This is the share of rows that are classified wrongly.

    The loss looks at the probability of the right class, not at the likeliest class.
    """
    return ((Xb @ Theta.T).argmax(axis=1) != labels).mean()


@loss.mistake()
def every_label_for_every_row(Theta, Xb, labels):
    """P[:, labels] takes the columns of all labels in every row: an (m, m) matrix.

    From row i take the column labels[i] only: two index arrays, of rows and of columns.
    """
    return -log_probabilities(Xb @ Theta.T)[:, labels].mean()


@loss.mistake()
def largest_probability(Theta, Xb, labels):
    """Every row is charged for its likeliest class, whatever its label is.

    Change a label: the loss should change.
    """
    return -log_probabilities(Xb @ Theta.T).max(axis=1).mean()


@loss.mistake()
def squared_distance(Theta, Xb, labels):
    """This is the squared distance between probabilities and one-hot labels.

    The loss of softmax regression comes from the likelihood.
    """
    return ((softmax(Xb @ Theta.T) - np.eye(len(Theta))[labels]) ** 2).sum(axis=1).mean()


@loss.mistake(reread="Lecture 08, “Shapes”")
def loss_with_Theta_transposed(Theta, Xb, labels):
    """Theta stands where its transpose belongs: the rows of Theta are the classes.

    (m, n+1) times (K, n+1) does not fit, unless K = n + 1, and then it mixes classes and columns.
    """
    return -at(log_probabilities(Xb @ Theta), labels).mean()


@loss.mistake()
def loss_over_columns(Theta, Xb, labels):
    """The probabilities of each class sum to 1 over the rows: maximum and sum run along the wrong axis.

    One row is one example.
    """
    return -at(log_probabilities((Xb @ Theta.T).T).T, labels).mean()


@loss.mistake(says=BIASES_LEFT_OUT)
def loss_without_bias(Theta, Xb, labels):
    return softmax_loss(Theta[:, 1:], Xb[:, 1:], labels)


@loss.mistake(says=A_CLASS_TOO_MANY, reread="Lecture 08, “Softmax”")
def loss_with_a_class_too_many(Theta, Xb, labels):
    """At Theta = 0 the loss must be log K."""
    return softmax_loss(np.vstack([Theta, np.zeros(Theta.shape[1])]), Xb, labels)


@loss.mistake(says=slips.LOSS_OF_EACH_ROW)
def loss_of_each_row(Theta, Xb, labels):
    return -at(log_probabilities(Xb @ Theta.T), labels)


@loss.variant
def by_one_hot(Theta, Xb, labels):
    Y = np.eye(Theta.shape[0])[labels]
    Z = Xb @ Theta.T
    return np.mean(np.logaddexp.reduce(Z, axis=1) - np.sum(Y * Z, axis=1)).item()


@loss.variant
def row_by_row(Theta, Xb, labels):
    J = 0.0
    for x, k in zip(Xb, labels, strict=True):
        z = Theta @ x
        J += np.log(sum(np.exp(z - z.max()))) + z.max() - z[k]
    return J / len(labels)


@loss.variant
def by_differences(Theta, Xb, labels):
    """−log p = log Σⱼ exp(zⱼ − z of the right class), the largest difference taken out."""
    Z = (Theta @ Xb.T).T
    D = Z - np.take_along_axis(Z, labels[:, None], axis=1)
    top = D.max(axis=1)
    return (top + np.log(np.exp(D - top[:, None]).sum(axis=1))).sum() / len(Xb)
