"""What people met who walked through homework in the browser for the first time: students, and who puts it online."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("mdit_py_plugins", reason="what pages need is not installed: make .venv/publishing")

from publishing.web.serving import served

from ..conftest import refuse_requests
from . import pages
from .building import built
from .pages import homework, printed
from .reader import SOON, Reader, needs_node

ADDRESS = {"hand_in": {"address": "hand-in", "fields": {"student": "Your name", "group": "Your group"}}}
ANEW = "Python has started anew"
MISSED = "A cell above was not run since Python started"

pytestmark = needs_node


class Walk(Reader):
    """The page, in which cells are run by their keys."""

    def run(self, id: str, source: str = "") -> None:
        self.cell(id).locator(".source").click()
        if source:
            self.keyboard.press("Control+a")
            self.keyboard.insert_text(source)
        self.keyboard.press("Control+Enter")
        self.idle()


@pytest.fixture
def walk(browser: Any, bundled: Path, tmp_path: Path) -> Iterator[Callable[..., Walk]]:
    """walk(settings) -> the page, alive, in a browser of its own that reaches nothing else."""
    (tmp_path / "static").symlink_to(bundled, target_is_directory=True)
    made = []

    with pages.serving(tmp_path) as server:

        def begin(settings: dict[str, Any] | None = None, *, script: str = "", **options: Any) -> Walk:
            pages.write(tmp_path, homework(), settings)
            context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "bypass_csp": True, **options})
            context.set_default_timeout(SOON)
            made.append(context)
            page = Walk(context.new_page(), server)
            refuse_requests(context, page, server.address)
            page.add_init_script(script)
            page.load()
            return page

        yield begin
        for context in made:
            context.close()


# --- coming back ---------------------------------------------------------------------------------


def test_after_a_reload_the_page_says_that_python_knows_nothing_until_a_cell_is_run(walk: Callable[..., Walk]) -> None:
    page = walk()
    assert page.get_by_text(ANEW).count() == 0
    page.run("setup")
    page.kept()
    page.load()
    page.locator("#bar .doing").get_by_text(ANEW).wait_for()
    prompt = page.cell("setup").locator(".prompt")
    assert prompt.get_attribute("title") == "not run since Python started"
    assert prompt.inner_text() == "[1]" and "old" in prompt.get_attribute("class")
    assert "old" not in page.cell("check").locator(".prompt").get_attribute("class")
    page.run("setup")
    page.get_by_text("Python is ready").first.wait_for()
    assert "old" not in prompt.get_attribute("class")


def test_a_name_that_is_missing_after_cells_above_were_left_out_is_explained(walk: Callable[..., Walk]) -> None:
    page = walk()
    missing = '#! {"status": "error", "ename": "NameError"}'
    page.run("step", missing)
    page.locator("#bar .doing").get_by_text(MISSED).wait_for()
    page.run("setup")
    page.run("step", missing)
    assert page.get_by_text(MISSED).count() == 0


def test_on_a_phone_the_line_of_the_bar_fits_while_python_comes_and_when_it_is_new(walk: Callable[..., Walk]) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
    page = walk(script="window.hold = new Promise((go) => (window.go = go));", **phone)
    page.get_by_text("Downloading Python 12 of 27 MB").wait_for()
    page.evaluate("page.kept('Kept on this device')")
    assert page.locator("#bar .kept").is_hidden()
    assert page.locator("#bar .doing").bounding_box()["height"] < 20  # one line
    page.evaluate("go()")
    page.locator("#bar .kept").get_by_text("Kept on this device").wait_for()
    page.run("setup")
    page.kept()
    page.load()
    page.evaluate("go()")
    page.locator("#bar .doing").get_by_text(ANEW).wait_for()
    assert page.locator("#bar .kept").is_hidden()
    bar, line = (page.locator(place).bounding_box() for place in ("#bar", "#bar .line"))
    assert line["y"] + line["height"] <= bar["y"] + bar["height"]


def test_a_reload_while_a_cell_runs_is_told_as_well(walk: Callable[..., Walk]) -> None:
    page = walk()
    page.cell("step").locator(".source").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(printed("so far\n") + "\nwhile True: pass")
    page.keyboard.press("Control+Enter")
    page.get_by_text("so far").last.wait_for()
    page.wait_for_timeout(500)
    page.load()
    page.locator("#bar .doing").get_by_text(ANEW).wait_for()


# --- running -------------------------------------------------------------------------------------


def test_a_cell_that_was_stopped_and_lost_nothing_did_not_end_python(walk: Callable[..., Walk]) -> None:
    page = walk()
    page.run("step", printed("Stopped after 5 s\n") + '\n#! {"status": "timeout", "lost": false, "text": ""}')
    assert page.cell("step").locator(".outputs").inner_text().strip() == "Stopped after 5 s"


def test_time_sleep_ends_when_its_time_is_over(browser: Any) -> None:
    try:
        folder = built()
    except OSError as error:
        pytest.skip(str(error))
    context = browser.new_context()
    with served(folder) as server:
        page = context.new_page()
        page.goto(server.address)
        assert page.evaluate("() => started")
        source = "import time\nbefore = time.monotonic()\ntime.sleep(0.3)\n0.3 <= time.monotonic() - before < 30"
        answer = page.evaluate("(source) => python.run({ source, cell: 'cell' })", source)
        assert answer["status"] == "ok"
        assert page.evaluate("() => sent.at(-1).output.data['text/plain']") == "True"
    context.close()


# --- handing in ----------------------------------------------------------------------------------


def test_enter_in_the_last_field_hands_in(walk: Callable[..., Walk]) -> None:
    page = walk(ADDRESS)
    page.press("Hand in")
    page.get_by_label("Your name").fill("Ada")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "group" and page.site.taken == []
    page.get_by_label("Your group").fill("B")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_text("Received.").wait_for()
    assert len(page.site.taken) == 1


def test_after_a_try_that_failed_the_fields_are_still_filled_in(walk: Callable[..., Walk]) -> None:
    page = walk(ADDRESS)
    page.site.answer = (503, "Come back later.")
    page.press("Hand in")
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("Your group").fill("B")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_text("Come back later.").wait_for()
    page.press("Close")
    page.press("Hand in")
    assert page.get_by_label("Your name").input_value() == "Ada"
    page.load()
    page.press("Hand in")
    assert page.get_by_label("Your name").input_value() == ""  # whoever sits here next is another


def test_a_picture_without_words_is_said_to_be_there(walk: Callable[..., Walk]) -> None:
    page = walk()
    pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
    output = {"output_type": "display_data", "data": {"image/png": pixel, "text/plain": "<Figure>"}, "metadata": {}}
    page.run("step", "#! " + json.dumps(output))
    page.get_by_role("img", name="A picture without a description").wait_for()


# --- being told ----------------------------------------------------------------------------------


def test_help_says_what_is_not_as_in_jupyterlab_and_begins_at_its_beginning(walk: Callable[..., Walk]) -> None:
    page = walk(viewport={"width": 390, "height": 600})
    page.menu("Keys and help")
    dialog = page.get_by_role("dialog")
    assert dialog.evaluate("(one) => one.scrollHeight > one.clientHeight && one.scrollTop === 0")
    for words in (
        "Restart Kernel and Run All Cells",
        "whole numbers have 32 bits",
        "does not warn of overflow",
        "starts anew",
        "begin with % or !",
    ):
        assert dialog.get_by_text(words).count() == 1


def test_a_screen_reader_hears_that_python_is_ready_and_not_each_megabyte(walk: Callable[..., Walk]) -> None:
    page = walk(script="window.hold = new Promise((go) => (window.go = go));")
    live = "[role=status], [aria-live]"
    assert page.locator("#bar .doing").evaluate("(one, live) => one.closest(live) === null", live)
    page.evaluate("go()")
    page.locator(".spoken").get_by_text("Python has started").wait_for(state="attached")
    assert page.locator("#notes").get_attribute("aria-live") == "polite"
