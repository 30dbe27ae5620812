"""Who is in the class: nbgrader's student ids beside the names, addresses and numbers that LMSs write.

A roster is a table `id,name,email,lms_id` (columns in any order), the one of `nbgrader db student import`, or the file
that an LMS exports, recognised by its head (`FORMS`). The students of nbgrader's gradebook serve too.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select

from ..course import tables
from ..course.course import Course
from ..course.database import file_of
from ..errors import CourseError
from ..text import SafeText, is_safe_name, safe
from .lms.entry import Refused
from .naming import student_id

MAX_BYTES = 20_000_000
Row = Mapping[str, str]  # by the name of the column, in small letters


@dataclass(frozen=True)
class Person:
    """A student. lms_ids are the numbers and logins by which LMSs know the student, as they write them."""

    id: SafeText
    name: str = ""
    email: str = ""
    lms_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """How a program writes a class: the columns that tell it, and those of the student's id (the first that is filled)
    and of the numbers. own: the id is nbgrader's own, and stays as it stands."""

    program: str
    needs: frozenset[str]
    id: tuple[str, ...]
    lms_ids: tuple[str, ...] = ()
    own: bool = False


def _form(program: str, needs: str, id: str, lms_ids: str = "", *, own: bool = False) -> Form:
    first, second, third = (tuple(filter(None, names.split(","))) for names in (needs, id, lms_ids))
    return Form(program, frozenset(first), second, third, own)


# The heads: Canvas' gradebook export, Moodle's grading worksheet and participants, Gradescope's roster and scores,
# Brightspace's and Blackboard's grades, Google Classroom's grades, GitHub Classroom's classroom_roster.csv. Columns of
# Moodle are in the teacher's language: a roster in another one wants its head renamed.
CANVAS = "student,id,section"
FORMS = (
    _form("Canvas", CANVAS, "sis login id,sis user id,id", "id,sis login id,sis user id,integration id"),
    _form("GitHub Classroom", "identifier,github_username", "identifier", "github_username,github_id"),
    _form("Moodle", "identifier,full name", "username,id number,email address", "identifier,id number,username"),
    _form("Brightspace", "orgdefinedid", "username,orgdefinedid", "orgdefinedid,username"),
    _form("Blackboard or Moodle", "username,last name,first name", "username", "student id,id number,username"),
    _form("Gradescope", "sid,email", "sid,email", "sid,submission id,canvas id"),
    _form("Moodle", "full name,email address", "username,id number,email address", "id number,username"),
    _form("Moodle or Google Classroom", "first name,email address", "username,id number,email address", "id number"),
    _form("a roster", "id", "id", "lms_id,lms_user_id", own=True),
)
NAMES = ("name", "full name", "student", "student name")
FIRST, LAST = ("first name", "first_name"), ("last name", "last_name", "surname")
EMAILS = ("email", "email address", "e-mail")
NO_STUDENTS = {"points possible", "student, test"}  # rows of Canvas' that are no student's


class Roster:
    """The people of a class, found by what an LMS writes of them."""

    def __init__(self, people: Iterable[Person] = ()) -> None:
        self.people = tuple(people)
        self._ids: dict[str, Person] = {}
        self._emails: dict[str, list[Person]] = {}
        self._names: dict[str, list[Person]] = {}
        for person in self.people:
            for number in person.lms_ids:
                self._ids.setdefault(_number(number), person)
            if person.email:
                self._emails.setdefault(_alike(person.email), []).append(person)
            for key in _keys(person.name):
                self._names.setdefault(key, []).append(person)
        for person in self.people:  # nobody's number gives way to another's id
            self._ids.setdefault(_number(person.id), person)

    def by_lms_id(self, text: str) -> Person | None:
        """Whose number or login it is; nbgrader's id serves too."""
        return self._ids.get(_number(text)) if text.strip() else None

    def by_email(self, text: str) -> Person | None:
        """Whose address it is; None where several share it."""
        found = self._emails.get(_alike(text), [])
        return found[0] if len(found) == 1 else None

    def by_name(self, text: str) -> list[Person]:
        """All who are called so: "Ada Lovelace", "Lovelace, Ada", or "lovelaceada" as Canvas joins it."""
        spaced, joined = _spaced(text), _joined(text)
        return list(self._names.get(spaced) or self._names.get(f"={joined}") or ())


def roster_of(course: Course) -> Roster:
    """The class by the setting `c.Autograder.roster`, joined with the students of the gradebook.

    A file of an LMS's has no ids of nbgrader's: who has the same number or address in the gradebook has its id.
    Raises CourseError for a file that cannot be read.
    """
    path = course.settings.roster
    people = list(read_roster(course.root / path).people) if path else []
    known = Roster(people)
    at = {id(person): place for place, person in enumerate(people)}
    for student in _of_gradebook(course):
        found = next((each for each in people if each.id == student.id), None)
        found = found or next(filter(None, map(known.by_lms_id, (student.id, *student.lms_ids))), None)
        found = found or known.by_email(student.email)
        if found is None:
            people.append(student)
        elif id(found) in at:
            place = at.pop(id(found))
            numbers = tuple(dict.fromkeys((*found.lms_ids, *student.lms_ids, found.id)))
            name, email = found.name or student.name, found.email or student.email
            people[place] = replace(student, name=name, email=email, lms_ids=numbers)
    return Roster(people)


