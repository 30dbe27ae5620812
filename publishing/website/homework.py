"""Homework statements: the notebooks that `autograder release` gives to students, and nothing else of solutions/."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.course.course import Course
from autograder.course.interpreter import put_interpreter_on_path
from autograder.course.release import release

from ..executing import ROOT, digest_of

CONFIG = """
from autograder import configure

c = get_config()
c.CourseDirectory.source_directory = "solutions"
c.Autograder.exercises = ["autograder.exercises"]
configure(c)
"""


TO_READ = (
    '<p><a href="../web/{page}"><strong>Work on it in your browser</strong></a>: nothing is installed, and your work '
    "stays on your device. Or open the notebook of the bundle that your instructor gives you: the checks run there "
    "too, each below its exercise.</p>"
)


def statement(folder: Path) -> NotebookNode:
    """The released notebook of the folder, with a line that says where it can be worked on."""
    (path,) = folder.glob("*.ipynb")
    notebook = nbformat.read(path, as_version=4)
    where = TO_READ.format(page=f"{folder.name}.html")
    notebook.cells.insert(1, nbformat.v4.new_markdown_cell(where, id="to-read"))
    return notebook


def released(root: Path, course: Path) -> dict[str, Path]:
    """The folder with notebook and checks.json of each assignment, made in a course of its own at `course`."""
    put_interpreter_on_path()
    shutil.rmtree(course, ignore_errors=True)
    ignore = shutil.ignore_patterns("checks.json", ".ipynb_checkpoints", "__pycache__")
    shutil.copytree(root / "solutions", course / "solutions", ignore=ignore)
    (course / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    return {name: release(Course(course), name) for name in Course(course).assignment_names()}


def released_once(work: Path) -> dict[str, Path]:
    """The released homework; made anew when anything changed that it is made of."""
    course, stamp = work / "course", work / "course" / "digest"
    digest = digest_of(ROOT / "solutions", ROOT / "autograder", ROOT / "gdkit")
    if not stamp.is_file() or stamp.read_text() != digest:
        released(ROOT, course)
        stamp.write_text(digest)
    return {folder.name: folder for folder in sorted((course / "release").iterdir())}
