"""What modules declare, remembered as they are loaded: exercises, quizzes and probes, by the module."""

from __future__ import annotations

import re
import sys
from types import FrameType
from typing import Any

from ..errors import WrongUse

ID = re.compile(r"[\w.\-/ ]+")

_declared: dict[str, list[Any]] = {}


class DeclarationError(WrongUse, ValueError):
    """A declaration is not complete or contradicts itself. where: file and line, where they are known."""

    where: tuple[str, int] | None = None


def declare(declared: Any) -> None:
    """Remember what a module declares, and where; a function that makes exercises does so for the module that calls.

    To be called by the `__post_init__` of what is declared, which has an id, a module and a where.
    Raises DeclarationError when the id is none.
    """
    if not isinstance(declared.id, str) or not ID.fullmatch(declared.id):
        raise DeclarationError(f"the id is {declared.id!r}; expected letters, digits, spaces and any of . _ - /")
    frame = sys._getframe(3)  # above are __post_init__ and __init__
    caller: FrameType | None = frame
    while caller is not None and caller.f_code.co_name != "<module>":
        caller = caller.f_back
    frame = caller or frame
    declared.module = str(frame.f_globals.get("__name__", ""))
    declared.where = frame.f_code.co_filename, frame.f_lineno
    _declared.setdefault(declared.module, []).append(declared)


def declared_in(module: str) -> list[Any]:
    """What the module of this name has declared, in its order."""
    return list(_declared.get(module, ()))


def forget_declared_below(package: str) -> None:
    """The modules of a package, or this module, are to be loaded anew."""
    for module in [each for each in _declared if each == package or each.startswith(f"{package}.")]:
        del _declared[module]
