"""Where a course's own exercises lie. Light: it loads none of them."""

from __future__ import annotations

from pathlib import Path

from .registry import DeclarationError


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
