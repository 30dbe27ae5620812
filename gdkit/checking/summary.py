"""The table at the end of a homework: what passes, what does not yet, what was not run."""

from __future__ import annotations

import html
from collections.abc import Mapping

from .exercise import Data, QuizData
from .verdicts import Verdict, card

NOT_RUN = "○ not run yet"
EDGE = "#444"
CELL = "style='text-align:left;padding:2px 12px 2px 0;background:none;color:#111;border:0'"


class Summary:
    """The checks of an assignment, in their order, with the verdicts that this kernel has seen last.

    points: of each exercise, where they are known.
    """

    def __init__(
        self,
        exercises: Mapping[str, Data],
        points: Mapping[str, float],
        seen: Mapping[str, Verdict],
    ) -> None:
        self._rows = [(id, points.get(id), seen.get(id)) for id in exercises]
        quizzes = [id for id, data in exercises.items() if isinstance(data, QuizData)]
        judged = [id for id in exercises if id not in quizzes]
        passed = sum(id in seen and seen[id].passed for id in judged)
        answered = sum(id in seen and seen[id].status == "answered" for id in quizzes)
        said = [f"{passed} of {len(judged)} checks pass"] if judged else []
        said += [f"{answered} of {len(quizzes)} quizzes are answered"] if quizzes else []
        self._said = (", ".join(said) or "There is no check here") + "."
        not_run = sum(id not in seen for id in exercises)
        self._hint = "As each check was run last, since the kernel was started." + (
            " Run All Cells runs those that were not." if not_run else ""
        )

    @property
    def text(self) -> str:
        """As plain text."""
        rows = [(_status(verdict), id, _points(points)) for id, points, verdict in self._rows]
        width = max((len(id) for _, id, _ in rows), default=0)
        lines = [f"  {status[0]} {id.ljust(width)}  {points.rjust(8)}  {status[2:]}" for status, id, points in rows]
        return "\n".join([self._said, *lines, f"  {self._hint}"])

    @property
    def html(self) -> str:
        """As a card with a table."""
        head = "".join(f"<th scope='col' {CELL}>{name}</th>" for name in ("Exercise", "Points", "Check"))
        rows = "".join(
            f"<tr style='background:none'><th scope='row' {CELL}>{html.escape(id)}</th>"
            f"<td {CELL}>{'' if points is None else f'{points:g}'}</td>"
            f"<td {CELL}>{html.escape(_status(verdict))}</td></tr>"
            for id, points, verdict in self._rows
        )
        table = f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"
        said = (
            f"<strong>{html.escape(self._said)}</strong>"
            f"<table style='border-collapse:collapse;margin:4px 0'>{table}</table>"
            f"<div>{html.escape(self._hint)}</div>"
        )
        return card("Summary of the checks", EDGE, said)


def _status(verdict: Verdict | None) -> str:
    return NOT_RUN if verdict is None else verdict.in_words


def _points(points: float | None) -> str:
    if points is None:
        return ""
    return f"{points:g} point{'' if points == 1 else 's'}"
