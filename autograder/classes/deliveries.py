"""By which names an LMS handed out what its students handed in: feedback goes back by the same ones.

Moodle and Canvas find a student by the numbers in a file's name, and take feedback under no other name.
"""

from __future__ import annotations

import json
from pathlib import PurePosixPath

from ..course.course import Course
from ..intake.collecting import DELIVERIES_FILE
from ..intake.naming import CANVAS, CANVAS_ANONYMOUS, MOODLE, MOODLE_FOLDER


def delivered(course: Course, assignment: str) -> dict[str, list[str]]:
    """The paths that `autograder grade --from` took, by student; empty where nothing was collected from an LMS."""
    try:
        tree = json.loads((course.results_path(assignment) / DELIVERIES_FILE).read_bytes())
    except (OSError, ValueError):
        return {}
    pairs = tree.items() if isinstance(tree, dict) else ()
    return {str(student): [str(path) for path in paths] for student, paths in pairs if isinstance(paths, list)}


def moodle_folder(paths: list[str]) -> str | None:
    """The folder by which Moodle takes a student's feedback: Ada Lovelace_17_assignsubmission_file_"""
    for path in paths:
        for part in PurePosixPath(path).parts:
            found = MOODLE_FOLDER.match(part) or MOODLE.match(part)
            if found:  # an _ in a name would move the number, which Moodle looks for behind the first one
                return f"{found['student'].replace('_', ' ')}_{found['number']}_assignsubmission_file_"
    return None


def canvas_prefix(paths: list[str]) -> str | None:
    """What stands before the student's own file name in Canvas's: lovelaceada_LATE_17_301_"""
    for path in paths:
        part = PurePosixPath(path).name
        found = CANVAS.match(part) or CANVAS_ANONYMOUS.match(part)
        if found:
            return part[: found.start("file")]
    return None
