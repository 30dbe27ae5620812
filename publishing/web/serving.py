"""A plain web server for a built folder, on this machine alone: for the tests, the benchmark, and a look."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ISOLATED = {"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp"}


class Server(ThreadingHTTPServer):
    """Serves a folder; `sent` counts the bytes of each path's content."""

    daemon_threads = True

    def __init__(self, folder: Path, headers: dict[str, str], gzip_header: bool, files: type[Files]) -> None:
        self.sent: Counter[str] = Counter()
        self.headers, self.gzip_header = headers, gzip_header
        super().__init__(("127.0.0.1", 0), partial(files, directory=str(folder)))

    @property
    def address(self) -> str:
        """The folder's address, with a slash at its end."""
        return f"http://127.0.0.1:{self.server_port}/"


class Files(SimpleHTTPRequestHandler):
    """Answers a request for a file; a test's own may take more."""

    server: Server
    extensions_map = {  # noqa: RUF012 - as its base class has it
        **SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript",
        ".mjs": "text/javascript",
    }

    def end_headers(self) -> None:
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        if self.server.gzip_header and self.path.endswith(".gz"):
            self.send_header("Content-Encoding", "gzip")
        super().end_headers()

    def copyfile(self, source: Any, outputfile: Any) -> None:
        content = source.read()
        self.server.sent[self.path] += len(content)
        try:
            outputfile.write(content)
        except OSError:  # the page has gone
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Nobody reads it."""


@contextmanager
def served(
    folder: Path, headers: dict[str, str] | None = None, *, gzip_header: bool = False, files: type[Files] = Files
) -> Iterator[Server]:
    """Serve this folder. `gzip_header`: as some servers do, say of stored gzip that it is packed on the way."""
    server = Server(folder, headers or {}, gzip_header, files)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
