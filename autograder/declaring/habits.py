"""Guards and habits: what students add to code that is right, until an input comes that the statement allows.

An early stop, a clip, an epsilon, a rounding, a cache, a generator of one's own: each is put automatically at every
place of a reference where somebody would put it. The families are those of `HABITS` in `habit_values` (numbers),
`STOPS` (loops) and `CALLS` (whole calls).
"""

from __future__ import annotations

import ast
import copy
import operator
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from gdkit.checking import Case

from .habit_values import (
    DENOMINATORS,
    DIVISIONS,
    EXPONENTS,
    HABITS,
    INNER,
    LOGARITHMS,
    ROOTS,
    SKIPS,
    STOPS,
    Habit,
)
from .mutants import Replace, compiled, family_of
from .situations import Inputs
from .source_code import Place, bare_copy
from .touching import Answers, Seen, copied, itself, with_habit
from .whole_calls import CALLS, MEMORY, special_cases

Function = Callable[..., Any]
_BEFORE_A_CALL = {"log": LOGARITHMS, "log2": LOGARITHMS, "sqrt": ROOTS, "exp": EXPONENTS}


@dataclass(frozen=True)
class Guarded:
    """A reference with one habit. family and change say which; `fresh` makes the function, without memory of calls.

    touched: of which inputs, by number, the habit changes anything; of the others the function is the reference.
    matters: whether it may in a case; False only where the function is the reference. A closer look, at one case.
    """

    family: str
    change: str
    fresh: Callable[[], Function]
    touched: Callable[[Sequence[Inputs]], Sequence[int]] = lambda inputs: range(len(inputs))
    matters: Callable[[Case], bool] = lambda case: True


def guarded(reference: Function, parameters: tuple[str, ...], returns: int) -> Iterator[Guarded]:
    """The reference with each habit at each place, in its own code and in that of its helpers."""
    start = Place(reference.__module__, reference.__name__)
    family = {place: bare_copy(place) for place in family_of(start)}
    for place, plain in family.items():
        for where, changed, habits, plainly in _places(plain):
            slot: dict[str, Any] = {}
            function = compiled(
                start, {**family, place: changed}, {"_habit": partial(_in_slot, slot), "_copied": copied}
            )
            if function is None:
                continue
            seen = Seen(function, slot, plainly)
            for habit in habits:
                made = partial(with_habit, function, slot, habit.apply)
                yield Guarded(habit.family, f"{habit.name} {where}", made, partial(seen.changed_by, habit))
    answers = Answers()
    around = zip(_around(reference, parameters, returns), _around(answers, parameters, returns), strict=True)
    for guard, on_answers in around:
        keeps = guard.family == MEMORY  # what it does with one case depends on those before
        yield guard if keeps else replace(guard, matters=partial(answers.are_changed, on_answers.fresh()))


def _around(reference: Function, parameters: tuple[str, ...], returns: int) -> Iterator[Guarded]:
    """The habits around a reference: what is done with its result, and with its calls as a whole."""
    for index in range(returns):
        for habit in HABITS:
            made = partial(_on_result, reference, habit.apply, index if returns > 1 else None)
            yield Guarded(habit.family, f"{habit.name} in result {index + 1}", lambda made=made: made)  # type: ignore[misc]
    for whole in CALLS:
        for change, fresh in whole(reference, parameters):
            yield Guarded(whole.__name__.replace("_", " "), change, fresh)
    for each in special_cases(reference, parameters):
        yield Guarded(*each)


def _in_slot(slot: dict[str, Any], *values: Any) -> Any:
    return slot["apply"](*values)


def _never(before: Any, now: Any) -> bool:
    return False


def _on_result(reference: Function, apply: Function, index: int | None, *args: Any) -> Any:
    result = reference(*args)
    if index is None:
        return apply(result)
    return tuple(apply(part) if k == index else part for k, part in enumerate(result))


# --- places -------------------------------------------------------------------------------------


