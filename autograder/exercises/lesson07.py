"""Lesson 07, logistic regression: the sigmoid, the log loss, its gradient, the descent, and the way there and back.

House convention: J = −1/m Σ log(probability given to what happened), so the gradient is 1/m Xbᵀ(p̂ − y): a factor 1/m
and no 2. Xb (m, n+1) has its ones first, theta = (b, w). Sources: ledger rows A46–A64, B8, B44, D6–D12, D23–D32.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy import ndarray

from autograder.declaring import Exercise, Quiz
from gdkit import GD, LogLoss, add_bias, minimize, numerical_gradient
from gdkit.datasets import toy_batch, toy_labels

LECTURE = "Lecture 07"

LECTURE_ONLY = (
    ("X7.6", "a run of 07.logistic_gd on iris: data and a picture of the boundary, nothing new to write"),
    ("X7.7", "a run of 07.logistic_gd on the breast cancer data: shows why columns are scaled first"),
)

Numbers = Any  # a number or an array of any shape

# --- X7.1: the sigmoid --------------------------------------------------------------------------

logistic = Exercise(
    "07.sigmoid",
    "sigmoid(z) -> s",
    reread=f"{LECTURE}, “The sigmoid”",
    library_calls=("expit",),
)


@logistic.reference
def sigmoid(z: Numbers) -> Numbers:
    e = np.exp(-np.abs(z))  # between 0 and 1, whatever z is
    return np.where(z >= 0, 1, e) / (1 + e)


def _scores_of_the_ledger() -> dict[str, Any]:
    return {"z": np.array([0.0, 2.0, -1000.0, 1000.0])}


def _whole_scores() -> dict[str, Any]:
    return {"z": np.array([[-3, 0, 1], [2, -1, 4]])}


def _one_score() -> dict[str, Any]:
    return {"z": -1.5}


logistic.shown("0, 2, −1000 and 1000: where e⁻ᶻ overflows")(_scores_of_the_ledger)
logistic.shown("a matrix of integers")(_whole_scores)
logistic.shown("a single number")(_one_score)


def _score_matrix(rng: np.random.Generator) -> dict[str, Any]:
    return {"z": rng.normal(size=(int(rng.integers(2, 5)), 3)) * 2}


def _score_integers(rng: np.random.Generator) -> dict[str, Any]:
    return {"z": rng.integers(-6, 7, size=5)}


def _score_number(rng: np.random.Generator) -> dict[str, Any]:
    return {"z": float(rng.uniform(0.3, 0.9))}


def _score_saturated(rng: np.random.Generator) -> dict[str, Any]:
    return {"z": np.array([-1.0, 1.0, 1.0, -1.0]) * np.append(rng.uniform(750, 1000, size=2), rng.normal(size=2))}


def _score_alone(rng: np.random.Generator) -> dict[str, Any]:
    return {"z": rng.normal(size=1)}


for _make, _count in ((_score_matrix, 2), (_score_integers, 1), (_score_number, 1), (_score_saturated, 1)):
    logistic.drawn(_count)(_make)
logistic.drawn(1)(_score_alone)


@logistic.wider
def any_scores(rng: np.random.Generator) -> dict[str, Any]:
    size = 10.0 ** rng.integers(-3, 4)
    wide: list[Any] = [
        rng.normal(size=int(rng.integers(1, 6))) * size,
        rng.integers(-2, 3, size=(2, 3)),
        float(rng.normal() * size),
        np.zeros(2),
    ]
    return {"z": wide[int(rng.integers(4))]}


@logistic.independent(1e-9)
def by_expit(z: Numbers) -> Numbers:
    from scipy.special import expit

    return expit(z)


@logistic.mistake(reread=f"{LECTURE}, “The sigmoid”")
def exponent_without_minus(z: Numbers) -> Numbers:
    """The curve falls where it has to rise: the exponent is z instead of −z.

    A large score must give a probability near 1. What is your value at z = 2?
    """
    return sigmoid(-z)


@logistic.mistake(reread=f"{LECTURE}, “Numbers that overflow”")
def overflow_to_nan(z: Numbers) -> Numbers:
    """For large z the result is NaN: eᶻ overflows to infinity, and infinity divided by infinity is not a number.

    Which of eᶻ and e⁻ᶻ stays small for a large z? The fraction can be written with either.
    """
    return np.exp(z) / (1 + np.exp(z))


@logistic.mistake(reread=f"{LECTURE}, “The sigmoid”")
def brackets_missing(z: Numbers) -> Numbers:
    """The brackets around the denominator are missing: 1 / 1 + e⁻ᶻ is 1 + e⁻ᶻ.

    Division binds more strongly than addition. Is your value at z = 0 a half?
    """
    return 1 / 1 + np.exp(-z)


@logistic.mistake(reread=f"{LECTURE}, “The sigmoid”")
def hyperbolic_tangent(z: Numbers) -> Numbers:
    """This is tanh z: it runs from −1 to 1, and a probability cannot be negative.

    Both curves are S-shaped; compare their values at z = 0.
    """
    return np.tanh(z)


@logistic.mistake(reread=f"{LECTURE}, “The sigmoid”")
def stretched_to_minus_one(z: Numbers) -> Numbers:
    """The values run from −1 to 1 instead of from 0 to 1.

    The sigmoid at z = 0 is a half.
    """
    return 2 * sigmoid(z) - 1


@logistic.mistake(reread=f"{LECTURE}, “From probability to class”")
def hard_step(z: Numbers) -> Numbers:
    """The result is the predicted class, 0 or 1, and not the probability.

    The threshold comes later; the sigmoid itself has no jump.
    """
    return np.where(z >= 0, 1.0, 0.0)


@logistic.mistake(reread=f"{LECTURE}, “The sigmoid”")
def masks_on_a_number(z: Numbers) -> Numbers:
    """Arrays come out right, but a single number stops the function: a number has no entries to choose from.

    np.where works for numbers and arrays alike.
    """
    s = np.zeros_like(z, dtype=float)
    s[z >= 0] = 1 / (1 + np.exp(-z[z >= 0]))
    s[z < 0] = np.exp(z[z < 0]) / (1 + np.exp(z[z < 0]))
    return s


@logistic.mistake(reread=f"{LECTURE}, “The sigmoid”")
def only_for_a_number(z: Numbers) -> Numbers:
    """A single number comes out right, but an array stops the function.

    The functions of math take one number; those of NumPy take arrays too.
    """
    return 1 / (1 + np.exp(-float(z)))


@logistic.mistake(reread="Lecture 00, “Whole numbers”")
def integer_result(z: Numbers) -> Numbers:
    """For integer z every value is 0: the result is written into an array of integers, which cuts off the decimals.

    np.zeros_like(z) is as whole as z. Let NumPy make the result, or ask for dtype=float.
    """
    s = np.zeros_like(z)
    s[...] = sigmoid(z)
    return s


@logistic.mistake(reread="Lecture 08, “Softmax”")
def softmax_of_the_entries(z: Numbers) -> Numbers:
    """The entries are divided by their common sum: each depends on all the others.

    The sigmoid treats every score on its own. What must a single entry give?
    """
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


@logistic.mistake(reread="Lecture 03, “The source says …: the update in place”")
def scores_overwritten(z: Numbers) -> Numbers:
    """The array that was passed in is changed (z *= −1).

    Write −z into a new array; the caller still needs z.
    """
    z *= -1
    return 1 / (1 + np.exp(z))


@logistic.mistake(reread=f"{LECTURE}, “The sigmoid”")
def e_rounded(z: Numbers) -> Numbers:
    """The values are off in the fifth digit: e is typed in as 2.718.

    NumPy has the exponential function.
    """
    return 1 / (1 + np.power(2.718, -np.asarray(z, dtype=float)))


@logistic.mistake(reread=f"{LECTURE}, “The sigmoid”")
def rounded_result(z: Numbers) -> Numbers:
    """The values are rounded to four digits.

    Round when you print, not when you compute.
    """
    return np.round(sigmoid(z), 4)


@logistic.mistake(reread=f"{LECTURE}, “Numbers that overflow”")
def scores_cut_at_ten(z: Numbers) -> Numbers:
    """Scores beyond ±10 are cut off, so that σ never gets nearer to 0 than 4.5e-5.

    Against overflow a bound of some hundreds is enough; better is a form that needs none.
    """
    return sigmoid(np.clip(z, -10, 10))


@logistic.variant
def sigmoid_of_the_textbook(z: Numbers) -> Numbers:
    """Overflows to infinity at −1000 with a warning; 1 / (1 + ∞) is 0 all the same."""
    return 1 / (1 + np.exp(-z))


@logistic.variant
def sigmoid_by_tanh(z: Numbers) -> Numbers:
    return (1 + np.tanh(z / 2)) / 2


@logistic.variant
def sigmoid_entry_by_entry(z: Numbers) -> Numbers:
    values = []
    for v in np.ravel(z):
        values.append(1 / (1 + np.exp(-v)) if v > 0 else np.exp(v) / (1 + np.exp(v)))
    return np.array(values).reshape(np.shape(z))


@logistic.variant
def sigmoid_by_log_sum(z: Numbers) -> Numbers:
    return np.exp(-np.logaddexp(0, -z))


# --- X7.1: its derivative -----------------------------------------------------------------------

slope = Exercise("07.sigmoid_prime", "sigmoid_prime(z) -> d", reread=f"{LECTURE}, “The derivative of the sigmoid”")


@slope.reference
def sigmoid_prime(z: Numbers) -> Numbers:
    s = sigmoid(z)
    return s * (1 - s)


slope.shown("0, 2, −1000 and 1000: where e⁻ᶻ overflows")(_scores_of_the_ledger)
slope.shown("a matrix of integers")(_whole_scores)
slope.shown("a single number")(_one_score)
for _make, _count in ((_score_matrix, 2), (_score_integers, 1), (_score_number, 1), (_score_saturated, 1)):
    slope.drawn(_count)(_make)
slope.drawn(1)(_score_alone)
slope.wider(any_scores)


@slope.independent(1e-9)
def by_cosh(z: Numbers) -> Numbers:
    """1 / (4 cosh²(z/2)), far out 0."""
    return 1 / (4 * np.cosh(np.clip(np.asarray(z, dtype=float) / 2, -300, 300)) ** 2)


@slope.mistake()
def z_for_sigma(z: Numbers) -> Numbers:
    """This is z(1 − z): the score stands where σ(z) belongs.

    A rising curve has no negative slope. What is yours at z = 2?
    """
    return z * (1 - z)


@slope.mistake()
def sigma_itself(z: Numbers) -> Numbers:
    """This is σ(z), not its derivative.

    The curve is flat on both sides; your values are not.
    """
    return sigmoid(z)


@slope.mistake()
def one_minus_sigma(z: Numbers) -> Numbers:
    """This is e⁻ᶻ/(1 + e⁻ᶻ): the square in the denominator is missing.

    The derivative of 1/u is −1/u² times the derivative of u.
    """
    return sigmoid(-z)


@slope.mistake()
def one_minus_sigma_squared(z: Numbers) -> Numbers:
    """This is 1 − σ(z)²: the pattern of tanh′ = 1 − tanh² does not carry over to the sigmoid.

    At z = 0 the slope is a quarter.
    """
    return 1 - sigmoid(z) ** 2


@slope.mistake()
def slope_of_tanh(z: Numbers) -> Numbers:
    """This is the derivative of tanh.

    At z = 0 the sigmoid rises by a quarter, tanh by 1.
    """
    return 1 - np.tanh(z) ** 2


@slope.mistake()
def inner_derivative_lost(z: Numbers) -> Numbers:
    """This is 1/(1 + e⁻ᶻ)²: the inner derivative e⁻ᶻ is missing.

    Far to the right the slope must go to 0.
    """
    return sigmoid(z) ** 2


@slope.mistake()
def minus_too_many(z: Numbers) -> Numbers:
    """The slope is negative: of the two minus signs, of 1/u and of e⁻ᶻ, only one was kept.

    The sigmoid rises everywhere.
    """
    return -sigmoid_prime(z)


@slope.mistake()
def plus_for_minus(z: Numbers) -> Numbers:
    """This is σ(1 + σ): the sign in the bracket is wrong.

    At z = 0 the slope is a quarter.
    """
    return sigmoid(z) * (1 + sigmoid(z))


@slope.mistake(reread=f"{LECTURE}, “Numbers that overflow”")
def slope_overflows(z: Numbers) -> Numbers:
    """Far to the left the result is NaN: e⁻ᶻ overflows to infinity above and below the fraction bar.

    Express the slope by σ(z), which is never larger than 1.
    """
    return np.exp(-z) / (1 + np.exp(-z)) ** 2


@slope.mistake()
def sigma_twice(z: Numbers) -> Numbers:
    """The sigmoid is applied twice: the slope is taken at σ(z) and not at z.

    The function gets the score z, not the probability.
    """
    return sigmoid_prime(sigmoid(z))


@slope.mistake(reread="Lecture 00, “Forward and central differences”")
def difference_quotient(z: Numbers) -> Numbers:
    """This is a difference quotient: right to six digits only.

    There is a formula; it needs nothing but σ(z).
    """
    h = 1e-6
    return (sigmoid(z + h) - sigmoid(z)) / h


@slope.mistake()
def largest_slope_one(z: Numbers) -> Numbers:
    """The slope is four times too large: it is scaled so that its largest value is 1.

    At z = 0 the slope is a quarter.
    """
    return 4 * sigmoid_prime(z)


@slope.mistake()
def second_derivative(z: Numbers) -> Numbers:
    """This is the second derivative: it is 0 at z = 0, where the slope is largest.

    Differentiate once.
    """
    s = sigmoid(z)
    return s * (1 - s) * (1 - 2 * s)


@slope.mistake(reread="Lecture 00, “Whole numbers”")
def integer_slopes(z: Numbers) -> Numbers:
    """For integer z every value is 0: the result is written into an array of integers, which cuts off the decimals.

    np.zeros_like(z) is as whole as z. Let NumPy make the result, or ask for dtype=float.
    """
    d = np.zeros_like(z)
    d[...] = sigmoid_prime(z)
    return d


@slope.variant
def slope_of_both_sides(z: Numbers) -> Numbers:
    return sigmoid(z) * sigmoid(-z)


@slope.variant
def slope_by_the_quotient(z: Numbers) -> Numbers:
    e = np.exp(-np.abs(z))
    return e / (1 + e) ** 2


@slope.variant
def slope_entry_by_entry(z: Numbers) -> Numbers:
    values = np.array([float(sigmoid(v)) for v in np.ravel(z)])
    return (values - values**2).reshape(np.shape(z))


# --- X7.2: the log loss -------------------------------------------------------------------------

log_loss = Exercise(
    "07.bce",
    "bce(y, p) -> J",
    reread=f"{LECTURE}, “The log loss”",
    library_calls=("log_loss",),
)


@log_loss.reference
def bce(y: ndarray, p: ndarray) -> float:
    of_what_happened = np.where(y == 1, p, 1 - p)
    return -np.log(of_what_happened).mean()


@log_loss.shown("three rows")
def three_probabilities() -> dict[str, Any]:
    return {"y": np.array([1, 0, 1]), "p": np.array([0.9, 0.2, 0.6])}


@log_loss.shown("probabilities that are exactly 0 or 1, and right; one that is almost 0 and wrong")
def certain_and_right() -> dict[str, Any]:
    return {"y": np.array([1, 0, 0, 1, 0, 1]), "p": np.array([1.0, 0.0, 0.7, 0.0005, 0.3, 0.55])}


@log_loss.shown("labels written as 0.0 and 1.0, one of five in class 1")
def float_labels() -> dict[str, Any]:
    return {"y": np.array([0.0, 0.0, 1.0, 0.0, 0.0]), "p": np.array([0.1, 0.6, 0.35, 0.25, 0.8])}


@log_loss.drawn(3)
def any_probabilities(rng: np.random.Generator) -> dict[str, Any]:
    m = int(rng.integers(5, 10))
    y = rng.permutation([0, 0, 1, *rng.integers(0, 2, size=m - 3)])
    return {"y": y, "p": rng.uniform(0.02, 0.98, size=m)}


@log_loss.drawn(1)
def some_certain(rng: np.random.Generator) -> dict[str, Any]:
    p = np.concatenate([[1.0, 0.0], 10.0 ** rng.uniform(-4, -3.3, size=1), rng.uniform(0.1, 0.9, size=4)])
    return {"y": np.array([1, 0, 1, 0, 1, 0, 0]), "p": p}


@log_loss.drawn(1)
def one_label_of_class_one(rng: np.random.Generator) -> dict[str, Any]:
    return {"y": np.array([1]), "p": rng.uniform(0.1, 0.9, size=1)}


@log_loss.drawn(1)
def all_of_class_zero(rng: np.random.Generator) -> dict[str, Any]:
    return {"y": np.zeros(4), "p": rng.uniform(0.1, 0.9, size=4)}


@log_loss.wider
def any_labels(rng: np.random.Generator) -> dict[str, Any]:
    m = int(rng.integers(1, 8))
    y = rng.integers(0, 2, size=m)
    close = 10.0 ** rng.uniform(-8, -1, size=m)
    p: list[ndarray] = [rng.uniform(0.01, 0.99, size=m), np.full(m, 0.5), np.abs(y - close), y.astype(float)]
    return {"y": y, "p": p[int(rng.integers(4))]}


@log_loss.independent(1e-9)
def by_xlogy(y: ndarray, p: ndarray) -> float:
    """SciPy's y log p with 0 log 0 = 0. The tests hold it against scikit-learn too."""
    from scipy.special import xlog1py, xlogy

    return -(xlogy(y, p) + xlog1py(1 - y, -p)).mean()


