"""Which library functions does a student's function call? For exercises that a library does in one call.

The source is read, never run. What is found sets a flag for a person; the score stays.
"""

from __future__ import annotations

import ast
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from .parsing import parsed

MAX_CELL = 50_000  # characters
MAX_ALL = 100_000  # of a notebook: a syntax tree takes a few microseconds for each
MAX_NAME = 80  # of a name in full; a longer one is told by its last part
MAX_PATH = 10  # names in it: of more, the root is not looked for
MAX_BRACES = 2_000  # of a cell: Python reads an f-string of many fields in quadratic time


class Code:
    """The code cells of a notebook, read when first asked.

    given: functions that the notebook asks for. Where one is to be done without, it counts though the student wrote it.
    own_modules: names of the student's own modules; their sources may stand among the cells'.
    """

    def __init__(
        self, sources: Iterable[str], *, given: Iterable[str] = (), own_modules: Container[str] = frozenset()
    ) -> None:
        self._sources = list(sources)
        self._given = frozenset(given)
        self._own_modules = own_modules

    def calls(self, function: str, names: Iterable[str]) -> bool:
        """Whether `function` calls a library's function of one of these names, itself or by the notebook's functions.

        In a cell that is too long to be read, what is named counts as called: a person will look.
        """
        named = {name for name in names if any(name in source for source in self._sources)}
        if not named:
            return False
        unread = self._read.unread
        return bool(self.called(function).keys() & named) or any(name in source for name in named for source in unread)

    def called(self, function: str) -> dict[str, str]:
        """What `function`, and the notebook's own functions it uses, call of a library: last name -> name in full.

        "@" is one. What the student defined is none; what nobody defined may come from anywhere, and is one.

        >>> cells = ["def f(x):\\n    return g(x)", "import numpy as np\\ndef g(x):\\n    return np.linalg.lstsq(x, x)"]
        >>> Code(cells).called("f")
        {'lstsq': 'numpy.linalg.lstsq'}
        """
        found: dict[str, str] = {}
        for node in self._walk(function):
            if isinstance(node, ast.Call):
                full = self._of_a_library(node.func, function)
                last = full.rpartition(".")[2]
                found |= {last: full if len(full) <= MAX_NAME else last} if full else {}
            if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.MatMult):
                found["@"] = "@"
        return found

    def uses(self, function: str) -> set[str]:
        """The names that `function`, and the notebook's own functions it uses, speak of.

        >>> sorted(Code(["def f(x):\\n    return g(x)", "def g(x):\\n    return h(x)"]).uses("f"))
        ['g', 'h', 'x']
        """
        return {node.id for node in self._walk(function) if isinstance(node, ast.Name)}

    def _walk(self, function: str) -> Iterator[ast.AST]:
        """The nodes of a function and of the notebook's own functions that it uses."""
        definitions = self._read.definitions
        todo: list[ast.AST] = [definitions[function]] if function in definitions else []
        seen: set[ast.AST] = set()
        while todo:
            node = todo.pop()
            if node in seen:
                continue
            seen.add(node)
            yield node
            todo.extend(ast.iter_child_nodes(node))
            name = self._read.own.get(node.id, node.id) if isinstance(node, ast.Name) else ""
            if isinstance(node, ast.Attribute) and not self._of_a_library(node, function):
                name = node.attr
            if name in definitions:
                todo.append(definitions[name])

    def _of_a_library(self, called: ast.expr, function: str) -> str:
        """The full name of a library's function that is called; empty where it is the student's, or has no name."""
        read = self._read
        path: list[str] = []
        root = called
        while isinstance(root, ast.Attribute) and len(path) < MAX_PATH:
            path.insert(0, root.attr)
            root = root.value
        if isinstance(root, ast.Name) and root.id in read.imported:
            return ".".join([read.imported[root.id], *path])
        if isinstance(root, ast.Name) and root.id in read.own:
            return ""
        last = path[-1] if path else root.id if isinstance(root, ast.Name) else ""
        return "" if last in read.bound and last not in self._given - {function} else last

    @cached_property
    def _read(self) -> _Read:
        read, room = _Read(), MAX_ALL
        for source in self._sources:
            if len(source) > min(MAX_CELL, room) or source.count("{") > MAX_BRACES:
                read.unread.append(source)
                continue
            room -= len(source)
            for node in _nodes(source):
                read.take(node, self._own_modules)
        return read


@dataclass
class _Read:
    """What the cells define and import.

    definitions  the functions
    bound        names of functions, classes and parameters: a call of one is of the student's own
    imported     name here -> full name, of what comes from a library
    own          name here -> name there, of what comes from the student's own modules
    unread       cells that are too long to be read
    """

    definitions: dict[str, ast.AST] = field(default_factory=dict)
    bound: set[str] = field(default_factory=set)
    imported: dict[str, str] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)

    def take(self, node: ast.AST, own_modules: Container[str]) -> None:
        """Note what this node binds."""
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            self.definitions[node.name] = node
            self.bound.add(node.name)
        elif isinstance(node, ast.ClassDef):
            self.bound.add(node.name)
        elif isinstance(node, ast.arg):
            self.bound.add(node.arg)
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            self.definitions |= dict.fromkeys(names, node.value)
            self.bound |= set(names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            own = node.level > 0 or module.partition(".")[0] in own_modules
            for alias in node.names:
                name = alias.asname or alias.name
                (self.own if own else self.imported)[name] = alias.name if own else f"{module}.{alias.name}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                name, full = (alias.asname, alias.name) if alias.asname else (top, top)
                (self.own if top in own_modules else self.imported)[name] = full


def do_without(function: str, called: Iterable[str]) -> str:
    """What is said of calls that an exercise is to do without, but for its end."""
    return f"{function} calls {' and '.join(f'`{name}`' for name in called)}, which this exercise is to do without"


def mend_first(names: Iterable[str]) -> str:
    """What is said of a function that rests on others whose own checks do not pass; nothing where there is none.

    >>> mend_first(["step"])
    'It calls `step`, whose own check does not pass: mend that first.'
    """
    listed = " and ".join(f"`{name}`" for name in sorted(names))
    return f"It calls {listed}, whose own check does not pass: mend that first." if listed else ""


def _nodes(source: str) -> Iterable[ast.AST]:
    """The syntax tree's nodes; none of a cell with magics or a mistake: Python itself will say so."""
    try:
        return ast.walk(parsed(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
