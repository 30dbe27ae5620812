"""One of every picture on one sheet, to look at: `python -m gdkit.plots.sheet build/figures`.

Writes each picture in both themes, `index.html` with the words beside them, and three PNG sheets: light, dark,
and every picture on a page of 1024 × 768 pixels as a projector shows it. The tests go through `SAMPLES` too.
"""

from __future__ import annotations

import html
import io
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from PIL import Image

import gdkit as gd
from gdkit import networks, plots
from gdkit.plots.style import THEMES, png

PAGE = (1024, 768)


def contour() -> Figure:
    loss = gd.cases.valley()
    runs = {f"η = {eta:g}": gd.minimize(loss, [-1.8, 0.9], gd.GD(eta), 25) for eta in (0.02, 0.09)}
    return plots.contour_path(loss, runs, names=("x", "y"), title="x² + 10y², from (−1.8, 0.9)")


def race() -> Figure:
    loss = gd.cases.valley([0.1, 2.0])
    rules = {"GD": gd.GD(0.4), "Momentum": gd.Momentum(0.1), "RMSprop": gd.RMSprop(0.2), "Adam": gd.Adam(0.4)}
    runs = {name: gd.minimize(loss, [-5.0, -2.0], rule, 60) for name, rule in rules.items()}
    return plots.optimizer_race(loss, runs, names=("x", "y"), title="0.1x² + 2y²")


def softmax_regions() -> Figure:
    X, labels = gd.datasets.iris_petals()
    theta = gd.minimize(gd.SoftmaxCrossEntropy(X, labels), np.zeros(9), gd.GD(0.1), 1000).theta
    return plots.decision_regions(
        lambda points: gd.softmax(gd.add_bias(points) @ theta.reshape(3, 3).T),
        X,
        labels,
        class_names=("setosa", "versicolor", "virginica"),
        feature_names=("petal length (cm)", "petal width (cm)"),
        title="Softmax regression on iris petals",
    )


def logistic_regions() -> Figure:
    X, labels = gd.datasets.iris_petals()
    theta = gd.minimize(gd.LogLoss(X, labels == 2), np.zeros(3), gd.GD(0.1), 1000).theta
    return plots.decision_regions(
        lambda points: gd.sigmoid(gd.add_bias(points) @ theta),
        X,
        labels == 2,
        class_names=("not virginica", "virginica"),
        feature_names=("petal length (cm)", "petal width (cm)"),
        title="Logistic regression: P(virginica)",
    )


def trained_network() -> Figure:
    X, labels = gd.datasets.iris()
    net = networks.MLP(gd.datasets.standardize(X), labels, (4, 5, 3))
    theta = gd.minimize(net, np.sin(np.arange(1.0, 44.0)) / 2, gd.GD(1.0), 200).theta
    return plots.network_drawing(
        (4, 5, 3),
        net.unpack(theta)[0],
        names=("4 lengths", "hidden", "species"),
        title="Iris, 4–5–3, after 200 updates",
    )


def fitted_line() -> Figure:
    X, y = gd.datasets.noisy_line(np.random.default_rng(0))
    path = gd.minimize(gd.MSE(X, y), [0.0, 0.0], gd.GD(0.2), 60).path
    labels = [f"after {t} updates" if t else "start" for t in (0, 2, 10, 60)]
    return plots.line_fit(X, y, path[[0, 2, 10, 60]], labels=labels, title="y = 2 + 5x + noise, η = 0.2")


def losses() -> Figure:
    X, y = gd.datasets.toy_batch()
    rates = {f"η = {eta:g}": gd.minimize(gd.MSE(X, y), [0.0, 1.0, 1.0], gd.GD(eta), 40) for eta in (0.05, 0.2, 0.26)}
    return plots.loss_curves(rates, title="Toy batch: the limit is 2/L = 0.256")


def softmax_jacobian() -> Figure:
    p = gd.softmax(np.array([1.0, 2.0, 3.0]))
    return plots.jacobian_heatmap(
        np.diag(p) - np.outer(p, p),
        rows=("p₁", "p₂", "p₃"),
        columns=("z₁", "z₂", "z₃"),
        title="∂p/∂z of the softmax at z = (1, 2, 3)",
    )


def minibatch_passes() -> Figure:
    nodes = [
        plots.Node("X", (3, 2), "data"),
        plots.Node("w", (2,), "parameter"),
        plots.Node("b", (), "parameter"),
        plots.Node("ŷ", (3,), formula="Xw + b·1"),
        plots.Node("L", (), formula="mean (ŷ − y)²"),
    ]
    X, y = gd.datasets.toy_batch()
    residuals = X[:3] @ [1.0, 1.0] - y[:3]
    return plots.forward_backward_graph(
        nodes,
        [plots.Edge("X", "ŷ"), plots.Edge("w", "ŷ"), plots.Edge("b", "ŷ"), plots.Edge("ŷ", "L")],
        values={"w": [1.0, 1.0], "b": 0.0, "ŷ": residuals + y[:3], "L": np.mean(residuals**2)},
        gradients={"w": 2 / 3 * X[:3].T @ residuals, "b": 2 / 3 * residuals.sum(), "ŷ": 2 / 3 * residuals},
        of="L",
        title="One mini-batch, forward and backward",
    )


