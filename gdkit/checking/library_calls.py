"""Which library functions does a student's function call? For exercises that a library does in one call.

The source is read, never run. What is found sets a flag for a person; the score stays.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import cached_property

from .parsing import parsed

MAX_CELL = 50_000  # characters
MAX_ALL = 100_000  # of a notebook: a syntax tree takes a few microseconds for each
MAX_BRACES = 2_000  # of a cell: Python reads an f-string of many fields in quadratic time


class Code:
    """The code cells of a notebook, read when first asked."""

    def __init__(self, sources: Iterable[str]) -> None:
        self._sources = list(sources)

    def calls(self, function: str, names: Iterable[str]) -> bool:
        """Whether `function` calls something whose last name is one of these, itself or by the notebook's functions.

        In a cell that is too long to be read, what is named counts as called: a person will look.
        """
        named = {name for name in names if any(name in source for source in self._sources)}
        if not named:
            return False
        _, _, unread = self._read
        return bool(self.called(function) & named) or any(name in source for name in named for source in unread)

    def called(self, function: str) -> set[str]:
        """Last names of everything that `function`, and the notebook's own functions it uses, call; "@" is one.

        >>> sorted(Code(["def f(x):\\n    return g(x)", "def g(x):\\n    return np.linalg.lstsq(x, x)"]).called("f"))
        ['g', 'lstsq']
        """
        definitions, aliases, _ = self._read
        todo: list[ast.AST] = [definitions[function]] if function in definitions else []
        seen: set[ast.AST] = set()
        found = set()
        while todo:
            node = todo.pop()
            if node in seen:
                continue
            seen.add(node)
            todo.extend(ast.iter_child_nodes(node))
            called = _last_name(node.func) if isinstance(node, ast.Call) else None
            if called:
                found.add(aliases.get(called, called))
            if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.MatMult):
                found.add("@")
            if isinstance(node, ast.Name) and node.id in definitions:
                todo.append(definitions[node.id])
        return found

    @cached_property
    def _read(self) -> tuple[dict[str, ast.FunctionDef], dict[str, str], list[str]]:
        """The functions that the cells define, other names of what they import, and cells too long to be read."""
        definitions: dict[str, ast.FunctionDef] = {}
        aliases: dict[str, str] = {}
        unread, room = [], MAX_ALL
        for source in self._sources:
            if len(source) > min(MAX_CELL, room) or source.count("{") > MAX_BRACES:
                unread.append(source)
                continue
            room -= len(source)
            for node in _nodes(source):
                if isinstance(node, ast.FunctionDef):
                    definitions[node.name] = node
                elif isinstance(node, ast.ImportFrom):
                    aliases |= {alias.asname: alias.name for alias in node.names if alias.asname}
        return definitions, aliases, unread


def _nodes(source: str) -> Iterable[ast.AST]:
    """The syntax tree's nodes; none of a cell with magics or a mistake: Python itself will say so."""
    try:
        return ast.walk(parsed(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()


def _last_name(node: ast.expr) -> str | None:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None
