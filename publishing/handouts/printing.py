"""HTML -> PDF by a headless Chromium: A4, tagged for screen readers, with an outline of the headings."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
MISSING = "handouts are printed by Chromium, and none was found: install it, or name it in GDKIT_CHROMIUM"
TEXT_WIDTH = 540  # pixels of CSS between the margins of handout.css
# A formula or a table that is wider than the text is set smaller; the number of an equation stands right of it.
FIT = """() => {
  const width = (element) => element.getBoundingClientRect().width;
  for (const math of document.querySelectorAll(".math")) {
    const bases = [...math.querySelectorAll(".katex-html > .base")].map(width);
    const tag = math.querySelector(".katex-html > .tag");
    const display = math.querySelector(".katex-display");
    const wide = display ? bases.reduce((sum, base) => sum + base, tag ? 2 * width(tag) + 20 : 0) : Math.max(0, ...bases);
    const room = (display ?? math.closest("p, li, td, th, h1, h2, h3, h4, div")).clientWidth;
    if (wide > room) math.style.fontSize = `${Math.floor((98 * room) / wide)}%`;
  }
  for (const table of document.querySelectorAll("table")) {
    const room = table.parentElement.clientWidth;
    for (let size = 90; size >= 60 && width(table) > room + 1; size -= 5) table.style.fontSize = `${size}%`;
  }
}"""

Printer = Callable[[Path, Path], None]


def chromium_path() -> str | None:
    """The browser to use: $GDKIT_CHROMIUM, or the first that is found on PATH."""
    return os.environ.get("GDKIT_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def printer() -> Iterator[Printer]:
    """A function that prints a file of HTML to a PDF. Raises OSError where there is no Chromium."""
    path = chromium_path()
    if path is None:
        raise OSError(MISSING)
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=path, args=ARGUMENTS)

        def to_pdf(html: Path, pdf: Path) -> None:
            page = chromium.new_page(viewport={"width": TEXT_WIDTH, "height": 800})
            page.emulate_media(media="print")
            page.goto(html.as_uri(), wait_until="load")
            page.evaluate("document.fonts.ready.then(() => true)")
            page.evaluate(FIT)
            page.pdf(path=pdf, prefer_css_page_size=True, print_background=True, tagged=True, outline=True)
            page.close()

        yield to_pdf
        chromium.close()
