"""What a course's notebooks import beyond installed packages: where it lies, and what must stay hidden beside it."""

from __future__ import annotations

import difflib
import importlib.util
from collections.abc import Iterator
from pathlib import Path

from ..declaring.places import local_place
from ..errors import CourseError
from ..sandbox.warm_process import WarmProcess
from .config import CONFIG_FILE
from .settings import Settings


def warm_process(
    settings: Settings,
    folder: Path,
    *,
    few: bool = False,
    lean: bool = False,
    draws: bool = False,
    wait: bool = True,
    pinned: bool = True,
) -> WarmProcess:
    """The process that runs the code of this course's students, with its helpers at hand. Raises CourseError.

    few, lean, draws, wait and pinned are those of `WarmProcess`; no course is lean whose notebooks may start processes,
    and where a course has every figure drawn, it draws.
    """
    lean = lean and not settings.limits.allow_processes
    helpers = tuple(helper_paths(settings, folder))
    hidden = tuple(_installed_exercises(settings, folder))
    return WarmProcess(
        imports=settings.warm_up,
        helpers=helpers,
        hidden=hidden,
        few=few,
        lean=lean,
        draws=draws or settings.limits.figures == "drawn",
        wait=wait,
        pinned=pinned,
    )


def helper_paths(settings: Settings, folder: Path) -> list[Path]:
    """The file or folder of each helper, once.

    Raises CourseError for one that does not exist, and for one that would show students what they must not see: the
    exercises, solutions, grades, or the course itself.
    """
    paths = list(dict.fromkeys(_path_of(name, folder) for name in settings.helpers))
    for path in paths:
        secret = _secret_in(path, settings, folder)
        if secret:
            raise _refused(f"{path} holds {secret}, which no student may see; move what notebooks import elsewhere")
    return paths


def _installed_exercises(settings: Settings, folder: Path) -> set[str]:
    """The packages outside the course's folder that hold its exercises."""
    return {place.split(".")[0] for place in settings.exercises if local_place(place, folder) is None}


def _secret_in(path: Path, settings: Settings, folder: Path) -> str:
    """What of a helper no student may see; empty when there is nothing."""
    if path.stem in _installed_exercises(settings, folder):
        return "the exercises"
    if not path.is_relative_to(folder):
        return ""  # installed
    if path == folder:
        return "the whole course"
    for own in filter(None, (local_place(place, folder) for place in settings.exercises)):
        if own.is_relative_to(path) or path.is_relative_to(own):
            return "the exercises"
    return next((str(file) for file in _files_of(path) if file.suffix == ".ipynb" or file.name in SECRET), "")


SECRET = (CONFIG_FILE, "gradebook.db", "autograder_seeds.json")


def _files_of(path: Path) -> list[Path]:
    """The files of a helper, without editors' and Python's own."""
    if path.is_file():
        return [path]
    hidden = ("__pycache__", ".")
    each = (file for file in sorted(path.rglob("*")) if file.is_file())
    return [file for file in each if not any(part.startswith(hidden) for part in file.relative_to(path).parts)]


def _refused(text: str) -> CourseError:
    return CourseError(f"nbgrader_config.py: c.Autograder.helpers: {text}" + ("" if text.endswith("?") else "."))


def files_to_release(settings: Settings, folder: Path) -> Iterator[tuple[str, bytes]]:
    """(name with slashes, content) of the helpers that lie in the course's folder: students get them."""
    for path in helper_paths(settings, folder):
        if not path.is_relative_to(folder):
            continue
        for file in _files_of(path):
            yield file.relative_to(path.parent).as_posix(), file.read_bytes()


def _path_of(name: str, folder: Path) -> Path:
    for candidate in (folder / name, folder / f"{name}.py"):
        if candidate.is_dir() or candidate.is_file():
            if not candidate.resolve().is_relative_to(folder):
                raise _refused(f"{name!r} lies outside the course's folder {folder}; put it inside, or install it")
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
    raise _refused(
        f"there is no file or folder {name!r} in {folder}, and no installed package of that name"
        + (f"; did you mean {near[0]!r}?" if near else "")
    )
