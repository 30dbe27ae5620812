"""`autograder export`: an LMS reads its own file back, filled in, and finds everybody and nothing new."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.classes.lms_table import LmsTable, number_for, number_in
from autograder.cli import main
from autograder.course.course import Course
from autograder.errors import CourseError

from . import lms
from .conftest import ASSIGNMENT
from .lms import Pupil, canvas_gradebook, canvas_import, moodle_gradebook, moodle_import, moodle_worksheet, rows_of

MOST = 10.0
CLASS = lms.a_class(60)
NOT_IN = CLASS[50:]  # these handed nothing in


def share(pupil: Pupil) -> float:
    return (pupil.number % 7) / 6


@pytest.fixture(scope="module")
def sixty(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Fifty of sixty graded, known by Canvas's and Moodle's numbers; the last of them waits for a person."""
    folder = tmp_path_factory.mktemp("sixty") / "course"
    shutil.copytree(released, folder)
    course = Course(folder)
    students = {f"folder-{each.number}": share(each) for each in CLASS[:50]}
    lms.graded(course, students, waiting=[f"folder-{CLASS[49].number}"])
    known = {f"Canvas {each.number}": ["x", f"folder-{each.number}"] for each in CLASS[:50]}
    known |= {f"Moodle {ASSIGNMENT} {each.number}": ["x", f"folder-{each.number}"] for each in CLASS[:50]}
    known |= {"Moodle another-assignment 160": ["x", "folder-101"]}
    (folder / "results" / "students.json").write_text(json.dumps(known))
    return course


def with_addresses(course: Course) -> Course:
    """The gradebook knows the addresses of two students."""
    with course.gradebook() as book:
        for each in PAIR:
            book.update_or_create_student(each.login, email=each.email)
    return course


