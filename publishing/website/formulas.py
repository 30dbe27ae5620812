"""A Sphinx extension: formulas are typeset while the site is built, by KaTeX, so that a page shows them at once.

Each becomes HTML for the eye and MathML for a screen reader; it needs no script, and the fonts lie beside the pages.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util import logging

from ..typesetting import KATEX, MISSING, available, typeset

logger = logging.getLogger(__name__)


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
    if not available():
        raise ExtensionError(MISSING)
    app.add_html_math_renderer(
        "katex",
        (lambda writer, node: _visit(writer, node, False), None),
        (lambda writer, node: _visit(writer, node, True), None),
    )
    app.add_css_file("katex/katex.min.css")
    app.connect("build-finished", copy_fonts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
