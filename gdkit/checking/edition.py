"""Which gdkit is installed, and what is said where a folder's checks.json was released with another.

An edition is a version and, behind "+", the code: "0.1.0+code1f2e3d4c". Two checkouts of one version differ in the
second part; a wheel in a students' zip bears its edition as its version, so that pip tells one from the other.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parent.parent
CODE = (".py", ".js", ".css", ".npz")  # what a wheel holds of gdkit, and what makes another of it
READABLE = re.compile(r"\d+(\.\d+)*[\w.+!-]{0,60}")


@cache
def edition() -> str:
    """The edition that is installed; "" where it cannot be told."""
    from importlib import metadata

    try:
        version = metadata.version("gdkit")
        return version if "+" in version else f"{version}+code{_of_the_code()}"
    except (metadata.PackageNotFoundError, OSError):
        return ""


def _of_the_code() -> str:
    """Eight digits that say which code this is, however a checkout ends its lines."""
    digest = hashlib.sha256()
    files = {path.relative_to(PACKAGE).as_posix(): path for path in PACKAGE.rglob("*") if path.suffix in CODE}
    for name, path in sorted(files.items()):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:8]


def another(tree: dict[str, Any], folder: Path, *, in_notebook: bool) -> str:
    """One line where the content of checks.json was released with another gdkit; "" where not, or it does not say."""
    released, installed = _released(tree), edition()
    if not released or not installed or released == installed:
        return ""
    order = _numbers(released), _numbers(installed)
    if order[0] == order[1]:
        which = f"gdkit {released}, and another one of this version, {installed}, is installed"
    else:
        than = "newer" if order[0] > order[1] else "older"
        which = f"gdkit {_short(released)}, which is {than} than the installed {_short(installed)}"
    return f"Note: this homework was released with {which}. {how_to_get(tree, folder, in_notebook=in_notebook)}"


def how_to_get(tree: dict[str, Any], folder: Path, *, in_notebook: bool) -> str:
    """What to do to have the gdkit with which the content of checks.json was released."""
    released = _released(tree)
    if not released or not (folder / "requirements.txt").is_file() or not any(folder.glob(f"gdkit-{released}-*.whl")):
        return "Ask your instructor for the gdkit that belongs to it."
    install = "To install the gdkit of this homework, run"
    if in_notebook:  # pip of the kernel's own Python, whatever a terminal would find
        return f"{install} %pip install -r requirements.txt in a cell, then restart the kernel."
    return f"{install} in this folder: python -m pip install -r requirements.txt"


def _released(tree: dict[str, Any]) -> str:
    """The edition that released it; "" where it says none: it is older than editions, or damaged."""
    said = tree.get("gdkit")
    return said if isinstance(said, str) and READABLE.fullmatch(said) else ""


def _short(edition: str) -> str:
    return edition.partition("+")[0]


def _numbers(edition: str) -> list[int]:
    """The numbers of a version, those for which it is newer or older; without zeros at the end."""
    numbers = [int(number) for number in re.match(r"[\d.]*\d", edition)[0].split(".")]  # type: ignore[index]
    while numbers and not numbers[-1]:
        numbers.pop()
    return numbers
