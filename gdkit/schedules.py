"""Learning-rate schedules: eta as a function of the updates done, t = 0, 1, 2, ...   GD(inverse_time(5, 50))

A schedule is any function t -> eta; the ones here are frozen records, so that they can be printed and compared.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, fields

from gdkit.arrays import as_count, as_number

COUNTS = {"every", "steps"}


@dataclass(frozen=True)
class Schedule:
    """A record that is called with t. All its numbers are > 0, counts are whole, eta_min may be 0."""

    def __post_init__(self) -> None:
        for field in fields(self):
            name, value = field.name, getattr(self, field.name)
            if name in COUNTS:
                as_count(name, value)
            elif name == "eta_min":
                as_number(name, value, at_least=0)
            elif not (name == "schedule" and callable(value)):
                as_number(name, value, above=0)

    def __call__(self, t: int) -> float:
        raise NotImplementedError(f"{type(self).__name__} does not say what eta is.")


@dataclass(frozen=True)
class constant(Schedule):
    """η"""

    eta: float

    def __call__(self, t: int) -> float:
        return self.eta


@dataclass(frozen=True)
class inverse_time(Schedule):
    """t₀ / (t + t₁): the sum of all rates is infinite, that of their squares finite (Robbins & Monro 1951).

    >>> inverse_time(5, 50)(0), inverse_time(5, 50)(100)
    (0.1, 0.03333333333333333)
    """

    t0: float = 5.0
    t1: float = 50.0

    def __call__(self, t: int) -> float:
        return self.t0 / (t + self.t1)


@dataclass(frozen=True)
class step_decay(Schedule):
    """η · factor^⌊t / every⌋"""

    eta: float
    factor: float
    every: int

    def __call__(self, t: int) -> float:
        return self.eta * self.factor ** (t // self.every)


@dataclass(frozen=True)
class exponential(Schedule):
    """η · factorᵗ"""

    eta: float
    factor: float

    def __call__(self, t: int) -> float:
        return self.eta * self.factor**t


@dataclass(frozen=True)
class cosine(Schedule):
    """From η down to η_min in `steps` updates along half a cosine, then constant (Loshchilov & Hutter 2017)."""

    eta: float
    steps: int
    eta_min: float = 0.0

    def __call__(self, t: int) -> float:
        part = min(t, self.steps) / self.steps
        return self.eta_min + (self.eta - self.eta_min) * (1 + math.cos(math.pi * part)) / 2


@dataclass(frozen=True)
class warmup(Schedule):
    """Another schedule (or a number), multiplied by (t + 1) / steps during the first `steps` updates."""

    schedule: Callable[[int], float] | float
    steps: int

    def __call__(self, t: int) -> float:
        eta = self.schedule(t) if callable(self.schedule) else self.schedule
        return eta * min(1.0, (t + 1) / self.steps)
