"""X7.2, the log loss from scores, where the probabilities would overflow."""

import numpy as np

from autograder.declaring import Exercise

from .. import drawing, slips
from .shared import losses_of_rows
from .sigmoid import sigmoid

score_loss = Exercise(
    "07.bce_from_scores",
    "bce_from_scores(y, z) -> result",
    reread="Lecture 07, “Numbers that overflow”",
    allows={
        "one entry": ["y", "z"],
        "whole": ["y", "z"],
        "only zeros": ["y", "z"],
        "large": ["z"],
        "small": ["z"],
    },
    library_calls=("log_loss", "LogLoss", "binary_cross_entropy_with_logits", "BCEWithLogitsLoss"),
)


@score_loss.reference
def bce_from_scores(y, z):
    log_1_plus_exp = np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))  # log(1 + eᶻ) without overflow
    return (log_1_plus_exp - y * z).mean()


@score_loss.shown("four rows, right and wrong ones")
def moderate_scores():
    return {"y": np.array([1, 0, 1, 0]), "z": np.array([2.0, -1.5, -0.5, 3.0])}


@score_loss.shown("scores of ±800, right and wrong ones")
def scores_of_800():
    return {"y": np.array([1, 0, 1, 0, 1]), "z": np.array([800.0, 800.0, -800.0, -800.0, 0.25])}


@score_loss.shown("integer scores, labels written as 0.0 and 1.0")
def integer_scores():
    return {"y": np.array([0.0, 1.0, 1.0, 0.0, 0.0]), "z": np.array([3, -2, 0, 1, -1])}


@score_loss.shown("between moderate and far: scores from −8 to −28, all right")
def scores_between():
    return {"y": np.zeros(4), "z": np.array([-8.0, -14.5, -21.0, -27.8])}


@score_loss.shown("one row, right by 27.9: the loss is small, but not 0")
def one_row_right():
    return {"y": np.array([1]), "z": np.array([27.9])}


@score_loss.shown("one row, wrong by 1700")
def one_row_wrong():
    return {"y": np.array([1]), "z": np.array([-1700.0])}


@score_loss.drawn(3)
def any_row_scores(rng):
    m = int(rng.integers(5, 10))
    y = rng.permutation([0, 0, 1, *rng.integers(0, 2, size=m - 3)])
    return {"y": y, "z": rng.normal(size=m) * 2}


@score_loss.drawn(1)
def saturated_scores(rng):
    large = rng.uniform(750, 900, size=4) * np.array([1, 1, -1, -1])
    return {"y": np.array([1, 0, 1, 0, 0, 1, 1]), "z": np.append(large, rng.normal(size=3))}


@score_loss.drawn(1)
def whole_number_scores(rng):
    return {"y": rng.permutation([0, 1, 1, 0, 1, 0]), "z": rng.integers(-5, 6, size=6)}


@score_loss.drawn(1)
def one_score_of_class_one(rng):
    return {"y": np.array([1]), "z": rng.normal(size=1)}


@score_loss.wider
def any_scores_and_labels(rng):
    m = drawing.number_of_rows(rng, 7)
    z = drawing.scores(rng, m, 2000.0)
    z = drawing.one_of(rng, *[z] * 9, np.zeros(m))
    return {"y": rng.integers(0, 2, size=m) * drawing.one_of(rng, 1, 1.0), "z": z}


score_loss.keep(143, 105, 24, 107, 9)


@score_loss.independent(1e-9)
def by_log_expit(y, z):
    from scipy.special import log_expit

    return -(y * log_expit(z) + (1 - y) * log_expit(-z)).mean()


@score_loss.mistake()
def through_the_probability(y, z):
    """For large scores the loss is NaN or infinite: σ(z) is rounded to 0 or 1, and log 0 follows.

    The logarithm of σ(z) can be written without σ: simplify log(1 + e⁻ᶻ) first.
    """
    p = sigmoid(z)
    return -(y * np.log(p) + (1 - y) * np.log(1 - p)).mean()


@score_loss.mistake()
def probability_clipped(y, z):
    """No row costs more than 34.5: the probability is cut off at 1e-15, and the score of a confident mistake is lost.

    A row with y = 1 and z = −800 costs 800.
    """
    return losses_of_rows(y, np.clip(sigmoid(z), 1e-15, 1 - 1e-15)).mean()


