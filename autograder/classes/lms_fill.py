"""Points into the file that an LMS exported.

A column is filled, never made, and what is not ours to write stays: excused students, grades that the LMS has locked,
students who handed nothing in, what a person wrote to a student. Nobody is left out without a line.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from ..text import SafeText, safe
from .export import cell as guarded
from .lms_forms import Column, LmsFile, is_test_student
from .lms_people import Matched, Row, listed
from .lms_table import number_for, number_in
from .scores import Scores
from .standing import StudentResult

OURS = "Points: "  # how a comment of ours begins: such a one is written anew, any other stays


@dataclass(frozen=True)
class Choice:
    """How to fill: partial writes what is known although more waits for a person, missing_zero gives 0 to who handed
    nothing in, scale turns our points into those of the LMS."""

    partial: bool = False
    missing_zero: bool = False
    scale: bool = False


@dataclass
class Told:
    """What was done with a column: problems are those for which a grade is not where it should be."""

    assignment: str
    title: str
    graded: int
    filled: int = 0
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Left:
    """Why a cell stays as it is; a problem where a grade of ours is lost by it."""

    why: str
    problem: bool = False


WAITS = Left("left out, since points wait for a person (--partial writes what is known)", problem=True)
ASKED = Left(
    "left out, since a person is to look at the work first, as autograder report says "
    "(--partial writes the points that it has now)",
    problem=True,
)
LOCKED = Left("not written: the LMS says that the grade cannot be changed", problem=True)
NOT_ASSIGNED = Left("not written: the LMS says N/A, the assignment is not theirs", problem=True)
NOT_GRADED = Left("handed in and not graded yet", problem=True)
PERHAPS = Left("no 0 written: they may be one of the graded students who are not in the file", problem=True)
EXCUSED = Left("excused in the LMS, which stays")
TEST = Left("Canvas's test student, who gets no grade")
NOTHING = Left("handed nothing in, their cells stay as they are")
COMMENTED = Left("a person's comment stands in the LMS and stays")


class Filling:
    """One column of a file, and what is to go into it.

    matched: whose each row is; handed_in: who has a folder in submitted/; comments: what is said to each student
    """

    def __init__(
        self,
        file: LmsFile,
        column: Column,
        scores: Scores,
        matched: Matched,
        *,
        choice: Choice,
        handed_in: Collection[str] = (),
        comments: Mapping[str, SafeText] | None = None,
    ) -> None:
        self._file, self._column, self._scores, self._matched = file, column, scores, matched
        self._choice, self._handed_in, self._comments = choice, handed_in, comments or {}
        self._unclear = {row.at for row, _ in matched.unclear}
        self._lost = sorted(set(scores.students) - set(matched.students.values()))
        self._left: dict[Left, list[Row]] = {}
        self._limits: set[float] = set()
        self._above: list[Row] = []

    def fill(self) -> Told:
        """Fill the column, and tell what was done."""
        table, column = self._file.table, self._column
        told = Told(self._scores.assignment, column.title, len(self._scores.students))
        comma = any("," in each for each in self._numbers())
        for row in self._file.rows:
            result = self._scores.students.get(self._matched.students.get(row.at, ""))
            left = self._why_left(row, result)
            if left is TEST and result is None:
                continue
            if left is not None:
                self._left.setdefault(left, []).append(row)
            elif row.at not in self._unclear:  # those are told apart
                table.put(row.at, column.at, number_for(self._points(row, result), comma=comma))
                told.filled += result is not None
                if result is not None:
                    self._comment(row, result)
        self._tell(told)
        return told

    def _points(self, row: Row, result: StudentResult | None) -> float:
        points = 0.0 if result is None else result.points
        text = self._file.table.cell(row.at, self._column.limit)
        limit = self._column.most if self._column.limit is None else number_in(text)
        if limit is None or result is None:
            return points
        self._limits.add(limit)
        if self._choice.scale and self._scores.max_points:
            points *= limit / self._scores.max_points
        if points > limit:
            self._above.append(row)
        return points

    def _numbers(self) -> Iterable[str]:
        """Cells that show how the LMS writes numbers."""
        for row in self._file.table.rows:
            for at in (self._column.at, self._column.limit):
                text = self._file.table.cell(row, at)
                if number_in(text) is not None:
                    yield text

    def _why_left(self, row: Row, result: StudentResult | None) -> Left | None:
        """Why the cell of a row stays as it is; None where it is filled."""
        if self._file.lms == "Canvas" and is_test_student(row):
            return TEST
        there = self._file.table.cell(row.at, self._column.at).strip()
        if there.casefold() == "ex":
            return EXCUSED
        if result is None:
            return self._why_no_zero(row)
        if there == "N/A":
            return NOT_ASSIGNED
        if self._file.table.cell(row.at, self._column.locked).strip() == "No":
            return LOCKED
        if self._choice.partial or not result.is_undecided:
            return None
        return WAITS if result.waiting else ASKED

    def _why_no_zero(self, row: Row) -> Left | None:
        """The same for a row of which nothing was graded."""
        student = self._matched.students.get(row.at)
        if student in self._handed_in:
            return NOT_GRADED
        if row.at in self._unclear:
            return None
        if not self._choice.missing_zero:
            return NOTHING
        return PERHAPS if student is None and self._lost else None

    def _comment(self, row: Row, result: StudentResult) -> None:
        at, table = self._column.comments, self._file.table
        if at is None or result.student not in self._comments:
            return
        there = table.cell(row.at, at).strip()
        if there and not there.startswith(OURS):
            self._left.setdefault(COMMENTED, []).append(row)
        else:
            table.put(row.at, at, guarded(safe(OURS + self._comments[result.student])))

    def _tell(self, told: Told) -> None:
        most = self._scores.max_points
        for limit in sorted(self._limits - {most}):
            how = "turned into the LMS's" if self._choice.scale else "written as they are (--scale turns them)"
            told.notes.append(f"{most:g} points can be earned, {limit:g} in the LMS: ours are {how}")
        if self._above and self._file.lms == "Moodle":
            told.problems.append(f"more than Moodle's maximum, which it does not take: {listed(self._above)}")
        if self._matched.by_name:
            told.notes.append(f"found by their name alone: {listed(self._matched.by_name)}")
        asked = sorted(
            student
            for student, result in self._scores.students.items()
            if not result.waiting and any(cell.mark.asks for cell in result.cells)
        )
        if asked and self._choice.partial:
            told.notes.append(f"a person should still look at the work of: {', '.join(asked)}")
        for left, rows in self._left.items():
            (told.problems if left.problem else told.notes).append(f"{left.why}: {listed(rows)}")
        told.problems += [f"not written: {listed([row])}: {why}" for row, why in self._matched.unclear]
        if self._lost:
            told.problems.append(f"graded, and no row of the file is theirs: {', '.join(self._lost)}")
