"""A Sphinx extension: formulas are typeset while the site is built, by KaTeX, so that a page shows them at once.

Each becomes HTML for the eye and MathML for a screen reader; it needs no script, and the fonts lie beside the pages.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util import logging

HERE = Path(__file__).parent
KATEX = HERE.parent / "node_modules" / "katex" / "dist"
logger = logging.getLogger(__name__)


class Typesetter:
    """KaTeX in a process of Node that answers line by line."""

    def __init__(self) -> None:
        self._node = subprocess.Popen(
            ["node", str(HERE / "formulas.mjs")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def html(self, tex: str, *, display: bool) -> str:
        """The formula as HTML. Raises ValueError with KaTeX's words where it is none."""
        assert self._node.stdin and self._node.stdout
        self._node.stdin.write(json.dumps([tex, display]) + "\n")
        self._node.stdin.flush()
        answer = json.loads(self._node.stdout.readline())
        if "error" in answer:
            raise ValueError(answer["error"])
        return str(answer["html"])

    def close(self) -> None:
        if self._node.stdin:
            self._node.stdin.close()
        self._node.wait()


@cache
def typesetter() -> Typesetter:
    """The one of this process, started when the first formula comes."""
    return Typesetter()


@cache
def typeset(tex: str, display: bool) -> str:
    return typesetter().html(tex, display=display)


def _visit(writer: Any, node: nodes.Element, display: bool) -> None:
    tex = node.astext()
    if display and node.get("number") and r"\tag" not in tex:
        tex += rf"\tag{{{node['number']}}}"
    try:
        html = typeset(tex, display)
    except ValueError as error:
        logger.warning("a formula cannot be typeset: %s", error, location=node)
        html = f"<code class='gd-formula-error'>{writer.encode(tex)}</code>"
    tag = "div" if display else "span"
    writer.body.append(f'<{tag} class="math {"display" if display else "inline"}">{html}</{tag}>')
    raise nodes.SkipNode


def copy_fonts(app: Sphinx, error: Exception | None) -> None:
    """KaTeX's rules and the fonts of today's browsers, beside the pages."""
    if error:
        return
    place = Path(app.outdir) / "_static" / "katex"
    (place / "fonts").mkdir(parents=True, exist_ok=True)
    shutil.copy(KATEX / "katex.min.css", place)
    for font in KATEX.glob("fonts/*.woff2"):
        shutil.copy(font, place / "fonts")


def setup(app: Sphinx) -> dict[str, Any]:
    if not KATEX.is_dir() or not shutil.which("node"):
        raise ExtensionError("the website's formulas need Node and KaTeX. Install Node, then: make node_modules/ready")
    app.add_html_math_renderer(
        "katex",
        (lambda writer, node: _visit(writer, node, False), None),
        (lambda writer, node: _visit(writer, node, True), None),
    )
    app.add_css_file("katex/katex.min.css")
    app.connect("build-finished", copy_fonts)
    app.connect("build-finished", lambda app, error: typesetter().close())
    return {"parallel_read_safe": True, "parallel_write_safe": True}
