"""Whose a file is, however people, systems and LMSs name it; a name is no pattern, no option, no formula."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.apps.exportapp import ExportApp
from nbgrader.plugins import CsvExportPlugin

from autograder.classes.export import FORMULA, as_csv, cell
from autograder.classes.keeping import grade_assignment, read_results
from autograder.cli import main
from autograder.course.course import Course
from autograder.declaring.exercise import Exercise
from autograder.demo.classroom import Homework
from autograder.intake.collecting import Collected, collect
from autograder.intake.delivery import common_folders, whose
from autograder.intake.naming import MAX_NAME_BYTES, Refused, student_id
from autograder.pages.feedback import write_feedback
from autograder.pages.report import write_report
from autograder.plugin import Export
from autograder.sandbox.warm_process import WarmProcess
from autograder.text import is_safe_name, safe

from .conftest import ASSIGNMENT, solved
from .test_intake import a_zip, handed_in

NOTEBOOK = "one-minibatch-by-hand"
Work = Callable[[], Homework]
MOODLE = "_assignsubmission_file_/"


@pytest.fixture
def right(homework: Work, step: Exercise, epoch: Exercise) -> bytes:
    return nbformat.writes(solved(homework(), step, epoch).notebook).encode()


def points(course: Course) -> dict[str, float]:
    return {tree["student"]: tree["points"] for tree in read_results(course, ASSIGNMENT)}


@pytest.fixture
def collected(course: Course, tmp_path: Path) -> Callable[..., Collected]:
    """Collects a zip with the entries that are named."""
    count = iter(range(100))

    def pack(*names: str, assignment: str = ASSIGNMENT, content: bytes = b"{}") -> Collected:
        return collect(course, assignment, a_zip(tmp_path / f"{next(count)}.zip", **dict.fromkeys(names, content)))

    return pack


# --- namesakes ------------------------------------------------------------------------------------


def test_namesakes_of_moodle_are_two_students_each_with_a_grade(
    course: Course, right: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    names = (f"Ada Lovelace_11{MOODLE}a.ipynb", f"Ada Lovelace_12{MOODLE}a.ipynb", f"Bob_13{MOODLE}b.ipynb")
    monkeypatch.chdir(course.root)
    packed = a_zip(tmp_path / "x.zip", **dict.fromkeys(names, right))
    assert main(["grade", "03", "--from", str(packed), "--jobs", "1"]) == 0
    assert points(course) == {"Ada-Lovelace-11": 8.0, "Ada-Lovelace-12": 8.0, "Bob": 8.0}
    said = capsys.readouterr().out
    assert "several students are called 'Ada Lovelace': Ada-Lovelace-11, Ada-Lovelace-12" in said
    assert "3 submissions collected" in said


def test_namesakes_of_canvas_are_two_students_late_or_not(course: Course, collected: Callable[..., Collected]) -> None:
    collected("lovelaceada_11_501_hw.ipynb", "lovelaceada_LATE_12_502_hw.ipynb", "bob_13_503_hw.ipynb")
    assert set(handed_in(course)) == {"lovelaceada-11", "lovelaceada-12", "bob"}


def test_several_files_of_one_number_are_one_students(course: Course, collected: Callable[..., Collected]) -> None:
    collected(
        "lovelaceada_11_501_a.ipynb", "lovelaceada_11_502_b.ipynb", f"Bob_1{MOODLE}a.ipynb", f"Bob_1{MOODLE}b.ipynb"
    )
    assert handed_in(course) == {"Bob": ["a.ipynb", "b.ipynb"], "lovelaceada": ["a.ipynb", "b.ipynb"]}


def test_whoever_was_first_keeps_the_plain_name_when_a_namesake_comes_with_a_later_archive(
    course: Course, collected: Callable[..., Collected]
) -> None:
    collected(f"Ada_11{MOODLE}first.ipynb")
    told = collected(f"Ada_12{MOODLE}second.ipynb")
    assert told.namesakes == {"Ada": ["Ada-12"]}
    assert handed_in(course) == {"Ada": ["first.ipynb"], "Ada-12": ["second.ipynb"]}
    both = collected(f"Ada_12{MOODLE}again.ipynb", f"Ada_11{MOODLE}again.ipynb", f"Ada_13{MOODLE}third.ipynb")
    assert handed_in(course) == {"Ada": ["again.ipynb"], "Ada-12": ["again.ipynb"], "Ada-13": ["third.ipynb"]}
    assert both.namesakes == {"Ada": ["Ada-13"]}


def test_an_archive_that_is_collected_twice_changes_nothing_whatever_its_order(
    course: Course, collected: Callable[..., Collected]
) -> None:
    names = [f"Ada_{number}{MOODLE}x.ipynb" for number in (12, 11, 13)]
    collected(*names)
    first = handed_in(course)
    assert not collected(*reversed(names)).namesakes
    assert handed_in(course) == first
    assert set(first) == {"Ada-11", "Ada-12", "Ada-13"}


def test_nobody_is_filed_as_a_student_whose_name_and_number_read_alike(course: Course) -> None:
    from autograder.intake.naming import Roll

    def folders(*names: str) -> list[str]:
        roll = Roll(course.root / "results" / "students.json", "01")
        entries = [whose(f"{name}{MOODLE}x.ipynb", (), "01") for name in names]
        roll.enroll(entries)
        roll.keep()
        return [roll.student(entry) for entry in entries]

    first = folders("Ada-17_99", "Ada_17", "Ada_5")
    assert first == ["Ada-17", "Ada-17-17", "Ada-5"]
    assert folders("Ada-5_8", "Ada_5", "Ada_17", "Ada-17_99") == ["Ada-5-8", "Ada-5", "Ada-17-17", "Ada-17"]


def test_moodle_numbers_a_student_anew_for_each_assignment_and_canvas_does_not(course: Course) -> None:
    from autograder.intake.naming import Roll

    def folder(assignment: str, *names: str) -> list[str]:
        roll = Roll(course.root / "results" / "students.json", assignment)
        entries = [whose(name, (), assignment) for name in names]
        roll.enroll(entries)
        roll.keep()
        return [roll.student(entry) for entry in entries]

    assert folder("01", f"Bob_11{MOODLE}x.ipynb", "doejane_7_1_x.ipynb") == ["Bob", "doejane"]
    assert folder("02", f"Bob_99{MOODLE}x.ipynb", "doejane_7_2_x.ipynb") == ["Bob", "doejane"], "the same students"
    assert folder("03", "doejane_8_3_x.ipynb") == ["doejane-8"], "Canvas says that it is another"
    two = folder("04", f"Bob_5{MOODLE}x.ipynb", f"Bob_6{MOODLE}x.ipynb")
    assert two == ["Bob-5", "Bob-6"], "which of them was Bob is not known"
    assert folder("05", f"Bob_8{MOODLE}x.ipynb") == ["Bob-8"], "nor now"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"a": 1}', '{"Moodle x 1": ["a"]}', "null"])
def test_a_record_of_names_that_is_damaged_is_begun_anew(
    course: Course, collected: Callable[..., Collected], content: str
) -> None:
    path = course.root / "results" / "students.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(content)
    assert not collected(f"Ada_11{MOODLE}x.ipynb").refused
    assert set(handed_in(course)) == {"Ada"}


def test_anonymous_names_are_numbers(course: Course, collected: Callable[..., Collected]) -> None:
    collected(f"Participant_11{MOODLE}x.ipynb", "anon_a1B2c_77_hw.ipynb", "anon_LATE9_LATE_78_hw.ipynb")
    assert set(handed_in(course)) == {"Participant-11", "anon-a1B2c", "anon-LATE9"}
    collected(f"Participant_12{MOODLE}x.ipynb")
    assert set(handed_in(course)) == {"Participant-11", "Participant-12", "anon-a1B2c", "anon-LATE9"}


def test_names_that_differ_by_case_only_are_told_apart_by_number(
    course: Course, collected: Callable[..., Collected]
) -> None:
    """Disks of macOS and Windows would make one folder of them."""
    collected(f"Ada_1{MOODLE}x.ipynb", f"ADA_2{MOODLE}x.ipynb", f"ada_3{MOODLE}x.ipynb")
    assert set(handed_in(course)) == {"Ada-1", "ADA-2", "ada-3"}


def test_a_name_of_which_nothing_is_left_is_its_number(course: Course, collected: Callable[..., Collected]) -> None:
    found = collected(f"._11{MOODLE}x.ipynb", f"???_12{MOODLE}x.ipynb", f"-_13{MOODLE}x.ipynb")
    assert set(handed_in(course)) == {"11", "12", "13"}
    assert not found.refused


# --- which part of a path is the student ------------------------------------------------------------


@pytest.mark.parametrize(
    ("paths", "students"),
    [
        ([f"Ada_11{MOODLE}hw/x.ipynb", f"Bob_12{MOODLE}hw/x.ipynb"], ["Ada", "Bob"]),
        ([f"Ada_11{MOODLE}hw/deep/x.ipynb"], ["Ada"]),
        ([f"class/Ada_11{MOODLE}hw/x.ipynb", f"class/Bob_12{MOODLE}x.ipynb"], ["Ada", "Bob"]),
        (["Ada L_11_assignsubmission_file_hw.ipynb", "Bob_12_assignsubmission_file_hw.ipynb"], ["Ada L", "Bob"]),
        ([f"Ada_L_11{MOODLE}x.ipynb"], ["Ada_L"]),
        (["ada/hw/x.ipynb", "bob/hw/x.ipynb"], ["ada", "bob"]),
        (["ada/hw/x.ipynb", "bob/x.ipynb"], ["ada", "bob"]),
        (["class/ada/hw/x.ipynb", "class/bob/x.ipynb"], ["ada", "bob"]),
        (["ada/hw/x.ipynb", "ada/y.ipynb"], ["ada", "ada"]),
        (["class/doe_1_2_x.ipynb", "class/roe_3_4_x.ipynb"], ["doe", "roe"]),
        ([f"class/ada_{NOTEBOOK}.ipynb", f"class/bob_{NOTEBOOK}.ipynb"], ["ada", "bob"]),
        ([f"submitted/ada/{ASSIGNMENT}/x.ipynb", f"submitted/bob/{ASSIGNMENT}/x.ipynb"], ["ada", "bob"]),
        (["ada/doe_1_2_x.ipynb", "bob/x.ipynb"], ["ada", "bob"]),
    ],
)
def test_the_first_folder_that_is_not_everybodys_names_the_student(paths: list[str], students: list[str]) -> None:
    common = common_folders(paths, [NOTEBOOK], ASSIGNMENT)
    assert [whose(path, [NOTEBOOK], ASSIGNMENT, common).name for path in paths] == students


def test_copies_that_jupyter_makes_for_itself_are_handed_in_by_nobody(
    course: Course, collected: Callable[..., Collected]
) -> None:
    collected("ada/hw.ipynb", "ada/.ipynb_checkpoints/hw-checkpoint.ipynb", "__MACOSX/ada/._hw.ipynb")
    assert handed_in(course) == {"ada": ["hw.ipynb"]}


# --- letters --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        (unicodedata.normalize("NFD", "Zoë"), "Zoë"),
        ("Zoë", "Zoë"),
        (os.fsdecode(b"M\xfcller"), "Müller"),
        ("Nguyễn Văn A", "Nguyễn-Văn-A"),
        ("अमित", "अमित"),
        ("נָעֳמִי", "נָעֳמִי"),
        ("O'Neil, Ada (2)", "O-Neil-Ada-2"),
        ("a\x1b[31mb\u202ec", "ab-U-202E-c"),
        ("=cmd()", "cmd"),
        ("@SUM(A1)", "SUM-A1"),
        ("+1 -2", "1-2"),
        ("-h", "h"),
        ("--resume", "resume"),
        ("ada. ", "ada"),
        ("CON", "_CON"),
        ("aux.x", "_aux.x"),
        ("[ada]*?", "ada"),
        ("\u3164Ada\u200b", "U-3164-Ada-U-200B"),
    ],
)  # fmt: skip
def test_a_name_becomes_a_folder_of_every_system_and_no_command_of_any_program(name: str, folder: str) -> None:
    assert student_id(name) == unicodedata.normalize("NFC", folder)


@given(st.text(alphabet=st.characters(codec=None, exclude_categories=()), max_size=300))
def test_whatever_a_name_is_its_folder_is_safe_or_it_is_refused(name: str) -> None:
    try:
        folder = student_id(name)
    except Refused:
        return
    assert is_safe_name(folder)
    assert 0 < len(os.fsencode(folder)) <= MAX_NAME_BYTES + 1
    assert not set(folder) & set("/\\\0 []*?:|<>\"'=+,;")
    assert folder[0] not in "-.@=+"
    assert folder[-1] not in "-."
    assert student_id(folder) == folder, "cleaning once is enough"


def test_a_decomposed_and_a_composed_name_are_one_student(course: Course, collected: Callable[..., Collected]) -> None:
    decomposed = unicodedata.normalize("NFD", "Zoë")
    collected(f"{decomposed}_11{MOODLE}x.ipynb")
    collected(f"Zoë_11{MOODLE}y.ipynb")
    assert handed_in(course) == {"Zoë": ["y.ipynb"]}
    assert not collected(f"{decomposed}/x.ipynb", "bob/x.ipynb").refused
    assert set(handed_in(course)) == {"Zoë", "bob"}


def test_a_folder_of_an_old_windows_is_graded_and_so_are_the_others(
    course: Course, right: bytes, tmp_path: Path, warm: WarmProcess
) -> None:
    for name in (b"M\xfcller", b"ada", b"\xff\xfe"):
        folder = tmp_path / "stick" / os.fsdecode(name)
        folder.mkdir(parents=True)
        (folder / os.fsdecode(b"\xfcbung.ipynb")).write_bytes(right)
    found = collect(course, ASSIGNMENT, tmp_path / "stick")
    assert found.students == ["Müller", "ada", "ÿþ"]
    grade_assignment(course, ASSIGNMENT, warm=warm)
    assert points(course) == dict.fromkeys(found.students, 8.0)
    assert len(write_feedback(course, ASSIGNMENT)) == 3


def test_a_student_is_named_on_the_command_line_composed_or_not(
    course: Course, right: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = course.path("submitted", unicodedata.normalize("NFD", "Zoë"), ASSIGNMENT)
    folder.mkdir(parents=True)
    (folder / "x.ipynb").write_bytes(right)
    monkeypatch.chdir(course.root)
    assert main(["grade", "03", "--jobs", "1", "--student", "Zoë"]) == 0
    assert list(points(course).values()) == [8.0]


# --- folders that were put there by hand ----------------------------------------------------------

BY_HAND = [
    "-h", "--resume", "=cmd()", "+1", "@SUM(A1)", "[ada]", "*", "?", "{assignment_id}", "%s", "$HOME", "~", "a b",
    "CON", "ada.", "\\", "'", '"', "<b>ada", "{{ 7*7 }}", "ada,bob;eve", "[red]ada", "x" * 255, "学" * 85, "Ada",
    "ADA",    ":memory:", "#anchor", "&amp;", "..ada", unicodedata.normalize("NFD", "Zoë"), "👨\u200d👩\u200d👧",
    "None", "true", "0",
]  # fmt: skip
NO_NAMES = ["a\nb", "a\tb", "a\x1b[31m", "a\u202eb", "a\u200bb", os.fsdecode(b"M\xfcller"), "a\u2028b", "a\rb", "\x7f"]


@pytest.mark.slow
def test_every_name_that_a_folder_may_have_is_graded_and_shown_or_told(
    course: Course, right: bytes, warm: WarmProcess, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [*BY_HAND, *NO_NAMES]:
        folder = course.path("submitted", name, ASSIGNMENT)
        assert folder.parent.name == name
        folder.mkdir(parents=True)
        (folder / f"{NOTEBOOK}.ipynb").write_bytes(right)
    assert set(course.students(ASSIGNMENT)) == set(BY_HAND)
    assert set(course.unusable(ASSIGNMENT)) == set(NO_NAMES)
    grade_assignment(course, ASSIGNMENT, warm=warm)
    assert points(course) == dict.fromkeys(BY_HAND, 8.0)
    with course.gradebook() as book:
        assert {each.student.id for each in book.assignment_submissions(ASSIGNMENT)} == set(BY_HAND)
    assert len(write_feedback(course, ASSIGNMENT)) == len(BY_HAND)
    report = write_report(course, ASSIGNMENT).read_text()
    assert f"Cannot be graded ({len(NO_NAMES)})" in report
    assert "a[U+202E]b" in report
    assert "<b>ada" not in report
    monkeypatch.chdir(course.root)
    capsys.readouterr()
    assert main(["grade", "03", "--resume", "--jobs", "1"]) == 0
    said = capsys.readouterr().err
    assert said.count("cannot be a student's name") == len(NO_NAMES)
    assert main(["explain", "03", "--", "-h", "03.minibatch_step"]) == 0
    assert main(["grade", "03", "--student=--resume", "--jobs", "1"]) == 0


def test_notebooks_with_other_names_than_they_were_given_out_with_are_found(
    course: Course, right: bytes, warm: WarmProcess
) -> None:
    names = ["x.IPYNB", "x.ipynb.json", "x.IPYNB.txt",
             os.fsdecode(b"\xfc.ipynb"), "a\nb.ipynb", "[x].ipynb", "-h.ipynb", ".ipynb.ipynb", "=1.ipynb",
             "x" * 249 + ".ipynb", "a\u202eb.ipynb", f"{NOTEBOOK.upper()}.ipynb"]  # fmt: skip
    for number, name in enumerate(names):
        folder = course.path("submitted", f"s{number}", ASSIGNMENT)
        folder.mkdir(parents=True)
        (folder / name).write_bytes(right)
    grade_assignment(course, ASSIGNMENT, warm=warm)
    assert points(course) == {f"s{number}": 8.0 for number in range(len(names))}


# --- paths that look like patterns ----------------------------------------------------------------


@pytest.mark.parametrize("name", ["[2026] course", "course *", "{assignment_id}", "50 % #1"])
def test_a_course_in_a_folder_whose_name_is_a_pattern_is_graded(
    course: Course, right: bytes, warm: WarmProcess, tmp_path: Path, name: str
) -> None:
    moved = tmp_path / name
    shutil.copytree(course.root, moved)
    course = Course(moved)
    collect(course, ASSIGNMENT, a_zip(tmp_path / "x [1]*.zip", **{"ada/x.ipynb": right, "bob/x.ipynb": right}))
    grade_assignment(course, ASSIGNMENT, warm=warm)
    assert points(course) == {"ada": 8.0, "bob": 8.0}
    assert course.assignment_names()
    assert len(write_feedback(course, ASSIGNMENT)) == 2
    assert write_report(course, ASSIGNMENT).is_file()


@pytest.mark.parametrize("name", ["[2026] course", "course *", "what?"])
def test_a_release_that_nbgrader_would_take_for_a_pattern_is_refused_in_one_sentence(
    course: Course, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    moved = tmp_path / name
    shutil.copytree(course.root, moved)
    monkeypatch.chdir(moved)
    assert main(["release", "03"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert f"takes [ ] * ? in a path for a pattern: {moved}" in line


def test_a_course_whose_path_would_cut_off_its_gradebooks_address_is_refused_in_one_sentence(
    course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    moved = tmp_path / "what?"
    shutil.copytree(course.root, moved)
    assert main(["report", "03", "--course", str(moved)]) == 2
    assert "a ? in a path cuts the gradebook's address short. Rename the folder." in capsys.readouterr().err
    assert not (tmp_path / "what").exists()


def test_an_assignment_whose_name_is_a_pattern_is_refused_in_one_sentence(
    course: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(course.root / "solutions" / ASSIGNMENT, course.root / "solutions" / "99-[draft]")
    monkeypatch.chdir(course.root)
    assert main(["release", "99"]) == 2
    assert "takes [ ] * ? in a path for a pattern" in capsys.readouterr().err


# --- tables for spreadsheets ------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["=cmd()", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", "\n=1"])
def test_no_cell_of_a_table_is_a_formula(text: str) -> None:
    (row,) = csv.reader(io.StringIO(as_csv([[safe(text), -1.5, None, safe("ada")]])))
    assert not row[0].startswith(FORMULA)
    assert row[1:] == ["-1.5", "", "ada"]


def test_a_name_with_commas_quotes_or_lines_stays_in_its_cell() -> None:
    row = [safe('Lovelace, "Ada"'), safe("two\nlines"), safe("ada")]
    assert list(csv.reader(io.StringIO(as_csv([row, row])))) == [list(row)] * 2
    assert cell(True) == "True"
    assert cell(float("nan")) == "nan"


@pytest.mark.slow
def test_nbgraders_export_gives_the_table_of_before_without_formulas(
    course: Course, right: bytes, warm: WarmProcess, tmp_path: Path
) -> None:
    for student in ("ada", "bob"):
        folder = course.path("submitted", student, ASSIGNMENT)
        folder.mkdir(parents=True)
        (folder / "x.ipynb").write_bytes(right)
    grade_assignment(course, ASSIGNMENT, warm=warm)
    with course.gradebook() as book:
        book.add_student("nobody", first_name="No", last_name="Body", email="no@body.example")
        tables = []
        for kind in (CsvExportPlugin, Export):
            to = tmp_path / f"{kind.__name__}.csv"
            kind(to=str(to)).export(book)
            tables.append(to.read_text())
        assert tables[0] == tables[1]
        assert "ada,,,,8.0,0.0,8.0,10.0" in tables[1]
        book.add_student("=cmd()", first_name='=HYPERLINK("http://x")', last_name="@a, b", email="+1")
    shutil.copytree(course.root / "submitted" / "ada", course.root / "submitted" / "=cmd()")
    grade_assignment(course, ASSIGNMENT, warm=warm)
    command = [sys.executable, "-m", "nbgrader", "export", "--to", str(tmp_path / "grades.csv")]
    done = subprocess.run(command, cwd=course.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    rows = list(csv.reader(io.StringIO((tmp_path / "grades.csv").read_text())))
    assert {len(row) for row in rows} == {11}
    assert not [field for row in rows for field in row if field.startswith(("=", "+", "-", "@"))]
    assert any(row[3] == "'=cmd()" and row[7] == "8.0" for row in rows)


def test_a_course_that_names_an_exporter_of_its_own_keeps_it() -> None:
    from traitlets.config import Config

    from autograder import configure

    ours, theirs = Config(), Config()
    theirs.ExportApp.plugin_class = "theirs.Exporter"
    for config in (ours, theirs):
        configure(config)
    assert (ours.ExportApp.plugin_class, theirs.ExportApp.plugin_class) == (
        "autograder.plugin.Export",
        "theirs.Exporter",
    )
    assert issubclass(Export, ExportApp.plugin_class.default_value)
