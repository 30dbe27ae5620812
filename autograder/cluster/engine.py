"""Grades a batch by the workers of a scheduler, which may come, go and be killed.

Tasks are pure: the bytes of some submissions in, graded submissions out. So a task whose worker is lost is done again
by another. A task that each of its workers does not survive is halved, until the submission is found that kills them;
to be sure, it is tried once more while nothing else runs, then it waits for a person.

Nothing is kept at the scheduler: what was handed on from here is on disk, and another run goes on from there.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Generator, Sequence

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
    """An engine of `autograder.classes.batch`.

    priority: what is higher is done first, whoever asks for it: a watch before a whole class
    """

    def __init__(self, client: Client, address: str, *, priority: int = 0) -> None:
        self._client, self._address, self._priority = client, address, priority

    def graded(self, batch: Batch, students: Sequence[SafeText]) -> Generator[Submission, None, None]:
        """One submission for each student, in the order in which they finish. Close it when you stop early.

        Raises CourseError when nothing can be graded there, or the scheduler is lost.
        """
        if not students:
            return
        try:
            name = self._prepared(batch)
            run = Run(self._client, name, batch, students, self._priority)
            try:
                yield from run.graded()
            finally:
                run.stop()
                with contextlib.suppress(Exception):  # a scheduler that is gone has forgotten it
                    self._client.unregister_worker_plugin(name)
        except Lost as lost:
            raise CourseError(
                f"{lost} What was graded is kept. Start a scheduler and its workers again, then go on with the same "
                f"command and --resume; or grade the rest on this machine: --resume without --scheduler."
            ) from None

    def _prepared(self, batch: Batch) -> str:
        """Every worker knows what it needs; the name by which it knows it."""
        try:
            self._client.wait_for_workers(1, timeout=WAIT_SECONDS)
        except TimeoutError:
            raise CourseError(
                f"The scheduler at {self._address} has no worker. Start some: dask worker {self._address}"
            ) from None
        material = material_of(batch)
        self._compare(material)
        with contextlib.suppress(Exception):  # a scheduler that refuses to run what a client sends
            for old in self._client.run_on_scheduler(left_behind):
                self._client.unregister_worker_plugin(old)
        name = f"{PREFIX}{self._client.id}.{secrets.token_hex(4)}"
        self._client.register_plugin(Desk(material), name=name)
        return name

    def _compare(self, material: Material) -> None:
        """Raises CourseError where a worker would grade by other code."""
        try:
            found = self._client.run(installed, material.packages, on_error="return")
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
