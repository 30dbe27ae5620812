"""`autograder explain STUDENT EXERCISE`: the instructor's answer to an appeal.

Runs the student's work again and prints every case that does not hold: inputs, expected and got, with the seed of the
cases that were drawn for this work and the digest of the declarations. It shows hidden cases and right results, so it
never becomes part of a feedback.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gdkit.checking import ExerciseData, Outcome, ProbeData
from gdkit.checking.encoding import Opaque
from gdkit.checking.judging import holds
from gdkit.checking.probing import outcomes, refuse

from ..course.course import Assignment, Course
from ..course.helpers import warm_process
from ..declaring.quiz import Quiz
from ..errors import CourseError
from ..grading.answer_key import AnswerKey, WorkKey
from ..grading.grade import grade_notebook
from ..intake.beside import beside_of
from ..intake.matching import matched_notebook


class _Remembering(AnswerKey):
    """Keeps the key of the work that it is asked for."""

    def for_work(self, sources: Sequence[str]) -> WorkKey:
        self.work = super().for_work(sources)
        return self.work


def explain(course: Course, assignment: Assignment, student: str, id: str) -> str:
    """The text. Raises CourseError when there is nothing to explain."""
    if id not in assignment.check_ids:
        raise CourseError(f"{assignment.name} has no check of {id!r}; it checks: {', '.join(assignment.check_ids)}.")
    key = _Remembering(assignment.book, assignment.seed)
    with warm_process(course.settings, course.root) as warm:
        for source in assignment.notebooks.values():
            if any(cell.check and cell.check[0] == id for cell in source.cells):
                submitted = matched_notebook(course, assignment, source, student)
                limits, own = course.settings.limits, beside_of(course, assignment, student)
                graded = grade_notebook(source, submitted, key, warm, assignment, limits=limits, own=own)
                cells = [cell for cell in graded.cells if cell.verdict is not None and cell.verdict.id == id]
    if not cells:
        raise CourseError(f"The work of {student} was not run, so there is nothing to explain: {graded.problem}")
    cell = cells[0]
    assert cell.verdict is not None
    lines = [
        f"{student}, {id}: {cell.verdict.status}, {cell.points:g} of {cell.max_points:g} points"
        + (f", mistake named: {cell.verdict.mistake}" if cell.verdict.mistake else ""),
        f"seed of the cases drawn for this work {key.work.seed(id)}, declaration {assignment.book.digest(id)}"
        + (" (edited since the release)" if id in assignment.changed_since_release else ""),
        "",
        cell.verdict.text,
    ]
    data, declared = key.work.data(id), assignment.book[id]
    if isinstance(data, ExerciseData):
        lines += _cases(data, key.work.judged.get(id, []))
        if cell.verdict.passed:
            lines += ["", "every case holds"]
    elif isinstance(data, ProbeData):
        lines += _probe(data, key.work.probes.get(id))
    elif isinstance(declared, Quiz):
        lines.append(f"\nthe right answer is {declared.answer!r}")
    return "\n".join(lines)


def _cases(data: ExerciseData, outcomes: list[Outcome]) -> list[str]:
    lines = []
    for number, (case, outcome) in enumerate(zip(data.cases, outcomes, strict=False), 1):
        if holds(data, case, outcome):
            continue
        lines.append(f"\ncase {number} of {len(data.cases)}: {case.title or 'drawn'}")
        lines += [f"  {name} = {_shown(value)}" for name, value in case.inputs.items()]
        lines.append(f"  expected {_shown(case.expected[0].value)}")
        got = outcome.died or _result(outcome)
        lines.append(f"  got      {got}" + (f"; it changed {', '.join(outcome.changed)}" if outcome.changed else ""))
    return lines


def _probe(data: ProbeData, value: Any) -> list[str]:
    lines = ["", *(f"  {name} = {_shown(each)}" for name, each in (value.items() if isinstance(value, dict) else ()))]
    if refuse(data, value) is None:
        suspect, right = outcomes(data, data.domain.numbers(value))
        lines += [f"  the suspect {data.suspect} gives {_result(suspect)}", f"  right is {_result(right)}"]
    return lines


def _result(outcome: Outcome) -> str:
    return ": ".join(outcome.error) if outcome.error else _shown(outcome.value)


def _shown(value: Any) -> str:
    if isinstance(value, Opaque):
        return f"a value of type {value.type_name}"
    with np.printoptions(precision=17, threshold=60, linewidth=200):
        return " ".join(repr(value).split())[:1500]
