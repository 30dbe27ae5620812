"""Many machines grade as one does, byte for byte; what is lost is graded again, and nothing is graded by other code."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from autograder.classes.batch import graded_by
from autograder.classes.keeping import grade_assignment, read_results
from autograder.cli import main
from autograder.cluster import parcel
from autograder.cluster.address import Certificates, connected
from autograder.cluster.engine import ByScheduler
from autograder.course.course import Course
from autograder.declaring.exercise import Exercise
from autograder.demo.classroom import Homework

from .cluster import Cluster, nothing_left
from .conftest import ASSIGNMENT, solved
from .odd_class import hand_in_odd_things

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
Work = Callable[[], Homework]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """One worker at first."""
    with nothing_left(), Cluster(tmp_path_factory.mktemp("cluster"), 1) as cluster:
        yield cluster


@pytest.fixture
def class_of_four(course: Course, homework: Work, step: Exercise, epoch: Exercise) -> Course:
    for number in range(4):
        work = solved(homework(), step, epoch)
        if number % 3 == 0:
            work.answer(step, step.mistakes["missing-two"][0])
        work.hand_in(course.path("submitted", f"s{number}", ASSIGNMENT))
    return course


def points(course: Course) -> dict[str, float]:
    return {tree["student"]: tree["points"] for tree in read_results(course, ASSIGNMENT)}


RANDOM = re.compile(rb"autograder-\w{8}")  # of the warm process: the grader's own lines of a traceback name its folder
WANTED = {f"s{number}": 4.0 if number % 3 == 0 else 8.0 for number in range(4)}


def engine_of(cluster: Cluster, *, priority: int = 0) -> ByScheduler:
    return ByScheduler(lambda: connected(cluster.address, Certificates()), priority=priority)


def graded_there(course: Course, cluster: Cluster) -> None:
    with closing(engine_of(cluster)) as engine, graded_by(engine):
        engine.connect().wait_for_workers(len(cluster.workers), timeout=120)
        grade_assignment(course, ASSIGNMENT)


def kept(course: Course) -> dict[str, bytes]:
    """results.jsonl, everything in autograded/, and what the journal says that it was made of."""
    files = {"results": course.results_path(ASSIGNMENT) / "results.jsonl"}
    files |= {str(each.relative_to(course.root)): each for each in (course.root / "autograded").rglob("*")}
    found = {name: RANDOM.sub(b"", path.read_bytes()) for name, path in files.items() if path.is_file()}
    for path in (course.results_path(ASSIGNMENT) / "graded").iterdir():
        record = json.loads(path.read_bytes())
        found[path.name] = json.dumps({key: value for key, value in record.items() if key != "seconds"}).encode()
    return found


def copy_of(course: Course, to: Path) -> Course:
    shutil.copytree(course.root, to, symlinks=True, ignore=_pipes, copy_function=_copied)
    for pipe in (each for each in course.root.rglob("*.ipynb") if each.is_fifo()):
        os.mkfifo(to / pipe.relative_to(course.root))
    return Course(to)


def _copied(path: str, to: str) -> None:
    """As sparse as it is: of the files of gigabytes nothing is on the disk."""
    size = Path(path).lstat().st_size
    if size < 10**8:
        shutil.copy2(path, to, follow_symlinks=False)
    else:
        with Path(to).open("wb") as file:
            file.truncate(size)
        shutil.copystat(path, to)


def _pipes(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if (Path(folder) / name).is_fifo()]


def test_one_worker_two_workers_and_none_give_the_same_byte_for_byte(
    course: Course, homework: Work, step: Exercise, epoch: Exercise, cluster: Cluster, tmp_path: Path
) -> None:
    hand_in_odd_things(course, homework, step, epoch)
    one, two = copy_of(course, tmp_path / "one"), copy_of(course, tmp_path / "two")
    grade_assignment(course, ASSIGNMENT, jobs=2)
    graded_there(one, cluster)
    assert kept(one) == kept(course)
    cluster.start_worker()
    graded_there(two, cluster)
    assert kept(two) == kept(course)
    statuses = {
        (tree["student"], cell["status"])
        for tree in read_results(two, ASSIGNMENT)
        for each in tree["notebooks"]
        for cell in each["cells"]
    }
    assert {("endless", "timeout"), ("hog", "memory"), ("broken", "unreadable"), ("right", "pass")} <= statuses


def test_what_does_not_travel_is_graded_here_with_the_same_result(
    class_of_four: Course, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parcel, "MAX_ALL", 1000)
    graded_there(class_of_four, cluster)
    assert points(class_of_four) == WANTED


def test_the_command_grades_there_and_the_terminal_tells_what_workers_said(
    class_of_four: Course, cluster: Cluster, capfd: pytest.CaptureFixture[str]
) -> None:
    (class_of_four.path("submitted", "s1", ASSIGNMENT) / "a link").symlink_to("/etc/passwd")
    where = ["--course", str(class_of_four.root), "--scheduler", cluster.address]
    assert main(["grade", ASSIGNMENT, *where]) == 0
    said = capfd.readouterr()
    assert "4 submissions graded" in said.out
    line = "not taken: s1: 'a link': a link, which may lead anywhere"
    assert line in said.err
    assert line in class_of_four.log_path(ASSIGNMENT).read_text()
    assert points(class_of_four) == WANTED
    assert main(["grade", ASSIGNMENT, *where, "--resume"]) == 0
    assert "0 submissions graded, 4 kept" in capfd.readouterr().out


def test_nothing_of_a_run_is_left_at_scheduler_and_workers(class_of_four: Course, cluster: Cluster) -> None:
    graded_there(class_of_four, cluster)
    with connected(cluster.address, Certificates()) as client:
        there = client.run_on_scheduler(
            lambda dask_scheduler: (len(dask_scheduler.tasks), dask_scheduler.worker_plugins)
        )
        assert there[0] == 0
        assert [name for name in there[1] if name.startswith("autograder-")] == []
    commands = [" ".join(each.cmdline()) for each in cluster.processes()]
    assert not any("warm" in command for command in commands)


def test_doctor_has_a_line_for_each_worker_and_tells_one_with_other_code(
    cluster: Cluster, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["doctor", "--scheduler", cluster.address]) == 0
    lines = [line for line in capfd.readouterr().out.splitlines() if line.startswith("✓ tcp://127.0.0.1:")]
    assert len(lines) == len(cluster.workers)
    assert all("isolation full" in line and "numpy" in line for line in lines)
    monkeypatch.setattr("autograder.cluster.asking.installed", lambda: {"Python": "3.0"})
    assert main(["doctor", "--scheduler", cluster.address]) == 1
    assert "here 3.0" in capfd.readouterr().err


def test_workers_with_other_code_are_refused_before_anything_is_graded(
    class_of_four: Course, cluster: Cluster, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autograder.cluster.material.installed", lambda packages: {"numpy": "1.0"})
    assert main(["grade", ASSIGNMENT, "--course", str(class_of_four.root), "--scheduler", cluster.address]) == 2
    assert "Nothing was graded" in (said := capfd.readouterr().err)
    assert "here 1.0" in said
    assert points(class_of_four) == {}


def test_what_has_a_higher_priority_is_done_first(cluster: Cluster) -> None:
    with connected(cluster.address, Certificates()) as client:
        order: list[str] = []
        block = client.map(time.sleep, [1.0] * 2 * len(cluster.workers), pure=False)
        low = [client.submit(str, f"low {each}", priority=0, pure=False) for each in range(6)]
        high = client.submit(str, "high", priority=10, pure=False)
        for future in (*low, high):
            future.add_done_callback(lambda done: order.append(done.key))
        client.gather([*block, *low, high])
        time.sleep(0.5)
        assert order.index(high.key) < order.index(low[-1].key)