@pytest.fixture(scope="module")
def pair(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Ada and Ben, graded by ids that are their logins; for those who only read."""
    folder = tmp_path_factory.mktemp("pair") / "course"
    shutil.copytree(released, folder)
    course = Course(folder)
    lms.graded(course, {"ada": 0.5, "ben": 1.0})
    return with_addresses(course)


@pytest.fixture
def small(pair: Course, tmp_path: Path) -> Course:
    """The same, to be changed."""
    shutil.copytree(pair.root, tmp_path / "small")
    return Course(tmp_path / "small")


PAIR = [Pupil(11, "Ada", "Lovelace", "ada"), Pupil(12, "Ben", "Bitdiddle", "ben")]
Export = Callable[..., tuple[int, bytes, str]]


@pytest.fixture
def export(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Export:
    """Run the command on a file of the LMS's: (exit status, the filled file, what was said)."""

    def run(course: Course, which: str, content: bytes, *options: str) -> tuple[int, bytes, str]:
        path, into = tmp_path / "grades.csv", tmp_path / "filled.csv"
        path.write_bytes(content)
        arguments = ["export", ASSIGNMENT, f"--{which}", str(path), "--into", str(into)]
        status = main([*arguments, "--course", str(course.root), *options])
        said = capfd.readouterr()
        assert path.read_bytes() == content
        return status, into.read_bytes() if into.exists() else b"", said.out + said.err

    return run


COLUMN = ("--column", str(lms.CANVAS_ID))


# --- there and back -----------------------------------------------------------------------------


@pytest.mark.parametrize("form", [{}, {"separator": ";"}, {"bom": True}, {"sis": False}, {"apart": True}])
def test_canvas_reads_its_gradebook_back_with_every_grade_and_nothing_new(
    sixty: Course, export: Export, form: dict[str, Any]
) -> None:
    content = canvas_gradebook(CLASS, **form)
    status, filled, said = export(sixty, "canvas", content, *COLUMN)
    expected = {each.number: number_for(MOST * share(each)) for each in CLASS[:49]}
    expected |= {each.number: "" for each in CLASS[49:]} | {999: ""}
    assert canvas_import(filled, CLASS) == expected
    assert status == 1  # one waits for a person
    (line,) = [
        line for line in said.splitlines() if "points wait for a person (--partial writes what is known): " in line
    ]
    assert f"{CLASS[49].last} ({CLASS[49].number})" in line.replace(f", {CLASS[49].first}", "")


@pytest.mark.parametrize("form", [{}, {"separator": ";"}, {"bom": True}])
def test_every_byte_of_the_file_stays_but_those_of_the_grades(
    sixty: Course, export: Export, form: dict[str, Any]
) -> None:
    content = canvas_gradebook(CLASS, **form)
    _, filled, _ = export(sixty, "canvas", content, *COLUMN)
    before, after = LmsTable(content), LmsTable(filled)
    column = before.column(f"{lms.CANVAS_TITLE} ({lms.CANVAS_ID})")
    assert column is not None
    for row in after.rows:
        if after.cell(row, column) != before.cell(row, column):
            after.put(row, column, before.cell(row, column))  # type: ignore[arg-type]
    assert after.content() == content
    assert filled != content


def test_moodle_reads_its_worksheet_back_with_grades_and_comments(sixty: Course, export: Export) -> None:
    status, filled, _ = export(sixty, "moodle", moodle_worksheet(CLASS), "--partial")
    taken = moodle_import(filled, CLASS)
    assert status == 0
    for each in CLASS[:49]:
        grade, comment = taken[each.number]
        assert grade == pytest.approx(MOST * share(each), abs=1e-5)
        assert comment.startswith(f"Points: {MOST * share(each):.2f}".rstrip("0").rstrip("."))
        assert ("The &lt;b&gt; of ŷ = Xw + b is left out." in comment) == (share(each) != 1)
    assert {taken[each.number] for each in NOT_IN} == {(None, "")}
    assert taken[CLASS[49].number][0] is not None


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_moodles_gradebook_is_found_by_its_addresses_and_the_title_of_the_assignment(
    small: Course, export: Export, separator: str
) -> None:
    with small.gradebook() as book:
        book.update_or_create_student("ada", email="ADA@example.edu")  # in whatever case
    status, filled, _ = export(small, "moodle", moodle_gradebook(PAIR, separator))
    rows = rows_of(filled, separator)
    title = "Assignment: 03 One minibatch by hand"
    assert [row[f"{title} (Real)"] for row in rows] == ["5", "10"]
    assert rows[0][f"{title} (Feedback)"].startswith("Points: 5 of 10.")
    assert [row["Quiz: Syllabus (Real)"] for row in rows] == ["4.50"] * 2
    assert status == 0


def test_a_file_that_was_filled_can_be_filled_again(small: Course, export: Export) -> None:
    first = export(small, "moodle", moodle_worksheet(PAIR))[1]
    with small.gradebook() as book:
        for notebook in book.find_submission(ASSIGNMENT, "ada").notebooks:
            for grade in notebook.grades:
                grade.manual_score = 0.0
        book.db.commit()
    again = moodle_import(export(small, "moodle", first)[1], PAIR)
    assert again[11][0] == 0
    assert again[11][1].startswith("Points: 0 of 10.")


# --- whose a row is -----------------------------------------------------------------------------

NAMESAKES = [Pupil(21, "Ada", "Lovelace", "x21"), Pupil(22, "Ada", "Lovelace", "x22"), PAIR[1]]


def grades_of(filled: bytes, pupils: list[Pupil]) -> list[str]:
    found = canvas_import(filled, pupils)
    return [found[each.number] for each in pupils]


def test_namesakes_are_told_apart_by_numbers_and_never_by_their_name(course: Course, export: Export) -> None:
    lms.graded(course, {"Ada-Lovelace": 1.0, "ben": 0.5})
    status, filled, said = export(course, "canvas", canvas_gradebook(NAMESAKES), *COLUMN, "--missing-zero")
    assert grades_of(filled, NAMESAKES) == ["", "", "5"]
    assert "not written: Lovelace, Ada (22): namesakes; a number in a roster would tell them apart" in said
    assert "graded, and no row of the file is theirs: Ada-Lovelace" in said
    assert status == 1


def test_a_roster_tells_namesakes_apart(course: Course, export: Export) -> None:
    lms.graded(course, {"Ada-Lovelace": 1.0, "ben": 0.5})
    (course.root / "roster.csv").write_text("id,name,email,lms_id\nAda-Lovelace,Ada Lovelace,,22\n")
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write('\nc.Autograder.roster = "roster.csv"\n')
    status, filled, _ = export(course, "canvas", canvas_gradebook(NAMESAKES), *COLUMN)
    assert grades_of(filled, NAMESAKES) == ["", "10", "5"]
    assert status == 0


def test_who_has_another_number_in_the_lms_is_not_found_by_the_name(course: Course, export: Export) -> None:
    lms.graded(course, {"Ada-Lovelace": 1.0})
    (course.root / "results" / "students.json").write_text(json.dumps({"Canvas 77": ["Ada-Lovelace", "Ada-Lovelace"]}))
    pupils = [Pupil(21, "Ada", "Lovelace", "x21")]
    status, filled, said = export(course, "canvas", canvas_gradebook(pupils), *COLUMN)
    assert grades_of(filled, pupils) == [""]
    assert "no row of the file is theirs: Ada-Lovelace" in said
    assert status == 1


@pytest.mark.parametrize("folder", ["Ada-Lovelace", "lovelaceada", "ada_lovelace"])
def test_a_name_that_is_one_persons_serves_and_is_told(course: Course, export: Export, folder: str) -> None:
    lms.graded(course, {folder: 1.0})
    pupils = [Pupil(21, "Ada", "Lovelace", "x21"), Pupil(22, "Ben", "Bitdiddle", "x22")]
    status, filled, said = export(course, "canvas", canvas_gradebook(pupils), *COLUMN)
    assert grades_of(filled, pupils) == ["10", ""]
    assert "found by their name alone: Lovelace, Ada (21)" in said
    assert status == 0


def test_moodles_numbers_of_another_assignment_are_nobodys_here(sixty: Course, export: Export) -> None:
    _, filled, _ = export(sixty, "moodle", moodle_worksheet(CLASS))
    assert moodle_import(filled, CLASS)[160] == (None, "")


def test_two_rows_that_are_one_students_get_nothing(pair: Course, export: Export) -> None:
    pupils = [*PAIR, Pupil(13, "Benjamin", "Bitdiddle", "ben")]
    content = canvas_gradebook(pupils)
    status, filled, said = export(pair, "canvas", content, *COLUMN, "--missing-zero")
    assert [row[f"{lms.CANVAS_TITLE} ({lms.CANVAS_ID})"] for row in rows_of(filled)][2:] == ["5", "", "", ""]
    assert "Bitdiddle, Benjamin (13): 2 rows of the file are ben's" in said
    assert status == 1


def test_who_was_graded_and_is_not_in_the_file_is_named_and_nobody_gets_a_0_in_their_place(
    pair: Course, export: Export
) -> None:
    pupils = [PAIR[0], Pupil(14, "Cy", "Fielding", "cy")]
    status, filled, said = export(pair, "canvas", canvas_gradebook(pupils), *COLUMN, "--missing-zero")
    assert grades_of(filled, pupils) == ["5", ""]
    assert "graded, and no row of the file is theirs: ben" in said
    assert "no 0 written: they may be one of the graded students who are not in the file: Fielding, Cy (14)" in said
    assert status == 1


# --- what is written, and what stays ------------------------------------------------------------


def test_who_handed_nothing_in_gets_no_grade_or_0_where_that_is_asked_for(pair: Course, export: Export) -> None:
    pupils = [*PAIR, Pupil(14, "Cy", "Fielding", "cy"), Pupil(15, "Di", "Excused", "di", "EX")]
    content = canvas_gradebook(pupils)
    status, filled, said = export(pair, "canvas", content, *COLUMN)
    assert grades_of(filled, pupils) == ["5", "10", "", "EX"]
    assert "handed nothing in, their cells stay as they are: Fielding, Cy (14)\n" in said
    assert status == 0
    filled = export(pair, "canvas", content, *COLUMN, "--missing-zero")[1]
    assert grades_of(filled, pupils) == ["5", "10", "0", "EX"]
    assert canvas_import(filled, pupils)[999] == ""  # Canvas's test student


def test_who_handed_in_and_is_not_graded_yet_gets_no_0(small: Course, export: Export) -> None:
    small.path("submitted", "cy", ASSIGNMENT).mkdir(parents=True)
    with small.gradebook() as book:
        book.add_student("cy")
    pupils = [*PAIR, Pupil(14, "Cy", "Fielding", "cy")]
    status, filled, said = export(small, "canvas", canvas_gradebook(pupils), *COLUMN, "--missing-zero")
    assert grades_of(filled, pupils) == ["5", "10", ""]
    assert "handed in and not graded yet: Fielding, Cy (14)" in said
    assert status == 1


@pytest.mark.parametrize(
    ("there", "said", "status"), [("EX", "excused", 0), ("N/A", "the assignment is not theirs", 1)]
)
def test_what_the_lms_says_of_a_graded_student_stays_and_is_told(
    pair: Course, export: Export, there: str, said: str, status: int
) -> None:
    pupils = [Pupil(11, "Ada", "Lovelace", "ada", there), PAIR[1]]
    found, filled, told = export(pair, "canvas", canvas_gradebook(pupils), *COLUMN)
    assert grades_of(filled, pupils) == [there, "10"]
    assert said in told
    assert found == status


def test_a_grade_that_moodle_has_locked_and_a_comment_of_a_persons_stay(pair: Course, export: Export) -> None:
    content = moodle_worksheet(PAIR, comment="<p>See me</p>", ada="No")
    status, filled, said = export(pair, "moodle", content)
    assert moodle_import(filled, PAIR) == {11: (None, "<p>See me</p>"), 12: (10.0, "<p>See me</p>")}
    assert "the grade cannot be changed: Ada Lovelace (11)" in said
    assert "a person's comment stands in the LMS and stays: Ben Bitdiddle (12)" in said
    assert status == 1


def test_points_that_wait_for_a_person_are_left_out_and_the_rest_is_written_only_when_asked(
    course: Course, export: Export
) -> None:
    lms.graded(course, {"ada": 0.5, "ben": 1.0}, waiting=["ben"])
    assert grades_of(export(course, "canvas", canvas_gradebook(PAIR), *COLUMN)[1], PAIR) == ["5", ""]
    assert grades_of(export(course, "canvas", canvas_gradebook(PAIR), *COLUMN, "--partial")[1], PAIR) == ["5", "8"]


@pytest.mark.parametrize("status", ["unreadable", "missing"])
def test_work_of_which_a_person_is_asked_is_left_out_too_and_no_0_is_written(
    course: Course, export: Export, status: str
) -> None:
    lms.graded(course, {"ada": 0.5, "ben": 1.0}, unread={"ben": status})
    found, filled, said = export(course, "canvas", canvas_gradebook(PAIR), *COLUMN)
    assert (found, grades_of(filled, PAIR)) == (1, ["5", ""])
    assert "left out, since a person is to look at the work first" in said and "Bitdiddle, Ben (12)" in said
    found, filled, said = export(course, "canvas", canvas_gradebook(PAIR), *COLUMN, "--partial")
    assert (found, grades_of(filled, PAIR)) == (0, ["5", "0"])
    assert "a person should still look at the work of: ben" in said


def test_a_comment_says_that_work_could_not_be_read(course: Course, export: Export) -> None:
    lms.graded(course, {"ada": 0.5, "ben": 1.0}, unread={"ben": "unreadable"})
    taken = moodle_import(export(with_addresses(course), "moodle", moodle_worksheet(PAIR), "--partial")[1], PAIR)
    first, second = taken[12][1].split("<br>")
    assert first == "Points: 0 of 10."
    assert second.endswith(".ipynb could not be read: The file is not valid JSON.")


def test_what_crashed_and_then_was_left_at_0_by_a_person_is_written(course: Course, export: Export) -> None:
    lms.graded(course, {"ada": 0.5, "ben": 0.0})
    for asks, written in ((True, ""), (False, "0")):
        with course.gradebook() as book:
            (notebook,) = book.find_submission(ASSIGNMENT, "ben").notebooks
            notebook.grades[0].needs_manual_grade = asks
            book.db.commit()
        assert grades_of(export(course, "canvas", canvas_gradebook(PAIR), *COLUMN)[1], PAIR) == ["5", written]


def test_canvass_test_student_gets_no_grade_even_where_its_work_was_graded(course: Course, export: Export) -> None:
    lms.graded(course, {"ada": 0.5, "ben": 1.0, "studenttest": 1.0})
    (course.root / "results" / "students.json").write_text('{"Canvas 999": ["studenttest", "studenttest"]}')
    status, filled, said = export(course, "canvas", canvas_gradebook(PAIR), *COLUMN, "--missing-zero")
    assert canvas_import(filled, PAIR) == {11: "5", 12: "10", 999: ""}
    assert "Canvas's test student, who gets no grade: Student, Test (999)" in said
    assert status == 0


def test_other_points_in_the_lms_are_told_and_scaled_only_when_asked(pair: Course, export: Export) -> None:
    content = canvas_gradebook(PAIR, possible="25.00")
    status, filled, said = export(pair, "canvas", content, *COLUMN)
    assert grades_of(filled, PAIR) == ["5", "10"]
    assert "10 points can be earned, 25 in the LMS: ours are written as they are (--scale turns them)" in said
    assert status == 0
    assert grades_of(export(pair, "canvas", content, *COLUMN, "--scale")[1], PAIR) == ["12.5", "25"]


def test_more_than_moodle_takes_is_told_for_moodle_would_skip_it_silently(pair: Course, export: Export) -> None:
    content = moodle_worksheet(PAIR, most="6.00")
    status, filled, said = export(pair, "moodle", content)
    assert moodle_import(filled, PAIR)[12][0] is None
    assert "more than Moodle's maximum, which it does not take: Ben Bitdiddle (12)" in said
    assert status == 1
    status, filled, _ = export(pair, "moodle", content, "--scale")
    assert [grade for grade, _ in moodle_import(filled, PAIR).values()] == [3.0, 6.0]
    assert status == 0


def test_numbers_are_written_with_a_comma_where_the_lms_writes_them_so(course: Course, export: Export) -> None:
    lms.graded(course, {"ada": 0.25, "ben": 1.0})
    with_addresses(course)
    filled = export(course, "moodle", moodle_worksheet(PAIR, most="10,00"))[1]
    assert rows_of(filled)[0]["Grade"] == "2,5"
    assert moodle_import(filled, PAIR, decimal=",")[11][0] == 2.5


def test_penalties_extra_credit_and_a_persons_points_are_in_the_grade(small: Course, export: Export) -> None:
    with small.gradebook() as book:
        (notebook,) = book.find_submission(ASSIGNMENT, "ben").notebooks
        notebook.late_submission_penalty = 3.0
        notebook.grades[0].extra_credit = 0.5
        book.db.commit()
        expected = book.find_submission(ASSIGNMENT, "ben").score - 3.0
    status, filled, _ = export(small, "canvas", canvas_gradebook(PAIR), *COLUMN)
    assert grades_of(filled, PAIR) == ["5", "7.5"]
    assert expected == 7.5
    assert status == 0


def test_who_was_graded_by_nbgrader_alone_has_the_points_of_the_gradebook(small: Course, export: Export) -> None:
    (small.results_path(ASSIGNMENT) / "results.jsonl").unlink()
    filled = export(small, "moodle", moodle_worksheet(PAIR))[1]
    assert [grade for grade, _ in moodle_import(filled, PAIR).values()] == [5.0, 10.0]


# --- wrong use ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("which", "content", "options", "said"),
    [
        (
            "canvas",
            canvas_gradebook(PAIR).replace(b"mini-batch", b"batch"),
            (),
            f"no column is called '{ASSIGNMENT}'; the columns of assignments are: 'Syllabus quiz (77)', ",
        ),
        ("canvas", canvas_gradebook(PAIR), ("--column", "Homework"), "no column is called 'Homework'"),
        ("canvas", canvas_gradebook(PAIR), ("--column", "77", "--column", "1"), "2 --column for 1 assignments"),
        ("canvas", canvas_gradebook(PAIR).replace(b"(77)", b"(9001)"), COLUMN, "2 columns are called '9001'"),
        ("canvas", moodle_worksheet(PAIR), (), "is no gradebook of Canvas's: its columns are Identifier, Full name"),
        ("moodle", canvas_gradebook(PAIR), (), "is neither a grading worksheet of Moodle's nor its gradebook"),
        ("moodle", moodle_worksheet(PAIR).replace(b"Grade", b"Bewertung"), (), "set it to English"),
        ("moodle", moodle_worksheet(PAIR).replace(b"Status", b"Scale"), (), "has words for grades (a scale)"),
        ("canvas", b"PK\x03\x04....", (), "is a spreadsheet of Excel's or LibreOffice's; save it as CSV."),
        ("canvas", b"", (), "is empty"),
        ("canvas", b'Student,ID,"Section\n', (), "a quote is opened and not closed"),
        ("canvas", b"\x00\x01", (), "is no text"),
    ],
)
def test_a_file_that_is_none_is_told_and_nothing_is_written(
    pair: Course, export: Export, which: str, content: bytes, options: tuple[str, ...], said: str
) -> None:
    status, filled, told = export(pair, which, content, *options)
    assert status == 2
    assert filled == b""
    assert said in told


