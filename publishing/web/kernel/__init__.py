"""A small notebook kernel inside the browser's Python: it runs cells and hands their outputs out as JSON.

It knows nothing of what carries it: `start` is given a function that takes a text out, `handle` answers a text.

    start(send, seconds=60)   once; from then on the name space of the cells is `__main__`
    handle(message)           {"op": "run", "cell": ID, "source": TEXT, "quiet": false}
                              {"op": "set", "explorer": KEY, "values": {NAME: VALUE}}

While a cell runs, `send` gets {"kind": "output", "cell": ID, "output": OUTPUT as in nbformat 4} and
{"kind": "explorer", "key": KEY, "values": {...}}. In the browser the package is imported as `kernel`.

    running    a cell: parsed, run, its last expression shown
    outputs    what is sent, bounded, prints gathered
    showing    objects as data by MIME type, and `display`
    pretty     a value as text, as IPython writes it
    pictures   figures of pyplot
    errors     what went wrong, with the student's own lines
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from .outputs import as_json
from .running import Kernel

__all__ = ["handle", "start"]

_running: list[Kernel] = []


def start(send: Callable[[str], None], *, seconds: float | None) -> None:
    """Make this process a notebook; a cell may take `seconds`, or as long as it likes."""
    _running[:] = [Kernel(send, seconds)]


def handle(message: str) -> str:
    """The answer to a message. Never raises."""
    try:
        return as_json(_answer(json.loads(message)))
    except BaseException as problem:  # whatever a cell has done to this process, the page is told
        return json.dumps({"status": "error", "ename": type(problem).__name__, "text": str(problem)[:1000]})


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    kernel = _running[0]
    if asked["op"] == "run":
        return kernel.run(str(asked["cell"]), asked["source"], quiet=bool(asked.get("quiet")))
    if asked["op"] == "set":
        return kernel.set_explorer(asked["explorer"], asked["values"])
    raise ValueError(f"op is {asked['op']!r}; expected run or set.")
