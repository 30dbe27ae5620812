"""Rules that end a descent: minimize(..., stop=[gradient_below(1e-6)]) gives stopped_by == "gradient_below".

None of them says "converged". A small gradient is a necessary condition of a minimum, not a sufficient one;
a small decrease or a small step means slow, which is not the same as done. With a stack of runs, a rule fires
when it holds in every run.

A rule looks at one `Step` after the other: `rule.start()` gives a function of a Step that says whether to stop,
with a memory of its own, so that a rule can serve many descents.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gdkit.arrays import Array, norm
from gdkit.hyperparameters import AtLeastZero, Count, Hyperparameters

if TYPE_CHECKING:
    from gdkit.descent import Step

Test = Callable[["Step"], Any]
"""Says of one Step whether to stop there."""


@dataclass(frozen=True)
class StopRule(Hyperparameters):
    """A rule; its name is its class's. A subclass writes `start`."""

    @property
    def name(self) -> str:
        """What `stopped_by` says when this rule ends a descent."""
        return type(self).__name__

    def start(self) -> Test:
        """A test with an empty memory, for one descent."""
        raise NotImplementedError(
            f"{self.name} does not say when to stop; expected a start() that returns a test of one Step."
        )


@dataclass(frozen=True)
class gradient_below(StopRule):
    """‖∇J(θ)‖ ≤ tol."""

    tol: AtLeastZero

    def start(self) -> Test:
        return lambda step: everywhere(norm(step.gradient) <= self.tol)


@dataclass(frozen=True)
class decrease_below(StopRule):
    """J fell by no more than tol during the last `over` updates: 0 ≤ J(θ_{t−over}) − J(θ_t) ≤ tol.

    While J rises the rule never fires: a descent that goes up is not one that has become slow.
    """

    tol: AtLeastZero
    over: Count = 1

    def start(self) -> Test:
        values: deque[Any] = deque(maxlen=self.over + 1)

        def test(step: Step) -> Any:
            values.append(step.value)
            decrease = values[0] - step.value
            return len(values) > self.over and everywhere((decrease >= 0) & (decrease <= self.tol))

        return test


@dataclass(frozen=True)
class step_below(StopRule):
    """‖θ_t − θ_{t−1}‖ ≤ tol. This bounds the last step, not the distance to the minimum."""

    tol: AtLeastZero

    def start(self) -> Test:
        before: Array | None = None

        def test(step: Step) -> Any:
            nonlocal before
            before, last = step.theta, before
            return last is not None and everywhere(norm(step.theta - last) <= self.tol)

        return test


@dataclass(frozen=True)
class diverged(StopRule):
    """J is above `limit`, infinite or NaN. `minimize` always watches for J that is no finite number."""

    limit: AtLeastZero = 1e10

    def start(self) -> Test:
        return lambda step: not somewhere(step.value <= self.limit)


def everywhere(condition: Any) -> bool:
    """Whether a condition holds in every run: a bool for one run, an array of them for a stack."""
    return bool(condition.all() if isinstance(condition, np.ndarray) else condition)


def somewhere(condition: Any) -> bool:
    """Whether a condition holds in any run: a bool for one run, an array of them for a stack."""
    return bool(condition.any() if isinstance(condition, np.ndarray) else condition)


def named_tests(stop: StopRule | Test | Iterable[StopRule | Test]) -> list[tuple[str, Test]]:
    """Name and fresh test of every rule; a plain function of a Step is a rule, too, with its own name."""
    if not isinstance(stop, StopRule | Iterable) and not callable(stop):
        raise TypeError(f"stop is {stop!r}; expected rules such as gradient_below(1e-6).")
    rules = [stop] if isinstance(stop, StopRule) or callable(stop) else list(stop)
    for rule in rules:
        if isinstance(rule, type) or not (isinstance(rule, StopRule) or callable(rule)):
            raise TypeError(f"stop contains {rule!r}; expected rules such as gradient_below(1e-6).")
    return [
        (rule.name, rule.start()) if isinstance(rule, StopRule) else (getattr(rule, "__name__", repr(rule)), rule)
        for rule in rules
    ]
