"""Thousands of submissions in one run: does the grader's memory stay flat, and what does a further one cost?

    python benchmarks/many.py                 2 000 submissions of the homework without figures (about 3 minutes)
    python benchmarks/many.py --count 500

Prints, at each tenth of the run, seconds since the start, resident memory of the grader, and of all its warm processes.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from grading import OURS, make_course


def resident_mb(pid: int) -> float:
    """Resident memory of a process; 0 when it has ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 2**20
    except OSError:
        return 0.0


def below(pid: int) -> list[int]:
    """Children of a process and theirs."""
    try:
        lists = [path.read_text().split() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return []
    found = [int(child) for each in lists for child in each]
    return found + [deeper for child in found for deeper in below(child)]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="many-") as temporary:
        course = make_course(Path(temporary) / "course", options.count, figures=False, more=OURS)
        command = [sys.executable, "-m", "autograder", "grade", course.assignment, "--jobs", str(options.jobs)]
        start = time.perf_counter()
        grader = subprocess.Popen(
            command,
            cwd=course.folder,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        print("| graded | seconds | grader, MB | warm processes and children, MB |\n|--:|--:|--:|--:|", flush=True)
        records = course.folder / "results" / course.assignment / "graded"
        told = 0
        while grader.poll() is None:
            done = len(list(records.glob("*.json"))) if records.is_dir() else 0
            if done >= (told + 1) * options.count // 10:
                told = done * 10 // options.count
                others = sum(resident_mb(pid) for pid in below(grader.pid))
                seconds = time.perf_counter() - start
                print(f"| {done} | {seconds:.1f} | {resident_mb(grader.pid):.0f} | {others:.0f} |", flush=True)
            time.sleep(0.2)
        seconds = time.perf_counter() - start
        results = course.folder / "results" / course.assignment / "results.jsonl"
        graded = len(results.read_text().splitlines()) if results.is_file() else 0
        each = seconds / options.count * 1e3
        print(f"\n{graded} results in {seconds:.1f} s, {each:.0f} ms each, exit {grader.returncode}")
    return 0 if grader.returncode == 0 and graded == options.count else 1


if __name__ == "__main__":
    sys.exit(main())
