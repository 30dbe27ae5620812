"""Holds what students must not see, and compares it with what their functions returned. No process is touched here."""

from __future__ import annotations

import builtins
from dataclasses import replace
from typing import Any

from gdkit.checking import ExerciseData, Outcome, QuizData, Verdict, judge, judge_quiz
from gdkit.checking.encoding import Opaque
from gdkit.checking.exercise import Case
from gdkit.checking.judging import DEATHS, missing

from ..declaring.book import Book
from ..declaring.exercise import Quiz
from ..sandbox.child import encoded
from .run import Answer, Questions

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
    """What students must not see of an assignment's exercises: references, drawn cases, expected outcomes.

    It asks and judges; `autograder.grading.run` brings the answers. Computed once a run, in this process only.
    """

    def __init__(self, book: Book, seed: int) -> None:
        self._book, self._seed = book, seed
        self._data: dict[str, ExerciseData | QuizData] = {}
        self._questions: dict[str, Questions] = {}

    def data(self, id: str) -> ExerciseData | QuizData:
        """The exercise with shown and drawn cases. Raises NoSuchExercise."""
        if id not in self._data:
            declared = self._book[id]
            self._data[id] = declared.data() if isinstance(declared, Quiz) else declared.data(self._seed)
        return self._data[id]

    def questions(self, id: str) -> Questions:
        """What a check of this exercise asks: the same of every submission."""
        if id not in self._questions:
            data = self.data(id)
            if isinstance(data, QuizData):
                self._questions[id] = Questions(quiz=True)
            else:
                shown = [encoded(case.inputs) for case in data.cases if case.title]
                drawn = [encoded(case.inputs) for case in data.cases if not case.title]
                self._questions[id] = Questions(shown, drawn)
        return self._questions[id]

    def outcomes(self, id: str, answer: Answer) -> list[Outcome]:
        """What an answer says of each case, without words of the student's that could tell of hidden inputs."""
        data = self.data(id)
        assert isinstance(data, ExerciseData)
        return [_believable(outcome, case) for outcome, case in zip(answer.outcomes, data.cases, strict=True)]

    def verdict(self, id: str, answer: Answer) -> Verdict:
        """The verdict on an answer."""
        data = self.data(id)
        if isinstance(data, QuizData):
            return self._quiz(data, answer)
        if answer.missing:
            return missing(data, f"function {answer.name}")
        return judge(data, self.outcomes(id, answer))

    def _quiz(self, data: QuizData, answer: Answer) -> Verdict:
        quiz = self._book[data.id]
        assert isinstance(quiz, Quiz)
        if answer.missing:
            return missing(data, f"variable {answer.name}")
        if answer.died is not None:
            return Verdict(data.id, 0.0, answer.died, message=DEATHS[answer.died][0], reread=data.reread)
        return judge_quiz(data, answer.value, quiz.answer, quiz.why)


def _believable(outcome: Outcome, case: Case) -> Outcome:
    """The outcome without words of the student's where they could tell of hidden inputs."""
    names = set(case.inputs)
    outcome = replace(
        outcome,
        changed=tuple(name for name in outcome.changed if name in names),
        aliased=tuple(name for name in outcome.aliased if name in names),
    )
    if case.title:
        return outcome
    if outcome.error:
        kind = outcome.error[0] if outcome.error[0] in KNOWN_ERRORS else "Exception"
        return replace(outcome, error=(kind, TOO_LARGE if kind == "NotPlainData" else ""))
    return replace(outcome, value=_without_names(outcome.value))


def _without_names(value: Any) -> Any:
    if isinstance(value, Opaque):
        return value if value.type_name in KNOWN_TYPES else Opaque("another type")
    if type(value) in (list, tuple):
        return type(value)(_without_names(item) for item in value)
    if type(value) is dict:
        return {key: _without_names(item) for key, item in value.items()}
    return value
