"""`make slides`: each lecture as one file in build/slides, and with the lecturer's notes in build/slides/lecturer.

    python -m publishing.slides [LECTURE ...] [--into FOLDER]

LECTURE is a number, 01, or the name of a notebook: 01-gradient-descent.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from ..browser import chromium
from ..executing import CACHE, ROOT, executed
from ..lectures import chosen
from ..typesetting import MISSING, available
from .blocks import topics_of
from .deck import Slide, deck, lecture_of, slides_of, to_measure
from .measuring import measured
from .too_large import TOO_LARGE

NOTEBOOKS = ROOT / "notebooks"
LECTURER = "lecturer"


def link_among(paths: list[Path]) -> Callable[[str], str]:
    """A link to another lecture leads to its slides, which lie beside these."""
    decks = {path.name: f"{path.stem}.html" for path in paths}

    def link(address: str) -> str:
        return decks.get(address.partition("#")[0], address)

    return link


def build(browser: Any, name: str, notebook: NotebookNode, into: Path) -> list[Slide]:
    """Both editions of a lecture, in `into` and in its folder for the lecturer."""
    topics = topics_of(notebook, link_among(sorted(NOTEBOOKS.glob("*.ipynb"))))
    lecture = lecture_of(notebook, topics)
    (into / LECTURER).mkdir(parents=True, exist_ok=True)
    trial = into / LECTURER / f".{name}.html"
    try:
        sizes = measured(browser, to_measure(lecture, topics), topics, trial)
    finally:
        trial.unlink(missing_ok=True)
    slides = slides_of(topics, sizes)
    (into / f"{name}.html").write_text(deck(lecture, slides, notes=False), encoding="utf-8")
    (into / LECTURER / f"{name}.html").write_text(deck(lecture, slides, notes=True), encoding="utf-8")
    return slides


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m publishing.slides", description="Build the lectures' slides.")
    parser.add_argument("lectures", nargs="*", metavar="LECTURE", help="a number, 03, or a name; all without one")
    parser.add_argument("--into", type=Path, default=ROOT / "build" / "slides", metavar="FOLDER")
    arguments = parser.parse_args()
    try:
        wanted = chosen(arguments.lectures, [path.stem for path in sorted(NOTEBOOKS.glob("*.ipynb"))])
    except ValueError as error:
        parser.error(str(error))
    if not available():
        parser.error(MISSING)
    start = time.perf_counter()
    notebooks = executed({name: nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4) for name in wanted}, CACHE)
    with chromium() as browser:
        for name, notebook in notebooks.items():
            begun = time.perf_counter()
            slides = build(browser, name, notebook, arguments.into)
            size = (arguments.into / f"{name}.html").stat().st_size / 1e6
            print(f"{name}: {len(slides)} slides, {size:.1f} MB, {time.perf_counter() - begun:.1f} s", flush=True)
            for slide in slides:
                if slide.too_large:
                    known = "" if f"{name}/{slide.name}" in TOO_LARGE else " (not in too_large.py)"
                    print(f"  does not fit: {slide.name}, {slide.width:.0f} × {slide.height:.0f}{known}")
    print(f"{arguments.into}: built in {time.perf_counter() - start:.0f} s")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except OSError as error:  # no Chromium
        sys.exit(str(error))
