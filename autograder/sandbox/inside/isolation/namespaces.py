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
from .users import HELPERS, TWINS, WHERE_HELPERS_LIE, Foreign

ALL = CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWPID
INNER_ID = 1000
TWIN_ID = 2000  # the first of TWINS


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
        _rehearse_child()

    _in_another(as_warm_process, fork=fork)


def _rehearse_child() -> None:
    """All that a child of this process will do. Raises OSError."""

    def as_child() -> None:
        enter_child()
        files.mount_box(1, 10, shared_memory=True)

    trees = Trees()
    try:
        _in_another(as_child, fork=trees.fork)
    finally:
        trees.close()


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
    uid, twins = user.uid, user.twins
    if user.subordinate is not None:
        _borrow(*user.subordinate, twins)
        uid, twins = INNER_ID, twins and (TWIN_ID, TWIN_ID)
    if uid is not None:
        syscalls.unshare(CLONE_NEWNS)
        files.build(new, view)
        if twins is None:
            change_user(uid)
            _new_user_namespace()
        else:
            _new_user_namespace_of_many(uid, *twins)
    else:
        _new_user_namespace()
        files.build(new, view)


def enter_below(number: int | None) -> None:
    """Out of namespaces in which nothing of students' runs, enter others below them, all of one's own again, and be
    process 1 there. What limits count for a user is counted for each by itself (Linux 5.14).

    number: whose ids to take, of those that were mapped for twins: the kernel counts some things for a user wherever it
    is, and what can be counted can tell something. Raises OSError.
    """
    syscalls.unshare(CLONE_NEWNS)
    files.mount_proc(or_empty=False, read_only=False)  # through it the user is mapped
    if number is not None:
        _become(TWIN_ID + number % TWINS)
    _new_user_namespace()
    become_first()
    _rehearse_child()


def enter_child() -> None:
    """The mounts of one child, before any code of the student's; `files.mount_box` gives it a folder."""
    syscalls.unshare(CLONE_NEWNS)
    files.mount_proc()
    files.close_warm()


def change_user(uid: int) -> None:
    """Become a user that owns nothing. The change takes away the right to one's own /proc; it is given back."""
    os.setgroups([])
    _become(uid)


def _become(uid: int) -> None:
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


def _borrow(uid: int, gid: int, twins: tuple[int, int] | None) -> None:
    """Be root of a new user namespace in which INNER_ID is this subordinate user and group, and the ids from TWIN_ID on
    are those of twins. Raises OSError.

    The two programs that may lend ids act from outside.
    """
    pid, own = os.getpid(), (os.geteuid(), os.getegid())

    def lend() -> None:
        for kind, program in enumerate(HELPERS):
            ids = [0, own[kind], 1, INNER_ID, (uid, gid)[kind], 1, *((TWIN_ID, twins[kind], TWINS) if twins else ())]
            found = shutil.which(program, path=WHERE_HELPERS_LIE) or program
            done = subprocess.run([found, str(pid), *map(str, ids)], capture_output=True, text=True, check=False)
            if done.returncode:
                raise OSError(done.stderr.strip() or f"{program} failed")

    _while_another_maps(lend, lambda: syscalls.unshare(CLONE_NEWUSER))


def _new_user_namespace_of_many(uid: int, *twins: int) -> None:
    """As `_new_user_namespace`, as this user, with ids for twins too: only who is root outside may map so many."""
    pid = os.getpid()

    def map_ids() -> None:
        for kind, first in zip(("uid_map", "gid_map"), twins, strict=True):
            Path(f"/proc/{pid}/{kind}").write_text(f"{INNER_ID} {uid} 1\n{TWIN_ID} {first} {TWINS}\n")

    def leave() -> None:
        change_user(uid)
        syscalls.unshare(CLONE_NEWUSER | ALL)
        Path("/proc/self/setgroups").write_text("deny")

    _while_another_maps(map_ids, leave)


def _while_another_maps(map_ids: Callable[[], None], leave: Callable[[], None]) -> None:
    """Leave for a new user namespace, whose ids are mapped by a process that was forked before. Raises OSError."""
    read, write = os.pipe()

    def when_it_is_there() -> None:
        os.close(write)
        os.read(read, 1)
        map_ids()

    def fork_and_leave(child: Callable[[], None]) -> int:
        helper = fork(child)
        leave()
        os.write(write, b"x")
        return helper

    try:
        _in_another(when_it_is_there, fork=fork_and_leave)
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

    def close(self) -> None:
        """No child is forked any more."""
        os.close(self._own)
