"""Both graders on the same submissions, and every graded cell on which they differ, with the reason."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..classes.batch import choose_students, cores
from ..classes.keeping import grade_assignment
from ..classes.submission import Submission
from ..course.course import Assignment, Course
from ..course.release import release
from ..errors import CourseError
from ..text import SafeText, safe
from .copies import another, copy_of
from .evidence import Case, files_below, handed_in, same
from .explain import Found, by_trying, by_what_is_there
from .reasons import REASONS
from .stock import Ended, Key, Score, Stock, executed, scores
from .trying import Trials

Tell = Callable[[str, int], Callable[[str], None]]  # (what is done, of how many): told of each that is done


@dataclass(frozen=True)
class Difference:
    """A graded cell with other points, and why."""

    student: str
    notebook: str
    cell: str
    nbgrader: Score
    ours: Score
    reason: str
    shown_by: str

    def to_tree(self) -> dict[str, Any]:
        """As JSON has it."""
        known = REASONS[self.reason]
        return {
            "student": self.student,
            "notebook": self.notebook,
            "cell": self.cell,
            "max_points": self.ours.max_points,
            "nbgrader": {"points": self.nbgrader.points, "asks_for_a_person": self.nbgrader.asks},
            "ours": {"points": self.ours.points, "asks_for_a_person": self.ours.asks},
            "reason": self.reason,
            "favours": known.favours,
            "documented": known.documented,
            "shown_by": self.shown_by,
        }


@dataclass
class Comparison:
    """What came out. asked: cells of the same points for which one of the two asks a person and the other does not."""

    assignment: str
    students: list[SafeText]
    cells: int = 0
    differences: list[Difference] = field(default_factory=list)
    asked: list[Key] = field(default_factory=list)
    stopped: dict[str, Ended] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def explained(self) -> bool:
        """Whether every difference has a documented reason."""
        return all(REASONS[each.reason].documented for each in self.differences)

    @property
    def counts(self) -> Counter[str]:
        """How many cells each reason has."""
        return Counter(each.reason for each in self.differences)

    def to_tree(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "assignment": self.assignment,
            "students": len(self.students),
            "cells": self.cells,
            "same": self.cells - len(self.differences),
            "different": len(self.differences),
            "explained": self.explained,
            "reasons": {
                name: {"cells": count, "text": REASONS[name].text, "favours": REASONS[name].favours}
                for name, count in self.counts.most_common()
            },
            "differences": [each.to_tree() for each in self.differences],
            "same_points_but_a_person_is_asked_by_one": [list(key) for key in self.asked],
            "nbgrader_stopped_at": sorted(self.stopped),
            "seconds": {name: round(seconds, 1) for name, seconds in self.seconds.items()},
        }


def compare(
    course: Course,
    name: str,
    folder: Path,
    *,
    students: list[str] | None = None,
    jobs: int | None = None,
    tell: Tell = lambda what, count: lambda student: None,
) -> Comparison:
    """Grade with both, in copies below `folder`, and explain what differs. Raises CourseError when it cannot begin.

    nbgrader runs what was handed in without walls, with the rights of whoever calls this.
    """
    jobs = jobs or cores()
    found = Comparison(name, choose_students(course, name, students))
    ours = copy_of(course, name, found.students, folder / "ours", ours=True)
    theirs = copy_of(course, name, found.students, folder / "nbgrader", ours=False)
    with Stock(jobs) as stock:
        if not _is_released(ours, name):
            release(ours, name)
            stock.release(theirs, name)
        start = time.perf_counter()
        told = tell("grading with ours", len(found.students))
        mine = grade_assignment(ours, name, jobs=jobs, progress=lambda done: told(done.student))
        found.seconds["ours"] = time.perf_counter() - start
        fresh = another(theirs, name, folder / "nbgrader-released")
        start = time.perf_counter()
        ended = stock.grade(theirs, name, found.students, tell("grading with nbgrader", len(found.students)))
        found.seconds["nbgrader"] = time.perf_counter() - start
        found.stopped = {student: each for student, each in ended.items() if each.failed}
        start = time.perf_counter()
        cases = _cases(found, ours, theirs, mine, ended)
        trials = Trials(stock, ours, theirs, fresh, name, folder, tell)
        found.differences = explained(cases, trials)
        found.seconds["explaining"] = time.perf_counter() - start
    return found


def explained(cases: Sequence[Case], trials: Trials) -> list[Difference]:
    """The differences with their reasons; what is tried is tried for those alone that need it."""
    reasons: dict[Key, Found] = {}
    left = []
    for case in cases:
        found = by_what_is_there(case)
        if found is None:
            left.append(case)
        else:
            reasons[case.key] = found
    trials.run(left)
    reasons |= {case.key: by_trying(case) for case in left}
    return [
        Difference(*case.key, case.nbgrader, case.ours, reasons[case.key].reason, reasons[case.key].shown_by)
        for case in cases
    ]


def _is_released(made: Course, name: str) -> bool:
    try:
        made.load(name)
    except CourseError:
        return False
    return True


def _cases(
    found: Comparison, ours: Course, theirs: Course, mine: Iterable[Submission], ended: dict[str, Ended]
) -> list[Case]:
    """The cells that differ, each with what both graders left of it. Counts the others."""
    assignment = ours.load(found.assignment)
    wanted, given = scores(ours, found.assignment), scores(theirs, found.assignment)
    found.cells = len(wanted)
    of_student = {submission.student: submission for submission in mine}
    cases = []
    for key, score in sorted(wanted.items()):
        other = given.get(key) or Score(None, True, score.max_points)
        if same(other.points, score.points):
            if other.asks != score.asks:
                found.asked.append(key)
            continue
        cases.append(_case(key, other, score, ended[key[0]], of_student[safe(key[0])], assignment, ours, theirs))
    return cases


def _case(
    key: Key,
    nbgrader: Score,
    score: Score,
    ended: Ended,
    submission: Submission,
    assignment: Assignment,
    ours: Course,
    theirs: Course,
) -> Case:
    student, notebook, cell = key
    folder = ours.path("submitted", student, assignment.name)
    graded = next((each for each in submission.notebooks if each.name == notebook), None)
    return Case(
        key,
        nbgrader,
        score,
        ended,
        executed(theirs, assignment.name, student, notebook),
        executed(ours, assignment.name, student, notebook),
        next((each for each in graded.cells if each.grade_id == cell), None) if graded else None,
        handed_in(folder / f"{notebook}.ipynb"),
        assignment.notebooks[notebook],
        files_below(folder, ours.path("source", ".", assignment.name)),
        (*submission.flags, *(graded.flags if graded else ())),
    )
