"""What is handed in reaches submitted/ as plain notebooks of the right students, or is refused with a sentence."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbgrader.apps import NbGraderAPI

from autograder.classes.keeping import grade_assignment, read_results
from autograder.cli import main
from autograder.course.course import Course
from autograder.course.release import release
from autograder.declaring.exercise import Exercise
from autograder.demo.classroom import Homework
from autograder.errors import CourseError
from autograder.intake import beside as beside_module
from autograder.intake import room
from autograder.intake.collecting import collect
from autograder.intake.delivery import common_folders, whose
from autograder.intake.elsewhere import of_another
from autograder.intake.naming import Refused, student_id
from autograder.intake.record import read_record
from autograder.sandbox.warm_process import WarmProcess

from .conftest import ASSIGNMENT, solved
from .test_lateness import report
from .test_report import reason

NOTEBOOK = "one-minibatch-by-hand"
Work = Callable[[], Homework]


@pytest.fixture
def right(homework: Work, step: Exercise, epoch: Exercise) -> bytes:
    return nbformat.writes(solved(homework(), step, epoch).notebook).encode()


def a_zip(to: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return to


def handed_in(course: Course) -> dict[str, list[str]]:
    root = course.root / "submitted"
    return {
        path.name: sorted(p.name for p in (path / ASSIGNMENT).iterdir()) for path in sorted(root.iterdir())
    } if root.is_dir() else {}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "student", "file"),
    [
        ("Ada Lovelace_12345_assignsubmission_file_/work.ipynb", "Ada Lovelace", "work.ipynb"),
        ("Ada Lovelace_12345_assignsubmission_file/work.ipynb", "Ada Lovelace", "work.ipynb"),
        ("lovelaceada_123_4567_work-1.ipynb", "lovelaceada", "work-1.ipynb"),
        ("lovelaceada_LATE_123_4567_work.ipynb", "lovelaceada", "work.ipynb"),
        ("ada/work.ipynb", "ada", "work.ipynb"),
        ("class/ada/work.ipynb", "ada", "work.ipynb"),
        (f"submitted/ada/{ASSIGNMENT}/work.ipynb", "ada", "work.ipynb"),
        (f"ada_{NOTEBOOK}.ipynb", "ada", f"{NOTEBOOK}.ipynb"),
        ("ada.ipynb", "ada", "ada.ipynb"),
    ],
)
def test_the_student_is_read_from_the_name_as_moodle_canvas_and_people_write_it(
    path: str, student: str, file: str
) -> None:
    found = whose(path, {NOTEBOOK}, ASSIGNMENT, common_folders([path], {NOTEBOOK}, ASSIGNMENT))
    assert (found.name, found.file) == (student, file)


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("Eve_17_assignsubmission_file__12_assignsubmission_file_/x.ipynb", "12"),  # she is called so
        ("Eve_12_assignsubmission_file_/Ada_17_assignsubmission_file_x.ipynb", "12"),  # her file is
        ("Eve_12_assignsubmission_file_/Ada_17_assignsubmission_file_/x.ipynb", "12"),  # her folder is
        ("Eve_17_assignsubmission_file__12_assignsubmission_file_x.ipynb", None),
        ("Eve_12_assignsubmission_file_Ada_17_assignsubmission_file_x.ipynb", None),
    ],
)
def test_nobody_has_anothers_number_by_a_name_that_looks_like_moodles(path: str, number: str | None) -> None:
    if number is None:
        with pytest.raises(Refused, match="two numbers of Moodle's"):
            whose(path, {NOTEBOOK}, ASSIGNMENT)
    else:
        assert whose(path, {NOTEBOOK}, ASSIGNMENT).number == number


def test_a_file_whose_student_cannot_be_told_is_refused_and_the_others_are_collected(
    course: Course, right: bytes, tmp_path: Path
) -> None:
    odd = "Eve_17_assignsubmission_file__12_assignsubmission_file_x.ipynb"
    path = a_zip(tmp_path / "x.zip", **{odd: right, f"Ada_17_assignsubmission_file_{NOTEBOOK}.ipynb": right})
    collected = collect(course, ASSIGNMENT, path)
    assert collected.students == ["Ada"]
    assert [(name, "two numbers" in why) for name, why in collected.refused] == [(odd, True)]


def test_a_name_becomes_a_folders_name_and_nothing_else() -> None:
    assert student_id("Ada Lovelace") == "Ada-Lovelace"
    assert student_id("../../etc") == "etc"
    assert student_id("jürgen@uni.example") == "jürgen@uni.example"
    with pytest.raises(Refused):
        student_id("///")


def test_a_zip_of_an_lms_is_collected_and_graded_by_one_command(
    course: Course, right: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    packed = a_zip(
        tmp_path / "moodle.zip",
        **{
            f"Ada L_1_assignsubmission_file_/{NOTEBOOK}.ipynb": right,
            "Bob_2_assignsubmission_file_/my solution FINAL.ipynb": right,
            "Eve_3_assignsubmission_file_/../../../nbgrader_config.ipynb": right,
            "__MACOSX/._x.ipynb": b"",
            "readme.txt": b"x",
        },
    )
    monkeypatch.chdir(course.root)
    assert main(["grade", "03", "--from", str(packed), "--jobs", "1"]) == 0
    said = capsys.readouterr()
    assert "2 submissions collected" in said.out
    assert "leads out of the archive" in said.err
    assert handed_in(course) == {"Ada-L": [f"{NOTEBOOK}.ipynb"], "Bob": ["my solution FINAL.ipynb"]}
    with course.gradebook() as book:
        assert {s.student.id: s.score for s in book.assignment_submissions(ASSIGNMENT)} == {"Ada-L": 8.0, "Bob": 8.0}


def test_a_folder_of_notebooks_is_collected_without_its_links_and_pipes(
    course: Course, right: bytes, tmp_path: Path, warm: WarmProcess
) -> None:
    source, secret = tmp_path / "from the stick", tmp_path / "secret.ipynb"
    (source / "dan").mkdir(parents=True)
    secret.write_bytes(right)
    (source / f"ada_{NOTEBOOK}.ipynb").write_bytes(right)
    (source / "bob.ipynb").symlink_to(secret)
    os.mkfifo(source / "eve.ipynb")
    (source / "dan" / f"{NOTEBOOK}.ipynb").write_bytes(right)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "x.ipynb").write_bytes(right)
    (source / "linked").symlink_to(tmp_path / "elsewhere")
    collected = collect(course, ASSIGNMENT, source)
    assert collected.students == ["ada", "bob", "dan", "eve"]
    assert {name: why.split(",")[0] for name, why in collected.refused} == {
        "bob.ipynb": "a link",
        "eve.ipynb": "no regular file",
        "linked": "a link",
    }
    points = {s.student: s.points for s in grade_assignment(course, ASSIGNMENT, warm=warm)}
    assert points == {"ada": 8.0, "bob": 0.0, "dan": 8.0, "eve": 0.0}


def strange(name: str, mode: int = 0) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, mode << 16
    return info


@pytest.mark.parametrize(
    ("info", "why"),
    [
        (strange("/etc/cron.ipynb"), "leads out"),
        (strange("../../x/y.ipynb"), "leads out"),
        (strange("ada/../../x.ipynb"), "leads out"),
        (strange("C:/x/y.ipynb"), "leads out"),
        (strange("..\\x\\y.ipynb"), "leads out"),
        (strange("ada\\y.ipynb"), "no file should have"),
        (strange("ada/x\ny.ipynb"), "no file should have"),
        (strange("ada/x.ipynb", stat.S_IFLNK | 0o777), "a link or a device"),
        (strange("ada/x.ipynb", stat.S_IFBLK | 0o600), "a link or a device"),
        (strange("ada/x.ipynb", stat.S_IFIFO | 0o600), "a link or a device"),
    ],
)
def test_an_entry_that_is_no_plain_file_in_a_plain_place_is_refused(
    course: Course, tmp_path: Path, info: zipfile.ZipInfo, why: str
) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    before = sorted(str(p) for p in tmp_path.rglob("*") if not {"submitted", "results"} & set(p.parts))
    collected = collect(course, ASSIGNMENT, path)
    assert [why in said for _, said in collected.refused] == [True]
    assert not any(files for files in handed_in(course).values())
    assert sorted(str(p) for p in tmp_path.rglob("*") if not {"submitted", "results"} & set(p.parts)) == before


def test_a_zip_bomb_costs_no_more_than_the_size_of_a_notebook(course: Course, right: bytes, tmp_path: Path) -> None:
    path = a_zip(tmp_path / "bomb.zip", **{"ada/bomb.ipynb": bytes(300_000_000), "bob/work.ipynb": right})
    assert path.stat().st_size < 1_000_000
    collected = collect(course, ASSIGNMENT, path)
    assert collected.refused == [("ada/bomb.ipynb", "more than 20 MB")]
    assert handed_in(course) == {"ada": [], "bob": ["work.ipynb"]}


def test_many_bombs_together_end_the_collecting(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MAX_ALL_BYTES", 50_000_000)
    path = a_zip(tmp_path / "x.zip", **{f"s{i}/x.ipynb": bytes(15_000_000) for i in range(5)})
    with pytest.raises(CourseError, match="unpacks to more than 50 MB"):
        collect(course, ASSIGNMENT, path)
    monkeypatch.setattr(room, "MAX_ENTRIES", 3)
    with pytest.raises(CourseError, match="more than 3 entries"):
        collect(course, ASSIGNMENT, path)


def test_an_archive_of_archives_is_opened_once(course: Course, right: bytes, tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr(f"my folder/{NOTEBOOK}.ipynb", right)
        archive.writestr("deeper.zip", b"PK")
    packed = {"Ada_1_assignsubmission_file_/all.zip": inner.getvalue(), "bob/x.zip": b"PK"}
    packed |= {"doejane_12_34_all.zip": inner.getvalue(), "max.zip": inner.getvalue()}
    collected = collect(course, ASSIGNMENT, a_zip(tmp_path / "x.zip", **packed))
    names = {student: files for student, files in handed_in(course).items() if files}
    assert names == {student: [f"{NOTEBOOK}.ipynb"] for student in ("Ada", "doejane", "max")}
    assert sum("archive" in why or "no zip" in why for _, why in collected.refused) == 4


def test_two_names_that_would_be_one_student_are_told_apart_or_refused(
    course: Course, right: bytes, tmp_path: Path
) -> None:
    path = a_zip(tmp_path / "x.zip", **{"Ada L/a.ipynb": right, "Ada-L/a.ipynb": right})
    collected = collect(course, ASSIGNMENT, path)
    assert [why for _, why in collected.refused] == ["'Ada-L' and 'Ada L' would both be the student 'Ada-L'"]


def test_what_is_no_zip_and_no_folder_is_wrong_use(course: Course, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04 and then nothing")
    for path in (tmp_path / "x.zip", tmp_path / "nowhere"):
        with pytest.raises(
            CourseError, match=r"neither a folder nor a zip file nor a tarball|no archive that can be read"
        ):
            collect(course, ASSIGNMENT, path)


# --- notebooks of something else ------------------------------------------------------------------

OTHER = "01-gradient-descent"


@pytest.fixture
def two(course: Course) -> Course:
    """The course with a second assignment released."""
    release(course, OTHER)
    return Course(course.root)


def test_a_delivery_of_another_assignment_is_told_and_not_graded(
    two: Course, right: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {f"ada/{NOTEBOOK}.ipynb": right, "bo/gradient-descent.ipynb": right, "eve/work.ipynb": right}
    packed = a_zip(tmp_path / "03.zip", **files)
    assert main(["grade", "01", "--course", str(two.root), "--from", str(packed), "--jobs", "1"]) == 1
    said = capsys.readouterr().err
    (line,) = [line for line in said.splitlines() if "not: these are notebooks of" in line]
    assert f"3 of them not: these are notebooks of {ASSIGNMENT}: ada, bo, eve." in line
    for tree in read_results(two, OTHER):
        assert tree["flags"] == ["another-assignment"], tree["student"]
        assert {cell["status"] for cell in tree["notebooks"][0]["cells"]} == {"missing"}
        assert f"is of {ASSIGNMENT}" in tree["notebooks"][0]["problem"]
    assert main(["report", "01", "--course", str(two.root)]) == 0
    page = (two.results_path(OTHER) / "report.html").read_text()
    assert "Notebook of another assignment" in page
    assert "Changed a cell that was locked" not in page
    assert main(["grade", "01", "--course", str(two.root), "--resume", "--jobs", "1"]) == 1


def test_a_delivery_of_another_assignment_takes_nobodys_work_away(two: Course, right: bytes, tmp_path: Path) -> None:
    collect(two, ASSIGNMENT, a_zip(tmp_path / "03.zip", **{f"ada/{NOTEBOOK}.ipynb": right}))
    wrong = next((two.root / "release" / OTHER).glob("*.ipynb")).read_bytes()
    later = a_zip(tmp_path / "01.zip", **{f"ada/{NOTEBOOK}.ipynb": wrong, "bo/gradient-descent.ipynb": wrong})
    collected = collect(two, ASSIGNMENT, later)
    assert (two.path("submitted", "ada", ASSIGNMENT) / f"{NOTEBOOK}.ipynb").read_bytes() == right
    kept = f"kept: ada: what lies in submitted/ is of {ASSIGNMENT}, this is of {OTHER}"
    assert kept in collected.notes
    assert collected.students == ["bo"]  # where nothing lies, it is a submission, and told when it is graded
    changed = a_zip(tmp_path / "again.zip", **{f"ada/{NOTEBOOK}.ipynb": right + b"\n"})
    assert collect(two, ASSIGNMENT, changed).students == ["ada"]


@pytest.mark.slow
def test_nbgraders_own_command_gives_a_notebook_of_another_assignment_the_same(
    two: Course, tmp_path: Path, warm: WarmProcess
) -> None:
    wrong = next((two.root / "release" / OTHER).glob("*.ipynb")).read_bytes()
    folder = two.path("submitted", "ada", ASSIGNMENT)
    folder.mkdir(parents=True)
    (folder / f"{NOTEBOOK}.ipynb").write_bytes(wrong)

    def scores() -> dict[str, tuple[float | None, bool]]:
        with two.gradebook() as book:
            grades = book.find_submission_notebook(NOTEBOOK, ASSIGNMENT, "ada").grades
            return {grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in grades}

    grade_assignment(two, ASSIGNMENT, warm=warm)
    ours = scores()
    two.config.Exchange.root = str(tmp_path)
    result = NbGraderAPI(config=two.config).autograde(ASSIGNMENT, "ada")
    assert result["success"], result.get("error")
    assert set(ours.values()) == {(0.0, True)}
    assert scores() == ours


def test_of_a_right_and_a_wrong_notebook_the_right_one_counts_whatever_they_are_called(
    two: Course, right: bytes, tmp_path: Path, warm: WarmProcess
) -> None:
    wrong = next((two.root / "release" / OTHER).glob("*.ipynb")).read_bytes()
    collect(two, ASSIGNMENT, a_zip(tmp_path / "x.zip", **{f"ada/{NOTEBOOK}.ipynb": wrong, "ada/mine.ipynb": right}))
    (graded,) = grade_assignment(two, ASSIGNMENT, warm=warm)
    assert (graded.points, graded.all_flags) == (8.0, ["renamed"])


def test_work_is_this_assignments_without_ids_without_locked_cells_and_with_cells_of_another(
    two: Course, right: bytes
) -> None:
    assignment = two.load(ASSIGNMENT)
    notebook = nbformat.reads(right.decode(), 4)
    other = nbformat.read(next((two.root / "release" / OTHER).glob("*.ipynb")), 4)
    plain = [nbformat.from_dict({**cell, "metadata": {}}) for cell in notebook.cells]
    mine = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("solution")]
    for cells in (notebook.cells, plain, mine, [*notebook.cells, *other.cells], []):
        assert of_another(assignment, cells) == ""
    assert of_another(assignment, other.cells) == OTHER
    assert of_another(assignment, [nbformat.from_dict({**cell, "metadata": {}}) for cell in other.cells]) == OTHER


def test_a_notebook_of_no_assignment_of_the_course_is_not_taken_by_ids_that_all_have(
    course: Course, warm: WarmProcess
) -> None:
    folder = course.path("submitted", "ada", ASSIGNMENT)
    folder.mkdir(parents=True)
    cells = [
        nbformat.v4.new_markdown_cell("# Physics", metadata={"nbgrader": {"grade_id": id}}) for id in ("title", "q1")
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "physics.ipynb")
    (graded,) = grade_assignment(course, ASSIGNMENT, warm=warm)
    assert graded.flags == ["another-assignment"]
    assert "'physics.ipynb' is of no assignment of the course" in graded.notebooks[0].problem


# --- files that are not taken ---------------------------------------------------------------------


def test_what_was_refused_of_a_student_stays_known_and_is_on_the_report_with_how_many(
    course: Course, right: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MAX_ENTRIES_OF_ONE", 10)
    for student in ("ada", "bo", "eve"):
        folder = tmp_path / "class" / student
        folder.mkdir(parents=True)
        (folder / f"{NOTEBOOK}.ipynb").write_bytes(right)
    (tmp_path / "class/ada/data.csv").symlink_to("/etc/hostname")
    for number in range(30):
        (tmp_path / f"class/bo/z{number:02}.csv").touch()
    collect(course, ASSIGNMENT, tmp_path / "class")
    came = read_record(course, ASSIGNMENT)
    assert came["ada"].refused == ("data.csv: a link, which may lead anywhere",)
    assert [came[student].left_out for student in ("ada", "bo", "eve")] == [1, 21, 0]
    assert main(["grade", "03", "--course", str(course.root), "--jobs", "1"]) == 0
    assert main(["grade", "03", "--course", str(course.root), "--jobs", "1", "--resume"]) == 0
    trees = {tree["student"]: tree for tree in read_results(course, ASSIGNMENT)}
    assert [trees[student].get("left_out") for student in ("ada", "bo", "eve")] == [1, 21, None]
    assert [trees[student]["flags"] for student in ("ada", "eve")] == [["files-left-out"], []]
    page = report(course)
    assert all(said in (reason(page, "Files not taken (2)") or "") for said in ("files: 1", "files: 21"))


def test_many_files_that_are_too_many_are_one_line(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside_module, "MAX_FILES", 10)
    folder = course.path("submitted", "ada", ASSIGNMENT)
    folder.mkdir(parents=True)
    for number in range(30):
        (folder / f"{number:02}.csv").touch()
    found = beside_module.beside(course.load(ASSIGNMENT), folder)
    assert list(found.told()) == ["20 of 30 files left out: more than 10 files"]
    assert room.MAX_ENTRIES_OF_ONE == 1000, "the two limits are one: what is collected is taken"
