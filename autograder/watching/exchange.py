"""What students hand in by nbgrader's exchange, collected by nbgrader's own collector, with the settings that it has.

`nbgrader submit` writes a folder in the exchange file by file, its two own files last. Only what has both, and has been
still, is shown to the collector; and a folder of submitted/ is there whole or as it was, however we end.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from traitlets.config import Config
from traitlets.config.loader import ConfigFileNotFound, JSONFileConfigLoader, PyFileConfigLoader

from ..classes.exchange import SECRET_FILE
from ..course.config import CONFIG_FILE, in_folder
from ..course.course import Course
from ..errors import CourseError
from ..intake.times import TIMESTAMP_FILE
from ..progress import say
from ..text import safe
from .looking import Pace, Place, State, state_of
from .whole import Writers, why_not_whole

MOST = 10_000  # submissions in one turn


class Exchange:
    """The inbound folder of a course. Raises CourseError where it is not configured."""

    def __init__(self, course: Course, name: str, pace: Pace) -> None:
        self._name = name
        if not course.directory.course_id:
            raise CourseError(
                f"{CONFIG_FILE}: set c.CourseDirectory.course_id, by which the exchange knows the course."
            )
        self._inbound = Path(_collector(course, name, {}).root, course.directory.course_id, "inbound")
        self._writers = Writers([self._inbound])
        self._place = Place(f"the exchange {self._inbound}", pace, self._find, self._look, self._why_not)
        self._taken: set[str] = set()  # a submission of the exchange is never another later

    @property
    def waiting(self) -> int:
        """How many submissions were not collected yet."""
        return self._place.waiting

    def collect(self, course: Course, name: str) -> None:
        """Collect what is ready, where it is newer than what lies in submitted/."""
        from nbgrader.exchange import ExchangeError

        ready = self._place.ready(MOST)
        if not ready:
            return
        collector = _collector(course, name, ready)
        try:
            with in_folder(course.root):
                collector.start()
        except ExchangeError as problem:
            raise CourseError(f"nbgrader's collector: {problem}.") from None
        self._taken |= set(ready)
        for entry, state in ready.items():
            self._place.took(entry, state)
        say(safe(f"{len(ready)} submissions looked at in the exchange"))

    def forget(self) -> None:
        """What could not be collected is tried once more."""
        self._place.forget()

    def _find(self) -> dict[str, State]:
        with os.scandir(self._inbound) as entries:
            names = [entry.name for entry in entries if f"+{self._name}+" in entry.name]
        new = (name for name in names if name not in self._taken)
        return {name: state for name in new if (state := self._look(name)) is not None}

    def _look(self, entry: str) -> State | None:
        return state_of(str(self._inbound / entry))

    def _why_not(self, entry: str, state: State, patient: bool) -> str:
        folder, names = str(self._inbound / entry), {name for name, *_ in state}
        if not patient and not {TIMESTAMP_FILE, SECRET_FILE} <= names:
            return "nbgrader submit is not done yet"
        return why_not_whole(folder, state, notebooks=0, patient=patient, writers=self._writers)


def _collector(course: Course, name: str, ready: Mapping[str, State]) -> Any:
    """nbgrader's, for these folders of the exchange alone."""
    from nbgrader.auth import Authenticator
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.exchange import ExchangeFactory
    from nbgrader.exchange.default import ExchangeCollect

    config = _config_of_machine()
    config.merge(course.config)
    config.CourseDirectory.assignment_id = name
    kind: Any = ExchangeFactory(config=config).collect
    if not issubclass(kind, ExchangeCollect):
        raise CourseError(f"--exchange knows nbgrader's own exchange, of folders, and not {kind.__name__}.")

    class Collect(kind):
        src_records: list[dict[str, Any]]

        def init_src(self) -> None:
            super().init_src()
            self.src_records = [each for each in self.src_records if each["filename"] in ready]

        def do_copy(self, src: str, dest: str, log: Any = None) -> None:
            part = Path(dest).with_name(f".{Path(dest).name}.part")
            shutil.rmtree(part, ignore_errors=True)
            super().do_copy(src, str(part), log)
            part.replace(dest)

    directory = CourseDirectory(config=config)
    collector = Collect(coursedir=directory, authenticator=Authenticator(config=config), config=config, update=True)
    collector.log = _log()
    return collector


def _config_of_machine() -> Config:
    """What nbgrader's own commands read before the course's file: where an exchange often is configured."""
    from jupyter_core.paths import jupyter_config_path

    config, name = Config(), CONFIG_FILE.removesuffix(".py")
    for folder in reversed(jupyter_config_path()):
        for kind, ending in ((PyFileConfigLoader, ".py"), (JSONFileConfigLoader, ".json")):
            with contextlib.suppress(ConfigFileNotFound):
                config.merge(kind(f"{name}{ending}", path=folder).load_config())
    return config


def _log() -> logging.Logger:
    """Warnings of the collector's are told as ours are."""
    log = logging.getLogger("autograder.exchange")
    if not log.handlers:
        log.propagate = False
        log.setLevel(logging.WARNING)
        log.addHandler(_Told())
    return log


class _Told(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        say(safe(record.getMessage().strip()), problem=True)
