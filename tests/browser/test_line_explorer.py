"""The line explorer: a line is laid by hand, then its loss, the map of J and the step downhill are shown."""

import os
from pathlib import Path

import numpy as np
import pytest

from gdkit.widgets import LineExplorer


@pytest.fixture
def picture(request):
    """Kept for a person's eyes where $GDKIT_SCREENSHOTS names a folder."""
    folder = os.environ.get("GDKIT_SCREENSHOTS")

    def keep(page, name):
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    return keep


def plane(page):
    return page.get_by_role("img").nth(0)


def heard(page, i=0):
    return page.get_by_role("img").nth(i).get_attribute("aria-label").replace("−", "-")


def lay(page, b, w):
    page.get_by_label("bias b").fill(str(b))
    page.get_by_label("slope w").fill(str(w))


def theta(page):
    return page.evaluate("model.get('theta')")


def test_no_loss_is_seen_before_a_line_is_laid(mount, picture):
    page = mount(LineExplorer())
    assert page.get_by_role("button", name="Show its loss").is_disabled()
    assert "its loss is hidden" in heard(page) and "after you have laid the line" in heard(page, 1)
    assert page.get_by_text("J =").count() == 0
    picture(page, "line-before")
    lay(page, 1.0, 1.0)
    page.get_by_role("button", name="Show its loss").click()
    verdict = page.locator(".gd-verdict").inner_text()
    assert verdict.startswith("Your line has J = ") and "% above it" in verdict
    assert page.evaluate("window.saved.at(-1).prediction") == theta(page)
    picture(page, "line-after")


def test_the_loss_and_gradient_that_are_shown_are_those_of_python(mount):
    explorer = LineExplorer(ask=False, theta=[1.0, 2.0])
    page = mount(explorer)
    J, g = explorer._loss.value_and_gradient(np.array([1.0, 2.0]))
    words = heard(page)
    assert float(words.split("J = ")[1].split(",")[0]) == pytest.approx(J, abs=1e-4)
    said = [float(v) for v in words.split("∇J = (")[1].split(")")[0].split(",")]
    assert said == pytest.approx(g, abs=1e-3)


def test_an_end_of_the_line_is_dragged_and_the_other_stays(mount):
    page = mount(LineExplorer(theta=[3.0, 0.0]))
    box = plane(page).bounding_box()
    x = box["x"] + 0.9 * box["width"]
    page.mouse.move(x, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(x, box["y"] + 120, steps=4)
    page.mouse.up()
    b, w = theta(page)
    points = np.array(LineExplorer().points)
    left = points[:, 0].min() - 0.12 * np.ptp(points[:, 0]) + 0.06 * 1.24 * np.ptp(points[:, 0])
    assert w > 0.0
    assert b + w * left == pytest.approx(3.0, abs=1e-3)
    assert page.evaluate("window.saved.at(-1).theta") == [b, w]
    assert page.get_by_role("button", name="Show its loss").is_enabled()


def test_the_keyboard_is_enough(mount):
    page = mount(LineExplorer())
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # Show
    assert page.get_by_text("Your line has J =").first.is_visible()
    before = theta(page)
    page.keyboard.press("Enter")  # One step downhill has the focus
    assert theta(page) != before


def test_steps_downhill_are_those_of_python_and_leave_a_trail(mount, picture):
    from gdkit import GD, minimize

    explorer = LineExplorer(ask=False)
    page = mount(explorer)
    for _ in range(5):
        page.get_by_role("button", name="One step downhill").click()
    run = minimize(explorer._loss, explorer.theta, GD(explorer.eta), 5)
    assert theta(page) == pytest.approx(run.theta, rel=1e-9)
    assert "5 steps downhill" in page.locator(".gd-numbers").inner_text()
    page.get_by_role("button", name="25 steps").click()
    run = minimize(explorer._loss, explorer.theta, GD(explorer.eta), 30)
    assert theta(page) == pytest.approx(run.theta, rel=1e-9)
    assert "30 steps downhill" in page.locator(".gd-numbers").inner_text()
    picture(page, "line-steps")
    lay(page, 1.0, 1.0)
    assert "downhill" not in page.locator(".gd-numbers").inner_text()


def test_a_point_of_the_map_is_a_line_and_python_moves_it_too(mount):
    page = mount(LineExplorer(ask=False))
    page.get_by_role("img").nth(1).click(position={"x": 250, "y": 150})
    assert theta(page) != [4.0, -0.5]
    page.evaluate("model.set('theta', [2, 0.5])")
    assert "b = 2, w = 0.5" in heard(page)


def test_the_loss_is_hidden_again_until_the_line_is_moved(mount):
    page = mount(LineExplorer())
    lay(page, 2.0, 0.5)
    page.get_by_role("button", name="Show its loss").click()
    page.get_by_role("button", name="Hide the loss").click()
    assert page.get_by_role("button", name="Show its loss").is_disabled()
    assert "its loss is hidden" in heard(page)


@pytest.mark.parametrize(("width", "theme"), [(1024, "light"), (360, "dark")])
def test_it_fits_the_page_without_errors_or_requests(mount, picture, width, theme):
    page = mount(LineExplorer(ask=False, theta=[3.0, 0.0]), width=width, theme=theme)
    page.get_by_role("button", name="One step downhill").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.errors == [] and page.requests == []
    picture(page, f"line-{width}-{theme}")


def test_a_widget_that_is_taken_away_stops_listening(mount):
    page = mount(LineExplorer())
    assert page.evaluate("heard.length") == 1
    page.evaluate("stop()")
    assert page.evaluate("heard.length") == 0
