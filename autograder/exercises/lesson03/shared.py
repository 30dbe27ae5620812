"""What both exercises of lesson 03 draw: rows and a point of any kind, and rates that suit them."""

from ..drawing import digits, one_of
from ..wide_numbers import numbers, some_rows_twice


def wide_batch(rng, m, n):
    """m rows of n features, labels, and a point; of whole numbers some labels may be exactly those of the point."""
    X, w = some_rows_twice(rng, numbers(rng, (m, n))), numbers(rng, n)
    y, b = numbers(rng, m), one_of(rng, 0, 1, *numbers(rng, 3, "whole", "mixed", "mixed small", "moderate").tolist())
    if rng.random() < 0.15:
        X, w, b = rng.integers(-4, 5, size=(m, n)), rng.integers(-4, 5, size=n), int(rng.integers(-4, 5))
        exact = rng.random(m) < 0.5
        y[exact] = (X @ w + b)[exact]
    return {"X": X, "y": y, "w": w, "b": b}


def wide_rate(rng, X, least, most):
    """A rate between so many times the rate that leads a step on a single row to its minimum; now and then 0."""
    longest = float((X.astype(float) ** 2).sum(axis=1).max())
    return one_of(rng, 0.0, *[float(digits(rng.uniform(least, most) / (2 + 2 * longest)))] * 9)
