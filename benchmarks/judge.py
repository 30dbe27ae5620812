"""What a verdict costs beside the student's own time, and what the drawn cases of one work cost.

    python benchmarks/judge.py

For each exercise, on shown and drawn cases: milliseconds of `judge` on a passing work and on the most expensive
failing one (its mistakes and three wrong functions in no list), minimum over rounds; and of drawing a work's own cases
with their right answers. Then, for each lesson, the drawing of all its exercises.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import platform
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.declaring import load_book
from autograder.declaring.exercise import Exercise
from gdkit.checking import ExerciseData, Outcome, call, judge

ROUNDS = 5


def milliseconds(function: Callable[[], Any]) -> float:
    """The fastest of some rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return 1000 * min(times)


def outcomes_of(data: ExerciseData, function: Callable[..., Any]) -> list[Outcome]:
    return [call(function, case.inputs) for case in data.cases]


def row(exercise: Exercise) -> tuple[str, int, float, float, float]:
    """Id, number of cases, milliseconds to draw a work's own, to judge right work, to judge the dearest wrong work.

    Each round has drawn cases of its own, as each work has: on these a mistake's function runs where the work fits it.
    """
    shown = exercise.data()
    seeds = iter(range(10**9))

    def draw() -> ExerciseData:
        return replace(shown, cases=(*shown.cases, *exercise.drawn_cases(next(seeds))))

    def judged(function: Callable[..., Any]) -> float:
        times = []
        for _ in range(ROUNDS):
            data = draw()
            outcomes = outcomes_of(data, function)
            start = time.perf_counter()
            judge(data, outcomes)
            times.append(time.perf_counter() - start)
        return 1000 * min(times)

    wrong: list[Callable[..., Any]] = [function for function, _ in exercise.mistakes.values()]
    wrong += [lambda *a: None, lambda *a: 0.5, lambda *a: np.zeros(3)]
    return exercise.id, len(draw().cases), milliseconds(draw), judged(exercise.solution), max(map(judged, wrong))


def main() -> int:
    rows = [row(item) for item in load_book(["autograder.exercises"]).values() if isinstance(item, Exercise)]
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, {ROUNDS} rounds, minimum, ms")
    print(f"{'exercise':32} cases     draw  pass  fail (worst)")
    for id, cases, drawing, passing, failing in rows:
        print(f"{id:32} {cases:5} {drawing:8.1f} {passing:5.2f} {failing:5.2f}")
    print(
        f"{'all':32} {sum(row[1] for row in rows):5} {sum(row[2] for row in rows):8.1f} "
        f"{max(row[3] for row in rows):5.2f} {max(row[4] for row in rows):5.2f}   (sum, sum, largest, largest)"
    )
    for lesson in sorted({row[0][:2] for row in rows}):
        of_lesson = [row[2] for row in rows if row[0][:2] == lesson]
        print(f"lesson {lesson}, {len(of_lesson)} exercises {sum(of_lesson):26.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
