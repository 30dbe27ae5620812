"""A page of homework in the browser as a student meets it, with a Python that only pretends (fake_python.mjs)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from publishing import typesetting
from publishing.web.bundle import ESBUILD

from . import web_pages
from .conftest import refuse_requests
from .web_pages import NAME, card, homework, printed

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
SOON = 4000  # ms

pytestmark = pytest.mark.skipif(not ESBUILD.exists() or not typesetting.available(), reason=typesetting.MISSING)


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("web")
    web_pages.bundles(folder)
    return folder


@pytest.fixture
def site(bundled: Path, tmp_path: Path) -> Iterator[Any]:
    """The page on loopback; site.write(notebook, settings) writes it anew."""
    (tmp_path / "static").symlink_to(bundled, target_is_directory=True)
    web_pages.write(tmp_path, homework())
    with web_pages.serving(tmp_path) as server:
        server.write = lambda *given, **named: web_pages.write(tmp_path, *given, **named)
        server.folder = tmp_path
        yield server


class Reader:
    """Playwright's page with what these tests do again and again."""

    def __init__(self, page: Any, site: Any) -> None:
        self._page, self.site = page, site
        self.errors: list[str] = []
        self.requests: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._page, name)

    def load(self) -> Reader:
        self._page.goto(f"{self.site.address}{NAME}.html")
        self._page.wait_for_selector("html[data-ready]", timeout=SOON)
        return self

    def cell(self, id: str) -> Any:
        return self._page.locator(f'section.cell[data-id="{id}"]')

    def typed(self, id: str, text: str) -> Any:
        """The cell's editor, with this text in place of what it had."""
        editor = self.editor(id)
        editor.press("Control+a")
        self._page.keyboard.insert_text(text)
        return editor

    def editor(self, id: str) -> Any:
        self.cell(id).locator(".source").click()
        return self.cell(id).locator(".cm-content")

    def outputs(self, id: str) -> Any:
        return self.cell(id).locator(".outputs")

    def notebook(self) -> Any:
        return nbformat.reads(self.text(), 4)

    def text(self) -> str:
        return str(self.evaluate("page.notebook.text()"))

    def source(self, id: str) -> str:
        return str(self.evaluate(f"page.notebook.cell({json.dumps(id)}).source"))

    def press(self, name: str) -> None:
        self.get_by_role("button", name=name, exact=True).locator("visible=true").first.click()

    def menu(self, name: str) -> None:
        self.locator(".menu summary").click()
        self.press(name)

    def idle(self) -> None:
        self.wait_for_function("page.runner.ready && !page.runner.busy", timeout=SOON)

    def kept(self) -> None:
        self.get_by_text("Kept on this device").first.wait_for(timeout=SOON)
        self.wait_for_function("!page.work.keeper.dirty", timeout=SOON)

    def asked(self) -> list[Any]:
        return list(self.evaluate("fake.asked.map(({ cell, quiet }) => [cell, quiet])"))

    def bring(self, text: str, name: str = "one-minibatch.ipynb") -> None:
        """Open a file with this text, by the file picker."""
        with self.expect_file_chooser() as chooser:
            self.menu("Open a file…")
        chooser.value.set_files({"name": name, "mimeType": "application/json", "buffer": text.encode()})


@pytest.fixture
def context(browser: Any) -> Iterator[Callable[..., Any]]:
    made = []

    def make(**options: Any) -> Any:
        # the page's policy forbids what playwright waits with; a test of its own has it
        usual = {"viewport": {"width": 1280, "height": 900}, "bypass_csp": True}
        made.append(browser.new_context(**{**usual, **options}))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def visit(context: Callable[..., Any], site: Any) -> Iterator[Callable[..., Reader]]:
    """visit() -> the page, alive; of one browser context where it is given."""
    readers = []

    def open_page(within: Any = None, *, script: str = "", load: bool = True, **options: Any) -> Reader:
        within = within or context(**options)
        within.set_default_timeout(SOON)
        reader = Reader(within.new_page(), site)
        readers.append(reader)
        refuse_requests(within, reader, site.address)
        reader.on("console", lambda m: reader.errors.append(m.text) if m.type == "error" else None)
        if script:
            reader.add_init_script(script)
        return reader.load() if load else reader

    yield open_page
    for reader in readers:
        assert reader.errors == [] and reader.requests == []


# --- the page comes to life ----------------------------------------------------------------------


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


# --- keys ----------------------------------------------------------------------------------------


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


# --- running -------------------------------------------------------------------------------------


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


# --- cells of one's own --------------------------------------------------------------------------


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


# --- outputs -------------------------------------------------------------------------------------


def show(page: Reader, *outputs: dict[str, Any]) -> Any:
    page.typed("step", "\n".join("#! " + json.dumps(output) for output in outputs))
    page.keyboard.press("Control+Enter")
    page.idle()
    return page.outputs("step")


def display(**data: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "metadata": {}, "data": {k.replace("_", "/"): v for k, v in data.items()}}


