"""Which packages a notebook will ask for, beyond what every page has: they are fetched while its reader reads."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nbformat import NotebookNode

CORE = ("numpy", "gdkit")  # there from the start
# What is seen in the code of a notebook, and the package that it brings in. One that is overlooked comes at its import.
SIGNS = {
    "matplotlib": r"\bmatplotlib\b|\bplots\b|\bgdkit\.widgets\b|\.static\(\)|\bpyplot\b",
    "scipy": r"\bscipy\b",
    "sklearn": r"\bsklearn\b|\bestimators\b|\b(iris|iris_petals|breast_cancer|digits|diabetes)\(",
    "sympy": r"\bsympy\b|\bverify\.symbolic\b",
    "traitlets": r"\btraitlets\b|\bgdkit\.widgets\b",
}
ALSO = {"sklearn": ("scipy",)}


def packages_of(notebook: NotebookNode) -> list[str]:
    """The packages, in the order of the alphabet."""
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    found = {name for name, sign in SIGNS.items() if re.search(sign, code)}
    return sorted(found.union(*(ALSO.get(name, ()) for name in found)))


def imported(notebooks: Iterable[NotebookNode]) -> set[str]:
    """All packages that some page needs."""
    return {name for notebook in notebooks for name in packages_of(notebook)}
