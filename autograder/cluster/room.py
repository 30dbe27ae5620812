"""At a worker: the material in a folder of its own, and for each thread a warm process that is kept between tasks.

The folder is for this user alone. It goes with the room; what a worker that was killed has left, the next grader on
this machine removes, as it does with folders of warm processes.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from ..classes.batch import Batch
from ..classes.seat import Seat
from ..classes.submission import Submission
from ..course.course import Course
from ..course.settings import Settings
from ..errors import CourseError
from ..progress import overheard, say, say_fault
from ..sandbox.leftovers import new_folder, remove_tree
from ..sandbox.machine import is_whole
from ..text import SafeText, safe
from .material import Material
from .parcel import Parcel, laid_out

Said = list[tuple[SafeText, bool]]


class Graded(NamedTuple):
    """A submission, and what was said while it was graded: (line, whether it is a problem)."""

    submission: Submission
    said: Said


class Room:
    """Where a worker grades one assignment. Raises CourseError when it would not grade as the client does."""

    def __init__(self, material: Material) -> None:
        problem = material.problem()
        if problem:
            raise CourseError(f"what is installed there is other: {problem}")
        self.folder, self._lock = new_folder()
        try:
            self._batch = self._open(material)
        except BaseException:
            self.close()
            raise
        self._seats = threading.local()
        self._all: list[Seat] = []

    def _open(self, material: Material) -> _Batch:
        root = self.folder / "course"
        root.mkdir(mode=0o700)
        for name, content in material.files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        batch = _Batch(_Course(root, material.settings), material)
        if (batch.shared, batch.declared) != (material.shared, material.declared):
            changed = [id for id, digest in material.declared.items() if batch.declared.get(id) != digest]
            raise CourseError(f"its exercises or helpers are other there: {', '.join(changed) or 'the helpers'}")
        return batch

    def grade(self, parcels: Sequence[Parcel]) -> Iterator[Graded]:
        """One after the other, in this thread. Raises CannotRun when no student's code can be run here."""
        if not hasattr(self._seats, "own"):
            self._seats.own = Seat(self._batch, pinned=is_whole())
            self._all.append(self._seats.own)
        for parcel in parcels:
            with overheard() as said:
                submission = self._grade(parcel, self._seats.own)
            yield Graded(submission, said)

    def _grade(self, parcel: Parcel, seat: Seat) -> Submission:
        folder = self._batch.folder(parcel.student)
        try:
            laid_out(parcel.entries, folder, self._batch.assignment)
        except OSError as problem:  # no room
            say_fault()
            say(safe(f"not graded: {parcel.student}: {problem}"), problem=True)
            submission = Submission(parcel.student, self._batch.for_a_person())
        else:
            self._batch.digests[parcel.student] = parcel.files
            submission = seat.grade(parcel.student)
        finally:
            self._batch.digests.pop(parcel.student, None)
            shutil.rmtree(folder.parent, ignore_errors=True)
        return submission

    def close(self) -> None:
        """End the warm processes, and remove the folder."""
        for seat in getattr(self, "_all", ()):
            seat.close()
        remove_tree(self.folder)
        if self._lock is not None:
            with contextlib.suppress(OSError):
                os.close(self._lock)
            self._lock = None


class _Course(Course):
    """Of a course, what grading needs: no configuration, no gradebook."""

    def __init__(self, root: Path, settings: Settings) -> None:
        self.root, self.settings = root, settings

    def path(self, step: str, student: str, assignment: str) -> Path:
        """The folder of a submission that was laid out."""
        return self.root / step / student / assignment


class _Batch(Batch):
    """A batch whose submissions were sent, with digests of what lies at the client."""

    def __init__(self, course: Course, material: Material) -> None:
        assignment = material.with_book(course.book)
        super().__init__(course, assignment.name, assignment=assignment)
        self.digests: dict[str, str] = {}

    def files_digest(self, student: str) -> str:
        """That of the client: of what is large, its size alone was sent."""
        return self.digests[student]
