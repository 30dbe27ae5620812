"""What several exercises of lesson 06 use: where the lecture treats them, rows to draw, and common slips."""

import numpy as np

from gdkit import add_bias

from ..drawing import one_of
from ..drawn_numbers import numbers

RIDGE = "Lecture 06, “Ridge: one more term in the normal equation”"
BIAS = "Lecture 06, “Why the bias goes free”"
SOFT = "Lecture 06, “Soft thresholding”"
LASSO = "Lecture 06, “The lasso by proximal steps”"
DECAY = "Lecture 06, “Weight decay”"


def drawn_rows(rng, m, n):
    return {"Xb": add_bias(rng.normal(size=(m, n))), "y": 2 * rng.normal(size=m) + rng.choice([-3.0, 3.0])}


def wide_rows(rng, n):
    """Rows of every kind with n features, whole numbers in Xb or y alone, equal rows, tiny and large labels."""
    m = one_of(rng, 1, 2, 3, 4, 5, 6, 8, 15)
    X = one_of(rng, numbers(rng, (m, n), "usual", "whole", "zeros"), numbers(rng, (m, n)), np.ones((m, n), dtype=int))
    if m > 2 and rng.random() < 0.2:
        X = X[rng.integers(0, 2, size=m)]
    return {"Xb": np.column_stack([np.ones(m, dtype=X.dtype), X]), "y": numbers(rng, m)}


# --- slips of several exercises ------------------------------------------------------------------

LAST_WEIGHT_FREE = """\
The last parameter goes free instead of the first.

Where does the column of ones stand in Xb?
"""

HARD_THRESHOLD = "What is kept keeps its size: this is hard thresholding."
