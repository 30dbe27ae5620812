"""What was graded already: one file a submission, written whole or not at all, with a key of everything it depends on.

A run that was killed goes on from here. The gradebook is written from the same records, so nothing is lost between
the two and nothing is graded twice.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..course.beside import NO_RULES, Rules
from ..course.course import Assignment
from ..course.files import as_json_line, write_text
from ..intake.beside import digest_of
from ..intake.matching import MAX_FILES, notebooks_in, read_file
from ..intake.reading import Unreadable
from ..intake.times import TIMESTAMP_FILE
from ..sandbox.limits import Limits
from ..text import SafeText, safe_tree

FOLDER = "graded"
MAX_NAME_BYTES = 200
VERSION = 8  # of how work is graded: what an older one graded is graded anew
MAX_BYTES = 60_000_000  # of a submission's files that are read for its key; of what is beyond, size and time count


class Journal:
    """The journal of one assignment."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER

    def read(self, student: str, key: str) -> dict[str, Any] | None:
        """The record of a student, when it was made of what lies there now."""
        record = self.last(student)
        return record if record.get("key") == key else None

    def last(self, student: str) -> dict[str, Any]:
        """The record of a student, of whatever it was made; an empty one where there is none."""
        try:
            record = json.loads(self._path(student).read_bytes())
        except (OSError, ValueError):
            return {}
        return record if isinstance(record, dict) else {}

    def write(self, student: SafeText, key: str, tree: dict[str, Any], seconds: float, made_of: dict[str, Any]) -> None:
        """Keep a graded submission. made_of: what the key is a digest of, in parts (`Batch.made_of`)."""
        record = safe_tree({"key": key, "made_of": made_of, "tree": tree, "seconds": round(seconds, 3)})
        write_text(self._path(student), as_json_line(record))

    def forget(self, student: str) -> None:
        """Forget a submission, so that it is graded anew."""
        self._path(student).unlink(missing_ok=True)

    def _path(self, student: str) -> Path:
        name = f"{student}.json"
        if len(name.encode()) > MAX_NAME_BYTES:  # as long as a folder's name may be
            name = f"{hashlib.sha256(student.encode()).hexdigest()}.json"
        return self._folder / name


def key_of(folder: Path, shared: str, rules: Rules = NO_RULES) -> str:
    """A digest of a submission's files, and of what it shares with others."""
    digest = hashlib.sha256(shared.encode())
    left = MAX_BYTES
    for path in [*notebooks_in(folder)[:MAX_FILES], folder / TIMESTAMP_FILE]:
        digest.update(path.name.encode("utf-8", "surrogateescape") + b"\0")
        try:
            content = read_file(path) if left > 0 else repr(path.stat()[6:9:2]).encode()  # size, time of change
        except (Unreadable, OSError):
            digest.update(b"no file\0")
        else:
            left -= len(content)
            digest.update(len(content).to_bytes(8) + content)
    digest.update(digest_of(folder, rules).encode())
    return digest.hexdigest()


def key_of_parts(made_of: dict[str, Any]) -> str:
    """The key of everything that a grade depends on, from its parts."""
    return hashlib.sha256(repr(sorted(made_of.items())).encode("utf-8", "surrogateescape")).hexdigest()


def key_of_assignment(assignment: Assignment, limits: Limits, helpers: Iterable[tuple[str, bytes]] = ()) -> str:
    """The part that all submissions share, but for the exercises; helpers are (name, content) of the course's own."""
    rules = assignment.rules
    parts = [
        VERSION,
        assignment.name,
        assignment.seed,
        repr(limits),
        (rules.ignore, rules.include, rules.most, sorted(rules.of_student), sorted(rules.helpers)),
    ]
    for name, source in assignment.notebooks.items():
        parts += [name, *((cell.grade_id, cell.kind, cell.points, cell.cell.source) for cell in source.cells)]
    beside = {**assignment.files, **dict(helpers)}
    parts += [(name, hashlib.sha256(content).hexdigest()) for name, content in sorted(beside.items())]
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogateescape")).hexdigest()
