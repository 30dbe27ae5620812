"""The optimizer explorer: three sliders and a turn of the valley, and a prediction before anything is shown."""

import pytest

from gdkit.widgets import OptimizerExplorer


def test_nothing_is_shown_before_a_prediction(mount):
    page = mount(OptimizerExplorer())
    assert "hidden until you predict" in page.heard() and "after your prediction" in page.heard(1)
    assert page.get_by_text("after 40 updates Momentum has …").is_visible()
    page.keep("optimizer-asks")
    page.predict("a lower loss than the yardstick")
    assert page.get_by_text("You said: a lower loss than the yardstick. It is a higher loss").first.is_visible()
    assert "Momentum with η = 0.05: after 40 updates" in page.heard()
    assert page.saved("prediction") == "wins"
    page.keep("optimizer-shows")
    page.get_by_role("button", name="Hide").click()
    assert "hidden until you predict" in page.heard()


@pytest.mark.parametrize(
    "settings",
    [
        {"rule": "Momentum", "eta": 0.1, "gamma": 0.5},
        {"rule": "Nesterov", "eta": 0.05, "gamma": 0.6},
        {"rule": "Adagrad", "eta": 0.5, "tilt": 30.0},
        {"rule": "RMSprop", "eta": 0.1, "beta2": 0.9, "tilt": 45.0},
        {"rule": "Adam", "eta": 0.3, "gamma": 0.9, "beta2": 0.999, "tilt": 10.0},
        {"rule": "Adam", "eta": 0.1, "correction": False},
    ],
    ids=lambda settings: settings["rule"],
)
def test_the_end_of_the_path_is_that_of_python(mount, numbers, settings):
    explorer = OptimizerExplorer(ask=False, **settings)
    at = numbers(mount(explorer).heard(), "updates at (")
    assert at == pytest.approx(explorer.run().theta, abs=1e-3)


def test_each_rule_has_the_sliders_that_it_uses(mount):
    page = mount(OptimizerExplorer(ask=False))
    used = {"GD": 0, "Momentum": 1, "Nesterov": 1, "Adagrad": 0, "RMSprop": 1, "Adam": 2}
    for rule, n in used.items():
        page.get_by_label("rule", exact=True).select_option(rule)
        assert page.get_by_role("slider").count() == 3 + n, rule
        assert page.get_by_role("checkbox").count() == (rule == "Adam")
        assert page.state("rule") == rule


def test_the_sliders_follow_the_keyboard_on_a_scale_that_suits_them(mount):
    page = mount(OptimizerExplorer(ask=False, rule="Adam"))
    page.get_by_role("slider", name="learning rate").fill("-1")
    page.get_by_role("slider", name="β₁").fill("1")
    page.get_by_role("slider", name="β₂").fill("3")
    page.get_by_role("slider", name="turned").fill("45")
    assert page.evaluate("['eta', 'gamma', 'beta2', 'tilt'].map((n) => model.get(n))") == [0.1, 0.9, 0.999, 45]
    assert page.get_by_role("slider", name="β₂").get_attribute("aria-valuetext") == "0.999"
    page.get_by_role("slider", name="β₂").press("ArrowLeft")
    assert page.state("beta2") == pytest.approx(0.999, abs=1e-4)
    assert page.saved("beta2") < 0.999


def test_turning_the_valley_leaves_gradient_descent_as_it_was_and_changes_adam(mount):
    page = mount(OptimizerExplorer(ask=False, rule="Momentum"))

    def losses(rule):
        page.get_by_label("rule", exact=True).select_option(rule)
        seen = []
        for angle in ("0", "30"):
            page.get_by_role("slider", name="turned").fill(angle)
            seen.append(page.heard().split(": ", 1)[1].split("loss from")[1])
        return seen

    before, after = losses("Momentum")
    assert before == after
    before, after = losses("Adam")
    assert before != after


def test_the_start_is_where_the_pointer_was(mount):
    page = mount(OptimizerExplorer(ask=False, tilt=45.0))
    page.get_by_role("img").first.click(position={"x": 300, "y": 120})
    start = page.saved("start")
    assert start != [-1.8, 0.9]
    (x, y) = OptimizerExplorer(start=start, tilt=45.0).run().path[0]
    assert "Contour lines and paths" in page.heard() and x > 0 and y > 0


def test_the_right_picture_can_show_the_steps(mount):
    page = mount(OptimizerExplorer(ask=False, rule="Adam", eta=0.1))
    page.get_by_label("right picture").select_option("steps")
    assert "in x from 0.1 to" in page.heard(1) and "in y from 0.1 to" in page.heard(1)
    page.keep("optimizer-steps")


def test_a_descent_that_grows_beyond_all_measure_is_drawn_without_an_error(mount):
    page = mount(OptimizerExplorer(ask=False, rule="Nesterov", eta=3.0, gamma=0.99, n_updates=200))
    assert page.errors == []
