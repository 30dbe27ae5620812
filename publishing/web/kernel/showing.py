"""Objects as data by MIME type, with the methods that IPython knows, and `display`."""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable, Mapping
from typing import Any

from .pictures import png
from .pretty import pretty

METHODS = {
    "_repr_html_": "text/html",
    "_repr_markdown_": "text/markdown",
    "_repr_svg_": "image/svg+xml",
    "_repr_png_": "image/png",
    "_repr_jpeg_": "image/jpeg",
    "_repr_latex_": "text/latex",
    "_repr_json_": "application/json",
}
Bundle = tuple[dict[str, Any], dict[str, Any]]  # data and metadata, by MIME type


def shows_itself(thing: Any) -> bool:
    """Whether the object has shown itself by `_ipython_display_`."""
    method = _method(thing, "_ipython_display_")
    if method is None:
        return False
    method()
    return True


def bundle(thing: Any) -> Bundle:
    """The object in all forms that it has."""
    data: dict[str, Any] = {}
    metadata: dict[str, Any] = {}
    if (whole := _method(thing, "_repr_mimebundle_")) is not None:
        _add(whole(include=None, exclude=None), data, metadata)
    for name, form in METHODS.items():
        if form not in data and (method := _method(thing, name)) is not None:
            made = method()
            value, about = made if isinstance(made, tuple) and len(made) == 2 else (made, {})
            if value is not None:
                data[form] = _as_text(value)
                metadata |= {form: about} if about else {}
    figures = sys.modules.get("matplotlib.figure")
    if figures is not None and isinstance(thing, figures.Figure) and "image/png" not in data:
        data["image/png"] = _as_text(png(thing))
    data.setdefault("text/plain", pretty(thing))
    return data, metadata


def _method(thing: Any, name: str) -> Callable[..., Any] | None:
    """A method of an object, not of a class itself, nor of what has every attribute that it is asked for."""
    try:
        if isinstance(thing, type) or getattr(thing, "_no_such_method_of_a_display_", None) is not None:
            return None
        method = getattr(thing, name, None)
    except Exception:  # an attribute that fails when it is looked at
        return None
    return method if callable(method) else None


def _add(made: Any, data: dict[str, Any], metadata: dict[str, Any]) -> None:
    both = made if isinstance(made, tuple) else (made, {})
    data |= both[0] or {}
    metadata |= both[1] or {}


def _as_text(value: Any) -> Any:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


class Display:
    """`display(thing, …)`: shows things below the running cell. With raw=True they are data by MIME type."""

    def __init__(self, show: Callable[[dict[str, Any]], None]) -> None:
        self._show = show

    def __call__(self, *things: Any, raw: bool = False, metadata: Mapping[str, Any] | None = None, **_: Any) -> None:
        for thing in things:
            if raw:
                self.data(thing, metadata or {})
            elif not shows_itself(thing):
                self.data(*bundle(thing))

    def data(self, data: Mapping[str, Any], metadata: Mapping[str, Any]) -> None:
        """Show one thing in several forms by MIME type."""
        texts = {form: _as_text(value) for form, value in data.items()}
        self._show({"output_type": "display_data", "data": texts, "metadata": dict(metadata)})

    def __repr__(self) -> str:
        return "<function display>"
