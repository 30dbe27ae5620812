"""The threshold explorer: one slider turns probabilities into decisions, and counts what they are worth."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import traitlets
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from gdkit.plots.thresholds import confusion_counts, threshold_counts
from gdkit.widgets.base import Explorer, script, stylesheet

__all__ = ["ThresholdExplorer"]


class ThresholdExplorer(Explorer):
    """Move the threshold, predict which counts can grow, then see true and false positives and negatives.

    p (m,) : probabilities of class 1; y (m,) of 0 and 1 : what was true
    class_names : of class 0 and of class 1
    threshold : at first; rows with p ≥ threshold are said to be class 1
    ask : whether a prediction is asked for before the counts are shown

    `threshold` and `prediction` follow what happens in the browser, and move it when they are set.
    """

    _esm = script("threshold.js")
    _css = stylesheet("threshold.css")

    rows: traitlets.Dict = traitlets.Dict(read_only=True).tag(sync=True)
    title = traitlets.Unicode(read_only=True).tag(sync=True)
    ask = traitlets.Bool(read_only=True).tag(sync=True)
    threshold = traitlets.Float(min=0.05, max=0.95).tag(sync=True)
    prediction = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        p: ArrayLike = (0.04, 0.13, 0.22, 0.31, 0.38, 0.46, 0.52, 0.61, 0.68, 0.77, 0.86, 0.93, 0.97),
        y: ArrayLike = (0, 0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1),
        *,
        class_names: Sequence[str] = ("class 0", "class 1"),
        threshold: float = 0.5,
        title: str = "From probability to decision",
        ask: bool = True,
    ) -> None:
        p, y = np.asarray(p, dtype=float), np.asarray(y).astype(int)
        confusion_counts(p, y)  # refuses what has no counts
        if not (np.all((p >= 0) & (p <= 1)) and np.isin(y, (0, 1)).all()):
            raise ValueError("p or y holds other values; expected probabilities between 0 and 1, and labels 0 and 1.")
        self._p, self._y, self._names = p, y, tuple(class_names)
        self.set_trait("rows", {"p": p.tolist(), "y": y.tolist(), "names": list(class_names)})
        self.set_trait("title", title)
        self.set_trait("ask", ask)
        super().__init__(threshold=float(threshold))

    def static(self) -> Figure:
        """The probabilities of both classes, the threshold, and the four counts."""
        return threshold_counts(
            self._p,
            self._y,
            self.threshold,
            class_names=self._names,
            title=f"{self.title}: threshold {self.threshold:g}",
        )
