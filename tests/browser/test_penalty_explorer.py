"""The penalty explorer: a class says which weights are exactly 0 before it sees the diamond touch the loss."""

import os
from pathlib import Path

import pytest

from gdkit.widgets import PenaltyExplorer


def picture(page, name):
    if folder := os.environ.get("GDKIT_SCREENSHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def test_the_minimum_is_hidden_until_it_is_predicted(mount):
    page = mount(PenaltyExplorer(lam=2.5))
    plane, paths = (page.get_by_role("img").nth(i) for i in (0, 1))
    assert "hidden until you predict" in plane.get_attribute("aria-label")
    assert "after your prediction" in paths.get_attribute("aria-label")
    assert "MSE" not in page.locator(".gd-numbers").inner_text()
    picture(page, "penalty-ask")
    page.get_by_label("none of the two").check()
    page.get_by_role("button", name="Show", exact=True).click()
    assert page.get_by_text("You said: none of the two. In fact one of them.").first.is_visible()
    assert "touch the diamond" in plane.get_attribute("aria-label")
    assert page.evaluate("window.saved.at(-1).prediction") == "none"
    picture(page, "penalty-lasso")


def test_the_slider_takes_one_weight_after_the_other_to_zero(mount):
    page = mount(PenaltyExplorer(lam=0.1, ask=False))
    slider = page.get_by_role("slider")
    for log_lam, words in ((0.0, "none of the two"), (0.5, "one of them"), (1.0, "both")):
        slider.fill(str(log_lam))
        assert f"Exactly 0: {words}" in page.locator(".gd-numbers").inner_text()
    page.get_by_label("penalty", exact=True).select_option("ridge")
    assert "Exactly 0: none of the two" in page.locator(".gd-numbers").inner_text()
    assert "touch the circle" in page.get_by_role("img").first.get_attribute("aria-label")
    assert page.evaluate("[model.get('penalty'), model.get('lam')]") == ["ridge", pytest.approx(10, rel=0.02)]
    slider.fill("-0.3")
    picture(page, "penalty-ridge")


def test_arrow_keys_move_lambda_and_the_browser_agrees_with_python(mount):
    explorer = PenaltyExplorer(lam=1.0, ask=False)
    page = mount(explorer)
    slider = page.get_by_role("slider")
    slider.focus()
    for _ in range(5):
        slider.press("ArrowRight")
    explorer.lam = page.evaluate("model.get('lam')")
    assert explorer.lam > 1
    said = page.locator(".gd-numbers").inner_text().replace("−", "-")
    seen = [float(v) for v in said.split("w = (")[1].split(")")[0].split(",")]
    assert seen == pytest.approx(explorer.minimum(), abs=1e-4)


@pytest.mark.parametrize(("width", "theme"), [(1024, "light"), (360, "dark")])
def test_it_fits_the_page_without_errors_or_requests(mount, width, theme):
    page = mount(PenaltyExplorer(ask=False), width=width, theme=theme)
    page.get_by_role("slider").fill("0.7")
    picture(page, f"penalty-{theme}-{width}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.errors == [] and page.requests == []


def test_a_prediction_can_be_hidden_and_made_again(mount):
    page = mount(PenaltyExplorer())
    page.get_by_label("both", exact=True).check()
    page.get_by_role("button", name="Show", exact=True).click()
    page.get_by_role("button", name="Hide").click()
    assert "hidden until you predict" in page.get_by_role("img").first.get_attribute("aria-label")
    assert page.get_by_role("button", name="Show", exact=True).is_disabled()
