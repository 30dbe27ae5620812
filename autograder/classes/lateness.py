"""Who was late and what that costs: what nbgrader_config.py declares, written into nbgrader's own columns.

Assignment.duedate, SubmittedAssignment.extension and SubmittedNotebook.late_submission_penalty are what formgrader,
`nbgrader export` and our pages read. `settle` writes what differs; it runs when grades are written and before every
report, feedback and export, so that another policy, extension, due date or score of a person's needs no grading anew.
Where the course declares nothing, nothing is touched: nbgrader's own plug-in decides.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select, update

from ..course import tables
from ..course.course import Course
from ..course.database import HasRows
from ..course.late import Policy, penalty, percent, until
from ..course.moments import in_utc, in_words, shown
from ..course.settings import setting_error
from ..course.structure import assignment_row
from ..errors import CourseError
from ..intake.record import read_record
from ..intake.roster import read_roster


@dataclass(frozen=True)
class Rules:
    """What the course declares of one assignment. declared: whether it says what being late costs, even nothing."""

    due: datetime | None
    until: dict[str, datetime] | None  # by student; None where the gradebook's own extensions hold
    policy: Policy | None
    declared: bool

    def due_of(self, student: str, extension: timedelta | None) -> datetime | None:
        """The moment until which the student may hand in; extension is the gradebook's."""
        if self.due is None:
            return None
        if self.until is not None:
            return self.until.get(unicodedata.normalize("NFC", student), self.due)
        return (self.due.astimezone(UTC) + (extension or timedelta())).astimezone(self.due.tzinfo)


@dataclass(frozen=True)
class Lateness:
    """How a submission stands to its due date. seconds is None where the time of handing in is not known.

    marked is what the LMS says then: True is late, False in time by its own clock, None is nothing.
    """

    seconds: float | None
    policy: Policy | None
    extended: datetime | None = None  # until when, where there was an extension
    dropped: bool = False
    marked: bool | None = None

    @property
    def late(self) -> bool:
        """Whether it came after it was due, be it within the grace; or the LMS says so."""
        return bool(self.seconds) or self.marked is True

    @property
    def unknown(self) -> bool:
        """Whether a policy, or an extension of what an LMS calls late, would need a time that nobody knows."""
        if self.seconds is not None or self.marked is False:
            return False
        return self.policy is not None or bool(self.marked and self.extended)

    @property
    def share(self) -> Decimal:
        """The share of the points that is taken off."""
        return self._share if not self.dropped else Decimal(0)

    @property
    def _share(self) -> Decimal:
        return self.policy.share(self.seconds) if self.policy and self.seconds else Decimal(0)

    @property
    def words(self) -> str:
        """What there is to say of it, without names and points; nothing where it was in time and nothing granted."""
        said = [f"extension until {shown(self.extended)}"] if self.extended else []
        if self.seconds:
            said.append(f"handed in {in_words(self.seconds)} late")
            said += self._why()
        elif self.marked:
            said.append("late by the LMS's mark; the time is not known; nothing is taken off")
        return "; ".join(said)

    def _why(self) -> list[str]:
        if self.policy is None:
            return []
        if self.dropped:
            return ["nothing is taken off: it is among the late ones that cost nothing"]
        if not self._share:
            return [f"nothing is taken off within the first {in_words(self.policy.grace_minutes * 60)}"]
        capped = self.policy.rate * self.policy.periods(self.seconds or 0) > self._share
        rate = f"{percent(self.policy.rate)} for each {self.policy.unit} begun"
        return [f"{rate}, {'at most ' if capped else ''}{percent(self._share)} of the points in all"]


@dataclass
class Standing:
    """The lateness of all submissions of an assignment, by student, and what the course declares of it."""

    rules: Rules
    of: dict[str, Lateness] = field(default_factory=dict)
    unknown_students: list[str] = field(default_factory=list)  # who has an extension and is in no class list


def rules_of(course: Course, assignment: str, due: datetime | None = None) -> Rules:
    """What the course declares of an assignment, by its whole name; due is the gradebook's date.

    Raises CourseError for an entry that no assignment has, and for an extension that ends before the due date.
    """
    settings = course.settings
    declared_due = _entry(course, "due", settings.due.entries, assignment)
    when = declared_due[1] if declared_due else due.replace(tzinfo=UTC) if due else None
    extensions = _entry(course, "extensions", settings.extensions.entries, assignment)
    ends = None
    if extensions is not None:
        key, given = extensions
        ends = {student: until(text, when, key, student) for student, text in given} if when is not None else {}
        for student, end in ends.items():
            if when is not None and end < when:
                said = f"the extension of {student!r} ends before {assignment} is due, {shown(when)}."
                raise setting_error(said, "extensions", key, student, folder=course.root)
    late = _entry(course, "late", settings.late.entries, assignment)
    policy = late[1] if late else settings.late.general
    return Rules(when, ends, policy, late is not None or settings.late.general is not None)


def _entry(course: Course, setting: str, entries: Iterable[tuple[str, Any]], assignment: str) -> tuple[str, Any] | None:
    """The entry of a setting that is about the assignment, with its key."""
    found = None
    for key, value in entries:
        try:
            name = course.resolve(key) if key != assignment else assignment
        except CourseError as problem:
            raise setting_error(f"{setting}: {problem}", setting, key, folder=course.root) from None
        if name == assignment and found is not None:
            said = f"{setting} names {assignment} twice: {found[0]!r} and {key!r}."
            raise setting_error(said, setting, key, folder=course.root)
        found = (key, value) if name == assignment else found
    return found


