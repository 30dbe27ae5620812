"""The backward pass, step by step: nothing is shown before it is predicted, and every number is gdkit's."""

from gdkit.widgets import BackpropExplorer


def test_an_error_is_hidden_until_its_sign_is_predicted(mount):
    page = mount(BackpropExplorer())
    assert "δ²₁ = not computed yet" in page.heard()
    assert page.get_by_role("button", name="Show").is_disabled()
    page.predict("positive")
    assert page.get_by_text("You said positive; δ²₁ is negative.").first.is_visible()
    assert page.get_by_text("(0.5127 − 1) · 0.2498 = −0.1218").first.is_visible()
    assert page.state("step", "prediction") == [1, "positive"]
    assert page.get_by_text("which sign has δ¹₁").is_visible()


def test_six_steps_end_at_the_gradients_of_the_ledger(mount):
    """X10.1, example 1 of two under the quadratic cost."""
    page = mount(BackpropExplorer(ask=False))
    found = []
    for _ in range(6):
        page.get_by_role("button", name="Show").click()
        found.append(page.locator(".gd-formula").all_inner_texts())
    assert found[1] == ["δ¹₁ = w²₁₁ δ²₁ · a¹₁(1 − a¹₁) = 0.5 · (−0.1218) · 0.232 = −0.0141"]
    assert [line.rpartition(" ")[2] for line in found[4]] == ["−0.0141", "−0.0282", "−0.0141"]
    assert page.get_by_role("button", name="Show").is_hidden()
    assert "6 of 6 steps" in page.heard()
    page.keep("backprop-done")


def test_another_example_or_cost_starts_again(mount):
    page = mount(BackpropExplorer(step=3))
    page.get_by_role("combobox", name="cost").select_option("cross-entropy")
    assert page.state("step", "cost") == [0, "cross_entropy"]
    page.get_by_role("combobox", name="example").select_option(index=1)
    page.predict("positive")
    assert page.get_by_text("Yes.").first.is_visible()
    assert page.get_by_text("δ²₁ = a²₁ − y = 0.4975 − 0 = 0.4975").first.is_visible()


def test_it_is_worked_with_the_keyboard_alone(mount):
    page = mount(BackpropExplorer())
    page.get_by_label("negative").focus()
    for _ in range(3):  # the focus comes back to the first answer after each step
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    assert page.state("step") == 3
