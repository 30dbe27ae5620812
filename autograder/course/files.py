"""Reading and writing files of a course."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import nbformat
from nbformat import NotebookNode, reader
from nbformat.validator import normalize

from ..text import SafeText, SafeTree, safe


def our_notebook(path: Path) -> NotebookNode:
    """A notebook of the course, in format 4; as `nbformat.read`, which would compile the schema of notebooks first, to
    write into a log what does not keep to it."""
    notebook = nbformat.convert(reader.reads(path.read_text("utf-8")), 4)
    found: NotebookNode = normalize(notebook)[1]
    return found


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, never half of it; nothing is left of a failure."""
    path.parent.mkdir(parents=True, exist_ok=True)
    short = hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16]  # a name may be as long as names can be
    temporary = path.with_name(f".{short}.{os.getpid()}.part")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_text(path: Path, text: SafeText) -> None:
    """Write text of whatever origin, as `write_atomically` does."""
    write_atomically(path, text.encode())


def write_where_told(path: Path, text: SafeText) -> None:
    """Write text to a place that a person named: a pipe, or /dev/stdout, is written into, not replaced."""
    path.write_bytes(text.encode())


def as_json(tree: SafeTree) -> SafeText:
    """JSON for people."""
    return safe(json.dumps(tree, indent=1, allow_nan=False))


def as_json_line(tree: SafeTree) -> SafeText:
    """One line of JSON, the same for the same tree."""
    return safe(json.dumps(tree, sort_keys=True, ensure_ascii=False, allow_nan=False))
