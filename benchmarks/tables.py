"""Time candidates side by side, and print how they compare.

Rounds are interleaved: in each, every candidate runs once, so that a busy moment of the machine hits all of them.
Times are CPU times of the process, which do not count the moments when another process has the core. The least time
of a candidate is what it costs, the median says how quiet the machine was. Ratios within one table mean something,
times of two tables do not.

PyTorch lives in an interpreter of its own (`--torch-python`): a `Worker` keeps it running, and takes its turn in
every round. BLAS has one thread everywhere; `one_blas_thread()` must be called before NumPy is imported.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from types import TracebackType
from typing import Any, Self

Candidate = Callable[[], object]

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def one_blas_thread() -> None:
    """One thread for every BLAS, here and in the processes started from here."""
    if "numpy" in sys.modules:
        raise RuntimeError("NumPy is already imported, and has chosen its threads. Call one_blas_thread() first.")
    os.environ.update(dict.fromkeys(THREADS, "1"))


def seconds(candidate: Candidate) -> float:
    """The CPU time of one call. A `Worker`'s turn says itself how long it took."""
    start = time.process_time()
    result = candidate()
    elapsed = time.process_time() - start
    return result.seconds if isinstance(result, Took) else elapsed


def interleave(candidates: dict[str, Candidate], rounds: int = 9) -> dict[str, list[float]]:
    """The seconds of every candidate in every round; one call of each comes first and does not count."""
    for candidate in candidates.values():
        candidate()
    times: dict[str, list[float]] = {name: [] for name in candidates}
    for _ in range(rounds):
        for name, candidate in candidates.items():
            times[name].append(seconds(candidate))
    return times


def print_table(title: str, times: dict[str, list[float]], baseline: str, notes: dict[str, str] | None = None) -> None:
    """A line for each candidate: least time, median, and both divided by those of the baseline."""
    notes = notes or {}
    width = max(map(len, [*times, "candidate"]))
    rounds = len(times[baseline])
    print(f"\n{title}   ({rounds} interleaved rounds; ratios to {baseline!r})")
    print(f"  {'candidate':{width}}  {'min ms':>9}  {'median ms':>9}  {'min':>7}  {'median':>7}")
    for name, taken in times.items():
        least, middle = min(taken), median(taken)
        ratios = least / min(times[baseline]), middle / median(times[baseline])
        note = f"   {notes[name]}" if name in notes else ""
        print(f"  {name:{width}}  {1e3 * least:9.3f}  {1e3 * middle:9.3f}  {ratios[0]:7.2f}  {ratios[1]:7.2f}{note}")


def print_claim(claim: str, measured: float, limit: float, *, at_least: bool = False) -> bool:
    """One line: what is claimed, what was measured, whether it holds."""
    holds = measured >= limit if at_least else measured <= limit
    sign = ">=" if at_least else "<="
    print(f"  {'ok  ' if holds else 'MISS'} {claim}: {measured:.3g} (claimed {sign} {limit:g})")
    return holds


class Took(float):
    """Seconds that were measured elsewhere."""

    @property
    def seconds(self) -> float:
        return float(self)


class Worker:
    """Another interpreter that runs `script --worker`: each line it reads names a case, and it answers with seconds."""

    def __init__(self, python: str, script: str | Path) -> None:
        self.process = subprocess.Popen(
            [python, str(script), "--worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

        self.offers: list[str] = self.ask("?")

    def case(self, name: str) -> Candidate:
        """A candidate: one run of the case in the other interpreter."""
        return lambda: Took(self.ask(name))

    def compiled(self, table: str) -> dict[str, Candidate]:
        """Candidates of that table by compiled code ("toy, numba"), as far as the interpreter has the packages."""
        return {name.partition(", ")[2]: self.case(name) for name in self.offers if name.startswith(f"{table}, ")}

    def ask(self, name: str) -> Any:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(name + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the worker ended while it ran {name!r}; its messages are above.")
        return json.loads(answer)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process.wait(timeout=30)


def serve(cases: dict[str, Candidate]) -> None:
    """The worker's side: run the cases whose names come in, one a line, and answer with the seconds each took.

    "?" asks for the names.
    """
    for line in sys.stdin:
        print(json.dumps(list(cases) if line == "?\n" else seconds(cases[line.strip()])), flush=True)
