"""The mini-batch explorer as a student meets it, in a real browser."""

import pytest

from gdkit.widgets import MinibatchExplorer


def value(page, quantity):
    return page.get_by_role("row", name=quantity).get_by_role("cell").nth(1).inner_text()


def row(page, i):
    return page.get_by_role("checkbox", name=f"row {i} x")


def test_no_number_of_the_step_is_seen_before_a_prediction(mount):
    page = mount(MinibatchExplorer())
    assert page.get_by_text("Which sign will ∂J/∂b have?").is_visible()
    assert page.get_by_role("button", name="Show", exact=True).is_disabled()
    assert page.get_by_role("table").count() == 0 and page.get_by_role("img").count() == 0
    page.predict("negative", exact=True)
    assert page.get_by_text("You said negative. Yes: ∂J/∂b = −3.2.").first.is_visible()
    assert value(page, "∂J/∂w") == "(−6, −4.2667)"
    assert value(page, "w − 0.1") == "(1, 1) → (1.6, 1.4267)"
    assert value(page, "b − 0.1") == "0 → 0.32"
    assert page.saved("prediction") == "negative"


def test_a_wrong_prediction_is_answered_with_the_number(mount):
    page = mount(MinibatchExplorer())
    page.predict("positive", exact=True)
    assert page.get_by_text("You said positive. It is negative: ∂J/∂b = −3.2.").first.is_visible()


def test_the_keyboard_is_enough(mount):
    page = mount(MinibatchExplorer())
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # unticks row 1
    for _ in range(12):
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")  # η + 0.005
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # negative
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # Show
    assert page.get_by_text("You said negative.").first.is_visible()
    assert page.state("rows", "eta") == [[1, 2], 0.105]
    assert value(page, "ŷ − y") == "(−2.1, −1.1)"


def test_ticking_and_dragging_move_the_numbers_and_reach_python(mount):
    page = mount(MinibatchExplorer(ask=False))
    row(page, 2).uncheck()
    page.get_by_label("learning rate").fill("0.5")
    assert page.saved("rows") == [0, 2]
    assert page.saved("eta") == 0.5
    assert value(page, "ŷ = Xw") == "(3, 2)"
    assert "row 1 from −1.6 to" in page.heard()


def test_python_moves_the_widget(mount):
    page = mount(MinibatchExplorer(ask=False))
    page.evaluate("model.set('rows', [7]); model.set('eta', 0.25)")
    assert row(page, 8).is_checked() and not row(page, 1).is_checked()
    assert value(page, "ŷ − y") == "(0.65)" and value(page, "b − 0.25") == "0 → −0.325"


def test_without_rows_it_asks_for_one(mount):
    page = mount(MinibatchExplorer(rows=[], ask=False))
    assert page.get_by_text("Tick at least one row.").is_visible()
    assert page.get_by_role("table").count() == 0


def test_the_next_question_hides_the_numbers_again(mount):
    page = mount(MinibatchExplorer())
    page.predict("negative", exact=True)
    page.get_by_role("button", name="another question").click()
    assert page.get_by_text("Which sign will ∂J/∂w₁ have?").is_visible()
    assert page.get_by_role("table").count() == 0


def test_what_is_heard_names_every_control(mount):
    page = mount(MinibatchExplorer(ask=False))
    for control in page.locator("input, button").all():
        if control.is_visible():
            assert control.evaluate("e => e.labels?.length ? e.labels[0].innerText : e.innerText").strip()
    for picture in page.get_by_role("img").all():
        assert len(picture.get_attribute("aria-label")) > 30
    page.wait_for_timeout(600)
    assert "Loss over the ticked rows from 2.7267 to 0.0968" in page.locator("p[role=status]").inner_text()


@pytest.mark.parametrize("width", [1024, 360])
def test_its_text_is_large_enough(mount, width):
    page = mount(MinibatchExplorer(rows=range(12), ask=False), width=width)
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('.gdkit *')].filter((e) => e.textContent.trim())"
        ".map((e) => parseFloat(getComputedStyle(e).fontSize)))"
    )
    assert smallest >= 14 * 96 / 72 - 0.1
