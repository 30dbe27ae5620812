"""Lectures as objects: read, run in this process, and changed a little to see whether their proofs notice.

A test that asks for `lecture` runs once for every notebook in notebooks/; `write_lecture` makes one from strings.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import inspect
import io
import os
import re
import signal
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock, patch

import nbformat
import numpy as np
import pytest

from gdkit import plots, widgets
from gdkit.verify import VerificationFailed

ROOT = Path(__file__).parents[2]
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
HEADING = re.compile(r"^#{1,6} +(.+)$", re.MULTILINE)

CLAIMED = {"verify": 2, "equal": 2, "gradient": 3, "jacobian": 3, "printed": 1, "symbolic": 2, "shape": 1}
"""Where the arguments of each verification hold what is claimed; `fails` is changed in a way of its own."""
SWAPPED = {ast.Add: ast.Sub, ast.Sub: ast.Add}


@dataclass(frozen=True)
class Mutant:
    """The code cell with id `cell` with `source` in place of its own: a proof in it has to fail."""

    cell: str
    what: str
    source: str


@dataclass(frozen=True)
class Told:
    """What was printed, and the arguments of plots.digits_so_far: a lecture, how many are right, of how many."""

    printed: str
    digits: list[tuple[Any, ...]]


class Lecture:
    """A notebook, its cells, and its code cells in order."""

    def __init__(self, notebook: Any, name: str) -> None:
        self.notebook, self.name = notebook, name
        self.cells = notebook.cells
        self.code = [cell for cell in self.cells if cell.cell_type == "code"]
        self.markdown = [cell for cell in self.cells if cell.cell_type == "markdown"]

    @property
    def number(self) -> str:
        """ "03" of 03-one-minibatch-by-hand; "A" of an appendix."""
        return self.name.partition("-")[0]

    def headings(self) -> list[str]:
        return [heading for cell in self.markdown for heading in HEADING.findall(cell.source)]

    def run(
        self,
        upto: int | None = None,
        before: Callable[[int, dict[str, Any]], None] | None = None,
        said: io.StringIO | None = None,
    ) -> dict[str, Any]:
        """The names that the code cells 0, ..., upto leave behind; `before` is called before each of them, and what
        they print goes into `said`."""
        names: dict[str, Any] = {"__name__": "__main__", "_times": _times}
        with contextlib.redirect_stdout(io.StringIO() if said is None else said):
            for i, cell in enumerate(self.code[: None if upto is None else upto + 1]):
                if before:
                    before(i, names)
                exec(compile(cell.source, f"{self.name}/{cell.id}", "exec"), names)
        return names

    @cached_property
    def alone(self) -> Told:
        """What its cells tell where they run without a network; nothing is drawn."""

        def refuse(*_: Any) -> None:
            raise OSError("a lecture asked for the network")

        said = io.StringIO()
        with without_pictures():
            counted = MagicMock()
            nothing = {"connect": refuse, "connect_ex": refuse}
            with (
                patch.multiple(socket.socket, **nothing),
                patch.object(socket, "getaddrinfo", refuse),
                patch.object(plots, "digits_so_far", counted),
            ):
                self.run(said=said)
        return Told(said.getvalue(), [call.args for call in counted.call_args_list])

    def survivors(self) -> list[str]:
        """The changes that no verification notices. Each is tried in a fork of the lecture, run up to its cell."""
        survivors: list[str] = []

        def try_mutants(i: int, names: dict[str, Any]) -> None:
            for mutant in self.mutants(self.code[i]):
                end = _in_a_fork(mutant, names)
                if end == "unnoticed":
                    survivors.append(f"cell {mutant.cell}: {mutant.what}")
                assert end in ("unnoticed", "noticed"), f"{mutant.cell}: {mutant.what} ends in {end}"

        with without_pictures():
            self.run(before=try_mutants)
        return survivors

    def mutants(self, cell: Any) -> Iterator[Mutant]:
        """Each verified expression with another sign, another factor, and with each of its own signs and factors
        changed. A name stands for what is assigned to it in the same cell, a call for what the function returns."""
        tree = ast.parse(cell.source)
        for call in verifications(tree):
            for what, change in changes(tree, call):
                changed, node = _copy_with(tree, call)
                change(changed, node)
                yield Mutant(cell.id, what, ast.unparse(ast.fix_missing_locations(changed)))


def _in_a_fork(mutant: Mutant, names: dict[str, Any]) -> str:
    """How the changed cell ends: "noticed" by a verification, "unnoticed", or the error it ends in."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        end = "unnoticed"
        try:
            signal.alarm(60)
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(mutant.source, mutant.cell, "exec"), names)
        except VerificationFailed:
            end = "noticed"
        except BaseException as error:
            end = repr(error)
        os.write(writer, end.encode()[:4000])
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        end = pipe.read().decode(errors="replace")
    os.waitpid(child, 0)
    return end or "no end within 60 seconds"


def verifications(tree: ast.AST) -> list[ast.Call]:
    """The calls verify(...), verify.gradient(...), ... in order."""
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call) and verb(node)]


def verb(call: ast.Call) -> str | None:
    """ "gradient" of verify.gradient(...), "verify" of verify(...), None of any other call."""
    match call.func:
        case ast.Name(id="verify"):
            return "verify"
        case ast.Attribute(value=ast.Name(id="verify"), attr=name):
            return name
    return None


