"""Why a name that a check needs is not there: what became of the cell that should define it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from gdkit.checking import STATUSES
from gdkit.checking.explaining import DEATHS, NOT_WRITTEN

from .aligned import NOT_HANDED_IN, AlignedCell

MOST = 200  # characters of an error's text
LAST_LOOK = "Kernel → Restart Kernel and Run All Cells shows it, before you hand in."
ADVICE = {
    "ModuleNotFoundError": "Do without it, or import it in a cell of its own that nothing else needs.",
    "NoInput": "Write the value into the cell, and take breakpoints out.",
}
_SYNTAX = re.compile(r"(.*) \((?:[^()]*, )?line (\d+)\)", re.DOTALL)  # as Python says it; the file is one of ours
_UNDEFINED = re.compile(r"name '(\w+)' is not defined")


class Failure(NamedTuple):
    """A cell that ended with an error (its type and text), or ended the process."""

    item: AlignedCell
    error: tuple[str, str]
    died: str | None


class Why(NamedTuple):
    """Why a name is not there, as the end of a sentence; what to do; and the status of its check."""

    said: str
    hint: str
    status: str = "missing"


def why_missing(name: str, aligned: Sequence[AlignedCell], failures: Sequence[Failure]) -> Why:
    """What became of the cell that should define the name."""
    found = _of(name, failures)
    if found is not None and found.died is not None:
        return Why(f"the cell that should define it {_how(found)}.", DEATHS[found.died][1], found.died)
    if found is not None:
        return Why(f"the cell that should define it {_how(found)}.", ADVICE.get(found.error[0], LAST_LOOK))
    place = next((item for item in aligned if _should_define(name, item)), None)
    if place is not None and place.cell.source in NOT_HANDED_IN:
        return Why("the cell that should define it was not handed in.", "Keep the cells that you were given.")
    return Why("no cell above its check defines it.", "Write it there, under this name.")


def why_undefined(said: str, failures: Sequence[Failure]) -> str:
    """A sentence on the name that a NameError speaks of, where a cell that failed should have defined it."""
    match = _UNDEFINED.search(said)
    found = _of(match[1], failures) if match else None
    return "" if match is None or found is None else f"The cell that should define `{match[1]}` {_how(found)}."


def has_stopped(name: str, failures: Sequence[Failure]) -> bool:
    """Whether the cell that should define the name ended with an error: it was written, and is no stub."""
    found = _of(name, failures)
    return found is not None and found.died is None and found.error[0] != NOT_WRITTEN


def _of(name: str, failures: Sequence[Failure]) -> Failure | None:
    return next((failure for failure in reversed(failures) if _should_define(name, failure.item)), None)


def _how(failure: Failure) -> str:
    """What became of a cell: "stopped with SyntaxError in line 3: invalid syntax"."""
    kind, text = failure.error
    if failure.died is not None:
        return STATUSES[failure.died]
    if kind == NOT_WRITTEN:
        return "is not written yet"
    if kind == "ModuleNotFoundError" and (module := re.fullmatch(r"No module named '([\w.]+)'", text)):
        return f"needs the package {module[1]}, which is not there when work is graded"
    if kind == "NoInput":
        return "asks for input, by input() or breakpoint(), which nobody can give when work is graded"
    place = ""
    if match := _SYNTAX.fullmatch(text):
        text, place = match[1], f" in line {match[2]}"
    line = text.strip().partition("\n")[0][:MOST]
    return f"stopped with {kind[:MOST]}{place}" + (f": {line}" if line else "")


def _should_define(name: str, item: AlignedCell) -> bool:
    """Whether the cell defines the name, or did as it was given out."""
    if item.cell.cell_type != "code":
        return False
    binds = re.compile(
        rf"^\s*(?:(?:async\s+)?def\s+{name}\b|class\s+{name}\b|{name}\s*(?::[^=\n]*)?=(?!=)"
        rf"|(?:import|from)\b[^\n]*\b{name}\b)",
        re.MULTILINE,
    )
    texts = [item.cell.source] + ([item.source.released] if item.source is not None else [])
    return any(binds.search(text) for text in texts)
