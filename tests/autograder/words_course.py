"""A course of answers in words alone: a task, a manual cell of words and one of code, each with a rubric."""

from __future__ import annotations

import copy
import shutil
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.classes.keeping import grade_assignment
from autograder.course.course import Course
from autograder.course.interpreter import put_interpreter_on_path
from autograder.course.release import release

ASSIGNMENT, NOTEBOOK = "hw1", "essay"
CONFIG = "from autograder import configure\nc = get_config()\nconfigure(c)\n"
HOSTILE = (
    '</textarea></script><script>document.title="ran"</script><img src=x onerror="document.title=\'ran\'">'
    "\x00\x1b[31m\u202e $x$ **bold** {{ 7 * 7 }}"
)
TASK = """Why does it diverge? (3 points)

### BEGIN MARK SCHEME
- [2] names the rate as
  the cause
- [1] gives a number
- [-0.5] units are missing
Any number below 2/L will do.
### END MARK SCHEME"""
ANSWERS = {
    "amara": "The rate is too large.",
    "bo": HOSTILE,
    "chiara": "x" * 1_000_000,
    "dmitri": "It is the rate, 0.3.",
    "elif": "",
}


def _meta(grade_id: str, points: int = 0, **about: bool) -> dict[str, object]:
    flags = {"grade": False, "solution": False, "locked": False, "task": False} | about
    return {"nbgrader": {"schema_version": 3, "grade_id": grade_id, "points": points, **flags}}


def source(task: str = TASK) -> nbformat.NotebookNode:
    """The instructor's notebook."""
    words = "A mean.\n\n### BEGIN MARK SCHEME\n- [1] a sum\n- [1] over the number\n### END MARK SCHEME"
    code = "# ### BEGIN MARK SCHEME\n# - [1] draws the data\n# ### END MARK SCHEME\nprint(1)"
    cells = [
        new_markdown_cell(task, metadata=_meta("why", 3, task=True, locked=True)),
        new_markdown_cell("*Your answer*"),
        new_markdown_cell("What is a mean?", metadata=_meta("ask", locked=True)),
        new_markdown_cell(words, metadata=_meta("mean", 2, grade=True, solution=True)),
        new_code_cell(code, metadata=_meta("draw", 1, grade=True, solution=True)),
    ]
    notebook = new_notebook(cells=cells)
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return notebook


def course_in(folder: Path, task: str = TASK) -> Course:
    """The course, not released."""
    put_interpreter_on_path()
    path = folder / "source" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(source(task), path)
    (folder / "nbgrader_config.py").write_text(CONFIG)
    return Course(folder)


def write_task(course: Course, task: str) -> None:
    """Write the task, with its rubric, anew."""
    nbformat.write(source(task), course.path("source", ".", ASSIGNMENT) / f"{NOTEBOOK}.ipynb")


def graded(folder: Path) -> Course:
    """The course with five graded submissions, one of which is as it was given out."""
    course = course_in(folder)
    release(course, ASSIGNMENT)
    given = nbformat.read(course.path("release", ".", ASSIGNMENT) / f"{NOTEBOOK}.ipynb", 4)
    for student, words in ANSWERS.items():
        mine = copy.deepcopy(given)
        if words:
            mine.cells[1].source = words
            mine.cells[3].source = words
            mine.cells[4].source = "print('drawn')"
        path = course.path("submitted", student, ASSIGNMENT) / f"{NOTEBOOK}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(mine, path)
    grade_assignment(course, ASSIGNMENT, jobs=2)
    return course


def copy_of(course: Course, to: Path) -> Course:
    """A course of its own for a test that writes."""
    shutil.copytree(course.root, to)
    return Course(to)
