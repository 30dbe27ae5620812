"""A lecture as students get it: without what only the lecturer reads."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat import NotebookNode

NOTES = "notes"  # the slide_type of a cell that only the lecturer reads


def for_the_lecturer(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get("slideshow", {}).get("slide_type") == NOTES)


def for_students(lecture: Path) -> bytes:
    """The notebook's file without the cells for the lecturer."""
    notebook = nbformat.read(lecture, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if not for_the_lecturer(cell)]
    return f"{nbformat.writes(notebook)}\n".encode()
