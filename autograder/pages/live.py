"""The report as a page that follows: it is loaded again when it is another, while work is graded as it comes in.

Of the whole disk it shows one file, whose name no request can choose.
"""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

from ..text import SafeText, safe
from .serving import HTML, SCRIPT, Reply, as_reply, policy

SECONDS = 5  # where the browser runs no script
NOT_FOUND = Reply(404, HTML, safe("There is nothing here. Open the address that the command printed."))
HEAD = "<head>"
FOLLOW = '{head}\n<script src="follow.js" data-edition="{edition}"></script>\n'
FOLLOW += f'<noscript><meta http-equiv="refresh" content="{SECONDS}"></noscript>'
POLICY = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")[^"]*')  # of the page that lies there
NOTHING = f'<!doctype html>\n<html lang="en">\n{HEAD}\n<meta charset="utf-8"><title>Report</title>\n</head>\n'
NOTHING += "<body><p>Nothing was graded yet. This page looks again by itself.</p></body>\n</html>\n"


class LiveReport:
    """The page of a report that lies there, or will."""

    def __init__(self, report: Path) -> None:
        self._report = report

    def answer(self, path: str, sent: Any) -> Reply:
        """What `serving.Server` sends."""
        if sent is not None:
            return NOT_FOUND
        if path == "follow.js":
            return Reply(200, SCRIPT, safe(files(__package__).joinpath("templates", "follow.js").read_text("utf-8")))
        if path == "edition":
            return as_reply({"edition": self._edition()})
        return NOT_FOUND if path else Reply(200, HTML, self._page())

    def _edition(self) -> str:
        """Another whenever the report was written again."""
        try:
            about = self._report.stat()
        except OSError:
            return "none"
        return f"{about.st_ino}-{about.st_mtime_ns}"

    def _page(self) -> SafeText:
        edition = self._edition()  # first: what is written meanwhile is another
        try:
            text = self._report.read_text("utf-8")
        except OSError:
            text = NOTHING
        ours = policy("'self'")
        text = POLICY.sub(rf"\g<1>{ours}", text, count=1)
        return safe(text.replace(HEAD, FOLLOW.format(head=HEAD, edition=edition), 1))
