"""The page of `autograder similar`: pairs side by side, with the places that they have in common.

What students wrote is shown as text, on a page without scripts and requests. The page says what a pair is and what it
is not: it judges nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from ..classes.similar import Pair, Similar, Work
from ..course.course import Course
from ..course.files import write_text
from ..text import SafeText, safe
from .page import rendered

SIMILAR_FILE = "similar.html"
MAX_SHOWN = 100  # pairs with their texts; the table has them all
MAX_CELL = 12_000  # characters of one cell
MAX_SIDE = 30_000  # and of one side
COLOURS = 6


@dataclass(frozen=True)
class Row:
    """A pair on the page; texts only where there is room for them."""

    anchor: str
    names: tuple[SafeText, SafeText]
    pair: Pair
    sides: list[list[Markup]]


def write_similar(course: Course, assignment: str, found: Similar, named: Callable[[str], str] = str) -> Path:
    """Write results/ASSIGNMENT/similar.html and return its path. named: what a student is called on the page."""
    rows = [
        Row(f"p{number}", _names(pair, named), pair, _sides(pair) if number <= MAX_SHOWN else [])
        for number, pair in enumerate(found.pairs, start=1)
    ]
    unread = [(safe(named(student)), safe(why)) for student, why in found.unread]
    page = rendered("similar.html", assignment=assignment, rows=rows, found=found, unread=unread, shown=MAX_SHOWN)
    path = course.results_path(assignment) / SIMILAR_FILE
    write_text(path, page)
    return path


def as_tree(found: Similar, named: Callable[[str], str] = str) -> dict[str, Any]:
    """The same for programs."""
    return {
        "compared": found.compared,
        "not_compared": [{"student": named(student), "why": why} for student, why in found.unread],
        "pairs": [_tree_of(pair, _names(pair, named)) for pair in found.pairs],
    }


def _tree_of(pair: Pair, names: tuple[SafeText, SafeText]) -> dict[str, Any]:
    places: dict[int, dict[str, str]] = {}
    for side, (work, where) in zip("ab", zip(pair.works, pair.places, strict=True), strict=True):
        for number, cell, start, end in _runs(work, where):
            places.setdefault(number, {}).setdefault(side, work.cells[cell].text[start:end][:MAX_CELL])
    common = {
        kind: {
            "common": each.tokens,
            "unusual": round(each.unusual, 1),
            "of": list(each.lengths),
            "shown_from": round(each.least, 1),
        }
        for kind, each in pair.common.items()
    }
    return {"students": list(names), "strength": round(pair.strength, 2), **common, "places": list(places.values())}


def _names(pair: Pair, named: Callable[[str], str]) -> tuple[SafeText, SafeText]:
    return safe(named(pair.works[0].student)), safe(named(pair.works[1].student))


def _runs(work: Work, where: dict[tuple[int, int], int]) -> Iterator[tuple[int, int, int, int]]:
    """The places of a work: (number, cell, first character, behind the last), in the order of the text."""
    # of tokens in a row the number of the token grows as fast as the place in the list
    in_order = enumerate(sorted(where))
    for (_, _, number), run in groupby(in_order, key=lambda each: (each[1][0], each[1][1] - each[0], where[each[1]])):
        tokens = [place for _, place in run]
        cell = tokens[0][0]
        words = work.cells[cell].tokens
        yield number, cell, words[tokens[0][1]].start, words[tokens[-1][1]].end


def _sides(pair: Pair) -> list[list[Markup]]:
    """The cells of both works in which a place is, with the places marked."""
    return [list(_marked(work, where)) for work, where in zip(pair.works, pair.places, strict=True)]


def _marked(work: Work, where: dict[tuple[int, int], int]) -> Iterator[Markup]:
    room = MAX_SIDE
    for cell, runs in groupby(_runs(work, where), key=lambda run: run[1]):
        text, pieces, last = work.cells[cell].text, [], 0
        limit = min(MAX_CELL, room)
        for number, _, start, end in runs:
            if start >= limit:
                break
            colour = f"m{number % COLOURS}"
            pieces += [escape(text[last:start]), Markup('<mark class="{}" data-n="{}">').format(colour, number)]
            pieces += [escape(text[start:end]), Markup("</mark>")]
            last = end
        rest = text[last : max(last, limit)]
        pieces.append(escape(rest if last + len(rest) >= len(text) else f"{rest}\n[… the rest is not shown]"))
        room -= last + len(rest)
        yield Markup("").join(pieces)
        if room <= 0:
            return
