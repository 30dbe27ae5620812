"""The report of `autograder watch --serve` in a browser: it follows, and what a person unfolded stays."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.pages.live import NOT_FOUND, LiveReport
from autograder.pages.serving import Server

pytestmark = pytest.mark.browser
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta charset="utf-8"><title>Report</title>
</head>
<body><p id="count">{count} graded</p>
<script>document.title = "run by what a student wrote"</script>
<details><summary>first</summary>a</details><details><summary>second</summary>b</details>
<p style="height: 5000px"></p></body>
</html>
"""


def write(report: Path, count: int) -> None:
    part = report.with_suffix(".part")
    part.write_text(PAGE.format(policy=POLICY, count=count), "utf-8")
    part.replace(report)


def until(page: Any, expression: str, wanted: object) -> None:
    """The page's policy lets no waiting function in, but ours may ask."""
    for _ in range(200):
        if page.evaluate(expression) == wanted:
            return
        page.wait_for_timeout(100)
    raise AssertionError(page.evaluate(expression))


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, Server]]:
    report = tmp_path / "report.html"
    with Server(LiveReport(report).answer, refused=NOT_FOUND, reads_only=True) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield report, server
        server.shutdown()
        thread.join()


def test_the_page_follows_the_report_and_what_was_unfolded_and_the_place_stay(
    browser: Any, served: tuple[Path, Server]
) -> None:
    report, server = served
    page = browser.new_page()
    try:
        page.goto(server.address)
        page.get_by_text("Nothing was graded yet").wait_for()
        write(report, 1)
        page.get_by_text("1 graded").wait_for()
        page.get_by_text("second").click()
        page.evaluate("window.scrollTo(0, 700)")
        write(report, 2)
        page.locator("#count", has_text="2 graded").wait_for(state="attached")
        until(page, "window.scrollY", 700)
        unfolded = "[...document.querySelectorAll('details')].map(each => each.open)"
        assert page.evaluate(unfolded) == [False, True]
        page.evaluate("window.same = true")
        page.wait_for_timeout(5000)
        assert page.evaluate("window.same") is True, "it is not loaded again while it is the same"
        assert page.title() == "Report", "a script of a student's does not run"
    finally:
        page.close()


def test_the_page_says_when_nobody_answers_any_more(browser: Any, served: tuple[Path, Server]) -> None:
    report, server = served
    write(report, 1)
    page = browser.new_page()
    try:
        page.goto(server.address)
        server.shutdown()
        server.server_close()
        until(page, "document.title", "ended: Report")
    finally:
        page.close()
