"""What Chromium leaves to do in a PDF: links between handouts, formulas, outline, size; the pages of headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf

FORMULA = re.compile(r"\$.*\$", re.DOTALL)


@dataclass(frozen=True)
class Pages:
    """The page of each heading by its id, where the first page is 1; and how many pages there are."""

    headings: dict[str, int]
    count: int


def finish(pdf: Path, titles: Sequence[str]) -> None:
    """Mend the file in place; `titles` are those of all its headings.

    Links to files beside the PDF become relative: handouts may be moved together. The date of printing goes, so that
    the same lecture gives the same PDF.
    """
    with pikepdf.open(pdf, allow_overwriting_input=True) as document:
        here = f"{pdf.parent.as_uri()}/"
        for page in document.pages:
            for annotation in page.obj.get("/Annots", []):
                action = annotation.get("/A")
                if action is not None and str(action.get("/URI", "")).startswith(here):
                    action.URI = pikepdf.String("./" + str(action.URI).removeprefix(here))
        for element in _elements(document.Root.StructTreeRoot):
            if element.S == "/Figure" and FORMULA.fullmatch(str(element.get("/Alt", ""))):
                element.S = pikepdf.Name.Formula
        with document.open_outline() as outline:
            for item, title in zip(_items(outline.root), titles, strict=True):
                item.title = title
        for name in ("/CreationDate", "/ModDate", "/Creator"):
            if name in document.docinfo:
                del document.docinfo[name]
        document.save(
            pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate, recompress_flate=True, deterministic_id=True
        )


def pages_of(headings: Sequence[str], pdf: Path) -> Pages:
    """Of a PDF with these headings, by their ids and in their order."""
    with pikepdf.open(pdf) as document, document.open_outline() as outline:
        numbers = {page.objgen: number for number, page in enumerate(document.pages, 1)}
        found = [numbers[item.destination[0].objgen] for item in _items(outline.root)]
        return Pages(dict(zip(headings, found, strict=True)), len(document.pages))


def _items(level: Iterable[Any]) -> Iterator[Any]:
    for item in level:
        yield item
        yield from _items(item.children)


def _elements(node: Any) -> Iterator[Any]:
    """All elements of the structure tree; what is no element there is a number or a mark in a page."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting += list(node)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                yield node
            waiting += [node.K] if "/K" in node else []
