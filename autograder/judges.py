"""Holds what students must not see, and compares it with what their functions return."""

from __future__ import annotations

import builtins
from dataclasses import replace
from typing import Any

from gdkit.checking import ExerciseData, Outcome, QuizData, Verdict, judge, judge_quiz
from gdkit.checking.encoding import Opaque
from gdkit.checking.exercise import Case
from gdkit.checking.judging import DEATHS, missing

from .children import encoded
from .course import Assignment, exercise_of
from .declarations import Quiz
from .running import Held, Run
from .students import StudentDied

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


_Asked = tuple[int, Case, dict[str, Any]]  # number of the case, the case, its inputs as they are sent


class Judge:
    """Holds the expected outcomes of an assignment: computed once a run, in this process only."""

    def __init__(self, assignment: Assignment) -> None:
        self.seed = assignment.seed
        self._data: dict[str, ExerciseData | QuizData] = {}
        self._asked: dict[tuple[str, bool], list[_Asked]] = {}

    def data(self, id: str) -> ExerciseData | QuizData:
        """The exercise with shown and drawn cases."""
        if id not in self._data:
            declared = exercise_of(id)
            self._data[id] = declared.data() if isinstance(declared, Quiz) else declared.data(self.seed)
        return self._data[id]

    def verdicts(self, run: Run) -> list[Verdict]:
        """The verdicts on the checks that a run holds, in their order.

        First the shown cases of all, then the drawn ones: an error's text may be quoted in the feedback, and nothing
        that is quoted can have been near a hidden input.
        """
        held = run.held
        outcomes: list[dict[int, Outcome]] = [{} for _ in held]
        for shown in (True, False):
            for check, known in zip(held, outcomes, strict=True):
                if not check.quiz:
                    _ask(run, check, self._cases(check.id, shown=shown), known)
                    if not shown:
                        check.close()  # its memory is free for the next
        return [self._verdict(check, known) for check, known in zip(held, outcomes, strict=True)]

    def _cases(self, id: str, *, shown: bool) -> list[_Asked]:
        """The shown or the drawn cases, with inputs as they are sent: the same for every submission."""
        if (id, shown) not in self._asked:
            data = self.data(id)
            assert isinstance(data, ExerciseData)
            self._asked[id, shown] = [
                (index, case, encoded(case.inputs))
                for index, case in enumerate(data.cases)
                if bool(case.title) == shown
            ]
        return self._asked[id, shown]

    def _verdict(self, check: Held, known: dict[int, Outcome]) -> Verdict:
        data = self.data(check.id)
        if isinstance(data, QuizData):
            return _quiz(data, check)
        if check.missing:
            return missing(data, f"function {check.name}")
        outcomes = [known[index] for index in range(len(data.cases))]
        self.keep(check.id, outcomes)
        return judge(data, outcomes)

    def keep(self, id: str, outcomes: list[Outcome]) -> None:
        """Outcomes are forgotten once they are judged; see `Recording`."""


class Recording(Judge):
    """A judge that keeps the outcomes of the calls, to explain a verdict to the instructor."""

    def __init__(self, assignment: Assignment) -> None:
        super().__init__(assignment)
        self.outcomes: dict[str, list[Outcome]] = {}

    def keep(self, id: str, outcomes: list[Outcome]) -> None:
        self.outcomes[id] = outcomes


def _ask(run: Run, check: Held, cases: list[_Asked], known: dict[int, Outcome]) -> None:
    if cases and check.how is None and not check.missing and check.branch is not None:
        outcomes = check.branch.call_all(check.name, [inputs for *_, inputs in cases])
        try:
            for (index, case, _), outcome in zip(cases, outcomes, strict=True):
                if outcome is None:
                    check.missing = True
                else:
                    known[index] = _believable(outcome, case)
        except StudentDied as death:
            check.how = death.how
            if run.child is not None and not run.child.alive:  # the call reached out of its branch
                run.died(death.how)
    for index, *_ in cases:
        known.setdefault(index, Outcome(died=check.how or "crashed"))


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


def _quiz(data: QuizData, check: Held) -> Verdict:
    quiz = exercise_of(data.id)
    assert isinstance(quiz, Quiz)
    if check.missing:
        return missing(data, f"variable {check.name}")
    if check.how is not None:
        return Verdict(data.id, 0.0, check.how, message=DEATHS[check.how][0], reread=data.reread)
    return judge_quiz(data, check.value, quiz.answer, quiz.why)
