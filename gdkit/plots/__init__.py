"""Pictures of the lectures. Each function returns a matplotlib Figure that carries its content in words.

Give `ax=` to draw into axes of your own. End a cell with the figure, or call `show(fig)`, and it is displayed
with its words, `fig.alt`, as alternative text.
"""

from gdkit.plots.agreement import gradient_agreement
from gdkit.plots.costs import cost_surfaces, slow_learning
from gdkit.plots.counts import feature_counts, parameter_counts
from gdkit.plots.curves import curves, finite_difference_error, loss_curves
from gdkit.plots.depth import depth_gradients, signal_by_layer
from gdkit.plots.digits import digit_images, digits_so_far
from gdkit.plots.directions import slope_directions, uphill_downhill
from gdkit.plots.fitted import fitted_curves
from gdkit.plots.forward_backward import backprop_graph, forward_backward_graph, neuron_graph
from gdkit.plots.graph import computation_graph, minibatch_graph
from gdkit.plots.graph_layout import Edge, Node
from gdkit.plots.heatmap import jacobian_heatmap
from gdkit.plots.histogram import histogram
from gdkit.plots.landscape import landscape, steps_on_curve
from gdkit.plots.lines import line_fit
from gdkit.plots.logistic import probability_contours, sigmoid_fit
from gdkit.plots.network import network_drawing
from gdkit.plots.neuron import neuron_drawing
from gdkit.plots.nudge import nudge_errors, nudge_glass
from gdkit.plots.passes import network_passes
from gdkit.plots.per_parameter import per_parameter
from gdkit.plots.race import optimizer_race
from gdkit.plots.regions import decision_regions
from gdkit.plots.residuals import residual_bars
from gdkit.plots.scopes import scope_graph
from gdkit.plots.shapes import shape_result
from gdkit.plots.shrinkage import coefficient_paths, penalty_contact
from gdkit.plots.softmax import class_contours, score_shares, simplex
from gdkit.plots.squares import residual_squares
from gdkit.plots.style import Picture, alt_text, current_theme, show, theme, use_theme
from gdkit.plots.surface import contour_path, gradient_field
from gdkit.plots.thresholds import threshold_counts
from gdkit.plots.towers import towers
from gdkit.plots.unit_activations import unit_activations

__all__ = [
    # descents
    "contour_path", "gradient_field", "optimizer_race", "per_parameter", "line_fit", "loss_curves",
    "residual_bars", "residual_squares",
    # slopes and surfaces
    "slope_directions", "uphill_downhill", "landscape", "steps_on_curve",
    # costs
    "cost_surfaces", "slow_learning",
    # penalties
    "coefficient_paths", "penalty_contact", "fitted_curves",
    # classes and networks
    "decision_regions", "network_drawing", "neuron_drawing", "jacobian_heatmap", "feature_counts", "parameter_counts",
    "probability_contours", "sigmoid_fit", "threshold_counts",
    "class_contours", "score_shares", "simplex",
    "unit_activations", "towers", "depth_gradients", "signal_by_layer",
    # arrays and differences
    "shape_result", "nudge_glass", "nudge_errors",
    # graphs
    "Node", "Edge", "computation_graph", "minibatch_graph", "forward_backward_graph", "neuron_graph", "backprop_graph",
    "scope_graph",
    "network_passes", "gradient_agreement",
    # the digits of the course
    "digit_images", "digits_so_far",
    # functions
    "curves", "finite_difference_error", "histogram",
    # how they look and how they are shown
    "Picture", "show", "alt_text", "theme", "use_theme", "current_theme",
]  # fmt: skip
