"""Workers, nannies, the scheduler and the client are killed: every submission has exactly one right result."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.classes.keeping import read_results
from autograder.course.course import Course
from autograder.declaring.exercise import Exercise
from autograder.demo.classroom import Homework

from .cluster import Cluster, nothing_left
from .conftest import ASSIGNMENT, solved

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
Work = Callable[[], Homework]
SECONDS = 300.0
POISON = '''
"""Loaded by workers alone: some submissions kill the process of the worker itself, as lack of memory would."""
import os
import sys

if any("spawn_main" in each for each in sys.orig_argv):
    from autograder.cluster import room

    laid_out = room.laid_out

    def deadly(entries, folder, assignment):
        if any(entry.name == "poison.txt" for entry in entries):
            os.kill(os.getpid(), 9)
        laid_out(entries, folder, assignment)

    room.laid_out = deadly
'''


@pytest.fixture
def class_of_16(course: Course, homework: Work, step: Exercise, epoch: Exercise) -> Course:
    for number in range(16):
        work = solved(homework(), step, epoch)
        if number % 3 == 0:
            work.answer(step, step.mistakes["missing-two"][0])
        work.hand_in(course.path("submitted", f"s{number:02}", ASSIGNMENT))
    return course


WANTED = {f"s{number:02}": 4.0 if number % 3 == 0 else 8.0 for number in range(16)}


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    with nothing_left(), Cluster(tmp_path / "cluster") as cluster:
        yield cluster


def command(course: Course, cluster: Cluster, *arguments: str, name: str = "grade") -> subprocess.Popen[str]:
    where = ["--scheduler", cluster.address, *arguments]
    return subprocess.Popen(
        [sys.executable, "-m", "autograder", name, ASSIGNMENT, *where],
        cwd=course.root,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background jobs ignore it
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def said_by(grader: subprocess.Popen[str], status: int = 0) -> str:
    said = grader.communicate(timeout=SECONDS)[0]
    assert grader.returncode == status, said
    return said


def records(course: Course) -> set[str]:
    """Who is graded and kept."""
    folder = course.results_path(ASSIGNMENT) / "graded"
    return {path.stem for path in folder.glob("*.json")} if folder.is_dir() else set()


def wait_for(what: Callable[[], bool], grader: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + SECONDS
    while not what() and grader.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert what(), "it did not come to it"


def all_right(course: Course, *but: str) -> None:
    """One right result for each, on disk and in the gradebook."""
    wanted = {student: points for student, points in WANTED.items() if student not in but}
    trees = read_results(course, ASSIGNMENT)
    assert {tree["student"]: tree["points"] for tree in trees if tree["student"] not in but} == wanted
    assert len(trees) == len(WANTED)
    with course.gradebook() as book:
        found = [(each.student.id, each.score) for each in book.assignment_submissions(ASSIGNMENT)]
    assert sorted(each for each in found if each[0] not in but) == sorted(wanted.items())


# benchmarks/faults.py has them too, at random moments
more = pytest.mark.skipif("AUTOGRADER_FAULTS" not in os.environ, reason="make faults, or AUTOGRADER_FAULTS=1")


@pytest.mark.parametrize("nanny", [False, pytest.param(True, marks=more)], ids=["worker", "nanny and worker"])
def test_the_work_of_a_worker_that_is_killed_is_done_by_others(
    class_of_16: Course, cluster: Cluster, nanny: bool
) -> None:
    grader = command(class_of_16, cluster)
    wait_for(lambda: len(records(class_of_16)) >= 2, grader)
    assert cluster.kill_worker(cluster.workers[0], with_nanny=nanny)
    assert "16 submissions graded" in said_by(grader)
    all_right(class_of_16)


def test_what_was_graded_before_the_scheduler_is_killed_is_kept_and_a_resumed_run_does_the_rest(
    class_of_16: Course, cluster: Cluster
) -> None:
    grader = command(class_of_16, cluster)
    wait_for(lambda: len(records(class_of_16)) >= 2, grader)
    cluster.kill_scheduler()
    said = said_by(grader, 2)
    assert "What was graded is kept" in said and "--resume" in said
    assert "Traceback" not in said
    kept = records(class_of_16)
    assert 2 <= len(kept) < 16
    cluster.start_scheduler()
    for _ in range(2):  # the old ones have ended with their scheduler
        cluster.start_worker()
    assert f"{16 - len(kept)} submissions graded, {len(kept)} kept" in said_by(
        command(class_of_16, cluster, "--resume")
    )
    all_right(class_of_16)


@more
def test_after_the_client_is_killed_a_resumed_run_does_the_rest_and_workers_forget_its_seeds(
    class_of_16: Course, cluster: Cluster
) -> None:
    grader = command(class_of_16, cluster)
    wait_for(lambda: len(records(class_of_16)) >= 2, grader)
    grader.kill()
    grader.communicate()
    kept = len(records(class_of_16))
    assert f"{16 - kept} submission" in said_by(command(class_of_16, cluster, "--resume"))
    all_right(class_of_16)
    from distributed import Client

    with Client(cluster.address, set_as_default=False) as client:
        plugins = client.run_on_scheduler(lambda dask_scheduler: list(dask_scheduler.worker_plugins))
    assert [name for name in plugins if name.startswith("autograder-")] == []


@more
def test_an_interrupted_run_ends_and_leaves_the_workers_free(class_of_16: Course, cluster: Cluster) -> None:
    grader = command(class_of_16, cluster)
    wait_for(lambda: len(records(class_of_16)) >= 1, grader)
    grader.send_signal(signal.SIGINT)
    assert "interrupted" in said_by(grader, 130)
    assert said_by(command(class_of_16, cluster, "--resume"))
    all_right(class_of_16)


def test_a_submission_that_kills_its_workers_is_found_and_its_neighbours_are_right(
    class_of_16: Course, tmp_path: Path
) -> None:
    (class_of_16.path("submitted", "s07", ASSIGNMENT) / "poison.txt").write_text("x")
    site = tmp_path / "site"
    site.mkdir()
    (site / "deadly.py").write_text(POISON)
    preload = {"DASK_DISTRIBUTED__WORKER__PRELOAD": "deadly", "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
    path = os.pathsep.join(filter(None, (str(site), os.environ.get("PYTHONPATH"))))
    with nothing_left(), Cluster(tmp_path / "cluster", environment={**preload, "PYTHONPATH": path}) as cluster:
        said = said_by(command(class_of_16, cluster), 1)
    assert "not graded: s07: every worker that graded it was killed; it waits for a person" in said
    all_right(class_of_16, "s07")
    (marked,) = [tree for tree in read_results(class_of_16, ASSIGNMENT) if "killed-its-worker" in tree["flags"]]
    assert marked["student"] == "s07"


def test_where_no_worker_comes_the_command_says_so(class_of_16: Course, tmp_path: Path) -> None:
    with nothing_left(), Cluster(tmp_path / "cluster", 0) as cluster:
        assert "has no worker" in said_by(command(class_of_16, cluster), 2)


def test_a_cluster_with_certificates_grades_and_another_authority_is_refused(
    class_of_16: Course, tmp_path: Path, root: Path
) -> None:
    for name in ("ours", "theirs"):
        certificates(tmp_path / name, root)
    files = [f"--tls-{name}={tmp_path}/ours/{name}.pem" for name in ("ca", "cert", "key")]
    theirs = [each.replace("/ours/", "/theirs/") for each in files]
    with nothing_left(), Cluster(tmp_path / "cluster", tls=tmp_path / "ours") as cluster:
        assert cluster.address.startswith("tls://")
        assert "No scheduler answers" in said_by(command(class_of_16, cluster, *theirs), 2)
        assert "16 submissions graded" in said_by(command(class_of_16, cluster, *files))
    all_right(class_of_16)


def certificates(folder: Path, root: Path) -> None:
    """As docs/cluster.md makes them."""
    folder.mkdir()
    shown = re.findall(r"```bash\n(.*?)```", (root / "docs" / "cluster.md").read_text(), re.DOTALL)
    subprocess.run(["bash", "-e", "-c", shown[0]], cwd=folder, check=True, capture_output=True)


def test_a_watch_grades_there_and_goes_on_with_another_scheduler_when_one_is_lost(
    class_of_16: Course, cluster: Cluster, tmp_path: Path
) -> None:
    later = class_of_16.path("submitted", "s15", ASSIGNMENT).parent
    later.rename(tmp_path / "s15")
    watch = command(class_of_16, cluster, name="watch")
    try:
        wait_for(lambda: len(records(class_of_16)) == 15, watch)
        cluster.kill_scheduler()
        (tmp_path / "s15").rename(later)
        time.sleep(3)
        assert len(records(class_of_16)) == 15, "there is nobody who could grade it"
        cluster.start_scheduler()
        cluster.start_worker()
        wait_for(lambda: len(records(class_of_16)) == 16, watch)
    finally:
        watch.send_signal(signal.SIGINT)
        said = said_by(watch)
    assert "ended: 16 graded, 0 unchanged" in said
    all_right(class_of_16)
