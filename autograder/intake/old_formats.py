"""Notebooks of the formats 2 and 3, as Jupyter saved them before 2015, in the form of format 4."""

from __future__ import annotations

from typing import Any

OLD_FORMATS = (2, 3)
MAX_WORKSHEETS = 100


def upgraded(tree: dict[str, Any]) -> dict[str, Any]:
    """The cells of all worksheets; outputs are dropped, as they are of every notebook."""
    sheets = tree.get("worksheets")
    cells: list[Any] = []
    for sheet in sheets[:MAX_WORKSHEETS] if isinstance(sheets, list) else ():
        found = sheet.get("cells") if isinstance(sheet, dict) else None
        cells += [_upgraded(cell) for cell in found if isinstance(cell, dict)] if isinstance(found, list) else []
    if not cells:
        return {}
    about = tree.get("metadata")
    about = dict(about) if isinstance(about, dict) else {}
    language = next((cell["language"] for cell in cells if isinstance(cell.get("language"), str)), None)
    if language and "language_info" not in about:
        about["language_info"] = {"name": language}
    return {"nbformat": 4, "metadata": about, "cells": cells}


def _upgraded(cell: dict[str, Any]) -> dict[str, Any]:
    kind, source = cell.get("cell_type"), _joined(cell.get("source", ""))
    if kind == "code":
        return {**cell, "source": _joined(cell.get("input", source))}
    if kind == "heading":
        level = cell.get("level")
        marks = "#" * (min(max(level, 1), 6) if type(level) is int else 1)
        return {**cell, "cell_type": "markdown", "source": f"{marks} {source}"}
    return {**cell, "cell_type": "markdown" if kind == "html" else kind, "source": source}


def _joined(text: object) -> str:
    """A text that may be kept as lines, with or without their ends, as nbformat reads it."""
    if not isinstance(text, list):
        return text if isinstance(text, str) else ""
    lines = [line for line in text if isinstance(line, str)]
    return ("" if lines and lines[0].endswith(("\n", "\r")) else "\n").join(lines)
