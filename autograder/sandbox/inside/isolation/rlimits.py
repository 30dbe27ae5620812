"""What one process may use: memory, processor time, processes and threads, open files, sizes of files."""

from __future__ import annotations

import resource
from pathlib import Path
from typing import Any

OPEN_FILES = 256
QUEUED_SIGNALS = 256


def apply(bounds: dict[str, Any]) -> None:
    """Set the limits, for ever. Where a limit is there already, the stricter one holds."""
    wanted = {
        resource.RLIMIT_AS: address_space_in_use() + (int(bounds["memory_mb"]) << 20),
        resource.RLIMIT_CPU: int(bounds["cpu_seconds"]),
        resource.RLIMIT_FSIZE: int(bounds["file_mb"]) << 20,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: int(bounds["processes"]),
    }
    for name, bound in (("RLIMIT_MSGQUEUE", 0), ("RLIMIT_SIGPENDING", QUEUED_SIGNALS)):
        if hasattr(resource, name):  # Linux
            wanted[getattr(resource, name)] = bound
    for which, bound in wanted.items():
        _, hard = resource.getrlimit(which)
        bound = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(which, (bound, bound))


def no_files() -> None:
    """No byte can be written to a file any more."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def address_space_in_use() -> int:
    """Bytes that the process has mapped: libraries are no student's doing, the limit on memory counts from there."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:  # not Linux
        return 4 << 30
