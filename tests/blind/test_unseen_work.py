"""584 wrong and 239 right functions, written from the statements alone, without sight of cases or catalogue."""

from __future__ import annotations

import importlib

import pytest

from autograder.declaring.exercise import Exercise
from autograder.declaring.proof import verdict_on
from autograder.declaring.separating import accepted, wide_cases

from ..this_course import BOOK
from . import register

for lesson in range(14):  # each registers its functions
    importlib.import_module(f"{__package__}.lesson{lesson:02d}")

pytestmark = pytest.mark.slow
SEEDS = (100, 101)


def exercise_of(id: str) -> Exercise:
    exercise = BOOK[id]
    assert isinstance(exercise, Exercise)
    return exercise


@pytest.mark.parametrize("id", sorted({id for id, *_ in register.RIGHT}))
def test_right_work_of_any_style_is_accepted_at_home_and_when_graded(id: str) -> None:
    exercise = exercise_of(id)
    for data in (exercise.data(), *map(exercise.data, SEEDS)):
        refused = [(name, verdict_on(data, f).text) for i, name, _, f in register.RIGHT if i == id]
        assert [name for name, text in refused if not text.startswith("✓")] == []


@pytest.mark.parametrize("id", sorted({id for id, _, _, _, kind, _ in register.WRONG if kind == "misconception"}))
def test_every_misconception_is_refused_at_home(id: str) -> None:
    data = exercise_of(id).data()
    work = [(name, f) for i, name, _, _, kind, f in register.WRONG if i == id and kind == "misconception"]
    assert [name for name, f in work if verdict_on(data, f).passed] == []


def test_at_most_two_of_a_hundred_wrong_functions_that_differ_on_what_is_allowed_pass() -> None:
    """What is the right function on a thousand inputs that the statement allows, within tolerance, is not counted."""
    passing = [
        (exercise_of(id), name, f)
        for id, name, _, _, _, f in register.WRONG
        if verdict_on(exercise_of(id).data(), f).passed
    ]
    differ = [
        f"{exercise.id} {name}"
        for exercise, name, f in passing
        if not accepted(exercise.data(), wide_cases(exercise, 1000), f)
    ]
    assert len(differ) <= 0.02 * (len(register.WRONG) - len(passing) + len(differ)), differ
