"""Mutants of a reference: the same function with one small change to its syntax tree.

A test that no mutant survives has looked at every operator, constant, index, axis, transpose and term of the
reference. The operators follow the mutation-testing literature (DeMillo, Lipton & Sayward 1978; Offutt 1996).
"""

from __future__ import annotations

import ast
import copy
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from .source_code import Place, bare_copy, called_by, definition_of

OTHER_OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.Mult,),
}
OTHER_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
}
OTHER_NAMES = {
    "sum": "mean",
    "mean": "sum",
    "max": "min",
    "min": "max",
    "maximum": "minimum",
    "minimum": "maximum",
    "argmax": "argmin",
    "argmin": "argmax",
    "zeros": "ones",
    "ones": "zeros",
    "zeros_like": "ones_like",
    "ones_like": "zeros_like",
    "sqrt": "abs",
    "abs": "negative",
    "sign": "abs",
}


@dataclass(frozen=True)
class Mutant:
    """One changed function; `change` says what was changed, `source` is the changed function."""

    change: str
    source: str
    function: Callable[..., Any]


def mutants(reference: Callable[..., Any]) -> list[Mutant]:
    """All mutants of a function and of the helpers that it reaches, in its own module and in those of the same book."""
    start = Place(reference.__module__, reference.__name__)
    family = {place: bare_copy(place) for place in family_of(start)}
    found: dict[str, Mutant] = {}
    for place, plain in family.items():
        for change, changed in _changes(plain):
            source = ast.unparse(changed)
            if source in found or source == ast.unparse(plain):
                continue
            function = compiled(start, {**family, place: changed})
            if function is not None:
                found[source] = Mutant(f"{place.name}: {change}", textwrap.dedent(source), function)
    return list(found.values())


def family_of(start: Place) -> list[Place]:
    """The function and the helpers that it reaches; what is declared, as other exercises' references are, is none."""
    family = [start]
    for member in family:  # grows while it is walked
        called = called_by(member).values()
        family += [place for place in called if not definition_of(place).decorator_list and place not in family]
    return family


def compiled(
    start: Place, family: dict[Place, ast.FunctionDef], names: Mapping[str, Any] = MappingProxyType({})
) -> Callable[..., Any] | None:
    """The function at `start` in copies of the family's modules: each member calls the others as they stand here.

    names are known in these modules too. None where the trees are no code.
    """
    spaces = {
        module: {**vars(sys.modules[module]), **names} for module in dict.fromkeys(place.module for place in family)
    }
    for module, space in spaces.items():
        tree = ast.Module([node for place, node in family.items() if place.module == module], [])
        try:
            # annotations stay text, as in the modules themselves
            flags = __import__("__future__").annotations.compiler_flag
            exec(compile(ast.fix_missing_locations(tree), "<mutant>", "exec", flags), space)
        except (SyntaxError, ValueError):
            return None
    for member in family:
        for name, place in called_by(member).items():
            if place in family:
                spaces[member.module][name] = spaces[place.module][place.name]
    function: Callable[..., Any] = spaces[start.module][start.name]
    return function


# --- the changes --------------------------------------------------------------------------------


def _changes(function: ast.FunctionDef) -> Iterator[tuple[str, ast.FunctionDef]]:
    """(what was changed, changed copy) for every place and every operator."""
    places = [node for statement in function.body for node in ast.walk(statement)]
    for index, node in enumerate(places):
        for replacement in _replacements(node):
            fresh = copy.deepcopy(function)
            target = [n for statement in fresh.body for n in ast.walk(statement)][index]
            before = ast.unparse(node)
            changed = Replace(target, replacement).visit(fresh)
            after = ast.unparse(replacement) if not isinstance(replacement, ast.Pass) else "(dropped)"
            yield f"{_short(before)}  →  {_short(after)}", changed


def _short(text: str) -> str:
    return " ".join(text.split())[:70]


class Replace(ast.NodeTransformer):
    """Put another node in the place of one."""

    def __init__(self, target: ast.AST, replacement: ast.AST) -> None:
        self._target, self._replacement = target, replacement

    def visit(self, node: ast.AST) -> Any:
        return self._replacement if node is self._target else super().visit(node)


