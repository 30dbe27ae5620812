"""The student's side of the sandbox: runs notebook cells and serves calls on the student's functions.

Its folder is copied to where the student's process imports from; it knows nothing of references, points or verdicts,
and imports nothing of the grader. It is what a child of the warm process (see `warm`) runs.

It answers the messages of `wire`.
"""

from __future__ import annotations

import builtins
import contextlib
import getpass
import os
import random
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from .isolation import files
from .walls import Walls, forbid_files, refuse_processes
from .wire import LISTENER, LISTENING, receive, receive_files, send

MEGABYTE = 1_000_000
SECONDS_TO_END_BY_ITSELF = 0.1


def child_main(
    connection: socket.socket, shell: Any, recorder: Any, figures: Any, walls: Walls, kept: Mapping[str, bytes]
) -> None:
    """The child: put up the walls, say which ones stand, put the files into its folder, serve.

    Nothing can be imported from that folder before the grader has its say in every fork.
    """
    from .cells import Cells
    from .shell import no_input

    start = receive(connection)
    own: dict[str, int] = receive(connection)
    fork = os.fork
    given = {**{name: len(content) for name, content in kept.items()}, **own}
    layers = walls.put_up(start, given, lambda: _put_files(connection, own, kept))
    if not start.get("allow_processes"):
        refuse_processes()
    _as_a_notebook_finds_it(walls.work, start["seed"])
    builtins.input = no_input
    getpass.getpass = no_input
    raw = os.open(".printed-below-python", os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    Path(".printed-below-python").unlink()
    recorder.catch_descriptors(raw)
    recorder.most_of_notebook = start["limits"]["output_mb"] * MEGABYTE
    cells = Cells(shell, recorder)
    send(connection, {"layers": layers})
    if walls.listener is not None:
        socket.send_fds(connection, [LISTENER], [walls.listener])
        os.close(walls.listener)
        if connection.recv(1) != LISTENING:  # the grader has it; from here on it may be asked
            return
    sys.path.insert(0, "")
    _Server(connection, shell, recorder, figures, cells, fork).serve()


def _put_files(connection: socket.socket, own: Mapping[str, int], kept: Mapping[str, bytes]) -> None:
    """The student's own files, and the assignment's: where both have a name, the grader has decided whose it is."""
    for name, content in receive_files(connection, own):
        with contextlib.suppress(OSError):  # a disk on which two names are one
            _put_file(name, content)
    for name, content in kept.items():
        if name not in own:
            _put_file(name, content)


def _put_file(name: str, content: bytes) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _as_a_notebook_finds_it(work: str, seed: int) -> None:
    import tempfile

    import numpy as np

    temporary = files.TEMPORARY if work == files.WORK else work
    os.environ.update(HOME=work, TMPDIR=temporary, PWD=work, USER="student", LOGNAME="student")
    os.environ["NBGRADER_EXECUTION"] = "autograde"  # as nbgrader says it
    tempfile.tempdir = None
    np.random.seed(seed)  # noqa: NPY002  (the global state that students' code may use)
    random.seed(seed)


class _Server:
    """Answers requests until the grader closes the connection."""

    def __init__(
        self, connection: socket.socket, shell: Any, recorder: Any, figures: Any, cells: Any, fork: Callable[[], int]
    ) -> None:
        self._connection, self._shell, self._recorder = connection, shell, recorder
        self._figures, self._cells, self._fork = figures, cells, fork

    def serve(self) -> None:
        answers: dict[str, Callable[[dict[str, Any]], Iterator[dict[str, Any]]]]
        answers = {"run": self._run, "branch": self._branch, "collect": self._collect, "get": self._get}
        while (request := receive(self._connection)) is not None:
            for reply in answers.get(request["do"], self._call)(request):
                send(self._connection, reply)

    def _run(self, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
        for cell in request["cells"]:
            self._figures.drawn = cell["draw"]
            reply = self._cells.run(cell["source"])
            yield reply | ({"undrawn": True} if self._figures.take_left_out() else {})

    def _branch(self, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
        _, descriptors, _, _ = socket.recv_fds(self._connection, 1, 1)
        pid = self._fork()
        if pid == 0:
            self._connection.close()
            self._connection = socket.socket(fileno=descriptors[0])
            forbid_files()
            send(self._connection, {"ready": True})
            return
        os.close(descriptors[0])
        yield {"pid": pid}

    def _collect(self, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
        yield {"status": _end_of(request["pid"], gently=request["wait"])}

    def _get(self, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
        from gdkit.checking.encoding import NotPlainData, encode

        if request["name"] not in self._shell.user_ns:
            yield {"missing": True}
            return
        try:
            yield {"value": encode(self._shell.user_ns[request["name"]])}
        except NotPlainData:
            yield {"value": {"opaque": "a value that is too large"}}

    def _call(self, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
        from gdkit.checking.calling import call_all
        from gdkit.checking.encoding import decode

        if request["name"] not in self._shell.user_ns:
            yield from [{"missing": True}] * len(request["inputs"])
            return
        cases = [{name: decode(value) for name, value in tree.items()} for tree in request["inputs"]]
        for outcome in call_all(self._shell.user_ns[request["name"]], cases, caught=BaseException):
            self._recorder.take()  # what a call displays may carry the inputs of a hidden case
            yield outcome.to_tree()


def _end_of(pid: int, *, gently: bool) -> int:
    """How a branch ended. One that is ending tells more by its own status than by our signal."""
    deadline = time.monotonic() + SECONDS_TO_END_BY_ITSELF
    try:
        while gently and time.monotonic() < deadline:
            if (ended := os.waitpid(pid, os.WNOHANG))[0]:
                return ended[1]
            time.sleep(0.002)
        os.kill(pid, signal.SIGKILL)
        return os.waitpid(pid, 0)[1]
    except OSError:
        return 0
