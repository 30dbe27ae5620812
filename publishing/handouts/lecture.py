"""An executed lecture as HTML for paper: answers at its end, or the lecturer's notes beside their cells."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
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
    sections: tuple[tuple[str, str], ...]  # id and HTML of each heading of the second level
    formulas: Mapping[str, str]  # the plain text of each formula by its TeX


class Writer:
    """Writes one lecture. `places` says where each lecture is found, by its name; other links lead nowhere."""

    def __init__(self, name: str, places: Mapping[str, str], *, lecturer: bool) -> None:
        self._name, self._places, self._lecturer = name, places, lecturer
        self._answers: list[str] = []
        self._heading = ""
        self._formulas: dict[str, str] = {}

    def write(self, notebook: NotebookNode) -> Lecture:
        """The lecture as students get it, or with what is for the lecturer."""
        html = "\n".join(part for cell in notebook.cells for part in self._cell(cell))
        if self._answers:
            html += f'<h2 id="{self._name}--answers">Answers</h2>{"".join(self._answers)}'
        headings = [(level, id, text) for level, id, text in HEADING.findall(html) if level in "12"]
        title = re.sub("<[^>]+>", "", headings[0][2])
        sections = tuple((id, text) for level, id, text in headings if level == "2")
        return Lecture(self._name, title, html, sections, self._formulas)

    def _cell(self, cell: NotebookNode) -> Iterator[str]:
        if cell.cell_type == "code":
            yield f'<div class="code">{code(cell.source)}</div>'
            yield from (self._said(_shown(data)) for data in cell.outputs)
        elif not for_the_lecturer(cell):
            yield self._answered(self._text(cell.source), cell.id)
        elif self._lecturer:
            yield f'<aside aria-label="Notes for the lecturer">{self._text(cell.source)}</aside>'

    def _text(self, source: str) -> str:
        text = self._said(NOWHERE.sub(r"\1", markdown(source, self._link)))
        text = HEADING.sub(self._headed, text)
        return _with_links(text, {name.split("-")[0]: to for name, to in self._places.items() if name != self._name})

    def _said(self, text: str) -> str:
        """Each formula with its TeX as the words of a picture: of MathML nothing comes into a PDF."""

        def worded(match: re.Match[str]) -> str:
            self._formulas[unescape(match[2])] = re.sub("<[^>]+>", "", unescape(match[1]))
            return f'<img class="said" alt="${escape(unescape(match[2]))}$" src="{PIXEL}">'

        return MATHML.sub(worded, text)

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
        return self._places.get(target.partition("#")[0].removesuffix(".ipynb"), "")


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
    return f'<div class="output">{PNG.sub(_smaller, html)}</div>' if html else ""


def _smaller(match: re.Match[str]) -> str:
    return f"data:image/png;base64,{base64.b64encode(small(base64.b64decode(match[1]))).decode()}"
