"""A class of thousands: on this machine alone, and by a Dask scheduler with two workers on loopback.

    python benchmarks/scale.py              2 000 submissions (6 minutes on two cores; 10 000 take 26)
    python benchmarks/scale.py 400 --lesson 03-one-minibatch-by-hand

Both grade the same class, one after the other: solutions that differ from student to student. Told for each: seconds,
processor time of all its processes a submission, the share of the client's time in the gradebook; for the scheduler
also its milliseconds a task, the bytes of a task, and memory of client and scheduler at each tenth of the run. What
the scheduler costs beside the grading itself must be at most 15 % of its processor time.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import psutil
from grading import OURS, Course, make_lesson

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT)]

from tests.autograder.cluster import Cluster  # noqa: E402

MOST_PERCENT = 15.0
CONFIG = "c.Autograder.cell_seconds = 60.0\n"  # a machine with other work is slow without being wrong
TIMED = ("write", "ask_again", "__enter__", "__exit__")
MB = 1 << 20


@dataclass
class Measured:
    """What one run took; cpu in seconds, by who used it."""

    seconds: float
    cpu: dict[str, float]
    gradebook: float
    memory: list[tuple[int, float, float]] = field(default_factory=list)  # graded, client's MB, scheduler's MB

    def all_cpu(self) -> float:
        return sum(self.cpu.values())


def make_class(folder: Path, lesson: str, students: int) -> Course:
    """Solutions with small differences: no two files are the same."""
    course = make_lesson(folder, students, lesson, more=OURS + CONFIG)
    for number, path in enumerate(sorted((folder / "submitted").rglob("*.ipynb"))):
        notebook = nbformat.read(path, 4)
        own = [
            cell
            for cell in notebook.cells
            if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution")
        ]
        for cell in own:
            cell.source += f"\n\n# student {number}\nnumber = {number}"
        nbformat.write(notebook, path)
    return course


def cpu_of(pid: int) -> float:
    """Seconds of a process, of those below it, and of all below that have ended and were waited for."""
    try:
        found = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0.0
    total = 0.0
    for each in found:
        try:
            total += sum(each.cpu_times()[:4])
        except psutil.Error:
            continue
    return total


class Students:
    """Processor time of students' processes. It is lost to all who wait for processes: the first process of a
    namespace, which has waited for them, is killed with the one outside. So it is looked at while it lives.
    """

    def __init__(self) -> None:
        self._seen: dict[tuple[int, float], float] = {}

    def look(self, roots: list[int]) -> None:
        for root in roots:
            try:
                below = psutil.Process(root).children(recursive=True)
            except psutil.Error:
                continue
            warm = {each.pid: each for each in below if _is_warm(each)}
            for each in warm.values():
                try:
                    outside = warm.get(each.ppid())
                    if outside is not None and outside.ppid() not in warm:
                        self._seen[each.pid, each.create_time()] = sum(each.cpu_times()[:4])
                except psutil.Error:
                    continue

    def seconds(self) -> float:
        return sum(self._seen.values())


def _is_warm(process: psutil.Process) -> bool:
    try:
        return process.cmdline()[1:5] == ["-s", "-S", "-B", "-P"]
    except psutil.Error:
        return False


def resident(pid: int) -> float:
    try:
        return psutil.Process(pid).memory_info().rss / MB
    except psutil.Error:
        return 0.0


def graded_by(course: Course, students: int, arguments: list[str], cluster: Cluster | None) -> Measured:
    """One run of the command, seen from outside."""
    watched = {"scheduler": [cluster.scheduler], "workers": cluster.workers} if cluster else {}
    before = {name: sum(cpu_of(each.pid) for each in group) for name, group in watched.items()}
    told = course.folder / "told.json"
    command = [sys.executable, __file__, "--inside", str(told), course.assignment, *arguments]
    start = time.perf_counter()
    client = subprocess.Popen(
        command, cwd=course.folder, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"}, stdout=subprocess.DEVNULL
    )
    students_own = Students()
    records, memory, cpu = course.folder / "results" / course.assignment / "graded", [(0, 0.0, 0.0)], 0.0
    while True:
        pid, status, usage = os.wait4(client.pid, os.WNOHANG)
        if pid:
            client.returncode = os.waitstatus_to_exitcode(status)
            cpu = usage.ru_utime + usage.ru_stime
            break
        students_own.look([client.pid, *(each.pid for group in watched.values() for each in group)])
        done = len(list(records.glob("*.json"))) if records.is_dir() else 0
        if done >= memory[-1][0] + students / 10:
            memory.append((done, resident(client.pid), resident(cluster.scheduler.pid) if cluster else 0.0))
        time.sleep(0.2)
    seconds = time.perf_counter() - start
    if client.returncode:
        raise SystemExit(f"{command}: exit {client.returncode}")
    after = {name: sum(cpu_of(each.pid) for each in group) - before[name] for name, group in watched.items()}
    after["students' processes"] = students_own.seconds()
    return Measured(
        seconds, {"client" if cluster else "grader": cpu, **after}, json.loads(told.read_text()), memory[1:]
    )


def inside(told: Path, arguments: list[str]) -> int:
    """The command, in a process that adds up the time in the gradebook."""
    from autograder.classes.gradebook import Writer
    from autograder.cli import main as command

    spent = [0.0]

    def timed(name: str) -> None:
        function = getattr(Writer, name)

        def wrapped(*given: object, **named: object) -> object:
            start = time.perf_counter()
            try:
                return function(*given, **named)
            finally:
                spent[0] += time.perf_counter() - start

        setattr(Writer, name, wrapped)

    for name in TIMED:
        timed(name)
    status = command(["grade", *arguments])
    told.write_text(json.dumps(spent[0]))
    return status


def bytes_of_a_task(course: Course, count: int) -> tuple[float, float]:
    """Bytes a submission to a worker and back, as they are packed."""
    from autograder.classes.batch import Batch
    from autograder.cluster.material import material_of
    from autograder.cluster.parcel import Parcel, packed
    from autograder.cluster.room import Room
    from autograder.cluster.tasks import small
    from autograder.course.course import Course as OfFolder

    batch = Batch(OfFolder(course.folder), course.assignment)
    students = batch.course.students(course.assignment)[:count]
    entries = [(each, packed(batch.folder(each), batch.assignment)) for each in students]
    parcels = [Parcel(each, batch.files_digest(each), found) for each, found in entries if found is not None]
    room = Room(material_of(batch))
    try:
        back = small(list(room.grade(parcels)))
    finally:
        room.close()
    return len(small(parcels)) / count, len(back) / count


def show(name: str, run: Measured, students: int) -> None:
    by = ", ".join(f"{who} {1e3 * cpu / students:.1f}" for who, cpu in run.cpu.items())
    print(
        f"{name}: {run.seconds:.1f} s, {students / run.seconds:.2f} submissions a second; CPU "
        f"{1e3 * run.all_cpu() / students:.0f} ms a submission ({by}); gradebook {run.gradebook:.1f} s, "
        f"{100 * run.gradebook / run.seconds:.1f} % of the time",
        flush=True,
    )


def main() -> int:
    if sys.argv[1:2] == ["--inside"]:
        return inside(Path(sys.argv[2]), sys.argv[3:])
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("students", type=int, nargs="?", default=2000)
    parser.add_argument("--lesson", default="03-one-minibatch-by-hand")
    options = parser.parse_args()
    students = options.students
    with tempfile.TemporaryDirectory(prefix="scale-") as temporary:
        mine = make_class(Path(temporary) / "mine", options.lesson, students)
        there = Course(mine.of(students, Path(temporary) / "there"), mine.assignment)
        alone = graded_by(mine, students, ["--jobs", "2"], None)
        show("--jobs 2", alone, students)
        with Cluster(Path(temporary) / "cluster", 2) as cluster:
            _both_there(cluster)
            many = graded_by(there, students, ["--scheduler", cluster.address], cluster)
        show("--scheduler, two workers", many, students)
        same = [(each.folder / "results" / mine.assignment / "results.jsonl").read_bytes() for each in (mine, there)]
        to, back = bytes_of_a_task(there, min(25, students))
        tasks = math.ceil(students / 25)
        print("\n| graded | client, MB | scheduler, MB |\n|--:|--:|--:|")
        for done, client, scheduler in many.memory:
            print(f"| {done} | {client:.0f} | {scheduler:.0f} |")
    percent = 100 * (many.all_cpu() / alone.all_cpu() - 1)
    own = 1e3 * many.cpu["scheduler"] / tasks
    print(f"\nscheduler: about {own:.0f} ms a task of 25; bytes a submission: {to:.0f} to a worker, {back:.0f} back")
    print(f"the same results byte for byte: {'yes' if same[0] == same[1] else 'NO'}")
    print(f"CPU by the scheduler / alone: {percent:+.1f} % (claimed at most {MOST_PERCENT:g} %)")
    return 0 if same[0] == same[1] and percent <= MOST_PERCENT else 1


def _both_there(cluster: Cluster) -> None:
    """What it costs to start them is no part of a run."""
    from distributed import Client

    with Client(cluster.address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=120)


if __name__ == "__main__":
    sys.exit(main())
