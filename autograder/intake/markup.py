"""HTML without what makes its repair expensive, so that nh3 cleans the rest in linear time.

nh3 reads HTML as browsers do, and that repairs whatever is wrong: a tag that is never closed is opened again in each
paragraph that follows, each end looks through all that is open, each attribute through all the others. What a student
displays therefore goes through one pass before: it keeps the tags and attributes that nh3 will keep, each start with
its end, nested as deep as people nest them. It decides nothing about safety; that is nh3's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Set

MAX_DEPTH = 100
MAX_TAGS = 15_000
MAX_STYLES = 8  # of the tags that HTML opens again when it closed them, nested in one another

# Possessive, and no further than the next "<": no character is looked at more than a few times.
_TAG = re.compile(
    r"""<(/?)([a-zA-Z][a-zA-Z0-9]*+)((?:[^<>"']++|"[^"<]*+"|'[^'<]*+'|["'])*+)>|<!--|<[!?/][^<>]*+>|<[!?/a-zA-Z][^<>]*+\Z""",
    re.ASCII,
)
_ATTRIBUTE = re.compile(r"""([^\s=/"']++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"']++)))?+""")
_NEVER_SHOWN = {
    name: re.compile(rf"</{name}\b[^<>]*+>", re.IGNORECASE | re.ASCII)
    for name in ("script", "style", "svg", "math", "template")
}
_EMPTY = {"br", "hr", "wbr", "col", "area"}
_STYLES = {"b", "code", "em", "i", "s", "small", "strike", "strong", "tt", "u"}
_BLOCKS = {
    *("article", "aside", "blockquote", "center", "details", "div", "dl", "figcaption", "figure", "footer", "header"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "hgroup", "hr", "li", "dd", "dt", "nav", "ol", "p", "pre", "section"),
    *("summary", "table", "ul"),
}
_ENDS = {  # tag -> tags that its start ends, where they are the innermost
    **{block: {"p"} for block in _BLOCKS},
    "li": {"p", "li"},
    "dt": {"p", "dt", "dd"},
    "dd": {"p", "dt", "dd"},
    "td": {"p", "td", "th"},
    "th": {"p", "td", "th"},
    "tr": {"p", "td", "th", "tr"},
    "thead": {"p", "td", "th", "tr", "thead", "tbody"},
    "tbody": {"p", "td", "th", "tr", "thead", "tbody"},
}
_ROWS = {"table", "thead", "tbody", "tr", "colgroup"}
_IN_ROWS = {"caption", "colgroup", "col", "thead", "tbody", "tr", "td", "th"}


def thinned(text: str, tags: Set[str], attributes: Set[str]) -> str:
    """The HTML with these tags and attributes only, each start with its end; what is shown of it stays the same.

    >>> thinned("<ul><li>a<li><blink>b</blink></ul></p><!-- c -->", {"ul", "li", "p"}, set())
    '<ul><li>a</li><li>b</li></ul>'
    """
    return _Thinning(tags, attributes).of(text)


class _Thinning:
    def __init__(self, tags: Set[str], attributes: Set[str]) -> None:
        self._tags, self._attributes = tags, attributes
        self._kept: list[str] = []
        self._open: list[str] = []
        self._count: Counter[str] = Counter()
        self._styles = self._started = 0

    def of(self, text: str) -> str:
        """The text, thinned."""
        position = 0
        while found := _TAG.search(text, position):
            self._say(text[position : found.start()])
            position = self._tag(text, found)
        self._say(text[position:])
        while self._open:
            self._close()
        return "".join(self._kept)

    def _tag(self, text: str, found: re.Match[str]) -> int:
        """Keep a tag or leave it out; where to read on."""
        if found[2] is None:
            return _behind(text.find("-->", found.end()), 3, text) if found[0] == "<!--" else found.end()
        name = found[2].lower()
        if found[1]:
            self._end(name)
        elif name in _NEVER_SHOWN:
            end = _NEVER_SHOWN[name].search(text, found.end())
            return end.end() if end else len(text)
        elif name in self._tags:
            self._start(name, found[3])
        return found.end()

    def _say(self, text: str) -> None:
        self._kept.append(text.replace("<", "&lt;"))

    def _start(self, name: str, rest: str) -> None:
        ends = _ENDS.get(name, ())
        while self._open and self._open[-1] in ends:
            self._close()
        if self._open and self._open[-1] in _ROWS and name not in _IN_ROWS:
            return  # a parser would carry it out of the table, past all that was carried out before
        if len(self._open) >= MAX_DEPTH or self._started >= MAX_TAGS:
            return
        if name in _STYLES and self._styles >= MAX_STYLES:
            return
        self._started += 1
        self._kept.append(f"<{name}{self._about(rest)}>")
        if name not in _EMPTY:
            self._open.append(name)
            self._count[name] += 1
            self._styles += name in _STYLES

    def _about(self, rest: str) -> str:
        """The attributes that are kept, each once."""
        if not rest or rest.isspace():
            return ""
        kept: dict[str, str] = {}
        for found in _ATTRIBUTE.finditer(rest):
            name = found[1].lower()
            if name in self._attributes:
                kept.setdefault(name, (found[2] or found[3] or found[4] or "").replace('"', "&quot;"))
        return "".join(f' {name}="{value}"' for name, value in kept.items())

    def _end(self, name: str) -> None:
        if self._count[name]:
            while self._close() != name:
                pass

    def _close(self) -> str:
        name = self._open.pop()
        self._count[name] -= 1
        self._styles -= name in _STYLES
        self._kept.append(f"</{name}>")
        return name


def _behind(position: int, length: int, text: str) -> int:
    return len(text) if position < 0 else position + length
