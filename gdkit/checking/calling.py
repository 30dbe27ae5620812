"""One call of a student's function, and its outcome as plain data.

The same code calls in the student's notebook and in the grader's child process, so that a function cannot
behave in one way at home and in another when it is graded.
"""

from __future__ import annotations

import contextlib
import copy
import io
import linecache
import marshal
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .comparing import compare
from .encoding import MAX_BYTES, FunctionInput, GeneratorInput, NotPlainData, decode, encode

NAMES = ("changed", "aliased", "nudged")  # the fields of an outcome that name arguments
AFTERWARDS = ("overwritten", "unsteady")  # those that are known when all calls were made
ROUNDED = 1e-12
CALLED_AGAIN, SHORT = 3, 0.1  # how many calls, if each took less than these seconds
STEADY = 1e-6  # relative: of two calls with the same inputs
MAX_LINE = 160  # characters of a line that is quoted


@dataclass(frozen=True)
class Outcome:
    """What one call did.

    value    what it returned, as plain data (None when it raised)
    error    name of the exception's type and its message, or None
    line     where it was raised: number and text of the last line of the caller's own code (of `call_all`), or None
    changed  names of the arguments that the call changed
    aliased  names of the array arguments whose memory the result shares
    died     how the process ended during the call: "timeout", "memory", "crashed", "exited"; else None
    overwritten  whether a later call changed what an earlier one had returned (told with the last of several calls)
    unsteady     whether a call with the inputs of an earlier one gave something else (told with the last, too)
    nudged   those of `changed` that differ by rounding alone: moved, and moved back
    """

    value: Any = None
    error: tuple[str, str] | None = None
    line: tuple[int, str] | None = None
    changed: tuple[str, ...] = ()
    aliased: tuple[str, ...] = ()
    died: str | None = None
    overwritten: bool = False
    unsteady: bool = False
    nudged: tuple[str, ...] = ()

    def to_tree(self) -> dict[str, Any]:
        """The outcome for JSON; empty fields are left out."""
        tree: dict[str, Any] = {"value": encode(self.value)} if self.error is None else {"error": list(self.error)}
        for field in NAMES:
            if getattr(self, field):
                tree[field] = list(getattr(self, field))
        if self.line is not None:
            tree["line"] = list(self.line)
        return tree | {field: True for field in AFTERWARDS if getattr(self, field)}

    @classmethod
    def from_tree(cls, tree: Any) -> Outcome:
        """Read an outcome back. Raises NotPlainData when the tree is none."""
        if not isinstance(tree, dict):
            raise NotPlainData("damaged data (outcome)")
        error = tree.get("error")
        if error is not None:
            if not isinstance(error, list) or len(error) != 2 or not _are_texts(error):
                raise NotPlainData("damaged data (error)")
            error = (error[0][:100], error[1][:500])
        fields: dict[str, Any] = {}
        for field in NAMES:
            listed = tree.get(field, [])
            if not isinstance(listed, list) or len(listed) > 50 or not _are_texts(listed):
                raise NotPlainData("damaged data (names)")
            fields[field] = tuple(name[:50] for name in listed)
        fields |= {field: tree.get(field) is True for field in AFTERWARDS}
        made = cls(decode(tree.get("value")), error, _line_from_tree(tree.get("line")))
        return replace(made, **fields)


def _line_from_tree(tree: Any) -> tuple[int, str] | None:
    if tree is None:
        return None
    if not isinstance(tree, list) or [type(item) for item in tree] != [int, str] or not 0 < tree[0] < 10**6:
        raise NotPlainData("damaged data (line)")
    return tree[0], tree[1][:MAX_LINE]


def _are_texts(items: list[Any]) -> bool:
    return all(type(item) is str for item in items)


class _Nowhere(io.TextIOBase):
    """Takes what the function prints: a call repeats many times, and its prints may carry hidden inputs."""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        return len(text)


@contextlib.contextmanager
def as_in_a_fresh_session() -> Iterator[None]:
    """Neither warnings turned into errors nor NumPy's error settings of the notebook reach the call."""
    nowhere = _Nowhere()
    with (
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
        warnings.catch_warnings(),
        np.errstate(divide="warn", over="warn", under="ignore", invalid="warn"),
    ):
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def in_a_thread() -> Iterator[None]:
    """For a trusted function beside others in one process: neither sys.stdout nor the filters of warnings, which all
    threads share, are touched."""
    with np.errstate(all="ignore"):
        yield


def call(
    function: Callable[..., Any],
    inputs: Mapping[str, Any],
    *,
    caught: type[BaseException] | tuple[type[BaseException], ...] = (Exception, SystemExit),
    session: Callable[[], contextlib.AbstractContextManager[None]] = as_in_a_fresh_session,
) -> Outcome:
    """Call `function` with copies of the inputs, by position, and return the outcome.

    `caught` are the exceptions that count as the function's own; a KeyboardInterrupt of the person at the
    keyboard is not one of them. `session` is what the call happens in; `in_a_thread` where several calls are made
    at once.
    """
    return replace(_called(function, inputs, caught, session)[0], line=None)


