"""Canvas, *Download submissions*: one flat zip.

`lovelaceada_17_501_homework.ipynb`: the sortable name in small letters without what is no letter, digit or _; `LATE`
where it is; the number of the user; that of the attachment, which grows; the file's name. A second upload of the
same name is `homework-1.ipynb`. Anonymous: `anon_a1B2c_501_homework.ipynb`. Text and links that were handed in are
`lovelaceada_17_text.html` and `lovelaceada_17_link.html`. (canvas-lms, lib/content_zipper.rb: `get_filename`,
`add_upload_submission`, `add_text_or_url`.) There are no times in it, and only the last attempt.
"""

from __future__ import annotations

import re

from .entry import HandedIn

UPLOAD = re.compile(r"^(?P<student>.+?)(?P<late>_LATE)?_(?P<number>\d{1,20})_(?P<order>\d{1,20})_(?P<file>.+)$")
ANONYMOUS = re.compile(
    r"^(?P<student>anon)(?P<late>_LATE)?_(?P<number>[A-Za-z0-9]{5})(?P<late2>_LATE)?_(?P<order>\d{1,20})_(?P<file>.+)$"
)
TEXT = re.compile(r"^(?P<student>.+?)(?P<late>_LATE)?_(?P<number>\d{1,20})_(?P<file>text\.html|link\.html)$")


def is_test_student(who: HandedIn) -> bool:
    """Whether it is the student that Canvas invents for the teacher ("Student, Test"), who is nobody of the class."""
    return who.lms == "Canvas" and who.name == "studenttest"


def of_file(name: str) -> HandedIn | None:
    """Whose a file is."""
    match = ANONYMOUS.match(name) or UPLOAD.match(name) or TEXT.match(name)
    if not match:
        return None
    found = match.groupdict()
    late = bool(found["late"] or found.get("late2"))
    order = int(found.get("order") or 0)
    return HandedIn(found["student"], found["file"], "Canvas", found["number"], late=late, order=order)