def _bce(y: ndarray, p: ndarray) -> ndarray:
    """The loss of every row."""
    return -np.log(np.where(y == 1, p, 1 - p))


@log_loss.mistake()
def loss_summed(y: ndarray, p: ndarray) -> float:
    """The loss is m times too large: the rows are summed and not averaged.

    J is the mean loss of a row: copying every row must not change it.
    """
    return _bce(y, p).sum()


@log_loss.mistake()
def loss_halved(y: ndarray, p: ndarray) -> float:
    """The loss is half of what it should be: there is a ½ in front.

    The ½ belongs to squared errors, where it cancels the 2 of the derivative. Nothing is squared here.
    """
    return _bce(y, p).mean() / 2


@log_loss.mistake()
def base_two(y: ndarray, p: ndarray) -> float:
    """The logarithm is to base 2; this course uses the natural logarithm.

    With another base the gradient would carry a factor.
    """
    return _bce(y, p).mean() / np.log(2)


@log_loss.mistake()
def base_ten(y: ndarray, p: ndarray) -> float:
    """The logarithm is to base 10; this course uses the natural logarithm.

    With another base the gradient would carry a factor.
    """
    return _bce(y, p).mean() / np.log(10)


@log_loss.mistake(reread=f"{LECTURE}, “From the likelihood to the loss”")
def minus_lost(y: ndarray, p: ndarray) -> float:
    """The loss is negative: the minus in front of the logarithms is missing.

    Logarithms of probabilities are negative, and a loss has to grow when the fit gets worse.
    """
    return -_bce(y, p).mean()


@log_loss.mistake()
def labels_swapped(y: ndarray, p: ndarray) -> float:
    """The two cases are exchanged: rows of class 1 are charged for 1 − p.

    p is the probability of class 1. What should a row with y = 1 and p = 0.9 cost?
    """
    return _bce(1 - y, p).mean()


@log_loss.mistake(reread=f"{LECTURE}, “The source says …: a sum without brackets”")
def second_term_without_minus(y: ndarray, p: ndarray) -> float:
    """The minus reaches the first term only: rows of class 0 lower the loss when they are predicted badly.

    How far does the minus in front of the sum reach?
    """
    return np.where(y == 1, _bce(y, p), -_bce(y, p)).mean()


@log_loss.mistake(reread=f"{LECTURE}, “The source says …: a sum without brackets”")
def sum_ends_too_early(y: ndarray, p: ndarray) -> float:
    """−1/m reaches the first term only; the second is neither averaged nor turned.

    Both terms belong into the bracket behind −1/m Σ.
    """
    return np.where(y == 1, _bce(y, p), 0).mean() - np.where(y == 1, 0, _bce(y, p)).sum()


@log_loss.mistake()
def class_one_only(y: ndarray, p: ndarray) -> float:
    """Only rows of class 1 are charged; rows of class 0 cost nothing, whatever p is.

    Who always answers p = 1 would have the loss 0. Which term is missing?
    """
    return np.where(y == 1, _bce(y, p), 0).mean()


@log_loss.mistake()
def each_class_by_itself(y: ndarray, p: ndarray) -> float:
    """The two classes are averaged separately and the averages added; J is one mean over all rows.

    Divide the sum of all rows by m, once.
    """
    losses, ones = _bce(y, p), y == 1
    return losses[ones].sum() / max(1, ones.sum()) + losses[~ones].sum() / max(1, (~ones).sum())


@log_loss.mistake(reread=f"{LECTURE}, “Numbers that overflow”")
def zero_times_infinity(y: ndarray, p: ndarray) -> float:
    """Where p is exactly 0 or 1, and right, the loss is NaN: 0 · log 0 is not a number.

    Each row needs only one of the two logarithms. Which one?
    """
    return -(y * np.log(p) + (1 - y) * np.log(1 - p)).mean()


@log_loss.mistake(reread=f"{LECTURE}, “Numbers that overflow”")
def clipped_at_a_thousandth(y: ndarray, p: ndarray) -> float:
    """The probabilities are cut off at 0.001 and 0.999: no row can cost more than 6.9, however wrong it is.

    Against log 0 a bound like 1e-15 would do; better is a form that needs none.
    """
    return _bce(y, np.clip(p, 1e-3, 1 - 1e-3)).mean()


@log_loss.mistake(reread=f"{LECTURE}, “Numbers that overflow”")
def epsilon_in_the_logarithm(y: ndarray, p: ndarray) -> float:
    """A small number (1e-8) is added inside the logarithm: it makes every row a little too cheap.

    It is there against log 0, which a row that is predicted right never needs.
    """
    return -np.log(np.where(y == 1, p, 1 - p) + 1e-8).mean()


@log_loss.mistake()
def loss_of_each_row(y: ndarray, p: ndarray) -> Any:
    """The result has one loss for each row; J is their mean, a number.

    What does the descent make smaller?
    """
    return _bce(y, p)


@log_loss.mistake(reread=f"{LECTURE}, “The source says …: the mean probability”")
def logarithm_of_the_mean(y: ndarray, p: ndarray) -> float:
    """The probabilities are averaged before the logarithm is taken.

    Probabilities of independent rows are multiplied, so their logarithms are added: first log, then mean.
    """
    return -np.log(np.exp(-_bce(y, p)).mean())


@log_loss.mistake(reread=f"{LECTURE}, “From the likelihood to the loss”")
def no_logarithm(y: ndarray, p: ndarray) -> float:
    """The logarithm is missing: the result is 1 minus the mean probability of what happened.

    What does a confident wrong answer cost, and what should it cost?
    """
    return 1 - np.exp(-_bce(y, p)).mean()


@log_loss.mistake(reread=f"{LECTURE}, “The log loss”")
def squared_error(y: ndarray, p: ndarray) -> float:
    """This is the mean squared error of the probabilities.

    The log loss comes from the likelihood: a confident wrong answer costs without bound.
    """
    return ((p - y) ** 2).mean()


@log_loss.mistake(reread=f"{LECTURE}, “The source says …: a misclassification error”")
def share_of_errors(y: ndarray, p: ndarray) -> float:
    """This is the share of rows that are classified wrongly: it does not change with p until a row changes sides.

    The log loss looks at the probability, not at the class.
    """
    return ((p >= 0.5) != y).mean()


@log_loss.mistake()
def sigmoid_of_a_probability(y: ndarray, p: ndarray) -> float:
    """The sigmoid is applied to p, which is a probability already.

    p lies between 0 and 1. After another sigmoid nothing is below a half.
    """
    return _bce(y, sigmoid(p)).mean()


@log_loss.variant
def bce_by_masks(y: ndarray, p: ndarray) -> float:
    return -(np.log(p[y == 1]).sum() + np.log(1 - p[y == 0]).sum()) / len(y)


@log_loss.variant
def bce_row_by_row(y: ndarray, p: ndarray) -> float:
    J = 0.0
    for i in range(len(y)):
        J -= np.log(p[i]) if y[i] == 1 else np.log(1 - p[i])
    return J / len(y)


@log_loss.variant
def bce_clipped_gently(y: ndarray, p: ndarray) -> float:
    p = np.clip(p, 1e-15, 1 - 1e-15)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


@log_loss.variant
def bce_of_the_likelihood(y: ndarray, p: ndarray) -> float:
    return -np.log(np.prod(p**y * (1 - p) ** (1 - y))) / y.size


# --- X7.2: the log loss from scores -------------------------------------------------------------

score_loss = Exercise(
    "07.bce_from_scores",
    "bce_from_scores(y, z) -> J",
    reread=f"{LECTURE}, “Numbers that overflow”",
    library_calls=("log_loss",),
)


