"""Collects what students handed in, from a folder, a zip or a tarball as an LMS writes it, into submitted/.

Each file has one fate, and each fate a line: taken, set aside (an older one), skipped (a copy that a system made), of
the LMS's own, refused. What lies in submitted/ already and is newer stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath

from ..course.course import Course
from ..text import SafeText, safe
from .choosing import Chosen, Item, choose, elsewhere
from .delivery import Delivery
from .lms import SHEETS, canvas, moodle
from .lms.entry import HandedIn, Refused, composed
from .matching import notebooks_in, strays_in
from .people import People, Sheets, told_of_names
from .record import Came, keep_record, read_record
from .room import Room
from .roster import Person, roster_of
from .sources import Entry, entries, names
from .submitted import files_in, write_submission
from .times import TIMESTAMP_FILE, NoZone, as_stamp, moment, read_timestamp, zone_of

MAX_TOLD = 20  # refused files of one student that the record names
ROLL_FILE = "students.json"  # in results/: which folder each student of an LMS has


@dataclass
class Collected:
    """Who was collected; what was refused and set aside: (name, why); who has a name of several: (name, folders)."""

    students: list[SafeText] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    aside: list[tuple[str, str]] = field(default_factory=list)
    namesakes: dict[str, list[str]] = field(default_factory=dict)
    something_else: dict[str, tuple[str, ...]] = field(default_factory=dict)
    nothing: list[Person] = field(default_factory=list)
    notes: list[SafeText] = field(default_factory=list)
    fates: Counter[str] = field(default_factory=Counter)

    @property
    def entries(self) -> int:
        """All files that came in."""
        return sum(self.fates.values())


def collect(course: Course, assignment: str, source: Path, *, worksheet: Path | None = None) -> Collected:
    """Collect into submitted/STUDENT/ASSIGNMENT. Raises CourseError when the source is none that can be read.

    worksheet is an LMS's list of the submissions, with their times. A student whose every file is refused gets an
    empty folder, and so a status: nothing that can be graded.
    """
    return _Collecting(course, assignment, source, worksheet).run()


class _Collecting:
    def __init__(self, course: Course, assignment: str, source: Path, worksheet: Path | None) -> None:
        self._course, self._assignment, self._source = course, assignment, source
        self._released = course.load(assignment) if source.exists() else None
        self._zone = zone_of(course.settings.lms_timezone)
        notebooks = list(self._released.notebooks) if self._released else []
        self._delivery = Delivery(names(source), notebooks, assignment)
        self._sheets = Sheets()
        if worksheet:
            self._sheets.add(moodle.read_worksheet(worksheet))
        self._people = People(roster_of(course), course.results_path(ROLL_FILE), assignment, self._sheets)
        self._known = read_record(course, assignment)
        # a disk of macOS may have put a name there letter by accent
        self._there = {safe(composed(name)): name for name in course.students(assignment)}
        self._items: dict[SafeText, list[Item]] = {}
        self._alone: dict[SafeText, list[tuple[str, str]]] = {}  # refused files of each student, with the reason
        self._origin: dict[SafeText, HandedIn] = {}
        self._stamps: dict[str, str] = {}
        self._fates: dict[int, str] = {}
        self._result = Collected()
        self._room = Room(self._identity)

    def run(self) -> Collected:
        """Read, find out whose each file is, choose, write."""
        coming = enumerate(entries(self._source, self._room))
        read = [(number, entry) for number, entry in coming if self._is_work(number, entry)]
        owners = {number: self._owner(number, entry) for number, entry in read}
        self._people.enroll(who for who in owners.values() if who)
        for number, entry in read:
            who = owners[number]
            if who is not None:
                self._file(number, entry, who)
        writes: list[tuple[str, Callable[[], None]]] = [(ROLL_FILE, self._people.roll.keep)]
        writes += [(student, partial(self._hand_over, student)) for student in sorted(self._items)]
        if self._items:
            writes.append(("handed_in.json", lambda: keep_record(self._course, self._assignment, self._known)))
        for what, write in writes:
            self._tried(what, write)
        self._sum_up()
        return self._result

    # --- what each file is ------------------------------------------------------------------------

    def _identity(self, path: str) -> str:
        try:
            return self._people.roll.identity(self._delivery.whose(path)) if path else ""
        except Refused:
            return ""  # nobody's

    def _is_work(self, number: int, entry: Entry) -> bool:
        """Whether it is a student's; what the LMS says of others is kept."""
        if entry.content is None:
            self._fates[number] = "skipped"
            return False
        if entry.inner or not isinstance(entry.content, bytes):
            return True
        path = self._delivery.inside(entry.outer)
        said = next((found for sheet in SHEETS if (found := sheet(path, entry.content)) is not None), None)
        if said is not None:
            self._sheets.add(said)
            self._fates[number] = "the LMS's own"
            return False
        parts = PurePosixPath(entry.outer).parts
        if parts[-2:] == (self._assignment, TIMESTAMP_FILE) and len(parts) > 2:  # as nbgrader's exchange collects
            self._stamps[self._identity(entry.outer)] = entry.content[:200].decode("utf-8", "replace").strip()
            self._fates[number] = "the LMS's own"
            return False
        return True

    def _owner(self, number: int, entry: Entry) -> HandedIn | None:
        try:
            if not entry.outer:
                raise entry.content if isinstance(entry.content, Refused) else Refused("nobody's")
            return self._delivery.whose(entry.outer)
        except Refused as problem:
            self._refuse(number, entry.path, str(problem))
            return None

    def _file(self, number: int, entry: Entry, who: HandedIn) -> None:
        """Give a file to its student, or to all of a group."""
        file = entry.inner or who.file
        item = Item(entry.path, who, entry.content if isinstance(entry.content, bytes) else b"", number)
        try:
            if who.loose and not entry.inner and not item.is_notebook and not self._people.is_known(who):
                unknown = Refused("whose it is cannot be told from its name")
                raise entry.content if isinstance(entry.content, Refused) else unknown
            for student, entry_of_one in self._people.students(who):
                student = self._there.get(student, student)
                self._claim(student, entry_of_one)
                self._items.setdefault(student, [])
                if isinstance(entry.content, Refused):
                    self._alone.setdefault(student, []).append((PurePosixPath(file).name, str(entry.content)))
                else:
                    mine = HandedIn(**{**vars(entry_of_one), "file": file})
                    self._items[student].append(Item(entry.path, mine, item.content, number))
            if isinstance(entry.content, Refused):
                raise entry.content
        except Refused as problem:
            self._refuse(number, entry.path, str(problem))

    def _claim(self, student: SafeText, who: HandedIn) -> None:
        other = self._origin.setdefault(student, who)
        if self._people.identity(other) != self._people.identity(who):
            raise Refused(f"{who.name!r} and {other.name!r} would both be the student {student!r}")

    def _refuse(self, number: int, path: str, why: str) -> None:
        if self._fates.get(number) != "refused":  # a group has it once
            self._result.refused.append((path, why))
        self._fates[number] = "refused"

    # --- one student ------------------------------------------------------------------------------

    def _hand_over(self, student: SafeText) -> None:
        """Choose among the files of a student, and write them."""
        items = self._items[student]
        chosen = choose(items, self._released)
        came = self._came(student, chosen)
        folder = self._course.path("submitted", student, self._assignment)
        if not chosen.notebooks:
            self._result.something_else[student] = came.other
        newer = self._why_kept(student, folder, came, chosen)
        if newer:
            self._result.notes.append(safe(f"kept: {student}: {newer}"))
            for item in items:
                self._set_aside(item, newer)
            return
        before = self._known.get(student, Came())
        changed = write_submission(folder, chosen, before, came)
        if changed and not came.when:
            gone = "it is not known when this was handed in; the time of what lay there is gone"
            self._result.notes.append(safe(f"note: {student}: {gone}"))
        self._known[student] = came
        for item, why in chosen.refused:
            self._refuse(item.number, item.path, why)
        for item, why in chosen.aside:
            self._set_aside(item, why)
        for item in chosen.files.values():
            self._fates[item.number] = "taken"
        self._result.notes += [safe(f"look at {student}: {note}") for note in chosen.notes]
        self._result.students.append(student)

    def _set_aside(self, item: Item, why: str) -> None:
        if self._fates.setdefault(item.number, "set aside") == "set aside":
            self._result.aside.append((item.path, why))

    def _came(self, student: SafeText, chosen: Chosen) -> Came:
        items = list(chosen.files.values()) or self._items[student]
        who = items[0].who if items else self._origin[student]
        said = self._stamps.get(self._people.roll.identity(who), who.when)
        when = unknown = ""
        try:
            when = as_stamp(moment(said, self._zone)) if said else ""
        except NoZone:
            unknown = said
        except ValueError as problem:
            self._result.notes.append(safe(f"note: {student}: the time {said!r} is not understood: {problem}"))
            unknown = said
        files = tuple(sorted(chosen.files))
        alone = self._alone.get(student, [])
        other = () if chosen.notebooks else (*files, *(name for name, _ in alone)) or ("nothing that can be read",)
        order = max((item.who.order for item in items), default=0)
        late = any(item.who.late for item in items) or who.late
        refused = [f"{name}: {why}" for name, why in (*alone, *((item.path, why) for item, why in chosen.refused))]
        count = len(refused) + self._room.left_out_of(self._people.roll.identity(who))
        return Came(
            *(self._source.name, who.lms, files, other, when, unknown, late, order),
            notes=tuple(chosen.notes),
            refused=tuple(refused[:MAX_TOLD]),
            left_out=count,
            test=canvas.is_test_student(who),
        )

    def _why_kept(self, student: SafeText, folder: Path, came: Came, chosen: Chosen) -> str:
        """Why what lies there stays: it is newer, or of this assignment where this is not; empty where it goes."""
        before = self._known.get(student, Came())
        try:
            there = read_timestamp(folder)
        except (ValueError, OSError):
            there = None
        if came.when and there and moment(came.when, None).replace(tzinfo=None) < there:
            return f"what lies in submitted/ was handed in later ({there} UTC) than this ({came.when})"
        if came.lms == before.lms and came.order < before.order and set(before.files) & set(files_in(folder)):
            return f"what lies in submitted/ was handed in later ({before.source}), as {came.lms}'s numbers say"
        if came.other and notebooks_in(folder):
            return "what lies in submitted/ has a notebook, this has none"
        of = elsewhere(chosen, self._released)
        if of and self._released and set(notebooks_in(folder)) - set(strays_in(self._released, folder)):
            return f"what lies in submitted/ is of {self._assignment}, this is of {of}"
        return ""

    def _tried(self, what: str, write: Callable[[], None]) -> None:
        try:
            write()
        except Exception as problem:
            why = f"cannot be written ({getattr(problem, 'strerror', None) or problem})"
            self._result.refused.append((what, why))
            for item in self._items.get(safe(what), ()):
                self._fates[item.number] = "refused"

    # --- all --------------------------------------------------------------------------------------

    def _sum_up(self) -> None:
        result = self._result
        result.namesakes = self._people.roll.namesakes
        result.students.sort()
        result.fates = Counter(self._fates.values())
        for path, count in self._room.left_out:
            result.fates["not looked at"] += count
            said = f"not looked at: {path} and {count - 1} more of this student, who has handed in too much"
            result.notes.append(safe(said))
        there = set(self._course.students(self._assignment)) | set(result.students)
        result.nothing = [person for person in self._people.roster.people if person.id not in there]
        known = {person.id for person in self._people.roster.people}
        tests = {student for student, who in self._origin.items() if canvas.is_test_student(who)}
        if tests:
            told = "Canvas's test student, graded and not counted among the class"
            result.notes.append(safe(f"note: {told}: {', '.join(sorted(tests))}"))
        strangers = sorted(set(self._items) - known - tests) if self._course.settings.roster else []
        if strangers:
            result.notes.append(safe(f"note: not in the roster ({len(strangers)}): {', '.join(strangers)}"))
        result.notes = [*told_of_names(self._people), *result.notes, *self._told_of_times()]

    def _told_of_times(self) -> Iterator[SafeText]:
        mine = {student: self._known[student] for student in self._result.students}
        late = [student for student, came in mine.items() if "late" in came.flags(timed=bool(came.when))]
        if late:
            yield safe(f"late, as the LMS says without a time: {', '.join(late)}")
        zoneless = [student for student, came in mine.items() if came.said]
        if zoneless and self._zone is None:
            yield safe(
                f"note: times without a zone are not believed ({len(zoneless)} submissions, such as "
                f"{mine[zoneless[0]].said!r}): set c.Autograder.lms_timezone and collect again"
            )
