"""Holds what students must not see, and compares it with what their functions returned. No process is touched here."""

from __future__ import annotations

import builtins
import hmac
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from gdkit.checking import ExerciseData, Outcome, ProbeData, Verdict, judge, judge_quiz
from gdkit.checking.encoding import Opaque
from gdkit.checking.exercise import Case, Data, QuizData
from gdkit.checking.explaining import DEATHS
from gdkit.checking.judging import missing

from ..declaring.book import Book
from ..declaring.exercise import Exercise
from ..declaring.quiz import Quiz
from ..sandbox.child import encoded
from .probes import judge_apart
from .run import Answer, Questions
from .undefined import Why

TOO_LARGE = "it is too large, nested too deeply or damaged"
KNOWN_ERRORS = {name for name, value in vars(builtins).items() if isinstance(value, type)} | {
    "AxisError",
    "LinAlgError",
    "NotPlainData",
    "_ArrayMemoryError",
    "_UFuncBinaryResolutionError",
    "_UFuncNoLoopError",
    "UFuncTypeError",
}
KNOWN_TYPES = {
    *("function", "generator", "method", "builtin_function_or_method", "module", "type", "matrix", "set", "bytes"),
    *("range", "map", "zip", "filter", "reversed", "MaskedArray", "DataFrame", "Series", "Tensor", "Generator"),
    "array of dtype object",
}


class AnswerKey:
    """What students must not see of an assignment: its secret seed, and the exercises with references and mistakes.

    Shared by the threads of a run. Each work has cases of its own drawn: `for_work`.
    """

    def __init__(self, book: Book, seed: int) -> None:
        self.book = book
        self._secret = str(seed).encode()
        self._shown: dict[str, Data] = {}
        self._encoded: dict[str, list[dict[str, Any]]] = {}

    def for_work(self, sources: Sequence[str]) -> WorkKey:
        """The key to a notebook in which the student's own code cells have these sources."""
        return WorkKey(self, sources)

    def shown(self, id: str) -> Data:
        """The exercise as every student has it. Raises NoSuchExercise."""
        if id not in self._shown:
            self._shown[id] = self.book[id].data()
        return self._shown[id]

    def shown_inputs(self, id: str) -> list[dict[str, Any]]:
        """The inputs of the shown cases, as they are sent."""
        if id not in self._encoded:
            data = self.shown(id)
            self._encoded[id] = [encoded(case.inputs) for case in data.cases] if isinstance(data, ExerciseData) else []
        return self._encoded[id]

    def seed(self, id: str, sources: Sequence[str]) -> int:
        """The seed of the drawn cases: HMAC-SHA256 (RFC 2104) of exercise and work, under the assignment's seed.

        The same work has the same cases whenever and by whomever it is handed in, and any edit has others. So nobody
        can hand in what was found out about them, by whatever way: work that holds it is other work.
        """
        message = json.dumps([id, *sources]).encode()
        return int.from_bytes(hmac.digest(self._secret, message, "sha256")[:16])


class WorkKey:
    """The key to one student's notebook: it asks and judges; `autograder.grading.run` brings the answers."""

    def __init__(self, key: AnswerKey, sources: Sequence[str]) -> None:
        self._key, self._sources = key, sources
        self._data: dict[str, Data] = {}
        self.judged: dict[str, list[Outcome]] = {}  # outcomes by exercise
        self.probes: dict[str, Any] = {}  # what was handed in, by exercise

    def seed(self, id: str) -> int:
        """The seed of the cases that are drawn for this work: `Exercise.draw` gives them again."""
        return self._key.seed(id, self._sources)

    def data(self, id: str) -> Data:
        """The exercise with shown and drawn cases. Raises NoSuchExercise."""
        if id not in self._data:
            data, declared = self._key.shown(id), self._key.book[id]
            if isinstance(declared, Exercise) and isinstance(data, ExerciseData):
                data = replace(data, cases=(*data.cases, *declared.drawn_cases(self.seed(id))))
            self._data[id] = data
        return self._data[id]

    def reads_a_value(self, id: str) -> bool:
        """Whether a check of this id reads an answer or a probe instead of calling a function."""
        return not isinstance(self._key.shown(id), ExerciseData)

    def questions(self, id: str) -> Questions:
        """What a check of this exercise asks."""
        data = self.data(id)
        if not isinstance(data, ExerciseData):
            return Questions(quiz=True)
        shown = self._key.shown_inputs(id)
        return Questions(shown, [encoded(case.inputs) for case in data.cases[len(shown) :]])

    def outcomes(self, id: str, answer: Answer) -> list[Outcome]:
        """What an answer says of each case, without words of the student's that could tell of hidden inputs."""
        data = self.data(id)
        assert isinstance(data, ExerciseData)
        self.judged[id] = [
            _believable(outcome, case) for outcome, case in zip(answer.outcomes, data.cases, strict=True)
        ]
        return self.judged[id]

    def missing(self, id: str, name: str, why: Why) -> Verdict:
        """The verdict where the name that a check looks up is not there."""
        data = self._key.shown(id)
        kind = "function" if isinstance(data, ExerciseData) else "variable"
        return replace(missing(data, f"{kind} {name}", why.said, why.hint), status=why.status)

    def verdict(self, id: str, answer: Answer) -> Verdict:
        """The verdict on an answer that is there."""
        data = self.data(id)
        if not isinstance(data, ExerciseData):
            return self._value(data, answer)
        return judge(data, self.outcomes(id, answer))

    def _value(self, data: QuizData | ProbeData, answer: Answer) -> Verdict:
        if answer.died is not None:
            return Verdict(data.id, 0.0, answer.died, message=DEATHS[answer.died][0], reread=data.reread)
        if isinstance(data, ProbeData):
            self.probes[data.id] = answer.value
            return judge_apart(data, answer.value, self._key.book)
        quiz = self._key.book[data.id]
        assert isinstance(quiz, Quiz)
        return judge_quiz(data, answer.value, quiz.answer, quiz.why, quiz.wrong)


def _believable(outcome: Outcome, case: Case) -> Outcome:
    """The outcome without words of the student's where they could tell of hidden inputs."""
    names = set(case.inputs)
    outcome = replace(
        outcome,
        changed=tuple(name for name in outcome.changed if name in names),
        aliased=tuple(name for name in outcome.aliased if name in names),
        nudged=tuple(name for name in outcome.nudged if name in names),
    )
    if case.title:
        return outcome
    if outcome.error:
        kind = outcome.error[0] if outcome.error[0] in KNOWN_ERRORS else "Exception"
        return replace(outcome, error=(kind, TOO_LARGE if kind == "NotPlainData" else ""), line=None)
    return replace(outcome, value=_without_names(outcome.value))


def _without_names(value: Any) -> Any:
    if isinstance(value, Opaque):
        return value if value.type_name in KNOWN_TYPES else Opaque("another type")
    if type(value) in (list, tuple):
        return type(value)(_without_names(item) for item in value)
    if type(value) is dict:
        return {key: _without_names(item) for key, item in value.items()}
    return value
