"""The ground of every widget: a module of JavaScript that needs no network, and a static picture beside it.

Drawing and arithmetic happen in the browser. The .js files lie beside this one and import each other, so that
node and editors can read them as they are; a page gets them joined into one module, since it cannot ask a
kernel for a second file.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import anywidget
from matplotlib.figure import Figure

__all__ = ["Explorer", "script", "stylesheet"]

HERE = Path(__file__).parent
IMPORT = re.compile(r'^import [^;]*? from "\./([\w.]+)";\n', re.MULTILINE)


def script(name: str) -> str:
    """The file `name` with the files that it imports before it, each once, as one module."""
    texts: dict[str, str] = {}

    def read(file: str) -> None:
        if file not in texts:
            texts[file] = ""  # a place before its own imports, so that a cycle ends
            text = (HERE / file).read_text(encoding="utf-8")
            for needed in IMPORT.findall(text):
                read(needed)
            del texts[file]
            texts[file] = IMPORT.sub("", text)

    read(name)
    return "\n".join(texts.values())


def stylesheet(name: str) -> str:
    """The rules of every widget, then those of the file `name`."""
    return "\n".join((HERE / file).read_text(encoding="utf-8") for file in ("page.css", name))


class Explorer(anywidget.AnyWidget):
    """A widget of gdkit; `static()` is a picture of its content for slides, print and screen readers."""

    def static(self) -> Figure:
        """The present state as a figure with its words in `.alt`."""
        raise NotImplementedError(f"{type(self).__name__} has no static picture.")

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """Text that says where the picture is, for a place that cannot show a widget."""
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is not None:
            bundle[0]["text/plain"] = f"{type(self).__name__}: interactive; `.static()` is its picture."
        return bundle
