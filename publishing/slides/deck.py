"""A lecture's slides as one file of reveal.js: everything that it needs is in it."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from pathlib import Path

from nbformat import NotebookNode
from pygments.formatters import HtmlFormatter

from ..executing import ROOT
from ..rendering import states
from ..sessions import TIME
from ..typesetting import stylesheet
from .blocks import Topic
from .fonts import fonts_for
from .measuring import ABOVE, BELOW, GAP, HEIGHT, SIDE, WIDTH, Measured
from .packing import Part, grown, heights, packed

HERE = Path(__file__).parent
REVEAL = ROOT / "node_modules" / "reveal.js"
ROOM, ACROSS = HEIGHT - ABOVE - BELOW, WIDTH - 2 * SIDE
SAFE = 2  # pixels: heights are rounded
LEAST, MOST = 0.85, 1.25  # a picture's size beside others and by itself, 1 being that of the notebook
LEGIBLE = 0.6


@dataclass(frozen=True)
class Slide:
    """What stands on one slide, as HTML."""

    name: str
    heading: str
    level: int
    number: int  # of the slides under this heading, from 1
    below: bool
    blocks: tuple[str, ...]
    notes: tuple[str, ...] = ()
    height: float = 0  # of all that stands on it
    width: float = 0
    home: bool = False

    @property
    def too_large(self) -> bool:
        return self.height > HEIGHT or self.width > WIDTH

    def html(self, *, notes: bool) -> str:
        more = f' <span class="more">({self.number})</span>' if self.number > 1 else ""
        tag = f"h{min(self.level, 3)}"
        aside = f'<aside class="notes">{"".join(self.notes)}</aside>' if notes and self.notes else ""
        heading = f"<{tag}>{self.heading}{more}</{tag}>" if self.heading else ""
        sheet = "sheet" if self.blocks else "sheet divider"  # “Part two”
        place = '<p class="home">for home</p>' if self.home else ""
        inside = f"{place}{heading}{''.join(self.blocks)}"
        return f'<section id="{self.name}"><div class="{sheet}">{inside}</div>{aside}</section>'


def slides_of(topics: Sequence[Topic], sizes: Sequence[tuple[float, Sequence[Measured]]]) -> list[Slide]:
    """The slides of all topics, none with more than it can hold but one whose only part is too large."""
    slides: list[Slide] = []
    number = 0
    for topic, (heading, measured) in zip(topics, sizes, strict=True):
        number = 0 if topic.new else number
        parts, places = parts_of(topic, measured, ROOM - SAFE - heading)
        spans = packed(parts, ROOM - SAFE - heading, GAP) or [(0, 0)]
        for k, (start, stop) in enumerate(spans):
            number += 1
            shown = _shown(topic, parts[start:stop], places[start:stop], ROOM - SAFE - heading)
            height = ABOVE + heading + heights(parts[start:stop], GAP) + BELOW
            width = max((measured[part.block].width + 2 * SIDE for part in parts[start:stop]), default=0)
            name = topic.name if k == 0 else f"{topic.name}-{k + 1}"
            below = topic.below or k > 0
            notes = tuple(topic.notes)
            slide = Slide(name, topic.heading, topic.level, number, below, shown, notes, height, width, topic.home)
            slides.append(slide)
    return slides


def parts_of(topic: Topic, measured: Sequence[Measured], room: float) -> tuple[list[Part], list[tuple[int, int]]]:
    """All parts of the topic, and of each its block and its place in it."""
    parts, places = [], []
    for at, (block, size) in enumerate(zip(topic.blocks, measured, strict=True)):
        for k, (height, cost) in enumerate(zip(size.heights, block.costs, strict=True)):
            part = Part(at, height, size.frame, cost)
            if block.size:
                width, natural = block.size
                most = min(natural * min(MOST, ACROSS / width), room - GAP)
                least = min(max(natural * LEAST, min(natural * LEGIBLE, room - GAP)), most)
                part = replace(part, height=least, frame=0, best=most)
            parts.append(part)
            places.append((at, k))
    return parts, places


def _shown(topic: Topic, parts: Sequence[Part], places: Sequence[tuple[int, int]], room: float) -> tuple[str, ...]:
    """The blocks of one slide. What appears later does so only after something that is there from the start."""
    sizes = dict(zip(places, grown(parts, room, GAP), strict=True))
    whole = []
    there = False
    for at, group in groupby(places, key=lambda place: place[0]):
        span = [k for _, k in group]
        block = topic.blocks[at]
        block = replace(block, fragment=block.fragment and there)
        there = there or not block.fragment
        style = ""
        if block.size:
            high = sizes[at, 0]
            style = f"width: {high * block.size[0] / block.size[1]:.0f}px; height: {high:.0f}px"
        whole.append(block.html(span[0], span[-1] + 1, style))
    return tuple(whole)


# --- the file --------------------------------------------------------------------------------------

HEAD = """<!doctype html>
<html lang="en" data-theme="light" data-minutes="{minutes}">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{reveal}</style>
<style>{style}</style>
</head>
"""
DECK = """<body>
<main class="reveal"><div class="slides">
{slides}
</div></main>
<div class="beside" role="group" aria-label="Slides and clock">
<button type="button" data-turn="prev" aria-label="Slide before">‹</button>
<button type="button" data-turn="next" aria-label="Next slide">›</button>
<button type="button" class="clock" title="Halt the clock, or let it go on (T)"></button>
</div>
{states}
{scripts}
</body>
</html>
"""


def deck(lecture: Lecture, slides: Sequence[Slide], *, notes: bool) -> str:
    """The file; with `notes` the lecturer's edition, whose speaker view opens with the key S."""
    stacks: list[list[Slide]] = []
    for slide in slides:
        if slide.below and stacks:
            stacks[-1].append(slide)
        else:
            stacks.append([slide])
    shown = "\n".join(_stack(stack, notes=notes) for stack in stacks)
    files = [REVEAL / "dist" / "reveal.js", *([REVEAL / "plugin" / "notes" / "notes.js"] if notes else [])]
    files += [ROOT / "gdkit" / "widgets" / "live.js", HERE / "static" / "deck.js"]
    return lecture.head + DECK.format(
        slides=shown, states=lecture.states, scripts="\n".join(script(file.read_text("utf-8")) for file in files)
    )


