"""What one submission may use, and how well it must be walled in; nbgrader_config.py sets it as c.Autograder.NAME."""

from __future__ import annotations

from dataclasses import dataclass

from .isolation import policy


@dataclass(frozen=True)
class Limits:
    """What one submission may use, and how well it must be walled in. Seconds are of wall time but for the processor's.

    isolation        the lowest level that will do (see autograder.isolation.policy)
    allow_processes  whether notebooks may start other processes; they stay behind the same walls
    figures          "lazy": drawn in cells that earn points, elsewhere when somebody looks; "drawn": all of them
    """

    cell_seconds: float = 30.0
    call_seconds: float = 10.0
    total_seconds: float = 240.0
    cpu_seconds: int = 240
    memory_mb: int = 1024
    file_mb: int = 64
    disk_mb: int = 64
    files: int = 2000
    processes: int = 64  # and threads
    isolation: str = policy.DEFAULT
    allow_processes: bool = False
    figures: str = "lazy"

    def __post_init__(self) -> None:
        policy.enough(self.isolation, policy.DEFAULT)  # raises for a level that does not exist
        if self.figures not in ("lazy", "drawn"):
            raise ValueError(f"figures is {self.figures!r}; choose 'lazy' or 'drawn'.")
