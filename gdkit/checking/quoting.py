"""A case as lines of Python to paste into a notebook: its inputs, the call, what was expected and what came out.

Every line is true code or a comment. An input that is too long to be read, or that is a function, is fetched:
`X = check.inputs("02.mse", 3)["X"]`. Only cases that students see are quoted.
"""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Iterator
from typing import Any

import numpy as np

from .calling import Outcome
from .comparing import Difference, compare, describe
from .encoding import FunctionInput, GeneratorInput
from .exercise import Case, ExerciseData
from .recognising import as_values

WIDTH = 76  # characters of a line
MAX_LINES = 6  # of one input, and of one value that is shown
MAX_CODE = 400  # characters of one input
_IN_A_ROW = re.compile(r"(?<!\]), ")
MAX_VALUES = 3  # of a result that are shown


def quote(data: ExerciseData, number: int, outcome: Outcome) -> str:
    """The lines for case `number` of the exercise, counted from 1."""
    case = data.cases[number - 1]
    lines = textwrap.wrap(f"case {number}: {case.title}", WIDTH - 2)
    quoted = [f"# {line}" for line in lines]
    for name, value in case.inputs.items():
        quoted += _assignment(name, value, f'check.inputs("{data.id}", {number})["{name}"]')
    quoted.append(f"{data.function}({', '.join(case.inputs)})")
    if outcome.line is not None:
        line = f"# stops in line {outcome.line[0]}: {' '.join(outcome.line[1].split())}"
        quoted.append(line if len(line) <= WIDTH else f"{line[: WIDTH - 4]} ...")
    if outcome.error is None and outcome.died is None:
        quoted += [f"# {line}" for line in _values(data, case, outcome)]
    return "\n".join(quoted)


def _assignment(name: str, value: Any, fetched: str) -> list[str]:
    """`name = value` as it can be read, else as it can be fetched."""
    code = as_code(value)
    if code is None or len(code) > MAX_CODE:
        kind = "a function" if isinstance(value, FunctionInput) else describe(value)
        return [f"{name} = {fetched}  # {kind}"]
    line = f"{name} = {code}"
    if len(line) <= WIDTH:
        return [line]
    lines = _wrapped(_IN_A_ROW.sub(",\0", line))  # rows stay whole where they fit
    if max(map(len, lines)) > WIDTH:
        lines = _wrapped(line)
    if "'" in code or '"' in code or len(lines) > MAX_LINES:  # a text must not be broken
        return [f"{name} = {fetched}  # {describe(value)}"]
    return lines


def _wrapped(line: str) -> list[str]:
    lines = textwrap.wrap(line, WIDTH, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)
    return [each.replace("\0", " ") for each in lines]


def as_code(value: Any) -> str | None:
    """An expression that gives the value to the last bit, None where there is none. `np` is NumPy.

    >>> as_code([np.array([[1.0, 0.1]]), 3, None, (1,)])
    '[np.array([[1.0, 0.1]]), 3, None, (1,)]'
    >>> as_code(np.zeros((0, 2)))
    'np.zeros((0, 2))'
    """
    if isinstance(value, GeneratorInput):
        return f"np.random.default_rng({value.seed})"
    if value is None or (isinstance(value, bool | int | str) and type(value) in (bool, int, str)):
        return repr(value)
    if type(value) is float:
        return repr(value) if math.isfinite(value) else f"float({str(value)!r})"
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        return _array(value)
    if isinstance(value, np.generic) and value.dtype.kind in "biuf":
        return f"np.{value.dtype.name}({as_code(value.item())})"
    if type(value) is dict:
        pairs = [(as_code(key), as_code(entry)) for key, entry in value.items()]
        return None if any(None in pair for pair in pairs) else "{" + ", ".join(f"{k}: {v}" for k, v in pairs) + "}"
    if type(value) in (list, tuple):
        entries = [as_code(entry) for entry in value]
        if None in entries:
            return None
        inner = ", ".join(map(str, entries))
        return f"[{inner}]" if type(value) is list else f"({inner}{',' if len(entries) == 1 else ''})"
    return None


def _array(value: np.ndarray) -> str | None:
    dtype = "" if value.dtype in (np.float64, np.int64) else f"dtype=np.{value.dtype.name}"
    if value.dtype.byteorder == ">" or value.size > MAX_CODE:
        return None
    if not value.size:
        return f"np.zeros({', '.join(filter(None, [str(value.shape), dtype or _int(value)]))})"
    entries = as_code(value.tolist())
    return entries and f"np.array({', '.join(filter(None, [entries, dtype]))})"


def _int(value: np.ndarray) -> str:
    return "dtype=int" if value.dtype.kind == "i" else ""


def _values(data: ExerciseData, case: Case, outcome: Outcome) -> Iterator[str]:
    """Lines on what was expected and what came out, of the values that differ."""
    mine, right = as_values(data, outcome.value), as_values(data, case.expected[0].value)
    if isinstance(mine, Difference) or isinstance(right, Difference):
        yield from _labelled("expected:", case.expected[0].value)
        yield from _labelled("got:", outcome.value)
        return
    off = [name for name in right if compare(mine[name], right[name], data.tolerance, name) is not None]
    for name in off[:MAX_VALUES]:
        which = f" {name}" if len(right) > 1 else ""
        yield from _labelled(f"expected{which}:", right[name])
        yield from _labelled(f"got{which}:".ljust(len(f"expected{which}:")), mine[name])


def _labelled(label: str, value: Any) -> Iterator[str]:
    lines = shown(value).splitlines() or [""]
    yield f"{label} {lines[0]}"
    for line in lines[1:]:
        yield f"{' ' * len(label)} {line}"


def shown(value: Any) -> str:
    """A value as it is read: numbers to 10 digits, of long arrays the first and the last entries."""
    if isinstance(value, np.ndarray) and value.ndim and value.ndim <= 2 and value.dtype.kind in "biufc":
        lines = np.array2string(value, WIDTH - 16, precision=10, threshold=30, edgeitems=3).splitlines()
        more = [f"... {describe(value)}"] if len(lines) > MAX_LINES else []
        return "\n".join(lines[: MAX_LINES - len(more)] + more)
    if isinstance(value, bool | np.bool_ | None):
        return str(value)
    if isinstance(value, np.generic) and value.dtype.kind in "iuf":
        value = value.item()
    if type(value) is float:
        return f"{value:.10g}"
    if type(value) is int and abs(value) < 10**20:
        return str(value)
    if isinstance(value, str):
        return repr(str(value[:60]))
    if type(value) in (tuple, list) and len(value) <= 6:
        opening, closing = "()" if type(value) is tuple else "[]"
        inner = ", ".join(" ".join(shown(entry).split()) for entry in value)
        if len(inner) <= 2 * WIDTH:
            return "\n".join(textwrap.wrap(f"{opening}{inner}{closing}", WIDTH - 16))
    return describe(value)
