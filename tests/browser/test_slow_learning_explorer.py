"""The slow learning explorer: a class says how much longer the quadratic cost takes before it sees it."""

from gdkit.widgets import SlowLearningExplorer


def test_the_curves_are_hidden_until_their_ratio_is_predicted(mount):
    page = mount(SlowLearningExplorer())
    curves, needed = (page.get_by_role("img").nth(i) for i in (0, 1))
    for image in (curves, needed):
        assert "after your prediction" in image.get_attribute("aria-label")
    assert not page.get_by_role("button", name="Train it, and show").is_enabled()
    page.keep("slow-ask")
    page.predict("more than 50 times", "Train it, and show")
    said = "You said: more than 50 times. In fact less than 10 times: 469 updates against 50."
    assert page.get_by_text(said).first.is_visible()
    assert "0.01735 under the quadratic cost, 0.98201 under the cross-entropy" in needed.get_attribute("aria-label")
    assert page.saved("prediction") == "many"
    page.keep("slow-shown")


def test_arrow_keys_move_the_start_and_hiding_asks_again(mount):
    page = mount(SlowLearningExplorer(ask=True))
    page.get_by_role("slider").focus()
    for _ in range(8):
        page.get_by_role("slider").press("ArrowRight")
    assert page.state("w") == 6
    page.predict("more than 50 times", "Train it, and show")
    assert page.get_by_text("Yes: more than 50 times. 10265 updates against 63.").first.is_visible()
    page.keep("slow-far")
    page.get_by_role("button", name="Hide, and let me predict again").click()
    assert "after your prediction" in page.heard()
    assert page.get_by_label("more than 50 times").is_checked() is False
