"""Contact sheets of decks that were built: all slides of a lecture on a few pictures, to look at.

    python -m publishing.slides.sheets [LECTURE ...] [--slides FOLDER]

They lie in the folder `sheets` beside the decks.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image

from ..browser import chromium
from ..executing import ROOT
from ..lectures import chosen

COLUMNS, ROWS, WIDTH = 4, 6, 480
SHOW_SLIDE = """k => {
  const place = Reveal.getIndices(Reveal.getSlides()[k]);
  Reveal.slide(place.h, place.v, 99);
}"""


def pictures(browser: Any, deck: Path, width: int = 1280, height: int = 720) -> Iterator[Image.Image]:
    """Each slide as a projector of this size shows it, with all that appears on it."""
    view = browser.new_page(viewport={"width": width, "height": height})
    view.goto(deck.as_uri())
    view.wait_for_selector("html[data-ready]", timeout=60_000)
    for k in range(view.evaluate("Reveal.getTotalSlides()")):
        view.evaluate(
            "k => { const s = Reveal.getSlides()[k], i = Reveal.getIndices(s); Reveal.slide(i.h, i.v, 99); }", k
        )
        view.wait_for_timeout(30)
        yield Image.open(io.BytesIO(view.screenshot()))
    view.close()


def sheets(slides: Iterator[Image.Image]) -> Iterator[Image.Image]:
    """The pictures, small, 24 on a sheet."""
    small = [slide.resize((WIDTH, WIDTH * slide.height // slide.width)) for slide in slides]
    for first in range(0, len(small), COLUMNS * ROWS):
        some = small[first : first + COLUMNS * ROWS]
        across, down = WIDTH + 8, some[0].height + 8
        sheet = Image.new("RGB", (across * COLUMNS, down * -(-len(some) // COLUMNS)), "#808080")
        for k, slide in enumerate(some):
            sheet.paste(slide, (k % COLUMNS * across + 4, k // COLUMNS * down + 4))
        yield sheet


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m publishing.slides.sheets", description="Contact sheets of slides.")
    parser.add_argument("lectures", nargs="*", metavar="LECTURE", help="a number, 03, or a name; all without one")
    parser.add_argument("--slides", type=Path, default=ROOT / "build" / "slides", metavar="FOLDER")
    arguments = parser.parse_args()
    decks = [path.stem for path in sorted(arguments.slides.glob("*.html"))]
    if not decks:
        parser.error(f"there are no slides in {arguments.slides}; make them: make slides")
    try:
        wanted = chosen(arguments.lectures, decks)
    except ValueError as error:
        parser.error(str(error))
    (arguments.slides / "sheets").mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for deck in wanted:
            for k, sheet in enumerate(sheets(pictures(browser, arguments.slides / f"{deck}.html")), 1):
                file = arguments.slides / "sheets" / f"{deck}-{k}.png"
                sheet.save(file)
                print(file)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except OSError as error:  # no Chromium
        sys.exit(str(error))
