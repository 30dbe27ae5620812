"""The penalty explorer: a class says which weights are exactly 0 before it sees the diamond touch the loss."""

import pytest

from gdkit.widgets import PenaltyExplorer


def test_the_minimum_is_hidden_until_it_is_predicted(mount):
    page = mount(PenaltyExplorer(lam=2.5))
    plane, paths = (page.get_by_role("img").nth(i) for i in (0, 1))
    assert "hidden until you predict" in plane.get_attribute("aria-label")
    assert "after your prediction" in paths.get_attribute("aria-label")
    assert "MSE" not in page.locator(".gd-numbers").inner_text()
    page.keep("penalty-ask")
    page.predict("none of the two")
    assert page.get_by_text("You said: none of the two. In fact one of them.").first.is_visible()
    assert "touch the diamond" in plane.get_attribute("aria-label")
    assert page.saved("prediction") == "none"
    page.keep("penalty-lasso")


def test_the_slider_takes_one_weight_after_the_other_to_zero(mount):
    page = mount(PenaltyExplorer(lam=0.1, ask=False))
    slider = page.get_by_role("slider")
    for log_lam, words in ((0.0, "none of the two"), (0.5, "one of them"), (1.0, "both")):
        slider.fill(str(log_lam))
        assert f"Exactly 0: {words}" in page.locator(".gd-numbers").inner_text()
    page.get_by_label("penalty", exact=True).select_option("ridge")
    assert "Exactly 0: none of the two" in page.locator(".gd-numbers").inner_text()
    assert "touch the circle" in page.heard()
    assert page.state("penalty", "lam") == ["ridge", pytest.approx(10, rel=0.02)]
    slider.fill("-0.3")
    page.keep("penalty-ridge")


def test_arrow_keys_move_lambda_and_the_browser_agrees_with_python(mount, numbers):
    explorer = PenaltyExplorer(lam=1.0, ask=False)
    page = mount(explorer)
    slider = page.get_by_role("slider")
    slider.focus()
    for _ in range(5):
        slider.press("ArrowRight")
    explorer.lam = page.state("lam")
    assert explorer.lam > 1
    seen = numbers(page.locator(".gd-numbers").inner_text(), "w = (")
    assert seen == pytest.approx(explorer.minimum(), abs=1e-4)


def test_a_prediction_can_be_hidden_and_made_again(mount):
    page = mount(PenaltyExplorer())
    page.predict("both", exact=True)
    page.get_by_role("button", name="Hide").click()
    assert "hidden until you predict" in page.heard()
    assert page.get_by_role("button", name="Show", exact=True).is_disabled()
