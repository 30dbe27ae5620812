"""The verdict on one exercise: what it earned, what is wrong, a hint, where to read again.

As HTML for notebooks and feedback (every word escaped, readable without colour), as plain text elsewhere.
"""

from __future__ import annotations

import html
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
}
_MARKS = {"pass": "✓", "partial": "◐", "missing": "○", "ungraded": "○"}
WIDTH = 78  # nbgrader's Validate cuts longer lines


@dataclass(frozen=True)
class Verdict:
    """fraction in [0, 1]; status of STATUSES; mistake: slug of the recognised mistake or None.

    message says what is wrong, hint what to look at, reread where the lecture treats it;
    parts: part of the result -> whether it holds on all cases; cases: title -> whether it holds.
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
    def headline(self) -> str:
        """One line: mark, id, status in words."""
        share = f" ({self.fraction:.0%})" if self.status == "partial" else ""
        return f"{_MARKS.get(self.status, '✗')} {self.id}: {STATUSES[self.status]}{share}"

    @property
    def text(self) -> str:
        """The verdict in plain text, in lines of at most 78 characters."""
        lines = [self.headline, *_wrapped(self.message)]
        if len(self.parts) > 1 and not self.passed:
            lines += [f"  {'✓' if holds else '✗'} {part}" for part, holds in self.parts.items()]
        lines += _wrapped(self.hint, "Hint: ")
        lines += _wrapped(self.reread, "Read again: ") if not self.passed else []
        return "\n".join(lines)

    @property
    def html(self) -> str:
        """The verdict as a card. Colours are added to words and marks, they never stand alone."""
        colour = {"pass": "#00664a", "partial": "#7a5200", "ungraded": "#444", "missing": "#444"}.get(
            self.status, "#9b2500"
        )
        rows = [f"<strong style='color:{colour}'>{html.escape(self.headline)}</strong>"]
        if self.message:
            rows.append(f"<div>{html.escape(self.message)}</div>")
        if len(self.parts) > 1 and not self.passed:
            items = "".join(
                f"<li>{'✓ right' if ok else '✗ not yet'}: {html.escape(p)}</li>" for p, ok in self.parts.items()
            )
            rows.append(f"<ul style='margin:4px 0;list-style:none;padding-left:8px'>{items}</ul>")
        if self.hint:
            rows.append(f"<div><em>Hint:</em> {html.escape(self.hint)}</div>")
        if self.reread and not self.passed:
            rows.append(f"<div><em>Read again:</em> {html.escape(self.reread)}</div>")
        return (
            f"<section aria-label='Check of {html.escape(self.id, quote=True)}' style='border-left:5px solid {colour};"
            "padding:8px 12px;margin:4px 0;background:#f7f7f7;color:#111;font-size:1rem;line-height:1.5'>"
            f"{''.join(rows)}</section>"
        )

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
        }


def _wrapped(text: str, label: str = "") -> list[str]:
    return textwrap.wrap(label + text, WIDTH, initial_indent="  ", subsequent_indent="  ") if text else []
