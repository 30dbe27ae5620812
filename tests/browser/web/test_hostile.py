"""Notebooks, outputs, storage and cells that mean harm or are broken: the page lives, and nothing typed is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

pytest.importorskip("mdit_py_plugins", reason="what pages need is not installed: make .venv/publishing")

from publishing import typesetting
from publishing.web.bundle import ESBUILD
from publishing.web.serving import served

from . import pages
from .building import built
from .pages import NAME, homework

SOON = 10_000  # ms
KIND = "application/vnd.gdkit.explorer+json"

pytestmark = pytest.mark.skipif(not ESBUILD.exists() or not typesetting.available(), reason=typesetting.MISSING)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A homework whose Python only pretends."""
    folder = tmp_path_factory.mktemp("web")
    (folder / "static").mkdir()
    pages.bundles(folder / "static")
    pages.write(folder, homework())
    with pages.serving(folder) as server:
        yield server.address


def opened(context: Any, address: str, script: str = "") -> Any:
    """A page of it, alive."""
    page = context.new_page()
    page.set_default_timeout(SOON)
    page.add_init_script(script or "0")
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.goto(f"{address}{NAME}.html")
    page.wait_for_selector("html[data-ready]")
    return page


@pytest.fixture
def context(browser: Any) -> Iterator[Any]:
    made = browser.new_context(bypass_csp=True, viewport={"width": 1280, "height": 900})
    yield made
    made.close()


@pytest.fixture(scope="module")
def page(browser: Any, address: str) -> Iterator[Any]:
    """One for all that only opens notebooks; nothing of them may raise, or reach what all objects have in common."""
    made = browser.new_context(bypass_csp=True, viewport={"width": 1280, "height": 900})
    page = opened(made, address)
    yield page
    assert page.errors == [] and page.evaluate("[({}).polluted, window.ran]") == [None, None]
    made.close()


def cell(kind: str, source: str = "1", **more: Any) -> dict[str, Any]:
    outputs: dict[str, Any] = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "id": "hostile", "metadata": {}, "source": source, **outputs, **more}


def shows(*outputs: Any) -> dict[str, Any]:
    return cell("code", outputs=list(outputs))


def data(**forms: Any) -> dict[str, Any]:
    named = {name.replace("_", "/", 1): value for name, value in forms.items()}
    return {"output_type": "display_data", "metadata": {}, "data": named}


def bring(page: Any, *cells: Any, text: str = "") -> Any:
    """The homework with these cells behind it, opened as a file; the place of the first of them."""
    tree = json.loads(nbformat.writes(homework()))
    tree["cells"] += cells
    page.evaluate("page.notes.close('opened')")
    page.evaluate("text => page.work.openFile(new File([text], 'hostile.ipynb'))", text or json.dumps(tree))
    page.get_by_text("hostile.ipynb is open.").wait_for()
    return page.locator("section[data-id=hostile]")


# --- notebooks -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "broken",
    [
        shows({**data(), "data": None}, {"output_type": "error", "traceback": 5}, {"output_type": 5}),
        shows(data(**{"image_svg+xml": "<svg>\ud800</svg>"})),
        cell("markdown", "![x](attachment:%)", attachments={"%": {"image/png": "AAAA"}}),
        cell("markdown", "![x](attachment:a.png)", attachments=None),
        cell("markdown", "$" + "{" * 20_000 + "}" * 20_000 + "$"),
        cell("code", metadata={"tags": 5}),
        cell("raw", "<script>window.ran = 1</script>"),
        cell("code", "x = 1  # much of it\n" * 100_000),
        cell(
            "code", json.loads('"\\ud800"'), id="__proto__", metadata={"__proto__": {"polluted": 1}, "constructor": 1}
        ),
    ],
    ids=["outputs", "svg", "attachment", "attachments", "braces", "tags", "raw", "long", "proto"],
)
def test_whatever_a_notebook_holds_its_other_cells_are_there_run_and_come_back(page: Any, broken: Any) -> None:
    bring(page, broken)
    assert page.locator("#cells > section").count() == 8
    page.evaluate("page.runCells(page.notebook.cells)")
    page.wait_for_function("!page.runner.busy")
    assert page.evaluate("page.work.keeper.save()")
    kept = page.evaluate("page.notebook.text()")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert page.evaluate("page.notebook.text()") == kept


