"""X7.1, the derivative of the sigmoid."""

import numpy as np

from autograder.declaring import Exercise

from .. import libraries
from .shared import ANY_SCORES, INTEGER_RESULT, declare_cases
from .sigmoid import sigmoid

slope = Exercise(
    "07.sigmoid_prime",
    "sigmoid_prime(z) -> result",
    reread="Lecture 07, “The derivative of the sigmoid”",
    allows=ANY_SCORES,
    library_calls=("sigmoid_prime", *libraries.DIFFERENCES),
    by_formula=True,
)


@slope.reference
def sigmoid_prime(z):
    s = sigmoid(z)
    return s * (1 - s)


declare_cases(slope)
slope.keep(203, 57, 27, 103, 7, 12)


@slope.independent(1e-9)
def by_cosh(z):
    """1 / (4 cosh²(z/2)), far out 0."""
    return 1 / (4 * np.cosh(np.clip(np.asarray(z, dtype=float) / 2, -300, 300)) ** 2)


@slope.mistake()
def z_for_sigma(z):
    """This is z(1 − z): the score stands where σ(z) belongs.

    A rising curve has no negative slope. What is yours at z = 2?
    """
    return z * (1 - z)


@slope.mistake()
def sigma_itself(z):
    """This is σ(z), not its derivative.

    The curve is flat on both sides; your values are not.
    """
    return sigmoid(z)


@slope.mistake()
def one_minus_sigma(z):
    """This is e⁻ᶻ/(1 + e⁻ᶻ): the square in the denominator is missing.

    The derivative of 1/u is −1/u² times the derivative of u.
    """
    return sigmoid(-z)


@slope.mistake()
def one_minus_sigma_squared(z):
    """This is 1 − σ(z)²: the pattern of tanh′ = 1 − tanh² does not carry over to the sigmoid.

    At z = 0 the slope is a quarter.
    """
    return 1 - sigmoid(z) ** 2


@slope.mistake()
def slope_of_tanh(z):
    """This is the derivative of tanh.

    At z = 0 the sigmoid rises by a quarter, tanh by 1.
    """
    return 1 - np.tanh(z) ** 2


@slope.mistake()
def inner_derivative_lost(z):
    """This is 1/(1 + e⁻ᶻ)²: the inner derivative e⁻ᶻ is missing.

    Far to the right the slope must go to 0.
    """
    return sigmoid(z) ** 2


@slope.mistake()
def minus_too_many(z):
    """The slope is negative: of the two minus signs, of 1/u and of e⁻ᶻ, only one was kept.

    The sigmoid rises everywhere.
    """
    return -sigmoid_prime(z)


@slope.mistake()
def plus_for_minus(z):
    """This is σ(1 + σ): the sign in the bracket is wrong.

    At z = 0 the slope is a quarter.
    """
    return sigmoid(z) * (1 + sigmoid(z))


@slope.mistake(reread="Lecture 07, “Numbers that overflow”")
def slope_overflows(z):
    """Far to the left the result is NaN: e⁻ᶻ overflows to infinity above and below the fraction bar.

    Express the slope by σ(z), which is never larger than 1.
    """
    return np.exp(-z) / (1 + np.exp(-z)) ** 2


@slope.mistake()
def sigma_twice(z):
    """The sigmoid is applied twice: the slope is taken at σ(z) and not at z.

    The function gets the score z, not the probability.
    """
    return sigmoid_prime(sigmoid(z))


@slope.mistake(reread="Lecture 00, “Forward and central differences”")
def difference_quotient(z):
    """This is a difference quotient: right to about six digits only.

    There is a formula; it needs nothing but σ(z).
    """
    h = 1e-6
    return (sigmoid(z + h) - sigmoid(z)) / h


@slope.mistake()
def largest_slope_one(z):
    """The slope is four times too large: it is scaled so that its largest value is 1.

    At z = 0 the slope is a quarter.
    """
    return 4 * sigmoid_prime(z)


@slope.mistake()
def second_derivative(z):
    """This is the second derivative: it is 0 at z = 0, where the slope is largest.

    Differentiate once.
    """
    s = sigmoid(z)
    return s * (1 - s) * (1 - 2 * s)


@slope.mistake(says=INTEGER_RESULT, reread="Lecture 00, “Whole numbers”")
def integer_slopes(z):
    d = np.zeros_like(z)
    d[...] = sigmoid_prime(z)
    return d


@slope.variant
def of_both_sides(z):
    return sigmoid(z) * sigmoid(-z)


@slope.variant
def by_the_quotient(z):
    e = np.exp(-np.abs(z))
    return e / (1 + e) ** 2


@slope.variant
def entry_by_entry(z):
    values = np.array([float(sigmoid(v)) for v in np.ravel(z)])
    return (values - values**2).reshape(np.shape(z))
