"""Whole pages of HTML, ready for print: of one lecture, or of the course with its cover and contents."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

import matplotlib
from pygments.formatters import HtmlFormatter

from ..typesetting import stylesheet
from .lecture import Lecture

HERE = Path(__file__).parent
COURSE = "Gradient descent and backpropagation"
LICENCE = "Text and figures: CC BY 4.0. Code: BSD-3-Clause."
# Fonts come with matplotlib: on every machine the same lines and the same pages.
FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
FACES = {
    ("Handout", "normal", 400): "STIXGeneral",
    ("Handout", "italic", 400): "STIXGeneralItalic",
    ("Handout", "normal", 700): "STIXGeneralBol",
    ("Handout", "italic", 700): "STIXGeneralBolIta",
    ("Handout Mono", "normal", 400): "DejaVuSansMono",
    ("Handout Mono", "normal", 700): "DejaVuSansMono-Bold",
    ("Handout Signs", "normal", 400): "DejaVuSans",
}


def of_lecture(lecture: Lecture) -> str:
    return _page(lecture.title, [lecture], _article(lecture))


def of_sheet(sheet: Lecture) -> str:
    """The sheet of formulas, in columns."""
    own = (HERE / "sheet.css").read_text(encoding="utf-8")
    return _page(sheet.title, [], f'<style>{own}</style><article class="sheet">{sheet.html}</article>')


def of_course(lectures: Sequence[Lecture], pages: Mapping[str, int], *, front_alone: bool = False) -> str:
    """Cover, contents and all lectures; `pages` has the page of each heading by its id, as far as it is known."""
    rows = []
    for lecture in lectures:
        title, *sections = [_row(id, text, pages) for id, text in lecture.headings]
        rows.append(f"<li>{title}<ol>{''.join(f'<li>{section}</li>' for section in sections)}</ol></li>")
    front = (
        f'<header class="cover"><h1 id="cover">{COURSE}</h1><p>The lectures, with room for your notes</p>'
        f"<p>the gdkit authors</p><p>{LICENCE}</p></header>"
        f'<nav class="contents"><h1 id="contents">Contents</h1><ol>{"".join(rows)}</ol></nav>'
    )
    return _page(COURSE, lectures, front + "".join(() if front_alone else map(_article, lectures)))


def _row(place: str, text: str, pages: Mapping[str, int]) -> str:
    return f'<a href="#{place}"><span>{text}</span><span class="number">{pages.get(place, "")}</span></a>'


def _article(lecture: Lecture) -> str:
    return f'<article id="{lecture.name}" style="page: {_name(lecture)}">{lecture.html}</article>'


def _name(lecture: Lecture) -> str:
    """Of the lecture's pages in CSS, where a name begins with a letter."""
    return f"lecture-{lecture.name}"


def _page(title: str, lectures: Sequence[Lecture], body: str) -> str:
    running = "".join(
        f"@page {_name(lecture)} {{ @top-left {{ content: {_string(lecture.title)}; }} }}\n" for lecture in lectures
    )
    colours = HtmlFormatter(style="default").get_style_defs("pre")
    own = (HERE / "handout.css").read_text(encoding="utf-8")
    style = "\n".join([_fonts(), stylesheet(), colours, own, running])
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{style}</style></head><body>{body}</body></html>"
    )


def _string(text: str) -> str:
    """The text as a string of CSS."""
    return '"' + re.sub(r'["\\<\n]', lambda found: f"\\{ord(found[0]):x} ", text) + '"'


def _fonts() -> str:
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; font-style: {style}; font-weight: {weight}; '
        f"src: url(data:font/ttf;base64,{base64.b64encode((FONTS / f'{file}.ttf').read_bytes()).decode()}); }}"
        for (family, style, weight), file in FACES.items()
    )