def _of_gradebook(course: Course) -> Iterator[Person]:
    file = file_of(course.directory.db_url, course.root)
    if file is not None and not file.is_file():
        return  # to look into it would make it
    with course.gradebook_rows() as book:
        about = tables.student.c
        query = select(about.id, about.first_name, about.last_name, about.email, about.lms_user_id).order_by(about.id)
        for student, first, last, email, number in book.db.execute(query):
            if is_safe_name(student):
                name = " ".join(filter(None, (first, last)))
                yield Person(student, safe(name), safe(email or ""), (safe(number),) if number else ())


def read_roster(path: Path) -> Roster:
    """The people of a file. Raises CourseError, with the line, when it is none that can be understood."""
    lines = _table(path)
    try:
        head = [_cleaned(name).casefold() for name in next(lines, (0, []))[1]]
        form = next((form for form in FORMS if form.needs <= set(head)), None)
        if form is None:
            raise CourseError(
                f"{path}: line 1: its columns are {', '.join(head) or 'none'}; expected id,name,email,lms_id, or the "
                "head of a file that Canvas, Moodle, Gradescope, Brightspace, Blackboard, Google Classroom or GitHub "
                "Classroom exports, in English. Rename the columns."
            )
        people: dict[str, Person] = {}
        owner: dict[str, str] = {}
        for line, cells in lines:
            person = _person(dict(zip(head, map(_cleaned, cells), strict=False)), form, f"{path}: line {line}")
            if person is None or people.get(person.id) == person:
                continue
            for what, key in [("the id", person.id), *(("the number", _number(each)) for each in person.lms_ids)]:
                other = owner.setdefault(f"{what} {_number(key)}", person.id)
                if other != person.id or (what == "the id" and person.id in people):
                    raise CourseError(f"{path}: line {line}: {what} {key!r} stands there twice (before: {other}).")
            people[person.id] = person
    except csv.Error as problem:
        raise CourseError(f"{path}: {problem}") from None
    return Roster(people.values())


def _person(row: Row, form: Form, where: str) -> Person | None:
    """The student of a row; None for a row that is no student's. Raises CourseError."""
    name = _first(row, NAMES) or " ".join(filter(None, (_first(row, FIRST), _first(row, LAST))))
    is_other = row.get("role", "student").casefold() not in ("student", "")
    if not any(row.values()) or name.casefold() in NO_STUDENTS or is_other:
        return None
    id = _first(row, form.id)
    if not id and form.own:
        raise CourseError(f"{where}: there is no id.")
    if not id:  # the summary rows of some exports; nobody that could be found again
        return None
    numbers = [number for column in form.lms_ids for number in re.split(r"[\s|]+", _plain(row.get(column, "")))]
    numbers += [] if form.own else [id]
    try:
        student = _own_id(id) if form.own else student_id(id)
    except Refused as problem:
        raise CourseError(f"{where}: {id!a} cannot be a student's id: {problem}.") from None
    return Person(
        student, safe(name), safe(_first(row, EMAILS)), tuple(dict.fromkeys(map(safe, filter(None, numbers))))
    )


def _own_id(id: str) -> SafeText:
    """nbgrader's id as it stands. Raises Refused when no folder can be called so."""
    if not is_safe_name(id) or set("/\\") & set(id) or id.startswith("."):
        raise Refused("a folder is called by it")
    return id


def _first(row: Row, columns: Iterable[str]) -> str:
    return next((row[column] for column in columns if row.get(column)), "")


def _table(path: Path) -> Iterator[tuple[int, list[str]]]:
    """(line, cells): of UTF-8, UTF-16 or Windows' alphabet, between commas, semicolons or tabs. Raises CourseError."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as problem:
        raise CourseError(f"{path}: the roster cannot be read: {problem.strerror}.") from None
    if len(content) > MAX_BYTES:
        raise CourseError(f"{path}: more than {MAX_BYTES // 10**6} MB; a roster is a small table.")
    text = _decoded(content)
    if "\0" in text:
        raise CourseError(f"{path}: it is no text; expected a CSV file. A spreadsheet saves one.")
    head = text.partition("\n")[0]
    skipped = head.casefold().startswith("sep=")  # a line for Excel
    text = text.partition("\n")[2] if skipped else text
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    for cells in reader:
        yield reader.line_num + skipped, cells


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if content[1:200:2] and not any(content[1:200:2]):  # as Blackboard writes it, without a mark
        return content.decode("utf-16-le", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _cleaned(cell: str) -> str:
    """A cell without what guards it against a spreadsheet: Brightspace's #, others' ="…"."""
    cell = " ".join(unicodedata.normalize("NFC", cell).split())
    return (guarded[1] if (guarded := re.fullmatch(r'="(.*)"', cell)) else cell).removeprefix("#").strip()


def _plain(number: str) -> str:
    """A number without the word that Moodle writes before it: Participant 17."""
    return found[1] if (found := re.fullmatch(r"[^\W\d]+(?:/\w+)? (\d+)", number)) else number


def _number(text: str) -> str:
    return _alike(_plain(_cleaned(text)))


def _alike(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text.strip()).casefold())


def _spaced(name: str) -> str:
    """The name, first name first, words apart by one space."""
    last, comma, first = _alike(name).replace("_", " ").partition(",")
    return " ".join((f"{first} {last}" if comma else last).split())


def _joined(name: str) -> str:
    """Letters and digits alone, in the order in which they stand."""
    return "".join(char for char in _alike(name) if char.isalnum() or unicodedata.category(char)[0] == "M")


def _keys(name: str) -> set[str]:
    """What somebody may be called: first name first or last, words apart or joined (with = before)."""
    words = _spaced(name).split()
    turned = [words[cut:] + words[:cut] for cut in range(len(words))]
    return {" ".join(each) for each in turned} | {f"={_joined(' '.join(each))}" for each in turned}
