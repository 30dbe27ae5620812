"""Whose `check` the cells of a notebook call: gdkit's, or a helper of the course's own with the same name.

A check is ours where the notebook takes `check` from gdkit: then a slip in its form or its id stops the release. Where
the notebook itself makes another `check` (a def, a class, a value), it never is. Where it comes from is not seen
(another module, a magic), it is ours when it has our form and the id of a declared exercise, and else left alone.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from nbformat import NotebookNode

from .names import tree_of

OURS, OWN, UNKNOWN = "ours", "the notebook's own", "unknown"


def whose_checks(cells: Sequence[NotebookNode]) -> list[str]:
    """For each cell, whose `check` it finds, by what it and the cells above it bind last."""
    found, ours, whose = [], {"gdkit"}, UNKNOWN
    for cell in cells:
        tree = tree_of(cell.source) if cell.cell_type == "code" else None
        for node in _in_order(tree) if tree is not None else ():
            if isinstance(node, ast.Import | ast.ImportFrom):
                ours |= _from_gdkit(node)
            whose = _bound_by(node, ours) or whose
        found.append(whose)
    return found


def _in_order(tree: ast.Module) -> list[ast.AST]:
    """The nodes as they stand in the text, without what is inside of functions and classes."""
    found: list[ast.AST] = []
    todo: list[ast.AST] = [*reversed(tree.body)]
    while todo:
        node = todo.pop()
        found.append(node)
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            todo += reversed(list(ast.iter_child_nodes(node)))
    return found


def _is_gdkit(node: ast.Import | ast.ImportFrom, alias: ast.alias) -> bool:
    module = alias.name if isinstance(node, ast.Import) else (node.module or "")
    return module.partition(".")[0] == "gdkit" and not getattr(node, "level", 0)


def _from_gdkit(node: ast.Import | ast.ImportFrom) -> set[str]:
    """Names under which the notebook has something of gdkit's."""
    return {(alias.asname or alias.name).partition(".")[0] for alias in node.names if _is_gdkit(node, alias)}


def _bound_by(node: ast.AST, ours: set[str]) -> str | None:
    """Whose `check` is after a statement; None where it does not change."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return OWN if node.name == "check" else None
    if isinstance(node, ast.Import | ast.ImportFrom):
        for alias in node.names:
            if (alias.asname or alias.name) == "check" or (alias.name == "*" and _is_gdkit(node, alias)):
                return OURS if _is_gdkit(node, alias) else UNKNOWN
    if isinstance(node, ast.Assign) and any(isinstance(to, ast.Name) and to.id == "check" for to in node.targets):
        value = node.value
        while isinstance(value, ast.Attribute):
            value = value.value
        return OURS if isinstance(value, ast.Name) and value.id in ours else OWN
    return None
