"""The table of all exercises, from the declarations: python -m autograder.exercises > docs/exercises.md"""

from __future__ import annotations

import importlib
import pkgutil

import autograder.exercises

from ..declarations import Exercise
from . import all_exercises

HEAD = """\
# All exercises

Made from the declarations by `python -m autograder.exercises > docs/exercises.md`; a test holds it up to date.

| id | signature | parts | mistakes | variants | cases shown + drawn | tolerance |
|---|---|---|---|---|---|---|
"""


def table() -> str:
    """The page as Markdown."""
    rows, quizzes = [], []
    for id, item in sorted(all_exercises().items()):
        if isinstance(item, Exercise):
            drawn = sum(count for count, _ in item._drawn)
            rows.append(
                f"| {id} | `{item.signature}` | {len(item.parts)} | {len(item.mistakes)} | {len(item.variants)} "
                f"| {len(item._shown)} + {drawn} | {item.tolerance:g} |\n"
            )
        else:
            quizzes.append(f"| {id} | {', '.join(item.choices)} |\n")
    text = HEAD + "".join(rows) + "\n## Quizzes\n\n| id | choices |\n|---|---|\n" + "".join(quizzes)
    lectures = "".join(f"| {id} | {reason} |\n" for id, reason in _lecture_only())
    return text + ("\n## Lecture only\n\n| ledger | why |\n|---|---|\n" + lectures if lectures else "")


def _lecture_only() -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for info in pkgutil.iter_modules(autograder.exercises.__path__):
        if info.name.startswith("lesson"):
            module = importlib.import_module(f"autograder.exercises.{info.name}")
            found += getattr(module, "LECTURE_ONLY", ())
    return found


if __name__ == "__main__":
    print(table(), end="")
