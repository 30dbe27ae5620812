"""Takes in what "hand in" sends: a small server, to put behind the web server that the pages come from.

    python -m publishing.web.receiver FOLDER [--port 8081] [--origin https://pages.example]

Each notebook becomes FOLDER/ASSIGNMENT/STUDENT/NAME-1.ipynb, the next one NAME-2.ipynb: nothing is ever written over.
`autograder grade 03 --from FOLDER/03-one-minibatch-by-hand` takes the last one of each. Who sends is whoever the form
says: put it behind your university's login (docs/browser.md) where that is not enough.
"""

from __future__ import annotations

import argparse
import json
import sys
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from autograder.intake.lms.entry import Refused
from autograder.intake.naming import student_id

LARGEST = 20_000_000  # bytes of a notebook with its pictures: what `autograder grade` takes
ATTEMPTS = 200  # of one student at one assignment
SECONDS = 30  # for a request


def fields(kind: str, body: bytes) -> dict[str, str]:
    """The parts of a form, multipart/form-data. Raises ValueError for another."""
    message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    if message.get_content_type() != "multipart/form-data":
        raise ValueError("expected a form, multipart/form-data")
    found = {}
    for part in message.iter_parts():
        content = part.get_payload(decode=True)
        found[str(part.get_param("name", header="content-disposition"))] = bytes(content or b"").decode("utf-8")
        if part.get_filename():
            found["file name"] = str(part.get_filename())
    return found


def keep(folder: Path, form: dict[str, str]) -> Path:
    """Write the notebook beside those that the student sent before. Raises ValueError in words for what is none."""
    if missing := [name for name in ("student", "assignment", "file", "file name") if not form.get(name, "").strip()]:
        raise ValueError(f"the form has no {', '.join(missing)}")
    try:
        student, assignment = student_id(form["student"]), student_id(form["assignment"])
        stem = student_id(Path(form["file name"]).stem)
    except Refused as refused:
        raise ValueError(str(refused)) from None
    try:
        cells = json.loads(form["file"])["cells"]
    except (ValueError, KeyError, TypeError, RecursionError):
        cells = None
    if not isinstance(cells, list):
        raise ValueError("the file is no notebook")
    place = folder / assignment / student
    place.mkdir(parents=True, exist_ok=True)
    for number in range(1, ATTEMPTS + 1):
        try:
            with (place / f"{stem}-{number}.ipynb").open("x", encoding="utf-8") as file:  # of two at once, one is first
                file.write(form["file"])
            return place / f"{stem}-{number}.ipynb"
        except FileExistsError:
            continue
    raise ValueError(f"{ATTEMPTS} attempts of {student} are here already")


class Receiver(BaseHTTPRequestHandler):
    """Answers a POST with what was kept, or with what was wrong, in words that the page shows."""

    folder: Path
    origin: str
    timeout = SECONDS

    def do_POST(self) -> None:
        size = self.headers.get("Content-Length", "")
        if not (size.isdecimal() and len(size) < 10 and int(size) <= LARGEST):
            self._answer(413, f"A notebook may have {LARGEST:,} bytes.")
            return
        try:
            kept = keep(self.folder, fields(self.headers.get("Content-Type", ""), self.rfile.read(int(size))))
        except ValueError as problem:  # also bytes that are no UTF-8
            self._answer(400, f"Not taken: {problem}.")
        else:
            self._answer(200, f"Received as {kept.name} of {kept.parent.name}.")

    def _answer(self, status: int, text: str) -> None:
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        if self.origin:
            self.send_header("Access-Control-Allow-Origin", self.origin)
        self.end_headers()
        self.wfile.write(content)


def server(folder: Path, port: int, origin: str = "") -> ThreadingHTTPServer:
    """The server on loopback, not yet serving."""
    return ThreadingHTTPServer(("127.0.0.1", port), type("Here", (Receiver,), {"folder": folder, "origin": origin}))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m publishing.web.receiver", description="Take homework in by POST.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--origin", default="", help="of the pages, where it is another than this server's")
    wanted = parser.parse_args()
    with server(wanted.folder, wanted.port, wanted.origin) as receiving:
        print(f"http://127.0.0.1:{wanted.port} writes into {wanted.folder}; Ctrl-C ends it")
        try:
            receiving.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
