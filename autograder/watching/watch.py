"""The turns of `autograder watch`: look, collect, grade, write; until it is told to stop."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from ..classes.batch import Batch, cores
from ..classes.class_list import left_out
from ..classes.keeping import Results, grade_some
from ..classes.submission import Submission
from ..course.course import Assignment, Course
from ..course.helpers import warm_process
from ..errors import WrongUse
from ..pages.feedback import try_feedback
from ..pages.report import write_report
from ..progress import Live, say, say_fault
from ..text import is_safe_name, safe
from .due import Due
from .exchange import Exchange
from .inbox import FILE, Inbox
from .looking import Pace, Place, State, state_of
from .material import Load, Material
from .whole import Writers, why_not_whole

AT_ONCE = 100  # submissions in one turn
FOR_A_PROCESS = 25  # submissions for which another warm process pays, which has to start
FOR_A_TWIN = 4  # for which a twin of this one does
MATERIAL_SECONDS = 1.0  # between two looks at it
REPORT_LATE = 60.0  # seconds that the report waits for a quiet moment
HALF = 0.5  # of the time, at most, for results.jsonl and for feedback


class _Stop(Exception):
    """Somebody wants it to end."""


class Watch:
    """Grades what comes in for one assignment. Raises WrongUse when it cannot begin.

    load     the course and the assignment, as they are now
    inbox    a folder into which archives and folders are dropped
    exchange collect from nbgrader's exchange
    feedback write the pages of whoever was graded
    jobs     how many are graded at once where many wait
    """

    def __init__(
        self,
        load: Load,
        *,
        inbox: Path | None = None,
        exchange: bool = False,
        feedback: bool = False,
        jobs: int | None = None,
        pace: Pace | None = None,
    ) -> None:
        self._pace, self._jobs, self._stop = pace or Pace(), jobs or cores(), threading.Event()
        self._material = Material(load)
        course, name = self._course, self._assignment.name
        self._batch = Batch(course, name, assignment=self._assignment)
        self._results = Results(course, name)
        above, below = course.handed_in(name)
        self._above, self._below = str(above), str(below)
        self._writers = Writers([above])
        self._place = Place(str(above), self._pace, self._find, self._look, self._why_not, self._named)
        self._sources: list[Inbox | Exchange] = []
        if inbox is not None:
            self._sources.append(Inbox(inbox.resolve(), course.results_path(name) / FILE, self._pace))
        if exchange:
            self._sources.append(Exchange(course, name, self._pace))
        self._lines = Due(self._results.write, self._pace.results, HALF)
        self._pages = Due(self._write_feedback, 0.0, HALF) if feedback else None
        self._report = Due(self._write_report, self._pace.report, self._pace.share)
        self._fresh = set[str]()  # students whose pages are to be written
        self._told = set[str]()  # students who are not graded, and were told
        self._broken = ""  # what is wrong with the material
        self._next: dict[object, float] = {}  # when something is done once more
        self._last = "nothing yet"
        self.graded = self.kept = 0
        self._warm = warm_process(course.settings, course.root)

    @property
    def _course(self) -> Course:
        return self._material.course

    @property
    def _assignment(self) -> Assignment:
        return self._material.assignment

    def stop(self) -> None:
        """End it: after the submission that is being graded, and with everything written."""
        self._stop.set()

    def run(self) -> None:
        """Until `stop`. What goes wrong is told, and tried again."""
        try:
            with Live() as live:
                while not self._stop.is_set():
                    waits = self._tried(self._turn)
                    live.show(safe(self._line()))
                    self._stop.wait(waits)
            for due in filter(None, (self._lines, self._pages, self._report)):
                self._tried(due.do_now)
        finally:
            self._warm.close()

    def _tried(self, do: Callable[[], None]) -> float:
        """Seconds to wait afterwards."""
        try:
            do()
        except _Stop:
            return 0.0
        except (WrongUse, OSError, SQLAlchemyError) as problem:
            said = str(problem).partition("\n")[0]
            say(safe(f"{said} Trying again in {self._pace.retry:g} s."), problem=True)
            return self._pace.retry
        except Exception:
            say_fault()
            return self._pace.retry
        return self._pace.tick

    def _is_time(self, what: object, seconds: float) -> bool:
        """Whether it was not done for so long."""
        now = time.monotonic()
        if now < self._next.get(what, 0.0):
            return False
        self._next[what] = now + seconds
        return True

    def _turn(self) -> None:
        if self._is_time("material", MATERIAL_SECONDS):
            self._look_at_material()
        if self._broken:
            return
        for source in self._sources:
            if time.monotonic() >= self._next.get(source, 0.0):
                waits = self._tried(lambda source=source: source.collect(self._course, self._assignment.name))  # type: ignore[misc]
                self._next[source] = time.monotonic() + waits if waits > self._pace.tick else 0.0
        ready = self._graded_ones(self._place.ready(AT_ONCE))
        if ready:
            self._grade(ready)
        self._lines.do_if_due()
        if self._pages:
            self._pages.do_if_due()
        if not ready or self._report.waits_since(REPORT_LATE):
            self._report.do_if_due()

    def _line(self) -> str:
        waiting = self._place.waiting + sum(source.waiting for source in self._sources)
        counts = f"{self.graded} graded, {self.kept} unchanged, {waiting} waiting"
        return f"{self._assignment.name}: {counts}; last: {self._last}"

    # --- what lies in submitted/ --------------------------------------------------------------------

    def _find(self) -> dict[str, State]:
        with os.scandir(self._above) as entries:
            names = [entry.name for entry in entries]
        return {name: state for name in names if (state := self._look(name)) is not None}

    def _named(self) -> dict[str, int]:
        found = dict[str, int]()
        above = os.open(self._above, os.O_RDONLY | os.O_DIRECTORY)  # names below it are found sooner
        try:
            with os.scandir(above) as entries:
                for entry in entries:
                    with contextlib.suppress(OSError):  # no folder of this assignment
                        found[entry.name] = os.stat(f"{entry.name}/{self._below}", dir_fd=above).st_mtime_ns
        finally:
            os.close(above)
        return found

    def _look(self, student: str) -> State | None:
        return state_of(self._folder(student))

    def _folder(self, student: str) -> str:
        return f"{self._above}/{student}/{self._below}"

    def _why_not(self, student: str, state: State, patient: bool) -> str:
        count = len(self._assignment.notebooks)
        return why_not_whole(self._folder(student), state, notebooks=count, patient=patient, writers=self._writers)

    def _graded_ones(self, ready: dict[str, State]) -> dict[str, State]:
        """Without those that are not graded, who are told once."""
        fit = [student for student in ready if is_safe_name(student)]
        without: dict[str, str] = dict.fromkeys(set(ready) - set(fit), "it cannot be a student's name: rename it")
        without.update({str(student): why for student, why in left_out(self._course, fit).items()})
        for student, why in without.items():
            self._place.took(student, ready.pop(student))
            if student not in self._told:
                self._told.add(student)
                say(safe(f"not graded: {student!a}: {why}"), problem=True)
        return ready

    # --- grading ------------------------------------------------------------------------------------

    def _grade(self, ready: dict[str, State]) -> None:
        """Grade those; what changes meanwhile is not kept, and comes again."""
        done = list[Submission]()

        def progress(submission: Submission) -> None:
            done.append(submission)
            self._tell(submission)
            if self._stop.is_set():
                raise _Stop

        if not self._warm.alive:
            self._warm.close()
            self._warm = warm_process(self._course.settings, self._course.root)
        pays = FOR_A_TWIN if len(ready) >= FOR_A_TWIN and self._warm.has_twins else FOR_A_PROCESS
        try:
            grade_some(
                self._batch,
                [student for student in ready if is_safe_name(student)],
                jobs=min(self._jobs, 1 + len(ready) // pays),
                warm=self._warm,
                resume=True,
                progress=progress,
                keep_if=lambda submission: self._look(submission.student) == ready[submission.student],
            )
        finally:
            for submission in done:
                self._take(submission, ready[submission.student])

    def _take(self, submission: Submission, state: State) -> None:
        """It is kept: the results have another line."""
        student = submission.student
        self._results.take(submission)
        self._fresh.add(student)
        for due in filter(None, (self._lines, self._pages, self._report)):
            due.changed()
        self._place.took(student, state)
        if "not-written" in submission.flags:
            self._place.put_off(student, self._pace.retry)

    def _tell(self, submission: Submission) -> None:
        self.kept += submission.kept
        self.graded += not submission.kept
        if submission.kept:
            return
        now = datetime.now().strftime("%H:%M:%S")
        waiting = f", {submission.waiting:g} wait for a person" if submission.waiting else ""
        unread = f" ({submission.unread:.200})" if submission.unread else ""
        self._last = f"{submission.student} at {now}"
        say(safe(f"{now} {submission.student}: {submission.points:g} points{waiting}{unread}"))

    # --- what rests on it ---------------------------------------------------------------------------

    def _write_feedback(self) -> None:
        self._lines.do_now()
        try_feedback(self._course, self._assignment.name, students=self._fresh, warm=self._warm)
        self._fresh.clear()

    def _write_report(self) -> None:
        self._lines.do_now()
        write_report(self._course, self._assignment.name)

    def _look_at_material(self) -> None:
        """Load it anew once it is another, and still. While it is wrong, nothing is graded."""
        change = self._material.change()
        if change == "none" and not self._broken:
            return
        if change == "going on":
            self._broken = self._broken or "it changes"
            return
        if change == "none" and self._broken and not self._is_time("broken", self._pace.retry):
            return
        try:
            self._material.load_anew()
            self._batch = Batch(self._course, self._assignment.name, assignment=self._assignment)
            self._warm.close()
            self._warm = warm_process(self._course.settings, self._course.root)
        except WrongUse as problem:
            if str(problem) != self._broken:
                say(safe(f"the material has changed, and cannot be used yet: {problem}"), problem=True)
            self._broken = str(problem)
            return
        except Exception as problem:  # of a disk or a gradebook: it is tried again, and nothing is graded by the old
            self._broken = str(problem) or type(problem).__name__
            raise
        self._broken = ""
        for each in (self._place, *self._sources):
            each.forget()
        self._report.changed()
        say(safe("the material has changed: it was loaded anew"))
