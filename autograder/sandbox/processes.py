"""A student's process and all that was forked from it, seen from outside: what they use of processor and memory.

Read from /proc, so nothing that the process does to itself changes it. Where there is no /proc, nothing is known, and
the limits of each single process (`autograder.sandbox.inside.isolation.rlimits`) are all there is.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator
from dataclasses import dataclass

# of /proc/PID/smaps_rollup: a page that n processes share counts 1/n in each of them, so sums count it once
COUNTED = (b"Pss_Anon:", b"SwapPss:")
SHARED_ON_PURPOSE = b"/dev/zero (deleted)"  # how /proc/PID/maps names memory that a fork shares and does not copy
PROCESSES_AT_MOST = 4096
SHORT = 2048  # bytes: a file of /proc gives a page at a time, and less only at its end


@dataclass(frozen=True)
class _Times:
    """Seconds of processor time: of the process itself, and of those of its children that have ended."""

    own: float
    of_ended: float


@dataclass(frozen=True)
class _Pages:
    """Bytes: mapped, in memory, and of these the ones of files or shared on purpose."""

    mapped: int
    resident: int
    shared: int


class Processes:
    """The tree of processes below `first`, a process id as this process sees it; None where it is not known."""

    def __init__(self, first: int | None) -> None:
        self._first = first or 0
        start = _pages(self._first)
        self._mapped_at_start = start.mapped
        self._at_start = start.resident - start.shared  # libraries and the warm process are no student's doing
        self._told = _kernel_tells() and _readable(self._first)
        self.seen = 0.0  # seconds of processor time, when they were asked for last
        self._most: dict[int, float] = {}  # of each process below the first: the largest time that was seen

    def cpu_seconds(self) -> float:
        """Processor time of all of them, those that have ended included."""
        times = {pid: found for pid in self._all() if (found := _times(pid)) is not None}
        first = times.pop(self._first, _Times(0.0, 0.0))
        living = {pid: each.own + each.of_ended for pid, each in times.items()}
        ended = sum(most for pid, most in self._most.items() if pid not in living)
        self._most |= living
        # a process may see to it that it is not told of those that ended
        self.seen = first.own + max(first.of_ended, ended) + sum(living.values())
        return self.seen

    def memory_exceeds(self, bound: int) -> bool:
        """Whether they use more bytes than this beyond what the first had at its start; shared pages count once."""
        pids = list(self._all())
        if sum(map(self._at_most, pids)) <= bound or not self._told:
            return False
        shared: dict[bytes, int] = {}
        for pid in pids:
            for number, size in _shared_on_purpose(pid).items():
                shared[number] = max(size, shared.get(number, 0))  # one may have kept only a part
        return sum(map(self._memory, pids)) - self._at_start + sum(shared.values()) > bound

    def _at_most(self, pid: int) -> int:
        """An upper bound on what one process holds, which is found quickly."""
        pages = _pages(pid)
        return max(pages.resident, pages.mapped - self._mapped_at_start + self._at_start)

    def _memory(self, pid: int) -> int:
        told = _proportional(pid)
        return _pages(pid).resident if told is None else told  # one that hides has all its pages to answer for

    def _all(self) -> Iterator[int]:
        """The first and, as far as they are there now, those below it."""
        if not self._first:
            return
        found = [self._first]
        for pid in found:  # grows while it is walked
            yield pid
            try:
                threads = [entry.name for entry in os.scandir(f"/proc/{pid}/task")]
            except OSError:
                continue
            for thread in threads:
                found += map(int, _read(f"/proc/{pid}/task/{thread}/children").split())
            if len(found) > PROCESSES_AT_MOST:
                return


def _times(pid: int) -> _Times | None:
    """The times of a process; None when it is gone."""
    fields = _read(f"/proc/{pid}/stat").rpartition(b")")[2].split()
    if len(fields) < 15:
        return None
    own, of_ended = int(fields[11]) + int(fields[12]), int(fields[13]) + int(fields[14])
    tick = os.sysconf("SC_CLK_TCK")
    return _Times(own / tick, of_ended / tick)


def _pages(pid: int) -> _Pages:
    """What a process has mapped and what of it is in memory; nothing when it is gone."""
    fields = _read(f"/proc/{pid}/statm").split()[:3]
    return _Pages(*(int(field) * os.sysconf("SC_PAGE_SIZE") for field in fields)) if fields else _Pages(0, 0, 0)


@functools.cache
def _kernel_tells() -> bool:
    """Whether this kernel tells of shared pages in equal parts."""
    return _proportional(os.getpid()) is not None


def _readable(pid: int) -> bool:
    """Whether this process may see another one's pages. Reading them takes a millisecond; being refused does not."""
    try:
        os.close(os.open(f"/proc/{pid}/smaps_rollup", os.O_RDONLY | os.O_CLOEXEC))
    except OSError:
        return False
    return True


def _proportional(pid: int) -> int | None:
    """Bytes of a process, those that it shares in equal parts; None where this is not told."""
    lines = [line.split() for line in _read(f"/proc/{pid}/smaps_rollup").splitlines()]
    counted = [int(line[1]) << 10 for line in lines if line and line[0] in COUNTED]
    return sum(counted) if counted else None


def _shared_on_purpose(pid: int) -> dict[bytes, int]:
    """Bytes of each piece of memory that is shared with whoever was forked, by its number.

    A fork does not copy the entries of such pages, so a process that has not touched them yet does not show them.
    """
    found: dict[bytes, int] = {}
    for line in _read(f"/proc/{pid}/maps").splitlines():
        if line.endswith(SHARED_ON_PURPOSE):
            addresses, _, _, _, number = line.split()[:5]
            low, high = (int(each, 16) for each in addresses.split(b"-"))
            found[number] = found.get(number, 0) + high - low
    return found


def _read(path: str) -> bytes:
    """A file of /proc; nothing where the process is gone. Several times faster than a Path's read_bytes."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return b""
    pieces = []
    try:
        while piece := os.read(descriptor, 1 << 16):
            pieces.append(piece)
            if len(piece) < SHORT:
                break
    except OSError:
        return b""
    finally:
        os.close(descriptor)
    return b"".join(pieces)
