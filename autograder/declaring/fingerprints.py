"""The fingerprint of an exercise: of its module, and of what this takes from other modules of the book.

Of a module that many share, only the definitions that are used count: when the words of one slip are edited, the
exercises that use it have other fingerprints, and their neighbours keep theirs.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib.util import resolve_name
from pathlib import Path
from typing import NamedTuple

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)
IMPORTS = (ast.Import, ast.ImportFrom)


class Use(NamedTuple):
    """Something that a module takes from another one of the book; name is None when it may take anything."""

    module: str
    name: str | None


class Fingerprints:
    """Of the modules of a book, with the course's helpers that they import.

    The files are read once: what is fingerprinted is what was loaded. Data that a module reads is not seen.
    """

    def __init__(self, files: Mapping[str, Path]) -> None:
        self.files = dict(files)
        self._helpers: dict[str, Path] = {}
        self._texts = {name: _text(path) for name, path in files.items()}
        self._read()

    def know(self, helpers: Mapping[str, Path]) -> None:
        """Let it know of more helpers that what was loaded imports."""
        new = {name: path for name, path in helpers.items() if name not in self._texts}
        if new:
            self._helpers |= new
            self._texts |= {name: _text(path) for name, path in new.items()}
            self._read()

    def _read(self) -> None:
        known, paths = set(self._texts), self._helpers | self.files
        self._modules = {name: _Module(name, paths[name], text, known) for name, text in self._texts.items()}
        self._digests: dict[str, str] = {}

    def quoting(self, text: str) -> list[str]:
        """The modules in which this text stands between quotes."""
        return [name for name in self.files if any(f"{mark}{text}{mark}" in self._texts[name] for mark in ('"', "'"))]

    def digest(self, module: str) -> str:
        """Differs as soon as the module, or a definition of the book that it uses, was edited."""
        if module not in self._digests:
            texts = [self._modules[module].text] if module in self._modules else []
            texts += sorted(text for use in self._reached(module) for text in self._modules[use.module].texts(use.name))
            self._digests[module] = hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
        return self._digests[module]

    def _reached(self, module: str) -> list[Use]:
        reached = list(dict.fromkeys(self._modules[module].uses(None))) if module in self._modules else []
        for use in reached:  # grows while it is walked
            uses = dict.fromkeys(self._modules[use.module].uses(use.name))
            reached += [each for each in uses if each not in reached]
        return reached


def _text(path: Path) -> str:
    """A file's text; what cannot be read of it is told where it is loaded."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


class _Module:
    """A module of a book as text and syntax tree."""

    def __init__(self, name: str, path: Path, text: str, known: set[str]) -> None:
        self.text = text
        self._known = known
        self._package = name if path.name == "__init__.py" else name.rpartition(".")[0]

    @cached_property
    def _statements(self) -> list[ast.stmt]:
        return ast.parse(self.text).body

    @cached_property
    def _definitions(self) -> dict[str, list[ast.stmt]]:
        """The statements that give a name its meaning, by name."""
        found: dict[str, list[ast.stmt]] = {}
        for statement in self._statements:
            if isinstance(statement, DEFINITIONS):
                for name in _bound(statement):
                    found.setdefault(name, []).append(statement)
        return found

    @cached_property
    def _imports(self) -> dict[str, Use]:
        """What the names mean that are imported from the book: a module (name None), or a name of one."""
        return {local: use for statement in self._statements for local, use in self._imported(statement)}

    def _imported(self, statement: ast.stmt) -> Iterator[tuple[str, Use]]:
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                if alias.name in self._known:
                    yield alias.asname or alias.name.partition(".")[0], Use(alias.name, None)
        elif isinstance(statement, ast.ImportFrom):
            base = resolve_name("." * statement.level + (statement.module or ""), self._package)
            for alias in statement.names:
                inner = f"{base}.{alias.name}"
                if inner in self._known:
                    yield alias.asname or alias.name, Use(inner, None)
                elif base in self._known:
                    yield alias.asname or alias.name, Use(base, None if alias.name == "*" else alias.name)

    def _meant(self, name: str | None) -> list[ast.stmt]:
        """The statements behind a name, with those that are done in any case; all where it is not plainly there."""
        if name is None or (name not in self._definitions and name not in self._imports):
            return self._statements
        done = [each for each in self._statements if not isinstance(each, DEFINITIONS + IMPORTS) and not _is_text(each)]
        reached = [*self._definitions.get(name, ()), *done]
        for statement in reached:  # grows while it is walked
            for used in (node.id for node in ast.walk(statement) if isinstance(node, ast.Name)):
                reached += [each for each in self._definitions.get(used, ()) if each not in reached]
        return reached

    def texts(self, name: str | None) -> list[str]:
        """The source behind a name."""
        lines = self.text.splitlines()
        return ["\n".join(lines[_first_line(each) - 1 : each.end_lineno]) for each in self._meant(name)]

    def uses(self, name: str | None) -> Iterator[Use]:
        """What the source behind a name takes from other modules of the book."""
        if name in self._imports and name not in self._definitions:
            yield self._imports[str(name)]  # it is handed on
        for node in (node for statement in self._meant(name) for node in ast.walk(statement)):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                use = self._imports.get(node.value.id)
                if use is not None and use.name is None:
                    yield Use(use.module, node.attr)
            elif isinstance(node, ast.Name) and node.id in self._imports and self._imports[node.id].name is not None:
                yield self._imports[node.id]
            elif isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
                yield from (use for _, use in self._imported(node))


def _bound(statement: ast.stmt) -> Iterator[str]:
    """The names that a definition gives a meaning."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield statement.name
    elif isinstance(statement, ast.Assign | ast.AnnAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        yield from (node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name))


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _first_line(statement: ast.stmt) -> int:
    decorators = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(each.lineno for each in decorators)])
