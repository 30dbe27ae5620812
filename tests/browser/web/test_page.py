"""A page of homework in the browser comes to life, is typed into, runs, and is for everyone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import nbformat
import pytest

pytest.importorskip("mdit_py_plugins", reason="what pages need is not installed: make .venv/publishing")

from .pages import NAME, card, homework, printed
from .reader import AXE, SOON, Reader, needs_node

pytestmark = needs_node


# --- the page comes to life -------------------------------------------------------------------------


def test_nothing_moves_when_the_page_comes_to_life(visit: Callable[..., Reader], context: Callable[..., Any]) -> None:
    places = "[...document.querySelectorAll('.cell')].map((cell) => cell.getBoundingClientRect().top)"
    for width in (1280, 390):
        within = context(viewport={"width": width, "height": 900})
        page = visit(within, load=False)
        page.route("**/notebook.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
        page.goto(f"{page.site.address}{NAME}.html")
        before = page.evaluate(places)
        page.unroute("**/notebook.js")
        page.load()
        page.cell("step").locator(".cm-content").wait_for()
        assert page.evaluate(places) == pytest.approx(before, abs=1.5), width


def test_cells_that_are_run_before_python_is_ready_wait_for_it(visit: Callable[..., Reader]) -> None:
    page = visit(script="window.hold = new Promise((go) => (window.go = go));")
    page.get_by_text("Downloading Python 12 of 27 MB").wait_for()
    page.cell("setup").get_by_role("button").click()
    assert page.cell("setup").locator(".prompt").inner_text() == "[…]"
    page.evaluate("go()")
    page.outputs("setup").get_by_text("numpy is there").wait_for()
    assert page.cell("setup").locator(".prompt").inner_text() == "[1]"
    page.get_by_text("Python is ready").wait_for()


def test_where_python_cannot_start_the_page_says_why_and_tries_again(visit: Callable[..., Reader]) -> None:
    page = visit(script="window.fails = true")
    page.get_by_text("Python could not be fetched.").wait_for()
    page.typed("step", "x = 1")
    page.evaluate("window.fails = false")
    page.press("Try again")
    page.get_by_text("Python is ready").wait_for()
    assert page.source("step") == "x = 1"


# --- keys -------------------------------------------------------------------------------------------


def test_keys_run_a_cell_and_go_where_a_notebook_goes(visit: Callable[..., Reader]) -> None:
    page = visit()
    editor = page.editor("setup")
    editor.press("Control+Enter")
    page.outputs("setup").get_by_text("numpy is there").wait_for()
    assert page.evaluate("document.activeElement.closest('.cell').dataset.id") == "setup"
    editor.press("Shift+Enter")
    assert page.evaluate("document.activeElement.closest('.cell').dataset.id") == "step"
    page.keyboard.press("Alt+Enter")
    assert len(page.notebook().cells) == len(homework().cells) + 1
    page.keyboard.insert_text("a = 1\nb = 2")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('.cell').dataset.id") == "check"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.closest('.cell').dataset.id") == "step"


def test_shift_enter_goes_through_the_texts_between_the_cells(visit: Callable[..., Reader]) -> None:
    page = visit()
    page.editor("check").press("Shift+Enter")
    for id in ("task", "answer", "summary"):
        assert page.evaluate("document.activeElement.closest('.cell').dataset.id") == id
        page.keyboard.press("Shift+Enter")
    page.idle()
    assert [cell for cell, _ in page.asked()] == ["check", "summary"]
    assert len(page.notebook().cells) == len(homework().cells) + 1


def test_tab_indents_and_after_escape_leaves(visit: Callable[..., Reader]) -> None:
    page = visit()
    editor = page.typed("step", "x = 1")
    page.keyboard.press("Tab")
    assert page.source("step") == "    x = 1"
    assert "press Escape, then Tab" in editor.get_attribute("aria-description")
    page.keyboard.press("Escape")
    page.wait_for_timeout(2100)  # longer than CodeMirror's own two seconds
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.cell')?.dataset.id") != "step"
    assert page.source("step") == "    x = 1"


def test_an_editor_indents_closes_brackets_and_undoes(visit: Callable[..., Reader]) -> None:
    page = visit()
    page.typed("step", "")
    page.keyboard.type("def f(x):\nreturn (x")
    assert page.source("step") == "def f(x):\n    return (x)"
    for _ in range(9):
        page.keyboard.press("Control+z")
    assert page.source("step").startswith("def step(w)")
    page.keyboard.press("Control+f")
    page.locator(".cm-search").wait_for()


def test_what_is_given_can_be_read_and_run_but_not_changed(visit: Callable[..., Reader]) -> None:
    page = visit()
    editor = page.editor("check")
    editor.press("x")
    assert page.source("check") == homework().cells[3].source
    assert editor.get_attribute("aria-readonly") == "true" and "Read only" in editor.get_attribute("aria-description")
    editor.press("Control+Enter")
    page.outputs("check").get_by_text("not there yet").wait_for()
    assert page.cell("title").get_by_role("button").count() == 0


def test_a_text_is_edited_with_enter_and_typeset_without_html(visit: Callable[..., Reader]) -> None:
    page = visit()
    page.cell("answer").locator(".source").press("Enter")
    page.cell("answer").locator(".cm-content").press("Control+a")
    page.keyboard.insert_text(
        "It costs $5$ and\n\n$$\n\\eta\n+ 1\n$$\n\n<img src=x onerror=alert(1)> **so**, 5$ and 6$"
    )
    page.keyboard.press("Control+Enter")
    shown = page.cell("answer").locator(".source")
    assert shown.locator(".katex").count() == 2 and shown.locator(".katex-display").count() == 1
    assert shown.locator("strong").inner_text() == "so" and shown.locator("img").count() == 0
    assert "<img src=x" in shown.inner_text() and "5$ and 6$" in shown.inner_text()
    shown.dblclick()
    assert page.cell("answer").locator(".cm-content").is_visible()


# --- running ----------------------------------------------------------------------------------------


def test_an_error_ends_the_queue_except_at_a_check(visit: Callable[..., Reader]) -> None:
    page = visit()
    page.press("Run all")
    page.idle()
    assert [cell for cell, _ in page.asked()] == ["setup", "step", "check", "summary"]
    error = {"output_type": "error", "ename": "NameError", "evalue": "no x", "traceback": ["Cell [1], line 2", "  x"]}
    page.typed("step", f'#! {json.dumps(error)}\n#! {{"status": "error", "ename": "NameError"}}')
    page.press("Run all")
    page.idle()
    assert [cell for cell, _ in page.asked()][4:] == ["setup", "step"]
    assert page.outputs("step").locator("mark").all_inner_texts() == ["Cell [1], line 2", "  x"]
    page.locator(".spoken").get_by_text("NameError: no x").wait_for(state="attached")
    assert page.cell("check").locator(".prompt").inner_text() == "[3]"


def test_after_a_stop_the_cells_above_are_run_again_quietly(visit: Callable[..., Reader]) -> None:
    page = visit()
    page.press("Run all")
    page.idle()
    page.typed("step", "while True: pass")
    page.keyboard.press("Control+Enter")
    page.wait_for_function("!!fake.ending")
    assert page.cell("step").locator(".prompt").inner_text() == "[*]"
    page.press("Stop")
    page.get_by_text("The cells above were run again").first.wait_for()
    page.outputs("step").get_by_text("Stopped.").wait_for()
    assert page.asked()[5:] == [["setup", True]]
    assert page.outputs("setup").inner_text().strip() == "numpy is there"  # kept as it was
    assert page.cell("check").get_attribute("data-state") == "forgotten"


def test_a_cell_that_stops_when_it_is_run_again_is_named(visit: Callable[..., Reader]) -> None:
    page = visit()
    page.typed("step", '#! {"status": "error", "ename": "ValueError"}')
    page.keyboard.press("Control+Enter")
    page.idle()
    page.press("+ Code")
    page.keyboard.insert_text("while True: pass")
    page.keyboard.press("Control+Enter")
    page.wait_for_function("!!fake.ending")
    page.press("Stop")
    page.locator(".doing").get_by_text(re.compile("stopped with ValueError: run the cells from the top")).wait_for()


@pytest.mark.parametrize("status", ["timeout", "ended", "memory"])
def test_when_a_cell_ends_python_its_place_says_so(visit: Callable[..., Reader], status: str) -> None:
    page = visit()
    page.typed("step", f'#! {{"status": "{status}", "lost": true, "text": "Python was ended by this cell."}}')
    page.keyboard.press("Control+Enter")
    page.outputs("step").get_by_text("Python was ended by this cell.").wait_for()
    page.idle()
    page.press("Run all")
    page.outputs("setup").get_by_text("numpy is there").wait_for()


def test_restart_and_run_all_begins_with_nothing(visit: Callable[..., Reader]) -> None:
    page = visit()
    page.editor("setup").press("Control+Enter")
    page.idle()
    page.menu("Restart and run all")
    page.wait_for_function("fake.asked.length === 5", timeout=SOON)
    page.idle()
    assert page.cell("setup").locator(".prompt").inner_text() == "[1]"


# --- cells of one's own -----------------------------------------------------------------------------


def test_own_cells_are_added_deleted_and_brought_back(visit: Callable[..., Reader]) -> None:
    page = visit()
    page.editor("step")
    page.press("+ Code")
    page.keyboard.insert_text("mine = 1")
    page.press("+ Text")
    page.keyboard.insert_text("words")
    made = page.notebook().cells
    assert [cell.source for cell in made[3:5]] == ["mine = 1", "words"]
    nbformat.validate(page.notebook())
    assert page.get_by_role("button", name="Delete this cell").count() == 2
    page.cell(made[3].id).get_by_role("button", name="Delete this cell").click()
    assert [cell.source for cell in page.notebook().cells[3:4]] == ["words"]
    page.press("Undo")
    assert page.notebook().cells[3] == made[3] and page.cell(made[3].id).is_visible()


# --- everyone ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_serious(visit: Callable[..., Reader], theme: str, width: int, keep: Any) -> None:
    page = visit(color_scheme=theme, viewport={"width": width, "height": 900})
    page.typed(
        "step",
        "def step(w):  # why\n    return w * 2.0 + len('a')\n" + card("✓ 03.step: passed") + "\n" + printed("1\n"),
    )
    page.evaluate("page.runner.add(page.notebook.cells)")
    page.idle()
    page.locator(".menu summary").click()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    report = "axe.run({ resultTypes: ['violations'] })"
    for _ in range(2):
        found = page.evaluate(report)["violations"]
        serious = [
            (one["id"], one["nodes"][0]["html"][:200]) for one in found if one["impact"] in ("serious", "critical")
        ]
        assert serious == []
        page.keyboard.press("Escape")
        page.press("Hand in")
        page.get_by_role("dialog").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    keep(page, f"web-page-{theme}-{width}")


def test_on_a_phone_everything_is_large_enough_to_touch(visit: Callable[..., Reader]) -> None:
    page = visit(viewport={"width": 390, "height": 844}, has_touch=True)
    page.typed("step", "x = " + "1 + " * 60 + "1")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator(".menu summary").click()
    sizes = page.evaluate(
        "[...document.querySelectorAll('button, summary')].map((b) => [b.textContent, b.getBoundingClientRect()])"
        ".filter(([, r]) => r.width).map(([text, r]) => [text, r.width, r.height])"
    )
    assert [one for one in sizes if one[1] < 40 or one[2] < 40] == []


def test_all_of_it_can_be_done_with_the_keyboard(visit: Callable[..., Reader]) -> None:
    page = visit()
    page.keyboard.press("Tab")
    for _ in range(40):
        if page.evaluate("document.activeElement.closest('.cell')?.dataset.id") == "step" and page.evaluate(
            "document.activeElement.classList.contains('cm-content')"
        ):
            break
        page.keyboard.press("Escape")
        page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(printed("by keyboard\n"))
    page.keyboard.press("Shift+Enter")
    page.outputs("step").get_by_text("by keyboard").wait_for()
    assert page.evaluate("document.activeElement.closest('.cell').dataset.id") == "check"
    page.get_by_role("button", name="Hand in").press("Enter")
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").count() == 0


def test_the_theme_can_be_chosen_and_is_remembered(visit: Callable[..., Reader]) -> None:
    page = visit(color_scheme="light")
    page.menu("Light or dark")
    paper = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(paper) == "rgb(20, 24, 30)"
    page.load()
    assert page.evaluate(paper) == "rgb(20, 24, 30)"


def test_a_page_of_eighty_cells_makes_its_editors_when_they_come_near(visit: Callable[..., Reader], site: Any) -> None:
    long = homework()
    more = [nbformat.v4.new_code_cell("\n".join(f"x{k} = {n}" for n in range(9)), id=f"c{k}") for k in range(80)]
    long.cells += more
    site.write(long, kind="lecture")
    page = visit()
    page.wait_for_timeout(100)
    assert 0 < page.locator(".cm-editor").count() < 40
    page.cell("c79").locator(".source").focus()
    page.keyboard.press("Control+Enter")
    page.wait_for_function("fake.asked.at(-1)?.cell === 'c79'", timeout=SOON)
    assert page.get_by_role("button", name="Hand in").count() == 0
