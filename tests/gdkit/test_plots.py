"""Every picture can be read: on a projector, in light and dark, by all eyes, and by those who hear it."""

import itertools
import json
import subprocess
import sys
from functools import lru_cache

import numpy as np
import plot_sheet
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

import gdkit
from gdkit import plots
from gdkit.plots import style, surface
from gdkit.plots.graph_layout import Edge, Node

THEMES = (style.LIGHT, style.DARK)
every_sample = pytest.mark.parametrize("name", plot_sheet.SAMPLES, scope="module")  # all tests of one, then the next


class Drawn(dict):
    """(name, theme) -> the sample in that theme, drawn when it is first asked for.

    Those of one sample are kept: a figure with its text laid out is many megabytes.
    """

    def __missing__(self, key):
        name, theme = key
        if any(name != other for other, _ in self):
            self.clear()
        with plots.theme(theme):
            self[key] = plot_sheet.SAMPLES[name]()
        return self[key]


@pytest.fixture(scope="module")
def drawn():
    return Drawn()


@lru_cache(maxsize=2)
def texts(figure):
    """What can be read of a figure, with its box in pixels. In the dark all stands where it does in the light, and
    to find the places anew takes most of the time."""
    if to_rgb(figure.get_facecolor()) == to_rgb(style.DARK.background):
        figure.set_layout_engine("none")
    figure.draw_without_rendering()
    found = []
    for ax in figure.axes:
        inside = set(ax.get_children())
        for text in ax.findobj(Text):
            tick = text not in inside and text not in (ax.title, ax._left_title, ax._right_title)
            shown = text.get_visible() and text.get_text().strip() and (ax.axison or not tick)
            box = text.get_window_extent()
            if shown and box.width > 0 and _tick_in_view(ax, text):
                found.append((text, box))
    return found


def _tick_in_view(ax, text):
    for axis in (ax.xaxis, ax.yaxis):
        for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
            if text in (tick.label1, tick.label2):
                low, high = sorted(axis.get_view_interval())
                place = tick.get_loc()
                return low - 1e-9 * abs(low) <= place <= high + 1e-9 * abs(high)
    return True


@every_sample
def test_a_figure_says_in_words_what_it_shows(name, drawn):
    for theme in style.THEMES:
        alt = drawn[name, theme].alt
        assert len(alt) > 60 and alt.endswith(".") and "\n" not in alt
        assert "nan" not in alt and "array(" not in alt and "np." not in alt


@every_sample
def test_no_text_is_smaller_than_14_points_on_a_page_of_1024_pixels(name, drawn):
    figure = drawn[name, "light"]
    scale = min(1.0, 1024 / (figure.get_figwidth() * style.DPI), 768 / (figure.get_figheight() * style.DPI))
    assert texts(figure)
    for text, _ in texts(figure):
        assert round(text.get_fontsize() * scale, 1) >= 14, f"{text.get_text()!r} has {text.get_fontsize() * scale} pt"


@every_sample
def test_no_text_is_cut_off_or_written_over_another(name, drawn):
    figure = drawn[name, "light"]
    width, height = figure.canvas.get_width_height()
    for text, box in texts(figure):
        inside = box.x0 > -2 and box.y0 > -2 and box.x1 < width + 2 and box.y1 < height + 2
        assert inside, f"{text.get_text()!r} leaves the figure: {box}"
    for (a, box), (b, other) in itertools.combinations(texts(figure), 2):
        wide = min(box.x1, other.x1) - max(box.x0, other.x0)
        high = min(box.y1, other.y1) - max(box.y0, other.y0)
        assert min(wide, high) < 4, f"{a.get_text()!r} and {b.get_text()!r} overlap"


@every_sample
def test_every_text_stands_out_from_its_ground_in_both_themes(name, drawn):
    for theme in THEMES:
        for text, _ in texts(drawn[name, theme.name]):
            box = text.get_bbox_patch()
            ground = box.get_facecolor() if box is not None else getattr(text, "ground", theme.background)
            assert contrast(text.get_color(), ground) >= 3.0, text.get_text()


