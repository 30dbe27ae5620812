"""The class of the demo: who hands in what, and what the grader is to say of it.

Every mistake and every variant that the assignment's exercises declare, careless and damaged work. What is expected
comes from the declarations, evaluated in this process: the grader comes to it through notebook, sandbox and records.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from nbformat import NotebookNode, from_dict

from gdkit.checking import judge_probe

from ..course.course import Assignment
from ..course.source import SourceNotebook
from ..declaring.exercise import Exercise, Inputs
from ..declaring.probe import Probe
from ..declaring.proof import verdict_on
from ..declaring.quiz import Quiz
from ..errors import CourseError
from .classroom import Homework


@dataclass
class Expected:
    """What the grader is to say of one check cell."""

    status: str
    fraction: float = 0.0
    mistake: str | None = None


PASS = Expected("pass", 1.0)


@dataclass
class Member:
    """A student of the demo: what the work is, and what is to be said of it, by the ids of the check cells."""

    what: str
    hand_in: Callable[[Homework, Path], None]
    expected: dict[str, Expected] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Check:
    """A check cell of the assignment: its id, the exercise, and the seed of the drawn cases."""

    cell: str
    exercise: Exercise
    seed: int

    def expected(self, function: Callable[..., Any], mistake: str | None = None) -> Expected:
        """What is to be said of this function."""
        verdict = verdict_on(self.exercise.data(self.seed), function)
        return Expected(verdict.status, verdict.fraction, mistake)


class Members:
    """Makes the class of an assignment with one notebook. Raises CourseError when it checks no exercise."""

    def __init__(self, assignment: Assignment, source: Path) -> None:
        if len(assignment.notebooks) != 1:
            raise CourseError(
                f"{assignment.name} has {len(assignment.notebooks)} notebooks; expected one. Choose another "
                "assignment: c.Autograder.demo in nbgrader_config.py."
            )
        self._source = source
        notebook = next(iter(assignment.notebooks.values()))
        self.points = {str(cell.grade_id): cell.points for cell in notebook.cells if cell.check}
        self._checks = list(_checks(notebook, assignment))
        self._quizzes = dict(_quizzes(notebook, assignment))
        self._probes = dict(_probes(notebook, assignment))
        if not self._checks:
            raise CourseError(
                f"{assignment.name} checks no exercise. Choose another assignment: c.Autograder.demo in "
                "nbgrader_config.py."
            )
        self._first = self._checks[0]

    def all(self) -> list[Member]:
        """The whole class, in the order of the table."""
        return [*self._with_mistakes(), *self._right(), *self._careless(), *self._damaged()]

    def _solved(self, homework: Homework) -> Homework:
        """The instructor's own work, but with the references: none of them calls the function of another exercise."""
        homework.solve(self._source)
        for check in self._checks:
            homework.answer(check.exercise, check.exercise.solution)
        return homework

    # --- wrong and right work -------------------------------------------------------------------

    def _with_mistakes(self) -> Iterator[Member]:
        """Student k makes the k-th mistake of each exercise that has so many."""
        for k in range(max(len(check.exercise.mistakes) for check in self._checks)):
            made: list[tuple[Check, str, Callable[..., Any]]] = []
            for check in self._checks:
                for slug, (function, _) in list(check.exercise.mistakes.items())[k : k + 1]:
                    made.append((check, slug, function))
            expected = {check.cell: check.expected(function, slug) for check, slug, function in made}
            answers = [(check.exercise, function) for check, _, function in made]
            yield Member(" + ".join(slug for _, slug, _ in made), self._handing_in(answers), expected)

    def _right(self) -> Iterator[Member]:
        for k in range(max(len(check.exercise.variants) for check in self._checks)):
            answers = [(c.exercise, function) for c in self._checks for function in c.exercise.variants[k : k + 1]]
            names = ", ".join(function.__name__ for _, function in answers)
            yield Member(f"right: {names}", self._handing_in(answers))

    def _handing_in(self, answers: list[tuple[Exercise, Callable[..., Any]]]) -> Callable[[Homework, Path], None]:
        def hand_in(homework: Homework, folder: Path) -> None:
            self._solved(homework)
            for exercise, function in answers:
                homework.answer(exercise, function)
            homework.hand_in(folder)

        return hand_in

    # --- careless work --------------------------------------------------------------------------

    def _careless(self) -> Iterator[Member]:
        yield Member("right, with warnings, prints, logging, stderr", self._noisy)
        yield Member("right, file renamed", self._renamed, flags={"renamed"})
        yield Member("right, cell duplicated (stub, then answer)", self._duplicated, flags={"duplicated"})
        yield Member("stub left as it was", Homework.hand_in, dict.fromkeys(self.points, Expected("missing")))
        yield self._cheat()
        if self._probes:
            yield self._with_poor_probes()

    def _noisy(self, homework: Homework, folder: Path) -> None:
        cell = self._solved(homework).solution_cell(self._first.exercise.function)
        tree = ast.parse(cell.source)
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                node.body[:0] = ast.parse('print("called")\nwarnings.warn("again")').body
        cell.source = NOISE + "\n\n" + ast.unparse(tree)
        homework.hand_in(folder)

    def _renamed(self, homework: Homework, folder: Path) -> None:
        self._solved(homework).filename = "Homework FINAL (2).ipynb"
        homework.hand_in(folder)

    def _duplicated(self, homework: Homework, folder: Path) -> None:
        """The stub stays, a copy of the cell below it holds the answer."""
        cell = homework.solution_cell(self._first.exercise.function)
        stub = from_dict({**cell, "id": "copy-of-the-stub"})
        self._solved(homework)
        homework.notebook.cells.insert(homework.notebook.cells.index(cell), stub)
        homework.hand_in(folder)

    def _cheat(self) -> Member:
        """Edits the first check, deletes the last one, gives wrong answers."""
        first, last = self._first, self._checks[-1]
        slug, (wrong, _) = next(iter(first.exercise.mistakes.items()), ("", (first.exercise.solution, None)))
        expected = {first.cell: first.expected(wrong, slug)} if slug else {}
        chosen = {cell: _wrong_choice(quiz) for cell, (quiz, _) in self._quizzes.items()}
        expected |= {cell: Expected("fail", 0.0, slug) for cell, (_, slug) in chosen.items()}

        def hand_in(homework: Homework, folder: Path) -> None:
            self._solved(homework)
            homework.answer(first.exercise, wrong)
            for cell, (_, name) in self._quizzes.items():
                _answered_in(homework, cell).source = f'{name} = "{chosen[cell][0]}"'
            homework.write(first.cell, f"check = lambda *anything: None\ncheck({first.exercise.id!r}, None)")
            if last is not first:
                homework.notebook.cells.remove(homework.cell(last.cell))
            homework.hand_in(folder)

        flags = {"tampered", "restored"} if last is not first else {"tampered"}
        return Member("test edited, test deleted, wrong work", hand_in, expected, flags)

    def _with_poor_probes(self) -> Member:
        """The first poor probe of each."""
        poor = {cell: (probe, name, probe.poor_ones[0][0]()) for cell, (probe, name) in self._probes.items()}
        verdicts = {cell: judge_probe(probe.data(), inputs) for cell, (probe, _, inputs) in poor.items()}

        def hand_in(homework: Homework, folder: Path) -> None:
            self._solved(homework)
            for cell, (_, name, inputs) in poor.items():
                _answered_in(homework, cell).source = f"{name} = {_as_source(inputs)}"
            homework.hand_in(folder)

        expected = {
            cell: Expected(verdict.status, verdict.fraction, verdict.mistake) for cell, verdict in verdicts.items()
        }
        return Member("probes that are of no use", hand_in, expected)

    # --- damaged work ---------------------------------------------------------------------------

    def _damaged(self) -> Iterator[Member]:
        def broken_json(homework: Homework, folder: Path) -> None:
            homework.hand_in(folder, b'{"cells": [{"cell_type": "code", "source": ["def')

        yield Member("broken JSON", broken_json, dict.fromkeys(self.points, Expected("unreadable")))
        for what, body, status in (
            ("endless loop in the function", "while True: pass", "timeout"),
            ("crashes the process", "import ctypes; ctypes.string_at(0)", "crashed"),
            ("ends the process", "import os; os._exit(0)", "exited"),
            ("asks for 100 GB", "import numpy; return numpy.ones(10**10) * 10", "memory"),
        ):
            yield Member(what, self._in_function(body), {self._first.cell: Expected(status)})
        yield Member("endless loop in the cell", self._endless_cell, {self._first.cell: Expected("timeout")})

    def _in_function(self, body: str) -> Callable[[Homework, Path], None]:
        def hand_in(homework: Homework, folder: Path) -> None:
            exercise = self._first.exercise
            head = exercise.signature.partition("->")[0].strip()
            self._solved(homework).solution_cell(exercise.function).source = f"def {head}:\n    {body}\n"
            homework.hand_in(folder)

        return hand_in

    def _endless_cell(self, homework: Homework, folder: Path) -> None:
        cell = self._solved(homework).solution_cell(self._first.exercise.function)
        cell.source = "while True:\n    pass\n\n" + cell.source
        homework.hand_in(folder)


