"""The nine rules against PyTorch's paths, the ledger's reference values, figures of other courses, and their laws.

tests/data/torch_trajectories.npz was recorded by record_torch_trajectories.py beside it.
"""

from dataclasses import FrozenInstanceError, replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gdkit as gd
from gdkit import (
    GD,
    Adadelta,
    Adagrad,
    Adam,
    AdaMax,
    Momentum,
    Nadam,
    Nesterov,
    RMSprop,
    cases,
    descend,
    minimize,
    optimizers,
)
from gdkit.datasets import toy_batch, toy_labels
from gdkit.optimizers import Optimizer

RECORDED = dict(np.load(Path(__file__).parents[1] / "data" / "torch_trajectories.npz"))
X, y = toy_batch()
START = np.array([0.0, 1.0, 1.0])
ALL = [getattr(optimizers, name) for name in optimizers.__all__ if name not in ("Optimizer", "State", "Rate")]

PROBLEMS = {
    "ellipse": (cases.get("valley", a=[0.1, 2.0]), [-5, -2]),
    "rosenbrock": (cases.get("rosenbrock"), [-1.2, 1]),
    "stiff": (gd.Quadratic(RECORDED["stiff"]), [1, -2, 3, -4, 5]),
    "softmax": (gd.SoftmaxCrossEntropy(X, toy_labels("three")), [0.1 * (k - 4) for k in range(9)]),
}
AS_RECORDED = {
    "GD": lambda scale: GD(0.4 * scale),
    "Momentum": lambda scale: Momentum(0.1 * scale, 0.9),
    "Nesterov": lambda scale: Nesterov(0.1 * scale, 0.9),
    "Adagrad": lambda scale: Adagrad(0.4, eps=1e-10),
    "Adadelta": lambda scale: Adadelta(1.0, 0.9, 1e-6),
    "RMSprop": lambda scale: RMSprop(0.003, 0.9, 1e-8),
    "Adam": lambda scale: Adam(0.1),
    "AdamW": lambda scale: Adam(0.1, weight_decay=0.05),
    "AdaMax": lambda scale: AdaMax(0.1),
    "Nadam": lambda scale: Nadam(0.1, mu_decay=0.004),
}


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("name", AS_RECORDED)
def test_200_steps_are_pytorchs_to_1e_12(problem, name):
    loss, start = PROBLEMS[problem]
    optimizer = AS_RECORDED[name](0.001 if problem == "rosenbrock" else 1.0)
    path = minimize(loss, start, optimizer, 200).path
    np.testing.assert_allclose(path[RECORDED["kept"]], RECORDED[f"{problem}/{name}"], rtol=0, atol=1e-12)


@pytest.mark.parametrize("problem", PROBLEMS)
def test_pytorchs_coupled_weight_decay_is_a_ridge_penalty_of_half_of_it(problem):
    loss, start = PROBLEMS[problem]
    scale = 0.001 if problem == "rosenbrock" else 1.0
    path = minimize(loss + gd.Ridge(0.1 / 2, penalize_bias=True), start, GD(0.4 * scale), 200).path
    expected = RECORDED[f"{problem}/GD weight_decay"]
    np.testing.assert_allclose(path[RECORDED["kept"]], expected, rtol=0, atol=1e-12)


