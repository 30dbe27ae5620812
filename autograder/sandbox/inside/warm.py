"""The warm process: behind its walls it imports what notebooks import, then forks a child for each submission.

What it is told stands in `wire`. It is started afresh, so its memory has held no secret, and the submissions
themselves reach only the children.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import importlib
import os
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from .isolation import files, namespaces, rlimits, syscalls
from .isolation.policy import TREE
from .isolation.users import Foreign
from .walls import Walls
from .warming import get_warm, tidy
from .wire import (
    COLLECT,
    COLLECTED,
    KEEP,
    NO_TWIN,
    NUMBERS,
    PID,
    READY_AS_OWN_USER,
    READY_AS_SAME_USER,
    READY_IN_NAMESPACES,
    TWIN,
    WARM,
    receive,
    receive_files,
)
from .worker import child_main


def main() -> None:
    """Enter the walls, get warm, serve."""
    control = socket.socket(fileno=int(sys.argv[1]))
    gc.disable()  # what is imported stays
    os.umask(0o022)  # whatever the grader's: another user reads what is made here, and files of cells are alike
    settings: dict[str, Any] = receive(control)
    _stay_on(settings["core"])
    rlimits.raise_what_is_summed()
    layers, view, readable, listed = enter(settings)
    without = READY_AS_OWN_USER if layers["own user"] is True else READY_AS_SAME_USER
    control.sendall(without if view is None else READY_IN_NAMESPACES)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the grader's to handle
    walls = Walls(layers, view, readable, listed, tuple(settings["without"]))
    shell, recorder, figures = get_warm(settings, view)
    walls.prepare()
    tidy(whole=not settings["few"])
    gc.enable()
    gc.set_threshold(10_000, 20, 20)  # what is alive now is never looked at again
    trees = namespaces.Trees() if view is not None else None
    control.sendall(WARM)
    kept: dict[str, bytes] = {}
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not message:
            os._exit(0)
        if message == TWIN:
            numbers = NUMBERS.unpack(control.recv(NUMBERS.size))
            if _forked_for_twin(control, descriptors[0]):
                control.close()
                control = _become_twin(descriptors[0], walls, *numbers, own_user=layers["own user"] is True)
                kept.clear()
                if trees is not None:
                    trees.close()
                trees = namespaces.Trees()
            continue
        if message == COLLECT:
            _collect(control, alone=view is None)
            continue
        if message == KEEP:
            kept.clear()
            kept.update(receive_files(control, receive(control)))
            continue

        def child(connection: int = descriptors[0]) -> None:
            _become_child(connection, lambda sock: child_main(sock, shell, recorder, figures, walls, kept))

        pid = namespaces.fork(child) if trees is None else trees.fork(child)
        os.close(descriptors[0])
        control.sendall(PID.pack(pid))


def _forked_for_twin(control: socket.socket, descriptor: int) -> bool:
    """Fork, and tell whether this is the process that is to become one; it has the socket with that descriptor."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:  # of twins that have ended; children of its own it has none meanwhile
            pass
    try:
        pid = os.fork()
    except OSError as problem:
        _say_why_not(problem)
        pid = -1
    if pid:
        os.close(descriptor)
        control.sendall(PID.pack(pid))
    return pid == 0


def _become_twin(descriptor: int, walls: Walls, core: int, number: int, *, own_user: bool) -> socket.socket:
    """Go on as another warm process in namespaces of its own, with this socket; no child of one meets one of another.

    It ends with the one that it came from, process 1 of the tree that it is in. own_user: each twin is one, by its
    number.
    """
    control = socket.socket(fileno=descriptor)
    try:
        if not rlimits.are_wide():
            raise OSError(errno.EAGAIN, "this user may have too few processes for several submissions")
        namespaces.enter_below(number if own_user else None)
        walls.give_up_rights()
    except OSError as problem:
        _say_why_not(problem)
        control.sendall(NO_TWIN)
        os._exit(1)
    if core >= 0:
        _stay_on(core)
    gc.freeze()  # a child finds nothing of these either
    control.sendall(READY_IN_NAMESPACES)
    return control


def _say_why_not(problem: OSError) -> None:
    """For who looks (AUTOGRADER_DEBUG)."""
    with contextlib.suppress(OSError):
        os.write(2, f"no twin: {syscalls.reason(problem)}\n".encode())


def _stay_on(core: int | None) -> None:
    """Run on one core, with all children: however many threads one has, it takes no time of those on the others.

    A kernel shares a core among threads, not among submissions.
    """
    if core is not None:
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, {core})


