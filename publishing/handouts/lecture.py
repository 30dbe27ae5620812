"""An executed lecture as HTML for paper: answers at its end, or the lecturer's notes beside their cells."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape, unescape

from nbformat import NotebookNode

from ..lectures import PNG, for_the_lecturer, small
from ..rendering import code, markdown, output

HEADING = re.compile(r'<h([1-6])(?: id="([^"]*)")?>(.*?)</h\1>', re.DOTALL)
DETAILS = re.compile(r"<details>\s*<summary>(.*?)</summary>(.*?)</details>", re.DOTALL)
MENTION = re.compile(r"\b(?:[Ll]ecture|[Aa]ppendix) (\d\d|[A-Z])\b")
NOWHERE = re.compile(r'<a href="">(.*?)</a>', re.DOTALL)
TAG = re.compile(r"(<[^>]+>)")
MATHML = re.compile(
    r'<span class="katex-mathml">(.*?)<annotation encoding="application/x-tex">(.*?)</annotation>.*?</math></span>',
    re.DOTALL,
)
PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"  # that nobody sees
APART = re.compile(r"</?(a|code|pre|math|svg|h1)[ >]")  # in which no mention becomes a link


@dataclass(frozen=True)
class Lecture:
    """`html` is all of it; the ids in it begin with its name, so that several lectures can stand on one page."""

    name: str
    title: str
    html: str
    headings: tuple[tuple[str, str], ...]  # id and HTML of the title, then of each heading of the second level


class Writer:
    """Writes one lecture. `places` says where each lecture is found, by its name; other links lead nowhere."""

    def __init__(self, name: str, places: Mapping[str, str], *, lecturer: bool) -> None:
        self._name, self._places, self._lecturer = name, places, lecturer
        self._answers: list[str] = []
        self._heading = ""

    def write(self, notebook: NotebookNode) -> Lecture:
        """The lecture as students get it, or with what is for the lecturer."""
        html = "\n".join(map(self._cell, notebook.cells))
        if self._answers:
            html += f'<h2 id="{self._name}--answers">Answers</h2>{"".join(self._answers)}'
        headings = tuple((id, text) for level, id, text in HEADING.findall(html) if level in "12")
        return Lecture(self._name, unescape(re.sub("<[^>]+>", "", headings[0][1])), html, headings)

    def _cell(self, cell: NotebookNode) -> str:
        if for_the_lecturer(cell) and not self._lecturer:
            return ""
        if cell.cell_type == "code":
            html = f'<div class="code">{code(cell.source)}</div>{"".join(map(_shown, cell.outputs))}'
        else:
            html = self._answered(self._text(cell.source), cell.id)
        return f'<aside aria-label="Notes for the lecturer">{html}</aside>' if for_the_lecturer(cell) else html

    def _text(self, source: str) -> str:
        text = HEADING.sub(self._headed, _said(NOWHERE.sub(r"\1", markdown(source, self._link))))
        return _with_links(text, {name.split("-")[0]: to for name, to in self._places.items() if name != self._name})

    def _headed(self, match: re.Match[str]) -> str:
        """The heading with an id of its own. “Part two” in the middle stands one level below the title."""
        level = "2" if match[1] == "1" and self._heading else match[1]
        self._heading = match[3]
        return f'<h{level} id="{self._name}--{match[2]}">{match[3]}</h{level}>'

    def _answered(self, text: str, cell: str) -> str:
        """Students turn to the end for answers, which come without their questions."""
        if self._lecturer:
            return DETAILS.sub(r'<div class="answers"><p><strong>\1</strong></p>\2</div>', text)
        place = f"{self._name}--answers-{cell}"

        def moved(match: re.Match[str]) -> str:
            self._answers.append(f'<h3 id="{place}">{self._heading}</h3>{match[2]}')
            return f'<p class="turn"><a href="#{place}">{match[1]}: at the end</a></p>'

        return DETAILS.sub(moved, text)

    def _link(self, target: str) -> str:
        if target.startswith(("http:", "https:", "mailto:")):
            return target
        return self._places.get(target.partition("#")[0].removeprefix("../notebooks/").removesuffix(".ipynb"), "")


def _said(html: str) -> str:
    """Each formula with its TeX as the words of a picture: of MathML nothing comes into a PDF."""

    def worded(match: re.Match[str]) -> str:
        plain = re.sub("<[^>]+>", "", match[1])
        return f'<img class="said" alt="${_attribute(match[2])}$" data-plain="{_attribute(plain)}" src="{PIXEL}">'

    return MATHML.sub(worded, html)


def _attribute(html: str) -> str:
    return html.replace('"', "&quot;")


def _with_links(html: str, places: Mapping[str, str]) -> str:
    """“lecture 02” in the text becomes a link to it."""

    def linked(match: re.Match[str]) -> str:
        return f'<a href="{escape(places[match[1]])}">{match[0]}</a>' if match[1] in places else match[0]

    parts, within = TAG.split(html), 0
    for at, part in enumerate(parts):
        if APART.match(part):
            within += -1 if part.startswith("</") else 1
        elif not within and not part.startswith("<"):
            parts[at] = MENTION.sub(linked, part)
    return "".join(parts)


def _shown(data: NotebookNode) -> str:
    html = output(data, live=False)
    return f'<div class="output">{PNG.sub(lambda found: _smaller(found[0]), _said(html))}</div>' if html else ""


@cache
def _smaller(picture: str) -> str:
    """The picture as data, with fewer colours."""
    kind, data = picture.split(",")
    return f"{kind},{base64.b64encode(small(base64.b64decode(data))).decode()}"