# truth.md, PyTorch 2.13, f = 0.1x² + 2y² from (−5, −2): step 1, step 2, step 20
TORCH_TABLE = [
    (
        GD(0.4),
        [(-4.6, 1.2), (-4.232, -0.72), (-0.943466645814, -0.000073123169)],
    ),
    (
        Momentum(0.4, 0.5),
        [(-4.6, 1.2), (-4.032, 0.88), (-0.062843455030, 0.001202335572)],
    ),
    (
        Nesterov(0.4, 0.5),
        [(-4.4, 2.8), (-3.772, -3.12), (-0.109296361265, -44.663927304293)],
    ),
    (
        Adagrad(0.4, eps=1e-10),
        [(-4.60000000004, -1.600000000005), (-4.32917738773, -1.350121980985), (-2.382562394462, -0.158590547735)],
    ),
    (
        Adadelta(1, 0.9),
        [(-4.996837738151, -1.996837722587), (-4.993594298838, -1.993595727409), (-4.930470233413, -1.930985885481)],
    ),
    (
        RMSprop(0.4, 0.9),
        [(-3.735088975933, -0.735088940933), (-2.952548400211, -0.278125927815), (-0.010597977742, 0)],
    ),
    (
        Adam(0.4),
        [(-4.600000004, -1.6000000005), (-4.201214913558, -1.204749679387), (0.996032546924, -0.212750652270)],
    ),
    (
        Adam(0.4, weight_decay=0.01),
        [(-4.580000004, -1.5920000005), (-4.162977229654, -1.190541479174), (1.016371029680, -0.223987393564)],
    ),
    (
        AdaMax(0.4),
        [(-4.600000004, -1.6000000005), (-4.216458571494, -1.241747011063), (-0.046966516772, 0.344933459380)],
    ),
    (
        Nadam(0.4, mu_decay=0.004),
        [(-4.577419292884, -1.577419289186), (-4.276489151632, -1.298682596511), (-0.281312348727, 0.093304936843)],
    ),
]


@pytest.mark.parametrize("optimizer, iterates", TORCH_TABLE)
def test_the_printed_table_of_pytorch(optimizer, iterates):
    path = minimize(cases.get("valley", a=[0.1, 2.0]), [-5, -2], optimizer, 20).path
    np.testing.assert_allclose(path[[1, 2, 20]], iterates, rtol=0, atol=5.1e-12)


# truth.md, d2l and dataflowr: the same function, 20 steps
D2L = [
    (GD(0.4), (-0.943467, -0.000073)),
    (GD(0.6), (-0.387814, -1673.365109)),
    (Momentum(0.6, 0.5), (0.007188, 0.002553)),
    (Momentum(0.6, 0.25), (-0.126340, -0.186632)),
    (Momentum(0.4, 0.5), (-0.062843, 0.001202)),
    (Momentum(0.05, 0.9), (-0.589111, 0.698505)),
    (Adagrad(0.4, eps=1e-6), (-2.382563, -0.158591)),
    (Adagrad(2, eps=1e-6), (-0.002295, -0.000000)),
    (RMSprop(0.4, 0.9, 1e-6), (-0.010599, 0.000000)),
    (Adam(0.8, 0.9, 0.99, 1e-6), (0.414218, 0.086138)),
]


@pytest.mark.parametrize("optimizer, end", D2L)
def test_the_figures_of_dive_into_deep_learning(optimizer, end):
    run = minimize(cases.get("valley", a=[0.1, 2.0]), [-5, -2], optimizer, 20)
    np.testing.assert_allclose(run.theta, end, rtol=0, atol=1e-6)


def test_the_nesterov_figure_of_dataflowr_is_the_iterate_of_the_paper():
    loss, optimizer = cases.get("valley", a=[0.1, 2.0]), Nesterov(0.05, 0.9)
    theta = np.array([-5.0, -2.0])
    state = optimizer.init(theta)
    for _ in range(20):
        theta = optimizer.step(theta, loss.gradient(theta), state)
    np.testing.assert_allclose(optimizer.paper_iterate(theta, state), [-0.751356, 0.071637], atol=5.1e-7)


@pytest.mark.parametrize("eta, steps, end", [(0.2, 10, 0.060466), (0.05, 10, 3.486784), (1.1, 10, 61.917364)])
def test_the_one_dimensional_figures_of_dive_into_deep_learning(eta, steps, end):
    run = minimize(cases.get("valley", a=[1.0]), [10.0], GD(eta), steps)
    np.testing.assert_allclose(run.theta, [end], rtol=0, atol=5.1e-7)


