"""A class is graded while what grades it is killed, cut off or taken away: is every result there, right, and once?

    python benchmarks/faults.py                    50 faults of each kind (about two hours on two cores)
    python benchmarks/faults.py 10 --only worker,server

Each round grades a small class anew, does one thing to it at a random moment, and goes on as an instructor would: with
`--resume`, a worker or a scheduler started again. Then results.jsonl, autograded/ and all rows of the gradebook must be
those of a run that nobody disturbed, byte for byte. Told for each kind: rounds, in how many the fault met the run
before its end, and how many ended otherwise than the run that nobody disturbed. Exit status: 0 when none did.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT)]

from autograder.course.course import Course  # noqa: E402
from tests.autograder.cluster import Cluster  # noqa: E402
from tests.autograder.postgres import Server, a_server, programs  # noqa: E402
from tests.autograder.watched import (  # noqa: E402
    NAME,
    arrive,
    class_of,
    command,
    copied,
    graded_bytes,
    made_course,
    rows,
)

COPIES = 4  # of the six submissions of `class_of`
SECONDS = 300.0
FROZEN = {"DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "4 s"}  # how long a worker that does not answer is waited for
State = tuple[dict[str, bytes], list[tuple[object, ...]]]
Fault = Callable[[], object]


class Trial:
    """A class, what it must become, and what is done to it."""

    def __init__(self, folder: Path, moments: random.Random) -> None:
        self.folder, self.moments = folder, moments
        self.course = made_course(folder / "course")
        for number in range(COPIES):
            for student, content in class_of(self.course).items():
                arrive(self.course, f"{student}{number}", content)
        undisturbed = copied(self.course, folder / "undisturbed")
        start = time.monotonic()
        self._grade(undisturbed)
        self.whole = time.monotonic() - start
        self.wanted = state_of(undisturbed)

    def _grade(self, course: Course, *arguments: str) -> None:
        running = command(course, "grade", NAME, *arguments)
        said = running.communicate(timeout=SECONDS)[0]
        if running.returncode:
            raise SystemExit(said)

    def fresh(self, url: str = "") -> Course:
        """The class as it was handed in; url: of an empty database."""
        place = self.folder / "round"
        shutil.rmtree(place, ignore_errors=True)
        course = copied(self.course, place)
        if url:
            with (place / "nbgrader_config.py").open("a") as config:
                config.write(f"\nc.CourseDirectory.db_url = {url!r}\n")
            done = command(course, "release", NAME)
            said = done.communicate(timeout=SECONDS)[0]
            if done.returncode:
                raise SystemExit(said)
        return Course(place)

    def disturbed(self, course: Course, fault: Fault, *arguments: str, begun: float = 0.3) -> bool:
        """Grade, and do it at a random moment of the run; whether the run was still on."""
        running = command(course, *(arguments or ("grade", NAME)), stdout=subprocess.DEVNULL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            running.wait(self.moments.uniform(begun, 1.0) * self.whole)
        met = running.poll() is None
        if met and fault is KILL_IT:
            running.kill()
        elif met:
            fault()
        if "watch" in arguments and met and running.poll() is None:
            running.kill()
        running.wait(SECONDS)
        return met


def KILL_IT() -> None:
    """Stands for the grader itself."""


def state_of(course: Course) -> State:
    return graded_bytes(course), rows(course)


def of_the_grader(trial: Trial) -> tuple[bool, Course]:
    course = trial.fresh()
    met = trial.disturbed(course, KILL_IT)
    trial._grade(course, "--resume")
    return met, course


def of_students_processes(trial: Trial) -> tuple[bool, Course]:
    course = trial.fresh()

    def kill_one() -> None:
        below = [each for each in psutil.Process().children(recursive=True) if "-S" in each.cmdline()]
        if below:
            with contextlib.suppress(psutil.Error):
                trial.moments.choice(below).kill()

    met = trial.disturbed(course, kill_one)
    trial._grade(course, "--resume")
    return met, course


def of_the_watch(trial: Trial) -> tuple[bool, Course]:
    course = trial.fresh()
    met = trial.disturbed(course, KILL_IT, "watch", NAME)
    running = command(course, "watch", NAME, stdout=subprocess.DEVNULL)
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and graded_bytes(course) != trial.wanted[0]:
        time.sleep(0.2)
    running.send_signal(signal.SIGTERM)
    running.wait(SECONDS)
    return met, course


def in_a_cluster(what: str) -> Callable[[Trial], tuple[bool, Course]]:
    def one(trial: Trial) -> tuple[bool, Course]:
        course = trial.fresh()
        with Cluster(trial.folder / "cluster", environment=FROZEN if what == "cut off" else None) as cluster:
            there = ("grade", NAME, "--scheduler", cluster.address)

            def fault() -> None:
                if what in ("worker", "nanny"):
                    cluster.kill_worker(cluster.workers[0], with_nanny=what == "nanny")
                    if what == "nanny":
                        cluster.start_worker()
                elif what == "scheduler":
                    cluster.kill_scheduler()
                else:
                    cut_off(cluster, trial.moments.uniform(1.0, 12.0))

            met = trial.disturbed(course, KILL_IT if what == "client" else fault, *there, begun=0.8)
            if what == "scheduler" and met:
                cluster.start_scheduler()
                cluster.start_worker()
            trial._grade(course, *there[2:], "--resume")
        return met, course

    return one


def cut_off(cluster: Cluster, seconds: float) -> None:
    """A worker and its nanny stand still, as if their network were away, and come back."""
    still = cluster.processes_of(cluster.workers[0])
    for each in still:
        with contextlib.suppress(psutil.Error):
            each.suspend()

    def back() -> None:
        for each in still:
            with contextlib.suppress(psutil.Error):
                each.resume()

    threading.Timer(seconds, back).start()


def with_other_clocks(trial: Trial) -> tuple[bool, Course]:
    """One worker is a year ahead, one a year behind."""
    course = trial.fresh()
    with Cluster(trial.folder / "cluster", 0) as cluster:
        for days in ("+400d", "-400d"):
            cluster.start_worker(**clock(days))
        trial._grade(course, "--scheduler", cluster.address)
    return True, course


def clock(days: str) -> dict[str, str]:
    """What makes a process believe in another day."""
    shown = subprocess.run(["faketime", "-f", days, "env"], capture_output=True, text=True, check=True).stdout
    variables = dict(line.split("=", 1) for line in shown.splitlines() if "=" in line)
    return {name: variables[name] for name in ("LD_PRELOAD", "FAKETIME")}


def of_the_server(server: Server) -> Callable[[Trial], tuple[bool, Course]]:
    def one(trial: Trial) -> tuple[bool, Course]:
        course = trial.fresh(server.new())

        def fault() -> None:
            if trial.moments.random() < 0.5:
                server.cut()
                return
            server.stop()
            time.sleep(trial.moments.uniform(0.0, 4.0))
            server.start()

        met = trial.disturbed(course, fault)
        trial._grade(course, "--resume")
        return met, course

    return one


@contextlib.contextmanager
def kinds() -> Iterator[dict[str, Callable[[Trial], tuple[bool, Course]]]]:
    """By name: what does one round."""
    found: dict[str, Callable[[Trial], tuple[bool, Course]]] = {
        "grader": of_the_grader,
        "students": of_students_processes,
        "watch": of_the_watch,
        **{
            what.replace(" ", "-"): in_a_cluster(what) for what in ("worker", "nanny", "scheduler", "client", "cut off")
        },
    }
    if shutil.which("faketime"):
        found["clocks"] = with_other_clocks
    else:
        print("other clocks are left out: there is no faketime here")
    place = programs()
    if place is None:
        print("the database is left out: there is no PostgreSQL here")
        yield found
        return
    with a_server(place) as server:
        yield {**found, "server": of_the_server(server)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rounds", type=int, nargs="?", default=50, help="of each kind (50)")
    parser.add_argument("--only", default="", help="some kinds: grader,students,watch,worker,nanny,scheduler,…")
    parser.add_argument("--seed", type=int, default=20, help="of the moments (20)")
    options = parser.parse_args()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    wrong = 0
    with kinds() as every, tempfile.TemporaryDirectory(prefix="gdkit-faults-") as folder:
        trial = Trial(Path(folder), random.Random(options.seed))
        print(f"{len(trial.wanted[1])} submissions, {trial.whole:.1f} s undisturbed")
        print(f"{'what is killed or taken away':28} {'rounds':>7} {'in the run':>11} {'not the same':>13}", flush=True)
        for name in options.only.split(",") if options.only else every:
            met = failed = 0
            for _ in range(options.rounds):
                was_met, course = every[name](trial)
                met += was_met
                failed += state_of(course) != trial.wanted
            print(f"{name:28} {options.rounds:7} {met:11} {failed:13}", flush=True)
            wrong += failed
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
