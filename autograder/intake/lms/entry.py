"""What is known of a file that was handed in."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


class Refused(Exception):
    """This entry is not taken; the text says why."""


@dataclass(frozen=True)
class HandedIn:
    """A file, and whose it is: a name as the LMS or people write it, the LMS's number where there is one.

    file    its path in what is the student's own, with slashes
    late    whether the LMS's own mark says so
    when    the time of the attempt as the LMS writes it, earlier ones first in the alphabet; mostly without a zone
    order   greater for a file that came later
    loose   it lies beside the students' files, and its name alone says whose it may be
    """

    name: str
    file: str
    lms: str = ""
    number: str = ""
    late: bool = False
    when: str = ""
    order: int = 0
    loose: bool = False

    @property
    def key(self) -> str:
        """By what a sheet speaks of it."""
        return f"{self.lms} {self.number}"


@dataclass(frozen=True)
class About:
    """What a sheet of the LMS's says of a submission: whose it is, when it came, whether it is late."""

    name: str = ""
    number: str = ""
    email: str = ""
    when: str = ""
    late: bool = False


def composed(text: str) -> str:
    """Letters with their accents as one character each: disks and browsers do as they like."""
    return unicodedata.normalize("NFC", text)


def common_start(texts: list[str]) -> str:
    """What several texts begin with; nothing of a single one."""
    if len(texts) < 2:
        return ""
    first, last = min(texts), max(texts)
    same = next((at for at, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), len(first))
    return first[:same]
