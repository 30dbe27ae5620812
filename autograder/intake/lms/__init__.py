"""The names that LMSs give to what students handed in, one module a family.

Each says in its docstring how it writes them, and where that is known from. Of these, a module has what its LMS needs:

of_folder(name)      whose a folder is: a HandedIn, or None where it is none of this LMS's
of_file(name)        whose a file is, by its own name
sheet(path, content) what a file of the LMS's own says of the others, by their `key`; None where it is no such file
"""

from __future__ import annotations

from collections.abc import Callable

from . import blackboard, brightspace, canvas, google_classroom, gradescope, moodle
from .entry import About, HandedIn, Refused

Reader = Callable[[str], HandedIn | None]
_OF_FOLDERS: tuple[Reader, ...] = (moodle.of_folder, gradescope.of_folder, brightspace.of_folder)
_OF_FILES: tuple[Reader, ...] = (moodle.of_file, canvas.of_file, blackboard.of_file, brightspace.of_file)
BY_NAME_ALONE: Reader = google_classroom.of_file  # no number: last
SHEETS: tuple[Callable[[str, bytes], dict[str, list[About]] | None], ...] = (
    gradescope.sheet,
    blackboard.sheet,
    brightspace.sheet,
    moodle.sheet,
)


def of_folder(name: str) -> HandedIn | None:
    """Whose a folder is, by any LMS."""
    return next(filter(None, (read(name) for read in _OF_FOLDERS)), None)


def of_file(name: str) -> HandedIn | None:
    """Whose a file is, by the LMS whose mark stands first in its name: what follows is the student's choice. Raises
    Refused where that cannot be told."""
    found, refused = [], None
    for read in _OF_FILES:
        try:
            found.append(read(name))
        except Refused as problem:
            refused = problem
    first = min(filter(None, found), key=lambda each: 0 if each.lms == "Brightspace" else len(each.name), default=None)
    if refused and (first is None or moodle.NUMBER.search(first.name)):
        raise refused
    return first
