"""One of every picture on one sheet, to look at: `python docs/plot_sheet.py build/figures`.

Writes each picture in both themes, `index.html` with the words beside them, and three PNG sheets: light, dark,
and every picture on a page of 1024 × 768 pixels as a projector shows it.
"""

from __future__ import annotations

import html
import io
import sys
from collections.abc import Iterable
from pathlib import Path

from matplotlib.figure import Figure
from PIL import Image
from plot_samples import SAMPLES

from gdkit import plots
from gdkit.plots.style import THEMES, png

PAGE = (1024, 768)


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print("usage: python docs/plot_sheet.py FOLDER      for example build/figures", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    figures = {theme: _drawn(theme) for theme in THEMES}
    for theme, drawn in figures.items():
        images = []
        for name, figure in drawn.items():
            file = folder / f"{name}-{theme}.png"
            file.write_bytes(png(figure))
            images.append(Image.open(io.BytesIO(file.read_bytes())).convert("RGB"))
        _sheet(map(_page_width, images), THEMES[theme].background).save(folder / f"sheet-{theme}.png")
        if theme == "light":
            contact_sheet(images).save(folder / "sheet-1024x768.png")
    (folder / "index.html").write_text(_html(figures["light"]), encoding="utf-8")
    print(f"{len(SAMPLES)} pictures in {len(THEMES)} themes: {folder / 'index.html'}")
    return 0


def _drawn(theme: str) -> dict[str, Figure]:
    with plots.theme(theme):
        return {name: sample() for name, sample in SAMPLES.items()}


def contact_sheet(images: Iterable[Image.Image]) -> Image.Image:
    """Each picture as a projector shows it, on a page of 1024 × 768 pixels, two in a row."""
    return _sheet(map(_on_page, images), "#808080")


def _page_width(image: Image.Image) -> Image.Image:
    return image.resize((PAGE[0], round(image.height * PAGE[0] / image.width)))


def _on_page(image: Image.Image) -> Image.Image:
    """The picture as large as it fits on a page of a projector."""
    scale = min(PAGE[0] / image.width, PAGE[1] / image.height)
    small = image.resize((round(image.width * scale), round(image.height * scale)))
    page = Image.new("RGB", PAGE, "#FFFFFF")
    page.paste(small, ((PAGE[0] - small.width) // 2, (PAGE[1] - small.height) // 2))
    return page


def _sheet(images: Iterable[Image.Image], ground: str, columns: int = 2, space: int = 16) -> Image.Image:
    """All pictures, two in a row."""
    rows = list(_in_rows(list(images), columns))
    heights = [max(image.height for image in row) for row in rows]
    sheet = Image.new("RGB", (columns * (PAGE[0] + space), sum(heights) + space * len(rows)), ground)
    top = 0
    for row, height in zip(rows, heights, strict=True):
        for column, image in enumerate(row):
            sheet.paste(image, (column * (PAGE[0] + space), top))
        top += height + space
    return sheet


def _in_rows(images: list[Image.Image], columns: int) -> Iterable[list[Image.Image]]:
    return (images[i : i + columns] for i in range(0, len(images), columns))


def _html(figures: dict[str, Figure]) -> str:
    parts = [
        f"<section><h2>{name}</h2>"
        + "".join(
            f'<img src="{name}-{theme}.png" width="{PAGE[0]}" alt="{html.escape(plots.alt_text(figure))}">'
            for theme in THEMES
        )
        + f"<p>{html.escape(plots.alt_text(figure))}</p></section>"
        for name, figure in figures.items()
    ]
    style = "body{font:16px/1.5 system-ui,sans-serif;margin:1rem auto;max-width:1024px}img{max-width:100%;height:auto}"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>gdkit: every picture</title>'
        f"<style>{style}</style></head><body><h1>Every picture of gdkit, light and dark</h1>"
        f"{''.join(parts)}</body></html>"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
