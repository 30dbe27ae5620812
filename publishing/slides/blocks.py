"""The cells of an executed notebook as topics of blocks, which can be put on slides one by one."""

from __future__ import annotations

import ast
import base64
import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from markdown_it.token import Token
from nbformat import NotebookNode

from .. import rendering
from ..lectures import for_the_lecturer, small
from ..sessions import part

# What it costs to begin a slide before a part; a slide more costs SLIDE of packing.py. A break is best where the
# reader takes a breath: not between a code and what it printed, not inside a list.
BETWEEN, AFTER_COLON, OUTPUT, PICTURE, ITEM, ROW, LINE, BLANK_LINE, NOWHERE = 8, 35, 45, 4, 30, 40, 70, 40, 400

DETAILS = re.compile(r"<details><summary>(.*?)</summary>(.*?)</details>", re.DOTALL)
ONLY_SHOWS = re.compile(r"\w+\.static\(\)\s*")  # the picture of an explorer says all that there is to say
IMAGE = re.compile(r'<img src="data:image/png;base64,(?P<png>[^"]+)" alt="(?P<alt>[^"]*)" width="(?P<width>\d+)"[^>]*>')


@dataclass(frozen=True)
class Block:
    """An element of a page, in parts that may stand on different slides."""

    kind: str  # text, formula, list, table, code, printed, picture, explorer
    parts: tuple[str, ...]
    costs: tuple[int, ...]  # of a new slide before each part
    opening: str = ""
    closing: str = ""
    size: tuple[int, int] | None = None  # of a picture: as wide and as high as in the notebook
    fragment: bool = False  # appears after the rest of its slide

    def html(self, first: int = 0, last: int | None = None, style: str = "") -> str:
        """The parts from `first` up to `last`, which is not one of them."""
        inside = "".join(self.parts[first:last])
        opening = re.sub(r"^<ol[^>]*>", lambda match: _ordered(match[0], first), self.opening)
        element = f"{opening}{inside}{self.closing}".replace("SIZE", style)
        return f'<div class="block {self.kind}{" fragment" if self.fragment else ""}">{element}</div>'


def _ordered(tag: str, first: int) -> str:
    number = re.search(r'start="(\d+)"', tag)
    return f'<ol start="{(int(number[1]) if number else 1) + first}">'


@dataclass
class Topic:
    """What stands under one heading: the cells of a slide or a subslide."""

    name: str  # of the first cell, for links
    heading: str = ""  # as HTML
    level: int = 2
    new: bool = True  # a slide of the lecture; else the heading goes on
    below: bool = False  # a subslide
    home: bool = False  # after the core, which a class sees
    blocks: list[Block] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def topics_of(notebook: NotebookNode, link: Callable[[str], str]) -> list[Topic]:
    """The topics of an executed notebook, in order; cells of slide_type "skip" are left out."""
    topics: list[Topic] = []
    has_core = any(map(part, notebook.cells))
    for cell in notebook.cells:
        kind = cell.metadata.get("slideshow", {}).get("slide_type", "-")
        if kind == "skip":
            continue
        if for_the_lecturer(cell):
            topics[-1].notes.append(rendering.markdown(cell.source, link))
            continue
        if kind in ("slide", "subslide") or not topics:
            topics.append(_after(topics, cell.id, below=kind == "subslide"))
        for block in _cell(cell, topics, link):
            later = bool(topics[-1].blocks) or kind == "fragment"
            topics[-1].blocks.append(replace(block, fragment=kind == "fragment" and later))
        topics[-1].home = has_core and not part(cell)
    return [topic for topic in topics if topic.blocks or topic.new]


def _after(topics: Sequence[Topic], name: str, *, below: bool) -> Topic:
    """A topic under the heading of the one before; a heading in its cells makes it new."""
    if not topics:
        return Topic(name)
    return Topic(name, topics[-1].heading, topics[-1].level, new=False, below=below)


def _cell(cell: NotebookNode, topics: list[Topic], link: Callable[[str], str]) -> Iterator[Block]:
    if cell.cell_type == "markdown":
        yield from _text(cell, topics, link)
    elif cell.cell_type == "code":
        if cell.source.strip() and not ONLY_SHOWS.fullmatch(cell.source):
            yield python(cell.source)
        for output in _joined(cell.get("outputs", [])):
            yield from shown(output)


def _joined(outputs: Iterable[NotebookNode]) -> Iterator[NotebookNode]:
    """What was printed piece by piece is one text."""
    for printed, some in groupby(outputs, key=lambda output: output["output_type"] == "stream"):
        pieces = list(some)
        if printed:
            yield NotebookNode(pieces[0] | {"text": "".join(piece["text"] for piece in pieces)})
        else:
            yield from pieces


# --- Markdown --------------------------------------------------------------------------------------


