"""What a page of feedback says, in a few words: for an LMS's column of comments, and for Gradescope.

Only what a page may show: points, the verdict's own words, a person's comments. Of cases, tests and folders of this
machine nothing.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gdkit.checking import STATUSES

from ..classes.keeping import TIMINGS_FILE
from ..classes.lms_fill import ASKED, WAITS
from ..classes.scores import Scores
from ..classes.standing import CellResult, NotebookResult, StudentResult
from ..course.course import Assignment, Course
from ..course.files import as_json, write_text
from ..errors import CourseError
from ..grading.results import NO_ANSWER
from ..progress import say, say_fault
from ..text import SafeText, safe, safe_tree
from .page import Redactor, points, titles

MAX_COMMENT = 5_000  # characters


class Words:
    """The words of an assignment's feedback."""

    def __init__(self, course: Course, assignment: str) -> None:
        self.assignment: Assignment | None = None
        try:
            self.assignment = course.load(assignment)
        except CourseError:  # graded by nbgrader, and not released by us: ids serve as titles
            self.assignment = None
        self._redact = Redactor(course)
        notebooks = self.assignment.notebooks if self.assignment else {}
        self._titles = {name: titles(source) for name, source in notebooks.items()}

    def title(self, notebook: NotebookResult, cell: CellResult) -> SafeText:
        """The heading under which the exercise stands."""
        return safe(self._titles.get(notebook.name, {}).get(cell.grade_id) or cell.grade_id)

    def said(self, cell: CellResult) -> SafeText:
        """What is said of a cell that has not all its points; nothing where it is right, or where a person decided."""
        if cell.points is None:
            return safe("It waits for a person.")
        if cell.by_person or cell.status == "pass":
            return safe("")
        return self._redact(cell.message or f"{STATUSES.get(cell.status, cell.status)}.")

    def comment(self, student: StudentResult) -> SafeText:
        """Points and words for each exercise, as HTML in one line: so Moodle keeps its comments."""
        most = sum(notebook.max_points for notebook in student.notebooks)
        lines = [f"{points(student.points)} of {points(most)}."]
        if student.waiting:
            lines.append(f"{points(student.waiting)} more wait for a person.")
        if student.penalty:
            lines.append(f"{points(student.penalty)} were taken off because it was handed in late.")
        for notebook in student.notebooks:
            lines += self._of_notebook(notebook)
        text = "\n".join(lines)
        cut = text if len(text) <= MAX_COMMENT else f"{text[:MAX_COMMENT]} […]"
        return safe(html.escape(cut, quote=False).replace("\n", "<br>"))

    def _of_notebook(self, notebook: NotebookResult) -> Iterator[str]:
        unread = bool(notebook.problem) and not notebook.waiting
        if unread:
            yield f"{safe(notebook.name)}.ipynb could not be read: {self._redact(notebook.problem)}"
        for cell in notebook.cells:
            if unread and not cell.by_person:
                continue
            earned = "–" if cell.points is None else points(cell.points)
            line = f"{self.title(notebook, cell)}: {earned} of {points(cell.max_points)}. {self.said(cell)}"
            yield line.strip()
        for comment in notebook.comments.values():
            if comment != NO_ANSWER:
                yield f"Comment: {safe(comment)}"

    def gradescope(self, student: StudentResult, seconds: float) -> dict[str, Any]:
        """A student's results.json, as Gradescope's autograders write it."""
        tests = []
        for notebook in student.notebooks:
            for cell in notebook.cells:
                test = {"name": self.title(notebook, cell), "max_score": cell.max_points, "output": self.said(cell)}
                test |= {"visibility": "visible", "score": cell.points or 0.0}
                if cell.points is not None:  # what waits has neither passed nor failed
                    test["status"] = "passed" if cell.points >= cell.max_points else "failed"
                tests.append(test)
        return {
            "score": student.points,
            "execution_time": seconds,
            "output": self._summary(student),
            "output_format": "text",
            "visibility": "visible",
            "stdout_visibility": "hidden",
            "extra_data": {"student": student.student, "flags": student.flags, "waiting": student.waiting},
            "tests": tests,
        }

    def _summary(self, student: StudentResult) -> SafeText:
        lines = []
        if student.waiting:
            lines.append(f"{points(student.waiting)} points wait for a person.")
        if student.penalty:
            lines.append(f"{points(student.penalty)} points were taken off because it was handed in late.")
        for notebook in student.notebooks:
            if notebook.problem:
                lines.append(self._redact(notebook.problem))
            lines += [f"Comment: {comment}" for comment in notebook.comments.values() if comment != NO_ANSWER]
        return safe("\n".join(lines))


def _seconds(course: Course, assignment: str) -> dict[str, float]:
    """How long each submission took, where that is known."""
    try:
        tree = json.loads((course.results_path(assignment) / TIMINGS_FILE).read_bytes())
        return {str(student): float(seconds) for student, seconds in tree.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def write_gradescope(
    course: Course, scores: Scores, folder: Path, *, partial: bool = False
) -> tuple[list[Path], list[str]]:
    """Write FOLDER/STUDENT/results.json; the paths, and the students who have none, with the reason."""
    words, seconds = Words(course, scores.assignment), _seconds(course, scores.assignment)
    paths, without = [], []
    for name, student in scores.students.items():
        if student.is_undecided and not partial:
            without.append(f"{name}: {(WAITS if student.waiting else ASKED).why}")
            continue
        try:
            if name in ("", ".", "..") or set("/\\\0") & set(name):  # from a gradebook that others fill
                raise OSError("no folder can be called so")
            path = folder / name / "results.json"
            write_text(path, as_json(safe_tree(words.gradescope(student, seconds.get(name, 0.0)))))
            paths.append(path)
        except Exception as problem:  # a name that this disk cannot hold
            say_fault()
            say(safe(f"not exported: {name}: {problem}"), problem=True)
            without.append(f"{name}: {problem}")
    return paths, without
