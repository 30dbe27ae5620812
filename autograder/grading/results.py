"""What grading gives: a result for each graded cell, and the notebook with its outputs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode

from gdkit.checking import Verdict

NO_ANSWER = "No response."  # nbgrader's comment
NO_ANSWER_SAID = "No answer was written."  # ours
# flags of a graded cell: a person is to look at it, even where its points are known
FOR_A_PERSON = {"tampered", "source-handed-in", "several-answers", "unplaced"}


@dataclass
class GradedCell:
    """What one graded cell earned. points is None while it waits for a person.

    stopped: it is "missing" because the cell that should define what is asked for ended with an error.
    """

    grade_id: str
    kind: str
    status: str
    points: float | None
    max_points: float
    verdict: Verdict | None = None
    message: str = ""
    flags: tuple[str, ...] = ()
    stopped: bool = False

    @property
    def asks(self) -> bool:
        """Whether a person is to look at this cell for what its flags tell."""
        return bool(FOR_A_PERSON & set(self.flags))

    def to_tree(self) -> dict[str, Any]:
        """The cell as a part of a line of results.jsonl."""
        tree: dict[str, Any] = {
            "grade_id": self.grade_id,
            "kind": self.kind,
            "status": self.status,
            "points": self.points,
            "max_points": self.max_points,
            "message": self.message,
            "flags": list(self.flags),
        }
        if self.verdict is not None:
            verdict = self.verdict
            tree |= {"exercise": verdict.id, "fraction": verdict.fraction, "mistake": verdict.mistake}
            tree |= {"hint": verdict.hint, "reread": verdict.reread, "parts": dict(verdict.parts)}
            tree |= {"example": verdict.example}
        if self.stopped:
            tree["stopped"] = True
        return tree


@dataclass
class GradedNotebook:
    """A graded notebook: with outputs, a result for each graded cell, and what was noticed on the way.

    isolation: how well the student's code was walled in (policy, among the walls); None when none ran.
    unanswered: ids of the student's cells that are as they were released.
    killed: whether a process of it was ended by SIGKILL, perhaps from outside.
    """

    name: str
    notebook: NotebookNode
    cells: list[GradedCell]
    flags: list[str] = field(default_factory=list)
    problem: str = ""
    isolation: str | None = None
    unanswered: tuple[str, ...] = ()
    killed: bool = False

    @property
    def points(self) -> float:
        """Points of all cells that have some."""
        return sum(cell.points or 0.0 for cell in self.cells)

    def to_tree(self) -> dict[str, Any]:
        """The notebook as a part of a line of results.jsonl."""
        return {
            "notebook": self.name,
            "points": self.points,
            "flags": sorted(set(self.flags)),
            "problem": self.problem,
            "isolation": self.isolation,
            "unanswered": list(self.unanswered),
            "cells": [cell.to_tree() for cell in self.cells],
        }
