"""matplotlib's list of the fonts, handed from one warm process to the next. Before any student's code is there."""

from __future__ import annotations

import contextlib
import json
import os
import re
from pathlib import Path

NAME = re.compile(r"fontlist-[\w.-]{1,40}\.json")


def take(descriptor: int, folder: Path) -> None:
    """Put what an earlier warm process gave where matplotlib looks for it."""
    with contextlib.suppress(OSError, ValueError, AttributeError), os.fdopen(os.dup(descriptor), "rb") as file:
        for name, text in json.load(file).items():
            if NAME.fullmatch(name) and isinstance(text, str):
                folder.mkdir(exist_ok=True)
                (folder / name).write_text(text, "utf-8")


def give(descriptor: int, folder: Path) -> None:
    """Write what matplotlib has found."""
    with contextlib.suppress(OSError, ValueError), os.fdopen(os.dup(descriptor), "wb") as file:
        found = {path.name: path.read_text("utf-8") for path in folder.glob("fontlist-*.json")}
        file.write(json.dumps(found).encode() if found else b"")
