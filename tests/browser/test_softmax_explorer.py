"""The softmax explorer: a class predicts what a change of the scores does, and then sees the probabilities."""

import pytest

from gdkit.widgets import SoftmaxExplorer


def test_the_probabilities_are_hidden_until_the_shift_is_predicted(mount):
    page = mount(SoftmaxExplorer())
    assert "after your prediction" in page.heard()
    assert page.get_by_text("The probabilities are hidden").is_visible()
    page.keep("softmax-asks")
    page.predict("the largest grows", "Do it, and show")
    assert page.get_by_text("You said: the largest grows. In fact all stay as they are").first.is_visible()
    assert "class 0 0.09, class 1 0.2447, class 2 0.6652" in page.heard()
    assert [page.state("z"), page.saved("prediction")] == [[3, 4, 5], "largest"]


def test_a_raised_score_takes_from_the_others_in_one_factor(mount):
    page = mount(SoftmaxExplorer(experiment="raise"))
    page.predict("both shrink by the same factor", "Do it, and show")
    assert page.get_by_text("Yes: both shrink by the same factor").first.is_visible()
    assert "class 0 0.2119, class 1 0.2119, class 2 0.5761" in page.heard()
    page.keep("softmax-raised")


def test_another_experiment_hides_the_answer_again_and_asks_its_own_question(mount):
    page = mount(SoftmaxExplorer(experiment="raise"))
    page.predict("both lose the same amount", "Do it, and show")
    page.get_by_label("experiment").select_option("double")
    assert "after your prediction" in page.heard()
    assert page.get_by_role("button", name="Do it, and show").is_disabled()
    page.predict("the largest grows", "Do it, and show")
    assert page.get_by_text("Yes: the largest grows").first.is_visible()


def test_scores_are_moved_by_keyboard_and_never_beyond_their_range(mount):
    page = mount(SoftmaxExplorer([9.0, 0.0, 0.0], ask=False))
    page.get_by_role("slider").nth(1).press("ArrowRight")
    assert page.state("z") == pytest.approx([9.0, 0.1, 0.0])
    asking = mount(SoftmaxExplorer([9.0, 0.0, 0.0]))
    asking.get_by_label("all stay as they are").check()
    assert asking.get_by_role("button", name="Do it, and show").is_disabled(), "9 + 2 is beyond the slider's end"
    assert asking.get_by_text("would leave the range of ±10").is_visible()
