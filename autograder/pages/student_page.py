"""What one page of feedback shows of a notebook: the student's cells, verdicts, comments; nothing else."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup, escape
from nbformat import NotebookNode

from gdkit.checking import Verdict

from ..classes.standing import CellResult, NotebookResult
from ..course.source import SourceNotebook
from ..grading.results import NO_ANSWER, NO_ANSWER_SAID
from ..intake.reading import grade_id_of
from ..text import SafeText, safe
from .page import Redactor, highlighted, image_uri, titles
from .told import TOLD

NOTHING = safe("")
MAX_CODE = 20_000  # characters of one cell
MAX_OUTPUT = 8_000  # characters of one output
MAX_OUTPUTS = 20  # of one cell
MAX_PAGE = 200_000  # characters of the student's on one page
MAX_COLOURED = 40_000  # of these, characters of code in colours
MAX_IMAGES = 20  # on one page

_RULE = re.compile(r"(?:\x1b\[[\d;]*m)*-{20,}(?:\x1b\[[\d;]*m)*\s*")  # with which IPython begins a traceback

# what to do, where the outcome needs more than the verdict says
ADVICE = {
    "timeout": "Your code was stopped because it took too long. Restart the kernel and run all cells: each should "
    "end within seconds. What comes after it was graded all the same.",
    "memory": "Your code was stopped because it asked for more memory than there is. A person will look at it. Make "
    "the arrays smaller, or look for one that grows in a loop. What comes after it was graded all the same.",
    "crashed": "Your code made Python itself crash, which should not happen to anybody. A person will look at it; "
    "tell your instructor if it runs on your machine.",
    "exited": "Your code ended Python while it was being checked. Take out calls of exit, quit or os._exit; a "
    "function hands back its result with return.",
}
PROBLEMS = {
    "unreadable": (
        "Your file could not be read, so nothing in it could be graded.",
        "This can happen when a file is cut off while it is saved or uploaded. Open your notebook in Jupyter, save "
        "it, see that it opens again, and ask your instructor whether you may hand it in once more.",
    ),
    "missing": (
        "This notebook is not among the files that you handed in.",
        "Ask your instructor whether you may still hand it in, under the name that it was given out with.",
    ),
    "ungraded": (
        "Your notebook could not be graded by the machine.",
        "This is no fault of yours: a person will grade it.",
    ),
}


@dataclass(frozen=True)
class Shown:
    """An output: kind is "printed", "shown", "error", "image" (text is a data URI) or "note"."""

    kind: str
    text: SafeText
    alt: SafeText = NOTHING


@dataclass(frozen=True)
class Piece:
    """A cell of the student's: code with outputs, or an answer in words."""

    code: Markup | None
    words: SafeText
    outputs: list[Shown] = field(default_factory=list)


