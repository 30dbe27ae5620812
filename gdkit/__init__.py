"""gdkit: gradient descent and backpropagation, to read in a lecture and to run in an exercise.

Two rules carry the whole kit.
  1. A parameter is the last axis of theta, and every axis before it is another run.
  2. What was handed out never changes afterwards: a step makes a new theta.

Importing it is cheap: what needs matplotlib, IPython, scikit-learn or SymPy loads when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from gdkit import cases, closed_forms, datasets, proximal, schedules
from gdkit.activations import sigmoid, softmax
from gdkit.arrays import add_bias, one_hot, pack, unpack
from gdkit.batches import minibatches
from gdkit.descent import Descent, Step, descend, minimize
from gdkit.gradients import gradient_check, numerical_gradient
from gdkit.losses import MSE, Function, LogLoss, Loss, QuadraticCost, SoftmaxCrossEntropy
from gdkit.optimizers import (
    GD,
    Adadelta,
    Adagrad,
    Adam,
    AdaMax,
    Momentum,
    Nadam,
    Nesterov,
    Optimizer,
    RMSprop,
)
from gdkit.penalties import Lasso, Ridge, WeightPenalty
from gdkit.quadratic import Quadratic, as_quadratic
from gdkit.schedules import cosine, inverse_time, step_decay, warmup
from gdkit.stopping import decrease_below, diverged, gradient_below, step_below

__all__ = [
    # arrays and data
    "add_bias", "pack", "unpack", "one_hot", "sigmoid", "softmax", "datasets", "cases",
    # losses and penalties
    "Loss", "MSE", "QuadraticCost", "LogLoss", "SoftmaxCrossEntropy", "Function", "Quadratic", "as_quadratic",
    "Ridge", "WeightPenalty", "Lasso",
    # descents
    "descend", "minimize", "minibatches", "Step", "Descent",
    "Optimizer", "GD", "Momentum", "Nesterov", "Adagrad", "Adadelta", "RMSprop", "Adam", "AdaMax", "Nadam",
    "schedules", "inverse_time", "step_decay", "cosine", "warmup",
    "gradient_below", "decrease_below", "step_below", "diverged",
    # derivatives and formulas
    "numerical_gradient", "gradient_check", "closed_forms", "proximal",
    # loaded when first used
    "activations", "networks", "MLP", "estimators", "verify", "check", "checking", "suspects", "plots", "widgets",
    "universality",
]  # fmt: skip

LAZY_MODULES = {
    "activations", "networks", "universality", "estimators", "verify", "checking", "suspects", "plots", "widgets",
}  # fmt: skip
LAZY_NAMES = {"check": "gdkit.checking", "MLP": "gdkit.networks"}


def __getattr__(name: str) -> Any:
    """Load a heavy module, or a name of one, when it is first asked for."""
    if name in LAZY_MODULES:
        return import_module(f"gdkit.{name}")
    if name in LAZY_NAMES:
        return getattr(import_module(LAZY_NAMES[name]), name)
    raise AttributeError(f"module 'gdkit' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
