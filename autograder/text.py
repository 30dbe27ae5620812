"""Text that a student may have chosen (a name, a message, an output, a number), made fit for whoever reads it.

`safe` is the only function that makes the type `SafeText`, and everything that writes (a line on the terminal, a page,
a row of the gradebook, a line of results) takes nothing else: mypy refuses a plain str there.

What steers a terminal or a browser, or cannot be seen, is written out: [U+202E]. Invisible characters that scripts and
emoji need stay where they do that, and nowhere else.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import lru_cache
from typing import Any, NewType, TypeGuard

SafeText = NewType("SafeText", str)
SafeTree = NewType("SafeTree", object)  # for JSON: every text in it is SafeText; `safe_tree` makes it

MAX_MARKS = 6  # accents above one another; Tibetan needs six

# escape sequences of terminals; what is begun and never ended hides nothing: only its ESC is written out
_STRING = r"[^\x07\x1b\x90\x98\x9c-\x9f\n]{0,4096}+(?:\x07|\x1b\\|\x9c)"
_ANSI = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]{0,64}+[ -/]{0,16}+[@-~]"  # colours, cursor
    rf"|(?:\x1b[\]P^_X]|[\x90\x98\x9d-\x9f]){_STRING}"  # links, titles, fonts, messages to the program
    r"|\x1b[ -/]{1,16}+[0-~]|\x1b[0-OQ-WYZ\\`-~]"
)
_HIDDEN = (
    *(code for code in range(0x20) if chr(code) not in "\n\t"),
    *(0x7F, 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x200B, 0x200E, 0x200F),
    *range(0x2028, 0x202F),  # ends of lines and paragraphs, and what turns the direction of writing
    *range(0x2060, 0x2070),
    *(0x3164, 0xFEFF, 0xFFA0, *range(0xFFF0, 0xFFFC)),
    *range(0x1BCA0, 0x1BCA4),
    *range(0x1D173, 0x1D17B),
)
_NO_CHARACTERS = (*range(0x80, 0xA0), *range(0xD800, 0xE000), *range(0xFDD0, 0xFDF0))
_NO_CHARACTERS += tuple(plane << 16 | last for plane in range(17) for last in (0xFFFE, 0xFFFF))
_WRITTEN_OUT = {code: f"[U+{code:04X}]" for code in _HIDDEN}
_WRITTEN_OUT |= dict.fromkeys(_NO_CHARACTERS, "\N{REPLACEMENT CHARACTER}")
_SELECTORS = "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"  # of one look of the character before
_FLAGS = {"".join(chr(0xE0000 + ord(letter)) for letter in name) for name in ("gbeng", "gbsct", "gbwls")}
_FLAG = "(?:" + "|".join(sorted(_FLAGS)) + ")\U000e007f"
_TAGS = "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"  # a second, unseen alphabet
_UNSEEN = re.compile(rf"(?<=\U0001f3f4){_FLAG}|[\u200c\u200d]+|[{_SELECTORS}]+|[{_TAGS}]+")
_STACK = re.compile(rf"(?:(?![\w\s])[\u0300-\U0010ffff]){{{MAX_MARKS + 1},}}")


def safe(value: object) -> SafeText:
    """Any value as text that a file, a page, a database and a terminal can hold, and that commands none of them.

    Never raises, and takes time in proportion to the length. What is safe stays as it is.

    >>> safe("a\\x00b \\x1b[31mred\\x1b[0m \\u202e")
    'a[U+0000]b red [U+202E]'
    """
    text = value if type(value) is str else _in_words(value)
    if text.isascii() and text.isprintable():
        return SafeText(text)
    text = _ANSI.sub("", text.replace("\r\n", "\n"))
    if not text.isascii():
        text = _STACK.sub(_bounded, _UNSEEN.sub(_where_needed, text))
    return SafeText(text.translate(_WRITTEN_OUT))


def is_safe_name(text: str) -> TypeGuard[SafeText]:
    """Whether it is safe as it stands, and one line: a student whose folder is called otherwise is told, not graded."""
    return safe(text) == text and not {"\n", "\t"} & set(text)


def safe_tree(tree: object) -> SafeTree:
    """A tree for JSON in which every text, and every key, is safe; what no JSON can hold (NaN, an object) is text."""
    return SafeTree(_safe_part(tree))


def _safe_part(part: Any) -> Any:
    if isinstance(part, str):
        return safe(str(part))
    if isinstance(part, dict):
        return {safe(key): _safe_part(value) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [_safe_part(value) for value in part]
    if part is None or part is True or part is False:
        return part
    if type(part) is int and part.bit_length() < 1024:
        return part
    if type(part) is float and -sys.float_info.max <= part <= sys.float_info.max:
        return part
    return safe(part)


def without_surrogates(text: str) -> str:
    """The text with a question mark for each half of a surrogate pair, which no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _in_words(value: object) -> str:
    """The value as a str; the text of an exception, or of a huge number, may itself be an error."""
    try:
        return str.__str__(value) if isinstance(value, str) else str(value)
    except Exception:
        return (
            "a number of too many digits" if isinstance(value, int) else f"{type(value).__name__} that cannot be shown"
        )


def _where_needed(found: re.Match[str]) -> str:
    """A joiner between two characters of a script that joins, a selector behind what it selects a look of."""
    text, run = found.string, found[0]
    if run[-1] == "\U000e007f" and run[:-1] in _FLAGS:
        return run
    before, after = text[max(found.start() - 1, 0) : found.start()], text[found.end() : found.end() + 1]
    if run[0] in "\u200c\u200d":
        needed = _is_seen(after) and (_is_seen(before) or before == "\ufe0f")
    elif unicodedata.category(run[0]) != "Mn":  # tags
        needed = False
    else:
        needed = _is_seen(before) or (run[0] == "\ufe0f" and before in tuple("0123456789#*"))
    return run[:needed] + "".join(f"[U+{ord(char):04X}]" for char in run[needed:])


@lru_cache(4096)
def _is_seen(char: str) -> bool:
    """Whether it is a character beyond ASCII that shows."""
    if not char or char.isascii() or char.isspace() or ord(char) in _WRITTEN_OUT:
        return False
    return not _UNSEEN.match(char)


def _bounded(found: re.Match[str]) -> str:
    """The characters with at most `MAX_MARKS` accents above one another."""
    kept, marks, left_out = [], 0, 0
    for char in found[0]:
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") and not _UNSEEN.match(char) else 0
        if marks > MAX_MARKS:
            left_out += 1
            continue
        if left_out:
            kept.append(f"[{left_out} more accents]")
            left_out = 0
        kept.append(char)
    return "".join(kept) + (f"[{left_out} more accents]" if left_out else "")
