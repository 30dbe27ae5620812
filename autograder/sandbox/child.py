"""The trusted side of one student's process: cells to run, branches for the calls of checks, its end."""

from __future__ import annotations

import socket
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

from gdkit.checking import Outcome
from gdkit.checking.encoding import NotPlainData, decode, encode

from .budget import LOOK_SECONDS, Budget
from .conversation import Conversation, StudentDied
from .failures import START_SECONDS, CannotRun, NeedsPictures, WarmDied
from .gate import Gate
from .inside.isolation import policy
from .inside.outputs import MAX_CHARACTERS, MAX_DISPLAYED
from .inside.wire import LISTENING, NEEDS_PICTURES, send_files
from .leftovers import remove_tree
from .limits import Limits
from .processes import Processes

LARGEST_OF_CELL = 12 * MAX_CHARACTERS + 2 * MAX_DISPLAYED  # bytes: JSON has up to 12 for a character that is printed


@dataclass
class CellRun:
    """One executed cell: whether it ended without an error, the error, its outputs (as the child tells them).

    updates: new content for what earlier cells displayed, by display id; undrawn: whether a figure was left out.
    """

    ok: bool
    error: tuple[str, str] | None = None
    outputs: list[dict[str, Any]] = field(default_factory=list)
    updates: dict[str, Any] = field(default_factory=dict)
    undrawn: bool = False


class Parent(Protocol):
    """The process that a child was forked from."""

    lean: bool  # whether it is without matplotlib

    @property
    def cpu_seconds(self) -> float:
        """What the last child that was collected has used, with all that it had forked."""

    def new_box(self) -> Path | None:
        """An empty folder for a child that has no file tree of its own."""

    def collect(self, pid: int) -> int:
        """End a child; its wait status."""


class Child(Conversation):
    """The process of one submission: runs its cells, and branches for each check."""

    def __init__(
        self,
        warm: Parent,
        pid: int,
        connection: socket.socket,
        budget: Budget,
        name: str,
        files: Mapping[str, bytes] = MappingProxyType({}),
    ) -> None:
        limits = budget.limits
        super().__init__(connection, Budget(limits))  # for its start, in which no code of the student's runs yet
        self._warm, self.pid, self._limits = warm, pid, limits
        self._branches: set[int] = set()  # processes that answered as branches
        self._box = warm.new_box()
        names = ("memory_mb", "file_mb", "disk_mb", "files", "processes", "output_mb")
        start = {
            "limits": {each: getattr(limits, each) for each in names} | {"cpu_seconds": budget.cpu_seconds_left},
            "allow_processes": limits.allow_processes,
            "box": str(self._box or ""),
            "seed": zlib.crc32(name.encode()),
        }
        self.layers: dict[str, Any] = {}
        self.deadline = time.monotonic() + START_SECONDS
        try:
            self._say(start, START_SECONDS, None)
            send_files(self._connection, files)
            (told,) = self._hear(1, START_SECONDS)
            self.layers = dict(told.get("layers") or {})
            if self.layers.get(policy.FORKS_ASKED) is True:
                self._connection.settimeout(START_SECONDS)
                self.gate = Gate(self._receive(1, socket.CMSG_SPACE(4))[1][0])
                self._connection.sendall(LISTENING)
        except (StudentDied, IndexError, OSError, NotPlainData):
            self.close()
            if self._budget.killed:  # by nothing of the student's
                raise WarmDied("the process for a submission was killed as it started") from None
            raise CannotRun(
                "a process for a submission did not start; `autograder doctor` tells what this machine lacks"
            ) from None
        self._budget, self.deadline = budget, budget.deadline
        self._processes = Processes(self.process)
        self.level = policy.level_of(self.layers)
        if not policy.enough(self.level, limits.isolation):
            self.close()
            raise CannotRun(_refusal(self.level, limits.isolation, self.layers))

    def run(self, source: str, *, draw: bool = True) -> CellRun:
        """Run one cell, with its figures drawn or not. Raises StudentDied."""
        (result,) = self.run_all([(source, draw)])
        return result

    def run_all(self, cells: Sequence[tuple[str, bool]]) -> Iterator[CellRun]:
        """Run cells one after the other, without a word from us between them; see `run`. Take all results."""
        request = {"do": "run", "cells": [{"source": source, "draw": draw} for source, draw in cells]}
        for reply in self._ask_all(request, len(cells), self._limits.cell_seconds, largest=LARGEST_OF_CELL):
            error = reply.get("error")
            told = None
            if isinstance(error, list) and len(error) == 2 and all(isinstance(each, str) for each in error):
                told = (error[0][:200], error[1][:2000])
            outputs, updates = reply.get("outputs"), reply.get("updates")
            yield CellRun(
                reply.get("ok") is True,
                told,
                outputs if isinstance(outputs, list) else [],
                updates if isinstance(updates, dict) else {},
                reply.get("undrawn") is True,
            )

    def call(self, name: str, inputs: Mapping[str, Any]) -> Outcome | None:
        """As `Branch.call`, without a branch: what the call leaves behind stays."""
        (outcome,) = _call_all(self, name, [encoded(inputs)], self._limits)
        return outcome

    def get(self, name: str) -> Any:
        """The value of a name as plain data; raises KeyError when there is none, StudentDied."""
        return _value_of(self, name, self._limits)

    def branch(self) -> Branch:
        """A fork of this process in its present state. Raises StudentDied.

        It is one: the kernel has asked for the fork, this process asked, and who answers is neither this process nor
        a branch from before. Code of the student's that takes the server's place can refuse that, not feign it.
        """
        near, far = socket.socketpair()
        if self.gate is not None:
            self.gate.allow_one(self.process)
        branch = Branch(self, near)
        try:
            with far:
                branch.pid = self._ask({"do": "branch"}, self._limits.call_seconds, far.fileno()).get("pid")
            if self.gate is not None and not self.gate.used():
                raise StudentDied("crashed")
            branch.wait()
            if self.process and branch.process in (None, self.process, *self._branches):
                raise StudentDied("crashed")
            self._look(every=0.0)  # from here on both may write into what they have shared
        except StudentDied:
            branch.close()
            self._end()
            raise
        self._branches.add(branch.process or 0)
        return branch

    @property
    def budget(self) -> Budget:
        """What is left for this process and those that take over from it."""
        return self._budget

    def close(self) -> None:
        """End the process and all that it started, and empty its folder."""
        self._end()
        if self._box is not None:
            remove_tree(self._box)

    def _kill(self, *, gently: bool) -> int:
        if gently:
            time.sleep(0.05)  # a process that is ending tells more by its own status than by our signal
        if self.gate is not None:
            self.gate.close()
        status = self._warm.collect(self.pid)
        self._budget.ended(max(self._processes.seen, self._warm.cpu_seconds))
        return _with_pictures(status, self._warm)


