"""The grader's say in every fork of a student's process.

The kernel stops a child that forks and asks here (seccomp's user notification). The answer is yes once for each
branch that the grader itself has asked for, while it waits for it and to the process it asked, and else "operation not
permitted": whatever the student's code does to its own process, it cannot take this decision over.
"""

from __future__ import annotations

import ctypes
import errno
import os

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
        allowed = self._allowed in (ANY, asked.pid)
        answer = _Answer(asked.id, 0, 0, CONTINUE) if allowed else _Answer(asked.id, 0, -errno.EPERM, 0)
        if allowed:
            self._allowed = None
        self._libc.ioctl(self._descriptor, ctypes.c_ulong(SEND), ctypes.byref(answer))
        return True

    def close(self) -> None:
        """From now on every fork fails."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
