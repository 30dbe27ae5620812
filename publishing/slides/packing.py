"""Which parts stand on which slide: as few slides as can be, broken where it disturbs least. Numbers alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SLIDE = 100  # what a slide more costs; breaks cost less the better their place (blocks.py)
LONELY = 25  # a slide with almost nothing on it
SHRUNK = 150  # a picture, times the share by which it is smaller than in the notebook


@dataclass(frozen=True)
class Part:
    """A paragraph, an item, a row, a line, a picture: heights in pixels."""

    block: int  # to which block it belongs
    height: float
    frame: float = 0  # what its block adds on each slide on which a part of it stands: a table's head
    cost: float = 0  # of a new slide before it
    best: float | None = None  # of a picture: how high it would like to be, `height` being the least


def heights(parts: Sequence[Part], gap: float) -> float:
    """How high these parts are on one slide, `gap` above each block."""
    blocks = {part.block: part.frame for part in parts}
    return sum(part.height for part in parts) + sum(gap + frame for frame in blocks.values())


def packed(parts: Sequence[Part], room: float, gap: float) -> list[tuple[int, int]]:
    """The slides as spans of parts. Nothing is higher than `room` but a part that is so by itself.

    The cheapest of all ways: best[j] is the least cost of the parts before j, on whole slides.
    """
    best: list[float] = [0.0]
    begins: list[int] = [0]
    for stop in range(1, len(parts) + 1):
        choices = [
            (best[start] + _cost(parts[start:stop], room, gap, first=start == 0), start)
            for start in range(stop)
            if stop - start == 1 or heights(parts[start:stop], gap) <= room
        ]
        cost, start = min(choices)
        best.append(cost)
        begins.append(start)
    spans = []
    stop = len(parts)
    while stop:
        spans.append((begins[stop], stop))
        stop = begins[stop]
    return spans[::-1]


def _cost(parts: Sequence[Part], room: float, gap: float, *, first: bool) -> float:
    height = heights(parts, gap)
    free = room - height
    wanted = sum(part.best - part.height for part in parts if part.best)
    missing = max(0.0, wanted - free) / max(1.0, sum(part.best for part in parts if part.best))
    lonely = LONELY if height + min(free, wanted) < room / 5 else 0
    return SLIDE + (0 if first else parts[0].cost) + lonely + SHRUNK * missing


def grown(parts: Sequence[Part], room: float, gap: float) -> list[float]:
    """How high each picture of a slide becomes: what is free is shared by their wishes. 0 for what is no picture."""
    free = max(0.0, room - heights(parts, gap))
    wishes = [part.best - part.height if part.best else 0.0 for part in parts]
    share = min(1.0, free / sum(wishes)) if sum(wishes) else 0.0
    return [part.height + share * wish if part.best else 0.0 for part, wish in zip(parts, wishes, strict=True)]
