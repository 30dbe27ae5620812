"""Decks as a lecturer meets them: from a file, offline, every slide measured, explorers by mouse and keyboard.

It builds two lectures, or looks at all decks of the folder that $GDKIT_SLIDES names (`make slides-check`).
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

pytest.importorskip("mdit_py_plugins", reason="what slides need is not installed: make .venv/publishing")

from publishing.executing import CACHE, ROOT, executed
from publishing.slides.__main__ import LECTURER, NOTEBOOKS, build
from publishing.slides.deck import minutes_of
from publishing.slides.measuring import SHOW
from publishing.slides.too_large import TOO_LARGE
from publishing.typesetting import available

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FOLDER = os.environ.get("GDKIT_SLIDES")
NAMES = (
    [path.stem for path in sorted(Path(FOLDER).glob("*.html"))]
    if FOLDER
    else [
        "01-gradient-descent",
        "03-one-minibatch-by-hand",
    ]
)
FIRST = "01-gradient-descent"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not available(), reason="Node and KaTeX are not there: make node_modules/ready"),
]


@pytest.fixture(scope="session")
def decks(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with decks; several processes of pytest build it once."""
    if FOLDER:
        return Path(FOLDER).resolve()
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if os.environ.get("PYTEST_XDIST_WORKER") else shared
    with (shared / "slides.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "slides").is_dir():
            notebooks = {name: nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4) for name in NAMES}
            for name, notebook in executed(notebooks, CACHE).items():
                build(browser, name, notebook, shared / "slides")
    return shared / "slides"


@pytest.fixture
def visit(browser: Any, decks: Path) -> Iterator[Callable[..., Any]]:
    """visit(deck, slide="", width=1280, height=720) -> the deck at that slide, with .errors and .requests."""
    contexts = []

    def show(deck: str, slide: str = "", width: int = 1280, height: int = 720) -> Any:
        context = browser.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        seen = context.new_page()
        seen.errors, seen.requests = [], []
        seen.on("console", lambda m: seen.errors.append(m.text) if m.type in ("error", "warning") else None)
        seen.on("pageerror", lambda error: seen.errors.append(str(error)))
        context.on(
            "request", lambda r: None if r.url.startswith(("file:", "data:", "blob:")) else seen.requests.append(r.url)
        )
        seen.goto((decks / f"{deck}.html").as_uri() + (f"#/{slide}" if slide else ""))
        seen.wait_for_selector("html[data-ready]", timeout=60_000)
        return seen

    yield show
    for context in contexts:
        context.close()


def at(seen: Any) -> str:
    """The name of the slide that is shown."""
    return str(seen.evaluate("Reveal.getCurrentSlide().id"))


def show(seen: Any, k: int) -> None:
    """Slide number k, with all that appears on it."""
    seen.evaluate("k => { const at = Reveal.getIndices(Reveal.getSlides()[k]); Reveal.slide(at.h, at.v, 99); }", k)


MEASURE = """() => {
  const sheet = Reveal.getCurrentSlide().querySelector(".sheet");
  const box = sheet.getBoundingClientRect();
  const words = [...sheet.querySelectorAll("h1, h2, h3, p, li, th, td, pre, code")].filter((node) =>
    !node.closest(".gdkit"));
  const sizes = words.map((node) => [node.matches("pre, code"), Number.parseFloat(getComputedStyle(node).fontSize)]);
  const clipped = [...sheet.querySelectorAll(".block, pre, table, .math, .gdkit")].filter((node) =>
    !node.closest(".katex") && node.scrollWidth > node.clientWidth + 1 && getComputedStyle(node).display !== "inline");
  const inside = [...sheet.querySelectorAll(".block, .block *")].filter((node) => !node.closest(".katex, .gd-said"));
  const right = Math.max(0, ...inside.map((node) => node.getBoundingClientRect().right));
  return {
    name: Reveal.getCurrentSlide().id,
    height: sheet.scrollHeight, width: right, blocks: sheet.querySelectorAll(".block").length,
    part: sheet.matches(".divider") && !sheet.querySelector("h3"),
    heading: Boolean(sheet.querySelector("h1, h2, h3")?.textContent.trim()),
    text: Math.min(99, ...sizes.filter(([code]) => !code).map(([, size]) => size)),
    code: Math.min(99, ...sizes.filter(([code]) => code).map(([, size]) => size)),
    clipped: clipped.filter((node) => !node.closest(".gdkit") || node.matches(".gdkit")).map((node) => node.className),
    scaled: box.width, images: [...sheet.querySelectorAll("img")].map((image) => [
      image.alt.length, image.clientWidth / image.clientHeight / (image.naturalWidth / image.naturalHeight)]),
  };
}"""


def measured(seen: Any) -> list[dict[str, Any]]:
    slides = []
    for k in range(seen.evaluate("Reveal.getTotalSlides()")):
        show(seen, k)
        slides.append(seen.evaluate(MEASURE))
    return slides


