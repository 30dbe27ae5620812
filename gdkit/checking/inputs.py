"""Inputs of a student's function that are no data themselves: functions and generators, by what makes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass(frozen=True)
class FunctionInput:
    """A function as data: its name and coefficients. The student's function gets the callable.

    name is one of `gdkit.cases`; a helper package adds its own there, with `@cases.case`, when it is imported.
    role is "value" for f(x), "gradient" for ∇f(x).
    """

    name: str
    coefficients: Mapping[str, Any] = field(default_factory=dict)
    role: str = "value"

    def make(self) -> Callable[..., Any]:
        """The callable, and nothing but that: a loss would bring its gradient along. ValueError for another role."""
        function = _function(self.name, self.coefficients)
        if self.role == "value":
            return lambda *x: function(*x)
        if self.role == "gradient":
            return lambda *x: function.gradient(*x)
        raise ValueError(f"role is {self.role!r}; expected 'value' or 'gradient'.")


def _function(name: str, coefficients: Mapping[str, Any]) -> Any:
    """The function of that name: the one place where a check looks beyond plain data."""
    from gdkit import cases  # not before a function is made: what only carries data loads no losses

    return cases.get(name, **coefficients)


@dataclass(frozen=True)
class GeneratorInput:
    """A numpy.random.Generator as data: its seed. The student's function gets a fresh generator."""

    seed: int

    def make(self) -> np.random.Generator:
        """A generator in its first state."""
        return np.random.default_rng(self.seed)
