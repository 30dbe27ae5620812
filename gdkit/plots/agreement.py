"""A claimed gradient against the numerical one, entry by entry: what is right lies on the diagonal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from gdkit.plots.style import MARKERS, canvas, current_theme, describe, dress, entitle, legend, picture

__all__ = ["gradient_agreement"]


def gradient_agreement(
    numerical: ArrayLike,
    claims: Mapping[str, ArrayLike],
    *,
    blocks: Mapping[str, Any] | None = None,
    ax: Axes | None = None,
) -> Figure:
    """One panel for each claimed gradient (P,) over the numerical one (P,); each block has its own marker.

    blocks : name -> the entries that belong to it, as `loss.blocks()` has them.
    ax : for a single claim, axes of one's own.
    """
    n = np.asarray(numerical, dtype=float)
    given = {name: np.asarray(a, dtype=float) for name, a in claims.items()}
    for name, a in given.items():
        if n.ndim != 1 or a.shape != n.shape:
            raise ValueError(f"{name} has shape {a.shape}, numerical {n.shape}; expected one shape (P,).")
    if not given or (ax is not None and len(given) > 1):
        raise ValueError(f"there are {len(given)} claims; expected at least one, and one only with ax=.")
    places = {"all": np.arange(n.size)} if blocks is None else dict(blocks)
    if ax is None:
        figure: Figure = picture((10.24, 5.2))
        panels = figure.subplots(1, len(given), squeeze=False, sharex=True, sharey=True)[0]
    else:
        figure, panels = canvas(ax)[0], np.array([ax])
    said = []
    for panel, (name, a) in zip(panels, given.items(), strict=True):
        _panel(panel, n, a, name, places)
        off = {block: _ratio(a[index], n[index]) for block, index in places.items()}
        said.append(f"{name}: {', '.join(f'{block} {ratio:.1g}' for block, ratio in off.items())}")
    panels[0].set_ylabel("claimed")
    if len(places) > 1:
        legend(panels[0], "upper left")
    return describe(
        figure,
        f"Entries of a claimed gradient over {n.size} central differences; right ones lie on the diagonal."
        f" Distance of each block, 0 for right and 1 for nonsense, {'; '.join(said)}.",
    )


def _panel(ax: Axes, n: Any, a: Any, name: str, places: Mapping[str, Any]) -> None:
    look = current_theme()
    dress(ax)
    reach = [min(n.min(), a.min()), max(n.max(), a.max())]
    ax.plot(reach, reach, color=look.ink, linewidth=1.2, zorder=1)
    for i, (block, index) in enumerate(places.items()):
        colour = look.series[i % len(look.series)]
        ax.plot(
            n[index],
            a[index],
            MARKERS[i % len(MARKERS)],
            color=colour,
            markersize=9,
            markerfacecolor="none" if i >= len(look.series) else colour,
            alpha=0.85,
            label=block,
        )
    ax.set_xlabel("central difference")
    ax.locator_params(nbins=5)
    entitle(ax, name)


def _ratio(a: Any, n: Any) -> float:
    total = np.linalg.norm(a) + np.linalg.norm(n)
    return float(np.linalg.norm(a - n) / total) if total else 0.0
