"""Why students' code is not run, where that is no student's doing; and how long its process may take to start."""

from __future__ import annotations

from ..errors import WrongUse

START_SECONDS = 120.0


class CannotRun(WrongUse):
    """Students' code cannot be run on this machine, or not as well walled in as was asked for."""


class WarmDied(CannotRun):
    """The warm process was ended from outside: another one can take over."""


class NeedsPictures(WarmDied):
    """The warm process has no matplotlib, and the submission wants it: one that has it takes over, from the start."""
