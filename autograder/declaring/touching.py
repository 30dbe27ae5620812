"""Where a habit changes anything: told without judging each call of each function that has one.

A call that is judged, with copies, encoding and fingerprints of all arguments, costs a hundred times as much as to see
that a habit does nothing. `Seen` looks at what passes through its place in a reference, `Answers` at what a habit
around a reference asks of it and does with the answer, which is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import numpy as np

from gdkit.checking import Case
from gdkit.checking.calling import argument, as_in_a_fresh_session
from gdkit.checking.inputs import FunctionInput, GeneratorInput

from .habit_values import Function, Habit, on_numbers, on_whole_numbers
from .situations import Inputs


def with_habit(function: Function, slot: dict[str, Any], apply: Function) -> Function:
    def run(*args: Any) -> Any:
        slot["apply"] = apply
        return function(*args)

    return run


class Seen:
    """What passes through a place while inputs are worked on: a habit that changes none of it changes nothing.

    plainly: what stands in the place of the habit in the reference, as a function of the same values.
    """

    def __init__(self, function: Function, slot: dict[str, Any], plainly: Function) -> None:
        self._function, self._slot, self._plainly = function, slot, plainly
        self._of: Sequence[Inputs] | None = None
        self._values: list[tuple[int, tuple[Any, ...]]] = []  # with the number of the inputs
        self._numbers, self._owners = np.zeros(0), np.zeros(0, dtype=int)

    def changed_by(self, habit: Habit, inputs: Sequence[Inputs]) -> list[int]:
        """The numbers of the inputs with which something passes through that the habit changes."""
        if inputs is not self._of:
            self._look(inputs)
        with np.errstate(all="ignore"):
            changed: set[int] = set()
            for number, values in self._values:
                if number not in changed and not _equal(habit.apply(*values), self._plainly(*values)):
                    changed.add(number)
            if self._plainly is itself:
                others = habit.apply(self._numbers)
                same = (others == self._numbers) | (np.isnan(others) & np.isnan(self._numbers))
                changed |= set(self._owners[~same].tolist())
        return sorted(changed)

    def _look(self, inputs: Sequence[Inputs]) -> None:
        numbers: list[np.ndarray] = [np.zeros(0)]
        owners: list[np.ndarray] = [np.zeros(0, dtype=int)]
        self._of, self._values = inputs, []

        def note(*values: Any) -> Any:
            if self._plainly is not itself:
                self._values.append((number, tuple(map(copied, values))))
            else:
                on_numbers(keep, values[0])
                on_whole_numbers(keep_whole, values[0])
            return self._plainly(*values)

        def keep(value: np.ndarray) -> np.ndarray:
            numbers.append(np.ravel(value))
            owners.append(np.full(value.size, number))
            return value

        def keep_whole(value: int) -> int:
            self._values.append((number, (value,)))
            return value

        run = with_habit(self._function, self._slot, note)
        with as_in_a_fresh_session():
            for number, each in enumerate(inputs):  # noqa: B007  (the functions above read it)
                with suppress(Exception, SystemExit):
                    run(*map(argument, each.values()))
        self._numbers, self._owners = np.concatenate(numbers), np.concatenate(owners)


def itself(value: Any) -> Any:
    """The value, as the reference has it."""
    return value


def copied(value: Any) -> Any:
    """What a loop keeps of a value, to compare it with the next one."""
    return list(value) if isinstance(value, list) else np.copy(value) if isinstance(value, np.ndarray) else value


def _equal(one: Any, other: Any) -> bool:
    return type(one) is type(other) and (one is other if isinstance(one, bool) else np.array_equal(one, other))


# --- around a reference -------------------------------------------------------------------------


class OtherArguments(Exception):
    """The reference is asked for what is not known."""


class Answers:
    """Stands in the place of a reference: with the arguments of a case it returns the known answer, nothing else."""

    def __init__(self) -> None:
        self._case: Case | None = None
        self._arguments: tuple[Any, ...] = ()

    def __call__(self, *arguments: Any) -> Any:
        assert self._case is not None
        if not identical(arguments, self._arguments):
            raise OtherArguments
        return self._case.expected[0].value

    def are_changed(self, habit: Function, case: Case) -> bool:
        """Whether a function around these answers asks for other arguments than the case's, or returns another one."""
        self._case, self._arguments = case, tuple(map(_given, case.inputs.values()))
        try:
            with np.errstate(all="ignore"):
                return not identical(habit(*self._arguments), case.expected[0].value)
        except Exception:  # with other arguments, or of the habit's own: whoever calls it in earnest sees
            return True


def _given(value: Any) -> Any:
    """What a function gets for an input: itself, since no habit around a reference writes into its arguments."""
    return value.make() if isinstance(value, FunctionInput | GeneratorInput) else value


def identical(one: Any, other: Any) -> bool:
    """Whether two values are the same to the last bit and of the same types; False where that is not known."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(identical, one, other))
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
    return isinstance(one, int | float | np.number) and repr(one) == repr(other)
