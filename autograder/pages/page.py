"""How a page is made that shows what students wrote: the report's and the feedback's.

What a submission brings along reaches a page as text only: Jinja escapes every value, `safe` writes out characters
that a browser would obey or hide, the policy in the page's head forbids scripts and requests, and `Redactor` takes
out folders of the grader's machine. Numbers of drawn cases need no such care: they are this work's alone.
"""

from __future__ import annotations

import base64
import binascii
import re
import struct
import sys
import tempfile
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Undefined
from markupsafe import Markup, escape
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from gdkit.checking import STATUSES

from ..course.course import Course
from ..course.moments import shown
from ..course.rubric import from_comment
from ..course.source import SourceNotebook
from ..text import SafeText, safe

MAX_IMAGE = 2_000_000  # bytes
MAX_PIXELS = 30_000_000
MAX_COLOURED_LINE = 2_000  # characters
PYTHON, COLOURED = PythonLexer(stripnl=False, ensurenl=False), HtmlFormatter(nowrap=True)  # one each: they take time


def titles(source: SourceNotebook) -> dict[str, str]:
    """A title for each graded cell: the last heading of the statement before it, without its points.

    The cell's id where there is no heading, or where other cells have the same: which is which would not be told.
    """
    found: dict[str, str] = {}
    heading = ""
    for place in source.cells:
        if place.cell.cell_type == "markdown" and place.kind in ("locked", "task", "free"):
            lines = re.findall(r"^#{1,6} +(.+)$", place.released, flags=re.MULTILINE)
            heading = lines[-1] if lines else heading
        if place.graded and place.grade_id:
            found[place.grade_id] = re.sub(r"\s*\(\d+(\.\d+)? points?\)", "", re.sub(r"[*`]", "", heading)).strip()
    served = Counter(found.values())
    return {id: name if name and served[name] == 1 else id for id, name in found.items()}


@cache
def environment() -> Environment:
    """Jinja for our templates: everything is escaped, a missing value is an error."""
    made = Environment(
        loader=PackageLoader("autograder.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: value if isinstance(value, Markup | Undefined) else safe(value),
    )
    made.filters["points"] = points
    made.filters["remarks"] = from_comment
    made.globals["words"] = {**STATUSES, "scored": "scored by a person", "stopped": "its cell stopped"}
    made.globals["mark_of"] = mark_of
    made.globals["tone_of"] = tone_of
    made.globals["moment"] = shown
    made.globals["signed"] = lambda number: f"{number:+.2f}".replace("-", "\N{MINUS SIGN}")
    return made


def rendered(template: str, **values: object) -> SafeText:
    """A page."""
    return safe(environment().get_template(template).render(values))


def mark_of(outcome: str) -> str:
    """The sign beside the words of an outcome."""
    return {"pass": "✓", "scored": "●", "partial": "◐", "missing": "○", "ungraded": "○"}.get(outcome, "✗")


def tone_of(outcome: str) -> str:
    """The colour beside them, as a class of pages.css."""
    neutral = ("scored", "missing", "ungraded")
    return {"pass": "good", "partial": "half"}.get(outcome, "none" if outcome in neutral else "bad")


def points(number: float) -> str:
    """2.0 -> "2", 1/3 -> "0.33"."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def highlighted(code: SafeText) -> Markup:
    """Python with classes for colours; Pygments escapes it. Lines that nobody would write get none: some take long."""
    if max(map(len, code.splitlines()), default=0) > MAX_COLOURED_LINE:
        return escape(code)
    return Markup(highlight(code, PYTHON, COLOURED).removesuffix("\n"))


def image_uri(kind: str, text: Any) -> str | None:
    """A data URI of an image that is what it says and of reasonable size, encoded anew; else None."""
    if not isinstance(text, str) or len(text) > 4 * MAX_IMAGE // 3:
        return None
    try:
        image = base64.b64decode(re.sub(r"\s", "", text), validate=True)
    except (binascii.Error, ValueError):
        return None
    if kind == "image/png":
        if not image.startswith(b"\x89PNG\r\n\x1a\n") or len(image) < 24:
            return None
        width, height = struct.unpack(">II", image[16:24])
        if not 0 < width * height <= MAX_PIXELS:
            return None
    elif not image.startswith(b"\xff\xd8\xff"):
        return None
    return f"data:{kind};base64,{base64.b64encode(image).decode()}"


class Redactor:
    """Takes out of a student's text what may not leave the grader: folders of this machine."""

    def __init__(self, course: Course) -> None:
        roots = {course.root, Path(sys.prefix), Path(sys.base_prefix), Path(__file__).parents[2], Path.home()}
        named = sorted((str(root) for root in roots if len(root.parts) > 1), key=len, reverse=True)
        boxes = re.escape(tempfile.gettempdir()) + r"/autograder-\w+(?:/view|/box\d+)?"
        self._folders = re.compile("(?:" + "|".join([boxes, *map(re.escape, named)]) + r")(?![\w.-])")

    def __call__(self, text: str) -> SafeText:
        """The text that may be shown."""
        return safe(self._folders.sub("…", safe(text)))
