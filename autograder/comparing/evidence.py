"""What both graders left of one cell that they differ on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isclose
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import determine_grade

from ..course.source import SourceCell, SourceNotebook
from ..grading.results import GradedCell
from ..intake.matching import read_file
from ..intake.reading import Unreadable, grade_id_of, read_notebook
from .stock import Ended, Key, Score

DEATHS = ("timeout", "memory", "crashed", "exited")
MAX_LOOKED = 5000  # files of a submission, of a source


@dataclass
class Case:
    """One graded cell with different results, and all that tells why.

    nbgrader, ours  the two results
    ended           how nbgrader ended on this student
    theirs          nbgrader's executed notebook, None where it left none
    mine            ours
    graded          our result in full
    submitted       what was handed in, None where it cannot be read
    source          the notebook as released
    beside          names of the files that lie beside the notebook, at the student's or in the source
    flags           ours, of the submission
    """

    key: Key
    nbgrader: Score
    ours: Score
    ended: Ended
    theirs: NotebookNode | None
    mine: NotebookNode | None
    graded: GradedCell | None
    submitted: NotebookNode | None
    source: SourceNotebook
    beside: frozenset[str] = frozenset()
    flags: Sequence[str] = ()
    tried: dict[str, Any] = field(default_factory=dict)  # by experiment: see `explain`

    @property
    def place(self) -> SourceCell | None:
        """The cell as it was released."""
        return self.source.by_id.get(self.key[2])

    @property
    def max_points(self) -> float:
        return self.ours.max_points


def same(a: float | None, b: float | None) -> bool:
    """Whether two results are the same points, but for the last digit of a share."""
    return a is b is None or (a is not None and b is not None and isclose(a, b, rel_tol=1e-9, abs_tol=1e-12))


def cell_of(notebook: NotebookNode | None, grade_id: str) -> NotebookNode | None:
    """The cell of this id."""
    cells = () if notebook is None else notebook.cells
    return next((cell for cell in cells if grade_id_of(cell) == grade_id), None)


def points_of(cell: NotebookNode | None, *, silenced: bool = False) -> float | None:
    """nbgrader's own points for an executed test cell; silenced: as if nothing had been written to stderr."""
    if cell is None or cell.cell_type != "code":
        return None
    cell = nbformat.from_dict(dict(cell))
    if silenced:
        cell.outputs = [each for each in cell.outputs if each.get("name") != "stderr"]
    try:
        points, _ = determine_grade(cell)
    except (ValueError, KeyError, TypeError):  # more than the maximum; no text
        return None
    return None if points is None else float(points)


def errors_in(notebook: NotebookNode | None) -> Iterator[tuple[str, str]]:
    """(type, text) of the errors that a notebook shows."""
    for cell in () if notebook is None else notebook.cells:
        for output in cell.get("outputs", ()):
            if output.output_type == "error":
                yield str(output.get("ename", "")), str(output.get("evalue", ""))


def handed_in(path: Path) -> NotebookNode | None:
    """A submitted notebook, None where there is none that can be read."""
    try:
        return read_notebook(read_file(path))
    except Unreadable:
        return None


def files_below(*folders: Path) -> frozenset[str]:
    """Names of the files and folders below some folders, without their endings too: as they are imported."""
    found: set[str] = set()
    for folder in folders:
        for number, path in enumerate(folder.rglob("*") if folder.is_dir() else ()):
            if number > MAX_LOOKED:
                break
            found |= {path.name} if path.suffix == ".ipynb" else {path.name, path.stem}
    return frozenset(found)


_MISSING = re.compile(
    r"No such file or directory: '([^']*)'|No module named '([\w.]*)'|^(?:File `')?([^\s:'`]+)(?:'`)? not found\.?"
)


def missing_file(case: Case) -> str | None:
    """The file that our run did not find although it lies beside the notebook."""
    return _not_found(case, case.mine, case.theirs)


def missing_notebook(case: Case) -> str | None:
    """The notebook that nbgrader's run did not find although it lies beside the one that is graded."""
    path = _not_found(case, case.theirs, case.mine)
    return path if path is not None and path.endswith(".ipynb") else None


def _not_found(case: Case, run: NotebookNode | None, other: NotebookNode | None) -> str | None:
    there = {text for _, text in errors_in(other)}
    for _, text in errors_in(run):
        match = _MISSING.search(text)
        if match and text not in there:
            path = next(group for group in match.groups() if group)
            names = {Path(path).name, *path.split(".")}
            if names & case.beside:
                return path
    return None


def language_of(source: SourceNotebook) -> str:
    """The language of a notebook, as it says itself; Python where it says nothing."""
    about: Mapping[str, Any] = source.notebook.metadata
    spec, info = about.get("kernelspec", {}), about.get("language_info", {})
    return str(info.get("name") or spec.get("language") or "python").lower()


def ids_of(notebook: NotebookNode | None) -> list[str]:
    """nbgrader's ids of the cells, in their order."""
    return [id for cell in (() if notebook is None else notebook.cells) if (id := grade_id_of(cell)) is not None]


def text_is_there(case: Case) -> bool:
    """Whether the cell's text stands in a cell that has lost its id."""
    place = case.place
    cells = () if case.submitted is None or place is None else case.submitted.cells
    return place is not None and any(
        grade_id_of(cell) is None and cell.source.strip() == place.released.strip() for cell in cells
    )


def without_id(case: Case) -> NotebookNode | None:
    """The cell of the same text in nbgrader's executed notebook, which has lost its id."""
    place = case.place
    for cell in () if case.theirs is None else case.theirs.cells:
        if grade_id_of(cell) is None and place is not None and cell.source.strip() == place.released.strip():
            return cell
    return None


def as_tree(value: object) -> Any:
    """Whatever evidence there is, as JSON has it."""
    return json.loads(json.dumps(value, default=str))
