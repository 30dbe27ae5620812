"""No message tells what a drawn case holds, and every message says something."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from autograder.declaring.exercise import Exercise
from autograder.declaring.proof import verdict_on
from gdkit.checking import ExerciseData
from gdkit.checking.encoding import FunctionInput, GeneratorInput

from ..this_course import BOOK

EXERCISES = [item for item in BOOK.values() if isinstance(item, Exercise)]


def numbers_of(value: Any) -> Iterator[float]:
    """All numbers inside a value."""
    if isinstance(value, FunctionInput):
        yield from numbers_of(dict(value.coefficients))
    elif isinstance(value, dict):
        for item in value.values():
            yield from numbers_of(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from numbers_of(item)
    elif isinstance(value, np.ndarray | np.generic | float | int) and not isinstance(value, bool | GeneratorInput):
        array = np.asarray(value)
        if array.dtype.kind in "fiu":
            yield from array.ravel().astype(float).tolist()


def secrets_of(data: ExerciseData) -> set[str]:
    """How the numbers of drawn cases would be printed: their first four significant digits, where those are telling."""
    texts = set()
    for case in data.cases:
        expected = [outcome.value for outcome in case.expected]
        for number in numbers_of([dict(case.inputs), expected]):
            if np.isfinite(number) and abs(number - round(number, 2)) > 1e-9:  # 0.5, 0.25 and 12 tell nothing
                texts.add(f"{abs(number):.4g}"[:6])
    return {text for text in texts if len(text.replace(".", "").lstrip("0")) >= 4}


def wrong_functions(exercise: Exercise) -> Iterator[Callable[..., Any]]:
    """Wrong work that is in no list: the reference's result shifted, scaled, cut; its inputs in an error's text."""

    def changed(change: Callable[[Any], Any]) -> Callable[..., Any]:
        def walk(value: Any) -> Any:
            if isinstance(value, tuple | list):
                return type(value)(walk(item) for item in value)
            return change(value) if isinstance(value, np.ndarray | np.generic | float | int) else value

        return lambda *a: walk(exercise.solution(*a))

    def raises(*a: Any) -> Any:
        raise ValueError(f"look at {a}")

    yield changed(lambda x: x + 0.37)
    yield changed(lambda x: np.asarray(x) * 1.37 - 0.01)
    yield changed(lambda x: np.asarray(x)[..., None])
    yield changed(lambda x: np.asarray(x, float) * np.nan)
    yield raises
    yield lambda *a: a
    yield lambda *a: str(a)
    yield lambda *a: None


@pytest.mark.slow
@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
def test_no_message_tells_a_number_of_a_drawn_case(exercise: Exercise) -> None:
    data = exercise.data(seed=11)
    drawn = replace(data, cases=tuple(case for case in data.cases if not case.title))
    secrets = secrets_of(drawn)
    unnamed = replace(drawn, mistakes={})  # also what the analysis says where no mistake is recognised
    functions = [*wrong_functions(exercise), *(function for function, _ in exercise.mistakes.values())]
    for function in functions:
        for verdict in (verdict_on(drawn, function), verdict_on(unnamed, function)):
            told = set(re.findall(r"\d+\.\d+|\d{4,}", verdict.text + verdict.html))
            assert not {t for t in told if t[:6] in secrets}, (function, verdict.text)


@pytest.mark.slow
@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
def test_wrong_work_that_is_in_no_list_is_rejected_with_a_sentence(exercise: Exercise) -> None:
    data = exercise.data(seed=12)
    for function in wrong_functions(exercise):
        verdict = verdict_on(data, function)
        assert verdict.fraction < 1.0
        assert len(verdict.message) > 15
        assert "Traceback" not in verdict.text
