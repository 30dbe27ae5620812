"""The probe of lesson 00: an array on which a broadcast goes wrong in silence."""

import numpy as np

from autograder.declaring import Argument, Domain, Probe
from gdkit import suspects

centre = Probe(
    "00.probe_centre",
    suspects.centre_rows,
    aim="exposes without an error",
    domain=Domain({"m": (1, 6), "n": (1, 6)}, {"X": Argument(("m", "n"))}),
    hint="X has shape (m, n) and the means have shape (m,). Write down the rule of two shapes: where does it "
    "let them meet, and are they then the right partners?",
    why="Where two axes have the same length, a broadcast that goes wrong raises no error. So a test takes "
    "arrays whose axes are all different, and looks at the numbers, not only for errors.",
    reread="Lecture 00, “Shapes that differ: repeated, or an error”",
)


@centre.solution
def two_by_two():
    return {"X": np.array([[1.0, 3.0], [10.0, 20.0]])}


@centre.solution
def a_column():
    return {"X": np.array([[1.0], [2.0], [4.0]])}


@centre.poor("X", "a single row")
def one_row():
    """One row has one mean, and one number fits every shape. Take more rows."""
    return {"X": np.array([[1.0, 3.0, 8.0]])}


@centre.poor("X", "all equal")
def all_equal():
    """Where all numbers are equal, all means are equal too: it makes no difference which of them is subtracted."""
    return {"X": np.full((3, 3), 2.0)}


@centre.poor("X", "not a square array")
def three_by_two():
    """Shapes (m, n) and (m,) with n and m different cannot meet, unless one of them is 1. What if they can?"""
    return {"X": np.array([[1.0, 2.0], [3.0, 5.0], [7.0, 11.0]])}


@centre.poor()
def symmetric_means():
    return {"X": np.array([[1.0, 3.0], [3.0, 1.0]])}
