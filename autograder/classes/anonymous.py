"""Codes in the place of names: for grading and reading without knowing whose work it is.

A code is an HMAC of the student's id under the assignment's seed: the same at every command, another in every
assignment, and of no use to whoever does not have autograder_seeds.json. What a student wrote may still say who it
was; `without_names` takes out the names that the gradebook knows, and no more can be done.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select

from ..course import tables
from ..course.course import Course
from ..course.files import write_text
from ..text import SafeText, safe
from .export import as_csv
from .lateness import Lateness
from .standing import StudentResult

KEY_FILE = "anonymous_key.csv"
SHORTEST = 3  # letters of a name that is taken out: shorter ones are words and variables too
_WORD = re.compile(r"[^\W_]+")


def code_of(course: Course, assignment: str, student: str) -> SafeText:
    """The student's code in this assignment, such as K7MQ-2XTB. assignment is the whole name."""
    return codes_of(course, assignment, [student])[student]


def codes_of(course: Course, assignment: str, students: Iterable[str]) -> dict[str, SafeText]:
    """The codes by student: two of a thousand are the same in one class of two million."""
    seed = str(course.seed(assignment)).encode()
    return {student: _code(seed, assignment, student) for student in students}


def _code(seed: bytes, assignment: str, student: str) -> SafeText:
    about = "\0".join(["anonymous", assignment, student]).encode("utf-8", "surrogateescape")
    letters = base64.b32encode(hmac.digest(seed, about, "sha256")[:5]).decode()
    return safe(f"{letters[:4]}-{letters[4:]}")


def write_key(course: Course, assignment: str, codes: dict[str, SafeText]) -> Path:
    """Write which code is whose, for the instructor alone: results/ASSIGNMENT/anonymous_key.csv."""
    path = course.results_path(assignment) / KEY_FILE
    rows = sorted((code, safe(student)) for student, code in codes.items())
    write_text(path, as_csv([(safe("code"), safe("student")), *rows]))
    path.chmod(0o600)
    return path


def anonymous(course: Course, assignment: str, students: list[StudentResult]) -> list[StudentResult]:
    """The class with codes in the place of names, in their order, without extensions and times; writes the key."""
    codes = codes_of(course, assignment, [each.student for each in students])
    write_key(course, assignment, codes)
    hidden = [replace(each, student=codes[each.student], lateness=Lateness(0.0, None)) for each in students]
    return sorted(hidden, key=lambda each: each.student)


def without_names(course: Course) -> Callable[[str], SafeText]:
    """A function that takes the ids, names and addresses of all students out of a text, word by word."""
    with course.gradebook_rows() as book:
        about = tables.student.c
        known = book.db.execute(select(about.id, about.first_name, about.last_name, about.email)).all()
    texts = [part.partition("@")[0] for about in known for part in about if part]  # of an address, what is the person's
    words = {word.casefold() for text in texts for word in _WORD.findall(text)}
    names = {word for word in words if len(word) >= SHORTEST}

    def cleaned(text: str) -> SafeText:
        return safe(_WORD.sub(lambda found: "…" if found[0].casefold() in names else found[0], text))

    return cleaned
