"""X4.3, how noisy a mini-batch is: mean and variance of its gradient over all batches of one size."""

from itertools import combinations, combinations_with_replacement, permutations

import numpy as np

from autograder.declaring import Exercise
from gdkit import MSE, add_bias, numerical_gradient
from gdkit.datasets import toy_batch

from .. import libraries, slips
from .shared import drawn_rows, wide_rows

stats = Exercise(
    "04.minibatch_gradient_stats",
    "minibatch_gradient_stats(Xb, y, theta, batch_size) -> (mean, variance)",
    parts={"the mean": ("mean",), "the variance": ("variance",)},
    allows={
        "one row": ["Xb"],
        "one entry": ["y"],
        "whole": ["Xb", "y", "theta"],
        "large": ["Xb", "y", "theta"],
    },
    reread="Lecture 04, “How noisy is a mini-batch?”",
    library_calls=("MSE", *libraries.DIFFERENCES),
    by_formula=True,
)


def _gradients(Xb, y, theta, batches):
    """The gradient of each batch, one a row."""
    return np.array([2 / len(rows) * Xb[rows].T @ (Xb[rows] @ theta - y[rows]) for rows in batches])


def _all_batches(m, batch_size):
    return [list(rows) for rows in combinations(range(m), batch_size)]


@stats.reference
def minibatch_gradient_stats(Xb, y, theta, batch_size):
    gradients = _gradients(Xb, y, theta, _all_batches(len(y), batch_size))
    mean = gradients.mean(axis=0)
    distances = np.linalg.norm(gradients - mean, axis=1)
    return mean, (distances**2).mean()


@stats.shown("the toy batch at θ = (0, 1, 1): all 220 batches of 3")
def all_threes():
    X, y = toy_batch()
    return {"Xb": add_bias(X), "y": y, "theta": np.array([0.0, 1.0, 1.0]), "batch_size": 3}


@stats.shown("the same with batches of one row")
def single_rows():
    return {**all_threes(), "batch_size": 1}


@stats.shown("five rows of three columns, whole numbers, batches of 2")
def five_whole_rows():
    X = np.array([[1, -2, 0], [0, 1, -1], [2, 1, 3], [-1, 0, 1], [3, 1, -2]])
    y, theta = np.array([1, -1, 2, 4, -3]), np.array([2, 1, -1, 0])
    return {"Xb": add_bias(X).astype(int), "y": y, "theta": theta, "batch_size": 2}


@stats.drawn(4)
def any_batches(rng):
    m, n = int(rng.integers(6, 9)), int(rng.integers(1, 4))
    return {**drawn_rows(rng, m, n), "theta": rng.normal(size=n + 1), "batch_size": int(rng.integers(2, 5))}


@stats.drawn(1)
def all_but_one(rng):
    return {**drawn_rows(rng, 5, 2), "theta": rng.normal(size=3), "batch_size": 4}


@stats.drawn(1)
def square_batches(rng):
    """As many rows as parameters, and batches of half of them."""
    return {**drawn_rows(rng, 4, 3), "theta": rng.normal(size=4), "batch_size": 2}


@stats.independent(1e-7)
def by_theory(Xb, y, theta, batch_size):
    """Finite differences for the gradients of the rows and of the whole; then σ²/B · (m − B)/(m − 1)."""
    loss, m, theta = MSE(Xb[:, 1:].astype(float), y), len(y), theta.astype(float)
    mean = numerical_gradient(loss, theta)
    rows = np.array([numerical_gradient(loss[[i]], theta) for i in range(m)])
    sigma2 = ((rows - mean) ** 2).sum() / m
    return mean, float(sigma2 / batch_size * (m - batch_size) / max(m - 1, 1))


@stats.wider
def any_stats(rng):
    m = int(rng.integers(1, 7))
    return {**wide_rows(rng, m), "batch_size": int(rng.integers(1, m + 1))}


stats.keep(9, 39, 57, 122, 128, 133, 172, 299, 140, 69, 197)


@stats.mistake()
def drawn_with_replacement(Xb, y, theta, batch_size):
    """The variance is that of rows drawn with replacement, as if a row could stand in a batch twice.

    What is the variance when the batch holds all rows, each once?
    """
    rows = _gradients(Xb, y, theta, _all_batches(len(y), 1))
    mean = rows.mean(axis=0)
    return mean, ((rows - mean) ** 2).sum() / len(y) / batch_size


