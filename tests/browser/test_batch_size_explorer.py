"""The batch-size explorer: from one row to all rows a step, after a prediction."""

import os

import pytest

from gdkit.widgets import BatchSizeExplorer


def predict(page, words):
    page.get_by_label(words).check()
    page.get_by_role("button", name="Show", exact=True).click()


def said(page, i=0):
    return page.get_by_role("img").nth(i).get_attribute("aria-label")


def test_the_path_is_hidden_until_it_is_predicted(mount):
    page = mount(BatchSizeExplorer())
    assert "hidden until you predict" in said(page) and "after your prediction" in said(page, 1)
    assert page.get_by_role("button", name="Show", exact=True).is_disabled()
    predict(page, "it hovers around the minimum")
    assert page.get_by_text("You said: it hovers around the minimum. In fact it is still on its way").first.is_visible()
    assert "B = 200, η = 0.1: after 5 updates" in said(page)
    assert page.evaluate("window.saved.at(-1).prediction") == "hovers"
    page.get_by_role("button", name="Hide, and let me predict again").click()
    assert "hidden until you predict" in said(page)


@pytest.mark.parametrize(("size", "updates"), [(0, 1000), (3, 100), (7, 5)])
def test_the_slider_goes_from_one_row_to_all_rows(mount, size, updates):
    page = mount(BatchSizeExplorer(ask=False))
    page.get_by_label("batch size").fill(str(size))
    assert f"after {updates} updates" in said(page)
    B = BatchSizeExplorer().data["sizes"][size]
    assert page.evaluate("model.get('batch_size')") == B
    assert page.get_by_label("batch size").get_attribute("aria-valuetext") == f"{B} rows"


def test_the_end_of_the_path_is_that_of_python(mount):
    explorer = BatchSizeExplorer(batch_size=10, eta=0.2, passes=3, shrink=True, ask=False)
    page = mount(explorer)
    words = said(page).replace("−", "-").split("updates at (")[1].split(")")[0]
    assert [float(v) for v in words.split(",")] == pytest.approx(explorer.run().theta.tolist(), abs=1e-3)


def test_a_shrinking_rate_and_another_order_are_chosen_by_keyboard(mount):
    page = mount(BatchSizeExplorer(batch_size=1, passes=10, ask=False))
    before = said(page)
    assert "it hovers" in before
    page.get_by_label("η shrinks").press("Space")
    assert "it settles" in said(page)
    page.get_by_role("button", name="Another random order").press("Enter")
    assert page.evaluate("[model.get('shrink'), model.get('draw')]") == [True, 1]
    assert "it settles" in said(page) and said(page) != before


@pytest.mark.parametrize(("width", "theme"), [(1024, "light"), (360, "dark")])
def test_it_fits_the_page_without_errors_or_requests(mount, width, theme):
    page = mount(BatchSizeExplorer(batch_size=1, ask=False), width=width, theme=theme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.errors == [] and page.requests == []
    if folder := os.environ.get("GDKIT_SCREENSHOTS"):
        page.screenshot(path=f"{folder}/batch-size-{width}-{theme}.png", full_page=True)