@score_loss.mistake()
def probability_cut_at_a_thousandth(y, z):
    """No row costs more than 6.9 or less than 0.001: the probability is cut off at 0.001 and 0.999.

    At z = 30 and y = 1 the loss is 9.4e-14: a confident right answer costs almost nothing.
    """
    return losses_of_rows(y, np.clip(sigmoid(z), 1e-3, 1 - 1e-3)).mean()


@score_loss.mistake()
def scores_cut_at_thirty(y, z):
    """No row costs more than 30: the scores are cut off at ±30.

    A row with y = 1 and z = −800 costs 800.
    """
    return bce_from_scores(y, np.clip(z, -30, 30))


@score_loss.mistake()
def exponential_overflows(y, z):
    """For large scores the loss is infinite: eᶻ overflows in log(1 + eᶻ).

    Take the larger of the two terms out of the logarithm before you exponentiate.
    """
    return (np.log(1 + np.exp(z)) - y * z).mean()


@score_loss.mistake()
def label_term_missing(y, z):
    """Every row is charged as if its label were 0: the term −y z is missing.

    Change a label: the loss should change with it.
    """
    return bce_from_scores(0 * y, z)


@score_loss.mistake()
def label_term_added(y, z):
    """The term y z is added instead of subtracted.

    A large positive score is right for y = 1; the loss must fall there.
    """
    return (bce_from_scores(0 * y, z) + y * z).mean()


@score_loss.mistake()
def labels_exchanged(y, z):
    """The two classes are exchanged: a positive score is charged where y = 1.

    A positive score says class 1.
    """
    return bce_from_scores(1 - y, z)


@score_loss.mistake(reread="Lecture 07, “Labels 0 and 1, or −1 and 1”")
def formula_for_labels_of_both_signs(y, z):
    """log(1 + e^(−y z)) is the formula for labels −1 and 1; here they are 0 and 1.

    With y = 0 every score would cost log 2.
    """
    return np.logaddexp(0, -y * z).mean()


@score_loss.mistake()
def largest_part_missing(y, z):
    """max(z, 0) is missing: log(1 + e^(−|z|)) alone is log(1 + eᶻ) only for negative z.

    The stable form has two parts; what was divided out has to come back.
    """
    return (np.log1p(np.exp(-np.abs(z))) - y * z).mean()


@score_loss.mistake()
def logarithm_missing(y, z):
    """The term log(1 + e^(−|z|)) is missing: rows on the right side cost nothing, however small |z| is.

    At z = 0 every row costs log 2.
    """
    return (np.maximum(z, 0) - y * z).mean()


@score_loss.mistake()
def margin_of_one(y, z):
    """This is the hinge loss max(0, 1 − (±1) z) of support vector machines.

    For y = 1 and z = 2 the hinge loss is 0. Is the log loss?
    """
    return np.maximum(0, 1 - (2 * y - 1) * z).mean()


@score_loss.mistake(says=slips.LOSS_SUMMED, reread="Lecture 07, “The log loss”")
def score_losses_summed(y, z):
    """J is the mean loss of a row."""
    return bce_from_scores(y, z) * len(y)


@score_loss.mistake(reread="Lecture 07, “From the likelihood to the loss”")
def score_loss_negative(y, z):
    """The loss is negative: this is the logarithm of the likelihood, without the minus.

    A loss has to grow when the fit gets worse.
    """
    return -bce_from_scores(y, z)


@score_loss.mistake(says=slips.LOSS_IN_BITS, reread="Lecture 07, “The log loss”")
def score_loss_to_base_two(y, z):
    """With another base, z itself would need a factor too."""
    return bce_from_scores(y, z) / np.log(2)


@score_loss.mistake(says=slips.LOSS_OF_EACH_ROW, reread="Lecture 07, “The log loss”")
def score_loss_of_each_row(y, z):
    return np.logaddexp(0, z) - y * z


@score_loss.variant
def by_logaddexp(y, z):
    return np.logaddexp(0, np.where(y == 1, -z, z)).mean()


@score_loss.variant
def row_by_row(y, z):
    J = 0.0
    for label, score in zip(y, z, strict=True):
        wrongness = -score if label == 1 else score
        J += np.log(1 + np.exp(wrongness)) if wrongness < 0 else wrongness + np.log(1 + np.exp(-wrongness))
    return J / len(z)


@score_loss.variant
def in_two_forms(y, z):
    z = z.astype(float)
    out = np.empty(len(z))
    out[z >= 0] = (1 - y[z >= 0]) * z[z >= 0] + np.log1p(np.exp(-z[z >= 0]))
    out[z < 0] = np.log1p(np.exp(z[z < 0])) - y[z < 0] * z[z < 0]
    return out.mean()
