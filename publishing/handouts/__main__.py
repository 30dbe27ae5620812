"""`make handouts`: each lecture as a PDF in build/handouts, and the course in one. `make lecturer`: with the notes.

    python -m publishing.handouts [LECTURE ...] [--lecturer] [--into FOLDER]

LECTURE is a number, 03, or the name of a notebook, or `formulas`, the sheet of all of them; without one, everything is
printed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import nbformat

from ..executing import CACHE, ROOT, executed
from ..lectures import chosen, with_guide
from .document import of_course, of_lecture
from .finishing import Pages, finish, pages_of
from .lecture import Lecture, Writer
from .printing import Headings, Printer, printer
from .sheet import NAME as SHEET
from .sheet import print_sheet

HANDOUTS = ROOT / "build" / "handouts"
GUIDES = ROOT / "docs" / "lecturer"
MOST_TIMES = 5  # that the course is printed until its contents name the right pages


def print_lecture(lecture: Lecture, pdf: Path, to_pdf: Printer) -> Pages:
    """Where its headings stand."""
    headings = _print(of_lecture(lecture), pdf, to_pdf)
    finish(pdf, [text for _, text in headings])
    return pages_of([id for id, _ in headings], pdf)


def print_course(lectures: Sequence[Lecture], printed: Sequence[Pages], pdf: Path, to_pdf: Printer) -> int:
    """All lectures with their contents: how many pages. `printed` says where the headings of each stand in its own PDF.

    The contents are printed first, to know how many pages they take; where another page comes out than was expected,
    all is printed again with the right one.
    """
    front = pages_of(["cover", "contents"], _front(lectures, pdf, to_pdf))
    expected = one_after_another([front, *printed])
    for _ in range(MOST_TIMES):
        headings = _print(of_course(lectures, expected), pdf, to_pdf)
        found = pages_of([id for id, _ in headings], pdf)
        if found.headings == expected:
            break
        expected = found.headings
    finish(pdf, [text for _, text in headings])
    return found.count


def one_after_another(documents: Sequence[Pages]) -> dict[str, int]:
    """The pages of all headings where one document follows the other."""
    pages: dict[str, int] = {}
    before = 0
    for document in documents:
        pages |= {id: before + page for id, page in document.headings.items()}
        before += document.count
    return pages


def _front(lectures: Sequence[Lecture], pdf: Path, to_pdf: Printer) -> Path:
    everywhere = {id: 999 for lecture in lectures for id, _ in lecture.headings}
    _print(of_course(lectures, everywhere, front_alone=True), pdf, to_pdf)
    return pdf


def _print(html: str, pdf: Path, to_pdf: Printer) -> Headings:
    """The page lies beside its PDF while it is printed, so that links lead to what lies beside the PDF."""
    page = pdf.with_suffix(".html")
    page.write_text(html, encoding="utf-8")
    headings = to_pdf(page, pdf)
    page.unlink()
    return headings


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m publishing.handouts", description="Print the lectures.")
    parser.add_argument("lectures", nargs="*", metavar="LECTURE", help="a number, 03, or a name; all without one")
    parser.add_argument("--lecturer", action="store_true", help="the lecturer's edition, with the notes")
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="instead of build/handouts")
    options = parser.parse_args(arguments)
    names = [path.stem for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]
    try:
        wanted = chosen(options.lectures, [*names, *([] if options.lecturer else [SHEET])])
    except ValueError as error:
        parser.error(str(error))
    folder = (options.into or HANDOUTS / ("lecturer" if options.lecturer else "")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    notebooks = {
        name: nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4) for name in wanted if name != SHEET
    }
    done = executed(notebooks, CACHE)
    if options.lecturer:
        done = {name: with_guide(notebook, GUIDES / f"{name.split('-')[0]}.md") for name, notebook in done.items()}

    def written(places: dict[str, str]) -> Iterator[Lecture]:
        return (Writer(name, places, lecturer=options.lecturer).write(done[name]) for name in done)

    with printer() as to_pdf:
        start = time.perf_counter()
        printed = []
        beside = {name: f"{name}.pdf" for name in names}
        for lecture in written(beside):
            pdf = folder / f"{lecture.name}.pdf"
            printed.append(print_lecture(lecture, pdf, to_pdf))
            start = _told(pdf, printed[-1].count, start)
        if SHEET in wanted:
            pdf = folder / f"{SHEET}.pdf"
            start = _told(pdf, print_sheet(beside, pdf, to_pdf).count, start)
        if not options.lectures and not options.lecturer:
            pdf = folder / "course.pdf"
            count = print_course(list(written({name: f"#{name}" for name in names})), printed, pdf, to_pdf)
            _told(pdf, count, start)
    return 0


def _told(pdf: Path, pages: int, start: float) -> float:
    now = time.perf_counter()
    print(f"{pdf}: {pages} pages, {pdf.stat().st_size / 1e6:.1f} MB, printed in {now - start:.0f} s", flush=True)
    return now


if __name__ == "__main__":
    try:
        sys.exit(main())
    except OSError as error:  # Chromium, Node or KaTeX is missing, and it says how to get it
        sys.exit(str(error))
