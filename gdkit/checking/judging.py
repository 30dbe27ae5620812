"""From the outcomes of the calls to the verdict.

A part of the result holds when it holds in every case, in a call that neither raised nor changed its arguments.
A mistake is named when its wrong function does in every case what the student's did.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .calling import Outcome
from .comparing import Difference, compare, describe
from .exercise import Case, Data, ExerciseData, QuizData
from .explaining import explain
from .recognising import as_values, recognise
from .verdicts import Verdict


def judge(data: ExerciseData, outcomes: Sequence[Outcome]) -> Verdict:
    """The verdict on the outcomes of data.cases, in their order."""
    if len(outcomes) != len(data.cases):
        raise ValueError(f"{len(outcomes)} outcomes; expected one for each of the {len(data.cases)} cases")
    with np.errstate(all="ignore"):  # wrong work may hold numbers of any size
        return _judge(data, outcomes)


def _judge(data: ExerciseData, outcomes: Sequence[Outcome]) -> Verdict:
    right = [_values_that_hold(data, case, outcome) for case, outcome in zip(data.cases, outcomes, strict=True)]
    parts = {part: all(set(names) <= held for held in right) for part, names in data.parts.items()}
    cases = {case.title: set(data.returns) <= held for case, held in zip(data.cases, right, strict=True) if case.title}
    if all(parts.values()) and _lacks_digits(data, outcomes):
        return Verdict(data.id, 0.0, "fail", None, *_few_digits(data), data.reread, dict.fromkeys(parts, False))
    if all(parts.values()):
        return Verdict(data.id, 1.0, "pass", message=_note(data, outcomes), parts=parts, cases=cases)
    fraction = sum(parts.values()) / len(parts)
    status, mistake, message, hint, reread = explain(data, outcomes, fraction)
    return Verdict(data.id, fraction, status, mistake, message, hint, reread or data.reread, parts, cases)


def judge_quiz(data: QuizData, answer: Any, right: str, why: str) -> Verdict:
    """The verdict on the answer of a quiz; `why` explains the right answer and is shown after grading."""
    if isinstance(answer, str) and answer.strip().lower() == right:
        return Verdict(data.id, 1.0, "pass", message=why)
    return Verdict(data.id, 0.0, *_quiz_problem(data, answer), reread=data.reread)


def quiz_recorded(data: QuizData, answer: Any) -> Verdict:
    """What a student's copy can say: the answer is one of the choices and will be graded."""
    if isinstance(answer, str) and answer.strip().lower() in data.choices:
        return Verdict(data.id, 0.0, "ungraded", message=f"Your answer {answer.strip().lower()!r} is recorded.")
    return Verdict(data.id, 0.0, *_quiz_problem(data, answer), reread=data.reread)


def _quiz_problem(data: QuizData, answer: Any) -> tuple[str, None, str, str]:
    choices = ", ".join(repr(choice) for choice in data.choices)
    if answer is None or (isinstance(answer, str) and not answer):
        return "missing", None, "There is no answer yet.", f"Write one of {choices} into the cell above."
    if not isinstance(answer, str) or answer.strip().lower() not in data.choices:
        return "fail", None, f"The answer is {_short(answer)}; expected one of {choices}.", ""
    return "fail", None, f"The answer {answer.strip().lower()!r} is not the right one.", ""


def missing(data: Data, name: str) -> Verdict:
    """The verdict where the name that a check needs is not defined."""
    hint = "Run the cell that defines it first; if you renamed it, give it its name back."
    return Verdict(data.id, 0.0, "missing", message=f"There is no {name} yet.", hint=hint, reread=data.reread)


def holds(data: ExerciseData, case: Case, outcome: Outcome) -> bool:
    """Whether everything holds in one case."""
    return set(data.returns) <= _values_that_hold(data, case, outcome)


def _values_that_hold(data: ExerciseData, case: Case, outcome: Outcome) -> set[str]:
    """Names of the returned values that equal those of one of the expected outcomes (the best one)."""
    if outcome.error or outcome.died or outcome.changed or outcome.overwritten:
        return set()
    mine = as_values(data, outcome.value)
    if isinstance(mine, Difference):
        return set()
    best: set[str] = set()
    for expected in case.expected:
        right = as_values(data, expected.value)
        assert isinstance(right, dict)
        held = {name for name in right if compare(mine[name], right[name], data.tolerance) is None}
        best = max(best, held, key=len)
        if len(best) == len(right):
            break
    return best


def _lacks_digits(data: ExerciseData, outcomes: Sequence[Outcome]) -> bool:
    """Whether the work is right and a known mistake at once, since in float32 one cannot be told from the other."""
    return any(_is_single(outcome.value) for outcome in outcomes) and recognise(data, outcomes) is not None


def _is_single(value: Any) -> bool:
    """Whether numbers of less than 64 bits are in it, which are compared with less care."""
    if isinstance(value, tuple | list | dict):
        return any(map(_is_single, value.values() if isinstance(value, dict) else value))
    return isinstance(value, np.generic | np.ndarray) and value.dtype in (np.float32, np.float16)


def _few_digits(data: ExerciseData) -> tuple[str, str]:
    said = f"{data.function} returns float32, in whose few digits right work and a known mistake are the same."
    return said, "Compute in float64, which NumPy takes where no dtype is given."


def _note(data: ExerciseData, outcomes: Sequence[Outcome]) -> str:
    """What to say of work that is right."""
    said = []
    if len(data.returns) > 1 and any(type(outcome.value) is list for outcome in outcomes):
        several = ", ".join(data.returns)
        said.append(f"The values come in a list. Several values are returned as a tuple: return {several}.")
    aliased = sorted({name for outcome in outcomes for name in outcome.aliased})
    if aliased:
        names = " and ".join(aliased)
        said.append(f"The result shares memory with {names}: a later change of one changes the other.")
    return " ".join(said)


def _short(value: Any) -> str:
    return repr(value)[:40] if isinstance(value, str | int | float) else describe(value)
