"""The list of this machine's fonts, which matplotlib needs a second to make: what one warm process has made is kept.

It is made and read behind the walls, before any student's code is there, and only where all graders have the same view.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

PLACES = ("/usr/share/fonts", "/usr/local/share/fonts", "/etc/fonts", "/usr/share/fontconfig")
MAX_FOLDERS = 5000  # of fonts; where there are more, nothing is kept


def kept() -> Path | None:
    """Where the list of the fonts that are there now is kept, or would be; None where it cannot be."""
    try:
        home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
        found = importlib.util.find_spec("matplotlib")
        if found is None or found.origin is None:
            return None
        about = [
            sys.version,
            found.origin,
            *(f"{each} {Path(each).stat().st_mtime_ns}" for each in _places(found.origin)),
        ]
    except (OSError, RuntimeError, ValueError):
        return None
    return Path(home) / "gdkit-autograder" / f"fonts-{hashlib.sha256(repr(about).encode()).hexdigest()[:16]}.json"


def _places(matplotlib: str) -> Iterator[str]:
    """What changes when another font, or another matplotlib, is installed."""
    yield from (matplotlib, str(Path(matplotlib).with_name("_version.py")))
    number = 0
    for place in PLACES:
        for folder, below, _ in os.walk(place):
            below.sort()
            number += 1
            if number > MAX_FOLDERS:
                raise ValueError
            yield folder


def opened(where: Path | None) -> BinaryIO | None:
    """The list that is kept there; None where there is none, or none that this user may read."""
    with contextlib.suppress(OSError):
        return None if where is None else where.open("rb")
    return None


def keep(list_of_fonts: Path, where: Path) -> None:
    """Keep a list for the next grader; a disk that takes none costs a second, and no grading."""
    with contextlib.suppress(OSError):
        if list_of_fonts.stat().st_size == 0:
            return
        where.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=where.parent, delete=False) as file, list_of_fonts.open("rb") as source:
            shutil.copyfileobj(source, file)
        Path(file.name).replace(where)
