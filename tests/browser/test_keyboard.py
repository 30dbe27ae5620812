"""The keyboard in an explorer moves the explorer and nothing else: on a page, in a deck of slides, in JupyterLab and
Notebook 7, and in a frame that forwards keys as VS Code's notebooks do."""

import html
from pathlib import Path

import pytest

from .conftest import page_of
from .test_every_explorer import NAMES, answer, explorer
from .test_players import line_fit

ROOT = Path(__file__).parents[2]
FOR_THE_CONTROL = [
    *("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"),
    *("a", "b", "d", "d", "j", "k", "m", "x", "z", "1", "Shift+M", "Shift+ArrowDown", "Backspace", "Delete"),
]
PATH = ["Home", "ArrowRight", "ArrowDown", "ArrowUp", "ArrowLeft"]
FOR_THE_PAGE = ["Escape", "Control+s", "Alt+ArrowUp", "Shift+Enter", "F2", "Tab"]
LISTEN = """() => {
    window.heardKeys = [];
    for (const [node, early] of [[window, false], [document, true], [document, false]])
        node.addEventListener("keydown", (event) => window.heardKeys.push(event.key), early);
}"""


# --- on a page ------------------------------------------------------------------------------------


def arrows_move_each_slider(page):
    """How many there are."""
    sliders = page.get_by_role("slider")
    for k in range(count := sliders.count()):
        slider = sliders.nth(k)
        places = [float(slider.input_value()) for key in PATH if slider.press(key) is None]
        start, right, down, up, left = places
        assert start == pytest.approx(float(slider.get_attribute("min")))
        assert start < right == up and down == left == start
        assert sliders.count() == count
    return count


def arrows_move_each_radio(page):
    """How many there are."""
    groups, seen = page.locator("fieldset:visible:has([type=radio])"), 0
    for g in range(groups.count()):
        radios = groups.nth(g).get_by_role("radio")
        seen += radios.count()
        radios.first.press("Space")
        for k in range(radios.count()):
            assert radios.nth(k).is_checked()
            radios.nth(k).press("ArrowDown")
        assert radios.first.is_checked(), "after the last comes the first"
        radios.first.press("ArrowLeft")
        assert radios.last.is_checked()
    assert seen == page.get_by_role("radio").count()
    return seen


@pytest.mark.parametrize("name", [*NAMES, "LineFitPlayer"])
def test_arrows_move_each_slider_and_radio_and_no_key_of_a_control_reaches_the_page(mount, name):
    make = line_fit if name == "LineFitPlayer" else lambda: explorer(name)
    asks, shows = mount(make()), mount(make())
    if name != "LineFitPlayer":
        answer(shows, name)
    moved = 0
    for page in (asks, shows):
        page.evaluate(LISTEN)
        moved += arrows_move_each_radio(page) + arrows_move_each_slider(page)
        others = page.locator(":is(input:not([type=range], [type=radio]), button, select, [tabindex]):visible:enabled")
        k = 0
        while k < others.count():  # some keys choose what brings other controls
            others.nth(k).focus()
            page.keyboard.press("d")
            page.keyboard.press("ArrowDown")
            k += 1
        assert set(page.evaluate("heardKeys")) <= {"Shift"}
        page.fits()
    assert moved > 0


def test_what_leads_out_of_an_explorer_reaches_the_page_and_so_does_every_key_when_the_focus_is_elsewhere(mount):
    page = mount(explorer("SlopeExplorer"))
    page.evaluate(LISTEN)
    for key in FOR_THE_PAGE:
        page.get_by_role("slider").focus()
        page.evaluate("heardKeys.length = 0")
        page.keyboard.press(key)
        assert page.evaluate("heardKeys").count(key.split("+")[-1]) == 3
    page.evaluate("document.activeElement.blur(); heardKeys.length = 0")
    page.keyboard.press("a")
    assert page.evaluate("heardKeys") == ["a", "a", "a"]


COUNT = """() => {
    window.listening = new Set();
    for (const [name, note] of [["addEventListener", "add"], ["removeEventListener", "delete"]]) {
        const own = window[name];
        window[name] = (type, listener, early) => {
            if (type === "keydown") window.listening[note](listener);
            own.call(window, type, listener, early);
        };
    }
}"""


def test_an_explorer_listens_while_it_has_the_focus_and_no_longer_once_it_is_taken_away(mount):
    page = mount(explorer("SlopeExplorer"))
    page.evaluate(COUNT)
    slider = page.get_by_role("slider")
    for leave in ("document.activeElement.blur()", "document.querySelector('.gdkit').remove()"):
        slider.focus()
        assert page.evaluate("listening.size") == 1
        page.evaluate(leave)
        page.keyboard.press("a")
        assert page.evaluate("listening.size") == 0


FRAME = """<!doctype html><title>notebook</title><iframe style="width: 1000px; height: 700px" srcdoc="{page}"></iframe>
<script>window.keys = []; addEventListener("message", ({{ data }}) => keys.push(data))</script>"""
FORWARD = '<script>addEventListener("keydown", (event) => parent.postMessage(event.key, "*"))</script></body>'