NOISE = """
import logging
import sys
import warnings

import numpy as np

warnings.warn("this is only a warning")
logging.getLogger("homework").error("and this a log line")
print("working ...")
print("more of it", file=sys.stderr)
np.sqrt(np.array([-1.0]))
"""


def _checks(notebook: SourceNotebook, assignment: Assignment) -> Iterator[Check]:
    for cell in notebook.cells:
        declared = assignment.book[cell.check[0]] if cell.check else None
        if isinstance(declared, Exercise):
            yield Check(str(cell.grade_id), declared, assignment.seed)


def _quizzes(notebook: SourceNotebook, assignment: Assignment) -> Iterator[tuple[str, tuple[Quiz, str]]]:
    """(check cell, (quiz, name of the answer))."""
    for cell in notebook.cells:
        declared = assignment.book[cell.check[0]] if cell.check else None
        if isinstance(declared, Quiz) and cell.check:
            yield str(cell.grade_id), (declared, cell.check[1])


def _wrong_choice(quiz: Quiz) -> tuple[str, str | None]:
    """The first one, and what it is named as."""
    choice = next(each for each in quiz.choices if each != quiz.answer)
    return choice, quiz.wrong[choice].slug if quiz.wrong else None


def _probes(notebook: SourceNotebook, assignment: Assignment) -> Iterator[tuple[str, tuple[Probe, str]]]:
    """(check cell, (probe, name of the answer))."""
    for cell in notebook.cells:
        declared = assignment.book[cell.check[0]] if cell.check else None
        if isinstance(declared, Probe) and declared.poor_ones and cell.check:
            yield str(cell.grade_id), (declared, cell.check[1])


def _answered_in(homework: Homework, check: str) -> NotebookNode:
    """The cell of the student's before a check cell."""
    before = homework.notebook.cells[: homework.notebook.cells.index(homework.cell(check))]
    return [each for each in before if each.metadata.get("nbgrader", {}).get("solution")][-1]


def _as_source(inputs: Inputs) -> str:
    made = (f"{name!r}: np.array({np.asarray(value).tolist()})" for name, value in inputs.items())
    return "{" + ", ".join(made) + "}"