def enter(settings: dict[str, Any]) -> tuple[dict[str, Any], files.View | None, list[str], list[str]]:
    """Enter what this process can enter for all its children.

    Returns the layers, the view (None without namespaces), what a child may read, and which folders only list.
    """
    user = Foreign(**settings["user"])
    view = files.View(**settings["view"])
    layers: dict[str, Any] = {}
    problem = _enter_namespaces(view, user, settings["without"], layers)
    if not problem:
        sys.path[0] = files.VIEW
        for module in list(sys.modules.values()):  # what is loaded already stands there now
            if str(getattr(module, "__file__", "")).startswith(view.packages):
                module.__file__ = str(module.__file__).replace(view.packages, files.VIEW)
                if hasattr(module, "__path__"):
                    module.__path__ = [path.replace(view.packages, files.VIEW) for path in module.__path__]
        _work_in(files.WARM)
        return layers | dict.fromkeys(TREE, True), view, files.readable(view), []
    layers |= dict.fromkeys(TREE, problem)
    files.make_links(view.linked, view.packages)
    importlib.invalidate_caches()  # the folder has been looked through, perhaps within the same tick of its clock
    layers["own user"] = user.why or "subordinate ids need a user namespace"
    if user.uid is not None:
        layers["own user"] = namespaces.user_can_read(user.uid, [*view.folders, view.packages]) or True
        if layers["own user"] is True:
            namespaces.change_user(user.uid)
    with contextlib.suppress(OSError):
        syscalls.prctl(syscalls.PR_SET_CHILD_SUBREAPER, 1)
    home = f"{settings['work']}/warm"
    Path(home).mkdir(mode=0o700)
    _work_in(home)
    return layers, None, *files.readable_without_tree(view, home)


def _enter_namespaces(view: files.View, user: Foreign, without: Sequence[str], layers: dict[str, Any]) -> str:
    """Enter them as the foreign user, or as this one where that cannot be; says who it is. What stops it, if it does.

    A refusal half-way would leave something in between, so each is tried first in a process that is thrown away.
    """
    if "namespaces" in without:
        return "switched off"
    if not sys.platform.startswith("linux"):
        return f"no namespaces on {sys.platform}"
    foreign = user.uid is not None or user.subordinate is not None
    problem = ""
    without_twins = [user, replace(user, twins=None)] if user.twins else [user]
    for each in (without_twins if foreign else []) + [Foreign(why=user.why)]:
        why, problem = problem, namespaces.possible(view, each)
        if not problem:
            namespaces.enter(view, each)
            namespaces.become_first()
            layers["own user"] = True if each.uid is not None or each.subordinate else why or user.why
            break
    return problem


def _work_in(folder: str) -> None:
    os.environ.update(HOME=folder, TMPDIR=folder, IPYTHONDIR=f"{folder}/ipython", MPLCONFIGDIR=f"{folder}/matplotlib")
    os.chdir(folder)


def _become_child(descriptor: int, serve: Callable[[socket.socket], None]) -> None:
    """Nothing is inherited but the connection; the child never returns."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        with contextlib.suppress(OSError):
            syscalls.die_with_parent()
        os.setsid()
        if descriptor != 3:
            os.dup2(descriptor, 3)
        keep_errors = bool(os.environ.pop("AUTOGRADER_DEBUG", ""))
        os.closerange(4, 4096)
        nowhere = os.open("/dev/null", os.O_RDWR)
        for standard in (0, 1) if keep_errors else (0, 1, 2):
            os.dup2(nowhere, standard)
        os.close(nowhere)
        serve(socket.socket(fileno=3))
    except BaseException:  # a broken conversation; the grader sees the connection close
        with contextlib.suppress(OSError):
            os.write(2, traceback.format_exc().encode())
    os._exit(0)


def _collect(control: socket.socket, *, alone: bool) -> None:
    """End a child, and tell how it ended and what it used. Only here is its number sure to be its own."""
    pid = PID.unpack(control.recv(PID.size))[0]
    os.kill(pid, signal.SIGKILL)
    _, status, used = os.wait4(pid, 0)
    if alone:
        _sweep()
    control.sendall(COLLECTED.pack(status, used.ru_utime + used.ru_stime, used.ru_maxrss))


def _sweep() -> None:
    """Without a process tree of its own, what a child left behind has become ours: end it."""
    for _ in range(200):
        try:
            left = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
        except OSError:
            return
        if not left:
            return
        for sign in (signal.SIGSTOP, signal.SIGKILL):
            for pid in left:
                with contextlib.suppress(OSError):
                    os.kill(int(pid), sign)
        for pid in left:
            with contextlib.suppress(OSError):
                os.waitpid(int(pid), 0)