def test_a_frame_that_forwards_its_keys_as_those_of_vs_code_do_has_only_those_that_lead_out_to_forward(mount):
    page = mount(explorer("DescentExplorer"))
    inner = page_of(explorer("DescentExplorer")).replace("</body>", FORWARD)
    page.set_content(FRAME.format(page=html.escape(inner)))
    frame = page.frame_locator("iframe")
    frame.get_by_role("group", name="Descent explorer").wait_for()
    slider, radio = frame.get_by_role("slider").first, frame.get_by_role("radio").first
    before = slider.input_value()
    slider.press("ArrowRight")
    assert slider.input_value() != before
    radio.press("Space")
    radio.press("ArrowDown")
    assert frame.get_by_role("radio").nth(1).is_checked()
    for key in ("a", "b", "d", "j", "k"):
        slider.press(key)
    slider.press("Control+s")
    page.wait_for_function("keys.length >= 2")
    assert page.evaluate("keys") == ["Control", "s"]


REVEAL = ROOT / "node_modules" / "reveal.js" / "dist" / "reveal.js"
DECK = """() => {
    const deck = document.createElement("div");
    deck.className = "reveal";
    deck.innerHTML = "<div class='slides'><section></section><section>The next slide</section></div>";
    document.body.prepend(deck);
    deck.querySelector("section").append(document.querySelector(".gd-live"));
    return Reveal.initialize({ history: false, transition: "none" });
}"""


@pytest.mark.skipif(not REVEAL.is_file(), reason="reveal.js is not installed: make node_modules/ready")
def test_in_a_deck_of_slides_the_keys_of_a_control_turn_no_slide_and_others_do(mount):
    page = mount(explorer("DescentExplorer"))
    page.add_script_tag(path=REVEAL)
    page.evaluate(DECK)
    radios, show = page.get_by_role("radio"), page.get_by_role("button", name="Show", exact=True)
    menu = page.get_by_role("combobox").first
    radios.first.press("Space")
    radios.first.press("ArrowRight")
    page.get_by_role("slider").first.press("ArrowRight")
    menu.press("ArrowDown")
    menu.press("n")
    radios.first.press("Space")
    show.press("Space")
    assert page.locator(".gd-verdict").inner_text() != ""
    assert page.evaluate("Reveal.getIndices().h") == 0
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("Reveal.getIndices().h") == 1


# --- in a notebook --------------------------------------------------------------------------------

CELLS = (
    "from gdkit import widgets\nwidgets.SlopeExplorer()",
    "widgets.DescentExplorer()",
    "widgets.NetworkExplorer((2, 3, 1))",
    "1 + 1",
)


def cells(page):
    """Of each cell: whether it is the active one, its kind, its prompt, and its source."""
    return page.evaluate(
        """() => [...document.querySelectorAll(".jp-Notebook .jp-Cell")].map((cell) => [
            cell.classList.contains("jp-mod-active"), cell.classList.contains("jp-MarkdownCell"),
            cell.querySelector(".jp-InputPrompt").textContent, cell.querySelector(".cm-content").textContent,
        ])"""
    )


@pytest.mark.timeout(240)
@pytest.mark.parametrize("place", ["doc/tree", "notebooks"], ids=["JupyterLab", "Notebook 7"])
def test_in_command_mode_the_keys_move_the_explorer_and_not_the_notebook(open_in_lab, place):
    page = open_in_lab(*CELLS, place=place, height=1600)
    page.get_by_text("[4]:").first.wait_for(timeout=60_000)
    slope, descent, network = (
        page.get_by_role("group", name=name) for name in ("Slope explorer", "Descent explorer", "Network explorer")
    )
    slider = slope.get_by_role("slider")
    slider.click()
    before = cells(page)
    assert [active for active, *_ in before] == [True, False, False, False]
    assert page.locator(".jp-Notebook.jp-mod-commandMode").count() == 1
    for key, value in {"Home": "0", "ArrowRight": "1", "ArrowUp": "2", "ArrowDown": "1", "End": "360"}.items():
        slider.press(key)
        assert slider.input_value() == value
    for key in FOR_THE_CONTROL:
        slider.press(key)
    button = slope.get_by_role("button").first
    for key in ("a", "d", "d", "ArrowDown", "Enter"):
        button.press(key)
    assert slope.locator(".gd-verdict").inner_text() != "", "Enter pressed it"
    assert cells(page) == before

    radios = descent.get_by_role("radio")
    radios.first.focus()
    before = cells(page)
    radios.first.press("Space")
    radios.first.press("ArrowDown")
    assert radios.nth(1).is_checked()
    for key in ("j", "k", "x", "m", "ArrowUp"):
        radios.nth(1).press(key)
    assert radios.first.is_checked()
    descent.get_by_role("button", name="Show", exact=True).press("Space")
    assert descent.locator(".gd-verdict").inner_text() != ""
    assert cells(page) == before

    number = network.get_by_label("How many parameters")
    number.focus()
    before = cells(page)
    for key in ("1", "2", "d", "d", "ArrowUp", "Enter"):
        number.press(key)
    assert network.locator(".gd-verdict").inner_text().startswith("Yes: 13 parameters.")
    assert cells(page) == before

    slider.press("Shift+Enter")  # runs the cell, and goes on to the next
    page.get_by_text("[5]:").first.wait_for(timeout=30_000)
    page.wait_for_function("document.querySelectorAll('.jp-Cell')[1].classList.contains('jp-mod-active')")
    assert page.requests == []
