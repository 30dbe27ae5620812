"""Explorers and films for the lectures, drawn and computed in the browser; each has a static picture of its content."""

from gdkit.widgets.accident import StoppingReplay
from gdkit.widgets.backprop import BackpropExplorer
from gdkit.widgets.base import Explorer
from gdkit.widgets.batch_size import BatchSizeExplorer
from gdkit.widgets.descent import DescentExplorer
from gdkit.widgets.heavy_ball import HeavyBallExplorer
from gdkit.widgets.line import LineExplorer
from gdkit.widgets.minibatch import MinibatchExplorer
from gdkit.widgets.network import NetworkExplorer
from gdkit.widgets.nudge import NudgeExplorer
from gdkit.widgets.optimizer import OptimizerExplorer
from gdkit.widgets.penalty import PenaltyExplorer
from gdkit.widgets.players import LineFitPlayer, RacePlayer, RegionsPlayer
from gdkit.widgets.shapes import ShapeExplorer
from gdkit.widgets.sigmoid import SigmoidExplorer
from gdkit.widgets.slope import SlopeExplorer
from gdkit.widgets.slow_learning import SlowLearningExplorer
from gdkit.widgets.softmax import SoftmaxExplorer
from gdkit.widgets.threshold import ThresholdExplorer
from gdkit.widgets.training import TrainingExplorer
from gdkit.widgets.universality import UniversalityExplorer

__all__ = [
    "BackpropExplorer",
    "BatchSizeExplorer",
    "DescentExplorer",
    "Explorer",
    "HeavyBallExplorer",
    "LineExplorer",
    "LineFitPlayer",
    "MinibatchExplorer",
    "NetworkExplorer",
    "NudgeExplorer",
    "OptimizerExplorer",
    "PenaltyExplorer",
    "RacePlayer",
    "RegionsPlayer",
    "ShapeExplorer",
    "SlopeExplorer",
    "SlowLearningExplorer",
    "SigmoidExplorer",
    "SoftmaxExplorer",
    "StoppingReplay",
    "ThresholdExplorer",
    "TrainingExplorer",
    "UniversalityExplorer",
]
