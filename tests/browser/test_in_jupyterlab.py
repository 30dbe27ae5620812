"""The explorers and figures where they are used: in JupyterLab, with a kernel, and without a network."""

import pytest


@pytest.mark.timeout(180)
def test_the_explorer_talks_to_its_kernel_and_figures_carry_their_words(open_in_lab):
    page = open_in_lab(
        "from gdkit import plots, widgets\nexplorer = widgets.MinibatchExplorer()\nexplorer",
        "plots.minibatch_graph()",
        "explorer.static()",
    )
    explorer = page.get_by_role("group", name="Mini-batch explorer")
    explorer.wait_for(timeout=60_000)
    explorer.get_by_role("checkbox", name="row 2 x").uncheck()
    explorer.get_by_label("negative", exact=True).check()
    explorer.get_by_role("button", name="Show", exact=True).click()
    explorer.get_by_text("You said negative.").first.wait_for()
    pictures = page.locator(".jp-OutputArea-output img")
    pictures.nth(1).wait_for(timeout=30_000)
    assert pictures.count() == 2, "each figure is shown once"
    assert pictures.nth(0).get_attribute("alt").startswith("Computation graph: One mini-batch of B = 3 rows.")
    assert "shape (3,)" in pictures.nth(1).get_attribute("alt")
    assert pictures.nth(0).evaluate("i => i.naturalWidth > 1000 && i.clientWidth <= 1024")
    assert ground(explorer) == "rgb(255, 255, 255)"
    page.evaluate("document.body.dataset.jpThemeLight = 'false'")
    assert ground(explorer) == "rgb(20, 23, 26)", "the explorer follows JupyterLab's dark theme"
    assert page.requests == [] and page.errors == []


def ground(explorer):
    return explorer.evaluate("e => getComputedStyle(e).backgroundColor")
