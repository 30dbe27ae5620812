"""The nudge explorer: a class says how many digits are right before it sees both differences."""

import pytest

from gdkit.widgets import NudgeExplorer


def test_the_differences_are_hidden_until_their_digits_are_predicted(mount):
    page = mount(NudgeExplorer(h=1e-5))
    glass, curve = (page.get_by_role("img").nth(i) for i in (0, 1))
    assert "hidden until you predict" in glass.get_attribute("aria-label")
    assert "after your prediction" in curve.get_attribute("aria-label")
    assert not page.get_by_role("table").is_visible()
    page.keep("nudge-ask")
    page.get_by_label("at most 4").check()
    page.press("Show")
    assert page.get_by_text("You said: at most 4. In fact 10.").first.is_visible()
    assert "the central one 10" in curve.get_attribute("aria-label")
    assert page.saved("prediction") == "few"
    page.keep("nudge-shown")


def test_arrow_keys_move_h_and_the_browser_shows_the_numbers_of_python(mount):
    explorer = NudgeExplorer(h=1e-2, ask=False)
    page = mount(explorer)
    slider = page.get_by_role("slider")
    slider.focus()
    for _ in range(4):
        slider.press("ArrowLeft")
    explorer.h = page.state("h")
    assert explorer.h == pytest.approx(1e-3)
    assert slider.get_attribute("aria-valuetext") == "h = 10⁻³"
    seen = [float(row.split("\t")[1]) for row in page.get_by_role("table").inner_text().splitlines()]
    assert seen == pytest.approx(explorer.differences(), abs=1e-10)


@pytest.mark.parametrize(("h", "function", "right"), [(-15, "exp", 0), (-2, "sin", 4), (-5, "cube", 10), (0, "exp", 0)])
def test_the_right_digits_stand_out(mount, h, function, right):
    page = mount(NudgeExplorer(ask=False))
    page.get_by_role("slider").fill(str(h))
    page.get_by_label("slope at x = 1 of").select_option(function)
    central = page.get_by_role("row").nth(1)
    said = int(central.get_by_role("cell").nth(1).inner_text().removesuffix(" right"))
    bold = central.locator("b").inner_text().replace(".", "").lstrip("0")
    assert abs(said - right) <= 1 and len(bold) == said
    page.keep(f"nudge-{function}{h}")


def test_the_central_difference_of_a_square_has_no_error_but_rounding(mount):
    page = mount(NudgeExplorer("square", ask=False))
    for h in ("0", "-1", "-2"):
        page.get_by_role("slider").fill(h)
        said = page.get_by_role("row").nth(1).inner_text()
        assert "13 right" in said or "14 right" in said or "15 right" in said or said.endswith("2\t")
