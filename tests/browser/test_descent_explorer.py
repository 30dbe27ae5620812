"""The descent explorer: a class sees a descent glide, zigzag and diverge, after it has said what it expects."""

import pytest

from gdkit.widgets import DescentExplorer


def test_the_path_is_hidden_until_it_is_predicted(mount):
    page = mount(DescentExplorer())
    surface, curve = (page.get_by_role("img").nth(i) for i in (0, 1))
    assert "hidden until you predict" in surface.get_attribute("aria-label")
    assert "after your prediction" in curve.get_attribute("aria-label")
    page.predict("it zigzags")
    assert page.get_by_text("You said: it zigzags, but goes down. In fact it glides").first.is_visible()
    assert "GD with η = 0.045: after 25 updates" in surface.get_attribute("aria-label")
    assert page.saved("prediction") == "zigzags"


@pytest.mark.parametrize(("eta", "manner"), [("0.03", "glides"), ("0.09", "zigzags"), ("0.12", "diverges")])
def test_the_slider_takes_the_descent_past_the_limit(mount, eta, manner):
    page = mount(DescentExplorer(ask=False))
    page.get_by_label("learning rate").fill(eta)
    assert manner in page.heard()
    over = page.locator(".gd-over").count() == 1
    assert over == (manner == "diverges")
    assert page.state("eta") == pytest.approx(float(eta))


def test_the_end_of_the_path_is_that_of_python(mount, numbers):
    explorer = DescentExplorer(ask=False, rule="Nesterov", eta=0.02, gamma=0.8)
    page = mount(explorer)
    x, y = explorer.run().theta
    assert numbers(page.heard(), "updates at (") == pytest.approx([x, y], abs=1e-3)


def test_rule_momentum_and_start_are_set_by_keyboard_or_mouse(mount):
    page = mount(DescentExplorer(ask=False))
    assert page.get_by_role("slider", name="momentum").count() == 0
    page.get_by_label("rule").select_option("Momentum")
    page.get_by_role("slider", name="momentum").fill("0.5")
    page.get_by_label("start θ₀").fill("1.5")
    page.get_by_label("start θ₀").press("Tab")
    assert page.state("rule", "gamma", "start") == ["Momentum", 0.5, [1.5, 0.9]]
    page.get_by_role("img").first.click(position={"x": 200, "y": 200})
    assert page.state("start") != [1.5, 0.9]
    assert page.saved("start") == page.state("start")


def test_dragging_draws_more_often_than_a_film(mount):
    """A drag of the slider is drawn in the browser: forty positions come through one by one, in order."""
    page = mount(DescentExplorer(ask=False))
    seen = page.evaluate(
        """async () => {
          const slider = document.querySelector("input[type=range]");
          const seen = [];
          for (let i = 1; i <= 40; i += 1) {
            slider.value = 0.003 * i;
            slider.dispatchEvent(new Event("input"));
            await null;  // one event has ended before the next begins
            seen.push(document.querySelector("canvas").getAttribute("aria-label"));
          }
          return new Set(seen).size;
        }"""
    )
    assert seen >= 38
