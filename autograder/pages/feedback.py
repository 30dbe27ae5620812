"""The feedback: one page a notebook for each student, in nbgrader's place.

First what was earned and what still waits for a person; then each graded cell with its verdict, the student's own
work and a person's comments. Statements are not repeated. References, drawn cases, hidden tests, mark schemes, other
students and folders of this machine have no way onto the page: of the graded notebook only the student's cells are
shown, their texts are redacted, and of outputs only text and checked images.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import ExitStack
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from ..classes import exchange
from ..classes.standing import StudentResult, graded_class, read_marks
from ..course.course import Assignment, Course
from ..course.files import write_text
from ..course.helpers import warm_process
from ..intake.matching import match_files
from ..progress import say, say_fault
from ..sandbox.failures import CannotRun
from ..sandbox.warm_process import WarmProcess
from ..text import SafeText, is_safe_name, safe
from .figures import draw, undrawn
from .page import Redactor, rendered
from .student_page import Page

FLAGS = {
    "late": "It was handed in late.",
    "time-unknown": "When it was handed in is not known. A person will look whether that was in time.",
    "another-assignment": "What you handed in is no notebook of this assignment. It was not graded.",
    "renamed": "Your file had another name than it was given out with. It was recognised; please keep the name.",
    "files-left-out": "Some of the files beside your notebook could not be taken: links, strange names, or too much.",
    "files-restored": "A file beside your notebook was not as it was given out. What was given out counted.",
    "restored": "Cells that you were given were missing, or stood in another order. They were put back.",
    "duplicated": "A cell that you were given stood in your notebook more than once. The last with work in it counted.",
    "library-call": "A function was called that the exercise is to do without. A person will look.",
    "numerical-differences": "A result has the few digits of numerical differences where a formula was asked for. A "
    "person will look.",
}


def write_feedback(course: Course, assignment: str) -> list[Path]:
    """As `try_feedback`; the paths of the pages."""
    return try_feedback(course, assignment)[0]


def try_feedback(
    course: Course, assignment: str, *, students: Collection[str] | None = None, warm: WarmProcess | None = None
) -> tuple[list[Path], list[SafeText]]:
    """Write feedback/STUDENT/ASSIGNMENT/NOTEBOOK.html for all that was graded; the paths, and who has no page.

    students: for these alone; warm: the caller's, for figures that were not drawn yet.

    Where a student's page cannot be made or written, that is told in a line, and the others get theirs. Raises
    CourseError when nothing was graded yet.
    """
    graded = graded_class(course, assignment, read_marks(course, assignment))
    loaded = course.load(assignment)
    redact = Redactor(course)
    paths, without = list[Path](), list[SafeText]()
    with Drawing(course, assignment, warm) as drawing:
        for student in graded:
            if students is not None and student.student not in students:
                continue
            try:
                paths += _write_pages(course, loaded, student, drawing, redact)
            except Exception as problem:
                say_fault()
                say(safe(f"no feedback: {student.student}: {problem}"), problem=True)
                without.append(student.student)
    return paths, without


def _write_pages(
    course: Course, loaded: Assignment, student: StudentResult, drawing: Drawing, redact: Redactor
) -> list[Path]:
    """The pages of one student."""
    folder = course.path("feedback", student.student, loaded.name)
    paths, pages = list[Path](), dict[str, SafeText]()
    for result in student.notebooks:
        source = loaded.notebooks.get(result.name)
        if source is None:  # taken out of the assignment since
            continue
        page = Page(result, source, drawing.cells(student.student, result.name), redact)
        flags = _flags(student)
        text = rendered("feedback.html", assignment=loaded.name, student=student, page=page, flags=flags)
        paths.append(folder / f"{result.name}.html")
        write_text(paths[-1], text)
        pages[result.name] = text
    fetched = exchange.complete(course.path("autograded", student.student, loaded.name), folder)
    if fetched and "renamed" in student.flags:
        _write_renamed(course, loaded, student.student, pages)
    return paths


def _write_renamed(course: Course, loaded: Assignment, student: str, pages: dict[str, SafeText]) -> None:
    """The pages once more, by the names that the student gave the files: `nbgrader fetch_feedback` asks for these."""
    folder = course.path("feedback", student, loaded.name)
    files, _ = match_files(loaded, course.path("submitted", student, loaded.name))
    for name, path in files.items():
        if name in pages and path.stem not in loaded.notebooks and is_safe_name(path.stem):
            write_text(folder / f"{path.stem}.html", pages[name])


class Drawing(ExitStack):
    """The graded notebooks of an assignment, with their figures: drawn now where they were not yet."""

    def __init__(self, course: Course, assignment: str, warm: WarmProcess | None = None) -> None:
        super().__init__()
        self._course, self._assignment, self._warm = course, assignment, warm

    def cells(self, student: str, name: str) -> list[NotebookNode]:
        """Cells of a graded notebook; none where it is gone."""
        path = self._course.path("autograded", student, self._assignment) / f"{name}.ipynb"
        if not path.is_file():
            return []
        notebook = nbformat.v4.reads(path.read_text("utf-8", "replace"))
        if undrawn(notebook):
            if self._warm is None:
                about = self._course.settings, self._course.root
                self._warm = self.enter_context(warm_process(*about, draws=True))
            try:
                notebook = draw(self._course, self._assignment, student, name, self._warm) or notebook
            except CannotRun:  # the page then says where a figure was
                self._warm = None  # for the next student another
        cells: list[NotebookNode] = notebook.cells
        return cells


def _flags(student: StudentResult) -> list[str]:
    told = {"late"} if student.lateness.words else set()  # in more words than these, beside the points
    return [text for flag, text in FLAGS.items() if flag in student.flags and flag not in told]
