"""Finds and loads the modules of a book.

Modules of a course's folder are loaded under a name that no other course has, so that two courses whose folders are
both called `exercises` live in one process.
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
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from .places import local_place
from .registry import DeclarationError, forget_declared_below

OWN = "_book_"  # so begin the names of modules of courses' own folders


class Module(NamedTuple):
    """A module to be loaded: its file, and the name of the module or package that the course's settings mean."""

    file: Path
    place: str


def modules_of(place: str, folder: Path | None) -> dict[str, Module]:
    """What there is to be loaded of a place, by the name of the module. Raises DeclarationError for no place."""
    local = None if folder is None else local_place(place, folder)
    if folder is not None and local is not None:
        return _local(local, folder)
    with contextlib.suppress(ImportError, ValueError):
        spec = importlib.util.find_spec(place)
        if spec is not None:
            return _installed(spec)
    near = [] if folder is None else difflib.get_close_matches(place, [path.stem for path in _candidates(folder)], 1)
    raise DeclarationError(
        f"c.Autograder.exercises names {place!r}: there is no such module or folder in {folder or 'the course'}, and "
        f"no installed package of that name." + (f" Did you mean {near[0]!r}?" if near else "")
    )


def _candidates(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.iterdir()) if path.is_dir() or path.suffix == ".py"]


def _local(path: Path, folder: Path) -> dict[str, Module]:
    """A module, or all modules of a folder, that belongs to a course."""
    root = f"{OWN}{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}"
    package = sys.modules.setdefault(root, ModuleType(root))
    package.__path__ = [str(folder)]
    files = [path] if path.is_file() else [each for each in sorted(path.rglob("*.py")) if not _is_hidden(each, path)]
    place = _name_of(path, root, folder)
    return {_name_of(file, root, folder): Module(file, place) for file in files}


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


def _installed(spec: ModuleSpec) -> dict[str, Module]:
    """An installed module, or all modules of a package, none of which is loaded to find them."""
    found = {spec.name: Path(spec.origin)} if spec.origin and Path(spec.origin).is_file() else {}
    for folder in spec.submodule_search_locations or ():
        found |= _below(Path(folder), spec.name)
    return {name: Module(file, spec.name) for name, file in found.items()}


def _below(folder: Path, package: str) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for _, short, is_package in pkgutil.iter_modules([str(folder)]):
        name, file = f"{package}.{short}", folder / f"{short}.py"
        if is_package:
            found |= {name: folder / short / "__init__.py"} | _below(folder / short, name)
        elif file.is_file() and short != "__main__":
            found[name] = file
    return found


def load(name: str, place: str, folder: Path | None) -> None:
    """Import a module of a place; whatever goes wrong in it becomes a DeclarationError with file and line."""
    folder = folder if name.startswith(OWN) else None
    try:
        with contextlib.nullcontext() if folder is None else _importable(folder):
            importlib.import_module(name)
    except KeyboardInterrupt:
        raise
    except BaseException as problem:
        forget(place, folder)  # so that it is read again once it is mended
        where = shown(_place_of(problem, folder), folder)
        raise DeclarationError(f"{where}: {_said(problem)}") from problem


def forget(place: str, folder: Path | None) -> None:
    """The modules of a place, by its name as a module's, are read again when they are asked for."""
    for loaded in [each for each in sys.modules if each == place or each.startswith(f"{place}.")]:
        del sys.modules[loaded]
    forget_declared_below(place)
    if folder is not None:
        _helpers.pop(folder, None)


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
    return re.sub(rf"{OWN}\w{{12}}\.", "", f"{type(problem).__name__}: {text}")


def shown(where: tuple[str, int], folder: Path | None) -> str:
    path = Path(where[0])
    if folder is not None and path.is_relative_to(folder):
        path = path.relative_to(folder)
    return f"{path}:{where[1]}"


def _is_own(file: Path, folder: Path) -> bool:
    """Whether a module is the course's, and not of an environment that was made inside its folder."""
    if not file.is_relative_to(folder) or file.suffix != ".py":
        return False
    return not any(part.startswith(".") or part == "site-packages" for part in file.relative_to(folder).parts)


_helpers: dict[Path, dict[str, ModuleType]] = {}  # by the course's folder: what its modules import there, by name


def helpers_of(folder: Path | None) -> dict[str, Path]:
    """Name and file of what the modules of a course that were loaded import in its folder beside each other."""
    return {name: Path(str(module.__file__)) for name, module in _helpers.get(folder, {}).items()} if folder else {}


@contextlib.contextmanager
def _importable(folder: Path) -> Iterator[None]:
    """While a course's modules are loaded they may import what lies in its folder, such as its helper module.

    Afterwards those modules stand under their own names no longer: another course may have others of the same names.
    """
    own = _helpers.setdefault(folder, {})
    before = set(sys.modules)
    sys.modules.update({name: module for name, module in own.items() if name not in before})
    sys.path.append(str(folder))  # behind Python's own: a statistics.py of the course does not take its place
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        for name in set(sys.modules) - before:
            file = getattr(sys.modules[name], "__file__", None)
            if not name.startswith(OWN) and file and _is_own(Path(file), folder):
                own[name] = sys.modules.pop(name)
