"""Guards and habits: what students add to code that is right, until an input comes that the statement allows.

An early stop, a clip, an epsilon, a rounding, a cache, a generator of one's own: each is put automatically at every
place of a reference where somebody would put it. The families are those of `HABITS` in `habit_values` (numbers),
`STOPS` (loops) and `CALLS` (whole calls).
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from gdkit.checking import call

from .habit_values import (
    CALLS,
    DENOMINATORS,
    EARLY_STOP,
    EXPONENTS,
    HABITS,
    LOGARITHMS,
    ROOTS,
    STOPS,
    Habit,
    on_numbers,
)
from .mutants import compiled, family_of
from .situations import Inputs
from .source_code import Place, bare_copy

Function = Callable[..., Any]
_BEFORE_A_CALL = {"log": LOGARITHMS, "log2": LOGARITHMS, "sqrt": ROOTS, "exp": EXPONENTS}


@dataclass(frozen=True)
class Guarded:
    """A reference with one habit. family and change say which; `fresh` makes the function, without memory of calls.

    idle: whether the habit changes nothing in calls with these inputs, so that the function is the reference there.
    """

    family: str
    change: str
    fresh: Callable[[], Function]
    idle: Callable[[Sequence[Inputs]], bool] = lambda inputs: False


def guarded(reference: Function, parameters: tuple[str, ...], returns: int) -> Iterator[Guarded]:
    """The reference with each habit at each place, in its own code and in that of its helpers."""
    start = Place(reference.__module__, reference.__name__)
    family = {place: bare_copy(place) for place in family_of(start)}
    for place, plain in family.items():
        for where, changed, habits in _places(plain):
            slot: dict[str, Any] = {}
            function = compiled(
                start, {**family, place: changed}, {"_habit": partial(_in_slot, slot), "_copied": copied}
            )
            if function is None:
                continue
            seen = Seen(function, slot)
            for habit in habits:
                made = partial(_with, function, slot, habit.apply)
                yield Guarded(habit.family, f"{habit.name} {where}", made, partial(seen.unchanged_by, habit))
    for index in range(returns):
        for habit in HABITS:
            made = partial(_on_result, reference, habit.apply, index if returns > 1 else None)
            yield Guarded(habit.family, f"{habit.name} in result {index + 1}", lambda made=made: made)  # type: ignore[misc]
    for whole in CALLS:
        for change, fresh in whole(reference, parameters):
            yield Guarded(whole.__name__.replace("_", " "), change, fresh)


def _in_slot(slot: dict[str, Any], *values: Any) -> Any:
    return slot["apply"](*values)


def _with(function: Function, slot: dict[str, Any], apply: Function) -> Function:
    def run(*args: Any) -> Any:
        slot["apply"] = apply
        return function(*args)

    return run


class Seen:
    """What passes through a place while inputs are worked on: a habit that changes none of it changes nothing."""

    def __init__(self, function: Function, slot: dict[str, Any]) -> None:
        self._function, self._slot = function, slot
        self._of: Sequence[Inputs] | None = None
        self._pairs: list[tuple[Any, Any]] = []
        self._numbers = np.zeros(0)

    def unchanged_by(self, habit: Habit, inputs: Sequence[Inputs]) -> bool:
        """Whether the habit leaves everything as it is that passes through with these inputs."""
        if inputs is not self._of:
            self._look(inputs)
        with np.errstate(all="ignore"):
            if habit.family == EARLY_STOP:
                return not any(habit.apply(before, now) for before, now in self._pairs)
            return np.array_equal(habit.apply(self._numbers), self._numbers, equal_nan=True)

    def _look(self, inputs: Sequence[Inputs]) -> None:
        numbers: list[np.ndarray] = [np.zeros(0)]
        self._of, self._pairs = inputs, []

        def note(*values: Any) -> Any:
            if len(values) == 2:
                self._pairs.append((copied(values[0]), copied(values[1])))
                return False
            return on_numbers(keep, values[0])

        def keep(value: np.ndarray) -> np.ndarray:
            numbers.append(np.ravel(value))
            return value

        run = _with(self._function, self._slot, note)
        for each in inputs:
            call(run, each)
        self._numbers = np.concatenate(numbers)


def _on_result(reference: Function, apply: Function, index: int | None, *args: Any) -> Any:
    result = reference(*args)
    if index is None:
        return on_numbers(apply, result)
    return tuple(on_numbers(apply, part) if k == index else part for k, part in enumerate(result))


# --- places -------------------------------------------------------------------------------------


def _places(function: ast.FunctionDef) -> Iterator[tuple[str, ast.FunctionDef, tuple[Habit, ...]]]:
    """(where, the function with a call of `_habit` there, habits for it)."""
    for index, node in enumerate(_nodes(function)):
        for where, change, habits in _changes_at(node):
            changed = copy.deepcopy(function)
            change(_nodes(changed)[index])
            yield where, changed, habits
    for argument in function.args.args:
        changed = copy.deepcopy(function)
        changed.body.insert(0, _assign(argument.arg))
        yield f"in the argument {argument.arg}", changed, HABITS


def _nodes(function: ast.FunctionDef) -> list[ast.AST]:
    return [node for statement in function.body for node in ast.walk(statement)]


_Change = tuple[str, Callable[[Any], None], tuple[Habit, ...]]


def _changes_at(node: ast.AST) -> Iterator[_Change]:
    match node:
        case ast.Assign([ast.Name(name)]) | ast.AugAssign(ast.Name(name)):
            yield f"in {name}", _wrap_value, HABITS
        case ast.For() | ast.While():
            for name in _set_in(node):
                yield f"in a loop, looking at {name}", partial(_stop_by, name), STOPS
        case ast.BinOp(_, ast.Div(), right) if not isinstance(right, ast.Constant):
            yield f"in the denominator {ast.unparse(right)}", _wrap_right, DENOMINATORS
        case ast.Call(ast.Attribute(_, name) | ast.Name(name), [argument, *_]) if name in _BEFORE_A_CALL:
            yield f"in {name}({ast.unparse(argument)})", _wrap_argument, _BEFORE_A_CALL[name]


def _habit(*values: ast.expr) -> ast.Call:
    return ast.Call(ast.Name("_habit", ast.Load()), list(values), [])


def _assign(name: str) -> ast.Assign:
    return ast.Assign([ast.Name(name, ast.Store())], _habit(ast.Name(name, ast.Load())))


def _wrap_value(node: Any) -> None:
    node.value = _habit(node.value)


def _wrap_right(node: Any) -> None:
    node.right = _habit(node.right)


def _wrap_argument(node: Any) -> None:
    node.args[0] = _habit(node.args[0])


def _set_in(loop: ast.For | ast.While) -> list[str]:
    """The names that a loop's body sets, or appends to."""
    found: dict[str, None] = {}
    for node in (each for statement in loop.body for each in ast.walk(statement)):
        match node:
            case ast.Assign(targets):
                each = [name for target in targets for name in ast.walk(target)]
                found.update({name.id: None for name in each if isinstance(name, ast.Name)})
            case ast.AugAssign(ast.Name(name)):
                found[name] = None
            case ast.Call(ast.Attribute(ast.Name(name), "append")):
                found[name] = None
    return list(found)


def _stop_by(name: str, loop: Any) -> None:
    """`if _habit(what it was, what it is): break` at the end of the body; what it was is kept in the loop."""
    before = f"_{name}_before"
    first = ast.parse(f"{before} = _copied(locals().get({name!r}))").body
    last = ast.parse(f"if _habit({before}, {name}):\n    break").body
    loop.body = [*first, *loop.body, *last]


def copied(value: Any) -> Any:
    """What a loop keeps of a value, to compare it with the next one."""
    return list(value) if isinstance(value, list) else np.copy(value) if isinstance(value, np.ndarray) else value
