"""Hyper-parameters: a record whose every field states its range beside it, and is held to it.

    @dataclass(frozen=True)
    class Momentum(Optimizer):
        eta: Rate = 0.01
        gamma: BelowOne = 0.9

A field that states no range is an error where the class is written, so that none can go unchecked.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import KW_ONLY
from typing import Annotated, Any, ClassVar, get_args, get_origin

import numpy as np

from gdkit.arrays import Array, as_count, as_floats, as_number

Check = Callable[[str, Any], Any]
"""(name, value) -> the value as the record keeps it. TypeError or ValueError for what is not allowed."""


def one_number(allowed: Callable[[Any], Any], words: str) -> Check:
    """A check for a finite number."""
    return lambda name, value: _within(name, value, as_number(name, value), allowed, words)


def numbers(allowed: Callable[[Any], Any], words: str) -> Check:
    """A check for a finite number, or for an array of them, which the record copies."""
    return lambda name, value: _within(name, value, as_floats(name, value), allowed, words)


def or_function(check: Check) -> Check:
    """`check`, for what is no function."""
    return lambda name, value: value if callable(value) else check(name, value)


def _within(name: str, value: Any, found: Any, allowed: Callable[[Any], Any], words: str) -> Any:
    if not np.all(allowed(found)):
        raise ValueError(f"{name} is {value}; expected {words}.")
    # a plain float leaves float32 parameters in float32
    return found.copy() if np.ndim(found) else float(found)


Positive = Annotated[float, one_number(lambda x: x > 0, "a number > 0")]
AtLeastZero = Annotated[float, one_number(lambda x: x >= 0, "a number >= 0")]
BelowOne = Annotated[float, one_number(lambda x: (x >= 0) & (x < 1), "a number >= 0 and < 1")]
Count = Annotated[int, as_count]
Decay = Annotated[float | Array, numbers(lambda x: x >= 0, "a number >= 0")]
"""λ: a number, or one for each parameter."""
Rate = Annotated[
    float | Array | Callable[[int], float | Array], or_function(numbers(lambda x: x > 0, "a learning rate > 0"))
]
"""A learning rate: a number, a column (R, 1) with one for each run, or a schedule t -> eta, t = 0, 1, 2, ..."""


class Hyperparameters:
    """The base of a frozen dataclass of hyper-parameters: each is checked when a record is made.

    A field `name: X` takes what X allows, `name: X | None` also None, where X is one of the ranges above or any
    `Annotated[type, check]`. TypeError where a class is written with a field that states no range.
    """

    checks: ClassVar[dict[str, Check]] = {}

    def __init_subclass__(cls, **how: Any) -> None:
        super().__init_subclass__(**how)
        fields = inspect.get_annotations(cls, eval_str=True).items()
        cls.checks = cls.checks | {name: _check(cls, name, hint) for name, hint in fields if _is_field(hint)}

    def __post_init__(self) -> None:
        for name, check in self.checks.items():
            object.__setattr__(self, name, check(name, getattr(self, name)))


def _is_field(hint: Any) -> bool:
    return hint is not KW_ONLY and ClassVar not in (hint, get_origin(hint))


def _check(cls: type, name: str, hint: Any) -> Check:
    """The check that stands beside a field."""
    alternatives = (hint, *get_args(hint))
    stated = [note for part in alternatives for note in getattr(part, "__metadata__", ()) if callable(note)]
    if not stated:
        raise TypeError(
            f"{cls.__name__}.{name} states no range; expected one of gdkit.hyperparameters beside it, "
            f"such as {name}: BelowOne = 0.9."
        )
    check = stated[0]
    return (lambda name, value: value if value is None else check(name, value)) if type(None) in alternatives else check
