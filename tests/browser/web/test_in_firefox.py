"""Two homeworks in Firefox, by WebDriver BiDi: the model solution passes every check, an untouched one none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("mdit_py_plugins", reason="what pages need is not installed: make .venv/publishing")

from autograder.demo.classroom import Homework
from publishing.web.page import Page
from publishing.web.releases import files_beside
from publishing.web.serving import served
from publishing.web.settings import Settings
from publishing.website.homework import released_once

from ..test_firefox import pytestmark as needs_firefox
from ..test_firefox import visit  # noqa: F401 (a fixture)
from .homework_page import HERE, MISSING, ROOT, WEB

pytestmark = [*needs_firefox, pytest.mark.timeout(600), pytest.mark.skipif(not HERE, reason=MISSING)]
NAMES = ("03-one-minibatch-by-hand", "08-softmax-regression")  # the second draws, and asks for real data
RESTS = "main:not(:has(section[data-state=running], section[data-state=waiting]))"
RUN_ALL = "[role=toolbar] button:nth-of-type(2)"
LOOK = """[...document.querySelectorAll(".outputs [aria-label^='Check of']")].map((card) => card.textContent)"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The built folder with a page more for each homework, on which it is solved."""
    for path in WEB.iterdir():
        (tmp_path / path.name).symlink_to(path)
    for name in NAMES:
        release = released_once(ROOT / "build" / "website")[name]
        (path,) = release.glob("*.ipynb")
        solved = Homework(path).solve(ROOT / "solutions" / name / path.name).notebook
        page = Page(f"{name}-solved", "homework", path.name, solved, files_beside(release))
        text = page.html("A course", Settings().policy()).replace(f"files/{page.name}/", f"files/{name}/")
        (tmp_path / f"{page.name}.html").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", NAMES)
def test_in_firefox_a_solved_homework_passes_every_check_and_an_untouched_one_none(
    visit: Callable[..., Any],  # noqa: F811
    folder: Path,
    name: str,
) -> None:
    with served(folder) as server:
        wanted = {
            "ready": "#bar[data-state=ready]",
            "steps": [["click", RUN_ALL]],
            "until": RESTS,
            "own": server.address,
        }
        untouched = visit(f"{server.address}{name}.html", look=LOOK, keep=f"web-{name}", **wanted)
        solved = visit(f"{server.address}{name}-solved.html", look=LOOK, keep=f"web-{name}-solved", **wanted)
    assert len(untouched) == len(solved) >= 3
    assert all("not there yet" in card for card in untouched)
    assert all(card.startswith("✓") or "recorded" in card for card in solved), solved