@stats.mistake()
def multisets(Xb, y, theta, batch_size):
    """A row may stand in a batch twice, and each such batch counts once.

    The rows of a batch are all different: 12 rows give 220 batches of 3.
    """
    batches = [list(rows) for rows in combinations_with_replacement(range(len(y)), batch_size)]
    gradients = _gradients(Xb, y, theta, batches)
    mean = gradients.mean(axis=0)
    return mean, ((gradients - mean) ** 2).sum(axis=1).mean()


@stats.mistake()
def consecutive_batches(Xb, y, theta, batch_size):
    """Only the batches of one pass, from the first row to the last, are used, not all possible batches.

    How many different batches of 3 can be taken out of 12 rows?
    """
    rows = list(range(len(y)))
    batches = [rows[start : start + batch_size] for start in range(0, len(y), batch_size)]
    gradients = _gradients(Xb, y, theta, batches)
    mean = gradients.mean(axis=0)
    return mean, ((gradients - mean) ** 2).sum(axis=1).mean()


@stats.mistake()
def variance_per_parameter(Xb, y, theta, batch_size):
    """The variance is an array with an entry for each parameter; one number was asked for.

    The squared distance of two gradients sums over their entries.
    """
    gradients = _gradients(Xb, y, theta, _all_batches(len(y), batch_size))
    return gradients.mean(axis=0), gradients.var(axis=0)


@stats.mistake()
def variance_averaged_over_parameters(Xb, y, theta, batch_size):
    """The variance is n + 1 times too small: the squares are averaged over the parameters too.

    A squared distance is a sum over the entries. Which axis has a mean, which a sum?
    """
    gradients = _gradients(Xb, y, theta, _all_batches(len(y), batch_size))
    return gradients.mean(axis=0), gradients.var(axis=0).mean()


@stats.mistake()
def variance_over_all_entries(Xb, y, theta, batch_size):
    """The variance is taken over all entries of all gradients at once, around one common mean.

    The distance is that of a gradient from the mean gradient, entry by entry.
    """
    gradients = _gradients(Xb, y, theta, _all_batches(len(y), batch_size))
    return gradients.mean(axis=0), gradients.var()


@stats.mistake()
def sample_variance(Xb, y, theta, batch_size):
    """The squared distances are divided by the number of batches minus one.

    These are all batches that there are, not a sample of them: divide by their number.
    """
    gradients = _gradients(Xb, y, theta, _all_batches(len(y), batch_size))
    squares = ((gradients - gradients.mean(axis=0)) ** 2).sum()
    return gradients.mean(axis=0), squares / np.float64(len(gradients) - 1)  # NaN for a single batch


@stats.mistake()
def root_of_the_variance(Xb, y, theta, batch_size):
    """The square root of the variance is returned.

    The mean of the squared distances was asked for.
    """
    mean, variance = minibatch_gradient_stats(Xb, y, theta, batch_size)
    return mean, float(np.sqrt(variance))


@stats.mistake()
def mean_distance(Xb, y, theta, batch_size):
    """The distances are averaged without being squared.

    Square first, then take the mean.
    """
    gradients = _gradients(Xb, y, theta, _all_batches(len(y), batch_size))
    mean = gradients.mean(axis=0)
    return mean, float(np.linalg.norm(gradients - mean, axis=1).mean())


@stats.mistake()
def not_centred(Xb, y, theta, batch_size):
    """The variance is the mean of ‖g‖²: the mean gradient is not subtracted.

    Whose distance from what is squared?
    """
    gradients = _gradients(Xb, y, theta, _all_batches(len(y), batch_size))
    return gradients.mean(axis=0), (gradients**2).sum(axis=1).mean()


@stats.mistake()
def distances_summed(Xb, y, theta, batch_size):
    """The squared distances are summed over the batches; their mean was asked for.

    Should the number grow with the number of batches?
    """
    gradients = _gradients(Xb, y, theta, _all_batches(len(y), batch_size))
    return gradients.mean(axis=0), gradients.var(axis=0).sum() * len(gradients)


