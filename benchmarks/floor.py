"""Where a submission's time goes: the same cells in ever more of what grading them needs, in turns, in one process.

    python benchmarks/floor.py                figures drawn, not drawn, and a homework without them (about 3 minutes)
    python benchmarks/floor.py --rounds 40

Processor time for the cells of one notebook, the least of the rounds (what else a machine does only adds to it):
    alone      exec in this process, a last expression's repr: no prompt, no output kept, nothing between it and us
    shell      in the IPython shell of a warm process, outputs recorded
    forked     that in a fork: pages copied, page tables made and freed
    graded     what `autograder grade` spends: a child behind its walls, and the grader's own work for it
Nothing that runs a submission's cells takes less than "alone"; on two cores half of it is the least time for each.
"""

from __future__ import annotations

import argparse
import ast
import gc
import json
import os
import subprocess
import sys
import tempfile
import time
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


def forked(cells: object, sources: list[str]) -> float:
    """CPU seconds of a fork that runs the cells and ends, and of making it."""
    start = time.process_time()
    pid = os.fork()
    if pid == 0:
        shell(cells, sources)
        os._exit(0)
    making = time.process_time() - start
    _, status, used = os.wait4(pid, 0)
    assert status == 0
    return making + used.ru_utime + used.ru_stime


def shell(cells: object, sources: list[str]) -> float:
    """CPU seconds of the cells in a shell that records what they show."""
    start = time.process_time()
    for source in sources:
        cells.run(source)  # type: ignore[attr-defined]
    return time.process_time() - start


def measure(title: str, folder: Path, rounds: int) -> dict[str, float]:
    """Milliseconds for each of the settings. The course in `folder` is made already."""
    from grading import OURS, make_course

    from autograder.batch import _Task, limits_of
    from autograder.course import Course
    from autograder.judges import Judge
    from autograder.recording import Recorder
    from autograder.shell import Cells, Figures, make_shell
    from autograder.students import WarmProcess
    from autograder.warm import AGAIN, WARM_UP

    with_figures, drawn = HOMEWORKS[title]
    more = OURS + 'c.Autograder.figures = "drawn"\n' if drawn else OURS
    made = make_course(folder / "course", 1, figures=with_figures, more=more)
    course = Course.find(made.folder)
    assignment = course.load(made.assignment)
    (notebook,) = (made.folder / "submitted" / "s0000" / made.assignment).glob("*.ipynb")
    sources = [c["source"] for c in json.loads(notebook.read_text())["cells"] if c["cell_type"] == "code"]
    sources = [source if isinstance(source, str) else "".join(source) for source in sources]
    task = _Task(course, assignment, Judge(assignment), limits_of(course.config))
    streams, recorder = (sys.stdout, sys.stderr), Recorder()
    the_shell, figures = make_shell(recorder), Figures()
    cells = Cells(the_shell, recorder)
    for source in [*WARM_UP, *AGAIN * 10]:
        cells.run(source)
    figures.drawn = drawn
    taken = (sys.stdout, sys.stderr)  # by the shell; an error of ours is to be seen
    sys.stdout, sys.stderr = streams
    runs = {
        "alone": lambda: alone(sources),
        "shell": lambda: shell(cells, sources),
        "forked": lambda: forked(cells, sources),
    }
    times: dict[str, list[float]] = {setting: [] for setting in [*runs, "graded"]}
    with WarmProcess() as warm:
        gc.collect()
        gc.freeze()
        for _ in range(rounds):
            sys.stdout, sys.stderr = taken
            for setting, run in runs.items():
                the_shell.reset(new_session=True)
                times[setting].append(run())
            sys.stdout, sys.stderr = streams
            start = time.process_time()
            submission = task.grade("s0000", warm)
            times["graded"].append(time.process_time() - start + warm.usage.cpu_seconds)
            assert submission.points == 6, submission
    return {setting: 1e3 * min(each) for setting, each in times.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--only", choices=list(HOMEWORKS), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:  # each in a process of its own: IPython's shell is one for a process
        with tempfile.TemporaryDirectory(prefix="floor-") as temporary:
            told = measure(options.only, Path(temporary), options.rounds)
        print(f"| {options.only} | {' | '.join(f'{each:.0f}' for each in told.values())} |")
        return 0
    print(f"CPU milliseconds, the least of {options.rounds} rounds; load {os.getloadavg()[0]:.1f}\n")
    print("| homework | alone | shell | forked | graded |\n|---|--:|--:|--:|--:|", flush=True)
    for title in HOMEWORKS:
        command = [sys.executable, __file__, "--only", title, "--rounds", str(options.rounds)]
        subprocess.run(command, env={**os.environ, **SETTINGS}, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
