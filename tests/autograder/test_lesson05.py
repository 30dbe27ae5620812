"""Lesson 05: the figures are those of the course's ledger (X5.1 to X5.8, where they match optax in float64) and of
PyTorch 2.13 and d2l, as collected in the course's list of figures by others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from autograder.declaring.proof import PROOF_SEED
from autograder.exercises.lesson05.adadelta_step import adadelta_step
from autograder.exercises.lesson05.adagrad_step import adagrad_step
from autograder.exercises.lesson05.adam_step import adam_step
from autograder.exercises.lesson05.adamax_step import adamax_step
from autograder.exercises.lesson05.momentum_step import momentum_step
from autograder.exercises.lesson05.nadam_step import nadam_step
from autograder.exercises.lesson05.nesterov_step import nesterov_step
from autograder.exercises.lesson05.rmsprop_step import rmsprop_step
from autograder.exercises.lesson05.shared import toy_gradient
from gdkit import cases

from .lessons import exercise, grade, mistake, pairs, rejected

# id -> arrays of memory, whether t is an argument, the numbers of the ledger's example
MEMORIES = {"05.adadelta_step": 2, "05.adam_step": 2, "05.adamax_step": 2, "05.nadam_step": 2}
COUNTED = {"05.adam_step", "05.adamax_step", "05.nadam_step"}
RATES: dict[str, tuple[float, ...]] = {
    "05.momentum_step": (0.01, 0.9),
    "05.nesterov_step": (0.01, 0.9),
    "05.adagrad_step": (0.1, 1e-8),
    "05.rmsprop_step": (0.01, 0.9, 1e-8),
    "05.adadelta_step": (0.95, 1e-6),
    "05.adam_step": (0.1, 0.9, 0.999, 1e-8),
    "05.adamax_step": (0.1, 0.9, 0.999),
    "05.nadam_step": (0.1, 0.9, 0.999, 1e-8),
}


def walk(id: str, step: Callable[..., Any], gradient: Any, theta: Any, steps: int, *rates: float) -> np.ndarray:
    """θ after some steps from a memory of zeros."""
    theta = np.array(theta, dtype=float)
    memory: list[Any] = [np.zeros(theta.shape) for _ in range(MEMORIES.get(id, 1))]
    for t in range(1, steps + 1):
        count = [t] if id in COUNTED else []
        first = [gradient, theta] if id == "05.nesterov_step" else [theta, gradient(theta)]
        theta, *memory = step(*first, *memory, *count, *rates)
    return theta


def on_the_toy(id: str, step: Callable[..., Any], steps: int) -> np.ndarray:
    return walk(id, step, toy_gradient, [0, 1, 1], steps, *RATES[id])


# --- the ledger's values


@pytest.mark.parametrize(
    ("id", "one", "three"),
    [
        ("05.momentum_step", [0.032, 1.06, 1.04266667], [0.1618336, 1.30301837, 1.21613807]),
        ("05.nesterov_step", [0.032, 1.06, 1.04266667], [0.1500801, 1.28070504, 1.20070453]),
        ("05.adagrad_step", [0.1, 1.1, 1.1], [0.20325581, 1.20396075, 1.20325754]),
        ("05.adadelta_step", [0.00447213, 1.00447213, 1.00447213], [0.01348512, 1.01348701, 1.01348512]),
        ("05.rmsprop_step", [0.03162278, 1.03162278, 1.03162278], [0.07161387, 1.07166597, 1.0716139]),
        ("05.adam_step", [0.1, 1.1, 1.1], [0.29260354, 1.2929214, 1.29260369]),
        ("05.adamax_step", [0.1, 1.1, 1.1], [0.26151993, 1.26237952, 1.26152106]),
        ("05.nadam_step", [0.14736842, 1.14736842, 1.14736842], [0.33165505, 1.33301911, 1.33165831]),
    ],
)
def test_one_and_three_steps_on_the_toy_batch_have_the_values_of_the_ledger(
    id: str, one: list[float], three: list[float]
) -> None:
    step = exercise(id).solution
    assert_allclose(on_the_toy(id, step, 1), one, atol=6e-9)
    assert_allclose(on_the_toy(id, step, 3), three, atol=6e-9)


@pytest.mark.parametrize(
    ("id", "slug", "steps", "theta"),
    [
        ("05.momentum_step", "momentum-averaged", 3, [0.01777111, 1.03331653, 1.02369851]),
        ("05.momentum_step", "momentum-ascent", 3, [-0.19810027, 0.62811763, 0.73624593]),
        ("05.nesterov_step", "nesterov-gradient-at-theta", 3, [0.1618336, 1.30301837, 1.21613807]),
        ("05.adagrad_step", "adagrad-not-accumulated", 3, [0.3, 1.3, 1.3]),
        ("05.adagrad_step", "adagrad-root-forgotten", 3, [0.05733377, 1.03057844, 1.04300014]),
        ("05.adadelta_step", "adadelta-steps-not-remembered", 3, [0.01028162, 1.01028254, 1.01028162]),
        ("05.adam_step", "adam-no-bias-correction", 3, [0.74970623, 1.76872582, 1.74983679]),
        ("05.adamax_step", "adamax-averaged-sizes", 3, [13.5197, 14.5328, 14.5197]),
        ("05.nadam_step", "nadam-simplified", 1, [0.19, 1.19, 1.19]),
        ("05.nadam_step", "nadam-simplified", 3, [0.39707141, 1.39949221, 1.39707891]),
        ("05.nadam_step", "nadam-schedule-of-keras", 3, [0.227382, 1.228173, 1.227384]),
    ],
)
def test_wrong_steps_give_the_wrong_values_of_the_ledger(id: str, slug: str, steps: int, theta: list[float]) -> None:
    wrong = mistake(id, slug)
    assert_allclose(on_the_toy(id, wrong, steps), theta, atol=6e-9 if theta[0] < 0.2 else 6e-5, rtol=0)


# --- figures by others


VALLEY = cases.get("valley", a=[0.1, 2.0])  # 0.1 x² + 2 y², from (−5, −2)


@pytest.mark.parametrize(
    ("id", "rates", "one", "twenty"),
    [
        ("05.momentum_step", (0.4, 0.5), [-4.6, 1.2], [-0.062843455030, 0.001202335572]),
        ("05.adagrad_step", (0.4, 1e-10), [-4.60000000004, -1.600000000005], [-2.382562394462, -0.158590547735]),
        ("05.rmsprop_step", (0.4, 0.9, 1e-8), [-3.735088975933, -0.735088940933], [-0.010597977742, 0]),
        ("05.adadelta_step", (0.9, 1e-6), [-4.996837738151, -1.996837722587], [-4.930470233413, -1.930985885481]),
        ("05.adam_step", (0.4, 0.9, 0.999, 1e-8), [-4.600000004, -1.6000000005], [0.996032546924, -0.21275065227]),
        ("05.adamax_step", (0.4, 0.9, 0.999), [-4.6, -1.6], [-0.046966516772, 0.344933459380]),
    ],
)
def test_twenty_steps_end_where_pytorch_ends(
    id: str, rates: tuple[float, ...], one: list[float], twenty: list[float]
) -> None:
    step = exercise(id).solution
    tolerance = 3e-8 if id == "05.adamax_step" else 2e-11  # PyTorch's AdaMax adds an ε of 1e-8 to |g|
    assert_allclose(walk(id, step, VALLEY.gradient, [-5, -2], 1, *rates), one, atol=tolerance)
    assert_allclose(walk(id, step, VALLEY.gradient, [-5, -2], 20, *rates), twenty, atol=tolerance)


def test_pytorchs_nadam_is_the_mistake_that_bears_its_name() -> None:
    wrong = mistake("05.nadam_step", "nadam-schedule-of-pytorch")
    rates = (0.4, 0.9, 0.999, 1e-8)
    one = walk("05.nadam_step", wrong, VALLEY.gradient, [-5, -2], 1, *rates)
    assert_allclose(one, [-4.577419292884, -1.577419289186], atol=2e-11)
    twenty = walk("05.nadam_step", wrong, VALLEY.gradient, [-5, -2], 20, *rates)
    assert_allclose(twenty, [-0.281312348727, 0.093304936843], atol=2e-11)


def test_nesterovs_iterate_and_the_library_form_end_apart() -> None:
    """At η = 0.4, γ = 0.5: the paper's iterate at (−0.1231, −23.12), PyTorch's point ahead at (−0.1093, −44.66)."""
    end = walk("05.nesterov_step", nesterov_step, VALLEY.gradient, [-5, -2], 20, 0.4, 0.5)
    assert_allclose(end, [-0.1231, -23.12], atol=5e-3, rtol=0)
    library = mistake("05.nesterov_step", "nesterov-library-form")
    ahead = walk("05.nesterov_step", library, VALLEY.gradient, [-5, -2], 20, 0.4, 0.5)
    assert_allclose(ahead, [-0.109296361265, -44.663927304293], rtol=1e-11)


@pytest.mark.parametrize(
    ("id", "rates", "end"),
    [
        ("05.momentum_step", (0.6, 0.5), [0.007188, 0.002553]),
        ("05.momentum_step", (0.6, 0.25), [-0.126340, -0.186632]),
        ("05.adagrad_step", (0.4, 1e-6), [-2.382563, -0.158591]),
        ("05.adagrad_step", (2.0, 1e-6), [-0.002295, 0]),
        ("05.rmsprop_step", (0.4, 0.9, 1e-6), [-0.010599, 0]),
    ],
)
def test_twenty_steps_end_where_d2l_ends(id: str, rates: tuple[float, ...], end: list[float]) -> None:
    assert_allclose(walk(id, exercise(id).solution, VALLEY.gradient, [-5, -2], 20, *rates), end, atol=2e-6)


@pytest.mark.parametrize(
    ("slug", "step", "theta"),
    [
        ("adam-no-bias-correction", 20, [0.385, -0.558]),
        ("adam-t-ahead", 1, [-4.702, -1.702]),
        ("adam-t-ahead", 20, [0.937, -0.089]),
        ("adam-v-from-m", 1, [-1.00, 2.00]),
        ("adam-v-from-m", 20, [0.896, 0.194]),
        ("adam-beta1-for-both", 1, [-4.6, -1.6]),
        ("adam-beta1-for-both", 20, [1.41, -0.393]),
    ],
)
def test_wrong_adams_walk_as_the_catalogue_of_mistakes_says(slug: str, step: int, theta: list[float]) -> None:
    wrong, _ = exercise("05.adam_step").mistakes[slug]
    end = walk("05.adam_step", wrong, VALLEY.gradient, [-5, -2], step, 0.4, 0.9, 0.999, 1e-8)
    assert_allclose(end, theta, atol=6e-3 if step == 20 else 6e-4, rtol=0)


def test_cs231ns_momentum_has_the_velocity_reversed() -> None:
    """Figures of the course's assignment 1 of 2026: its v is −η g, added to w."""
    w = np.linspace(-0.4, 0.6, 20).reshape(4, 5)
    gradient, v = np.linspace(-0.6, 0.4, 20).reshape(4, 5), np.linspace(0.6, 0.9, 20).reshape(4, 5)
    wrong = mistake("05.momentum_step", "momentum-velocity-reversed")
    next_w, _ = wrong(w, gradient, v, 1e-3, 0.9)
    assert_allclose(next_w[0], [0.1406, 0.20738947, 0.27417895, 0.34096842, 0.40775789], atol=5e-9)
    right, minus_v = momentum_step(w, gradient, -v, 1e-3, 0.9)
    assert_allclose(right, next_w, rtol=1e-14)
    assert (minus_v < 0).all()


