"""A conversation with a process that may be hostile: one request, one reply, bounded in time and size.

The kernel writes beside each piece of a reply which process sent it: another than the one that began is not heard.
"""

from __future__ import annotations

import array
import json
import os
import select
import signal
import socket
import struct
import time
from collections.abc import Iterator
from typing import Any, Self

from gdkit.checking.encoding import NotPlainData, dumps, loads

from .budget import LOOK_SECONDS, Budget
from .gate import Gate
from .inside.wire import DESCRIPTOR, HEADER
from .processes import Processes

MAX_REPLY_BYTES = 40_000_000
MAX_PARTS = 2_000_000  # commas and brackets in a reply: each may become an object of ours, far larger than itself
AHEAD = 1 << 16
CREDENTIALS = struct.Struct("=iII")  # process, user and group of a sender
TELLS_SENDERS = hasattr(socket, "SO_PASSCRED")
ROOM_FOR_SENDER = socket.CMSG_SPACE(CREDENTIALS.size) if TELLS_SENDERS else 0


class StudentDied(Exception):
    """The process ended or had to be ended: "timeout", "memory", "crashed" or "exited"."""

    def __init__(self, how: str) -> None:
        super().__init__(how)
        self.how = how


class Conversation:
    """One process of the student's and what is said with it. After `StudentDied` it is gone."""

    def __init__(self, connection: socket.socket, budget: Budget) -> None:
        self._connection, self._budget = connection, budget
        self.deadline = budget.deadline
        self._alive = True
        self._heard = bytearray()
        self.gate: Gate | None = None
        self.process: int | None = None  # the one that speaks, as this process sees it
        self._processes = Processes(None)
        if TELLS_SENDERS:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)

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
        self,
        message: dict[str, Any],
        count: int,
        seconds: float,
        descriptor: int | None = None,
        *,
        largest: int = MAX_REPLY_BYTES,
    ) -> Iterator[dict[str, Any]]:
        """Send a request that has `count` replies; each comes within the time after the one before it.

        Take them all before the next request. Raises StudentDied, also for a reply of more bytes than the largest.
        """
        self._say(message, seconds, descriptor)
        yield from self._hear(count, seconds, largest)

    def _say(self, message: dict[str, Any], seconds: float, descriptor: int | None) -> None:
        """Send a request. Raises StudentDied."""
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

    def _hear(self, count: int, seconds: float, largest: int = MAX_REPLY_BYTES) -> Iterator[dict[str, Any]]:
        """So many replies. Raises StudentDied."""
        for _ in range(count):
            try:
                until = min(time.monotonic() + seconds, self.deadline)
                reply = _parsed(self._read(until, AHEAD if count > 1 else 0, largest))
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
        if isinstance(problem, NotPlainData):
            self._end()
            return StudentDied("crashed")
        status = self._end(gently=True)
        how = self._budget.gone
        self._budget.killed |= how is None and _signal_of(status) == signal.SIGKILL
        return StudentDied(how or _how(status))

    def _look(self, every: float = LOOK_SECONDS) -> None:
        """End the process when the run is over its budget, if it is time to look. Raises StudentDied."""
        how = self._budget.over(self._processes, every=every)
        if how is not None:
            self._end()
            raise StudentDied(how)

    def _read(self, deadline: float, ahead: int, largest: int) -> bytes:
        self._fill(HEADER.size, deadline, ahead)
        size = HEADER.unpack_from(self._heard)[0]
        if size > largest:
            raise NotPlainData("reply too large")
        self._budget.hear(size)
        end = HEADER.size + size
        self._fill(end, deadline, ahead)
        with memoryview(self._heard) as heard:
            body = bytes(heard[HEADER.size : end])
        del self._heard[:end]
        return body

    def _fill(self, count: int, deadline: float, ahead: int) -> None:
        """Hear at least so many bytes; with `ahead`, some of the replies that follow may be among what comes."""
        while len(self._heard) < count:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            poll = select.poll()  # `select` knows no descriptors above 1023
            own, gate = self._connection.fileno(), -1 if self.gate is None else self.gate.fileno()
            for descriptor in (own, *([gate] if gate >= 0 else [])):
                poll.register(descriptor, select.POLLIN)
            ready = {descriptor for descriptor, _ in poll.poll(1000 * min(left, LOOK_SECONDS))}
            self._look()
            if gate in ready and self.gate is not None and not self.gate.answer():
                self.gate.close()
            if own in ready:
                self._heard += self._receive(max(min(count - len(self._heard), 1 << 20), ahead))[0]

    def _receive(self, most: int, room: int = 0) -> tuple[bytes, list[int]]:
        """The next bytes, and the descriptors that came with them: room for these.

        Raises ConnectionResetError when nothing more comes, NotPlainData when another process sent it.
        """
        chunk, told, _, _ = self._connection.recvmsg(most, ROOM_FOR_SENDER + room)
        descriptors = array.array("i")
        for level, kind, data in told:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                descriptors.frombytes(data[: len(data) - len(data) % descriptors.itemsize])
            elif TELLS_SENDERS and (level, kind) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS) and chunk:
                sender = CREDENTIALS.unpack(data)[0]
                self.process = sender if self.process is None else self.process
                if sender != self.process:
                    raise NotPlainData("a reply of another process")
        if not chunk:
            raise ConnectionResetError
        return chunk, list(descriptors)


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
    number = _signal_of(status)
    return "exited" if number is None else "timeout" if number == signal.SIGXCPU else "crashed"


def _signal_of(status: int) -> int | None:
    """The signal that ended the process; None where none did."""
    return os.WTERMSIG(status) if 0 <= status <= 0xFFFF and os.WIFSIGNALED(status) else None
