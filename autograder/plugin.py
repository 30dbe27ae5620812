"""The nbgrader plug-in. One line in nbgrader_config.py, `configure(c)`, and

nbgrader generate_assignment   writes checks.json beside the released notebook
nbgrader autograde             and formgrader's button grade through our judge
"""

from __future__ import annotations

import atexit
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor

from gdkit.checking import exercise

from . import exercises
from .batch import limits_of
from .course import CHECKS_FILE, CONFIG_FILE, Course, CourseError, exercise_of, parse_check
from .figures import draw, undrawn
from .gradebook import record
from .grading import Judge, grade_notebook, read_notebook
from .interpreter import put_interpreter_on_path
from .sanitize import clean_markdown
from .students import WarmProcess

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
    # pages of formgrader and of nbgrader's feedback: what students wrote is cleaned where it is shown
    c.HTMLExporter.preprocessors = ["autograder.plugin.Shown"]
    # the submission reaches our grader as it was handed in: the same input as that of `autograder grade`
    c.Autograde.sanitize_preprocessors = []
    c.Autograde.autograde_preprocessors = [
        "autograder.plugin.Grade",
        "nbgrader.preprocessors.AssignLatePenalties",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]


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
            limits=replace(limits_of(course.config), figures="drawn"),  # formgrader shows them at once
        )
        for cell in graded.cells:
            self.log.info("%s: %s", cell.grade_id, cell.status)
        with Gradebook(about["db_url"], course.directory.course_id) as book:
            record(book, graded, about["assignment"], about["student"])
        return graded.notebook, resources


class Shown(Preprocessor):
    """A notebook on its way to a page: text without scripts, and the figures that wait to be drawn."""

    enabled = True

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        if undrawn(nb):
            nb = self._drawn(resources) or nb
        for cell in nb.cells:
            if cell.cell_type == "markdown":
                cell.source = clean_markdown(cell.source)
                cell.pop("attachments", None)
            elif cell.cell_type == "raw":
                cell.metadata = {}
        return nb, resources

    def _drawn(self, resources: Resources) -> NotebookNode | None:
        """The notebook with its figures; None when the page is not one of autograded/."""
        name = str(resources.get("metadata", {}).get("name", ""))
        folder = Path(str(resources.get("metadata", {}).get("path", "")))
        for parent in folder.resolve().parents:
            if (parent / CONFIG_FILE).is_file():
                try:
                    return draw(Course(parent), folder.name, folder.parent.name, name, _warm())
                except CourseError as problem:
                    self.log.warning("%s: the figures are not drawn: %s", name, problem)
                    return None
        return None


_warm_processes: list[WarmProcess] = []


def _warm() -> WarmProcess:
    """One warm process for the whole nbgrader process: preprocessors are made anew for every notebook."""
    if _warm_processes and not _warm_processes[-1].alive:
        _warm_processes.pop().close()
    if not _warm_processes:
        _warm_processes.append(WarmProcess())
        atexit.register(_warm_processes[-1].close)
    return _warm_processes[-1]


def _course_of(preprocessor: NbGraderPreprocessor) -> Course:
    """The course whose converter runs this preprocessor."""
    owner = preprocessor
    while owner is not None:
        directory = getattr(owner, "coursedir", None)
        if isinstance(directory, CourseDirectory):
            return Course.of(directory, preprocessor.config)
        owner = owner.parent
    return Course(Path.cwd())