def changes(tree: ast.Module, call: ast.Call) -> Iterator[tuple[str, Any]]:
    """What can be changed about one verification: a description, and a function of a copy of tree and call."""
    name = verb(call)
    said = ast.unparse(call.args[0])
    if name == "fails":
        yield f"{said}: the source says what the machine says", _source_is_right
        return
    where = CLAIMED[name]
    if name == "shape":
        yield f"{said}: one axis more", lambda tree, call: _replace(call.args, where, _one_axis_more)
        return
    for k in (-1, 2):
        yield (
            f"{said}: times {k}",
            lambda tree, call, k=k: _replace(*_home(tree, call, where), lambda e: _scaled(e, k)),
        )
    holder, key = _home(tree, call, where)
    for step in range(len(list(_signs_and_factors(_get(holder, key))))):

        def change(tree, call, step=step):
            node = list(_signs_and_factors(_get(*_home(tree, call, where))))[step]
            _change_in_place(node)

        node = list(_signs_and_factors(_get(holder, key)))[step]
        yield f"{said}: another sign or factor in {ast.unparse(node)}", change


def _home(tree: ast.Module, call: ast.Call, where: int) -> tuple[Any, Any]:
    """Where the claimed expression is written: in the call, in an assignment before it, or in a function's return."""
    expression = call.args[where]
    before = [node for node in ast.walk(tree) if getattr(node, "lineno", call.lineno) < call.lineno]
    before.sort(key=lambda node: node.lineno)
    if isinstance(expression, ast.Name):
        for node in reversed(before):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                if node.targets[0].id == expression.id:
                    return node, "value"
            elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple):
                names = [getattr(target, "id", None) for target in getattr(node.targets[0], "elts", [])]
                if expression.id in names:
                    return node.value.elts, names.index(expression.id)
    if isinstance(expression, ast.Call) and isinstance(expression.func, ast.Name):
        for node in reversed(before):
            if isinstance(node, ast.FunctionDef) and node.name == expression.func.id:
                return node.body[-1], "value"
    return call.args, where


def _get(holder: Any, key: Any) -> ast.expr:
    return holder[key] if isinstance(holder, list) else getattr(holder, key)


def _replace(holder: Any, key: Any, change: Any) -> None:
    new = change(_get(holder, key))
    if isinstance(holder, list):
        holder[key] = new
    else:
        setattr(holder, key, new)


def _signs_and_factors(expression: ast.expr) -> Iterator[ast.BinOp]:
    """The sums, differences, and products with a number in it; not those inside an index or a range."""
    if isinstance(expression, ast.BinOp) and (type(expression.op) in SWAPPED or _factor(expression)):
        yield expression
    for field, value in ast.iter_fields(expression):
        if field == "slice" or (isinstance(expression, ast.comprehension) and field == "iter"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _signs_and_factors(child)


def _factor(node: ast.BinOp) -> ast.Constant | None:
    """The number 2 of 2 * x and of x / 2."""
    if isinstance(node.op, ast.Mult | ast.Div):
        for side in (node.left, node.right):
            if isinstance(side, ast.Constant) and isinstance(side.value, int | float):
                return side
    return None


def _change_in_place(node: ast.BinOp) -> None:
    if type(node.op) in SWAPPED:
        node.op = SWAPPED[type(node.op)]()
    elif factor := _factor(node):
        factor.value *= 3


def _source_is_right(tree: ast.Module, call: ast.Call) -> None:
    call.args[1] = copy.deepcopy(call.args[2])


def _scaled(expression: ast.expr, k: int) -> ast.expr:
    return ast.Call(ast.Name("_times", ast.Load()), [ast.Constant(k), expression], [])


def _one_axis_more(expression: ast.expr) -> ast.expr:
    return ast.List([expression], ast.Load())


def _times(k: int, value: Any) -> Any:
    """k·value, also for a list."""
    return k * np.array(value) if isinstance(value, list | tuple) else k * value


def _copy_with(tree: ast.Module, call: ast.Call) -> tuple[ast.Module, ast.Call]:
    """A copy of the tree, and the same call in it."""
    changed = copy.deepcopy(tree)
    return changed, verifications(changed)[verifications(tree).index(call)]


@contextlib.contextmanager
def without_pictures() -> Iterator[None]:
    """Drawing takes most of a lecture's time and proves no equation."""
    with contextlib.ExitStack() as stack:
        for name in plots.__all__:
            if inspect.isfunction(getattr(plots, name)):
                stack.enter_context(patch.object(plots, name, MagicMock()))
        for name in widgets.__all__:
            stack.enter_context(patch.object(getattr(widgets, name), "static", MagicMock()))
        yield


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "lecture" in metafunc.fixturenames:
        metafunc.parametrize("lecture", PATHS, ids=[path.stem for path in PATHS], indirect=True)


@pytest.fixture(scope="session")
def lecture(request: pytest.FixtureRequest) -> Lecture:
    """Each notebook of notebooks/ in turn."""
    return Lecture(nbformat.read(request.param, as_version=4), request.param.stem)


@pytest.fixture
def write_lecture() -> Any:
    """write_lecture("x = 1", ...) -> a lecture with these code cells."""

    def write(*sources: str) -> Lecture:
        cells = [
            nbformat.v4.new_code_cell(inspect.cleandoc(source), id=f"cell-{i}") for i, source in enumerate(sources)
        ]
        return Lecture(nbformat.v4.new_notebook(cells=cells), "written-for-a-test")

    return write
