"""The verdict on one exercise: what it earned, what is wrong, a hint, where to read again.

As HTML for notebooks and feedback (every word escaped, readable without colour), as plain text elsewhere.
"""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# one of these stands at every graded cell
STATUSES = {
    "pass": "passed",
    "partial": "partly right",
    "fail": "not yet right",
    "error": "stopped with an error",
    "timeout": "did not finish in time",
    "memory": "used too much memory",
    "crashed": "crashed the process",
    "exited": "ended the process",
    "missing": "not there yet",
    "unreadable": "could not be read",
    "ungraded": "waits for a person",
    "answered": "answered; graded after you hand in",  # a quiz, at home
}
_MARKS = {"pass": "✓", "partial": "◐", "missing": "○", "ungraded": "○", "answered": "○"}
_COLOURS = {"pass": "#00664a", "partial": "#7a5200", "ungraded": "#444", "missing": "#444", "answered": "#444"}
_WRONG = "#9b2500"
_CODE = re.compile(r"`([^`]+)`")
TO_PASTE = "The case, to paste into a cell of your own:"
WIDTH = 78  # nbgrader's Validate cuts longer lines


@dataclass(frozen=True)
class Verdict:
    """fraction in [0, 1]; status of STATUSES; mistake: slug of the recognised mistake or None.

    message says what is wrong, hint what to look at, reread where the lecture treats it;
    parts: part of the result -> whether it holds on all cases; cases: title -> whether it holds;
    example: a case that does not hold as lines of Python (see `quoting`). Of the other texts, what stands between
    `backticks` is code.
    """

    id: str
    fraction: float
    status: str
    mistake: str | None = None
    message: str = ""
    hint: str = ""
    reread: str = ""
    parts: Mapping[str, bool] = field(default_factory=dict)
    cases: Mapping[str, bool] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    example: str = ""

    def __post_init__(self) -> None:
        if self.status not in STATUSES:
            raise ValueError(f"status {self.status!r}; expected one of {', '.join(STATUSES)}")
        if not 0.0 <= self.fraction <= 1.0:
            raise ValueError(f"fraction {self.fraction}; expected a number in [0, 1]")

    @property
    def passed(self) -> bool:
        """Whether every part of the result holds in every case."""
        return self.status == "pass"

    @property
    def in_words(self) -> str:
        """Mark and status in words."""
        share = f" ({self.fraction:.0%})" if self.status == "partial" else ""
        return f"{self.mark} {STATUSES[self.status]}{share}"

    @property
    def mark(self) -> str:
        """One character for the status."""
        return _MARKS.get(self.status, "✗")

    @property
    def headline(self) -> str:
        """One line: mark, id, status in words."""
        return f"{self.mark} {self.id}:{self.in_words[1:]}"

    @property
    def _has_parts(self) -> bool:
        """Whether it is told which parts hold: of what is not there, none can."""
        return len(self.parts) > 1 and self.status not in ("pass", "missing")

    @property
    def text(self) -> str:
        """The verdict in plain text, in lines of at most 78 characters."""
        lines = [self.headline, *_wrapped(self.message)]
        if self._has_parts:
            lines += [f"  {'✓' if holds else '✗'} {part}" for part, holds in self.parts.items()]
        lines += _wrapped(self.hint, "Hint: ")
        lines += _wrapped(self.reread, "Read again: ") if not self.passed else []
        lines += [f"  {TO_PASTE}", *(f"  {line}" for line in self.example.splitlines())] if self.example else []
        return "\n".join(lines)

    @property
    def html(self) -> str:
        """The verdict as a card. Colours are added to words and marks, they never stand alone."""
        colour = _COLOURS.get(self.status, _WRONG)
        rows = [f"<strong style='color:{colour}'>{html.escape(self.headline)}</strong>"]
        if self.message:
            rows.append(f"<div>{_with_code(self.message)}</div>")
        if self._has_parts:
            items = "".join(
                f"<li>{'✓ right' if ok else '✗ not yet'}: {html.escape(p)}</li>" for p, ok in self.parts.items()
            )
            rows.append(f"<ul style='margin:4px 0;list-style:none;padding-left:8px'>{items}</ul>")
        if self.hint:
            rows.append(f"<div><em>Hint:</em> {_with_code(self.hint)}</div>")
        if self.reread and not self.passed:
            rows.append(f"<div><em>Read again:</em> {html.escape(self.reread)}</div>")
        if self.example:
            style = "margin:4px 0;padding:6px 8px;background:#fff;color:#111;white-space:pre-wrap;font-size:0.85rem"
            rows.append(f"<div><em>{TO_PASTE}</em></div><pre style='{style}'>{html.escape(self.example)}</pre>")
        return card(f"Check of {self.id}", colour, "".join(rows))

    def to_tree(self) -> dict[str, Any]:
        """The verdict for JSON."""
        return {
            "id": self.id,
            "fraction": self.fraction,
            "status": self.status,
            "mistake": self.mistake,
            "message": self.message,
            "hint": self.hint,
            "reread": self.reread,
            "parts": dict(self.parts),
            "cases": dict(self.cases),
            "flags": list(self.flags),
            "example": self.example,
        }


def card(label: str, colour: str, inner: str) -> str:
    """A box with a coloured edge around HTML; the label is read aloud."""
    return (
        f"<section aria-label='{html.escape(label, quote=True)}' style='border-left:5px solid {colour};"
        "padding:8px 12px;margin:4px 0;background:#f7f7f7;color:#111;font-size:1rem;line-height:1.5'>"
        f"{inner}</section>"
    )


def _with_code(text: str) -> str:
    """As HTML; what stands between backticks as code."""
    return _CODE.sub(r"<code style='background:none;color:#111'>\1</code>", html.escape(text))


def _wrapped(text: str, label: str = "") -> list[str]:
    text = _CODE.sub(r"\1", text)
    return textwrap.wrap(label + text, WIDTH, initial_indent="  ", subsequent_indent="  ") if text else []