def test_the_two_dimensional_figure_of_dive_into_deep_learning():
    run = minimize(cases.get("valley", a=[1.0, 2.0]), [-5, -2], GD(0.1), 20)
    np.testing.assert_allclose(run.theta, [-0.057646, -0.000073], rtol=0, atol=5.1e-7)


# ledger X5.0–X5.8: the first toy mini-batch, from (0, 1, 1); after 1 and after 3 steps, to the 8 digits printed there
LEDGER = [
    (GD(0.01), (0.032, 1.06, 1.04266667), (0.0851136, 1.15933037, 1.11370607)),
    (Momentum(0.01, 0.9), (0.032, 1.06, 1.04266667), (0.1618336, 1.30301837, 1.21613807)),
    (Nesterov(0.01, 0.9), (0.032, 1.06, 1.04266667), (0.1500801, 1.28070504, 1.20070453)),
    (Adagrad(0.1, 1e-8), (0.1, 1.1, 1.1), (0.20325581, 1.20396075, 1.20325754)),
    (Adadelta(1, 0.95, 1e-6), (0.00447213, 1.00447213, 1.00447213), (0.01348512, 1.01348701, 1.01348512)),
    (RMSprop(0.01, 0.9, 1e-8), (0.03162278, 1.03162278, 1.03162278), (0.07161387, 1.07166597, 1.0716139)),
    (Adam(0.1), (0.1, 1.1, 1.1), (0.29260354, 1.2929214, 1.29260369)),
    (AdaMax(0.1), (0.1, 1.1, 1.1), (0.26151993, 1.26237952, 1.26152106)),
    (Nadam(0.1), (0.14736842, 1.14736842, 1.14736842), (0.33165505, 1.33301911, 1.33165831)),
    (Nadam(0.1, mu_decay=1.0), None, (0.227382, 1.228173, 1.227384)),  # Keras' schedule, 6 digits
]


@pytest.mark.parametrize("optimizer, one, three", LEDGER)
def test_the_reference_values_of_the_ledger(optimizer, one, three):
    steps = list(islice(descend(gd.MSE(X[:3], y[:3]), START, optimizer), 4))
    iterates = [step.theta for step in steps]
    if isinstance(optimizer, Nesterov):
        state = optimizer.init(START)
        iterates = [START]
        for step in steps[:-1]:
            theta = optimizer.step(step.theta, step.gradient, state)
            iterates.append(optimizer.paper_iterate(theta, state))
    if one is not None:
        np.testing.assert_allclose(iterates[1], one, rtol=0, atol=1.1e-8)
    np.testing.assert_allclose(iterates[3], three, rtol=0, atol=1.1e-8 if one else 1.1e-6)


# truth.md, cs231n assignment 1 (2026): one step from given states on a 4 x 5 array; the first row of the result
GRID = np.linspace(-0.4, 0.6, 20), np.linspace(-0.6, 0.4, 20)


def test_one_step_of_momentum_in_cs231n():
    theta, g = GRID
    optimizer = Momentum(1e-3, 0.9)
    state = optimizer.init(theta)
    state.v = -np.linspace(0.6, 0.9, 20)  # cs231n adds its velocity, the paper subtracts
    expected = [0.1406, 0.20738947, 0.27417895, 0.34096842, 0.40775789]
    np.testing.assert_allclose(optimizer.step(theta, g, state)[:5], expected, atol=5.1e-9)


def test_one_step_of_rmsprop_in_cs231n():
    theta, g = GRID
    optimizer = RMSprop(1e-2, 0.99)
    state = optimizer.init(theta)
    state.v = np.linspace(0.6, 0.9, 20)
    np.testing.assert_allclose(optimizer.step(theta, g, state)[:2], [-0.39223849, -0.34037513], atol=5.1e-9)


def test_one_step_of_adam_in_cs231n():
    theta, g = GRID
    optimizer = Adam(1e-2)
    state = optimizer.init(theta)
    state.m, state.v, state.t = np.linspace(0.6, 0.9, 20), np.linspace(0.7, 0.5, 20), 5
    np.testing.assert_allclose(optimizer.step(theta, g, state)[:2], [-0.40094747, -0.34836187], atol=5.1e-9)


