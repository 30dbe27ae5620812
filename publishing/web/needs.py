"""Which packages a notebook will ask for, beyond what every page has: they are fetched while its reader reads."""

from __future__ import annotations

import re

from nbformat import NotebookNode

# What is seen in the code of a notebook, and the package that it brings in. One that is overlooked comes at its import.
SCIPY = r"\bscipy\b|\bsklearn\b|\bestimators\b|\bdiabetes\("
SIGNS = {
    "matplotlib": r"\bmatplotlib\b|\bplots\b|\bgdkit\.widgets\b|\.static\(\)|\bpyplot\b",
    "scipy": SCIPY,
    "stdlib": SCIPY,  # the rare parts of the standard library, on which SciPy stands
    "sklearn": r"\bsklearn\b|\bestimators\b|\b(iris|iris_petals|breast_cancer|diabetes)\(",  # its tables too
    "sympy": r"\bsympy\b|\bverify\.symbolic\b",
    "traitlets": r"\btraitlets\b|\bgdkit\.widgets\b",
}


def packages_of(notebook: NotebookNode) -> list[str]:
    """The packages, in the order of the alphabet."""
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    return sorted(name for name, sign in SIGNS.items() if re.search(sign, code))
