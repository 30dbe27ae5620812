"""Submissions for the tests of similar work: independent right answers, programs written by chance, and copies."""

from __future__ import annotations

import ast
import builtins
import importlib
import inspect
import random
from functools import cache

from autograder.classes.similar import Cell, Work, cell_of
from autograder.declaring import Exercise
from autograder.demo.classroom import student_source
from autograder.text import safe

from ..blind import register
from ..this_course import BOOK

OPERATORS, CALLS = "+-*/@", ["sum", "mean", "exp", "abs", "dot", "sqrt", "maximum", "outer", "where", "clip"]


@cache
def right_answers() -> dict[str, tuple[str, list[str]]]:
    """By exercise: the reference, and other right answers that know nothing of one another."""
    for lesson in range(14):  # each registers its functions
        importlib.import_module(f"{register.__package__}.lesson{lesson:02d}")
    found = {}
    for id in BOOK:
        exercise = BOOK[id]
        if isinstance(exercise, Exercise):
            others = [student_source(exercise, variant) for variant in exercise.variants]
            others += [_body(function) for name, _, _, function in register.RIGHT if name == id]
            found[id] = (student_source(exercise, exercise.solution), others)
    return found


def _body(function: object) -> str:
    lines = inspect.getsource(function).splitlines()  # type: ignore[arg-type]
    return "\n".join(lines[next(k for k, line in enumerate(lines) if line.startswith("def ")) :])


def cell(source: str) -> Cell:
    return cell_of("homework", True, safe(source))


def work(student: str, *sources: str) -> Work:
    """What a student wrote: a cell for each source."""
    return Work(student, [cell(source) for source in sources])


def prints(*sources: str) -> set[int]:
    """Fingerprints of code that is to be left out."""
    return {mark for source in sources for mark in cell(source).prints.values()}


def copied(source: str, rng: random.Random) -> str:
    """A copy that is meant to look like other work: other names, other order of functions, laid out anew, comments."""
    tree = ast.parse(source)
    nodes = list(ast.walk(tree))
    mine = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    mine |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    mine |= {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    names = {name: f"renamed_{k}" for k, name in enumerate(sorted(mine - set(dir(builtins))))}
    for node in nodes:
        if isinstance(node, ast.Name):
            node.id = names.get(node.id, node.id)
        elif isinstance(node, ast.arg):
            node.arg = names.get(node.arg, node.arg)
        elif isinstance(node, ast.FunctionDef):
            node.name = names.get(node.name, node.name)
            node.body.insert(0, ast.Expr(ast.Constant("What this does,\nin my own words.")))
    rng.shuffle(tree.body)
    lines = ast.unparse(tree).splitlines()
    return "\n".join(f"{line}  # {rng.randrange(99)}\n\n" if rng.random() < 0.5 else line for line in lines)


def by_chance(rng: random.Random, functions: int = 6) -> list[str]:
    """Functions that nobody else has written: their steps are drawn."""
    return [_function(rng, f"f{k}") for k in range(functions)]


def _function(rng: random.Random, name: str) -> str:
    names, lines = ["X", "y", "w", "b"], [f"def {name}(X, y, w, b):"]
    for _ in range(8):
        step = f"{rng.choice('acdefgh')}{rng.randrange(9)}"
        lines.append(f"    {step} = {_expression(rng, names, 3)}")
        names.append(step)
    return "\n".join([*lines, f"    return {names[-1]}"])


def _expression(rng: random.Random, names: list[str], depth: int) -> str:
    if depth == 0 or rng.random() < 0.25:
        return rng.choice(names) if rng.random() < 0.7 else str(rng.randint(1, 9))
    left, right = (_expression(rng, names, depth - 1) for _ in range(2))
    return rng.choice(
        [f"{left} {rng.choice(OPERATORS)} {right}", f"np.{rng.choice(CALLS)}({left}, {right})", f"({left})[{right}]"]
    )
