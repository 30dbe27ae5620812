"""Windows and macOS, imitated for the grader: `python -m tests.autograder.elsewhere SYSTEM FOLDER COMMAND ...`.

What these systems lack is taken away after the libraries are imported, which have versions of their own there, and
before anything of ours is. What the commands of `autograder` said is printed as JSON.
"""

from __future__ import annotations

import contextlib
import io
import json
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import traceback
from typing import Any

LIBRARIES = (
    "asyncio", "ctypes", "multiprocessing", "tempfile", "zipfile", "matplotlib.pyplot", "numpy", "pandas",
    "scipy.optimize", "sympy", "IPython", "rich.progress", "nbformat", "nbconvert", "nbclient", "jinja2",
    "nbgrader.apps", "nbgrader.api", "nbgrader.converters", "nbgrader.preprocessors", "nbgrader.plugins",
    "sqlalchemy", "bs4", "bleach", "jupyter_client", "ipykernel", "jsonschema", "pygments.lexers", "traitlets.config",
    "unittest.mock", "concurrent.futures.process", "multiprocessing.popen_spawn_posix", "multiprocessing.pool",
)  # fmt: skip
OF_POSIX = ("resource", "fcntl", "pwd", "grp", "termios", "pty", "posix")
OF_OS = (
    "fork", "forkpty", "geteuid", "getuid", "getegid", "getgid", "setsid", "setuid", "setgid", "setgroups",
    "setresuid", "setresgid", "chown", "fchown", "killpg", "wait4", "WIFSIGNALED", "WTERMSIG", "WEXITSTATUS",
    "WIFEXITED", "mkfifo", "O_NOFOLLOW", "O_DIRECTORY", "O_CLOEXEC", "O_PATH", "pidfd_open", "sched_getaffinity",
)  # fmt: skip


def windows() -> None:
    """No fork, no users, no signals that end; what is started is spawned."""
    sys.platform = "win32"  # type: ignore[misc]
    for name in OF_POSIX:
        sys.modules[name] = None  # type: ignore[assignment]
    for name in OF_OS:
        if hasattr(os, name):
            delattr(os, name)
    for module, names in ((signal, ("SIGKILL", "SIGXCPU", "SIGHUP")), (socket, ("send_fds", "recv_fds", "AF_UNIX"))):
        for name in names:
            delattr(module, name)
    os.supports_dir_fd.clear()

    multiprocessing.set_start_method("spawn")
    popen = subprocess.Popen

    def start(*command: Any, **options: Any) -> Any:
        if options.get("pass_fds"):
            raise ValueError("pass_fds not supported on Windows.")
        return popen(*command, **options)

    subprocess.Popen = start  # type: ignore[assignment, misc]


OF_MACOS = """
import os, resource, sys
for name in ("setresuid", "setresgid", "pidfd_open", "sched_getaffinity"):
    if hasattr(os, name):
        delattr(os, name)
set_limit = resource.setrlimit
def setrlimit(which, limits):
    if which == resource.RLIMIT_AS:
        raise ValueError("current limit exceeds maximum limit")
    set_limit(which, limits)
resource.setrlimit = setrlimit
for name in ("RLIMIT_MSGQUEUE", "RLIMIT_SIGPENDING"):
    delattr(resource, name)
"""


def macos() -> None:
    """No system calls of Linux, no limit on memory; in the grader and in the process for students' code."""
    exec(OF_MACOS, {})
    sys.platform = "darwin"  # type: ignore[misc]
    from autograder.sandbox import warm_process

    sites = [path for path in sys.path if path.endswith("site-packages")]  # not linked yet, where these are imported
    lacking = f"{OF_MACOS}\nsys.path += {sites}\nimport ctypes, numpy, matplotlib.pyplot, IPython, ipykernel\n"
    lacking += f"import gdkit.checking\ndel sys.path[-{len(sites)} :]\n"
    folder, rest = warm_process._BOOT.split("from _sandbox")
    warm_process._BOOT = f"{folder}{lacking}sys.platform = 'darwin'\nfrom _sandbox{rest}"


def run(command: str) -> dict[str, Any]:
    from autograder.cli import main

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code: Any = main(command.split())
        except BaseException:
            traceback.print_exc()
            code = None
    return {"code": code, "out": out.getvalue(), "err": err.getvalue()}


if __name__ == "__main__":
    os.chdir(sys.argv[2])
    for library in LIBRARIES:
        with contextlib.suppress(ImportError):
            __import__(library)
    {"windows": windows, "macos": macos}[sys.argv[1]]()
    print(json.dumps([run(command) for command in sys.argv[3:]]))
