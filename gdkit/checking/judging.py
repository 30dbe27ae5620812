"""From the outcomes of the calls to the verdict.

A part of the result holds when it holds in every case, in a call that neither raised nor changed its arguments.
A mistake is named when its wrong function does in every case what the student's did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from .calling import Outcome
from .comparing import describe
from .digits import by_differences
from .exercise import Case, Data, ExerciseData, Mistake, QuizData
from .explaining import explain
from .quoting import quote
from .recognising import values_that_hold
from .verdicts import Verdict

DIFFERENCES = "numerical-differences"


def judge(data: ExerciseData, outcomes: Sequence[Outcome]) -> Verdict:
    """The verdict on the outcomes of data.cases, in their order."""
    if len(outcomes) != len(data.cases):
        raise ValueError(f"{len(outcomes)} outcomes; expected one for each of the {len(data.cases)} cases")
    with np.errstate(all="ignore"):  # wrong work may hold numbers of any size
        return _judge(data, outcomes)


def _judge(data: ExerciseData, outcomes: Sequence[Outcome]) -> Verdict:
    right = [values_that_hold(data, case, outcome) for case, outcome in zip(data.cases, outcomes, strict=True)]
    parts = {part: all(set(names) <= held for held in right) for part, names in data.parts.items()}
    cases = {case.title: set(data.returns) <= held for case, held in zip(data.cases, right, strict=True) if case.title}
    if all(parts.values()):
        flags = (DIFFERENCES,) if by_differences(data, outcomes) else ()
        return Verdict(data.id, 1.0, "pass", message=_note(data, outcomes), parts=parts, cases=cases, flags=flags)
    fraction = sum(parts.values()) / len(parts)
    status, mistake, message, hint, reread = explain(data, outcomes, right, fraction)
    failed = [not set(data.returns) <= held for held in right]
    example = "" if status == "missing" else _example(data, outcomes, failed, message)
    return Verdict(
        data.id, fraction, status, mistake, message, hint, reread or data.reread, parts, cases, example=example
    )


def _example(data: ExerciseData, outcomes: Sequence[Outcome], failed: Sequence[bool], message: str) -> str:
    """A case that students see and that failed: the one in which the process ended or that the message names, else
    the first."""
    died = [number for number, outcome in enumerate(outcomes) if outcome.died][:1]
    numbers = died or [number for number, failure in enumerate(failed) if failure]
    seen = [number for number in numbers if data.cases[number].title]
    if not seen:
        return ""
    number = min(seen, key=lambda number: f"“{data.cases[number].title}”" not in message)
    return quote(data, number + 1, outcomes[number])


def judge_quiz(
    data: QuizData, answer: Any, right: str, why: str, wrong: Mapping[str, Mistake] = MappingProxyType({})
) -> Verdict:
    """The verdict on the answer of a quiz. `why` explains the right answer, `wrong` says what another choice reveals;
    both are shown after grading."""
    chosen = answer.strip().lower() if isinstance(answer, str) else None
    if chosen == right:
        return Verdict(data.id, 1.0, "pass", message=why)
    status, mistake, message, hint = _quiz_problem(data, answer)
    revealed = wrong.get(chosen) if chosen else None
    if revealed is None:
        return Verdict(data.id, 0.0, status, mistake, message, hint, data.reread)
    said = f"{message} {revealed.explanation}"
    return Verdict(data.id, 0.0, status, revealed.slug, said, hint, revealed.reread or data.reread)


def quiz_recorded(data: QuizData, answer: Any) -> Verdict:
    """What a student's copy can say: the answer is one of the choices and will be graded."""
    if isinstance(answer, str) and answer.strip().lower() in data.choices:
        said = f"Your answer {answer.strip().lower()!r} is recorded; after grading you will read whether it is right."
        return Verdict(data.id, 0.0, "answered", message=said)
    return Verdict(data.id, 0.0, *_quiz_problem(data, answer), reread=data.reread)


def _quiz_problem(data: QuizData, answer: Any) -> tuple[str, None, str, str]:
    choices = ", ".join(repr(choice) for choice in data.choices)
    if answer is None or (isinstance(answer, str) and not answer):
        return "missing", None, "There is no answer yet.", f"Write one of {choices} into the cell above."
    if not isinstance(answer, str) or answer.strip().lower() not in data.choices:
        return "fail", None, f"The answer is {_short(answer)}; expected one of {choices}.", ""
    return "fail", None, f"The answer {answer.strip().lower()!r} is not the right one.", ""


RUN_IT = "Run the cell that defines it first; if you renamed it, give it its name back."


def missing(data: Data, name: str, why: str = "", hint: str = RUN_IT) -> Verdict:
    """The verdict where the name that a check needs is not defined, and why that is."""
    said = f"There is no {name}: {why}" if why else f"There is no {name} yet."
    return Verdict(data.id, 0.0, "missing", message=said, hint=hint, reread=data.reread)


def holds(data: ExerciseData, case: Case, outcome: Outcome) -> bool:
    """Whether everything holds in one case."""
    return set(data.returns) <= values_that_hold(data, case, outcome)


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
    if any(_is_cut(outcome.value, case) for case, outcome in zip(data.cases, outcomes, strict=True)):
        said.append(
            "For whole numbers the result holds whole numbers, not floats: written into it later, 0.5 becomes 0."
        )
    if by_differences(data, outcomes):
        said.append(
            "Its last digits are off, as they are with numerical differences; a formula gives them all. Whoever grades "
            "will be told."
        )
    return " ".join(said)


def _is_cut(value: Any, case: Case) -> bool:
    """Whether an array of whole numbers stands where all right answers are arrays of floats."""
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "iu" or not value.ndim:
        return False
    rights = [right.value for right in case.expected]
    return all(isinstance(right, np.ndarray) and right.dtype.kind == "f" for right in rights)


def _short(value: Any) -> str:
    return repr(value)[:40] if isinstance(value, str | int | float) else describe(value)
