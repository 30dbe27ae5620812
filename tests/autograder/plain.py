"""Small nbgrader courses of asserts, without exercises of ours: released, handed in, graded by us and by nbgrader."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from autograder.classes.keeping import grade_assignment
from autograder.classes.submission import Submission
from autograder.course.course import Course
from autograder.course.release import release
from autograder.sandbox.warm_process import WarmProcess

NAME = "ps1"
PYTHON = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "plain"
{more}
"""
OURS = "from autograder import configure\nconfigure(c)\n"
Files = Mapping[str, bytes | str]


def solution(id: str, source: str) -> NotebookNode:
    """A cell that the student writes."""
    return _cell(id, source, solution=True, grade=False, locked=False)


def asserts(id: str, source: str, points: float = 1) -> NotebookNode:
    """A cell of asserts."""
    return _cell(id, source, solution=False, grade=True, locked=True, points=points)


def _cell(id: str, source: str, **about: Any) -> NotebookNode:
    cell = nbformat.v4.new_code_cell(source, id=id)
    cell.metadata["nbgrader"] = {"grade_id": id, "schema_version": 3, "task": False, "cell_type": "code", **about}
    return cell


def notebook(cells: Sequence[NotebookNode], metadata: Mapping[str, Any] = PYTHON) -> NotebookNode:
    """A notebook with these cells."""
    return nbformat.v4.new_notebook(cells=list(cells), metadata=dict(metadata))


def put(folder: Path, files: Files) -> None:
    """Write files, by their names with slashes."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def released(
    folder: Path, cells: Sequence[NotebookNode], files: Files | None = None, config: str = "", *, apart: bool = False
) -> Course:
    """A course of one assignment, released; apart: in a process of its own, for what nbgrader leaves open."""
    put(folder, {"nbgrader_config.py": CONFIG.format(more=config) + OURS})
    put(folder / "source" / NAME, {"work.ipynb": nbformat.writes(notebook(cells)), **(files or {})})
    if apart:
        command = [sys.executable, "-m", "autograder", "release", NAME, "--course", str(folder)]
        subprocess.run(command, check=True, capture_output=True)
        return Course(folder)
    course = Course(folder)
    release(course, NAME)
    return course


def hand_in(
    course: Course,
    student: str,
    answers: Mapping[str, str] | None = None,
    files: Files | None = None,
    metadata: Mapping[str, Any] | None = None,
) -> Path:
    """Hand in the released notebook with these cells; the folder."""
    work = nbformat.read(course.path("release", ".", NAME) / "work.ipynb", 4)
    for cell in work.cells:
        cell.source = (answers or {}).get(cell.metadata.get("nbgrader", {}).get("grade_id", ""), cell.source)
    if metadata is not None:
        work.metadata = nbformat.from_dict(dict(metadata))
    folder = course.path("submitted", student, NAME)
    put(folder, {"work.ipynb": nbformat.writes(work), **(files or {})})
    return folder


def graded(course: Course, warm: WarmProcess) -> dict[str, Submission]:
    """Everything that was handed in, graded by us."""
    return {submission.student: submission for submission in grade_assignment(course, NAME, warm=warm)}


Scores = dict[str, dict[str, float | None]]


def points(submissions: Mapping[str, Submission]) -> Scores:
    """Points by student and cell."""
    return {
        student: {cell.grade_id: cell.points for each in submission.notebooks for cell in each.cells}
        for student, submission in submissions.items()
    }


def by_nbgrader(course: Course, to: Path, *, ours: bool = False, config: str = "") -> Scores:
    """The same submissions graded by nbgrader's own command in a copy of the course: stock, or through configure(c)."""
    shutil.copytree(course.root, to, ignore=shutil.ignore_patterns("autograded", "results"), symlinks=True)
    put(to, {"nbgrader_config.py": CONFIG.format(more=config) + (OURS if ours else "")})
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"}
    command = [sys.executable, "-m", "nbgrader", "autograde", NAME]
    done = subprocess.run(command, cwd=to, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    with Gradebook(f"sqlite:///{to}/gradebook.db") as book:
        return {
            submission.student.id: {
                grade.name: grade.auto_score for each in submission.notebooks for grade in each.grades
            }
            for submission in book.assignment_submissions(NAME)
        }
