"""What one submission costs from cold: `autograder grade` beside `nbgrader autograde`, in turns, on the same work.

    python benchmarks/cold.py                three homeworks, five rounds (about five minutes)
    python benchmarks/cold.py --rounds 9

Told for each: processor time of all processes, those too that outlive their parents (the process in which students'
code runs is one, and its time is counted here), and wall time; medians of the rounds, and the quotient.
Then what answers a person who has only asked: `--help`, a wrong option, formgrader's first page; and what the import of
our plug-in adds to nbgrader's own. Each command runs once before it is timed: files are read, and modules compiled.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from grading import OURS, ROOT, Course, check_scores, make_course, make_lesson

PR_SET_CHILD_SUBREAPER = 36
LESSON = "a lesson of this course"
TARGETS = {"25 cells, three figures": 0.33, "22 cells without figures": 0.33, LESSON: 0.25}  # of nbgrader's


@dataclass
class Cost:
    """Seconds of processor time and of wall time."""

    cpu: float
    wall: float


def adopt_orphans() -> None:
    """Whatever a command leaves behind becomes our child, so that its time is told to us when it ends."""
    if ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise SystemExit("this kernel does not hand over orphans: processor time would not be whole")


def cost(command: list[str], folder: Path, *, fails: bool = False) -> Cost:
    """Of a command and all that it started."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PATH": path, "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # as on a machine where both are installed
    before, start = _used(), time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    wall = time.perf_counter() - start
    if bool(done.returncode) != fails:
        raise SystemExit(f"{command}: {done.stderr[-2000:]}")
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            break
    return Cost(_used() - before, wall)


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def middle(costs: list[Cost]) -> Cost:
    """The median of each."""
    return Cost(statistics.median(each.cpu for each in costs), statistics.median(each.wall for each in costs))


def compare(title: str, mine: Course, stock: Course, rounds: int) -> bool:
    """One line: medians of rounds that take turns."""
    ours = [sys.executable, "-m", "autograder", "grade", mine.assignment]
    theirs = [sys.executable, "-m", "nbgrader", "autograde", stock.assignment, "--force"]
    for command, course in ((ours, mine), (theirs, stock)):
        cost(command, course.folder)
    if title != LESSON:  # in the lesson nbgrader runs the checks of home, which are not those of the grade
        check_scores(mine.folder, stock.folder, mine.assignment)
    pairs = [(cost(ours, mine.folder), cost(theirs, stock.folder)) for _ in range(rounds)]
    a, b = middle([each for each, _ in pairs]), middle([each for _, each in pairs])
    cpu = statistics.median(x.cpu / y.cpu for x, y in pairs)
    wall = statistics.median(x.wall / y.wall for x, y in pairs)
    met = max(cpu, wall) <= TARGETS[title]
    print(
        f"| {title} | {a.cpu:.2f} | {b.cpu:.2f} | {cpu:.2f} | {a.wall:.2f} | {b.wall:.2f} | {wall:.2f} | "
        f"{TARGETS[title]} | {'yes' if met else 'NO'} |",
        flush=True,
    )
    return met


def answers(folder: Path, rounds: int) -> None:
    """What a person waits for who has only asked, and what our plug-in adds to nbgrader's own."""
    python = [sys.executable, "-c"]
    base = "import nbgrader.apps, nbgrader.preprocessors, nbgrader.plugins"
    asked = {
        "autograder --help": ([sys.executable, "-m", "autograder", "--help"], False),
        "autograder grade --wrong": ([sys.executable, "-m", "autograder", "grade", "--wrong"], True),
        "import autograder.plugin": ([*python, "import autograder.plugin"], False),
        "nbgrader's own modules": ([*python, base], False),
        "both": ([*python, f"{base}, autograder.plugin"], False),
    }
    print("\n| asked | CPU s | wall s |\n|---|--:|--:|")
    for title, (command, fails) in asked.items():
        cost(command, folder, fails=fails)
        found = middle([cost(command, folder, fails=fails) for _ in range(rounds)])
        print(f"| {title} | {found.cpu:.2f} | {found.wall:.2f} |", flush=True)
    found = middle([formgrader(folder) for _ in range(min(rounds, 3))])
    print(f"| autograder formgrader, until it answers | {found.cpu:.2f} | {found.wall:.2f} |", flush=True)


def formgrader(folder: Path) -> Cost:
    """From the command to the first answer of its server; processor time with the end of it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    before, start = _used(), time.perf_counter()
    command = [sys.executable, "-m", "autograder", "formgrader", "--port", str(port)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    server = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background jobs ignore it
    )
    assert server.stdout is not None
    said = server.stdout.readline()
    wall = time.perf_counter() - start
    server.send_signal(signal.SIGINT)
    server.wait(60)
    server.stdout.close()
    if not said.startswith(b"formgrader:"):
        raise SystemExit(f"formgrader did not start: {said!r}")
    return Cost(_used() - before, wall)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--lesson", default="03-one-minibatch-by-hand")
    parser.add_argument("--only", choices=[*TARGETS, "answers"], action="append")
    options = parser.parse_args()
    adopt_orphans()
    wanted = options.only or [*TARGETS, "answers"]
    met = []
    print(f"One submission, medians of {options.rounds} rounds in turns; load {os.getloadavg()[0]:.1f}\n")
    print("| homework | ours, CPU s | nbgrader | ratio | ours, wall s | nbgrader | ratio | at most | met |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|---|", flush=True)
    with tempfile.TemporaryDirectory(prefix="cold-") as temporary:
        work = Path(temporary)
        for number, title in enumerate(title for title in TARGETS if title in wanted):
            places = work / f"{number}-ours", work / f"{number}-stock"
            if title == LESSON:
                mine = make_lesson(places[0], 1, options.lesson, more=OURS)
                stock = make_lesson(places[1], 1, options.lesson, more="")
            else:
                figures = "figures" in title and "without" not in title
                mine = make_course(places[0], 1, figures=figures, more=OURS)
                stock = make_course(places[1], 1, figures=figures, more="")
            met.append(compare(title, mine, stock, options.rounds))
        if "answers" in wanted:
            folder = work / "asked"
            make_course(folder, 1, figures=False, more=OURS)
            answers(folder, options.rounds)
            shutil.rmtree(folder)
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
