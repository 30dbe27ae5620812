"""What the tests of all lessons use: exercises and their mistakes by id, verdicts, and the digits of the ledger."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from autograder.declaring.exercise import Exercise
from autograder.declaring.proof import PROOF_SEED, verdict_on
from gdkit.checking import ExerciseData, Verdict

from ..this_course import find


def exercise(id: str) -> Exercise:
    """The exercise with this id."""
    found = find(id)
    assert isinstance(found, Exercise)
    return found


def mistake(id: str, slug: str) -> Callable[..., Any]:
    """The wrong function that this exercise knows under this slug."""
    return exercise(id).mistakes[slug][0]


@cache
def data_of(id: str, seed: int | None = PROOF_SEED) -> ExerciseData:
    """The exercise's data, made once: every known mistake is run on every case for it. seed=None: the shown cases."""
    return exercise(id).data(seed)


def grade(id: str, function: Callable[..., Any], seed: int | None = PROOF_SEED) -> Verdict:
    """The verdict on a function that stands for a student's."""
    return verdict_on(data_of(id, seed), function)


def rejected(id: str, function: Callable[..., Any]) -> Verdict:
    """The verdict on wrong work: it earns less than everything, and the student is told something."""
    verdict = grade(id, function)
    assert verdict.fraction < 1
    assert verdict.message
    return verdict


def pairs(functions: dict[str, list[Callable[..., Any]]]) -> list[tuple[str, Callable[..., Any]]]:
    """(id, function) for every function that is listed under an id."""
    return [(id, function) for id, listed in functions.items() for function in listed]


def close(value: Any, printed: Any, digits: int) -> None:
    """Right to the digits that the ledger prints."""
    np.testing.assert_allclose(value, printed, rtol=0, atol=0.51 * 10.0**-digits)


def passes_at_home(id: str, function: Callable[..., Any]) -> bool:
    """Whether work passes on the shown cases alone."""
    return grade(id, function, seed=None).passed