@pytest.mark.parametrize("deck", NAMES)
def test_every_slide_holds_what_stands_on_it_but_those_that_are_listed(visit: Callable[..., Any], deck: str) -> None:
    seen = visit(deck)
    slides = measured(seen)
    larger = {f"{deck}/{slide['name']}" for slide in slides if slide["height"] > 720 or slide["width"] > 1280}
    assert larger == {name for name in TOO_LARGE if name.startswith(f"{deck}/")}
    assert [slide["name"] for slide in slides if not slide["heading"]] == []
    assert [slide["name"] for slide in slides if not slide["blocks"] and not slide["part"]] == []
    assert [slide["name"] for slide in slides if slide["text"] < 24 or slide["code"] < 20] == []
    assert [(slide["name"], slide["clipped"]) for slide in slides if slide["clipped"]] == []
    assert {slide["scaled"] for slide in slides} == {1280}
    shapes = [shape for slide in slides for words, shape in slide["images"]]
    assert all(words > 20 for slide in slides for words, _ in slide["images"]), "a picture without words"
    assert shapes == pytest.approx([1] * len(shapes), abs=0.02)
    assert seen.errors == [] and seen.requests == []


@pytest.mark.parametrize("deck", NAMES)
def test_all_formulas_are_typeset_and_all_explorers_live(visit: Callable[..., Any], deck: str) -> None:
    seen = visit(deck)
    assert seen.locator(".math").count() > 20
    assert seen.locator(".math:not(:has(.katex))").count() == 0 and seen.locator(".katex-error").count() == 0
    assert "$" not in seen.evaluate(
        "[...document.querySelectorAll('.block.text, .block.list')].map((b) => b.innerText).join('')"
    )
    views = seen.locator('script[type="application/vnd.jupyter.widget-view+json"]').count()
    assert seen.locator(".gd-live .gdkit").count() == views


@pytest.mark.parametrize("deck", NAMES)
def test_axe_finds_nothing_serious_on_slides(visit: Callable[..., Any], deck: str) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: make node_modules/ready")
    seen = visit(deck)
    seen.emulate_media(media="print")  # all slides at once
    seen.evaluate(
        """() => {
          for (const slide of document.querySelectorAll("section")) slide.removeAttribute("hidden");
          for (const slide of document.querySelectorAll("section")) slide.removeAttribute("aria-hidden");
          for (const formula of document.querySelectorAll(".katex")) formula.replaceWith(document.createTextNode("x"));
        }"""
    )
    seen.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    found = seen.evaluate(
        """async () => (await axe.run(document, { resultTypes: ["violations"] }))
        .violations.filter((v) => ["serious", "critical"].includes(v.impact))
        .map((v) => [v.id, v.nodes.length, v.nodes.slice(0, 3).map((node) => node.html.slice(0, 200))])"""
    )
    assert found == []


def test_a_slide_is_whole_on_a_projector_of_1024_by_768(visit: Callable[..., Any], keep: Any) -> None:
    seen = visit(FIRST, "steepest", 1024, 768)
    assert at(seen) == "steepest"
    box = seen.evaluate("Reveal.getCurrentSlide().querySelector('.sheet').getBoundingClientRect().toJSON()")
    assert box["left"] >= -1 and box["right"] <= 1025 and box["width"] == pytest.approx(1024, abs=2)
    keep(seen, "slides-1024")


def test_arrows_turn_slides_one_by_one_and_each_has_a_number_and_an_address(visit: Callable[..., Any]) -> None:
    seen = visit(FIRST)
    names = seen.evaluate("Reveal.getSlides().map((slide) => slide.id)")
    for name in names[1:6]:
        while at(seen) != name:
            before = seen.evaluate("Reveal.getState()")
            seen.keyboard.press("ArrowRight")
            assert seen.evaluate("Reveal.getState()") != before
    assert re.sub(r"\s", "", seen.locator(".slide-number").inner_text()) == f"6/{len(names)}"
    seen.wait_for_url(f"**#/{names[5]}", timeout=10_000)  # reveal.js writes it after a second
    assert seen.locator(".clock").inner_text().startswith("0:0")
    minutes = minutes_of(nbformat.read(ROOT / "notebooks" / f"{FIRST}.ipynb", as_version=4))
    assert minutes and f"/ {minutes} min" in seen.locator(".clock").inner_text()


def explorer_of(seen: Any, k: int) -> Any:
    """The k-th explorer of the deck, on its slide."""
    seen.evaluate(
        """k => {
          const at = Reveal.getIndices(document.querySelectorAll(".gd-live")[k].closest("section"));
          Reveal.slide(at.h, at.v, 99);
        }""",
        k,
    )
    return seen.locator(".gd-live").nth(k)


@pytest.mark.parametrize("hand", ["mouse", "keyboard"])
def test_an_explorer_on_a_slide_is_predicted_moved_and_revealed(
    visit: Callable[..., Any], hand: str, decide: Callable[..., None]
) -> None:
    seen = visit(FIRST, width=1024, height=768)
    explorer = explorer_of(seen, 1)
    name = at(seen)
    choice, button = explorer.get_by_label("it zigzags"), explorer.get_by_role("button", name="Show", exact=True)
    slider = explorer.get_by_role("slider").first
    value = "gdLive.then((views) => views[1].model.get('eta'))"
    before = seen.evaluate(value)
    decide(hand, slider, choice, button)
    assert at(seen) == name, "keys and clicks in an explorer do not turn the slide"
    assert seen.evaluate(value) != before
    assert explorer.locator(".gd-verdict").inner_text() != ""
    assert "path" in explorer.get_by_role("img").first.get_attribute("aria-label")
    assert seen.errors == [] and seen.requests == []


