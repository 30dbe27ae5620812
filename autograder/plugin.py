"""The nbgrader plug-in. One line in nbgrader_config.py, `configure(c)`, and

nbgrader generate_assignment   writes checks.json beside the released notebook
nbgrader autograde             and formgrader's button grade through our judge
"""

from __future__ import annotations

import atexit
import json
import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor

from gdkit.checking import exercise

from . import exercises
from .course import CHECKS_FILE, Course, CourseError, exercise_of, parse_check
from .gradebook import record
from .grading import Judge, grade_notebook, read_notebook
from .students import Limits, WarmProcess

Resources = dict[str, Any]


def configure(c: Any) -> None:
    """Let nbgrader release and grade through the autograder. `c` is the object of nbgrader_config.py."""
    put_interpreter_on_path()
    c.GenerateAssignment.preprocessors = [
        "nbgrader.preprocessors.IncludeHeaderFooter",
        "nbgrader.preprocessors.InstantiateTests",
        "nbgrader.preprocessors.LockCells",
        "nbgrader.preprocessors.ClearSolutions",
        "nbgrader.preprocessors.ClearOutput",
        "nbgrader.preprocessors.CheckCellMetadata",
        "nbgrader.preprocessors.ComputeChecksums",
        "nbgrader.preprocessors.SaveCells",
        "nbgrader.preprocessors.ClearHiddenTests",
        "nbgrader.preprocessors.ClearMarkScheme",
        "nbgrader.preprocessors.ComputeChecksums",
        "nbgrader.preprocessors.CheckCellMetadata",
        "autograder.plugin.WriteChecks",
    ]
    # the submission reaches our grader as it was handed in: the same input as that of `autograder grade`
    c.Autograde.sanitize_preprocessors = []
    c.Autograde.autograde_preprocessors = [
        "autograder.plugin.Grade",
        "nbgrader.preprocessors.AssignLatePenalties",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]


def put_interpreter_on_path() -> None:
    """nbgrader starts `alembic` by name; it stands beside the interpreter, activated environment or not."""
    folder = str(Path(sys.executable).parent)
    if folder not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = folder + os.pathsep + os.environ.get("PATH", "")


def checks_of(course: Course, assignment: str) -> dict[str, Any]:
    """The content of checks.json: what students' copies of an assignment need to check their work.

    Raises CourseError when a check cell names an exercise that is not declared.
    """
    ids = []
    for path in sorted(course.path("source", ".", assignment).glob("*.ipynb")):
        for cell in nbformat.read(path, 4).cells:
            if cell.metadata.get("nbgrader", {}).get("grade") and cell.source.lstrip().startswith("check("):
                parsed = parse_check(cell.source)
                if parsed is None:
                    raise CourseError(
                        f'{path.name}: the test cell {cell.source.strip()!r} is not of the form check("id", name) '
                        f"with one of the declared ids: {', '.join(exercises.all_exercises())}."
                    )
                ids.append(parsed[0])
    data = {id: exercise_of(id).data().to_tree() for id in sorted(ids)}
    return {
        "format": exercise.FORMAT,
        "assignment": assignment,
        "digest": exercises.digest(ids),
        "exercises": data,
    }


class WriteChecks(NbGraderPreprocessor):
    """Writes checks.json beside the released notebook and draws the assignment's seed."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        course, assignment = _course_of(self), resources["nbgrader"]["assignment"]
        checks = checks_of(course, assignment)
        course.seed(assignment)
        resources.setdefault("outputs", {})[CHECKS_FILE] = json.dumps(checks, indent=1).encode()
        return nb, resources


class Grade(NbGraderPreprocessor):
    """Grades the notebook through `grade_notebook` and writes the scores into the gradebook."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        about = resources["nbgrader"]
        course = _course_of(self)
        assignment = course.load(about["assignment"])
        source = assignment.notebooks[about["notebook"]]
        graded = grade_notebook(
            source,
            read_notebook(nbformat.writes(nb).encode()),
            Judge(assignment),
            _warm(),
            assignment,
            student=about["student"],
            limits=limits_of(course.config),
        )
        for cell in graded.cells:
            self.log.info("%s: %s", cell.grade_id, cell.status)
        with Gradebook(about["db_url"], course.directory.course_id) as book:
            record(book, graded, about["assignment"], about["student"])
        return graded.notebook, resources


def limits_of(config: Any) -> Limits:
    """Limits as nbgrader_config.py sets them: c.Autograder.cell_seconds = 60."""
    return Limits(**dict(config.get("Autograder", {})))


@cache
def _warm() -> WarmProcess:
    """One warm process for the whole nbgrader process: preprocessors are made anew for every notebook."""
    warm = WarmProcess()
    atexit.register(warm.close)
    return warm


def _course_of(preprocessor: NbGraderPreprocessor) -> Course:
    """The course whose converter runs this preprocessor."""
    owner = preprocessor
    while owner is not None:
        directory = getattr(owner, "coursedir", None)
        if isinstance(directory, CourseDirectory):
            return Course(Path(directory.root))
        owner = owner.parent
    return Course(Path.cwd())
