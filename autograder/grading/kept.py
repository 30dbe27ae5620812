"""What is kept of a notebook's outputs: cleaned, and no more of it than an honest process sends.

The student's process bounds its outputs itself, and what it says of that is not believed.
"""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode

from ..intake.sanitize import clean_outputs, new_output
from ..sandbox.inside.outputs import CUT, MAX_CHARACTERS, MAX_DISPLAYED, MAX_OUTPUTS

MAX_OF_CELL = MAX_CHARACTERS + MAX_DISPLAYED + 2 * len(CUT)
CHARACTERS_OF_MB = 1_000_000
MAX_UPDATED = 100  # outputs of one display id: each update goes through all of them


class Kept:
    """The outputs of one notebook's cells, one cell after the other."""

    def __init__(self, output_mb: int) -> None:
        self._room = output_mb * CHARACTERS_OF_MB + MAX_OF_CELL
        self._shown: dict[str, list[NotebookNode]] = {}  # by display id

    def outputs(self, told: list[Any]) -> list[NotebookNode]:
        """The outputs of the next cell that are kept."""
        kept: list[NotebookNode] = []
        room = min(self._room, MAX_OF_CELL)
        for output in told[:MAX_OUTPUTS]:
            for cleaned in clean_outputs([output]):
                size = size_of(cleaned)
                if size > room:
                    return [*kept, new_output("stream", name="stderr", text=CUT)]
                room -= size
                self._room -= size
                kept.append(cleaned)
                if isinstance(output.get("display_id"), str):
                    places = self._shown.setdefault(output["display_id"], [])
                    places += [cleaned][: MAX_UPDATED - len(places)]
        return kept

    def update(self, told: dict[str, Any]) -> None:
        """New content for what earlier cells displayed."""
        for display_id, update in list(told.items())[:MAX_OUTPUTS]:
            places = self._shown.get(display_id, [])
            if not isinstance(update, dict) or not places:
                continue
            for new in clean_outputs([{**update, "output_type": "display_data"}]):
                more = len(places) * size_of(new) - sum(map(size_of, places))
                if more > self._room:
                    continue
                self._room -= more
                for shown in places:
                    shown.data, shown.metadata = new.data, new.metadata


def size_of(output: Any) -> int:
    """Characters of all texts in an output, names included."""
    if isinstance(output, str):
        return len(output)
    if isinstance(output, dict):
        return sum(len(name) + size_of(value) for name, value in output.items())
    return sum(map(size_of, output)) if isinstance(output, list) else 0