def _places(function: ast.FunctionDef) -> Iterator[tuple[str, ast.FunctionDef, tuple[Habit, ...], Function]]:
    """(where, the function with a call of `_habit` there, habits for it, what stands there in the reference)."""
    for index, node in enumerate(_nodes(function)):
        for where, change, habits, plainly in _changes_at(node):
            changed = copy.deepcopy(function)
            place = _nodes(changed)[index]
            yield where, Replace(place, change(place)).visit(changed), habits, plainly
    for argument in function.args.args:
        changed = copy.deepcopy(function)
        changed.body.insert(0, _assign(argument.arg))
        yield f"in the argument {argument.arg}", changed, HABITS, itself


def _nodes(function: ast.FunctionDef) -> list[ast.AST]:
    return [node for statement in function.body for node in ast.walk(statement)]


_Change = tuple[str, Callable[[Any], ast.AST], tuple[Habit, ...], Function]


def _changes_at(node: ast.AST) -> Iterator[_Change]:
    match node:
        case ast.Assign([ast.Name(name)]) | ast.AugAssign(ast.Name(name)):
            yield f"in {name}", _value, HABITS, itself
        case ast.For() | ast.While():
            for name in _set_in(node):
                yield f"in a loop, looking at {name}", partial(_stop_by, name), STOPS, _never
            if isinstance(node, ast.For):
                for index, name in _set_at_the_top(node):
                    yield f"in a loop, looking at {name}", partial(_skip_by, index, name), SKIPS, _never
        case ast.BinOp(_, ast.Sub()):
            yield f"in {ast.unparse(node)}", _whole, INNER, itself
        case ast.BinOp(_, ast.Div(), right):
            yield f"in {ast.unparse(node)}", _both, DIVISIONS, operator.truediv
            if not isinstance(right, ast.Constant):
                yield f"in the denominator {ast.unparse(right)}", _right, DENOMINATORS, itself
        case ast.Call(ast.Attribute(_, name) | ast.Name(name), [argument, *_]) if name in _BEFORE_A_CALL:
            yield f"in {name}({ast.unparse(argument)})", _argument, _BEFORE_A_CALL[name], itself


def _habit(*values: ast.expr) -> ast.Call:
    return ast.Call(ast.Name("_habit", ast.Load()), list(values), [])


def _assign(name: str) -> ast.Assign:
    return ast.Assign([ast.Name(name, ast.Store())], _habit(ast.Name(name, ast.Load())))


def _value(node: ast.Assign | ast.AugAssign) -> ast.AST:
    node.value = _habit(node.value)
    return node


def _argument(node: ast.Call) -> ast.AST:
    node.args[0] = _habit(node.args[0])
    return node


def _right(node: ast.BinOp) -> ast.AST:
    node.right = _habit(node.right)
    return node


def _whole(node: ast.BinOp) -> ast.AST:
    return _habit(node)


def _both(node: ast.BinOp) -> ast.AST:
    """`_habit(l, r)` for an operator between l and r."""
    return _habit(node.left, node.right)


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


def _set_at_the_top(loop: ast.For) -> list[tuple[int, str]]:
    """The names that statements of a loop's own body set, with the number of the statement."""
    return [
        (index, statement.targets[0].id)
        for index, statement in enumerate(loop.body[:-1])
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)
    ]


def _skip_by(index: int, name: str, loop: ast.For) -> ast.AST:
    """`if _habit(None, what it is): continue` behind a statement of the body."""
    loop.body[index + 1 : index + 1] = ast.parse(f"if _habit(None, {name}):\n    continue").body
    return loop


def _stop_by(name: str, loop: ast.For | ast.While) -> ast.AST:
    """`if _habit(what it was, what it is): break` at the end of the body; what it was is kept in the loop."""
    before = f"_{name}_before"
    first = ast.parse(f"{before} = _copied(locals().get({name!r}))").body
    last = ast.parse(f"if _habit({before}, {name}):\n    break").body
    loop.body = [*first, *loop.body, *last]
    return loop
