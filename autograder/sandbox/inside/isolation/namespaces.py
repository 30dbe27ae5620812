"""A process tree, file tree, network and message queues of its own for the warm process, and a process tree for
each child.

The warm process enters them once. Its children need only one more, made without a second fork: unshare the process
tree, fork, and go back.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from . import files, syscalls
from .syscalls import CLONE_NEWIPC, CLONE_NEWNET, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWUSER, CLONE_NEWUTS
from .users import HELPERS, WHERE_HELPERS_LIE, Foreign

ALL = CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWPID
INNER_ID = 1000


def possible(view: files.View, user: Foreign) -> str:
    """Empty when a warm process and its children can live in namespaces; else what stops it. Nothing of it stays."""
    try:
        _in_another(lambda: _rehearse(view, user), fork=fork)
    except OSError as problem:
        return syscalls.reason(problem)
    return ""


def _rehearse(view: files.View, user: Foreign) -> None:
    """All that the warm process and a child of it will do. Raises OSError, or what went wrong."""
    enter(view, user)

    def as_warm_process() -> None:
        if problem := files.unreadable([files.VIEW, *view.folders]):
            raise OSError(problem)
        files.mount_proc(or_empty=False)
        _in_another(as_child, fork=Trees().fork)

    def as_child() -> None:
        enter_child()
        files.mount_box(1, 10, shared_memory=True)

    _in_another(as_warm_process, fork=fork)


def _in_another(act: Callable[[], None], *, fork: Callable[[Callable[[], None]], int]) -> None:
    """Act in another process. Raises OSError with what it raised."""
    read, write = os.pipe()

    def tell() -> None:
        try:
            act()
        except BaseException as error:
            os.write(write, syscalls.reason(error).encode()[:500])
        os._exit(0)

    pid = fork(tell)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        problem = pipe.read().decode()
    os.waitpid(pid, 0)
    if problem:
        raise OSError(problem)


def enter(view: files.View, user: Foreign) -> None:
    """Enter all namespaces, see only the view, and be a user without rights outside.

    user: whom to become; the view is built first, since only the grader's own user may see its home.
    After this, the next child is process 1 of the new tree: see `become_first`.
    """
    new = tempfile.mkdtemp(prefix="root-", dir=str(Path(view.packages).parent))
    uid = user.uid
    if user.subordinate is not None:
        _borrow(*user.subordinate)
        uid = INNER_ID
    if uid is not None:
        syscalls.unshare(CLONE_NEWNS)
        files.build(new, view)
        change_user(uid)
        _new_user_namespace()
    else:
        _new_user_namespace()
        files.build(new, view)


def enter_child() -> None:
    """The mounts of one child, before any code of the student's; `files.mount_box` gives it a folder."""
    syscalls.unshare(CLONE_NEWNS)
    files.mount_proc()
    files.close_warm()


def change_user(uid: int) -> None:
    """Become a user that owns nothing. The change takes away the right to one's own /proc; it is given back."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    syscalls.prctl(syscalls.PR_SET_DUMPABLE, 1)


def user_can_read(uid: int, folders: list[str]) -> str:
    """Empty when this user can import from the folders: an interpreter may lie in root's home."""

    def as_user() -> None:
        change_user(uid)
        if problem := files.unreadable(folders):
            raise OSError(problem)

    try:
        _in_another(as_user, fork=fork)
    except OSError as problem:
        return str(problem)
    return ""


def _borrow(uid: int, gid: int) -> None:
    """Be root of a new user namespace in which INNER_ID is this subordinate user and group. Raises OSError.

    The two programs that may lend ids act from outside, in a process that was forked before.
    """
    pid, own = os.getpid(), (os.geteuid(), os.getegid())
    read, write = os.pipe()

    def lend() -> None:
        os.close(write)
        os.read(read, 1)
        for program, mine, lent in zip(HELPERS, own, (uid, gid), strict=True):
            ids = ["0", str(mine), "1", str(INNER_ID), str(lent), "1"]
            found = shutil.which(program, path=WHERE_HELPERS_LIE) or program
            done = subprocess.run([found, str(pid), *ids], capture_output=True, text=True, check=False)
            if done.returncode:
                raise OSError(done.stderr.strip() or f"{program} failed")

    def fork_and_leave(child: Callable[[], None]) -> int:
        helper = fork(child)
        syscalls.unshare(CLONE_NEWUSER)
        os.write(write, b"x")
        return helper

    try:
        _in_another(lend, fork=fork_and_leave)
    finally:
        os.close(read)
        os.close(write)


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
    files.mount_proc(or_empty=False)


def fork(child: Callable[[], None]) -> int:
    """Fork; the child runs `child` and never returns."""
    pid = os.fork()
    if pid == 0:
        child()
        os.kill(os.getpid(), signal.SIGKILL)
    return pid


class Trees:
    """Gives each forked child a process tree of its own: what it leaves behind ends with it."""

    def __init__(self) -> None:
        self._own = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)

    def fork(self, child: Callable[[], None]) -> int:
        """As `fork`, as process 1 of a tree. The pid is the parent's view."""
        syscalls.unshare(CLONE_NEWPID)
        pid = fork(child)
        syscalls.setns(self._own, CLONE_NEWPID)
        return pid
