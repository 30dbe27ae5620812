"""What several exercises of lesson 04 use: rows to draw, and a common slip."""

import numpy as np

from gdkit import add_bias

from ..drawing import one_of
from ..drawn_numbers import numbers


def drawn_rows(rng, m, n):
    return {"Xb": add_bias(rng.normal(size=(m, n))), "y": rng.normal(size=m) + rng.normal()}


def wide_rows(rng, m):
    """Rows, labels and a θ of every kind, whole numbers in one of them alone."""
    n = int(rng.integers(1, 5))
    X = one_of(rng, numbers(rng, (m, n), "usual", "whole"), numbers(rng, (m, n)), np.ones((m, n), dtype=int))
    Xb = np.column_stack([np.ones(m, dtype=X.dtype), X])
    theta = one_of(rng, numbers(rng, n + 1), numbers(rng, n + 1, "usual", "whole"), np.zeros(n + 1))
    return {"Xb": Xb, "y": numbers(rng, m), "theta": theta}


def any_rate(rng, Xb):
    """A rate with which a step on one row shortens its residual, or turns it over, or lets it grow; or 0."""
    share = one_of(rng, 0.0, 1e-4, 0.003, 0.03, 0.1, 0.1, 0.3, 0.3, 0.45, 0.8, 1.2)
    return float(f"{share / (Xb**2.0).sum(axis=1).max():.2g}")


# --- slips of several exercises ------------------------------------------------------------------

STEPS_UPHILL = "The steps go uphill: either η times the gradient is added, or the residual is y − ŷ."
