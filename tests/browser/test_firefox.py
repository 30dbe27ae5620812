"""A sample in Firefox, by WebDriver BiDi: an explorer predicted, moved and revealed, and two pages of the website."""

import json
import os
import shutil
import subprocess

import pytest

from gdkit import widgets

from .conftest import page_of
from .test_site import ROOT, SITE, views_in

FIREFOX = os.environ.get("GDKIT_FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")
PUPPETEER = ROOT / "node_modules" / "puppeteer-core"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(FIREFOX is None, reason="no Firefox found: install it, or name it in GDKIT_FIREFOX"),
    pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed"),
    pytest.mark.skipif(not PUPPETEER.is_dir(), reason="puppeteer-core is not installed: make node_modules/ready"),
]


@pytest.fixture(scope="module")
def visit():
    """visit(url, steps=[["press", selector, key], ...], look="script") -> what the script gives; nothing went wrong."""
    command = ["node", ROOT / "tests" / "browser" / "firefox.mjs", FIREFOX]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as driver:

        def ask(url, *, keep="", **wanted):
            if folder := os.environ.get("GDKIT_SCREENSHOTS"):
                wanted["picture"] = f"{folder}/firefox-{keep}.png"
            print(json.dumps({"url": url, **wanted}), file=driver.stdin, flush=True)
            answer = json.loads(driver.stdout.readline())
            assert answer.get("failed") is None, answer
            assert answer["errors"] == [] and answer["requests"] == []
            return answer["seen"]

        yield ask
        driver.stdin.close()
        driver.wait(30)


@pytest.fixture
def descent(tmp_path):
    """The address of a page with the descent explorer alone."""
    file = tmp_path / "descent.html"
    file.write_text(page_of(widgets.DescentExplorer()), encoding="utf-8")
    return file.as_uri()


SLIDER, SECOND, SHOW = ".gdkit input[type=range]", ".gdkit label:nth-of-type(2) input[type=radio]", ".gd-ask button"
LOOK = """[model.get("eta"), model.get("prediction"), document.querySelector(".gd-verdict").textContent,
    [...document.querySelectorAll("canvas")].map((canvas) => canvas.getAttribute("aria-label"))]"""
HANDS = {
    "keyboard": [["press", SLIDER, "ArrowRight"], ["press", SECOND, " "], ["press", SHOW, "Enter"]],
    "mouse": [["press", SLIDER, "ArrowRight"], ["click", SECOND], ["click", SHOW]],
}


@pytest.mark.parametrize("hand", HANDS)
def test_an_explorer_is_predicted_moved_and_revealed_with_the_words_and_numbers_that_chromium_has(
    visit, mount, descent, hand
):
    seen = visit(descent, ready="body[data-ready]", steps=HANDS[hand], look=LOOK, keep=hand)
    page = mount(widgets.DescentExplorer())
    start = page.state("eta")
    for act, selector, *key in HANDS[hand]:
        getattr(page.locator(selector).first, act)(*key)
    assert seen == page.evaluate(LOOK)
    eta, prediction, verdict, heard = seen
    assert eta > start and prediction and verdict and all(heard)


PRESSED = [["press", SLIDER, key] for key in ("ArrowDown", "d", "Shift", "Escape")]
LISTEN = "<script>keys = []; addEventListener('keydown', (event) => keys.push(event.key))</script></body>"


def test_no_key_of_a_control_reaches_the_page(visit, tmp_path):
    file = tmp_path / "listening.html"
    file.write_text(page_of(widgets.DescentExplorer()).replace("</body>", LISTEN), encoding="utf-8")
    heard = visit(file.as_uri(), ready="body[data-ready]", steps=PRESSED, look="keys", keep="keys")
    assert heard == ["Shift", "Escape"]


@pytest.mark.skipif(not (SITE / "index.html").is_file(), reason="there is no website; make one: make site")
@pytest.mark.parametrize("page", ["index.html", "notebooks/01-gradient-descent.html"])
def test_a_page_of_the_website_is_complete_quiet_and_as_wide_as_the_window(visit, page):
    look = """[innerWidth, document.documentElement.scrollWidth - document.documentElement.clientWidth,
        document.querySelectorAll(".gd-live .gdkit").length,
        document.querySelectorAll(".katex-error, .math:not(:has(.katex))").length]"""
    for width, dark in ((1280, False), (390, True)):
        keep = f"{page.replace('/', '-')}-{width}"
        seen = visit((SITE / page).as_uri(), ready="html[data-gd-live]", width=width, dark=dark, look=look, keep=keep)
        assert seen == [width, 0, views_in(page), 0]