def _replacements(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in a node's place."""
    for kind, changes in CHANGES.items():
        if isinstance(node, kind):
            yield from changes(node)


def _unary(node: ast.UnaryOp) -> Iterator[ast.AST]:
    if isinstance(node.op, ast.USub | ast.Not):
        yield node.operand


def _constant(node: ast.Constant) -> Iterator[ast.AST]:
    for other in _other_constants(node.value):
        yield ast.Constant(other)


def _comparison(node: ast.Compare) -> Iterator[ast.AST]:
    if len(node.ops) == 1:
        for other in OTHER_COMPARISONS.get(type(node.ops[0]), ()):
            yield ast.Compare(node.left, [other()], node.comparators)


def _and_or(node: ast.BoolOp) -> Iterator[ast.AST]:
    yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)


def _attribute(node: ast.Attribute) -> Iterator[ast.AST]:
    if node.attr in ("T", "mT"):
        yield node.value
    elif node.attr in OTHER_NAMES:
        yield ast.Attribute(node.value, OTHER_NAMES[node.attr], node.ctx)


def _update(node: ast.AugAssign) -> Iterator[ast.AST]:
    for other in OTHER_OPERATORS.get(type(node.op), ()):
        yield ast.AugAssign(node.target, other(), node.value)
    yield ast.Pass()


def _expression(node: ast.Expr) -> Iterator[ast.AST]:
    yield ast.Pass()


def _assignment(node: ast.Assign) -> Iterator[ast.AST]:
    """x = f(x) is left out."""
    match node.targets:
        case [ast.Name(name)] if any(isinstance(each, ast.Name) and each.id == name for each in ast.walk(node.value)):
            yield ast.Pass()


def _returned(node: ast.Return) -> Iterator[ast.AST]:
    match node.value:
        case ast.Tuple([first, second], context):
            yield ast.Return(ast.Tuple([second, first], context))


def _either(node: ast.IfExp) -> Iterator[ast.AST]:
    yield node.body
    yield node.orelse


def _branch(node: ast.If) -> Iterator[ast.AST]:
    yield ast.If(ast.Constant(True), node.body, node.orelse)
    yield ast.If(ast.Constant(False), node.body, node.orelse)


def _binary(node: ast.BinOp) -> Iterator[ast.AST]:
    for other in OTHER_OPERATORS.get(type(node.op), ()):
        yield ast.BinOp(node.left, other(), node.right)
    if isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.Div | ast.Pow):  # a dropped term or factor
        yield node.left
    if isinstance(node.op, ast.Add | ast.Mult):
        yield node.right
    if isinstance(node.op, ast.Sub | ast.Div | ast.MatMult | ast.Pow):  # swapped
        yield ast.BinOp(node.right, node.op, node.left)


def _other_constants(value: Any) -> list[Any]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1]
    if isinstance(value, float):
        return [value * 2, value + 1.0, -value] if value else [1.0]
    return []


def _call(node: ast.Call) -> Iterator[ast.AST]:
    if len(node.args) >= 2:
        yield ast.Call(node.func, [node.args[1], node.args[0], *node.args[2:]], node.keywords)
    for index in range(len(node.keywords)):
        yield ast.Call(node.func, node.args, node.keywords[:index] + node.keywords[index + 1 :])
    if isinstance(node.func, ast.Name) and node.func.id == "range" and node.args:
        end = 1 if len(node.args) > 1 else 0
        for operator in (ast.Add(), ast.Sub()):
            args = list(node.args)
            args[end] = ast.BinOp(args[end], operator, ast.Constant(1))
            yield ast.Call(node.func, args, node.keywords)
    if isinstance(node.func, ast.Name) and node.func.id in ("max", "min"):
        yield ast.Call(ast.Name("min" if node.func.id == "max" else "max", ast.Load()), node.args, node.keywords)


def _slice(node: ast.Subscript) -> Iterator[ast.AST]:
    match node.slice:
        case ast.Slice(lower, upper, step):
            for given, rest in (
                (lower, ast.Slice(None, upper, step)),
                (upper, ast.Slice(lower, None, step)),
                (step, ast.Slice(lower, upper, None)),
            ):
                if given is not None:
                    yield ast.Subscript(node.value, rest, node.ctx)


CHANGES: dict[type[ast.AST], Callable[[Any], Iterator[ast.AST]]] = {
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.Constant: _constant,
    ast.Compare: _comparison,
    ast.BoolOp: _and_or,
    ast.Attribute: _attribute,
    ast.Call: _call,
    ast.Subscript: _slice,
    ast.AugAssign: _update,
    ast.Expr: _expression,
    ast.Assign: _assignment,
    ast.Return: _returned,
    ast.IfExp: _either,
    ast.If: _branch,
}