def standing(course: Course, assignment: str, book: HasRows, students: list[str] | None = None) -> Standing:
    """Who was late, by what the course declares now; writes nothing."""
    handed_in = _handed_in(book, students)
    rules = {
        name: rules_of(course, name, due) for name, due in _due_dates(book) if name == assignment or _drops(course)
    }
    if assignment not in rules:
        return Standing(Rules(None, None, None, declared=False))
    found = Standing(rules[assignment])
    came = read_record(course, assignment)
    used: dict[str, int] = defaultdict(int)  # late submissions that cost nothing, of assignments that were due before
    far = datetime.max.replace(tzinfo=UTC)
    for name in sorted(rules, key=lambda name: (rules[name].due or far, name)):
        for student, timestamp, extension in handed_in[name]:
            marked = came[student].marked if name == assignment and student in came else None
            lateness = _lateness(rules[name], student, timestamp, extension, used[student], marked)
            used[student] += lateness.dropped
            if name == assignment:
                found.of[student] = lateness
    if found.rules.until:
        ids = book.db.execute(select(tables.student.c.id)).scalars()
        known = {unicodedata.normalize("NFC", student) for student in ids}
        roster = course.settings.roster
        known |= {person.id for person in read_roster(course.root / roster).people} if roster else set()
        found.unknown_students = sorted(set(found.rules.until) - known)
    return found


def _drops(course: Course) -> bool:
    """Whether what is late in one assignment may count in another."""
    late = course.settings.late
    return any(policy is not None and policy.drop for policy in (late.general, *(entry for _, entry in late.entries)))


def _lateness(
    rules: Rules,
    student: str,
    timestamp: datetime | None,
    extension: timedelta | None,
    used: int,
    marked: bool | None,
) -> Lateness:
    due = rules.due_of(student, extension)
    extended = due if due is not None and rules.due is not None and due > rules.due else None
    if timestamp is None and (marked or due is not None):
        return Lateness(None, rules.policy, extended, marked=marked)
    if timestamp is None or due is None:
        return Lateness(0.0, None)
    seconds = max(0.0, (timestamp - in_utc(due)).total_seconds())
    made = Lateness(seconds, rules.policy, extended)
    dropped = rules.policy is not None and bool(made.share) and used < rules.policy.drop
    return Lateness(seconds, rules.policy, extended, dropped)


def _due_dates(book: HasRows) -> list[tuple[str, datetime | None]]:
    query = select(tables.assignment.c.name, tables.assignment.c.duedate)
    return [(row.name, row.duedate) for row in book.db.execute(query)]


def _handed_in(
    book: HasRows, students: list[str] | None
) -> dict[str, list[tuple[str, datetime | None, timedelta | None]]]:
    """(student, time, extension) of all submissions, by assignment."""
    assignment, submission = tables.assignment.c, tables.submitted_assignment.c
    query = select(assignment.name, submission.student_id, submission.timestamp, submission.extension)
    query = query.join(tables.assignment, submission.assignment_id == assignment.id)
    if students is not None:
        query = query.where(submission.student_id.in_(students))
    found = defaultdict(list)
    for name, *about in book.db.execute(query):
        found[name].append(tuple(about))
    return found


# --- the gradebook ------------------------------------------------------------------------------


def settle(course: Course, assignment: str, students: list[str] | None = None, book: HasRows | None = None) -> Standing:
    """Write due date, extensions and penalties as the course declares them, where the gradebook has others.

    students restricts it to some; book is a gradebook that is open already. Raises CourseError for a declaration that
    will not do.
    """
    with course.gradebook_rows() if book is None else nullcontext(book) as opened:
        found = standing(course, assignment, opened, students)
        changed = _write_dates(opened, assignment, found, students)
        if found.rules.declared:
            changed |= _write_penalties(opened, assignment, found, students)
        if changed:
            opened.db.commit()
    return found


def _write_dates(book: HasRows, assignment: str, found: Standing, students: list[str] | None) -> bool:
    """The due date and the extensions; whether something was written."""
    db, changed, rules = book.db, False, found.rules
    known = assignment_row(book, assignment)
    if known is None or rules.due is None:
        return False
    due = in_utc(rules.due)
    if known.duedate != due:
        db.execute(update(tables.assignment).where(tables.assignment.c.id == known.id).values(duedate=due))
        changed = True
    if rules.until is None:
        return changed
    table = tables.submitted_assignment
    for student, _, extension in _handed_in(book, students)[assignment]:
        end = rules.due_of(student, None)
        granted = in_utc(end) - due if end is not None and in_utc(end) > due else None
        if granted != extension:
            db.execute(
                update(table)
                .where(table.c.assignment_id == known.id, table.c.student_id == student)
                .values(extension=granted)
            )
            changed = True
    return changed


def _write_penalties(book: HasRows, assignment: str, found: Standing, students: list[str] | None) -> bool:
    """The penalty of each notebook, of the points that it has now; whether something was written."""
    table, changed = tables.submitted_notebook, False
    submission = tables.submitted_assignment.c
    of_assignment = (
        select(submission.student_id, table.c.id, table.c.late_submission_penalty, func.sum(tables.score))
        .join(tables.submitted_assignment, table.c.assignment_id == submission.id)
        .join(tables.assignment, submission.assignment_id == tables.assignment.c.id)
        .outerjoin(tables.grade, tables.grade.c.notebook_id == table.c.id)
        .where(tables.assignment.c.name == assignment)
        .group_by(table.c.id, submission.student_id)
    )
    if students is not None:
        of_assignment = of_assignment.where(submission.student_id.in_(students))
    for student, notebook, written, score in book.db.execute(of_assignment).all():
        lateness = found.of.get(student)
        if lateness is None:
            continue
        due = penalty(score or 0.0, lateness.share) or None  # as nbgrader: nothing where there is none
        if due != written:
            book.db.execute(update(table).where(table.c.id == notebook).values(late_submission_penalty=due))
            changed = True
    return changed
