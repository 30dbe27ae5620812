"""Rates against the ledger's values and against PyTorch's schedulers."""

import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdkit import GD, MSE, minimize
from gdkit.schedules import constant, cosine, exponential, inverse_time, step_decay, warmup

RECORDED = np.load(Path(__file__).parents[1] / "data" / "torch_trajectories.npz")

AS_RECORDED = {
    "step_decay": step_decay(0.5, 0.3, 7),
    "exponential": exponential(0.5, 0.9),
    "cosine": cosine(0.5, 60, 0.05),
    "warmup": warmup(0.5, 20),
}


@pytest.mark.parametrize("name", AS_RECORDED)
def test_60_rates_are_those_of_pytorchs_scheduler(name):
    rates = [AS_RECORDED[name](t) for t in range(60)]
    np.testing.assert_allclose(rates, RECORDED[f"schedule/{name}"], rtol=1e-12)


def test_the_learning_schedule_of_the_documents():  # ledger X4.2
    eta = inverse_time(5, 50)
    np.testing.assert_allclose([eta(0), eta(100), eta(9999)], [0.1, 0.0333333, 0.00049756], rtol=1e-5)


def test_its_rates_have_a_large_sum_and_a_small_sum_of_squares():  # ledger A32
    rates = np.array([inverse_time(5, 50)(t) for t in range(10_000)])
    np.testing.assert_allclose([rates.sum(), (rates**2).sum()], [26.57, 0.5025], rtol=2e-4)


def test_t_counts_the_updates_done_from_0():
    seen = []
    minimize(MSE([[1.0]], [1.0]), [0, 0], GD(lambda t: seen.append(t) or 0.1), 3)
    assert seen == [0, 1, 2]


def test_a_descent_uses_the_rate_of_its_schedule():
    loss = MSE([[1.0], [2.0]], [1.0, 0.0])
    path = minimize(loss, [0, 0], GD(step_decay(0.1, 0.5, 2)), 5).path
    theta = np.zeros(2)
    for t in range(5):
        theta = theta - 0.1 * 0.5 ** (t // 2) * loss.gradient(theta)
        assert np.array_equal(path[t + 1], theta)


def test_cosine_stays_at_its_end_and_warmup_at_its_schedule():
    assert cosine(0.5, 10, 0.1)(10) == pytest.approx(0.1) == cosine(0.5, 10, 0.1)(1000)
    assert cosine(0.5, 10)(5) == pytest.approx(0.25)
    assert warmup(exponential(0.5, 0.9), 4)(7) == exponential(0.5, 0.9)(7)
    assert constant(0.3)(12) == 0.3


@given(st.integers(0, 1000))
def test_no_schedule_of_ours_goes_up_after_its_warmup(t):
    for eta in (constant(0.1), inverse_time(), step_decay(1, 0.5, 3), exponential(1, 0.99), cosine(1, 300)):
        assert eta(t + 1) <= eta(t)


def test_a_schedule_is_a_record():
    assert inverse_time(5, 50) == inverse_time() != inverse_time(5, 60)
    assert repr(cosine(0.1, 100)) == "cosine(eta=0.1, steps=100, eta_min=0.0)"
    assert pickle.loads(pickle.dumps(GD(warmup(cosine(0.1, 100), 5)))) == GD(warmup(cosine(0.1, 100), 5))


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: constant(0), ValueError, "eta is 0; expected a number > 0"),
        (lambda: inverse_time(5, -1), ValueError, "t1 is -1; expected a number > 0"),
        (lambda: step_decay(0.1, 0.5, 0), ValueError, "every is 0; expected a whole number >= 1"),
        (lambda: cosine(0.1, 2.5), TypeError, "steps is 2.5; expected a whole number"),
        (lambda: cosine(0.1, 5, -1), ValueError, "eta_min is -1; expected a number >= 0"),
        (lambda: exponential("a", 1), TypeError, "eta is 'a'; expected a number"),
        (lambda: warmup("cosine", 5), TypeError, "schedule is 'cosine'; expected a number"),
    ],
)
def test_bad_input_is_told_what_was_got_and_what_was_expected(call, error, message):
    with pytest.raises(error, match=message):
        call()
