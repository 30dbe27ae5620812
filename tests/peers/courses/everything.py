"""Compares both graders on all sample courses, or those that are named: python -m tests.peers.courses.everything."""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from autograder.comparing.compare import compare
from autograder.course.course import Course

from . import cells, damage, folders, habits
from .making import NAME, Sample, make

SAMPLES: tuple[Sample, ...] = (*folders.SAMPLES, *cells.SAMPLES, *habits.SAMPLES, *damage.SAMPLES)


def main(names: list[str]) -> int:
    """Print every difference; 1 where one has no documented reason."""
    counts: Counter[str] = Counter()
    total, explained = 0, True
    for sample in SAMPLES:
        if names and not any(name in sample.name for name in names):
            continue
        start = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            root = make(sample, Path(folder) / "course")
            found = compare(Course(root), NAME, Path(folder) / "both")
        counts += found.counts
        total += found.cells
        explained = explained and found.explained
        told = {name: round(seconds, 1) for name, seconds in found.seconds.items()}
        whole = f"{time.perf_counter() - start:.0f} s {told}"
        print(f"== {sample.name}: {found.cells} cells, {len(found.differences)} different, {whole}")
        for each in found.differences:
            points = [f"{score.points}{'?' * score.asks}" for score in (each.nbgrader, each.ours)]
            where = f"{each.student:18} {each.notebook + '/' + each.cell:28}"
            print(f"  {where} {points[0]:>6} {points[1]:>6}  {each.reason:16} {each.shown_by[:150]}")
    print(f"{total} cells; {sum(counts.values())} different: {dict(counts)}")
    return 0 if explained else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
