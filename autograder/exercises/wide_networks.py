"""Networks and their data for the wider inputs of lessons 10 to 12: numbers of many sizes, written with few digits, so
that a student who is shown them can read and paste them."""

import numpy as np

from .drawing import digits as digits
from .drawing import one_of as one_of

LARGEST_WEIGHT = 500  # of a layer: it makes as many times more of the rounding of what comes to it


def usual(rng, shape):
    return np.round(rng.normal(size=shape), 2) + 0.0


def mixed(rng, shape, least, most):
    """Numbers of either sign, of all sizes between two powers of ten, beside each other."""
    return digits((1 - 2 * rng.integers(2, size=shape)) * 10.0 ** rng.uniform(least, most, size=shape))


def tiny_or_large(rng, shape):
    """Numbers of one size, which is any."""
    return digits(usual(rng, shape) * 10.0 ** rng.uniform(-6, 3))


def scores(rng, shape):
    """Scores of a sigmoid: moderate, between moderate and saturated, saturated, tiny, whole, or several of these."""
    between = np.round(rng.uniform(-40, 40, size=shape), 1)
    far = np.round(rng.uniform(-1000, 1000, size=shape))
    moderate, tiny = np.round(2 * rng.normal(size=shape), 2), mixed(rng, shape, -7, -2)
    several = np.choose(rng.integers(4, size=shape), [moderate, between, far, tiny])
    whole = rng.integers(-9, 10, size=shape) * one_of(rng, 1, 1, 5, 100)
    return one_of(rng, moderate, moderate, between, between, far, tiny, whole, several, several, 0 * moderate)


def number_of_rows(rng, most=5):
    """From one to `most`, now and then up to 24."""
    return int(rng.integers(1, most + 1)) if rng.random() < 0.9 else int(rng.integers(12, 25))


def layers(rng, most=4):
    """Sizes of the layers, the inputs first: none to four of them hidden, now and then all of one size."""
    sizes = [int(size) for size in rng.integers(1, most + 1, size=one_of(rng, 2, 2, 3, 3, 3, 4, 4, 5, 6))]
    return [sizes[0]] * len(sizes) if rng.random() < 0.15 else sizes


def table(rng, m, n):
    """Rows of inputs: usual, whole, tiny, large, zeros, equal rows, or of all sizes."""
    X = usual(rng, (m, n))
    match one_of(rng, "usual", "usual", "usual", "whole", "whole", "all sizes", "tiny", "large", "twice", "zeros"):
        case "whole":
            return rng.integers(-3, 4, size=(m, n))
        case "all sizes":
            return mixed(rng, (m, n), -4, 1)
        case "tiny":
            return digits(X * 10.0 ** rng.uniform(-5, -3))
        case "large":
            return digits(X * 10.0 ** rng.uniform(1.5, 3.3))
        case "twice":
            return X[rng.integers(m, size=m)]
        case "zeros":
            return 0 * X
    return X


def weights(rng, shape):
    """Weights or biases: usual, whole, small, zeros, or of all sizes."""
    W = usual(rng, shape)
    match one_of(rng, "usual", "usual", "usual", "usual", "whole", "all sizes", "small", "zeros"):
        case "whole":
            return rng.integers(-2, 3, size=shape)
        case "all sizes":
            return mixed(rng, shape, -4, 0.5)
        case "small":
            return digits(W * 10.0 ** rng.uniform(-5, -1))
        case "zeros":
            return 0 * W
    return W


def scaled(rng, X, W, b, farthest):
    """W and b for scores X Wᵀ + b that are as they come, small, between moderate and saturated, or far out."""
    wanted = one_of(
        rng, None, None, None, 10.0 ** rng.uniform(-4, -1), rng.uniform(5, 50), rng.uniform(5, 50), farthest
    )
    largest = np.abs(X @ W.T + b).max()
    if wanted is None or wanted * np.abs(W).max() >= LARGEST_WEIGHT * largest:
        return W, b
    return digits(W * (wanted / largest)), digits(b * (wanted / largest))


def network(rng, sizes, X, activation, farthest=800.0):
    """(Ws, bs): layers that each see what the ones below them make of X."""
    Ws, bs = [], []
    for k in range(1, len(sizes)):
        W, b = scaled(rng, X, weights(rng, (sizes[k], sizes[k - 1])), weights(rng, sizes[k]), farthest)
        Ws.append(W)
        bs.append(b)
        with np.errstate(over="ignore"):
            X = activation(X @ W.T + b)
    return Ws, bs


NUDGE = 1e-11  # so much larger than rounding that every processor sees the same of it


def steady(rng, function, inputs):
    """Whether rounding does not show in the results: where it does, two right orders of the same sums differ."""
    nudged = {name: _nudged(rng, value) for name, value in inputs.items()}
    with np.errstate(all="ignore"):
        pairs = zip(_arrays(function(**inputs)), _arrays(function(**nudged)), strict=True)
    return all(np.abs(a - b).max(initial=0) < 1e5 * NUDGE * np.abs(a).max(initial=0) + 10 * NUDGE for a, b in pairs)


def _nudged(rng, value):
    if isinstance(value, list):
        return [_nudged(rng, each) for each in value]
    floats = isinstance(value, float) or (isinstance(value, np.ndarray) and value.dtype.kind == "f")
    return value * (1 + NUDGE * rng.choice([-1.0, 1.0], size=np.shape(value))) if floats else value


def _arrays(value):
    if isinstance(value, list | tuple):
        return [array for each in value for array in _arrays(each)]
    return [np.asarray(value, dtype=float)]