def test_cs231ns_rmsprop_and_adam_have_its_figures() -> None:
    w, gradient = np.linspace(-0.4, 0.6, 20), np.linspace(-0.6, 0.4, 20)
    next_w, _ = rmsprop_step(w, gradient, np.linspace(0.6, 0.9, 20), 1e-2, 0.99, 1e-8)
    assert_allclose(next_w[:2], [-0.39223849, -0.34037513], atol=5e-9)
    m, v = np.linspace(0.6, 0.9, 20), np.linspace(0.7, 0.5, 20)
    next_w, _, _ = adam_step(w, gradient, m, v, 6, 1e-2, 0.9, 0.999, 1e-8)
    assert_allclose(next_w[:2], [-0.40094747, -0.34836187], atol=5e-9)
    assert adam_step(w, gradient, m, v, 5, 1e-2, 0.9, 0.999, 1e-8)[0][0] == pytest.approx(-0.40098988, abs=5e-9)


# --- right work that stands in no list


@pytest.mark.parametrize("seed", [None, PROOF_SEED, 3])
def test_the_guard_of_pytorchs_adamax_is_right_too(seed: int | None) -> None:
    def guarded(theta: Any, gradient: Any, m: Any, u: Any, t: int, eta: float, beta1: float, beta2: float) -> Any:
        m = beta1 * m + (1 - beta1) * gradient
        u = np.maximum(beta2 * u, np.abs(gradient))
        return theta - eta * (m / (1 - beta1**t)) / (u + 1e-8), m, u

    assert grade("05.adamax_step", guarded, seed).passed


