"""Does the student's function do what a known mistake does? And the values of a result by their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .calling import Outcome
from .comparing import Difference, compare, describe, unknown
from .encoding import Opaque
from .exercise import Case, ExerciseData


def recognise(data: ExerciseData, outcomes: Sequence[Outcome]) -> str | None:
    """Slug of the mistake whose function does in every case what the student's did.

    None where none does, and where several do of which different things are said: no case tells which one it is.
    Whole numbers are a mistake's decimal ones only where no other mistake gives whole ones.
    """
    pairs = list(zip(outcomes, data.cases, strict=True))
    fitting = [s for s in data.mistakes if all(same_outcome(data, o, c.mistakes[s], c.single) for o, c in pairs)]
    if len(fitting) > 1:
        fitting = [s for s in fitting if all(_kind(o.value) == _kind(c.mistakes[s].value) for o, c in pairs)]
    said = {data.mistakes[slug].explanation for slug in fitting}
    return fitting[0] if len(said) == 1 else None


def _kind(value: Any) -> str:
    """Whole or decimal, for an array or a number; of anything else the type."""
    return value.dtype.kind if isinstance(value, np.generic | np.ndarray) else type(value).__name__[:1]


def same_outcome(data: ExerciseData, mine: Outcome, other: Outcome, single: Callable[[], float] = unknown) -> bool:
    """Whether two calls did the same, to the exercise's tolerance: errors of one type that say the same.

    An error without a text (one of a drawn case, which is taken out) is compared by its type.
    """
    if mine.died or bool(mine.error) != bool(other.error) or mine.changed != other.changed:
        return False
    if mine.error and other.error:
        (type_of_mine, mine_says), (type_of_other, other_says) = mine.error, other.error
        return type_of_mine == type_of_other and (not mine_says or _gist(mine_says) == _gist(other_says))
    if isinstance(other.value, Opaque):
        return isinstance(mine.value, Opaque) and mine.value == other.value
    if isinstance(other.value, float) and _is_whole(mine.value):  # a mistake's float is no name for a whole number
        return bool(mine.value == other.value)
    return compare(mine.value, other.value, data.tolerance, single=single) is None


# What is quoted is a name of one's own, or a type: that the int object or the str object is called are two causes.
_TYPES = "|".join(
    re.escape(name)
    for name in (
        *(
            "int",
            "float",
            "complex",
            "bool",
            "str",
            "bytes",
            "list",
            "tuple",
            "dict",
            "set",
            "range",
            "slice",
            "NoneType",
        ),
        *("function", "method", "builtin_function_or_method", "type", "module", "generator", "map", "zip", "ellipsis"),
        *("numpy.ndarray", "numpy.float64", "numpy.float32", "numpy.int64", "numpy.bool", "numpy.bool_", "same_kind"),
        *("numpy._ArrayFunctionDispatcher", "numpy.ufunc", "numpy.random._generator.Generator"),
    )
)
_OWN_WORDS = re.compile(rf"'(?!(?:{_TYPES})')[^']*'|[\w.<>]+\(\)|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")


def _gist(text: str) -> str:
    """What an error says, without the names and numbers of one's own code.

    >>> _gist("mse() missing 1 required positional argument: 'y'")
    '… missing … required positional argument: …'
    """
    return _OWN_WORDS.sub("…", text)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def as_values(data: ExerciseData, value: Any) -> dict[str, Any] | Difference:
    """The returned value by the names of the signature, or why it cannot be taken apart."""
    if len(data.returns) == 1:
        return {data.returns[0]: value}
    wanted = f"expected the tuple ({', '.join(data.returns)})"
    if type(value) not in (tuple, list):  # of a list, too, it is clear which value is which
        return Difference("type", f"{data.function} returns {describe(value)}; {wanted}.")
    if len(value) != len(data.returns):
        return Difference("type", f"{data.function} returns {len(value)} values; {wanted}.")
    return dict(zip(data.returns, value, strict=True))


def values_that_hold(data: ExerciseData, case: Case, outcome: Outcome) -> set[str]:
    """Names of the returned values that equal those of one of the expected outcomes (the best one)."""
    if outcome.error or outcome.died or outcome.changed or outcome.overwritten or outcome.unsteady:
        return set()
    mine = as_values(data, outcome.value)
    if isinstance(mine, Difference):
        return set()
    best: set[str] = set()
    for expected in case.expected:
        right = as_values(data, expected.value)
        assert isinstance(right, dict)
        held = {name for name in right if compare(mine[name], right[name], data.tolerance, name, case.single) is None}
        best = max(best, held, key=len)
        if len(best) == len(right):
            break
    return best