@pytest.mark.parametrize("name", ["line_fit", "decision_regions_softmax", "network_drawing"])
def test_a_picture_is_the_same_to_the_last_byte_when_it_is_drawn_again(name):
    assert style.png(plot_sheet.SAMPLES[name]()) == style.png(plot_sheet.SAMPLES[name]())


@pytest.mark.parametrize("theme", THEMES, ids=lambda t: t.name)
def test_colours_stand_out_from_the_ground(theme):
    assert contrast(theme.ink, theme.background) >= 7
    assert all(contrast(colour, theme.background) >= 3 for colour in theme.series)
    assert all(contrast(theme.ink, soft) >= 7 for soft in theme.soft)


# Machado, Oliveira and Fernandes 2009, severity 1.0: what is seen without one of the three kinds of cone
BLIND = {
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


@pytest.mark.parametrize("theme", THEMES, ids=lambda t: t.name)
@pytest.mark.parametrize("kind", BLIND)
def test_colour_blind_eyes_tell_the_series_apart(kind, theme):
    seen = [lab(np.clip(np.array(BLIND[kind]) @ linear(colour), 0, 1)) for colour in theme.series]
    assert min(np.linalg.norm(a - b) for a, b in itertools.combinations(seen, 2)) > 9


def linear(colour):
    c = np.array(to_rgb(colour))
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def contrast(a, b):
    """WCAG 2.1, relative luminance and contrast ratio"""
    dark, light = sorted(linear(c) @ [0.2126, 0.7152, 0.0722] for c in (a, b))
    return (light + 0.05) / (dark + 0.05)


def lab(rgb):
    """CIE L*a*b*, D65"""
    to_xyz = [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
    t = np.array(to_xyz) @ rgb / [0.95047, 1, 1.08883]
    f = np.where(t > 0.008856, np.cbrt(t), 7.787 * t + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def test_axes_of_ones_own_are_drawn_into_and_described():
    figure = Figure()
    assert plots.residual_bars([1.0, 2.0], [0.5, 1.0], ax=figure.add_subplot(121)) is figure
    plots.minibatch_graph(ax=figure.add_subplot(122))
    assert "row 2 from 2 to 1" in plots.alt_text(figure) and "∂ŷ/∂w = X" in plots.alt_text(figure)


def test_a_theme_holds_inside_its_block_only():
    assert plots.current_theme().name == "light"
    with plots.theme("dark"):
        dark = plots.minibatch_graph()
    assert to_rgb(dark.get_facecolor()) == to_rgb(style.DARK.background)
    assert plots.current_theme().name == "light"
    plots.use_theme("dark")
    assert plots.current_theme().name == "dark"
    plots.use_theme("light")
    with pytest.raises(ValueError, match="theme is 'blue'; expected one of light, dark"):
        plots.use_theme("blue")


def test_a_figure_at_the_end_of_a_cell_is_displayed_with_its_words(monkeypatch):
    """In IPython itself: one display, PNG and words, and no second picture from the inline back end."""
    code = """
import json, base64
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
shell = InteractiveShell.instance()
shell.run_cell("import matplotlib; matplotlib.use('module://matplotlib_inline.backend_inline')")
shell.run_cell("import matplotlib.pyplot; from gdkit import plots")
with capture_output() as seen:
    shell.run_cell("plots.residual_bars([1.0], [0.5])")
head = lambda png: base64.b64decode(png)[:4].hex()
print(json.dumps([{"mime": sorted(o.data), "png": head(o.data["image/png"]), "meta": o.metadata,
                   "text": o.data["text/plain"], "html": o.data["text/html"]} for o in seen.outputs]))
"""
    monkeypatch.setenv("PYTHONWARNINGS", "ignore")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    (seen,) = json.loads(done.stdout.splitlines()[-1])
    assert seen["mime"] == ["image/png", "text/html", "text/plain"] and seen["png"] == "89504e47"
    assert seen["meta"]["image/png"]["alt"] == seen["text"] and "row 1 from 1 to 0.5" in seen["text"]
    assert seen["meta"]["image/png"]["width"] == 1024
    assert 'alt="Bar chart of residuals' in seen["html"] and 'src="data:image/png;base64,' in seen["html"]


def test_the_png_carries_its_words():
    figure = plots.residual_bars([1.0], [0.5])
    assert figure.alt.encode() in style.png(figure)


def test_the_minibatch_graph_writes_each_shape_and_each_jacobian(drawn):
    alt = drawn["minibatch_graph", "light"].alt
    for said in (
        "X, given, shape (3, 2).",
        "w, learned, shape (2,).",
        "b, learned, shape ().",
        "ŷ = Xw + b·1, computed, shape (3,).",
        "w goes into ŷ, local Jacobian ∂ŷ/∂w = X, shape (3, 2).",
        "b goes into ŷ, local Jacobian ∂ŷ/∂b = 1, shape (3,).",
        "ŷ goes into J, local Jacobian ∂J/∂ŷ = (2/B)(ŷ − y), shape (3,).",
    ):
        assert said in alt
    written = " ".join(text.get_text() for text, _ in texts(drawn["minibatch_graph", "light"]))
    assert all(shape in written for shape in ("(3, 2)", "(2,)", "()", "(3,)", "∂ŷ/∂w = X"))


def test_a_node_stands_right_of_all_it_is_computed_from():
    nodes = [Node(name, ()) for name in "dcba"]
    edges = [Edge("a", "b"), Edge("b", "c"), Edge("c", "d"), Edge("a", "d")]
    figure = plots.computation_graph(nodes, edges)
    x = {text.get_text().split("\n")[0]: text.get_position()[0] for text in figure.axes[0].texts}
    assert x["a"] < x["b"] < x["c"] < x["d"]


@pytest.mark.parametrize(
    ("nodes", "edges", "said"),
    [
        ([Node("a", ())], [Edge("a", "z")], "edge a -> z: no node is named 'z'"),
        ([Node("a", (), "input")], [], "a is of kind 'input'; expected one of data, parameter, value"),
        ([Node("a", ()), Node("b", ())], [Edge("a", "b"), Edge("b", "a")], "the edges form a cycle"),
        ([], [], "nodes is empty"),
    ],
)
def test_a_graph_that_cannot_be_drawn_says_why(nodes, edges, said):
    with pytest.raises(ValueError, match=said):
        plots.computation_graph(nodes, edges)


@pytest.mark.parametrize(
    ("before", "after", "labels", "said"),
    [
        ([1.0], [1.0, 2.0], None, r"before has shape \(1,\), after \(2,\)"),
        ([[1.0]], [[1.0]], None, r"expected the same \(m,\)"),
        ([1.0], [1.0], ["a", "b"], "labels has 2 entries; expected 1"),
    ],
)
def test_residuals_that_do_not_belong_together_are_refused(before, after, labels, said):
    with pytest.raises(ValueError, match=said):
        plots.residual_bars(before, after, labels=labels)


def test_drawing_loads_no_pyplot():
    code = "import sys, gdkit.plots as p; p.minibatch_graph(); sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_bars_are_told_apart_without_colour(drawn):
    hatches = {bar.get_hatch() or "" for bar in drawn["residual_bars", "light"].axes[0].patches}
    assert len(hatches) == 2


# ------------------------------------------------------------------------------- what each picture says is true


def alt(drawn, name):
    return drawn[name, "light"].alt


def test_contour_lines_are_heard_with_where_each_path_starts_and_ends(drawn):
    """x² + 10y² from (−1.8, 0.9): 25 updates multiply x by (1 − 2η)²⁵ and y by (1 − 20η)²⁵."""
    said = alt(drawn, "contour_path")
    for eta in (0.02, 0.09):
        x, y = -1.8 * (1 - 2 * eta) ** 25, 0.9 * (1 - 20 * eta) ** 25
        assert f"η = {eta}: from (-1.8, 0.9) in 25 updates to ({x:.3g}, {y:.3g})." in said


def test_the_limits_of_a_contour_plot_show_the_whole_path():
    track = np.array([[0.0, 0.0], [3.0, -2.0]])
    ax = plots.contour_path(gdkit.cases.bowl(), track).axes[0]
    assert ax.get_xlim()[0] < 0 and ax.get_xlim()[1] > 3 and ax.get_ylim()[0] < -2 and ax.get_ylim()[1] > 0


def test_contour_levels_rise_from_the_lowest_value_to_the_highest():
    levels = surface.levels_of(np.array([[2.0, 5.0], [np.nan, 3.0]]))
    assert levels[0] == 2 and levels[-1] == 5 and (np.diff(levels) > 0).all()


def test_arrows_of_the_field_point_downhill():
    figure = plots.gradient_field(gdkit.cases.valley(), (-1, 1), (-1, 1), n=5)
    (quiver,) = (c for c in figure.axes[0].collections if type(c).__name__ == "Quiver")
    downhill = -gdkit.cases.valley().gradient(np.column_stack([quiver.X, quiver.Y]))
    arrows = np.column_stack([quiver.U, quiver.V])
    size = np.linalg.norm(downhill, axis=1)
    np.testing.assert_allclose(arrows * np.sqrt(size)[:, None], downhill, atol=1e-12)
    assert "The gradient is smallest, 0, near (0, 0)" in figure.alt.replace("-0", "0")


def test_a_race_says_each_path_and_each_loss(drawn):
    """f = 0.1x² + 2y² from (−5, −2), 20 steps of η = 0.4: torch ends at (−0.943466645814, −0.000073123169)."""
    loss = gdkit.cases.valley([0.1, 2.0])
    run = gdkit.minimize(loss, [-5.0, -2.0], gdkit.GD(0.4), 20)
    said = plots.optimizer_race(loss, {"GD": run}).alt
    assert "GD: from (-5, -2) in 20 updates to (-0.943, -7.31e-05)." in said
    assert f"GD from 10.5 to {0.1 * 0.943466645814**2 + 2 * 0.000073123169**2:.4g} in 20 updates" in said
    assert all(name in alt(drawn, "optimizer_race") for name in ("GD", "Momentum", "RMSprop", "Adam"))


def test_loss_curves_plot_what_was_recorded_above_the_minimum():
    X, y = gdkit.datasets.noisy_line(np.random.default_rng(1), 20)
    loss = gdkit.MSE(X, y)
    best = float(loss(np.linalg.lstsq(loss.Xb, y, rcond=None)[0]))
    run = gdkit.minimize(loss, [0.0, 0.0], gdkit.GD(0.1), 30)
    line = plots.loss_curves({"GD": run}, minimum=best).axes[0].lines[0]
    np.testing.assert_allclose(line.get_ydata(), run.values - best)
    assert line.axes.get_yscale() == "log" and (line.get_ydata() > 0).all()


def test_a_diverging_loss_leaves_a_gap_and_is_said():
    figure = plots.loss_curves({"η = 9": np.array([1.0, 1e300, np.inf])})
    assert "from 1 to beyond all measure in 2 updates" in figure.alt


def test_central_differences_are_best_near_the_cube_root_of_the_rounding_error(drawn):
    """exp at 1 [ledger, L0]: central 4.5e-5 at h = 1e-2, 5.9e-11 at 1e-5; forward 6.6e-9 at 1e-8."""
    said = alt(drawn, "finite_difference_error")
    forward, central = (
        float(said.split(f"{kind} differences are best near h = ")[1].split(",")[0]) for kind in ("forward", "central")
    )
    assert 2e-9 < forward < 1e-7 and 1e-6 < central < 3e-5
    figure = drawn["finite_difference_error", "light"]
    h, error = figure.axes[0].lines[2].get_data()
    assert error[np.argmin(abs(np.log(h / 1e-2)))] == pytest.approx(4.5e-5, rel=0.02)


def test_regions_say_their_area_and_how_many_points_lie_right():
    X = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    figure = plots.decision_regions(lambda p: gdkit.sigmoid(50 * (p[:, 0] - 0.5)), X, [0, 1, 0, 0])
    assert "class 0: 50% of the area, 3 points, 2 of them in their region" in figure.alt
    assert "class 1: 50% of the area, 1 points, 1 of them in their region" in figure.alt


def test_the_regions_of_softmax_regression_hold_the_points_that_sklearn_would_give_them(drawn):
    """iris petals, η = 0.1, 1000 steps: accuracy 142/150 = .9467 [ledger X8.5]."""
    right = [
        int(part.split()[-1]) for part in alt(drawn, "decision_regions_softmax").split(" of them in their region")[:3]
    ]
    assert sum(right) == 142


def test_a_network_counts_its_weights_and_biases(drawn):
    """[4, 5, 3] has 43 parameters, [784, 300, 100, 10] has 266610 [ledger X9.2]."""
    assert "35 weights and 8 biases, 43 parameters" in alt(drawn, "network_drawing")
    assert "266610 parameters" in alt(drawn, "network_drawing_large")
    assert "MNIST (784–300–100–10): 266,200 weights and 410 biases, 266,610 in all" in alt(drawn, "parameter_counts")


def test_a_drawn_weight_is_as_wide_as_it_is_large_and_dashed_when_negative():
    figure = plots.network_drawing((2, 1), [[[1.0, -3.0]]])
    (lines,) = figure.axes[0].collections
    thin, wide = lines.get_linewidths()
    assert wide == 4 and thin == pytest.approx(1.6)
    assert [style[1] is None for style in lines.get_linestyles()] == [True, False]


@pytest.mark.parametrize(("r", "n", "count"), [(2, 3, 6), (2, 10_000, 50_005_000), (3, 4, 20)])
def test_feature_counts_are_those_of_the_ledger(r, n, count):
    """Ledger X9.1: (n, r) = (3, 2) gives 6, (10000, 2) gives 50005000, (4, 3) gives 20."""
    x, y = plots.feature_counts(n, degrees=(r,)).axes[0].lines[0].get_data()
    assert x[-1] == n and y[-1] == count


def test_a_heat_map_shows_the_softmax_jacobian_of_the_ledger(drawn):
    """Ledger X8.2: first row .08192507, −.02203304, −.05989202."""
    assert "p₁: 0.0819, -0.022, -0.0599" in alt(drawn, "jacobian_heatmap")
    assert "smallest -0.163 at (p₂, z₃), largest 0.223 at (p₃, z₃)" in alt(drawn, "jacobian_heatmap")
    image = drawn["jacobian_heatmap", "light"].axes[0].images[0]
    assert image.norm.vmin == -image.norm.vmax


def test_lines_say_their_loss(drawn):
    X, y = np.array([[0.0], [1.0]]), np.array([1.0, 3.0])
    said = plots.line_fit(X, y, [[0.0, 0.0], [1.0, 2.0]]).alt
    assert (
        "b = 0, w = 0: mean squared error 5;" in said and "b = 1, w = 2: mean squared error 0, the best, bold." in said
    )
    assert plots.line_fit(X, y, [[0.0, 0.0]]).alt.endswith("mean squared error 5.")


def test_lines_that_a_class_compares_look_alike_and_do_not_say_which_is_best():
    figure = plots.line_fit([0.0, 2.0], [1.0, 5.0], [[0.0, 0.0], [1.0, 2.0]], labels=["one", "two"], tell=False)
    assert len({(line.get_linewidth(), line.get_color()) for line in figure.axes[0].lines}) == 1
    assert figure.alt.endswith("one: from 0 to 0; two: from 1 to 5.")


def test_the_saturated_neuron_has_the_gradient_of_the_ledger(drawn):
    """x = 1, y = 0, w = b = 2, quadratic cost: ∂C/∂w = .01734502, a = .98201379 [ledger X11.1]."""
    said = alt(drawn, "neuron_graph")
    assert "value 0.982" in said and "∂C/∂w = 0.0173" in said and "z goes back to w" in said


def test_forward_and_backward_a_gradient_has_the_shape_of_its_value(drawn):
    said = alt(drawn, "forward_backward_graph")
    assert "∂J/∂w = (−6, −4.27)" in said and "∂J/∂b = −3.2" in said and "ŷ goes back to b" in said
    with pytest.raises(ValueError, match=r"gradient of w has shape \(1, 2\); expected that of its value, \(2,\)"):
        plots.forward_backward_graph([Node("w", (2,))], [], {"w": [1.0, 1.0]}, {"w": [[1.0, 1.0]]}, of="J")


def test_the_backpropagation_graph_has_every_shape(drawn):
    """iris 4–5–3 with 150 rows: A¹, Δ¹ (150, 5), ∂C/∂W¹ (5, 4), ∂C/∂b¹ (5,); Δ² (150, 3), ∂C/∂W² (3, 5), (3,)."""
    said = alt(drawn, "backprop_graph")
    for part in (
        "A¹ = σ(A⁰W¹ᵀ + b¹), computed, shape (150, 5)",
        "Δ¹ = Δ²W² ⊙ σ′(Z¹), computed backward, shape (150, 5)",
        "∂C/∂W¹ = Δ¹ᵀA⁰/m, gradient, shape (5, 4), ∂C/∂b¹ = mean of Δ¹, (5,)",
        "∂C/∂W² = Δ²ᵀA¹/m, gradient, shape (3, 5), ∂C/∂b² = mean of Δ², (3,)",
        "Δ² goes back to Δ¹",
    ):
        assert part in said


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (lambda: plots.contour_path(gdkit.cases.bowl()), "neither paths nor limits were given"),
        (
            lambda: plots.contour_path(gdkit.cases.bowl(), np.ones((3, 4))),
            r"path has shape \(3, 4\); expected \(T\+1, 2\)",
        ),
        (lambda: plots.contour_path(lambda t: 0.0, xlim=(0, 1), ylim=(0, 1)), r"loss gives \(\) for points"),
        (lambda: plots.curves([1, 2], {"y": [1, 2, 3]}), r"y has shape \(3,\); expected that of x, \(2,\)"),
        (lambda: plots.loss_curves({"a": [[1.0]]}), r"a has shape \(1, 1\); expected \(T\+1,\)"),
        (lambda: plots.decision_regions(lambda p: p[:, 0], [[1.0]], [0]), r"X has shape \(1, 1\), labels \(1,\)"),
        (lambda: plots.decision_regions(lambda p: np.ones((len(p), 6)), np.eye(2), [0, 1]), "there are 6 classes"),
        (lambda: plots.network_drawing((3,)), r"sizes is \[3\]; expected at least two layers"),
        (lambda: plots.network_drawing((2, 1), [np.ones((2, 1))]), r"expected \[\(1, 2\)\], \(n_out, n_in\) each"),
        (lambda: plots.network_drawing((2, 1), names=["a"]), "names has 1 entries; expected 2"),
        (lambda: plots.jacobian_heatmap([1.0]), r"J has shape \(1,\); expected \(n_out, n_in\)"),
        (lambda: plots.jacobian_heatmap([[1.0]], rows=["a", "b"]), r"there are \[2, 1\] names; expected \[1, 1\]"),
        (lambda: plots.line_fit(np.ones((3, 2)), np.ones(3)), r"X has shape \(3, 2\), y \(3,\)"),
        (lambda: plots.line_fit([1.0], [1.0], [[1.0, 2.0, 3.0]]), r"thetas has shape \(1, 3\); expected \(T, 2\)"),
        (lambda: plots.line_fit([1.0], [1.0], [[1.0, 2.0]], labels=[]), "labels has 0 entries; expected 1"),
        (lambda: plots.parameter_counts({}), "networks is empty"),
        (lambda: plots.backprop_graph((2,), 3), "expected two to four layers"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_what_was_expected(draw, said):
    with pytest.raises(ValueError, match=said):
        draw()


def test_the_sheet_holds_every_public_plot(drawn):
    shown = {
        name.removesuffix("_softmax").removesuffix("_logistic").removesuffix("_large") for name in plot_sheet.SAMPLES
    }
    drawing = {name for name in plots.__all__ if callable(getattr(plots, name)) and name[0].islower()}
    assert drawing - shown == {"computation_graph", "show", "alt_text", "theme", "use_theme", "current_theme"}


def test_the_sheet_is_written_as_pictures_and_a_page_with_all_words(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(plot_sheet, "SAMPLES", {"residual_bars": plot_sheet.SAMPLES["residual_bars"]})
    assert plot_sheet.main([str(tmp_path / "build" / "figures")]) == 0
    folder = tmp_path / "build" / "figures"
    expected = {f"residual_bars-{t}.png" for t in style.THEMES} | {
        f"sheet-{t}.png" for t in (*style.THEMES, "1024x768")
    }
    assert {file.name for file in folder.iterdir()} == expected | {"index.html"}
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert page.count('alt="Bar chart of residuals before and after the update') == 2 and "http" not in page
    assert "1 pictures in 2 themes" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["a", "b"], ["--help"]])
def test_the_sheet_says_how_it_is_used(arguments, capsys):
    assert plot_sheet.main(arguments) == 2
    assert "usage: python docs/plot_sheet.py FOLDER" in capsys.readouterr().err


@pytest.mark.parametrize("name", [name for name in plot_sheet.SAMPLES if name.endswith("_graph")])
def test_boxes_of_a_graph_and_its_jacobians_keep_clear_of_each_other(name, drawn):
    figure = drawn[name, "light"]
    width, height = figure.canvas.get_width_height()
    boxes = [
        (text.get_text(), text.get_bbox_patch().get_window_extent())
        for text, _ in texts(figure)
        if text.get_bbox_patch()
    ]
    assert len(boxes) > 4
    for said, box in boxes:
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height, f"{said!r} leaves the figure"
    for (a, box), (b, other) in itertools.combinations(boxes, 2):
        wide = min(box.x1, other.x1) - max(box.x0, other.x0)
        high = min(box.y1, other.y1) - max(box.y0, other.y0)
        assert min(wide, high) <= 0, f"{a!r} and {b!r} overlap"


def test_digits_so_far_shows_the_lectures_before_and_what_was_got_now():
    figure = plots.digits_so_far("02", 74, 75)
    assert "lecture 01, a line, two parameters: 93 % of twos and sevens; lecture 02" in figure.alt
    assert figure.alt.endswith("99 % of twos and sevens.") and "lecture 03" not in figure.alt
    labels = [tick.get_text() for tick in figure.axes[0].get_yticklabels()]
    assert len(labels) == 14 and labels[2].endswith("02") and not any(labels[3:])


@pytest.mark.parametrize(
    "call, said",
    [
        (lambda: plots.digits_so_far("14", 3), "lecture is '14'; expected one of 00, 01"),
        (lambda: plots.digits_so_far("03", 361), "right is 361 of 360; expected a whole number from 0 to 360"),
        (lambda: plots.digit_images(np.ones((2, 63))), r"X has shape \(2, 63\); expected \(m, 64\)"),
        (lambda: plots.digit_images(np.ones((2, 64)), [1]), "there are 1 labels; expected 2"),
    ],
)
def test_pictures_of_digits_say_what_does_not_fit(call, said):
    with pytest.raises(ValueError, match=said):
        call()
