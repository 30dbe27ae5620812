"""What one submission may use, and how well it must be walled in.

Each field is a setting of nbgrader_config.py, c.Autograder.NAME; its default and its words stand here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from .inside.isolation import policy


def setting(default: Any, help: str, *, least: float | None = None, choices: tuple[str, ...] = ()) -> Any:
    """A field that an instructor may set: its default, what it is for, the smallest value or the values it may have."""
    return field(default=default, metadata={"help": help, "least": least, "choices": choices})


@dataclass(frozen=True)
class Limits:
    """What one submission may use. Raises ValueError for a value that is out of range."""

    cell_seconds: float = setting(30.0, "seconds of wall time for one cell", least=0.001)
    call_seconds: float = setting(10.0, "seconds of wall time for one call of a student's function", least=0.001)
    total_seconds: float = setting(
        240.0, "seconds of wall time for one notebook, all its processes together", least=0.001
    )
    cpu_seconds: int = setting(240, "seconds of processor time for one notebook, all its processes together", least=1)
    memory_mb: int = setting(
        1024, "memory of one notebook, all its processes together, in MB, beyond what libraries use", least=16
    )
    file_mb: int = setting(64, "size of one file that is written, in MB", least=0)
    disk_mb: int = setting(64, "size of all files that are written, in MB", least=1)
    files: int = setting(2000, "number of files", least=10)
    processes: int = setting(64, "number of processes and threads", least=1)
    output_mb: int = setting(24, "what a notebook's cells print and display, in MB; the rest is cut", least=1)
    reply_mb: int = setting(200, "all that a notebook's processes answer, in MB", least=1)
    isolation: str = setting(policy.DEFAULT, "the lowest level of isolation that will do", choices=policy.LEVELS)
    allow_processes: bool = setting(False, "whether notebooks may start other processes, behind the same walls")
    figures: str = setting(
        "lazy",
        '"lazy": figures are drawn in cells that earn points, elsewhere when somebody looks; "drawn": all of them',
        choices=("lazy", "drawn"),
    )

    def __post_init__(self) -> None:
        for each in fields(self):
            value, least, choices = getattr(self, each.name), each.metadata["least"], each.metadata["choices"]
            if least is not None and not value >= least:
                raise ValueError(f"{each.name} is {value!r}; expected {least:g} or more.")
            if choices and value not in choices:
                raise ValueError(f"{each.name} is {value!r}; choose from {', '.join(map(repr, choices))}.")
