"""The trusted side of the sandbox: a warm process, and a forked child for each submission.

What crosses the border: cells and inputs go in, data comes out. References, expected values, points and verdicts
stay here. Everything that arrives from a child is bounded in size and time and is taken for data, never for a grade.
The walls around the child are those of `autograder.sandbox.inside.isolation`; docs/sandbox.md says what each does.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from . import fonts
from .failures import START_SECONDS, CannotRun, WarmDied, no_room, refuse_other_systems
from .inside import wire
from .inside.isolation import users
from .leftovers import new_folder, remove_tree
from .machine import Core
from .packages import NAME, make_packages

if TYPE_CHECKING:
    from .budget import Budget
    from .child import Child
    from .limits import Limits


@dataclass(frozen=True)
class Usage:
    """What a child has used in all."""

    cpu_seconds: float
    peak_mb: float


class WarmProcess:
    """Started once for a grading run: it has imported what notebooks import. `child()` forks it.

    Use as a context manager. Raises CannotRun when it does not come up.

    imports  more modules to have ready
    helpers  files and folders that students' code may import besides the installed packages
    hidden   installed packages that it must not see
    without  layers to leave out ("namespaces", "landlock", "seccomp"), for tests and for `autograder doctor`
    few      for a submission or two it pays to start sooner, and to be slower in the first cell and figure
    lean     without matplotlib: a child that wants it raises NeedsPictures
    draws    figures are drawn here, and not only made
    wait     False: come back while it still starts, and wait (or raise) at the first child
    pinned   on one core: not where it cannot be told who else is on it
    """

    _numbers = itertools.count()

    def __init__(
        self,
        *,
        imports: tuple[str, ...] = (),
        helpers: tuple[Path, ...] = (),
        hidden: tuple[str, ...] = (),
        without: tuple[str, ...] = (),
        few: bool = False,
        lean: bool = False,
        draws: bool = True,
        wait: bool = True,
        pinned: bool = True,
    ) -> None:
        refuse_other_systems()
        self.lean = lean
        self._boxes = 0
        self._files: Mapping[str, bytes] = {}  # what every child finds
        self.usage = Usage(0.0, 0.0)  # of the last child that ended
        try:
            self._folder, self._lock = new_folder()
        except OSError as problem:
            raise CannotRun(no_room(problem)) from None
        self._core = Core() if pinned else None
        try:
            self._control, far = socket.socketpair()
        except OSError as problem:
            self._remove_folder()
            raise CannotRun(no_room(problem)) from None
        try:
            with far:
                told = {"imports": imports, "without": without, "few": few, "lean": lean, "draws": draws}
                settings = self._settings(helpers, hidden) | told
                self._process = self._start(far, settings)
        except (ValueError, OSError) as problem:
            self._control.close()
            self._remove_folder()
            raise CannotRun(no_room(problem) if isinstance(problem, OSError) else str(problem)) from None
        self._control.settimeout(START_SECONDS)
        with contextlib.suppress(OSError):  # it has ended: `_wait` says why
            wire.send(self._control, settings)  # with a thousand packages it is longer than an argument may be
        self._started = False
        if wait:
            self._wait()

    def _settings(self, helpers: Sequence[Path], hidden: Sequence[str]) -> dict[str, Any]:
        """What the warm process is told, with all that it names. Raises OSError, ValueError."""
        packages = self._folder / "packages"
        visible = make_packages(packages, helpers, hidden)
        self._work = self._folder / "work"
        self._work.mkdir(mode=0o700)
        self._folder.chmod(0o711)
        user = users.choose(next(self._numbers))
        if user.uid is not None:
            try:
                os.chown(self._work, user.uid, user.uid)
            except OSError as problem:
                user = users.Foreign(why=f"no file can be given to user {user.uid}: {problem.strerror}")
        self._uid = user.uid
        return {
            "view": {"packages": str(packages), **vars(visible)},
            "work": str(self._work),
            "user": vars(user),
            "core": self._core.number if self._core else None,
        }

    def _start(self, far: socket.socket, settings: dict[str, Any]) -> subprocess.Popen[bytes]:
        self._fonts = fonts.kept()  # where the list of fonts is, or will be
        list_of_fonts = fonts.opened(self._fonts)
        known = list_of_fonts is not None
        listing = list_of_fonts or (self._folder / FONTS).open("wb")
        with (self._folder / ERRORS).open("wb") as errors, listing:
            settings |= {"fonts": listing.fileno(), "fonts_known": known}
            return subprocess.Popen(
                [sys.executable, "-s", "-S", "-B", "-P", "-c", _BOOT, str(far.fileno()), settings["view"]["packages"]],
                pass_fds=[far.fileno(), listing.fileno()],
                env=_environment(),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=None if os.environ.get("AUTOGRADER_DEBUG") else errors,
                start_new_session=True,
            )

    def _wait(self) -> None:
        """Until it serves. Raises CannotRun."""
        try:
            ready = self._control.recv(1)
        except OSError:
            ready = b""
        self._started = True
        self._needs_boxes = ready != wire.READY_IN_NAMESPACES
        if ready == wire.READY_AS_SAME_USER and self._uid is not None:
            os.chown(self._work, 0, 0)
            self._uid = None
        elif ready not in (wire.READY_IN_NAMESPACES, wire.READY_AS_OWN_USER, wire.READY_AS_SAME_USER):
            why = self._last_error() or f"no answer within {START_SECONDS:g} s"
            self.close()
            raise CannotRun(
                f"the process for students' code did not start: {why} (`autograder doctor` tells what this machine "
                "lacks, and AUTOGRADER_DEBUG=1 in the environment shows where)"
            )
        if self._fonts is not None and (self._folder / FONTS).exists():
            fonts.keep(self._folder / FONTS, self._fonts)

    def _last_error(self) -> str:
        """The last line that the warm process wrote about its end."""
        with contextlib.suppress(subprocess.TimeoutExpired, OSError):
            self._process.wait(1.0)
            lines = (self._folder / ERRORS).read_text(errors="replace")[-4000:].splitlines()
            return next((line.strip() for line in reversed(lines) if line.strip()), "it ended without a word")
        return ""

    def __enter__(self) -> WarmProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def alive(self) -> bool:
        """Whether the warm process still runs."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the warm process and remove its folder. What it forked has ended with its submission."""
        self._control.close()
        if self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._remove_folder()

    def _remove_folder(self) -> None:
        if self._core:
            self._core.close()
        remove_tree(self._folder)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    @property
    def cpu_seconds(self) -> float:
        """Processor time of the last child that ended, and of what it had forked."""
        return self.usage.cpu_seconds

    def child(
        self,
        limits: Limits,
        name: str,
        files: Mapping[str, bytes] = MappingProxyType({}),
        budget: Budget | None = None,
        own: Mapping[str, bytes] = MappingProxyType({}),
    ) -> Child:
        """A fresh child in an empty folder with these files; `name` seeds the global random states.

        files: by their names with slashes; they stay in the warm process, for the next child with the same
        budget: what earlier children of the same run have left; by default all of the limits
        own: files for this child alone; where both have a name, this one is there

        Raises CannotRun when the child is not walled in as well as limits.isolation asks for.
        """
        from .budget import Budget  # with all of gdkit, beside which this process has started meanwhile
        from .child import Child

        if not self._started:
            self._wait()
        near, far = socket.socketpair()
        try:
            with far:
                if files is not self._files and files != self._files:
                    self._keep(files)
                socket.send_fds(self._control, [wire.FORK], [far.fileno()])
            pid = wire.PID.unpack(self._control.recv(wire.PID.size))[0]
        except (OSError, struct.error):
            near.close()
            raise WarmDied("the process that forks for submissions was killed") from None
        return Child(self, pid, near, budget or Budget(limits), name, own)

    def _keep(self, files: Mapping[str, bytes]) -> None:
        """Let the warm process have the files that every child to come finds in its folder: once for an assignment."""
        self._control.sendall(wire.KEEP)
        wire.send_files(self._control, files)
        self._files = files

    def new_box(self) -> Path | None:
        """An empty folder for a child that has no file tree of its own."""
        if not self._needs_boxes:
            return None
        self._boxes += 1
        box = self._work / f"box{self._boxes}"
        box.mkdir(mode=0o700)
        if self._uid is not None:
            os.chown(box, self._uid, self._uid)
        return box

    def collect(self, pid: int) -> int:
        """End a child; its wait status."""
        try:
            self._control.sendall(wire.COLLECT + wire.PID.pack(pid))
            status, seconds, kilobytes = wire.COLLECTED.unpack(self._control.recv(wire.COLLECTED.size))
        except (OSError, struct.error):
            raise WarmDied("the process that forks for submissions was killed") from None
        self.usage = Usage(seconds, kilobytes / 1024)
        return int(status)


FONTS = "fonts"  # what it writes of fonts
ERRORS = "errors"  # what the warm process writes when it cannot go on


# The student's process starts with a path of its own: the standard library and its packages, no site-packages.
_BOOT = f"""
import sys
sys.path.insert(0, sys.argv[2])
from {NAME} import warm
warm.main()
"""


def _environment() -> dict[str, str]:
    """What the student's process knows of the environment: nothing of the instructor's."""
    return {
        "PATH": "/usr/bin:/bin",
        "NBGRADER_EXECUTION": "autograde",  # what nbgrader itself tells a notebook
        "LANG": "C.UTF-8",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYTHONHASHSEED": "0",  # the same submission prints its sets in the same order
        "JUPYTER_PLATFORM_DIRS": "1",
        # a forked child has no use for the threads of its parent
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
        **({"AUTOGRADER_DEBUG": "1"} if os.environ.get("AUTOGRADER_DEBUG") else {}),
    }
