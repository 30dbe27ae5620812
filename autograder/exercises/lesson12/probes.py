"""The probe of lesson 12: a loss that falls in spite of a wrong gradient."""

import numpy as np

from autograder.declaring import Argument, Domain, Probe
from gdkit import suspects

training = Probe(
    "12.probe_falling_loss",
    suspects.training_losses,
    aim="falls",
    margin=0.5,
    domain=Domain(
        {"m": (2, 8), "n": (1, 3), "h": (1, 4)},
        {
            "X": Argument(("m", "n"), -3, 3, ("not all equal",)),
            "y": Argument(("m",), -3, 3, ("not all equal",)),
            "W": Argument(("h", "n"), -3, 3),
            "v": Argument(("h",), -3, 3),
            "eta": Argument((), 0.01, 2),
        },
    ),
    hint="W goes uphill, v still goes downhill. Choose the data so that the output alone can lower the loss by "
    "much and the gradient of W stays small, and a rate that is neither too small nor too large for 20 "
    "updates.",
    why="One layer learned, the other one was led away, and the loss fell. A falling loss is no test of a "
    "gradient: the numerical gradient is.",
    reread="Lecture 02, “A falling loss proves nothing”",
)


@training.solution
def the_output_learns():
    return {
        "X": np.array([[0.1], [0.3]]),
        "y": np.array([2.0, 2.2]),
        "W": np.array([[0.5], [-0.5]]),
        "v": np.array([0.0, 0.0]),
        "eta": 0.5,
    }


@training.poor()
def a_slow_rate():
    return the_output_learns() | {"eta": 0.01}


@training.poor()
def large_inputs():
    return the_output_learns() | {"X": np.array([[1.0], [3.0]]), "eta": 1.0}


@training.poor("W", "all zeros")
def units_alike():
    """Zeros in W make all hidden units alike. Give each its own weights, and look at how far X drives their scores."""
    return {
        "X": np.array([[1.0], [2.0]]),
        "y": np.array([2.0, 3.0]),
        "W": np.zeros((2, 1)),
        "v": np.array([0.5, 0.2]),
        "eta": 1.0,
    }


@training.poor()
def already_there():
    return {
        "X": np.array([[0.0], [1.0]]),
        "y": np.array([1.0, 1.4621171572600098]),
        "W": np.array([[1.0], [1.0]]),
        "v": np.array([0.5, 1.5]),
        "eta": 0.5,
    }
