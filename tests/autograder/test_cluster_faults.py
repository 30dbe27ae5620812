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
from autograder.cli import main
from autograder.cluster import address, engine
from autograder.course.course import Course
from autograder.declaring.exercise import Exercise
from autograder.demo.classroom import Homework

from ..sampling import more
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
    from autograder.cluster import tasks

    opened = tasks._opened

    def deadly(material):
        opened_room = opened(material)
        from autograder.cluster import room  # once little of nbgrader is loaded: all of it takes seconds, at each start

        laid_out = room.laid_out

        def kill_or_lay_out(entries, folder, assignment):
            if any(entry.name == "poison.txt" for entry in entries):
                os.kill(os.getpid(), 9)
            laid_out(entries, folder, assignment)

        room.laid_out = kill_or_lay_out
        return opened_room

    tasks._opened = deadly
'''


def handed_in(course: Course, work: Work, step: Exercise, epoch: Exercise, count: int) -> Course:
    for number in range(count):
        answered = solved(work(), step, epoch)
        if number % 3 == 0:
            answered.answer(step, step.mistakes["missing-two"][0])
        answered.hand_in(course.path("submitted", f"s{number:02}", ASSIGNMENT))
    return course


@pytest.fixture
def class_of_16(course: Course, homework: Work, step: Exercise, epoch: Exercise) -> Course:
    """Enough that something is left to do when something is killed."""
    return handed_in(course, homework, step, epoch, 16)


@pytest.fixture
def class_of_6(course: Course, homework: Work, step: Exercise, epoch: Exercise) -> Course:
    """One worker gets the first two in one task."""
    return handed_in(course, homework, step, epoch, 6)


@pytest.fixture(scope="module")
def one_for_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with nothing_left(), Cluster(tmp_path_factory.mktemp("cluster"), 0) as cluster:
        yield cluster


@pytest.fixture
def cluster(one_for_all: Cluster) -> Cluster:
    """A worker or more, whatever the test before has killed."""
    one_for_all.mend(1)
    return one_for_all


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


@pytest.fixture
def graded_here(capfd: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """What `autograder grade --scheduler` says, run in this process, which has loaded everything already."""

    def grade(course: Course, cluster: Cluster, *arguments: str, status: int = 0) -> str:
        where = ["--course", str(course.root), "--scheduler", cluster.address]
        done = main(["grade", ASSIGNMENT, *where, *arguments])
        said = "".join(capfd.readouterr())
        assert done == status, said
        return said

    return grade


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
    students = course.students(ASSIGNMENT)
    assert students == [f"s{number:02}" for number in range(len(students))]
    points = {each: 4.0 if int(each[1:]) % 3 == 0 else 8.0 for each in students}
    wanted = {student: points for student, points in points.items() if student not in but}
    trees = read_results(course, ASSIGNMENT)
    assert {tree["student"]: tree["points"] for tree in trees if tree["student"] not in but} == wanted
    assert len(trees) == len(students)
    with course.gradebook() as book:
        found = [(each.student.id, each.score) for each in book.assignment_submissions(ASSIGNMENT)]
    assert sorted(each for each in found if each[0] not in but) == sorted(wanted.items())


def test_the_work_of_a_worker_that_is_killed_and_of_one_with_its_nanny_is_done_by_others(
    class_of_16: Course, cluster: Cluster
) -> None:
    cluster.mend(2)
    grader = command(class_of_16, cluster)
    wait_for(lambda: len(records(class_of_16)) >= 2, grader)
    assert cluster.kill_worker(cluster.workers[0], with_nanny=False)
    before = len(records(class_of_16))
    wait_for(lambda: len(records(class_of_16)) > before, grader)
    assert cluster.kill_worker(cluster.workers[1], with_nanny=True)
    assert len(records(class_of_16)) < 16
    assert "16 submissions graded" in said_by(grader)
    all_right(class_of_16)


def test_what_was_graded_before_the_scheduler_is_killed_is_kept_and_a_resumed_run_does_the_rest(
    class_of_16: Course, cluster: Cluster, graded_here: Callable[..., str]
) -> None:
    grader = command(class_of_16, cluster)
    wait_for(lambda: len(records(class_of_16)) >= 2, grader)
    cluster.kill_scheduler()
    said = said_by(grader, 2)
    assert "What was graded is kept" in said and "--resume" in said
    assert "Traceback" not in said
    kept = records(class_of_16)
    assert 2 <= len(kept) < 16
    cluster.mend(1)  # the old workers have ended with their scheduler
    assert f"{16 - len(kept)} submissions graded, {len(kept)} kept" in graded_here(class_of_16, cluster, "--resume")
    all_right(class_of_16)


# benchmarks/faults.py has clients that are killed too, at random moments
@more
def test_after_the_client_is_killed_a_resumed_run_does_the_rest_and_workers_forget_its_seeds(
    class_of_16: Course, cluster: Cluster, graded_here: Callable[..., str]
) -> None:
    grader = command(class_of_16, cluster)
    wait_for(lambda: len(records(class_of_16)) >= 2, grader)
    grader.kill()
    grader.communicate()
    kept = len(records(class_of_16))
    assert f"{16 - kept} submission" in graded_here(class_of_16, cluster, "--resume")
    all_right(class_of_16)
    from distributed import Client

    with Client(cluster.address, set_as_default=False) as client:
        plugins = client.run_on_scheduler(lambda dask_scheduler: list(dask_scheduler.worker_plugins))
    assert [name for name in plugins if name.startswith("autograder-")] == []


@more
def test_an_interrupted_run_ends_and_leaves_the_workers_free(
    class_of_16: Course, cluster: Cluster, graded_here: Callable[..., str]
) -> None:
    grader = command(class_of_16, cluster)
    wait_for(lambda: len(records(class_of_16)) >= 1, grader)
    grader.send_signal(signal.SIGINT)
    assert "interrupted" in said_by(grader, 130)
    assert graded_here(class_of_16, cluster, "--resume")
    all_right(class_of_16)


def test_a_submission_that_kills_its_workers_is_found_and_its_neighbours_are_right(
    class_of_6: Course, tmp_path: Path, graded_here: Callable[..., str]
) -> None:
    """With it in one task is s00; s02 waits at the worker that it kills."""
    (class_of_6.path("submitted", "s01", ASSIGNMENT) / "poison.txt").write_text("x")
    site = tmp_path / "site"
    site.mkdir()
    (site / "deadly.py").write_text(POISON)
    preload = {"DASK_DISTRIBUTED__WORKER__PRELOAD": "deadly", "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
    path = os.pathsep.join(filter(None, (str(site), os.environ.get("PYTHONPATH"))))
    with nothing_left(), Cluster(tmp_path / "cluster", 1, environment={**preload, "PYTHONPATH": path}) as cluster:
        said = graded_here(class_of_6, cluster, status=1)
    assert "not graded: s01: every worker that graded it was killed; it waits for a person" in said
    all_right(class_of_6, "s01")
    (marked,) = [tree for tree in read_results(class_of_6, ASSIGNMENT) if "killed-its-worker" in tree["flags"]]
    assert marked["student"] == "s01"


def test_where_no_worker_comes_the_command_says_so(
    class_of_6: Course, tmp_path: Path, graded_here: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "WAIT_SECONDS", 1.0)
    with nothing_left(), Cluster(tmp_path / "cluster", 0) as cluster:
        assert "has no worker" in graded_here(class_of_6, cluster, status=2)


def test_a_cluster_with_certificates_grades_and_another_authority_is_refused(
    class_of_6: Course, tmp_path: Path, root: Path, graded_here: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ours", "theirs"):
        certificates(tmp_path / name, root)
    files = [f"--tls-{name}={tmp_path}/ours/{name}.pem" for name in ("ca", "cert", "key")]
    theirs = [each.replace("/ours/", "/theirs/") for each in files]
    with nothing_left(), Cluster(tmp_path / "cluster", 1, tls=tmp_path / "ours") as cluster:
        assert cluster.address.startswith("tls://")
        assert "6 submissions graded" in graded_here(class_of_6, cluster, *files)
        all_right(class_of_6)
        monkeypatch.setattr(address, "CONNECT_SECONDS", 5.0)  # it answered a moment ago
        assert "No scheduler answers" in graded_here(class_of_6, cluster, *theirs, status=2)


def certificates(folder: Path, root: Path) -> None:
    """As docs/cluster.md makes them."""
    folder.mkdir()
    shown = re.findall(r"```bash\n(.*?)```", (root / "docs" / "cluster.md").read_text(), re.DOTALL)
    subprocess.run(["bash", "-e", "-c", shown[0]], cwd=folder, check=True, capture_output=True)


def test_a_watch_grades_there_and_goes_on_with_another_scheduler_when_one_is_lost(
    class_of_6: Course, cluster: Cluster, tmp_path: Path
) -> None:
    later = class_of_6.path("submitted", "s05", ASSIGNMENT).parent
    later.rename(tmp_path / "s05")
    watch = command(class_of_6, cluster, name="watch")
    try:
        wait_for(lambda: len(records(class_of_6)) == 5, watch)
        cluster.kill_scheduler()
        (tmp_path / "s05").rename(later)
        cluster.workers_end()
        time.sleep(1)
        assert len(records(class_of_6)) == 5, "there is nobody who could grade it"
        cluster.mend(1)
        wait_for(lambda: len(records(class_of_6)) == 6, watch)
    finally:
        watch.send_signal(signal.SIGINT)
        said = said_by(watch)
    assert "ended: 6 graded, 0 unchanged" in said
    all_right(class_of_6)
