"""Where a submission's time goes: the same cells in ever more of what grading them needs, in turns, in one process.

    python benchmarks/floor.py                figures drawn, not drawn, and a homework without them (about 3 minutes)
    python benchmarks/floor.py --rounds 40

Processor time for the cells of one notebook, the least of the rounds (what else a machine does only adds to it):
    alone      exec in this process, a last expression's repr: no prompt, no output kept, nothing between it and us
    forked     that in a fork: pages copied, page tables made and freed
    shell      in the IPython shell of a warm process, outputs recorded
    both       in that shell in a fork
    graded     what `autograder grade` spends: a child behind its walls, and the grader's own work for it
Nothing that runs a submission's cells takes less than "alone", and nothing that gives each a process of its own, forked
from a warm one, less than "forked"; on two cores half of it is the least time for each.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

SETTINGS = {"OPENBLAS_NUM_THREADS": "1", "MPLBACKEND": "module://matplotlib_inline.backend_inline"}
HOMEWORKS = {"every figure drawn": (True, True), "figures not drawn": (True, False), "no figures": (False, False)}


def alone(sources: list[str]) -> float:
    """CPU seconds of the cells and of nothing else."""
    names: dict[str, object] = {"__name__": "__main__"}
    start = time.process_time()
    for source in sources:
        tree = ast.parse(source)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "<cell>", "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
            if value is not None:
                repr(value)
    return time.process_time() - start


def shell(cells: object, sources: list[str]) -> float:
    """CPU seconds of the cells in a shell that records what they show."""
    start = time.process_time()
    for source in sources:
        cells.run(source)  # type: ignore[attr-defined]
    return time.process_time() - start


def forked(run: Callable[[], float]) -> float:
    """CPU seconds of a fork that runs the cells and ends, and of making it."""
    start = time.process_time()
    pid = os.fork()
    if pid == 0:
        run()
        os._exit(0)
    making = time.process_time() - start
    _, status, used = os.wait4(pid, 0)
    assert status == 0
    return making + used.ru_utime + used.ru_stime


def run_cells(folder: Path, drawn: bool) -> Iterator[dict[str, float]]:
    """CPU seconds of the submission's cells in each of the settings without a grader, again and again."""
    from autograder.sandbox.inside.cells import Cells
    from autograder.sandbox.inside.outputs import Recorder
    from autograder.sandbox.inside.shell import Figures, make_shell
    from autograder.sandbox.inside.warming import IMPORTS, PICTURES, WARM_UP, tidy

    (notebook,) = folder.glob("submitted/s0000/*/*.ipynb")
    found = [cell["source"] for cell in json.loads(notebook.read_text())["cells"] if cell["cell_type"] == "code"]
    sources = ["".join(source) for source in found]
    streams, recorder = (sys.stdout, sys.stderr), Recorder()
    ipython, figures = make_shell(recorder), Figures()
    taken = (sys.stdout, sys.stderr)  # what the cells print
    cells = Cells(ipython, recorder)
    for source in (*IMPORTS, *PICTURES, *WARM_UP):
        cells.run(source)
    figures.drawn = drawn
    tidy(whole=True)
    runs = {
        "alone": lambda: alone(sources),
        "forked": lambda: forked(lambda: alone(sources)),
        "shell": lambda: shell(cells, sources),
        "both": lambda: forked(lambda: shell(cells, sources)),
    }
    while True:
        times = {}
        sys.stdout, sys.stderr = taken
        for setting, run in runs.items():
            ipython.reset(new_session=True)
            times[setting] = run()
        sys.stdout, sys.stderr = streams
        yield times


def grade(folder: Path) -> Iterator[dict[str, float]]:
    """CPU seconds of grading the submission, the grader's own and its child's, again and again."""
    from autograder.classes.batch import Batch
    from autograder.course.course import Course
    from autograder.course.helpers import warm_process

    course = Course.find(folder)
    batch = Batch(course, course.assignment_names()[0])
    with warm_process(course.settings, course.root) as warm:
        while True:
            start = time.process_time()
            submission = batch.grade("s0000", warm)
            yield {"graded": time.process_time() - start + warm.usage.cpu_seconds}
            assert submission.points == 6, submission


def measure(title: str, folder: Path, rounds: int) -> dict[str, float]:
    """The least milliseconds in each setting. Two processes take turns: what forks has no grader in it."""
    command = [sys.executable, __file__, "--of", title, str(folder)]
    both = [
        subprocess.Popen(
            [*command, kind], env={**os.environ, **SETTINGS}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for kind in ("cells", "grade")
    ]
    times: dict[str, list[float]] = {}
    for _ in range(rounds):
        for process in both:
            assert process.stdin and process.stdout
            print("once more", file=process.stdin, flush=True)
            for setting, seconds in json.loads(process.stdout.readline()).items():
                times.setdefault(setting, []).append(seconds)
    for process in both:
        process.communicate()
    return {setting: 1e3 * min(each) for setting, each in times.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--of", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.of:
        title, folder, kind = options.of
        turns = grade(Path(folder)) if kind == "grade" else run_cells(Path(folder), HOMEWORKS[title][1])
        for _, times in zip(sys.stdin, turns, strict=False):
            print(json.dumps(times), flush=True)
        return 0
    from grading import OURS, make_course

    print(f"CPU milliseconds, the least of {options.rounds} rounds; load {os.getloadavg()[0]:.1f}\n")
    print("| homework | alone | forked | shell | both | graded |\n|---|--:|--:|--:|--:|--:|", flush=True)
    with tempfile.TemporaryDirectory(prefix="floor-") as temporary:
        for number, (title, (figures, drawn)) in enumerate(HOMEWORKS.items()):
            more = OURS + 'c.Autograder.figures = "drawn"\n' if drawn else OURS
            course = make_course(Path(temporary) / str(number), 1, figures=figures, more=more)
            told = measure(title, course.folder, options.rounds)
            print(f"| {title} | {' | '.join(f'{each:.0f}' for each in told.values())} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
