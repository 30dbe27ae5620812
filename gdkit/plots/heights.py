"""Numbers on contour lines, where there is room: over no point, path, legend or other number.

Where things lie on the page is known when the figure is drawn: the layout may have moved the axes, and "best" the
legend. So the numbers are one artist, which finds their places each time that it is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import Collection
from matplotlib.contour import ContourSet
from matplotlib.quiver import Quiver
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox, IdentityTransform
from numpy.typing import NDArray

from gdkit.plots.style import TEXT, current_theme

__all__ = ["keep_clear", "write_heights"]

Array = NDArray[Any]
STEP = 8.0  # pixels between the points of a line
AWAY = 8.0  # pixels between a number and a point, a path or another line that must stay to be seen
ENOUGH = 45.0  # pixels: more room than this makes a place no better


def write_heights(
    ax: Axes,
    lines: Any,
    *,
    written: Callable[[float], str] = lambda height: f"{height:g}",
    ground: Callable[[float], Any] = lambda height: current_theme().background,
) -> None:
    """Write each height of the contour set `lines` on its line; on the colour ground(height), which hides the line."""
    ax.add_artist(_Heights(ax, lines, written, ground))


def keep_clear(ax: Axes, lines: Any) -> None:
    """Let the legend, which looks at lines and not at contour lines, see `lines` and stay away from them."""
    for path in lines.get_paths():
        for part in path.to_polygons(closed_only=False):
            ax.plot(*part.T, visible=False)


class _Heights(Artist):
    def __init__(
        self, ax: Axes, lines: ContourSet, written: Callable[[float], str], ground: Callable[[float], Any]
    ) -> None:
        super().__init__()
        self._lines = lines
        self._texts: list[Text] = []
        ink = current_theme().ink
        for height in lines.levels:
            box = {"facecolor": ground(height), "edgecolor": "none", "pad": 1.0}
            words = written(float(height)).replace("-", "−")
            text = Text(0, 0, words, color=ink, fontsize=TEXT, ha="center", va="center_baseline", bbox=box)
            text.set_transform(IdentityTransform())
            text.set_visible(False)
            self._texts.append(text)
        self.set_in_layout(False)
        self.set_zorder(2.6)  # over lines and points, under the legend

    def get_children(self) -> list[Artist]:
        return list(self._texts)

    def draw(self, renderer: Any) -> None:
        ax: Any = self.axes
        assert ax is not None
        for text in self._texts:
            text.set_figure(ax.figure)
        view = ax.get_window_extent(renderer)
        mine = [_inside(_spaced(path, ax.transData), view) for path in self._lines.get_paths()]
        taken = _boxes(ax, renderer)
        points = _inside(_points(ax, self._lines), view)
        before = np.array([view.x1, view.y1])
        for i in reversed(range(len(mine))):
            text = self._texts[i]
            text.set_visible(True)
            text.set_position((0.0, 0.0))
            box = text.get_window_extent(renderer)
            half = np.array([box.width, box.height]) / 2 + 3
            others = np.concatenate([line for k, line in enumerate(mine) if k != i] or [np.empty((0, 2))])
            at = _place(mine[i][::2], half, view, taken, points, others, before)
            if at is None:
                text.set_visible(False)
                continue
            before = at
            text.set_position((at[0], at[1]))
            taken.append(Bbox([at - half, at + half]))
            text.draw(renderer)


def _place(
    places: Array, half: Array, view: Bbox, taken: list[Bbox], points: Array, others: Array, before: Array
) -> Array | None:
    """Of the places (n, 2) on a line one where a box of these half sides is free; with most room, near the last one."""
    low, high = np.array(view.min), np.array(view.max)
    room = np.minimum(places - half - low, high - places - half).min(axis=1)
    free = room > 4
    for box in taken:
        free &= np.max(np.maximum(box.min - places, places - box.max) - half, axis=1) > 4
    for obstacles, beside in ((others, 0.0), (points, AWAY)):
        places, room = places[free], room[free]
        gap = _gaps(places, obstacles, half)
        free = gap > beside
        room = np.minimum(room, gap) if beside else room
    if not free.any():
        return None
    score = np.minimum(room, ENOUGH) - 0.05 * np.linalg.norm(places - before, axis=1)
    return np.asarray(places[np.where(free, score, -np.inf).argmax()])


def _gaps(places: Array, obstacles: Array, half: Array) -> Array:
    """How far the box round each place is from the nearest obstacle, along the axis on which it is farther; (n,)."""
    if not len(obstacles):
        return np.full(len(places), np.inf)
    x, y = (abs(places[:, None, k] - obstacles[:, k]) - half[k] for k in (0, 1))
    return np.asarray(np.maximum(x, y).min(axis=1))


def _spaced(path: Any, transform: Any) -> Array:
    """Points (n, 2) in pixels along a path, about STEP apart."""
    found = [np.empty((0, 2))]
    for part in path.to_polygons(transform=transform, closed_only=False):
        along = np.append(0, np.cumsum(np.linalg.norm(np.diff(part, axis=0), axis=1)))
        steps = np.linspace(0, along[-1], max(2, int(min(along[-1], 1e4) / STEP)))
        found.append(np.column_stack([np.interp(steps, along, axis) for axis in part.T]))
    return np.concatenate(found)


def _inside(points: Array, view: Bbox) -> Array:
    """Those in sight, and finite."""
    with np.errstate(invalid="ignore"):
        return points[((points > np.array(view.min) - 20) & (points < np.array(view.max) + 20)).all(axis=1)]


def _points(ax: Axes, lines: ContourSet) -> Array:
    """Points in pixels of all that is drawn and not to be written over: marks, paths, other contour lines."""
    found = [np.empty((0, 2))]
    for line in ax.lines:
        found.append(line.get_transform().transform(line.get_xydata()))
        if line.get_linestyle() not in ("None", "none", "", " "):
            found.append(_spaced(line.get_path(), line.get_transform()))
    for drawn in ax.collections:
        if isinstance(drawn, ContourSet):
            if drawn is not lines and not drawn.filled:
                found += [_spaced(path, ax.transData) for path in drawn.get_paths()]
        elif isinstance(drawn, Quiver):  # drawn before, so that its arrows have their lengths in pixels
            tails = drawn.get_offset_transform().transform(np.column_stack([drawn.X, drawn.Y]))
            arrows = (_spaced(path, drawn.get_transform()) for path in drawn.get_paths())
            found += [arrow + tail for arrow, tail in zip(arrows, tails, strict=False)]
        elif isinstance(drawn, Collection):
            found.append(drawn.get_offset_transform().transform(np.asarray(drawn.get_offsets(), dtype=float)))
    return np.concatenate(found)


def _boxes(ax: Axes, renderer: Any) -> list[Bbox]:
    """Where words, arrows and the legend are."""
    boxes = [text.get_window_extent(renderer) for text in ax.texts if text.get_visible() and text.get_text()]
    for text in ax.texts:
        if isinstance(text, Annotation) and text.arrow_patch is not None:
            text.update_positions(renderer)
            boxes.append(text.arrow_patch.get_window_extent(renderer))
    box = ax.get_legend()
    return boxes if box is None else [*boxes, box.get_window_extent(renderer)]
