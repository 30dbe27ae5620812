"""Films of descents in a real browser: play, pause, step, slide; heard as well as seen."""

import re

import numpy as np
import pytest

import gdkit
from gdkit import networks, widgets


def line_fit():
    X, y = gdkit.datasets.noisy_line(np.random.default_rng(0), 60)
    return widgets.LineFitPlayer(X, y, gdkit.minimize(gdkit.MSE(X, y), [0.0, 0.0], gdkit.GD(0.1), 100))


def race():
    loss = gdkit.cases.valley([0.1, 2.0])
    runs = {"GD": gdkit.GD(0.4), "Adam": gdkit.Adam(0.4)}
    return widgets.RacePlayer(loss, {n: gdkit.minimize(loss, [-5.0, -2.0], r, 40) for n, r in runs.items()})


def regions():
    X, labels = gdkit.datasets.iris_petals()
    net = networks.MLP(gdkit.datasets.standardize(X), labels, (2, 4, 3), "tanh")
    return widgets.RegionsPlayer(net, gdkit.minimize(net, np.sin(np.arange(1.0, 28.0)), gdkit.GD(0.5), 300))


films = pytest.mark.parametrize("make", [line_fit, race, regions], ids=lambda make: make.__name__)


def pixels(page):
    return page.locator("canvas").first.evaluate("c => c.toDataURL()")


def colours(page):
    """How many different colours the canvas shows: a blank one has a single one."""
    return page.locator("canvas").first.evaluate(
        "c => new Set(new Uint32Array(c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer)).size"
    )


@films
def test_the_slider_moves_picture_and_words_and_python(mount, make):
    page = mount(make())
    page.wait_for_timeout(200)
    assert colours(page) > 20
    first, said = pixels(page), page.heard()
    assert "After 0 updates" in said
    slider = page.get_by_role("slider")
    slider.fill(slider.get_attribute("max"))
    assert pixels(page) != first and page.heard() != said
    assert page.saved("frame") == int(slider.get_attribute("max"))
    assert page.errors == [] and page.requests == []


@films
def test_play_runs_to_the_end_and_pause_stops_it(mount, make):
    page = mount(make())
    page.get_by_label("speed").select_option("2")
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("() => Number(document.querySelector('input[type=range]').value) > 1")
    page.get_by_role("button", name="Pause").click()
    at = page.get_by_role("slider").input_value()
    page.wait_for_timeout(400)
    assert page.get_by_role("slider").input_value() == at
    assert page.state("frame") == int(at)
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Play").wait_for(timeout=15_000)  # it has run to its end
    assert page.get_by_role("slider").input_value() == page.get_by_role("slider").get_attribute("max")


def test_a_film_is_moved_by_the_keyboard_and_by_python(mount):
    page = mount(line_fit())
    page.get_by_role("button", name="One frame on").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("slider").input_value() == "2"
    assert page.get_by_role("button", name="One frame back").is_enabled()
    page.evaluate("model.set('frame', 0)")
    assert page.get_by_role("slider").input_value() == "0"
    assert page.get_by_role("button", name="One frame back").is_disabled()


def test_the_words_of_a_film_are_the_numbers_of_python(mount):
    page = mount(line_fit())
    X, y = gdkit.datasets.noisy_line(np.random.default_rng(0), 60)
    run = gdkit.minimize(gdkit.MSE(X, y), [0.0, 0.0], gdkit.GD(0.1), 100)
    page.get_by_role("slider").fill(page.get_by_role("slider").get_attribute("max"))
    b, w = run.theta
    after, *numbers = [float(n) for n in re.findall(r"\d+(?:\.\d+)?", page.heard())]
    assert after == 100 and numbers == pytest.approx([b, w, run.values[-1]], abs=1e-3)


@films
@pytest.mark.parametrize(("width", "theme"), [(1024, "light"), (1024, "dark"), (360, "light")])
def test_a_film_fits_the_page(mount, make, width, theme):
    page = mount(make(), width=width, theme=theme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for control in page.locator("input, button, select").all():
        assert control.evaluate(
            "e => e.getAttribute('aria-label') || (e.labels?.length ? e.labels[0].innerText : e.innerText)"
        ).strip()


def test_a_film_that_is_closed_stops(mount):
    page = mount(race())
    page.get_by_role("button", name="Play").click()
    assert page.evaluate("(window.stop(), window.heard.length)") == 0
    at = page.get_by_role("slider").input_value()
    page.wait_for_timeout(300)
    assert page.get_by_role("slider").input_value() == at and page.errors == []
