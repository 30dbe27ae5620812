"""How every picture looks: colours that all eyes tell apart, text for a projector, words for a screen reader.

Colours are Okabe and Ito's (2008), some darkened or lightened for the background; no meaning hangs on them
alone, there is always a marker, a hatch or a word. Text has at least 14 points on a page of 1024 × 768
pixels. A figure carries its own background, so that it is readable in a light and in a dark notebook:
`with theme("dark"): ...` or `use_theme("dark")`.
"""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from gdkit import notebook

__all__ = ["Picture", "Theme", "alt_text", "current_theme", "show", "theme", "use_theme"]

TEXT, LABEL, TITLE = 14, 15, 17  # points
DPI = 100  # a figure 10.24 inches wide fills the 1024 pixels of a projector
SHARP = 1.5  # pixels of the file for one pixel of the page
MARKERS = "osD^vPX*"
DASHES: tuple[Any, ...] = ("-", (0, (6, 2)), (0, (2, 1.5)), (0, (7, 2, 1.5, 2)), (0, (1, 1)), (0, (9, 3)))


@dataclass(frozen=True)
class Theme:
    """The colours of one appearance; `series` are for lines and points, `soft` for areas behind text."""

    name: str
    background: str
    ink: str
    faint: str
    series: tuple[str, ...]
    soft: tuple[str, ...]
    sequential: str
    diverging: str


LIGHT = Theme(
    name="light",
    background="#FFFFFF",
    ink="#111111",
    faint="#C8C8C8",
    series=("#0072B2", "#D55E00", "#009E73", "#B0568A", "#000000"),
    soft=("#D5E8F3", "#FBE0CF", "#CFEDE3", "#F5E3EC", "#E6E6E6"),
    sequential="cividis",
    diverging="PuOr",
)
DARK = Theme(
    name="dark",
    background="#14171A",
    ink="#F2F2F2",
    faint="#555B61",
    series=("#56B4E9", "#E69F00", "#2BC49A", "#E79DC4", "#FFFFFF"),
    soft=("#173A50", "#4D3A08", "#0E4033", "#4A2C3C", "#33383D"),
    sequential="cividis",
    diverging="vanimo",
)
THEMES = {"light": LIGHT, "dark": DARK}

_chosen = [LIGHT]


def current_theme() -> Theme:
    """The theme that the next figure is drawn in."""
    return _chosen[-1]


def use_theme(name: str) -> None:
    """Draw everything from here on in the theme `name`, "light" or "dark"."""
    _chosen[-1] = _named(name)


@contextmanager
def theme(name: str) -> Iterator[Theme]:
    """Draw what stands inside in the theme `name`, "light" or "dark"."""
    _chosen.append(_named(name))
    try:
        yield _chosen[-1]
    finally:
        _chosen.pop()


def _named(name: str) -> Theme:
    if name not in THEMES:
        raise ValueError(f"theme is {name!r}; expected one of {', '.join(THEMES)}.")
    return THEMES[name]


class Picture(Figure):
    """A matplotlib Figure with its content in words, `alt`, shown with it wherever the figure is shown."""

    alt: str = ""

    def _ipython_display_(self) -> None:
        show(self)


def canvas(ax: Axes | None = None, size: tuple[float, float] = (10.24, 5.6)) -> tuple[Figure, Axes]:
    """The axes to draw on, in the theme: those given, or those of a new Picture; size in inches."""
    if ax is None:
        ax = picture(size).add_subplot()
    figure = ax.get_figure(root=True)
    assert figure is not None  # axes that were removed from their figure cannot be passed by mistake
    dress(ax)
    return figure, ax


def picture(size: tuple[float, float]) -> Picture:
    """A new figure in the theme that keeps its texts apart and inside."""
    layout = ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.1)
    return Picture(figsize=size, dpi=DPI, layout=layout, facecolor=current_theme().background)


def dress(ax: Axes) -> None:
    """Theme colours and readable sizes on axes that may come from elsewhere."""
    look = current_theme()
    ax.set_facecolor(look.background)
    ax.tick_params(which="both", colors=look.ink, labelsize=TEXT, width=1.2)
    ax.grid(True, color=look.faint, linewidth=0.6, alpha=0.6)
    ax.set_axisbelow(True)
    for side, spine in ax.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(look.ink)
    for label in (ax.xaxis.label, ax.yaxis.label):
        label.set(color=look.ink, fontsize=LABEL)
    for axis in (ax.xaxis, ax.yaxis):
        axis.get_offset_text().set(color=look.ink, fontsize=TEXT)


def entitle(ax: Axes, title: str) -> None:
    if title:
        ax.set_title(title, color=current_theme().ink, fontsize=TITLE, pad=10)


def legend(ax: Axes, loc: Any = "best", columns: int = 1) -> None:
    look = current_theme()
    box = ax.legend(ncols=columns, fontsize=TEXT, labelcolor=look.ink, framealpha=0.9, facecolor=look.background)
    box.get_frame().set_edgecolor(look.faint)
    box.set_loc(loc)


def bare(ax: Axes) -> None:
    """Axes without ticks, for a drawing rather than a plot."""
    ax.set_axis_off()
    ax.grid(False)


def ink_on(ground: str) -> str:
    """Black or white, whichever stands out more from the ground (WCAG relative luminance)."""
    c = np.array(to_rgb(ground))
    luminance = float(np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722])
    return "#000000" if luminance > 0.18 else "#FFFFFF"


def describe(figure: Figure, alt: str) -> Figure:
    """Say in words what was drawn; a second drawing on the same figure adds its sentence."""
    vars(figure)["alt"] = " ".join(filter(None, [alt_text(figure), " ".join(alt.split())]))
    return figure


def alt_text(figure: Figure) -> str:
    """What the figure shows, in words."""
    return str(getattr(figure, "alt", ""))


def png(figure: Figure) -> bytes:
    """The figure as a PNG file that carries its words as well."""
    file = io.BytesIO()
    words = {"Description": alt_text(figure), "Software": None}
    figure.savefig(file, format="png", dpi=DPI * SHARP, facecolor=figure.get_facecolor(), metadata=words)
    return file.getvalue()


def show(figure: Figure) -> None:
    """Display the figure in the notebook together with its words.

    JupyterLab gives an image/png no alternative text (version 4.6 reads no `alt` from the metadata), so the
    picture goes out as HTML too; pages made by nbconvert use either, print the PNG, and a terminal the words.
    """
    alt, width = alt_text(figure), round(figure.get_figwidth() * DPI)
    data = base64.b64encode(png(figure)).decode()
    image = (
        f'<img src="data:image/png;base64,{data}" alt="{html.escape(alt)}" width="{width}"'
        ' style="max-width: 100%; height: auto">'
    )
    notebook.display(
        {"text/html": image, "image/png": data, "text/plain": alt or repr(figure)},
        {"image/png": {"alt": alt, "width": width}},
    )
