"""The grader's say in every fork of a student's process, and in its signals where nothing else holds them.

The kernel stops a child that forks and asks here (seccomp's user notification). The answer is yes once for each
branch that the grader itself has asked for, while it waits for it and to the process it asked, and else "operation not
permitted": whatever the student's code does to its own process, it cannot take this decision over. A process tree of
its own, or Landlock from version 6 on, holds signals; elsewhere they are asked for too, and go to the process itself
and to its own branches.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from pathlib import Path

from .inside.isolation import seccomp

RECEIVE, SEND = 0xC0502100, 0xC0182101
CONTINUE = 1
ANY = 0  # where it is not known which process asks


class _Asked(ctypes.Structure):
    _fields_ = [
        ("id", ctypes.c_uint64),
        ("pid", ctypes.c_uint32),
        ("flags", ctypes.c_uint32),
        ("data", ctypes.c_uint8 * 64),
    ]


class _Answer(ctypes.Structure):
    _fields_ = [
        ("id", ctypes.c_uint64),
        ("value", ctypes.c_int64),
        ("error", ctypes.c_int32),
        ("flags", ctypes.c_uint32),
    ]


_CALL = struct.Struct("=i12xi")  # its number and the lower half of its first argument


def _may_signal(thread: int, target: int) -> bool:
    """Whether the target is the thread's own process or a child of it. False where /proc does not tell."""
    try:
        own = _told(thread, "Tgid:")
        return target > 0 and own in (target, _told(target, "PPid:"))
    except (OSError, StopIteration):
        return False


def _told(pid: int, name: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1])


class Gate:
    """Answers on the descriptor that the child handed over before it ran any code of the student's."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._allowed: int | None = None  # the process that may fork
        self._libc = ctypes.CDLL(None, use_errno=True)

    def fileno(self) -> int:
        """The descriptor, so that select can wait for a fork that asks."""
        return self._descriptor

    def allow_one(self, process: int | None) -> None:
        """The next fork of this process is the grader's own wish."""
        self._allowed = process if process is not None else ANY

    def used(self) -> bool:
        """Whether the fork that was allowed has been made; one that was not is allowed no more."""
        used = self._allowed is None
        self._allowed = None
        return used

    def answer(self) -> bool:
        """Answer the fork that is waiting. False when the process that asked has ended."""
        asked = _Asked()
        if self._libc.ioctl(self._descriptor, ctypes.c_ulong(RECEIVE), ctypes.byref(asked)) < 0:
            return ctypes.get_errno() == errno.EINTR
        number, target = _CALL.unpack_from(bytes(asked.data))
        if any(number in numbers for numbers in seccomp.SIGNALS.values()):
            yes = _may_signal(asked.pid, target)
        else:
            yes = self._allowed in (ANY, asked.pid)
            self._allowed = None if yes else self._allowed
        answer = _Answer(asked.id, 0, 0, CONTINUE) if yes else _Answer(asked.id, 0, -errno.EPERM, 0)
        self._libc.ioctl(self._descriptor, ctypes.c_ulong(SEND), ctypes.byref(answer))
        return True

    def close(self) -> None:
        """From now on every fork fails."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
