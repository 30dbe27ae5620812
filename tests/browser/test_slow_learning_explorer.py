"""The slow learning explorer: a class says how much longer the quadratic cost takes before it sees it."""

import os
from pathlib import Path

import pytest

from gdkit.widgets import SlowLearningExplorer


def picture(page, name):
    """Kept for a person's eyes where $GDKIT_SCREENSHOTS names a folder."""
    if folder := os.environ.get("GDKIT_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def test_the_curves_are_hidden_until_their_ratio_is_predicted(mount):
    page = mount(SlowLearningExplorer())
    curves, needed = (page.get_by_role("img").nth(i) for i in (0, 1))
    for image in (curves, needed):
        assert "after your prediction" in image.get_attribute("aria-label")
    assert not page.get_by_role("button", name="Train it, and show").is_enabled()
    picture(page, "slow-ask")
    page.get_by_label("more than 50 times").check()
    page.get_by_role("button", name="Train it, and show").click()
    said = "You said: more than 50 times. In fact less than 10 times: 469 updates against 50."
    assert page.get_by_text(said).first.is_visible()
    assert "0.01735 under the quadratic cost, 0.98201 under the cross-entropy" in needed.get_attribute("aria-label")
    assert page.evaluate("window.saved.at(-1).prediction") == "many"
    picture(page, "slow-shown")


def test_arrow_keys_move_the_start_and_hiding_asks_again(mount):
    page = mount(SlowLearningExplorer(ask=True))
    page.get_by_role("slider").focus()
    for _ in range(8):
        page.get_by_role("slider").press("ArrowRight")
    assert page.evaluate("model.get('w')") == 6
    page.get_by_label("more than 50 times").check()
    page.get_by_role("button", name="Train it, and show").click()
    assert page.get_by_text("Yes: more than 50 times. 10265 updates against 63.").first.is_visible()
    picture(page, "slow-far")
    page.get_by_role("button", name="Hide, and let me predict again").click()
    assert "after your prediction" in page.get_by_role("img").first.get_attribute("aria-label")
    assert page.get_by_label("more than 50 times").is_checked() is False


@pytest.mark.parametrize(("width", "theme"), [(1024, "light"), (360, "dark")])
def test_it_fits_the_page_without_errors_or_requests(mount, width, theme):
    page = mount(SlowLearningExplorer(ask=False), width=width, theme=theme)
    for w in ("-1", "2.5", "6"):
        page.get_by_role("slider").fill(w)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.errors == [] and page.requests == []
    picture(page, f"slow-{width}")
