"""What a student's process printed or displayed, made safe to keep and to show.

Everything in an output is hostile until shown otherwise: kinds of data are kept from a short list, HTML goes
through nh3, metadata is dropped but for an image's size and its alternative text.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any

import nh3
from nbformat import NotebookNode, from_dict

from ..text import without_surrogates

MAX_TEXT = 200_000
MAX_PIXELS_WIDE = 10_000
IMAGES = ("image/png", "image/jpeg")
TAGS = nh3.ALLOWED_TAGS - {"img", "a"} | {"section", "figure", "figcaption"}


def clean_html(text: str) -> str:
    """HTML without scripts, styles, links, images and event handlers."""
    return nh3.clean(
        without_surrogates(text[:MAX_TEXT]), tags=TAGS, attributes={"*": {"aria-label", "colspan", "rowspan", "scope"}}
    )


def clean_markdown(text: str) -> str:
    """Markdown as HTML in one block, without anything that could run or load; formulas stay for MathJax."""
    from nbconvert.filters import markdown2html

    html = nh3.clean(markdown2html(without_surrogates(text[:MAX_TEXT])), tags=TAGS, attributes={}, link_rel=None)
    return "<div>" + "\n".join(line for line in html.splitlines() if line.strip()) + "</div>"


def clean_outputs(outputs: list[Any]) -> list[NotebookNode]:
    """The outputs that may be kept, as nbformat nodes."""
    cleaned = (_clean(output) for output in outputs if isinstance(output, dict))
    return [output for output in cleaned if output is not None]


def _clean(output: dict[str, Any]) -> NotebookNode | None:
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return new_output("stream", name=name, text=_text(output.get("text")))
    if kind == "error":
        lines = output.get("traceback")
        return new_output(
            "error",
            ename=_text(output.get("ename"))[:200],
            evalue=_text(output.get("evalue"))[:5000],
            traceback=[_text(line)[:20_000] for line in lines[:100]] if isinstance(lines, list) else [],
        )
    if kind in ("display_data", "execute_result"):
        data, metadata = _clean_bundle(output.get("data"), output.get("metadata"))
        more = {"execution_count": None} if kind == "execute_result" else {}
        return new_output(kind, data, metadata=metadata, **more) if data else None
    return None


def _clean_bundle(data: Any, metadata: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    if not isinstance(data, dict):
        return {}, {}
    kept: dict[str, Any] = {}
    if "text/plain" in data:
        kept["text/plain"] = _text(data["text/plain"])
    if isinstance(data.get("text/html"), str):
        kept["text/html"] = clean_html(data["text/html"])
    about: dict[str, Any] = {}
    for kind in IMAGES:
        image = _image(kind, data.get(kind))
        if image:
            kept[kind] = image
            about[kind] = _image_metadata(metadata.get(kind) if isinstance(metadata, dict) else None)
            kept.pop("text/html", None)  # viewers would prefer it, and without its image it is empty
    return kept, {kind: value for kind, value in about.items() if value}


def _image_metadata(metadata: Any) -> dict[str, Any]:
    if not isinstance(metadata, dict):
        return {}
    sizes = {key: metadata[key] for key in ("width", "height") if _is_size(metadata.get(key))}
    return sizes | ({"alt": _text(metadata["alt"])[:2000]} if isinstance(metadata.get("alt"), str) else {})


def _is_size(value: Any) -> bool:
    """Whether it is a number of pixels: no NaN, which no JSON can hold, and nothing that covers a page."""
    return type(value) in (int, float) and 0 < value <= MAX_PIXELS_WIDE


def _image(kind: str, text: Any) -> str | None:
    """The image in an encoding of our own: decoders pass over characters that are none of base64's."""
    magic = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}[kind]
    if not isinstance(text, str):
        return None
    try:
        content = base64.b64decode(text, validate=False)
    except (binascii.Error, ValueError):
        return None
    return base64.b64encode(content).decode("ascii") if content.startswith(magic) else None


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = "".join(part for part in value if isinstance(part, str))
    return without_surrogates(value[:MAX_TEXT]) if isinstance(value, str) else ""


def new_output(kind: str, data: dict[str, Any] | None = None, **more: Any) -> NotebookNode:
    """An output node. nbformat's own function checks it against the whole schema, which costs more than running it."""
    if kind in ("display_data", "execute_result"):
        more = {"data": data or {}, "metadata": {}, **more}
    node: NotebookNode = from_dict({"output_type": kind, **more})
    return node