@dataclass(frozen=True)
class Section:
    """A graded cell on the page."""

    anchor: str
    title: SafeText
    cell: CellResult
    card: Markup | None
    said: SafeText
    advice: SafeText
    pieces: list[Piece]
    comments: list[SafeText]
    told: list[str]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to say beyond the points."""
        person = self.comments or self.cell.by_person or self.cell.mark.extra
        return not (person or self.card or self.said or self.pieces or self.told)


class Page:
    """What one page shows of a notebook."""

    def __init__(
        self, result: NotebookResult, source: SourceNotebook, cells: list[NotebookNode], redact: Redactor
    ) -> None:
        self.result = result
        self._redact = redact
        self._room = MAX_PAGE
        self._images = MAX_IMAGES
        self._colours = MAX_COLOURED
        self.title = safe(_title(source) or result.name)
        status = result.cells[0].status if result.cells else ""
        self.problem = PROBLEMS.get(status, PROBLEMS["ungraded"]) if result.problem else None
        self.detail = redact(result.problem)
        names, owned = titles(source), {} if result.problem else owned_cells(cells, source)
        comments = dict(result.comments)
        self.sections = []
        for number, cell in enumerate(result.cells, start=1):
            mine = owned.get(cell.grade_id, [])
            said = [comments.pop(id, "") for id in (*map(grade_id_of, mine), cell.grade_id) if id]
            title = safe(names.get(cell.grade_id, cell.grade_id))
            texts = [safe(each) for each in said if each not in ("", NO_ANSWER)]  # the section says it in its own words
            self.sections.append(self._section(f"e{number}", title, cell, mine, source, texts))
        self.comments = [safe(each) for each in comments.values() if each != NO_ANSWER]

    @property
    def asks(self) -> bool:
        """Whether a person is to look at points that are known already."""
        return any(cell.mark.asks and cell.points is not None for cell in self.result.cells)

    def _section(
        self,
        anchor: str,
        title: SafeText,
        cell: CellResult,
        cells: list[NotebookNode],
        source: SourceNotebook,
        comments: list[SafeText],
    ) -> Section:
        card = None if self.result.problem else _card(cell.tree, self._redact)
        said = safe(self._said(cell, bool(cells)) if card is None and not self.result.problem else "")
        advice = safe("" if self.result.problem else ADVICE.get(cell.status, ""))
        pieces = [self._piece(each, source) for each in cells]
        told = [] if self.result.problem else [TOLD[flag].said for flag in TOLD if flag in cell.tree.get("flags", ())]
        return Section(anchor, title, cell, card, said, advice, pieces, comments, told)

    def _said(self, cell: CellResult, answered: bool) -> str:
        """A sentence where there is no verdict: cells of asserts and answers in words."""
        if cell.kind == "test":
            return "The tests of this cell passed." if cell.status == "pass" else self._redact(cell.message)
        if cell.status == "missing" or not answered:
            return f"{NO_ANSWER_SAID} It waits for a person." if cell.points is None else NO_ANSWER_SAID
        return "Your answer waits for a person." if cell.points is None else ""

    def _piece(self, cell: NotebookNode, source: SourceNotebook) -> Piece:
        place = source.by_id.get(grade_id_of(cell) or "")
        if place is not None and _same(cell.source, place.released):
            return Piece(None, NOTHING, [Shown("note", safe("You left this cell as it was given out."))])
        text = self._cut(cell.source, MAX_CODE)
        if cell.cell_type != "code":
            return Piece(None, text)
        self._colours -= len(text)
        code = highlighted(text) if self._colours > 0 else escape(text)
        return Piece(code, NOTHING, list(self._outputs(cell.get("outputs", []))))

    def _cut(self, text: str, most: int) -> SafeText:
        """As much of a text as there is room for."""
        most = min(most, self._room)
        self._room -= min(len(text), most)
        return safe(text if len(text) <= most else f"{text[:most]}\n[… the rest is not shown]")

    def _outputs(self, outputs: list[Any]) -> Iterator[Shown]:
        for output in outputs[:MAX_OUTPUTS]:
            kind = output.get("output_type")
            if kind == "stream":
                yield Shown("printed", self._text(output.get("text")))
            elif kind == "error":
                lines = output.get("traceback") or [f"{output.get('ename')}: {output.get('evalue')}"]
                kept = [line for line in lines if isinstance(line, str) and not _RULE.fullmatch(line)]
                yield Shown("error", self._text("\n".join(kept)))
            else:
                yield from self._display(output)
        if len(outputs) > MAX_OUTPUTS:
            yield Shown("note", safe(f"{len(outputs) - MAX_OUTPUTS} more outputs are not shown."))

    def _display(self, output: Any) -> Iterator[Shown]:
        """The best of what a cell displayed that can be shown without trusting it: an image, else text."""
        data, about = output.get("data") or {}, output.get("metadata") or {}
        for kind in ("image/png", "image/jpeg"):
            uri = image_uri(kind, data.get(kind)) if self._images else None
            if uri:
                self._images -= 1
                alt = about.get(kind, {}).get("alt")
                yield Shown("image", safe(uri), self._text(alt) or safe("A figure that this cell drew"))
                return
        text = self._text(data.get("text/plain"))
        yield Shown("shown", text) if text else Shown("note", safe("An output that is not shown here."))

    def _text(self, text: Any) -> SafeText:
        return self._redact(self._cut(text, MAX_OUTPUT)) if isinstance(text, str) else NOTHING


def _title(source: SourceNotebook) -> str:
    """The first heading of the notebook."""
    for place in source.cells:
        found = re.search(r"^# +(.+)$", place.released, re.MULTILINE) if place.cell.cell_type == "markdown" else None
        if found:
            return found[1].strip()
    return ""


def owned_cells(cells: list[NotebookNode], source: SourceNotebook) -> dict[str, list[NotebookNode]]:
    """The student's cells by the graded cell to which they belong.

    Those before a check belong to it, those behind a check or a task too, up to the next cell of the source.
    """
    untouched = {safe(place.released).strip() for place in source.cells if place.grade_id is None} | {""}
    owned: dict[str, list[NotebookNode]] = defaultdict(list)
    before: list[NotebookNode] = []
    last, current = "", None
    for cell in cells:
        place = source.by_id.get(grade_id_of(cell) or "")
        if place is None:
            if safe(cell.source).strip() not in untouched:
                (before if current is None else owned[current]).append(cell)
        elif place.graded:
            last = current = str(place.grade_id)
            answered = place.kind == "manual" and not _same(cell.source, place.released)
            owned[current] += [*before, *([cell] if answered else [])]
            before = []
        else:
            current = None
            before += [cell] if place.kind == "solution" else []
    owned[last] += before
    return owned


def _same(text: str, released: str) -> bool:
    """Whether a cell is as it was given out; the graded notebook has the safe text of it."""
    return safe(text).strip() == safe(released).strip()


def _card(tree: dict[str, Any], redact: Redactor) -> Markup | None:
    """The verdict's card, which escapes all that it shows; None for a cell without verdict."""
    if "exercise" not in tree:
        return None
    message, hint, reread = (redact(tree[key]) for key in ("message", "hint", "reread"))
    example = redact(tree.get("example", ""))
    verdict = Verdict(
        tree["exercise"],
        tree["fraction"],
        tree["status"],
        tree["mistake"],
        message,
        hint,
        reread,
        tree["parts"],
        example=example,
    )
    return Markup(safe(verdict.html))
