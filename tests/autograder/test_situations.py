"""The vocabulary of what a statement allows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.declaring import DeclarationError, Exercise
from autograder.declaring.coverage import sentence
from autograder.declaring.situations import KINDS, Situation, declared, found_in, in_words

EXAMPLES: dict[str, tuple[list[Any], list[Any]]] = {  # kind -> values that are in it, values that are not
    "one row": [[np.ones((1, 3))], [np.ones((2, 3)), np.ones(3), 1.0]],
    "one column": [[np.ones((3, 1))], [np.ones((3, 2)), np.ones(1)]],
    "one entry": [[np.ones(1)], [np.ones(2), np.ones((1, 1)), 1.0]],
    "nothing": [[np.ones(0), np.ones((0, 3)), []], [np.ones(1), [np.ones(0)], 0]],
    "no axis": [[np.array(1.0), 1.0, 2], [np.ones(1), True, "z"]],
    "three axes": [[np.ones((1, 2, 3))], [np.ones((2, 3))]],
    "one layer": [[[np.ones((2, 2))]], [[np.ones(2)] * 2, [3], np.ones((1, 2))]],
    "four layers": [[[np.ones(2)] * 4], [[np.ones(2)] * 3, [1, 2, 3, 4]]],
    "whole": [[np.array([1, 2]), [np.ones(2), np.array([1])]], [np.ones(2), 3, [1, 2], np.array([True])]],
    "only zeros": [[np.zeros(3)], [np.array([0.0, 1e-9]), np.zeros(0), 0.0]],
    "equal rows": [[np.ones((2, 3))], [np.eye(2), np.ones(2)]],
    "ties": [[np.array([[1.0, 2.0, 2.0]])], [np.array([[1.0, 1.0, 2.0]]), np.ones((3, 1))]],
    "large": [[np.array([1.0, -101.0]), 1e5, [np.array([200])]], [np.array([100.0]), 3]],
    "small": [[np.array([0.0, 1e-4]), -1e-8], [np.array([1e-4, 1.0]), np.zeros(2), 0.5]],
    "zero": [[0, 0.0, -0.0], [1, np.zeros(1), False]],
    "one": [[1], [1.0, 2, True, np.ones(1)]],
    "negative": [[-1, -0.5], [0, 1, np.array([-1.0]), -0.0]],
}


@pytest.mark.parametrize("kind", EXAMPLES)
def test_a_kind_of_situation_holds_of_values_that_are_in_it_and_of_no_other(kind: str) -> None:
    inside, outside = EXAMPLES[kind]
    assert [KINDS[kind].holds(value) for value in inside] == [True] * len(inside)
    assert [KINDS[kind].holds(value) for value in outside] == [False] * len(outside)


def test_every_kind_of_one_argument_is_tried_here() -> None:
    assert set(EXAMPLES) == {kind for kind, of in KINDS.items() if "{names}" in of.phrase}


@pytest.mark.parametrize(
    ("kind", "inside", "outside"),
    [
        ("left out", (np.array([0, 2]), np.ones((3, 1))), (np.array([2, 0, 1]), np.ones((3, 1)))),
        ("twice", (np.array([0, 0, 1]), np.ones((2, 1))), (np.array([1, 0]), np.ones((2, 1)))),
        ("beyond", (4, np.ones((3, 1))), (3, np.ones((3, 1)))),
    ],
)
def test_a_kind_of_situation_of_two_arguments_looks_at_both(kind: str, inside: Any, outside: Any) -> None:
    situation = Situation(kind, ("a", "b"))
    assert situation.holds(dict(zip("ab", inside, strict=True)))
    assert not situation.holds(dict(zip("ab", outside, strict=True)))
    assert not situation.holds({"a": inside[0]})


def test_what_any_argument_can_be_in_is_found_and_what_only_some_are_asked_for_is_not() -> None:
    found = found_in({"P": np.array([[2, 2]]), "t": 0})
    assert found == {Situation("one row", ("P",)), Situation("whole", ("P",)), Situation("zero", ("t",))} | {
        Situation("no axis", ("t",))
    }


def test_situations_are_said_in_one_line_those_of_a_kind_together() -> None:
    allows = {"zero": ["eta", "max_iter"], "one row": ["X"], "whole": ["X", "y", "w"], "left out": ["order X"]}
    listed = declared(allows, ("X", "y", "w", "eta", "max_iter", "order"))
    assert in_words(listed) == (
        "one row in `X`; whole numbers in `X`, `y` or `w`; `eta` or `max_iter` = 0; rows of `X` that `order` leaves out"
    )


def test_a_statement_has_to_say_neither_what_goes_without_saying_nor_the_same_twice() -> None:
    exercise = Exercise("98.x", "f(X, y) -> a", "", allows={"one row": ["X"], "one entry": ["y"], "only zeros": ["X"]})
    assert sentence(exercise) == "Your function must also hold for one row in `X`."
    assert sentence(Exercise("98.y", "f(X, y) -> a", "")) == ""


@pytest.mark.parametrize(
    ("allows", "said"),
    [
        ({"one line": ["X"]}, "98.x: allows 'one line'; expected some of: one row, one column"),
        ({"one row": ["Y"]}, "98.x: allows 'one row' of Y; expected some of X, y"),
    ],
)
def test_a_situation_that_is_none_is_refused(allows: dict[str, list[str]], said: str) -> None:
    with pytest.raises(DeclarationError, match=said):
        Exercise("98.x", "f(X, y) -> a", "", allows=allows)
