"""Figures of pyplot: shown at the end of a cell or by `plt.show()`, then closed.

matplotlib is told where to find this by an environment variable, so that it is loaded only when a cell imports it.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from typing import Any

shown: list[Callable[[Any], None]] = []  # what shows a figure
_drawn: set[int] = set()  # figures that the cell has shown by itself


def prepare(show: Callable[[Any], None]) -> None:
    """Let matplotlib draw into the page, once it is imported."""
    shown[:] = [show]
    os.environ["MPLBACKEND"] = f"module://{__name__.rpartition('.')[0]}.backend"


def show_open_figures() -> None:
    """Show the figures of pyplot that are open, in the order in which they were made, and close them."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return
    try:
        for number in pyplot.get_fignums():
            if id(pyplot.figure(number)) not in _drawn:
                _show(pyplot.figure(number))
    finally:
        _drawn.clear()
        pyplot.close("all")


def _show(figure: Any) -> None:
    """With the words of the figure, where it has any: gdkit's plots describe the figures that they are drawn in."""
    if getattr(figure, "alt", ""):
        from gdkit.plots.style import show

        show(figure)
    else:
        shown[0](figure)


def png(figure: Any) -> bytes:
    """The figure as a picture, as a notebook shows it: with narrow margins."""
    file = io.BytesIO()
    _drawn.add(id(figure))
    figure.savefig(file, format="png", bbox_inches="tight", facecolor=figure.get_facecolor())
    return file.getvalue()
