"""GitHub Classroom: `gh classroom clone student-repos`, or its Assistant, clones a repository a student.

`homework-3-submissions/homework-3-adagh/homework.ipynb`: the assignment's slug and the student's login, which
`classroom_roster.csv` (`identifier,github_username,github_id,name`) knows; a slug and a login may both have hyphens.
When something was pushed is written in the repository only, which is not read: it is the student's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .entry import HandedIn, common_start

WRAPPER = "-submissions"


def of_repositories(folders: Iterable[str], around: str, assignment: str) -> dict[str, HandedIn]:
    """Whose each repository is; around is the folder in which they lie. Where no slug is known, all have in common
    what stands before their last common hyphen; a single one keeps its whole name."""
    known = sorted(set(folders))
    slug = around.removesuffix(WRAPPER) if around.endswith(WRAPPER) else _slug(assignment)
    if not all(folder.startswith(f"{slug}-") for folder in known):
        slug = common_start(known).rpartition("-")[0]
    return {folder: _entry(folder.removeprefix(f"{slug}-") if slug else folder) for folder in known}


def _entry(login: str) -> HandedIn:
    return HandedIn(login, "", "GitHub", login)


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