@pytest.mark.parametrize("id", ["05.adagrad_step", "05.rmsprop_step", "05.adam_step", "05.nadam_step"])
def test_eps_inside_the_root_and_beside_it_both_pass(id: str) -> None:
    alternatives = exercise(id).alternatives
    assert alternatives
    assert all(grade(id, alternative, seed).passed for alternative in alternatives for seed in (0, 1))


def test_single_precision_passes() -> None:
    def single(theta: Any, gradient: Any, v: Any, eta: float, gamma: float) -> Any:
        new = (gamma * v + eta * gradient).astype(np.float32)
        return theta.astype(np.float32) - new, new

    assert grade("05.momentum_step", single).passed


# --- wrong work that stands in no list


def adam_with_t_from_0(
    theta: Any, gradient: Any, m: Any, v: Any, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Any:
    return adam_step(theta, gradient, m, v, t - 1, eta, beta1, beta2, eps)


def amsgrad(
    theta: Any, gradient: Any, m: Any, v: Any, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Any:
    new_m = beta1 * m + (1 - beta1) * gradient
    new_v = np.maximum(v, beta2 * v + (1 - beta2) * gradient**2)
    return theta - eta * new_m / (1 - beta1**t) / (np.sqrt(new_v / (1 - beta2**t)) + eps), new_m, new_v


def adam_with_decay(
    theta: Any, gradient: Any, m: Any, v: Any, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Any:
    return adam_step(0.99 * theta, gradient, m, v, t, eta, beta1, beta2, eps)


def adam_without_eps(
    theta: Any, gradient: Any, m: Any, v: Any, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Any:
    return adam_step(theta, gradient, m, v, t, eta, beta1, beta2, 0.0)


def sign_descent(
    theta: Any, gradient: Any, m: Any, v: Any, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Any:
    _, m, v = adam_step(theta, gradient, m, v, t, eta, beta1, beta2, eps)
    return theta - eta * np.sign(m), m, v


def smaller_size(theta: Any, gradient: Any, m: Any, u: Any, t: int, eta: float, beta1: float, beta2: float) -> Any:
    m, u = beta1 * m + (1 - beta1) * gradient, np.minimum(beta2 * u, np.abs(gradient))
    return theta - eta / (1 - beta1**t) * m / u, m, u


def size_with_sign(theta: Any, gradient: Any, m: Any, u: Any, t: int, eta: float, beta1: float, beta2: float) -> Any:
    m, u = beta1 * m + (1 - beta1) * gradient, np.maximum(beta2 * u, gradient)
    return theta - eta / (1 - beta1**t) * m / u, m, u


def clipped(step: Callable[..., Any], place: int) -> Callable[..., Any]:
    """Long gradients are cut."""

    def wrong(*inputs: Any) -> Any:
        cut = list(inputs)
        cut[place] = np.clip(cut[place], -0.5, 0.5)
        return step(*cut)

    return wrong


def centred(theta: Any, gradient: Any, s: Any, eta: float, rho: float, eps: float) -> Any:
    s = rho * s + (1 - rho) * (gradient - gradient.mean()) ** 2
    return theta - eta * gradient / (np.sqrt(s) + eps), s


def without_square(theta: Any, gradient: Any, G: Any, eta: float, eps: float) -> Any:
    G = G + gradient
    return theta - eta * gradient / (np.sqrt(G) + eps), G


def without_brackets(theta: Any, gradient: Any, G: Any, eta: float, eps: float) -> Any:
    G = G + gradient**2
    return theta - eta * gradient / np.sqrt(G) + eps, G


def two_gradients(grad: Any, theta: Any, v: Any, eta: float, gamma: float) -> Any:
    """The mean of the gradients here and ahead."""
    v = gamma * v + eta * (grad(theta) + grad(theta - gamma * v)) / 2
    return theta - v, v


def ahead_by_the_new_v(grad: Any, theta: Any, v: Any, eta: float, gamma: float) -> Any:
    v = gamma * v + eta * grad(theta)
    return theta - gamma * v - eta * grad(theta - gamma * v), v


def common_slips(step: Callable[..., Any]) -> list[Callable[..., Any]]:
    """What goes wrong with any step: what is returned and how."""
    return [
        lambda *inputs: step(*inputs)[0],
        lambda *inputs: print(step(*inputs)),
        lambda *inputs: tuple(np.round(part, 5) for part in step(*inputs)),
        lambda *inputs: tuple(part[:, None] for part in step(*inputs)),
        lambda *inputs: tuple(part[:1] for part in step(*inputs)),
        lambda *inputs: tuple(part.tolist() for part in step(*inputs)),
        lambda *inputs: step(*inputs)[:1] + tuple(0 * part for part in step(*inputs)[1:]),
        lambda *inputs: step(*inputs[:-1]),
    ]


WRONG: dict[str, list[Callable[..., Any]]] = {
    "05.momentum_step": [
        clipped(momentum_step, 1),
        lambda theta, g, v, eta, gamma: (theta - gamma * v, gamma * v + eta * g),
        lambda theta, g, v, eta, gamma: (theta - eta * g - v, gamma * v + eta * g),
        lambda theta, g, v, eta, gamma: momentum_step(theta, g / np.linalg.norm(g), v, eta, gamma),
    ],
    "05.nesterov_step": [
        two_gradients,
        ahead_by_the_new_v,
        lambda grad, theta, v, eta, gamma: momentum_step(theta, grad(v), v, eta, gamma),
        lambda grad, theta, v, eta, gamma: nesterov_step(grad(theta), theta, v, eta, gamma),
    ],
    "05.adagrad_step": [
        clipped(adagrad_step, 1),
        without_square,
        without_brackets,
        lambda theta, g, G, eta, eps: adagrad_step(theta, g, G, eta, 0.0),
        lambda theta, g, G, eta, eps: adagrad_step(theta, g, G + 0.1, eta, eps),
    ],
    "05.rmsprop_step": [
        centred,
        clipped(rmsprop_step, 1),
        lambda theta, g, s, eta, rho, eps: rmsprop_step(theta, g, s, eta, rho, 0.0),
        lambda theta, g, s, eta, rho, eps: rmsprop_step(theta, g, s + 1, eta, rho, eps),
        lambda theta, g, s, eta, rho, eps: rmsprop_step(theta, g, s, rho, eta, eps),
    ],
    "05.adadelta_step": [
        clipped(adadelta_step, 1),
        lambda theta, g, E, D, rho, eps: adadelta_step(theta, 0.01 * g, E, D, rho, eps),
        lambda theta, g, E, D, rho, eps: adadelta_step(theta, g, D, E, rho, eps),
        lambda theta, g, E, D, rho, eps: adadelta_step(theta, g, E, D, rho, eps**2),
        lambda theta, g, E, D, rho, eps: adadelta_step(theta, g, E, D, 1 - rho, eps),
    ],
    "05.adam_step": [
        adam_with_t_from_0,
        amsgrad,
        adam_with_decay,
        adam_without_eps,
        sign_descent,
        clipped(adam_step, 1),
        lambda theta, g, m, v, t, *rates: adam_step(theta, g, v, m, t, *rates),
    ],
    "05.adamax_step": [
        smaller_size,
        size_with_sign,
        clipped(adamax_step, 1),
        lambda theta, g, m, u, t, *rates: adamax_step(theta, g, m, u + 1e-3, t, *rates),
        lambda theta, g, m, u, t, eta, b1, b2: adam_step(theta, g, m, u, t, eta, b1, b2, 1e-8),
    ],
    "05.nadam_step": [
        clipped(nadam_step, 1),
        lambda theta, g, m, v, t, *rates: nadam_step(theta, g, m, v, t - 1, *rates),
        lambda theta, g, m, v, t, *rates: nadam_step(theta, g, 0 * m, v, t, *rates),
        lambda theta, g, m, v, t, eta, b1, b2, eps: nadam_step(theta, g, m, v, t, eta, b1 * 0.96, b2, eps),
    ],
}


@pytest.mark.parametrize("id", WRONG)
def test_wrong_work_that_no_list_foresees_is_rejected(id: str) -> None:
    for wrong in [*WRONG[id], *common_slips(exercise(id).solution)]:
        rejected(id, wrong)


def test_what_divides_zero_by_zero_is_told_so() -> None:
    assert "NaN" in grade("05.adam_step", adam_with_t_from_0, seed=None).message
    assert "NaN" in grade("05.adam_step", adam_without_eps, seed=None).message


# --- work that once passed: a habit or a guard that matters in a situation that no case had ------------------------


def corrected_in_the_first_steps_only(last: int) -> Callable[..., Any]:
    """Adam whose corrections end after this step."""

    def step(theta: Any, gradient: Any, m: Any, v: Any, t: int, *rates: float) -> Any:
        return adam_step(theta, gradient, m, v, t if t <= last else 10**6, *rates)

    return step


def gradient_cut(step: Callable[..., Any], most: float) -> Callable[..., Any]:
    return lambda theta, gradient, *rest: step(theta, np.clip(gradient, -most, most), *rest)


def dead_below(step: Callable[..., Any], least: float) -> Callable[..., Any]:
    return lambda theta, gradient, *rest: step(theta, np.where(np.abs(gradient) < least, 0.0, gradient), *rest)


ADAPTIVE = ("momentum", "adagrad", "rmsprop", "adam", "adadelta", "nadam")  # of AdaMax: no gradient is 0
ONCE_PASSED: dict[str, list[Callable[..., Any]]] = {
    f"05.{name}_step": [
        *(gradient_cut(exercise(f"05.{name}_step").solution, most) for most in (10.0, 100.0, 1000.0)),
        *(dead_below(exercise(f"05.{name}_step").solution, least) for least in (1e-6, 1e-4, 1e-3)),
    ]
    for name in ADAPTIVE
}
ONCE_PASSED["05.adam_step"] += [corrected_in_the_first_steps_only(last) for last in (7, 11, 100)]
ONCE_PASSED["05.adamax_step"] = [gradient_cut(adamax_step, most) for most in (10.0, 100.0, 1000.0)]
ONCE_PASSED["05.adamax_step"] += [
    lambda theta, gradient, m, u, *rest: adamax_step(theta, gradient, m, np.maximum(u, 1e-2), *rest),
    lambda theta, gradient, m, u, t, *rates: adamax_step(theta, gradient, m, u, min(t, 100), *rates),
]
ONCE_PASSED["05.nesterov_step"] = [
    lambda grad, *rest, most=most: nesterov_step(lambda point: np.clip(grad(point), -most, most), *rest)
    for most in (10.0, 100.0, 1000.0)
]


@pytest.mark.parametrize(("id", "wrong"), pairs(ONCE_PASSED))
def test_work_that_once_passed_is_refused_at_home(id: str, wrong: Callable[..., Any]) -> None:
    assert not grade(id, wrong, seed=None).passed
