"""How many digits of a right result are right: numerical differences leave nine to twelve, a formula fifteen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .calling import Outcome
from .exercise import ExerciseData

FEW_DIGITS = 1e-13  # relative error: a formula in float64 stays far below it


def by_differences(data: ExerciseData, outcomes: Sequence[Outcome]) -> bool:
    """Whether a right result has the few digits of numerical differences where the exercise asks for a formula.

    It is so in more than half of the cases: in one of them a formula, too, may lose digits by cancellation.
    """
    if not data.by_formula:
        return False
    errors = [_error(outcome.value, case.expected[0].value) for case, outcome in zip(data.cases, outcomes, strict=True)]
    return float(np.median(errors)) > FEW_DIGITS


def _error(got: Any, expected: Any) -> float:
    """The largest error of all arrays in a result, relative to what is largest in each; 0 of what is not float64."""
    if isinstance(expected, tuple | list) and isinstance(got, tuple | list):
        return max(map(_error, got, expected), default=0.0)
    if not isinstance(got, float | np.ndarray) or not isinstance(expected, float | np.ndarray):
        return 0.0
    mine, right = np.asarray(got), np.asarray(expected)
    if mine.dtype != np.float64 or mine.shape != right.shape or not np.abs(right).max(initial=0.0):
        return 0.0
    return float(np.abs(mine - right).max() / np.abs(right).max())