def sigmoid_curves() -> Figure:
    z = np.linspace(-6, 6, 201)
    series = {"σ(z)": gd.sigmoid(z), "σ′(z) = σ(1 − σ)": gd.sigmoid(z) * (1 - gd.sigmoid(z))}
    return plots.curves(z, series, xlabel="z", title="The sigmoid and its derivative")


SAMPLES: dict[str, Callable[[], Figure]] = {
    "minibatch_graph": plots.minibatch_graph,
    "residual_bars": lambda: plots.residual_bars([-1.6, -2.1, -1.1], [0.1733, 0.4467, 0.2467]),
    "forward_backward_graph": minibatch_passes,
    "neuron_graph": plots.neuron_graph,
    "backprop_graph": lambda: plots.backprop_graph((4, 5, 3), 150),
    "contour_path": contour,
    "gradient_field": lambda: plots.gradient_field(gd.cases.himmelblau(), (-5, 5), (-5, 5), names=("x", "y")),
    "optimizer_race": race,
    "line_fit": fitted_line,
    "loss_curves": losses,
    "curves": sigmoid_curves,
    "finite_difference_error": lambda: plots.finite_difference_error(np.exp, np.exp, 1.0, name="exp"),
    "decision_regions_softmax": softmax_regions,
    "decision_regions_logistic": logistic_regions,
    "jacobian_heatmap": softmax_jacobian,
    "network_drawing": trained_network,
    "network_drawing_large": lambda: plots.network_drawing((784, 300, 100, 10), title="A large one"),
    "feature_counts": plots.feature_counts,
    "parameter_counts": lambda: plots.parameter_counts(
        {"iris": (4, 5, 3), "digits": (64, 32, 10), "MNIST": (784, 300, 100, 10)}
    ),
}


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print("usage: python -m gdkit.plots.sheet FOLDER      for example build/figures", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    figures = {theme: _drawn(theme) for theme in THEMES}
    for theme, drawn in figures.items():
        images = []
        for name, figure in drawn.items():
            file = folder / f"{name}-{theme}.png"
            file.write_bytes(png(figure))
            images.append(Image.open(io.BytesIO(file.read_bytes())).convert("RGB"))
        _sheet(map(_page_width, images), THEMES[theme].background).save(folder / f"sheet-{theme}.png")
        if theme == "light":
            _sheet(map(_on_page, images), "#808080").save(folder / "sheet-1024x768.png")
    (folder / "index.html").write_text(_html(figures["light"]), encoding="utf-8")
    print(f"{len(SAMPLES)} pictures in {len(THEMES)} themes: {folder / 'index.html'}")
    return 0


def _drawn(theme: str) -> dict[str, Figure]:
    with plots.theme(theme):
        return {name: sample() for name, sample in SAMPLES.items()}


def _page_width(image: Image.Image) -> Image.Image:
    return image.resize((PAGE[0], round(image.height * PAGE[0] / image.width)))


def _on_page(image: Image.Image) -> Image.Image:
    """The picture as large as it fits on a page of a projector."""
    scale = min(PAGE[0] / image.width, PAGE[1] / image.height)
    small = image.resize((round(image.width * scale), round(image.height * scale)))
    page = Image.new("RGB", PAGE, "#FFFFFF")
    page.paste(small, ((PAGE[0] - small.width) // 2, (PAGE[1] - small.height) // 2))
    return page


def _sheet(images: Iterable[Image.Image], ground: str, columns: int = 2, space: int = 16) -> Image.Image:
    """All pictures, two in a row."""
    rows = list(_in_rows(list(images), columns))
    heights = [max(image.height for image in row) for row in rows]
    sheet = Image.new("RGB", (columns * (PAGE[0] + space), sum(heights) + space * len(rows)), ground)
    top = 0
    for row, height in zip(rows, heights, strict=True):
        for column, image in enumerate(row):
            sheet.paste(image, (column * (PAGE[0] + space), top))
        top += height + space
    return sheet


def _in_rows(images: list[Image.Image], columns: int) -> Iterable[list[Image.Image]]:
    return (images[i : i + columns] for i in range(0, len(images), columns))


def _html(figures: dict[str, Figure]) -> str:
    parts = [
        f"<section><h2>{name}</h2>"
        + "".join(
            f'<img src="{name}-{theme}.png" width="{PAGE[0]}" alt="{html.escape(plots.alt_text(figure))}">'
            for theme in THEMES
        )
        + f"<p>{html.escape(plots.alt_text(figure))}</p></section>"
        for name, figure in figures.items()
    ]
    style = "body{font:16px/1.5 system-ui,sans-serif;margin:1rem auto;max-width:1024px}img{max-width:100%;height:auto}"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>gdkit: every picture</title>'
        f"<style>{style}</style></head><body><h1>Every picture of gdkit, light and dark</h1>"
        f"{''.join(parts)}</body></html>"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
