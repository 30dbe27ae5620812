"""From the outcomes of the calls to the verdict.

A part of the result holds when it holds in every case, in a call that neither raised nor changed its arguments.
A mistake is named when its wrong function does in every case what the student's did.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from . import analysis
from .calling import Outcome
from .comparing import Difference, compare, describe
from .encoding import NotPlainData, Opaque
from .exercise import Case, ExerciseData, QuizData
from .verdicts import Verdict

NOT_WRITTEN = "NotImplementedError"
DEATHS = {
    "timeout": ("The call did not finish in the time allowed.", "Is there a loop that never ends?"),
    "memory": (
        "The call asked for more memory than is allowed.",
        "Look for an array that grows with every step.",
    ),
    "crashed": ("The call crashed the Python process.", ""),
    "exited": ("The call ended the Python process.", "Return the result; do not call os._exit or quit."),
}


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
    status, mistake, message, hint, reread = _explain(data, outcomes, fraction)
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


def missing(data: ExerciseData | QuizData, name: str) -> Verdict:
    """The verdict where the name that a check needs is not defined."""
    hint = "Run the cell that defines it first; if you renamed it, give it its name back."
    return Verdict(data.id, 0.0, "missing", message=f"There is no {name} yet.", hint=hint, reread=data.reread)


def holds(data: ExerciseData, case: Case, outcome: Outcome) -> bool:
    """Whether everything holds in one case."""
    return set(data.returns) <= _values_that_hold(data, case, outcome)


def same_outcome(data: ExerciseData, mine: Outcome, other: Outcome) -> bool:
    """Whether two calls did the same, to the exercise's tolerance: errors of one type that say the same.

    An error without a text (one of a drawn case, which is taken out) is compared by its type.
    """
    if mine.died or bool(mine.error) != bool(other.error) or mine.changed != other.changed:
        return False
    if mine.error and other.error:
        (type_of_mine, mine_says), (type_of_other, other_says) = mine.error, other.error
        return type_of_mine == type_of_other and (not mine_says or _gist(mine_says) == _gist(other_says))
    if isinstance(other.value, Opaque):
        return isinstance(mine.value, Opaque) and mine.value == other.value
    if isinstance(other.value, float) and _is_whole(mine.value):  # a mistake's float is no name for a whole number
        return bool(mine.value == other.value)
    return compare(mine.value, other.value, data.tolerance) is None


_OWN_WORDS = re.compile(r"'[^']*'|\w+\(\)|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")


def _gist(text: str) -> str:
    """What an error says, without the names and numbers of one's own code.

    >>> _gist("mse() missing 1 required positional argument: 'y'")
    '… missing … required positional argument: …'
    """
    return _OWN_WORDS.sub("…", text)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def as_values(data: ExerciseData, value: Any) -> dict[str, Any] | Difference:
    """The returned value by the names of the signature, or why it cannot be taken apart."""
    if len(data.returns) == 1:
        return {data.returns[0]: value}
    wanted = f"expected the tuple ({', '.join(data.returns)})"
    if type(value) not in (tuple, list):  # of a list, too, it is clear which value is which
        return Difference("type", f"{data.function} returns {describe(value)}; {wanted}.")
    if len(value) != len(data.returns):
        return Difference("type", f"{data.function} returns {len(value)} values; {wanted}.")
    return dict(zip(data.returns, value, strict=True))


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


def _recognise(data: ExerciseData, outcomes: Sequence[Outcome]) -> str | None:
    for slug in data.mistakes:
        if all(same_outcome(data, o, c.mistakes[slug]) for o, c in zip(outcomes, data.cases, strict=True)):
            return slug
    return None


def _lacks_digits(data: ExerciseData, outcomes: Sequence[Outcome]) -> bool:
    """Whether the work is right and a known mistake at once, since in float32 one cannot be told from the other."""
    return any(_is_single(outcome.value) for outcome in outcomes) and _recognise(data, outcomes) is not None


def _is_single(value: Any) -> bool:
    """Whether numbers of less than 64 bits are in it, which are compared with less care."""
    if isinstance(value, tuple | list | dict):
        return any(map(_is_single, value.values() if isinstance(value, dict) else value))
    return isinstance(value, np.generic | np.ndarray) and value.dtype in (np.float32, np.float16)


def _few_digits(data: ExerciseData) -> tuple[str, str]:
    said = f"{data.function} returns float32, in whose few digits right work and a known mistake are the same."
    return said, "Compute in float64, which NumPy takes where no dtype is given."


def _explain(data: ExerciseData, outcomes: Sequence[Outcome], fraction: float) -> tuple[str, str | None, str, str, str]:
    """(status, slug of the mistake, message, hint, where to read again) for work that is not all right."""
    for outcome in outcomes:
        if outcome.died:
            return outcome.died, None, *DEATHS[outcome.died], ""
    if all(outcome.error and outcome.error[0] == NOT_WRITTEN for outcome in outcomes):
        said = f"{data.function} is not written yet."
        return "missing", None, said, "Replace the line `raise NotImplementedError()` by your own code.", ""
    status = "partial" if fraction else "fail"
    slug = _recognise(data, outcomes)
    if slug is not None:
        mistake = data.mistakes[slug]
        first, _, rest = mistake.explanation.partition("\n")
        return status, slug, first, " ".join(rest.split()), mistake.reread
    for case, outcome in zip(data.cases, outcomes, strict=True):
        if outcome.error:
            return _error(data, case, outcome, status)
    if any(outcome.overwritten for outcome in outcomes):
        said = f"What a call of {data.function} returned is changed by the next call: both are the same array."
        hint = "Make the result anew in each call; an array that the function keeps between calls is everybody's."
        return status, None, said, hint, ""
    for case, outcome in zip(data.cases, outcomes, strict=True):
        if outcome.changed:
            said = f"{data.function} changes its argument {' and '.join(outcome.changed)}{_in(case)}."
            hint = "Make a new array (w = w - step): an update in place (w -= step) writes into the caller's array."
            return status, None, said, hint, ""
    return status, None, *_difference(data, outcomes), ""


def _error(data: ExerciseData, case: Case, outcome: Outcome, status: str) -> tuple[str, str | None, str, str, str]:
    assert outcome.error is not None
    kind, text = outcome.error
    if kind in ("MemoryError", "_ArrayMemoryError"):
        return "memory", None, *DEATHS["memory"], ""
    if kind == NotPlainData.__name__:
        return status, None, f"What {data.function} returns{_in(case)} cannot be compared: {text}.", "", ""
    # the text of an error in a drawn case could tell its inputs
    said = f"{data.function} stops with {kind}{_in(case)}" + (f": {text}" if text and case.title else ".")
    hint = "Call the function yourself with these inputs and read the last line of the traceback." if case.title else ""
    return ("error" if status == "fail" else status), None, said, hint, ""


def _difference(data: ExerciseData, outcomes: Sequence[Outcome]) -> tuple[str, str]:
    """(message, hint) on the first returned value that is off, in the order of the parts."""
    values = [as_values(data, outcome.value) for outcome in outcomes]
    for case, value in zip(data.cases, values, strict=True):
        if isinstance(value, Difference):
            hint = "Does every path end in a return statement?" if outcomes[0].value is None else ""
            return _sentence(value.what, case), hint
    named = [value for value in values if isinstance(value, dict)]
    rights = [as_values(data, case.expected[0].value) for case in data.cases]
    expected = [right for right in rights if isinstance(right, dict)]
    for name in dict.fromkeys(name for names in data.parts.values() for name in names):
        found = _first_difference(data, name, named, expected)
        if found is None:
            continue
        case, difference = found
        if difference.kind != "values":
            return _sentence(difference.what, case), ""
        sizes = [analysis.sizes(each.inputs) for each in data.cases]
        said = analysis.explain([v[name] for v in named], [e[name] for e in expected], sizes, name)
        return said or _sentence(difference.what, case), ""
    return "The result is not right in every case.", ""


def _first_difference(
    data: ExerciseData, name: str, values: list[dict[str, Any]], expected: list[dict[str, Any]]
) -> tuple[Case, Difference] | None:
    for case, mine, right in zip(data.cases, values, expected, strict=True):
        difference = compare(mine[name], right[name], data.tolerance, name)
        if difference and not case.title and _has_keys(right[name]):  # what names a key would tell of hidden inputs
            difference = replace(difference, what=f"{name} is not the expected one.")
        if difference:
            return case, difference
    return None


def _has_keys(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, tuple | list) and any(map(_has_keys, value)))


def _sentence(what: str, case: Case) -> str:
    return what if not case.title else f"{what} Case: {case.title}."


def _in(case: Case) -> str:
    return f" in the case “{case.title}”" if case.title else " in a case that was drawn for grading"


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
