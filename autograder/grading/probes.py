"""A student's probe, judged in a process that is ended when it takes too long.

A probe that the domain does not allow is refused here, at once. One that is allowed goes, as data, to a process of
our own, which calls the suspect and the right function: it has none of the student's code and nothing that is secret.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gdkit import suspects
from gdkit.checking import ProbeData, Verdict
from gdkit.checking.encoding import decode, encode
from gdkit.checking.probing import judge_allowed, refuse

from ..declaring.book import Book, open_book
from ..disposable import Disposable, limit_memory, serve

PROBE_SECONDS = 5.0

_process = Disposable(__name__)


def judge_apart(data: ProbeData, value: Any, book: Book, seconds: float = PROBE_SECONDS) -> Verdict:
    """The verdict on a probe that a student's process has sent, as plain data; the book is the course's."""
    refused = refuse(data, value)
    if refused is not None:
        return refused
    _process.begin()
    question = {
        "data": data.to_tree(),
        "probe": encode(value),
        "places": list(book.places),
        "folder": None if book.folder is None else str(book.folder),
    }
    for _ in range(2):  # a machine has slower minutes
        answer = _process.ask(question, seconds)
        if isinstance(answer, dict):
            return Verdict(**answer)
    said = f"On your probe the judge's own functions did not finish in {seconds:g} seconds."
    return Verdict(data.id, 0.0, "timeout", message=said, hint="Take smaller numbers.", reread=data.reread)


# ------------------------------------------------------------------------------------- in the process


def _answer(question: dict[str, Any]) -> dict[str, Any]:
    data = ProbeData.from_tree(question["data"])
    if data.suspect not in suspects.SUSPECTS:  # one of a helper module, which the course's exercises import
        folder = None if question["folder"] is None else Path(question["folder"])
        open_book(tuple(question["places"]), folder)[data.id]
    return judge_allowed(data, decode(question["probe"])).to_tree()


if __name__ == "__main__":
    limit_memory()
    serve(_answer)
