"""A class list is understood as people and LMSs write it, or refused with its line."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from autograder.course.course import Course
from autograder.errors import CourseError
from autograder.intake.roster import Person, Roster, read_roster, roster_of
from autograder.text import safe

OURS = "id,name,email,lms_id\nada,Ada Lovelace,ada@uni.example,17\nbob,Bob Roe,bob@uni.example,18 s18\n"
EXPORTS = {
    "Canvas": (
        "Student,ID,SIS User ID,SIS Login ID,Section,Homework 3 (99),Final Score\n"
        "    Points Possible,,,,,10.0,(read only)\n"
        '"Lovelace, Ada",17,S17,ada,Main,8,\n"Roe, Bob",18,S18,bob,Main,,\n"Student, Test",19,,abc,Main,,\n'
    ),
    "Moodle's grading worksheet": (
        "Identifier,Full name,ID number,Email address,Status,Grade,Maximum grade,Grade can be changed,"
        "Last modified (submission),Last modified (grade),Feedback comments\n"
        "Participant 17,Ada Lovelace,ada,ada@uni.example,No submission,,10,Yes,-,-,\n"
        'Participant 18,Bob Roe,bob,bob@uni.example,Submitted,,10,Yes,"Friday, 20 November 2026, 9:00 AM",-,\n'
    ),
    "Moodle's participants": (
        "First name,Last name,Username,ID number,Email address,Groups\n"
        "Ada,Lovelace,ada,17,ada@uni.example,\nBob,Roe,bob,18,bob@uni.example,\n"
    ),
    "Gradescope": (
        "First Name,Last Name,SID,Email,Role,Section\n"
        "Ada,Lovelace,ada,ada@uni.example,Student,1\nBob,Roe,bob,bob@uni.example,Student,1\n"
        "Prof,Essor,,prof@uni.example,Instructor,1\n"
    ),
    "Brightspace": (
        "OrgDefinedId,Username,Last Name,First Name,Email,Homework 3 Points Grade,End-of-Line Indicator\n"
        "#17,#ada,Lovelace,Ada,ada@uni.example,8,#\n#18,#bob,Roe,Bob,bob@uni.example,,#\n"
    ),
    "Blackboard": (
        "Last Name\tFirst Name\tUsername\tStudent ID\tLast Access\tAvailability\n"
        "Lovelace\tAda\tada\t17\t2026-11-21\tYes\nRoe\tBob\tbob\t18\t2026-11-21\tYes\n"
    ),
    "GitHub Classroom": (
        '"identifier","github_username","github_id","name"\n"ada","adagh","17","Ada Lovelace"\n"bob","","","Bob Roe"\n'
    ),
}


def roster(folder: Path, text: str, encoding: str = "utf-8") -> Roster:
    path = folder / "roster.csv"
    path.write_bytes(text.encode(encoding))
    return read_roster(path)


def test_a_table_of_ids_names_addresses_and_numbers_is_a_class(tmp_path: Path) -> None:
    found = roster(tmp_path, OURS)
    ada = Person(safe("ada"), "Ada Lovelace", "ada@uni.example", ("17",))
    assert found.people == (ada, Person(safe("bob"), "Bob Roe", "bob@uni.example", ("18", "s18")))
    assert found.by_lms_id("17") == found.by_lms_id("ada") == found.by_email("ADA@uni.example") == ada
    assert found.by_lms_id("s18") == found.people[1]
    assert found.by_lms_id("99") is None


@pytest.mark.parametrize("name", ["Ada Lovelace", "Lovelace, Ada", "lovelace  ADA", "lovelaceada", "Ada_Lovelace"])
def test_somebody_is_found_by_the_name_in_the_orders_in_which_lmss_write_it(tmp_path: Path, name: str) -> None:
    assert [person.id for person in roster(tmp_path, OURS).by_name(name)] == ["ada"]


def test_a_decomposed_name_is_the_composed_one_and_namesakes_are_all_told(tmp_path: Path) -> None:
    found = roster(tmp_path, "name;id\nZoë Ray;z1\nZoë Ray;z2\nzoe ray;z3\n")
    assert [each.id for each in found.by_name(unicodedata.normalize("NFD", "ZOË RAY"))] == ["z1", "z2"]


@pytest.mark.parametrize("lms", EXPORTS)
def test_the_file_that_an_lms_exports_is_a_roster(tmp_path: Path, lms: str) -> None:
    found = roster(tmp_path, EXPORTS[lms])
    assert [each.id for each in found.people] == ["ada", "bob"]
    assert [each.id for each in found.by_name("Lovelace, Ada")] == ["ada"]
    if lms != "Gradescope":
        assert (found.by_lms_id("17") or found.people[1]).id == "ada"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_a_table_is_read_whatever_program_saved_it(tmp_path: Path, encoding: str, between: str) -> None:
    text = "\r\n".join(between.join(row) for row in [("id", "name"), ("zoë", "Zoë Ray"), ("", "")])
    assert [each.name for each in roster(tmp_path, text, encoding).people] == ["Zoë Ray"]
    if between == ";":
        assert roster(tmp_path, f"sep=;\r\n{text}").by_lms_id("zoë") is not None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: its columns are none; expected id,name,email,lms_id"),
        ("nom,prénom\na,b\n", "line 1: its columns are nom, prénom"),
        ("id,name\nada,A\nada,B\n", "line 3: the id 'ada' stands there twice"),
        ("id,lms_id\nada,17\nbob,17\n", "line 3: the number '17' stands there twice \\(before: ada\\)"),
        ("id,name\n,Ada\n", "line 2: there is no id"),
        ("id,name\n../x,Ada\n", "line 2: .* cannot be a student's id"),
        ('id,name\nada,"A\nB"\na\x1bb,C\n', "line 4: .* cannot be a student's id"),
        ("id,na\0me\n", "it is no text"),
    ],
)
def test_a_table_that_cannot_be_a_class_is_refused_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CourseError, match=said):
        roster(tmp_path, text)


def test_a_roster_that_is_not_there_is_wrong_use(course: Course, tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="cannot be read"):
        read_roster(tmp_path / "nowhere.csv")


def test_the_gradebooks_students_serve_and_give_an_lmss_file_their_ids(course: Course) -> None:
    with course.gradebook() as book:
        book.add_student("al", first_name="Ada", last_name="Lovelace", email="ada@uni.example")
        book.add_student("br", lms_user_id="18")
        book.add_student("cy", first_name="Cy", last_name="Young", lms_user_id="20")
    assert [each.id for each in roster_of(course).people] == ["al", "br", "cy"]
    assert (roster_of(course).by_lms_id("20") or roster_of(course).people[0]).name == "Cy Young"
    (course.root / "canvas.csv").write_text(EXPORTS["Canvas"])
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write('c.Autograder.roster = "canvas.csv"\n')
    found = roster_of(Course(course.root))
    assert [each.id for each in found.people] == ["ada", "br", "al", "cy"]
    (course.root / "canvas.csv").write_text(EXPORTS["Brightspace"])
    found = roster_of(Course(course.root))
    assert [each.id for each in found.people] == ["al", "br", "cy"], "an address and a number tell who is who"
    assert [each.id for each in found.by_name("Roe, Bob")] == ["br"]