def answer_and_show(explorer: Any) -> None:
    typed = explorer.get_by_label("How many parameters")
    if (radios := explorer.get_by_role("radio")).count():
        radios.first.press("Space")
    elif typed.count():
        typed.press("2")
    explorer.get_by_role("button", name=SHOW).first.press("Enter")


@pytest.mark.parametrize("deck", NAMES)
def test_every_explorer_of_a_deck_obeys_the_keyboard_and_still_fits(visit: Callable[..., Any], deck: str) -> None:
    seen = visit(deck)
    for k in range(seen.locator(".gd-live").count()):
        explorer = explorer_of(seen, k)
        name = at(seen)
        slider = explorer.get_by_role("slider")
        if slider.count():
            value = slider.first.input_value()
            slider.first.press("ArrowRight")
            if slider.first.input_value() == value:  # it stood at its end
                slider.first.press("ArrowLeft")
            assert slider.first.input_value() != value
            assert at(seen) == name
        if not explorer.get_by_role("button", name="Play").count():
            answer_and_show(explorer)
            if explorer.locator(".gd-verdict").first.inner_text() == "":
                answer_and_show(explorer)  # the first row of the replay cannot be wrong yet
            assert explorer.locator(".gd-verdict").first.inner_text() != ""
        assert at(seen) == name
        if f"{deck}/{name}" not in TOO_LARGE:
            slide = seen.evaluate(MEASURE)
            assert slide["height"] <= 720 and slide["width"] <= 1280, name


def test_the_focus_is_not_kept_by_an_explorer(visit: Callable[..., Any]) -> None:
    seen = visit(FIRST)
    for leave in ("PageDown", "Escape"):
        slider = explorer_of(seen, 1).get_by_role("slider").first
        name = at(seen)
        slider.focus()
        seen.keyboard.press(leave)
        if leave == "Escape":
            assert at(seen) == name and not seen.evaluate("Reveal.isOverview()")
            seen.keyboard.press("ArrowRight")
        assert at(seen) != name
        assert seen.evaluate("document.activeElement === document.body")
        seen.keyboard.press("ArrowLeft")
        assert at(seen) == name


def test_after_a_button_of_an_explorer_was_pressed_arrows_turn_slides_again(visit: Callable[..., Any]) -> None:
    seen = visit(FIRST)
    explorer = explorer_of(seen, 1)
    name = at(seen)
    explorer.get_by_label("it zigzags").check()
    explorer.get_by_role("button", name="Show", exact=True).click()
    explorer.get_by_role("button", name="Hide").focus()
    seen.keyboard.press("ArrowRight")
    assert at(seen) != name


def test_the_speaker_view_of_the_lecturers_edition_opens_from_a_file_with_the_notes(visit: Callable[..., Any]) -> None:
    seen = visit(f"{LECTURER}/{FIRST}")
    with seen.context.expect_page() as opened:
        seen.keyboard.press("s")
    speaker = opened.value
    speaker.wait_for_selector("#current-slide iframe", timeout=30_000)
    notes = speaker.locator(".speaker-controls-notes .value")
    notes.get_by_text("For the lecturer.").wait_for(timeout=30_000)
    assert "The guide: docs/lecturer/01.md." in notes.inner_text()
    before = at(seen)
    seen.keyboard.press("ArrowRight")
    assert at(seen) != before
    speaker.frame_locator("#current-slide iframe").locator(f"section.present#{at(seen)}").wait_for()
    assert seen.requests == []


@pytest.mark.parametrize("deck", NAMES)
def test_the_notes_are_in_the_lecturers_edition_alone(decks: Path, deck: str) -> None:
    plain = (decks / f"{deck}.html").read_text(encoding="utf-8")
    lecturers = (decks / LECTURER / f"{deck}.html").read_text(encoding="utf-8")
    cells = nbformat.read(ROOT / "notebooks" / f"{deck}.ipynb", as_version=4).cells
    noted = [cell for cell in cells if cell.metadata.get("slideshow", {}).get("slide_type") == "notes"]
    assert '<aside class="notes">' not in plain and "For the lecturer" not in plain
    assert lecturers.count('<aside class="notes">') >= len(noted)


def test_print_has_each_slide_on_a_page_of_its_own_with_what_appears_later(visit: Callable[..., Any]) -> None:
    seen = visit("03-one-minibatch-by-hand")
    slides = seen.evaluate("Reveal.getTotalSlides()")
    pdf = seen.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == slides
    seen.emulate_media(media="print")
    assert seen.locator(".fragment").count() > 0
    assert all(piece.is_visible() for piece in seen.locator(".fragment").all())
