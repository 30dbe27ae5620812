"""Brightspace (D2L), *Download* of an assignment's submissions: a folder a submission, or one flat zip.

`12345-67890 - Ada Lovelace - Nov 21, 2026 1159 PM/homework.ipynb` or `12345-67890 - Ada Lovelace - Nov 21, 2026
1159 PM - homework.ipynb`, and an `index.html` of its own; the time is in the course's zone, without a colon. (The
scripts of dtedwards/renamer, and others on GitHub with the pattern `digits-digits - Name - Mon d, yyyy hhmm PM`.)
Whether the first number is the student's or the submission's is not written anywhere: number and name together are
the identity. Some sites write `Lovelace, Ada - 1234567`.
"""

from __future__ import annotations

import re
from dataclasses import replace

from .entry import About, HandedIn, composed

TIME = r"[^-]*?\b\d{4} \d{3,4}(?: ?[AaPp]\.?[Mm]\.?)?"
FOLDER = re.compile(rf"^(?P<number>\d+-\d+) ?- ?(?P<student>.+) - (?P<when>{TIME})$")
FILE = re.compile(rf"^(?P<number>\d+-\d+) ?- ?(?P<student>.+?) - (?P<when>{TIME}) - (?P<file>.+)$")
BY_NUMBER = re.compile(r"^(?P<student>[^,]+, [^,]+) - (?P<number>\d{5,})$")


def of_folder(name: str) -> HandedIn | None:
    """Whose a folder is."""
    match = FOLDER.match(name) or BY_NUMBER.match(name)
    return _entry(match.groupdict()) if match else None


def of_file(name: str) -> HandedIn | None:
    """Whose a file is."""
    match = FILE.match(name)
    return replace(_entry(match.groupdict()), file=match["file"]) if match else None


def sheet(path: str, content: bytes) -> dict[str, list[About]] | None:
    """The list that Brightspace adds; it says nothing that the names do not say."""
    return {} if path == "index.html" else None


def _entry(found: dict[str, str]) -> HandedIn:
    when = re.sub(r"\b(\d{1,2})(\d\d)( ?[AaPp]\.?[Mm]\.?)?$", r"\1:\2\3", found.get("when", ""))
    return HandedIn(composed(found["student"]), "", "Brightspace", found["number"], when=when)