class Branch(Conversation):
    """A fork of a child, for the calls of one check; nothing that happens in it stays."""

    def __init__(self, child: Child, connection: socket.socket) -> None:
        super().__init__(connection, child.budget)
        self._child = child
        self.pid: Any = None  # in the child's view, as the child tells
        self._processes = child._processes
        self.gate = child.gate

    def wait(self) -> None:
        """Until it says that it is there. Raises StudentDied."""
        self._connection.settimeout(self._child._limits.call_seconds)
        list(self._hear(1, self._child._limits.call_seconds))

    def _look(self, every: float = LOOK_SECONDS) -> None:
        """As of every process; where it is not enough that this one ends, the child and all its branches end."""
        try:
            super()._look(every)
        except StudentDied as death:
            if self._child.alive and (death.how == "timeout" or self._budget.over(self._processes, every=None)):
                self._child._end()
            raise

    def call(self, name: str, inputs: Mapping[str, Any]) -> Outcome | None:
        """Call a function of the student's; None when there is no such name. Raises StudentDied."""
        (outcome,) = self.call_all(name, [encoded(inputs)])
        return outcome

    def call_all(self, name: str, inputs: Sequence[Mapping[str, Any]]) -> Iterator[Outcome | None]:
        """As `call`, with one set of `encoded` inputs after the other. Take all outcomes."""
        return _call_all(self, name, inputs, self._child._limits)

    def get(self, name: str) -> Any:
        """The value of a name as plain data; raises KeyError when there is none, StudentDied."""
        return _value_of(self, name, self._child._limits)

    def close(self) -> None:
        """Let the process go: it ends when nobody speaks to it any more, at the latest with the child."""
        self._alive = False
        self._connection.close()

    def _kill(self, *, gently: bool) -> int:
        if not self._child.alive or type(self.pid) is not int:
            return 0
        try:
            request = {"do": "collect", "pid": self.pid, "wait": gently}
            reply = self._child._ask(request, self._child._limits.call_seconds)
        except StudentDied:
            return 0
        status = reply.get("status")
        return _with_pictures(status if type(status) is int else 0, self._child._warm)


def _with_pictures(status: int, warm: Parent) -> int:
    """The wait status of a process. Raises NeedsPictures when it ended because it had none."""
    if warm.lean and status == NEEDS_PICTURES << 8:
        raise NeedsPictures("it draws")
    return status


def encoded(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs of a call as they are sent."""
    return {name: encode(value) for name, value in inputs.items()}


def _call_all(
    process: Conversation, name: str, inputs: Sequence[Mapping[str, Any]], limits: Limits
) -> Iterator[Outcome | None]:
    """Calls over a conversation. Raises StudentDied."""
    request = {"do": "call", "name": name, "inputs": inputs}
    for reply in process._ask_all(request, len(inputs), limits.call_seconds):
        if reply.get("missing") is True:
            yield None
            continue
        try:
            yield Outcome.from_tree(reply)
        except NotPlainData as problem:
            yield Outcome(error=("NotPlainData", str(problem)))


def _value_of(process: Conversation, name: str, limits: Limits) -> Any:
    """The value of a name over a conversation. Raises KeyError, StudentDied."""
    reply = process._ask({"do": "get", "name": name}, limits.call_seconds)
    if reply.get("missing") is True:
        raise KeyError(name)
    try:
        return decode(reply.get("value"))
    except NotPlainData:
        return None


def _refusal(level: str, wanted: str, layers: Mapping[str, object]) -> str:
    missing = "; ".join(f"{names}: {why}" for names, why in policy.missing(layers))
    return (
        f"students' code would run at isolation level {level!r}, and {wanted!r} is asked for ({missing}). "
        f"`autograder doctor` tells what this machine lacks. To grade all the same, lower the level by name: "
        f"c.Autograder.isolation = {level!r}"
    )
