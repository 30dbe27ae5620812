"""The probe of lesson 08: scores for which the largest of all is the wrong one to subtract."""

import numpy as np

from autograder.declaring import Argument, Domain, Probe
from gdkit import suspects

scores = Probe(
    "08.probe_softmax",
    suspects.softmax_rows,
    aim="exposes",
    domain=Domain({"m": (1, 5), "K": (2, 5)}, {"Z": Argument(("m", "K"), -2000, 2000, ("multiples of 100",))}),
    hint="After the subtraction no score is above 0, so nothing overflows. But how far below 0 can a whole row "
    "lie, and what is the exponential there?",
    why="Subtracting one number from all scores is right in every equation, and fails in the machine as soon as "
    "a row lies more than about 745 below another one. Rows that are alike do not show that: test rows of "
    "different sizes.",
    reread="Lecture 08, “Numbers that overflow”",
)


@scores.solution
def a_row_far_below():
    return {"Z": np.array([[1000.0, 900.0], [0.0, 100.0]])}


@scores.solution
def far_below_zero():
    return {"Z": np.array([[0, 0, 0], [-2000, -2000, -1900]])}


@scores.poor("Z", "a single row")
def one_row():
    """In a single row the largest of all scores is the largest of the row: the suspect is right there."""
    return {"Z": np.array([[2000.0, -2000.0]])}


@scores.poor()
def large_but_alike():
    return {"Z": np.array([[2000.0, 1900.0], [1900.0, 2000.0]])}


@scores.poor()
def not_far_enough():
    return {"Z": np.array([[500.0, 0.0], [0.0, 0.0]])}
