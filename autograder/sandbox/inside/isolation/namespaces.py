"""A process tree, file tree, network and message queues of its own for the warm process, and a process tree for
each child.

The warm process enters them once. Its children need only one more, made without a second fork: unshare the process
tree, fork, and go back.
"""

from __future__ import annotations

import errno
import os
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path

from . import files, syscalls
from .syscalls import CLONE_NEWIPC, CLONE_NEWNET, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWUSER, CLONE_NEWUTS

ALL = CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWPID
INNER_ID = 1000
FIRST_OWN_ID = 0x6E000000  # user ids that no machine gives out; one for each warm process


def possible(view: files.View, uid: int | None) -> str:
    """Empty when a forked child can enter the namespaces; else what stops it. Nothing of the attempt stays."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        problem = ""
        try:
            os.close(read)
            enter(view, uid)
            helper = os.fork()
            if helper == 0:
                files.mount_proc()
                os._exit(0)
            problem = "" if os.waitpid(helper, 0)[1] == 0 else "mount /proc"
        except BaseException as error:
            problem = str(error) or type(error).__name__
        os.write(write, problem.encode()[:500])
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        problem = pipe.read().decode()
    os.waitpid(pid, 0)
    return problem


def enter(view: files.View, uid: int | None) -> None:
    """Enter all namespaces, see only the view, and be a user without rights outside.

    uid: the user to become when started as root; the view is built first, since only root may see its own home.
    After this, the next child is process 1 of the new tree: see `become_first`.
    """
    new = tempfile.mkdtemp(prefix="root-", dir=str(Path(view.packages).parent))
    if uid is not None:
        syscalls.unshare(CLONE_NEWNS)
        files.build(new, view)
        change_user(uid)
        _new_user_namespace()
    else:
        _new_user_namespace()
        files.build(new, view)


def change_user(uid: int) -> None:
    """Become a user that owns nothing. The change takes away the right to one's own /proc; it is given back."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    syscalls.prctl(syscalls.PR_SET_DUMPABLE, 1)


def user_can_read(uid: int, folders: list[str]) -> str:
    """Empty when this user can import from the folders: an interpreter may lie in root's home."""
    pid = os.fork()
    if pid == 0:
        try:
            change_user(uid)
            for folder in folders:
                next(Path(folder).iterdir(), None)
        except OSError as problem:
            os._exit(13 if problem.errno == errno.EACCES else 1)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if status == 13:
        return "the interpreter lies where only root can read"
    return "" if status == 0 else "the user cannot be changed"


def _new_user_namespace() -> None:
    uid, gid = os.geteuid(), os.getegid()  # afterwards they read as nobody's
    syscalls.unshare(CLONE_NEWUSER | ALL)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{INNER_ID} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{INNER_ID} {gid} 1")


def become_first() -> None:
    """Go on as process 1 of the new tree. The process that was waits, and ends as its child does."""
    pid = os.fork()
    if pid:
        os.closerange(0, 4096)
        _, status = os.waitpid(pid, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 127)
    syscalls.die_with_parent()
    files.mount_proc()


class Trees:
    """Gives each forked child a process tree of its own: what it leaves behind ends with it."""

    def __init__(self) -> None:
        self._own = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)

    def fork(self, child: Callable[[], None]) -> int:
        """Fork; the child runs `child` as process 1 of its tree and never returns. The pid is the parent's view."""
        syscalls.unshare(CLONE_NEWPID)
        pid = os.fork()
        if pid == 0:
            child()
            os.kill(os.getpid(), signal.SIGKILL)
        syscalls.setns(self._own, CLONE_NEWPID)
        return pid
