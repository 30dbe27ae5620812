"""The trusted side of the sandbox: a warm process, and a forked child for each submission.

What crosses the border: cells and inputs go in, data comes out. References, expected values, points and verdicts
stay here. Everything that arrives from a child is bounded in size and time and is taken for data, never for a grade.
The walls around the child are those of `autograder.sandbox.inside.isolation`; docs/sandbox.md says what each does.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from . import fonts
from .failures import START_SECONDS, CannotRun, WarmDied, no_room, refuse_other_systems
from .fork_server import ForkServer, Twin
from .inside import wire
from .inside.isolation import users
from .leftovers import new_folder, remove_tree
from .machine import Core
from .packages import NAME, make_packages


class WarmProcess(ForkServer):
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

    _numbers = itertools.count(random.SystemRandom().randrange(users.TWINS))  # another grader's are others

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
        self._boxes = 0
        try:
            self._folder, self._lock = new_folder()
        except OSError as problem:
            raise CannotRun(no_room(problem)) from None
        self._core, self._pinned = Core() if pinned else None, pinned
        self._lent_to: Twin | None = None  # which runs on this core
        try:
            control, far = socket.socketpair()
        except OSError as problem:
            self._remove_folder()
            raise CannotRun(no_room(problem)) from None
        super().__init__(control, lean=lean)
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
        with contextlib.suppress(OSError):  # it has ended: `_ready` says why
            wire.send(self._control, settings)  # with a thousand packages it is longer than an argument may be
        self._entered = b""  # how children are kept apart, once it is known
        self._why_not: str | None = None
        self._started = False
        self._asked = threading.RLock()
        if wait:
            self._ready()

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

    def _ready(self) -> None:
        with self._asked:
            self._has_entered()
            if self._started:
                return
            if not self._heard():
                self._not_started()
            if self._fonts is not None and (self._folder / FONTS).exists():
                fonts.keep(self._folder / FONTS, self._fonts)
            self._started = True

    def _has_entered(self) -> None:
        """Until it is where its children will be kept apart, long before it is warm. Raises CannotRun."""
        if self._why_not is not None:
            raise CannotRun(self._why_not)
        if self._entered:
            return
        self._entered = self._heard()
        if self._entered == wire.READY_AS_SAME_USER and self._uid is not None:
            os.chown(self._work, 0, 0)
            self._uid = None
        elif self._entered not in (wire.READY_IN_NAMESPACES, wire.READY_AS_OWN_USER, wire.READY_AS_SAME_USER):
            self._not_started()

    def _heard(self) -> bytes:
        """One byte of what it says of its start, or none."""
        try:
            return self._control.recv(1)
        except OSError:
            return b""

    def _not_started(self) -> NoReturn:
        why = self._last_error() or f"no answer within {START_SECONDS:g} s"
        self._why_not = (
            f"the process for students' code did not start: {why} (`autograder doctor` tells what this machine "
            "lacks, and AUTOGRADER_DEBUG=1 in the environment shows where)"
        )
        self.close()
        raise CannotRun(self._why_not)

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
        return self._process.poll() is None

    def close(self) -> None:
        """End the warm process with its twins, and remove its folder."""
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

    def twin(self) -> Twin | None:
        """A fork server with the same memory, behind walls of its own: it has not to get warm, and takes little room.

        As long as it is there this one forks no children, whose limits would count those of the twins. None where the
        machine has no namespaces, or none below others. May be called from several threads. Raises CannotRun.
        """
        with self._asked:
            self._has_entered()
            if self._entered != wire.READY_IN_NAMESPACES or not _counts_apart():
                return None
            self._ready()
            mine = self._core if self._lent_to is None or not self._lent_to.alive else None
            core = mine or (Core() if self._pinned else None)
            twin = Twin.of(self._control, core, keeps=mine is None, lean=self.lean)
            if mine:
                self._lent_to = twin
            return twin

    @functools.cached_property
    def has_twins(self) -> bool:
        """Whether there can be any: tried with one."""
        with contextlib.suppress(WarmDied):
            if twin := self.twin():
                twin.close()
                return True
        return False

    def new_box(self) -> Path | None:
        if self._entered == wire.READY_IN_NAMESPACES:
            return None
        self._boxes += 1
        box = self._work / f"box{self._boxes}"
        box.mkdir(mode=0o700)
        if self._uid is not None:
            os.chown(box, self._uid, self._uid)
        return box


def _counts_apart() -> bool:
    """Whether limits of a user hold in each user namespace by itself, as they do from Linux 5.14 on."""
    version = re.match(r"(\d+)\.(\d+)", os.uname().release)
    return version is not None and (int(version[1]), int(version[2])) >= (5, 14)


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
