"""The cells of an executed notebook as HTML that needs nothing from elsewhere, for slides and handouts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from html import escape
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.anchors import anchors_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from nbformat import NotebookNode
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from .typesetting import typeset

STATE = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"
_FORMATTER = HtmlFormatter(nowrap=True)
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def _formula(display: bool) -> Callable[..., str]:
    tag = "div" if display else "span"

    def render(self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
        formula = f'<{tag} class="math">{typeset(tokens[at].content.strip(), display)}</{tag}>'
        behind = tokens[at].meta.get("behind", "")
        return f'<span class="together">{formula}{escape(behind)}</span>' if behind else formula

    return render


def _link(self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    tokens[at].attrSet("href", env["link"](str(tokens[at].attrGet("href") or "")))
    return self.renderToken(tokens, at, options, env)


def _fence(self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    text = tokens[at].content
    return code(text) if tokens[at].info.strip().startswith("py") else f"<pre>{escape(text)}</pre>"


RULES = {
    "link_open": _link,
    "fence": _fence,
    "math_inline": _formula(False),
    "math_inline_double": _formula(True),
    "math_block": _formula(True),
    "amsmath": _formula(True),
}


def markdown(text: str, link: Callable[[str], str]) -> str:
    """A cell's Markdown as HTML; `link` says where each link leads.

    Raises ValueError with KaTeX's words where a formula is none.
    """
    return str(reader().render(text, {"link": link}))


def reader() -> MarkdownIt:
    """What reads a cell's Markdown; its renderer asks the environment's `link` where a link leads."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.use(dollarmath_plugin).use(amsmath_plugin).use(anchors_plugin, max_level=4)
    for name, rule in RULES.items():
        parser.add_render_rule(name, rule)
    parser.core.ruler.push("together", _together)
    return parser


SHORT = 30  # characters of a formula that is not parted


def _together(state: StateCore) -> None:
    """A short formula stays on one line with the comma behind it (class "together")."""
    for token in state.tokens:
        children = token.children or []
        for formula, after in pairwise(children):
            if formula.type == "math_inline" and len(formula.content) <= SHORT and after.type == "text":
                mark = re.match(r"[,.;:!?)\]”]+", after.content)
                if mark:
                    formula.meta["behind"] = mark[0]
                    after.content = after.content[mark.end() :]


def code(text: str) -> str:
    """Python, highlighted by pygments' classes (`HtmlFormatter.get_style_defs`); every line is an element."""
    lines = highlight(text.rstrip("\n") + "\n", PythonLexer(stripnl=False), _FORMATTER).rstrip("\n").split("\n")
    return "<pre>" + "\n".join(f'<span class="line">{line}</span>' for line in lines) + "</pre>"


def output(data: dict[str, Any], *, live: bool) -> str:
    """One output of a cell. An explorer is the place that gdkit/widgets/live.js fills, or its picture.

    Pictures keep their words: text/html of gdkit's figures has them, the PNG beside it has not.
    """
    if data["output_type"] == "stream":
        return f'<pre class="printed">{escape(_ANSI.sub("", data["text"]))}</pre>'
    if data["output_type"] == "error":
        return f'<pre class="printed">{escape(_ANSI.sub("", chr(10).join(data["traceback"])))}</pre>'
    kinds = data["data"]
    if VIEW in kinds:
        return script(VIEW, kinds[VIEW]) if live else ""
    if "text/html" in kinds:
        return f'<div class="shown">{kinds["text/html"]}</div>'
    if "image/svg+xml" in kinds:
        return f'<div class="shown">{kinds["image/svg+xml"]}</div>'
    if "image/png" in kinds:
        return f'<img alt="" src="data:image/png;base64,{kinds["image/png"].strip()}">'
    if "text/latex" in kinds:
        return f'<div class="math display">{typeset(kinds["text/latex"].strip().strip("$"), True)}</div>'
    return f'<pre class="printed">{escape(kinds.get("text/plain", ""))}</pre>'


def states(notebook: NotebookNode) -> str:
    """The state of a notebook's widgets, as gdkit/widgets/live.js reads it."""
    widgets = notebook.metadata.get("widgets", {})
    return script(STATE, widgets[STATE]) if STATE in widgets else ""


def script(kind: str, value: object) -> str:
    """A value as JSON in a page; no text in it ends the element."""
    text = json.dumps(value).replace("</", "<\\/").replace("<!--", "<\\!--")
    return f'<script type="{kind}">{text}</script>'
