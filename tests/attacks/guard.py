"""A second fence around the suite of attacks: should the sandbox fail, the machine is still not there to be harmed.

`enter` puts this process into private mount, process, network, ipc and host-name namespaces, with every mount
private first, then read-only, and one folder in memory to write to. It raises OSError where that cannot be had, and
the suite is then skipped: it never runs bare.
"""

from __future__ import annotations

import os
from pathlib import Path

from autograder.sandbox.inside.isolation import syscalls
from autograder.sandbox.inside.isolation.syscalls import (
    CLONE_NEWIPC,
    CLONE_NEWNET,
    CLONE_NEWNS,
    CLONE_NEWPID,
    CLONE_NEWUSER,
    CLONE_NEWUTS,
    MS_NODEV,
    MS_NOEXEC,
    MS_NOSUID,
    MS_PRIVATE,
    MS_REC,
)

PRIVATE = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS


def enter(folder: Path) -> None:
    """Go on inside; only `folder` (emptied, in memory) can be written to. The first process waits and ends as we do."""
    uid, gid = os.geteuid(), os.getegid()
    syscalls.die_with_parent()
    if uid == 0:
        syscalls.unshare(PRIVATE)
    else:
        syscalls.unshare(CLONE_NEWUSER | PRIVATE)
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    syscalls.mount(None, "/", None, MS_REC | MS_PRIVATE)  # before any other mount
    pid = os.fork()
    if pid:
        os._exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) & 127)
    syscalls.die_with_parent()
    pid = os.fork()
    if pid:  # the first process of a tree takes over its orphans
        while (ended := os.wait())[0] != pid:
            pass
        os._exit(os.waitstatus_to_exitcode(ended[1]) & 127)
    syscalls.make_read_only("/", devices=True)
    syscalls.mount("tmpfs", str(folder), "tmpfs", MS_NOSUID | MS_NODEV, "size=1g,mode=755")
    syscalls.mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
