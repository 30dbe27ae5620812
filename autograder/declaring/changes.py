"""What students change in the arguments of a function without meaning to, in words made of its signature.

An argument left out, exchanged with another, one off, of the other sign, transposed, in another order, already updated;
rows left out; a rate multiplied by how many rows there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from gdkit.checking import call
from gdkit.checking.calling import in_a_thread
from gdkit.checking.encoding import GeneratorInput
from gdkit.checking.exercise import parse_signature

Inputs = Mapping[str, Any]
Change = Callable[[Inputs], dict[str, Any]]

FLOATS = (0.0, 1.0, 0.1, 1e-8)  # what people write where an argument belongs


def changes(shown: Sequence[Inputs], signature: str, reference: Callable[..., Any]) -> dict[str, Change]:
    """What may be changed in the arguments of an exercise, by the words for it; `shown` are the inputs students see."""
    if not shown:
        return {}
    names, returns = list(shown[0]), parse_signature(signature)[2]
    given = {name: [inputs[name] for inputs in shown] for name in names}
    found: dict[str, Change] = {}
    for name in names:
        for words, change in _of_one(name, given[name]):
            found[words] = _changing(name, change)
    for one, other in combinations(names, 2):
        if all(_are_alike(mine, its) for mine, its in zip(given[one], given[other], strict=True)):
            found[f"with {one} and {other} exchanged"] = _exchanging(one, other)
    found |= _of_the_rows(given)
    state = [name for name in returns if name in names]
    for name in state:
        found[f"with the new {name} in place of the one that was given"] = _updating(reference, returns, [name])
    if len(state) > 1:
        listed = f"{', '.join(state[:-1])} and {state[-1]}"
        found[f"with the new {listed} in place of those that were given"] = _updating(reference, returns, state)
    return found


def _of_the_rows(given: Mapping[str, Sequence[Any]]) -> dict[str, Change]:
    """Rows left out, and numbers that are multiplied or divided by how many rows there are."""
    matrix = next((name for name, values in given.items() if all(_axes(value) == 2 for value in values)), None)
    if matrix is None:
        return {}
    rows = [len(value) for value in given[matrix]]
    along = [name for name, values in given.items() if [len(v) if _axes(v) else 0 for v in values] == rows]
    listed = " and ".join([", ".join(along[:-1]), along[-1]] if len(along) > 1 else along)
    found: dict[str, Change] = {
        f"with the first row of {listed} alone": _taking(along, slice(0, 1)),
        f"with the last row of {listed} left out": _taking(along, slice(0, -1)),
        f"with the first row of {listed} left out": _taking(along, slice(1, None)),
    }
    for name, values in given.items():
        if all(_is_whole(value) for value in values):
            found[f"with the number of rows of {matrix} in place of {name}"] = _scaling(name, matrix, 0, 0, 1)
        elif all(_is_number(value) for value in values):
            found[f"with 2 {name} in place of {name}"] = _scaling(name, matrix, 0, 1, 0, 2)
            found[f"with {name} / 2 in place of {name}"] = _scaling(name, matrix, 0, 1, 0, 0.5)
            found[f"with {name} times the number of rows of {matrix}"] = _scaling(name, matrix, 0, 1, 1)
            found[f"with {name} divided by the number of rows of {matrix}"] = _scaling(name, matrix, 0, 1, -1)
            found[f"with {name} divided by the number of columns of {matrix}"] = _scaling(name, matrix, 1, 1, -1)
    return found


def _axes(value: Any) -> int:
    return value.ndim if isinstance(value, np.ndarray) else 0


def _taking(names: Sequence[str], rows: slice) -> Change:
    return lambda inputs: {**inputs, **{name: inputs[name][rows] for name in names}}


def _scaling(name: str, matrix: str, axis: int, own: int, power: int, factor: float = 1) -> Change:
    """The number to the power `own` (0: not at all), times the size of an axis to a power."""

    def change(inputs: Inputs) -> dict[str, Any]:
        number = inputs[name] if own else 1
        return {**inputs, name: number * (inputs[matrix].shape[axis] ** power if power else 1) * factor}

    return change


def _changing(name: str, change: Callable[[Any], Any]) -> Change:
    return lambda inputs: {**inputs, name: change(inputs[name])}


def _exchanging(one: str, other: str) -> Change:
    return lambda inputs: {**inputs, one: inputs[other], other: inputs[one]}


def _updating(reference: Callable[..., Any], returns: Sequence[str], state: Sequence[str]) -> Change:
    def change(inputs: Inputs) -> dict[str, Any]:
        result = call(reference, inputs, session=in_a_thread).value
        new = dict(zip(returns, result if len(returns) > 1 else (result,), strict=True))
        return {**inputs, **{name: new[name] for name in state}}

    return change


def _of_one(name: str, values: Sequence[Any]) -> Iterator[tuple[str, Callable[[Any], Any]]]:
    """The changes of one argument in words, by the kind that it has in every case."""
    if all(isinstance(value, bool) for value in values):
        yield f"with {name} the other way round", lambda value: not value
        for truth in (True, False):
            yield f"as if {name} were always {truth}", _always(truth)
    elif all(_is_whole(value) for value in values):
        yield from _of_a_count(name, values)
    elif all(_is_number(value) for value in values):
        yield from _of_a_number(name)
    elif all(isinstance(value, str) for value in values):
        words = sorted(set(values))
        if len(words) == 2:
            yield f"as if {name} were always the other one", lambda value: words[value == words[0]]
        for word in words:
            yield f'as if {name} were always "{word}"', _always(word)
    else:
        yield from _of_several_numbers(name, values)


def _of_several_numbers(name: str, values: Sequence[Any]) -> Iterator[tuple[str, Callable[[Any], Any]]]:
    if all(isinstance(value, np.ndarray) for value in values):
        yield from _of_an_array(name, values)
    elif all(isinstance(value, list) for value in values):
        yield from _of_a_list(name, values)
    elif all(isinstance(value, GeneratorInput) for value in values):
        for seed in (0, 1, 42):
            yield f"with np.random.default_rng({seed}) in place of {name}", _always(GeneratorInput(seed))


def _always(other: Any) -> Callable[[Any], Any]:
    return lambda value: other


def _is_whole(value: Any) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)


def _of_a_count(name: str, values: Sequence[Any]) -> Iterator[tuple[str, Callable[[Any], Any]]]:
    yield f"with {name} + 1 in place of {name}", lambda value: value + 1
    yield f"with {name} − 1 in place of {name}", lambda value: value - 1
    for number in (0, 1):
        yield f"with {number} in place of {name}", _always(number)


def _of_a_number(name: str) -> Iterator[tuple[str, Callable[[Any], Any]]]:
    yield f"with −{name} in place of {name}", lambda value: -value
    yield f"with 1 − {name} in place of {name}", lambda value: 1 - value
    for number in FLOATS:
        yield f"with {number:g} in place of {name}", _always(number)


def _of_an_array(name: str, values: Sequence[Any]) -> Iterator[tuple[str, Callable[[Any], Any]]]:
    if all(value.dtype.kind in "iu" for value in values) and all(value.ndim == 1 for value in values):
        yield f"with 0, 1, 2, … in place of {name}", lambda value: np.arange(len(value))
        yield f"with {name} sorted", np.sort
        yield f"with {name} in reverse order", lambda value: value[::-1]
    if any(value.dtype.kind == "f" for value in values):
        yield f"with −{name} in place of {name}", np.negative
        yield f"with zeros in place of {name}", np.zeros_like
        yield f"with {name}² in place of {name}", np.square
        yield f"with the absolute values of {name}", np.abs
        yield f"with the signs of {name} in place of {name}", np.sign
    if all(value.ndim == 1 for value in values):
        yield f"with the entries of {name} one place early", lambda value: np.roll(value, -1)
        yield f"with the entries of {name} one place late", lambda value: np.roll(value, 1)
    if any(value.ndim == 2 for value in values):
        yield f"with {name} transposed", np.transpose
        yield f"with {name} transposed where it is square", _square_transposed
        yield f"with {name} standardized", lambda value: (value - value.mean(axis=0)) / value.std(axis=0)


def _square_transposed(value: Any) -> Any:
    return value.T if value.shape == value.shape[::-1] else value


def _of_a_list(name: str, values: Sequence[Any]) -> Iterator[tuple[str, Callable[[Any], Any]]]:
    yield f"with {name} in reverse order", lambda value: value[::-1]
    if all(isinstance(each, np.ndarray) for value in values for each in value):
        yield f"with zeros in place of {name}", lambda value: [np.zeros_like(each, dtype=float) for each in value]
        if any(each.ndim == 2 for value in values for each in value):
            yield f"with the matrices of {name} transposed", lambda value: [each.T for each in value]
            yield (
                f"with the square matrices of {name} transposed",
                lambda value: [_square_transposed(each) for each in value],
            )
    yield f"with the last entry of {name} left out", lambda value: value[:-1]
    yield f"with the first entry of {name} left out", lambda value: value[1:]


def _are_alike(one: Any, other: Any) -> bool:
    """Whether one may stand in the other's place."""
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return one.shape == other.shape and one.ndim > 0
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(np.shape(a) == np.shape(b) for a, b in zip(one, other, strict=True))
    return _is_number(one) and _is_number(other)
