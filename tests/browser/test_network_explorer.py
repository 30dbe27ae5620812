"""The network explorer: a class counts the parameters of a network before it sees them, then moves one weight."""

import pytest

from gdkit.widgets import NetworkExplorer


def predict(page, count):
    page.get_by_label("How many parameters").fill(str(count))
    page.get_by_role("button", name="Count, and show").click()


def test_the_numbers_are_hidden_until_the_parameters_are_counted(mount):
    page = mount(NetworkExplorer())
    drawing, curve = (page.get_by_role("img").nth(i) for i in (0, 1))
    assert "after your prediction" in drawing.get_attribute("aria-label")
    assert "after your prediction" in curve.get_attribute("aria-label")
    assert "26" not in page.locator(".gd-network").inner_text()
    page.keep("network-asks")
    predict(page, 20)
    said = "You said 20; there are 26. Those are the weights alone; every neuron has a bias as well."
    assert page.get_by_text(said).first.is_visible()
    assert page.get_by_text("3·4 + 4·2 = 20 weights, 6 neurons with a bias each, 26 parameters.").first.is_visible()
    assert "ringed are the neurons that feel it: neuron 1 of layer 1" in drawing.get_attribute("aria-label")
    assert page.saved("prediction") == 20
    page.keep("network-shown")


@pytest.mark.parametrize(("count", "words"), [(26, "Yes: 26 parameters"), (29, "inputs got a bias"), (5, "You said 5")])
def test_the_verdict_says_what_was_counted(mount, count, words):
    page = mount(NetworkExplorer())
    predict(page, count)
    assert page.get_by_text(words).first.is_visible()


def test_enter_counts_what_was_written_and_leaves_it_shown(mount):
    page = mount(NetworkExplorer())
    page.get_by_label("How many parameters").fill("26")
    page.keyboard.press("Enter")
    assert page.get_by_text("Yes: 26 parameters").first.is_visible()


def test_the_sizes_of_the_layers_are_moved_by_keyboard_and_counted_at_once(mount):
    page = mount(NetworkExplorer(ask=False))
    page.get_by_label("inputs").press("ArrowRight")
    page.get_by_label("hidden neurons").press("ArrowRight")
    page.get_by_label("outputs").press("ArrowRight")
    assert page.get_by_text("4–5–3: 4·5 + 5·3 = 35 weights").first.is_visible()
    assert page.saved("sizes") == [4, 5, 3]
    page.get_by_label("hidden layers").select_option("0")
    assert page.get_by_text("4–3: 4·3 = 12 weights, 3 neurons with a bias each, 15 parameters").first.is_visible()
    page.get_by_label("hidden layers").select_option("3")
    assert page.state("sizes") == [4, 3, 3, 3, 3]


def test_one_weight_moves_its_neuron_and_all_later_ones(mount, numbers):
    page = mount(NetworkExplorer((5, 4, 3, 1), ask=False))
    page.get_by_label("layer l").select_option("2")
    page.get_by_label("to neuron j").select_option("3")
    page.get_by_label("from neuron k").select_option("4")
    assert page.state("weight") == [2, 3, 4]
    slider = page.get_by_role("slider", name="w²₃₄")
    slider.press("End")
    assert page.state("value") == 10
    explorer = NetworkExplorer((5, 4, 3, 1), weight=(2, 3, 4), value=10.0)
    words = page.locator(".gd-facts").nth(1).inner_text()
    assert numbers(words, "a = ") == pytest.approx([explorer.activations()[2][2]], abs=6e-4)
    assert numbers(words, "Outputs: ") == pytest.approx([explorer.activations()[3][0]], abs=6e-4)


def test_a_weight_that_the_smaller_network_no_longer_has_gives_way_to_its_neighbour(mount):
    page = mount(NetworkExplorer((3, 4, 2), weight=(2, 2, 4), ask=False))
    page.get_by_label("hidden neurons").press("Home")
    assert page.state("weight") == [2, 2, 1]
    assert page.errors == []


def test_the_numbers_can_be_hidden_for_another_network(mount):
    page = mount(NetworkExplorer())
    predict(page, 26)
    page.get_by_role("button", name="Hide, and let me count").click()
    page.get_by_label("outputs").press("ArrowRight")
    assert "31" not in page.locator(".gd-network").inner_text()
    predict(page, 31)
    assert page.get_by_text("Yes: 31 parameters").first.is_visible()
