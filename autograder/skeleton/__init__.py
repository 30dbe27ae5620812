"""`autograder new-course FOLDER`: a course that works as it stands, to be filled with one's own lessons.

The folder `course` beside this file is copied as it is.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from ..errors import CourseError

COURSE = Path(__file__).parent / "course"


def new_course(folder: Path) -> Path:
    """Copy the skeleton into a new or empty folder and return its path. Raises CourseError when it is neither."""
    folder = folder.resolve()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CourseError(f"{folder} is not empty; expected a new or an empty folder. Nothing was written.")
    try:
        shutil.copytree(COURSE, folder, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    except OSError as problem:
        raise CourseError(
            f"{folder} cannot be written: {problem.strerror or problem}. Choose another folder."
        ) from None
    return folder
