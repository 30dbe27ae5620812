"""The sigmoid explorer: a class predicts what doubling (b, w) does to the loss, and then sees what each row costs."""

import os
from pathlib import Path

import pytest

from gdkit.widgets import SigmoidExplorer


def keep(page, name):
    """A picture for a person's eyes where $GDKIT_SCREENSHOTS names a folder."""
    if folder := os.environ.get("GDKIT_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def predict(page, words):
    page.get_by_label(words).check()
    page.get_by_role("button", name="Double, and show").click()


def test_the_costs_are_hidden_until_doubling_is_predicted(mount):
    explorer = SigmoidExplorer()
    before = explorer.loss([0.0, 1.0])
    page = mount(explorer)
    curve, costs = (page.get_by_role("img").nth(i) for i in (0, 1))
    assert "crosses ½ at x = 0" in curve.get_attribute("aria-label")
    assert "after your prediction" in costs.get_attribute("aria-label")
    assert page.get_by_text("J is hidden").is_visible()
    keep(page, "sigmoid-asks")
    predict(page, "J falls")
    after = explorer.loss([0.0, 2.0])
    said = f"You said: J falls. In fact J rises: J went from {before:.4f} to {after:.4f}"
    assert page.get_by_text(said).first.is_visible()
    assert "their mean is J = 0.5602. Row 9" in costs.get_attribute("aria-label")
    assert page.evaluate("[model.get('b'), model.get('w'), window.saved.at(-1).prediction]") == [0, 2, "falls"]


def test_on_separable_labels_doubling_the_right_way_always_lowers_the_loss(mount):
    page = mount(SigmoidExplorer(labels="separable", b=-0.7, w=1.0))
    predict(page, "J falls")
    assert page.get_by_text("Yes: J falls").first.is_visible()
    double = page.get_by_role("button", name="double b and w")
    for _ in range(3):
        double.click()
    assert page.get_by_text("the length of (b, w) is 19.53").first.is_visible()
    assert double.is_disabled(), "at 16 another doubling would leave the slider's range"


def test_the_numbers_are_those_of_python(mount):
    explorer = SigmoidExplorer(ask=False, b=-0.9, w=1.2)
    page = mount(explorer)
    theta = [explorer.b, explorer.w]
    words = page.locator(".gd-facts").inner_text().replace("−", "-")
    J, db, dw = (float(part) for part in (words.split("J = ")[1].split(",")[0], *slopes(words)))
    assert pytest.approx(explorer.loss(theta), abs=1e-4) == J
    assert [db, dw] == pytest.approx(explorer.loss.gradient(theta).tolist(), abs=1e-4)


def slopes(words):
    part = words.split("its slopes are ")[1].split(";")[0]
    return part.split(" for b")[0], part.split("and ")[1].split(" for w")[0]


def test_sliders_and_labels_are_moved_by_keyboard(mount):
    page = mount(SigmoidExplorer(ask=False))
    page.get_by_role("slider").nth(1).press("ArrowRight")
    assert page.evaluate("model.get('w')") == pytest.approx(1.1)
    page.get_by_label("labels").select_option("separable")
    assert page.evaluate("window.saved.at(-1).labels") == "separable"


def test_a_flat_curve_stays_when_it_is_doubled(mount):
    page = mount(SigmoidExplorer(b=0.0, w=0.0))
    predict(page, "J stays")
    assert page.get_by_text("Yes: J stays as it is").first.is_visible()
    assert "the curve is flat" in page.locator(".gd-facts").inner_text()


@pytest.mark.parametrize(("width", "theme"), [(1024, "light"), (360, "dark")])
def test_it_fits_the_page_without_errors_or_requests(mount, width, theme):
    page = mount(SigmoidExplorer(ask=False, b=-0.9, w=1.2), width=width, theme=theme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.errors == [] and page.requests == []
    keep(page, f"sigmoid-{width}-{theme}")
