"""Text that a student may have chosen (a name, a message, an output), made fit for a file, a page, a terminal."""

from __future__ import annotations

import re

_ANSI = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_HIDDEN = (*(code for code in range(32) if chr(code) not in "\n\t"), 0x7F, 0x200B, 0xFEFF)
_STEERING = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))  # turn the direction of writing
_OBEYED = {code: f"[U+{code:04X}]" for code in (*_HIDDEN, *_STEERING)}
_OBEYED |= dict.fromkeys((*range(0x80, 0xA0), *range(0xD800, 0xE000)), "\N{REPLACEMENT CHARACTER}")


def visible(text: str) -> str:
    """Text without terminal colours, in which characters that steer or hide are written out.

    >>> visible("a\\x00b \\x1b[31mred\\x1b[0m \\u202e")
    'a[U+0000]b red [U+202E]'
    """
    return _ANSI.sub("", text.replace("\r\n", "\n")).translate(_OBEYED)


def can_be_written(text: str) -> bool:
    """Whether a file and a database can hold it; a folder's name that is no UTF-8 is none."""
    return without_surrogates(text) == text


def without_surrogates(text: str) -> str:
    """The text with a question mark for each half of a surrogate pair, which no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
