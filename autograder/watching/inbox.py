"""A folder into which archives and folders are dropped: each is collected as `autograder grade --from` would.

What was collected stays where it is, and is not collected again after a restart, when an older archive would come
behind a newer one: results/ASSIGNMENT/inbox.json knows it by names, sizes and times.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from ..course.course import Course
from ..course.files import as_json, write_text
from ..errors import CourseError
from ..intake.collecting import collect
from ..intake.telling import tell_collected
from ..progress import say
from ..text import safe, safe_tree
from .looking import Pace, Place, State, state_of
from .whole import Writers, is_temporary, is_whole_archive, why_not_whole

FILE = "inbox.json"
MOST = 1000  # entries in one turn


class Inbox:
    """The folder, for one assignment."""

    def __init__(self, folder: Path, record: Path, pace: Pace) -> None:
        self._folder, self._record = folder, record
        self._writers = Writers([folder])
        self._known = self._read()
        self._place = Place(f"the inbox {folder}", pace, self._find, self._look, self._why_not)

    @property
    def waiting(self) -> int:
        """How many entries were not collected yet."""
        return self._place.waiting

    def collect(self, course: Course, name: str) -> None:
        """Collect what is ready, in the order in which it was written."""
        ready = self._place.ready(MOST)
        for entry in sorted(ready, key=lambda each: (max((stamp[2] for stamp in ready[each]), default=0), each)):
            source = self._folder / entry
            try:
                tell_collected(collect(course, name, source), source)
            except CourseError as problem:
                say(safe(f"not collected: {problem}"), problem=True)
                self._place.took(entry, ready[entry])
                continue
            if self._look(entry) == ready[entry]:
                self._place.took(entry, ready[entry])
                self._known[entry] = _print_of(ready[entry])
                write_text(self._record, as_json(safe_tree(self._known)))

    def forget(self) -> None:
        """What could not be collected is tried once more."""
        self._place.forget()

    def _find(self) -> dict[str, State]:
        with os.scandir(self._folder) as entries:
            names = [entry.name for entry in entries]
        states = {name: state for name in names if (state := self._look(name)) is not None}
        return {name: state for name, state in states.items() if self._known.get(name) != _print_of(state)}

    def _look(self, entry: str) -> State | None:
        hidden = entry.startswith(".") or is_temporary(entry)  # until it has its own name
        return None if hidden or safe(entry) != entry else state_of(str(self._folder / entry))

    def _why_not(self, entry: str, state: State, patient: bool) -> str:
        path = self._folder / entry
        if path.is_dir():
            return why_not_whole(str(path), state, notebooks=0, patient=patient, writers=self._writers)
        process = self._writers.of(str(path))
        if process:
            return f"it is open for writing in process {process}"
        return "" if is_whole_archive(path) else "it has no end yet: copy it again where it should have one"

    def _read(self) -> dict[str, str]:
        try:
            known = json.loads(self._record.read_bytes())
        except (OSError, ValueError):
            return {}
        return {str(entry): str(known[entry]) for entry in known} if isinstance(known, dict) else {}


def _print_of(state: State) -> str:
    """What is the same on another disk too: no time at which a name was given."""
    return hashlib.sha256(repr([stamp[:3] for stamp in state]).encode("utf-8", "surrogateescape")).hexdigest()
