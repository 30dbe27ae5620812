"""A course folder as nbgrader lays it out: its configuration, assignments, exercises and seeds."""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from nbgrader.coursedir import CourseDirectory
from traitlets.config.loader import Config

from ..declaring.book import Book, open_book
from ..errors import CourseError
from ..text import SafeText, is_safe_name
from .beside import Rules, modules_of, released_files, rules_of
from .config import course_folder, in_folder, load_config
from .database import GradebookRows, Opened, file_of, open_rows
from .files import our_notebook, write_atomically
from .kernels import other_language
from .others import Others
from .settings import Settings, settings_of
from .source import SourceNotebook, read_source
from .structure import assignment_row, sources_of

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

SEEDS_FILE = "autograder_seeds.json"
CHECKS_FILE = "checks.json"
LOG_FILE = "grader.log"  # beside the results
ANY = "ANY-STUDENT"
NOT_PYTHON = (
    "{path} is in {other}, and notebooks are graded in Python alone. nbgrader's own autograde grades this assignment: "
    "keep it in a course whose nbgrader_config.py does not call configure(c)."
)


@dataclass(frozen=True)
class Assignment:
    """An assignment with all that grading needs of it."""

    name: str
    notebooks: dict[str, SourceNotebook]
    seed: int
    files: dict[str, bytes]  # what lies beside the notebook at the student's, by its name with slashes
    book: Book  # the course's exercises
    digests_at_release: dict[str, str]  # of the exercises that it checks, by id; see `stamp`
    rules: Rules = field(default_factory=Rules)  # on files beside the notebook
    others: Others = field(default_factory=Others)  # what other assignments gave out

    @property
    def max_points(self) -> float:
        """Points of all graded cells."""
        return sum(cell.points for notebook in self.notebooks.values() for cell in notebook.cells)

    @property
    def check_ids(self) -> list[str]:
        """Ids of the exercises that its check cells name."""
        cells = (cell for notebook in self.notebooks.values() for cell in notebook.cells)
        return sorted({cell.check[0] for cell in cells if cell.check})

    @cached_property
    def modules(self) -> dict[tuple[str, str], str]:
        """What can be imported of the released files and of the course's helpers: see `modules_of`."""
        return modules_of(self.files, self.rules.helpers)

    @property
    def changed_since_release(self) -> list[str]:
        """Ids of the exercises whose declarations were edited after the release."""
        return [
            id
            for id in self.check_ids
            if id in self.digests_at_release and self.digests_at_release[id] != stamp(self.seed, self.book.digest(id))
        ]


def stamp(seed: int, digest: str) -> str:
    """A declaration's digest as students get it: whoever does not know the seed cannot try out what it is a digest of,
    such as the few answers that a quiz can have."""
    return hmac.digest(str(seed).encode(), digest.encode(), "sha256").hex()[:16]


def _is_folder(path: Path) -> bool:
    """Whether it is a folder, or may be one: what cannot be looked into is told when it is to be graded."""
    try:
        return path.is_dir()
    except PermissionError:
        return True


