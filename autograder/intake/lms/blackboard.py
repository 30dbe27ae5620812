"""Blackboard Learn, *Assignment File Download*: one flat zip of all attempts.

`Homework 3_alovelace_attempt_2026-11-21-10-11-12_homework.ipynb` (assignment, login, time in the server's zone, file),
and for each attempt `Homework 3_alovelace_attempt_2026-11-21-10-11-12.txt`, which begins

    Name: Ada Lovelace (alovelace)
    Assignment: Homework 3
    Date Submitted: Saturday, November 21, 2026 10:11:12 AM EST
    Current Grade: Needs Grading

(On GitHub: kwurst/bb-file-cleanup, and the parsers of BBGradebookOrganiser and others.) Assignment and login may both
have _ in them: what all have in common is the assignment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .entry import About, HandedIn, common_start

ATTEMPT = re.compile(r"^(?P<head>.+?)_attempt_(?P<when>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|(?P<sheet>\.txt))$")
LINE = re.compile(r"^(Name|Date Submitted): *(.*?)\s*$")
NAME = re.compile(r"^(?P<name>.*?)\s*\((?P<login>[^()]*)\)$")
HEAD_LINES = 5  # below them stand the student's own words


def of_file(name: str) -> HandedIn | None:
    """Whose a file is; the number is all that stands before the attempt, which `logins` makes shorter."""
    match = ATTEMPT.match(name)
    if not match:
        return None
    date, time = match["when"][:10], match["when"][11:].replace("-", ":")
    return HandedIn(match["head"], match["file"] or name, "Blackboard", match["head"], when=f"{date} {time}")


def logins(heads: Iterable[str]) -> dict[str, str]:
    """The login in what stands before the attempt."""
    known = sorted(set(heads))
    common = common_start(known) if len(known) > 1 else "".join(known)
    start = common.rfind("_") + 1
    return {head: head[start:] or head for head in known}


def sheet(path: str, content: bytes) -> dict[str, list[About]] | None:
    """The text that Blackboard writes for an attempt."""
    match = ATTEMPT.match(path)
    if "/" in path or not match or not match["sheet"]:
        return None
    lines = content[:4000].decode("utf-8-sig", "replace").splitlines()[:HEAD_LINES]
    said = {found[1]: found[2] for line in lines if (found := LINE.match(line))}
    who = NAME.match(said.get("Name", ""))
    when = said.get("Date Submitted", "")
    late = re.search(r"\(?\blate\b\)?", when, re.IGNORECASE)
    when = when.replace(late[0], "").strip() if late else when
    name, login = (who["name"], who["login"]) if who else (said.get("Name", ""), "")
    key = of_file(match.string)
    return {f"{key.key} {key.when}": [About(name, login, "", when, bool(late))]} if key else None
