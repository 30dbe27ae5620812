"""Which student each file is filed under: the roster's, else a folder by the LMS's name and number (`Roll`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..text import SafeText, safe
from .lms.entry import About, HandedIn
from .naming import Roll, alike
from .roster import Person, Roster


@dataclass
class Sheets:
    """What the LMS's own files say of submissions, by their key."""

    _said: dict[str, list[About]] = field(default_factory=dict)

    def add(self, said: dict[str, list[About]]) -> None:
        """Add what another file says."""
        self._said |= said

    def of(self, who: HandedIn) -> list[tuple[HandedIn, str]]:
        """(entry, address): a file with what is said of it, once for each of a group."""
        said = self._said.get(f"{who.key} {who.when}") or self._said.get(who.key) or [About()]
        return [(_joined(who, about), about.email) for about in said]


def _joined(who: HandedIn, about: About) -> HandedIn:
    lms = "Gradescope" if about.number and who.lms == "Gradescope submission" else who.lms
    number = who.name if who.lms == "Blackboard" else who.number  # the login
    named = replace(who, lms=lms, name=about.name or who.name, number=about.number or number)
    return replace(named, late=who.late or about.late, when=about.when or who.when)


class People:
    """The students of a delivery. enroll all its files before asking for one."""

    def __init__(self, roster: Roster, roll_file: Path, assignment: str, sheets: Sheets) -> None:
        self.roster, self._sheets = roster, sheets
        # who is in the gradebook by an id alone may have it from a folder that a collecting has made
        known = [person.id for person in roster.people if person.name or person.email or person.lms_ids]
        self.roll = Roll(roll_file, assignment, known)
        self.renamed: dict[str, str] = {}  # the folder of an earlier time: the id by the roster
        self._found: dict[str, Person] = {}  # by identity
        self._identities: dict[SafeText, str] = {}

    def enroll(self, entries: Iterable[HandedIn]) -> None:
        """Find everybody in the roster; who is not there gets a folder."""
        by_name: dict[str, set[str]] = {}
        unknown: dict[str, tuple[HandedIn, str]] = {}
        for entry, email in {pair: None for who in entries for pair in self._sheets.of(replace(who, file=""))}:
            identity = self.roll.identity(entry)
            person = self._by_number(entry, email)
            if person is not None:
                self._found[identity] = person
            else:
                unknown[identity] = (entry, email)
        taken = {person.id for person in self._found.values()}
        for identity, (entry, _) in unknown.items():
            for person in self.roster.by_name(entry.name):
                by_name.setdefault(person.id, set()).add(identity)
        for identity, (entry, _) in unknown.items():
            alone = [person for person in self.roster.by_name(entry.name) if len(by_name[person.id]) == 1]
            if len(self.roster.by_name(entry.name)) == len(alone) == 1 and alone[0].id not in taken:
                self._found[identity] = alone[0]
        for identity, (entry, _) in unknown.items():
            if identity in self._found:
                self._rename(entry, self._found[identity])
        self.roll.enroll(entry for identity, (entry, _) in unknown.items() if identity not in self._found)

    def students(self, who: HandedIn) -> list[tuple[SafeText, HandedIn]]:
        """The folders of a file's students, several for a group. Raises Refused when nothing of a name is left."""
        found = []
        for entry, email in self._sheets.of(who):
            identity = self.roll.identity(entry)
            person = self._found.get(identity) or self._by_number(entry, email)
            if person is not None:
                self._rename(entry, person)
            found.append((person.id if person else self.roll.student(entry), entry))
        return found

    def is_known(self, who: HandedIn) -> bool:
        """Whether the roster knows whose it is."""
        return self.roll.identity(who) in self._found

    def identity(self, entry: HandedIn) -> str:
        """What tells two students apart: the roster's id, else that of the LMS."""
        identity = self.roll.identity(entry)
        return f"roster {self._found[identity].id}" if identity in self._found else identity

    def _by_number(self, entry: HandedIn, email: str) -> Person | None:
        """By the LMS's number, the address, or where people named a folder, the id itself.

        Moodle draws a number for each assignment: it may be another's anywhere else, and counts with the name only.
        """
        person = self.roster.by_lms_id(entry.number or entry.name) if entry.number or not entry.lms else None
        drawn = entry.lms in ("Moodle", "Gradescope submission") and alike(entry.name) != "participant"
        if person and drawn and person not in self.roster.by_name(entry.name):
            person = None
        return person or (self.roster.by_email(email) if email else None)

    def _rename(self, entry: HandedIn, person: Person) -> None:
        before = self.roll.assign(entry, person.id)
        if before:
            self.renamed[before] = person.id


def told_of_names(people: People) -> list[SafeText]:
    """A line for each thing that somebody should know of who is who."""
    lines = [
        safe(f"note: several students are called {who!r}: {', '.join(folders)} (the LMS's numbers tell them apart)")
        for who, folders in people.roll.namesakes.items()
    ]
    return lines + [
        safe(f"note: {before} of an earlier time is {now} by the roster; what was graded as {before} stays there")
        for before, now in sorted(people.renamed.items())
    ]
