"""What a course's notebooks import beyond installed packages: where it lies, and what must stay hidden beside it."""

from __future__ import annotations

import difflib
import importlib.util
from collections.abc import Iterator
from pathlib import Path

from ..errors import CourseError
from ..sandbox.warm_process import WarmProcess
from .settings import Settings


def warm_process(settings: Settings, folder: Path, *, wait: bool = True) -> WarmProcess:
    """The process that runs the code of this course's students, with its helpers at hand. Raises CourseError."""
    exercises = {place.split(".")[0] for place in settings.exercises if not (folder / place).exists()}
    helpers = helper_paths(settings, folder)
    for path in helpers:
        if path.stem in exercises:
            raise CourseError(
                f"nbgrader_config.py: c.Autograder: the helper {path.stem!r} holds the exercises too, so students' "
                "code would see the references. Move the exercises into a package of their own."
            )
    return WarmProcess(imports=settings.warm_up, helpers=tuple(helpers), hidden=tuple(exercises), wait=wait)


def helper_paths(settings: Settings, folder: Path) -> list[Path]:
    """The file or folder of each helper. Raises CourseError for one that does not exist."""
    return [_path_of(name, folder) for name in settings.helpers]


def files_to_release(settings: Settings, folder: Path) -> Iterator[tuple[str, bytes]]:
    """(name with slashes, content) of the helpers that lie in the course's folder: students get them."""
    for path in helper_paths(settings, folder):
        if not path.is_relative_to(folder):
            continue
        for file in [path] if path.is_file() else sorted(path.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                yield file.relative_to(path.parent).as_posix(), file.read_bytes()


def _path_of(name: str, folder: Path) -> Path:
    for candidate in (folder / name, folder / f"{name}.py"):
        if candidate.is_dir() or candidate.is_file():
            return candidate.resolve()
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        spec = None
    if spec is not None and spec.submodule_search_locations:
        return Path(next(iter(spec.submodule_search_locations)))
    if spec is not None and spec.origin and Path(spec.origin).is_file():
        return Path(spec.origin)
    near = difflib.get_close_matches(name, [path.name for path in folder.iterdir()], 1)
    raise CourseError(
        f"nbgrader_config.py: c.Autograder: helpers names {name!r}: there is no such file or folder in {folder}, and "
        "no installed package of that name." + (f" Did you mean {near[0]!r}?" if near else "")
    )
