"""The source of declared functions: as syntax trees, with what they call."""

from __future__ import annotations

import ast
import copy
import inspect
import sys
from functools import cache
from importlib.util import resolve_name
from types import FunctionType
from typing import NamedTuple

from .registry import DeclarationError


class Place(NamedTuple):
    """Where a function is defined."""

    module: str
    name: str


@cache
def statements_of(module: str) -> list[ast.stmt]:
    """The statements of a module, as syntax trees. They are shared: copy before a change."""
    return ast.parse(inspect.getsource(sys.modules[module])).body


@cache
def functions_of(module: str) -> dict[str, ast.FunctionDef]:
    """The functions that a module defines, as syntax trees. They are shared: copy before a change."""
    return {node.name: node for node in statements_of(module) if isinstance(node, ast.FunctionDef)}


def definition_of(place: Place) -> ast.FunctionDef:
    """The function that is defined there, as a syntax tree. It is shared: copy before a change."""
    try:
        return functions_of(place.module)[place.name]
    except KeyError:
        raise DeclarationError(
            f"{place.module.rpartition('.')[2]}.py: the function {place.name!r} is not defined at the top of the "
            "module, where its source can be read. Define it there."
        ) from None


def bare_copy(place: Place) -> ast.FunctionDef:
    """A copy of the function that is defined there, without decorators and docstring."""
    node = copy.deepcopy(definition_of(place))
    node.decorator_list = []
    if ast.get_docstring(node) is not None:
        node.body = node.body[1:]
    return node


def called_by(place: Place) -> dict[str, Place]:
    """The functions of the book that a function calls, by the names that its module has for them.

    They are those of its own module, and those that its module imports relatively: `from .shared import walk`.
    """
    names = {node.id for node in ast.walk(definition_of(place)) if isinstance(node, ast.Name)}
    return {name: known for name, known in _functions_known_in(place.module).items() if name in names}


@cache
def _functions_known_in(module: str) -> dict[str, Place]:
    known = {name: Place(module, name) for name in functions_of(module)}
    here = sys.modules[module]
    for node in statements_of(module):
        if isinstance(node, ast.ImportFrom) and node.level:
            source = resolve_name("." * node.level + (node.module or ""), here.__package__)
            for alias in node.names:
                value = getattr(here, alias.asname or alias.name)
                if isinstance(value, FunctionType) and value.__module__ == source:
                    known[alias.asname or alias.name] = Place(source, value.__name__)
    return known
