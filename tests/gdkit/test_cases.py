"""The named functions: minima that are known, gradients, and how they are asked for."""

import numpy as np
import pytest
import sympy

from gdkit import cases

FORMULAS = {
    "quadratic": "1/2*(2*x**2 + 2*x*y + 4*y**2)",
    "valley": "x**2 + 10*y**2",
    "bowl": "x**2 + y**2",
    "saddle": "x**2 - y**2",
    "shifted_bowl": "(10*(x - 1/2))**2 + (6*(y - 2/5))**2",
    "quartic": "x**4 - 2*x**2 + 3*x/10",
    "rosenbrock": "(1 - x)**2 + 100*(y - x**2)**2",
    "himmelblau": "(x**2 + y - 11)**2 + (x + y**2 - 7)**2",
}


def test_every_case_has_a_formula_here():
    assert cases.names() == list(FORMULAS)


@pytest.mark.parametrize("name", FORMULAS)
def test_value_and_gradient_are_those_of_the_formula_by_sympy(name):
    x, y = sympy.symbols("x y")
    formula = sympy.sympify(FORMULAS[name])
    loss = cases.get(name)
    variables = [x, y][: loss.n_parameters]
    for point in np.random.default_rng(0).normal(size=(5, loss.n_parameters)):
        at = dict(zip(variables, map(float, point), strict=True))
        assert loss(point) == pytest.approx(float(formula.subs(at)), rel=1e-12)
        expected = [float(sympy.diff(formula, v).subs(at)) for v in variables]
        np.testing.assert_allclose(loss.gradient(point), expected, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("name", FORMULAS)
def test_a_grid_of_points_is_one_call(name):
    loss = cases.get(name)
    grid = np.random.default_rng(0).normal(size=(3, 4, loss.n_parameters))
    values, gradients = loss(grid), loss.gradient(grid)
    assert values.shape == (3, 4) and gradients.shape == grid.shape
    for index in np.ndindex(3, 4):
        assert values[index] == pytest.approx(loss(grid[index]), rel=1e-14)
        np.testing.assert_allclose(gradients[index], loss.gradient(grid[index]), rtol=1e-14)


@pytest.mark.parametrize(
    "name, point, value",
    [
        ("rosenbrock", (1, 1), 0),
        ("himmelblau", (3, 2), 0),
        ("himmelblau", (-2.805118, 3.131312), 0),
        ("himmelblau", (-3.779310, -3.283186), 0),
        ("himmelblau", (3.584428, -1.848126), 0),
        ("saddle", (0, 0), 0),
        ("shifted_bowl", (0.5, 0.4), 0),
        ("quartic", (0.960150,), -0.705854),
        ("quartic", (-1.035579,), -1.305428),
    ],
)
def test_stationary_points_that_are_known(name, point, value):
    loss = cases.get(name)
    assert loss(point) == pytest.approx(value, abs=5.1e-7)
    np.testing.assert_allclose(loss.gradient(point), 0, atol=1e-4)


def test_the_four_guesses_of_the_slides():  # ledger C5, X1.1
    values = cases.get("shifted_bowl")([[0.2, 0.2], [0.3, 0.7], [0.6, 0.4], [0.9, 0.7]])
    np.testing.assert_allclose(values, [10.44, 7.24, 1.00, 19.24], rtol=1e-12)
    assert values.argmin() == 2


def test_coefficients_may_be_lists_and_whole_numbers():
    assert cases.get("valley", a=[1, 2, 3])([1, 1, 1]) == 6
    assert cases.get("rosenbrock", a=2, b=10)([2, 4]) == 0
    assert cases.get("quadratic", H=[[2, 0], [0, 4]], centre=[1, 2], value=3)([1, 2]) == 3
    assert cases.get("quartic", a=0, b=1, c=0)([3]) == 9


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: cases.get("rosenbruck"), ValueError, "no case 'rosenbruck'; expected one of quadratic, valley"),
        (lambda: cases.get("valley", b=[1]), TypeError, "valley has no coefficient 'b'; expected a"),
        (lambda: cases.get("bowl", a=1), TypeError, "bowl has no coefficient 'a'; expected none"),
        (lambda: cases.get("rosenbrock", a="1"), TypeError, "a is '1'; expected a number"),
        (lambda: cases.get("valley", a=[np.nan]), ValueError, "a has 1 NaN"),
        (lambda: cases.get("valley", a=1.0), ValueError, r"a has shape \(\); expected \(m,\)"),
        (lambda: cases.get("quadratic", H=[[1, 2], [3, 4]]), ValueError, "expected a symmetric"),
        (lambda: cases.get("rosenbrock")([1, 2, 3]), ValueError, r"theta has shape \(3,\); expected \(2,\)"),
    ],
)
def test_bad_input_is_told_what_was_got_and_what_was_expected(call, error, message):
    with pytest.raises(error, match=message):
        call()
