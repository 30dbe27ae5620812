"""The heavy ball explorer: predicted first, then played, or moved update by update; nothing moves unasked."""

import pytest

from gdkit.widgets import HeavyBallExplorer


def test_the_paths_are_hidden_until_somebody_says_who_is_first(mount):
    page = mount(HeavyBallExplorer())
    assert "hidden until you predict" in page.heard() and "after your prediction" in page.heard(1)
    assert page.get_by_role("button", name="Play").count() == 0
    page.predict("gradient descent")
    said = "You said: gradient descent. It is: the ball; the ball after 39 updates, gradient descent after 42."
    assert page.get_by_text(said).first.is_visible()
    assert page.saved("prediction") == "gd"


def test_nothing_moves_before_play_is_pressed_and_the_film_runs_to_its_end(mount):
    page = mount(HeavyBallExplorer(ask=False, n_updates=5))
    page.wait_for_timeout(300)
    assert page.state("t") == 0 and page.get_by_role("button", name="Play").is_visible()
    page.get_by_label("speed").select_option("2")
    page.press("Play")
    page.get_by_role("button", name="Pause").wait_for()
    page.get_by_role("button", name="Play").wait_for(timeout=20_000)
    assert page.saved("t") == 5
    assert "both paths so far. Update 5:" in page.heard()


def test_after_the_prediction_the_keyboard_is_on_play(mount):
    page = mount(HeavyBallExplorer())
    page.predict("the ball", exact=True)
    page.keyboard.press("Space")
    page.get_by_role("button", name="Pause").wait_for()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Play").wait_for()
    assert page.saved("t") == page.state("t")


@pytest.mark.parametrize("t", [1, 30])
def test_the_ball_is_where_python_has_it(mount, numbers, t):
    explorer = HeavyBallExplorer(ask=False, eta=0.03, gamma=0.8, t=t)
    runs = explorer.runs()
    page = mount(explorer)
    assert numbers(page.heard(), "ball at (") == pytest.approx(runs["ball"].path[t], abs=6e-4)
    assert numbers(page.heard(), "gradient descent at (") == pytest.approx(runs["gradient descent"].path[t], abs=6e-4)
    velocity = runs["ball"].path[t] - runs["ball"].path[t - 1]
    assert numbers(page.heard(), "velocity (") == pytest.approx(velocity, abs=6e-4)


def test_the_second_question_is_when_the_ball_swings(mount):
    page = mount(HeavyBallExplorer())
    page.predict("the ball", exact=True)
    page.press("Hide, and ask another question")
    assert page.get_by_text("for η = 0.02, at which γ does the ball begin to swing").is_visible()
    page.predict("between 0.3 and 0.7")
    assert page.get_by_text("Yes: between 0.3 and 0.7; above (1 − √(η · 2))² = 0.64.").first.is_visible()


def test_sliders_move_the_descent_and_one_update_on_is_one_on(mount):
    page = mount(HeavyBallExplorer(ask=False))
    page.get_by_role("slider", name="friction").fill("0.64")
    page.get_by_role("slider", name="learning rate").fill("0.05")
    page.get_by_role("slider", name="updates").fill("12")
    page.get_by_role("button", name="One frame on").click()
    assert page.state("gamma", "eta", "t") == [0.64, 0.05, 13]
    assert "Update 13:" in page.heard() and "J up to update 13" in page.heard(1)


def test_a_ride_that_grows_beyond_all_measure_is_drawn_without_an_error(mount):
    page = mount(HeavyBallExplorer(ask=False, eta=0.12, gamma=0.99, n_updates=200, t=200))
    assert page.errors == []
