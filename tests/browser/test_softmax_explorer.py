"""The softmax explorer: a class predicts what a change of the scores does, and then sees the probabilities."""

import os
from pathlib import Path

import pytest

from gdkit.widgets import SoftmaxExplorer


def keep(page, name):
    """A picture for a person's eyes where $GDKIT_SCREENSHOTS names a folder."""
    if folder := os.environ.get("GDKIT_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def predict(page, words):
    page.get_by_label(words).check()
    page.get_by_role("button", name="Do it, and show").click()


def bars(page):
    return page.get_by_role("img").nth(0).get_attribute("aria-label")


def test_the_probabilities_are_hidden_until_the_shift_is_predicted(mount):
    page = mount(SoftmaxExplorer())
    assert "after your prediction" in bars(page)
    assert page.get_by_text("The probabilities are hidden").is_visible()
    keep(page, "softmax-asks")
    predict(page, "the largest grows")
    assert page.get_by_text("You said: the largest grows. In fact all stay as they are").first.is_visible()
    assert "class 0 0.09, class 1 0.2447, class 2 0.6652" in bars(page)
    assert page.evaluate("[model.get('z'), window.saved.at(-1).prediction]") == [[3, 4, 5], "largest"]


def test_a_raised_score_takes_from_the_others_in_one_factor(mount):
    page = mount(SoftmaxExplorer(experiment="raise"))
    predict(page, "both shrink by the same factor")
    assert page.get_by_text("Yes: both shrink by the same factor").first.is_visible()
    assert "class 0 0.2119, class 1 0.2119, class 2 0.5761" in bars(page)
    keep(page, "softmax-raised")


def test_another_experiment_hides_the_answer_again_and_asks_its_own_question(mount):
    page = mount(SoftmaxExplorer(experiment="raise"))
    predict(page, "both lose the same amount")
    page.get_by_label("experiment").select_option("double")
    assert "after your prediction" in bars(page)
    assert page.get_by_role("button", name="Do it, and show").is_disabled()
    predict(page, "the largest grows")
    assert page.get_by_text("Yes: the largest grows").first.is_visible()


def test_scores_are_moved_by_keyboard_and_never_beyond_their_range(mount):
    page = mount(SoftmaxExplorer([9.0, 0.0, 0.0], ask=False))
    page.get_by_role("slider").nth(1).press("ArrowRight")
    assert page.evaluate("model.get('z')") == pytest.approx([9.0, 0.1, 0.0])
    asking = mount(SoftmaxExplorer([9.0, 0.0, 0.0]))
    asking.get_by_label("all stay as they are").check()
    assert asking.get_by_role("button", name="Do it, and show").is_disabled(), "9 + 2 is beyond the slider's end"
    assert asking.get_by_text("would leave the range of ±10").is_visible()


@pytest.mark.parametrize(("width", "theme"), [(1024, "light"), (360, "dark")])
def test_it_fits_the_page_without_errors_or_requests(mount, width, theme):
    page = mount(SoftmaxExplorer(ask=False), width=width, theme=theme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.errors == [] and page.requests == []
    keep(page, f"softmax-{width}-{theme}")
