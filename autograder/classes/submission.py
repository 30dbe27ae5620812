"""One student's graded submission, and its way to a line of results.jsonl and back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import nbformat

from gdkit.checking import STATUSES, Verdict

from ..grading.results import GradedCell, GradedNotebook
from ..text import SafeText, safe


@dataclass
class Submission:
    """One student's graded submission."""

    student: SafeText
    notebooks: list[GradedNotebook]
    flags: list[str] = field(default_factory=list)
    seconds: float = 0.0
    made_of: dict[str, Any] = field(default_factory=dict)  # digests of what was graded (see journal)
    kept: bool = False  # from an earlier run
    left_out: int = 0  # of the student's files: how many were not taken

    @property
    def points(self) -> float:
        """Points that are known; what waits for a person counts nothing yet."""
        return sum(notebook.points for notebook in self.notebooks)

    @property
    def waiting(self) -> float:
        """Points that wait for a person."""
        return sum(cell.max_points for n in self.notebooks for cell in n.cells if cell.points is None)

    @property
    def is_done(self) -> bool:
        """Whether the machine did all that it should, and it is written: only what people are to read waits."""
        cells = (cell for notebook in self.notebooks for cell in notebook.cells)
        left = any(cell.status == "ungraded" and cell.kind in ("check", "test") for cell in cells)
        return not left and "not-written" not in self.flags

    @property
    def unread(self) -> str:
        """Why notebooks of it could not be read, or that they are missing; empty where all were."""
        problems = [n.problem for n in self.notebooks if n.cells and n.cells[0].status in ("unreadable", "missing")]
        return " ".join(problems)

    @property
    def all_flags(self) -> list[str]:
        """Flags of the submission and of its notebooks."""
        return sorted({*self.flags, *(flag for notebook in self.notebooks for flag in notebook.flags)})

    def to_tree(self) -> dict[str, Any]:
        """One line of results.jsonl."""
        return {
            "student": self.student,
            "points": self.points,
            "waiting": self.waiting,
            "flags": self.all_flags,
            **({"left_out": self.left_out} if self.left_out else {}),
            "notebooks": [notebook.to_tree() for notebook in self.notebooks],
        }

    def forget_contents(self) -> None:
        """Let the notebooks go once they are written: a class of thousands does not fit into memory."""
        for notebook in self.notebooks:
            notebook.notebook = nbformat.from_dict({"cells": [], "metadata": {}})


def from_tree(tree: dict[str, Any], seconds: float) -> Submission:
    """A submission that an earlier run has graded; its notebooks lie in autograded/."""
    notebooks = [
        GradedNotebook(
            each["notebook"],
            nbformat.from_dict({"cells": [], "metadata": {}}),
            [_cell(cell) for cell in each["cells"]],
            list(each["flags"]),
            each["problem"],
            each["isolation"],
            tuple(each["unanswered"]),
        )
        for each in tree["notebooks"]
    ]
    of_notebooks = {flag for notebook in notebooks for flag in notebook.flags}
    flags = [flag for flag in tree["flags"] if flag not in of_notebooks]
    return Submission(safe(tree["student"]), notebooks, flags, seconds, left_out=int(tree.get("left_out", 0)))


def _cell(tree: dict[str, Any]) -> GradedCell:
    """Raises an exception, whichever, when the tree is no graded cell."""
    if tree["status"] not in STATUSES:
        raise ValueError(f"no status: {tree['status']!r}")
    float(tree["max_points"]), float(tree["points"] or 0.0)
    verdict = None
    if "exercise" in tree:
        verdict = Verdict(
            tree["exercise"],
            tree["fraction"],
            tree["status"],
            tree["mistake"],
            tree["message"],
            tree["hint"],
            tree["reread"],
            tree["parts"],
            example=tree["example"],
        )
    return GradedCell(
        tree["grade_id"],
        tree["kind"],
        tree["status"],
        tree["points"],
        tree["max_points"],
        verdict,
        tree["message"],
        tuple(tree["flags"]),
    )
