"""What a student's process printed or displayed, made safe to keep and to show.

Everything in an output is hostile until shown otherwise: kinds of data are kept from a short list, HTML goes
through nh3, metadata is dropped but for an image's size and its alternative text.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Set
from typing import Any

import nh3
from nbformat import NotebookNode, from_dict

from ..text import without_surrogates
from .markup import thinned

MAX_TEXT = 200_000
MAX_SOURCE = 50_000  # characters of a cell on a page
MAX_SOURCES = 200_000  # of all its cells
MAX_PAGE = 2_000_000  # of all outputs on it
MAX_EXTRA = 300  # cells that are none of the assignment's: each takes a viewer milliseconds
OVERHEAD = 500  # what the page itself needs for an output
TAG = 20  # and for a tag
VERDICT = 10_000  # what the outputs of a graded cell may weigh that are shown in any case
NOT_SHOWN = "[… the rest is not shown]"
MAX_TRACEBACK = 100  # lines
MAX_COLOURING = 20_000_000  # colours times characters: viewers copy the rest of a text at each of them
MAX_PIXELS_WIDE = 10_000
IMAGES = ("image/png", "image/jpeg")
TAGS = nh3.ALLOWED_TAGS - {"img", "a"} | {"section", "figure", "figcaption"}
_COLOUR = re.compile(r"\x1b(?:\[[0-9;]*+m)?")
_ANY_COLOUR = re.compile(r"\x1b\[([^@-~]{0,100})m")
_GOOD_COLOUR = re.compile(
    r"(?!(?:.*;)?0*[34]8$)[0-9;]*"
)  # 38 and 48 are colours by what follows: nbconvert fails without
_LONG_COLOUR = re.compile(r"\x1b\[[^@-~]{100}")
ATTRIBUTES = frozenset({"aria-label", "colspan", "rowspan", "scope"})


def clean_html(text: str, attributes: Set[str] = ATTRIBUTES) -> str:
    """HTML without scripts, styles, links, images and event handlers, in time that grows with its length."""
    kept = thinned(without_surrogates(text[:MAX_TEXT]), TAGS, attributes)
    return nh3.clean(kept, tags=TAGS, attributes={"*": set(attributes)}, link_rel=None)


def clean_outputs(outputs: list[Any]) -> list[NotebookNode]:
    """The outputs that may be kept, as nbformat nodes."""
    cleaned = (_clean(output) for output in outputs if isinstance(output, dict))
    return [output for output in cleaned if output is not None]


def cut_to_a_page(notebook: NotebookNode) -> None:
    """Leave out of a graded notebook what is more than anybody looks at: viewers take seconds for a megabyte."""
    of_code, room = MAX_SOURCES, MAX_PAGE
    extra = [cell for cell in notebook.cells if "nbgrader" not in cell.metadata]
    too_many = {id(cell) for cell in extra[MAX_EXTRA:]}
    if too_many:
        extra[MAX_EXTRA - 1].source += f"\n{NOT_SHOWN}"
        notebook.cells = [cell for cell in notebook.cells if id(cell) not in too_many]
    for cell in notebook.cells:
        if len(cell.source) > min(MAX_SOURCE, of_code):
            cell.source = f"{cell.source[: min(MAX_SOURCE, of_code)]}\n{NOT_SHOWN}"
        of_code = max(of_code - len(cell.source), 0)
        if cell.metadata.get("nbgrader", {}).get("grade") and sum(map(_weight, cell.get("outputs", []))) < VERDICT:
            continue  # whatever fills the page, verdicts are on it
        kept: list[Any] = []
        for output in cell.get("outputs", []):
            room -= _weight(output)
            kept.append(output if room > 0 else new_output("stream", name="stdout", text=NOT_SHOWN))
            if room <= 0:
                break
        if "outputs" in cell:
            cell.outputs = kept


def _weight(output: NotebookNode) -> int:
    """What the page costs that shows the output, in characters of text: tags are dear, pictures cheap."""
    weight = OVERHEAD + sum(map(_weight_of_text, [output.get("text", ""), *output.get("traceback", [])]))
    for kind, content in output.get("data", {}).items():
        if kind in IMAGES:
            weight += len(content) // 10
        elif isinstance(content, str):
            weight += _weight_of_text(content) + (TAG * content.count("<") if kind == "text/html" else 0)
    return weight


def _weight_of_text(text: str) -> int:
    return len(text) + TAG * text.count("\x1b")  # a colour becomes a tag


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
            traceback=[_text(line)[:20_000] for line in lines[:MAX_TRACEBACK]] if isinstance(lines, list) else [],
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
    if not isinstance(value, str):
        return ""
    text = _ANY_COLOUR.sub(_good_colour, without_surrogates(value[:MAX_TEXT]))
    too_many = text.count("\x1b") * len(text) > MAX_COLOURING or _LONG_COLOUR.search(text)
    return _COLOUR.sub("", text) if too_many else text


def _good_colour(found: re.Match[str]) -> str:
    return found[0] if _GOOD_COLOUR.fullmatch(found[1]) else "\x1b[0m"


def new_output(kind: str, data: dict[str, Any] | None = None, **more: Any) -> NotebookNode:
    """An output node. nbformat's own function checks it against the whole schema, which costs more than running it."""
    if kind in ("display_data", "execute_result"):
        more = {"data": data or {}, "metadata": {}, **more}
    node: NotebookNode = from_dict({"output_type": kind, **more})
    return node
