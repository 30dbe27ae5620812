"""What several exercises of lesson 07 use: the cases of the sigmoid, the toy batch, the loss, and common slips."""

import numpy as np

from gdkit import add_bias
from gdkit.datasets import toy_batch, toy_labels

from .. import drawing

ANY_SCORES = {
    "one row": ["z"],
    "one column": ["z"],
    "one entry": ["z"],
    "no axis": ["z"],
    "three axes": ["z"],
    "whole": ["z"],
    "only zeros": ["z"],
    "equal rows": ["z"],
    "large": ["z"],
    "small": ["z"],
    "zero": ["z"],
    "negative": ["z"],
}


def declare_cases(exercise):
    """The cases of the sigmoid, which are those of its derivative too."""

    @exercise.shown("0, 2, −1000 and 1000: where e⁻ᶻ overflows")
    def of_the_ledger():
        return {"z": np.array([0.0, 2.0, -1000.0, 1000.0])}

    @exercise.shown("a matrix of integers")
    def whole_matrix():
        return {"z": np.array([[-3, 0, 1], [2, -1, 4]])}

    @exercise.shown("a single number")
    def one_number():
        return {"z": -1.5}

    @exercise.shown("scores from −12 to −28: the values are small, but not 0")
    def far_to_the_left():
        return {"z": np.array([[-12.0, -16.5, -20.0], [-23.5, -25.0, -28.0]])}

    @exercise.shown("three axes, whole numbers, some of them twice")
    def three_axes():
        return {"z": np.array([[[1, -2, 1], [-1, 3, -2]], [[-9, 0, -1], [4, 1, 0]]])}

    @exercise.shown("a single number, 0")
    def zero():
        return {"z": 0}

    _declare_drawn(exercise)

    @exercise.wider
    def any_scores(rng):
        axes = int(rng.choice(4, p=[0.3, 0.3, 0.25, 0.15]))
        z = drawing.scores(rng, tuple(int(k) for k in rng.integers(1, 4, size=axes)))
        z = drawing.one_of(rng, *[z] * 19, np.zeros(np.shape(z)))
        return {"z": z if axes else drawing.one_of(rng, *[float(z)] * 7, 0, -3, 5)}


def _declare_drawn(exercise):
    @exercise.drawn(2)
    def any_matrix(rng):
        return {"z": rng.normal(size=(int(rng.integers(2, 5)), 3)) * 2}

    @exercise.drawn(1)
    def integers(rng):
        return {"z": rng.integers(-6, 7, size=5)}

    @exercise.drawn(1)
    def any_number(rng):
        return {"z": float(rng.uniform(0.3, 0.9))}

    @exercise.drawn(1)
    def saturated(rng):
        return {"z": np.array([-1.0, 1.0, 1.0, -1.0]) * np.append(rng.uniform(750, 1000, size=2), rng.normal(size=2))}

    @exercise.drawn(1)
    def one_score(rng):
        return {"z": rng.normal(size=1)}


def losses_of_rows(y, p):
    """The loss of every row."""
    return -np.log(np.where(y == 1, p, 1 - p))


def toy(kind):
    return {"Xb": add_bias(toy_batch()[0]), "y": toy_labels(kind)}


def from_residual(Xb, residual):
    return Xb.T @ residual / len(Xb)


# --- slips of several exercises ------------------------------------------------------------------

INTEGER_RESULT = """\
For integer z every value is 0: the result is written into an array of integers, which cuts off the decimals.

np.zeros_like(z) is as whole as z. Let NumPy make the result, or ask for dtype=float.
"""

CLASS_FOR_PROBABILITY = "The residual is built with the predicted class, 0 or 1, instead of the probability."

LABELS_OF_BOTH_SIGNS = "The labels are turned into −1 and 1, but p̂ − y needs 0 and 1."
