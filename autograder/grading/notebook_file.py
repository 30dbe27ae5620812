"""Writing a graded notebook.

Its cells were made by the grader itself (see `alignment`, `sanitize`), so the file is not checked against the whole
schema of nbformat once more, and it has a line for each cell: nbformat's own layout costs more than grading does.
"""

from __future__ import annotations

import json

import nbformat
from nbformat import NotebookNode

from ..text import SafeTree, safe_tree


def written(notebook: NotebookNode) -> bytes:
    """A graded notebook as the bytes of its file; every text in it is safe."""
    rest = {key: value for key, value in notebook.items() if key != "cells"}
    cells = ",\n".join(_dumps(safe_tree(cell)) for cell in notebook.cells)
    return (f'{{"cells": [\n{cells}\n],\n' + _dumps(safe_tree(rest))[1:] + "\n").encode()


def safe_notebook(notebook: NotebookNode) -> NotebookNode:
    """A graded notebook that somebody else writes."""
    ours: NotebookNode = nbformat.from_dict(safe_tree(notebook))
    return ours


def _dumps(tree: SafeTree) -> str:
    return json.dumps(tree, ensure_ascii=False, sort_keys=True, allow_nan=False)
