"""A process that forks a child for each submission, as the trusted side speaks to it."""

from __future__ import annotations

import itertools
import random
import select
import socket
import struct
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from .failures import START_SECONDS, CannotRun, WarmDied, no_room
from .inside import wire
from .inside.isolation import users
from .machine import Core

if TYPE_CHECKING:
    from .budget import Budget
    from .child import Child
    from .limits import Limits


@dataclass(frozen=True)
class Usage:
    """What a child has used in all."""

    cpu_seconds: float
    peak_mb: float


class ForkServer(ABC):
    """`child()` forks it. lean: without matplotlib, so that a child that wants it raises NeedsPictures."""

    def __init__(self, control: socket.socket, *, lean: bool) -> None:
        self._control, self.lean = control, lean
        self._files: Mapping[str, bytes] = {}  # what every child finds
        self.usage = Usage(0.0, 0.0)  # of the last child that ended

    @abstractmethod
    def _ready(self) -> None:
        """Until it serves. Raises CannotRun."""

    @property
    @abstractmethod
    def alive(self) -> bool:
        """Whether it still runs."""

    @abstractmethod
    def close(self) -> None:
        """End it, and all that it forked."""

    @abstractmethod
    def new_box(self) -> Path | None:
        """An empty folder for a child that has no file tree of its own."""

    def child(
        self,
        limits: Limits,
        name: str,
        files: Mapping[str, bytes] = MappingProxyType({}),
        budget: Budget | None = None,
        own: Mapping[str, bytes] = MappingProxyType({}),
    ) -> Child:
        """A fresh child in an empty folder with these files; `name` seeds the global random states.

        files: by their names with slashes; they stay in the warm process, for the next child with the same
        budget: what earlier children of the same run have left; by default all of the limits
        own: files for this child alone; where both have a name, this one is there

        Raises CannotRun when the child is not walled in as well as limits.isolation asks for.
        """
        from .budget import Budget  # with all of gdkit, beside which this process has started meanwhile
        from .child import Child

        self._ready()
        near, far = socket.socketpair()
        try:
            with far:
                if files is not self._files and files != self._files:
                    self._keep(files)
                socket.send_fds(self._control, [wire.FORK], [far.fileno()])
            pid = wire.PID.unpack(self._control.recv(wire.PID.size))[0]
        except (OSError, struct.error):
            near.close()
            raise WarmDied("the process that forks for submissions was killed") from None
        return Child(self, pid, near, budget or Budget(limits), name, own)

    def _keep(self, files: Mapping[str, bytes]) -> None:
        """Let the warm process have the files that every child to come finds in its folder: once for an assignment."""
        self._control.sendall(wire.KEEP)
        wire.send_files(self._control, files)
        self._files = files

    def collect(self, pid: int) -> int:
        """End a child; its wait status."""
        try:
            self._control.sendall(wire.COLLECT + wire.PID.pack(pid))
            status, seconds, kilobytes = wire.COLLECTED.unpack(self._control.recv(wire.COLLECTED.size))
        except (OSError, struct.error):
            raise WarmDied("the process that forks for submissions was killed") from None
        self.usage = Usage(seconds, kilobytes / 1024)
        return int(status)

    @property
    def cpu_seconds(self) -> float:
        """Processor time of the last child that ended, and of what it had forked."""
        return self.usage.cpu_seconds


class Twin(ForkServer):
    """Forked from a warm process, and ended with it."""

    _numbers = itertools.count(random.SystemRandom().randrange(users.TWINS))  # another grader's are others

    def __init__(self, control: socket.socket, core: Core | None, *, lean: bool) -> None:
        super().__init__(control, lean=lean)
        self._core = core  # that it leaves in the end

    @classmethod
    def of(cls, first: socket.socket, core: Core | None, *, keeps: bool, lean: bool) -> Twin | None:
        """A twin of who listens there, on this core; None where there can be none. Raises WarmDied, CannotRun.

        keeps: the core is its own, and left to others when it is closed
        """
        try:
            near, far = socket.socketpair()
        except OSError as problem:
            if core and keeps:
                core.close()
            raise CannotRun(no_room(problem)) from None
        near.settimeout(START_SECONDS)
        twin = cls(near, core if keeps else None, lean=lean)
        number = core.number if core else None
        try:
            with far:
                socket.send_fds(first, [wire.TWIN], [far.fileno()])
                first.sendall(wire.NUMBERS.pack(-1 if number is None else number, next(cls._numbers)))
            wire.PID.unpack(first.recv(wire.PID.size))
            if near.recv(1) == wire.READY_IN_NAMESPACES:
                return twin
        except (OSError, struct.error):
            twin.close()
            raise WarmDied("the process that forks for submissions was killed") from None
        twin.close()
        return None

    def _ready(self) -> None:
        """It is from the start."""

    @property
    def alive(self) -> bool:
        try:
            poll = select.poll()
            poll.register(self._control, select.POLLIN)
            return not poll.poll(0) or bool(self._control.recv(1, socket.MSG_PEEK))
        except (OSError, ValueError):  # closed
            return False

    def close(self) -> None:
        self._control.close()
        if self._core:
            self._core.close()

    def new_box(self) -> None:
        return None
