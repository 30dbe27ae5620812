"""What holds for every explorer: it fits the page, asks before it shows, lets go when closed, and bears a neighbour."""

import re
import shutil

import numpy as np
import pytest

from gdkit import widgets
from gdkit.datasets import iris_petals
from gdkit.widgets.base import HERE, script, stylesheet


def explorer(name):
    """The explorer, with much to show after a prediction."""
    p, labels = np.linspace(0, 1, 60), np.arange(60) % 2
    settings = {
        "BackpropExplorer": ((), {"step": 4}),
        "BatchSizeExplorer": ((), {"batch_size": 1}),
        "LineExplorer": ((), {"theta": [3.0, 0.0]}),
        "MinibatchExplorer": ((), {"rows": range(12)}),
        "NetworkExplorer": (((8, 8, 8, 8, 8),), {}),
        "OptimizerExplorer": ((), {"rule": "Adam"}),
        "ShapeExplorer": (("+", [4, 1], [1, 3]), {}),
        "SigmoidExplorer": ((), {"b": -0.9, "w": 1.2}),
        "SlopeExplorer": ((), {"degrees": 207.0}),
        "StoppingReplay": ((), {"shown": 2}),
        "ThresholdExplorer": ((p, labels), {"class_names": ("benign", "malignant")}),
        "TrainingExplorer": (iris_petals(), {"hidden": 5, "rule": "Momentum", "n_updates": 100}),
    }
    arguments, named = settings.get(name, ((), {}))
    return getattr(widgets, name)(*arguments, **named)


NAMES = [name for name in widgets.__all__ if name != "Explorer" and not name.endswith("Player")]
# what may make it wider: where its first slider stands
PLACES = {
    "DescentExplorer": ["0.13"],
    "NudgeExplorer": ["-15", "-8", "-1"],
    "OptimizerExplorer": ["0.5"],
    "PenaltyExplorer": ["0.7"],
    "SlowLearningExplorer": ["-1", "2.5", "6"],
    "TrainingExplorer": ["8"],
}


def answer(page, name):
    """Predict, and see."""
    show = page.get_by_role("button", name=re.compile("^(Show|Train|Count|Double|Do it|See row|This way)"))
    if (radios := page.get_by_role("radio")).count():
        assert show.is_disabled()
        radios.first.check()
    elif name == "NetworkExplorer":
        page.get_by_label("How many parameters").fill("20")
    elif name == "LineExplorer":
        page.get_by_role("slider").first.press("ArrowRight")
    show.click()
    assert page.saved("prediction")
    assert page.locator(".gd-verdict").first.inner_text() != ""


@pytest.mark.parametrize(("width", "theme"), [(1024, "light"), (360, "dark")])
@pytest.mark.parametrize("name", NAMES)
def test_it_fits_the_page_asks_nothing_of_a_network_and_lets_go_of_its_model_when_closed(mount, name, width, theme):
    page = mount(explorer(name), width=width, theme=theme)
    page.fits()
    page.keep(f"{name}-{width}-{theme}-asks")
    answer(page, name)
    page.fits()
    for place in PLACES.get(name, []):
        page.get_by_role("slider").first.fill(place)
        page.fits()
    page.keep(f"{name}-{width}-{theme}")
    assert page.evaluate("heard.length") > 0
    assert page.evaluate("(stop(), heard.length)") == 0
    page.fits()


class Neighbours:
    """Two explorers whose traits have different names, as one widget whose module shows both."""

    def __init__(self, folder):
        self.both = [explorer("SigmoidExplorer"), explorer("BackpropExplorer")]
        for file in HERE.glob("*.js"):
            shutil.copy(file, folder)
        (folder / "both.js").write_text(BOTH, encoding="utf-8")
        self._esm = script("both.js", folder)
        self._css = stylesheet("sigmoid.css") + stylesheet("backprop.css")

    def get_state(self):
        first, second = (explorer.get_state() for explorer in self.both)
        return first | second


BOTH = """import { default as backprop } from "./backprop.js";
import { default as sigmoid } from "./sigmoid.js";

export default {
  render({ model, el }) {
    const stops = [sigmoid, backprop].map((explorer) => explorer.render({ model, el }))
    return () => stops.map((stop) => stop())
  },
};
"""


def test_two_explorers_of_one_module_work_beside_each_other(mount, tmp_path):
    page = mount(Neighbours(tmp_path))
    sigmoid, backprop = (page.get_by_role("group", name=name) for name in ("Sigmoid explorer", "The backward pass"))
    sigmoid.get_by_label("J falls").check()
    backprop.get_by_label("negative").check()
    sigmoid.get_by_role("button", name="Double, and show").click()
    backprop.get_by_role("button", name="Show", exact=True).click()
    assert page.state("w", "step") == [2.4, 5]
    assert sigmoid.get_by_text("J went from").first.is_visible()
    assert page.evaluate("(stop(), heard.length)") == 0
    page.fits()
