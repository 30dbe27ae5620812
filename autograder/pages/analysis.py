"""The report as data: figures of the class and of its exercises, for whoever computes with them."""

from __future__ import annotations

import json
import statistics
from typing import Any

from ..classes.anonymous import anonymous
from ..classes.items import Key, items
from ..classes.keeping import TIMINGS_FILE
from ..classes.standing import StudentResult, graded_class, read_marks
from ..course.course import Course
from ..course.moments import shown
from ..course.source import SourceNotebook
from .page import titles


def report_tree(course: Course, assignment: str, *, hide_names: bool = False) -> dict[str, Any]:
    """What `autograder report --json` writes. Raises CourseError when nothing was graded yet."""
    marks = read_marks(course, assignment)
    students = graded_class(course, assignment, marks)
    if hide_names:
        students = anonymous(course, assignment, students)
    loaded, rules = course.load(assignment), marks.standing.rules
    named = names_of_cells(loaded.notebooks, students)
    return {
        "assignment": assignment,
        "max_points": loaded.max_points,
        "due": shown(rules.due) if rules.due else None,
        "late_policy": rules.policy.words if rules.policy else None,
        "items": [{"title": named[item.notebook, item.cell], **item.to_tree()} for item in items(students)],
        "students": [
            {
                "student": each.student,
                "points": each.points,
                "waiting": each.waiting,
                "penalty": each.penalty,
                "late": each.lateness.words,
                "flags": each.flags,
            }
            for each in students
        ],
        "seconds": time_taken(course, assignment),
    }


def time_taken(course: Course, assignment: str) -> dict[str, float] | None:
    """Seconds that the grader took for a submission, of those of the last run; None where nobody measured."""
    try:
        measured = json.loads((course.results_path(assignment) / TIMINGS_FILE).read_bytes())
        seconds = [float(each) for each in measured.values()]
    except (OSError, ValueError, AttributeError, TypeError):
        return None
    if not seconds:
        return None
    return {"submissions": len(seconds), "median": round(statistics.median(seconds), 3), "largest": max(seconds)}


def names_of_cells(sources: dict[str, SourceNotebook], students: list[StudentResult]) -> dict[Key, str]:
    """Titles of the graded cells, in the order of the notebooks; the notebook's name where there are several."""
    known = {(name, cell): title for name, source in sources.items() for cell, title in titles(source).items()}
    seen = [(n.name, cell.grade_id) for each in students for n in each.notebooks for cell in n.cells]
    several = len({notebook for notebook, _ in seen}) > 1
    return {
        key: f"{key[0]}: {known.get(key, key[1])}" if several else known.get(key, key[1]) for key in dict.fromkeys(seen)
    }
