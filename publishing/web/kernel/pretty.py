"""A value as text, as IPython writes it: what is too long for a line has a line for each entry."""

from __future__ import annotations

import types
from typing import Any

WIDTH = 79
ENTRIES = 1000  # of a container that are written
DEPTH = 50
BRACKETS: dict[type, tuple[str, str]] = {
    list: ("[", "]"),
    tuple: ("(", ")"),
    set: ("{", "}"),
    frozenset: ("frozenset({", "})"),
    dict: ("{", "}"),
}


def pretty(value: Any, indent: int = 0, column: int = 0, within: tuple[int, ...] = (), after: int = 0) -> str:
    """The text of a value that begins in this column, with `after` more characters behind it in its last line.

    New lines begin in column `indent`; `within` are the containers around it.

    >>> pretty({"a": [1.0, None]})
    "{'a': [1.0, None]}"
    """
    kind = type(value)
    if kind not in BRACKETS or len(within) > DEPTH or not value:
        return _plain(value, indent)
    left, right = BRACKETS[kind]
    if id(value) in within:
        return f"{left}...{right}"
    within = (*within, id(value))
    inside = indent + len(left)
    entries: list[str] = []
    for entry in _in_order(value):
        if len(entries) == ENTRIES:
            entries.append("...")
            break
        entries.append(_entry(value, entry, inside, within))
    if kind is tuple and len(entries) == 1:
        right = ",)"
    line = left + ", ".join(entries) + right
    if "\n" not in line and column + len(line) + after <= WIDTH:
        return line
    return left + (",\n" + " " * inside).join(entries) + right


def _entry(value: Any, entry: Any, inside: int, within: tuple[int, ...]) -> str:
    if not isinstance(value, dict):
        return pretty(entry, inside, inside, within, 1)
    key = pretty(entry, inside, inside, within, 2)
    return f"{key}: {pretty(value[entry], inside, inside + len(key) + 2, within, 1)}"


def _in_order(value: Any) -> Any:
    if not isinstance(value, set | frozenset):
        return value
    try:
        return sorted(value)
    except Exception:  # things that have no order
        return value


def _plain(value: Any, indent: int) -> str:
    if isinstance(value, type) and type(value).__repr__ is type.__repr__:
        return value.__qualname__ if value.__module__ == "builtins" else f"{value.__module__}.{value.__qualname__}"
    if isinstance(value, types.FunctionType):
        return f"<function {value.__module__}.{value.__qualname__}{_signature(value)}>"
    return ("\n" + " " * indent).join(repr(value).splitlines())


def _signature(function: types.FunctionType) -> str:
    import inspect

    try:
        return str(inspect.signature(function))
    except (TypeError, ValueError):
        return ""
