"""The warm process: behind its walls it imports what notebooks import, then forks a child for each submission.

What it is told stands in `wire`. It is started afresh, so its memory has held no secret, and the submissions
themselves reach only the children.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import signal
import socket
import sys
import traceback
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from . import fonts
from .isolation import files, namespaces, syscalls
from .isolation.policy import TREE
from .isolation.users import Foreign
from .pictures import Ends, NoFigures
from .walls import Walls
from .wire import (
    COLLECT,
    COLLECTED,
    KEEP,
    PID,
    READY_AS_OWN_USER,
    READY_AS_SAME_USER,
    READY_IN_NAMESPACES,
    receive,
    receive_files,
)
from .worker import child_main

IMPORTS = (
    "import numpy, IPython.display, gdkit.checking",
    "import asyncio, logging, random, time, math, dataclasses, typing, collections, itertools, functools, json, base64",
)
PICTURES = ("import matplotlib.pyplot", "%matplotlib inline")
DRAWN = (
    "import matplotlib.pyplot as plt\nfigure, axes = plt.subplots(1, 2)\naxes[0].plot([1, 2], label='a')\n"
    "axes[0].legend()\naxes[0].set_title('$x^2$')\naxes[1].scatter([1, 2], [3, 4])\naxes[1].hist([1, 2])\n"
    "plt.tight_layout()\nplt.show()",
    "plt.figure(figsize=(6, 3))\nplt.semilogy([1.0, 0.1])\nplt.title('loss')\nplt.xlabel('x')\nplt.grid(True)",
)
COMPUTED = (
    "print(1)\nnumpy.linspace(0, 1, 7)",
    "rng = numpy.random.default_rng(0)\nx = rng.normal(size=(9, 2))\nnumpy.linalg.lstsq(x, x[:, 0], rcond=None)\n"
    "numpy.linalg.svd(x)\nnumpy.linalg.solve(x.T @ x, x[0]), x.mean(), {'a': 1.5}, numpy.allclose(x, x)",
    "def f(a: int) -> int:\n    return a\nprint(f'{f(1):.2f}')",
    "await asyncio.sleep(0)",
    "1 / 0",
)

AGAIN = (  # plain cells
    *COMPUTED[:3],
    "numpy.arange(9.0)[:3]",
    "{'a': 1}, 1.5",
    "print(1)",
    "1 + 1",
    "def g():\n    return 1",
)
WARM_UP = (*DRAWN, *COMPUTED, *(AGAIN * 10))  # until Python has specialised what runs in every cell


def main() -> None:
    """Enter the walls, get warm, serve."""
    control = socket.socket(fileno=int(sys.argv[1]))
    gc.disable()  # what is imported stays
    os.umask(0o022)  # whatever the grader's: another user reads what is made here, and files of cells are alike
    settings: dict[str, Any] = receive(control)
    _stay_on(settings["core"])
    layers, view, readable, listed = enter(settings)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the grader's to handle
    walls = Walls(layers, view, readable, listed, tuple(settings["without"]))
    shell, recorder, figures = _get_warm(settings, view)
    walls.prepare()
    _tidy(whole=not settings["few"])
    gc.enable()
    gc.set_threshold(10_000, 20, 20)  # what is alive now is never looked at again
    fork = namespaces.Trees().fork if view is not None else namespaces.fork
    without = READY_AS_OWN_USER if layers["own user"] is True else READY_AS_SAME_USER
    control.sendall(without if view is None else READY_IN_NAMESPACES)
    kept: dict[str, bytes] = {}
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not message:
            return
        if message == COLLECT:
            _collect(control, alone=view is None)
            continue
        if message == KEEP:
            kept.clear()
            kept.update(receive_files(control, receive(control)))
            continue

        def child(connection: int = descriptors[0]) -> None:
            _become_child(connection, lambda sock: child_main(sock, shell, recorder, figures, walls, kept))

        pid = fork(child)
        os.close(descriptors[0])
        control.sendall(PID.pack(pid))


def _get_warm(settings: dict[str, Any], view: files.View | None) -> tuple[Any, Any, Any]:
    """Import what notebooks import, and do what they do; the shell, its recorder and its figures."""
    folder = Path(os.environ["MPLCONFIGDIR"])
    if view is not None and settings["fonts_known"]:
        fonts.take(settings["fonts"], folder)
    import site  # left out at the start, with the folders that it would add; these belong to every session

    site.sethelper()
    site.setcopyright()
    from .cells import Cells
    from .outputs import Recorder
    from .shell import Figures, make_shell

    recorder = Recorder()
    shell = make_shell(recorder)
    lean = settings["lean"] and not _imported(settings["imports"], "matplotlib")
    figures = NoFigures() if lean else Figures()
    figures.drawn = settings["draws"] and not settings["few"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        cells = Cells(shell, recorder)
        for source in (*IMPORTS, *(() if lean else PICTURES)):
            cells.run(source)
        _imported(settings["imports"])
        # for a few children it takes less time when each does for itself what it comes upon
        for source in () if settings["few"] else WARM_UP[len(DRAWN) if lean else 0 :]:
            cells.run(source)
    cells.close()
    figures.take_left_out()
    if view is not None and not lean and not settings["fonts_known"]:
        fonts.give(settings["fonts"], folder)
    os.close(settings["fonts"])
    if settings["few"]:
        gc.freeze()  # what the shell would look through now
    shell.reset(new_session=True)
    if lean:
        sys.meta_path.insert(0, Ends())
    return shell, recorder, figures


def _imported(modules: Sequence[str], wanted: str = "") -> bool:
    """Import these, as far as they can be; whether the wanted one is there then."""
    for module in modules:
        with contextlib.suppress(Exception):
            __import__(module)
    return wanted in sys.modules


def _stay_on(core: int | None) -> None:
    """Run on one core, with all children: however many threads one has, it takes no time of those on the others.

    A kernel shares a core among threads, not among submissions.
    """
    if core is not None:
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, {core})


def _tidy(*, whole: bool) -> None:
    """Leave memory as a child can use it without touching, and so copying, more of it than it needs.

    whole: without what nothing refers to any more, which takes longer to find than a few children gain by it.
    """
    if whole:
        gc.collect()
    with contextlib.suppress(OSError):
        syscalls.trim_heap()
    bytes(1 << 24)  # a large request makes malloc sort the small free pieces
    gc.freeze()


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
    for each in ([user] if foreign else []) + [Foreign(why=user.why)]:
        why, problem = problem, namespaces.possible(view, each)
        if not problem:
            namespaces.enter(view, each)
            namespaces.become_first()
            layers["own user"] = True if each is user and foreign else why or user.why
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
