"""What the code of a cell binds and mentions: read as a syntax tree and never run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass

from gdkit.checking.library_calls import MAX_ALL, MAX_BRACES, MAX_CELL
from gdkit.checking.parsing import parsed

NO_NAMES: frozenset[str] = frozenset()
_INSIDE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_SCOPES = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_TIMED = re.compile(r"^(\s*)%time\s+")
_MAGIC = re.compile(r"^(\s*)[%!].*")
_CALLED = re.compile(r"^(\s*\w+\s*=\s*)[%!].*")  # lines = !ls
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
    """The cell as a syntax tree, with a `pass` or None for each magic; None where that is no Python."""
    lines = [_MAGIC.sub(r"\1pass", _TIMED.sub(r"\1", line)) for line in source.split("\n")]
    try:
        return parsed("\n".join(_CALLED.sub(r"\1None", line) for line in lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def is_readable(source: str) -> bool:
    """Whether a cell is short enough to be read as a tree."""
    return len(source) <= MAX_CELL and source.count("{") <= MAX_BRACES


def names_in(tree: ast.AST) -> Names:
    """The names of a tree, or of one statement."""
    made, imported, bound = _bound_by([tree])
    return Names(
        bound=bound | made | imported,
        made=made,
        imported=imported,
        used=_read_by(tree, at_once=False),
        at_once=_read_by(tree, at_once=True),
        written=any(map(_does_something, getattr(tree, "body", (tree,)))),
    )


def _bound_by(nodes: Iterable[ast.AST]) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """(functions and classes, imports, other names) that these bind, but for what is inside of functions."""
    made, imported, bound = set(), set(), set()
    todo = list(nodes)
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
    return frozenset(made), frozenset(imported), frozenset(bound)


def _read_by(tree: ast.AST, *, at_once: bool) -> frozenset[str]:
    """The names that it reads from outside of itself; at_once: but for those that its functions read when called."""
    found = set()
    todo: list[tuple[ast.AST, tuple[frozenset[str], ...]]] = [(tree, ())]
    while todo:
        node, scopes = todo.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            found |= {node.id} if not any(node.id in names for names in scopes) else set()
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            todo += [(each, scopes) for each in _outside(node)]
            body = node.body if isinstance(node.body, list) else [node.body]
            names = _arguments(node.args).union(*_bound_by(body))
            todo += [(each, (*scopes, names)) for each in body if not at_once]
        elif isinstance(node, _SCOPES):
            targets = [each.target for each in getattr(node, "generators", ())]
            todo += [(each, (*scopes, _bound_by(targets)[2])) for each in ast.iter_child_nodes(node)]
        else:
            todo += [(each, scopes) for each in ast.iter_child_nodes(node)]
    return frozenset(found)


def _outside(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> list[ast.AST]:
    """What of a function is read where it is defined; no annotations: they may be texts."""
    defaults = [each for each in (*node.args.defaults, *node.args.kw_defaults) if each is not None]
    return [*defaults, *getattr(node, "decorator_list", ())]


def _arguments(arguments: ast.arguments) -> frozenset[str]:
    every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg)
    return frozenset(each.arg for each in every if each is not None)


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
