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
from collections.abc import Callable
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


def measure(folder: Path, rounds: int, *, drawn: bool) -> dict[str, float]:
    """Milliseconds in each of the settings for the submission in a course."""
    from autograder.recording import Recorder
    from autograder.shell import Cells, Figures, make_shell
    from autograder.warm import AGAIN, WARM_UP, _tidy

    (notebook,) = folder.glob("submitted/s0000/*/*.ipynb")
    found = [cell["source"] for cell in json.loads(notebook.read_text())["cells"] if cell["cell_type"] == "code"]
    sources = ["".join(source) for source in found]
    streams, recorder = (sys.stdout, sys.stderr), Recorder()
    ipython, figures = make_shell(recorder), Figures()
    cells = Cells(ipython, recorder)
    for source in [*WARM_UP, *AGAIN * 10]:
        cells.run(source)
    figures.drawn = drawn
    _tidy()
    runs = {
        "alone": lambda: alone(sources),
        "forked": lambda: forked(lambda: alone(sources)),
        "shell": lambda: shell(cells, sources),
        "both": lambda: forked(lambda: shell(cells, sources)),
    }
    times: dict[str, list[float]] = {setting: [] for setting in runs}
    for _ in range(rounds):
        for setting, run in runs.items():
            ipython.reset(new_session=True)
            times[setting].append(run())
    sys.stdout, sys.stderr = streams  # the shell had taken them
    times["graded"] = graded(folder, rounds)
    return {setting: 1e3 * min(each) for setting, each in times.items()}


def graded(folder: Path, rounds: int) -> list[float]:
    """CPU seconds of grading, the grader's own and its child's."""
    from autograder.batch import _Task, limits_of  # after the forks above: a warm process has none of it
    from autograder.course import Course
    from autograder.judges import Judge
    from autograder.students import WarmProcess

    course = Course.find(folder)
    assignment = course.load(course.assignment_names()[0])
    task = _Task(course, assignment, Judge(assignment), limits_of(course.config))
    times = []
    with WarmProcess() as warm:
        for _ in range(rounds):
            start = time.process_time()
            submission = task.grade("s0000", warm)
            times.append(time.process_time() - start + warm.usage.cpu_seconds)
            assert submission.points == 6, submission
    return times


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--of", nargs=2, metavar=("HOMEWORK", "COURSE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.of:  # each in a process of its own: there is one IPython shell in a process
        title, course = options.of
        told = measure(Path(course), options.rounds, drawn=HOMEWORKS[title][1])
        print(f"| {title} | {' | '.join(f'{each:.0f}' for each in told.values())} |")
        return 0
    from grading import OURS, make_course

    print(f"CPU milliseconds, the least of {options.rounds} rounds; load {os.getloadavg()[0]:.1f}\n")
    print("| homework | alone | forked | shell | both | graded |\n|---|--:|--:|--:|--:|--:|", flush=True)
    with tempfile.TemporaryDirectory(prefix="floor-") as temporary:
        for number, (title, (figures, drawn)) in enumerate(HOMEWORKS.items()):
            more = OURS + 'c.Autograder.figures = "drawn"\n' if drawn else OURS
            course = make_course(Path(temporary) / str(number), 1, figures=figures, more=more)
            command = [sys.executable, __file__, "--rounds", str(options.rounds), "--of", title, str(course.folder)]
            subprocess.run(command, env={**os.environ, **SETTINGS}, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
