"""Which columns of a file are whose: Canvas's gradebook, Moodle's grading worksheet, Moodle's gradebook.

The names are those that the importers look for: a file that they read back is one that they wrote.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import CourseError
from .lms_people import Row
from .lms_table import LmsTable, number_in

WORKSHEET = "Moodle's grading worksheet"
# Canvas's columns that are no assignment's, in the words of its importer
NO_ASSIGNMENT = re.compile(r"(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)")
TEST_STUDENT = {frozenset({"student", "test"})}


@dataclass(frozen=True)
class Column:
    """A column that points go into, by its place.

    most      what can be earned, where the file says it once for all
    limit     the column that says it for each student
    comments  the column for what is said to a student
    locked    the column that says "No" where the LMS takes no other grade
    """

    at: int
    title: str
    most: float | None = None
    limit: int | None = None
    comments: int | None = None
    locked: int | None = None


@dataclass(frozen=True)
class LmsFile:
    """A file of an LMS's: its students, and the columns of assignments, each with all that it is called."""

    kind: str
    lms: str
    table: LmsTable
    rows: list[Row]
    columns: Mapping[int, Column]
    called: Mapping[int, tuple[str, ...]]

    def column(self, assignment: str, wanted: str | None = None) -> Column:
        """The column of an assignment: the one that is wanted, else the one that bears its name. Raises CourseError."""
        if self.kind == WORKSHEET:  # of one assignment, whose name it does not say
            return next(iter(self.columns.values()))
        name = _alike(wanted or assignment)
        found = [at for at, names in self.called.items() if name in map(_alike, names)]
        if len(found) == 1:
            return self.columns[found[0]]
        what = f"{len(found)} columns are" if found else "no column is"
        listed = ", ".join(repr(self.columns[at].title) for at in found or self.columns) or "none"
        raise CourseError(
            f"{self.table.name}: {what} called {wanted or assignment!r}; the columns of assignments are: {listed}. "
            f"Name one with --column, by title or number. Where there is none for {assignment}, make the assignment "
            "in the LMS first, and export again."
        )


def read_form(table: LmsTable, lms: str) -> LmsFile:
    """The table understood as what Canvas or Moodle exports. Raises CourseError."""
    return _canvas(table) if lms == "Canvas" else _moodle(table)


def is_test_student(row: Row) -> bool:
    """Whether it is the student that Canvas invents for the teacher to look through."""
    return frozenset(re.findall(r"\w+", row.name.casefold())) in TEST_STUDENT


# --- Canvas -------------------------------------------------------------------------------------


def _canvas(table: LmsTable) -> LmsFile:
    head = table.head
    names = [0] if "Student" in head[0] else [1, 0]
    id, section = table.column("ID"), table.column("Section")
    if not ("Student" in head[0] or head[0] == "LastName") or id is None or section is None:
        raise CourseError(
            f"{table.name} is no gradebook of Canvas's: its columns are {', '.join(head[:8])}; expected Student, ID, "
            "SIS Login ID, Section, then the assignments (in Canvas: Grades, Export)."
        )
    logins = [table.column(name) for name in ("SIS Login ID", "SIS User ID", "Integration ID")]
    rows, most = list[Row](), dict[int, str]()
    for at in table.rows:
        if "Points Possible" in table.cell(at, 0):
            most = {column: table.cell(at, column) for column in range(len(head))}
        elif table.cell(at, id).strip() or table.cell(at, 0).strip():
            name = " ".join(filter(None, (table.cell(at, column).strip() for column in names)))
            ids = tuple(filter(None, (table.cell(at, column).strip() for column in logins)))
            email = next((each for each in ids if "@" in each), "")
            rows.append(Row(at, name, table.cell(at, id).strip(), ids, email, lasting=True))
    # Title (17); what has no number is a column of the teacher's own, in a file that has numbers at all
    found = {at: re.fullmatch(r"(.*\S)\s*\((\d+)\)", head[at], re.DOTALL) for at in range(section + 1, len(head))}
    numbered = any(found.values())
    columns, called = dict[int, Column](), dict[int, tuple[str, ...]]()
    for at, each in found.items():
        own = not head[at] or NO_ASSIGNMENT.search(head[at]) or "read only" in most.get(at, "")
        if not own and bool(each) == numbered:
            columns[at] = Column(at, head[at], number_in(most.get(at, "")))
            called[at] = (head[at], each[1], each[2]) if each else (head[at],)
    return LmsFile("Canvas's gradebook", "Canvas", table, rows, columns, called)


# --- Moodle -------------------------------------------------------------------------------------


def _moodle(table: LmsTable) -> LmsFile:
    rows = _moodle_rows(table)
    identifier, grade = table.column("Identifier"), table.column("Grade")
    if identifier is not None and grade is not None:
        if table.column("Scale") is not None:
            raise CourseError(
                f"{table.name} has words for grades (a scale); let Moodle grade the assignment by points."
            )
        limit, locked = table.column("Maximum grade"), table.column("Grade can be changed")
        column = Column(grade, "Grade", None, limit, table.column("Feedback comments"), locked)
        return LmsFile(WORKSHEET, "Moodle", table, rows, {grade: column}, {grade: ("Grade",)})
    # "Assignment: Title (Real)", and "Assignment: Title (Feedback)" where that was asked for
    found = {at: re.fullmatch(r"(.+?)\s*\((Real|Feedback)\)", name) for at, name in enumerate(table.head)}
    comments = {each[1]: at for at, each in found.items() if each and each[2] == "Feedback"}
    titles = {at: each[1] for at, each in found.items() if each and each[2] == "Real"}
    titles = {at: title for at, title in titles.items() if title not in ("Course total", "Category total")}
    if not titles or not any(row.ids or row.email for row in rows):
        raise CourseError(
            f"{table.name} is neither a grading worksheet of Moodle's nor its gradebook: its columns are "
            f"{', '.join(table.head[:8])}; expected Identifier, Full name, Grade and so on, or First name, "
            "Email address, and columns that end in (Real). Moodle writes and reads their names in your own language: "
            "set it to English in Moodle for the export and the import."
        )
    columns = {at: Column(at, title, comments=comments.get(title)) for at, title in titles.items()}
    called = {at: (table.head[at], title, title.partition(":")[2]) for at, title in titles.items()}
    return LmsFile("Moodle's gradebook", "Moodle", table, rows, columns, called)


def _moodle_rows(table: LmsTable) -> list[Row]:
    full, email = table.column("Full name"), table.column("Email address")
    names = [full] if full is not None else [table.column("First name"), table.column("Last name", "Surname")]
    identifier, ids = table.column("Identifier"), [table.column("Username"), table.column("ID number")]
    rows = []
    for at in table.rows:
        name = " ".join(filter(None, (table.cell(at, column).strip() for column in names)))
        logins = tuple(filter(None, (table.cell(at, column).strip() for column in ids)))
        number = re.search(r"\d+$", table.cell(at, identifier).strip())  # Participant 17
        address = table.cell(at, email).strip()
        if name or logins or number or address:
            rows.append(Row(at, name, number[0] if number else "", logins, address))
    return rows


def _alike(name: str) -> str:
    """Letters and digits of a title: "03 One mini-batch by hand" is 03-one-minibatch-by-hand."""
    return "".join(char for char in unicodedata.normalize("NFC", name).casefold() if char.isalnum())
