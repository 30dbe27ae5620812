"""A course folder as nbgrader lays it out: its configuration, assignments, notebooks and seeds."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import compute_checksum
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from . import exercises
from .declarations import Exercise, Quiz
from .errors import WrongUse

CONFIG_FILE = "nbgrader_config.py"
SEEDS_FILE = "autograder_seeds.json"
CHECKS_FILE = "checks.json"


class CourseError(WrongUse):
    """Something about the course folder is not as it must be; the text says what to do."""


@dataclass(frozen=True)
class SourceCell:
    """One cell of the released notebook.

    kind    "check" (judged: `check(id, name)`), "test" (asserts run in the student's process), "manual" (an answer
            in words), "task" (a task with a mark scheme), "solution" (the student writes), "locked", or "free"
    check   (exercise id, name in the student's notebook) of a check cell
    """

    cell: nbformat.NotebookNode
    grade_id: str | None
    kind: str
    points: float = 0.0
    check: tuple[str, str] | None = None
    released: str = ""  # the source as students got it

    @property
    def graded(self) -> bool:
        """Whether it carries points."""
        return self.kind in ("check", "test", "manual", "task")


@dataclass(frozen=True)
class SourceNotebook:
    """A notebook of an assignment as it was released, with the test cells that the gradebook keeps."""

    name: str
    notebook: nbformat.NotebookNode
    cells: tuple[SourceCell, ...]

    @cached_property
    def by_id(self) -> dict[str, SourceCell]:
        """The cells that nbgrader knows, by their grade_id."""
        return {cell.grade_id: cell for cell in self.cells if cell.grade_id}


@dataclass(frozen=True)
class Assignment:
    """An assignment with all that grading needs of it."""

    name: str
    notebooks: dict[str, SourceNotebook]
    seed: int
    files: dict[str, bytes]  # what lies beside the notebook at the student's
    digest_at_release: str | None

    @property
    def max_points(self) -> float:
        """Points of all graded cells."""
        return sum(cell.points for notebook in self.notebooks.values() for cell in notebook.cells)

    @property
    def check_ids(self) -> list[str]:
        """Ids of the exercises that its check cells name."""
        cells = (cell for notebook in self.notebooks.values() for cell in notebook.cells)
        return sorted({cell.check[0] for cell in cells if cell.check})

    @property
    def changed_since_release(self) -> bool:
        """Whether the exercises' declarations were edited after the release."""
        return self.digest_at_release not in (None, exercises.digest(self.check_ids))


class Course:
    """The course in a folder. Raises CourseError when the folder is none."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        path = self.root / CONFIG_FILE
        if not path.is_file():
            raise CourseError(f"{self.root} has no {CONFIG_FILE}. Run in the course's folder or give --course FOLDER.")
        with _in_folder(self.root), contextlib.redirect_stdout(io.StringIO()):
            self.config: Config = PyFileConfigLoader(CONFIG_FILE, path=str(self.root)).load_config()
        self.config.CourseDirectory.root = str(self.root)
        self.directory = CourseDirectory(config=self.config)

    @classmethod
    def of(cls, directory: CourseDirectory, config: Config) -> Course:
        """The course that one of nbgrader's own programs works on, with the options it was given."""
        course = cls.__new__(cls)
        course.root = Path(directory.root).resolve()
        course.config, course.directory = config, directory
        return course

    @classmethod
    def find(cls, start: Path) -> Course:
        """The course of `start` or of the nearest folder above it."""
        for folder in (start.resolve(), *start.resolve().parents):
            if (folder / CONFIG_FILE).is_file():
                return cls(folder)
        raise CourseError(f"There is no {CONFIG_FILE} in {start} or above. Give --course FOLDER.")

    def path(self, step: str, student: str, assignment: str) -> Path:
        """Folder of a step ("source", "release", "submitted", "autograded", "feedback")."""
        directory = getattr(self.directory, f"{step}_directory")
        return Path(self.directory.format_path(directory, student, assignment))

    def results_path(self, assignment: str) -> Path:
        """Folder of an assignment's results and report."""
        return self.root / "results" / assignment

    def gradebook(self) -> Gradebook:
        """The gradebook, to be used as a context manager."""
        with _in_folder(self.root):
            return Gradebook(self.directory.db_url, self.directory.course_id)

    # assignments

    def assignment_names(self) -> list[str]:
        """Names of the assignments in the source folder."""
        sources = self.path("source", ".", "*").parent
        return sorted(path.name for path in sources.iterdir() if any(path.glob("*.ipynb"))) if sources.is_dir() else []

    def resolve(self, short: str) -> str:
        """The assignment whose name is, or begins with, `short`: "03" -> "03-one-minibatch-by-hand"."""
        names = self.assignment_names()
        if short in names:
            return short
        found = [name for name in names if name.startswith(short)]
        if len(found) == 1:
            return found[0]
        listed = ", ".join(found or names) or "none"
        raise CourseError(f"{len(found) or 'No'} assignments match {short!r}; there are: {listed}.")

    def students(self, assignment: str) -> list[str]:
        """Students with a folder in submitted/."""
        submitted = self.path("submitted", "*", assignment)
        pattern = str(submitted.relative_to(self.root))
        depth = Path(pattern).parts.index("*")
        return sorted(path.relative_to(self.root).parts[depth] for path in self.root.glob(pattern) if path.is_dir())

    def load(self, name: str) -> Assignment:
        """The released assignment. Raises CourseError when it was not released."""
        hint = f"Run: autograder release {name}"
        release = self.path("release", ".", name)
        with self.gradebook() as book:
            try:
                known = book.find_assignment(name).notebooks
            except MissingEntry:
                raise CourseError(f"{name} is not in the gradebook. {hint}") from None
            stored = {notebook.name: {cell.name: cell.source for cell in notebook.source_cells} for notebook in known}
        notebooks = {}
        for notebook_name, sources in sorted(stored.items()):
            path = release / f"{notebook_name}.ipynb"
            if not path.is_file():
                raise CourseError(f"{path} is missing. {hint}")
            notebooks[notebook_name] = read_source(notebook_name, nbformat.read(path, 4), sources)
        files = {
            path.name: path.read_bytes()
            for path in sorted(release.glob("*"))
            if path.suffix != ".ipynb" and path.is_file()
        }
        checks = json.loads(files.get(CHECKS_FILE, b"{}"))
        return Assignment(name, notebooks, self.seed(name), files, checks.get("digest"))

    # seeds of the drawn cases

    @property
    def seeds_path(self) -> Path:
        """Kept beside the gradebook: who can read it can draw the cases."""
        url = self.directory.db_url
        folder = Path(url.removeprefix("sqlite:///")).parent if url.startswith("sqlite:///") else self.root
        return folder / SEEDS_FILE

    def seed(self, assignment: str) -> int:
        """The assignment's seed; drawn and kept at the first call, the same for every student and regrade."""
        path = self.seeds_path
        seeds: dict[str, int] = json.loads(path.read_text()) if path.is_file() else {}
        if assignment not in seeds:
            seeds[assignment] = secrets.randbits(63)
            write_atomically(path, json.dumps(seeds, indent=1, sort_keys=True).encode())
            path.chmod(0o600)
        return seeds[assignment]


def read_source(name: str, notebook: nbformat.NotebookNode, stored: dict[str, str]) -> SourceNotebook:
    """The cells of a released notebook; `stored` has the sources of the test cells with what the release hides."""
    cells = []
    for cell in notebook.cells:
        meta = cell.metadata.get("nbgrader", {})
        grade_id = meta.get("grade_id")
        kind, points, check, released = "free", 0.0, None, cell.source
        if grade_id:
            cell = nbformat.from_dict(dict(cell))
            graded, solution = meta.get("grade", False), meta.get("solution", False)
            points = float(meta.get("points", 0) or 0) if graded or meta.get("task") else 0.0
            kind = "solution" if solution else "locked"
            if meta.get("task"):
                kind = "task"
            elif graded and solution:
                kind = "manual"
            elif graded:
                cell.source = stored.get(grade_id, cell.source)
                if cell.source != released:
                    cell.metadata.nbgrader["checksum"] = compute_checksum(cell)
                check = parse_check(cell.source)
                kind = "check" if check else "test"
        cells.append(SourceCell(cell, grade_id, kind, points, check, released))
    return SourceNotebook(name, notebook, tuple(cells))


def parse_check(source: str) -> tuple[str, str] | None:
    """(id, name) when the cell is `check("id", name)` with a declared id, apart from imports and comments."""
    try:
        statements = [node for node in ast.parse(source).body if not isinstance(node, ast.Import | ast.ImportFrom)]
    except SyntaxError:
        return None
    match statements:
        case [ast.Expr(ast.Call(ast.Name("check"), [ast.Constant(str(id)), ast.Name(name)], []))]:
            return (id, name) if exercises.find(id) else None
    return None


def exercise_of(id: str) -> Exercise | Quiz:
    """The declared exercise. Raises CourseError when there is none."""
    found = exercises.find(id)
    if found is None:
        raise CourseError(f"No exercise {id!r} is declared; there are: {', '.join(exercises.all_exercises())}.")
    return found


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    temporary.write_bytes(content)
    temporary.replace(path)


@contextlib.contextmanager
def _in_folder(folder: Path) -> Iterator[None]:
    with contextlib.chdir(folder):
        yield


def as_json_line(tree: Any) -> str:
    """One line of JSON, the same for the same tree."""
    return json.dumps(tree, sort_keys=True, ensure_ascii=False)
