"""What a page of homework shows below its cells."""

from __future__ import annotations

import json
from collections.abc import Callable

import nbformat
import pytest

pytest.importorskip("mdit_py_plugins", reason="what pages need is not installed: make .venv/publishing")

from .reader import Reader, display, needs_node, show

pytestmark = needs_node


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


def test_a_cell_that_has_run_shows_all_that_it_printed_also_where_no_frame_is_drawn(
    visit: Callable[..., Reader],
) -> None:
    page = visit()
    page.editor("step")
    page.evaluate("requestAnimationFrame = () => 1")  # as in a tab that is hidden
    words = [{"output_type": "stream", "name": name, "text": f"to {name}\n"} for name in ("stdout", "stderr")]
    place = show(page, *words, words[0])
    assert place.locator("pre").all_inner_texts() == ["to stdout\n", "to stderr\n", "to stdout\n"]


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
