"""The line explorer: a line is laid by hand, then its loss, the map of J and the step downhill are shown."""

import numpy as np
import pytest

from gdkit.widgets import LineExplorer


def lay(page, b, w):
    page.get_by_label("bias b").fill(str(b))
    page.get_by_label("slope w").fill(str(w))


def test_no_loss_is_seen_before_a_line_is_laid(mount):
    page = mount(LineExplorer())
    assert page.get_by_role("button", name="Show its loss").is_disabled()
    assert "its loss is hidden" in page.heard() and "after you have laid the line" in page.heard(1)
    assert page.get_by_text("J =").count() == 0
    page.keep("line-before")
    lay(page, 1.0, 1.0)
    page.get_by_role("button", name="Show its loss").click()
    verdict = page.locator(".gd-verdict").inner_text()
    assert verdict.startswith("Your line has J = ") and "% above it" in verdict
    assert page.saved("prediction") == page.state("theta")
    page.keep("line-after")


def test_the_loss_and_gradient_that_are_shown_are_those_of_python(mount, numbers):
    explorer = LineExplorer(ask=False, theta=[1.0, 2.0])
    page = mount(explorer)
    J, g = explorer._loss.value_and_gradient(np.array([1.0, 2.0]))
    words = page.heard()
    assert numbers(words, ": J = ") == pytest.approx([J], abs=1e-4)
    assert numbers(words, "∇J = (") == pytest.approx(g, abs=1e-3)


def test_an_end_of_the_line_is_dragged_and_the_other_stays(mount):
    page = mount(LineExplorer(theta=[3.0, 0.0]))
    box = page.get_by_role("img").first.bounding_box()
    x = box["x"] + 0.9 * box["width"]
    page.mouse.move(x, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(x, box["y"] + 120, steps=4)
    page.mouse.up()
    b, w = page.state("theta")
    points = np.array(LineExplorer().points)
    left = points[:, 0].min() - 0.12 * np.ptp(points[:, 0]) + 0.06 * 1.24 * np.ptp(points[:, 0])
    assert w > 0.0
    assert b + w * left == pytest.approx(3.0, abs=1e-3)
    assert page.saved("theta") == [b, w]
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
    before = page.state("theta")
    page.keyboard.press("Enter")  # One step downhill has the focus
    assert page.state("theta") != before


def test_steps_downhill_are_those_of_python_and_leave_a_trail(mount):
    from gdkit import GD, minimize

    explorer = LineExplorer(ask=False)
    page = mount(explorer)
    for _ in range(5):
        page.get_by_role("button", name="One step downhill").click()
    run = minimize(explorer._loss, explorer.theta, GD(explorer.eta), 5)
    assert page.state("theta") == pytest.approx(run.theta, rel=1e-9)
    assert "5 steps downhill" in page.locator(".gd-numbers").inner_text()
    page.get_by_role("button", name="25 steps").click()
    run = minimize(explorer._loss, explorer.theta, GD(explorer.eta), 30)
    assert page.state("theta") == pytest.approx(run.theta, rel=1e-9)
    assert "30 steps downhill" in page.locator(".gd-numbers").inner_text()
    page.keep("line-steps")
    lay(page, 1.0, 1.0)
    assert "downhill" not in page.locator(".gd-numbers").inner_text()


def test_a_point_of_the_map_is_a_line_and_python_moves_it_too(mount):
    page = mount(LineExplorer(ask=False))
    page.get_by_role("img").nth(1).click(position={"x": 250, "y": 150})
    assert page.state("theta") != [4.0, -0.5]
    page.evaluate("model.set('theta', [2, 0.5])")
    assert "b = 2, w = 0.5" in page.heard()


def test_the_loss_is_hidden_again_until_the_line_is_moved(mount):
    page = mount(LineExplorer())
    lay(page, 2.0, 0.5)
    page.get_by_role("button", name="Show its loss").click()
    page.get_by_role("button", name="Hide the loss").click()
    assert page.get_by_role("button", name="Show its loss").is_disabled()
    assert "its loss is hidden" in page.heard()
