"""Makes an nbgrader course of cells, released by nbgrader itself, and what students hand in."""

from __future__ import annotations

import copy
import json
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zlib import crc32

import nbformat
from nbformat import NotebookNode
from nbgrader.converters import GenerateAssignment

from autograder.course.course import Course
from autograder.course.interpreter import put_interpreter_on_path

NAME = "hw1"
STUB = "# YOUR CODE HERE\nraise NotImplementedError()"


@dataclass(frozen=True)
class Cell:
    """A cell of a source notebook. id None: a cell that nbgrader does not know."""

    source: str
    id: str | None = None
    kind: str = "code"
    points: float | None = None
    grade: bool = False
    solution: bool = False
    locked: bool = False
    task: bool = False

    def node(self) -> NotebookNode:
        """The cell as a notebook has it."""
        make = nbformat.v4.new_markdown_cell if self.kind == "markdown" else nbformat.v4.new_code_cell
        cell = make(self.source)
        cell["id"] = re.sub(r"\W", "-", self.id or f"free-{crc32(self.source.encode())}")[:60]
        if self.id is not None:
            marks: dict[str, Any] = {"grade": self.grade, "grade_id": self.id, "locked": self.locked}
            marks |= {"schema_version": 3, "solution": self.solution, "task": self.task, "cell_type": self.kind}
            if self.points is not None:
                marks["points"] = self.points
            cell.metadata["nbgrader"] = marks
        return cell


def words(source: str) -> Cell:
    """A text that nbgrader does not know."""
    return Cell(source, kind="markdown")


def free(source: str) -> Cell:
    """A code cell that nbgrader does not know."""
    return Cell(source)


def given(id: str, source: str) -> Cell:
    """A code cell that students must not change."""
    return Cell(source, id, locked=True)


def solution(id: str, source: str) -> Cell:
    """A cell that the student writes; all of it is the solution where no region is marked."""
    if "BEGIN" not in source:
        source = f"### BEGIN SOLUTION\n{source}\n### END SOLUTION"
    return Cell(source, id, solution=True)


def check(id: str, source: str, points: float = 1.0, *, locked: bool = True) -> Cell:
    """A cell of tests."""
    return Cell(source, id, points=points, grade=True, locked=locked)


def answer(id: str, source: str, points: float = 2.0, kind: str = "markdown") -> Cell:
    """An answer that a person grades."""
    return Cell(source, id, kind=kind, points=points, grade=True, solution=True)


def task(id: str, source: str, points: float = 3.0) -> Cell:
    """A task that a person grades."""
    return Cell(source, id, kind="markdown", points=points, locked=True, task=True)


Edit = Callable[[NotebookNode], None]


