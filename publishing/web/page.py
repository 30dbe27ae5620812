"""A notebook as a page that is readable without any script; static/notebook.js brings it to life."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape, unescape
from urllib.parse import quote

import nbformat
from nbformat import NotebookNode

from ..rendering import code, markdown
from .needs import packages_of

HEADING = re.compile(r"<h([1-6])(?: id=\"[^\"]*\")?>(.*?)</h\1>", re.DOTALL)
ID = re.compile(r'(<h[1-6] id=")([^"]*)(")')
RESERVED = frozenset({"bar", "notebook", "page", "cells"})  # ids that are the page's own
WAITING = "Read on: code runs as soon as the page is ready. Opened from a file it cannot run: it needs a web server."
NO_SCRIPT = "Code runs only where JavaScript is allowed. The text can be read without it."


@dataclass(frozen=True)
class Page:
    """A notebook with what lies beside it. `name` is that of its page, without .html; `file` that of the notebook."""

    name: str
    kind: str  # "homework" or "lecture"
    file: str
    notebook: NotebookNode
    beside: Mapping[str, bytes] = field(default_factory=dict)  # by its name with slashes

    @property
    def title(self) -> str:
        """The first heading; the name where there is none."""
        for cell in self.notebook.cells:
            if cell.cell_type == "markdown" and (found := HEADING.search(shown(cell))):
                return unescape(re.sub(r"<annotation.*?</annotation>|<[^>]+>", "", found[2])).strip()
        return self.name

    @property
    def edition(self) -> str:
        """The digest of the notebook as it was released: another edition is another homework."""
        return hashlib.sha256(nbformat.writes(self.notebook).encode()).hexdigest()

    @property
    def address(self) -> str:
        return f"{quote(self.name)}.html"

    def about(self, course: str) -> dict[str, object]:
        """What the page's script has to know."""
        return {
            "name": self.name,
            "kind": self.kind,
            "file": self.file,
            "title": self.title,
            "files": {name: f"files/{quote(self.name)}/{quote(name)}" for name in sorted(self.beside)},
            "packages": packages_of(self.notebook),
            "edition": self.edition,
            "course": course,
        }

    def html(self, course: str, policy: str) -> str:
        """The whole page."""
        blocks = block("notebook", self.notebook) + block("page", self.about(course))
        body = (
            f'<header id="bar"><a href="index.html">{escape(course)}</a>\n'
            f'<span class="waiting">{WAITING}</span></header>\n'
            f"<noscript><p>{NO_SCRIPT}</p></noscript>\n"
            f'<main id="cells">\n{cells(self.notebook)}\n</main>'
        )
        return whole(self.title, policy, body, more=f'{blocks}<script type="module" src="static/notebook.js"></script>')


def whole(title: str, policy: str, body: str, *, more: str = "") -> str:
    """A page of the folder; `policy` says what it may load."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(title)}</title>\n"
        '<link rel="icon" href="data:,">\n'
        '<link rel="stylesheet" href="static/katex.css">\n<link rel="stylesheet" href="static/notebook.css">\n'
        "<style>:root[data-ready] .waiting { display: none }</style>\n"
        f"{more}\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def cells(notebook: NotebookNode) -> str:
    """All cells; no id of a heading stands twice."""
    taken = set(RESERVED)

    def once(found: re.Match[str]) -> str:
        id, number = found[2], 1
        while id in taken:
            number += 1
            id = f"{found[2]}-{number}"
        taken.add(id)
        return f"{found[1]}{id}{found[3]}"

    return "\n".join(ID.sub(once, _cell(cell)) for cell in notebook.cells)


def _cell(cell: NotebookNode) -> str:
    kind = "code" if cell.cell_type == "code" else "markdown"
    return (
        f'<section class="cell {kind}" data-id="{escape(cell.id)}">'
        f'<div class="source">{shown(cell)}</div><div class="outputs"></div></section>'
    )


def shown(cell: NotebookNode) -> str:
    """The source as it is read: text with its formulas, or code with its colours."""
    if cell.cell_type == "code":
        return code(cell.source)
    if cell.cell_type == "raw":
        return f"<pre>{escape(cell.source)}</pre>"
    return _text(cell.source)


@cache
def _text(source: str) -> str:
    try:
        return markdown(source, lambda link: link).replace("<pre>", '<pre tabindex="0">')  # wide ones are moved by keys
    except ValueError:  # another course's formula that KaTeX does not read: its text, as it was written
        return f"<pre>{escape(source)}</pre>"


def block(id: str, value: object) -> str:
    """A value as JSON in a page; no text in it ends the element."""
    text = json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/json" id="{id}">{text}</script>\n'
