"""Whole pages of HTML, ready for print: of one lecture, or of the course with its cover and contents."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

import matplotlib
from pygments.formatters import HtmlFormatter

from ..typesetting import KATEX
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


def of_course(lectures: Sequence[Lecture], pages: Mapping[str, int]) -> str:
    """All lectures; `pages` has the page of each lecture and section by its id, as far as it is known."""
    rows = []
    for lecture in lectures:
        inner = "".join(f"<li>{_row(id, text, pages)}</li>" for id, text in lecture.sections)
        rows.append(f"<li>{_row(lecture.name, escape(lecture.title), pages)}<ol>{inner}</ol></li>")
    front = (
        f'<header class="cover"><h1>{COURSE}</h1><p>Lectures and appendices</p><p>the gdkit authors</p>'
        f'<p>{LICENCE}</p></header><nav class="contents"><h1>Contents</h1><ol>{"".join(rows)}</ol></nav>'
    )
    return _page(COURSE, lectures, front + "".join(map(_article, lectures)))


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
    style = "\n".join([_fonts(), _katex(), HtmlFormatter(style="friendly").get_style_defs("pre"), _style(), running])
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{style}</style></head><body>{body}</body></html>"
    )


def _style() -> str:
    return (HERE / "handout.css").read_text(encoding="utf-8")


def _string(text: str) -> str:
    """The text as a string of CSS."""
    return '"' + re.sub(r'["\\<\n]', lambda found: f"\\{ord(found[0]):x} ", text) + '"'


def _fonts() -> str:
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; font-style: {style}; font-weight: {weight}; '
        f"src: url({_data(FONTS / f'{file}.ttf')}); }}"
        for (family, style, weight), file in FACES.items()
    )


def _katex() -> str:
    """KaTeX's style with its fonts in it."""
    css = (KATEX / "katex.min.css").read_text(encoding="utf-8")
    return re.sub(r"src:url\(([^)]+\.woff2)\)[^}]*", lambda found: f"src:url({_data(KATEX / found[1])})", css)


def _data(path: Path) -> str:
    kind = {".woff2": "font/woff2", ".ttf": "font/ttf"}[path.suffix]
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
