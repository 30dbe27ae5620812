"""A submitted notebook as data: read with suspicion, reduced to what counts."""

from __future__ import annotations

import json
import re
from typing import Any

import nbformat
from nbformat import NotebookNode

from ..course.kernels import plain
from ..text import without_surrogates
from .old_formats import OLD_FORMATS, upgraded

MAX_NOTEBOOK_BYTES = 20_000_000
MAX_CELLS = 2000
MAX_PARTS = 1_000_000  # commas and brackets: each may become an object, far larger than itself
ID = re.compile(r"[a-zA-Z0-9-_]{1,64}")  # of a cell, as nbformat has it


class Unreadable(Exception):
    """The file is no notebook that can be read."""


def read_notebook(content: bytes) -> NotebookNode:
    """Parse a submitted notebook. Raises Unreadable with a sentence for the report."""
    if len(content) > MAX_NOTEBOOK_BYTES:
        megabytes = MAX_NOTEBOOK_BYTES // 10**6
        raise Unreadable(f"The file has {len(content) / 1e6:.0f} MB; at most {megabytes} MB are read.")
    if not content.strip():
        raise Unreadable("The file is empty.")
    if content.count(b",") + content.count(b"[") + content.count(b"{") > MAX_PARTS:
        raise Unreadable("The file has too many parts. Clear the outputs of the cells and save the notebook again.")
    try:
        tree = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unreadable("The file is not encoded as UTF-8.") from None
    except (RecursionError, MemoryError):
        raise Unreadable("The file is nested too deeply.") from None
    except ValueError as error:
        raise Unreadable(f"The file is not valid JSON: {str(error)[:100]}.") from None
    if isinstance(tree, dict) and tree.get("nbformat") in OLD_FORMATS:
        tree = upgraded(tree)
    if not isinstance(tree, dict) or tree.get("nbformat") != 4 or not isinstance(tree.get("cells"), list):
        raise Unreadable(
            "The file is JSON, but no notebook of format 4, 3 or 2. Open it in Jupyter, save it, and hand it in again."
        )
    if len(tree["cells"]) > MAX_CELLS:
        raise Unreadable(f"The notebook has {len(tree['cells'])} cells; at most {MAX_CELLS} are read.")
    cells = [_plain_cell(cell) for cell in tree["cells"] if isinstance(cell, dict)]
    about = plain(tree.get("metadata"))
    return nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": about, "cells": cells})


def _plain_cell(cell: dict[str, Any]) -> dict[str, Any]:
    """What counts of a submitted cell: its source, its type, its place in nbgrader's bookkeeping, its own id."""
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    kind = cell.get("cell_type")
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    plain: dict[str, Any] = {
        "cell_type": kind if kind in ("code", "markdown", "raw") else "raw",
        "source": without_surrogates(source) if isinstance(source, str) else "",
        "metadata": {"nbgrader": {"grade_id": grade_id}} if isinstance(grade_id, str) else {},
    }
    if isinstance(cell.get("id"), str) and ID.fullmatch(cell["id"]):
        plain["id"] = cell["id"]
    if plain["cell_type"] == "code":
        plain |= {"outputs": [], "execution_count": None}
    return plain


def grade_id_of(cell: NotebookNode) -> str | None:
    """nbgrader's id of a cell."""
    meta = cell.metadata.get("nbgrader")
    grade_id = meta.get("grade_id") if isinstance(meta, dict) else None
    return grade_id if isinstance(grade_id, str) else None
