"""A Dask scheduler and workers under nannies, on this machine alone, each started and ended by its id."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil

SECONDS = 90.0
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
KILLS = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
QUIET = {
    "PYTHONWARNINGS": "ignore",
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
    "DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL": "1s",
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Cluster:
    """Use as a context manager: when it is left, nothing that it started runs any more."""

    def __init__(
        self,
        folder: Path,
        workers: int = 2,
        *,
        environment: dict[str, str] | None = None,
        tls: Path | None = None,
        host: str = "127.0.0.1",
    ) -> None:
        self.folder, self._count, self.port, self._host = folder, workers, free_port(), host
        self.address = f"{'tls' if tls else 'tcp'}://{host}:{self.port}"
        self._environment = {**os.environ, **ONE_THREAD, **KILLS, **QUIET, **(environment or {})}
        self._environment["DASK_TEMPORARY_DIRECTORY"] = str(folder)
        self._tls = tls
        self.workers: list[subprocess.Popen[bytes]] = []
        self._seen: dict[int, psutil.Process] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> Cluster:
        self.start_scheduler()
        for _ in range(self._count):
            self.start_worker()
        return self

    def __exit__(self, *_: object) -> None:
        for process in (*self.workers, self.scheduler):
            self._look(process)
            process.terminate()
        for process in (*self.workers, self.scheduler):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(40)
        for left in (each for each in self._seen.values() if each.is_running()):
            with contextlib.suppress(psutil.Error):
                left.kill()
        for process in (*self.workers, self.scheduler):
            process.wait(10)

    def _command(
        self, program: str, *arguments: str, by: Sequence[str] = (), **environment: str
    ) -> subprocess.Popen[bytes]:
        files = [f"--tls-ca-file={self._tls}/ca.pem"] if self._tls else []
        files += [f"--tls-cert={self._tls}/cert.pem", f"--tls-key={self._tls}/key.pem"] if self._tls else []
        command = [*by, sys.executable, "-m", f"distributed.cli.dask_{program}", *arguments, "--no-dashboard", *files]
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                command, cwd=self.folder, env=self._environment | environment, stdout=log, stderr=log
            )

    def start_scheduler(self) -> None:
        """The scheduler, at the same port whenever it is started anew."""
        where = ["--protocol", "tls"] if self._tls else []
        self.scheduler = self._command("scheduler", "--host", self._host, "--port", str(self.port), *where)
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection((self._host, self.port), 1.0):
                return
            time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text()[-2000:])

    def start_worker(
        self, host: str = "127.0.0.1", by: Sequence[str] = (), **environment: str
    ) -> subprocess.Popen[bytes]:
        """A worker of one thread under a nanny; it may be there a little later. by: the program that starts it."""
        told = [self.address, "--nworkers", "1", "--nthreads", "1", "--host", host]
        worker = self._command("worker", *told, "--local-directory", str(self.folder), by=by, **environment)
        self.workers.append(worker)
        return worker

    def _look(self, process: subprocess.Popen[bytes]) -> list[psutil.Process]:
        with contextlib.suppress(psutil.NoSuchProcess):
            found = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
            self._seen |= {each.pid: each for each in found}
            return found
        return []

    def kill_worker(self, nanny: subprocess.Popen[bytes], *, with_nanny: bool = False) -> bool:
        """Kill the process under a nanny, or the nanny itself; whether there was one."""
        below = [each for each in self._look(nanny)[1:] if "spawn_main" in " ".join(_command_of(each))]
        for victim in [nanny] if with_nanny else below:
            with contextlib.suppress(psutil.NoSuchProcess, ProcessLookupError):
                victim.send_signal(signal.SIGKILL)
        return bool(below)

    def kill_scheduler(self) -> None:
        self.scheduler.kill()
        self.scheduler.wait(10)

    def workers_end(self) -> None:
        """Wait until they have: they do so without a scheduler."""
        for worker in self.workers:
            self._look(worker)
            worker.wait(SECONDS)
        self.workers.clear()

    def mend(self, workers: int) -> None:
        """There is a scheduler again, and at least so many workers."""
        if self.scheduler.poll() is not None:
            self.workers_end()
            self.start_scheduler()
        self.workers = [each for each in self.workers if each.poll() is None]
        while len(self.workers) < workers:
            self.start_worker()

    def processes_of(self, nanny: subprocess.Popen[bytes]) -> list[psutil.Process]:
        """A nanny, its worker and all below."""
        return self._look(nanny)

    def processes(self) -> list[psutil.Process]:
        """What runs of it now."""
        return [each for process in (*self.workers, self.scheduler) for each in self._look(process)]


def _command_of(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


@contextlib.contextmanager
def nothing_left() -> Iterator[None]:
    """Afterwards no more processes run below this one than before."""
    before = {each.pid for each in psutil.Process().children(recursive=True)}
    yield
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        left = [each for each in psutil.Process().children(recursive=True) if each.pid not in before]
        left = [each for each in left if each.status() != psutil.STATUS_ZOMBIE]
        if not left:
            return
        time.sleep(0.1)
    raise AssertionError([_command_of(each) for each in left])
