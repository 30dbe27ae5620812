"""The report as a page that is asked for anew every few seconds, while work is graded as it comes in.

Of the whole disk it shows one file, whose name no request can choose.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..text import SafeText, safe
from .serving import HTML, Reply

SECONDS = 5
NOT_FOUND = Reply(404, HTML, safe("There is nothing here. Open the address that the command printed."))
HEAD = "<head>"
AGAIN = f'{HEAD}\n<meta http-equiv="refresh" content="{SECONDS}">'
NOTHING = f'<!doctype html>\n<html lang="en">\n{HEAD}\n<meta charset="utf-8"><title>Report</title>\n</head>\n'
NOTHING += "<body><p>Nothing was graded yet. This page looks again by itself.</p></body>\n</html>\n"


class LiveReport:
    """The page of a report that lies there, or will."""

    def __init__(self, report: Path) -> None:
        self._report = report

    def answer(self, path: str, sent: Any) -> Reply:
        """What `serving.Server` sends."""
        return NOT_FOUND if path or sent is not None else Reply(200, HTML, self._page())

    def _page(self) -> SafeText:
        try:
            text = self._report.read_text("utf-8")
        except OSError:
            text = NOTHING
        return safe(text.replace(HEAD, AGAIN, 1))
