"""Films of descents: the path is sent as a few kilobytes of numbers and drawn in the browser, frame by frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import traitlets
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from gdkit.descent import Descent
from gdkit.losses import MSE, LogLoss, SoftmaxCrossEntropy
from gdkit.networks import MLP
from gdkit.plots.lines import line_fit
from gdkit.plots.race import optimizer_race
from gdkit.plots.regions import decision_regions
from gdkit.plots.surface import Limits, Surface, as_paths, grid, levels_of, limits_of
from gdkit.widgets.base import Explorer, script, stylesheet

__all__ = ["LineFitPlayer", "RacePlayer", "RegionsPlayer"]

Array = NDArray[Any]
DIGITS = 4  # significant ones: finer than a pixel


class Player(Explorer):
    """Frames with play, pause, a slider and a speed. `frame` follows the browser, and moves it when it is set."""

    _css = stylesheet("player.css")

    film: traitlets.Dict = traitlets.Dict(read_only=True).tag(sync=True)
    title = traitlets.Unicode(read_only=True).tag(sync=True)
    frame = traitlets.Int(0, min=0).tag(sync=True)

    def __init__(self, film: dict[str, Any], title: str) -> None:
        self.set_trait("film", film)
        self.set_trait("title", title)
        super().__init__()

    @traitlets.validate("frame")
    def _known_frame(self, proposal: traitlets.Bunch) -> int:
        last = len(self.film["steps"]) - 1
        if proposal["value"] > last:
            raise ValueError(f"frame is {proposal['value']}; expected 0 to {last}.")
        return int(proposal["value"])


class LineFitPlayer(Player):
    """The line b + wx of each θ = (b, w) of a descent on points X (m, 1), y (m,), and the loss beside it.

    run : a Descent, or its path (T+1, 2)
    """

    _esm = script("line_fit.js")

    def __init__(
        self,
        X: ArrayLike,
        y: ArrayLike,
        run: Descent | ArrayLike,
        *,
        n_frames: int = 60,
        title: str = "A line is fitted, update by update",
    ) -> None:
        loss = MSE(X, y)
        path = as_paths(run)["path"]
        if loss.n_parameters != 2:
            raise ValueError(f"X has shape {loss.X.shape}; expected (m, 1), one feature.")
        steps = frames_of(len(path), n_frames)
        self._X, self._y, self._path = loss.X, loss.y, path[steps]
        film = {
            "points": short(np.column_stack([loss.X, loss.y])),
            "steps": steps.tolist(),
            "path": short(self._path),
        }
        super().__init__(film, title)

    def static(self) -> Figure:
        """Points and the lines of the start, of an early frame, and of the last."""
        steps, last = self.film["steps"], len(self.film["steps"]) - 1
        shown = sorted({0, min(2, last), min(max(3, last // 6), last), last})
        labels = [f"after {steps[i]} updates" if steps[i] else "start" for i in shown]
        return line_fit(self._X, self._y, self._path[shown], labels=labels, title=self.title)


class RacePlayer(Player):
    """Several descents on one surface, all at the same number of updates.

    loss : takes points (..., 2); runs : name -> Descent or path (T+1, 2)
    """

    _esm = script("race.js")

    def __init__(
        self,
        loss: Surface,
        runs: Mapping[str, Any],
        *,
        xlim: Limits | None = None,
        ylim: Limits | None = None,
        names: Sequence[str] = ("θ₀", "θ₁"),
        n_frames: int = 60,
        title: str = "A race of optimizers",
    ) -> None:
        tracks = as_paths(runs)
        if not tracks:
            raise ValueError("runs is empty; expected a mapping from names to descents.")
        xlim, ylim = limits_of(tracks, xlim, ylim)
        longest = max(map(len, tracks.values()))
        steps = frames_of(longest, n_frames)
        seen = {name: track[np.minimum(steps, len(track) - 1)] for name, track in tracks.items()}
        self._drawing: dict[str, Any] = {"loss": loss, "runs": tracks, "xlim": xlim, "ylim": ylim, "names": names}
        with np.errstate(over="ignore", invalid="ignore"):
            values = [np.asarray(loss(track), dtype=float) for track in seen.values()]
        film = {
            "names": list(tracks),
            "steps": steps.tolist(),
            "paths": [short(track) for track in seen.values()],
            "values": [short(v) for v in values],
            "contours": contour_lines(loss, xlim, ylim),
            "xlim": list(xlim),
            "ylim": list(ylim),
            "labels": list(names),
        }
        super().__init__(film, title)

    def static(self) -> Figure:
        """All paths to their end, and the loss over updates."""
        return optimizer_race(title=self.title, **self._drawing)


class RegionsPlayer(Player):
    """The decision regions of a classifier over two features while it is trained.

    loss : an MLP with two inputs, a SoftmaxCrossEntropy or a LogLoss with two features; it holds the points
    run : a Descent on it, or its path (T+1, P)
    """

    _esm = script("regions.js")

    def __init__(
        self,
        loss: MLP | SoftmaxCrossEntropy | LogLoss,
        run: Descent | ArrayLike,
        *,
        class_names: Sequence[str] | None = None,
        feature_names: Sequence[str] = ("x₁", "x₂"),
        n_frames: int = 30,
        title: str = "Decision regions while training",
    ) -> None:
        self._net = net = _as_network(loss)
        path = np.asarray(getattr(run, "path", run), dtype=float)
        if path.ndim != 2 or path.shape[1] != net.n_parameters:
            raise ValueError(f"run has shape {path.shape}; expected (T+1, {net.n_parameters}), one run of this loss.")
        if net.sizes[0] != 2:
            raise ValueError(f"the classifier has {net.sizes[0]} features; expected two, so that they can be drawn.")
        self._labels = net.Y.argmax(axis=1) if net.sizes[-1] > 1 else (net.Y[:, 0] >= 0.5).astype(int)
        K = max(2, net.sizes[-1])
        self._names = [f"class {k}" for k in range(K)] if class_names is None else list(class_names)
        self._axes = list(feature_names)
        steps = frames_of(len(path), n_frames, early=True)
        self._path = path[steps]
        low, high = net.X.min(axis=0), net.X.max(axis=0)
        margin = 0.12 * (high - low)
        film = {
            "sizes": list(net.sizes),
            "activations": [activation.name for activation in net.activations],
            "steps": steps.tolist(),
            "thetas": short(self._path),
            "losses": short(net(self._path)),
            "points": short(net.X),
            "labels": self._labels.tolist(),
            "names": self._names,
            "axes": self._axes,
            "xlim": short([low[0] - margin[0], high[0] + margin[0]]),
            "ylim": short([low[1] - margin[1], high[1] + margin[1]]),
        }
        super().__init__(film, title)

    def static(self) -> Figure:
        """The regions at the last frame, with lines of equal probability."""

        def probability(points: Array) -> Array:
            p = self._net.predict(self._path[-1], points)
            return p[:, 0] if p.shape[1] == 1 else p / p.sum(axis=1, keepdims=True)

        return decision_regions(
            probability,
            self._net.X,
            self._labels,
            class_names=self._names,
            feature_names=self._axes,
            title=f"{self.title}: after {self.film['steps'][-1]} updates",
        )


def _as_network(loss: MLP | SoftmaxCrossEntropy | LogLoss) -> MLP:
    """Softmax and logistic regression are networks without hidden layer, with the same theta."""
    if isinstance(loss, MLP):
        if loss.sizes[-1] == 1 and loss.cost.name != "cross_entropy":
            raise ValueError("a network with one output needs cost='cross_entropy' to have a probability.")
        return loss
    if isinstance(loss, SoftmaxCrossEntropy):
        return MLP(loss.X, loss.y, (loss.X.shape[1], loss.y.shape[1]))
    if isinstance(loss, LogLoss):
        return MLP(loss.X, loss.y, (loss.X.shape[1], 1), cost="cross_entropy")
    raise TypeError(f"loss is a {type(loss).__name__}; expected an MLP, SoftmaxCrossEntropy or LogLoss.")


def frames_of(length: int, n_frames: int, *, early: bool = False) -> Array:
    """Which of `length` points of a path are shown: evenly, or with `early` more of them where most happens."""
    if length < 2 or n_frames < 2:
        raise ValueError(f"{length} points, {n_frames} frames; expected at least one update and two frames.")
    if length <= n_frames:
        return np.arange(length)
    part = np.linspace(0, 1, n_frames)
    return np.unique(np.round((part**2.5 if early else part) * (length - 1)).astype(int))


def short(values: ArrayLike, digits: int = DIGITS) -> Any:
    """Lists of numbers with so many significant digits; what is no finite number becomes null."""
    array = np.asarray(values, dtype=float)
    if array.ndim:
        return [short(entry, digits) for entry in array]
    return float(f"{array:.{digits}g}") if np.isfinite(array) else None


def contour_lines(loss: Surface, xlim: Limits, ylim: Limits, n_points: int = 24) -> list[Any]:
    """Contour lines of the loss as lists of points, each thinned to about n_points."""
    from contourpy import LineType, contour_generator

    points = grid(xlim, ylim, 81)
    with np.errstate(over="ignore", invalid="ignore"):
        Z = np.ma.masked_invalid(np.asarray(loss(points), dtype=float))
    generator = contour_generator(points[..., 0], points[..., 1], Z, line_type=LineType.Separate)
    lines: list[Array] = []
    for level in levels_of(Z.filled(np.nan), 10)[1:-1]:
        lines.extend(np.asarray(line) for line in generator.lines(level) if line is not None and len(line) > 3)
    return [short(line[frames_of(len(line), n_points)], 3) for line in lines]