# ------------------------------------------------------------------------------------------------- what rules do


def test_nesterovs_paper_iterates_are_those_of_the_update_that_looks_ahead():
    loss, eta, gamma = gd.MSE(X, y), 0.02, 0.9
    optimizer = Nesterov(eta, gamma)
    theta, v = START, np.zeros(3)
    state = optimizer.init(START)
    ahead = START
    for _ in range(50):
        v = gamma * v + eta * loss.gradient(theta - gamma * v)  # Nesterov 1983, Sutskever 2013
        theta = theta - v
        ahead = optimizer.step(ahead, loss.gradient(ahead), state)
        np.testing.assert_allclose(optimizer.paper_iterate(ahead, state), theta, rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(ahead, theta - gamma * v, rtol=1e-12, atol=1e-14)


def test_momentum_with_a_schedule_is_polyaks_heavy_ball():
    loss, schedule, gamma = gd.MSE(X, y), gd.inverse_time(1, 20), 0.8
    path = minimize(loss, START, Momentum(schedule, gamma), 30).path
    before, theta = START, START
    for t in range(30):
        before, theta = theta, theta - schedule(t) * loss.gradient(theta) + gamma * (theta - before)
        np.testing.assert_allclose(path[t + 1], theta, rtol=1e-12, atol=1e-13)


def test_momentum_without_memory_is_gradient_descent():
    loss = gd.MSE(X, y)
    plain = minimize(loss, START, GD(0.1), 50).path
    assert np.array_equal(minimize(loss, START, Momentum(0.1, 0.0), 50).path, plain)
    assert np.array_equal(minimize(loss, START, Nesterov(0.1, 0.0), 50).path, plain)


@pytest.mark.parametrize("make", [Adagrad, RMSprop, Adam, AdaMax, Nadam])
@given(scale=st.floats(1e-3, 1e3))
@settings(max_examples=20)
def test_a_rule_that_divides_by_the_size_of_the_gradient_does_not_notice_a_factor_of_the_loss(make, scale):
    g = np.array([1.0, -2.0, 0.5])
    optimizer = make(0.1, eps=0.0)
    theta, state = START, optimizer.init(START)
    other, other_state = START, optimizer.init(START)
    for t in range(5):
        theta = optimizer.step(theta, g + t, state)
        other = optimizer.step(other, scale * (g + t), other_state)
    np.testing.assert_allclose(other, theta, rtol=1e-9)


@pytest.mark.parametrize("make", ALL)
def test_the_first_step_goes_downhill_in_every_coordinate(make):
    optimizer = make()
    g = np.array([1.0, -2.0, 0.0])
    moved = optimizer.step(START, g, optimizer.init(START)) - START
    assert moved[0] < 0 < moved[1] and moved[2] == 0


@pytest.mark.parametrize("make", ALL)
def test_a_gradient_of_0_moves_nothing_and_divides_by_nothing(make):
    optimizer = make()
    with np.errstate(all="raise"):
        assert np.array_equal(optimizer.step(START, np.zeros(3), optimizer.init(START)), START)


@pytest.mark.parametrize("make", ALL)
def test_decoupled_weight_decay_shrinks_theta_before_the_rule(make):
    eta, lam = 0.1, 0.3
    plain, decayed = make(eta), make(eta, weight_decay=lam)
    g = np.array([0.5, -0.3, 0.2])
    expected = plain.step(START, g, plain.init(START)) - eta * lam * START
    np.testing.assert_allclose(decayed.step(START, g, decayed.init(START)), expected, rtol=1e-14, atol=1e-15)


def test_weight_decay_may_leave_the_bias_alone():
    loss = gd.MSE(X, y)
    optimizer = GD(0.1, weight_decay=0.5 * ~loss.bias_mask)
    theta = optimizer.step(np.array([2.0, 2.0, 2.0]), np.zeros(3), optimizer.init(START))
    np.testing.assert_allclose(theta, [2.0, 1.9, 1.9])


def test_decay_of_the_weights_is_an_l2_penalty_for_gradient_descent_but_not_for_adam():  # Loshchilov & Hutter 2019
    loss, lam = gd.MSE(X, y), 0.2
    penalised = loss + gd.Ridge(lam / 2, penalize_bias=True)
    same = minimize(loss, START, GD(0.05, weight_decay=lam), 20).theta
    np.testing.assert_allclose(minimize(penalised, START, GD(0.05), 20).theta, same, rtol=1e-12)
    other = minimize(loss, START, Adam(0.05, weight_decay=lam), 20).theta
    assert np.abs(minimize(penalised, START, Adam(0.05), 20).theta - other).max() > 1e-3


# ---------------------------------------------------------------------------------------- the rules of the kit


def step(optimizer, theta, gradient):
    return optimizer.step(theta, gradient, optimizer.init(theta))


def rates(make, R):
    return np.linspace(0.5, 1.5, R)[:, None] * float(make().eta)


@pytest.mark.parametrize("make", ALL)
def test_runs_of_a_stack_are_the_runs_alone_bit_for_bit(make):
    loss = cases.get("rosenbrock")  # element by element, so that no BLAS sums in another order
    starts = np.array([[-1.2, 1.0], [0.5, 0.5], [2.0, -1.0]])
    etas = rates(make, 3) / 100
    path = minimize(loss, starts, make(etas), 40).path
    assert path.shape == (41, 3, 2)
    for i in range(3):
        alone = minimize(loss, starts[i], make(etas[i, 0]), 40)
        assert np.array_equal(path[:, i], alone.path)


@pytest.mark.parametrize("make", ALL)
def test_what_was_handed_out_never_changes(make):
    kept = []
    optimizer = make()
    for step in islice(descend(gd.MSE(X, y), START, optimizer), 8):
        arrays = [step.theta, step.gradient, *(v for v in vars(step.state).values() if isinstance(v, np.ndarray))]
        kept.append([(a, a.copy()) for a in arrays])
    for arrays in kept:
        for array, copy in arrays:
            assert np.array_equal(array, copy)
    assert np.array_equal(START, [0, 1, 1])


@pytest.mark.parametrize("make", ALL)
def test_float32_parameters_stay_float32(make):
    optimizer = make(np.float64(0.1), weight_decay=np.full(3, 0.1))
    theta = START.astype(np.float32)
    state = optimizer.init(theta)
    for _ in range(3):
        theta = optimizer.step(theta, np.ones(3, np.float32), state)
        assert theta.dtype == np.float32
    column = make(np.full((2, 1), 0.1))
    stack = np.ones((2, 3), np.float32)
    assert column.step(stack, stack, column.init(stack)).dtype == np.float32


@pytest.mark.parametrize("make", ALL)
def test_an_optimizer_is_a_frozen_record_that_can_be_compared_and_replaced(make):
    optimizer = make(0.1)
    assert optimizer == make(0.1) != make(0.2) and hash(optimizer) == hash(make(0.1))
    assert replace(optimizer, eta=0.2) == make(0.2)
    assert f"{make.__name__}(eta=0.1" in repr(optimizer)
    with pytest.raises(FrozenInstanceError):
        optimizer.eta = 1.0


def test_hyper_parameters_are_the_papers_unless_told_otherwise():
    assert GD() == GD(0.01) and Momentum() == Momentum(0.01, 0.9) and Nesterov() == Nesterov(0.01, 0.9)
    assert Adagrad() == Adagrad(0.01, 1e-8) and Adadelta() == Adadelta(1.0, 0.95, 1e-6)
    assert RMSprop() == RMSprop(0.01, 0.9, 1e-8) and Adam() == Adam(0.001, 0.9, 0.999, 1e-8)
    assert AdaMax() == AdaMax(0.002, 0.9, 0.999, 1e-8) and Nadam() == Nadam(0.002, 0.9, 0.999, 1e-8, None)


def test_a_loop_of_ones_own_needs_init_and_step_only():
    loss, optimizer = gd.MSE(X, y), Adam(0.1)
    theta = [0, 1, 1]
    state = optimizer.init(theta)
    theta = np.array(theta)
    for _ in range(10):
        theta = optimizer.step(theta, loss.gradient(theta), state)
    assert state.t == 10
    np.testing.assert_array_equal(theta, minimize(loss, START, Adam(0.1), 10).theta)


def test_a_rate_may_be_a_schedule_that_gives_a_column():
    loss = cases.get("valley")
    starts = np.ones((2, 2))
    path = minimize(loss, starts, GD(lambda t: np.array([[0.05], [0.02]]) / (t + 1)), 5).path
    for i, eta in enumerate((0.05, 0.02)):
        alone = minimize(loss, starts[i], GD(lambda t, eta=eta: eta / (t + 1)), 5).path
        assert np.array_equal(path[:, i], alone)


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: GD(0), ValueError, "eta is 0; expected a learning rate > 0"),
        (lambda: GD(-0.1), ValueError, "eta is -0.1; expected a learning rate > 0"),
        (lambda: GD(np.nan), ValueError, "eta has 1 NaN"),
        (lambda: GD("fast"), TypeError, "eta holds text"),
        (lambda: GD(None), TypeError, "eta holds objects"),
        (lambda: GD(np.array([[0.1], [0.0]])), ValueError, "expected a learning rate > 0"),
        (lambda: Momentum(0.1, 1.0), ValueError, "gamma is 1.0; expected a number >= 0 and < 1"),
        (lambda: Adam(0.1, beta1=-0.1), ValueError, "beta1 is -0.1; expected a number >= 0 and < 1"),
        (lambda: Adam(0.1, beta2=1), ValueError, "beta2 is 1; expected a number >= 0 and < 1"),
        (lambda: RMSprop(0.1, 2), ValueError, "rho is 2"),
        (lambda: Adagrad(0.1, -1), ValueError, "eps is -1; expected a number >= 0"),
        (lambda: Adam(0.1, weight_decay=-1), ValueError, "weight_decay is -1; expected a number >= 0"),
        (lambda: Nadam(0.1, mu_decay="keras"), TypeError, "mu_decay is 'keras'; expected a number"),
        (
            lambda: GD(np.full((3, 1), 0.1)).init(START),
            ValueError,
            r"eta has shape \(3, 1\) and theta \(3,\); .* np.tile",
        ),
        (lambda: GD(np.full(3, 0.1)).init(np.ones((3, 3))), ValueError, r"eta has shape \(3,\).* Use eta\[:, None\]"),
        (lambda: step(GD(lambda t: np.ones(2)), START, START), ValueError, r"eta has shape \(2,\)"),
        (lambda: step(GD(0.1), START, START[:, None]), ValueError, r"gradient has shape \(3, 1\); expected \(3,\)"),
        (lambda: GD(0.1).init("abc"), TypeError, "theta holds text"),
        (lambda: step(Optimizer(0.1), START, START), NotImplementedError, "Optimizer does not say what update"),
    ],
)
def test_bad_input_is_told_what_was_got_and_what_was_expected(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize("optimizer", [GD(0.1), AdaMax(0.1), Adam(0.1)], ids=lambda rule: type(rule).__name__)
def test_a_gradient_in_half_precision_steps_as_one_in_the_precision_of_theta(optimizer):
    half = gd.Function(lambda x: (x * x).sum(-1), lambda x: (2 * x).astype(np.float16))
    run = minimize(half, [1.0, -0.5, 0.0], optimizer, 20)
    assert run.theta.dtype == np.float64 and np.isfinite(run.path).all()
    full = minimize(gd.Function(half.f, lambda x: 2 * x), [1.0, -0.5, 0.0], optimizer, 20)
    np.testing.assert_allclose(run.theta, full.theta, atol=2e-2)
