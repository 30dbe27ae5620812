"""What a student's folder is called: a name that LMSs and people give, made fit for every system.

An LMS writes a display name and a number. Two students may have one display name, never one number: the number is the
identity. The folder bears the plain name where there is only one, the name with the number where there are several,
and what it bore once it bears for ever (`Roll`).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from ..course.files import as_json, write_text
from ..text import SafeText, safe, safe_tree
from .lms.entry import HandedIn, Refused, composed

MAX_NAME_BYTES = 200  # of a folder or a file; file systems allow 255
NUMBERED_ANEW = {"Moodle", "Gradescope submission"}  # for each assignment
ANONYMOUS = {"anon", "participant"}  # nobody's name: the number always stands behind it
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}  # by Windows


def alike(name: str) -> str:
    """What two names have in common that a person would take for one."""
    return composed(name).casefold()


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
    name = safe(composed(readable(name)[:1000]))
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

    def __init__(self, path: Path, assignment: str, taken: Iterable[str] = ()) -> None:
        self._path, self._assignment = path, assignment
        self._known = _read(path)
        self._taken = {alike(id): "a student of the roster" for id in taken}  # nobody else is filed under these
        self.namesakes: dict[str, list[str]] = {}  # of a name: the folders that are new

    def enroll(self, entries: Iterable[HandedIn]) -> None:
        """Give each student of an archive, all at once, a folder."""
        new: dict[str, dict[str, HandedIn]] = {}
        for entry in entries:
            if entry.number and self._key(entry) not in self._known:
                new.setdefault(alike(_base(entry)), {})[self._key(entry)] = entry
        bases = self._taken | {alike(folder): alike(base) for base, folder in self._known.values()}
        for name, students in new.items():
            before = [key for key, (base, _) in self._known.items() if alike(base) == name]
            for key, entry in students.items():
                base = _base(entry)
                numbered = name in ANONYMOUS or len(students) > 1 or any(self._is_another(old, key) for old in before)
                folder = "-".join(filter(None, [base, entry.number])) if numbered or not base else base
                while bases.setdefault(alike(folder), name) != name:  # somebody is called "Ada-17", and Ada has 17
                    folder += f"-{entry.number}"
                self._known[key] = (base, folder)
                if numbered and name not in ANONYMOUS:
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
        return self._key(entry) if entry.number else composed(entry.name)

    def assign(self, entry: HandedIn, student: SafeText) -> str:
        """File a student of the roster under its id; returns the folder of before where it was another."""
        before = self._known.get(self._key(entry), ("", student))[1] if entry.number else student
        if entry.number:
            self._known[self._key(entry)] = (_base(entry), student)
        return before if before != student else ""

    def _key(self, entry: HandedIn) -> str:
        scope = f" {self._assignment}" if entry.lms in NUMBERED_ANEW else ""
        scope += f" {composed(entry.name)}" if entry.lms == "Brightspace" else ""
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
