"""What one process may use: memory, processor time, processes and threads, open files, sizes of files."""

from __future__ import annotations

import contextlib
import mmap
import resource
import sys
from pathlib import Path
from typing import Any

OPEN_FILES = 256
QUEUED_SIGNALS = 256
WIDE = 10_000  # processes and threads


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


def raise_what_is_summed() -> None:
    """Before a user namespace is entered: what all below it use together is bounded by what held here at that moment,
    and each process is to be bounded by its own limit alone."""
    for name in ("RLIMIT_NPROC", "RLIMIT_SIGPENDING"):
        which = getattr(resource, name, None)
        if which is None:
            continue
        _, hard = resource.getrlimit(which)
        for bound in (resource.RLIM_INFINITY, hard):
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(which, (bound, bound))
                break


def are_wide() -> bool:
    """Whether what is summed is bounded so far off that several submissions reach it together no sooner than alone."""
    bound = resource.getrlimit(resource.RLIMIT_NPROC)[0]
    return bound == resource.RLIM_INFINITY or bound >= WIDE


def no_files() -> None:
    """No byte can be written to a file any more."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def address_space_in_use() -> int:
    """Bytes that the process has mapped: libraries are no student's doing, the limit on memory counts from there."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return _probed_address_space() if sys.platform.startswith("linux") else 4 << 30


def _probed_address_space() -> int:
    """Without /proc: the largest limit under which a page more is refused, to a megabyte."""
    before, low, high = resource.getrlimit(resource.RLIMIT_AS), 0, 1 << 20  # megabytes
    while high - low > 1:
        middle = (low + high) // 2
        resource.setrlimit(resource.RLIMIT_AS, (middle << 20, before[1]))
        try:
            mmap.mmap(-1, 1 << 20).close()
            high = middle
        except OSError:
            low = middle
    resource.setrlimit(resource.RLIMIT_AS, before)
    return low << 20
