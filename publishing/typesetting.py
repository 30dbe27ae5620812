"""Formulas typeset while things are built, by KaTeX: HTML for the eye and MathML for a screen reader."""

from __future__ import annotations

import atexit
import base64
import json
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
KATEX = HERE.parent / "node_modules" / "katex" / "dist"
MISSING = "formulas are typeset by Node and KaTeX. Install Node, then: make node_modules/ready"


def available() -> bool:
    """Whether Node and KaTeX are there."""
    return KATEX.is_dir() and bool(shutil.which("node"))


class Typesetter:
    """KaTeX in a process of Node that answers line by line. Raises OSError where Node or KaTeX is missing."""

    def __init__(self) -> None:
        if not available():
            raise OSError(MISSING)
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
        self._node.communicate()


@cache
def typesetter() -> Typesetter:
    """The one of this process, started when the first formula comes and ended with it."""
    made = Typesetter()
    atexit.register(made.close)
    return made


@cache
def typeset(tex: str, display: bool) -> str:
    """The formula as HTML. Raises ValueError with KaTeX's words where it is none."""
    return typesetter().html(tex, display=display)


@cache
def stylesheet() -> str:
    """KaTeX's rules with its fonts in them, in the one format that today's browsers read."""
    rules = (KATEX / "katex.min.css").read_text(encoding="utf-8")

    def inside(match: re.Match[str]) -> str:
        font = base64.b64encode((KATEX / match[1]).read_bytes()).decode()
        return f"src:url(data:font/woff2;base64,{font}) format('woff2')"

    return re.sub(r"src:url\((fonts/[^)]+\.woff2)\)[^;}]*", inside, rules)
