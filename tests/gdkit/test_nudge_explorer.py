"""The nudge explorer: the browser's differences are those of NumPy, and its picture says the same in words."""

import numpy as np
import pytest

from gdkit import numerical_gradient, plots
from gdkit.widgets import NudgeExplorer
from gdkit.widgets.nudge import FUNCTIONS

ARITHMETIC = "nudge_arithmetic.js"


def test_the_differences_in_the_browser_are_those_of_numpy(node):
    """exp and sin may differ in the last digit, which a difference divides by h."""
    cases = [[name, x, 10.0**k] for name in FUNCTIONS for x in (0.7, 1.0, 2.5) for k in range(-15, 1)]
    for (name, x, h), said in zip(cases, node(ARITHMETIC, "differences(...a)", cases), strict=True):
        _, f, prime = FUNCTIONS[name]
        rounding = 4 * np.finfo(float).eps * abs(f(x + h)) / h + 1e-15
        expected = [(f(x + h) - f(x)) / h, (f(x + h) - f(x - h)) / (2 * h), prime(x)]
        np.testing.assert_allclose([said["forward"], said["central"]], expected[:2], rtol=1e-14, atol=rounding)
        assert said["exact"] == pytest.approx(expected[2], rel=1e-15)
        errors = [abs(said["forward"] - said["exact"]), abs(said["central"] - said["exact"])]
        assert said["errors"] == pytest.approx(errors, rel=1e-12)


def test_the_ledger_s_errors_of_exp_at_1_come_out(node):
    """Part 5, L0: central and forward at h = 1e-2 and 1e-5, where rounding does not decide."""
    (coarse, fine) = node(ARITHMETIC, "differences(...a).errors", [["exp", 1, 1e-2], ["exp", 1, 1e-5]])
    assert coarse == pytest.approx([1.4e-2, 4.5e-5], rel=0.04)
    assert fine[0] == pytest.approx(1.4e-5, rel=0.04) and 4e-11 < fine[1] < 8e-11


@pytest.mark.parametrize(
    ("value", "exact", "digits"),
    [
        (3.0, 2.0, 0),
        (2.7, 2.718281828, 2),
        (2.7182818, 2.718281828, 7),
        (2.0, 2.0, 16),
        (-1.009, -1.0, 2),
        (0.9991, 1.0, 3),
    ],
)
def test_right_digits_are_counted_by_the_relative_error(node, value, exact, digits):
    assert node(ARITHMETIC, "rightDigits(...a)", [[value, exact]]) == [digits]


def test_the_glass_shows_the_function_in_steps_of_h(node):
    (points,) = node(ARITHMETIC, "magnified(...a)", [["cube", 1.5, 0.5, 9]])
    t = np.linspace(-2, 2, 9)
    np.testing.assert_allclose(points, np.column_stack([t, ((1.5 + t / 2) ** 3 - 1.5**3) / 0.5]), rtol=1e-13)


def test_what_python_shows_is_the_kit_s_central_difference():
    explorer = NudgeExplorer("sin", x=0.4, h=1e-3)
    _, central, exact = explorer.differences()
    assert central == numerical_gradient(lambda x: np.sin(x[0]), [0.4], h=1e-3)[0]
    assert exact == np.cos(0.4)


def test_the_picture_follows_the_state_and_says_the_numbers():
    explorer = NudgeExplorer(h=0.1)
    assert "h = 0.1" in explorer.static().alt and "central 2.7228145" in explorer.static().alt
    explorer.function, explorer.h = "square", 1e-3
    assert "x² around 1" in explorer.static().alt and "A line marks h = 0.001" in explorer.static().alt


def test_the_errors_are_drawn_where_they_are():
    figure = plots.nudge_errors(np.exp, np.exp, 1.0, mark=1e-2)
    forward, central = (line.get_xydata() for line in figure.axes[0].lines[:2])
    at = np.abs(np.log10(forward[:, 0]) + 2).argmin()
    assert forward[at, 1] == pytest.approx(1.4e-2, rel=0.05) and central[at, 1] == pytest.approx(4.5e-5, rel=0.05)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: NudgeExplorer(h=2.0), "h is 2; expected 1e-15 to 1"),
        (lambda: NudgeExplorer("square", x=0.0), "expected a point where the slope of square is not 0"),
        (lambda: plots.nudge_glass(np.exp, np.exp, 1.0, 0.0), "h is 0; expected a number > 0"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_what_was_expected(make, said):
    with pytest.raises(ValueError, match=said):
        make()
