"""A conversation with a process that may be hostile: one request, one reply, bounded in time and size."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import time
from collections.abc import Iterator
from typing import Any, Self

from gdkit.checking.encoding import NotPlainData, dumps, loads

from ..errors import WrongUse
from .gate import Gate
from .inside.wire import DESCRIPTOR, HEADER

MAX_REPLY_BYTES = 80_000_000
MAX_ALL_BYTES = 400_000_000  # of all replies of one process
MAX_PARTS = 2_000_000  # commas and brackets in a reply: each may become an object of ours, far larger than itself
AHEAD = 1 << 16


class StudentDied(Exception):
    """The process ended or had to be ended: "timeout", "memory", "crashed" or "exited"."""

    def __init__(self, how: str) -> None:
        super().__init__(how)
        self.how = how


class CannotRun(WrongUse):
    """Students' code cannot be run on this machine, or not as well walled in as was asked for."""


class WarmDied(CannotRun):
    """The warm process was ended from outside: another one can take over."""


class Conversation:
    """One process of the student's and what is said with it. After `StudentDied` it is gone."""

    def __init__(self, connection: socket.socket, deadline: float) -> None:
        self._connection, self.deadline = connection, deadline
        self._alive = True
        self._bytes = 0
        self._heard = bytearray()
        self.gate: Gate | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def alive(self) -> bool:
        """Whether it still answers."""
        return self._alive

    def close(self) -> None:
        """End the process and what belongs to it."""
        raise NotImplementedError

    def _kill(self, *, gently: bool) -> int:
        """End the process, gently when it may be ending by itself; its wait status."""
        raise NotImplementedError

    def _end(self, *, gently: bool = False) -> int:
        """End what is left of the process and return its wait status (0 when that was done before)."""
        if not self._alive:
            return 0
        self._alive = False
        self._connection.close()
        return self._kill(gently=gently)

    def _ask(self, message: dict[str, Any], seconds: float, descriptor: int | None = None) -> dict[str, Any]:
        """Send a request, wait for its reply within the time. Raises StudentDied."""
        (reply,) = self._ask_all(message, 1, seconds, descriptor)
        return reply

    def _ask_all(
        self, message: dict[str, Any], count: int, seconds: float, descriptor: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Send a request that has `count` replies; each comes within the time after the one before it.

        Take them all before the next request. Raises StudentDied.
        """
        if not self._alive:
            raise StudentDied("exited")
        body = dumps(message)
        try:
            deadline = min(time.monotonic() + seconds, self.deadline)
            self._connection.settimeout(max(deadline - time.monotonic(), 0.01))
            self._connection.sendall(HEADER.pack(len(body)) + body)
            if descriptor is not None:
                socket.send_fds(self._connection, [DESCRIPTOR], [descriptor])
        except OSError as problem:
            raise self._died(problem) from None
        for _ in range(count):
            try:
                reply = _parsed(self._read(min(time.monotonic() + seconds, self.deadline), ahead=count > 1))
            except (OSError, NotPlainData, MemoryError) as problem:
                raise self._died(problem) from None
            if not isinstance(reply, dict):
                self._end()
                raise StudentDied("crashed")
            yield reply

    def _died(self, problem: Exception) -> StudentDied:
        """End the process that does not answer as it should, and say how it ended."""
        if isinstance(problem, TimeoutError):
            self._end()
            return StudentDied("timeout")
        return StudentDied(_how(self._end(gently=True)))

    def _read(self, deadline: float, *, ahead: bool) -> bytes:
        self._fill(HEADER.size, deadline, AHEAD if ahead else 0)
        size = HEADER.unpack_from(self._heard)[0]
        self._bytes += size
        if size > MAX_REPLY_BYTES or self._bytes > MAX_ALL_BYTES:
            raise NotPlainData("reply too large")
        end = HEADER.size + size
        self._fill(end, deadline, AHEAD if ahead else 0)
        body = bytes(self._heard[HEADER.size : end])
        del self._heard[:end]
        return body

    def _fill(self, count: int, deadline: float, ahead: int) -> None:
        """Hear at least so many bytes; with `ahead`, some of the replies that follow may be among what comes."""
        while len(self._heard) < count:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            watched: list[Any] = [self._connection]
            if self.gate is not None and self.gate.fileno() >= 0:
                watched.append(self.gate)
            ready = select.select(watched, [], [], left)[0]
            if not ready:
                raise TimeoutError
            if self.gate in ready and self.gate is not None and not self.gate.answer():
                self.gate.close()
            if self._connection in ready:
                chunk = self._connection.recv(max(min(count - len(self._heard), 1 << 20), ahead))
                if not chunk:
                    raise ConnectionResetError
                self._heard += chunk


def _parsed(body: bytes) -> Any:
    if body.count(b",") + body.count(b"[") + body.count(b"{") > MAX_PARTS:
        raise NotPlainData("reply with too many parts")
    tree = loads(body)
    if b"\\ud" in body or b"\\uD" in body:  # perhaps half a surrogate pair, which no file, page or terminal can hold
        try:
            tree = json.loads(json.dumps(tree, ensure_ascii=False).encode("utf-8", "replace"))
        except (ValueError, RecursionError):
            raise NotPlainData("damaged data (nested too deeply)") from None
    return tree


def _how(status: int) -> str:
    """The status for what ended the process; a number that the kernel never gives counts as a plain end."""
    if not 0 <= status <= 0xFFFF:
        return "exited"
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
        return "timeout"
    return "crashed" if os.WIFSIGNALED(status) else "exited"
