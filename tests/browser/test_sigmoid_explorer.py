"""The sigmoid explorer: a class predicts what doubling (b, w) does to the loss, and then sees what each row costs."""

import pytest

from gdkit.widgets import SigmoidExplorer


def test_the_costs_are_hidden_until_doubling_is_predicted(mount):
    explorer = SigmoidExplorer()
    before = explorer.loss([0.0, 1.0])
    page = mount(explorer)
    curve, costs = (page.get_by_role("img").nth(i) for i in (0, 1))
    assert "crosses ½ at x = 0" in curve.get_attribute("aria-label")
    assert "after your prediction" in costs.get_attribute("aria-label")
    assert page.get_by_text("J is hidden").is_visible()
    page.keep("sigmoid-asks")
    page.predict("J falls", "Double, and show")
    after = explorer.loss([0.0, 2.0])
    said = f"You said: J falls. In fact J rises: J went from {before:.4f} to {after:.4f}"
    assert page.get_by_text(said).first.is_visible()
    assert "their mean is J = 0.5602. Row 9" in costs.get_attribute("aria-label")
    assert [*page.state("b", "w"), page.saved("prediction")] == [0, 2, "falls"]


def test_on_separable_labels_doubling_the_right_way_always_lowers_the_loss(mount):
    page = mount(SigmoidExplorer(labels="separable", b=-0.7, w=1.0))
    page.predict("J falls", "Double, and show")
    assert page.get_by_text("Yes: J falls").first.is_visible()
    double = page.get_by_role("button", name="double b and w")
    for _ in range(3):
        double.click()
    assert page.get_by_text("the length of (b, w) is 19.53").first.is_visible()
    assert double.is_disabled(), "at 16 another doubling would leave the slider's range"


def test_the_numbers_are_those_of_python(mount, numbers):
    explorer = SigmoidExplorer(ask=False, b=-0.9, w=1.2)
    page = mount(explorer)
    theta = [explorer.b, explorer.w]
    words = page.locator(".gd-facts").inner_text()
    assert numbers(words, "J = ") == pytest.approx([explorer.loss(theta)], abs=1e-4)
    slopes = numbers(words, "its slopes are ") + numbers(words, "for b and ")
    assert slopes == pytest.approx(explorer.loss.gradient(theta).tolist(), abs=1e-4)


def test_sliders_and_labels_are_moved_by_keyboard(mount):
    page = mount(SigmoidExplorer(ask=False))
    page.get_by_role("slider").nth(1).press("ArrowRight")
    assert page.state("w") == pytest.approx(1.1)
    page.get_by_label("labels").select_option("separable")
    assert page.saved("labels") == "separable"


def test_a_flat_curve_stays_when_it_is_doubled(mount):
    page = mount(SigmoidExplorer(b=0.0, w=0.0))
    page.predict("J stays", "Double, and show")
    assert page.get_by_text("Yes: J stays as it is").first.is_visible()
    assert "the curve is flat" in page.locator(".gd-facts").inner_text()
