"""Whoever may write into the exchange can leave anything there: nothing is followed, and nobody else waits for it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.course.course import Course
from autograder.watching.exchange import Exchange

from .watched import FILE, NAME, QUICK, copied, made_course, until

WHEN = "2026-11-20 1{}:00:00.000000 UTC"
FIRST, SECOND = WHEN.format(0), WHEN.format(1)
PACE = replace(QUICK, settle=0.02, patience=0.1)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return made_course(tmp_path_factory.mktemp("exchange") / "statistics")


@pytest.fixture
def course(made: Course, tmp_path: Path) -> Course:
    own = copied(made, tmp_path / "own")
    inbound(own).mkdir(parents=True)
    (own.root / "exchange").chmod(0o777)
    with (own.root / "nbgrader_config.py").open("a") as file:
        file.write(f"\nc.Exchange.root = {str(own.root / 'exchange')!r}\nc.CourseDirectory.course_id = 'statistics'\n")
        file.write("c.ExchangeCollect.check_owner = False\nc.CourseDirectory.max_dir_size = 50\n")
    return Course(own.root)


def inbound(course: Course) -> Path:
    return course.root / "exchange" / "statistics" / "inbound"


def left_there(course: Course, student: str, when: str = FIRST, content: bytes = b"{}") -> Path:
    folder = inbound(course) / f"{student}+{NAME}+{when}+abc"
    folder.mkdir()
    (folder / FILE).write_bytes(content)
    (folder / "submission_secret.txt").write_text("ab" * 64)
    (folder / "timestamp.txt").write_text(when)
    return folder


def collected(course: Course, *students: str) -> None:
    """Collect until these are there."""
    exchange = Exchange(course, NAME, PACE)

    def there() -> bool:
        exchange.collect(course, NAME)
        return all((lies(course, student) / "timestamp.txt").is_file() for student in students) and not exchange.waiting

    until(there)


def lies(course: Course, student: str) -> Path:
    return course.path("submitted", student, NAME)


def a_link(folder: Path) -> None:
    (folder / "data.txt").symlink_to(folder.parents[3] / "autograder_seeds.json")


def a_link_to_a_folder(folder: Path) -> None:
    (folder / "data").symlink_to(folder.parents[3] / "release")


def a_link_to_nothing(folder: Path) -> None:
    (folder / "data.txt").symlink_to("nowhere")


def a_pipe(folder: Path) -> None:
    os.mkfifo(folder / "data.txt")


@pytest.mark.parametrize("odd", [a_link, a_link_to_a_folder, a_link_to_nothing, a_pipe])
def test_what_is_no_plain_file_stays_out_and_the_rest_is_collected_of_everybody(
    course: Course, odd: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    odd(left_there(course, "ben"))
    left_there(course, "zoe")
    collected(course, "ben", "zoe")
    assert sorted(path.name for path in lies(course, "ben").iterdir()) == [
        "spread.ipynb", "submission_secret.txt", "timestamp.txt",
    ]  # fmt: skip
    assert "not taken: ben+" in capsys.readouterr().err
    assert not [path for path in (course.root / "submitted").rglob("*") if path.is_symlink() or path.suffix == ".part"]


def test_a_folder_that_is_a_link_is_not_collected_and_its_target_not_touched(
    course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    left_there(course, "zoe")
    (inbound(course) / f"ben+{NAME}+{FIRST}+abc").symlink_to(course.path("source", ".", NAME))
    before = sorted(path.name for path in (course.path("source", ".", NAME)).iterdir())
    collected(course, "zoe")
    assert not (course.root / "submitted" / "ben" / NAME).exists()
    assert sorted(path.name for path in (course.path("source", ".", NAME)).iterdir()) == before


@pytest.mark.parametrize("name", [f"eve+{NAME}+oops", f"+{NAME}+", f"..+{NAME}+{FIRST}+abc", f"a+{NAME}+{FIRST}+\n"])
def test_a_name_that_is_none_of_nbgraders_stops_nobody(course: Course, name: str) -> None:
    (inbound(course) / name).mkdir()
    left_there(course, "zoe")
    before = {path.name for path in course.root.iterdir()}
    collected(course, "zoe")
    assert {path.name for path in course.root.iterdir()} - before <= {"submitted"}


def test_more_than_is_allowed_leaves_what_was_collected_before(
    course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    left_there(course, "ben", FIRST, b'{"first": 1}')
    collected(course, "ben")
    late = left_there(course, "ben", SECOND, b'{"second": 2}')
    (late / "large").write_bytes(bytes(60_000))
    left_there(course, "zoe")
    collected(course, "zoe")
    assert (lies(course, "ben") / FILE).read_bytes() == b'{"first": 1}'
    assert "not collected: ben+" in capsys.readouterr().err


def test_later_work_takes_the_place_of_earlier_work(course: Course) -> None:
    left_there(course, "ben", FIRST, b'{"first": 1}')
    collected(course, "ben")
    (lies(course, "ben") / "note.txt").write_text("of the first")
    shutil.copytree(left_there(course, "ben", SECOND, b'{"second": 2}'), course.root / "kept")
    exchange = Exchange(course, NAME, PACE)

    def there() -> bool:
        exchange.collect(course, NAME)
        return (lies(course, "ben") / FILE).read_bytes() == b'{"second": 2}'

    until(there)
    assert not (lies(course, "ben") / "note.txt").exists()
