"""The shape explorer of lesson 00: which shape A @ B, A + B and A − B have, and which entries meet."""

from __future__ import annotations

from collections.abc import Sequence

import traitlets
from matplotlib.figure import Figure

from gdkit.plots.shapes import shape_result
from gdkit.widgets.base import Explorer, script, stylesheet

__all__ = ["ShapeExplorer"]

SHAPES = [(), (3,), (4,), (1, 3), (3, 1), (4, 1), (3, 3), (3, 4), (4, 3)]


class ShapeExplorer(Explorer):
    """Choose two shapes and an operation, predict the shape of the result, then see the arrays and what meets what.

    operation : "@", "+" or "-"
    a, b : the shapes of A and B, those of `SHAPES`
    ask : whether a prediction is asked for before the result is shown

    `operation`, `a`, `b`, `entry` (which entry of the result is looked at) and `prediction` follow the browser.
    """

    _esm = script("shapes.js")
    _css = stylesheet("shapes.css")

    operation = traitlets.Enum(["@", "+", "-"]).tag(sync=True)
    a: traitlets.List = traitlets.List(traitlets.Int()).tag(sync=True)
    b: traitlets.List = traitlets.List(traitlets.Int()).tag(sync=True)
    entry: traitlets.List = traitlets.List(traitlets.Int(), [0, 0], minlen=2, maxlen=2).tag(sync=True)
    ask = traitlets.Bool(read_only=True).tag(sync=True)
    prediction = traitlets.Unicode().tag(sync=True)

    def __init__(
        self, operation: str = "@", a: Sequence[int] = (4, 3), b: Sequence[int] = (3,), *, ask: bool = True
    ) -> None:
        self.set_trait("ask", ask)
        super().__init__(operation=operation, a=list(a), b=list(b))

    @traitlets.validate("a", "b")
    def _offered(self, proposal: traitlets.Bunch) -> list[int]:
        if tuple(proposal["value"]) not in SHAPES:
            raise ValueError(f"shape {tuple(proposal['value'])} is not offered; expected one of {SHAPES}.")
        return list(proposal["value"])

    def static(self) -> Figure:
        """A, B and the result as grids of numbers, with the entry that is looked at and what it is made of."""
        return shape_result(self.operation, self.a, self.b, entry=self.entry)
