"""The threshold explorer: one slider turns probabilities into decisions; the counts come after a prediction."""

import numpy as np
import pytest

from gdkit import sigmoid
from gdkit.plots.thresholds import confusion_counts
from gdkit.widgets import ThresholdExplorer


def patients():
    rng = np.random.default_rng(1)
    y = rng.integers(0, 2, size=150)
    return sigmoid(3 * rng.normal(size=150) + 4 * y - 2), y


def test_the_counts_are_hidden_until_it_is_predicted_which_can_grow(mount):
    page = mount(ThresholdExplorer(*patients()))
    picture = page.get_by_role("img").first
    assert "the counts are hidden until you predict" in picture.get_attribute("aria-label")
    assert page.get_by_role("cell", name="TP", exact=True).inner_text() == "TP"
    page.predict("the wrong ones", "Show the counts")
    assert page.get_by_text("You said: the wrong ones: FP and FN. In fact: rows can only leave").first.is_visible()
    assert page.get_by_text("FN and TN grow here").first.is_visible()
    assert page.saved("prediction") == "FP FN"


@pytest.mark.parametrize("threshold", [0.05, 0.15, 0.35, 0.6, 0.95])
def test_the_counts_are_those_of_python(mount, threshold):
    p, y = patients()
    page = mount(ThresholdExplorer(p, y, ask=False))
    page.get_by_role("slider").fill(str(threshold))
    assert page.state("threshold") == pytest.approx(threshold)
    counts = confusion_counts(p, y, threshold)
    shown = page.locator("tbody").inner_text()
    assert all(f"{name} {count} " in shown for name, count in counts.items())


def test_the_slider_answers_to_the_keyboard(mount):
    page = mount(ThresholdExplorer(*patients(), ask=False))
    page.get_by_role("slider").press("ArrowRight")
    assert page.state("threshold") == pytest.approx(0.55)
    assert page.saved("threshold") == pytest.approx(0.55)
