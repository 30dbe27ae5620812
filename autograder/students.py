"""The trusted side of the sandbox: a warm process, and a forked child for each submission.

What crosses the border: cells and inputs go in, data comes out. References, expected values, points and verdicts
stay here. Everything that arrives from a child is bounded in size and time and is taken for data, never for a grade.

The child is a process of its own with limits on time, memory and files, imports from a folder in which there is
no autograder, and has an environment without the instructor's variables. It still shares the machine's files and
network with the grader.
"""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import gdkit
from gdkit.checking import Outcome
from gdkit.checking.encoding import NotPlainData, decode, dumps, encode, loads

from . import worker

MAX_REPLY_BYTES = 80_000_000
START_SECONDS = 120.0
HIDDEN_FROM_STUDENTS = ("autograder", "gdkit_autograder", "_gdkit", "__editable__", "gdkit")


@dataclass(frozen=True)
class Limits:
    """What one submission may use. Seconds are of wall time but for the processor's."""

    cell_seconds: float = 30.0
    call_seconds: float = 10.0
    total_seconds: float = 240.0
    cpu_seconds: int = 240
    memory_mb: int = 1024
    file_mb: int = 64


class StudentDied(Exception):
    """The child ended or had to be ended: "timeout", "memory", "crashed" or "exited"."""

    def __init__(self, how: str) -> None:
        super().__init__(how)
        self.how = how


class CannotRun(RuntimeError):
    """The warm process cannot be started on this machine."""


@dataclass
class CellRun:
    """One executed cell: whether it ended without an error, the error, its outputs (as the child tells them)."""

    ok: bool
    error: tuple[str, str] | None = None
    outputs: list[dict[str, Any]] = field(default_factory=list)


class WarmProcess:
    """Started once for a grading run: it has imported what notebooks import. `child()` forks it.

    Use as a context manager. Raises CannotRun when it does not come up.
    """

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="autograder-"))
        self._view = self._folder / "view"
        self._boxes = 0
        _make_view(self._view)
        self._control, far = socket.socketpair()
        with far:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", _BOOT, str(far.fileno()), str(self._view)],
                pass_fds=[far.fileno()],
                env=_environment(self._folder),
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=None if os.environ.get("AUTOGRADER_DEBUG") else subprocess.DEVNULL,
                start_new_session=True,
            )
        self._control.settimeout(START_SECONDS)
        try:
            ready = self._control.recv(1)
        except TimeoutError:
            ready = b""
        if ready != b"w":
            self.close()
            raise CannotRun(
                "the process for students' code did not start; run again with AUTOGRADER_DEBUG=1 to see its error"
            )

    def __enter__(self) -> WarmProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the warm process and remove its folder. What it forked has ended with its submission."""
        self._control.close()
        if self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def child(self, limits: Limits, name: str, files: Mapping[str, bytes] | None = None) -> Child:
        """A fresh child in an empty folder with these files; `name` seeds NumPy's global random state."""
        self._boxes += 1
        box = self._folder / f"box{self._boxes}"
        box.mkdir()
        for filename, content in (files or {}).items():
            (box / filename).write_bytes(content)
        near, far = socket.socketpair()
        with far:
            socket.send_fds(self._control, [b"f"], [far.fileno()])
        pid = struct.unpack("!q", self._control.recv(8))[0]
        return Child(self, pid, near, limits, box, zlib.crc32(name.encode()))

    def collect(self, pid: int) -> int:
        """The wait status of a child that has ended."""
        self._control.sendall(b"r" + struct.pack("!q", pid))
        return int(struct.unpack("!q", self._control.recv(8))[0])


class Process:
    """One process of the student's and the conversation with it. After `StudentDied` it is gone."""

    def __init__(self, pid: int, connection: socket.socket, limits: Limits, deadline: float) -> None:
        self.pid, self._connection, self._limits, self._deadline = pid, connection, limits, deadline
        self._alive = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def alive(self) -> bool:
        """Whether it still answers."""
        return self._alive

    def call(self, name: str, inputs: Mapping[str, Any]) -> Outcome | None:
        """Call a function of the student's; None when there is no such name. Raises StudentDied."""
        tree = {key: encode(value) for key, value in inputs.items()}
        reply = self._ask({"do": "call", "name": name, "inputs": tree}, self._limits.call_seconds)
        if reply.get("missing") is True:
            return None
        try:
            return Outcome.from_tree(reply)
        except NotPlainData as problem:
            return Outcome(error=("NotPlainData", str(problem)))

    def get(self, name: str) -> Any:
        """The value of a name as plain data; raises KeyError when there is none, StudentDied."""
        reply = self._ask({"do": "get", "name": name}, self._limits.call_seconds)
        if reply.get("missing") is True:
            raise KeyError(name)
        try:
            return decode(reply.get("value"))
        except NotPlainData:
            return None

    def close(self) -> None:
        """End the process and its group."""
        self._end()

    def _collect(self) -> int:
        """The wait status of the process, which has ended."""
        raise NotImplementedError

    def _ask(self, message: dict[str, Any], seconds: float, descriptor: int | None = None) -> dict[str, Any]:
        """Send a request, wait for its reply within the time. Raises StudentDied."""
        if not self._alive:
            raise StudentDied("exited")
        deadline = min(time.monotonic() + seconds, self._deadline)
        body = dumps(message)
        try:
            self._connection.settimeout(max(deadline - time.monotonic(), 0.01))
            self._connection.sendall(worker.HEADER.pack(len(body)) + body)
            if descriptor is not None:
                socket.send_fds(self._connection, [b"f"], [descriptor])
            reply = loads(self._read(deadline))
        except (TimeoutError, OSError, NotPlainData) as problem:
            if not isinstance(problem, TimeoutError):
                time.sleep(0.05)  # a process that is ending tells more by its own status than by our signal
            raise StudentDied(_how(problem, self._end())) from None
        if not isinstance(reply, dict):
            self._end()
            raise StudentDied("crashed")
        return reply

    def _read(self, deadline: float) -> bytes:
        size = worker.HEADER.unpack(self._read_exactly(worker.HEADER.size, deadline))[0]
        if size > MAX_REPLY_BYTES:
            raise NotPlainData("reply too large")
        return self._read_exactly(size, deadline)

    def _read_exactly(self, count: int, deadline: float) -> bytes:
        data = bytearray()
        while len(data) < count:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self._connection], [], [], left)[0]:
                raise TimeoutError
            chunk = self._connection.recv(min(count - len(data), 1 << 20))
            if not chunk:
                raise ConnectionResetError
            data += chunk
        return bytes(data)

    def _end(self) -> int:
        """Kill what is left of the process and return its wait status (0 when that was done before)."""
        if not self._alive:
            return 0
        self._alive = False
        self._connection.close()
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                kill(self.pid, signal.SIGKILL)
        return self._collect()


