"""Grades a batch by the workers of a scheduler, which may come, go and be killed.

Tasks are pure: the bytes of some submissions in, graded submissions out. So a task whose worker is lost is done again
by another. A task that each of its workers does not survive is halved, until the submission is found that kills them;
to be sure, it is tried once more while nothing else runs, then it waits for a person.

Nothing is kept at the scheduler: what was handed on from here is on disk, and another run goes on from there.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, ExitStack

from distributed import Client

from ..classes.batch import Batch
from ..classes.submission import Submission
from ..errors import CourseError
from ..text import SafeText
from .equal import differences, installed
from .material import Material, material_of
from .running import Lost, Run
from .tasks import PREFIX, Desk, left_behind

WAIT_SECONDS = 60.0  # for the first worker


class ByScheduler:
    """An engine of `autograder.classes.batch`. Close it at the end.

    connect: gives a client of the scheduler; asked once more where the last one is lost
    priority: what is higher is done first, whoever asks for it: a watch before a whole class
    """

    def __init__(self, connect: Callable[[], AbstractContextManager[Client]], *, priority: int = 0) -> None:
        self._client_of, self._priority = connect, priority
        self._open = ExitStack()
        self._connected: Client | None = None
        self._batch: Batch | None = None  # that the workers know, and by which name
        self._name = ""

    def connect(self) -> Client:
        """A client that is connected. Raises CourseError where no scheduler answers."""
        if self._connected is not None and self._connected.status != "running":
            self.close()
        if self._connected is None:
            self._connected = self._open.enter_context(self._client_of())
        return self._connected

    def close(self) -> None:
        """Leave the scheduler, and nothing there."""
        self._forget()
        self._connected = None
        self._open.close()

    def graded(self, batch: Batch, students: Sequence[SafeText]) -> Generator[Submission, None, None]:
        """One submission for each student, in the order in which they finish. Close it when you stop early.

        Raises CourseError when nothing can be graded there, or the scheduler is lost.
        """
        if not students:
            return
        client = self.connect()
        try:
            run = Run(client, self._prepared(client, batch), batch, students, self._priority)
            try:
                yield from run.graded()
            finally:
                run.stop()
        except Lost as lost:
            self.close()
            raise CourseError(
                f"{lost} What was graded is kept. Start a scheduler and its workers again, then go on with the same "
                f"command and --resume; or grade the rest on this machine: --resume without --scheduler."
            ) from None

    def _prepared(self, client: Client, batch: Batch) -> str:
        """Every worker knows what it needs; the name by which it knows it."""
        try:
            client.wait_for_workers(1, timeout=WAIT_SECONDS)
        except TimeoutError:
            address = client.scheduler_info()["address"]
            raise CourseError(f"The scheduler at {address} has no worker. Start some: dask worker {address}") from None
        if self._batch is batch and self._name:
            return self._name
        self._forget()
        material = material_of(batch)
        self._compare(client, material)
        with contextlib.suppress(Exception):  # a scheduler that refuses to run what a client sends
            for old in client.run_on_scheduler(left_behind):
                client.unregister_worker_plugin(old)
        self._batch, self._name = batch, f"{PREFIX}{client.id}.{secrets.token_hex(4)}"
        client.register_plugin(Desk(material), name=self._name)
        return self._name

    def _forget(self) -> None:
        """The workers need not know the batch any more."""
        name, self._batch, self._name = self._name, None, ""
        if name and self._connected is not None and self._connected.status == "running":
            with contextlib.suppress(Exception):  # a scheduler that is gone has forgotten it
                self._connected.unregister_worker_plugin(name)

    def _compare(self, client: Client, material: Material) -> None:
        """Raises CourseError where a worker would grade by other code."""
        try:
            found = client.run(installed, material.packages, on_error="return")
        except Exception as problem:  # it cannot even load what it is asked
            raise CourseError(
                f"Nothing was graded: a worker cannot tell by what code it would grade: {problem}. Is gdkit-autograder "
                "installed there, in the same version?"
            ) from None
        wrong = {
            worker: str(there) if isinstance(there, Exception) else "; ".join(differences(material.installed, there))
            for worker, there in found.items()
        }
        said = [f"{worker}: {why}" for worker, why in wrong.items() if why]
        if said:
            raise CourseError(
                f"Nothing was graded: {len(said)} of {len(found)} workers would grade by other code: "
                f"{' | '.join(said)}. Install the same there, or end these workers."
            )
