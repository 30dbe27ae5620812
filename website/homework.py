"""Homework statements: the notebooks that `autograder release` gives to students, and nothing else of solutions/."""

from __future__ import annotations

import shutil
from pathlib import Path

from autograder.course.course import Course
from autograder.course.interpreter import put_interpreter_on_path
from autograder.course.release import release

CONFIG = """
from autograder import configure

c = get_config()
c.CourseDirectory.source_directory = "solutions"
c.Autograder.exercises = ["autograder.exercises"]
configure(c)
"""


def released(root: Path, course: Path) -> dict[str, Path]:
    """The folder with notebook and checks.json of each assignment, made in a course of its own at `course`."""
    put_interpreter_on_path()
    shutil.rmtree(course, ignore_errors=True)
    ignore = shutil.ignore_patterns("checks.json", ".ipynb_checkpoints", "__pycache__")
    shutil.copytree(root / "solutions", course / "solutions", ignore=ignore)
    (course / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    return {name: release(Course(course), name) for name in Course(course).assignment_names()}
