"""What is said of work that is not right: the words for a death, an error, a changed argument, a difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from . import analysis
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


def explain(data: ExerciseData, outcomes: Sequence[Outcome], fraction: float) -> tuple[str, str | None, str, str, str]:
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
    if case.title:
        line = f" in line {outcome.line[0]}" if outcome.line else ""
        said = f"{data.function} stops with {kind}{line}{_in(case)}" + (f": {text}" if text else ".")
        hint = ""
    else:  # neither the text nor the line of an error in a drawn case: they could tell its inputs
        said = f"{data.function} stops with {kind}{_in(case)}."
        hint = "It does not stop in the cases that you see: which inputs does the statement allow that they lack?"
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
