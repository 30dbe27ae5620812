"""Puts up the walls of one child, and says which of them stand. Runs on the student's side, before its code does."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable, Mapping
from typing import Any

from .isolation import files, landlock, namespaces, rlimits, seccomp, syscalls
from .isolation.policy import FORKS_ASKED


class Walls:
    """Puts up, in a fresh child, what the warm process could not put up for all; says what is in force."""

    def __init__(
        self,
        layers: dict[str, Any],
        view: files.View | None,
        readable: list[str],
        listed: list[str],
        without: tuple[str, ...],
    ) -> None:
        self._of_warm_process, self._view, self._without = layers, view, without
        self.listener: int | None = None
        self._not_asked = ""
        self.work = files.WORK
        self._filters: dict[bool, bytes] = {}
        self._readable, self._listed = readable, listed

    def give_up_rights(self) -> None:
        """No program that is started gets a right: once for each user namespace, since a new one gives all anew."""
        with contextlib.suppress(OSError):
            syscalls.never_regain_capabilities()

    def prepare(self) -> None:
        """What costs time and is the same for every child."""
        self.give_up_rights()
        # Path.exists fails where a link leads to what this user may not see
        there = [path for path in self._readable if os.path.exists(path)]  # noqa: PTH110
        self._readable = list(dict.fromkeys(os.path.realpath(path) for path in there))
        with contextlib.suppress(OSError):  # a machine whose calls are not known: said by the child
            self._filters = {
                False: self._filter(forks="ask", signals="ask"),
                True: self._filter(forks="allow", programs=True),
            }

    def _filter(self, *, forks: str, programs: bool = False, signals: str = "allow") -> bytes:
        held = "landlock" not in self._without and syscalls.landlock_abi() >= landlock.HOLDS_SIGNALS
        alone = self._view is not None
        return seccomp.program(forks=forks, programs=programs, alone=alone, signals="allow" if held else signals)

    def put_up(self, start: dict[str, Any], given: Mapping[str, int], fill: Callable[[], object]) -> dict[str, Any]:
        """All layers of this child. Those that fail are named with the reason; the grader decides what is enough.

        given: the files that it begins with and their sizes, for which there is room besides; fill puts them there.
        """
        layers = dict(self._of_warm_process)
        bounds, processes = start["limits"], bool(start.get("allow_processes"))

        def layer(name: str, build: Callable[[], object]) -> None:
            if name in self._without:
                layers[name] = "switched off"
                return
            try:
                build()
                layers[name] = True
            except (OSError, ValueError) as problem:  # Python's word for a limit that is refused is ValueError
                layers[name] = syscalls.reason(problem)

        if self._view is not None:
            namespaces.enter_child()
            files.mount_box(bounds["disk_mb"], bounds["files"], given, shared_memory=processes)
        else:
            self.work = start["box"]
        os.chdir(self.work)
        fill()
        layer("rlimits", lambda: rlimits.apply(bounds))
        layer("no capabilities", syscalls.drop_capabilities)
        layer("no new privileges", syscalls.no_new_privileges)
        layer("landlock", lambda: self._landlock(processes))
        layer("seccomp", lambda: self._seccomp(processes))
        layers[FORKS_ASKED] = True if self.listener is not None else self._not_asked or "no filter of system calls"
        return layers

    def _landlock(self, processes: bool) -> None:
        read = [*self._readable, *files.of_own_process()]
        if self._view is None:
            landlock.restrict(read, [self.work], ["/dev/null"], self._listed)
            return
        write = [files.BOX, "/tmp", *(["/dev/shm"] if processes else [])]
        landlock.restrict(read, write, ["/dev/null"], ["/proc"])

    def _seccomp(self, processes: bool) -> None:
        if not self._filters:
            self.prepare()
            if not self._filters:
                raise OSError(errno.ENOSYS, "no filter of system calls for this machine")
        self._not_asked = "processes are allowed" if processes else ""
        try:
            self.listener = seccomp.apply(self._filters[processes], listen=not processes)
        except OSError as problem:  # Linux before 5.5 cannot ask
            self._not_asked = syscalls.reason(problem)
            seccomp.apply(self._filter(forks="allow", programs=processes, signals="refuse"), listen=False)


def forbid_files() -> None:
    """For a branch: what it writes could outlive it and tell of hidden inputs."""
    with contextlib.suppress(OSError, ValueError):
        rlimits.no_files()
    with contextlib.suppress(OSError):
        landlock.restrict(["/"], [], ["/dev/null"])


NO_PROCESSES = "no other process can be started while this notebook is graded; do it in Python, or ask for permission"


def refuse_processes() -> None:
    """A clear error in place of the kernel's, for those who start a process in good faith."""
    import _posixsubprocess
    import subprocess

    def refuse(*_: Any, **__: Any) -> Any:
        raise PermissionError(errno.EPERM, NO_PROCESSES)

    for name in ("fork", "forkpty", "system", "posix_spawn", "posix_spawnp", "execv", "execve"):
        setattr(os, name, refuse)
    _posixsubprocess.fork_exec = refuse
    for name in ("_fork_exec", "_USE_POSIX_SPAWN"):
        if hasattr(subprocess, name):
            setattr(subprocess, name, refuse if name == "_fork_exec" else False)
