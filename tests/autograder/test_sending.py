"""`autograder feedback --moodle | --canvas | --mail`: every page goes back to whoever handed in, and to nobody else."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import nbformat
import pytest

from autograder.classes.deliveries import canvas_prefixes
from autograder.cli import main
from autograder.course.course import Course
from autograder.intake.collecting import collect
from autograder.pages import feedback

from . import deliveries, lms
from .conftest import ASSIGNMENT

NOTEBOOK = "one-minibatch-by-hand"
EMPTY = nbformat.writes(nbformat.v4.new_notebook()).encode()
CANVAS = deliveries.class_of_sixty(lambda _: EMPTY, NOTEBOOK, flat=True)
MOODLE = deliveries.class_of_sixty(lambda _: EMPTY, NOTEBOOK)
CAME = [work.student for work in MOODLE.works]


@dataclass(frozen=True)
class Sent:
    """A class that came from an LMS and was graded, and the zip that goes back."""

    course: Course
    zip: Path
    status: int
    said: str


def sent(released: Path, folder: Path, which: str, archive: Path, capfd: pytest.CaptureFixture[str]) -> Sent:
    shutil.copytree(released, folder / "course")
    course = Course(folder / "course")
    collect(course, ASSIGNMENT, archive)
    lms.graded(course, dict.fromkeys(course.students(ASSIGNMENT), 0.5))
    capfd.readouterr()
    arguments = ["feedback", "03", "--course", str(course.root), f"--{which}", str(folder / "back.zip")]
    status = main(arguments)
    return Sent(course, folder / "back.zip", status, capfd.readouterr().err)


def student_of(page: bytes) -> str:
    found = re.search(r"<bdi>(.*?)</bdi>", page.decode())
    assert found is not None
    return found[1]


def pupils(students: list[deliveries.Student]) -> list[lms.Pupil]:
    return [lms.Pupil(each.number, each.first, each.last, each.id) for each in students]


def test_canvas_takes_a_page_for_everybody_who_handed_in_a_file(
    released: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    archive = deliveries.a_zip(tmp_path / "submissions.zip", deliveries.canvas(CANVAS.works))
    made = sent(released, tmp_path, "canvas", archive, capfd)
    with zipfile.ZipFile(archive) as before, zipfile.ZipFile(made.zip) as after:
        handed_out = {re.sub(r"^((?:[^_]+)(?:_LATE)?_\d+_\d+_).*", r"\1", name) for name in before.namelist()}
        names = after.namelist()
        pages = {int(name.split("_")[-3]): student_of(after.read(name)) for name in names}
    assert {name.removesuffix(f"{NOTEBOOK}.html") for name in names} <= handed_out  # by names that Canvas gave
    assert all(name.split("_")[-1] == f"{NOTEBOOK}.html" for name in names)
    assert set(pages) == {work.student.number for work in CANVAS.works if work.files}
    assert len(names) == len(set(pages.values()))
    known = json.loads((made.course.root / "results" / "students.json").read_text())
    assert pages == {number: known[f"Canvas {number}"][1] for number in pages}
    typed = sum(work.text for work in CANVAS.works)
    assert f"this concerns {typed}: " in made.said  # they typed into Canvas, which has no file to answer
    assert made.status == 1


@pytest.mark.parametrize("flat", [False, True])
def test_moodle_takes_a_page_for_everybody_who_handed_in(
    released: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], flat: bool
) -> None:
    archive = deliveries.a_zip(tmp_path / "submissions.zip", deliveries.moodle(MOODLE.works, flat=flat))
    made = sent(released, tmp_path, "moodle", archive, capfd)
    found, ignored = lms.moodle_upload(made.zip, pupils(CAME))
    assert ignored == []
    assert set(found) == {each.number for each in CAME}
    assert {name for name, _ in found.values()} == {f"{NOTEBOOK}.html"}
    known = json.loads((made.course.root / "results" / "students.json").read_text())
    assert {number: student_of(page) for number, (_, page) in found.items()} == {
        number: known[f"Moodle {ASSIGNMENT} {number}"][1] for number in found
    }
    with zipfile.ZipFile(made.zip) as after:
        assert all(re.fullmatch(r"[^_]+_\d+_assignsubmission_file_/[^/]+", name) for name in after.namelist())
    assert made.status == 0


def test_the_same_pages_make_the_same_zip(released: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    archive = deliveries.a_zip(tmp_path / "submissions.zip", deliveries.moodle(MOODLE.works[:3]))
    made = sent(released, tmp_path, "moodle", archive, capfd)
    first = made.zip.read_bytes()
    assert main(["feedback", "03", "--course", str(made.course.root), "--moodle", str(made.zip)]) == 0
    assert made.zip.read_bytes() == first
    assert list(tmp_path.glob(".*")) == []


def test_a_name_with_underscores_or_slashes_does_not_move_the_number_that_moodle_looks_for(
    course: Course, tmp_path: Path
) -> None:
    files = {"Ada_B L_17_assignsubmission_file_/x.ipynb": EMPTY, "../../Ben_18_assignsubmission_file_/x.ipynb": EMPTY}
    collect(course, ASSIGNMENT, deliveries.a_zip(tmp_path / "in.zip", files))
    lms.graded(course, dict.fromkeys(course.students(ASSIGNMENT), 0.5))
    roster = "id,name,email,lms_id\nAda_B-L,Ada_17/../B,,\n"
    (course.root / "roster.csv").write_text(roster)
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write('\nc.Autograder.roster = "roster.csv"\n')
    assert main(["feedback", "03", "--course", str(course.root), "--moodle", str(tmp_path / "back.zip")]) == 0
    found, ignored = lms.moodle_upload(tmp_path / "back.zip", [lms.Pupil(17, "Ada", "B", "ada")])
    assert (list(found), ignored) == ([17], [])
    with zipfile.ZipFile(tmp_path / "back.zip") as back:
        assert all(".." not in PurePosixPath(name).parts for name in back.namelist())


def test_who_came_by_another_way_is_named(course: Course, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    lms.graded(course, {"ada": 0.5})
    (course.results_path(ASSIGNMENT) / "handed_in.json").write_text(
        '{"ada": {"lms": 3}, "ben": null, "cy": {"order": "x"}}'
    )
    (course.root / "results" / "students.json").write_text('{"Canvas 7": ["x", "ada"], "Canvas": 3, "Moodle": ["a"]}')
    assert canvas_prefixes(course, ASSIGNMENT) == {}
    for which in ("canvas", "moodle"):
        assert main(["feedback", "03", "--course", str(course.root), f"--{which}", str(tmp_path / "back.zip")]) == 1
        assert (
            f"not collected from {which.title()}: autograder grade {ASSIGNMENT} --from ITS_ZIP; this concerns 1: ada"
            in (capfd.readouterr().err)
        )
        with zipfile.ZipFile(tmp_path / "back.zip") as back:
            assert back.namelist() == []


def test_a_zip_that_cannot_be_written_is_told(
    course: Course, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    lms.graded(course, {"ada": 0.5})
    to = tmp_path / "none" / "back.zip"
    assert main(["feedback", "03", "--course", str(course.root), "--moodle", str(to)]) == 2
    assert f"{to}: No such file or directory. Name a file in a folder that can be written." in capfd.readouterr().err


def test_a_mail_merge_has_a_page_and_an_address_for_each(
    course: Course, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    lms.graded(course, {"ada": 0.5, "ben": 1.0, "cy": 0.0})
    roster = "id,name,email,lms_id\nada,=Ada Lovelace,ada@uni.example,1\nben,Ben,ben@uni.example,2\n"
    (course.root / "roster.csv").write_text(roster)
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write('\nc.Autograder.roster = "roster.csv"\n')
    assert main(["feedback", "03", "--course", str(course.root), "--mail", str(tmp_path / "mail")]) == 1
    assert "no e-mail address: add one in the roster (c.Autograder.roster) or the gradebook; this concerns 1: cy" in (
        capfd.readouterr().err
    )
    rows = list(csv.DictReader(io.StringIO((tmp_path / "mail" / "recipients.csv").read_text())))
    assert [(row["id"], row["name"], row["email"], row["file"]) for row in rows] == [
        ("ada", "'=Ada Lovelace", "ada@uni.example", "ada.html"),
        ("ben", "Ben", "ben@uni.example", "ben.html"),
        ("cy", "", "", "cy.html"),
    ]
    assert {row["subject"] for row in rows} == {f"{ASSIGNMENT}: feedback"}
    assert [student_of((tmp_path / "mail" / row["file"]).read_bytes()) for row in rows] == ["ada", "ben", "cy"]


def test_a_course_with_its_folders_in_another_order_sends_to_the_same_students(released: Path, tmp_path: Path) -> None:
    shutil.copytree(released, tmp_path / "course")
    with (tmp_path / "course" / "nbgrader_config.py").open("a") as config:
        config.write('\nc.CourseDirectory.directory_structure = "{nbgrader_step}/{assignment_id}/{student_id}"\n')
    course = Course(tmp_path / "course")
    lms.graded(course, {"ada": 0.5, "ben": 1.0})
    assert main(["feedback", "03", "--course", str(course.root), "--mail", str(tmp_path / "mail")]) == 1  # no addresses
    assert student_of((tmp_path / "mail" / "ada.html").read_bytes()) == "ada"


def test_the_exit_status_says_that_a_page_failed_and_the_others_have_theirs(
    course: Course, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    lms.graded(course, {"ada": 0.5, "ben": 1.0})
    made = feedback._write_pages

    def fails_for_ada(course: Course, loaded: object, student: feedback.StudentResult, *rest: object) -> list[Path]:
        if student.student == "ada":
            raise OSError("no room")
        return made(course, loaded, student, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(feedback, "_write_pages", fails_for_ada)
    assert main(["feedback", "03", "--course", str(course.root)]) == 1
    said = capfd.readouterr()
    assert "1 pages of feedback in" in said.out
    assert "no page for 1: ada" in said.err
    monkeypatch.undo()
    assert main(["feedback", "03", "--course", str(course.root)]) == 0
