"""What a function takes from other modules of its book goes with it: into mutants, and into a student's cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.declaring.book import Book, load_book
from autograder.declaring.exercise import Exercise
from autograder.declaring.mutants import mutants
from autograder.demo.classroom import student_source

SHARED = '''\
import math
from itertools import accumulate


def root(x):
    """Not part of a cell."""
    return math.sqrt(_clipped(x))


def _clipped(x):
    return max(x, 0.0)


def last_sum(numbers):
    return list(accumulate(numbers))[-1]
'''
NORM = """\
from typing import Any
import numpy as np
from autograder.declaring import Exercise
from .shared import last_sum, root as square_root

length = Exercise("98.norm", "norm(x) -> length", reread="Lecture 98")

@length.reference
def norm(x: Any) -> Any:
    return square_root(last_sum(x * x))

@length.shown("three and four")
def three_and_four():
    return {"x": np.array([3.0, 4.0])}
"""
UNIT = '''\
import numpy as np
from autograder.declaring import Exercise
from .norm import norm
from .shared import root

unit = Exercise("98.unit", "unit(x) -> u", reread="Lecture 98")

@unit.reference
def unit_vector(x):
    return x / norm(x)

@unit.mistake()
def root_of_the_sum(x):
    """The root is taken of the sum.

    Square first.
    """
    return x / root(x.sum())
'''


@pytest.fixture
def book(tmp_path: Path) -> Book:
    folder = tmp_path / "lesson98"
    folder.mkdir()
    for name, text in (("__init__", ""), ("shared", SHARED), ("norm", NORM), ("unit", UNIT)):
        (folder / f"{name}.py").write_text(text)
    return load_book(["lesson98"], tmp_path)


def exercise(book: Book, id: str) -> Exercise:
    found = book[id]
    assert isinstance(found, Exercise)
    return found


def changed(book: Book, id: str) -> set[str]:
    """The functions in which some mutant of the reference differs."""
    return {mutant.change.split(":")[0] for mutant in mutants(exercise(book, id).solution)}


def test_helpers_from_a_module_of_the_book_are_mutated_with_the_reference(book: Book) -> None:
    assert changed(book, "98.norm") == {"norm", "root", "_clipped", "last_sum"}


def test_a_mutant_calls_the_changed_helper_and_not_the_one_of_the_module(book: Book) -> None:
    made = mutants(exercise(book, "98.norm").solution)
    first_sum = next(mutant for mutant in made if mutant.change == "last_sum: -1  →  1")
    assert first_sum.function(np.array([3.0, 4.0, 12.0])) == 5.0  # √(9 + 16), where the reference has 13


def test_the_reference_of_another_exercise_is_not_mutated(book: Book) -> None:
    assert changed(book, "98.unit") == {"unit_vector"}


def test_a_students_cell_holds_the_helpers_and_the_imports_that_its_function_needs(book: Book) -> None:
    length = exercise(book, "98.norm")
    cell = student_source(length, length.solution)
    assert cell.startswith("import math\nfrom itertools import accumulate\n")
    assert "typing" not in cell
    assert "Not part of a cell" not in cell
    namespace: dict[str, Any] = {"np": np}
    exec(cell, namespace)
    assert namespace["norm"](np.array([3.0, 4.0])) == 5.0


def test_a_students_cell_holds_what_it_calls_of_another_exercise_and_no_import_too_many(book: Book) -> None:
    unit = exercise(book, "98.unit")
    namespace: dict[str, Any] = {"np": np}
    exec(student_source(unit, unit.solution), namespace)
    np.testing.assert_allclose(namespace["unit"](np.array([3.0, 4.0])), [0.6, 0.8])
    wrong, _ = unit.mistakes["root-of-the-sum"]
    assert student_source(unit, wrong).startswith("import math\n\n\ndef _clipped_of_mine(x):")
