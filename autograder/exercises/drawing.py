"""Numbers of many sizes for the wider inputs, with few digits: a student who is shown some can read and paste them."""

import numpy as np


def digits(values, count=3):
    """The values with so many significant digits."""
    values = np.asarray(values, dtype=float)
    return np.array([float(f"{value:.{count}g}") for value in values.ravel()]).reshape(values.shape) + 0.0  # no −0


def one_of(rng, *choices):
    """One of these values, whatever they are."""
    return choices[int(rng.integers(len(choices)))]


def signs(rng, shape):
    return rng.choice([-1.0, 1.0], size=shape)


def sizes(rng, shape, least, most):
    """Numbers of either sign, of all sizes between two powers of ten."""
    return digits(signs(rng, shape) * 10.0 ** rng.uniform(least, most, size=shape))


def scores(rng, shape, farthest=1500.0):
    """Scores for a sigmoid or softmax: moderate, between moderate and saturated, saturated, tiny, of all these sizes
    beside each other, or whole."""
    usual = np.round(rng.normal(size=shape) * 2, 2)
    between = np.round(signs(rng, shape) * rng.uniform(4, 40, size=shape), 1)
    far = np.round(signs(rng, shape) * rng.uniform(100, farthest, size=shape))
    tiny = sizes(rng, shape, -6, -2)
    mixed = np.choose(rng.integers(4, size=shape), [usual, between, far, tiny])
    return one_of(rng, usual, between, between, far, tiny, mixed, mixed, rng.integers(-8, 9, size=shape))


def table(rng, m, n, most=3.0):
    """Rows of numbers: usual, whole, of one size, each column of its own size, zeros, ones, or equal rows; of sizes up
    to this power of ten, and down to minus it."""
    usual = np.round(rng.normal(size=(m, n)) * 2, 2)
    of_one_size = digits(usual * 10.0 ** rng.uniform(-most - 1, most))
    of_several = digits(usual * 10.0 ** rng.uniform(-most, most, size=n))
    whole, twice = rng.integers(-3, 4, size=(m, n)), usual[rng.integers(m, size=m)]
    flat = np.full((m, n), float(rng.integers(2)))
    return one_of(rng, usual, usual, of_one_size, of_several, of_several, whole, whole, twice, flat)


def with_ones(X):
    """The table with its column of ones first; whole numbers stay whole."""
    return np.column_stack([np.ones(len(X), dtype=X.dtype), X])


def number_of_rows(rng, usual=6):
    """One to `usual`, now and then many."""
    return int(rng.integers(10, 25)) if rng.random() < 0.1 else int(rng.integers(1, usual + 1))


def parameters(rng, Xb, *rows, farthest=1500.0):
    """Parameters for a linear model, one row or several, whose scores are of any size up to `farthest`: zeros, whole
    numbers, small or large ones."""
    shape = (*rows, Xb.shape[1])
    usual = np.round(rng.normal(size=shape), 2)
    theta = one_of(rng, usual, usual, usual, np.zeros(shape), rng.integers(-2, 3, size=shape))
    largest = np.abs(Xb @ theta.T).max()
    wanted = one_of(rng, largest, largest, 10.0 ** rng.uniform(-2, 0), rng.uniform(5, 40), rng.uniform(100, farthest))
    if largest > 1e-3 and (largest > farthest or wanted != largest):
        theta = digits(theta * min(wanted / largest, farthest / largest, 1000.0))
    return theta
