"""One hostile or unlucky submission, and what must become of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

TREE = dict[str, Any]
WRONG_STEP = """
def minibatch_step(X, y, w, b, eta):
    residual = X @ w + b - y
    dw, db = 1 / len(y) * X.T @ residual, 1 / len(y) * residual.sum()
    return w - eta * dw, b - eta * db, dw, db
"""
RIGHT_STEP = WRONG_STEP.replace("1 / len(y)", "2 / len(y)")
TRY = """
import os, sys, ctypes, time
def attempt(what, act):
    try:
        print("PWNED", what, repr(act())[:80])
    except BaseException as error:
        print("stopped", what, type(error).__name__, str(error)[:60])
"""


@dataclass(frozen=True)
class Attack:
    """A submission of lesson 03.

    row       number in the list of what hostile submissions do; 0 for those that the list does not have
    cell      code that runs before the student's function is defined
    step      the student's function; by default a wrong one that earns nothing
    right     all exercises are answered right: the submission is unlucky, not false, and earns all that it can
    change    a change of the notebook's tree (cells, metadata)
    content   the file's bytes in place of a notebook
    beside    what lies beside the notebook: name -> content, ("link", target), ("pipe", "") or ("sparse", bytes)
    points    what the code earns
    status    of the first check, when it matters which
    """

    row: int
    what: str
    cell: str = ""
    step: str = WRONG_STEP
    right: bool = False
    change: Callable[[TREE], None] | None = None
    content: Callable[[bytes], bytes] | None = None
    beside: dict[str, Any] = field(default_factory=dict)
    points: float = 0.0
    status: str | None = None
    nbgrader: str = "·"


def named(grade_id: str, tree: TREE) -> TREE:
    """The cell with this id."""
    cell: TREE = next(c for c in tree["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)
    return cell
