"""Whose a file is: the student, read from the names that LMSs and people give.

An LMS writes a display name and a number. Two students may have one display name, never one number: the number is the
identity. The folder bears the plain name where there is only one, the name with the number where there are several,
and what it bore once it bears for ever (`Roll`).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ..course.files import as_json, write_text
from ..text import SafeText, safe, safe_tree

MAX_NAME_BYTES = 200  # of a folder or a file; file systems allow 255
MOODLE = re.compile(r"^(?P<student>.+?)_(?P<number>\d{1,20})_assignsubmission_[a-z]+(?:_(?P<file>.*))?$")
MOODLE_FOLDER = re.compile(r"^(?P<student>.+)_(?P<number>\d{1,20})_assignsubmission_[a-z]+_?$")  # by its last number
MOODLE_NUMBER = re.compile(r"_\d{1,20}_assignsubmission_[a-z]+(?=_|$)")
CANVAS = re.compile(r"^(?P<student>[^_]+)(?:_LATE)?_(?P<number>\d{1,20})_\d+_(?P<file>.+)$")
CANVAS_ANONYMOUS = re.compile(r"^(?P<student>anon)_(?P<number>[A-Za-z0-9]{5})(?:_LATE)?_\d+_(?P<file>.+)$")
ANONYMOUS = {"anon", "participant"}  # nobody's name: the number always stands behind it
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}  # by Windows


class Refused(Exception):
    """This entry is not taken; the text says why."""


@dataclass(frozen=True)
class HandedIn:
    """A file, and whose it is: a name as the LMS or people write it, the LMS's number where there is one.

    lms  "Moodle" or "Canvas"; Canvas numbers a student once, Moodle anew for each assignment
    """

    name: str
    file: str
    lms: str = ""
    number: str = ""


def whose(path: str, notebooks: Iterable[str], assignment: str, common: tuple[str, ...] = ()) -> HandedIn:
    """Whose an entry is: as Moodle and Canvas name them, a folder a student, or a file a student. Raises Refused.

    common  folders in which everything lies (see `common_folders`): they are nobody's
    """
    parts = _parts(path, assignment)
    for folder in parts[:-1]:
        if match := MOODLE_FOLDER.match(folder):
            return HandedIn(match["student"], parts[-1], "Moodle", match["number"])
    if match := MOODLE.match(parts[-1]):
        if len(MOODLE_NUMBER.findall(parts[-1])) > 1:  # one of them is a part of a name that somebody chose
            raise Refused("two numbers of Moodle's are in its name; which is the student's cannot be told")
        return HandedIn(match["student"], match["file"] or parts[-1], "Moodle", match["number"])
    if parts[: len(common)] == common:
        parts = parts[len(common) :]
    if len(parts) >= 2:
        return HandedIn(parts[0], parts[-1])
    return _named_in(parts[-1], notebooks) or HandedIn(PurePosixPath(parts[-1]).stem, parts[-1])


def common_folders(paths: Iterable[str], notebooks: Iterable[str], assignment: str) -> tuple[str, ...]:
    """The folders around all entries, but for one whose files do not name their students: that is a student's."""
    everything = [_parts(path, assignment) for path in paths]
    common: list[str] = []
    for level in zip(*(parts[:-1] for parts in everything), strict=False):
        if len(set(level)) > 1:
            break
        common.append(level[0])
    inside = (parts[-1] for parts in everything if len(parts) == len(common) + 1)
    if any(_named_in(file, notebooks) is None for file in inside):
        common = common[:-1]
    return tuple(common)


def _named_in(file: str, notebooks: Iterable[str]) -> HandedIn | None:
    """Whose a file is, where its own name says it."""
    match = CANVAS.match(file) or CANVAS_ANONYMOUS.match(file)
    if match:
        return HandedIn(match["student"], match["file"], "Canvas", match["number"])
    stem = PurePosixPath(file).stem
    for name in notebooks:
        if _alike(stem).endswith(_alike(name)) and len(stem) > len(name):
            return HandedIn(stem[: -len(name)].rstrip("_- ") or stem, f"{name}.ipynb")
    return None


def _parts(path: str, assignment: str) -> tuple[str, ...]:
    parts = tuple(readable(part) for part in PurePosixPath(path).parts)
    return tuple(part for part in parts[:-1] if part not in ("submitted", assignment)) + parts[-1:]


def _alike(name: str) -> str:
    """What two names have in common that a person would take for one."""
    return unicodedata.normalize("NFC", name).casefold()


