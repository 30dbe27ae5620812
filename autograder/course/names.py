"""What the code of a cell binds and mentions: read as a syntax tree and never run."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from gdkit.checking.library_calls import MAX_ALL, MAX_BRACES, MAX_CELL
from gdkit.checking.parsing import parsed

NO_NAMES: frozenset[str] = frozenset()
_INSIDE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_SCOPES = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_AT_THE_MARGIN = re.compile(r"^(?:(?:async +)?def|class) +(\w+)|^(\w+) *=(?!=)", re.MULTILINE)


@dataclass(frozen=True)
class Names:
    """Names of a cell: those that it binds, of these the functions and classes, and imports; those that it reads, and
    of these the ones that must be there when it runs, not only when its functions are called.

    written: whether it does more than to say that something is not implemented.
    """

    bound: frozenset[str] = NO_NAMES
    made: frozenset[str] = NO_NAMES
    imported: frozenset[str] = NO_NAMES
    used: frozenset[str] = NO_NAMES
    at_once: frozenset[str] = NO_NAMES
    written: bool = True


NOTHING = Names()


def tree_of(source: str) -> ast.Module | None:
    """The cell as a syntax tree, with a `pass` for each magic; None where that is no Python."""
    lines = [re.sub(r"^(\s*)[%!].*", r"\1pass", line) for line in source.split("\n")]
    try:
        return parsed("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def is_readable(source: str) -> bool:
    """Whether a cell is short enough to be read as a tree."""
    return len(source) <= MAX_CELL and source.count("{") <= MAX_BRACES


def names_in(tree: ast.AST) -> Names:
    """The names of a tree, or of one statement."""
    bound, made, imported = set(), set(), set()
    todo: list[ast.AST] = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, _INSIDE):
            made.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            imported |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            bound.add(node.id)
        elif not isinstance(node, _SCOPES):
            todo += ast.iter_child_nodes(node)
    return Names(
        frozenset(bound | made | imported),
        frozenset(made),
        frozenset(imported),
        _read_by(tree),
        _read_at_once(tree),
        any(map(_does_something, getattr(tree, "body", (tree,)))),
    )


def _does_something(node: ast.AST) -> bool:
    """Whether a statement is more than an import, a docstring, `pass`, `...` or `raise NotImplementedError`."""
    match node:
        case ast.FunctionDef(body=body) | ast.AsyncFunctionDef(body=body) | ast.ClassDef(body=body):
            return any(map(_does_something, body))
        case ast.Raise(exc=ast.Name("NotImplementedError") | ast.Call(func=ast.Name("NotImplementedError"))):
            return False
    return not isinstance(node, ast.Import | ast.ImportFrom | ast.Pass) and not _is_constant(node)


def _is_constant(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _read_by(tree: ast.AST) -> frozenset[str]:
    return frozenset(
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    )


def _read_at_once(tree: ast.AST) -> frozenset[str]:
    found = set()
    todo: list[ast.AST] = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            found.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            todo += [*node.decorator_list, node.args]  # and no annotations: they may be texts one day
        elif isinstance(node, ast.arguments):
            todo += [default for default in (*node.defaults, *node.kw_defaults) if default is not None]
        elif not isinstance(node, ast.Lambda):
            todo += ast.iter_child_nodes(node)
    return frozenset(found)


class Reader:
    """Reads the cells of one notebook, each once.

    Of what is too long to be read as a tree, only the lines at the margin that define something are looked at.
    """

    def __init__(self) -> None:
        self._known: dict[str, Names] = {}
        self._room = MAX_ALL

    def of(self, source: str) -> Names:
        """The names of a cell; none where it is no Python: such a cell does nothing when it is run."""
        if source not in self._known:
            self._known[source] = self._read(source)
        return self._known[source]

    def _read(self, source: str) -> Names:
        if len(source) > self._room or not is_readable(source):
            found = frozenset(match[1] or match[2] for match in _AT_THE_MARGIN.finditer(source))
            return Names(bound=found)
        self._room -= len(source)
        tree = tree_of(source)
        return NOTHING if tree is None else names_in(tree)