@score_loss.reference
def bce_from_scores(y: ndarray, z: ndarray) -> float:
    log_1_plus_exp = np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))  # log(1 + eᶻ) without overflow
    return (log_1_plus_exp - y * z).mean()


@score_loss.shown("four rows, right and wrong ones")
def moderate_scores() -> dict[str, Any]:
    return {"y": np.array([1, 0, 1, 0]), "z": np.array([2.0, -1.5, -0.5, 3.0])}


@score_loss.shown("scores of ±800, right and wrong ones")
def scores_of_800() -> dict[str, Any]:
    return {"y": np.array([1, 0, 1, 0, 1]), "z": np.array([800.0, 800.0, -800.0, -800.0, 0.25])}


@score_loss.shown("integer scores, labels written as 0.0 and 1.0")
def integer_scores() -> dict[str, Any]:
    return {"y": np.array([0.0, 1.0, 1.0, 0.0, 0.0]), "z": np.array([3, -2, 0, 1, -1])}


@score_loss.drawn(3)
def any_row_scores(rng: np.random.Generator) -> dict[str, Any]:
    m = int(rng.integers(5, 10))
    y = rng.permutation([0, 0, 1, *rng.integers(0, 2, size=m - 3)])
    return {"y": y, "z": rng.normal(size=m) * 2}


@score_loss.drawn(1)
def saturated_scores(rng: np.random.Generator) -> dict[str, Any]:
    large = rng.uniform(750, 900, size=4) * np.array([1, 1, -1, -1])
    return {"y": np.array([1, 0, 1, 0, 0, 1, 1]), "z": np.append(large, rng.normal(size=3))}


@score_loss.drawn(1)
def whole_number_scores(rng: np.random.Generator) -> dict[str, Any]:
    return {"y": rng.permutation([0, 1, 1, 0, 1, 0]), "z": rng.integers(-5, 6, size=6)}


@score_loss.drawn(1)
def one_score_of_class_one(rng: np.random.Generator) -> dict[str, Any]:
    return {"y": np.array([1]), "z": rng.normal(size=1)}


@score_loss.wider
def any_scores_and_labels(rng: np.random.Generator) -> dict[str, Any]:
    m = int(rng.integers(1, 8))
    size = 10.0 ** rng.integers(-2, 3)
    z: list[ndarray] = [rng.normal(size=m) * size, np.zeros(m), rng.integers(-3, 4, size=m)]
    return {"y": rng.integers(0, 2, size=m), "z": z[int(rng.integers(3))]}


@score_loss.independent(1e-9)
def by_log_expit(y: ndarray, z: ndarray) -> float:
    from scipy.special import log_expit

    return -(y * log_expit(z) + (1 - y) * log_expit(-z)).mean()


@score_loss.mistake()
def through_the_probability(y: ndarray, z: ndarray) -> float:
    """For large scores the loss is NaN or infinite: σ(z) is rounded to 0 or 1, and log 0 follows.

    The logarithm of σ(z) can be written without σ: simplify log(1 + e⁻ᶻ) first.
    """
    p = sigmoid(z)
    return -(y * np.log(p) + (1 - y) * np.log(1 - p)).mean()


@score_loss.mistake()
def probability_clipped(y: ndarray, z: ndarray) -> float:
    """No row costs more than 34.5: the probability is cut off at 1e-15, and the score of a confident mistake is lost.

    A row with y = 1 and z = −800 costs 800.
    """
    return _bce(y, np.clip(sigmoid(z), 1e-15, 1 - 1e-15)).mean()


@score_loss.mistake()
def probability_cut_at_a_thousandth(y: ndarray, z: ndarray) -> float:
    """No row costs more than 6.9 or less than 0.001: the probability is cut off at 0.001 and 0.999.

    At z = 30 and y = 1 the loss is 9.4e-14, and that is what makes a confident right answer worth while.
    """
    return _bce(y, np.clip(sigmoid(z), 1e-3, 1 - 1e-3)).mean()


@score_loss.mistake()
def scores_cut_at_thirty(y: ndarray, z: ndarray) -> float:
    """No row costs more than 30: the scores are cut off at ±30.

    A row with y = 1 and z = −800 costs 800.
    """
    return bce_from_scores(y, np.clip(z, -30, 30))


@score_loss.mistake()
def exponential_overflows(y: ndarray, z: ndarray) -> float:
    """For z = 800 the loss is infinite: eᶻ overflows in log(1 + eᶻ).

    Take the larger of the two terms out of the logarithm before you exponentiate.
    """
    return (np.log(1 + np.exp(z)) - y * z).mean()


@score_loss.mistake()
def label_term_missing(y: ndarray, z: ndarray) -> float:
    """Every row is charged as if its label were 0: the term −y z is missing.

    Change a label: the loss should change with it.
    """
    return bce_from_scores(0 * y, z)


@score_loss.mistake()
def label_term_added(y: ndarray, z: ndarray) -> float:
    """The term y z is added instead of subtracted.

    A large positive score is right for y = 1; the loss must fall there.
    """
    return (bce_from_scores(0 * y, z) + y * z).mean()


@score_loss.mistake()
def labels_exchanged(y: ndarray, z: ndarray) -> float:
    """The two classes are exchanged: a positive score is charged where y = 1.

    A positive score says class 1.
    """
    return bce_from_scores(1 - y, z)


@score_loss.mistake(reread=f"{LECTURE}, “Labels 0 and 1, or −1 and 1”")
def formula_for_labels_of_both_signs(y: ndarray, z: ndarray) -> float:
    """log(1 + e^(−y z)) is the formula for labels −1 and 1; here they are 0 and 1.

    With y = 0 every score would cost log 2.
    """
    return np.logaddexp(0, -y * z).mean()


@score_loss.mistake()
def largest_part_missing(y: ndarray, z: ndarray) -> float:
    """max(z, 0) is missing: log(1 + e^(−|z|)) alone is log(1 + eᶻ) only for negative z.

    The stable form has two parts; what was divided out has to come back.
    """
    return (np.log1p(np.exp(-np.abs(z))) - y * z).mean()


@score_loss.mistake()
def logarithm_missing(y: ndarray, z: ndarray) -> float:
    """The term log(1 + e^(−|z|)) is missing: rows on the right side cost nothing, however close they are.

    At z = 0 every row costs log 2.
    """
    return (np.maximum(z, 0) - y * z).mean()


@score_loss.mistake()
def margin_of_one(y: ndarray, z: ndarray) -> float:
    """This is the hinge loss max(0, 1 − (±1) z) of support vector machines.

    The log loss never is exactly 0.
    """
    return np.maximum(0, 1 - (2 * y - 1) * z).mean()


@score_loss.mistake(reread=f"{LECTURE}, “The log loss”")
def score_losses_summed(y: ndarray, z: ndarray) -> float:
    """The loss is m times too large: the rows are summed and not averaged.

    J is the mean loss of a row.
    """
    return bce_from_scores(y, z) * len(y)


@score_loss.mistake(reread=f"{LECTURE}, “From the likelihood to the loss”")
def score_loss_negative(y: ndarray, z: ndarray) -> float:
    """The loss is negative: this is the logarithm of the likelihood, without the minus.

    A loss has to grow when the fit gets worse.
    """
    return -bce_from_scores(y, z)


@score_loss.mistake(reread=f"{LECTURE}, “The log loss”")
def score_loss_to_base_two(y: ndarray, z: ndarray) -> float:
    """The logarithm is to base 2; this course uses the natural logarithm.

    With another base, z itself would need a factor too.
    """
    return bce_from_scores(y, z) / np.log(2)


@score_loss.mistake(reread=f"{LECTURE}, “The log loss”")
def score_loss_of_each_row(y: ndarray, z: ndarray) -> Any:
    """The result has one loss for each row; J is their mean, a number.

    What does the descent make smaller?
    """
    return np.logaddexp(0, z) - y * z


@score_loss.variant
def scores_by_logaddexp(y: ndarray, z: ndarray) -> float:
    return np.logaddexp(0, np.where(y == 1, -z, z)).mean()


@score_loss.variant
def scores_row_by_row(y: ndarray, z: ndarray) -> float:
    J = 0.0
    for label, score in zip(y, z, strict=True):
        wrongness = -score if label == 1 else score
        J += np.log(1 + np.exp(wrongness)) if wrongness < 0 else wrongness + np.log(1 + np.exp(-wrongness))
    return J / len(z)


@score_loss.variant
def scores_in_two_forms(y: ndarray, z: ndarray) -> float:
    z = z.astype(float)
    out = np.empty(len(z))
    out[z >= 0] = (1 - y[z >= 0]) * z[z >= 0] + np.log1p(np.exp(-z[z >= 0]))
    out[z < 0] = np.log1p(np.exp(z[z < 0])) - y[z < 0] * z[z < 0]
    return out.mean()


# --- X7.4: the gradient -------------------------------------------------------------------------

gradient = Exercise(
    "07.log_loss_gradient",
    "log_loss_gradient(theta, Xb, y) -> gradient",
    reread=f"{LECTURE}, “The gradient”",
    library_calls=("LogLoss",),
)


