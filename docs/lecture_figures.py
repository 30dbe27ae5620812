"""Every picture that the lectures show, on one sheet: `python docs/lecture_figures.py build/figures [03 07 ...]`.

Runs each lecture in a kernel of its own and takes the pictures out of its outputs. Writes one PNG a picture,
`lectures.html` with their words, and `lectures-NN.png`, one sheet a lecture. A picture without words is an error.
"""

from __future__ import annotations

import base64
import html
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from PIL import Image
from plot_sheet import contact_sheet

ROOT = Path(__file__).parents[1]
HEAD = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Pictures of the lectures</title>
<style>body{font:16px/1.5 system-ui,sans-serif;margin:1rem auto;max-width:1024px}img{max-width:100%}</style>
<h1>Every picture of the lectures</h1>
"""


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0].startswith("-"):
        print(
            "usage: python docs/lecture_figures.py FOLDER [NUMBER ...]      for example build/figures 03",
            file=sys.stderr,
        )
        return 2
    folder, numbers = Path(arguments[0]), arguments[1:]
    folder.mkdir(parents=True, exist_ok=True)
    paths = [path for path in sorted((ROOT / "notebooks").glob("*.ipynb")) if not numbers or path.name[:2] in numbers]
    sections, wordless, total = [], [], 0
    for path in paths:
        images = []
        sections.append(f"<h2>{path.stem}</h2>")
        for name, data, words in pictures(path):
            file = folder / f"{path.stem}-{name}.png"
            file.write_bytes(data)
            images.append(Image.open(io.BytesIO(data)).convert("RGB"))
            sections.append(
                f'<figure><img src="{file.name}" alt="{html.escape(words)}"><figcaption>{html.escape(words)}'
            )
            wordless += [] if len(words) > 40 else [f"{path.stem}: {name}"]
        if images:
            contact_sheet(images).save(folder / f"lectures-{path.name[:2]}.png")
        total += len(images)
        print(f"{path.stem}: {len(images)} pictures")
    page = folder / "lectures.html"
    page.write_text(HEAD + "".join(sections), encoding="utf-8")
    print(f"{total} pictures: {page}")
    for name in wordless:
        print(f"no words: {name}", file=sys.stderr)
    return bool(wordless)


def pictures(path: Path) -> Iterator[tuple[str, bytes, str]]:
    """Cell id, PNG and words of each picture that a lecture draws."""
    executed = NotebookClient(nbformat.read(path, 4), timeout=120, kernel_name="python3").execute()
    for cell in executed.cells:
        for k, output in enumerate(cell.get("outputs", [])):
            data: dict[str, Any] = output.get("data", {})
            if "image/png" in data:
                words = output.metadata.get("image/png", {}).get("alt", "")
                yield f"{cell.id}-{k}" if k else cell.id, base64.b64decode(data["image/png"]), words


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
