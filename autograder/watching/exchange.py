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
from datetime import datetime
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
from ..text import is_safe_name, safe
from .looking import Pace, Place, State, state_of
from .plain_copy import copy_plain_files
from .whole import Writers, why_not_whole

_COLLECTOR: Any = object  # nbgrader's, which takes seconds to load
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

    from ..course.mapped import let_nbgrader_wait

    let_nbgrader_wait()  # the collector opens a gradebook of its own
    config = _config_of_machine()
    config.merge(course.config)
    config.CourseDirectory.assignment_id = name
    kind: Any = ExchangeFactory(config=config).collect
    if not issubclass(kind, ExchangeCollect):
        raise CourseError(f"--exchange knows nbgrader's own exchange, of folders, and not {kind.__name__}.")

    directory = CourseDirectory(config=config)
    collect: Any = type("Collect", (_OneByOne, kind), {"course": course, "assignment": name, "ready": ready})
    collector = collect(coursedir=directory, authenticator=Authenticator(config=config), config=config, update=True)
    collector.log = _log()
    return collector


class _OneByOne(_COLLECTOR):
    """What nbgrader's collector becomes: each folder stands for itself, and is copied without following links.

    ready: the folders that are looked at, by name.
    """

    course: Course
    assignment: str
    ready: Mapping[str, State]
    src_records: list[dict[str, Any]]

    def _path_to_record(self, path: str) -> dict[str, Any]:
        try:
            record: dict[str, Any] = super()._path_to_record(path)
        except Exception:  # whoever may write there may write any name
            return {"username": path, "filename": "", "timestamp": datetime.min}
        return record

    def init_src(self) -> None:
        super().init_src()
        self.src_records = [each for each in self.src_records if each["filename"] in self.ready]

    def copy_files(self) -> None:
        """One after the other: what cannot be taken of one student stops nobody, and takes nothing away."""
        for record in list(self.src_records):
            self.src_records = [record]
            try:
                self._copy_one(Path(self.inbound_path, record["filename"]), record["username"])
            except Exception as problem:  # nbgrader's, of the file system, or too much
                why = getattr(problem, "strerror", None) or str(problem) or type(problem).__name__
                say(safe(f"not collected: {record['filename']}: {why}"), problem=True)

    def _copy_one(self, source: Path, student: str) -> None:
        if not is_safe_name(student) or student in (".", ".."):
            raise ValueError("no student can have this name")
        self._part = self.course.path("submitted", student, f".{self.assignment}.part")
        shutil.rmtree(self._part, ignore_errors=True)
        self._part.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._copy_part(source)
            super().copy_files()
        finally:
            shutil.rmtree(self._part, ignore_errors=True)

    def _copy_part(self, source: Path) -> None:
        from nbgrader.utils import ignore_patterns

        wanted = self.coursedir
        ignored = ignore_patterns(wanted.ignore, wanted.include, wanted.max_file_size, log=self.log)
        for left in copy_plain_files(source, self._part, ignored, 1000 * wanted.max_dir_size):
            say(safe(f"not taken: {source.name}: {left!a}: no plain file, or it cannot be read"), problem=True)
        if wanted.groupshared:
            for path in (self._part, *self._part.rglob("*")):
                path.chmod(path.stat().st_mode | (0o2770 if path.is_dir() else 0o660))

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """nbgrader's would follow links, after it has taken away what lay there."""
        self._part.replace(dest)


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
