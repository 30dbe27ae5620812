"""Many machines grade as one does, byte for byte; what is lost is graded again, and nothing is graded by other code."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.classes.batch import graded_by
from autograder.classes.keeping import grade_assignment
from autograder.cluster.address import Certificates, connected
from autograder.cluster.engine import ByScheduler
from autograder.course.course import Course
from autograder.declaring.exercise import Exercise
from autograder.demo.classroom import Homework
from autograder.sandbox.warm_process import WarmProcess

from .cluster import Cluster, nothing_left
from .conftest import ASSIGNMENT, solved

Work = Callable[[], Homework]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with nothing_left(), Cluster(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster


def graded_there(course: Course, cluster: Cluster) -> None:
    with connected(cluster.address, Certificates()) as client, graded_by(ByScheduler(client, cluster.address)):
        client.wait_for_workers(len(cluster.workers), timeout=90)
        grade_assignment(course, ASSIGNMENT)


def kept(course: Course) -> dict[str, bytes]:
    """results.jsonl and everything in autograded/."""
    files = {"results": course.results_path(ASSIGNMENT) / "results.jsonl"}
    files |= {str(each.relative_to(course.root)): each for each in (course.root / "autograded").rglob("*")}
    return {name: path.read_bytes() for name, path in files.items() if path.is_file()}


def test_a_small_class(course: Course, homework: Work, step: Exercise, epoch: Exercise, cluster: Cluster,
                       warm: WarmProcess, tmp_path: Path) -> None:
    for n in range(6):
        solved(homework(), step, epoch).hand_in(course.path("submitted", f"s{n}", ASSIGNMENT))
    other = tmp_path / "other"
    shutil.copytree(course.root, other)
    grade_assignment(course, ASSIGNMENT, warm=warm)
    there = Course(other)
    graded_there(there, cluster)
    assert kept(there) == kept(course)
