"""A folder that was sent gives what the folder itself gives; what is large stays where it is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.classes.batch import Batch
from autograder.classes.seat import Seat, Shared
from autograder.classes.submission import Submission
from autograder.cluster import parcel
from autograder.cluster.equal import code_of, differences, installed
from autograder.cluster.material import Material, material_of
from autograder.cluster.parcel import Parcel, laid_out, packed
from autograder.cluster.room import Room
from autograder.cluster.tasks import small, unpacked
from autograder.course.course import Course
from autograder.course.release import release
from autograder.declaring.exercise import Exercise
from autograder.demo.classroom import Homework
from autograder.errors import CourseError
from autograder.intake.beside import beside
from autograder.intake.matching import match_files
from autograder.progress import overheard, say
from autograder.sandbox.warm_process import WarmProcess
from autograder.skeleton import new_course
from autograder.text import safe

from .conftest import ASSIGNMENT
from .odd_class import hand_in_odd_things

HOSTILE = ("endless", "hog", "forks")  # take long, and have nothing odd in their folders


@pytest.fixture
def batch(course: Course, homework: Callable[[], Homework], step: Exercise, epoch: Exercise) -> Batch:
    hand_in_odd_things(course, homework, step, epoch)
    return Batch(course, ASSIGNMENT)


@pytest.fixture
def room(batch: Batch) -> Iterator[Room]:
    room = Room(unpacked(small(material_of(batch))))
    yield room
    room.close()


def parcel_of(batch: Batch, student: str) -> Parcel:
    entries = packed(batch.folder(student), batch.assignment)
    assert entries is not None
    return Parcel(safe(student), batch.files_digest(student), entries)


def told(submission: Submission) -> tuple[dict[str, Any], object, object]:
    return submission.to_tree(), [dict(each.notebook) for each in submission.notebooks], submission.made_of


def test_what_the_grader_reads_of_a_folder_is_the_same_where_it_was_laid_out(batch: Batch, tmp_path: Path) -> None:
    for student in batch.course.students(ASSIGNMENT):
        here, there = batch.folder(student), tmp_path / student
        laid_out(unpacked(small(parcel_of(batch, student))).entries, there, batch.assignment)
        (files, flags), (files_there, flags_there) = (match_files(batch.assignment, each) for each in (here, there))
        assert {name: path.name for name, path in files.items()} == {n: p.name for n, p in files_there.items()}, student
        assert flags == flags_there
        own, own_there = beside(batch.assignment, here), beside(batch.assignment, there)
        assert own == own_there, student
        assert list(own.told()) == list(own_there.told())


def test_a_submission_that_was_sent_earns_the_same_and_says_the_same(
    batch: Batch, room: Room, warm: WarmProcess
) -> None:
    students = [each for each in batch.course.students(ASSIGNMENT) if each not in HOSTILE]
    parcels = [parcel_of(batch, student) for student in students]
    for student, graded in zip(students, unpacked(small(list(room.grade(parcels)))), strict=True):
        with overheard() as said:
            here = Seat(batch, Shared(warm)).grade(student)
        assert told(graded.submission) == told(here), student
        assert graded.said == said


def test_a_file_of_ten_gigabytes_does_not_travel(batch: Batch) -> None:
    assert parcel_of(batch, "huge").weight < 200_000
    assert parcel_of(batch, "huge-notebook").weight < 1000


def test_a_file_as_it_was_given_out_does_not_travel(batch: Batch) -> None:
    content = b"1,2,3\n" * 100_000
    assignment = replace(batch.assignment, files={**batch.assignment.files, "data.csv": content})
    folder = batch.folder("right")
    (folder / "data.csv").write_bytes(content)
    entries = packed(folder, assignment)
    assert entries is not None
    assert [each.kind for each in entries if each.name == "data.csv"] == ["given"]


@pytest.mark.parametrize("what", ["more bytes than travel", "a folder of thousands", "a folder that is gone"])
def test_what_cannot_be_told_in_so_few_bytes_does_not_travel(
    batch: Batch, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = batch.folder("right")
    if what == "more bytes than travel":
        monkeypatch.setattr(parcel, "MAX_ALL", 1000)
    elif what == "a folder of thousands":
        monkeypatch.setattr(parcel, "MAX_ENTRIES", 0)
    else:
        folder = folder / "gone"
    assert packed(folder, batch.assignment) is None


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_cannot_be_read_is_graded_where_it_lies(batch: Batch) -> None:
    next(batch.folder("right").iterdir()).chmod(0)
    assert packed(batch.folder("right"), batch.assignment) is None


def test_the_room_of_a_worker_is_for_its_user_alone_and_goes_when_it_is_closed(batch: Batch, room: Room) -> None:
    list(room.grade([parcel_of(batch, "right")]))
    folder = room.folder
    assert folder.stat().st_mode & 0o077 == 0
    assert not any((folder / "course" / "submitted").iterdir()), "submissions go once they are graded"
    room.close()
    assert not folder.exists()


def test_the_material_has_the_limits_and_the_seed_of_the_course_and_nothing_of_its_people(batch: Batch) -> None:
    batch.course.settings = replace(batch.course.settings, roster="class.csv", lms_timezone="UTC")
    material = material_of(batch)
    assert material.assignment.seed == batch.assignment.seed
    assert material.settings.limits == batch.limits
    assert (material.settings.roster, material.settings.lms_timezone) == ("", "")


def test_a_worker_with_other_code_refuses(batch: Batch) -> None:
    material = material_of(batch)
    with pytest.raises(CourseError, match=r"numpy \S+, here 1\.0"):
        Room(replace(material, installed={**material.installed, "numpy": "1.0"}))
    with pytest.raises(CourseError, match="autograder"):
        Room(replace(material, installed={**material.installed, "autograder": "another"}))


@pytest.mark.parametrize("what", ["shared", "declared"])
def test_a_worker_whose_exercises_are_other_refuses(batch: Batch, what: str) -> None:
    material = material_of(batch)
    other: Material = replace(material, **{what: "x" if what == "shared" else {**material.declared, "03.x": "x"}})
    with pytest.raises(CourseError, match="are other there"):
        Room(other)


def test_code_is_the_same_however_its_lines_end_and_another_after_an_edit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    package = tmp_path / "some_course_code"
    package.mkdir()
    (package / "__init__.py").write_bytes(b"a = 1\n")
    first = code_of("some_course_code")
    (package / "__init__.py").write_bytes(b"a = 1\r\n")
    assert code_of("some_course_code") == first
    (package / "__init__.py").write_bytes(b"a = 2\n")
    assert code_of("some_course_code") != first
    assert code_of("no_such_code") == code_of("no.such.code") == "not installed"


def test_every_difference_is_told_and_nothing_else() -> None:
    here = installed()
    assert {"Python", "gdkit", "autograder", "numpy"} <= here.keys()
    assert differences(here, here) == []
    assert differences({"numpy": "2", "scipy": "1"}, {"numpy": "3", "scipy": "1"}) == ["numpy 3, here 2"]


def test_what_is_said_while_somebody_listens_is_said_there_and_nowhere_else(capsys: pytest.CaptureFixture[str]) -> None:
    with overheard() as heard:
        say(safe("one"))
        say(safe("two"), problem=True)
    say(safe("three"))
    assert heard == [("one", False), ("two", True)]
    assert capsys.readouterr() == ("three\n", "")


@pytest.mark.slow
def test_a_courses_own_exercises_and_helpers_are_sent_and_grade_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "statistics"
    new_course(folder)
    course, name = Course(folder), "01-spread"
    release(course, name)
    released = course.path("release", ".", name) / "spread.ipynb"
    solved = Homework(released).solve(course.path("source", ".", name) / "spread.ipynb")
    solved.hand_in(course.path("submitted", "ada", name))
    wrong = Homework(released).write(
        "variance", "from toolbox import heights\n\ndef variance(x):\n    return np.var(x)"
    )
    wrong.hand_in(course.path("submitted", "ben", name))
    batch = Batch(course, name)
    material = material_of(batch)
    assert {"toolbox.py", "exercises/lesson01/variance.py"} <= material.files.keys()
    room = Room(unpacked(small(material)))
    try:
        there = [told(each.submission) for each in room.grade([parcel_of(batch, each) for each in ("ada", "ben")])]
    finally:
        room.close()
    with Seat(batch) as seat:
        assert there == [told(seat.grade(safe(each))) for each in ("ada", "ben")]
    assert there[0][0]["points"] > there[1][0]["points"]
