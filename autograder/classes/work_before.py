"""Whether what a person gave points to is still there, once a submission was graded again.

An earlier run has left the graded notebook; the student's own cells around a graded cell are compared with it.
"""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat import NotebookNode

from ..grading.notebook_file import written
from ..grading.results import GradedCell, GradedNotebook


class WorkBefore:
    """What an earlier run has graded of a submission. unchanged: the student's files are the same as then."""

    def __init__(self, folder: Path, *, unchanged: bool) -> None:
        self._folder, self._unchanged = folder, unchanged
        self._read: dict[str, tuple[NotebookNode, NotebookNode] | None] = {}

    def is_same(self, graded: GradedNotebook, cell: GradedCell) -> bool:
        """Whether the answer is what it was. What asks for a person by itself is, only where no file has changed."""
        if self._unchanged:
            return True
        if graded.problem or cell.asks:
            return False
        if graded.name not in self._read:
            self._read[graded.name] = self._both(graded)
        both = self._read[graded.name]
        if both is None:
            return False
        before, now = (_answer(notebook, cell.grade_id) for notebook in both)
        return before is not None and before == now

    def _both(self, graded: GradedNotebook) -> tuple[NotebookNode, NotebookNode] | None:
        """The notebook as it lies there, and the new one as it will; None where none can be read."""
        try:
            before = (self._folder / f"{graded.name}.ipynb").read_text("utf-8")
            return nbformat.v4.reads(before), nbformat.v4.reads(written(graded.notebook).decode())
        except Exception:  # it was taken away, or edited
            return None


def _answer(notebook: NotebookNode, grade_id: str) -> list[str] | None:
    """What the student may have written between the graded cell before and the one behind; None without the cell."""
    sources, found = list[str](), False
    for cell in notebook.cells:
        about = cell.metadata.get("nbgrader", {})
        graded = about.get("grade") or about.get("task")
        if graded and found:
            break
        if graded:
            found = about.get("grade_id") == grade_id
            sources = sources if found else []
        if not about.get("locked") and (found or not graded):
            sources.append(cell.source)
    return sources if found else None
