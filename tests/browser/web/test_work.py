"""The work in a page of homework is kept, opened, exported and handed in."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

pytest.importorskip("mdit_py_plugins", reason="what pages need is not installed: make .venv/publishing")

from .pages import NAME, homework, printed
from .reader import SOON, Reader, needs_node

pytestmark = needs_node


# --- the work is kept -------------------------------------------------------------------------------


def test_what_was_typed_and_shown_is_there_after_a_reload(visit: Callable[..., Reader]) -> None:
    page = visit()
    page.typed("step", "x = 1\n" + printed("one\n"))
    page.keyboard.press("Control+Enter")
    page.kept()
    text = page.text()
    page.load()
    assert page.text() == text
    page.outputs("step").get_by_text("one").wait_for()
    assert page.cell("step").locator(".cm-content").inner_text().startswith("x = 1")
    assert page.evaluate("document.activeElement.closest('.cell').dataset.id") == "step"


def test_what_was_typed_the_moment_before_the_page_is_left_is_kept(visit: Callable[..., Reader]) -> None:
    page = visit()
    page.typed("step", "the last words")
    page.load()
    assert page.source("step") == "the last words"


@pytest.mark.parametrize("outputs", [0, 12_000_000])
def test_the_last_words_are_kept_where_the_database_does_not_come_to_write(
    visit: Callable[..., Reader], outputs: int
) -> None:
    page = visit()
    page.evaluate("IDBObjectStore.prototype.put = () => new Promise(() => {}).request")  # it takes, and writes nothing
    page.evaluate(
        "n => page.notebook.cells.find((c) => c.type === 'code').add({output_type: 'stream', name: 'stdout', "
        "text: 'x'.repeat(n)})",
        outputs,
    )
    page.typed("step", "the last words")
    page.load()
    assert page.source("step") == "the last words"
    page.typed("step", "and more")
    page.kept()
    page.load()
    assert page.source("step") == "and more"


def test_of_two_tabs_one_writes_and_hands_over(visit: Callable[..., Reader], context: Callable[..., Any]) -> None:
    within = context()
    first = visit(within)
    second = visit(within)
    second.get_by_text("This work is open in another tab").wait_for()
    second.editor("step").press("x")
    assert second.source("step") == homework().cells[2].source
    first.typed("step", "typed in the first")
    second.press("Work here instead")
    second.wait_for_function("page.notebook.cell('step').source === 'typed in the first'", timeout=SOON)
    first.get_by_text("This work is open in another tab").wait_for()
    first.editor("step").press("x")
    assert first.source("step") == "typed in the first"
    second.typed("step", "typed in the second")
    second.kept()
    second.close()
    first.press("Work here instead")
    first.wait_for_function("page.notebook.cell('step').source === 'typed in the second'", timeout=SOON)
    first.typed("step", "again")
    first.kept()


def test_without_locks_two_tabs_agree_as_well(visit: Callable[..., Reader], context: Callable[..., Any]) -> None:
    within, script = context(), "Object.defineProperty(navigator, 'locks', { value: undefined })"
    first, second = visit(within, script=script), visit(within, script=script)
    second.get_by_text("This work is open in another tab").wait_for()
    first.typed("step", "first")
    second.press("Work here instead")
    second.wait_for_function("page.notebook.cell('step').source === 'first'", timeout=SOON)


@pytest.mark.parametrize(
    ("script", "why"),
    [
        (
            "Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('no', 'SecurityError') } })",
            "allow",
        ),
        (
            "IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError') }",
            "its storage is full",
        ),
    ],
    ids=["private", "full"],
)
def test_where_nothing_can_be_kept_the_page_says_so_and_loses_nothing(
    visit: Callable[..., Reader], script: str, why: str
) -> None:
    page = visit(script=script)
    page.typed("step", "x = 1")
    page.get_by_text(re.compile(f"not kept on this device: .*{why}")).wait_for()
    with page.expect_download() as download:
        page.locator(".note").get_by_role("button", name="Download").click()
    assert nbformat.read(download.value.path(), 4).cells[2].source == "x = 1"


def test_a_newer_notebook_of_the_course_leaves_the_work_as_it_is(visit: Callable[..., Reader], site: Any) -> None:
    page = visit()
    page.typed("step", "my work")
    page.kept()
    newer = homework()
    newer.cells[0].source = "# Homework: mended"
    site.write(newer)
    page.load()
    assert page.source("step") == "my work" and "mended" not in page.text()
    page.get_by_text("This page has a newer notebook").wait_for()
    page.press("Start from the new one")
    with page.expect_download() as download:
        page.press("Download it and start over")
    assert nbformat.read(download.value.path(), 4).cells[2].source == "my work"
    page.get_by_role("heading", name="Homework: mended").wait_for()
    page.menu("Earlier work…")
    page.get_by_role("button", name=re.compile("before you started over")).click()
    page.wait_for_function("page.notebook.cell('step').source === 'my work'", timeout=SOON)


# --- files ------------------------------------------------------------------------------------------


def test_the_file_is_the_released_one_but_for_what_was_typed(visit: Callable[..., Reader]) -> None:
    page = visit()
    assert page.text() == nbformat.writes(homework()) + "\n"
    page.typed("step", "def step(w):\n    return w")
    with page.expect_download() as download:
        page.press("Download")
    assert download.value.suggested_filename == "one-minibatch.ipynb"
    expected = homework()
    expected.cells[2].source = "def step(w):\n    return w"
    assert Path(download.value.path()).read_text(encoding="utf-8") == nbformat.writes(expected) + "\n"


def rich() -> nbformat.NotebookNode:
    """A notebook as JupyterLab may save it: attachments, foreign metadata, numbers in other spellings, raw cells."""
    made = homework()
    made.metadata["widgets"] = {"x": {"scale": 1e-7, "big": 12345678901234567890, "one": 1.0, "none": None}}
    made.cells[5]["attachments"] = {"a.png": {"image/png": "iVBORw0KGgo="}}
    made.cells[5].source = "![a](attachment:a.png) 1\u2028\x0c2\r\n"
    made.cells.append(nbformat.v4.new_raw_cell("raw <b>", id="raw", metadata={"format": "text/x"}))
    output = nbformat.v4.new_output("display_data", {"text/html": "<b>1</b>\n2", "application/json": {"a": [1.50]}})
    made.cells[2].outputs = [output, nbformat.v4.new_output("stream", name="stdout", text="a\nb")]
    made.cells[2].execution_count = 7
    return made


def test_a_notebook_of_jupyterlab_goes_through_the_page_unchanged(visit: Callable[..., Reader]) -> None:
    page = visit()
    text = nbformat.writes(rich()) + "\n"
    page.bring(text)
    page.get_by_text("one-minibatch.ipynb is open").wait_for()
    assert page.text() == text
    page.kept()
    page.load()
    assert page.text() == text
    assert page.outputs("step").locator("b").inner_text() == "1"
    assert page.cell("step").locator(".prompt").inner_text() == "[7]"


def test_an_older_minor_format_gets_no_ids(visit: Callable[..., Reader]) -> None:
    page = visit()
    old = homework()
    old.nbformat_minor = 4
    for cell in old.cells:
        del cell["id"]
    page.bring(nbformat.writes(old, 4))
    page.get_by_text("one-minibatch.ipynb is open").wait_for()
    page.press("+ Code")
    assert '"id"' not in page.text() and '"nbformat_minor": 4' in page.text()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def f(): pass", "its text is not JSON"),
        ('{"a": 1}', "it has no list of cells"),
        ('{"nbformat": 3, "worksheets": []}', "of format 3; expected 4"),
        ('{"nbformat": 4, "cells": [{"cell_type": "code", "source": 5}]}', "its source is not text"),
    ],
)
def test_a_file_that_is_no_notebook_is_refused_in_words(visit: Callable[..., Reader], text: str, said: str) -> None:
    page = visit()
    before = page.text()
    page.bring(text, "essay.ipynb")
    page.get_by_role("dialog").get_by_text(said).wait_for()
    page.press("Close")
    assert page.text() == before


def test_another_homework_is_opened_only_when_asked_for(visit: Callable[..., Reader]) -> None:
    page = visit()
    other = homework()
    other.cells[3].source = 'check("04.other", other)'
    page.bring(nbformat.writes(other))
    page.get_by_role("dialog").get_by_text("It has 04.other; expected 03.step").wait_for()
    page.press("Leave it")
    assert page.text() == nbformat.writes(homework()) + "\n"


def test_a_dropped_file_is_opened(visit: Callable[..., Reader]) -> None:
    page = visit()
    mine = homework()
    mine.cells[2].source = "dropped"
    page.evaluate(
        """(text) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([text], "mine.ipynb"));
          for (const kind of ["dragover", "drop"]) document.body.dispatchEvent(
            new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer }));
        }""",
        nbformat.writes(mine),
    )
    page.get_by_text("mine.ipynb is open").wait_for()
    assert page.source("step") == "dropped"


# --- handing in -------------------------------------------------------------------------------------


def test_handing_in_says_what_is_not_ready_and_saves_the_file(visit: Callable[..., Reader], site: Any) -> None:
    site.write(homework(), {"hand_in": {"text": "Upload it in the LMS."}})
    page = visit()
    page.press("Run all")
    page.idle()
    page.typed("step", "def step(w):\n    return w")
    page.press("Hand in")
    question = page.get_by_role("dialog")
    question.get_by_text("Code was changed after these checks were run: 03.step").wait_for()
    assert question.get_by_text("Upload it in the LMS.").is_visible()
    assert "check.summary()" in page.evaluate("fake.asked.at(-1).source")
    with page.expect_download() as download:
        question.get_by_role("button", name="Download one-minibatch.ipynb").click()
    assert nbformat.read(download.value.path(), 4).cells[2].source == "def step(w):\n    return w"


ADDRESS = {"hand_in": {"address": "hand-in", "fields": {"student": "Your student number"}}}


def test_a_notebook_is_posted_to_the_address_of_the_course(visit: Callable[..., Reader], site: Any) -> None:
    site.write(homework(), ADDRESS)
    site.answer = (200, "Received as <b>1</b>.")
    page = visit()
    page.press("Hand in")
    send = page.get_by_role("dialog").get_by_role("button", name="Hand in")
    send.click()  # without a number
    assert site.taken == []
    page.get_by_label("Your student number").fill("s123")
    send.click()
    page.get_by_role("dialog").get_by_text("Received as <b>1</b>.").wait_for()
    body = site.taken[0].decode()
    assert 'name="student"\r\n\r\ns123' in body and f'name="assignment"\r\n\r\n{NAME}\r\n' in body
    assert 'filename="one-minibatch.ipynb"' in body and nbformat.writes(homework()) in body.replace("\r\n", "\n")


def test_a_server_that_refuses_is_quoted_and_the_file_can_be_saved(visit: Callable[..., Reader], site: Any) -> None:
    site.write(homework(), ADDRESS)
    site.answer = (403, "The time is over.")
    page = visit()
    page.press("Hand in")
    page.get_by_label("Your student number").fill("s123")
    page.get_by_role("dialog").get_by_role("button", name="Hand in").click()
    page.get_by_role("dialog").get_by_text("The time is over.").wait_for()
    with page.expect_download():
        page.press("Download one-minibatch.ipynb")
    assert page.errors and all("403" in error for error in page.errors)  # the browser's own line
    page.errors.clear()
