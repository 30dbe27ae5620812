"""What is known of how each submission came: results/ASSIGNMENT/handed_in.json, kept from one collecting to the next.

Grading makes flags of it, the report names who handed in something else, and a later delivery is compared with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any

from ..course.course import Course
from ..course.files import as_json, write_text
from ..text import safe_tree

FILE = "handed_in.json"
TEST_STUDENT = "test-student"  # a flag
MARKS_LATENESS = {"Canvas"}  # LMSs that mark what is late, without a time: what has no mark was in time by their clock


@dataclass(frozen=True)
class Came:
    """How one student's submission came.

    source     the folder or archive
    files      what lies in submitted/ of it; other: what was handed in where there is no notebook
    when       in UTC, as timestamp.txt has it; empty where it is not known
    said       the time as the LMS wrote it, where its zone is not known
    late       the LMS's own mark
    order      greater for what the LMS took later
    notes      what a person should look at
    test       Canvas's test student, who is nobody of the class
    refused    files that were not taken, with the reason, the first of them; left_out: how many in all
    """

    source: str = ""
    lms: str = ""
    files: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    when: str = ""
    said: str = ""
    late: bool = False
    order: int = 0
    notes: tuple[str, ...] = ()
    test: bool = False
    refused: tuple[str, ...] = ()
    left_out: int = 0

    @property
    def marked(self) -> bool | None:
        """Whether the LMS says that it was late; None where it says nothing of it."""
        return True if self.late else False if self.lms in MARKS_LATENESS else None

    def flags(self, *, timed: bool) -> list[str]:
        """Of the submission: what its files do not say. Where its time is known (timed), the due date decides."""
        late = ["late"] if self.late and not timed else []
        unknown = ["no-time-zone"] if self.said and not timed else []
        test = [TEST_STUDENT] if self.test else []
        left_out = ["files-left-out"] if self.left_out else []
        return late + unknown + left_out + (["several-files"] if self.notes else []) + test


def read_record(course: Course, assignment: str) -> dict[str, Came]:
    """By student; what is damaged is not known."""
    try:
        tree = json.loads((course.results_path(assignment) / FILE).read_bytes())
    except (OSError, ValueError):
        return {}
    return {student: _came(said) for student, said in tree.items()} if isinstance(tree, dict) else {}


def keep_record(course: Course, assignment: str, known: dict[str, Came]) -> None:
    """Write it. Raises OSError."""
    tree = {student: asdict(came) for student, came in sorted(known.items())}
    write_text(course.results_path(assignment) / FILE, as_json(safe_tree(tree)))


def _came(said: Any) -> Came:
    said = said if isinstance(said, dict) else {}
    known: dict[str, Any] = {}
    for each in fields(Came):
        value = said.get(each.name, each.default)
        value = tuple(map(str, value)) if isinstance(value, list) else value
        if type(value) is type(each.default):
            known[each.name] = value
    return Came(**known)


def without_notebook(known: dict[str, Came], students: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Who handed in something else, and what."""
    return {student: known[student].other for student in students if student in known and known[student].other}