def test_the_lmss_own_file_is_never_written_over(
    pair: Course, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "grades.csv"
    path.write_bytes(canvas_gradebook(PAIR))
    arguments = ["export", ASSIGNMENT, "--canvas", str(path), *COLUMN, "--course", str(pair.root)]
    assert main([*arguments, "--into", str(tmp_path / "." / "grades.csv")]) == 2
    assert "is the LMS's own file: give another name" in capfd.readouterr().err
    assert main(arguments) == 0
    assert path.read_bytes() == canvas_gradebook(PAIR)
    assert grades_of((tmp_path / "grades-filled.csv").read_bytes(), PAIR) == ["5", "10"]


def test_nothing_graded_is_said(course: Course, export: Export) -> None:
    status, _, said = export(course, "canvas", canvas_gradebook(PAIR), *COLUMN)
    assert (status, f"Run: autograder grade {ASSIGNMENT}" in said) == (2, True)


# --- Gradescope, and the table ------------------------------------------------------------------

FIELDS = {
    "score",
    "execution_time",
    "output",
    "output_format",
    "visibility",
    "stdout_visibility",
    "extra_data",
    "tests",
}


def test_gradescope_gets_a_results_file_for_each_student(
    small: Course, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    arguments = ["export", "03", "--gradescope", str(tmp_path / "to"), "--course", str(small.root)]
    assert main(arguments) == 0
    assert sorted(path.name for path in (tmp_path / "to").iterdir()) == ["ada", "ben"]
    tree = json.loads((tmp_path / "to" / "ada" / "results.json").read_text())
    assert set(tree) == FIELDS
    assert tree["score"] == 5.0
    assert sum(test["score"] for test in tree["tests"]) == 5.0
    assert sum(test["max_score"] for test in tree["tests"]) == 10.0
    assert all(
        test["status"] == "failed" and test["name"] and test["visibility"] == "visible" for test in tree["tests"]
    )
    lms.graded(small, {"cy": 1.0}, waiting=["cy"])
    shutil.rmtree(tmp_path / "to")
    assert main(arguments) == 1
    assert sorted(path.name for path in (tmp_path / "to").iterdir()) == ["ada", "ben"]
    assert "cy: left out, since points wait for a person" in capfd.readouterr().err
    assert main([*arguments, "--partial"]) == 0


def test_the_table_is_nbgraders_and_leaves_blank_whose_points_are_not_decided(
    course: Course, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    lms.graded(course, {"ada": 0.5, "ben": 0.5, "=cmd()": 1.0}, waiting=["ada"], unread={"ben": "unreadable"})
    course.path("submitted", "cy", ASSIGNMENT).mkdir(parents=True)  # not graded yet
    with course.gradebook() as book:
        book.add_student("cy")
        book.add_student("di")  # handed nothing in
    path = tmp_path / "table.csv"

    def table(*options: str) -> tuple[int, dict[str, str], str]:
        status = main(["export", "03", "--csv", str(path), "--course", str(course.root), *options])
        rows = list(csv.DictReader(io.StringIO(path.read_text())))
        return status, {row["student_id"]: row["score"] for row in rows}, capfd.readouterr().err

    status, scores, said = table()
    assert (status, scores) == (1, {"'=cmd()": "10.0", "ada": "", "ben": "", "cy": "", "di": "0.0"})
    assert "left blank (--partial writes what is known): ada, ben, cy" in said
    status, scores, said = table("--partial")
    assert (status, scores) == (0, {"'=cmd()": "10.0", "ada": "4.0", "ben": "0.0", "cy": "0.0", "di": "0.0"})
    assert "count as they are now: ada, ben, cy" in said


# --- the table itself ---------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_a_table_is_read_and_written_byte_for_byte_in_any_encoding(encoding: str, end: str, last: bool) -> None:
    text = end.join(['Name;"Grade ""now"""', 'Zoë;""', '"a;b";"two', 'lines"', "", "x"]) + (end if last else "")
    content = text.encode(encoding)
    table = LmsTable(content)
    assert table.content() == content
    assert table.head == ["Name", 'Grade "now"']
    assert [table.cell(row, 0) for row in table.rows] == ["Zoë", "a;b", "", "x"]
    table.put(1, 1, number_for(2.5))
    assert table.content() == text.replace('Zoë;""', 'Zoë;"2.5"').encode(encoding)


def test_what_an_encoding_lacks_is_written_as_html() -> None:
    table = LmsTable("Zoë;c\nx;\n".encode("cp1252"))
    table.put(1, 1, number_for(0.0))
    table.put(1, 0, lms.safe("ŷ; ∂"))
    assert table.content() == 'Zoë;c\n"&#375;; &#8706;";0\n'.encode("cp1252")


def test_numbers_are_read_with_point_or_comma() -> None:
    assert [number_in(each) for each in ("10.00", " 7,5 ", "80 %", "EX", "", "1,234.5", "-")] == [
        *(10.0, 7.5, 80.0),
        *(None,) * 4,
    ]
    assert [number_for(each) for each in (10.0, 1 / 3, -0.0, 0.000001)] == ["10", "0.33333", "0", "0"]


def test_a_table_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="No such file"):
        LmsTable.read(tmp_path / "none.csv")