def call_all(
    function: Callable[..., Any],
    cases: Sequence[Mapping[str, Any]],
    *,
    caught: type[BaseException] | tuple[type[BaseException], ...] = (Exception, SystemExit),
) -> Iterator[Outcome]:
    """As `call`, once for each set of inputs; with the last of them, the first ones are called again, the last first,
    and then what was returned is read again.

    A function that hands out its one buffer each time, or remembers what it was given, is right in every single call,
    and wrong for whoever calls it twice. What takes long is not called again.
    """
    kept: list[tuple[Any, bytes | None]] = []
    again: list[tuple[Mapping[str, Any], Outcome]] = []
    for number, inputs in enumerate(cases, 1):
        start = time.perf_counter()
        outcome, result = _called(function, inputs, caught, as_in_a_fresh_session)
        if outcome.error is None:
            kept.append((result, _fingerprint(outcome.value)))
        if number <= CALLED_AGAIN and time.perf_counter() - start < SHORT:
            again.append((inputs, outcome))
        if number == len(cases):
            unsteady = not all(_same(call(function, i, caught=caught), first) for i, first in reversed(again))
            overwritten = any(_fingerprint(result) != before for result, before in kept)
            outcome = replace(outcome, overwritten=overwritten, unsteady=unsteady)
        yield outcome


def _same(one: Outcome, other: Outcome) -> bool:
    """Whether a function did the same twice, but for rounding, which may be another where an array lies elsewhere."""
    if one.error or other.error:
        return one.error is not None and other.error is not None and one.error[0] == other.error[0]
    return compare(one.value, other.value, STEADY) is None or _fingerprint(one.value) == _fingerprint(other.value)


def _called(
    function: Callable[..., Any],
    inputs: Mapping[str, Any],
    caught: type[BaseException] | tuple[type[BaseException], ...],
    session: Callable[[], contextlib.AbstractContextManager[None]],
) -> tuple[Outcome, Any]:
    """The outcome, and the very object that was returned."""
    copies = {name: argument(value) for name, value in inputs.items()}
    watched = [name for name, value in inputs.items() if not isinstance(value, FunctionInput | GeneratorInput)]
    before = {name: _fingerprint(copies[name]) for name in watched}
    try:
        with session():
            result = students_own(function, *copies.values())
        aliased = tuple(name for name, argument in copies.items() if _shares_memory(result, argument))
        value = decode(encode(result))
        changed = tuple(name for name, old in before.items() if _fingerprint(copies[name]) != old)
    except caught as error:
        changed = tuple(name for name, old in before.items() if _fingerprint(copies[name]) != old)
        said = (type(error).__name__[:100], _message_of(error))
        return Outcome(error=said, line=_own_line(function, error), changed=changed), None
    nudged = tuple(name for name in changed if _differ_by_rounding(copies[name], inputs[name]))
    return Outcome(value=value, changed=changed, aliased=aliased, nudged=nudged), result


def _differ_by_rounding(one: object, other: object) -> bool:
    """Whether an array holds the same numbers as another to twelve digits."""
    if (
        type(one) is not np.ndarray
        or type(other) is not np.ndarray
        or one.dtype.kind != "f"
        or one.shape != other.shape
    ):
        return False
    return bool((np.abs(one - other) <= ROUNDED * np.abs(other).max(initial=0.0)).all())


def students_own(function: Callable[..., Any], *arguments: Any) -> Any:
    """The call itself: what runs below this frame is the student's, and may be stopped (see `time_limit`)."""
    return function(*arguments)


def argument(value: object) -> Any:
    """What the function gets: a copy of the value, or the function or generator that it stands for."""
    return value.make() if isinstance(value, FunctionInput | GeneratorInput) else copy.deepcopy(value)


def _fingerprint(value: object) -> bytes | None:
    """Differs when anything in the value does: 1, 1.0 and True are three things. Version 2 of marshal has no
    references, so that equal values have equal bytes. An array of numbers is told from its bytes, not by way of text:
    of ten fingerprints nine are of one."""
    if type(value) is np.ndarray and value.dtype.kind in "biufc" and value.nbytes <= MAX_BYTES:
        return f"{value.dtype.str}{value.shape}".encode() + value.tobytes()
    try:
        return marshal.dumps(encode(value), 2)
    except NotPlainData:
        return None


def _shares_memory(result: object, argument: object) -> bool:
    if type(argument) is not np.ndarray:
        return False
    parts = result if type(result) in (tuple, list) else (result,)
    assert isinstance(parts, tuple | list)
    return any(type(part) is np.ndarray and np.may_share_memory(part, argument) for part in parts[:100])


def _own_line(function: Callable[..., Any], error: BaseException) -> tuple[int, str] | None:
    """Number and text of the last line of the function's own code that the error went through, in its cell or file.

    A notebook's cells share their global names, and no library's code has these. None where the call itself failed,
    or where the text is not known.
    """
    try:
        own = getattr(function, "__globals__", vars(sys.modules["__main__"]))
        frames = [
            (frame.f_code.co_filename, line)
            for frame, line in traceback.walk_tb(error.__traceback__)
            if frame.f_globals is own
        ]
        if not frames:
            return None
        file, number = frames[-1]
        text = linecache.getline(file, number).strip()[:MAX_LINE]
        return (number, text) if text else None
    except Exception:  # what stands in the way is the student's own, and the error is told without its line
        return None


def _message_of(error: BaseException) -> str:
    try:
        return str(students_own(str, error))[:500]
    except Exception:  # an exception class of the student's may break here too
        return ""
