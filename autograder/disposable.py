"""A process of our own that is ended when it takes too long: for work on what may be hostile.

    _reader = Disposable(__name__)                 # a module that calls serve(...) when it is run
    answer = _reader.ask(question, seconds)        # None when it did not come in time

Question and answer are what JSON has. The process begins with the first question, and anew after its end.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

START_SECONDS = 60.0
MEMORY = 1_500_000_000  # bytes
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


class Disposable:
    """The process, which runs this module. Threads may share it; they are answered one after the other."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.close)

    def ask(self, question: Any, seconds: float) -> Any:
        """The answer, None when it did not come in time."""
        if seconds <= 0:
            return None
        with self._lock:
            try:
                process = self._begun()
                line = _in_time(lambda: _asked(process, question), seconds)
                return json.loads(line)
            except (OSError, ValueError):  # it has ended, or has not said anything yet
                self.close()
                return None

    def begin(self) -> None:
        """Let it be there: what it imports takes longer than most questions, and is nobody's fault."""
        with self._lock, contextlib.suppress(OSError):
            self._begun()

    def _begun(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            command = [sys.executable, "-P", "-m", self._module]
            pipe = subprocess.PIPE
            self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, env={**os.environ, **ONE_THREAD})
            assert self._process.stdout is not None
            _in_time(self._process.stdout.readline, START_SECONDS)
        return self._process

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            with contextlib.suppress(OSError, ValueError):
                process.communicate()


def _asked(process: subprocess.Popen[bytes], question: Any) -> bytes:
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(json.dumps(question).encode() + b"\n")
    process.stdin.flush()
    return process.stdout.readline()


def _in_time(ask: Callable[[], bytes], seconds: float) -> bytes:
    """What the process says; nothing when it says nothing in time: end it then, so that nobody waits any more.

    The clock decides, not which thread happened to run first.
    """
    said: list[bytes] = []
    end = time.monotonic() + seconds

    def wait() -> None:
        with contextlib.suppress(OSError, ValueError):
            line = ask()
            if time.monotonic() <= end:
                said.append(line)

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    thread.join(seconds)
    return said[0] if said else b""


# ------------------------------------------------------------------------------------- in the process


def limit_memory() -> None:
    """Where the system can: what asks for more ends with a MemoryError."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def serve(answer: Callable[[Any], Any]) -> None:
    """Say that we are ready; then answer each line of the standard input, a question, with a line."""
    _say("ready")
    for line in sys.stdin.buffer:
        try:
            said = answer(json.loads(line))
        except Exception:  # whatever a question makes of what answers it
            said = None
        _say(said)


def _say(answer: Any) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
