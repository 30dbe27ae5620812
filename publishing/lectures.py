"""A notebook on its way to a page: the lecturer's notes out, pictures as files, pictures of explorers folded."""

from __future__ import annotations

import base64
import copy
import hashlib
import html
import io
import re
from collections.abc import Sequence
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from PIL import Image

from autograder.course.lecture import NOTES
from autograder.course.lecture import for_the_lecturer as for_the_lecturer  # the bundle for students asks it too

PNG = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=\s]+)")
STATIC = re.compile(r"\.static\(\)\s*\Z")


def chosen(wanted: Sequence[str], names: Sequence[str]) -> list[str]:
    """The notebooks that are meant by numbers or names; all where none is given. Raises ValueError for another."""
    found = [name for name in names if not wanted or name in wanted or name.split("-")[0] in wanted]
    known = {*found, *(name.split("-")[0] for name in found)}
    if missing := [each for each in wanted if each not in known]:
        raise ValueError(f"there is no lecture {' '.join(missing)}; there are {' '.join(names)}")
    return found


def with_guide(notebook: NotebookNode, guide: Path) -> NotebookNode:
    """A copy with the lecturer's guide as a note below the title; the notebook itself where there is no guide."""
    if not guide.is_file():
        return notebook
    text = re.sub(r"\A# .*\n", "", guide.read_text(encoding="utf-8"))
    text = re.sub(r"^## ", "#### ", text, flags=re.MULTILINE)  # they are not headings of the lecture
    note = new_markdown_cell(text, id="guide", metadata={"slideshow": {"slide_type": NOTES}})
    whole = copy.deepcopy(notebook)
    whole.cells.insert(1, note)
    return whole


def page_of(notebook: NotebookNode, figures: Path) -> NotebookNode:
    """A copy for the site. Its pictures are written to `figures`, which pages find at ../_static/figures."""
    page = copy.deepcopy(notebook)
    page.cells = [cell for cell in page.cells if not for_the_lecturer(cell)]
    for cell in page.cells[1:]:
        if cell.source.startswith("# ") and cell.cell_type == "markdown":
            cell.source = f"#{cell.source}"  # “Part two”: a page has one title
    for cell in page.cells:
        cell.metadata.pop("slideshow", None)
        cell.metadata.pop("ledger", None)
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "text/html" in data:
                data.pop("image/png", None)  # the same picture without its words
                data["text/html"] = _with_files(data["text/html"], figures)
                if STATIC.search(cell.source):
                    data["text/html"] = _folded(data["text/html"])
    return page


def _with_files(text: str, figures: Path) -> str:
    """Pictures that stand in the text as data become files: a page is read before its pictures have come."""
    figures.mkdir(parents=True, exist_ok=True)

    def moved(match: re.Match[str]) -> str:
        picture = base64.b64decode(match[1])
        name = f"{hashlib.sha256(picture).hexdigest()[:20]}.png"
        if not (figures / name).is_file():
            (figures / name).write_bytes(small(picture))
        width, height = (int.from_bytes(picture[at : at + 4]) for at in (16, 20))  # of the PNG's header
        return f'../_static/figures/{name}" loading="lazy" data-size="{width}x{height}'

    text = PNG.sub(moved, text)
    return re.sub(r'data-size="(\d+)x(\d+)"([^>]*?) width="(\d+)"', _with_height, text)


def small(picture: bytes) -> bytes:
    """The PNG with 256 colours, which for a plot is a third of its size."""
    small = io.BytesIO()
    colours = Image.open(io.BytesIO(picture)).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    colours.save(small, "PNG", optimize=True)
    return small.getvalue()


def _with_height(match: re.Match[str]) -> str:
    """The height beside the width, so that nothing moves when the picture comes."""
    pixels, high, between, width = int(match[1]), int(match[2]), match[3], int(match[4])
    return f'{between.strip()} width="{width}" height="{round(high * width / pixels)}"'


def _folded(picture: str) -> str:
    """The picture of an explorer: open in print and where scripts are off, folded where the explorer itself is live."""
    title = html.escape("The explorer as a picture")
    return f'<details class="gd-still" open><summary>{title}</summary>{picture}</details>'
