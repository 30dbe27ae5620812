"""X7.1, the sigmoid, for scores of any size."""

import numpy as np

from autograder.declaring import Exercise

from .shared import ANY_SCORES, INTEGER_RESULT, declare_cases

logistic = Exercise(
    "07.sigmoid",
    "sigmoid(z) -> result",
    reread="Lecture 07, “The sigmoid”",
    allows=ANY_SCORES,
    library_calls=("expit", "sigmoid"),
)


@logistic.reference
def sigmoid(z):
    e = np.exp(-np.abs(z))  # between 0 and 1, whatever z is
    return np.where(z >= 0, 1, e) / (1 + e)


declare_cases(logistic)
logistic.keep(25, 14, 266, 18, 114)


@logistic.independent(1e-9)
def by_expit(z):
    from scipy.special import expit

    return expit(z)


@logistic.mistake(reread="Lecture 07, “The sigmoid”")
def exponent_without_minus(z):
    """The curve falls where it has to rise: the exponent is z instead of −z.

    A large score must give a probability near 1. What is your value at z = 2?
    """
    return sigmoid(-z)


@logistic.mistake(reread="Lecture 07, “Numbers that overflow”")
def overflow_to_nan(z):
    """For large z the result is NaN: eᶻ overflows to infinity, and infinity divided by infinity is not a number.

    Which of eᶻ and e⁻ᶻ stays small for a large z? The fraction can be written with either.
    """
    return np.exp(z) / (1 + np.exp(z))


@logistic.mistake(reread="Lecture 07, “The sigmoid”")
def brackets_missing(z):
    """The brackets around the denominator are missing: 1 / 1 + e⁻ᶻ is 1 + e⁻ᶻ.

    Division binds more strongly than addition. Is your value at z = 0 a half?
    """
    return 1 / 1 + np.exp(-z)


@logistic.mistake(reread="Lecture 07, “The sigmoid”")
def hyperbolic_tangent(z):
    """This is tanh z: it runs from −1 to 1, and a probability cannot be negative.

    Both curves are S-shaped; compare their values at z = 0.
    """
    return np.tanh(z)


@logistic.mistake(reread="Lecture 07, “The sigmoid”")
def stretched_to_minus_one(z):
    """The values run from −1 to 1 instead of from 0 to 1.

    The sigmoid at z = 0 is a half.
    """
    return 2 * sigmoid(z) - 1


@logistic.mistake(reread="Lecture 07, “From probability to class”")
def hard_step(z):
    """The result is the predicted class, 0 or 1, and not the probability.

    The threshold comes later; the sigmoid itself has no jump.
    """
    return np.where(z >= 0, 1.0, 0.0)


@logistic.mistake(reread="Lecture 07, “The sigmoid”")
def masks_on_a_number(z):
    """Arrays come out right, but a single number stops the function: a number has no entries to choose from.

    np.where works for numbers and arrays alike.
    """
    s = np.zeros_like(z, dtype=float)
    s[z >= 0] = 1 / (1 + np.exp(-z[z >= 0]))
    s[z < 0] = np.exp(z[z < 0]) / (1 + np.exp(z[z < 0]))
    return s


@logistic.mistake(reread="Lecture 07, “The sigmoid”")
def only_for_a_number(z):
    """A single number comes out right, but an array stops the function.

    The functions of math take one number; those of NumPy take arrays too.
    """
    return 1 / (1 + np.exp(-float(z)))


@logistic.mistake(says=INTEGER_RESULT, reread="Lecture 00, “Whole numbers”")
def integer_result(z):
    s = np.zeros_like(z)
    s[...] = sigmoid(z)
    return s


@logistic.mistake(reread="Lecture 07, “The sigmoid”")
def softmax_of_the_entries(z):
    """The entries are divided by their common sum: each depends on all the others.

    The sigmoid treats every score on its own. What must a single entry give?
    """
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


@logistic.mistake(reread="Lecture 03, “The update in place”")
def scores_overwritten(z):
    """The array that was passed in is changed (z *= −1).

    Write −z into a new array; the caller still needs z.
    """
    z *= -1
    return 1 / (1 + np.exp(z))


@logistic.mistake(reread="Lecture 07, “The sigmoid”")
def e_rounded(z):
    """The values are a little off: e is typed in as 2.718.

    NumPy has the exponential function.
    """
    return 1 / (1 + np.power(2.718, -np.asarray(z, dtype=float)))


@logistic.mistake(reread="Lecture 07, “The sigmoid”")
def rounded_result(z):
    """The values are rounded to four digits.

    Round when you print, not when you compute.
    """
    return np.round(sigmoid(z), 4)


@logistic.mistake(reread="Lecture 07, “Numbers that overflow”")
def scores_cut_at_ten(z):
    """Scores beyond ±10 are cut off, so that σ never gets nearer to 0 than 4.5e-5.

    Against overflow a bound of some hundreds is enough; better is a form that needs none.
    """
    return sigmoid(np.clip(z, -10, 10))


@logistic.variant
def of_the_textbook(z):
    """Overflows to infinity at −1000 with a warning; 1 / (1 + ∞) is 0 all the same."""
    return 1 / (1 + np.exp(-z))


@logistic.variant
def by_tanh(z):
    return (1 + np.tanh(z / 2)) / 2


@logistic.variant
def entry_by_entry(z):
    values = []
    for v in np.ravel(z):
        values.append(1 / (1 + np.exp(-v)) if v > 0 else np.exp(v) / (1 + np.exp(v)))
    return np.array(values).reshape(np.shape(z))


@logistic.variant
def by_log_sum(z):
    return np.exp(-np.logaddexp(0, -z))
