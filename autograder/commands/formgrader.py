"""`autograder formgrader`: nbgrader's pages for grading by hand, on this machine alone."""

from __future__ import annotations

import argparse
import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from ..errors import CourseError
from ..progress import say
from ..text import safe
from ._common import in_course, the_course

TEXT = "start formgrader, nbgrader's pages for grading by hand, and say its address"
EXAMPLE = "autograder formgrader                    points and comments by hand, in a browser"
HOST = "127.0.0.1"
FIRST_PORT, PORTS = 8888, 100
JUPYTERLAB = """
import sys
from autograder.lean import without_grammar
with without_grammar():
    from jupyterlab.labapp import main
sys.exit(main())
"""
SECONDS_TO_START, SECONDS_TO_END = 120, 30


def arguments(command: argparse.ArgumentParser) -> None:
    """What may stand behind the command."""
    in_course(command)
    command.add_argument("--port", type=int, help=f"its port (default: the first free one from {FIRST_PORT})")


def run(options: argparse.Namespace) -> int:
    """Run it until it is ended; the exit status."""
    course = the_course(options)
    with course.gradebook():  # what is wrong with it is told here, and not on every page
        pass
    port = _free_port(options.port)
    # in the environment, where other users of this machine cannot read it
    environment = os.environ | {"JUPYTER_TOKEN": os.environ.get("JUPYTER_TOKEN") or secrets.token_urlsafe(24)}
    address = f"http://{HOST}:{port}/formgrader?token={environment['JUPYTER_TOKEN']}"
    # nbgrader takes its configuration from the current folder, and asks for a root at or above the course's
    server = subprocess.Popen(_command(course.root, port), cwd=course.root, env=environment)
    signal.signal(signal.SIGTERM, _end)  # else the server would go on
    try:
        if not _answers(server, port):
            server.terminate()
            raise CourseError("JupyterLab, in which formgrader runs, did not start; its lines above say why.")
        say(safe(f"formgrader: {address}\nOpen it in a browser of this machine. Ctrl-C ends it."))
        return server.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        server.terminate()
        try:
            server.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            server.kill()


def _end(*_: object) -> None:
    raise KeyboardInterrupt


def _command(root: Path, port: int) -> list[str]:
    """JupyterLab, with nbgrader's extensions, for this machine alone."""
    options = {
        "ServerApp.ip": HOST,
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.root_dir": root,
        "ServerApp.open_browser": False,
        "ServerApp.log_level": "WARN",
    }
    root_user = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return [sys.executable, "-c", JUPYTERLAB, *(f"--{name}={value}" for name, value in options.items()), *root_user]


def _free_port(wanted: int | None) -> int:
    """The port that is wanted, or the first free one. Raises CourseError."""
    for port in [wanted] if wanted else range(FIRST_PORT, FIRST_PORT + PORTS):
        with contextlib.suppress(OSError), socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind((HOST, port))
            return port
    raise CourseError(
        f"Port {wanted or f'{FIRST_PORT} and {PORTS - 1} more'} cannot be used; give another with --port."
    )


def _answers(server: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until it takes connections; whether it does."""
    end = time.monotonic() + SECONDS_TO_START
    while server.poll() is None and time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            return True
        time.sleep(0.2)
    return False
