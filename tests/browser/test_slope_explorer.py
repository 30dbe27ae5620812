"""The slope explorer: a class decides which way is steepest downhill before it sees the slope in every direction."""

import numpy as np
import pytest

import gdkit
from gdkit.widgets import SlopeExplorer


def decide(page, degrees):
    page.get_by_role("slider").fill(str(degrees))
    page.get_by_role("button", name="This way is steepest downhill").click()


def test_the_slopes_are_hidden_until_a_way_is_chosen(mount):
    page = mount(SlopeExplorer())
    surface, curve = (page.get_by_role("img").nth(i) for i in (0, 1))
    assert "hidden until you decide" in surface.get_attribute("aria-label")
    assert "after your decision" in curve.get_attribute("aria-label")
    decide(page, 243)
    assert page.get_by_text("Yes, this is the steepest way down").first.is_visible()
    assert "slope −4.47; lowest −4.47, at 243°" in surface.get_attribute("aria-label")
    assert page.saved("prediction") == "243°: steepest"


@pytest.mark.parametrize(
    ("degrees", "said"),
    [
        (207, "You look at the minimum"),
        (153, "along the contour line"),
        (60, "uphill"),
        (280, "there is a steeper way"),
    ],
)
def test_each_way_has_its_own_answer(mount, degrees, said):
    page = mount(SlopeExplorer())
    decide(page, degrees)
    assert page.locator(".gd-verdict").get_by_text(said).is_visible()


def test_the_slope_on_the_page_is_that_of_python(mount, numbers):
    explorer = SlopeExplorer(degrees=100.0, ask=False)
    page = mount(explorer)
    v = np.array([np.cos(np.radians(100)), np.sin(np.radians(100))])
    said = page.locator(".gd-numbers").inner_text()
    assert numbers(said, "Slope along v: ") == pytest.approx([v @ [2.0, 4.0]], abs=1e-3)


def test_an_angle_keeps_its_closing_zero(mount):
    page = mount(SlopeExplorer(gdkit.cases.bowl(), (0.0, 1.0), ask=False))
    assert "lowest −2, at 270°" in page.heard()


def test_v_is_turned_by_keyboard_or_click_and_the_slopes_hide_again(mount):
    page = mount(SlopeExplorer(degrees=10.0))
    slider = page.get_by_role("slider")
    slider.focus()
    slider.press("ArrowRight")
    assert page.state("degrees") == 11
    page.get_by_role("img").first.click(position={"x": 200, "y": 40})
    assert 30 < page.saved("degrees") < 150, "a click above the point turns v upwards"
    decide(page, 243)
    page.get_by_role("button", name="Hide the slopes").click()
    assert "hidden until you decide" in page.heard()
