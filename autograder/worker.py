"""The student's side of the sandbox: runs notebook cells and serves calls on the student's functions.

This file is copied into the folder from which the student's process imports; it knows nothing of references,
points or verdicts, and imports nothing of the autograder. It is started once (the warm process), imports what
notebooks import, and forks a child for each submission:

    parent  --b"f" + socket-->  warm process  --fork-->  child (speaks on that socket until it is closed)

Messages are frames: 8 bytes of length, then JSON (values in the encoding of gdkit.checking.encoding).
    {"do": "run", "source": ...}               -> {"ok": ..., "error": ..., "outputs": [...]}
    {"do": "call", "name": ..., "inputs": ...} -> an outcome (gdkit.checking.calling)
    {"do": "get", "name": ...}                 -> {"value": ...} or {"missing": true}
    {"do": "branch"}, b"f" + socket            -> {"pid": ...}: a fork of the child that speaks on that socket
    {"do": "collect", "pid": ...}              -> {"status": ...}: how a branch ended
What the child answers is data and claims, never a grade.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
import socket
import struct
import sys
import traceback
from pathlib import Path
from typing import Any

MAX_OUTPUT_CHARACTERS = 1_000_000  # of one cell
MAX_OUTPUTS = 200  # of one cell
HEADER = struct.Struct("!Q")


def receive(connection: socket.socket) -> Any:
    """The next message; None when the other side has closed."""
    head = _receive_exactly(connection, HEADER.size)
    if head is None:
        return None
    body = _receive_exactly(connection, HEADER.unpack(head)[0])
    return None if body is None else json.loads(body)


def _receive_exactly(connection: socket.socket, count: int) -> bytes | None:
    data = bytearray()
    while len(data) < count:
        chunk = connection.recv(min(count - len(data), 1 << 20))
        if not chunk:
            return None
        data += chunk
    return bytes(data)


def send(connection: socket.socket, message: Any) -> None:
    """Send one message."""
    body = json.dumps(message, separators=(",", ":"), ensure_ascii=True, default=str).encode("ascii")
    connection.sendall(HEADER.pack(len(body)) + body)


# --- running cells ------------------------------------------------------------------------------


class Recorder:
    """The outputs of the running cell as nbformat dicts, bounded in size and number."""

    def __init__(self) -> None:
        self.outputs: list[dict[str, Any]] = []
        self.characters = 0

    def take(self) -> list[dict[str, Any]]:
        """The outputs so far; the next cell begins anew."""
        outputs, self.outputs, self.characters = self.outputs, [], 0
        return outputs

    def stream(self, name: str, text: str) -> None:
        """Text printed to stdout or stderr; successive pieces become one output."""
        room = MAX_OUTPUT_CHARACTERS - self.characters
        if room <= 0 or not text:
            return
        if len(text) > room:
            text = text[:room] + "\n... (cut: the cell printed too much)\n"
        self.characters += len(text)
        if self.outputs and self.outputs[-1].get("name") == name:
            self.outputs[-1]["text"] += text
        elif len(self.outputs) < MAX_OUTPUTS:
            self.outputs.append({"output_type": "stream", "name": name, "text": text})

    def add(self, output: dict[str, Any]) -> None:
        """A display, a result or an error."""
        size = len(json.dumps(output, default=str))
        if self.characters + size <= 4 * MAX_OUTPUT_CHARACTERS and len(self.outputs) < MAX_OUTPUTS:
            self.characters += size
            self.outputs.append(output)


def make_shell(recorder: Recorder) -> Any:
    """An IPython shell whose prints, displays and errors go to the recorder."""
    import io

    from IPython.core.displayhook import DisplayHook
    from IPython.core.displaypub import DisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets import Type
    from traitlets.config import Config

    class Stream(io.TextIOBase):
        encoding = "utf-8"

        def __init__(self, name: str) -> None:
            self._name = name

        def writable(self) -> bool:
            return True

        def isatty(self) -> bool:
            return False

        def write(self, text: str) -> int:
            recorder.stream(self._name, str(text))
            return len(text)

    class Publisher(DisplayPublisher):
        def publish(self, data: Any, metadata: Any = None, *args: Any, update: Any = False, **kwargs: Any) -> None:
            if not update:
                recorder.add({"output_type": "display_data", "data": as_text(data), "metadata": metadata or {}})

        def clear_output(self, wait: bool = False) -> None:
            recorder.outputs.clear()

    class Hook(DisplayHook):
        def write_output_prompt(self) -> None:
            pass

        def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
            recorder.add(
                {
                    "output_type": "execute_result",
                    "execution_count": self.prompt_count,
                    "data": as_text(format_dict),
                    "metadata": md_dict or {},
                }
            )

    class Shell(InteractiveShell):
        display_pub_class = Type(Publisher)
        displayhook_class = Type(Hook)

        def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
            recorder.add(
                {
                    "output_type": "error",
                    "ename": str(getattr(etype, "__name__", etype))[:200],
                    "evalue": text_of(evalue)[:5000],
                    "traceback": [str(line)[:20000] for line in stb],
                }
            )

        def enable_gui(self, gui: Any = None) -> None:
            pass

        def ask_exit(self) -> None:
            pass

    def as_text(data: Any) -> dict[str, Any]:
        import base64

        bundle = {}
        for kind, value in dict(data).items():
            bundle[str(kind)] = base64.b64encode(value).decode() if isinstance(value, bytes) else value
        return bundle

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.xmode = "Context"
    shell = Shell.instance(config=config)
    sys.stdout, sys.stderr = Stream("stdout"), Stream("stderr")
    return shell


def text_of(error: object) -> str:
    """str(error), also of an exception that fails to print."""
    try:
        return str(error)
    except BaseException:
        return ""


class NoInput(RuntimeError):
    """There is nobody to answer."""


def no_input(*prompt: Any, **kwargs: Any) -> str:
    """Stands in for input() and getpass()."""
    raise NoInput("input() cannot be answered while a notebook is graded; set the value in the cell instead")


def run_cell(shell: Any, recorder: Recorder, source: str) -> dict[str, Any]:
    """Run one cell; its outputs and the exception that ended it."""
    try:
        result = shell.run_cell(source, store_history=True)
        error = result.error_before_exec or result.error_in_exec
    except BaseException as raised:  # a shell that was tampered with
        error = raised
    return {
        "ok": error is None,
        "error": None if error is None else [type(error).__name__, text_of(error)[:2000]],
        "outputs": recorder.take(),
    }


def serve(connection: socket.socket, shell: Any, recorder: Recorder) -> None:
    """Answer requests until the grader closes the connection."""
    from gdkit.checking.calling import call
    from gdkit.checking.encoding import NotPlainData, decode, encode

    while (request := receive(connection)) is not None:
        reply: dict[str, Any]
        if request["do"] == "run":
            reply = run_cell(shell, recorder, request["source"])
        elif request["do"] == "branch":
            _, descriptors, _, _ = socket.recv_fds(connection, 1, 1)
            pid = os.fork()
            if pid == 0:
                os.setsid()
                # what a call writes would outlive it and tell the cells after it of hidden inputs
                resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
                connection.close()
                connection = socket.socket(fileno=descriptors[0])
                continue
            os.close(descriptors[0])
            reply = {"pid": pid}
        elif request["do"] == "collect":
            reply = {"status": os.waitpid(request["pid"], 0)[1]}
        elif request["name"] not in shell.user_ns:
            reply = {"missing": True}
        elif request["do"] == "get":
            try:
                reply = {"value": encode(shell.user_ns[request["name"]])}
            except NotPlainData:
                reply = {"value": {"opaque": "a value that is too large"}}
        else:
            inputs = {name: decode(value) for name, value in request["inputs"].items()}
            outcome = call(shell.user_ns[request["name"]], inputs, caught=BaseException)
            recorder.take()  # what a call displays may carry the inputs of a hidden case
            reply = outcome.to_tree()
        send(connection, reply)


# --- the child and the warm process -------------------------------------------------------------


def become_child(limits: dict[str, int], box: str) -> None:
    """Limits on memory, time, files; a process group of its own, an empty folder as home."""
    os.setsid()
    os.chdir(box)
    os.environ["HOME"] = box
    bounds = {
        resource.RLIMIT_AS: _address_space_in_use() + limits["memory_bytes"],
        resource.RLIMIT_CPU: limits["cpu_seconds"],
        resource.RLIMIT_FSIZE: limits["file_bytes"],
        resource.RLIMIT_NOFILE: 256,
        resource.RLIMIT_CORE: 0,
    }
    for which, bound in bounds.items():
        _, hard = resource.getrlimit(which)
        bound = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(which, (bound, bound))


def _address_space_in_use() -> int:
    """Bytes that the warm process has mapped; the limit on memory counts from there."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:  # not Linux
        return 4 << 30


