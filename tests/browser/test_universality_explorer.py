"""The universality explorer: a class says how many pairs a curve needs, then sees the bumps add up to it."""

import pytest

from gdkit.widgets import UniversalityExplorer


def test_only_the_target_is_seen_before_the_prediction(mount):
    page = mount(UniversalityExplorer())
    assert "hidden until you predict" in page.heard() and "after your prediction" in page.heard(1)
    page.predict("6 to 10 pairs")
    assert page.get_by_text(
        "You said: 6 to 10 pairs. It is: 11 to 20 pairs; 12 leave 0.104, 13 leave"
    ).first.is_visible()
    assert "greatest error 0.28" in page.heard() and "13 pairs the fewest below 0.1" in page.heard(1)
    assert page.saved("prediction") == "more"


def test_the_second_question_is_about_the_steepness(mount):
    page = mount(UniversalityExplorer(pairs=10))
    page.predict("11 to 20 pairs")
    page.press("Hide, and ask another question")
    assert page.get_by_text("with 10 pairs, all steps get steeper").is_visible()
    page.predict("it stays about as it is")
    assert page.get_by_text("Yes: it stays about as it is; from 0.12").first.is_visible()


@pytest.mark.parametrize("target", ["wave", "jump", "wild"])
def test_the_greatest_error_that_is_printed_is_that_of_python(mount, numbers, target):
    explorer = UniversalityExplorer(target, 7, 50.0, ask=False)
    page = mount(explorer)
    assert numbers(page.heard(), "greatest error ")[0] == pytest.approx(explorer.errors()[6], abs=6e-4)


def test_sliders_and_menu_move_the_network(mount):
    page = mount(UniversalityExplorer(ask=False))
    page.get_by_label("target", exact=True).select_option("jump")
    page.get_by_role("slider", name="pairs").fill("3")
    page.get_by_role("slider", name="steepness").fill("2.5")
    page.get_by_role("slider", name="write out").fill("0.5")
    assert page.state("target", "pairs", "steepness", "at") == ["jump", 3, 320, 0.5]
    assert "Bump 2: 0.8 · [σ(320x − 106.7) − σ(320x − 213.3)]" in page.heard()
    page.get_by_role("slider", name="pairs").fill("1")
    assert "Bump 1" in page.heard()
