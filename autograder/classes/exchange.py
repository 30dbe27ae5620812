"""What nbgrader's exchange needs beside a student's pages, so that `nbgrader release_feedback` gives them back.

`nbgrader submit` puts two files beside the notebook: timestamp.txt, and submission_secret.txt, a word that only the
student's own copy has too. The released page is called by a digest of that word, so nobody else can find it. Both go
the way of the submission: submitted/, autograded/, feedback/. `nbgrader release_feedback` stops for the whole class at
the first folder that lacks one of them, or where one is no text.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from ..course.files import write_atomically
from ..intake.matching import read_file
from ..intake.reading import Unreadable
from ..intake.times import TIMESTAMP_FILE

SECRET_FILE = "submission_secret.txt"
MAX_BYTES = 1_000


def carry(source: Path, target: Path) -> None:
    """Copy the two files from one folder of a submission to the next, those that are there and are a line of text."""
    for name in (TIMESTAMP_FILE, SECRET_FILE):
        content = line_in(source / name)
        if content is not None:
            write_atomically(target / name, content)


def complete(source: Path, target: Path) -> bool:
    """Put both files beside the pages; whether the student can fetch them.

    What was handed in by another way than the exchange has no secret: it gets one that nobody knows.
    """
    stamp, secret = line_in(source / TIMESTAMP_FILE), line_in(source / SECRET_FILE)
    write_atomically(target / TIMESTAMP_FILE, stamp or b"")
    # the same one at every turn, so that no page is released twice
    write_atomically(
        target / SECRET_FILE, secret or line_in(target / SECRET_FILE) or secrets.token_hex(64).encode("ascii")
    )
    return secret is not None


def line_in(path: Path) -> bytes | None:
    """The content of a small file of one line of ASCII; None where it is no such file."""
    try:
        content = read_file(path)
    except Unreadable:
        return None
    text = content.decode("latin-1")
    return content if len(content) <= MAX_BYTES and text.isascii() and text.strip().isprintable() else None
