"""What is said of work that is not right: the words for a death, an error, a changed argument, a difference.

A known mistake goes before what the reference does with an argument changed, and this before what the numbers say.
Of a drawn case nothing is told but that it is wrong: shapes and sizes of errors could carry its inputs out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any

import numpy as np

from . import analysis
from .analysis import Said
from .calling import Outcome
from .comparing import Difference, compare
from .encoding import NotPlainData
from .exercise import Case, ExerciseData
from .recognising import as_values, recognise

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
HIDDEN = {  # what is said of a drawn case, by the kind of difference
    "type": "{name} is not of the type expected",
    "shape": "{name} has not the shape expected",
    "number": "{name} has not the kind of numbers expected",
    "finite": "{name} contains infinity or NaN (not a number)",
    "values": "{name} is not right",
}
MOST_CAUSES = 3  # that are told of one result
MOST_TITLES = 2
BARELY_WRONG = 1e-2  # of a float32 result: relative

Explanation = tuple[str, str | None, str, str, str]
Held = Sequence[Set[str]]  # names of the returned values that are right, in each case


def explain(data: ExerciseData, outcomes: Sequence[Outcome], held: Held, fraction: float) -> Explanation:
    """(status, slug of the mistake, message, hint, where to read again) for work that is not all right."""
    for outcome in outcomes:
        if outcome.died:
            return outcome.died, None, *DEATHS[outcome.died], ""
    if all(outcome.error and outcome.error[0] == NOT_WRITTEN for outcome in outcomes):
        said = f"{data.function} is not written yet."
        return "missing", None, said, "Replace the line `raise NotImplementedError()` by your own code.", ""
    status = "partial" if fraction else "fail"
    slug = recognise(data, outcomes)
    if slug is not None:
        mistake = data.mistakes[slug]
        first, _, rest = mistake.explanation.partition("\n")
        return status, slug, first, " ".join(rest.split()), mistake.reread
    for case, outcome in zip(data.cases, outcomes, strict=True):
        if outcome.error:
            return _error(data, case, outcome, status, held)
    if any(outcome.overwritten for outcome in outcomes):
        said = f"What a call of {data.function} returned is changed by the next call: both are the same array."
        hint = "Make the result anew in each call; an array that the function keeps between calls is everybody's."
        return status, None, said, hint, ""
    for case, outcome in zip(data.cases, outcomes, strict=True):
        if outcome.changed:
            return status, None, *_changed(data, case, outcome), ""
    return status, None, *_difference(data, outcomes, held), ""


def _error(data: ExerciseData, case: Case, outcome: Outcome, status: str, held: Held) -> Explanation:
    assert outcome.error is not None
    kind, text = outcome.error
    if kind in ("MemoryError", "_ArrayMemoryError"):
        return "memory", None, *DEATHS["memory"], ""
    if kind == NotPlainData.__name__:
        return status, None, f"What {data.function} returns{_in(case)} cannot be compared: {text}.", "", ""
    # the text of an error in a drawn case could tell its inputs
    said = f"{data.function} stops with {kind}{_in(case)}" + (f": {text}" if text and case.title else ".")
    where = _where(data, [set(data.returns) <= names for names in held])
    said = f"{said if said.endswith(('.', '?', '!')) else said + '.'} {where}" if where else said
    hint = "Call the function yourself with these inputs and read the last line of the traceback." if case.title else ""
    return ("error" if status == "fail" else status), None, said, hint, ""


def _changed(data: ExerciseData, case: Case, outcome: Outcome) -> tuple[str, str]:
    names = " and ".join(outcome.changed)
    if set(outcome.changed) <= set(outcome.nudged):
        said = f"{data.function} changes its argument {names}{_in(case)}, by rounding: x + h − 2h + h is not quite x."
        return said, "Move a copy, or keep the old number and write it back."
    said = f"{data.function} changes its argument {names}{_in(case)}."
    return said, "Make a new array (w = w - step): an update in place (w -= step) writes into the caller's array."


def _difference(data: ExerciseData, outcomes: Sequence[Outcome], held: Held) -> tuple[str, str]:
    """(message, hint) on the first returned value that is off, in the order of the parts."""
    gots = []
    for case, outcome in zip(data.cases, outcomes, strict=True):
        value = as_values(data, outcome.value)
        if isinstance(value, Difference):
            hint = "Does every path end in a return statement?" if outcome.value is None else ""
            hidden = f"{data.function} does not return the tuple ({', '.join(data.returns)})"
            return (_sentence(value.what, case) if case.title else f"{hidden}{_in(case)}."), hint
        gots.append(value)
    rights = [_nearest(data, case, got) for case, got in zip(data.cases, gots, strict=True)]
    for name in (name for names in data.parts.values() for name in names):
        wrong = [number for number, names in enumerate(held) if name not in names]
        for number in wrong:
            case, mine, right = data.cases[number], gots[number][name], rights[number][name]
            difference = compare(mine, right, data.tolerance, name, case.single)
            if difference is not None:
                return _told(data, name, gots, rights, [name in names for names in held], case, difference)
    return "The result is not right in every case.", ""


def _nearest(data: ExerciseData, case: Case, got: Mapping[str, Any]) -> dict[str, Any]:
    """Of the right outcomes the one that has most in common with what came."""
    best: dict[str, Any] = {}
    most = -1
    for expected in case.expected:
        right = as_values(data, expected.value)
        assert isinstance(right, dict)
        if len(case.expected) == 1:
            return right
        alike = sum(compare(got[name], right[name], data.tolerance, name, case.single) is None for name in right)
        if alike > most:
            best, most = right, alike
    return best


def _told(
    data: ExerciseData,
    name: str,
    gots: Sequence[Mapping[str, Any]],
    rights: Sequence[Mapping[str, Any]],
    is_right: Sequence[bool],
    case: Case,
    difference: Difference,
) -> tuple[str, str]:
    where = _where(data, is_right)
    what = difference.what if case.title else f"{HIDDEN[difference.kind].format(name=name)}{_in(case)}."
    inputs = [each.inputs for each in data.cases]
    said = analysis.of_results(data.function, name, gots, rights, inputs, data.tolerance)
    said = said or _derived(data, name, [got[name] for got in gots])
    if difference.kind == "values":
        mine = next(got[name] for got, each in zip(gots, data.cases, strict=True) if each is case)
        said = said or _too_few_digits(name, mine, case, difference) or _of_numbers(data, name, gots, rights, is_right)
    if said is None:
        return (f"{what} {where}" if where else _sentence(what, case)), ""
    sentence = said.sentence if said.sentence.startswith(name) else said.sentence[0].upper() + said.sentence[1:]
    kept = f"{what} " if difference.kind != "values" else ""
    return f"{kept}{sentence} {where}".rstrip(), said.hint


def _derived(data: ExerciseData, name: str, gots: Sequence[Any]) -> Said | None:
    """Which change of an argument the reference would need to give this value in every case."""
    found = [words for words in data.cases[0].derived if _is_what_comes_out(data, name, gots, words)]
    if not 0 < len(found) <= MOST_CAUSES:
        return None
    hint = "Is every argument used where the formula has it, as it stands there?"
    return Said(f"{name} is what comes out {', or '.join(found)}.", hint)


def _is_what_comes_out(data: ExerciseData, name: str, gots: Sequence[Any], words: str) -> bool:
    for case, got in zip(data.cases, gots, strict=True):
        outcome = case.derived.get(words)
        values = None if outcome is None or outcome.error else as_values(data, outcome.value)
        if not isinstance(values, dict) or compare(got, values[name], data.tolerance, name, case.single) is not None:
            return False
    return True


def _too_few_digits(name: str, mine: Any, case: Case, difference: Difference) -> Said | None:
    if not _is_single(mine) or not difference.relative < BARELY_WRONG:
        return None
    off = f" by {difference.relative:.1g} of its size" if case.title else ""
    said = f"{name} is float32 and off{off}: that is more than float32 alone explains."
    return Said(
        said, "Compute in float64, which NumPy takes where no dtype is given, and see whether it is right then."
    )


def _is_single(value: Any) -> bool:
    """Whether numbers of less than 64 bits are in it."""
    if isinstance(value, tuple | list):
        return any(map(_is_single, value))
    return isinstance(value, np.generic | np.ndarray) and value.dtype in (np.float32, np.float16)


def _of_numbers(
    data: ExerciseData,
    name: str,
    gots: Sequence[Mapping[str, Any]],
    rights: Sequence[Mapping[str, Any]],
    is_right: Sequence[bool],
) -> Said | None:
    evidence = analysis.evidence_of(
        name,
        [got[name] for got in gots],
        [right[name] for right in rights],
        [case.inputs for case in data.cases],
        [bool(case.title) for case in data.cases],
        is_right,
        data.tolerance,
    )
    return analysis.explain(evidence) if evidence else None


def _where(data: ExerciseData, is_right: Sequence[bool]) -> str:
    """In which of the cases that the student may see it is right, where it is right in some."""
    shown = [(case.title, right) for case, right in zip(data.cases, is_right, strict=True) if case.title]
    wrong = [f"“{title}”" for title, right in shown if not right]
    right = [f"“{title}”" for title, right in shown if right]
    if not right or all(is_right):
        return ""
    if not wrong:
        return "It is right in every case that you see, but not in all that were drawn for grading."
    if len(wrong) <= MOST_TITLES:
        return f"Right in {len(right)} of the {len(shown)} cases that you see; not in {' and '.join(wrong)}."
    if len(right) <= MOST_TITLES:
        return f"Of the {len(shown)} cases that you see it is right in {' and '.join(right)} only."
    return f"Right in {len(right)} of the {len(shown)} cases that you see; not in {wrong[0]}, for example."


def _sentence(what: str, case: Case) -> str:
    return what if not case.title else f"{what} Case: {case.title}."


def _in(case: Case) -> str:
    return f" in the case “{case.title}”" if case.title else " in a case that was drawn for grading"
