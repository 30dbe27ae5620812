"""What workers do: they keep the material of a run, and grade parcels. Everything that travels is packed small.

Light: the scheduler and the loops of workers, which must answer, load this; what grades is loaded by the first task.
"""

from __future__ import annotations

import pickle
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from distributed import Scheduler, Worker, WorkerPlugin, get_worker

from ..errors import CourseError
from ..lean import load_little
from ..sandbox.failures import CannotRun

if TYPE_CHECKING:
    from .material import Material
    from .room import Room

PREFIX = "autograder-"
IDLE_SECONDS = 900.0  # then a worker for which nobody has work gives up its warm processes


def small(value: Any) -> bytes:
    """As it travels."""
    return zlib.compress(pickle.dumps(value), 1)


def unpacked(content: bytes) -> Any:
    """What `small` has packed: by the client, or by a worker that the client trusts with its seeds."""
    return pickle.loads(zlib.decompress(content))


class Refused(str):
    """Why nothing can be graded at a worker."""


class Desk(WorkerPlugin):
    """The material at a worker, also at one that joins later, and the room that is made of it by the first task."""

    def __init__(self, material: Material) -> None:
        self._material = small(material)

    def setup(self, worker: Worker) -> None:
        """Called by Dask at the worker."""
        self._lock, self._users = threading.Lock(), 0
        self._room: Room | None = None
        self._timer: threading.Timer | None = None

    def teardown(self, worker: Worker) -> None:
        """Called by Dask when the run is over, or the worker ends."""
        self._leave(always=True)

    @contextmanager
    def room(self) -> Iterator[Room]:
        """The room, which stays for the next task. Raises CourseError."""
        with self._lock:
            self._users += 1
            if self._timer is not None:
                self._timer.cancel()
        try:
            with self._lock:
                if self._room is None:
                    self._room = _opened(self._material)
            yield self._room
        finally:
            with self._lock:
                self._users -= 1
                self._timer = threading.Timer(IDLE_SECONDS, self._leave)
                self._timer.daemon = True
                self._timer.start()

    def _leave(self, *, always: bool = False) -> None:
        with self._lock:
            if self._users and not always:
                return
            if self._timer is not None:
                self._timer.cancel()
            room, self._room = self._room, None
        if room is not None:
            room.close()


def _opened(material: bytes) -> Room:
    load_little()
    from .room import Room

    return Room(unpacked(material))


def grade(name: str, parcels: bytes) -> bytes:
    """The graded submissions of these parcels, or a Refused; name is that of the run's `Desk`."""
    worker = get_worker()
    try:
        desk = worker.plugins[name]
        with desk.room() as room:  # type: ignore[attr-defined]
            return small(list(room.grade(unpacked(parcels))))
    except (CourseError, CannotRun) as problem:
        return small(Refused(f"worker {worker.address}: {problem}"))


def left_behind(dask_scheduler: Scheduler) -> list[str]:
    """The desks of clients that are gone, run at the scheduler: they hold seeds."""
    clients = dask_scheduler.clients
    names = [name for name in dask_scheduler.worker_plugins if name.startswith(PREFIX)]
    return [name for name in names if name.removeprefix(PREFIX).rpartition(".")[0] not in clients]
