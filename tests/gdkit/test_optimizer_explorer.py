"""The optimizer explorer: what the browser computes is what gdkit computes; its picture says what it shows."""

import numpy as np
import pytest

import gdkit as gd
from gdkit.widgets import OptimizerExplorer

ARITHMETIC = "optimizer_arithmetic.js"

SETTINGS = [
    {"rule": "GD", "eta": 0.09},
    {"rule": "Momentum", "eta": 0.1, "gamma": 0.5, "tilt": 20.0},
    {"rule": "Nesterov", "eta": 0.05, "gamma": 0.6, "tilt": 45.0},
    {"rule": "Adagrad", "eta": 0.5, "tilt": 30.0},
    {"rule": "RMSprop", "eta": 0.1, "beta2": 0.9, "tilt": 45.0},
    {"rule": "Adam", "eta": 0.3, "gamma": 0.8, "beta2": 0.999, "tilt": 10.0},
    {"rule": "Adam", "eta": 0.1, "correction": False, "tilt": 40.0},
]
every_rule = pytest.mark.parametrize("settings", SETTINGS, ids=lambda settings: settings["rule"])


@every_rule
def test_a_descent_in_the_browser_is_the_descent_of_python(node, settings):
    explorer = OptimizerExplorer(curvatures=(1.0, 7.0), start=(-1.3, 0.4), n_updates=30, **settings)
    (J,) = node(ARITHMETIC, "valley(...a)", [[[1.0, 7.0], explorer.tilt]])
    np.testing.assert_allclose(J["H"], explorer.loss().H, rtol=1e-13)
    (start,) = node(ARITHMETIC, "turned(...a)", [[explorer.start, explorer.tilt]])
    now = {name: getattr(explorer, name) for name in ("rule", "eta", "gamma", "beta2", "correction")}
    (said,) = node("descent_arithmetic.js", "descent(...a)", [[J, start, now, 30]])
    run = explorer.run()
    np.testing.assert_allclose(said["path"], run.path, rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(said["values"], run.values, rtol=1e-8, atol=1e-13)
    np.testing.assert_allclose(said["steps"], np.diff(run.path, axis=0), rtol=1e-8, atol=1e-11)


def test_the_yardstick_is_the_best_rate_of_gradient_descent():
    """Both factors of the valley, 1 − ηa and 1 − ηb, are of one size there: (κ − 1)/(κ + 1)."""
    explorer = OptimizerExplorer(curvatures=(2.0, 20.0), n_updates=10)
    eta = explorer.valley["yardstick"]
    assert 1 - 2 * eta == pytest.approx(9 / 11) and 1 - 20 * eta == pytest.approx(-9 / 11)
    np.testing.assert_allclose(
        explorer.yardstick().values, explorer.yardstick().values[0] * (9 / 11) ** np.arange(0, 21, 2)
    )


@pytest.mark.parametrize("rule", ["GD", "Momentum", "Nesterov"])
def test_turning_the_valley_turns_the_path_of_a_rule_that_treats_all_directions_alike(rule):
    straight, turned = (OptimizerExplorer(rule=rule, tilt=tilt) for tilt in (0.0, 35.0))
    np.testing.assert_allclose(turned.run().path, straight.run().path @ turned._axes().T, atol=1e-12)


@pytest.mark.parametrize("rule", ["Adagrad", "RMSprop", "Adam"])
def test_turning_the_valley_changes_the_path_of_a_rule_with_a_rate_for_each_parameter(rule):
    straight, turned = (OptimizerExplorer(rule=rule, tilt=tilt) for tilt in (0.0, 35.0))
    assert abs(turned.run().path - straight.run().path @ turned._axes().T).max() > 0.1


def test_adam_without_correction_takes_the_first_steps_too_long():
    first = {
        c: np.diff(OptimizerExplorer(rule="Adam", eta=0.1, beta2=0.999, correction=c).run().path[:2], axis=0)
        for c in (True, False)
    }
    assert abs(first[True]) == pytest.approx(0.1, rel=1e-6)
    assert abs(first[False]) == pytest.approx(0.1 * 0.1 / np.sqrt(0.001), rel=1e-6)


def test_the_outcome_compares_with_the_start_and_with_the_yardstick(node):
    cases = [[[1.0, 0.1], 0.2], [[1.0, 0.3], 0.2], [[1.0, 1.0], 0.2], [[1.0, 5.0], 9.0], [[1.0, None], 0.2]]
    assert node(ARITHMETIC, "outcome(...a)", cases) == [
        "wins",
        "loses",
        "rises",
        "rises",
        "wins",
    ]  # null counts as 0 in JSON


def test_the_slider_of_a_beta_gives_each_tenfold_memory_the_same_way(node):
    assert node(ARITHMETIC, "betaAt(a)", [0, 1, 2, 3]) == [0, 0.9, 0.99, 0.999]
    assert node(ARITHMETIC, "placeOf(a)", [0.5, 0.9, 0.99]) == pytest.approx([np.log10(2), 1, 2])


@pytest.mark.parametrize("picture", ["loss", "steps"])
def test_the_static_picture_follows_the_state_and_says_it_in_words(picture):
    explorer = OptimizerExplorer(rule="Adam", eta=0.2, tilt=45.0, picture=picture)
    alt = explorer.static().alt
    assert "Adam" in alt and "GD at its best" in alt and "turned by 45°" in alt and "nan" not in alt
    end = explorer.run().theta
    assert f"({end[0]:.3g}, {end[1]:.3g})" in alt
    assert ("in x from 0.2" in alt) == (picture == "steps")


def test_a_valley_that_is_none_is_refused():
    with pytest.raises(ValueError, match="expected 0 < a <= b"):
        OptimizerExplorer(curvatures=(3.0, 1.0))
    assert gd.cases.valley().hessian().tolist() == OptimizerExplorer().loss().H.tolist()
