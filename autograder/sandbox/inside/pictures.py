"""A process without matplotlib: half of the time in which a warm process starts, and few homeworks draw.

Whatever asks for it there ends at once, and the work is graded again, from the start, where it is. So no result, and no
message, depends on what was guessed.
"""

from __future__ import annotations

import os
from typing import Any

from .wire import NEEDS_PICTURES


class NoFigures:
    """Stands for `shell.Figures` where no figure can come about."""

    drawn = True

    def take_left_out(self) -> bool:
        """None was left out."""
        return False


class Ends:
    """In sys.meta_path: the first import of matplotlib, or question whether it is there, is the end of the process."""

    @staticmethod
    def find_spec(name: str, path: Any = None, target: Any = None) -> None:
        """All other modules are found by others."""
        if name == "matplotlib":
            os._exit(NEEDS_PICTURES)
