"""The probe of lesson 02: a batch that hides a missing bias."""

import numpy as np

from autograder.declaring import Argument, Domain, Probe
from gdkit import suspects

gradient = Probe(
    "02.probe_gradient",
    suspects.mse_gradient,
    aim="hides",
    domain=Domain(
        {"m": (1, 6), "p": (2, 4)},
        {
            "theta": Argument(("p",), -10, 10),
            "Xb": Argument(("m", "p"), -10, 10, ("the first column is ones",)),
            "y": Argument(("m",), -100, 100),
        },
    ),
    hint="The derivative with respect to the bias is 2/m times the sum of something. When is that sum 0, "
    "although its terms are not?",
    why="The residuals cancel, as they do at the best bias: a test at a fitted line is blind for the bias. Test "
    "a gradient at a point that has nothing special.",
    reread="Lecture 02, “The bias”",
)


@gradient.solution
def residuals_that_cancel():
    return {"theta": np.zeros(2), "Xb": np.array([[1.0, 1.0], [1.0, 2.0]]), "y": np.array([1.0, -1.0])}


@gradient.solution
def three_rows():
    Xb = np.array([[1.0, 0.0, 2.0], [1.0, 1.0, 0.0], [1.0, 3.0, 1.0]])
    theta = np.array([1.0, 2.0, -1.0])
    return {"theta": theta, "Xb": Xb, "y": Xb @ theta + np.array([1.0, 1.0, -2.0])}


@gradient.poor("Xb", "a single row")
def one_row():
    """With one row the sum has one term: it is 0 only where nothing is left to see. Take more rows."""
    return {"theta": np.array([1.0, 1.0]), "Xb": np.array([[1.0, 2.0]]), "y": np.array([5.0])}


@gradient.poor()
def a_perfect_fit():
    return {"theta": np.array([1.0, 2.0]), "Xb": np.array([[1.0, 1.0], [1.0, 2.0]]), "y": np.array([3.0, 5.0])}


@gradient.poor()
def any_batch():
    return {"theta": np.array([1.0, 1.0]), "Xb": np.array([[1.0, 1.0], [1.0, 2.0]]), "y": np.array([0.0, 9.0])}