def test_cells_of_the_same_id_are_cells_of_their_own(page: Any) -> None:
    bring(page, cell("code", "first"), cell("code", "second"))
    assert page.evaluate("[...page.views.values()].slice(-2).map((view) => view.cell.source)") == ["first", "second"]


def test_a_notebook_without_cells_can_be_written_in(page: Any) -> None:
    text = json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    page.evaluate("page.notes.close('opened')")
    page.evaluate("text => void page.work.openFile(new File([text], 'hostile.ipynb'))", text)
    page.get_by_role("button", name="Open it all the same").click()
    page.get_by_text("hostile.ipynb is open.").wait_for()
    page.get_by_role("button", name="▶ Run", exact=True).click()
    page.get_by_role("button", name="+ Code", exact=True).first.click()
    page.keyboard.insert_text("mine")
    page.get_by_role("button", name="Delete this cell").click()
    assert page.locator("#cells > section").count() == 0
    page.get_by_role("button", name="Undo").click()
    assert page.evaluate("page.notebook.cells.map((cell) => cell.source)") == ["mine"]


def test_a_page_of_a_notebook_without_cells_comes_to_life(context: Any, address: str, tmp_path: Path) -> None:
    pages.write(tmp_path, nbformat.v4.new_notebook())
    html = (tmp_path / f"{NAME}.html").read_text(encoding="utf-8")
    context.route(f"**/{NAME}.html", lambda route: route.fulfill(body=html, content_type="text/html"))
    page = opened(context, address)
    page.get_by_role("button", name="+ Code", exact=True).first.click()
    assert page.locator("#cells > section").count() == 1 and page.errors == []


@pytest.mark.parametrize(
    "rules", ["position:/**/fixed", "--p: fixed; position: var(--p)", "position: relative; top: -500px"]
)
def test_no_output_paints_over_the_page(page: Any, rules: str) -> None:
    box = f"<div style='{rules}; inset: 0; width: 3000px; height: 3000px; background: red; z-index: 99'>over</div>"
    place = bring(page, shows(data(text_html=box))).locator(".shown")
    page.evaluate("scrollTo(0, 0)")
    assert page.evaluate("document.elementFromPoint(640, 20).closest('#bar') !== null")
    assert place.evaluate("(place) => getComputedStyle(place).contain") == "paint"


def test_an_explorer_that_the_course_does_not_know_is_not_run_even_if_a_cell_shows_it(page: Any) -> None:
    state = {"_esm": "window.ran = 1; // unknown to the course", "_css": "body { display: none }"}
    output = data(text_plain="Explorer")
    output["data"][KIND] = {"key": "k", "state": state}
    place = bring(page, cell("code", "#! " + json.dumps(output)))
    page.evaluate("page.runCells([page.notebook.cell('hostile')])")
    place.get_by_text("none of this course's").wait_for()
    assert page.evaluate("window.ran") is None and page.locator("body").is_visible()


# --- the work is kept ----------------------------------------------------------------------------


def test_work_is_kept_though_the_data_of_the_page_were_deleted_meanwhile(context: Any, address: str) -> None:
    page = opened(context, address)
    deleted = """async () => {
      const [{ name }] = await indexedDB.databases();
      await new Promise((resolve, reject) => {
        const request = indexedDB.deleteDatabase(name);
        Object.assign(request, { onsuccess: resolve, onerror: reject, onblocked: reject });
      });
    }"""
    page.evaluate(deleted)
    page.evaluate("page.notebook.cell('step').source = 'still mine'")
    assert page.evaluate("page.work.keeper.save()")
    page.reload()
    page.wait_for_function("page.notebook?.cell('step').source === 'still mine'")


