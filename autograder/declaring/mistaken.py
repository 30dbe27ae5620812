"""What the known mistakes of an exercise do with one case's inputs, run only when somebody asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from gdkit.checking import Outcome, call
from gdkit.checking.calling import in_a_thread


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
