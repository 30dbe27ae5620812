"""What a check knows of an exercise, as plain data: its cases, the expected outcomes, the known mistakes.

The data of the cases that students see is written to checks.json beside their notebook; it holds no reference.
The grader makes the same data for the cases it draws, in its own process.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from .calling import Outcome
from .comparing import FLOAT32_TOLERANCE, compare
from .encoding import NotPlainData, decode, encode
from .probe import ProbeData

FORMAT = 1  # of checks.json
LEAST_LOSS, MOST_LOSS = 2.0**-23, 1e-4  # of float32: its own step; and more tells that float32 will not do


@dataclass(frozen=True)
class Mistake:
    """A known mistake: its slug, one or two sentences that explain it, and where to read again."""

    slug: str
    explanation: str
    reread: str = ""


@dataclass(frozen=True)
class Case:
    """One call with its expected outcomes.

    title     what is particular about it, in words ("weights given as integers"); empty for a drawn case
    inputs    the arguments by name, in the order of the signature
    expected  right outcomes: the reference's first, then those of alternatives
    mistakes  what each known mistake does with these inputs, by slug
    derived   what the reference does with an argument changed, by the words for the change
    loss      gives what the reference loses when it computes in float32, relative to its result; None: not known
    """

    title: str
    inputs: Mapping[str, Any]
    expected: tuple[Outcome, ...]
    mistakes: Mapping[str, Outcome]
    derived: Mapping[str, Outcome] = field(default_factory=dict)
    loss: Callable[[], float | None] = lambda: None

    def single(self) -> float:
        """The tolerance for a float32 result: ten times what the reference loses."""
        loss = self.loss()
        return FLOAT32_TOLERANCE if loss is None else 10 * min(max(loss, LEAST_LOSS), MOST_LOSS)


@dataclass(frozen=True)
class ExerciseData:
    """An exercise: one function of the student's, judged on cases.

    signature  "minibatch_step(X, y, w, b, eta) -> (w, b, dw, db)"
    parts      what earns credit: part -> names of returned values; equal shares
    tolerance  see `comparing.compare`
    reread     where the lecture treats it
    library_calls  names of functions that the exercise is to be done without
    by_formula     whether the result is to come from a formula, not from numerical differences
    """

    id: str
    signature: str
    parts: Mapping[str, tuple[str, ...]]
    tolerance: float
    reread: str
    mistakes: Mapping[str, Mistake]
    cases: tuple[Case, ...] = field(default=())
    library_calls: tuple[str, ...] = ()
    by_formula: bool = False

    @property
    def function(self) -> str:
        """Name of the student's function."""
        return parse_signature(self.signature)[0]

    @property
    def returns(self) -> tuple[str, ...]:
        """Names of the returned values; several when the function returns a tuple."""
        return parse_signature(self.signature)[2]

    def to_tree(self) -> dict[str, Any]:
        """The data for JSON."""
        return {
            "kind": "function",
            "id": self.id,
            "signature": self.signature,
            "parts": {part: list(names) for part, names in self.parts.items()},
            "tolerance": self.tolerance,
            "reread": self.reread,
            "library_calls": list(self.library_calls),
            "by_formula": self.by_formula,
            "mistakes": {slug: [m.explanation, m.reread] for slug, m in self.mistakes.items()},
            "derived": (derived := self._telling()),
            "cases": [_case_to_tree(case, derived, self) for case in self.cases],
        }

    def _telling(self) -> list[str]:
        """The changes of an argument that show: no error in any case, another result in one."""
        return [
            words
            for words in (self.cases[0].derived if self.cases else ())
            if all(case.derived[words].error is None for case in self.cases)
            and any(compare(case.derived[words].value, case.expected[0].value, self.tolerance) for case in self.cases)
        ]

    @classmethod
    def from_tree(cls, tree: Any) -> ExerciseData:
        """Read the data back. Raises NotPlainData when it is damaged."""
        try:
            return cls(
                id=str(tree["id"]),
                signature=str(tree["signature"]),
                parts={part: tuple(names) for part, names in tree["parts"].items()},
                tolerance=float(tree["tolerance"]),
                reread=str(tree["reread"]),
                mistakes={slug: Mistake(slug, text, reread) for slug, (text, reread) in tree["mistakes"].items()},
                cases=tuple(_case_from_tree(case, tree.get("derived", [])) for case in tree["cases"]),
                library_calls=tuple(str(name) for name in tree.get("library_calls", ())),
                by_formula=tree.get("by_formula", False) is True,
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise NotPlainData(f"damaged data of an exercise ({error})") from None


def _case_to_tree(case: Case, derived: Sequence[str], data: ExerciseData) -> dict[str, Any]:
    tree: dict[str, Any] = {
        "title": case.title,
        "inputs": {name: encode(value) for name, value in case.inputs.items()},
        "expected": [outcome.to_tree() for outcome in case.expected],
        "mistakes": {slug: outcome.to_tree() for slug, outcome in case.mistakes.items()},
        "derived": [_changed_in(case.derived[words].value, case, data) for words in derived],
    }
    loss = case.loss()
    return tree if loss is None else tree | {"loss": float(f"{loss:.2g}")}


def _changed_in(value: Any, case: Case, data: ExerciseData) -> list[Any]:
    """Of each returned value what a derived mistake makes of it, None where that is the right one."""
    right = case.expected[0].value
    pairs = zip(value, right, strict=True) if len(data.returns) > 1 else [(value, right)]
    return [None if compare(its, mine, data.tolerance) is None else encode(its) for its, mine in pairs]


def _derived_of(trees: Any, right: Any) -> Outcome:
    values = [decode(tree) for tree in trees]
    rights = right if len(values) > 1 else (right,)
    filled = tuple(its if value is None else value for value, its in zip(values, rights, strict=True))
    return Outcome(filled if len(values) > 1 else filled[0])


def _case_from_tree(tree: Any, derived: Sequence[str]) -> Case:
    loss = None if tree.get("loss") is None else float(tree["loss"])
    expected = tuple(Outcome.from_tree(outcome) for outcome in tree["expected"])
    changed = zip(derived, tree.get("derived", []), strict=True)
    return Case(
        title=str(tree["title"]),
        inputs={name: decode(value) for name, value in tree["inputs"].items()},
        expected=expected,
        mistakes={slug: Outcome.from_tree(outcome) for slug, outcome in tree["mistakes"].items()},
        derived={str(words): _derived_of(trees, expected[0].value) for words, trees in changed},
        loss=lambda: loss,
    )


@dataclass(frozen=True)
class QuizData:
    """A quiz as a student's copy knows it: the choices, neither the answer nor anything derived from it."""

    id: str
    choices: tuple[str, ...]
    reread: str

    def to_tree(self) -> dict[str, Any]:
        """The data for JSON."""
        return {"kind": "quiz", "id": self.id, "choices": list(self.choices), "reread": self.reread}

    @classmethod
    def from_tree(cls, tree: Any) -> QuizData:
        """Read the data back. Raises NotPlainData when it is damaged."""
        try:
            return cls(str(tree["id"]), tuple(str(choice) for choice in tree["choices"]), str(tree["reread"]))
        except (KeyError, TypeError) as error:
            raise NotPlainData(f"damaged data of a quiz ({error})") from None


Data = ExerciseData | QuizData | ProbeData


def from_tree(tree: Any) -> Data:
    """The exercise, quiz or probe of one entry of checks.json."""
    kind = tree.get("kind") if isinstance(tree, dict) else None
    if kind == "function":
        return ExerciseData.from_tree(tree)
    if kind == "quiz":
        return QuizData.from_tree(tree)
    if kind == "probe":
        return ProbeData.from_tree(tree)
    raise NotPlainData("damaged data of an exercise (kind)")


UNNAMED = "the result"
_SIGNATURE = re.compile(r"\s*(\w+)\s*\(([\w\s,]*)\)\s*->\s*(\(?)([\w\s,]+)(\)?)\s*")


@cache
def parse_signature(signature: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Split "f(x, y) -> (a, b)" into name, parameters and names of the returned values.

    >>> parse_signature("mse(theta, Xb, y) -> J")
    ('mse', ('theta', 'Xb', 'y'), ('J',))

    A single value that the statement gives no name is "result" there, and "the result" in what is said of it.
    """
    match = _SIGNATURE.fullmatch(signature)
    if match is None or bool(match[3]) != bool(match[5]):
        raise ValueError(f"signature {signature!r} cannot be read; expected 'name(x, y) -> result' or '-> (a, b)'")
    names = [tuple(part.strip() for part in match[i].split(",") if part.strip()) for i in (2, 4)]
    return match[1], names[0], (UNNAMED,) if names[1] == ("result",) else names[1]
