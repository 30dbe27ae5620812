"""What this machine, or the container that it is, offers besides walls: memory, processes, a place to write.

Each is asked where it is used; nothing here keeps students' code from anything.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import socket
import tempfile
from pathlib import Path

from .limits import Limits

CONTROL_GROUP = Path("/sys/fs/cgroup")
UNLIMITED = 1 << 60
GRADER_MB = 400  # of the grader itself, and of libraries that all submissions share
ROOM_MB = 20
OPEN = 65_536  # files and sockets
FIRST = "pid:[4026531836]"  # the first namespace of processes: a number that is fixed in the kernel
CLAIM = "\0autograder-core-{}"  # a name that is no file's


def memory_limit() -> int | None:
    """Bytes that the control groups of this process leave it; None when they set no limit."""
    return _least("memory.max", "memory", "memory.limit_in_bytes")


def process_limit() -> int | None:
    """Processes that the control groups of this process allow; None when they set no limit."""
    return _least("pids.max", "pids", "pids.max")


class Core:
    """A core that no other warm process of this machine has, whoever started it; where all are taken, it is shared.

    A name in the kernel's table of sockets is the claim: it ends with the process that holds it, however that ends.
    `number` is None where processes cannot be kept on a core.
    """

    def __init__(self) -> None:
        cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
        random.SystemRandom().shuffle(cores)  # containers of one machine do not see each other's claims
        self.number = cores[0] if cores else None
        self._claim: socket.socket | None = None
        for core in cores:
            claim = None
            try:
                claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                claim.bind(CLAIM.format(core))
            except OSError:  # somebody has it, or there can be no more sockets
                if claim is not None:
                    claim.close()
            else:
                self.number, self._claim = core, claim
                break

    @property
    def alone(self) -> bool:
        """Whether it is no other's."""
        return self._claim is not None

    def close(self) -> None:
        """Leave it to others."""
        if self._claim is not None:
            self._claim.close()


def let_many_be_open() -> None:
    """As many files and sockets of this process as the system allows: each of many jobs has some twenty."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = OPEN if hard == resource.RLIM_INFINITY else min(hard, OPEN)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def is_whole() -> bool:
    """Whether this process sees all others of the machine. In a container it does not: nor who is on which core."""
    try:
        return Path("/proc/self/ns/pid").readlink() == Path(FIRST)
    except OSError:
        return False


def _least(name: str, controller: str, old_name: str) -> int | None:
    """The smallest value of this file in the control groups of this process, of version 2 and 1."""
    places = [(CONTROL_GROUP / path.lstrip("/"), name) for path in _own_groups("")]
    places += [(CONTROL_GROUP / controller / path.lstrip("/"), old_name) for path in _own_groups(controller)]
    found = []
    for place, file in places:
        try:
            found.append(int((place / file).read_text()))
        except (OSError, ValueError):  # not there, or "max"
            continue
    least = min(found, default=UNLIMITED)
    return least if least < UNLIMITED else None


def _own_groups(controller: str) -> list[str]:
    """The paths of this process's control group and of those above it, for a controller of version 1 or "" for 2."""
    try:
        lines = [line.split(":", 2) for line in Path("/proc/self/cgroup").read_text().splitlines()]
    except OSError:
        lines = []
    own = next((path for _, names, path in lines if controller in names.split(",")), "/")
    return [str(each) for each in (Path(own), *Path(own).parents)]


def facts() -> dict[str, str]:
    """What `autograder doctor` tells of it, with what to do where it is too little."""
    return {"memory": _memory(), "processes": _processes(), "temporary folder": _temporary_folder()}


def _memory() -> str:
    limit = memory_limit()
    if limit is None:
        return "no limit but the machine's"
    megabytes, each, cores = limit >> 20, Limits().memory_mb, os.cpu_count() or 1
    fit = (megabytes - GRADER_MB) // each
    said = f"{megabytes} MB for this container"
    if fit >= cores:
        return said
    if fit >= 1:
        return f"{said}: enough for {fit} submissions of {each} MB at once, not for {cores}; grade with --jobs {fit}"
    least = max(megabytes - GRADER_MB, 64)
    return (
        f"{said}: less than the grader and one submission of {each} MB may use, and the kernel ends whichever it "
        f"likes; give it {each + GRADER_MB} MB, or set c.Autograder.memory_mb = {least} and grade with --jobs 1"
    )


def _processes() -> str:
    limit, each = process_limit(), Limits().processes
    if limit is None:
        return "no limit but the machine's"
    enough = limit >= 2 * each
    return f"{limit} for this container" + ("" if enough else f": too few where one submission may have {each}")


def _temporary_folder() -> str:
    try:
        folder = tempfile.gettempdir()
        free = shutil.disk_usage(folder).free >> 20
    except OSError:
        return "none that can be written; set the environment variable TMPDIR to one"
    return f"{folder}, {free} MB free" + (
        "" if free >= ROOM_MB else f": {ROOM_MB} MB are needed; set TMPDIR to another"
    )
