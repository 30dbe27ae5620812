"""The probe of lesson 13: a layer whose units are all awake."""

import numpy as np

from autograder.declaring import Argument, Domain, Probe
from gdkit import suspects

layer = Probe(
    "13.probe_relu",
    suspects.relu_gradient,
    aim="hides",
    domain=Domain(
        {"m": (2, 4), "n": (2, 3), "h": (1, 3)},
        {
            "X": Argument(("m", "n"), -9, 9, ("whole numbers", "not all zeros")),
            "W": Argument(("h", "n"), -9, 9, ("whole numbers", "each row holds a number above 0 and one below 0")),
            "b": Argument(("h",), -9, 9, ("whole numbers",)),
            "D": Argument(("m", "h"), -10, 10, ("not all zeros",)),
        },
    ),
    hint="The slope of ReLU is 1 for some scores. Choose X, W and b so that all scores X Wᵀ + b are such.",
    why="While all units are awake, a ReLU layer is a straight line, and a missing slope does not show. A test "
    "needs units that sleep for some rows and are awake for others.",
    reread="Lecture 13, “The slope of ReLU”",
)


@layer.solution
def all_awake():
    return {
        "X": np.array([[3, 1], [5, 2]]),
        "W": np.array([[1, -1], [2, -1]]),
        "b": np.array([0, 1]),
        "D": np.array([[1.0, -2.0], [0.5, 1.0]]),
    }


@layer.solution
def a_large_bias():
    return all_awake() | {"X": np.array([[1, 2], [2, 1]]), "b": np.array([9, 9])}


@layer.poor("b", "all zeros")
def one_unit_asleep():
    """Without a bias, a unit is awake on one side of a line through 0. A bias can wake it for all rows."""
    return all_awake() | {"X": np.array([[3, 1], [1, 2]]), "b": np.array([0, 0])}


@layer.poor()
def one_unit_at_the_corner():
    return all_awake() | {"X": np.array([[3, 4], [5, 2]]), "b": np.array([1, 1])}