def _text(cell: NotebookNode, topics: list[Topic], link: Callable[[str], str]) -> Iterator[Block]:
    source = DETAILS.sub(r"**\1**\n\2", cell.source)  # nothing is folded on a slide
    reader = rendering.reader()
    env = {"link": link}
    colon = False
    for tokens in elements(reader.parse(source, env)):
        if tokens[0].type == "heading_open":
            if topics[-1].blocks or (topics[-1].new and topics[-1].heading):
                topics.append(Topic(f"{cell.id}-{len(topics)}", below=True))
            topic = topics[-1]
            topic.new, topic.level = True, int(tokens[0].tag[1])
            topic.heading = str(reader.renderer.render(tokens[1:-1], reader.options, env))
            continue
        block = _element(tokens, lambda some: str(reader.renderer.render(some, reader.options, env)))
        cost = AFTER_COLON if colon else BETWEEN
        yield replace(block, costs=(cost, *block.costs[1:]))
        colon = tokens[-2].content.rstrip().endswith((":", ":**")) if len(tokens) > 2 else False


def elements(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The tokens of each element that stands in no other."""
    one: list[Token] = []
    depth = 0
    for token in tokens:
        one.append(token)
        depth += token.nesting
        if depth == 0:
            yield one
            one = []


def _element(tokens: list[Token], render: Callable[[list[Token]], str]) -> Block:
    kind, inside = tokens[0].type, tokens[1:-1]
    if kind in ("bullet_list_open", "ordered_list_open"):
        items = tuple(render(item) for item in elements(inside))
        return _of_parts("list", items, ITEM, render(tokens[:1]), render(tokens[-1:]))
    if kind == "table_open":
        sections = list(elements(inside))
        head = render(sections[0])
        if not re.search(r"<th[^>]*>[^<]", head):
            head = ""  # a table of pairs
        rows = tuple(render(row) for section in sections[1:] for row in elements(section[1:-1]))
        return _of_parts("table", rows, ROW, f"<table>{head}<tbody>", "</tbody></table>")
    if kind in ("math_block", "amsmath"):
        return Block("formula", (render(tokens),), (BETWEEN,))
    if kind == "fence":
        lines = tuple(
            f'<span class="line">{html.escape(line) or " "}</span>' for line in tokens[0].content.splitlines()
        )
        if tokens[0].info.strip().startswith("py"):
            return python(tokens[0].content)
        return _of_parts("printed", lines, LINE, "<pre>", "</pre>")
    return Block("text", (render(tokens),), (BETWEEN,))


def _lines(text: str) -> Block:
    lines = text.rstrip("\n").split("\n")
    return _of_parts("printed", tuple(f'<span class="line">{line}</span>' for line in lines), LINE, "<pre>", "</pre>")


def _of_parts(kind: str, parts: tuple[str, ...], cost: int, opening: str, closing: str) -> Block:
    # one item or row alone at the end or at the beginning looks lost
    alone = {1, len(parts) - 1}
    costs = tuple(BETWEEN if k == 0 else cost * (2 if k in alone else 1) for k in range(len(parts)))
    return Block(kind, parts, costs, opening, closing)


# --- code and what it shows ------------------------------------------------------------------------


def python(source: str) -> Block:
    """A cell of code, which may be parted at its blank lines and before its statements."""
    text = source.strip("\n")
    marked = rendering.code(text).removeprefix("<pre>").removesuffix("</pre>").split("\n")
    starts = _statements(text)
    lines = text.split("\n")
    costs = [BETWEEN]
    for k in range(1, len(lines)):
        costs.append(NOWHERE if k not in starts else BLANK_LINE if not lines[k - 1].strip() else LINE)
    return Block("code", tuple(marked), tuple(costs), "<pre>", "</pre>")


def _statements(text: str) -> set[int]:
    """The lines, counted from 0, at which a statement begins that stands in no other."""
    try:
        return {_first_line(node) - 1 for node in ast.parse(text).body}
    except SyntaxError:  # a line of IPython's
        return {k for k, line in enumerate(text.split("\n")) if line[:1].strip()}


def _first_line(node: ast.stmt) -> int:
    return min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", []))])


def shown(output: NotebookNode) -> Iterable[Block]:
    """What an output of a cell shows."""
    rendered = rendering.output(output, live=True)
    if rendering.VIEW in output.get("data", {}):
        return [Block("explorer", (rendered,), (PICTURE,))]
    if image := IMAGE.search(rendered):
        return [_picture(image)]
    if rendered.startswith('<pre class="printed">'):
        block = _lines(rendered.removeprefix('<pre class="printed">').removesuffix("</pre>"))
        return [replace(block, costs=(OUTPUT, *block.costs[1:]))]
    kind = "formula" if "text/latex" in output.get("data", {}) else "text"
    return [Block(kind, (rendered,), (OUTPUT,))] if rendered.strip() else []


def _picture(image: re.Match[str]) -> Block:
    picture = base64.b64decode(image["png"])
    pixels, high = (int.from_bytes(picture[at : at + 4]) for at in (16, 20))  # of the PNG's header
    width = int(image["width"])
    data = base64.b64encode(small(picture)).decode()
    element = f'<img src="data:image/png;base64,{data}" alt="{image["alt"]}" style="SIZE">'
    return Block("picture", (element,), (PICTURE,), size=(width, round(high * width / pixels)))