@stats.mistake(reread="Lecture 04, “The loss of one row”")
def half_gradients(Xb, y, theta, batch_size):
    """The gradients are half of what they should be: the 2 that differentiating a square brings down is missing.

    The mean is then half, the variance a quarter.
    """
    mean, variance = minibatch_gradient_stats(Xb, y, theta, batch_size)
    return mean / 2, variance / 4


@stats.mistake()
def summed_over_the_batch(Xb, y, theta, batch_size):
    """A batch's gradient is the sum over its rows; the loss of a batch is a mean.

    The mean over all batches should be the gradient of all rows. Is it?
    """
    mean, variance = minibatch_gradient_stats(Xb, y, theta, batch_size)
    return mean * batch_size, variance * batch_size**2


@stats.mistake()
def batches_divided_by_m(Xb, y, theta, batch_size):
    """A batch's gradient is divided by all m rows instead of by the rows of the batch.

    The mean over all batches should be the gradient of all rows. Is it?
    """
    mean, variance = minibatch_gradient_stats(Xb, y, theta, batch_size)
    return mean * batch_size / len(y), variance * (batch_size / len(y)) ** 2


@stats.mistake(reread="Lecture 04, “The loss of one row”")
def opposite_sign(Xb, y, theta, batch_size):
    """The mean has the opposite sign: the residual is y − ŷ where the derivative has ŷ − y.

    The variance is the same for both signs. Differentiate (ŷ − y)² once more.
    """
    mean, variance = minibatch_gradient_stats(Xb, y, theta, batch_size)
    return -mean, variance


@stats.mistake()
def one_number_as_mean(Xb, y, theta, batch_size):
    """The mean is one number: it ran over the parameters too.

    The mean of gradients is a gradient, of shape (n + 1,). Which axis counts the batches?
    """
    mean, variance = minibatch_gradient_stats(Xb, y, theta, batch_size)
    return mean.mean(), variance


@stats.mistake()
def always_three(Xb, y, theta, batch_size):
    """The batches always hold 3 rows, whatever batch_size is.

    3 is right in some cases only.
    """
    if len(y) < 3:  # the mean of nothing
        return np.full(len(theta), np.nan), np.nan
    return minibatch_gradient_stats(Xb, y, theta, 3)


@stats.mistake(says=slips.RESULTS_SWAPPED)
def variance_first(Xb, y, theta, batch_size):
    """Return the mean first, then the variance."""
    mean, variance = minibatch_gradient_stats(Xb, y, theta, batch_size)
    return variance, mean


@stats.variant
def by_formula(Xb, y, theta, batch_size):
    """Without making a single batch: σ²/B (m − B)/(m − 1), and 0 where there is one row."""
    m = len(y)
    rows = 2 * (Xb @ theta - y)[:, None] * Xb
    mean = rows.mean(axis=0)
    sigma2 = np.sum((rows - mean) ** 2) / m
    return mean, sigma2 / batch_size * (m - batch_size) / max(m - 1, 1)


@stats.variant
def by_recursion(Xb, y, theta, batch_size):
    m, full = len(y), 2 / len(y) * Xb.T @ (Xb @ theta - y)

    def batches(first, size):
        if size == 0:
            return [[]]
        return [[i, *rest] for i in range(first, m) for rest in batches(i + 1, size - 1)]

    total, squares, count = np.zeros(len(theta)), 0.0, 0
    for rows in batches(0, batch_size):
        gradient = np.zeros(len(theta))
        for i in rows:
            gradient += 2 / batch_size * (np.dot(Xb[i], theta) - y[i]) * Xb[i]
        total, squares, count = total + gradient, squares + np.dot(gradient - full, gradient - full), count + 1
    return total / count, squares / count


@stats.variant
def in_every_order(Xb, y, theta, batch_size):
    """All ordered batches: each set of rows comes B! times, which a mean does not notice."""
    rows = np.array(list(permutations(range(len(y)), batch_size)))
    residuals = Xb[rows] @ theta - y[rows]
    gradients = 2 * np.einsum("br,brj->bj", residuals, Xb[rows]) / batch_size
    return np.mean(gradients, axis=0), float(np.var(gradients, axis=0).sum())
