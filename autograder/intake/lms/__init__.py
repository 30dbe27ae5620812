"""The names that LMSs give to what students handed in, one module a family.

Each says in its docstring how it writes them, and where that is known from. Of these, a module has what its LMS needs:

of_folder(name)      whose a folder is: a HandedIn, or None where it is none of this LMS's
of_file(name)        whose a file is, by its own name
sheet(path, content) what a file of the LMS's own says of the others, by their `key`; None where it is no such file
"""

from __future__ import annotations

from collections.abc import Callable

from . import blackboard, brightspace, canvas, google_classroom, gradescope, moodle
from .entry import About, HandedIn

Reader = Callable[[str], HandedIn | None]
OF_FOLDERS: tuple[Reader, ...] = (moodle.of_folder, gradescope.of_folder, brightspace.of_folder)
OF_FILES: tuple[Reader, ...] = (moodle.of_file, canvas.of_file, blackboard.of_file, brightspace.of_file)
BY_NAME_ALONE: Reader = google_classroom.of_file  # no number: last
SHEETS: tuple[Callable[[str, bytes], dict[str, list[About]] | None], ...] = (
    gradescope.sheet,
    blackboard.sheet,
    brightspace.sheet,
    moodle.sheet,
)
