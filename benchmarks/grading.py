"""How fast a class is graded: `autograder grade` beside `nbgrader autograde`, the same submissions, the same machine.

    python benchmarks/grading.py                          the whole class through both (about 40 minutes)
    python benchmarks/grading.py --stock 10 --rounds 5    ten submissions through nbgrader, which is what takes long

Four homeworks: 25 cells of NumPy with three figures, every figure drawn; the same, figures drawn when somebody looks;
the 22 cells without figures; and a lesson of this course with six check cells. Told for each: seconds for the whole
command, and for each further submission: for nbgrader (T(k) - T(1)) / (k - 1), for us (T(n) - T(n/4)) / (n - n/4) with
the same workers, and never less than the median in a worker divided by the workers. Their quotient is what counts for
a class; beside it that of the whole commands for a class of n.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ROOT = Path(__file__).parent.parent
TARGETS = {"every figure drawn": 25, "figures when looked at": 50, "no figures": 120, "a lesson of this course": 50}

FIGURES = [
    "fig, ax = plt.subplots()\nax.plot(x, y, 'o', label='data')\nax.plot(x, predict(x, w), label='fit')\nax.legend()\n"
    "ax.set_xlabel('x')\nax.set_ylabel('y')\nplt.show()",
    "plt.figure(figsize=(6, 3))\nplt.semilogy(losses)\nplt.title('loss')\nplt.grid(True)\nplt.show()",
    "fig, axes = plt.subplots(1, 2, figsize=(8, 3))\naxes[0].hist(residuals, bins=20)\n"
    "axes[1].scatter(x, residuals)\nplt.tight_layout()\nplt.show()",
]
CELLS = [
    "import numpy as np\nimport matplotlib.pyplot as plt",
    "rng = np.random.default_rng(0)\nx = np.linspace(0, 1, 200)\ny = 3 * x + 1 + 0.1 * rng.normal(size=200)",
    "print(x.shape, y.shape)",
    "x[:5]",
    "def mse(a, b):\n    return np.mean((a - b) ** 2)",
    "mse(x, y)",
    "@predict",
    "@test predict",
    "@gradient",
    "@test gradient",
    "w = np.zeros(2)\nlosses = []\nfor _ in range(300):\n    losses.append(mse(predict(x, w), y))\n"
    "    w = w - 0.5 * gradient(x, y, w)",
    "print(f'w = {w}, loss = {losses[-1]:.4f}')",
    "@figure 0",
    "@figure 1",
    "residuals = y - predict(x, w)\nresiduals.mean(), residuals.std()",
    "@figure 2",
    "A = np.column_stack([np.ones_like(x), x])\nnp.linalg.lstsq(A, y, rcond=None)[0]",
    "np.allclose(np.linalg.lstsq(A, y, rcond=None)[0], w, atol=1e-2)",
    "@standardise",
    "@test standardise",
    "z = standardise(x)\nz.mean(), z.std()",
    "for name in ('mean', 'std', 'min', 'max'):\n    print(name, getattr(x, name)())",
    "{'n': len(x), 'slope': float(w[1])}",
    "U, s, Vt = np.linalg.svd(A, full_matrices=False)\ns",
    "np.round(A.T @ A / len(x), 3)",
]
ANSWERS = {
    "predict": "def predict(x, w):\n    return w[0] + w[1] * x",
    "gradient": "def gradient(x, y, w):\n    r = predict(x, w) - y\n    return 2 / len(x) * np.array([r.sum(), r @ x])",
    "standardise": "def standardise(x):\n    return (x - x.mean()) / x.std()",
}
TESTS = {
    "predict": "assert np.allclose(predict(np.array([0.0, 1.0]), np.array([1.0, 2.0])), [1.0, 3.0])",
    "gradient": "assert np.allclose(gradient(np.array([1.0]), np.array([0.0]), np.array([0.0, 1.0])), [2.0, 2.0])",
    "standardise": "assert abs(standardise(np.arange(5.0)).mean()) < 1e-12",
}
CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "bench"
c.CourseDirectory.source_directory = "solutions"
{more}
"""
OURS = """\
from autograder import configure
c.Autograder.exercises = ["autograder.exercises"]
c.Autograder.warm_up = ["scipy.special", "gdkit.datasets"]
configure(c)
"""


