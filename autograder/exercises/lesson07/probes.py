"""The probe of lesson 07: a row on the boundary."""

import numpy as np

from autograder.declaring import Argument, Domain, Probe
from gdkit import suspects

classes = Probe(
    "07.probe_classes",
    suspects.classify,
    aim="exposes",
    domain=Domain(
        {"m": (1, 5), "p": (2, 4)},
        {
            "theta": Argument(("p",), -9, 9, ("whole numbers", "not all zeros")),
            "Xb": Argument(("m", "p"), -9, 9, ("whole numbers", "the first column is ones")),
        },
    ),
    hint="The class is 1 where p ≥ ½. At which score z is p exactly ½, and which rows have this score?",
    why="Random rows almost never lie on the boundary, so random tests almost never see which class a tie gets. "
    "To test a comparison, put a case exactly on its edge.",
    reread="Lecture 07, “A tie: > or ≥”",
)


@classes.solution
def on_the_boundary():
    return {"theta": np.array([-2, 1]), "Xb": np.array([[1, 2], [1, 3]])}


@classes.solution
def two_features():
    return {"theta": np.array([1.0, 2.0, -1.0]), "Xb": np.array([[1.0, 1.0, 3.0]])}


@classes.poor()
def on_either_side():
    return {"theta": np.array([-2, 1]), "Xb": np.array([[1, 1], [1, 3]])}


@classes.poor("Xb", "all equal")
def all_ones():
    """All rows are (1, …, 1), and their score is the sum of θ. Choose θ or the rows so that a score is special."""
    return {"theta": np.array([1, 1]), "Xb": np.ones((2, 2), int)}
