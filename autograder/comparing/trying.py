"""What is tried where two results do not explain themselves: each grader once more, in one respect otherwise."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from ..classes.batch import Batch
from ..course.course import Course
from ..course.helpers import helper_paths
from ..course.source import SourceNotebook
from ..sandbox.warm_process import WarmProcess
from ..text import safe
from .copies import another
from .evidence import Case, ids_of
from .stock import Key, Score, Stock, executed, scores

TIMES = 2  # that nbgrader grades the same once more
WALLS = ("namespaces", "landlock", "seccomp")


class Trials:
    """Tries, for the cases that need it, and writes what came out into `Case.tried`."""

    def __init__(
        self,
        stock: Stock,
        ours: Course,
        theirs: Course,
        fresh: Course,
        name: str,
        folder: Path,
        tell: Callable[[str, int], Callable[[str], None]],
    ) -> None:
        self._stock, self._ours, self._theirs, self._fresh = stock, ours, theirs, fresh
        self._name, self._folder, self._tell = name, folder, tell

    def run(self, cases: Sequence[Case]) -> None:
        """Try all that may tell about these."""
        if not cases:
            return
        for number in range(TIMES):
            for case, score in self._by_nbgrader(f"nbgrader-again-{number + 1}", cases, ours=False):
                case.tried.setdefault("again", []).append(score)
        for case, score in self._by_nbgrader(
            "nbgrader-our-cells", [each for each in cases if _is_moved(each)], ours=True
        ):
            case.tried["aligned"] = score
        self._by_ours("open", cases, open_to_all=True)
        hiding = [case for case in cases if any(c.released != c.cell.source for c in case.source.cells)]
        self._by_ours("one-run", hiding, open_to_all=False)

    def _by_nbgrader(self, folder: str, cases: Sequence[Case], *, ours: bool) -> list[tuple[Case, Score]]:
        """nbgrader on what was handed in, or on the notebooks as we arranged them."""
        students = sorted({case.key[0] for case in cases})
        if not students:
            return []
        course = another(self._fresh, self._name, self._folder / folder)
        for student in students:
            self._hand_in(course, student, ours=ours)
        self._stock.grade(course, self._name, students, self._tell(f"trying: {folder}", len(students)))
        told = scores(course, self._name)
        if ours:
            for case in cases:
                case.tried["aligned notebook"] = executed(course, self._name, *case.key[:2])
        return [(case, told[case.key]) for case in cases if case.key in told]

    def _hand_in(self, course: Course, student: str, *, ours: bool) -> None:
        to = course.path("submitted", student, self._name)
        shutil.copytree(self._theirs.path("submitted", student, self._name), to, symlinks=True)
        if ours:
            for path in self._ours.path("autograded", student, self._name).glob("*.ipynb"):
                (to / path.name).unlink(missing_ok=True)
                shutil.copyfile(path, to / path.name)

    def _by_ours(self, name: str, cases: Sequence[Case], *, open_to_all: bool) -> None:
        """We once more: without walls, or with hidden tests in the run of all other cells. Nothing is written."""
        students = sorted({case.key[0] for case in cases})
        if not students:
            return
        settings = self._ours.settings
        batch = Batch(self._ours, self._name)
        if open_to_all:
            batch.limits = replace(batch.limits, isolation="limits", allow_processes=True)
        else:
            shown = {each: _showing_all(source) for each, source in batch.assignment.notebooks.items()}
            batch.assignment = replace(batch.assignment, notebooks=shown)
        told: dict[Key, Score] = {}
        done = self._tell(f"trying: ours, {name}", len(students))
        with (
            WarmProcess(
                imports=settings.warm_up,
                helpers=tuple(helper_paths(settings, self._ours.root)),
                without=WALLS if open_to_all else (),
            ) as warm,
            closing(batch.graded([safe(each) for each in students], warm=warm)) as graded,
        ):
            for submission in graded:
                done(submission.student)
                for notebook in submission.notebooks:
                    for cell in notebook.cells:
                        key = (str(submission.student), notebook.name, cell.grade_id)
                        told[key] = Score(cell.points, cell.points is None, cell.max_points)
        for case in cases:
            if case.key in told:
                case.tried[name] = told[case.key]


def _is_moved(case: Case) -> bool:
    """Whether we run other cells, or in another order, than was handed in."""
    return case.mine is not None and (
        ids_of(case.submitted) != list(case.source.by_id)
        or bool({"restored", "tampered", "recognised", "converted"} & set(case.flags))
    )


def _showing_all(source: SourceNotebook) -> SourceNotebook:
    """The notebook as if it had been given out with its hidden tests."""
    return replace(source, cells=tuple(replace(cell, released=cell.cell.source) for cell in source.cells))
