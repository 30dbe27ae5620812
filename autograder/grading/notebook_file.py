"""Writing a graded notebook.

Its cells were made by the grader itself (see `alignment`, `sanitize`), so the file is not checked against the whole
schema of nbformat once more, and it has a line for each cell: nbformat's own layout costs more than grading does.
"""

from __future__ import annotations

import json
from typing import Any

from nbformat import NotebookNode


def written(notebook: NotebookNode) -> bytes:
    """A graded notebook as the bytes of its file."""
    rest = {key: value for key, value in notebook.items() if key != "cells"}
    cells = ",\n".join(_dumps(cell) for cell in notebook.cells)
    return (f'{{"cells": [\n{cells}\n],\n' + _dumps(rest)[1:] + "\n").encode("utf-8", "replace")


def _dumps(tree: Any) -> str:
    return json.dumps(tree, ensure_ascii=False, sort_keys=True)