@dataclass(frozen=True)
class Work:
    """What a student hands in, beginning with the solved notebook or with the one that was given out.

    answers  new sources of cells, by id
    edit     what else is done to the notebook
    files    beside the notebooks; None removes a notebook of this name
    renamed  new names of notebooks
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    edit: Edit | None = None
    files: Mapping[str, bytes | None] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    solved: bool = True


@dataclass(frozen=True)
class Sample:
    """A course, its submissions, and what is to come out.

    notebooks  by name
    files      beside the notebooks, in the source
    beside     in the course's folder
    differs    (student, cell): the reason why nbgrader gives other points
    points     by student: all points that ours knows
    """

    name: str
    notebooks: Mapping[str, tuple[Cell, ...]]
    work: Mapping[str, Work] = field(default_factory=dict)
    config: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)
    beside: Mapping[str, bytes] = field(default_factory=dict)
    kernel: Mapping[str, str] = field(
        default_factory=lambda: {"name": "python3", "display_name": "Python 3", "language": "python"}
    )
    differs: Mapping[tuple[str, str], str] = field(default_factory=dict)
    points: Mapping[str, float] = field(default_factory=dict)
    release: bool = True


def make(sample: Sample, root: Path, name: str = NAME) -> Path:
    """Write the course, released by nbgrader alone, with everything that was handed in.

    name: of the assignment; samples without a configuration of their own may be assignments of one course.
    """
    put_interpreter_on_path()  # nbgrader starts `alembic` by name
    root.mkdir(parents=True, exist_ok=True)
    (root / "nbgrader_config.py").write_text(f"c = get_config()\nc.CourseDirectory.course_id = 'x'\n{sample.config}")
    _write(root, sample.beside)
    course = Course(root)
    source = course.path("source", ".", name)
    source.mkdir(parents=True)
    _write(source, sample.files)
    notebooks = {each: _notebook(sample, cells) for each, cells in sample.notebooks.items()}
    for each, notebook in notebooks.items():
        nbformat.write(notebook, source / f"{each}.ipynb")
    course.directory.assignment_id = name
    converter = GenerateAssignment(coursedir=course.directory, config=course.config)
    converter.start()
    folder = course.path("release", ".", name)
    released = {each: nbformat.read(folder / f"{each}.ipynb", 4) for each in sample.notebooks}
    for student, work in sample.work.items():
        _hand_in(course.path("submitted", student, name), work, released, notebooks)
    if not sample.release:
        shutil.rmtree(folder)
        (root / "gradebook.db").unlink()
    return root


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def _notebook(sample: Sample, cells: tuple[Cell, ...]) -> NotebookNode:
    about = {"kernelspec": dict(sample.kernel), "language_info": {"name": sample.kernel.get("language", "python")}}
    return nbformat.v4.new_notebook(cells=[cell.node() for cell in cells], metadata=about)


def _hand_in(
    folder: Path, work: Work, released: Mapping[str, NotebookNode], notebooks: Mapping[str, NotebookNode]
) -> None:
    folder.mkdir(parents=True)
    for name, notebook in released.items():
        mine = copy.deepcopy(notebook)
        sources = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell.source for cell in notebooks[name].cells}
        for cell in mine.cells:
            marks = cell.metadata.get("nbgrader", {})
            id = marks.get("grade_id")
            if work.solved and marks.get("solution"):
                cell.source = _solved(sources[id])
            cell.source = work.answers.get(id, cell.source)
        if work.edit is not None:
            work.edit(mine)
        (folder / f"{work.renamed.get(name, name)}.ipynb").write_text(json.dumps(mine, indent=1), encoding="utf-8")
    for name, content in work.files.items():
        path = folder / name
        if content is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def _solved(source: str) -> str:
    return "\n".join(line for line in source.split("\n") if "BEGIN " not in line and "END " not in line)


# what students, and their tools, do to a notebook


def index_of(notebook: NotebookNode, id: str) -> int:
    """Where the cell of this id stands."""
    return next(n for n, cell in enumerate(notebook.cells) if cell.metadata.get("nbgrader", {}).get("grade_id") == id)


def delete(id: str) -> Edit:
    """The cell is gone."""

    def edit(notebook: NotebookNode) -> None:
        del notebook.cells[index_of(notebook, id)]

    return edit


def move(id: str, before: str) -> Edit:
    """The cell stands before another one."""

    def edit(notebook: NotebookNode) -> None:
        cell = notebook.cells.pop(index_of(notebook, id))
        notebook.cells.insert(index_of(notebook, before), cell)

    return edit


def duplicate(id: str) -> Edit:
    """The cell is there twice, with its marks."""

    def edit(notebook: NotebookNode) -> None:
        at = index_of(notebook, id)
        again = copy.deepcopy(notebook.cells[at])
        again["id"] = f"{again['id'][:50]}-again"
        notebook.cells.insert(at + 1, again)

    return edit


def unmark(*ids: str) -> Edit:
    """The cells have lost nbgrader's marks; all of them where none is named."""

    def edit(notebook: NotebookNode) -> None:
        for cell in notebook.cells:
            if not ids or cell.metadata.get("nbgrader", {}).get("grade_id") in ids:
                cell.metadata.pop("nbgrader", None)

    return edit


def insert(source: str, before: str) -> Edit:
    """A cell of the student's own."""

    def edit(notebook: NotebookNode) -> None:
        cell = nbformat.v4.new_code_cell(source)
        cell["id"] = "mine"
        notebook.cells.insert(index_of(notebook, before), cell)

    return edit


def both(*edits: Edit) -> Edit:
    """Several, in turn."""

    def edit(notebook: NotebookNode) -> None:
        for each in edits:
            each(notebook)

    return edit