class Child(Process):
    """The process of one submission: runs its cells, and branches for each check."""

    def __init__(
        self, warm: WarmProcess, pid: int, connection: socket.socket, limits: Limits, box: Path, seed: int
    ) -> None:
        super().__init__(pid, connection, limits, time.monotonic() + limits.total_seconds)
        self._warm, self._box = warm, box
        bounds = {
            "memory_bytes": limits.memory_mb << 20,
            "cpu_seconds": limits.cpu_seconds,
            "file_bytes": limits.file_mb << 20,
        }
        self._ask({"limits": bounds, "box": str(box), "seed": seed}, START_SECONDS)

    def run(self, source: str) -> CellRun:
        """Run one cell. Raises StudentDied."""
        reply = self._ask({"do": "run", "source": source}, self._limits.cell_seconds)
        error = reply.get("error")
        told = (str(error[0])[:200], str(error[1])[:2000]) if isinstance(error, list) and len(error) == 2 else None
        outputs = reply.get("outputs")
        return CellRun(reply.get("ok") is True, told, outputs if isinstance(outputs, list) else [])

    def branch(self) -> Branch:
        """A fork of this process in its present state. Raises StudentDied."""
        near, far = socket.socketpair()
        with far:
            reply = self._ask({"do": "branch"}, self._limits.call_seconds, far.fileno())
        pid = reply.get("pid")
        if type(pid) is not int or not _is_child(pid, self.pid):
            near.close()
            self._end()
            raise StudentDied("crashed")
        return Branch(self, pid, near)

    def close(self) -> None:
        """End the process and its group, and empty its folder."""
        self._end()
        shutil.rmtree(self._box, ignore_errors=True)

    def _collect(self) -> int:
        return self._warm.collect(self.pid)


class Branch(Process):
    """A fork of a child, for the calls of one check; nothing that happens in it stays."""

    def __init__(self, child: Child, pid: int, connection: socket.socket) -> None:
        super().__init__(pid, connection, child._limits, child._deadline)
        self._child = child

    def _collect(self) -> int:
        try:
            status = self._child._ask({"do": "collect", "pid": self.pid}, START_SECONDS).get("status")
        except StudentDied:
            return 0
        return status if type(status) is int else 0


def _is_child(pid: int, parent: int) -> bool:
    """Whether pid is a child of parent: what a student's process says of process numbers is not believed."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1]) == parent
    except (OSError, ValueError, IndexError):
        return not Path("/proc/self").exists()


def _how(problem: Exception, status: int) -> str:
    """The status for what ended the child."""
    if isinstance(problem, TimeoutError):
        return "timeout"
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
        return "timeout"
    return "crashed" if os.WIFSIGNALED(status) else "exited"


# The student's process starts with a path of its own: the standard library and the view, no site-packages.
_BOOT = """
import sys
sys.path.insert(0, sys.argv[2])
import student_worker
student_worker.main()
"""


def _environment(folder: Path) -> dict[str, str]:
    """What the student's process knows of the environment: nothing of the instructor's."""
    return {
        "HOME": str(folder),
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "TMPDIR": str(folder),
        "IPYTHONDIR": str(folder / "ipython"),
        "MPLCONFIGDIR": str(folder / "matplotlib"),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYTHONDONTWRITEBYTECODE": "1",
        # a forked child has no use for the threads of its parent
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
        **({"AUTOGRADER_DEBUG": "1"} if os.environ.get("AUTOGRADER_DEBUG") else {}),
    }


def _make_view(view: Path) -> None:
    """A folder that shows the installed packages without the autograder, and gdkit as a copy."""
    view.mkdir()
    for entry in sys.path:
        site = Path(entry)
        if site.name not in ("site-packages", "dist-packages") or not site.is_dir():
            continue
        for item in site.iterdir():
            hidden = item.name.startswith(HIDDEN_FROM_STUDENTS) or item.suffix == ".pth"
            link = view / item.name
            if not hidden and not link.exists() and item.name != "__pycache__":
                link.symlink_to(item)
    assert gdkit.__file__ is not None
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(gdkit.__file__).parent, view / "gdkit", ignore=ignore)
    assert worker.__file__ is not None
    shutil.copy(worker.__file__, view / "student_worker.py")
