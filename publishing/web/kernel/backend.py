"""The back end that matplotlib draws with: Agg, whose `plt.show()` shows the figures below the cell."""

from __future__ import annotations

from typing import Any

from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg

from .pictures import show_open_figures


class FigureManager(FigureManagerBase):
    """The open figures of pyplot."""

    @classmethod
    def pyplot_show(cls, *args: Any, **kwargs: Any) -> None:
        """plt.show()"""
        show_open_figures()


class FigureCanvas(FigureCanvasAgg):
    """Agg's, with the manager of here."""

    manager_class = FigureManager