def _stack(stack: Sequence[Slide], *, notes: bool) -> str:
    inside = "\n".join(slide.html(notes=notes) for slide in stack)
    return f"<section>\n{inside}\n</section>" if len(stack) > 1 else inside


@dataclass(frozen=True)
class Lecture:
    """What all files of a lecture have in common."""

    head: str
    states: str


def lecture_of(notebook: NotebookNode, topics: Sequence[Topic]) -> Lecture:
    text = "".join(topic.heading + block.html() for topic in topics for block in topic.blocks)
    found = "".join(set(states(notebook).encode().decode("unicode_escape")))
    head = HEAD.format(
        minutes=minutes_of(notebook),
        title=html.escape(re.sub(r"<[^>]+>", "", topics[0].heading)),
        reveal=on_screen((REVEAL / "dist" / "reveal.css").read_text(encoding="utf-8")),
        style=fonts_for("".join(sorted(set(text) | set(found)))) + style(),
    )
    return Lecture(head, states(notebook))


def minutes_of(notebook: NotebookNode) -> int:
    """The minutes planned for the class, as the lecture's first cell says them; 0 where it says none."""
    found = TIME.search(notebook.cells[0].source)
    return int(found[1]) + int(found[2] or 0) if found else 0


@cache
def style() -> str:
    marks = HtmlFormatter(style="xcode").get_style_defs(".block pre")
    return "\n".join([stylesheet(), marks, (HERE / "static" / "deck.css").read_text(encoding="utf-8")])


def on_screen(rules: str) -> str:
    """Without reveal's rules for print, which flow the text of all slides from page to page; deck.css has others."""
    kept = []
    while (start := rules.find("@media print{")) >= 0:
        depth, end = 1, start + len("@media print{")
        while depth:
            depth += {"{": 1, "}": -1}.get(rules[end], 0)
            end += 1
        kept.append(rules[:start])
        rules = rules[end:]
    return "".join([*kept, rules])


def script(text: str) -> str:
    """A script in a page; no text in it ends the element or begins a comment."""
    text = text.replace("</script", "<\\/script").replace("<!--", "<\\x21--").replace("<script", "<\\x73cript")
    return f"<script>{text}</script>"


def to_measure(lecture: Lecture, topics: Sequence[Topic]) -> str:
    """A page with each topic's heading and whole blocks, set as they will be on slides."""
    sheets = "\n".join(
        Slide("", topic.heading, topic.level, 2, False, tuple(_natural(topic))).html(notes=False) for topic in topics
    )
    live = script((ROOT / "gdkit" / "widgets" / "live.js").read_text(encoding="utf-8"))
    return f'{lecture.head}<body><main class="measured">{sheets}</main>{lecture.states}{live}</body></html>'


def _natural(topic: Topic) -> list[str]:
    return [
        replace(block, fragment=False).html(style=f"width: {block.size[0]}px" if block.size else "")
        for block in topic.blocks
    ]
