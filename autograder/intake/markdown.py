"""A student's markdown as HTML, made by a process that is ended when it takes too long.

What reads markdown (mistune, with nbconvert's formulas) needs for some texts time that grows with the square or the
cube of their length, and gives up on others with an error. So no text is read here: a process of our own does it, for
as long as one page may take, and what it does not bring back in time is shown as it was typed.
"""

from __future__ import annotations

import html
import time
from collections.abc import Callable, Iterable

from ..disposable import Disposable, limit_memory, serve
from ..text import without_surrogates
from .sanitize import MAX_TEXT, clean_html

PAGE_SECONDS = 5.0
# what a second reading as markdown (every template of nbconvert does it) would take for more than text
_INERT = str.maketrans({letter: f"&#{ord(letter)};" for letter in "\\$[`"})


_renderer = Disposable(__name__)


def clean_markdown(text: str, seconds: float = PAGE_SECONDS) -> str:
    """Markdown as HTML in one block, without anything that could run or load; formulas stay for MathJax.

    Where that takes longer than so many seconds, the text as it was typed.
    """
    text = without_surrogates(text[:MAX_TEXT])
    answer = _renderer.ask(text, seconds)
    return answer if isinstance(answer, str) and answer else _as_typed(text)


def clean_page(texts: Iterable[str]) -> list[str]:
    """Each of the texts as `clean_markdown` has it, in the time of one page together."""
    _renderer.begin()
    until = time.monotonic() + PAGE_SECONDS
    return [clean_markdown(text, until - time.monotonic()) for text in texts]


def _as_typed(text: str) -> str:
    typed = html.escape(text, quote=False).translate(_INERT)
    return "<div><pre>" + "&#10;".join(typed.splitlines()) + "</pre></div>"


# ------------------------------------------------------------------------------------- in the process


def _answer() -> Callable[[str], str]:
    """A text as HTML in one block."""
    render = _reader_of_markdown()
    return lambda text: _in_one_block(clean_html(render(text), frozenset()))


def _in_one_block(text: str) -> str:
    """No empty line ends it, and nothing in it means anything in markdown."""
    return "<div>" + "\n".join(line for line in text.splitlines() if line.strip()).translate(_INERT) + "</div>"


def _reader_of_markdown() -> Callable[[str], str]:
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    class Renderer(IPythonRenderer):
        """Code without colours and no pictures: cleaning takes out what would be left of both."""

        def block_code(self, code: str, info: str | None = None) -> str:
            return f"<pre><code>{html.escape(code, quote=False)}</code></pre>\n"

        def image(self, text: str, url: str, title: str | None = None) -> str:
            return ""

    return lambda text: str(MarkdownWithMath(renderer=Renderer(escape=False)).render(text))


if __name__ == "__main__":
    limit_memory()
    serve(_answer())
