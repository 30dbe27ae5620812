"""When a rule ends a descent, and when it must not."""

import warnings

import numpy as np
import pytest

from gdkit import GD, MSE, Function, cases, decrease_below, diverged, gradient_below, minimize, step_below
from gdkit.datasets import toy_batch
from gdkit.stopping import StopRule

X, y = toy_batch()
TOY = MSE(X, y)
START = np.array([0.0, 1.0, 1.0])
TRUE = np.array([0.1, 1.5, 1.5])


def updates(*stop, eta=0.1, loss=TOY, theta=START):
    return minimize(loss, theta, GD(eta), 5000, stop=stop)


def test_the_rules_end_a_descent_on_the_toy_batch_where_the_ledger_says():  # X1.5
    run = updates(gradient_below(1e-4))
    assert run.n_iter == 161 and np.abs(run.theta - TRUE).max() == pytest.approx(2.2e-4, abs=5e-6)
    run = updates(decrease_below(1e-8))
    assert run.n_iter == 134 and np.abs(run.theta - TRUE).max() == pytest.approx(6.6e-4, abs=5e-6)
    # the ledger measures the step that is still to come, 50; the rule looks at the one that was taken, 51
    run = updates(step_below(1e-3))
    assert run.n_iter == 51 and np.abs(run.path[50] - TRUE).max() == pytest.approx(2.1e-2, abs=5e-4)
    assert 0.1 * np.linalg.norm(TOY.gradient(run.path[49])) > 1e-3 >= 0.1 * np.linalg.norm(TOY.gradient(run.path[50]))


@pytest.mark.parametrize("rule", [gradient_below(1e-3), decrease_below(1e-6), step_below(1e-4), diverged(1e3)])
def test_a_descent_is_stopped_by_the_name_of_its_rule(rule):
    run = updates(rule, eta=0.3 if isinstance(rule, diverged) else 0.1)
    assert run.stopped_by == type(rule).__name__ == rule.name


def test_nothing_is_ever_said_to_have_converged():
    assert updates().stopped_by == "steps"
    assert not any("converged" in rule.__name__ for rule in StopRule.__subclasses__())


def test_a_descent_that_goes_up_is_not_one_that_falls_slowly():  # the unsigned trap
    run = updates(decrease_below(1e-8), eta=0.2561)  # just above 2/L: after a while every step goes up a little
    rises = np.diff(run.values) > 0
    assert rises[-1000:].all() and run.stopped_by == "steps"
    signed = [t for t in range(1, 5001) if run.values[t - 1] - run.values[t] < 1e-8]
    assert signed, "a rule without the sign would have stopped"


def test_a_decrease_may_be_measured_over_several_updates():
    over_10 = updates(decrease_below(1e-8, over=10))
    decrease = over_10.values[:-10] - over_10.values[10:]
    assert decrease[-1] <= 1e-8 < decrease[:-1].min()
    assert over_10.n_iter > updates(decrease_below(1e-8)).n_iter


def test_a_loss_that_stands_still_falls_slowly_from_the_first_update_on():
    flat = Function(lambda t: 0 * t.sum(-1), lambda t: 0 * t)
    assert updates(decrease_below(0), loss=flat).n_iter == 1
    assert updates(decrease_below(0, over=3), loss=flat).n_iter == 3
    assert updates(step_below(0), loss=flat).n_iter == 1
    assert updates(gradient_below(0), loss=flat).n_iter == 0


def test_the_first_rule_that_holds_names_the_end():
    assert updates(step_below(1e-3), gradient_below(1e-4)).stopped_by == "step_below"
    assert updates(step_below(1e-9), gradient_below(1e-4)).stopped_by == "gradient_below"


def test_a_rule_forgets_one_descent_before_the_next():
    rule = decrease_below(1e-8, over=5)
    assert updates(rule).n_iter == updates(rule).n_iter > 100


