"""A student's markdown as HTML, made by a process that is ended when it takes too long.

What reads markdown (mistune, with nbconvert's formulas) needs for some texts time that grows with the square or the
cube of their length, and gives up on others with an error. So no text is read here: a process of our own does it, for
as long as one page may take, and what it does not bring back in time is shown as it was typed.
"""

from __future__ import annotations

import atexit
import contextlib
import html
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable

from ..text import without_surrogates
from .sanitize import MAX_TEXT, clean_html

PAGE_SECONDS = 5.0
START_SECONDS = 60.0
MEMORY = 1_500_000_000  # bytes
# what a second reading as markdown (every template of nbconvert does it) would take for more than text
_INERT = str.maketrans({letter: f"&#{ord(letter)};" for letter in "\\$[`"})


def clean_markdown(text: str, seconds: float = PAGE_SECONDS) -> str:
    """Markdown as HTML in one block, without anything that could run or load; formulas stay for MathJax.

    Where that takes longer than so many seconds, the text as it was typed.
    """
    text = without_surrogates(text[:MAX_TEXT])
    return _renderer.rendered(text, seconds) or _as_typed(text)


def clean_page(texts: Iterable[str]) -> list[str]:
    """Each of the texts as `clean_markdown` has it, in the time of one page together."""
    _renderer.begin()
    until = time.monotonic() + PAGE_SECONDS
    return [clean_markdown(text, until - time.monotonic()) for text in texts]


def _as_typed(text: str) -> str:
    typed = html.escape(text, quote=False).translate(_INERT)
    return "<div><pre>" + "&#10;".join(typed.splitlines()) + "</pre></div>"


class _Renderer:
    """The process: it begins with the first text, and anew after its end."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def rendered(self, text: str, seconds: float) -> str | None:
        """The HTML, None when it did not come in time."""
        if seconds <= 0:
            return None
        with self._lock:
            try:
                process = self._begun()
                line = _in_time(lambda: _asked(process, text), seconds)
                answer = json.loads(line)
            except (OSError, ValueError):  # it has ended, or has not said anything yet
                self.close()
                return None
            return answer if isinstance(answer, str) else None

    def begin(self) -> None:
        """Let it be there: what it imports takes longer than most texts, and is nobody's fault."""
        with self._lock, contextlib.suppress(OSError):
            self._begun()

    def _begun(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            command = [sys.executable, "-P", "-m", __name__]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            assert self._process.stdout is not None
            _in_time(self._process.stdout.readline, START_SECONDS)
        return self._process

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            with contextlib.suppress(OSError, ValueError):
                process.communicate()


def _asked(process: subprocess.Popen[bytes], text: str) -> bytes:
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(json.dumps(text).encode() + b"\n")
    process.stdin.flush()
    return process.stdout.readline()


def _in_time(ask: Callable[[], bytes], seconds: float) -> bytes:
    """What the process says; nothing when it says nothing in time: end it then, so that nobody waits any more."""
    said: list[bytes] = []

    def wait() -> None:
        with contextlib.suppress(OSError, ValueError):
            said.append(ask())

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    thread.join(seconds)
    return said[0] if said else b""


_renderer = _Renderer()
atexit.register(_renderer.close)


# ------------------------------------------------------------------------------------- in the process


def serve(lines: Iterable[bytes]) -> None:
    """Answer each line, a text, with a line: its HTML, or null."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    render = _reader_of_markdown()
    _answer("ready")
    for line in lines:
        try:
            answer = _in_one_block(clean_html(render(json.loads(line)), frozenset()))
        except Exception:  # whatever a text makes of a parser
            answer = None
        _answer(answer)


def _answer(answer: str | None) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


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
    serve(sys.stdin.buffer)
