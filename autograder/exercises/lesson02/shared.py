"""What several exercises of lesson 02 use: rows, a start, the Hessian, and common slips."""

import numpy as np

from gdkit import add_bias
from gdkit.datasets import toy_batch

# rows of different kinds, more of them than parameters, residuals of both signs
FOUR_ROWS = np.array([[1.0, -2.0, 0.5], [1.0, 1.5, -1.0], [1.0, 2.0, 3.0], [1.0, -0.5, 4.0]])
FOUR_LABELS = np.array([1.0, -0.5, 2.5, 4.0])
THETA = np.array([0.75, 2.0, -0.5])


def toy():
    X, y = toy_batch()
    return {"Xb": add_bias(X), "y": y}


def drawn_rows(rng, m, n):
    return {"Xb": add_bias(rng.normal(size=(m, n))), "y": rng.normal(size=m) + rng.normal()}


def drawn_sizes(rng):
    """m and n: more rows than parameters, and neither 12 of them nor as many as parameters."""
    n = int(rng.integers(2, 5))
    return int(rng.integers(n + 2, n + 6)), n


def wide_rows(rng):
    m, n = (int(size) for size in rng.integers(1, 6, size=2))
    X = [rng.normal(size=(m, n)) * 10.0 ** rng.integers(-2, 3), np.zeros((m, n)), rng.integers(-3, 4, size=(m, n))]
    y = [rng.normal(size=m) * 10.0 ** rng.integers(-2, 3), np.zeros(m), rng.integers(-3, 4, size=m)]
    return {"Xb": add_bias(X[int(rng.integers(3))]), "y": y[int(rng.integers(3))]}


def wide_theta(rng, P):
    table = [rng.normal(size=P), np.zeros(P), -10.0 * np.ones(P), rng.integers(-2, 3, size=P)]
    return table[int(rng.integers(4))]


def hessian(Xb):
    return 2 / len(Xb) * Xb.T @ Xb


# --- slips of several exercises ------------------------------------------------------------------

DIVIDED_BY_12 = """\
The gradient is always divided by 12: that is the number of rows of the toy batch only.

Take m from the shape of the data.
"""

BIAS_LEFT_OUT = "The prediction leaves the bias out."

LABELS_ADDED = "y is added to the prediction where it should be subtracted."
