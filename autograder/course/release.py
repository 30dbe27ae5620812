"""Release an assignment: nbgrader's own generate step, with what students need beside the notebook."""

from __future__ import annotations

import io
import logging
from pathlib import Path

from nbgrader.converters import GenerateAssignment

from ..errors import CourseError
from .checks import checks_of
from .course import CHECKS_FILE, Course
from .helpers import helper_paths
from .rubric import rubric_problems


def release(course: Course, assignment: str) -> Path:
    """Run nbgrader's generate step and return the release folder. Raises WrongUse when something is wrong."""
    source = course.path("source", ".", assignment)
    if set("[]*?") & set(str(source)):
        raise CourseError(f"nbgrader takes [ ] * ? in a path for a pattern: {source}. Rename the folder.")
    checks_of(course, assignment)  # these say what is wrong in one line; nbgrader would log it among others
    helper_paths(course.settings, course.root)
    for problem in rubric_problems(course, assignment):
        raise CourseError(problem)
    with course.gradebook():  # else nbgrader makes it, and what is wrong with its address would be a traceback
        pass
    converter = GenerateAssignment(coursedir=course.directory, config=course.config)
    course.directory.assignment_id = assignment
    converter.force = True
    problems = io.StringIO()
    handler = logging.StreamHandler(problems)
    handler.setLevel(logging.ERROR)
    converter.log.addHandler(handler)
    propagate, converter.log.propagate = converter.log.propagate, False
    try:
        converter.start()
    except Exception as error:
        raise CourseError(f"{assignment} could not be released: {_last_line(problems.getvalue()) or error}") from error
    finally:
        converter.log.removeHandler(handler)
        converter.log.propagate = propagate
    folder = course.path("release", ".", assignment)
    if not (folder / CHECKS_FILE).is_file():
        raise CourseError(f"{folder} has no {CHECKS_FILE}: does nbgrader_config.py call configure(c)?")
    return folder


def _last_line(text: str) -> str:
    lines = [
        line for line in text.splitlines() if line.strip() and not line.startswith(("There was an error", "Please see"))
    ]
    return lines[-1].strip() if lines else ""