@gradient.reference
def log_loss_gradient(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    p = sigmoid(Xb @ theta)
    return Xb.T @ (p - y) / len(y)


def _toy(kind: str) -> dict[str, Any]:
    return {"Xb": add_bias(toy_batch()[0]), "y": toy_labels(kind)}


@gradient.shown("the toy batch with overlapping labels, at theta = 0")
def toy_at_zero() -> dict[str, Any]:
    return {"theta": np.zeros(3), **_toy("overlapping")}


@gradient.shown("five rows of three columns, a bias that is not zero, labels written as 0.0 and 1.0")
def away_from_zero() -> dict[str, Any]:
    X = np.array([[1.0, -2.0, 0.5], [0.0, 1.5, -1.0], [2.0, 1.0, 3.0], [-1.5, 0.5, 1.0], [0.5, -0.5, -2.0]])
    return {"theta": np.array([0.75, 1.0, -0.5, 0.4]), "Xb": add_bias(X), "y": np.array([1.0, 0.0, 0.0, 1.0, 1.0])}


@gradient.shown("integers, scores of 800 and −800, as many rows as columns")
def integers_and_800() -> dict[str, Any]:
    Xb = np.array([[1, 400, 0], [1, -401, 2], [1, 0, -1]])
    return {"theta": np.array([-2, 2, 1]), "Xb": Xb, "y": np.array([0, 0, 1])}


def _rows(rng: np.random.Generator, m: int, n: int) -> dict[str, Any]:
    y = rng.permutation([0, 1, 0, *rng.integers(0, 2, size=max(0, m - 3))][:m])
    return {"theta": rng.normal(size=n + 1), "Xb": add_bias(rng.normal(size=(m, n))), "y": y}


@gradient.drawn(3)
def any_rows(rng: np.random.Generator) -> dict[str, Any]:
    n = int(rng.integers(2, 5))
    return _rows(rng, int(rng.integers(n + 2, n + 7)), n)  # more rows than columns


@gradient.drawn(1)
def as_many_rows_as_columns(rng: np.random.Generator) -> dict[str, Any]:
    """A missing transpose goes unnoticed by shapes."""
    return _rows(rng, 4, 3)


@gradient.drawn(1)
def integer_rows(rng: np.random.Generator) -> dict[str, Any]:
    rows = _rows(rng, 6, 2)
    Xb = np.column_stack([np.ones(6, dtype=int), rng.integers(-3, 4, size=(6, 2))])
    return {"theta": np.array([1, *rng.integers(1, 3, size=2)]), "Xb": Xb, "y": rows["y"]}


@gradient.drawn(1)
def saturated_rows(rng: np.random.Generator) -> dict[str, Any]:
    rows = _rows(rng, 6, 2)
    rows["Xb"][:2, 1:] *= np.array([[400.0], [-400.0]]) / (rows["Xb"][:2, 1:] @ rows["theta"][1:])[:, None] * 2
    return rows


@gradient.drawn(1)
def one_labelled_row(rng: np.random.Generator) -> dict[str, Any]:
    return _rows(rng, 1, 3)


@gradient.wider
def any_labelled_rows(rng: np.random.Generator) -> dict[str, Any]:
    m, n = (int(k) for k in rng.integers(1, 6, size=2))
    X: list[ndarray] = [rng.normal(size=(m, n)) * 10.0 ** rng.integers(-2, 3), np.zeros((m, n)), np.ones((m, n))]
    theta: list[ndarray] = [rng.normal(size=n + 1), np.zeros(n + 1), rng.integers(-2, 3, size=n + 1)]
    y = rng.integers(0, 2, size=m)
    return {"theta": theta[int(rng.integers(3))], "Xb": add_bias(X[int(rng.integers(3))]), "y": y}


@gradient.independent(1e-9)
def by_gdkit(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    return LogLoss(Xb[:, 1:].astype(float), y).gradient(theta.astype(float))


@gradient.independent(1e-6)
def by_differences(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """Of the loss, by central differences; losses of about 200 leave six digits."""
    return numerical_gradient(lambda t: bce_from_scores(y, Xb @ t), theta.astype(float), 1e-5)


def _from_residual(Xb: ndarray, residual: ndarray) -> ndarray:
    return Xb.T @ residual / len(Xb)


@gradient.mistake()
def score_minus_label(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The residual is z − y: the sigmoid between score and probability is missing.

    That is the gradient of linear regression. Which quantity lies between 0 and 1?
    """
    return _from_residual(Xb, Xb @ theta - y)


@gradient.mistake()
def residual_turned(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The gradient has the opposite sign: the residual is y − p̂ where the derivative has p̂ − y.

    Differentiate −log p̂ for a row with y = 1: does the loss grow or fall when the score grows?
    """
    return -log_loss_gradient(theta, Xb, y)


@gradient.mistake()
def rows_summed(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The gradient is m times too large: it belongs to the sum of the rows' losses, not to their mean.

    Where does the 1/m of the loss go when you differentiate?
    """
    return log_loss_gradient(theta, Xb, y) * len(y)


@gradient.mistake()
def factor_two(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The gradient is twice too large: the 2 of the squared error does not belong here.

    Nothing is squared in the log loss.
    """
    return 2 * log_loss_gradient(theta, Xb, y)


@gradient.mistake()
def factor_one_half(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The gradient is half of what it should be: it carries 1/(2m) where the loss has 1/m.

    The ½ belongs to squared errors.
    """
    return log_loss_gradient(theta, Xb, y) / 2


@gradient.mistake(reread=f"{LECTURE}, “The source says …: same form, so same gradient”")
def slope_of_sigmoid_kept(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The factor p̂(1 − p̂) is still there: this is the gradient of the squared error ½(p̂ − y)².

    In the log loss σ′ meets the derivative of the logarithm. Multiply the two.
    """
    p = sigmoid(Xb @ theta)
    return _from_residual(Xb, (p - y) * p * (1 - p))


@gradient.mistake()
def slope_of_sigmoid_missing(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The chain ends at p̂: ∂J/∂p̂ is multiplied by x, and the factor ∂p̂/∂z = σ′(z) between them is missing.

    Write the chain J ← p̂ ← z ← θ with one factor for every arrow.
    """
    p = np.clip(sigmoid(Xb @ theta), 1e-15, 1 - 1e-15)
    return _from_residual(Xb, (p - y) / (p * (1 - p)))


@gradient.mistake(reread=f"{LECTURE}, “From probability to class”")
def class_minus_label(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The residual is built with the predicted class, 0 or 1, instead of the probability.

    A row that is classified right would have no influence any more.
    """
    return _from_residual(Xb, (Xb @ theta >= 0) - y)


@gradient.mistake(reread=f"{LECTURE}, “Labels 0 and 1, or −1 and 1”")
def labels_of_both_signs(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The labels are turned into −1 and 1, but p̂ − y needs 0 and 1.

    A row of class 0 that is predicted with p̂ = 0 must not pull any more.
    """
    return _from_residual(Xb, sigmoid(Xb @ theta) - (2 * y - 1))


@gradient.mistake()
def first_term_only(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """Rows of class 0 have no influence: only −y log p̂ was differentiated.

    The loss has a second term for y = 0.
    """
    return _from_residual(Xb, y * (sigmoid(Xb @ theta) - 1))


@gradient.mistake(reread=f"{LECTURE}, “The source says …: a sum without brackets”")
def second_term_turned(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """Rows of class 0 pull in the wrong direction: the second term of the loss carries the wrong sign.

    The minus in front of the sum reaches both terms.
    """
    residual = sigmoid(Xb @ theta) - y
    return _from_residual(Xb, np.where(y == 1, residual, -residual))


@gradient.mistake()
def probability_for_residual(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The gradient is built with p̂ where the residual p̂ − y belongs.

    The labels must enter somewhere.
    """
    return _from_residual(Xb, sigmoid(Xb @ theta))


@gradient.mistake()
def residual_squared(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The residuals are squared: every row pulls in the same direction, whatever its label is.

    A gradient must change its sign with the residuals.
    """
    return _from_residual(Xb, (sigmoid(Xb @ theta) - y) ** 2)


@gradient.mistake()
def sigmoid_of_sigmoid(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The sigmoid is applied twice: no probability is below a half.

    One step leads from the score to the probability.
    """
    return _from_residual(Xb, sigmoid(sigmoid(Xb @ theta)) - y)


@gradient.mistake()
def bias_entry_missing(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The first entry, ∂J/∂b, is 0: the bias would never be learned.

    The column of ones is a column like the others.
    """
    return log_loss_gradient(theta, Xb, y) * (np.arange(len(theta)) > 0)


@gradient.mistake()
def bias_entry_summed(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The first entry, ∂J/∂b, is m times too large: its 1/m is missing.

    All entries come from the same mean.
    """
    return log_loss_gradient(theta, Xb, y) * np.where(np.arange(len(theta)) > 0, 1, len(y))


@gradient.mistake(reread="Lecture 00, “House notation”")
def bias_expected_last(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """theta is read, and the gradient written, with the bias last; here the bias comes first.

    theta = (b, w) and Xb has its ones in column 0.
    """
    residual = sigmoid(Xb[:, 1:] @ theta[:-1] + theta[-1]) - y
    return np.append(Xb[:, 1:].T @ residual, residual.sum()) / len(y)


@gradient.mistake()
def bias_weight_left_out(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The score leaves the bias out: z = w·x instead of θ·(1, x).

    At theta = 0 nothing shows. Try a bias that is not zero.
    """
    return _from_residual(Xb, sigmoid(Xb[:, 1:] @ theta[1:]) - y)


@gradient.mistake()
def divided_by_columns(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The gradient is divided by the number of columns of Xb instead of by its number of rows.

    Which axis of Xb counts the examples?
    """
    return Xb.T @ (sigmoid(Xb @ theta) - y) / Xb.shape[1]


@gradient.mistake()
def divided_by_twelve(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The gradient is always divided by 12, the rows of the toy batch.

    Take m from the shape of Xb.
    """
    return Xb.T @ (sigmoid(Xb @ theta) - y) / 12


@gradient.mistake()
def first_row_only(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """Only the first row enters the gradient.

    Change another row: the gradient should change with it. Is there a return inside the loop?
    """
    return log_loss_gradient(theta, Xb[:1], y[:1])


@gradient.mistake()
def mean_over_both_axes(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """All entries are equal: a mean ran over the columns too.

    Each weight has its own column. Which axis is summed in Xbᵀ(p̂ − y)?
    """
    return np.full(len(theta), (Xb * (sigmoid(Xb @ theta) - y)[:, None]).mean())


@gradient.mistake(reread="Lecture 00, “House notation”")
def gradient_as_column(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The gradient is a column of shape (n+1, 1); it should have the shape of theta, (n+1,).

    Labels have shape (m,) here, not (m, 1), and so has the residual.
    """
    return log_loss_gradient(theta, Xb, y)[:, None]


@gradient.mistake(reread="Lecture 00, “House notation”")
def residual_as_matrix(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """A column (m, 1) minus an array (m,) became a matrix (m, m): every probability met every label.

    Print (p - y).shape. It has to be (m,).
    """
    return _from_residual(Xb, (sigmoid(Xb @ theta)[:, None] - y).mean(axis=1))


@gradient.mistake()
def transpose_missing(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """Xb stands where Xbᵀ belongs: with more rows than columns the shapes do not fit.

    The gradient has one entry for each column of Xb. Write the shapes under the product.
    """
    return Xb @ (sigmoid(Xb @ theta) - y) / len(y)


@gradient.mistake(reread="Lecture 03, “The source says …: the update in place”")
def labels_overwritten(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """The residual is written into y (y -= …), so the caller's labels change, or integers stop it.

    Make a new array: p - y.
    """
    y -= sigmoid(Xb @ theta)
    return -_from_residual(Xb, y)


@gradient.mistake(reread=f"{LECTURE}, “Numbers that overflow”")
def gradient_overflows(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """For large scores the gradient is NaN: eᶻ/(1 + eᶻ) divides infinity by infinity.

    Use your stable sigmoid.
    """
    e = np.exp(Xb @ theta)
    return _from_residual(Xb, e / (1 + e) - y)


@gradient.variant
def gradient_by_loops(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    m, k = Xb.shape
    total = np.zeros(k)
    for i in range(m):
        z = 0.0
        for j in range(k):
            z += theta[j] * Xb[i, j]
        p = 1 / (1 + np.exp(-z)) if z > 0 else np.exp(z) / (1 + np.exp(z))
        for j in range(k):
            total[j] += (p - y[i]) * Xb[i, j]
    return total / m


@gradient.variant
def gradient_by_mean(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    p = 1 / (1 + np.exp(-Xb.dot(theta)))
    return np.mean((p - y)[:, None] * Xb, axis=0)


@gradient.variant
def gradient_in_columns(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    """As the sources write it, in columns, and back to 1-D at the end."""
    Y_hat = sigmoid(Xb @ theta.reshape(-1, 1))
    return (1 / Xb.shape[0] * Xb.T @ (Y_hat - y.reshape(-1, 1))).ravel()


@gradient.variant
def gradient_class_by_class(theta: ndarray, Xb: ndarray, y: ndarray) -> ndarray:
    s = sigmoid(Xb @ theta)
    return (s[y == 0] @ Xb[y == 0] - sigmoid(-Xb[y == 1] @ theta) @ Xb[y == 1]) / y.size


# --- X7.3, X7.4: the descent --------------------------------------------------------------------

descent = Exercise(
    "07.logistic_gd",
    "logistic_gd(Xb, y, eta, max_iter) -> theta",
    reread=f"{LECTURE}, “The descent”",
    tolerance=1e-6,  # up to 100 steps
    library_calls=("LogisticRegression", "minimize"),
)


@descent.reference
def logistic_gd(Xb: ndarray, y: ndarray, eta: float, max_iter: int) -> ndarray:
    theta = np.zeros(Xb.shape[1])
    for _ in range(max_iter):
        theta = theta - eta * log_loss_gradient(theta, Xb, y)
    return theta


@descent.shown("the toy batch, separable labels, one step")
def one_step() -> dict[str, Any]:
    return {**_toy("separable"), "eta": 0.5, "max_iter": 1}


@descent.shown("the toy batch, separable labels, 100 steps")
def hundred_steps() -> dict[str, Any]:
    return {**_toy("separable"), "eta": 0.5, "max_iter": 100}


@descent.shown("the toy batch, overlapping labels, 100 steps")
def overlapping() -> dict[str, Any]:
    return {**_toy("overlapping"), "eta": 0.5, "max_iter": 100}


@descent.shown("five rows of three columns, integers, another rate, 7 steps")
def seven_steps() -> dict[str, Any]:
    Xb = np.array([[1, 2, -1, 0], [1, 0, 3, 1], [1, -2, 1, 2], [1, 1, 1, -3], [1, 3, 0, 1]])
    return {"Xb": Xb, "y": np.array([1, 0, 0, 1, 0]), "eta": 0.2, "max_iter": 7}


def _descent(rng: np.random.Generator, m: int, n: int, max_iter: int) -> dict[str, Any]:
    X = rng.normal(size=(m, n)) + rng.normal(size=n)
    y = rng.permutation([0, 1, 0, *rng.integers(0, 2, size=max(0, m - 3))][:m])
    return {"Xb": add_bias(X), "y": y, "eta": float(rng.uniform(0.2, 0.8)), "max_iter": max_iter}


@descent.drawn(3)
def some_steps(rng: np.random.Generator) -> dict[str, Any]:
    n = int(rng.integers(2, 5))
    return _descent(rng, int(rng.integers(n + 2, n + 7)), n, int(rng.choice([3, 5, 7, 9])))


@descent.drawn(1)
def square_data(rng: np.random.Generator) -> dict[str, Any]:
    return _descent(rng, 3, 2, 3)


@descent.drawn(1)
def no_step(rng: np.random.Generator) -> dict[str, Any]:
    return _descent(rng, 5, 2, 0)


@descent.drawn(1)
def one_row_of_data(rng: np.random.Generator) -> dict[str, Any]:
    return _descent(rng, 1, 3, 3)


@descent.wider
def any_descent(rng: np.random.Generator) -> dict[str, Any]:
    m, n = int(rng.integers(1, 7)), int(rng.integers(1, 4))
    X: list[ndarray] = [rng.normal(size=(m, n)) * 10.0 ** rng.integers(-1, 2), np.zeros((m, n)), np.ones((m, n))]
    return {
        "Xb": add_bias(X[int(rng.integers(3))]),
        "y": rng.integers(0, 2, size=m),
        "eta": float(rng.choice([0.0, 0.1, 2.0])),
        "max_iter": int(rng.integers(0, 5)),
    }


@descent.independent(1e-9)
def by_minimize(Xb: ndarray, y: ndarray, eta: float, max_iter: int) -> ndarray:
    loss = LogLoss(Xb[:, 1:].astype(float), y)
    return minimize(loss, np.zeros(Xb.shape[1]), GD(eta), max_iter).theta if max_iter else np.zeros(Xb.shape[1])


@descent.mistake()
def one_step_fewer(Xb: ndarray, y: ndarray, eta: float, max_iter: int) -> ndarray:
    """One step is missing: the loop ends early, or theta from before the last step is returned.

    max_iter = 1 must make exactly one step.
    """
    return logistic_gd(Xb, y, eta, max_iter - 1)


@descent.mistake()
def one_step_more(Xb: ndarray, y: ndarray, eta: float, max_iter: int) -> ndarray:
    """There is one step too many.

    max_iter = 1 must make exactly one step, max_iter = 0 none.
    """
    return logistic_gd(Xb, y, eta, max_iter + 1)


@descent.mistake()
def hundred_steps_always(Xb: ndarray, y: ndarray, eta: float, max_iter: int) -> ndarray:
    """There are always 100 steps, whatever max_iter says.

    100 is right for the example only.
    """
    return logistic_gd(Xb, y, eta, 100)


@descent.mistake()
def rate_of_the_example(Xb: ndarray, y: ndarray, eta: float, max_iter: int) -> ndarray:
    """The learning rate is always 0.5, whatever eta says.

    0.5 is right for the example only.
    """
    return logistic_gd(Xb, y, 0.5, max_iter)


@descent.mistake()
def gradient_once(Xb: ndarray, y: ndarray, eta: float, max_iter: int) -> ndarray:
    """All steps use the gradient at the start: it is computed before the loop and never again.

    theta moves, so the probabilities and the gradient change.
    """
    return -max_iter * eta * log_loss_gradient(np.zeros(Xb.shape[1]), Xb, y)


@descent.mistake()
def uphill(Xb: ndarray, y: ndarray, eta: float, max_iter: int) -> ndarray:
    """The steps go uphill: η times the gradient is added, or the residual is y − p̂.

    Print the loss after every step. Does it fall?
    """
    return logistic_gd(Xb, y, -eta, max_iter)


@descent.mistake(reread=f"{LECTURE}, “The gradient”")
def steps_twice_as_long(Xb: ndarray, y: ndarray, eta: float, max_iter: int) -> ndarray:
    """The steps are twice too long: the gradient carries the 2 of the squared error.

    Nothing is squared in the log loss. Check your gradient by itself first.
    """
    return logistic_gd(Xb, y, 2 * eta, max_iter)


@descent.mistake(reread=f"{LECTURE}, “The gradient”")
def steps_half_as_long(Xb: ndarray, y: ndarray, eta: float, max_iter: int) -> ndarray:
    """The steps have half their length: the gradient carries 1/(2m).

    The ½ belongs to squared errors.
    """
    return logistic_gd(Xb, y, eta / 2, max_iter)


@descent.mistake(reread=f"{LECTURE}, “The gradient”")
def steps_not_averaged(Xb: ndarray, y: ndarray, eta: float, max_iter: int) -> ndarray:
    """The steps are m times too long: the gradient of the sum is used where the loss is a mean.

    Where does the 1/m of the loss go when you differentiate?
    """
    return logistic_gd(Xb, y, eta * len(y), max_iter)


def _descend(Xb: ndarray, y: ndarray, eta: float, max_iter: int, residual: Any) -> ndarray:
    """The descent with another residual(z, y)."""
    theta = np.zeros(Xb.shape[1])
    for _ in range(max_iter):
        theta = theta - eta * _from_residual(Xb, residual(Xb @ theta, y))
    return theta


@descent.mistake(reread=f"{LECTURE}, “The source says …: same form, so same gradient”")
def descends_squared_error(Xb: ndarray, y: ndarray, eta: float, max_iter: int) -> ndarray:
    """The steps carry the factor p̂(1 − p̂): this descends the squared error, not the log loss.

    In the log loss σ′ meets the derivative of the logarithm. Multiply the two.
    """
    return _descend(Xb, y, eta, max_iter, lambda z, y: (sigmoid(z) - y) * sigmoid_prime(z))


@descent.mistake(reread=f"{LECTURE}, “The gradient”")
def linear_regression(Xb: ndarray, y: ndarray, eta: float, max_iter: int) -> ndarray:
    """The sigmoid is missing: this is a descent for linear regression on the labels.

    Which quantity lies between 0 and 1, and can be compared with a label?
    """
    return _descend(Xb, y, eta, max_iter, lambda z, y: z - y)


@descent.mistake(reread=f"{LECTURE}, “From probability to class”")
def perceptron_rule(Xb: ndarray, y: ndarray, eta: float, max_iter: int) -> ndarray:
    """The residual is built with the predicted class, 0 or 1: rows that are classified right do not pull.

    That is the perceptron's rule. The log loss uses the probability.
    """
    return _descend(Xb, y, eta, max_iter, lambda z, y: (z >= 0) - y)


@descent.mistake(reread=f"{LECTURE}, “Labels 0 and 1, or −1 and 1”")
def descends_to_both_signs(Xb: ndarray, y: ndarray, eta: float, max_iter: int) -> ndarray:
    """The labels are turned into −1 and 1, but p̂ − y needs 0 and 1.

    A row of class 0 with p̂ = 0 must not pull any more.
    """
    return _descend(Xb, y, eta, max_iter, lambda z, y: sigmoid(z) - (2 * y - 1))


@descent.mistake()
def bias_never_learned(Xb: ndarray, y: ndarray, eta: float, max_iter: int) -> ndarray:
    """The bias stays 0: only the weights are updated.

    All entries of theta are updated, the first one too.
    """
    return np.append(0.0, _descend(Xb[:, 1:], y, eta, max_iter, lambda z, y: sigmoid(z) - y))


@descent.mistake()
def starts_at_ones(Xb: ndarray, y: ndarray, eta: float, max_iter: int) -> ndarray:
    """The descent starts at theta = (1, …, 1); here it starts at 0.

    With max_iter = 0 the start itself comes back.
    """
    theta = np.ones(Xb.shape[1])
    for _ in range(max_iter):
        theta = theta - eta * log_loss_gradient(theta, Xb, y)
    return theta


@descent.mistake(reread="Lecture 01, “The step”")
def steps_of_length_eta(Xb: ndarray, y: ndarray, eta: float, max_iter: int) -> ndarray:
    """Every step has the length η: the gradient is divided by its norm.

    Near a minimum the steps have to become shorter by themselves.
    """
    theta = np.zeros(Xb.shape[1])
    for _ in range(max_iter):
        step = log_loss_gradient(theta, Xb, y)
        theta = theta - eta * step / np.linalg.norm(step)
    return theta


@descent.mistake(reread="Lecture 03, step 5: “one point, two gradients”")
def bias_before_weights(Xb: ndarray, y: ndarray, eta: float, max_iter: int) -> ndarray:
    """The weights' gradient is taken after the bias has moved already.

    The whole gradient belongs to one point. Compute it, then update everything.
    """
    theta = np.zeros(Xb.shape[1])
    first = np.arange(len(theta)) == 0
    for _ in range(max_iter):
        theta = theta - eta * log_loss_gradient(theta, Xb, y) * first
        theta = theta - eta * log_loss_gradient(theta, Xb, y) * ~first
    return theta


@descent.mistake(reread="Lecture 04, “Batch, mini-batch, stochastic”")
def one_row_after_another(Xb: ndarray, y: ndarray, eta: float, max_iter: int) -> ndarray:
    """theta is updated after every row: this is stochastic descent, max_iter times through the data.

    Here one step uses the mean over all rows.
    """
    theta = np.zeros(Xb.shape[1])
    for _ in range(max_iter):
        for i in range(len(y)):
            theta = theta - eta * log_loss_gradient(theta, Xb[i : i + 1], y[i : i + 1])
    return theta


@descent.mistake(reread="Lecture 04, “A rate that shrinks”")
def rate_shrinks(Xb: ndarray, y: ndarray, eta: float, max_iter: int) -> ndarray:
    """The learning rate becomes smaller from step to step (η/t); here it stays what it is.

    A schedule is for stochastic steps.
    """
    theta = np.zeros(Xb.shape[1])
    for t in range(max_iter):
        theta = theta - eta / (t + 1) * log_loss_gradient(theta, Xb, y)
    return theta


@descent.mistake(reread=f"{LECTURE}, “Separable data”")
def stops_when_all_are_right(Xb: ndarray, y: ndarray, eta: float, max_iter: int) -> ndarray:
    """The descent stops as soon as every row is classified right; it should make max_iter steps.

    The log loss goes on falling when no row is wrong any more.
    """
    theta = np.zeros(Xb.shape[1])
    for _ in range(max_iter):
        if ((Xb @ theta > 0) == y).all():
            break
        theta = theta - eta * log_loss_gradient(theta, Xb, y)
    return theta


@descent.mistake(reread="Lecture 01, “When to stop”")
def stops_by_itself(Xb: ndarray, y: ndarray, eta: float, max_iter: int) -> ndarray:
    """The descent stops by itself when a step is shorter than 0.05; it should make max_iter steps.

    No stopping rule was asked for.
    """
    theta = np.zeros(Xb.shape[1])
    for _ in range(max_iter):
        step = eta * log_loss_gradient(theta, Xb, y)
        theta = theta - step
        if np.linalg.norm(step) < 0.05:
            break
    return theta


@descent.mistake(reread="Lecture 00, “House notation”")
def theta_as_column(Xb: ndarray, y: ndarray, eta: float, max_iter: int) -> ndarray:
    """theta is a column of shape (n+1, 1); it should be an array of shape (n+1,).

    Labels have shape (m,) here, and theta has one axis too.
    """
    return logistic_gd(Xb, y, eta, max_iter)[:, None]


@descent.mistake()
def direction_only(Xb: ndarray, y: ndarray, eta: float, max_iter: int) -> ndarray:
    """theta is divided by its length at the end.

    The boundary stays the same, but the probabilities change: the length of theta says how sure the model is.
    """
    theta = logistic_gd(Xb, y, eta, max_iter)
    return theta / max(float(np.linalg.norm(theta)), 1e-300)


@descent.mistake(reread="Lecture 07, “Scaling”")
def columns_scaled_inside(Xb: ndarray, y: ndarray, eta: float, max_iter: int) -> ndarray:
    """The columns are centred inside the function, so theta belongs to other data than Xb.

    Scaling is a step of its own, before the descent.
    """
    X = Xb[:, 1:]
    return logistic_gd(np.column_stack([Xb[:, 0], X - X.mean(axis=0)]), y, eta, max_iter)


@descent.variant
def descent_in_columns(Xb: ndarray, y: ndarray, eta: float, max_iter: int) -> ndarray:
    theta, Y = np.zeros((Xb.shape[1], 1)), y.reshape(-1, 1)
    for _ in range(max_iter):
        theta -= eta / len(Y) * Xb.T @ (1 / (1 + np.exp(-Xb @ theta)) - Y)
    return theta.ravel()


@descent.variant
def descent_with_bias_apart(Xb: ndarray, y: ndarray, eta: float, max_iter: int) -> ndarray:
    X, w, b, k = Xb[:, 1:], np.zeros(Xb.shape[1] - 1), 0.0, 0
    while k < max_iter:
        residual = sigmoid(X @ w + b) - y
        w, b, k = w - eta * (residual @ X) / len(y), b - eta * residual.mean(), k + 1
    return np.array([b, *w])


@descent.variant
def descent_row_by_row(Xb: ndarray, y: ndarray, eta: float, max_iter: int) -> ndarray:
    theta = np.zeros(Xb.shape[1])
    for _ in range(max_iter):
        total = np.zeros(len(theta))
        for x, label in zip(Xb, y, strict=True):
            total += (sigmoid(theta @ x) - label) * x
        theta = theta - eta * total / len(y)
    return theta


# --- X7.5: the gradient in rows -----------------------------------------------------------------

rowwise = Exercise(
    "07.grads_row",
    "grads_row(X, Y, Y_hat) -> (dW, db)",
    parts={"the gradient of the weights, dW": ("dW",), "the gradient of the bias, db": ("db",)},
    reread=f"{LECTURE}, “The same in rows”",
)

Rows = tuple[ndarray, ndarray]


@rowwise.reference
def grads_row(X: ndarray, Y: ndarray, Y_hat: ndarray) -> Rows:
    m = X.shape[1]
    dW = (Y_hat - Y) @ X.T / m
    db = (Y_hat - Y).sum(axis=1, keepdims=True) / m
    return dW, db


@rowwise.shown("the toy batch in columns, overlapping labels, all predictions ½")
def toy_in_columns() -> dict[str, Any]:
    return {"X": toy_batch()[0].T, "Y": toy_labels("overlapping")[None, :], "Y_hat": np.full((1, 12), 0.5)}


@rowwise.shown("three features, five examples")
def five_examples() -> dict[str, Any]:
    X = np.array([[1.0, 0.0, 2.0, -1.5, 0.5], [-2.0, 1.5, 1.0, 0.5, -0.5], [0.5, -1.0, 3.0, 1.0, -2.0]])
    return {"X": X, "Y": np.array([[1, 0, 0, 1, 1]]), "Y_hat": np.array([[0.7, 0.4, 0.1, 0.8, 0.3]])}


@rowwise.shown("as many examples as features, integers")
def square_integers() -> dict[str, Any]:
    X = np.array([[1, 2, -1], [0, 3, 1], [-2, 1, 2]])
    return {"X": X, "Y": np.array([[0, 1, 0]]), "Y_hat": np.array([[0.25, 0.9, 0.6]])}


def _columns(rng: np.random.Generator, n: int, m: int) -> dict[str, Any]:
    Y = rng.permutation([0, 1, 0, *rng.integers(0, 2, size=max(0, m - 3))][:m])
    return {"X": rng.normal(size=(n, m)), "Y": Y[None, :], "Y_hat": rng.uniform(0.05, 0.95, size=(1, m))}


@rowwise.drawn(3)
def any_columns(rng: np.random.Generator) -> dict[str, Any]:
    n = int(rng.integers(2, 5))
    return _columns(rng, n, int(rng.integers(n + 1, n + 6)))


@rowwise.drawn(1)
def square_columns(rng: np.random.Generator) -> dict[str, Any]:
    return _columns(rng, 4, 4)


@rowwise.drawn(1)
def more_features_than_examples(rng: np.random.Generator) -> dict[str, Any]:
    return {**_columns(rng, 5, 3), "X": rng.integers(-3, 4, size=(5, 3))}


@rowwise.drawn(1)
def one_example(rng: np.random.Generator) -> dict[str, Any]:
    return _columns(rng, 3, 1)


@rowwise.wider
def any_examples_in_columns(rng: np.random.Generator) -> dict[str, Any]:
    n, m = (int(k) for k in rng.integers(1, 6, size=2))
    case = _columns(rng, n, m)
    X: list[ndarray] = [case["X"] * 10.0 ** rng.integers(-2, 4), np.zeros((n, m)), np.ones((n, m))]
    Y_hat: list[ndarray] = [case["Y_hat"], np.full((1, m), 0.5), case["Y"].astype(float), np.zeros((1, m))]
    return {**case, "X": X[int(rng.integers(3))], "Y_hat": Y_hat[int(rng.integers(4))]}


@rowwise.independent(1e-7)
def by_moving_the_scores(X: ndarray, Y: ndarray, Y_hat: ndarray) -> Rows:
    """Central differences of the log loss in the weights: a weight moved by h moves the scores by h times its row."""
    z, h = np.log(Y_hat / (1 - Y_hat))[0], 1e-5
    slopes = [
        (bce_from_scores(Y[0], z + h * row) - bce_from_scores(Y[0], z - h * row)) / (2 * h)
        for row in np.vstack([X, np.ones(X.shape[1])])
    ]
    return np.array([slopes[:-1]]), np.array([slopes[-1:]])


def _grads(X: ndarray, dZ: ndarray) -> Rows:
    """Both gradients from ∂J/∂z, which is meant to hold the 1/m already."""
    return dZ @ X.T, dZ.sum(axis=1, keepdims=True)


@rowwise.mistake(reread=f"{LECTURE}, “The gradient”")
def examples_summed(X: ndarray, Y: ndarray, Y_hat: ndarray) -> Rows:
    """Both gradients are m times too large: the examples are summed and not averaged.

    Where does the 1/m of the loss go when you differentiate?
    """
    return _grads(X, Y_hat - Y)


@rowwise.mistake(reread=f"{LECTURE}, “The gradient”")
def rows_factor_two(X: ndarray, Y: ndarray, Y_hat: ndarray) -> Rows:
    """Both gradients are twice too large: the 2 of the squared error does not belong here.

    Nothing is squared in the log loss.
    """
    return _grads(X, 2 * (Y_hat - Y) / Y.size)


@rowwise.mistake(reread=f"{LECTURE}, “The gradient”")
def label_minus_prediction(X: ndarray, Y: ndarray, Y_hat: ndarray) -> Rows:
    """Both gradients have the opposite sign: Y − Ŷ stands where Ŷ − Y belongs.

    Does the loss grow or fall when the score of an example of class 1 grows?
    """
    return _grads(X, (Y - Y_hat) / Y.size)


@rowwise.mistake()
def features_counted(X: ndarray, Y: ndarray, Y_hat: ndarray) -> Rows:
    """The division is by the number of features: X.shape[0] counts rows, and here the examples are the columns.

    X has shape (n, m) in this exercise.
    """
    return _grads(X, (Y_hat - Y) / X.shape[0])


@rowwise.mistake()
def always_twelve(X: ndarray, Y: ndarray, Y_hat: ndarray) -> Rows:
    """The division is always by 12, the examples of the toy batch.

    Take m from the shape of X.
    """
    return _grads(X, (Y_hat - Y) / 12)


@rowwise.mistake(reread=f"{LECTURE}, “The source says …: X is m×n”")
def transpose_left_out(X: ndarray, Y: ndarray, Y_hat: ndarray) -> Rows:
    """X stands where Xᵀ belongs: the shapes fit only when there are as many examples as features.

    (1, m) times (n, m) does not go. Write the shapes under the product.
    """
    dZ = (Y_hat - Y) / Y.size
    return dZ @ X, dZ.sum(axis=1, keepdims=True)


@rowwise.mistake()
def dW_as_column(X: ndarray, Y: ndarray, Y_hat: ndarray) -> Rows:
    """dW is a column of shape (n, 1); here W is a row of shape (1, n), and so is its gradient.

    A gradient has the shape of its parameter.
    """
    dW, db = grads_row(X, Y, Y_hat)
    return dW.T.copy(), db


@rowwise.mistake()
def dW_without_axis(X: ndarray, Y: ndarray, Y_hat: ndarray) -> Rows:
    """dW has the shape (n,); here W is a row of shape (1, n), and so is its gradient.

    Keep the axis of the examples' row: do not take [0] or ravel.
    """
    dW, db = grads_row(X, Y, Y_hat)
    return dW[0], db


@rowwise.mistake()
def db_as_number(X: ndarray, Y: ndarray, Y_hat: ndarray) -> Any:
    """db is a plain number; here b has the shape (1, 1), and so has its gradient.

    np.sum takes axis and keepdims.
    """
    dW, db = grads_row(X, Y, Y_hat)
    return dW, db[0, 0]


@rowwise.mistake()
def db_without_keepdims(X: ndarray, Y: ndarray, Y_hat: ndarray) -> Rows:
    """db has the shape (1,); here b has the shape (1, 1), and so has its gradient.

    np.sum drops the axis it sums over, unless you tell it not to.
    """
    dW, db = grads_row(X, Y, Y_hat)
    return dW, db[0]


@rowwise.mistake()
def db_summed(X: ndarray, Y: ndarray, Y_hat: ndarray) -> Rows:
    """db is m times too large: its 1/m is missing.

    dW and db come from the same mean.
    """
    dW, db = grads_row(X, Y, Y_hat)
    return dW, db * Y.size


@rowwise.mistake()
def db_averaged_twice(X: ndarray, Y: ndarray, Y_hat: ndarray) -> Rows:
    """db is m times too small: a mean is divided by m once more.

    Either sum and divide by m, or take the mean; not both.
    """
    dW, db = grads_row(X, Y, Y_hat)
    return dW, db / Y.size


@rowwise.mistake()
def db_zero(X: ndarray, Y: ndarray, Y_hat: ndarray) -> Rows:
    """db is zero: the bias would never be learned.

    z = WX + b depends on b too. What is ∂z/∂b?
    """
    dW, db = grads_row(X, Y, Y_hat)
    return dW, 0 * db


@rowwise.mistake()
def dW_averaged_over_features(X: ndarray, Y: ndarray, Y_hat: ndarray) -> Rows:
    """All entries of dW are equal: a mean ran over the features too.

    Each weight has its own row of X.
    """
    dW, db = grads_row(X, Y, Y_hat)
    return np.full_like(dW, dW.mean()), db


@rowwise.mistake()
def prediction_in_place_of_residual(X: ndarray, Y: ndarray, Y_hat: ndarray) -> Rows:
    """The gradients are built with Ŷ where Ŷ − Y belongs.

    The labels must enter somewhere.
    """
    return _grads(X, Y_hat / Y.size)


@rowwise.mistake()
def sigmoid_once_more(X: ndarray, Y: ndarray, Y_hat: ndarray) -> Rows:
    """The sigmoid is applied to Ŷ, which is a probability already.

    Ŷ is what the forward pass returned.
    """
    return _grads(X, (sigmoid(Y_hat) - Y) / Y.size)


@rowwise.mistake(reread=f"{LECTURE}, “The source says …: same form, so same gradient”")
def slope_kept_in_rows(X: ndarray, Y: ndarray, Y_hat: ndarray) -> Rows:
    """The factor Ŷ(1 − Ŷ) is still there: these are the gradients of the squared error.

    In the log loss σ′ meets the derivative of the logarithm. Multiply the two.
    """
    return _grads(X, (Y_hat - Y) * Y_hat * (1 - Y_hat) / Y.size)


@rowwise.mistake(reread=f"{LECTURE}, “The gradient”")
def stops_at_the_prediction(X: ndarray, Y: ndarray, Y_hat: ndarray) -> Rows:
    """∂J/∂Ŷ is multiplied by X, and the factor ∂Ŷ/∂z = Ŷ(1 − Ŷ) between them is missing.

    Write the chain J ← Ŷ ← z ← W with one factor for every arrow.
    """
    return _grads(X, -(Y / Y_hat - (1 - Y) / (1 - Y_hat)) / Y.size)


@rowwise.mistake(reread=f"{LECTURE}, “From probability to class”")
def classes_for_probabilities(X: ndarray, Y: ndarray, Y_hat: ndarray) -> Rows:
    """The residual is built with the predicted class, 0 or 1, instead of the probability.

    An example that is classified right would have no influence any more.
    """
    return _grads(X, ((Y_hat >= 0.5) - Y) / Y.size)


@rowwise.mistake()
def first_example_only(X: ndarray, Y: ndarray, Y_hat: ndarray) -> Rows:
    """Only the first example enters the gradients.

    Change another column: the gradients should change with it.
    """
    return grads_row(X[:, :1], Y[:, :1], Y_hat[:, :1])


@rowwise.mistake(reread="Lecture 03, “The source says …: the update in place”")
def predictions_overwritten(X: ndarray, Y: ndarray, Y_hat: ndarray) -> Rows:
    """The residual is written into Ŷ (Y_hat -= Y), so the caller's predictions change.

    Make a new array: Y_hat - Y.
    """
    Y_hat -= Y
    return _grads(X, Y_hat / Y.size)


@rowwise.variant
def rows_by_loops(X: ndarray, Y: ndarray, Y_hat: ndarray) -> Rows:
    n, m = X.shape
    dW, db = np.zeros((1, n)), np.zeros((1, 1))
    for i in range(m):
        residual = Y_hat[0, i] - Y[0, i]
        for j in range(n):
            dW[0, j] += residual * X[j, i] / m
        db[0, 0] += residual / m
    return dW, db


@rowwise.variant
def rows_by_mean(X: ndarray, Y: ndarray, Y_hat: ndarray) -> Rows:
    residual = np.squeeze(Y_hat, axis=0) - np.squeeze(Y, axis=0)
    return np.mean(X * residual, axis=1).reshape(1, -1), np.mean(residual).reshape(1, 1)


@rowwise.variant
def rows_by_einsum(X: ndarray, Y: ndarray, Y_hat: ndarray) -> Rows:
    dZ = (Y_hat - Y) / Y.shape[1]
    return np.einsum("ki,ji->kj", dZ, X), np.sum(dZ, axis=1, keepdims=True)


@rowwise.variant
def rows_with_a_row_of_ones(X: ndarray, Y: ndarray, Y_hat: ndarray) -> Rows:
    both = (Y_hat - Y) @ np.vstack([np.ones(X.shape[1]), X]).T / X.shape[1]
    return both[:, 1:], both[:, :1]


# --- A47, A50: the predicted class --------------------------------------------------------------

prediction = Exercise(
    "07.predict",
    "predict(theta, Xb) -> labels",
    reread=f"{LECTURE}, “From probability to class”",
    library_calls=("LogisticRegression",),
)


@prediction.reference
def predict(theta: ndarray, Xb: ndarray) -> ndarray:
    return (Xb @ theta >= 0).astype(int)  # σ(z) ≥ ½ exactly where z ≥ 0


@prediction.shown("scores −1.25, −0.25, 0, 0.25 and 1.5: a probability of exactly ½ says class 1")
def with_a_tie() -> dict[str, Any]:
    X = np.array([[-0.5, 0.0], [1.0, 1.0], [1.0, 2.0], [2.0, 1.0], [4.0, 2.0]])
    return {"theta": np.array([-1.0, 0.5, 0.25]), "Xb": add_bias(X)}


@prediction.shown("integers, three columns, a row with score 50")
def integer_parameters() -> dict[str, Any]:
    X = np.array([[1, 2, -1, 0], [1, -2, 0, 3], [1, 0, 1, -1], [1, 16, 0, 0], [1, 1, 2, 0], [1, 1, 0, 0]])
    return {"theta": np.array([2, 3, -2, -1]), "Xb": X}


@prediction.drawn(3)
def any_scores_to_classify(rng: np.random.Generator) -> dict[str, Any]:
    n, m = int(rng.integers(2, 5)), int(rng.integers(8, 13))
    theta = rng.normal(size=n + 1)
    X = rng.normal(size=(m, n))
    z = np.concatenate([[-2.0, -0.6, -0.2, 0.2, 0.4, 2.0], rng.normal(size=m - 6)])  # on both sides of 0 and of ½
    X[:, 0] += (rng.permutation(z) - theta[0] - X @ theta[1:]) / theta[1]
    return {"theta": theta, "Xb": add_bias(X)}


@prediction.drawn(2)
def ties_among_integers(rng: np.random.Generator) -> dict[str, Any]:
    X = rng.integers(-4, 5, size=(7, 3))
    w = rng.integers(1, 4, size=3)
    return {"theta": np.array([-X[3] @ w, *w]), "Xb": np.column_stack([np.ones(7, dtype=int), X])}


@prediction.drawn(1)
def far_from_the_boundary(rng: np.random.Generator) -> dict[str, Any]:
    z = np.array([800.0, -800.0, 60.0, -60.0]) + rng.uniform(-5, 5, size=4)
    return {"theta": np.array([0.5, 2.0]), "Xb": add_bias((z[:, None] - 0.5) / 2)}


@prediction.drawn(1)
def one_row_on_the_boundary(rng: np.random.Generator) -> dict[str, Any]:
    x = rng.integers(1, 6, size=2)
    return {"theta": np.array([-(x[0] + 2 * x[1]), 1, 2]), "Xb": np.array([[1, *x]])}


@prediction.wider
def anything_to_classify(rng: np.random.Generator) -> dict[str, Any]:
    m, n = (int(k) for k in rng.integers(1, 6, size=2))
    theta: list[ndarray] = [rng.normal(size=n + 1) * 100, np.zeros(n + 1), rng.integers(-2, 3, size=n + 1) / 4]
    X: list[ndarray] = [rng.integers(-3, 4, size=(m, n)), np.zeros((m, n))]
    return {"theta": theta[int(rng.integers(3))], "Xb": add_bias(X[int(rng.integers(2))])}


@prediction.independent()
def by_probability(theta: ndarray, Xb: ndarray) -> ndarray:
    from scipy.special import expit

    return np.array([1 if expit(float(np.dot(row, theta))) >= 0.5 else 0 for row in Xb])


@prediction.mistake(reread=f"{LECTURE}, “The source says …: > or ≥”")
def tie_to_class_zero(theta: ndarray, Xb: ndarray) -> ndarray:
    """A probability of exactly ½ is put into class 0; this course puts it into class 1.

    What does the rule of this course say of exactly ½?
    """
    return (Xb @ theta > 0).astype(int)


@prediction.mistake()
def score_against_one_half(theta: ndarray, Xb: ndarray) -> ndarray:
    """The score is compared with ½; it is the probability that is compared with ½.

    At z = 0.3 the probability is 0.57. Which score belongs to ½?
    """
    return (Xb @ theta >= 0.5).astype(int)


@prediction.mistake()
def probabilities_returned(theta: ndarray, Xb: ndarray) -> ndarray:
    """The result holds probabilities; asked for are the classes 0 and 1.

    Compare the probabilities with ½.
    """
    return sigmoid(Xb @ theta)


@prediction.mistake(reread=f"{LECTURE}, “Labels 0 and 1, or −1 and 1”")
def classes_of_both_signs(theta: ndarray, Xb: ndarray) -> ndarray:
    """The classes are −1 and 1; here they are 0 and 1.

    Labels that come out should look like labels that went in.
    """
    return np.where(Xb @ theta >= 0, 1, -1)


@prediction.mistake(reread=f"{LECTURE}, “Labels 0 and 1, or −1 and 1”")
def sign_of_the_score(theta: ndarray, Xb: ndarray) -> ndarray:
    """The classes are −1, 0 and 1, the signs of the scores.

    There are two classes, 0 and 1.
    """
    return np.sign(Xb @ theta).astype(int)


@prediction.mistake()
def classes_exchanged(theta: ndarray, Xb: ndarray) -> ndarray:
    """The classes are exchanged: a large score says class 0.

    p̂ is the probability of class 1.
    """
    return (Xb @ theta < 0).astype(int)


@prediction.mistake()
def classified_without_bias(theta: ndarray, Xb: ndarray) -> ndarray:
    """The bias is left out of the score.

    theta has one entry for each column of Xb, the first for the ones.
    """
    return (Xb[:, 1:] @ theta[1:] >= 0).astype(int)


@prediction.mistake(reread="Lecture 00, “House notation”")
def classified_with_bias_last(theta: ndarray, Xb: ndarray) -> ndarray:
    """theta is read with the bias last; here the bias comes first.

    theta = (b, w), and Xb has its ones in column 0.
    """
    return (Xb[:, 1:] @ theta[:-1] + theta[-1] >= 0).astype(int)


@prediction.mistake()
def compared_with_the_mean(theta: ndarray, Xb: ndarray) -> ndarray:
    """The probabilities are compared with their mean: a row's class depends on the other rows.

    The threshold is ½.
    """
    p = sigmoid(Xb @ theta)
    return (p >= p.mean()).astype(int)


@prediction.mistake()
def decimals_cut_off(theta: ndarray, Xb: ndarray) -> ndarray:
    """int cuts the decimals off instead of rounding: 0.99 becomes 0.

    Compare with ½.
    """
    return sigmoid(Xb @ theta).astype(int)


@prediction.mistake()
def always_class_one(theta: ndarray, Xb: ndarray) -> ndarray:
    """Every row is put into class 1: a probability is compared with 0, or the sigmoid is applied twice.

    A score is compared with 0, a probability with ½.
    """
    return (sigmoid(Xb @ theta) >= 0).astype(int)


@prediction.mistake(reread=f"{LECTURE}, “The source says …: > or ≥”")
def rounded_probability(theta: ndarray, Xb: ndarray) -> Any:
    """np.round gives 0.0 for exactly ½ (it rounds to even), and its result is not of integers.

    Compare with ½, and turn the answer into integers.
    """
    return np.round(sigmoid(Xb @ theta))


@prediction.mistake()
def true_and_false(theta: ndarray, Xb: ndarray) -> ndarray:
    """The result holds True and False; asked for are the integers 0 and 1.

    .astype(int) turns the one into the other.
    """
    return Xb @ theta >= 0


@prediction.mistake()
def classes_as_decimals(theta: ndarray, Xb: ndarray) -> ndarray:
    """The classes are written as 0.0 and 1.0; asked for are integers, which can be used as indices.

    .astype(int) turns the one into the other.
    """
    return np.where(Xb @ theta >= 0, 1.0, 0.0)


@prediction.mistake(reread="Lecture 00, “House notation”")
def classes_in_a_column(theta: ndarray, Xb: ndarray) -> ndarray:
    """The classes stand in a column (m, 1); labels have the shape (m,).

    Print labels.shape.
    """
    return predict(theta, Xb)[:, None]


@prediction.mistake()
def classes_in_a_list(theta: ndarray, Xb: ndarray) -> Any:
    """The result is a list; asked for is an array of shape (m,).

    np.array makes one of a list.
    """
    return predict(theta, Xb).tolist()


@prediction.variant
def classes_by_where(theta: ndarray, Xb: ndarray) -> ndarray:
    return np.where(1 / (1 + np.exp(-(Xb @ theta))) >= 0.5, 1, 0)


@prediction.variant
def classes_row_by_row(theta: ndarray, Xb: ndarray) -> ndarray:
    labels = np.zeros(len(Xb), dtype=int)
    for i, x in enumerate(Xb):
        if sum(t * value for t, value in zip(theta, x, strict=True)) >= 0:
            labels[i] = 1
    return labels


@prediction.variant
def classes_by_rounding_up(theta: ndarray, Xb: ndarray) -> ndarray:
    return np.floor(sigmoid(Xb @ theta) + 0.5).astype(np.int8)


# --- Scaling ------------------------------------------------------------------------------------

scaling = Exercise(
    "07.zscore",
    "zscore(X_train, X_test) -> (Z_train, Z_test)",
    parts={"the training set": ("Z_train",), "the test set": ("Z_test",)},
    reread=f"{LECTURE}, “Scaling”",
    library_calls=("StandardScaler", "standardize"),
)

Scaled = tuple[ndarray, ndarray]


@scaling.reference
def zscore(X_train: ndarray, X_test: ndarray) -> Scaled:
    mean, deviation = X_train.mean(axis=0), X_train.std(axis=0)
    deviation = np.where(deviation > 0, deviation, 1)  # a constant column stays 0
    return (X_train - mean) / deviation, (X_test - mean) / deviation


@scaling.alternative
def zscore_with_epsilon(X_train: ndarray, X_test: ndarray) -> Scaled:
    """The usual 1e-8 in the denominator: other numbers in the eighth digit, and as good."""
    mean, deviation = X_train.mean(axis=0), X_train.std(axis=0) + 1e-8
    return (X_train - mean) / deviation, (X_test - mean) / deviation


@scaling.shown("four training rows, two test rows")
def four_and_two() -> dict[str, Any]:
    X_train = np.array([[1.0, 20.0], [2.0, 35.0], [4.0, 10.0], [3.0, 55.0]])
    return {"X_train": X_train, "X_test": np.array([[2.5, 30.0], [6.0, -10.0]])}


@scaling.shown("integers, and a column that is constant")
def constant_column() -> dict[str, Any]:
    X_train = np.array([[3, 7, -1], [1, 7, 2], [-2, 7, 4], [0, 7, 4], [5, 7, 1]])
    return {"X_train": X_train, "X_test": np.array([[1, 7, 9], [2, 7, -3]])}


@scaling.shown("as many rows as columns")
def square_training_set() -> dict[str, Any]:
    X_train = np.array([[0.5, -1.0, 300.0], [1.5, 2.0, 100.0], [-2.0, 0.0, 450.0]])
    return {"X_train": X_train, "X_test": np.array([[0.0, 1.0, 200.0], [1.0, -3.0, 50.0], [4.0, 0.5, 0.0]])}


def _tables(rng: np.random.Generator, m: int, m_test: int, n: int) -> dict[str, Any]:
    place, spread = rng.normal(size=n) * 5, rng.permutation([0.2, *rng.uniform(2, 20, size=n - 1)])
    tables = (place + spread * rng.normal(size=(rows, n)) for rows in (m, m_test))
    return dict(zip(("X_train", "X_test"), tables, strict=True))


@scaling.drawn(3)
def any_tables(rng: np.random.Generator) -> dict[str, Any]:
    n = int(rng.integers(2, 5))
    return _tables(rng, int(rng.integers(n + 1, n + 7)), int(rng.integers(2, 5)), n)


@scaling.drawn(1)
def square_tables(rng: np.random.Generator) -> dict[str, Any]:
    return _tables(rng, 4, 4, 4)


@scaling.drawn(1)
def one_test_row(rng: np.random.Generator) -> dict[str, Any]:
    return _tables(rng, 6, 1, 3)


@scaling.drawn(1)
def integers_with_a_constant_column(rng: np.random.Generator) -> dict[str, Any]:
    tables = {"X_train": rng.integers(-9, 10, size=(6, 3)), "X_test": rng.integers(-9, 10, size=(3, 3))}
    for X in tables.values():
        X[:, 1] = 4
    return tables


@scaling.wider
def any_training_set(rng: np.random.Generator) -> dict[str, Any]:
    m, n = int(rng.integers(2, 8)), int(rng.integers(1, 5))
    tables = _tables(rng, m, int(rng.integers(1, 5)), n)
    kind, size = int(rng.integers(3)), 2.0 ** rng.integers(-10, 11)
    tables = {name: (0 * X + 3, np.round(X), X * size)[kind] for name, X in tables.items()}
    constant = np.ptp(tables["X_train"], axis=0) == 0  # left open: a test row that differs in such a column
    tables["X_test"][:, constant] = tables["X_train"][0, constant]
    return tables


@scaling.independent(1e-9)
def by_pairs_of_rows(X_train: ndarray, X_test: ndarray) -> Scaled:
    """The variance without a mean: half the mean square difference of all pairs of rows."""
    pairs = X_train[:, None] - X_train[None, :]
    deviation = np.sqrt((pairs**2).mean(axis=(0, 1)) / 2)
    deviation[np.ptp(X_train, axis=0) == 0] = 1
    Z_train, Z_test = ((X[:, None] - X_train).mean(axis=1) / deviation for X in (X_train, X_test))
    return Z_train, Z_test


@scaling.mistake(reread=f"{LECTURE}, “Scaling: what the test set may not know”")
def test_set_by_itself(X_train: ndarray, X_test: ndarray) -> Scaled:
    """The test set is scaled with its own mean and deviation; it has to go through the scaling of the training set.

    One and the same row must get the same numbers in both sets.
    """
    return zscore(X_train, X_train)[0], zscore(X_test, X_test)[0]


@scaling.mistake(reread=f"{LECTURE}, “Scaling: what the test set may not know”")
def both_sets_together(X_train: ndarray, X_test: ndarray) -> Scaled:
    """Mean and deviation are taken from both sets together: the training set knows of the test set.

    What is learned, the scaling too, is learned from the training rows alone.
    """
    Z, _ = zscore(np.vstack([X_train, X_test]), X_test)
    return Z[: len(X_train)], Z[len(X_train) :]


@scaling.mistake(reread=f"{LECTURE}, “Scaling: what the test set may not know”")
def scaled_by_the_test_set(X_train: ndarray, X_test: ndarray) -> Scaled:
    """Mean and deviation are those of the test set.

    They are learned from the training rows.
    """
    Z_test, Z_train = zscore(X_test, X_train)
    return Z_train, Z_test


@scaling.mistake(reread=f"{LECTURE}, “Scaling: what the test set may not know”")
def test_set_left_as_it_is(X_train: ndarray, X_test: ndarray) -> Scaled:
    """The test set is not scaled: the model would see other units than it was trained on.

    Both sets go through the same formula with the same numbers.
    """
    return zscore(X_train, X_test)[0], X_test.copy()


@scaling.mistake(reread=f"{LECTURE}, “Scaling: what the test set may not know”")
def test_set_centred_by_itself(X_train: ndarray, X_test: ndarray) -> Scaled:
    """The test set is centred at its own mean; only the deviation comes from the training set.

    Both numbers come from the training rows.
    """
    return zscore(X_train, X_train)[0], zscore(X_train - X_train.mean(axis=0), X_test - X_test.mean(axis=0))[1]


@scaling.mistake()
def only_centred(X_train: ndarray, X_test: ndarray) -> Scaled:
    """The columns are centred, but not divided by their deviation.

    After scaling, every column of the training set has deviation 1.
    """
    return X_train - X_train.mean(axis=0), X_test - X_train.mean(axis=0)


def _deviation(X: ndarray, ddof: int = 0) -> ndarray:
    deviation = X.std(axis=0, ddof=ddof)
    return np.where(deviation > 0, deviation, 1)


@scaling.mistake()
def only_divided(X_train: ndarray, X_test: ndarray) -> Scaled:
    """The columns are divided by their deviation, but not centred.

    After scaling, every column of the training set has mean 0.
    """
    return X_train / _deviation(X_train), X_test / _deviation(X_train)


@scaling.mistake()
def mean_after_division(X_train: ndarray, X_test: ndarray) -> Scaled:
    """Only the mean is divided: x − mean / deviation has its brackets missing.

    Division binds more strongly than subtraction.
    """
    shift = X_train.mean(axis=0) / _deviation(X_train)
    return X_train - shift, X_test - shift


@scaling.mistake()
def divided_by_m_minus_one(X_train: ndarray, X_test: ndarray) -> Scaled:
    """The deviation has m − 1 in its denominator (ddof=1); this course divides by m.

    After scaling, the mean of the squares of every training column is exactly 1.
    """
    mean, deviation = X_train.mean(axis=0), _deviation(X_train, 1)
    return (X_train - mean) / deviation, (X_test - mean) / deviation


@scaling.mistake()
def variance_for_deviation(X_train: ndarray, X_test: ndarray) -> Scaled:
    """The columns are divided by their variance; the square root is missing.

    The result must not depend on the unit: centimetres or metres.
    """
    mean, deviation = X_train.mean(axis=0), _deviation(X_train)
    return (X_train - mean) / deviation**2, (X_test - mean) / deviation**2


@scaling.mistake()
def one_scale_for_all(X_train: ndarray, X_test: ndarray) -> Scaled:
    """All columns share one mean and one deviation.

    Columns in different units need their own: which axis do you average over?
    """
    return (X_train - X_train.mean()) / X_train.std(), (X_test - X_train.mean()) / X_train.std()


@scaling.mistake()
def rows_scaled(X_train: ndarray, X_test: ndarray) -> Scaled:
    """Every row is scaled by itself: the mean runs over the columns.

    Which axis counts the examples?
    """
    return zscore(X_train.T, X_train.T)[0].T.copy(), zscore(X_test.T, X_test.T)[0].T.copy()


@scaling.mistake()
def smallest_to_largest(X_train: ndarray, X_test: ndarray) -> Scaled:
    """The columns are stretched to 0…1 by their smallest and largest value; asked for are mean and deviation.

    After scaling, every training column has mean 0 and deviation 1.
    """
    low, span = X_train.min(axis=0), np.maximum(np.ptp(X_train, axis=0), 1e-300)
    return (X_train - low) / span, (X_test - low) / span


@scaling.mistake()
def columns_of_length_one(X_train: ndarray, X_test: ndarray) -> Scaled:
    """The columns are divided by their length, the root of the sum of squares; the 1/m under the root is missing.

    The deviation is the root of a mean.
    """
    Z_train, Z_test = zscore(X_train, X_test)
    return Z_train / np.sqrt(len(X_train)), Z_test / np.sqrt(len(X_train))


@scaling.mistake()
def centred_at_the_median(X_train: ndarray, X_test: ndarray) -> Scaled:
    """The columns are centred at their median; asked for is the mean.

    After scaling, every training column has mean 0.
    """
    middle, deviation = np.median(X_train, axis=0), _deviation(X_train)
    return (X_train - middle) / deviation, (X_test - middle) / deviation


@scaling.mistake(reread=f"{LECTURE}, “Scaling: columns that are constant”")
def zero_by_zero(X_train: ndarray, X_test: ndarray) -> Scaled:
    """A constant column becomes NaN: its deviation is 0, and 0/0 is not a number.

    By which number may zeros be divided without a change?
    """
    mean, deviation = X_train.mean(axis=0), X_train.std(axis=0)
    return (X_train - mean) / deviation, (X_test - mean) / deviation


@scaling.mistake(reread=f"{LECTURE}, “Scaling: columns that are constant”")
def constant_column_dropped(X_train: ndarray, X_test: ndarray) -> Scaled:
    """A constant column is dropped: the result has fewer columns.

    The column stays and holds zeros; theta keeps its length.
    """
    Z_train, Z_test = zscore(X_train, X_test)
    kept = np.ptp(X_train, axis=0) > 0
    return Z_train[:, kept], Z_test[:, kept]


@scaling.mistake(reread="Lecture 03, “The source says …: the update in place”")
def tables_overwritten(X_train: ndarray, X_test: ndarray) -> Scaled:
    """The result is written into the tables that were passed in (X -= …), or integers stop it.

    Make new arrays: X_train - mean.
    """
    mean, deviation = X_train.mean(axis=0), _deviation(X_train)
    X_train -= mean
    X_train /= deviation
    X_test -= mean
    X_test /= deviation
    return X_train, X_test


@scaling.mistake(reread="Lecture 00, “Whole numbers”")
def integer_tables(X_train: ndarray, X_test: ndarray) -> Scaled:
    """For integers the result is cut off to whole numbers: it is written into copies of the tables.

    Copies of integers hold integers. Let NumPy make the result.
    """
    mean, deviation = X_train.mean(axis=0), _deviation(X_train)
    Z_train, Z_test = X_train.copy(), X_test.copy()
    for j in range(X_train.shape[1]):
        Z_train[:, j] = (X_train[:, j] - mean[j]) / deviation[j]
        Z_test[:, j] = (X_test[:, j] - mean[j]) / deviation[j]
    return Z_train, Z_test


@scaling.mistake()
def returned_in_the_other_order(X_train: ndarray, X_test: ndarray) -> Scaled:
    """The two results come in the wrong order.

    First the training set, then the test set.
    """
    Z_train, Z_test = zscore(X_train, X_test)
    return Z_test, Z_train


@scaling.mistake()
def training_set_twice(X_train: ndarray, X_test: ndarray) -> Scaled:
    """The second result is the training set once more.

    The second result belongs to X_test.
    """
    return zscore(X_train, X_train)


@scaling.variant
def zscore_column_by_column(X_train: ndarray, X_test: ndarray) -> Scaled:
    Z_train, Z_test = np.zeros(X_train.shape), np.zeros(X_test.shape)
    m = len(X_train)
    for j in range(X_train.shape[1]):
        mean = sum(X_train[:, j]) / m
        deviation = (sum((x - mean) ** 2 for x in X_train[:, j]) / m) ** 0.5
        if deviation == 0:
            deviation = 1.0
        Z_train[:, j] = (X_train[:, j] - mean) / deviation
        Z_test[:, j] = (X_test[:, j] - mean) / deviation
    return Z_train, Z_test


@scaling.variant
def zscore_by_centring_first(X_train: ndarray, X_test: ndarray) -> Scaled:
    centre = np.mean(X_train, axis=0, keepdims=True)
    deviation = np.sqrt(np.mean((X_train - centre) ** 2, axis=0, keepdims=True))
    deviation[deviation == 0] = 1
    Z_train, Z_test = ((X - centre) / deviation for X in (X_train, X_test))
    return Z_train, Z_test


@scaling.variant
def zscore_in_one_go(X_train: ndarray, X_test: ndarray) -> Scaled:
    both, m = np.concatenate([X_train, X_test]).astype(float), len(X_train)
    both -= both[:m].mean(axis=0)
    both /= np.maximum(both[:m].std(axis=0), 1e-12)
    return both[:m], both[m:]


# --- Quizzes ------------------------------------------------------------------------------------

# Two inputs x₁ and x₂, logistic regression on them, classes by p̂ ≥ ½. The sigmoid is a curve.
# Which boundary between the classes can the model draw in the plane of x₁ and x₂?
# a  An S-shaped one, since the sigmoid is S-shaped.   b  A straight line.   c  A circle, if the data lie on a circle.
# d  Any smooth curve, after enough steps.
Quiz(
    "07.quiz_boundary",
    choices=("a", "b", "c", "d"),
    answer="b",
    why="p̂ ≥ ½ exactly where θ·(1, x) ≥ 0, and θ·(1, x) = 0 is a line: the sigmoid bends the probability, not the "
    "boundary. A curve needs other inputs, such as x₁².",
    reread=f"{LECTURE}, “The decision boundary”",
)

# The labels of the toy batch can be separated by a line. Gradient descent on the log loss, η = 0.5, is run for 1 000
# steps and then for 10 000. What does the length of θ do?
# a  It reaches its final value: the gradient goes to 0.   b  It goes to 0.   c  It grows and grows, ever more slowly.
# d  It jumps to and fro.
Quiz(
    "07.quiz_separable",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="On separable data a longer θ makes every row more certain, so the loss falls without end and has no minimum. "
    "The length is 7.9 after 1 000 steps and 16.0 after 10 000. A small gradient does not mean that one has arrived.",
    reread=f"{LECTURE}, “Separable data”",
)
