"""Whether a file that has been still for a while has all of itself: a copy over a slow network may pause."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import re
import tarfile
import time
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from ..intake.matching import NOTEBOOKS, read_file
from ..intake.reading import MAX_NOTEBOOK_BYTES, Unreadable
from ..intake.room import MAX_ALL_BYTES
from .looking import State

# how cp, rsync, browsers, editors, sync clients and office programs call a file that is not there yet
TEMPORARY = re.compile(
    r"\.~.*|~\$.*|\.#.*|\.goutputstream-.*|\.syncthing\..*|\.nfs[0-9a-f]{8,}|\..+\.[A-Za-z0-9]{6}|"
    r".*(?:\.part|\.partial|\.filepart|\.crdownload|\.download|\.opdownload|\.tmp|\.temp|\.swp|\.lock|~)",
    re.IGNORECASE | re.DOTALL,
)
ACCESS = 0o3  # of the flags of an open file: what is not 0 may write
FRESH = 0.05  # seconds for which a look at all processes holds


def is_temporary(name: str) -> bool:
    """Whether a file of this name is on its way to another one."""
    return TEMPORARY.fullmatch(PurePosixPath(name).name) is not None


def why_not_whole(folder: str, state: State, *, notebooks: int, patient: bool, writers: Writers) -> str:
    """Why the files of a folder are not taken yet; empty when they are. patient: only what is being written waits."""
    names = [name for name, *_ in state]
    for name in names:
        process = writers.of(f"{folder}/{name}")
        if process:
            return f"{name} is open for writing in process {process}"
    if patient:
        return ""
    if any(map(is_temporary, names)):
        return "a file has a temporary name"
    found = [name for name in names if name.lower().endswith(NOTEBOOKS)]
    if len(found) < notebooks:
        return "a notebook is missing"
    broken = next((name for name in found if not is_whole_json(Path(folder, name))), "")
    return f"{broken} does not end as a notebook does" if broken else ""


def is_whole_json(path: Path) -> bool:
    """Whether a file is JSON to its end, or something else than a piece of it: a link, or too large to be read."""
    try:
        content = read_file(path)
    except Unreadable:
        return True
    if len(content) > MAX_NOTEBOOK_BYTES:
        return True
    try:
        json.loads(content)
    except RecursionError:
        return True
    except ValueError:
        return False
    return True


def is_whole_archive(path: Path) -> bool:
    """Whether an archive has its end; a file of another kind has."""
    name = path.name.lower()
    try:
        if name.endswith(".zip"):
            with zipfile.ZipFile(path) as archive:  # a zip that was cut off may end with another one that lies in it
                return min((each.header_offset for each in archive.infolist()), default=0) == 0
        if name.endswith((".tgz", ".tar.gz")):
            with gzip.open(path) as file:
                read = 0
                while read <= MAX_ALL_BYTES and (some := file.read(1 << 20)):
                    read += len(some)
        elif name.endswith(".tar"):
            with path.open("rb") as file:
                file.seek(-tarfile.BLOCKSIZE * 2, os.SEEK_END)
                return not any(file.read())
    except Exception:  # what readers of damaged archives raise is anybody's guess
        return False
    return True


class Writers:
    """Which files are open for writing in another process, as far as this system tells (Linux, for processes whose
    files we may see)."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._folders = tuple(f"{os.path.realpath(folder)}/" for folder in folders)
        self._found: dict[str, int] = {}
        self._looked = float("-inf")

    def of(self, path: str) -> int | None:
        """The process that may write it."""
        if time.monotonic() - self._looked > FRESH:
            self._found, self._looked = dict(self._all()), time.monotonic()
        return self._found.get(os.path.realpath(path)) if self._found else None

    def _all(self) -> Iterable[tuple[str, int]]:
        processes = [int(each) for each in _listed("/proc") if each.isdigit() and int(each) != os.getpid()]
        for process in processes:
            for number in _listed(f"/proc/{process}/fd"):
                with contextlib.suppress(OSError, ValueError, IndexError):
                    path = os.readlink(f"/proc/{process}/fd/{number}")  # noqa: PTH115 - so often, a Path costs
                    if path.startswith(self._folders):
                        about = Path(f"/proc/{process}/fdinfo/{number}").read_text()
                        if int(about.split("flags:")[1].split()[0], 8) & ACCESS:
                            yield path, process


def _listed(folder: str) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208
    except OSError:
        return []
