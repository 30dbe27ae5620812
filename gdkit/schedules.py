"""Learning-rate schedules: eta as a function of the updates done, t = 0, 1, 2, ...   GD(inverse_time(5, 50))

A schedule is any function t -> eta; the ones here are frozen records, so that they can be printed and compared.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from gdkit.hyperparameters import AtLeastZero, Count, Hyperparameters, Positive, one_number, or_function

RateOrSchedule = Annotated[
    Callable[[int], float] | float, or_function(one_number(lambda x: x > 0, "a number > 0, or a schedule"))
]


@dataclass(frozen=True)
class Schedule(Hyperparameters):
    """A record that is called with t."""

    def __call__(self, t: int) -> float:
        raise NotImplementedError(f"{type(self).__name__} does not say what eta is; expected a __call__(t).")


@dataclass(frozen=True)
class constant(Schedule):
    """η at every update."""

    eta: Positive

    def __call__(self, t: int) -> float:
        return self.eta


@dataclass(frozen=True)
class inverse_time(Schedule):
    """t₀ / (t + t₁): the sum of all rates is infinite, that of their squares finite (Robbins & Monro 1951).

    >>> inverse_time(5, 50)(0), inverse_time(5, 50)(100)
    (0.1, 0.03333333333333333)
    """

    t0: Positive = 5.0
    t1: Positive = 50.0

    def __call__(self, t: int) -> float:
        return self.t0 / (t + self.t1)


@dataclass(frozen=True)
class step_decay(Schedule):
    """η · factor^⌊t / every⌋: a drop every so many updates."""

    eta: Positive
    factor: Positive
    every: Count

    def __call__(self, t: int) -> float:
        return self.eta * self.factor ** (t // self.every)


@dataclass(frozen=True)
class exponential(Schedule):
    """η · factorᵗ: a drop at every update."""

    eta: Positive
    factor: Positive

    def __call__(self, t: int) -> float:
        return self.eta * self.factor**t


@dataclass(frozen=True)
class cosine(Schedule):
    """From η down to η_min in `steps` updates along half a cosine, then constant (Loshchilov & Hutter 2017)."""

    eta: Positive
    steps: Count
    eta_min: AtLeastZero = 0.0

    def __call__(self, t: int) -> float:
        part = min(t, self.steps) / self.steps
        return self.eta_min + (self.eta - self.eta_min) * (1 + math.cos(math.pi * part)) / 2


@dataclass(frozen=True)
class warmup(Schedule):
    """Another schedule (or a number), multiplied by (t + 1) / steps during the first `steps` updates."""

    schedule: RateOrSchedule
    steps: Count

    def __call__(self, t: int) -> float:
        eta = self.schedule(t) if callable(self.schedule) else self.schedule
        return eta * min(1.0, (t + 1) / self.steps)
