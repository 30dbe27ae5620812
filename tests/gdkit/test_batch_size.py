"""The widgets of lesson 04: what the browser computes is what gdkit computes, and the pictures say the same."""

import re

import numpy as np
import pytest

from gdkit import MSE
from gdkit.datasets import toy_batch
from gdkit.widgets import BatchSizeExplorer, StoppingReplay

SETTINGS = [
    {"batch_size": 1, "eta": 0.1, "passes": 2},
    {"batch_size": 10, "eta": 0.2, "passes": 3, "draw": 2},
    {"batch_size": 50, "eta": 0.3, "passes": 4, "shrink": True},
    {"batch_size": 7, "eta": 0.05, "passes": 2, "draw": 1},  # a short last batch
    {"batch_size": 200, "eta": 0.4, "passes": 10},
]


def path_in_browser(node, explorer):
    data = explorer.data
    orders = data["orders"][explorer.draw][: explorer.passes]
    call = [data["x"], data["y"], data["start"], explorer.batch_size, [explorer.eta, explorer.shrink], orders]
    expression = "batchPath(a[0], a[1], a[2], a[3], m.rateOf(...a[4]), a[5])"
    (path,) = node("batch_size_arithmetic.js", expression, [call])
    return path


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_the_path_in_the_browser_is_the_descent_of_gdkit(node, settings):
    explorer = BatchSizeExplorer(**settings)
    run = explorer.run()
    np.testing.assert_allclose(path_in_browser(node, explorer), run.path, rtol=1e-10, atol=1e-11)
    assert run.n_iter == -(-200 // settings["batch_size"]) * settings["passes"]


@pytest.mark.parametrize(
    ("settings", "manner"),
    [
        ({"batch_size": 1, "eta": 0.1}, "hovers"),
        ({"batch_size": 200, "eta": 0.1}, "travels"),
        ({"batch_size": 200, "eta": 0.5}, "diverges"),
        ({"batch_size": 20, "eta": 0.1, "passes": 2}, "travels"),
        ({"batch_size": 1, "eta": 0.1, "shrink": True, "passes": 10}, "settles"),
        ({"batch_size": 20, "eta": 0.3, "passes": 10}, "hovers"),
        ({"batch_size": 1, "eta": 0.5, "passes": 10}, "diverges"),
    ],
    ids=str,
)
def test_the_manner_of_a_path_is_what_the_lecture_says(node, settings, manner):
    explorer = BatchSizeExplorer(**settings)
    path = path_in_browser(node, explorer)
    call = [explorer.quadratic, path, explorer.passes]
    assert node("batch_size_arithmetic.js", "mannerOf(...a)", [call]) == [manner]


def test_every_pass_visits_every_row_once_and_the_draws_differ():
    orders = np.array(BatchSizeExplorer().data["orders"])
    assert orders.shape == (3, 10, 200)
    assert (np.sort(orders, axis=-1) == np.arange(200)).all()
    assert not (orders[0] == orders[1]).all() and not (orders[0, 0] == orders[0, 1]).all()


@pytest.mark.parametrize("order", [(9, 5, 0), (0, 1, 2, 3, 4, 5), (6, 0, 6, 0), (5, 10), (0,)])
def test_the_replay_in_the_browser_is_that_of_gdkit(node, order):
    X, y = toy_batch()
    replay = StoppingReplay(rows=order, shown=len(order)).replay()
    call = [X.tolist(), y.tolist(), [0.0, 1.0, 1.0], list(order), 0.1, 1e-8]
    (seen,) = node("accident_arithmetic.js", "replay(...a)", [call])
    assert [part["row"] for part in seen] == [part.row for part in replay]
    assert [part["stops"] for part in seen] == [part.stops for part in replay]
    for name in ("error", "theta", "next"):
        np.testing.assert_allclose(
            [part[name] for part in seen], [getattr(part, name) for part in replay], rtol=1e-11, atol=1e-13
        )


def test_what_the_browser_says_of_all_rows_is_the_mse_and_the_norm_of_its_gradient(node):
    X, y = toy_batch()
    theta = [0.44, 1.4, 1.68]
    (all_rows,) = node("accident_arithmetic.js", "allRows(...a)", [[X.tolist(), y.tolist(), theta]])
    loss = MSE(X, y)
    assert all_rows["J"] == pytest.approx(loss(theta), rel=1e-12)
    assert all_rows["norm"] == pytest.approx(np.linalg.norm(loss.gradient(theta)), rel=1e-12)


def test_rows_10_6_and_1_stop_the_rule_after_two_updates():
    """Ledger part 3, E-err3: errors 2.56, .36, .36, and θ = (.44, 1.4, 1.68)."""
    seen = StoppingReplay(shown=3).replay()
    assert [round(part.error, 12) for part in seen] == [2.56, 0.36, 0.36]
    assert [part.stops for part in seen] == [False, False, True]
    np.testing.assert_allclose(seen[-1].next, [0.44, 1.4, 1.68], rtol=1e-12)


def test_the_pictures_say_what_the_widgets_show():
    alt = StoppingReplay(shown=3).static().alt
    assert "row 1: error 0.36" in alt and "“done”" in alt and "The rule stops the descent after 2 updates" in alt
    assert "No row has been seen yet" in StoppingReplay().static().alt
    alt = BatchSizeExplorer(batch_size=10, eta=0.1, passes=2, shrink=True).static().alt
    assert "batches of 10, η = 0.1, shrinking: 2 passes, 40 updates" in alt


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: StoppingReplay(rows=[12]), r"rows is \[12\]; expected at least one index from 0 to 11"),
        (lambda: StoppingReplay(rows=[]), r"rows is \[\]"),
        (lambda: StoppingReplay([[1.0]]), "only one of X and y was given"),
        (lambda: BatchSizeExplorer([[1.0]]), "only one of X and y was given"),
        (lambda: BatchSizeExplorer(*toy_batch()), r"X has shape \(12, 2\); expected \(m, 1\)"),
        (lambda: BatchSizeExplorer([[1.0], [1.0]], [1.0, 2.0]), "all entries of X are equal"),
    ],
)
def test_a_state_that_cannot_be_is_refused(make, said):
    with pytest.raises(ValueError, match=said):
        make()


@pytest.mark.parametrize("kind", [BatchSizeExplorer, StoppingReplay])
def test_data_of_ones_own_can_be_shown(kind):
    widget = kind([[0.0], [1.0], [2.0]], [1.0, 2.0, 4.0])
    assert not re.search("nan|inf", widget.static().alt)
