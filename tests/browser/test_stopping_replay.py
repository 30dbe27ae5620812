"""The stopping replay: rows 10, 6, 1 and the rule that says "done", predicted row by row."""

import pytest

from gdkit.widgets import StoppingReplay


def see(page, row, guess=None):
    if guess:
        page.get_by_label(guess).check()
    page.get_by_role("button", name=f"See row {row}").click()


def test_the_accident_is_replayed_row_by_row(mount):
    page = mount(StoppingReplay())
    see(page, 10)
    assert page.get_by_role("button", name="See row 6").is_disabled(), "a prediction comes first"
    see(page, 6, "no, it goes on")
    assert page.get_by_text("Yes: it goes on, the errors differ by 2.2.").first.is_visible()
    see(page, 1, "no, it goes on")
    assert page.get_by_text("No: it stops, the errors differ by").first.is_visible()
    words = page.get_by_text("The rule says “done” after 2 updates").first.inner_text()
    assert "b = 0.44, w = (1.4, 1.68)" in words and "J = 0.3886" in words
    assert page.locator("tr.gd-fired").count() == 1
    assert [page.state("shown"), page.saved("prediction")] == [3, "goes on"]
    assert page.get_by_role("button", name="See row").count() == 0


def test_what_is_said_of_all_rows_is_what_python_says(mount, numbers):
    widget = StoppingReplay(shown=3)
    page = mount(widget)
    theta = widget.replay()[-1].next
    words = page.get_by_text("Over all 12 rows").first.inner_text()
    assert numbers(words, "J = ") == pytest.approx([widget._loss(theta)], abs=1e-4)


def test_another_order_is_tried_and_a_wrong_one_is_explained(mount):
    page = mount(StoppingReplay())
    order = page.get_by_label("rows in their order")
    order.fill("7, 13")
    order.press("Enter")
    assert page.get_by_role("alert").inner_text() == "Write row numbers from 1 to 12, such as 10, 6, 1."
    assert page.state("rows") == [9, 5, 0]
    order.fill("1 2, 3")
    order.press("Tab")
    assert page.state("rows") == [0, 1, 2] and page.get_by_role("alert").inner_text() == ""
    see(page, 1)
    page.get_by_role("button", name="Start again").click()
    assert page.state("shown") == 0


def test_it_can_be_walked_through_with_the_keyboard_alone(mount):
    page = mount(StoppingReplay())
    page.get_by_role("button", name="See row 10").press("Enter")
    assert page.evaluate("document.activeElement.type") == "radio"
    page.keyboard.press("Space")
    page.get_by_role("button", name="See row 6").press("Enter")
    page.keyboard.press("ArrowDown")
    page.get_by_role("button", name="See row 1").press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Start again"
