"""What lies beside the notebooks of an assignment when they are graded: the rules, and the released files.

Whose file wins is nbgrader's rule. The student's files come first, then the instructor's over them, but for those that
`c.Autograde.exclude_overwriting` names. What nbgrader does not copy (`c.CourseDirectory.ignore`) is not there.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Any

from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
from traitlets.config.loader import LazyConfigValue

from ..errors import CourseError
from .config import CONFIG_FILE

SECRET = (CONFIG_FILE, "gradebook.db", "autograder_seeds.json")  # wherever they lie: no student may see them
OF_SYSTEMS = ("__MACOSX", ".DS_Store", "Thumbs.db", ".git", ".venv")  # written by machines, read by no notebook
MAX_RELEASED_MB = 1000


@dataclass(frozen=True)
class Rules:
    """Which files count, and whose.

    ignore     patterns of names that are left out, folders too (`c.CourseDirectory.ignore`)
    include    patterns of which a student's file must have one (`c.CourseDirectory.include`)
    most       bytes of a student's file (`c.CourseDirectory.max_file_size`)
    of_student names of released files that are the student's to change (`c.Autograde.exclude_overwriting`)
    helpers    names of the course's helpers, which are imported from elsewhere: no student's file may stand in for one
    """

    ignore: tuple[str, ...] = ()
    include: tuple[str, ...] = ("*",)
    most: int = 100_000_000
    of_student: frozenset[str] = frozenset()
    helpers: frozenset[str] = frozenset()

    def ignored(self, name: str) -> bool:
        """Whether a file or folder of this name is left out. A * stands for no hidden file, as in nbgrader's glob."""
        hidden = name.startswith(".")
        found = (each for each in self.ignore if not hidden or each.startswith("."))
        return name in OF_SYSTEMS or any(fnmatchcase(name, each) for each in found)

    def included(self, name: str) -> bool:
        """Whether a student's file of this name is taken."""
        return not self.include or any(fnmatchcase(name, each) for each in self.include)


NO_RULES = Rules()


def rules_of(directory: CourseDirectory, config: Config, assignment: str, helpers: Iterable[str]) -> Rules:
    """The rules of an assignment, from nbgrader's own settings."""
    kept: Any = config.get("Autograde", {}).get("exclude_overwriting", {})
    if isinstance(kept, LazyConfigValue):  # c.Autograde.exclude_overwriting.update(...)
        kept = kept.get_value({})
    names = kept.get(assignment, ()) if isinstance(kept, dict) else ()
    return Rules(
        tuple(directory.ignore),
        tuple(directory.include),
        directory.max_file_size * 1000,
        frozenset(str(PurePosixPath(name)) for name in names),
        frozenset(Path(name).name.removesuffix(".py") for name in helpers),
    )


def released_files(release: Path, rules: Rules) -> dict[str, bytes]:
    """All files of a released assignment but its notebooks, by their names with slashes. Raises CourseError.

    A notebook in a folder of its own is data. A link to a folder is not followed, as nbgrader follows none.
    """
    files: dict[str, bytes] = {}
    left = MAX_RELEASED_MB * 10**6
    for path in _walk(release, rules):
        name = path.relative_to(release).as_posix()
        if (path.parent == release and path.suffix == ".ipynb") or path.name in SECRET or not path.is_file():
            continue
        left -= path.stat().st_size
        if left < 0:
            raise CourseError(
                f"The files in {release} have more than {MAX_RELEASED_MB} MB, which every notebook would be given. "
                "Install large data beside the packages, or release less of it."
            )
        files[name] = path.read_bytes()
    return files


def not_as_in_source(source: Path, files: Mapping[str, bytes], rules: Rules, made: str) -> Iterator[str]:
    """Names of files that are otherwise, or not at all, among the released ones: nbgrader itself takes the source's.

    made: the name of a file that the release makes anew.
    """
    for path in _walk(source, rules):
        name = path.relative_to(source).as_posix()
        if path.suffix != ".ipynb" and name != made and path.is_file() and not _is(path, files.get(name)):
            yield name


def _is(path: Path, content: bytes | None) -> bool:
    return content is not None and path.stat().st_size == len(content) and path.read_bytes() == content


def _walk(folder: Path, rules: Rules) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not rules.ignored(name))
        yield from (Path(parent, name) for name in sorted(names) if not rules.ignored(name))


def modules_of(files: Iterable[str], helpers: Iterable[str]) -> dict[tuple[str, str], str]:
    """What can be imported, by folder and name of the module: the file or folder in which it is; none of a helper that
    lies elsewhere."""
    found = dict.fromkeys((("", helper) for helper in helpers), "")
    for name in files:
        parts = PurePosixPath(name).parts if name.endswith(".py") else ()
        for depth, part in enumerate(parts):
            found["/".join(parts[:depth]), part.partition(".")[0]] = part
    return found
