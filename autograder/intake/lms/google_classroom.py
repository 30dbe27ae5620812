"""Google Classroom: the folder that it makes in Drive, downloaded there or by Takeout.

`Ada Lovelace - homework.ipynb` is the copy that Classroom made for a student; a copy of a copy begins with "Copy of".
Nothing has a number or a time. Files that students made themselves bear no student's name: they are told, not guessed.
"""

from __future__ import annotations

import re

from .entry import HandedIn

COPY = re.compile(r"^(?:Copy of )*(?P<student>(?:(?! - ).)+?) - (?P<file>.+)$")


def of_file(name: str) -> HandedIn | None:
    """Whose a file is."""
    match = COPY.match(name)
    return HandedIn(match["student"], match["file"], "Google Classroom") if match else None
