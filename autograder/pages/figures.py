"""Figures are drawn when somebody looks at them: the submission runs again, with every figure drawn.

Random states are seeded by the submission's code, so the second run shows what the first one did. Only autograded/
is written; results and grades stay as they are.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from nbformat import NotebookNode

from ..course.course import Course
from ..course.files import write_atomically
from ..grading.answer_key import AnswerKey
from ..grading.grade import grade_notebook
from ..grading.notebook_file import written
from ..intake.beside import beside_of
from ..intake.matching import matched_notebook
from ..intake.reading import Unreadable
from ..progress import say
from ..sandbox.warm_process import WarmProcess
from ..text import safe

MARK = "autograder"  # key in the metadata of a graded notebook


def undrawn(notebook: NotebookNode) -> bool:
    """Whether figures of this graded notebook wait to be drawn."""
    about = notebook.metadata.get(MARK)
    return isinstance(about, dict) and about.get("figures") == "not drawn"


def draw(course: Course, assignment: str, student: str, name: str, warm: WarmProcess) -> NotebookNode | None:
    """The graded notebook with its figures, written to autograded/; None when it cannot be run."""
    loaded = course.load(assignment)
    source = loaded.notebooks.get(name)
    if source is None:
        return None
    limits = replace(course.settings.limits, figures="drawn")
    try:
        submitted = matched_notebook(course, loaded, source, student)
    except (Unreadable, OSError):
        return None
    key, own = AnswerKey(loaded.book, loaded.seed), beside_of(course, loaded, student)
    graded = grade_notebook(source, submitted, key, warm, loaded, limits=limits, own=own)
    path = course.path("autograded", student, assignment) / f"{name}.ipynb"
    try:
        write_atomically(Path(path), written(graded.notebook))
    except OSError as problem:  # whoever looks sees the figures all the same
        say(safe(f"not kept: the figures of {student}: {problem}"), problem=True)
    return graded.notebook
