"""Numerical differences where a formula is asked for are seen in the digits, and no formula is taken for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from autograder.declaring import load_book
from autograder.declaring.exercise import Exercise
from gdkit.checking import judge
from gdkit.checking.calling import call_all

BOOK = load_book(["autograder.exercises"])
FORMULAS = [each for each in BOOK.values() if isinstance(each, Exercise) and each.by_formula]
Function = Callable[..., Any]


def flags(exercise: Exercise, function: Function, seed: int = 3) -> tuple[str, ...]:
    data = exercise.data(seed)
    return judge(data, list(call_all(function, [case.inputs for case in data.cases]))).flags


def by_differences(h: float) -> Function:
    def loss(theta: Any, Xb: Any, y: Any) -> Any:
        return ((Xb @ theta - y) ** 2).mean()

    def gradient(theta: Any, Xb: Any, y: Any) -> Any:
        steps = h * np.eye(len(theta))
        return np.array([(loss(theta + e, Xb, y) - loss(theta - e, Xb, y)) / (2 * h) for e in steps])

    return gradient


@pytest.mark.parametrize("h", [1e-5, 3e-5, 1e-4])
def test_a_gradient_by_differences_passes_and_is_flagged(h: float) -> None:
    exercise = BOOK["02.mse_gradient"]
    assert isinstance(exercise, Exercise)
    data = replace(exercise.data(), cases=exercise.data().cases[:3])  # of moderate numbers
    verdict = judge(data, list(call_all(by_differences(h), [case.inputs for case in data.cases])))
    assert verdict.passed
    assert verdict.flags == ("numerical-differences",)
    assert "as they are with numerical differences" in verdict.message


@pytest.mark.parametrize("exercise", FORMULAS, ids=[each.id for each in FORMULAS])
def test_no_honest_way_is_flagged(exercise: Exercise) -> None:
    for function in (exercise.solution, *exercise.alternatives, *exercise.variants):
        for seed in range(3):
            assert flags(exercise, function, seed) == (), function.__name__


def test_float32_is_no_sign_of_differences() -> None:
    exercise = BOOK["02.mse_gradient"]
    assert isinstance(exercise, Exercise)
    assert flags(exercise, lambda *inputs: exercise.solution(*inputs).astype(np.float32)) == ()


def test_only_where_a_formula_is_asked_for_are_the_digits_looked_at() -> None:
    exercise = BOOK["00.numerical_gradient"]
    assert isinstance(exercise, Exercise)
    assert not exercise.by_formula