class Course:
    """The course in a folder. Raises CourseError when the folder is none."""

    def __init__(self, root: Path, config: Config | None = None) -> None:
        self.root = root.resolve()
        self.config = load_config(self.root) if config is None else config  # loaded already by a command
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
        return cls(course_folder(start))

    @cached_property
    def settings(self) -> Settings:
        """c.Autograder of nbgrader_config.py. Raises CourseError for what is no setting."""
        return settings_of(self.config, self.root)

    @cached_property
    def book(self) -> Book:
        """The exercises that the course declares, each loaded when it is asked for."""
        return open_book(tuple(self.settings.exercises), self.root)

    def path(self, step: str, student: str, assignment: str) -> Path:
        """Folder of a step ("source", "release", "submitted", "autograded", "feedback")."""
        directory = getattr(self.directory, f"{step}_directory")
        return Path(self.directory.format_path(directory, student, assignment))

    def results_path(self, assignment: str) -> Path:
        """Folder of an assignment's results and report."""
        return self.root / "results" / assignment

    def log_path(self, assignment: str) -> Path:
        """What went wrong while an assignment was graded."""
        return self.results_path(assignment) / LOG_FILE

    def gradebook(self) -> Gradebook:
        """The gradebook as nbgrader's own class, to be used as a context manager."""
        from .mapped import open_gradebook  # which loads as much as all else that grading needs

        return self._opened(open_gradebook)

    def gradebook_rows(self) -> GradebookRows:
        """The gradebook by its rows, to be used as a context manager."""
        return self._opened(open_rows)

    def _opened(self, open_it: Callable[[str, str], Opened]) -> Opened:
        if "?" in str(self.root) and str(self.root) in self.directory.db_url:
            raise CourseError(f"{self.root}: a ? in a path cuts the gradebook's address short. Rename the folder.")
        with in_folder(self.root):
            return open_it(self.directory.db_url, self.directory.course_id)

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

    def students(self, assignment: str) -> list[SafeText]:
        """Students with a folder in submitted/, but for those that `unusable` names."""
        return [name for name in self._handed_in(assignment) if is_safe_name(name)]

    def unusable(self, assignment: str) -> list[str]:
        """Names of folders in submitted/ that are no UTF-8, hide characters or steer a terminal: nobody can be graded
        by them, since the gradebook and every page would have another name than the folder."""
        return [name for name in self._handed_in(assignment) if not is_safe_name(name)]

    def handed_in(self, assignment: str) -> tuple[Path, Path]:
        """Where the students' folders lie, and where in each of them an assignment does."""
        submitted = self.path("submitted", ANY, assignment)
        depth = submitted.parts.index(ANY)
        return Path(*submitted.parts[:depth]), Path(*submitted.parts[depth + 1 :])

    def _handed_in(self, assignment: str) -> list[str]:
        """Names of the students' folders. A name is a name here, never a pattern."""
        above, below = self.handed_in(assignment)
        found = above.iterdir() if above.is_dir() else ()
        return sorted(path.name for path in found if _is_folder(path / below))

    def load(self, name: str) -> Assignment:
        """The released assignment. Raises CourseError when it was not released."""
        hint = f"Run: autograder release {name}"
        release = self.path("release", ".", name)
        with self.gradebook_rows() as book:
            known = assignment_row(book, name)
            if known is None:
                raise CourseError(f"{name} is not in the gradebook. {hint}")
            stored = sources_of(book, known.id)
        notebooks = {}
        for notebook_name, sources in sorted(stored.items()):
            path = release / f"{notebook_name}.ipynb"
            if not path.is_file():
                raise CourseError(f"{path} is missing. {hint}")
            released = our_notebook(path)
            other = other_language(released.metadata)
            if other:
                raise CourseError(NOT_PYTHON.format(path=path, other=other))
            notebooks[notebook_name] = read_source(notebook_name, released, sources, self.book)
        rules = rules_of(self.directory, self.config, name, self.settings.helpers)
        files = released_files(release, rules)
        digests = json.loads(files.get(CHECKS_FILE, b"{}")).get("digests", {})
        others = Others({other: self.path("release", ".", other) for other in self.assignment_names() if other != name})
        return Assignment(name, notebooks, self.seed(name), files, self.book, digests, rules, others)

    # seeds of the drawn cases

    @property
    def seeds_path(self) -> Path:
        """Beside the gradebook's file, or in the course's folder: who can read it can draw the cases."""
        file = file_of(self.directory.db_url, self.root)
        return (file.parent if file else self.root) / SEEDS_FILE

    def seed(self, assignment: str) -> int:
        """The assignment's secret; drawn and kept at the first call, the same for every student and regrade."""
        path = self.seeds_path
        seeds: dict[str, int] = json.loads(path.read_text()) if path.is_file() else {}
        if assignment not in seeds:
            seeds[assignment] = secrets.randbits(128)
            write_atomically(path, json.dumps(seeds, indent=1, sort_keys=True).encode())
            path.chmod(0o600)
        return seeds[assignment]
