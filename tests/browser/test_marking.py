"""The page of `autograder mark` in a real browser: keys, what is saved, two at once, themes, narrow windows."""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from autograder.classes.marking import Given, given_to
from autograder.course.course import Course
from autograder.pages.marking import Marking
from autograder.pages.serving import Server

pytestmark = pytest.mark.timeout(300)  # the first test grades a class


def _module(path: str) -> ModuleType:
    """A file of the tests, which is no module on the path."""
    spec = importlib.util.spec_from_file_location(Path(path).stem, Path(__file__).parents[1] / path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


WORDS = _module("autograder/words_course.py")
CONTRASTS = _module("browser/test_pages.py").CONTRASTS


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Course:
    course = WORDS.graded(tmp_path_factory.mktemp("marking") / "course")
    assert isinstance(course, Course)
    return course


@pytest.fixture
def course(graded: Course, tmp_path: Path) -> Course:
    own = WORDS.copy_of(graded, tmp_path / "own")
    assert isinstance(own, Course)
    return own


@pytest.fixture
def address(course: Course) -> Iterator[str]:
    with Marking(course, WORDS.ASSIGNMENT) as marking, Server(marking.answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.address
        server.shutdown()


@pytest.fixture
def visit(browser: Any) -> Iterator[Any]:
    """visit(address) -> the page; page.seen remembers dialogs, errors, messages, and requests to elsewhere."""
    contexts = []

    def open_page(address: str, *, theme: str = "light", width: int = 1280, bypass_csp: bool = False) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=theme, bypass_csp=bypass_csp
        )
        contexts.append(context)
        page = context.new_page()
        page.seen = []
        start = address.split("/0/")[0]
        page.on("request", lambda r: None if r.url.startswith((start, "data:")) else page.seen.append(r.url))
        page.on("dialog", lambda dialog: (page.seen.append("a dialog"), dialog.dismiss()))
        page.on("pageerror", lambda error: page.seen.append(str(error)))
        page.on("console", lambda message: page.seen.append(message.text))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()


def now(course: Course, student: str) -> Given:
    with course.gradebook() as book:
        return given_to(book, WORDS.ASSIGNMENT, (WORDS.NOTEBOOK, "why"))[student]


def told(page: Any, text: str) -> None:
    page.locator("#told", has_text=text).wait_for()


def test_a_whole_answer_is_marked_by_keys(course: Course, address: str, visit: Any) -> None:
    page = visit(address)
    assert "amara" in page.locator("#who").inner_text()
    page.keyboard.press("1")
    page.keyboard.press("2")
    page.keyboard.press("3")
    page.keyboard.press("2")
    told(page, "Saved: 1.5 of 3 points.")
    page.keyboard.press("c")
    page.keyboard.type("2 < 3, says 1.")  # digits that are typed click nothing
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.locator("#who", has_text="bo").wait_for()
    assert now(course, "amara").score == 1.5
    assert now(course, "amara").comment.endswith("- [-0.5] units are missing\n\n2 < 3, says 1.")
    page.keyboard.press("0")
    told(page, "Saved: 0 of 3 points.")
    page.keyboard.press("ArrowLeft")
    page.locator("#who", has_text="amara").wait_for()
    assert page.locator("input:checked").count() == 2
    assert page.locator("#note").input_value() == "2 < 3, says 1."
    page.keyboard.press("Enter")  # amara and bo are done
    page.locator("#who", has_text="chiara").wait_for()
    assert page.seen == [] and now(course, "bo").score == 0.0


def test_of_two_pages_the_second_is_told_and_shows_what_the_first_gave(
    course: Course, address: str, visit: Any
) -> None:
    first, second = visit(address), visit(address)
    first.keyboard.press("1")
    told(first, "Saved: 2 of 3 points.")
    second.keyboard.press("2")
    told(second, "somebody else has marked this answer")
    assert now(course, "amara").score == 2.0
    second.get_by_role("button", name="Show what is there now").click()
    second.locator("#state", has_text="marked").wait_for()
    assert second.locator("input:checked").count() == 1
    second.keyboard.press("2")
    told(second, "Saved: 3 of 3 points.")
    assert now(course, "amara").score == 3.0


def test_what_is_taken_back_waits_again(course: Course, address: str, visit: Any) -> None:
    page = visit(address)
    page.get_by_label("names the rate as the cause").check()
    told(page, "Saved: 2 of 3 points.")
    page.get_by_role("button", name="Take back").click()
    told(page, "Saved: it waits for points.")
    assert now(course, "amara").state == "waiting"


@pytest.mark.parametrize("bypass_csp", [False, True], ids=["with its policy", "by escaping alone"])
def test_nothing_of_a_hostile_answer_runs(address: str, visit: Any, bypass_csp: bool) -> None:
    page = visit(address, bypass_csp=bypass_csp)
    for name in ("bo", "chiara"):
        page.keyboard.press("ArrowRight")
        page.locator("#who", has_text=name).wait_for()
        page.wait_for_timeout(200)  # for what might be loaded or run late
        assert page.title().startswith("Marking:")
    assert page.seen == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_can_be_read_and_fits(address: str, visit: Any, keep: Any, theme: str, width: int) -> None:
    page = visit(address, theme=theme, width=width)
    page.keyboard.press("1")
    told(page, "Saved")
    contrasts = page.evaluate(CONTRASTS)
    assert len(contrasts) > 20
    assert [(round(ratio, 2), text) for ratio, text in contrasts if ratio < 4.5] == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == (
        "rgb(255, 255, 255)" if theme == "light" else "rgb(20, 23, 26)"
    )
    keep(page, f"mark-{theme}-{width}", full_page=True)


def test_every_control_has_a_name_for_a_screen_reader(address: str, visit: Any) -> None:
    page = visit(address)
    for role in ("checkbox", "textbox", "button", "link"):
        found = page.get_by_role(role).all()
        assert found
        assert [each for each in found if not each.evaluate("e => (e.labels?.[0] ?? e).textContent.trim()")] == []
