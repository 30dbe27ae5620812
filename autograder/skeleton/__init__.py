"""`autograder new-course FOLDER`: a course that works as it stands, to be filled with one's own lessons.

The folder `course` beside this file is copied; its course_id becomes the name of the folder.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from ..errors import CourseError

COURSE = Path(__file__).parent / "course"
# what nbgrader and the autograder make in a course's folder: none of it is the course's source, some of it is secret
MADE = (
    *("/release/", "/submitted/", "/autograded/", "/feedback/", "/results/", "/build/"),
    *("gradebook.db*", "autograder_seeds.json", "checks.json", "__pycache__/", ".ipynb_checkpoints/"),
)


def new_course(folder: Path) -> Path:
    """Copy the skeleton into a new or empty folder and return its path. Raises CourseError when it is neither."""
    folder = folder.resolve()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CourseError(f"{folder} is not empty; expected a new or an empty folder. Nothing was written.")
    try:
        shutil.copytree(COURSE, folder, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
        (folder / ".gitignore").write_text("".join(f"{name}\n" for name in MADE))
        config = folder / "nbgrader_config.py"
        name = re.sub(r"\W+", "-", folder.name).strip("-") or "course"
        config.write_text(config.read_text(encoding="utf-8").replace('"statistics"', repr(name)), encoding="utf-8")
    except OSError as problem:
        raise CourseError(
            f"{folder} cannot be written: {problem.strerror or problem}. Choose another folder."
        ) from None
    return folder
