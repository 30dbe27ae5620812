"""What is said of work that is not right: the words for a death, an error, a changed argument, a difference.

A known mistake goes before all else.
"""

from __future__ import annotations

from collections.abc import Sequence

from .calling import Outcome
from .differing import Held, in_case, on_difference, where_right
from .encoding import NotPlainData
from .exercise import Case, ExerciseData
from .recognising import recognise

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

Explanation = tuple[str, str | None, str, str, str]
MEMORY = (  # fields of an outcome, and what is said
    (
        "overwritten",
        "What a call of {} returned is changed by the next call: the two share memory.",
        "Make a new result in each call: do not return an array that the function keeps between calls.",
    ),
    (
        "unsteady",
        "Called again with the same inputs, {} gives another result: it remembers earlier calls, "
        "or draws random numbers of its own.",
        "Is there a variable outside, or a default value such as `seen=[]`, that a call changes?",
    ),
)


def _memory(data: ExerciseData, outcomes: Sequence[Outcome]) -> tuple[str, str] | None:
    """What is said of a function that keeps something from one call to the next, None of any other."""
    for remembers, said, hint in MEMORY:
        if any(getattr(outcome, remembers) for outcome in outcomes):
            return said.format(data.function), hint
    return None


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
    memory = _memory(data, outcomes)
    if memory is not None:
        return status, None, *memory, ""
    for case, outcome in zip(data.cases, outcomes, strict=True):
        if outcome.changed:
            return status, None, *_changed(data, case, outcome), ""
    return status, None, *on_difference(data, outcomes, held), ""


def _error(data: ExerciseData, case: Case, outcome: Outcome, status: str, held: Held) -> Explanation:
    assert outcome.error is not None
    kind, text = outcome.error
    if kind in ("MemoryError", "_ArrayMemoryError"):
        return "memory", None, *DEATHS["memory"], ""
    if kind == NotPlainData.__name__:
        return status, None, f"What {data.function} returns{in_case(case)} cannot be compared: {text}.", "", ""
    if case.title:
        line = f" in line {outcome.line[0]}" if outcome.line else ""
        said = f"{data.function} stops with {kind}{line}{in_case(case)}" + (f": {text}" if text else ".")
        hint = ""
    else:  # neither the text nor the line of an error in a drawn case: they could tell its inputs
        said = f"{data.function} stops with {kind}{in_case(case)}."
        hint = "It does not stop in the cases that you see: which inputs does the statement allow that they lack?"
    where = where_right(data, [set(data.returns) <= names for names in held])
    said = f"{said if said.endswith(('.', '?', '!')) else said + '.'} {where}" if where else said
    return ("error" if status == "fail" else status), None, said, hint, ""


def _changed(data: ExerciseData, case: Case, outcome: Outcome) -> tuple[str, str]:
    names = " and ".join(outcome.changed)
    if set(outcome.changed) <= set(outcome.nudged):
        said = f"{data.function} changes its argument {names}{in_case(case)}, by rounding alone."
        return said, "x + h − 2h + h is not quite x. Move a copy, or keep the old number and write it back."
    said = f"{data.function} changes its argument {names}{in_case(case)}."
    return said, "Make a new array (w = w - step): an update in place (w -= step) writes into the caller's array."
