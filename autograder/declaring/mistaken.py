"""What the known mistakes of an exercise do with one case's inputs, run only when somebody asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from typing import Any

from gdkit.checking import Case, Outcome, call
from gdkit.checking.calling import in_a_thread

from .changes import Change
from .derived import Derived, loss_in_float32


class Mistaken(Mapping[str, Outcome]):
    """The outcome of each mistake's function with these inputs, by slug.

    The judge compares work with a mistake case by case, the shown cases first, and stops where they differ: of the
    drawn cases, which every submission has its own of, only a mistake that fits every shown one is asked for.
    """

    def __init__(self, functions: Mapping[str, Callable[..., Any]], inputs: Mapping[str, Any]) -> None:
        self._functions, self._inputs = dict(functions), inputs
        self._known: dict[str, Outcome] = {}

    def __getitem__(self, slug: str) -> Outcome:
        if slug not in self._known:
            self._known[slug] = call(self._functions[slug], self._inputs, session=in_a_thread)
        return self._known[slug]

    def __iter__(self) -> Iterator[str]:
        return iter(self._functions)

    def __len__(self) -> int:
        return len(self._functions)


def case_of(
    title: str,
    inputs: Mapping[str, Any],
    expected: tuple[Outcome, ...],
    reference: Callable[..., Any],
    mistakes: Mapping[str, Callable[..., Any]],
    changes: Mapping[str, Change],
) -> Case:
    """A case whose wrong outcomes, declared and derived, and whose loss in float32 are computed when asked for."""
    loss = cache(partial(loss_in_float32, reference, inputs, expected[0].value))
    return Case(title, inputs, expected, Mistaken(mistakes, inputs), Derived(reference, changes, inputs), loss)
