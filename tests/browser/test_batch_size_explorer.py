"""The batch-size explorer: from one row to all rows a step, after a prediction."""

import pytest

from gdkit.widgets import BatchSizeExplorer


def test_the_path_is_hidden_until_it_is_predicted(mount):
    page = mount(BatchSizeExplorer())
    assert "hidden until you predict" in page.heard() and "after your prediction" in page.heard(1)
    assert page.get_by_role("button", name="Show", exact=True).is_disabled()
    page.predict("it hovers around the minimum")
    assert page.get_by_text("You said: it hovers around the minimum. In fact it is still on its way").first.is_visible()
    assert "B = 200, η = 0.1: after 5 updates" in page.heard()
    assert page.saved("prediction") == "hovers"
    page.get_by_role("button", name="Hide, and let me predict again").click()
    assert "hidden until you predict" in page.heard()


@pytest.mark.parametrize(("size", "updates"), [(0, 1000), (3, 100), (7, 5)])
def test_the_slider_goes_from_one_row_to_all_rows(mount, size, updates):
    page = mount(BatchSizeExplorer(ask=False))
    page.get_by_label("batch size").fill(str(size))
    assert f"after {updates} updates" in page.heard()
    B = BatchSizeExplorer().data["sizes"][size]
    assert page.state("batch_size") == B
    assert page.get_by_label("batch size").get_attribute("aria-valuetext") == f"{B} rows"


def test_the_end_of_the_path_is_that_of_python(mount, numbers):
    explorer = BatchSizeExplorer(batch_size=10, eta=0.2, passes=3, shrink=True, ask=False)
    page = mount(explorer)
    at = numbers(page.heard(), "updates at (")
    assert at == pytest.approx(explorer.run().theta.tolist(), abs=1e-3)


def test_a_shrinking_rate_and_another_order_are_chosen_by_keyboard(mount):
    page = mount(BatchSizeExplorer(batch_size=1, passes=10, ask=False))
    before = page.heard()
    assert "it hovers" in before
    page.get_by_label("η shrinks").press("Space")
    assert "it settles" in page.heard()
    page.get_by_role("button", name="Another random order").press("Enter")
    assert page.state("shrink", "draw") == [True, 1]
    assert "it settles" in page.heard() and page.heard() != before
