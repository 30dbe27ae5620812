"""HTML -> PDF by a headless Chromium: A4, tagged for screen readers, with an outline of the headings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from ..browser import chromium

TEXT_WIDTH = 540  # pixels of CSS between the margins of handout.css
# A formula or a table that is wider than the text is set smaller; the number of an equation stands right of it.
FIT = """() => {
  const width = (element) => element.getBoundingClientRect().width;
  for (const math of document.querySelectorAll(".math")) {
    const bases = [...math.querySelectorAll(".katex-html > .katex-base")].map(width);
    const tag = math.querySelector(".katex-html > .katex-tag");
    const display = math.querySelector(".katex-display");
    const whole = bases.reduce((sum, base) => sum + base, tag ? 2 * width(tag) + 20 : 0);
    const wide = display ? whole : Math.max(0, ...bases);
    const room = (display ?? math.closest("p, li, td, th, h1, h2, h3, h4, div")).clientWidth;
    if (wide > room) math.style.fontSize = `${Math.floor((98 * room) / wide)}%`;
  }
  for (const table of document.querySelectorAll("table")) {
    const room = table.parentElement.clientWidth;
    for (let size = 90; size >= 60 && width(table) > room + 1; size -= 5) table.style.fontSize = `${size}%`;
  }
}"""

# Its id and its text; a formula in it as plain text.
HEADINGS = """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map((heading) => {
  const copy = heading.cloneNode(true);
  for (const formula of copy.querySelectorAll(".katex-html")) formula.remove();
  for (const words of copy.querySelectorAll(".said")) words.replaceWith(words.dataset.plain);
  return [heading.id, copy.textContent.trim()];
})"""

Headings = list[tuple[str, str]]


class Printer(Protocol):
    """Prints a file of HTML to a PDF, where text is so many pixels wide; returns id and text of each heading."""

    def __call__(self, html: Path, pdf: Path, width: int = TEXT_WIDTH) -> Headings: ...


@contextmanager
def printer() -> Iterator[Printer]:
    """Raises OSError where there is no Chromium."""
    with chromium() as browser:
        yield printer_of(browser)


def printer_of(browser: Any) -> Printer:
    """It prints by this browser."""

    def to_pdf(html: Path, pdf: Path, width: int = TEXT_WIDTH) -> Headings:
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.emulate_media(media="print")
        page.goto(html.as_uri())
        page.evaluate("document.fonts.ready.then(() => true)")
        page.evaluate(FIT)
        page.pdf(path=pdf, prefer_css_page_size=True, print_background=True, tagged=True, outline=True)
        headings = [(str(id), str(text)) for id, text in page.evaluate(HEADINGS)]
        page.close()
        return headings

    return to_pdf