def test_what_cannot_be_read_is_not_written_over(context: Any, address: str) -> None:
    page = opened(context, address)
    page.evaluate("page.notebook.cell('step').source = 'my work'")
    assert page.evaluate("page.work.keeper.save()")
    page.close()
    broken = "IDBObjectStore.prototype.get = () => { throw new DOMException('lost', 'UnknownError') }"
    page = opened(context, address, broken)
    page.get_by_text("not kept on this device").wait_for()
    page.evaluate("page.touch()")
    assert not page.evaluate("page.work.keeper.save()")
    page.close()
    page = opened(context, address)
    assert page.evaluate("page.notebook.cell('step').source") == "my work"


def test_a_tab_that_cannot_save_does_not_hand_its_work_over(context: Any, address: str) -> None:
    full = "IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError') }"
    first = opened(context, address, full)
    first.evaluate("page.notebook.cell('step').source = 'nowhere else'")
    second = opened(context, address)
    second.get_by_role("button", name="Work here instead").click()
    first.get_by_text("its storage is full").wait_for()
    first.wait_for_function("!page.readOnly")
    assert first.evaluate("[page.work.keeper.tabs.owns, page.notebook.cell('step').source]") == [True, "nowhere else"]
    assert second.evaluate("page.readOnly")


def test_of_many_tabs_the_one_that_asked_last_has_the_work(context: Any, address: str) -> None:
    first, second, third = (opened(context, address) for _ in range(3))
    for tab in (second, third, first, second):
        tab.evaluate("void page.work.keeper.tabs.take()")
        tab.wait_for_function("page.work.keeper.tabs.owns && !page.readOnly")
    assert [tab.evaluate("page.readOnly") for tab in (first, second, third)] == [True, False, True]


# --- the real Python -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def python(browser: Any) -> Iterator[Any]:
    """Python in a page of its own, started."""
    try:
        folder = built()
    except OSError as error:
        pytest.skip(str(error))
    with served(folder) as server:
        context = browser.new_context(service_workers="block")
        page = context.new_page()
        page.context.route("**/core.*.gz", lambda route: route.fulfill(body=cut(folder)), times=1)
        page.goto(server.address)
        page.started = page.evaluate("() => started")
        page.told = page.evaluate("() => states.at(-1)[1]")
        yield page
        context.close()


def cut(folder: Path) -> bytes:
    """A file that no longer unpacks in its middle."""
    content = bytearray(next((folder / "runtime").glob("core.*.gz")).read_bytes())
    content[len(content) // 2] ^= 255
    return bytes(content)


def test_a_file_that_does_not_unpack_is_called_damaged_and_fetched_again(python: Any) -> None:
    assert not python.started and "came damaged" in python.told
    assert python.evaluate("() => python.start()")


def test_stop_again_while_python_starts_leaves_nobody_waiting(python: Any) -> None:
    ask = "() => python.run({ source: '1 + 1', cell: 'a' })"
    assert python.evaluate(ask)["status"] == "ok"
    both = f"async () => {{ python.stop(); const run = ({ask})(); python.stop(); return run; }}"
    assert python.evaluate(both)["status"] == "stopped"
    assert python.evaluate(ask)["status"] == "ok"


def test_an_answer_that_is_none_ends_python_and_not_the_page(python: Any) -> None:
    source = "import _host\\n_host.call(b'send garbage')\\nimport kernel\\nkernel.handle = lambda message: 'no JSON'"
    assert python.evaluate(f'() => python.run({{ source: "{source}", cell: "a" }})')["status"] == "ok"
    told = python.evaluate("() => python.run({ source: '1', cell: 'a' })")
    assert told["lost"] and "ended Python" in told["text"]


def test_the_page_knows_each_explorer_of_gdkit_and_no_other(python: Any) -> None:
    from gdkit import widgets

    known = [[str(each._esm), str(each._css)] for each in (widgets.LineExplorer, widgets.ThresholdExplorer)]
    assert python.evaluate("async (all) => Promise.all(all.map((texts) => python.knows(texts)))", known) == [True, True]
    assert not python.evaluate("(texts) => python.knows(texts)", [f"{known[0][0]} ", known[0][1]])
