"""The book of a course: the exercises and quizzes that its modules declare, by id.

A course names its modules in `c.Autograder.exercises`: a module or a folder in the course's folder ("exercises",
"week1.py"), or an installed package ("autograder.exercises"). Modules of a course's folder are loaded under a name
that no other course has, so that two courses whose folders are both called `exercises` live in one process.
"""

from __future__ import annotations

import contextlib
import difflib
import hashlib
import importlib
import importlib.util
import pkgutil
import re
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType

from .fingerprints import Fingerprints
from .probe import Declared
from .registry import DeclarationError, declared_in, forget_declared_below


class Book(Mapping[str, Declared]):
    """Every exercise, quiz and probe of a course by id, and a digest of what each depends on.

    places and folder are those that it was loaded from: another process can load it again.
    """

    def __init__(
        self, declared: Mapping[str, Declared], fingerprints: Fingerprints, places: Sequence[str], folder: Path | None
    ) -> None:
        self._declared, self._fingerprints = dict(sorted(declared.items())), fingerprints
        self.places, self.folder = tuple(places), folder

    def __getitem__(self, id: str) -> Declared:
        try:
            return self._declared[id]
        except KeyError:
            near = difflib.get_close_matches(str(id), self._declared, 1)
            hint = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(self._declared) or 'none'}."
            raise NoSuchExercise(f"No exercise {id!r} is declared. {hint}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._declared)

    def __len__(self) -> int:
        return len(self._declared)

    def __contains__(self, id: object) -> bool:
        return id in self._declared

    @property
    def local_places(self) -> list[Path]:
        """The files and folders of the course's own folder among its places."""
        found = [local_place(place, self.folder) for place in self.places] if self.folder else []
        return [path for path in found if path is not None]

    @property
    def modules(self) -> Mapping[str, Path]:
        """The files of the book by the name of their module."""
        return self._fingerprints.files

    def digest(self, id: str) -> str:
        """Fingerprint of a declaration: of its module, and of what this takes from other modules of the book."""
        return self._fingerprints.digest(self[id].module)


class NoSuchExercise(DeclarationError, KeyError):
    """No exercise has this id; the text names the nearest one."""

    __str__ = Exception.__str__


def load_book(places: Sequence[str], folder: Path | None = None) -> Book:
    """The book that these modules, folders or packages make; `folder` is the course's.

    Raises DeclarationError, with file and line, when a place does not exist, a module fails while it is loaded, or
    an id is declared twice. A book is loaded once in a process.
    """
    return _loaded(tuple(places), folder)


@cache
def _loaded(places: tuple[str, ...], folder: Path | None) -> Book:
    declared: dict[str, Declared] = {}
    files: dict[str, Path] = {}
    for place in places:
        for name, path in _modules_of(place, folder).items():
            files[name] = path
            for each in declared_in(name):
                first = declared.setdefault(each.id, each)
                if first is not each:
                    raise DeclarationError(
                        f"{each.id} is declared twice: {_shown(first.where, folder)} and "
                        f"{_shown(each.where, folder)}. Give one of them another id."
                    )
    helpers = {} if folder is None else _helpers.get(folder, {})  # what the course's own modules imported beside
    return Book(declared, Fingerprints(files, helpers), places, folder)


# --- finding and loading modules ----------------------------------------------------------------


def _modules_of(place: str, folder: Path | None) -> dict[str, Path]:
    """The loaded modules of a place: name and file."""
    local = None if folder is None else local_place(place, folder)
    if folder is not None and local is not None:
        return _local(local, folder)
    with contextlib.suppress(ImportError, ValueError):
        if importlib.util.find_spec(place) is not None:
            return _installed(place)
    near = [] if folder is None else difflib.get_close_matches(place, [path.stem for path in _candidates(folder)], 1)
    raise DeclarationError(
        f"c.Autograder.exercises names {place!r}: there is no such module or folder in {folder or 'the course'}, and "
        f"no installed package of that name." + (f" Did you mean {near[0]!r}?" if near else "")
    )


def _candidates(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.iterdir()) if path.is_dir() or path.suffix == ".py"]


def local_place(place: str, folder: Path) -> Path | None:
    """The file or folder of a module in the course's folder: "exercises", "exercises.py", "week1/exercises".

    Raises DeclarationError for one that is not inside it.
    """
    path = folder / place
    if ".." in Path(place).parts or path == folder or not path.is_relative_to(folder):
        raise DeclarationError(
            f"c.Autograder.exercises names {place!r}; expected a module or a folder inside {folder}."
        )
    for candidate in (path, path.with_name(f"{path.name}.py"), folder / place.replace(".", "/")):
        if candidate.is_dir() or (candidate.is_file() and candidate.suffix == ".py"):
            return candidate
    return None