@dataclass
class Course:
    """A course folder with one assignment and a class that has handed it in."""

    folder: Path
    assignment: str

    def of(self, students: int, to: Path) -> Path:
        """A copy with only so many of the class."""
        shutil.copytree(self.folder, to)
        for folder in sorted((to / "submitted").iterdir())[students:]:
            shutil.rmtree(folder)
        return to


def homework(figures: bool) -> nbformat.NotebookNode:
    """The source notebook."""
    cells = [new_markdown_cell("# Homework")]
    for number, source in enumerate(CELLS):
        kind, _, name = source.partition(" ")
        meta = {"schema_version": 3, "locked": False, "task": False}
        if kind == "@figure":
            if figures:
                cells.append(new_code_cell(FIGURES[int(name)]))
        elif kind == "@test":
            meta |= {"grade": True, "grade_id": f"test-{name}", "points": 2, "solution": False, "locked": True}
            cells.append(new_code_cell(TESTS[name], metadata={"nbgrader": meta}))
        elif kind.startswith("@"):
            name = kind[1:]
            meta |= {"grade": False, "grade_id": name, "solution": True}
            body = ANSWERS[name].replace("\n", "\n    ### BEGIN SOLUTION\n", 1) + "\n    ### END SOLUTION"
            cells.append(new_code_cell(body, metadata={"nbgrader": meta}))
        else:
            cells.append(new_code_cell(source))
        cells[-1]["id"] = f"cell-{number}"
    about = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return new_notebook(cells=cells, metadata=about)


