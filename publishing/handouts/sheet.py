"""The sheet of formulas, docs/formulas.md, on two pages of A4 in two columns."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import nbformat

from ..executing import ROOT
from .document import of_sheet
from .finishing import Pages, finish, pages_of
from .lecture import Lecture, Writer
from .printing import Printer

NAME = "formulas"
SOURCE = ROOT / "docs" / f"{NAME}.md"
WIDTH = 718  # pixels of CSS between the margins of sheet.css


def sheet(places: Mapping[str, str]) -> Lecture:
    """The sheet as a lecture of one cell; `places` says where each lecture is found."""
    cell = nbformat.v4.new_markdown_cell(SOURCE.read_text(encoding="utf-8"))
    return Writer(NAME, places, lecturer=False).write(nbformat.v4.new_notebook(cells=[cell]))


def print_sheet(places: Mapping[str, str], pdf: Path, to_pdf: Printer) -> Pages:
    """Where its headings stand."""
    page = pdf.with_suffix(".html")
    page.write_text(of_sheet(sheet(places)), encoding="utf-8")
    headings = to_pdf(page, pdf, WIDTH)
    page.unlink()
    finish(pdf, [text for _, text in headings])
    return pages_of([id for id, _ in headings], pdf)
