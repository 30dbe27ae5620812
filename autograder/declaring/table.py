"""The table of a course's exercises, from their declarations: autograder exercises > docs/exercises.md"""

from __future__ import annotations

import sys

from .book import Book
from .exercise import Exercise
from .probe import Probe

HEAD = """\
# All exercises

Made from the declarations by `autograder exercises > docs/exercises.md`.

| id | signature | parts | mistakes | variants | cases shown + drawn | tolerance |
|---|---|---|---|---|---|---|
"""

PROBES = """
## Probes

An input is handed in, on which the suspect, a wrong function, is found out or is not.

| id | suspect | the probe | solutions | poor probes |
|---|---|---|---|---|
"""


def table(book: Book) -> str:
    """The page as Markdown."""
    rows, quizzes, probes = [], [], []
    for id, item in book.items():
        if isinstance(item, Exercise):
            drawn = sum(count for count, _ in item._drawn)
            rows.append(
                f"| {id} | `{item.signature}` | {len(item.parts)} | {len(item.mistakes)} | {len(item.variants)} "
                f"| {len(item.shown_inputs())} + {drawn} | {item.tolerance:g} |\n"
            )
        elif isinstance(item, Probe):
            probes.append(
                f"| {id} | `{item.suspect.__name__}({', '.join(item.domain.arguments)})` | {item.aim} "
                f"| {len(item.solutions)} | {len(item.poor_ones)} |\n"
            )
        else:
            quizzes.append(f"| {id} | {', '.join(item.choices)} |\n")
    text = HEAD + "".join(rows)
    if probes:
        text += PROBES + "".join(probes)
    if quizzes:
        text += "\n## Quizzes\n\n| id | choices |\n|---|---|\n" + "".join(quizzes)
    lectures = [f"| {id} | {reason} |\n" for id, reason in _lecture_only(book)]
    if lectures:
        text += "\n## Lecture only\n\n| ledger | why |\n|---|---|\n" + "".join(lectures)
    return text


def _lecture_only(book: Book) -> list[tuple[str, str]]:
    """What a lesson treats without an exercise: LECTURE_ONLY of its modules."""
    return [row for name in sorted(book.modules) for row in getattr(sys.modules[name], "LECTURE_ONLY", ())]