def test_a_stack_is_stopped_when_a_rule_holds_in_every_run():
    etas = np.array([[0.1], [0.05]])
    run = minimize(TOY, np.tile(START, (2, 1)), GD(etas), 5000, stop=gradient_below(1e-4))
    alone = [updates(gradient_below(1e-4), eta=eta[0]).n_iter for eta in etas]
    assert run.n_iter == max(alone) and run.stopped_by == "gradient_below"


def test_a_limit_that_one_run_of_a_stack_exceeds_does_not_stop_the_others():
    run = minimize(TOY, np.tile(START, (2, 1)), GD([[0.5], [0.1]]), 50, stop=diverged(1e6))
    assert run.stopped_by == "steps" and run.values[-1, 0] > 1e6 > run.values[-1, 1]


def test_a_limit_stops_a_descent_long_before_it_leaves_the_numbers():
    run = updates(diverged(), eta=0.5)
    assert run.stopped_by == "diverged" and run.values[-2] <= 1e10 < run.values[-1] < np.inf


def test_a_value_that_is_no_number_has_diverged():
    edge = Function(lambda t: np.sqrt(t).sum(-1), lambda t: 0.5 / np.sqrt(t))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run = minimize(edge, [0.1], GD(0.1), 100, stop=diverged())
    assert run.stopped_by == "diverged" and np.isnan(run.values[-1])


def test_a_function_of_a_step_is_a_rule_too():
    def near_the_truth(step):
        return np.linalg.norm(step.theta - TRUE) < 0.1

    run = updates(near_the_truth)
    assert run.stopped_by == "near_the_truth" and np.linalg.norm(run.theta - TRUE) < 0.1
    assert minimize(TOY, START, GD(0.1), 100, stop=lambda step: step.t == 7).n_iter == 7


def test_with_mini_batches_a_rule_sees_all_rows_once_an_epoch():  # E-err3: two batches that agree say nothing
    seen = []

    def look(step):
        seen.append((step.t, step.value == TOY(step.theta), np.array_equal(step.gradient, TOY.gradient(step.theta))))

    minimize(TOY, START, GD(0.1), n_epochs=3, batch_size=5, rng=np.random.default_rng(0), stop=look)
    assert seen == [(t, True, True) for t in (0, 3, 6, 9)]


def test_two_rows_that_happen_to_agree_do_not_stop_the_descent():  # E-err3: rows 10, 6, 1 at η = 0.1
    rows = [9, 5, 0]
    accident = TOY[rows]
    values = minimize(accident, START, GD(0.1), 2, batch_size=1, shuffle=False).values
    np.testing.assert_allclose(values, [2.56, 0.36, 0.36])
    run = minimize(accident, START, GD(0.1), 2, batch_size=1, shuffle=False, stop=decrease_below(1e-8))
    assert run.stopped_by == "steps"


def test_a_loss_with_plain_numbers_as_values_can_be_stopped():
    f = Function(lambda t: float(t[0] ** 2), lambda t: 2 * t)
    assert minimize(f, [1.0], GD(0.1), 500, stop=[diverged(), decrease_below(1e-6)]).stopped_by == "decrease_below"
    assert minimize(f, [1.0], GD(2.0), 500, stop=diverged()).stopped_by == "diverged"


def test_a_small_gradient_is_no_minimum():
    run = minimize(cases.get("saddle"), [1.0, 0.0], GD(0.1), 1000, stop=gradient_below(1e-6))
    assert run.stopped_by == "gradient_below" and np.linalg.eigvalsh(cases.get("saddle").hessian())[0] < 0


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: gradient_below("small"), TypeError, "tol is 'small'; expected a number"),
        (lambda: gradient_below(-1), ValueError, "tol is -1; expected a number >= 0"),
        (lambda: decrease_below(1e-8, over=0), ValueError, "over is 0; expected a whole number >= 1"),
        (lambda: decrease_below(1e-8, over=1.5), TypeError, "over is 1.5; expected a whole number"),
        (lambda: diverged(np.nan), ValueError, "limit has 1 NaN"),
        (lambda: StopRule().start(), NotImplementedError, "StopRule does not say when"),
    ],
)
def test_bad_input_is_told_what_was_got_and_what_was_expected(call, error, message):
    with pytest.raises(error, match=message):
        call()
