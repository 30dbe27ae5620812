"""The training explorer: hidden units, rate, rule and start; a prediction before anything is shown."""

import numpy as np
import pytest

from gdkit.widgets import TrainingExplorer


def rings(m=90):
    rng = np.random.default_rng(3)
    k, angle = m // 3, rng.uniform(0, 2 * np.pi, m)
    r = np.concatenate([0.5 * np.sqrt(rng.random(k)), rng.uniform(1.0, 1.5, k), rng.uniform(2.0, 2.5, k)])
    return np.column_stack([r * np.cos(angle), r * np.sin(angle)]), np.repeat([0, 1, 2], k)


def test_nothing_is_shown_before_a_prediction(mount):
    page = mount(TrainingExplorer(*rings(), hidden=3, rule="Adam", eta=0.1))
    assert "hidden until you predict" in page.heard() and "after your prediction" in page.heard(1)
    page.keep("training-asks")
    page.predict("fewer than 60 %", "Train")
    assert page.get_by_text("You said: fewer than 60 %. It is more than 90 %.").first.is_visible()
    assert page.saved("prediction") == "few"
    page.wait_for_function("document.querySelector('canvas').getAttribute('aria-label').includes('after 400 updates')")
    page.get_by_role("slider", name="looked at").fill("30")
    assert "after 30 updates" in page.heard() and "after 30 updates" in page.heard(1)
    page.get_by_role("slider", name="looked at").fill("400")
    page.keep("training-shows")
    page.get_by_role("button", name="Hide").click()
    assert "hidden until you predict" in page.heard()


@pytest.mark.parametrize(
    "settings",
    [
        {"rule": "GD", "eta": 1.0, "hidden": 5},
        {"rule": "Momentum", "eta": 0.5, "hidden": 2, "start": "random 2"},
        {"rule": "RMSprop", "eta": 0.05, "hidden": 4, "start": "equal"},
        {"rule": "Adam", "eta": 0.1, "hidden": 8, "start": "random 3"},
    ],
    ids=lambda s: s["rule"],
)
def test_the_share_of_right_points_is_that_of_python(mount, numbers, settings):
    explorer = TrainingExplorer(*rings(), ask=False, n_updates=100, **settings)
    words = mount(explorer).heard()
    run = explorer.run()
    share = 100 * np.mean(explorer.loss().classify(run.theta) == explorer.data["labels"])
    assert numbers(words, "updates ") == pytest.approx([share], abs=0.051)
    assert numbers(words, "loss ") == pytest.approx([run.values[-1]], abs=1e-3)


def test_every_control_follows_the_keyboard(mount):
    page = mount(TrainingExplorer(*rings(), ask=False, n_updates=50))
    page.get_by_role("slider", name="hidden units").press("ArrowRight")
    page.get_by_role("slider", name="learning rate").fill("-1")
    page.get_by_label("rule", exact=True).select_option("Adam")
    page.get_by_label("start", exact=True).select_option("equal")
    now = page.evaluate("['hidden', 'eta', 'rule', 'start'].map((n) => model.get(n))")
    assert now == [3, 0.1, "Adam", "equal"] and page.saved("rule") == "Adam"
    assert "3 hidden units, Adam with η = 0.1" in page.heard()


def test_all_weights_zero_stay_at_the_loss_of_knowing_nothing_for_a_while(mount):
    page = mount(TrainingExplorer(*rings(), ask=False, start="zero", n_updates=20))
    assert f"loss {np.log(3):.4f}" in page.heard()


def test_the_training_can_be_played_and_halted(mount):
    page = mount(TrainingExplorer(*rings(), ask=False, n_updates=400))
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Pause").click()
    assert "after 400 updates" not in page.heard()
    assert page.get_by_role("button", name="Play").is_visible()
