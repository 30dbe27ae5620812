"""What must be the same at the client and at every worker, so that a result does not depend on who graded."""

from __future__ import annotations

import hashlib
import importlib.util
import platform
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path

CODE = ("gdkit", "autograder")
# what computes, draws and prints in a student's cells, and what reads notebooks
LIBRARIES = ("numpy", "scipy", "matplotlib", "scikit-learn", "sympy", "ipython", "nbformat", "nbgrader")
TOLD = ("Python", *CODE, "numpy")
NONE = "not installed"


def installed(packages: Iterable[str] = ()) -> dict[str, str]:
    """What is installed here, by name: versions, and of code a digest. packages: more whose code counts, the course's
    exercises and helpers that are installed."""
    found = {"Python": platform.python_version()}
    found |= {name: _loaded(name) for name in (*CODE, *packages)}
    return found | {name: _version(name) for name in LIBRARIES}


def differences(here: Mapping[str, str], there: Mapping[str, str]) -> list[str]:
    """In words, what is other there."""
    return [
        f"{name} {there.get(name, NONE)}, here {here[name]}" for name in here if there.get(name, NONE) != here[name]
    ]


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return NONE


@cache
def _loaded(package: str) -> str:
    """The code as it was when it was first asked for: what a worker has loaded stays, whatever lies there later."""
    return code_of(package)


def code_of(package: str) -> str:
    """Twelve digits that say which code a package or module is, however a checkout ends its lines."""
    try:
        spec = importlib.util.find_spec(package)
    except ModuleNotFoundError:  # of the package that it is in
        spec = None
    if spec is None:
        return NONE
    if not spec.submodule_search_locations:
        return _digest({"": Path(str(spec.origin))})
    top = Path(next(iter(spec.submodule_search_locations)))
    files = (path for path in top.rglob("*") if path.suffix != ".pyc" and path.is_file())
    named = {path.relative_to(top).as_posix(): path for path in files}
    return _digest({name: path for name, path in named.items() if not _is_hidden(name) and name != "pyproject.toml"})


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") for part in name.split("/"))


def _digest(files: Mapping[str, Path]) -> str:
    digest = hashlib.sha256()
    for name, path in sorted(files.items()):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:12]
