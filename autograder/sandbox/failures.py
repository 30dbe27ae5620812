"""Why students' code is not run, where that is no student's doing; and how long its process may take to start."""

from __future__ import annotations

import errno
import os
import shutil
import sys

from ..errors import WrongUse
from .inside.isolation import syscalls
from .machine import ROOM_MB

START_SECONDS = 120.0


class CannotRun(WrongUse):
    """Students' code cannot be run on this machine, or not as well walled in as was asked for."""


class WarmDied(CannotRun):
    """The warm process was ended from outside: another one can take over."""


class NeedsPictures(WarmDied):
    """The warm process has no matplotlib, and the submission wants it: one that has it takes over, from the start."""


def refuse_other_systems() -> None:
    """Raises CannotRun where no process can be forked."""
    if not hasattr(os, "fork") or sys.platform == "win32":
        name = {"win32": "Windows"}.get(sys.platform, sys.platform)
        raise CannotRun(
            f"students' code cannot be run on {name}: it needs fork and the walls of Linux. Grade on Linux, in a "
            "container or in WSL 2; release, verify, report and feedback work here"
        )


def no_room(problem: OSError) -> str:
    """Why nothing could be prepared, in a line."""
    if isinstance(problem, shutil.Error) and problem.args and isinstance(problem.args[0], list):
        why = str(problem.args[0][0][-1])  # of the first file of many
    else:
        why = syscalls.reason(problem)
    if problem.errno == errno.EAGAIN:
        return f"no process can be started for students' code: {why}. This user, or container, may have too few of them"
    return (
        f"the process for students' code cannot be prepared: {why}. It needs a temporary folder that can be written, "
        f"with {ROOM_MB} MB free; the environment variable TMPDIR names another one"
    )