def make_course(folder: Path, students: int, *, figures: bool, more: str) -> Course:
    """Release, and let everybody hand in the same right work."""
    name = "hw"
    (folder / "solutions" / name).mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text(CONFIG.format(more=more))
    source = homework(figures)
    nbformat.write(source, folder / "solutions" / name / "hw.ipynb")
    nbgrader(folder, "generate_assignment", name)
    released = nbformat.read(folder / "release" / name / "hw.ipynb", 4)
    for cell in released.cells:
        answer = ANSWERS.get(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
        cell.source = answer or cell.source
    return _hand_in(folder, name, "hw.ipynb", nbformat.writes(released), students)


def make_lesson(folder: Path, students: int, lesson: str, *, more: str) -> Course:
    """A lesson of this course; what is handed in is its source, solutions and all."""
    folder.mkdir(parents=True)
    shutil.copytree(ROOT / "solutions" / lesson, folder / "solutions" / lesson)
    (folder / "nbgrader_config.py").write_text(CONFIG.format(more=more or OURS))
    nbgrader(folder, "generate_assignment", lesson)
    if not more:  # stock nbgrader runs the checks in the student's process, as at home
        (folder / "nbgrader_config.py").write_text(CONFIG.format(more=""))
    (source,) = (folder / "solutions" / lesson).glob("*.ipynb")
    course = _hand_in(folder, lesson, source.name, source.read_text(), students)
    for student in (folder / "submitted").iterdir():
        shutil.copy(folder / "release" / lesson / "checks.json", student / lesson)
    return course


def _hand_in(folder: Path, name: str, file: str, content: str, students: int) -> Course:
    for number in range(students):
        to = folder / "submitted" / f"s{number:04}" / name
        to.mkdir(parents=True)
        (to / file).write_text(content)
    return Course(folder, name)


def run(command: list[str], folder: Path) -> float:
    """Seconds that a command takes."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PATH": path}
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command}: {done.stderr[-2000:]}")
    return time.perf_counter() - start


def nbgrader(folder: Path, *arguments: str) -> float:
    """One nbgrader command."""
    return run([sys.executable, "-m", "nbgrader", *arguments], folder)


def ours(folder: Path, assignment: str, jobs: int) -> float:
    """Our command."""
    return run([sys.executable, "-m", "autograder", "grade", assignment, "--jobs", str(jobs)], folder)


def check_scores(ours: Path, stock: Path, assignment: str) -> None:
    """The first student's scores are the same by both: a fast grader that is wrong is none."""
    read = (
        "import json, sys; from nbgrader.api import Gradebook\n"
        "with Gradebook('sqlite:///gradebook.db') as b:\n"
        "    s = b.assignment_submissions(sys.argv[1])\n"
        "    print(json.dumps(sorted({x.score for x in s})))"
    )
    command = [sys.executable, "-W", "ignore", "-c", read, assignment]
    told = [json.loads(subprocess.run(command, cwd=f, capture_output=True, check=True).stdout) for f in (ours, stock)]
    if told[0] != told[1]:
        raise SystemExit(f"{assignment}: the scores differ: {told}")


def compare(title: str, mine: Course, stock: Course, options: argparse.Namespace, work: Path) -> bool:
    """One line of the table: medians over rounds that take turns, since a machine's speed changes within minutes."""
    n, k, jobs = options.class_size, options.stock, options.jobs
    rounds = [_round(title, mine, stock, n, k, jobs, work) for _ in range(options.rounds)]
    middle = {what: statistics.median(each[what] for each in rounds) for what in rounds[0]}
    quotients = sorted(each["times"] for each in rounds)
    target = TARGETS[title]
    met = middle["times"] >= target
    print(
        f"| {title} | {middle['ours']:.1f} | {middle['each_ours'] * 1e3:.0f} | {middle['in_worker'] * 1e3:.0f} | "
        f"{middle['stock']:.1f} | {middle['each_stock'] * 1e3:.0f} | {middle['times']:.0f} "
        f"({quotients[0]:.0f}-{quotients[-1]:.0f}) | {middle['whole']:.0f} | {target} | {'yes' if met else 'NO'} |",
        flush=True,
    )
    return met


def _round(title: str, mine: Course, stock: Course, n: int, k: int, jobs: int, work: Path) -> dict[str, float]:
    folders = [
        mine.of(n, work / "a"),
        mine.of(n // 4, work / "b"),
        stock.of(k, work / "c"),
        stock.of(1, work / "d"),
    ]
    some_of_ours = ours(folders[1], mine.assignment, jobs)
    all_of_ours = ours(folders[0], mine.assignment, jobs)
    one_of_theirs = nbgrader(folders[3], "autograde", stock.assignment)
    all_of_theirs = nbgrader(folders[2], "autograde", stock.assignment)
    if title != "a lesson of this course":
        check_scores(folders[0], folders[2], mine.assignment)
    timings = json.loads((folders[0] / "results" / mine.assignment / "timings.json").read_text())
    in_worker = statistics.median(timings.values())
    # the difference of two runs is small against what a busy machine does to each: never less than in the workers
    each_ours = max((all_of_ours - some_of_ours) / (n - n // 4), in_worker / jobs)
    each_theirs = (all_of_theirs - one_of_theirs) / (k - 1)
    for folder in folders:
        shutil.rmtree(folder)
    return {
        "ours": all_of_ours,
        "each_ours": each_ours,
        "in_worker": in_worker,
        "stock": all_of_theirs,
        "each_stock": each_theirs,
        "times": each_theirs / each_ours,
        "whole": (one_of_theirs + each_theirs * (n - 1)) / all_of_ours,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--class-size", type=int, default=60)
    parser.add_argument("--stock", type=int, default=60, help="submissions that go through nbgrader")
    parser.add_argument("--rounds", type=int, default=3, help="times that both are run, in turns")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--lesson", default="10-backpropagation")
    parser.add_argument("--only", choices=list(TARGETS), action="append")
    options = parser.parse_args()
    n, k = options.class_size, options.stock
    drawn = OURS + 'c.Autograder.figures = "drawn"\n'
    print(
        f"{n} submissions through us with {options.jobs} workers, {k} through nbgrader, medians of {options.rounds} "
        f"rounds; load {os.getloadavg()[0]:.1f}\n"
    )
    print(
        "| homework | ours, s | each, ms | in worker, ms | nbgrader, s | each, ms | × each | × whole | target | met |"
    )
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|---|", flush=True)
    met = []
    with tempfile.TemporaryDirectory(prefix="grading-") as temporary:
        work = Path(temporary)
        for number, title in enumerate(options.only or TARGETS):
            more = drawn if title == "every figure drawn" else OURS
            places = work / f"{number}-ours", work / f"{number}-stock"
            if title == "a lesson of this course":
                mine = make_lesson(places[0], n, options.lesson, more=OURS)
                stock = make_lesson(places[1], k, options.lesson, more="")
            else:
                figures = title != "no figures"
                mine = make_course(places[0], n, figures=figures, more=more)
                stock = make_course(places[1], k, figures=figures, more="")
            met.append(compare(title, mine, stock, options, work))
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
