"""The threshold explorer: one slider turns probabilities into decisions; the counts come after a prediction."""

import os
from pathlib import Path

import numpy as np
import pytest

from gdkit import sigmoid
from gdkit.plots.thresholds import confusion_counts
from gdkit.widgets import ThresholdExplorer


def keep(page, name):
    """A picture for a person's eyes where $GDKIT_SCREENSHOTS names a folder."""
    if folder := os.environ.get("GDKIT_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def patients():
    rng = np.random.default_rng(1)
    y = rng.integers(0, 2, size=150)
    return sigmoid(3 * rng.normal(size=150) + 4 * y - 2), y


def test_the_counts_are_hidden_until_it_is_predicted_which_can_grow(mount):
    page = mount(ThresholdExplorer(*patients()))
    picture = page.get_by_role("img").first
    assert "the counts are hidden until you predict" in picture.get_attribute("aria-label")
    assert page.get_by_role("cell", name="TP", exact=True).inner_text() == "TP"
    page.get_by_label("the wrong ones").check()
    page.get_by_role("button", name="Show the counts").click()
    assert page.get_by_text("You said: the wrong ones: FP and FN. In fact: rows can only leave").first.is_visible()
    assert page.get_by_text("FN and TN grow here").first.is_visible()
    assert page.evaluate("window.saved.at(-1).prediction") == "FP FN"


@pytest.mark.parametrize("threshold", [0.05, 0.15, 0.35, 0.6, 0.95])
def test_the_counts_are_those_of_python(mount, threshold):
    p, y = patients()
    page = mount(ThresholdExplorer(p, y, ask=False))
    page.get_by_role("slider").fill(str(threshold))
    assert page.evaluate("model.get('threshold')") == pytest.approx(threshold)
    counts = confusion_counts(p, y, threshold)
    shown = page.locator("tbody").inner_text()
    assert all(f"{name} {count} " in shown for name, count in counts.items())


def test_the_slider_answers_to_the_keyboard(mount):
    page = mount(ThresholdExplorer(*patients(), ask=False))
    page.get_by_role("slider").press("ArrowRight")
    assert page.evaluate("model.get('threshold')") == pytest.approx(0.55)
    assert page.evaluate("window.saved.at(-1).threshold") == pytest.approx(0.55)


@pytest.mark.parametrize(("width", "theme"), [(1024, "light"), (360, "dark")])
def test_it_fits_the_page_without_errors_or_requests(mount, width, theme):
    page = mount(
        ThresholdExplorer(*patients(), ask=False, class_names=("benign", "malignant")), width=width, theme=theme
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.errors == [] and page.requests == []
    keep(page, f"threshold-{width}-{theme}")
