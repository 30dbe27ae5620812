"""`autograder doctor --scheduler`: what each worker is, whether it would grade as this machine does, and its walls."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from distributed import Client, get_worker

from ..errors import CourseError
from ..text import SafeText, safe
from .equal import TOLD, differences, installed

SECONDS = 180.0  # for the answers of all: one may be in the middle of a task
PRIORITY = 1000


@dataclass(frozen=True)
class Answer:
    """What one worker has said; problem: why it cannot be used, empty where it can."""

    worker: str
    found: Mapping[str, Any]
    problem: str

    @property
    def line(self) -> SafeText:
        """For a terminal."""
        if not self.found:
            return safe(f"✗ {self.worker}: {self.problem}")
        same = ", ".join(f"{name} {self.found['installed'].get(name)}" for name in TOLD)
        about = (
            f"{same}; isolation {self.found['level']}; {self.found['threads']} threads on {self.found['cores']} cores"
        )
        about += f"; memory {self.found['memory']}"
        return safe(f"{'✗' if self.problem else '✓'} {self.worker}: {about}" + f": {self.problem}" * bool(self.problem))


def look() -> dict[str, Any]:
    """Run by a task's thread at a worker, as grading is."""
    from ..sandbox.doctor import diagnose

    worker, diagnosis = get_worker(), diagnose()
    missing = {name: str(state) for name, state in diagnosis.layers.items() if state is not True}
    limit = worker.memory_manager.memory_limit
    return {
        "installed": installed(),
        "level": diagnosis.level,
        "good": diagnosis.good,
        "missing": missing,
        "reached": [what for what, done in diagnosis.reached.items() if done],
        "problem": diagnosis.problem,
        "threads": worker.state.nthreads,
        "cores": len(os.sched_getaffinity(0)),
        "memory": f"{limit / 1e9:.1f} GB" if limit else diagnosis.machine["memory"],
    }


def answers(client: Client) -> list[Answer]:
    """What every worker says. Raises CourseError when there is none."""
    workers = list(client.nthreads())
    if not workers:
        raise CourseError("The scheduler has no worker. Start some: dask worker ADDRESS.")
    here = installed()
    run = secrets.token_hex(4)
    futures = {
        each: client.submit(look, workers=[each], pure=False, priority=PRIORITY, key=f"look-{run}-{number}")
        for number, each in enumerate(workers)
    }
    end = time.monotonic() + SECONDS
    told = []
    for worker, future in futures.items():
        try:
            found = future.result(timeout=max(1.0, end - time.monotonic()))
            told.append(Answer(worker, found, _problem(here, found)))
        except TimeoutError:
            told.append(Answer(worker, {}, f"no answer within {SECONDS:g} s: it is busy, or was lost"))
        except Exception as problem:  # no autograder there, a worker that is lost
            told.append(Answer(worker, {}, f"{type(problem).__name__}: {problem}"))
    return told


def _problem(here: Mapping[str, str], found: Mapping[str, Any]) -> str:
    said = differences(here, found["installed"])
    if found["problem"]:
        said.append(found["problem"])
    elif not found["good"]:
        said += [f"{layer}: {why}" for layer, why in found["missing"].items()]
    return "; ".join(said)
