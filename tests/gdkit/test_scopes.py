"""The network by its name scopes: frames round the layers, softmax and loss outside."""

import itertools

import pytest
from matplotlib.patches import FancyBboxPatch

from gdkit import plots
from gdkit.plots.style import alt_text


def frames(figure):
    return [patch for patch in figure.axes[0].patches if isinstance(patch, FancyBboxPatch)]


def words(figure):
    return [text.get_text() for text in figure.axes[0].texts if text.get_text()]


@pytest.mark.parametrize("sizes", [(4, 5, 3), (2, 3, 2, 2), (64, 32, 32, 16, 10)])
def test_every_layer_has_a_frame_all_layers_have_one_and_the_loss_has_one(sizes):
    figure = plots.scope_graph(sizes, 7)
    assert len(frames(figure)) == len(sizes) - 1 + 2
    names = [f"hidden{k}" for k in range(1, len(sizes) - 1)] + ["outputs", "dnn", "loss"]
    assert all(words(figure).count(name) == 1 for name in names)


def test_each_box_stands_inside_its_layers_frame_and_the_labels_outside_the_network():
    figure = plots.scope_graph((2, 3, 2, 2), 7)
    figure.draw_without_rendering()
    boxes = {t.get_text().split("\n")[0]: t.get_window_extent() for t in figure.axes[0].texts if t.get_bbox_patch()}
    hidden1, hidden2, outputs, dnn, loss = (patch.get_window_extent() for patch in frames(figure))
    for frame, inside in ((hidden1, "A¹ W¹"), (hidden2, "A² W²"), (outputs, "Z³ W³"), (loss, "J labels")):
        assert {name for name, box in boxes.items() if contains(frame, box)} == set(inside.split())
    assert all(contains(dnn, frame) for frame in (hidden1, hidden2, outputs)) and not contains(dnn, loss)
    assert not dnn.overlaps(boxes["X"])


def contains(frame, box):
    return frame.x0 <= box.x0 and frame.x1 >= box.x1 and frame.y0 <= box.y0 and frame.y1 >= box.y1


def test_no_two_frames_cross_each_other_and_all_stay_in_the_picture():
    figure = plots.scope_graph((64, 32, 32, 16, 10), 100, title="Three hidden layers")
    figure.draw_without_rendering()
    extents = [patch.get_window_extent() for patch in frames(figure)]
    for a, b in itertools.combinations(extents, 2):
        assert contains(a, b) or contains(b, a) or not a.overlaps(b)
    width, height = figure.canvas.get_width_height()
    assert all(box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height for box in extents)


def test_the_words_say_the_shapes_and_what_the_scopes_hold():
    alt = alt_text(plots.scope_graph((2, 3, 2, 2), 7, scope="net"))
    assert "W², learned, shape (2, 3), b² (2,)" in alt and "Z³, computed, shape (7, 2), logits" in alt
    assert "net holds the layers hidden1, hidden2, outputs" in alt and "softmax and the labels stand outside" in alt


@pytest.mark.parametrize("sizes", [(4, 3), (2, 2, 2, 2, 2, 2)])
def test_a_network_that_is_not_deep_or_too_deep_to_be_read_is_refused(sizes):
    with pytest.raises(ValueError, match="expected one to three hidden layers"):
        plots.scope_graph(sizes, 5)
