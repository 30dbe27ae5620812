"""A slider that is dragged draws at every event, and draws each picture once. How fast: benchmarks/explorers.py."""

import pytest

from .test_every_explorer import NAMES, answer, explorer
from .test_players import line_fit

WITHOUT_SLIDERS = {"BackpropExplorer", "ShapeExplorer", "StoppingReplay"}
# Four places of a slider, an `input` event at each -> how often each picture was drawn.
DRAG = """async (slider) => {
    const pictures = [...document.querySelectorAll("canvas, svg")];
    const observer = new MutationObserver(() => {});
    for (const picture of pictures)
        observer.observe(picture, { attributes: true, attributeFilter: ["width", "aria-label"], childList: true });
    const [min, max] = [Number(slider.min), Number(slider.max)];
    const drawn = (records, picture) => records.filter(({ target, attributeName, type }) =>
        target === picture && (picture.matches("canvas") ? attributeName === "width" : type === "childList")).length;
    const counts = [];
    for (let k = 1; k <= 4; k += 1) {
        observer.takeRecords();
        slider.value = min + ((max - min) * k) / 5;
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        await null;
        const records = observer.takeRecords();
        counts.push(pictures.map((picture) => drawn(records, picture)));
    }
    return counts;
}"""


@pytest.mark.parametrize("name", [*NAMES, "LineFitPlayer"])
def test_each_event_of_a_slider_draws_each_picture_once(mount, name):
    page = mount(line_fit() if name == "LineFitPlayer" else explorer(name))
    if name != "LineFitPlayer":
        answer(page, name)
    sliders = page.get_by_role("slider").all()
    assert (sliders == []) == (name in WITHOUT_SLIDERS)
    for slider in sliders:
        for drawn in slider.evaluate(DRAG):
            assert set(drawn) == {1}
