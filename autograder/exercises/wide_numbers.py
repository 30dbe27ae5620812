"""Numbers of all kinds that a statement allows, most of them of three digits, so that they can be read and pasted."""

from .drawing import digits

KINDS = ("usual", "all digits", "whole", "mixed", "mixed small", "moderate", "large", "small", "zeros")


def numbers(rng, shape, *kinds):
    """An array of one of these kinds; of any of KINDS where none is named, the usual ones more often."""
    kind = kinds[int(rng.integers(len(kinds)))] if kinds else str(rng.choice(["usual", *KINDS]))
    if kind == "whole":
        return rng.integers(-4, 5, size=shape)
    if kind == "all digits":
        return rng.normal(size=shape)
    signs = rng.choice([-1.0, 1.0], size=shape)
    if kind == "mixed":  # one entry 1e-4, one 3, one 2e3
        return digits(signs * 10.0 ** rng.uniform(-4.5, 3.5, size=shape))
    if kind == "mixed small":
        return digits(signs * 10.0 ** rng.uniform(-7.0, 0.5, size=shape))
    if kind == "moderate":
        return digits(signs * rng.uniform(5, 50, size=shape))
    scale = {"usual": 1.0, "large": 10.0 ** rng.integers(2, 6), "small": 10.0 ** -rng.integers(4, 8), "zeros": 0.0}
    return digits(rng.normal(size=shape) * scale[kind])


def some_rows_twice(rng, X):
    """X, in one of four cases with a row in place of another one."""
    if len(X) > 1 and rng.random() < 0.25:
        X = X.copy()
        X[int(rng.integers(len(X)))] = X[int(rng.integers(len(X)))]
    return X


def size(rng, most=5):
    """From 1 to `most`, now and then up to six times as many."""
    return int(rng.integers(1, most + 1)) if rng.random() < 0.95 else int(rng.integers(2 * most, 6 * most + 1))
