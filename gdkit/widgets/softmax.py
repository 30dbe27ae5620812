"""The softmax explorer: three scores become three probabilities, and a class predicts what a change of scores does."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import traitlets
from matplotlib.figure import Figure

from gdkit.plots.softmax import NAMES, score_shares
from gdkit.widgets.base import Explorer, script, stylesheet

__all__ = ["SoftmaxExplorer"]

REACH = 10.0  # of the sliders
EXPERIMENTS = ("shift", "raise", "double")


class SoftmaxExplorer(Explorer):
    """Move three scores; predict what adding to all, raising one, or doubling all of them does, then see.

    z (3,) : where the sliders stand at first, between −10 and 10
    experiment : which of "shift" (2 is added to all), "raise" (1 is added to class 0), "double" is asked first
    ask : whether a prediction is asked for before the probabilities are shown

    `z`, `experiment` and `prediction` follow what happens in the browser, and move it when they are set.
    """

    _esm = script("softmax.js")
    _css = stylesheet("softmax.css")

    names: traitlets.List = traitlets.List(read_only=True).tag(sync=True)
    title = traitlets.Unicode(read_only=True).tag(sync=True)
    ask = traitlets.Bool(read_only=True).tag(sync=True)
    reach = traitlets.Float(REACH, read_only=True).tag(sync=True)
    z: traitlets.List = traitlets.List(traitlets.Float()).tag(sync=True)
    experiment = traitlets.Unicode().tag(sync=True)
    prediction = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        z: Sequence[float] = (1.0, 2.0, 3.0),
        *,
        experiment: str = "shift",
        class_names: Sequence[str] = NAMES,
        title: str = "Three scores, three probabilities",
        ask: bool = True,
    ) -> None:
        if len(class_names) != 3:
            raise ValueError(f"there are {len(class_names)} class names; expected 3.")
        self.set_trait("names", list(class_names))
        self.set_trait("title", title)
        self.set_trait("ask", ask)
        super().__init__(z=np.asarray(z, dtype=float).tolist(), experiment=experiment)

    @traitlets.validate("z")
    def _within_reach(self, proposal: traitlets.Bunch) -> list[float]:
        scores = [float(score) for score in proposal["value"]]
        if len(scores) != 3 or not all(abs(score) <= REACH for score in scores):
            raise ValueError(f"z is {scores}; expected three scores between {-REACH:g} and {REACH:g}.")
        return scores

    @traitlets.validate("experiment")
    def _known_experiment(self, proposal: traitlets.Bunch) -> str:
        if proposal["value"] not in EXPERIMENTS:
            raise ValueError(f"experiment is {proposal['value']!r}; expected one of {', '.join(EXPERIMENTS)}.")
        return str(proposal["value"])

    def static(self) -> Figure:
        """The probabilities as bars, and as a point of the triangle."""
        return score_shares(self.z, class_names=self.names)
