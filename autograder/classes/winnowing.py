"""Fingerprints of texts, and the places that two texts share: winnowing.

S. Schleimer, D. S. Wilkerson, A. Aiken: Winnowing: Local Algorithms for Document Fingerprinting. SIGMOD 2003.

A text becomes tokens, each run of K tokens a number, and of each WINDOW numbers in a row the smallest is kept. Of a
common run of K + WINDOW − 1 tokens at least one number is kept in both texts, wherever the run stands (theorem 1).

Code is read without what costs nothing to change: names are numbered in the order in which a run uses them, so a run
is the same under other names (B. S. Baker: Parameterized Pattern Matching, 1996); comments, docstrings, spaces, commas
and round brackets are left out, and texts are all alike. What a library calls its functions stays.
"""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

MAX_TOKENS = 20_000  # of one cell
_TOKEN = re.compile(
    r"(?P<comment>#[^\n]*+)"
    # a text is read as far as people write them: each of many that never end would be looked through to the end
    r"|(?P<text>[rbfuRBFU]{0,2}+(?:\"\"\"(?:[^\"\\]|\\.|\"(?!\"\")){0,2000}+\"\"\"|'''(?:[^'\\]|\\.|'(?!'')){0,2000}+'''"
    r"|\"(?:[^\"\\\n]|\\.){0,500}+\"|'(?:[^'\\\n]|\\.){0,500}+'))"
    r"|(?P<number>\d[\w.]*+|\.\d\w*+)|(?P<name>[^\W\d]\w*+)|(?P<space>\s++)"
    r"|(?P<sign>\*\*=|//=|>>=|<<=|[-+*/%@&|^=<>!:]=|->|\*\*|//|<<|>>|.)",
    re.DOTALL,
)
_WORD = re.compile(r"[^\W_]+(?:[.,'’-][^\W_]+)*+")
_KEPT = {*keyword.kwlist, *dir(builtins), "np", "plt", "self"}
_NOTHING = set("(),;\\:")


class Token(NamedTuple):
    """A word of a text and its place there; name: one that its author chose."""

    word: str
    name: bool
    start: int
    end: int


def tokens_of_code(text: str) -> list[Token]:
    """The tokens that count. Any text has some: what is no Python is read all the same.

    >>> [token.word for token in tokens_of_code("def f(x):  # twice\\n    return (2 * x)")]
    ['def', 'f', 'x', 'return', '2', '*', 'x']
    """
    found: list[Token] = []
    before = line = ""
    for match in _TOKEN.finditer(text):
        kind, word = str(match.lastgroup), match[0]
        if kind == "space":
            line = "" if "\n" in word else line
            continue
        first, line = not line, word
        if kind == "comment" or (kind == "text" and first and before not in ("(", "[", "{", ",", "=")):
            continue
        if word not in _NOTHING:
            word = '"' if kind == "text" else word
            found.append(Token(word, kind == "name" and before != "." and word not in _KEPT, *match.span()))
            if len(found) == MAX_TOKENS:
                break
        before = word
    return found


def tokens_of_words(text: str) -> list[Token]:
    """Words and numbers, whatever their case."""
    found = (Token(match[0].casefold(), False, *match.span()) for match in _WORD.finditer(text))
    return [token for _, token in zip(range(MAX_TOKENS), found, strict=False)]


@dataclass(frozen=True)
class Kind:
    """A way to read a text: its tokens, how many make a run, and how much in common is worth a look.

    A pair is worth a look from `least` tokens on and a share of the shorter work: in a short one all are alike.
    """

    name: str
    tokens: Callable[[str], list[Token]]
    run: int
    window: int
    least: float
    share: float

    def threshold(self, lengths: Iterable[int]) -> float:
        """Unusual tokens in common from which on a pair of works of these lengths is shown."""
        return self.least + self.share * min(lengths)

    def prints(self, tokens: list[Token]) -> dict[int, int]:
        """The fingerprints of a text: where each run begins, and its number."""
        numbers = [_number(tokens[at : at + self.run]) for at in range(len(tokens) - self.run + 1)]
        return {at: numbers[at] for at in _smallest(numbers, self.window)}


CODE = Kind("code", tokens_of_code, run=16, window=4, least=70, share=0.2)
WORDS = Kind("words", tokens_of_words, run=6, window=3, least=20, share=0.2)


def _number(run: list[Token]) -> int:
    """The same for runs that differ in names only; the same on every machine, as `hash` is not."""
    names: dict[str, int] = {}
    words = [f"\0{names.setdefault(token.word, len(names))}" if token.name else token.word for token in run]
    return int.from_bytes(blake2b("\1".join(words).encode("utf-8", "replace"), digest_size=8).digest())


def _smallest(numbers: list[int], window: int) -> Iterator[int]:
    """Where the smallest number of each window stands, the last of several."""
    last = -1
    for start in range(max(len(numbers) - window, -1) + 1 if numbers else 0):
        at = min(range(start, min(start + window, len(numbers))), key=lambda k: (numbers[k], -k))
        if at != last:
            last = at
            yield at
