"""What several exercises of lesson 02 use: rows, a start, the Hessian, and common slips."""

import numpy as np

from gdkit import add_bias
from gdkit.datasets import toy_batch

from ..wide_numbers import numbers, size, some_rows_twice

# rows of different kinds, more of them than parameters, residuals of both signs
FOUR_ROWS = np.array([[1.0, -2.0, 0.5], [1.0, 1.5, -1.0], [1.0, 2.0, 3.0], [1.0, -0.5, 4.0]])
FOUR_LABELS = np.array([1.0, -0.5, 2.5, 4.0])
THETA = np.array([0.75, 2.0, -0.5])


def toy():
    X, y = toy_batch()
    return {"Xb": add_bias(X), "y": y}


ANY_POINT = {
    "one row": ["Xb"],
    "one entry": ["y"],
    "whole": ["theta", "Xb", "y"],
    "only zeros": ["theta", "y"],
    "equal rows": ["Xb"],
    "large": ["theta", "Xb", "y"],
    "small": ["theta", "y"],
}


def declare_extremes(exercise):
    """Cases of the loss and of its gradient: residuals of 0, tiny and large numbers beside each other."""

    @exercise.shown("two of three rows lie exactly on the line: they count")
    def on_the_line():
        Xb = np.array([[1, 1], [1, 2], [1, -1]])
        return {"theta": np.array([1, 2]), "Xb": Xb, "y": np.array([3.0, 7.5, -1.0])}

    @exercise.shown("tiny parameters, large features")
    def tiny_parameters():
        Xb = np.array([[1.0, 500.0, -143.0], [1.0, 26.0, 1010.0], [1.0, -2500.0, -1330.0], [1.0, 1480.0, 21.9]])
        y = np.array([0.003, 0.0007, -0.062, 0.0001])
        return {"theta": np.array([4.5e-08, -5.5e-08, 9e-09]), "Xb": Xb, "y": y}

    @exercise.shown("a large parameter, labels beyond 1000 and below")
    def large_parameters():
        Xb = np.array([[1.0, -0.0657, 9e-09], [1.0, 1.4e-06, -0.176], [1.0, 3.9e-05, 0.0437]])
        return {"theta": np.array([-1.5e-04, 0.4, 1690.0]), "Xb": Xb, "y": np.array([-4900.0, 0.0081, 1520.0])}

    @exercise.shown("parameters of 0, tiny labels")
    def tiny_labels():
        """The largest residual is about a millionth, so J is about 10⁻¹²."""
        Xb = np.array([[1.0, 1.25, 0.05], [1.0, -0.75, 0.5]])
        return {"theta": np.zeros(3), "Xb": Xb, "y": np.array([1.25e-06, -2e-06])}

    @exercise.shown("labels of 0, whole numbers, an entry of θ twice")
    def labels_of_zero():
        Xb = np.array([[1, -2, 1], [1, 4, -3], [1, 0, -2], [1, -3, 4]])
        return {"theta": np.array([2, -3, 2]), "Xb": Xb, "y": np.zeros(4)}


def drawn_rows(rng, m, n):
    return {"Xb": add_bias(rng.normal(size=(m, n))), "y": rng.normal(size=m) + rng.normal()}


def drawn_sizes(rng):
    """m and n: more rows than parameters, and neither 12 of them nor as many as parameters."""
    n = int(rng.integers(2, 5))
    return int(rng.integers(n + 2, n + 6)), n


def wide_rows(rng):
    """Rows of any kind, with labels of any kind, whole numbers in either or in both."""
    m, n = size(rng), size(rng, 4)
    X = some_rows_twice(rng, numbers(rng, (m, n)))
    if rng.random() < 0.1:
        X[:, -1] = X[:, 0]
    ones = np.ones((m, 1), dtype=X.dtype if rng.random() < 0.7 else float)
    return {"Xb": np.hstack([ones, X]), "y": numbers(rng, m)}


def wide_theta(rng, P):
    return numbers(rng, P)


def wide_point(rng):
    """θ and rows; of whole numbers some rows may lie exactly on the plane of θ."""
    rows = wide_rows(rng)
    theta = wide_theta(rng, rows["Xb"].shape[1])
    if theta.dtype.kind == "i" and rng.random() < 0.5:
        rows = {
            "Xb": add_bias(rng.integers(-4, 5, size=(len(rows["y"]), len(theta) - 1))),
            "y": rows["y"].astype(float),
        }
        exact = rng.random(len(rows["y"])) < 0.5
        rows["y"][exact] = (rows["Xb"] @ theta)[exact]
    return {"theta": theta, **rows}


def hessian(Xb):
    return 2 / len(Xb) * Xb.T @ Xb


# --- slips of several exercises ------------------------------------------------------------------

DIVIDED_BY_12 = """\
The gradient is always divided by 12: that is the number of rows of the toy batch only.

Take m from the shape of the data.
"""

BIAS_LEFT_OUT = "The prediction leaves the bias out."

LABELS_ADDED = "y is added to the prediction where it should be subtracted."
