"""Pictures of the lectures. Each function returns a matplotlib Figure that carries its content in words.

Give `ax=` to draw into axes of your own. End a cell with the figure, or call `show(fig)`, and it is displayed
with its words, `fig.alt`, as alternative text.
"""

from gdkit.plots.counts import feature_counts, parameter_counts
from gdkit.plots.curves import curves, finite_difference_error, loss_curves
from gdkit.plots.forward_backward import backprop_graph, forward_backward_graph, neuron_graph
from gdkit.plots.graph import computation_graph, minibatch_graph
from gdkit.plots.graph_layout import Edge, Node
from gdkit.plots.heatmap import jacobian_heatmap
from gdkit.plots.lines import line_fit
from gdkit.plots.network import network_drawing
from gdkit.plots.race import optimizer_race
from gdkit.plots.regions import decision_regions
from gdkit.plots.residuals import residual_bars
from gdkit.plots.style import Picture, alt_text, current_theme, show, theme, use_theme
from gdkit.plots.surface import contour_path, gradient_field

__all__ = [
    # descents
    "contour_path", "gradient_field", "optimizer_race", "line_fit", "loss_curves", "residual_bars",
    # classes and networks
    "decision_regions", "network_drawing", "jacobian_heatmap", "feature_counts", "parameter_counts",
    # graphs
    "Node", "Edge", "computation_graph", "minibatch_graph", "forward_backward_graph", "neuron_graph", "backprop_graph",
    # functions
    "curves", "finite_difference_error",
    # how they look and how they are shown
    "Picture", "show", "alt_text", "theme", "use_theme", "current_theme",
]  # fmt: skip
