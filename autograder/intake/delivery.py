"""Whose each file is, read from the paths in a folder or an archive.

An LMS's name counts where the LMS puts it: in the first folder below what lies around all students, or deeper where
most folders have such names. Elsewhere it is a student's own choice, by which nobody becomes somebody else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath

from .lms import BY_NAME_ALONE, blackboard, github_classroom, of_file, of_folder
from .lms.entry import HandedIn, Refused
from .matching import NOTEBOOKS
from .naming import alike, readable

ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz")
WORK = NOTEBOOKS + ARCHIVES
COPIES = {
    "__MACOSX",
    ".ipynb_checkpoints",
    ".git",
    ".github",
    "__pycache__",
    ".venv",
    ".idea",
    ".vscode",
    "node_modules",
}
COPIES |= {".DS_Store", "Thumbs.db", "desktop.ini", ".gitignore", ".gitattributes", ".Rhistory"}


class Delivery:
    """Whose each file of a folder or an archive is: as an LMS names it, a folder a student, or a file a student.

    paths of all files; what lies around all students is nobody's
    """

    def __init__(self, paths: Iterable[str], notebooks: Iterable[str], assignment: str) -> None:
        self._notebooks, self._assignment, self._logins = tuple(notebooks), assignment, dict[str, str]()
        everything = [parts for path in paths if (parts := _parts(path, assignment))]
        work = [parts for parts in everything if parts[-1].lower().endswith(WORK) and not is_copy(parts)]
        self.common = self._around(work or everything)
        below = [parts[len(self.common) :] for parts in everything if parts[: len(self.common)] == self.common]
        self._nested = _is_nested(below)
        repositories = {parts[0] for parts in below if parts[1:2] == (".git",)}
        if self.common and self.common[-1].endswith(github_classroom.WRAPPER):
            repositories |= {parts[0] for parts in below if len(parts) > 1}
        around = self.common[-1] if self.common else ""
        self._repositories = github_classroom.of_repositories(repositories, around, assignment)
        heads = (found.number for parts in everything if (found := blackboard.of_file(parts[-1])))
        self._logins = blackboard.logins(heads)

    def whose(self, path: str) -> HandedIn:
        """Whose it is. Raises Refused where that cannot be told."""
        parts = _parts(path, self._assignment)
        if not parts:
            raise Refused("a file without a name")
        first = len(self.common) if parts[: len(self.common)] == self.common else 0
        for at, folder in enumerate(parts[:-1] if self._nested else parts[: min(first + 1, len(parts) - 1)]):
            found = self._repositories.get(folder) if at == first else None
            found = found or of_folder(folder)
            if found:
                return replace(found, file="/".join(parts[at + 1 :]))
        if len(parts) == first + 1 or self._nested:
            named = self._named(parts[-1], by_name=len(parts) == first + 1)
            if named:
                return named
        if len(parts) >= first + 2:
            return HandedIn(parts[first], "/".join(parts[first + 1 :]))
        return HandedIn(PurePosixPath(parts[-1]).stem, parts[-1], loose=True)

    def inside(self, path: str) -> str:
        """The path below the folders that lie around everything."""
        parts = _parts(path, self._assignment)
        return "/".join(parts[len(self.common) :] if parts[: len(self.common)] == self.common else parts)

    def _named(self, file: str, *, by_name: bool = True) -> HandedIn | None:
        """Whose a file is, where its own name says it."""
        found = of_file(file)
        if found and found.lms == "Blackboard":
            login = self._logins.get(found.number, found.number)
            return replace(found, name=login)
        if found or not by_name:
            return found
        stem = PurePosixPath(file).stem
        for name in self._notebooks:
            if alike(stem).endswith(alike(name)) and len(stem) > len(name):
                return HandedIn(stem[: -len(name)].rstrip("_- ") or stem, f"{name}.ipynb")
        return BY_NAME_ALONE(file)

    def _around(self, everything: list[tuple[str, ...]]) -> tuple[str, ...]:
        """The folders around all entries, but for one whose files do not name their students: that is a student's."""
        common: list[str] = []
        for level in zip(*(parts[:-1] for parts in everything), strict=False):
            if len(set(level)) > 1 or of_folder(level[0]):
                break
            common.append(level[0])
            if level[0].endswith(github_classroom.WRAPPER):
                break
        inside = [parts[-1] for parts in everything if len(parts) == len(common) + 1]
        if any(not self._names_somebody(file) for file in inside):  # the last of them is the student's
            common = common[:-1]
        return tuple(common)

    def _names_somebody(self, file: str) -> bool:
        try:
            return self._named(file) is not None
        except Refused:
            return True


def whose(path: str, notebooks: Iterable[str], assignment: str, common: tuple[str, ...] | None = None) -> HandedIn:
    """Whose an entry is, by itself or among others with which it lies in common folders. Raises Refused."""
    delivery = Delivery([path], notebooks, assignment)
    delivery.common = delivery.common if common is None else common
    return delivery.whose(path)


def common_folders(paths: Iterable[str], notebooks: Iterable[str], assignment: str) -> tuple[str, ...]:
    """The folders around all entries."""
    return Delivery(paths, notebooks, assignment).common


def is_copy(parts: Iterable[str]) -> bool:
    """Whether a system, Jupyter or git made it for itself."""
    names = tuple(parts)
    return bool(COPIES & set(names)) or "".join(names[-1:]).startswith(("._", "~$"))


def _is_nested(below: list[tuple[str, ...]]) -> bool:
    """Whether an LMS's names stand deeper: in most folders, at least one student in each. One folder with such names in
    it is a student's whim."""
    folders: dict[str, set[str]] = {}
    for parts in below:
        if len(parts) > 1 and not is_copy(parts):
            deeper = next(filter(None, map(of_folder, parts[1:-1])), None) or _of_an_lms(parts[-1])
            folders.setdefault(parts[0], set()).update({deeper.key} if deeper else ())
    named = sum(map(bool, folders.values()))
    return bool(named) and 2 * named >= len(folders) <= len(set().union(*folders.values()))


def _of_an_lms(file: str) -> HandedIn | None:
    try:
        return of_file(file)
    except Refused:
        return None


def _parts(path: str, assignment: str) -> tuple[str, ...]:
    parts = tuple(readable(part) for part in PurePosixPath(path).parts)
    return tuple(part for part in parts[:-1] if part not in ("submitted", assignment)) + parts[-1:]
