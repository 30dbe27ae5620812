"""Which library functions does a student's function call? For exercises that a library does in one call.

The source is read, never run. What is found sets a flag for a person; the score stays.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable


def called_names(sources: Iterable[str], function: str) -> set[str]:
    """Last names of everything that `function`, and the notebook's own functions it uses, call.

    >>> called_names(["def f(x):\\n    return g(x)", "def g(x):\\n    return np.linalg.lstsq(x, x)"], "f")
    {'g', 'lstsq'}
    """
    definitions, aliases = _read(sources)
    reached, found = [function], set()
    for name in reached:  # grows while it is walked
        for node in ast.walk(definitions[name]) if name in definitions else ():
            called = _last_name(node.func) if isinstance(node, ast.Call) else None
            if called:
                found.add(aliases.get(called, called))
            if isinstance(node, ast.Name) and node.id in definitions and node.id not in reached:
                reached.append(node.id)
    return found


def _read(sources: Iterable[str]) -> tuple[dict[str, ast.FunctionDef], dict[str, str]]:
    """The functions that the cells define, and other names under which something was imported."""
    definitions: dict[str, ast.FunctionDef] = {}
    aliases: dict[str, str] = {}
    for source in sources:
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue  # a cell with magics or a mistake: Python itself will say so
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                definitions[node.name] = node
            elif isinstance(node, ast.ImportFrom):
                aliases |= {alias.asname: alias.name for alias in node.names if alias.asname}
    return definitions, aliases


def _last_name(node: ast.expr) -> str | None:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None
