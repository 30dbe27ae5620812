"""Whatever an LMS hands over reaches the right student whole, with its time, and nothing is dropped without a line."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
import time
import unicodedata
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import nbformat
import pytest
from bs4 import BeautifulSoup

from autograder.classes.keeping import grade_assignment, read_results
from autograder.cli import main
from autograder.course.course import Course
from autograder.declaring.exercise import Exercise
from autograder.demo.classroom import Homework
from autograder.errors import CourseError
from autograder.intake import room
from autograder.intake.collecting import Collected, collect
from autograder.intake.record import read_record
from autograder.intake.times import as_stamp, moment, read_timestamp
from autograder.pages.report import write_report
from autograder.sandbox.warm_process import WarmProcess

from . import deliveries as made
from .conftest import ASSIGNMENT, solved
from .deliveries import DUE, Class, Student, Work

NOTEBOOK = "one-minibatch-by-hand"
ADA, BOB = Student("ada", "Ada", "Lovelace", 17), Student("bob", "Bob", "van Dyke", 18)


@pytest.fixture
def right(homework: Callable[[], Homework], step: Exercise, epoch: Exercise) -> bytes:
    return nbformat.writes(solved(homework(), step, epoch).notebook).encode()


@pytest.fixture
def blank(homework: Callable[[], Homework]) -> bytes:
    return nbformat.writes(homework().notebook).encode()


@pytest.fixture(params=["America/New_York", "Asia/Kolkata"])
def here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The zone of the machine, on which nothing may depend."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def configured(course: Course, **settings: str) -> Course:
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.writelines(f"c.Autograder.{name} = {value!r}\n" for name, value in settings.items())
    return Course(course.root)


def with_roster(course: Course, table: bytes, **settings: str) -> Course:
    (course.root / "roster.csv").write_bytes(table)
    return configured(course, roster="roster.csv", **settings)


def there(course: Course) -> dict[str, list[str]]:
    """What lies in submitted/, by student."""
    folders = sorted((course.root / "submitted").glob(f"*/{ASSIGNMENT}"))
    files = {f: sorted(p.relative_to(f).as_posix() for p in f.rglob("*") if p.is_file()) for f in folders}
    return {folder.parent.name: names for folder, names in files.items()}


def adds_up(found: Collected, came_in: int) -> None:
    assert found.entries == came_in
    refused = [why for _, why in found.refused]
    assert found.fates["refused"] == len(refused)
    assert found.fates["set aside"] == len(found.aside)


def slow(value: str) -> object:
    """A parameter whose test is for .ci/run."""
    return pytest.param(value, marks=pytest.mark.slow)


# --- each LMS -------------------------------------------------------------------------------------

FORMS: dict[str, tuple[Callable[[list[Work]], made.Files], Callable[[list[Student]], bytes]]] = {
    "Canvas": (made.canvas, made.canvas_gradebook),
    "Moodle": (made.moodle, made.our_roster),
    "Moodle, flat": (lambda works: made.moodle(works, flat=True), made.our_roster),
    "Moodle, decomposed": (lambda works: made.moodle(works, decomposed=True), made.our_roster),
    "Blackboard": (made.blackboard, made.our_roster),
    "Brightspace": (made.brightspace, made.brightspace_grades),
    "Brightspace, flat": (lambda works: made.brightspace(works, flat=True), made.brightspace_grades),
    "Gradescope": (made.gradescope, made.our_roster),
    "Google Classroom": (made.google_classroom, made.our_roster),
    "GitHub Classroom": (made.github_classroom, made.github_roster),
}
KINDS = {"zip": made.a_zip, "tar.gz": made.a_tarball, "folder": made.a_folder}


def pack(to: Path, kind: str, files: made.Files) -> Path:
    return KINDS[kind](to / f"class.{kind}", files)


@pytest.mark.parametrize("lms", FORMS)
def test_with_a_roster_everybody_has_nbgraders_id_however_the_lms_writes_names(
    course: Course, tmp_path: Path, right: bytes, lms: str
) -> None:
    writes, exports = FORMS[lms]
    zoe = Student("zr", "Zoë", "O'Neil-Văn", 19)
    works = [Work(each, {f"{NOTEBOOK}.ipynb": right}) for each in (ADA, BOB, zoe)]
    files = writes(works)
    course = with_roster(course, exports([ADA, BOB, zoe, Student("cy", "Cy", "Young", 20)]))
    kind = sorted(KINDS)[len(lms) % 3]
    found = collect(course, ASSIGNMENT, pack(tmp_path, kind, files))
    assert {student: [n for n in names if n.endswith(".ipynb")] for student, names in there(course).items()} == {
        each.id: [f"{NOTEBOOK}.ipynb"] for each in (ADA, BOB, zoe)
    }
    assert [person.id for person in found.nothing] == ["cy"]
    assert not found.refused
    if kind != "folder" or "GitHub" not in lms:
        adds_up(found, len(files))


@pytest.mark.parametrize("lms", FORMS)
def test_without_a_roster_everybody_has_a_folder_by_name_or_login(
    course: Course, tmp_path: Path, right: bytes, lms: str
) -> None:
    works = [Work(each, {f"{NOTEBOOK}.ipynb": right}) for each in (ADA, BOB)]
    collect(course, ASSIGNMENT, pack(tmp_path, "zip", FORMS[lms][0](works)))
    expected = {"Canvas": {"lovelaceada", "vandykebob"}, "GitHub Classroom": {"ada-gh", "bob-gh"}}
    assert set(there(course)) == expected.get(lms, {"Ada-Lovelace", "Bob-van-Dyke"})


@pytest.mark.parametrize("lms", [lms for lms in FORMS if lms != "Google Classroom"])
def test_namesakes_stay_two_whatever_the_lms(course: Course, tmp_path: Path, right: bytes, lms: str) -> None:
    other = Student("adb", "Ada", "Lovelace", 27)
    works = [Work(each, {f"{NOTEBOOK}.ipynb": right + b" " * n}) for n, each in enumerate((ADA, other))]
    found = collect(course, ASSIGNMENT, pack(tmp_path, "zip", FORMS[lms][0](works)))
    assert len(there(course)) == len(found.students) == 2
    course = with_roster(course, FORMS[lms][1]([ADA, other]))
    found = collect(course, ASSIGNMENT, pack(tmp_path, "zip", FORMS[lms][0](works)))
    if lms in ("Canvas", "Blackboard", "GitHub Classroom") or "Moodle" in lms or lms == "Gradescope":
        assert found.students == ["ada", "adb"], "the number tells them apart"
    else:
        assert len(found.students) == 2, "a roster without the LMS's numbers cannot tell"


@pytest.mark.parametrize("lms", FORMS)
def test_a_single_student_is_who_it_is_in_a_class(course: Course, tmp_path: Path, right: bytes, lms: str) -> None:
    course = with_roster(course, FORMS[lms][1]([ADA, BOB]))
    flat = lms in ("Canvas", "Blackboard", "Google Classroom") or "flat" in lms
    name = f"{NOTEBOOK}.ipynb" if flat else f"src/deep/{NOTEBOOK}.ipynb"
    found = collect(course, ASSIGNMENT, pack(tmp_path, "zip", FORMS[lms][0]([Work(ADA, {name: right})])))
    assert found.students == ["ada"]
    assert f"{NOTEBOOK}.ipynb" in there(course)["ada"]


def test_a_group_of_gradescopes_hands_in_for_all_its_members(course: Course, tmp_path: Path, right: bytes) -> None:
    files = dict(made.gradescope([Work(ADA, {f"{NOTEBOOK}.ipynb": right})]))
    (sheet,) = [name for name in files if name.endswith(".yml")]
    files[sheet] = files[sheet].replace(b"  :created_at", b"  - :name: 'Bob O''Neil'\n    :sid: '18'\n  :created_at")
    found = collect(course, ASSIGNMENT, pack(tmp_path, "zip", files))
    assert found.students == ["Ada-Lovelace", "Bob-O-Neil"]
    adds_up(found, 2)


def test_a_students_file_that_is_called_like_an_lmss_makes_nobody_somebody_else(
    course: Course, tmp_path: Path, right: bytes
) -> None:
    course = with_roster(course, made.our_roster([ADA, BOB]))
    forged = f"Ada Lovelace_17_assignsubmission_file_{NOTEBOOK}.ipynb"
    entries = {
        **made.canvas([Work(BOB, {forged: right})]),
        f"eve/{forged}": right,
        f"cyd/Ada Lovelace_17_assignsubmission_file_/{NOTEBOOK}.ipynb": right,
        f"dan/{NOTEBOOK}.ipynb": right,
    }
    collect(course, ASSIGNMENT, pack(tmp_path, "zip", entries))
    assert set(there(course)) == {"bob", "cyd", "dan", "eve"}


def test_a_student_of_the_lms_who_is_not_in_the_roster_is_never_filed_as_one_who_is(
    course: Course, tmp_path: Path, right: bytes
) -> None:
    course = with_roster(course, made.our_roster([ADA]))
    files = {f"ada_99_assignsubmission_file_/{NOTEBOOK}.ipynb": right}
    found = collect(course, ASSIGNMENT, pack(tmp_path, "zip", files))
    assert set(there(course)) == {"ada-99"}
    assert "note: not in the roster (1): ada-99" in found.notes


def test_canvass_test_student_is_graded_said_to_be_it_and_counted_nowhere(
    course: Course, tmp_path: Path, right: bytes, blank: bytes, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    course = with_roster(course, made.our_roster([ADA]))
    monkeypatch.chdir(course.root)
    files = {
        f"{who}_{NOTEBOOK}.ipynb": work
        for who, work in (("lovelaceada_17_6001", right), ("studenttest_999_6002", blank))
    }
    path = pack(tmp_path, "zip", files)
    for _ in range(2):  # what is kept is it too
        assert main(["grade", "03", "--from", str(path), "--jobs", "1"]) == 0
        said = capsys.readouterr().out
        assert "note: Canvas's test student, graded and not counted among the class: studenttest" in said
        assert "not in the roster" not in said
        assert main(["report", "03"]) == 0
        page = BeautifulSoup((course.results_path(ASSIGNMENT) / "report.html").read_text(), "html.parser")
        tiles = [" ".join(tile.get_text().split()) for tile in page.select(".tiles li")]
        assert tiles[:2] == ["1 handed in", "1 graded"] and tiles[3].startswith("8 of 10")
        assert "Canvas's test student" in page.get_text()


def test_work_that_cannot_be_read_is_named_at_the_end_with_what_to_do(
    course: Course, tmp_path: Path, right: bytes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(course.root)
    files = {f"ada/{NOTEBOOK}.ipynb": right, f"bob/{NOTEBOOK}.ipynb": right[:2000], "cy/homework.pdf": b"%PDF-1.7"}
    assert main(["grade", "03", "--from", str(pack(tmp_path, "zip", files)), "--jobs", "1"]) == 0
    (line,) = [line for line in capsys.readouterr().err.splitlines() if "missing or cannot be read" in line]
    assert line.startswith("2 with a notebook that is missing or cannot be read: bob (")
    assert "; cy (There is no" in line and "Ask for it and grade again" in line


def test_a_folder_that_a_disk_has_decomposed_stays_the_students(course: Course, tmp_path: Path, right: bytes) -> None:
    old = course.path("submitted", unicodedata.normalize("NFD", "Zoë"), ASSIGNMENT)
    old.mkdir(parents=True)
    collect(course, ASSIGNMENT, pack(tmp_path, "zip", {"Zoë/x.ipynb": right, "Bob/x.ipynb": right}))
    assert set(there(course)) == {unicodedata.normalize("NFD", "Zoë"), "Bob"}


@pytest.mark.parametrize("name", ["Ada_attempt_2026-11-20-10-10-10", "HW_ada_attempt_2026-11-20-10-10-10.txt"])
def test_what_a_student_of_blackboards_calls_a_file_says_nothing_of_others(
    course: Course, tmp_path: Path, right: bytes, name: str
) -> None:
    files = {**made.blackboard([Work(BOB, {f"{NOTEBOOK}.ipynb": right, name: b"Name: Ada Lovelace (ada)\n"})])}
    found = collect(course, ASSIGNMENT, pack(tmp_path, "zip", files))
    assert found.students == ["Bob-van-Dyke"]
    adds_up(found, 3)


def test_a_login_of_blackboards_is_the_same_student_in_every_assignment(
    course: Course, tmp_path: Path, right: bytes
) -> None:
    for assignment in ("Homework_3", "Homework_4"):
        files = made.blackboard([Work(each, {f"{NOTEBOOK}.ipynb": right}) for each in (ADA, BOB)], assignment)
        without = {name: content for name, content in files.items() if not name.endswith(".txt")}
        found = collect(course, ASSIGNMENT, pack(tmp_path, "zip", without))
        assert found.students == ["ada", "bob"]


def test_a_path_without_end_is_not_even_looked_at(course: Course, tmp_path: Path, right: bytes) -> None:
    inner = {f"{'a/' * 30_000}{n}.py": b"" for n in range(20)}
    files = {"eve/x.zip": made.zipped(inner), "bob/x.ipynb": right, f"{'b/' * 30_000}x.ipynb": right}
    found = collect(course, ASSIGNMENT, pack(tmp_path, "zip", files))
    assert there(course) == {"bob": ["x.ipynb"], "eve": []}
    assert {why for _, why in found.refused} == {"a path of too many characters"}


def test_a_student_of_the_assignment_before_is_the_same_and_a_stranger_in_the_roster_is_not(
    course: Course, tmp_path: Path, right: bytes
) -> None:
    with course.gradebook() as book:
        book.add_student("Ada-Lovelace")  # graded before by this folder
        book.add_student("Bob-van-Dyke", email="bob@elsewhere.example")
    works = [Work(each, {f"{NOTEBOOK}.ipynb": right}) for each in (ADA, BOB)]
    collect(course, ASSIGNMENT, pack(tmp_path, "zip", made.moodle(works)))
    assert set(there(course)) == {"Ada-Lovelace", "Bob-van-Dyke-18"}


def test_a_mark_of_the_lmss_gives_way_to_a_time_that_comes_later(
    course: Course, tmp_path: Path, right: bytes, warm: WarmProcess
) -> None:
    due(course)
    work = Work(ADA, {f"{NOTEBOOK}.ipynb": right}, late=True)
    collect(course, ASSIGNMENT, pack(tmp_path, "zip", made.canvas([work])))
    grade_assignment(course, ASSIGNMENT, warm=warm)
    assert read_results(course, ASSIGNMENT)[0]["flags"] == ["late"]
    (course.path("submitted", "lovelaceada", ASSIGNMENT) / "timestamp.txt").write_text("2026-11-01 00:00:00 UTC")
    grade_assignment(course, ASSIGNMENT, warm=warm, resume=True)
    assert read_results(course, ASSIGNMENT)[0]["flags"] == []


# --- which of several files -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "taken"),
    [
        ({"x.ipynb": "right", "y.ipynb": "empty"}, "x.ipynb"),
        ({f"{NOTEBOOK}.ipynb": "empty", "mine.ipynb": "right"}, "mine.ipynb"),
        ({f"{NOTEBOOK}.ipynb": "blank", "mine.ipynb": "right"}, "mine.ipynb"),
        ({f"{NOTEBOOK}.ipynb": "right", f"{NOTEBOOK}-1.ipynb": "right2"}, f"{NOTEBOOK}-1.ipynb"),
        ({f"{NOTEBOOK} (2).ipynb": "right", f"{NOTEBOOK} (10).ipynb": "right2"}, f"{NOTEBOOK} (10).ipynb"),
        ({f"Copy of {NOTEBOOK}.ipynb": "right2", f"{NOTEBOOK}.ipynb": "right"}, f"{NOTEBOOK}.ipynb"),
        ({f"{NOTEBOOK}-checkpoint.ipynb": "right2", f"{NOTEBOOK}.ipynb": "right"}, f"{NOTEBOOK}.ipynb"),
        ({"a.ipynb": "right", f"{NOTEBOOK}.ipynb": "right2"}, f"{NOTEBOOK}.ipynb"),
    ],
)
def test_of_several_notebooks_the_one_that_the_rule_names_is_taken_and_the_others_are_told(
    course: Course, tmp_path: Path, right: bytes, blank: bytes, names: dict[str, str], taken: str
) -> None:
    contents = {"right": right, "right2": right + b"\n", "blank": blank, "empty": b"{}"}
    files = {f"ada/{name}": contents[kind] for name, kind in names.items()}
    found = collect(course, ASSIGNMENT, pack(tmp_path, "zip", files))
    (chosen,) = [n for n in (course.root / "submitted/ada" / ASSIGNMENT).iterdir() if n.stat().st_size > 2]
    assert chosen.read_bytes() == contents[names[taken]]
    adds_up(found, len(files))
    assert found.entries == found.fates["taken"] + len(found.aside)


def test_where_nothing_says_which_is_the_last_a_person_is_asked(
    course: Course, tmp_path: Path, right: bytes, warm: WarmProcess
) -> None:
    files = {"ada/draft.ipynb": right, "ada/final.ipynb": right, f"bob/{NOTEBOOK}.ipynb": right}
    found = collect(course, ASSIGNMENT, pack(tmp_path, "zip", files))
    assert ["2 files may be" in note for note in found.notes] == [True]
    grade_assignment(course, ASSIGNMENT, warm=warm)
    assert {tree["student"]: "several-files" in tree["flags"] for tree in read_results(course, ASSIGNMENT)} == {
        "ada": True,
        "bob": False,
    }
    assert "Several files may be the notebook" in write_report(course, ASSIGNMENT).read_text()


@pytest.mark.parametrize("name", ["hw.ipynb.json", "hw.ipynb.txt", "HW.IPYNB", "hw (1).ipynb", "all.zip", "all.tgz"])
def test_a_notebook_is_taken_whatever_a_browser_has_made_of_its_name(
    course: Course, tmp_path: Path, right: bytes, warm: WarmProcess, name: str
) -> None:
    inner = {"hw/x.ipynb": right, "hw/.ipynb_checkpoints/x-checkpoint.ipynb": b"{}"}
    content = {"all.zip": made.zipped(inner), "all.tgz": made.a_tarball(tmp_path / "x.tgz", inner).read_bytes()}
    collect(course, ASSIGNMENT, pack(tmp_path, "zip", made.moodle([Work(ADA, {name: content.get(name, right)})])))
    grade_assignment(course, ASSIGNMENT, warm=warm)
    assert [tree["points"] for tree in read_results(course, ASSIGNMENT)] == [8.0]


def test_what_lies_beside_the_notebook_comes_along_in_its_folders(course: Course, tmp_path: Path, right: bytes) -> None:
    beside = {
        "hw/helper.py": b"x",
        "hw/data/a.csv": b"1",
        "hw/pics/p.png": b"p",
        "notes.txt": b"n",
        "hw/.git/HEAD": b"x",
    }
    work = {f"hw/{NOTEBOOK}.ipynb": right, **beside, "hw/timestamp.txt": b"1999-01-01 00:00:00 UTC", "old.rar": b"Rar!"}
    for files in (made.moodle([Work(ADA, work)]), made.moodle([Work(ADA, {"all.zip": made.zipped(work)})])):
        found = collect(course, ASSIGNMENT, pack(tmp_path, "zip", files))
        assert there(course) == {
            "Ada-Lovelace": sorted([f"{NOTEBOOK}.ipynb", "helper.py", "data/a.csv", "pics/p.png", "notes.txt"])
        }
        assert sorted(why.partition(":")[0].partition(",")[0] for _, why in found.refused) in (
            ["a name that nbgrader keeps for itself", "an archive of a kind that is not opened"],
            ["a name that nbgrader keeps for itself", "an archive in an archive"],
        )
        adds_up(found, len(work))
    again = collect(course, ASSIGNMENT, pack(tmp_path, "zip", made.moodle([Work(ADA, {f"{NOTEBOOK}.ipynb": right})])))
    assert there(course) == {"Ada-Lovelace": [f"{NOTEBOOK}.ipynb"]}, "what is not handed in any more is gone"
    assert again.students == ["Ada-Lovelace"]


def test_no_link_on_the_way_leads_a_file_elsewhere(course: Course, tmp_path: Path, right: bytes) -> None:
    folder = course.path("submitted", "ada", ASSIGNMENT)
    folder.mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    (folder / "data").symlink_to(tmp_path / "outside")
    (folder / f"{NOTEBOOK}.ipynb").symlink_to(tmp_path / "outside" / "x.ipynb")
    collect(course, ASSIGNMENT, pack(tmp_path, "zip", {f"ada/{NOTEBOOK}.ipynb": right, "ada/data/a.csv": b"1"}))
    assert list((tmp_path / "outside").iterdir()) == []
    assert there(course)["ada"] == ["data/a.csv", f"{NOTEBOOK}.ipynb"]


@pytest.mark.parametrize("what", ["a link", "a device", "a path out", "a bomb", "cut off"])
def test_a_tarball_is_as_safe_as_a_zip(
    course: Course, tmp_path: Path, right: bytes, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MAX_BYTES_OF_ONE", 30_000_000)
    inner = io.BytesIO()
    with tarfile.open(fileobj=inner, mode="w:gz") as archive:
        info = tarfile.TarInfo({"a path out": "../../x.ipynb"}.get(what, "x.ipynb"))
        if what == "a link":
            info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        elif what == "a device":
            info.type = tarfile.CHRTYPE
        info.size = 100_000_000 if what == "a bomb" else 2 if info.isreg() else 0
        archive.addfile(info, io.BytesIO(bytes(info.size)))
    content = inner.getvalue()[:-20] if what == "cut off" else inner.getvalue()
    files = {f"bob/{NOTEBOOK}.ipynb": right, "eve/all.tar.gz": content}
    for kind in ("zip", "tar.gz"):
        found = collect(course, ASSIGNMENT, pack(tmp_path, kind, files))
        assert there(course)["bob"] == [f"{NOTEBOOK}.ipynb"]
        assert [name.startswith("eve/all.tar.gz") for name, _ in found.refused] in ([True], [True, True])
        assert found.something_else.keys() == {"eve"}


# --- when ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "zone", "utc"),
    [
        ("2026-11-20 04:30:00 PST", "", "2026-11-20 12:30:00"),
        ("2026-11-20 04:30:00.5 CET", "", "2026-11-20 03:30:00"),
        ("2026-07-20 04:30:00 CEST", "", "2026-07-20 02:30:00"),
        ("2026-11-20 04:30:00 America/New_York", "", "2026-11-20 09:30:00"),
        ("2026-11-20T04:30:00+05:30", "", "2026-11-19 23:00:00"),
        ("2026-11-20 04:30:00 IST", "Asia/Kolkata", "2026-11-19 23:00:00"),
        ("Friday, 20 November 2026, 11:00 PM", "Europe/Berlin", "2026-11-20 22:00:00"),
        ("2026-11-20 04:30:00", "", None),
        ("2026-11-20 04:30:00 IST", "", None),
        ("2026-11-20 04:30:00 XYZ", "Europe/Berlin", None),
        ("soon", "Europe/Berlin", None),
    ],
)
def test_a_time_is_understood_with_its_zone_or_not_believed(here: str, said: str, zone: str, utc: str | None) -> None:
    local = ZoneInfo(zone) if zone else None
    if utc is None:
        with pytest.raises(ValueError, match=r"zone|date|Unknown"):
            moment(said, local)
    else:
        assert as_stamp(moment(said, local)) == f"{utc} UTC"


@pytest.mark.parametrize("said", ["2026-11-20 04:30:00 PST", "2026-11-20 12:30:00 UTC", "2026-11-20 12:30:00"])
def test_a_timestamp_has_the_zone_that_it_names(tmp_path: Path, here: str, said: str) -> None:
    (tmp_path / "timestamp.txt").write_text(said)
    assert str(read_timestamp(tmp_path)) == "2026-11-20 12:30:00"
    (tmp_path / "timestamp.txt").write_text("2026-11-20 04:30:00 BST")
    with pytest.raises(ValueError, match="'BST' is not known"):
        read_timestamp(tmp_path)


def due(course: Course) -> None:
    with course.gradebook() as book:
        book.update_or_create_assignment(ASSIGNMENT, duedate=f"{DUE:%Y-%m-%d %H:%M:%S} UTC")


@pytest.mark.parametrize(
    ("lms", "zone"),
    [
        ("Blackboard", ""),
        ("Gradescope", ""),
        ("Brightspace", "America/Toronto"),
        ("Brightspace, flat", "America/Toronto"),
    ],
)
def test_times_of_the_lms_become_nbgraders_and_decide_who_is_late(
    course: Course, tmp_path: Path, right: bytes, warm: WarmProcess, here: str, lms: str, zone: str
) -> None:
    course = configured(course, lms_timezone=zone)
    due(course)
    works = [
        Work(ADA, {f"{NOTEBOOK}.ipynb": right}, DUE + timedelta(minutes=20)),
        Work(BOB, {f"{NOTEBOOK}.ipynb": right}, DUE - timedelta(minutes=20)),
    ]
    collect(course, ASSIGNMENT, pack(tmp_path, "zip", FORMS[lms][0](works)))
    stamp = (course.path("submitted", "Ada-Lovelace", ASSIGNMENT) / "timestamp.txt").read_text()
    assert stamp == "2026-11-20 23:20:00 UTC\n"
    grade_assignment(course, ASSIGNMENT, warm=warm)
    assert {tree["student"]: tree["flags"] for tree in read_results(course, ASSIGNMENT)} == {
        "Ada-Lovelace": ["late"],
        "Bob-van-Dyke": [],
    }


@pytest.mark.slow
def test_a_time_without_a_zone_is_flagged_until_the_zone_is_set(
    course: Course, tmp_path: Path, right: bytes, warm: WarmProcess, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    due(course)
    path = pack(
        tmp_path, "zip", made.brightspace([Work(ADA, {f"{NOTEBOOK}.ipynb": right}, DUE + timedelta(minutes=20))])
    )
    monkeypatch.chdir(course.root)
    assert main(["grade", "03", "--from", str(path), "--jobs", "1"]) == 0
    assert (
        "times without a zone are not believed (1 submissions, such as 'Nov 20, 2026 6:20 PM')"
        in capsys.readouterr().out
    )
    assert read_results(course, ASSIGNMENT)[0]["flags"] == ["no-time-zone"]
    configured(course, lms_timezone="America/Toronto")
    assert main(["grade", "03", "--from", str(path), "--jobs", "1"]) == 0
    assert read_results(course, ASSIGNMENT)[0]["flags"] == ["late"]
    with pytest.raises(CourseError, match="lms_timezone is 'Mars'"):
        collect(configured(course, lms_timezone="Mars"), ASSIGNMENT, path)


def test_the_latest_attempt_counts_and_an_older_delivery_never_replaces_a_newer_one(
    course: Course, tmp_path: Path, right: bytes, blank: bytes
) -> None:
    first = Work(ADA, {f"{NOTEBOOK}.ipynb": blank}, DUE - timedelta(days=2))
    second = Work(ADA, {f"{NOTEBOOK}.ipynb": right}, DUE - timedelta(days=1))
    empty = Work(ADA, {"report.pdf": b"x"}, DUE)
    both = made.blackboard([first, second, empty])
    found = collect(course, ASSIGNMENT, pack(tmp_path, "zip", both))
    notebook = course.path("submitted", "Ada-Lovelace", ASSIGNMENT) / f"{NOTEBOOK}.ipynb"
    assert notebook.read_bytes() == right
    assert len(found.aside) == 2
    adds_up(found, len(both))
    found = collect(course, ASSIGNMENT, pack(tmp_path, "zip", made.blackboard([first])))
    assert notebook.read_bytes() == right
    assert ["was handed in later" in why for _, why in found.aside] == [True]
    later = Work(ADA, {f"{NOTEBOOK}.ipynb": blank}, DUE)
    collect(course, ASSIGNMENT, pack(tmp_path, "zip", made.blackboard([later])))
    assert notebook.read_bytes() == blank
    assert there(course) == {"Ada-Lovelace": [f"{NOTEBOOK}.ipynb", "timestamp.txt"]}


def test_a_delivery_without_a_notebook_takes_none_away(course: Course, tmp_path: Path, right: bytes) -> None:
    collect(course, ASSIGNMENT, pack(tmp_path, "zip", made.moodle([Work(ADA, {f"{NOTEBOOK}.ipynb": right})])))
    for files in ({"report.pdf": b"%PDF"}, {"all.zip": b"PK damaged"}):
        found = collect(course, ASSIGNMENT, pack(tmp_path, "zip", made.moodle([Work(ADA, files)])))
        assert there(course) == {"Ada-Lovelace": [f"{NOTEBOOK}.ipynb"]}
        assert found.something_else.keys() == {"Ada-Lovelace"}
        assert any("has a notebook, this has none" in note for note in found.notes)
        adds_up(found, 1)


@pytest.mark.parametrize("content", [None, b"", b"id,name\nada,Ada\n"])
def test_a_worksheet_that_is_none_is_wrong_use(
    course: Course, tmp_path: Path, right: bytes, content: bytes | None
) -> None:
    path = pack(tmp_path, "zip", {"ada/x.ipynb": right})
    if content is not None:
        (tmp_path / "sheet.csv").write_bytes(content)
    with pytest.raises(CourseError, match="worksheet"):
        collect(course, ASSIGNMENT, path, worksheet=tmp_path / "sheet.csv")


def test_an_older_zip_of_canvass_never_replaces_a_newer_one(
    course: Course, tmp_path: Path, right: bytes, blank: bytes
) -> None:
    for attachment, content in ((6002, right), (6001, blank)):
        entries = {f"lovelaceada_17_{attachment}_{NOTEBOOK}.ipynb": content}
        found = collect(course, ASSIGNMENT, pack(tmp_path, "zip", entries))
    assert (course.path("submitted", "lovelaceada", ASSIGNMENT) / f"{NOTEBOOK}.ipynb").read_bytes() == right
    assert len(found.aside) == 1


def test_a_folder_of_another_course_of_nbgraders_brings_its_timestamps(
    course: Course, tmp_path: Path, right: bytes
) -> None:
    files = {f"submitted/{who}/{ASSIGNMENT}/{NOTEBOOK}.ipynb": right for who in ("ada", "bob")}
    files[f"submitted/ada/{ASSIGNMENT}/timestamp.txt"] = b"2026-11-20 12:00:00 UTC"
    collect(course, ASSIGNMENT, pack(tmp_path, "folder", files))
    assert there(course) == {"ada": [f"{NOTEBOOK}.ipynb", "timestamp.txt"], "bob": [f"{NOTEBOOK}.ipynb"]}


def test_what_is_new_is_graded_and_the_rest_keeps_its_grade(
    course: Course, tmp_path: Path, right: bytes, blank: bytes, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(course.root)
    works = [Work(ADA, {f"{NOTEBOOK}.ipynb": right}), Work(BOB, {f"{NOTEBOOK}.ipynb": blank})]
    for kept in (0, 2):
        path = pack(tmp_path, "zip", made.moodle(works))
        assert main(["grade", "03", "--from", str(path), "--jobs", "1"]) == 0
        assert (
            f"{2 - kept} submissions graded, {kept} kept from an earlier run, since they are unchanged"
            in capsys.readouterr().out
        )
    works[1] = Work(BOB, {f"{NOTEBOOK}.ipynb": right})
    path = pack(tmp_path, "zip", made.moodle(works[1:]))
    assert main(["grade", "03", "--from", str(path), "--jobs", "1"]) == 0
    assert "1 submission graded, 1 kept from an earlier run, since they are unchanged" in capsys.readouterr().out
    assert {tree["student"]: tree["points"] for tree in read_results(course, ASSIGNMENT)} == {
        "Ada-Lovelace": 8.0,
        "Bob-van-Dyke": 8.0,
    }


# --- classes of sixty -------------------------------------------------------------------------------


def held(course: Course, found: Collected, sixty: Class, came_in: int) -> None:
    """Nobody is lost, nobody doubled, everything told."""
    assert set(found.students) == sixty.expected | sixty.without_notebook
    assert {person.id for person in found.nothing} == sixty.nothing
    assert found.something_else.keys() == sixty.without_notebook
    adds_up(found, came_in)
    assert found.fates["not looked at"] == 0
    for student, names in there(course).items():
        assert (f"{NOTEBOOK}.ipynb" in names) == (student in sixty.expected)
    assert not found.refused


def own(right: bytes) -> Callable[[Student], bytes]:
    """Each has work of their own."""

    def of(student: Student) -> bytes:
        tree = json.loads(right)
        tree["cells"].append({"cell_type": "markdown", "id": "who", "metadata": {}, "source": student.id})
        return json.dumps(tree).encode()

    return of


def graded_late(course: Course, warm: WarmProcess) -> tuple[set[str], set[str]]:
    """(who has the points, who is late)."""
    trees = grade_assignment(course, ASSIGNMENT, warm=warm)
    assert len({tree.student for tree in trees}) == len(trees)
    return {t.student for t in trees if t.points == 8.0}, {t.student for t in trees if "late" in t.all_flags}


def inner_files(sixty: Class, entries: made.Files) -> int:
    """How many files came in: those in archives instead of the archives."""
    archives = sum(name.endswith(".zip") for name in entries)
    return len(entries) + 4 * archives


@pytest.mark.slow
@pytest.mark.parametrize("here", ["America/New_York", slow("Asia/Kolkata")], indirect=True)
def test_a_class_of_sixty_from_canvas_is_whole_and_late_where_canvas_says_so(
    course: Course, tmp_path: Path, right: bytes, warm: WarmProcess, here: str
) -> None:
    sixty = made.class_of_sixty(own(right), NOTEBOOK, flat=True)
    course = with_roster(course, made.canvas_gradebook(sixty.students))
    entries = made.canvas(sixty.works)
    found = collect(course, ASSIGNMENT, pack(tmp_path, "zip", entries))
    held(course, found, sixty, inner_files(sixty, entries))
    if here == "America/New_York":
        assert graded_late(course, warm) == (sixty.expected, sixty.late)
        page = write_report(course, ASSIGNMENT).read_text()
        assert "report.pdf" in page
        assert "Handed nothing in (4)" in page
    else:
        assert {
            student for student, came in read_record(course, ASSIGNMENT).items() if "late" in came.flags(timed=False)
        } == sixty.late


@pytest.mark.parametrize("here", [slow("America/New_York"), "Asia/Kolkata"], indirect=True)
@pytest.mark.parametrize("form", ["nested", slow("decomposed")])
def test_a_class_of_sixty_from_moodle_is_whole_and_late_by_the_times_of_its_worksheet(
    course: Course, tmp_path: Path, right: bytes, warm: WarmProcess, here: str, form: str
) -> None:
    sixty = made.class_of_sixty(own(right), NOTEBOOK)
    worksheet = made.moodle_worksheet(sixty.students, sixty.works)
    course = with_roster(course, worksheet, lms_timezone="Europe/Berlin")
    due(course)
    entries = made.moodle(sixty.works, decomposed=form == "decomposed")
    (tmp_path / "Grades.csv").write_bytes(worksheet)
    found = collect(course, ASSIGNMENT, pack(tmp_path, "tar.gz", entries), worksheet=tmp_path / "Grades.csv")
    held(course, found, sixty, inner_files(sixty, entries))
    stamps = {student: read_timestamp(course.path("submitted", student, ASSIGNMENT)) for student in found.students}
    assert {student for student, when in stamps.items() if when and when > DUE.replace(tzinfo=None)} == sixty.late
    assert None not in stamps.values()
    if (here, form) == ("Asia/Kolkata", "nested"):
        assert graded_late(course, warm) == (sixty.expected, sixty.late)
    again = collect(course, ASSIGNMENT, pack(tmp_path, "zip", {"Grades.csv": worksheet, **entries}))
    assert again.students == found.students


@pytest.mark.parametrize("lms", ["Blackboard", *map(slow, ("Moodle, flat", "Gradescope", "Brightspace"))])
def test_a_class_of_sixty_from_another_lms_is_whole(course: Course, tmp_path: Path, right: bytes, lms: str) -> None:
    sixty = made.class_of_sixty(own(right), NOTEBOOK, flat=lms != "Gradescope")
    writes, _ = FORMS[lms]
    works = [work for work in sixty.works if work.files]
    course = with_roster(course, made.our_roster(sixty.students))
    entries = writes(works)
    found = collect(course, ASSIGNMENT, pack(tmp_path, "zip", entries))
    by_name_only = {"s00", "s01", "s58", "s59"} if lms == "Brightspace" else set()
    silent = {work.student.id for work in sixty.works if not work.files}
    assert set(found.students) >= sixty.expected - by_name_only
    assert len(found.students) == len(sixty.expected | sixty.without_notebook) - len(silent)
    assert {person.id for person in found.nothing} >= sixty.nothing
    adds_up(found, inner_files(sixty, entries))


@pytest.mark.slow
@pytest.mark.parametrize("locale", ["C", "C.UTF-8", "no such letters"])
def test_names_are_read_alike_under_another_locale_or_told(
    course: Course, tmp_path: Path, right: bytes, locale: str
) -> None:
    names = [f"{unicodedata.normalize('NFD', 'Zoë Văn')}_17_assignsubmission_file_/{NOTEBOOK}.ipynb", "Müller/x.ipynb"]
    path = pack(tmp_path, "zip", {**dict.fromkeys(names, right), "ada/x.ipynb": right})
    code = (
        "import sys; from pathlib import Path; from autograder.course.course import Course\n"
        "from autograder.intake.collecting import collect\n"
        f"found = collect(Course(Path(sys.argv[1])), {ASSIGNMENT!r}, Path(sys.argv[2]))\n"
        "print(ascii([found.students, [name for name, why in found.refused if 'cannot be written' in why]]))"
    )
    environment = {**os.environ, "LC_ALL": locale, "LANG": locale}
    expected: list[list[str]] = [["Müller", "Zoë-Văn", "ada"], []]
    if locale == "no such letters":  # of a disk that knows ASCII alone
        environment |= {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
        expected = [["ada"], ["Müller", "Zoë-Văn"]]
    command = [sys.executable, "-c", code, str(course.root), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.stdout.strip() == ascii(expected), done.stderr[-500:]
