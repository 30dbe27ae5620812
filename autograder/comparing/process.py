"""Runs nbgrader's commands, each in a fork of a process that has loaded nbgrader; started by `stock`.

A question is {"root", "arguments", "log", "seconds"}; the answer is the exit status, None for one that took too long.
Whatever a command has started ends with it.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from typing import Any

import psutil

from ..disposable import serve

SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER: what loses its parent becomes ours, and can be ended


def main() -> None:
    """Answer questions from the standard input."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    serve(answer)


def answer(question: dict[str, Any]) -> int | None:
    """Run one command, and end what it leaves."""
    import nbgrader.apps.nbgraderapp  # noqa: F401  (loaded once, for all that are forked; it takes seconds)

    pid = os.fork()
    if pid == 0:
        _run(question)
    end = time.monotonic() + question["seconds"]
    status: int | None = None
    while status is None and time.monotonic() < end:
        ended, told = os.waitpid(pid, os.WNOHANG)
        if ended:
            status = os.waitstatus_to_exitcode(told)
        else:
            time.sleep(0.02)
    _end_children()
    return status


def _run(question: dict[str, Any]) -> None:
    """In the fork: the command as a terminal would run it, and nothing after it."""
    try:
        log = os.open(question["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.chdir(question["root"])
        os.environ |= {"PYTHONDONTWRITEBYTECODE": "1"}
        sys.argv = ["nbgrader", *question["arguments"]]
        from nbgrader.apps.nbgraderapp import main as command

        command()
        os._exit(0)
    except SystemExit as end:
        os._exit(end.code if isinstance(end.code, int) else int(end.code is not None))
    except BaseException:
        sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
        os._exit(1)


def _end_children() -> None:
    """End every process below this one, until there is none."""
    for _ in range(100):
        children = psutil.Process().children(recursive=True)
        for child in children:
            try:
                os.kill(child.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        psutil.wait_procs(children, timeout=1.0)
        if not children:
            return


if __name__ == "__main__":
    main()
