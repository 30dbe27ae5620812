"""`autograder explain STUDENT EXERCISE`: the instructor's answer to an appeal.

Runs the student's work again and prints every case that does not hold: inputs, expected and got, with the seed and the
digest of the declarations. It shows hidden cases and right results, so it never becomes part of a feedback.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gdkit.checking import ExerciseData, Outcome, QuizData
from gdkit.checking.encoding import Opaque
from gdkit.checking.judging import holds

from . import exercises
from .batch import limits_of
from .course import Assignment, Course, CourseError, exercise_of
from .grading import Recording, grade_notebook
from .intake import matched_notebook
from .students import WarmProcess


def explain(course: Course, assignment: Assignment, student: str, id: str) -> str:
    """The text. Raises CourseError when there is nothing to explain."""
    if id not in assignment.check_ids:
        raise CourseError(f"{assignment.name} has no check of {id!r}; it checks: {', '.join(assignment.check_ids)}.")
    judge = Recording(assignment)
    with WarmProcess() as warm:
        for source in assignment.notebooks.values():
            if any(cell.check and cell.check[0] == id for cell in source.cells):
                submitted = matched_notebook(course, assignment, source, student)
                limits = limits_of(course.config)
                graded = grade_notebook(source, submitted, judge, warm, assignment, student=student, limits=limits)
                cell = next(cell for cell in graded.cells if cell.verdict is not None and cell.verdict.id == id)
    assert cell.verdict is not None
    lines = [
        f"{student}, {id}: {cell.verdict.status}, {cell.points:g} of {cell.max_points:g} points"
        + (f", mistake named: {cell.verdict.mistake}" if cell.verdict.mistake else ""),
        f"seed {assignment.seed}, declarations {exercises.digest([id])}"
        + (" (edited since the release)" if assignment.changed_since_release else ""),
        "",
        cell.verdict.text,
    ]
    data = judge.data(id)
    if isinstance(data, QuizData):
        lines.append(f"\nthe right answer is {getattr(exercise_of(id), 'answer', '')!r}")
    else:
        lines += _cases(data, judge.outcomes.get(id, []))
    return "\n".join(lines)


def _cases(data: ExerciseData, outcomes: list[Outcome]) -> list[str]:
    lines = []
    for number, (case, outcome) in enumerate(zip(data.cases, outcomes, strict=False), 1):
        if holds(data, case, outcome):
            continue
        lines.append(f"\ncase {number} of {len(data.cases)}: {case.title or 'drawn'}")
        lines += [f"  {name} = {_shown(value)}" for name, value in case.inputs.items()]
        lines.append(f"  expected {_shown(case.expected[0].value)}")
        got = outcome.died or (": ".join(outcome.error) if outcome.error else _shown(outcome.value))
        lines.append(f"  got      {got}" + (f"; it changed {', '.join(outcome.changed)}" if outcome.changed else ""))
    return lines or ["", "every case holds"]


def _shown(value: Any) -> str:
    if isinstance(value, Opaque):
        return f"a value of type {value.type_name}"
    with np.printoptions(precision=17, threshold=60, linewidth=200):
        return " ".join(repr(value).split())[:1500]