def readable(name: str) -> str:
    """A name that is no UTF-8, as an old Windows meant it."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return name.encode("utf-8", "surrogateescape" if _is_of_bytes(name) else "replace").decode("cp1252", "replace")
    return name


def _is_of_bytes(name: str) -> bool:
    """Whether every half of a surrogate pair stands for a byte, as Python reads such a name of a file."""
    return not any("\ud800" <= char <= "\udfff" and not "\udc80" <= char <= "\udcff" for char in name)


def student_id(name: str) -> SafeText:
    """The name as a folder's name on every system, and as no formula. Raises Refused when nothing of it is left."""
    name = safe(unicodedata.normalize("NFC", readable(name)[:1000]))
    letters = (char if char.isalnum() or char in "_.@-" or _goes_with_a_letter(char) else " " for char in name)
    clean = re.sub(r"[ -]*[ ][ -]*", "-", "".join(letters)).strip("-.").lstrip("@-.")
    clean = clean[:100].encode()[:MAX_NAME_BYTES].decode(errors="ignore").rstrip("-.")
    if not clean:
        raise Refused("no name of a student is left when characters that no folder may have are taken out")
    return safe(f"_{clean}" if clean.partition(".")[0].lower() in RESERVED else clean)


def _goes_with_a_letter(char: str) -> bool:
    """Vowel signs and joiners, without which a name in many scripts is another."""
    return unicodedata.category(char)[0] == "M" or char in "\u200c\u200d"


class Roll:
    """Which folder each student of an LMS has: kept in a file, so that another archive changes none.

    A namesake that comes later gets the number, whoever was first keeps the plain name.
    """

    def __init__(self, path: Path, assignment: str) -> None:
        self._path, self._assignment = path, assignment
        self._known = _read(path)
        self.namesakes: dict[str, list[str]] = {}  # of a name: the folders that are new

    def enroll(self, entries: Iterable[HandedIn]) -> None:
        """Give each student of an archive, all at once, a folder."""
        new: dict[str, dict[str, HandedIn]] = {}
        for entry in entries:
            if entry.number and self._key(entry) not in self._known:
                new.setdefault(_alike(_base(entry)), {})[self._key(entry)] = entry
        bases = {_alike(folder): _alike(base) for base, folder in self._known.values()}
        for alike, students in new.items():
            before = [key for key, (base, _) in self._known.items() if _alike(base) == alike]
            for key, entry in students.items():
                base = _base(entry)
                numbered = alike in ANONYMOUS or len(students) > 1 or any(self._is_another(old, key) for old in before)
                folder = "-".join(filter(None, [base, entry.number])) if numbered or not base else base
                while bases.setdefault(_alike(folder), alike) != alike:  # somebody is called "Ada-17", and Ada has 17
                    folder += f"-{entry.number}"
                self._known[key] = (base, folder)
                if numbered and alike not in ANONYMOUS:
                    self.namesakes.setdefault(entry.name, []).append(folder)

    def student(self, entry: HandedIn) -> SafeText:
        """The folder's name. Raises Refused when nothing of a name is left."""
        if not entry.number:
            return student_id(entry.name)
        if self._key(entry) not in self._known:
            self.enroll([entry])
        return safe(self._known[self._key(entry)][1])

    def keep(self) -> None:
        """Write the file. Raises OSError."""
        if self._known:
            write_text(self._path, as_json(safe_tree(self._known)))

    def identity(self, entry: HandedIn) -> str:
        """What tells two students apart."""
        return self._key(entry) if entry.number else unicodedata.normalize("NFC", entry.name)

    def _key(self, entry: HandedIn) -> str:
        scope = "" if entry.lms == "Canvas" else f" {self._assignment}"
        return f"{entry.lms}{scope} {entry.number}"

    def _is_another(self, old: str, new: str) -> bool:
        """Whether a student that has the same name may be another: Moodle's numbers say nothing across assignments."""
        base, folder = self._known[old]
        return base != folder or old.rpartition(" ")[0] == new.rpartition(" ")[0]


def _base(entry: HandedIn) -> str:
    try:
        return student_id(entry.name)
    except Refused:  # the number is left
        return ""


def _read(path: Path) -> dict[str, tuple[str, str]]:
    try:
        tree = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    pairs = tree.items() if isinstance(tree, dict) else ()
    return {key: (str(pair[0]), str(pair[1])) for key, pair in pairs if isinstance(pair, list) and len(pair) == 2}
