"""The fonts of a deck, inside it: a slide that fits on one machine fits on every other."""

from __future__ import annotations

import base64
import io
from functools import cache
from pathlib import Path

import matplotlib
from fontTools import subset
from fontTools.ttLib import TTFont

# DejaVu, which comes with matplotlib and draws its pictures too.
FACES = {
    "DejaVuSans.ttf": ("Deck", "normal", "400"),
    "DejaVuSans-Bold.ttf": ("Deck", "normal", "700"),
    "DejaVuSans-Oblique.ttf": ("Deck", "italic", "400"),
    "DejaVuSansMono.ttf": ("Deck Mono", "normal", "400"),
    "DejaVuSansMono-Bold.ttf": ("Deck Mono", "normal", "700"),
}
# Explorers write more than stands in the page: Latin, Greek, raised and lowered digits, arrows, signs of mathematics.
SPANS = ((0x20, 0x7F), (0xA0, 0x180), (0x370, 0x400), (0x2010, 0x2040), (0x2070, 0x20A0), (0x2190, 0x2270))
ALWAYS = frozenset(character for span in SPANS for character in range(*span))


def fonts_for(text: str) -> str:
    """Rules that bring DejaVu Sans and DejaVu Sans Mono with the characters of the text."""
    wanted = frozenset(ALWAYS | {ord(character) for character in text})
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; font-style: {style}; font-weight: {weight}; '
        f"src: url(data:font/woff;base64,{_subset(file, wanted)}) format('woff'); }}"
        for file, (family, style, weight) in FACES.items()
    )


@cache
def _subset(file: str, characters: frozenset[int]) -> str:
    font = TTFont(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / file, recalcTimestamp=False)
    options = subset.Options(notdef_outline=True, layout_features=["*"], drop_tables=["FFTM"])
    chosen = subset.Subsetter(options)
    chosen.populate(unicodes=characters)
    chosen.subset(font)
    font.flavor = "woff"
    made = io.BytesIO()
    font.save(made)
    return base64.b64encode(made.getvalue()).decode()
