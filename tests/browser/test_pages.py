"""The report and the feedback in a real browser: nothing runs, nothing is fetched, everything can be read."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from autograder.course.course import Course
from autograder.course.interpreter import put_interpreter_on_path
from autograder.course.release import release
from autograder.pages.feedback import write_feedback
from autograder.pages.report import write_report

pytestmark = pytest.mark.timeout(300)  # the first test grades a class

HOSTILE_ID = "<img src=x onerror=document.title='ran'>"
CONFIG = """
from autograder import configure
c = get_config()
c.CourseDirectory.source_directory = "solutions"
c.Autograder.cell_seconds = 3.0
c.Autograder.call_seconds = 1.0
c.Autograder.exercises = ["autograder.exercises"]
configure(c)
"""

# contrast of each piece of text with the background behind it, as WCAG 2 defines it
CONTRASTS = """() => {
  const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const linear = (c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || element.closest("style")) continue;
    const style = getComputedStyle(element);
    const a = luminance(parse(element.closest("svg") ? style.fill : style.color)), b = luminance(behind(element));
    found.push([(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), walker.currentNode.data.trim().slice(0, 40)]);
  }
  return found;
}"""


def _pages_class() -> ModuleType:
    """tests/autograder/pages_class.py, which is no module on the path."""
    path = Path(__file__).parents[1] / "autograder" / "pages_class.py"
    spec = importlib.util.spec_from_file_location("pages_class", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory, root: Path) -> list[Path]:
    """The report and all pages of feedback of a class with hostile students."""
    put_interpreter_on_path()
    made = _pages_class()
    folder = tmp_path_factory.mktemp("pages") / "course"
    shutil.copytree(root / "solutions", folder / "solutions", ignore=shutil.ignore_patterns("checks.json", ".ipynb*"))
    (folder / "nbgrader_config.py").write_text(CONFIG)
    release(Course(folder), made.ASSIGNMENT)
    course = made.graded_class(folder)
    return [write_report(course, made.ASSIGNMENT), *write_feedback(course, made.ASSIGNMENT)]


@pytest.fixture(scope="session")
def some(written: list[Path]) -> list[Path]:
    """The report and four pages of feedback that have everything: a verdict of each tone, figures, trouble, attacks."""
    return [path for path in written if path.parents[1].name in ("results", "amara", "chiara", "kofi", HOSTILE_ID)]


@pytest.fixture
def visit(browser: Any) -> Any:
    """visit(path, ...) -> the page; page.seen remembers requests, dialogs, errors and messages."""
    contexts = []

    def open_page(path: Path, *, theme: str = "light", bypass_csp: bool = False) -> Any:
        context = browser.new_context(
            viewport={"width": 1280, "height": 800}, color_scheme=theme, bypass_csp=bypass_csp
        )
        contexts.append(context)
        page = context.new_page()
        page.seen = []
        page.on("request", lambda request: page.seen.append(request.url))
        page.on("dialog", lambda dialog: (page.seen.append("a dialog"), dialog.dismiss()))
        page.on("pageerror", lambda error: page.seen.append(str(error)))
        page.on("console", lambda message: page.seen.append(message.text))
        page.on("popup", lambda popup: page.seen.append("a popup"))
        page.goto(path.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("bypass_csp", [False, True], ids=["with its policy", "by escaping alone"])
def test_nothing_that_a_student_wrote_runs_or_leaves_the_page(
    written: list[Path], visit: Callable[..., Any], bypass_csp: bool
) -> None:
    assert len(written) == 11
    for path in written:
        page = visit(path, bypass_csp=bypass_csp)
        page.wait_for_timeout(200)  # for what might be loaded or run late
        for link in page.locator("main a").all():
            if link.is_visible():
                link.click()
        assert page.title().startswith(("Report:", "Feedback:"))
        assert [url for url in page.seen if not url.startswith("data:image/png")] == [path.as_uri()]
        assert page.url.split("#")[0] == path.as_uri()


def test_the_policy_stops_a_script_that_would_stand_on_the_page(
    written: list[Path], visit: Callable[..., Any], tmp_path: Path
) -> None:
    text = written[0].read_text().replace("<main>", "<main><script>document.title = 'ran'</script>")
    assert "document.title = 'ran'" in text
    path = tmp_path / "forged.html"
    path.write_text(text)
    assert visit(path).title() != "ran"
    assert visit(path, bypass_csp=True).title() == "ran"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_stands_out_from_its_background_by_four_and_a_half_to_one(
    some: list[Path], visit: Callable[..., Any], theme: str
) -> None:
    papers = set()
    for path in some:
        page = visit(path, theme=theme)
        contrasts = page.evaluate(CONTRASTS)
        papers.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        assert len(contrasts) > 10
        assert [(round(ratio, 2), text) for ratio, text in contrasts if ratio < 4.5] == []
    assert len(some) == 5
    assert papers == {"rgb(255, 255, 255)" if theme == "light" else "rgb(20, 23, 26)"}


def test_no_page_is_wider_than_the_window(some: list[Path], visit: Callable[..., Any]) -> None:
    for path in some:
        page = visit(path)
        for width in (1280, 700):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.scrollingElement.scrollWidth") <= width, (path, width)


def test_the_first_screen_of_the_report_says_how_many_were_graded_and_what_needs_a_person(
    written: list[Path], visit: Callable[..., Any]
) -> None:
    page = visit(written[0])
    for place in (".tiles", "#person", "ul.reasons > li"):
        box = page.locator(place).first.bounding_box()
        assert box and box["y"] + box["height"] <= 800


def test_a_students_name_leads_to_the_row_in_the_table(written: list[Path], visit: Callable[..., Any]) -> None:
    page = visit(written[0])
    page.locator("ul.reasons a", has_text="kofi").first.click()
    assert page.locator("tr:target th").inner_text() == "kofi"
