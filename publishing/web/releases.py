"""The pages of a folder: this course's homework and two lectures, or whatever another course has released."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from ..executing import ROOT
from ..lectures import for_the_lecturer
from ..website.homework import released_once
from .page import Page

COURSE = "Gradient descent and backpropagation"
LECTURES = ("00-orientation", "03-one-minibatch-by-hand")
LARGEST, ALL = 20_000_000, 50_000_000  # bytes of a file beside a notebook, and of all of them
SKIPPED = (".ipynb_checkpoints", "__pycache__")


def this_course(work: Path) -> list[Page]:
    """Each homework as it is released, and the lectures that run in a browser; `work` keeps what was released."""
    homework = [page for folder in released_once(work).values() for page in _pages_of(folder)]
    return [*homework, *map(lecture, LECTURES)]


def lecture(name: str) -> Page:
    """A lecture without the cells for the lecturer. Its texts are to be read, its code to be tried."""
    notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    notebook.cells = [cell for cell in notebook.cells if not for_the_lecturer(cell)]
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.metadata["editable"] = False
    return Page(f"lecture-{name}", "lecture", f"lecture-{name}.ipynb", notebook)


def another_course(release: Path) -> list[Page]:
    """A page for each notebook of the folders in nbgrader's release/. Raises ValueError where there is none."""
    folders = sorted(path for path in release.iterdir() if path.is_dir()) if release.is_dir() else []
    pages = [page for folder in folders for page in _pages_of(folder)]
    if not pages:
        raise ValueError(
            f"{release} has no folder with a notebook. Give the release/ that `nbgrader` or `autograder` made"
        )
    return pages


def _pages_of(folder: Path) -> Iterator[Page]:
    """One page for the folder's notebook; where there are several, each has its own name in the page's."""
    notebooks = sorted(folder.glob("*.ipynb"))
    beside = files_beside(folder)
    for path in notebooks:
        name = folder.name if len(notebooks) == 1 else f"{folder.name}-{path.stem}"
        yield Page(name, "homework", path.name, _read(path), beside)


def _read(path: Path) -> NotebookNode:
    """The notebook with an id for each cell, by which the page and what is handed in know it."""
    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception as error:  # what nbformat raises for what is no notebook has no common class
        raise ValueError(f"{path} is no notebook that nbformat reads: {error}") from error
    for number, cell in enumerate(notebook.cells):
        # nbformat draws ids at random where there are none: a page is the same however often it is built
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if notebook.nbformat_minor < 5 or "id" not in cell:
            cell["id"] = re.sub(r"[^A-Za-z0-9_-]", "-", str(grade_id or f"cell-{number}"))[:64]
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def files_beside(folder: Path) -> dict[str, bytes]:
    """What lies beside the notebooks, by its name with slashes. Raises ValueError where it is too much for a page."""
    found: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_symlink() or not path.is_file() or any(part in SKIPPED or part.startswith(".") for part in parts):
            continue
        if path.suffix == ".ipynb" and len(parts) == 1:
            continue
        if path.stat().st_size > LARGEST:
            raise ValueError(f"{path} has {path.stat().st_size:,} bytes; a page takes files of {LARGEST:,} at most")
        found["/".join(parts)] = path.read_bytes()
        if (size := sum(map(len, found.values()))) > ALL:
            raise ValueError(f"beside the notebook in {folder} lie {size:,} bytes; a page takes {ALL:,} at most")
    return found
