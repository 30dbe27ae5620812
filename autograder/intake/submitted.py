"""A student's folder in submitted/: written from what was chosen, and whatever lies in the way."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from ..course.files import write_atomically
from .choosing import Chosen
from .matching import notebooks_in, read_file
from .reading import Unreadable
from .record import Came
from .times import TIMESTAMP_FILE


def files_in(folder: Path) -> list[str]:
    """Names of what lies in a folder."""
    return [path.name for path in folder.iterdir()] if folder.is_dir() else []


def write_submission(folder: Path, chosen: Chosen, before: Came, came: Came) -> bool:
    """Write a student's files; what an earlier collecting put there and this one does not goes. Returns whether the
    time of what lay there was taken away."""
    folder.mkdir(parents=True, exist_ok=True)
    changed = False
    earlier = {name for name in before.files if not _leads_out(folder, name)}
    for old in {*(path.name for path in notebooks_in(folder)), *earlier} - set(chosen.files):
        changed = changed or (folder / old).exists()
        (folder / old).unlink(missing_ok=True)
    for name, item in chosen.files.items():
        if _content(folder / name) != item.content or _leads_out(folder, name):
            changed = True
            _make_way(folder, name)
            write_atomically(folder / name, item.content)
    stamp = folder / TIMESTAMP_FILE
    if came.when:
        write_atomically(stamp, f"{came.when}\n".encode())
    elif changed and (stamp.exists() or stamp.is_symlink()):
        stamp.unlink()
        return True
    return False


def _content(path: Path) -> bytes | None:
    try:
        return read_file(path)
    except Unreadable:
        return None


def _leads_out(folder: Path, name: str) -> bool:
    """Whether a link stands on the way to a file, or its name leads away."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        return True
    return any((folder / parent).is_symlink() for parent in path.parents)


def _make_way(folder: Path, name: str) -> None:
    """Take away links and files where folders are to be."""
    for parent in reversed(PurePosixPath(name).parents[:-1]):
        if (folder / parent).is_symlink() or (folder / parent).is_file():
            (folder / parent).unlink()
