"""What grading rests on besides the submissions: configuration, release, exercises, helpers, the seed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..course.config import CONFIG_FILE
from ..course.course import Assignment, Course
from ..course.helpers import helper_paths
from ..declaring.book import read_anew
from .looking import State, state_of

Load = Callable[[], tuple[Course, Assignment]]  # raises CourseError, DeclarationError


class Material:
    """A course and an assignment as they were loaded, and whether their files are others now."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self.course, self.assignment = load()
        self._files = self._of_files()
        self._state = self._last = self._look()

    def change(self) -> str:
        """ "none" since it was loaded; "going on": another than at the last look too; "done"."""
        before, self._last = self._last, self._look()
        return "none" if self._last == self._state else "done" if self._last == before else "going on"

    def load_anew(self) -> None:
        """Load all of it once more. Raises WrongUse; then it is as it was, and no change until the next one."""
        self._state = self._look()  # first: what changes while it is loaded is loaded again
        read_anew(self.course.settings.exercises, self.course.root)
        self.course, self.assignment = self._load()
        files = self._of_files()
        if files != self._files:
            self._files = files
            self._state = self._look()

    def _of_files(self) -> list[Path]:
        course = self.course
        own = [course.root / CONFIG_FILE, course.path("release", ".", self.assignment.name), course.seeds_path]
        return [*own, *course.book.modules.values(), *helper_paths(course.settings, course.root)]

    def _look(self) -> list[State | None]:
        return [state_of(str(path)) for path in self._files]
