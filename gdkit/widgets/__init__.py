"""Explorers and films for the lectures, drawn and computed in the browser; each has a static picture of its content."""

from gdkit.widgets.base import Explorer
from gdkit.widgets.descent import DescentExplorer
from gdkit.widgets.minibatch import MinibatchExplorer
from gdkit.widgets.players import LineFitPlayer, RacePlayer, RegionsPlayer

__all__ = ["DescentExplorer", "Explorer", "LineFitPlayer", "MinibatchExplorer", "RacePlayer", "RegionsPlayer"]
