"""Pictures and explorer of lesson 01: slopes in all directions, the two fields, the surface and the curve."""

import json
import shutil
import subprocess

import numpy as np
import pytest

import gdkit
from gdkit import plots
from gdkit.widgets import SlopeExplorer
from gdkit.widgets.base import script


@pytest.fixture
def javascript(tmp_path):
    """javascript("f(...a)", arguments) -> the value of the expression of slope_arithmetic.js for each of them."""
    program = shutil.which("node")
    if program is None:
        pytest.skip("node is not installed: the JavaScript arithmetic cannot be run outside a browser")

    def run(expression, arguments):
        (tmp_path / "module.mjs").write_text(script("slope_arithmetic.js"), encoding="utf-8")
        code = f"import * as m from './module.mjs'; const all = {json.dumps(arguments)};"
        code += f"process.stdout.write(JSON.stringify(all.map((a) => m.{expression})));"
        (tmp_path / "run.mjs").write_text(code, encoding="utf-8")
        done = subprocess.run([program, "run.mjs"], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def test_the_slope_in_the_browser_is_the_central_difference_along_v(javascript):
    rng = np.random.default_rng(1)
    wanted, cases = [], []
    for _ in range(30):
        A = rng.normal(size=(2, 2))
        loss, p = gdkit.Quadratic(A @ A.T + np.eye(2), rng.normal(size=2)), rng.normal(size=2)
        degrees = rng.uniform(0, 360)
        v = np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])
        wanted.append((loss(p + 1e-4 * v) - loss(p - 1e-4 * v)) / 2e-4)
        cases.append([loss.gradient(p).tolist(), degrees])
    np.testing.assert_allclose(javascript("slopeAlong(...a)", cases), wanted, rtol=1e-7, atol=1e-8)


def test_an_angle_is_that_of_its_unit_vector(javascript):
    angles = [0, 1, 89.5, 90, 179, 180, 270, 359]
    np.testing.assert_allclose(javascript("angleOf(m.unit(a))", angles), angles, atol=1e-9)


def test_two_directions_are_at_most_half_a_turn_apart(javascript):
    assert javascript("apart(...a)", [[350, 20], [20, 350], [0, 180], [10, 10], [0, 360]]) == [30, 30, 180, 0, 0]


def test_steepest_is_not_towards_the_minimum(javascript):
    """½x² + 2y² at (2, 1): ∇J = (2, 4), so down is at 243.4°; the minimum lies at 206.6°."""
    said = javascript("kind({ centre: [0, 0] }, [2, 1], [2, 4], a)", [243, 207, 153.4, 60, 280, 333.4])
    assert said == ["steepest", "centre", "level", "up", "down", "level"]


def test_the_static_picture_of_the_slope_explorer_says_its_state():
    alt = SlopeExplorer(degrees=53.130102354).static().alt
    assert "Along v at 53.13° the slope is 4.4." in alt and "lowest, -4.472, against it at 243.4°" in alt


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"point": [0.0, 0.0]}, "not the minimum"),
        ({"loss": gdkit.cases.saddle()}, "expected two above 0, a bowl"),
        ({"loss": gdkit.cases.valley([1.0, 2.0, 3.0]), "point": [1.0, 1.0, 1.0]}, "a bowl"),
    ],
)
def test_an_explorer_without_a_slope_is_refused(arguments, said):
    with pytest.raises(ValueError, match=said):
        SlopeExplorer(**arguments)


def test_the_drawn_slope_is_the_cosine_of_the_ledger():
    """x² + y² at (1, 2), v = (3, 4)/5: 4.4; steepest descent −4.472136 [ledger X1.3]."""
    figure = plots.slope_directions(gdkit.cases.bowl(), [1, 2], np.degrees(np.arctan2(4, 3)))
    assert "Along v at 53.13° the slope is 4.4." in figure.alt and "lowest, -4.472" in figure.alt
    angle, slope = figure.axes[1].lines[1].get_data()
    np.testing.assert_allclose(slope, 20**0.5 * np.cos(np.radians(angle) - np.arctan2(4, 2)), atol=1e-12)


@pytest.mark.parametrize("point", [[1.0, 2.0], [-2.0, 0.0], [0.0, 1.5], [1.0, -1.0]])
def test_the_two_circles_meet_in_the_point_and_do_not_jump(point):
    for line in plots.slope_directions(gdkit.cases.bowl(), point).axes[0].lines[:2]:
        way = line.get_xydata()
        assert np.linalg.norm(np.diff(way, axis=0), axis=1).max() < 0.1
        assert np.linalg.norm(way[[0, -1]] - point, axis=1).max() < 0.1


def test_where_the_gradient_is_zero_there_is_nothing_to_draw():
    with pytest.raises(ValueError, match="slope is 0 in every direction"):
        plots.slope_directions(gdkit.cases.bowl(), [0, 0])
    with pytest.raises(ValueError, match=r"point has shape \(3,\)"):
        plots.slope_directions(gdkit.cases.bowl(), [0, 0, 1])


def test_uphill_arrows_are_the_gradient_and_downhill_arrows_turn_them_round():
    loss = gdkit.cases.valley()
    up, down = (
        next(c for c in ax.collections if type(c).__name__ == "Quiver") for ax in plots.uphill_downhill(loss, n=4).axes
    )
    gradient = loss.gradient(np.column_stack([up.X, up.Y]))
    arrows = np.column_stack([up.U, up.V])
    np.testing.assert_allclose(arrows * np.sqrt(np.linalg.norm(gradient, axis=1))[:, None], gradient, atol=1e-12)
    np.testing.assert_allclose(np.column_stack([down.U, down.V]), -arrows)
    assert up.pivot == down.pivot == "tail"


def test_the_ball_lies_on_the_surface_and_its_way_is_said():
    path = gdkit.minimize(gdkit.cases.bowl(), [1.0, 1.0], gdkit.GD(0.25), 3).path
    said = plots.landscape(gdkit.cases.bowl(), path).alt
    assert "A ball lies at (1, 1), at height 2." in said
    assert "3 updates to (0.125, 0.125) at height 0.0312" in said
    assert "goes down" not in plots.landscape(gdkit.cases.bowl(), [1.0, 1.0]).alt


def test_the_two_minima_of_the_quartic_are_heard():
    """x⁴ − 2x² + 0.3x: 0.960150 (−.705854) from 1.5, −1.035579 (−1.305428) from −1.5 [ledger B37]."""
    quartic = gdkit.cases.quartic()
    runs = {str(s): gdkit.minimize(quartic, [s], gdkit.GD(0.05), 60) for s in (1.5, -1.5)}
    said = plots.steps_on_curve(quartic, runs, (-1.7, 1.7)).alt
    assert "to 0.9601 (J = -0.7059)" in said and "to -1.036 (J = -1.305)" in said
    with pytest.raises(ValueError, match=r"expected \(T\+1, 1\)"):
        plots.steps_on_curve(quartic, {"two": np.zeros((3, 2))}, (-1, 1))
