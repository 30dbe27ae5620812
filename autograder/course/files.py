"""Writing files of a course."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    temporary.write_bytes(content)
    temporary.replace(path)


def as_json_line(tree: Any) -> str:
    """One line of JSON, the same for the same tree."""
    return json.dumps(tree, sort_keys=True, ensure_ascii=False)
