"""Whether two texts of a cell say the same: what editors, browsers and systems change is no change."""

from __future__ import annotations

import unicodedata


def plain(text: str) -> str:
    """The text without what tools change: line ends, spaces at the ends of lines, composed characters, a mark of order.

    >>> plain("\\ufeffx = 1  \\r\\ny = 2\\t\\r\\n") == plain("x = 1\\ny = 2")
    True
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", ""))
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()