def child_main(connection: socket.socket, shell: Any, recorder: Recorder) -> None:
    """The child: take the limits, say that it is ready, serve."""
    start = receive(connection)
    become_child(start["limits"], start["box"])
    import builtins
    import getpass

    import numpy as np

    builtins.input = no_input
    getpass.getpass = no_input
    np.random.seed(start["seed"])  # noqa: NPY002  (the global state that students' code may use)
    sys.path.insert(0, "")
    send(connection, {"ready": os.getpid()})
    serve(connection, shell, recorder)


def warm_up(shell: Any, recorder: Recorder) -> None:
    """Import and touch what notebooks use, so that the children find it in memory."""
    for source in (
        "import numpy, matplotlib.pyplot, scipy.special, IPython.display, gdkit, gdkit.checking, gdkit.datasets",
        "matplotlib.pyplot.plot([1, 2]); matplotlib.pyplot.show()",
        "1 / 0",
    ):
        shell.run_cell(source, store_history=False)
    shell.reset(new_session=True)
    recorder.take()
    gc.collect()
    gc.freeze()


def main() -> None:
    """The warm process: one byte with a socket for each child that is wanted."""
    control = socket.socket(fileno=int(sys.argv[1]))
    recorder = Recorder()
    shell = make_shell(recorder)
    warm_up(shell, recorder)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the grader's to handle
    control.sendall(b"w")
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not message:
            return
        if message == b"r":  # collect a child that has ended; its wait status tells how
            _send_status(control)
            continue
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            control.close()
            try:
                child_main(socket.socket(fileno=descriptors[0]), shell, recorder)
            except BaseException:  # a broken conversation; the grader sees the connection close
                os.write(2, traceback.format_exc().encode())
            os._exit(0)
        os.close(descriptors[0])
        control.sendall(struct.pack("!q", pid))


def _send_status(control: socket.socket) -> None:
    pid = struct.unpack("!q", control.recv(8))[0]
    _, status = os.waitpid(pid, 0)
    control.sendall(struct.pack("!q", status))


if __name__ == "__main__":
    main()