def test_no_script_of_an_output_runs_and_nothing_is_fetched(visit: Callable[..., Reader]) -> None:
    page = visit()
    html = (
        "<b>bold</b><script>window.ran=1</script><img src='http://evil.example/x.png' onerror='window.ran=1'>"
        "<p style='background:url(http://evil.example/y)'>p</p><a href='javascript:window.ran=1'>j</a>"
        "<a href='https://example.org'>out</a><svg onload='window.ran=1'></svg><iframe src='/'></iframe>"
        "<div style='position:fixed;inset:0'>over</div>"
    )
    svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="window.ran=1"><title>A line</title><path d="M0 0"/></svg>'
    place = show(page, display(text_html=html), {**display(), "data": {"image/svg+xml": svg}})
    assert place.locator("b").inner_text() == "bold" and place.locator("script, iframe").count() == 0
    assert place.get_by_role("img", name="A line").count() == 1
    assert place.locator("a", has_text="out").get_attribute("rel") == "noopener noreferrer"
    assert place.locator("a", has_text="j").get_attribute("href") is None
    assert place.locator("[style]").count() == 0
    assert page.evaluate("window.ran") is None


def test_every_kind_of_output_is_shown(visit: Callable[..., Reader]) -> None:
    page = visit()
    dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    place = show(
        page,
        {"output_type": "stream", "name": "stdout", "text": "1 %\r2 %\n"},
        {"output_type": "stream", "name": "stderr", "text": "careful\n"},
        display(text_markdown="**strong** $x^2$"),
        display(text_latex="$$\\frac12$$"),
        display(image_png=dot) | {"metadata": {"image/png": {"alt": "A dot"}}},
        {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": "42"}},
    )
    assert place.locator("pre").all_inner_texts() == ["2 %\n", "careful\n", "42"]
    assert place.locator("strong").inner_text() == "strong" and place.locator(".katex").count() == 2
    assert place.get_by_role("img", name="A dot").count() == 1
    nbformat.validate(page.notebook())


def test_long_output_is_folded_and_can_be_shown_whole(visit: Callable[..., Reader]) -> None:
    page = visit()
    page.evaluate("page.notebook.cell('step').source")
    lines = "".join(f"line {k}\n" for k in range(100_000))
    page.evaluate(
        """(text) => { for (let k = 0; k < text.length; k += 5000) page.display.hear({ kind: "output", cell: "step",
        output: { output_type: "stream", name: "stdout", text: text.slice(k, k + 5000) } }); }""",
        lines,
    )
    more = page.outputs("step").get_by_role("button", name="Show all 100000 lines")
    more.wait_for()
    assert len(page.outputs("step").locator("pre").inner_text().splitlines()) == 300
    more.click()
    assert page.outputs("step").locator("pre").text_content() == lines
    assert page.notebook().cells[2].outputs[0].text == lines


def test_what_a_check_says_is_said_to_a_screen_reader(visit: Callable[..., Reader]) -> None:
    page = visit()
    page.editor("check").press("Control+Enter")
    page.locator(".spoken[aria-live=polite]").get_by_text("○ 03.step: not there yet").wait_for(state="attached")


EXPLORER = """export default { render({ model, el }) {
  const show = () => (el.textContent = `eta is ${model.get("eta")}`);
  model.on("change:eta", show);
  el.onclick = () => { model.set("eta", 0.5); model.save_changes(); };
  show();
} };"""


def test_an_explorer_is_live_both_ways_and_only_where_python_sent_it(visit: Callable[..., Reader]) -> None:
    page = visit()
    kind = "application/vnd.gdkit.explorer+json"
    state = {"_esm": EXPLORER, "_css": "", "eta": 0.1}
    output = {"output_type": "display_data", "metadata": {}, "data": {kind: {"key": "k1", "state": state}}}
    place = show(page, output | {"data": output["data"] | {"text/plain": "Explorer"}})
    place.get_by_text("eta is 0.1").click()
    place.get_by_text("eta is 0.5").wait_for()
    assert page.evaluate("fake.moved") == [["k1", {"eta": 0.5}]]
    page.evaluate("page.display.hear({ kind: 'explorer', key: 'k1', values: { eta: 0.7 } })")
    place.get_by_text("eta is 0.7").wait_for()
    assert page.evaluate("fake.moved.length") == 1  # what Python said is not said back to it
    assert "_esm" not in json.dumps(page.notebook().cells[2].outputs)
    brought = page.notebook()
    brought.cells[2].outputs[0].data[kind]["state"]["_esm"] = "window.ran = 1; " + EXPLORER
    page.bring(nbformat.writes(brought))
    page.outputs("step").get_by_text("Run this cell to bring its explorer to life.").wait_for()
    assert page.evaluate("window.ran") is None


def test_under_the_policy_of_the_page_an_explorer_runs_and_nothing_is_refused(visit: Callable[..., Reader]) -> None:
    page = visit(bypass_csp=False)
    state = {"_esm": EXPLORER, "_css": ".x { color: red }", "eta": 0.1}
    data = {"application/vnd.gdkit.explorer+json": {"key": "k1", "state": state}}
    page.typed("step", "#! " + json.dumps({"output_type": "display_data", "metadata": {}, "data": data}))
    page.keyboard.press("Control+Enter")
    page.outputs("step").get_by_text("eta is 0.1").wait_for()


# --- the work is kept ----------------------------------------------------------------------------


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


# --- files ---------------------------------------------------------------------------------------


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


# --- handing in ----------------------------------------------------------------------------------


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


# --- everyone ------------------------------------------------------------------------------------


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
