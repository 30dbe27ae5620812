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

import apart
import psutil
from trial import KILL_IT, SECONDS, Trial, state_of

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT)]

from autograder.course.course import Course  # noqa: E402
from tests.autograder.cluster import Cluster  # noqa: E402
from tests.autograder.postgres import Server, a_server, programs  # noqa: E402
from tests.autograder.watched import NAME, command, copied, graded_bytes  # noqa: E402

FROZEN = {"DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "4 s"}  # how long a worker that does not answer is waited for


def of_the_grader(trial: Trial) -> tuple[bool, Course]:
    course = trial.fresh()
    met = trial.disturbed(course, KILL_IT)
    trial.grade(course, "--resume")
    return met, course


def runs_students_code(process: psutil.Process) -> bool:
    """Whether it is a warm process or one below it; not where it has ended meanwhile."""
    with contextlib.suppress(psutil.Error):
        return "-S" in process.cmdline()
    return False


def of_students_processes(trial: Trial) -> tuple[bool, Course]:
    course = trial.fresh()

    def kill_one() -> None:
        below = [each for each in psutil.Process().children(recursive=True) if runs_students_code(each)]
        if below:
            with contextlib.suppress(psutil.Error):
                trial.moments.choice(below).kill()

    met = trial.disturbed(course, kill_one)
    trial.grade(course, "--resume")
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
            trial.grade(course, *there[2:], "--resume")
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


def off_the_network(trial: Trial) -> tuple[bool, Course]:
    """The cable between a worker's machine and the scheduler's is pulled, and put in again."""
    course, tls = trial.fresh(), apart.certificates(trial.folder / "tls")
    with Cluster(trial.folder / "cluster", 0, environment=FROZEN, tls=tls, host=apart.HERE) as cluster:
        apart.wire(cluster.start_worker(apart.FAR, apart.beyond()).pid)
        cluster.start_worker(apart.HERE)
        files = [f"--tls-{name}={tls}/{file}.pem" for name, file in (("ca", "ca"), ("cert", "cert"), ("key", "key"))]
        there = ("grade", NAME, "--scheduler", cluster.address, *files)
        plugged = threading.Timer(trial.moments.uniform(1.0, 12.0), apart.plug_in)

        def fault() -> None:
            apart.pull()
            plugged.start()

        met = trial.disturbed(course, fault, *there, begun=0.8)
        if met:
            plugged.join()
        trial.grade(course, *there[2:], "--resume")
    return met, course


def with_a_full_disk(trial: Trial) -> tuple[bool, Course]:
    """Somebody else fills the disk on which the course lies, and makes room again."""
    disk, kept = trial.folder / "disk", trial.folder / "kept"
    shutil.rmtree(kept, ignore_errors=True)
    with apart.small_disk(disk, 64):
        course = trial.fresh(on=disk)
        filler = course.root / "filler"

        def fault() -> None:
            with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
                while True:
                    file.write(bytes(1 << 16))

        met = trial.disturbed(course, fault)
        filler.unlink(missing_ok=True)
        trial.grade(course, "--resume")
        return met, copied(course, kept)


def with_other_clocks(trial: Trial) -> tuple[bool, Course]:
    """One worker is a year ahead, one a year behind."""
    course = trial.fresh()
    with Cluster(trial.folder / "cluster", 0) as cluster:
        for days in ("+400d", "-400d"):
            cluster.start_worker(**apart.clock(days))
        trial.grade(course, "--scheduler", cluster.address)
    return True, course


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
        trial.grade(course, "--resume")
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
    if apart.set_apart():
        found |= {"network": off_the_network, "disk": with_a_full_disk}
    else:
        print("a pulled cable and a full disk are left out: they need root, with ip, unshare and nsenter")
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
