"""How soon `autograder watch` has graded what comes in, and what it costs while nothing does.

    python benchmarks/watch.py                  a class of 60 and one of 2 000 (about five minutes)
    python benchmarks/watch.py --classes 60 --tries 10

Told for each class: processor time of the watch while nothing comes, in per cent of a core; then the seconds from the
renaming of a notebook (the homework of grading.py without figures) to its record in the journal, for one and for 20 at
once: median, and the longest of the tries. The class lies in submitted/ and is left out by nbgrader's student_id, so
that it is looked at as a graded one is, and need not be graded first. Beside it stands the load of the machine.
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from grading import OURS, Course, make_course

COMING = 'c.CourseDirectory.student_id = "new-*"\n'
AT_ONCE, SECONDS = 20, 120
TARGETS = {1: 1.0, AT_ONCE: 5.0}


def load() -> str:
    """The load average of the last minute."""
    return f"{os.getloadavg()[0]:.1f}"


def cpu_seconds(pid: int) -> float:
    """Processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def seconds_to_graded(course: Course, content: bytes, students: list[str]) -> float:
    """From the first renaming until all of them have their record."""
    submitted = course.folder / "submitted"
    parts = [submitted.with_name(f"part of {student}") for student in students]
    for student, part in zip(students, parts, strict=True):
        part.write_bytes(content)
        (submitted / student / course.assignment).mkdir(parents=True)
    records = [course.folder / "results" / course.assignment / "graded" / f"{student}.json" for student in students]
    start = time.perf_counter()
    for student, part in zip(students, parts, strict=True):
        part.rename(submitted / student / course.assignment / "hw.ipynb")
    while not all(record.exists() for record in records):
        if time.perf_counter() - start > SECONDS:
            raise SystemExit(f"not graded within {SECONDS} s")
        time.sleep(0.005)
    return time.perf_counter() - start


def measure(count: int, tries: int, idle_seconds: float) -> None:
    """Print the rows of a class."""
    with tempfile.TemporaryDirectory(prefix="watch-") as temporary:
        course = make_course(Path(temporary) / "course", count, figures=False, more=OURS + COMING)
        content = (course.folder / "submitted" / "s0000" / course.assignment / "hw.ipynb").read_bytes()
        watch = subprocess.Popen(
            [sys.executable, "-m", "autograder", "watch", course.assignment],
            cwd=course.folder,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            seconds_to_graded(course, content, ["new-first"])  # it has started
            time.sleep(10)
            before, start = cpu_seconds(watch.pid), time.perf_counter()
            time.sleep(idle_seconds)
            share = (cpu_seconds(watch.pid) - before) / (time.perf_counter() - start)
            print(f"| {count} | nothing comes | {share:.1%} of a core | | | {load()} |", flush=True)
            for at_once, target in TARGETS.items():
                found = []
                for number in range(tries):
                    names = [f"new-{at_once}-{number}-{each}" for each in range(at_once)]
                    found.append(seconds_to_graded(course, content, names))
                    time.sleep(2)
                middle, most = f"{statistics.median(found):.2f} s", f"{max(found):.2f} s"
                print(f"| {count} | {at_once} at once | {middle} | {most} | {target:g} s | {load()} |", flush=True)
        finally:
            watch.send_signal(signal.SIGTERM)
            watch.wait(SECONDS)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--classes", type=int, nargs="+", default=[60, 2000])
    parser.add_argument("--tries", type=int, default=7)
    parser.add_argument("--idle", type=float, default=30.0, help="seconds for which nothing comes")
    options = parser.parse_args()
    print("| class | | median | longest | aim | load |\n|--:|---|--:|--:|--:|--:|", flush=True)
    for count in options.classes:
        measure(count, options.tries, options.idle)
    return 0


if __name__ == "__main__":
    sys.exit(main())