@cache
def _local(path: Path, folder: Path) -> dict[str, Path]:
    """Load a module, or all modules of a folder, that belongs to a course."""
    root = f"_book_{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}"
    package = sys.modules.setdefault(root, ModuleType(root))
    package.__path__ = [str(folder)]
    files = [path] if path.is_file() else [each for each in sorted(path.rglob("*.py")) if not _is_hidden(each, path)]
    found: dict[str, Path] = {}
    with _importable(folder):
        for file in files:
            name = _name_of(file, root, folder)
            _load(name, _name_of(path, root, folder), folder)
            found[name] = file
    return found


def _is_hidden(path: Path, folder: Path) -> bool:
    """Whether it is an editor's own: .ipynb_checkpoints, or a file that begins with a dot."""
    return any(part.startswith(".") or part == "__pycache__" for part in path.relative_to(folder).parts)


def _name_of(path: Path, root: str, folder: Path) -> str:
    parts = path.relative_to(folder).with_suffix("").parts
    if not all(part.isidentifier() for part in parts):
        raise DeclarationError(
            f"{path.relative_to(folder)} cannot be imported: expected names of letters, digits and _. Rename it."
        )
    return ".".join((root, *(parts[:-1] if parts[-1] == "__init__" else parts)))


@cache
def _installed(name: str) -> dict[str, Path]:
    """Load an installed module, or all modules of a package."""
    package = _load(name, name, None)
    names = [info.name for info in pkgutil.walk_packages(getattr(package, "__path__", []), f"{name}.")]
    for each in names:
        if not each.endswith(".__main__"):
            _load(each, name, None)
    return {each: Path(str(sys.modules[each].__file__)) for each in (name, *names) if sys.modules[each].__file__}


def _load(name: str, place: str, folder: Path | None) -> ModuleType:
    """Import a module of a place; whatever goes wrong in it becomes a DeclarationError with file and line."""
    try:
        return importlib.import_module(name)
    except KeyboardInterrupt:
        raise
    except BaseException as problem:
        for loaded in [each for each in sys.modules if each == place or each.startswith(f"{place}.")]:
            del sys.modules[loaded]  # so that it is read again once it is mended
        forget_declared_below(place)
        where = _shown(_place_of(problem, folder), folder)
        raise DeclarationError(f"{where}: {_said(problem)}") from problem


def _place_of(problem: BaseException, folder: Path | None) -> tuple[str, int]:
    """File and line of what went wrong: of a syntax error, else of the last frame in the course's own folder."""
    if isinstance(problem, SyntaxError) and problem.filename:
        return problem.filename, problem.lineno or 0
    if isinstance(problem, DeclarationError) and problem.where:
        return problem.where
    frames = [each for each in traceback.extract_tb(problem.__traceback__) if "importlib" not in each.filename]
    own = [each for each in frames if folder is not None and Path(each.filename).is_relative_to(folder)]
    last = (own or frames)[-1]
    return last.filename, last.lineno or 0


def _said(problem: BaseException) -> str:
    if isinstance(problem, DeclarationError):
        return str(problem)
    text = problem.msg if isinstance(problem, SyntaxError) else str(problem)
    return re.sub(r"_book_\w{12}\.", "", f"{type(problem).__name__}: {text}")


def _shown(where: tuple[str, int], folder: Path | None) -> str:
    path = Path(where[0])
    if folder is not None and path.is_relative_to(folder):
        path = path.relative_to(folder)
    return f"{path}:{where[1]}"


def _is_own(file: Path, folder: Path) -> bool:
    """Whether a module is the course's, and not of an environment that was made inside its folder."""
    if not file.is_relative_to(folder) or file.suffix != ".py":
        return False
    return not any(part.startswith(".") or part == "site-packages" for part in file.relative_to(folder).parts)


_helpers: dict[Path, dict[str, Path]] = {}  # by the course's folder: name and file of what its modules import there


@contextlib.contextmanager
def _importable(folder: Path) -> Iterator[None]:
    """While a course's modules are loaded they may import what lies in its folder, such as its helper module.

    Afterwards those modules stand under their own names no longer: another course may have others of the same names.
    """
    before = set(sys.modules)
    sys.path.append(str(folder))  # behind Python's own: a statistics.py of the course does not take its place
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        for name in set(sys.modules) - before:
            file = getattr(sys.modules[name], "__file__", None)
            if not name.startswith("_book_") and file and _is_own(Path(file), folder):
                _helpers.setdefault(folder, {})[name] = Path(file)
                del sys.modules[name]
