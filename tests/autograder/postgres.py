"""A real PostgreSQL server in a temporary folder, on a port of this machine that is free."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, text

PLACES = Path("/usr/lib/postgresql")  # where Debian puts the programs of each version, outside of PATH
PROGRAMS = ("initdb", "pg_ctl", "postgres")
USER, PASSWORD = "instructor", "open:sesame@/?%"  # with all that an address must quote
QUOTED = "open%3Asesame%40%2F%3F%25"


def programs() -> Path | None:
    """The folder of PostgreSQL's programs; None where there are none."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(PLACES.glob("*/bin"), reverse=True)
    return next((each for each in folders if all((each / name).is_file() for name in PROGRAMS)), None)


class Server:
    """A server that can be stopped and started again. `new` gives the address of an empty database."""

    def __init__(self, folder: Path, bin: Path) -> None:
        self.folder, self._bin, self._names = folder, bin, count()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._as: list[str] = []
        if os.geteuid() == 0:  # which PostgreSQL refuses to be
            shutil.chown(folder, "nobody", "nogroup")
            self._as = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
        secret = folder / "password"
        secret.write_text(PASSWORD)
        if self._as:
            shutil.chown(secret, "nobody", "nogroup")
        made = ["--auth=scram-sha-256", f"--username={USER}", f"--pwfile={secret}", "--encoding=UTF8", "--locale=C"]
        self._run("initdb", "-D", folder / "data", *made, "--no-sync")
        self.start()

    def _run(self, program: str, *arguments: object) -> None:
        command = [*self._as, str(self._bin / program), *map(str, arguments)]
        subprocess.run(command, check=True, cwd=self.folder, stdout=subprocess.DEVNULL, timeout=120)

    def start(self) -> None:
        options = f"-c port={self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        data, log = self.folder / "data", self.folder / "log"
        self._run("pg_ctl", "start", "-w", "-D", data, "-l", log, "-o", options)

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", self.folder / "data")

    def url(self, database: str = "postgres", password: str = QUOTED) -> str:
        return f"postgresql://{USER}:{password}@127.0.0.1:{self.port}/{database}"

    def ask(self, *statements: str) -> list[tuple[object, ...]]:
        """Statements outside of a transaction; the rows of the last one, if it has any."""
        engine = create_engine(self.url(), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                done = connection.execute(text(statement))
            rows = [tuple(row) for row in done] if done.returns_rows else []
        engine.dispose()
        return rows

    def new(self) -> str:
        name = f"class_{next(self._names)}"
        self.ask(f"CREATE DATABASE {name}")
        return self.url(name)

    def cut(self) -> None:
        """End every connection but the one that says so."""
        self.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")


@contextmanager
def a_server(bin: Path) -> Iterator[Server]:
    """A server while it is needed."""
    folder = Path(tempfile.mkdtemp(prefix="gdkit-postgres-"))
    try:
        server = Server(folder, bin)
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
