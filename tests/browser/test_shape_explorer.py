"""The shape explorer: a class says which shape the result has, then sees which entries meet."""

import numpy as np
import pytest

from gdkit.widgets import ShapeExplorer


def test_the_result_is_hidden_until_its_shape_is_predicted(mount):
    page = mount(ShapeExplorer("-", [3], [3, 1]))
    drawing = page.get_by_role("img")
    assert "hidden until you predict" in drawing.get_attribute("aria-label")
    assert page.locator(".gd-why").inner_text() == ""
    page.keep("shapes-ask")
    page.predict("(3,)", exact=True)
    assert page.get_by_text("You said: (3,). In fact (3, 3).").is_visible()
    assert "so B is repeated" in page.locator(".gd-why").inner_text()
    assert page.saved("prediction") == "(3,)"
    page.keep("shapes-shown")


def test_shapes_that_do_not_fit_are_said_to_be_an_error(mount):
    page = mount(ShapeExplorer("+", [4, 3], [4]))
    page.predict("an error", exact=True)
    assert page.get_by_text("Yes: an error.").is_visible()
    assert "3 and 4, neither equal nor 1" in page.locator(".gd-why").inner_text()
    assert not page.get_by_label("i =").is_visible()
    page.keep("shapes-error")


def test_another_shape_is_another_question(mount):
    page = mount(ShapeExplorer())
    page.predict("(4,)", exact=True)
    page.get_by_label("shape of B").select_option("[3,3]")
    assert page.get_by_role("group", name="Predict first").is_visible()
    assert page.get_by_role("button", name="Show", exact=True).is_disabled()
    assert page.state("b") == [3, 3]


def test_an_entry_is_chosen_by_keyboard_or_mouse_and_is_that_of_numpy(mount):
    page = mount(ShapeExplorer("@", [4, 3], [3, 4], ask=False))
    A, B = np.arange(1, 13).reshape(4, 3), np.arange(1, 13).reshape(3, 4)
    page.get_by_label("i =").fill("2")
    page.get_by_label("j =").press("ArrowUp")
    said = page.locator(".gd-sum").inner_text()
    assert said == f"(A @ B)[2, 1] = 7·2 + 8·6 + 9·10 = {(A @ B)[2, 1]}"
    assert page.locator(".gd-bright").count() == 3 + 3 + 1
    page.keep("shapes-entry")
    page.locator("g").last.click()
    assert f"[3, 3] = 10·4 + 11·8 + 12·12 = {(A @ B)[3, 3]}" in page.locator(".gd-sum").inner_text()
    assert page.saved("entry") == [3, 3]


@pytest.mark.parametrize("width", [1024, 360])
def test_all_cells_lie_inside_the_drawing(mount, width):
    page = mount(ShapeExplorer("+", [4, 1], [1, 3], ask=False), width=width)
    box = page.get_by_role("img").bounding_box()
    cells = [cell.bounding_box() for cell in page.locator("rect").all()]
    assert all(c["x"] + c["width"] <= box["x"] + box["width"] for c in cells)
    assert all(c["y"] + c["height"] <= box["y"] + box["height"] for c in cells)
