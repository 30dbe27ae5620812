"""What is said of a returned value that is not the right one, where no known mistake does the same.

What the reference does with an argument changed goes before what the numbers say. Of a drawn case nothing is told but
that it is wrong: shapes, dtypes and sizes of errors could carry its inputs out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import analysis
from .analysis import Evidence, Said
from .calling import Outcome
from .comparing import Difference, compare
from .exercise import UNNAMED, Case, ExerciseData
from .recognising import as_values

HIDDEN = {  # what is said of a drawn case, by the kind of difference
    "type": "{name} is not of the expected type",
    "shape": "{name} does not have the expected shape",
    "number": "{name} does not hold the expected kind of numbers",
    "finite": "{name} contains infinity or NaN (not a number)",
    "values": "{name} is not right",
}
MOST_CAUSES = 3  # that are told of one result
MOST_TITLES = 2
BARELY_WRONG = 1e-2  # of a float32 result: relative

Held = Sequence[Set[str]]  # names of the returned values that are right, in each case
Values = Sequence[Mapping[str, Any]]  # the returned values of each case, by name


def on_difference(data: ExerciseData, outcomes: Sequence[Outcome], held: Held) -> tuple[str, str]:
    """As `_on_difference`, with sentences that begin as sentences do."""
    message, hint = _on_difference(data, outcomes, held)
    return re.sub(rf"(?:^|(?<=[.?!] )){UNNAMED}\b", UNNAMED.capitalize(), message), hint


def _on_difference(data: ExerciseData, outcomes: Sequence[Outcome], held: Held) -> tuple[str, str]:
    """(message, hint) on the first returned value that is off and can be explained, else on the first that is off."""
    gots = []
    for case, outcome in zip(data.cases, outcomes, strict=True):
        value = as_values(data, outcome.value)
        if isinstance(value, Difference):
            hint = "Does every path end in a return statement?" if outcome.value is None else ""
            hidden = f"{data.function} does not return the tuple ({', '.join(data.returns)})"
            return (f"{value.what} Case: {case.title}." if case.title else f"{hidden}{in_case(case)}."), hint
        gots.append(value)
    rights = [_nearest(data, case, got) for case, got in zip(data.cases, gots, strict=True)]
    first: tuple[str, str] | None = None
    for name in (name for names in data.parts.values() for name in names):
        off = _Off(data, name, gots, rights, [name in names for names in held])
        difference = off.first
        if difference is not None:
            said = off.said(difference)
            if said is not None:
                return said
            first = first or off.plainly(difference)
    return first or ("The result is not right in every case.", "")


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


@dataclass(frozen=True)
class _Off:
    """One returned value that is not right in every case."""

    data: ExerciseData
    name: str
    gots: Values
    rights: Values
    is_right: Sequence[bool]

    @property
    def first(self) -> tuple[Case, Any, Difference] | None:
        """The first case in which it is off, what came there, and how it differs."""
        for case, got, right in zip(self.data.cases, self.gots, self.rights, strict=True):
            mine = got[self.name]
            difference = compare(mine, right[self.name], self.data.tolerance, self.name, case.single)
            if difference is not None:
                return case, mine, difference
        return None

    def plainly(self, off: tuple[Case, Any, Difference]) -> tuple[str, str]:
        """What differs, and where."""
        case, _, _ = off
        where = where_right(self.data, self.is_right)
        return " ".join(filter(None, [self._what(off), where or (f"Case: {case.title}." if case.title else "")])), ""

    def said(self, off: tuple[Case, Any, Difference]) -> tuple[str, str] | None:
        """What explains it; None where nothing does."""
        case, mine, difference = off
        name, inputs = self.name, [each.inputs for each in self.data.cases]
        said = analysis.of_results(self.data.function, name, self.gots, self.rights, inputs, self.data.tolerance)
        evidence = self._evidence if difference.kind == "values" else None
        if said is None and evidence is not None and len(evidence.gots) == len(self.gots):
            said = analysis.plain_factor(evidence)
        said = said or self._derived()
        if evidence is not None:
            said = said or _too_few_digits(name, mine, case, difference) or self._of_numbers(evidence)
        if said is None:
            return None
        sentence = said.sentence if said.sentence.startswith(name) else said.sentence[0].upper() + said.sentence[1:]
        what = "" if difference.kind == "values" else self._what(off)
        return " ".join(filter(None, [what, sentence, where_right(self.data, self.is_right)])), said.hint

    def _what(self, off: tuple[Case, Any, Difference]) -> str:
        case, _, difference = off
        return difference.what if case.title else f"{HIDDEN[difference.kind].format(name=self.name)}{in_case(case)}."

    def _derived(self) -> Said | None:
        """Which change of an argument makes the reference give this value, in every case."""
        found = [words for words in self.data.cases[0].derived if self._is_what_comes_out(words)]
        if not 0 < len(found) <= MOST_CAUSES:
            return None
        hint = "Is every argument used where the formula has it, as it stands there?"
        return Said(f"{self.name} is what comes out {', or '.join(found)}.", hint)

    def _is_what_comes_out(self, words: str) -> bool:
        for case, got in zip(self.data.cases, self.gots, strict=True):
            outcome = case.derived.get(words)
            values = None if outcome is None or outcome.error else as_values(self.data, outcome.value)
            if not isinstance(values, dict):
                return False
            if compare(got[self.name], values[self.name], self.data.tolerance, self.name, case.single) is not None:
                return False
        return True

    @property
    def _evidence(self) -> Evidence | None:
        return analysis.evidence_of(
            self.name,
            [got[self.name] for got in self.gots],
            [right[self.name] for right in self.rights],
            [case.inputs for case in self.data.cases],
            [bool(case.title) for case in self.data.cases],
            self.is_right,
            self.data.tolerance,
        )

    def _of_numbers(self, evidence: Evidence) -> Said | None:
        """What the numbers say, in the cases where they are numbers of the right shape."""
        said = analysis.explain(evidence)
        if said is None or len(evidence.gots) == len(self.gots):
            return said
        return said.after("Where it can be compared, ", self.name)


def _too_few_digits(name: str, mine: Any, case: Case, difference: Difference) -> Said | None:
    if not _is_single(mine) or not difference.relative < BARELY_WRONG:
        return None
    off = f" by {difference.relative:.1g} of its size" if case.title else ""
    said = f"{name} is float32 and off{off}: that is more than float32 alone explains."
    return Said(said, "Compute in float64, which NumPy takes where no dtype is given, and see whether it is right.")


def _is_single(value: Any) -> bool:
    """Whether numbers of less than 64 bits are in it."""
    if isinstance(value, tuple | list):
        return any(map(_is_single, value))
    return isinstance(value, np.generic | np.ndarray) and value.dtype in (np.float32, np.float16)


def where_right(data: ExerciseData, is_right: Sequence[bool]) -> str:
    """In which of the cases that the student may see it is right, where it is right in some."""
    shown = [(case.title, right) for case, right in zip(data.cases, is_right, strict=True) if case.title]
    wrong = [_quoted(title) for title, right in shown if not right]
    right = [_quoted(title) for title, right in shown if right]
    if not right or all(is_right):
        return ""
    if not wrong:
        return "It is right in every case that you see, but not in all that were drawn for grading."
    if len(wrong) <= MOST_TITLES:
        return f"Right in {len(right)} of the {len(shown)} cases that you see; not in {' and '.join(wrong)}."
    if len(right) <= MOST_TITLES:
        return f"Of the {len(shown)} cases that you see it is right in {' and '.join(right)} only."
    return f"Right in {len(right)} of the {len(shown)} cases that you see; not in {wrong[0]}, for example."


def _quoted(title: str) -> str:
    return title if "“" in title else f"“{title}”"


def in_case(case: Case) -> str:
    """Which case it is, for the end of a sentence."""
    return f" in the case {_quoted(case.title)}" if case.title else " in a case that was drawn for grading"
