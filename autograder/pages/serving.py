"""A page that answers, for one person at this machine: HTTP on loopback, and nothing beyond.

An address holds a token that is drawn anew each time, and whoever does not know it gets nothing. A page of another site
cannot get in either: the name in the Host header is that of this machine (what a site's own name would be turned into),
and what changes something comes from our own page (Origin), as JSON.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from ..progress import say_fault
from ..text import SafeText, SafeTree, safe, safe_tree

HOST = "127.0.0.1"
NAMES = {"127.0.0.1", "localhost"}
MAX_BODY = 100_000  # bytes
IDLE_SECONDS = 20
HTML, SCRIPT, JSON = "text/html", "text/javascript", "application/json"


class Reply(NamedTuple):
    """What is sent back; of status 302, the path behind the token of the page to go to."""

    status: int
    kind: str
    text: SafeText


def as_reply(tree: object, status: int = 200) -> Reply:
    """JSON of a tree."""
    made: SafeTree = safe_tree(tree)
    return Reply(status, JSON, safe(json.dumps(made, allow_nan=False)))


REFUSED = Reply(403, HTML, safe("Refused. Open the address that the command printed."))
Answer = Callable[[str, Any], Reply]  # (path behind the token, what was sent: None where a page is asked for)


def policy(script: str) -> str:
    """The page's policy: one script, ours; no request but to where it came from."""
    return (
        f"default-src 'none'; script-src {script}; connect-src 'self'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


class Server(ThreadingHTTPServer):
    """Serves one page on this machine. A context manager; `serve_forever` until it is shut down.

    refused: what whoever does not know the token gets; reads_only: nothing can be sent to it. Raises OSError,
    OverflowError for a port that cannot be used.
    """

    daemon_threads = True
    allow_reuse_address = False

    def __init__(self, answer: Answer, port: int = 0, *, refused: Reply = REFUSED, reads_only: bool = False) -> None:
        self.token = secrets.token_urlsafe(24)
        self.answer, self.refused, self.reads_only = answer, refused, reads_only
        super().__init__((HOST, port), _Handler)

    @property
    def address(self) -> str:
        """What a person opens."""
        return f"http://{HOST}:{self.server_address[1]}/{self.token}/"

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that went away is no news."""


class _Handler(BaseHTTPRequestHandler):
    timeout = IDLE_SECONDS
    protocol_version = "HTTP/1.0"
    server_version, sys_version = "autograder", ""
    server: Server

    def do_GET(self) -> None:
        self._send(self._asked(None))

    def do_POST(self) -> None:
        host = self.headers.get("Host", "")
        length = self.headers.get("Content-Length", "")
        if self.server.reads_only:
            self._send(Reply(405, HTML, safe("This page is only read.")))
        elif self.headers.get("Origin") != f"http://{host}" or self.headers.get_content_type() != JSON:
            self._send(REFUSED)
        elif not length.isdecimal() or len(length) > 9 or int(length) > MAX_BODY:
            self._send(Reply(413, HTML, safe(f"At most {MAX_BODY} bytes are taken.")))
        else:
            try:
                sent = json.loads(self.rfile.read(int(length)))
            except (ValueError, RecursionError):
                sent = None
            self._send(self._asked(sent) if isinstance(sent, dict) else as_reply({"problem": "no JSON object"}, 400))

    def _asked(self, sent: Any) -> Reply:
        """The answer, where who asks knows the token."""
        name = urlsplit(f"//{self.headers.get('Host', '')}").hostname if self._host_is_plain() else None
        _, token, path = (*self.path.split("/", 2), "", "")[:3]
        if name not in NAMES or not secrets.compare_digest(token.encode(), self.server.token.encode()):
            return self.server.refused
        try:
            return self.server.answer(path, sent)
        except Exception as problem:  # the next answer can be marked all the same
            say_fault()
            return as_reply({"problem": f"{type(problem).__name__}: {problem}"}, 500)

    def _host_is_plain(self) -> bool:
        host = self.headers.get("Host", "")
        return len(self.headers.get_all("Host", [])) == 1 and all(each.isalnum() or each in ".:-" for each in host)

    def _send(self, reply: Reply) -> None:
        body = reply.text.encode()
        self.send_response(reply.status)
        if reply.status == 302:
            self.send_header("Location", f"/{self.server.token}/{reply.text}")
        for name, value in {
            "Content-Type": f"{reply.kind}; charset=utf-8",
            "Content-Length": str(len(body)),
            "Content-Security-Policy": policy("'self'") + "; frame-ancestors 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Referrer-Policy": "same-origin",
            "Cache-Control": "no-store",
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """The terminal is told nothing of what is asked."""
