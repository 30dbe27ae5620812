"""Homework in the browser, all of it real: what a student does from the link to the hand-in, and what goes wrong.

It looks at the folder that `make web` or `make site` built, or at the one that $GDKIT_WEB names. The network is refused
but for the page's own origin.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

pytest.importorskip("mdit_py_plugins", reason="what pages need is not installed: make .venv/publishing")

from nbclient import NotebookClient
from nbformat import NotebookNode

from autograder.classes.keeping import grade_assignment
from autograder.course.course import Course
from autograder.declaring.exercise import Exercise
from autograder.demo.classroom import Homework
from publishing.web.serving import served
from publishing.website.homework import released_once

from ...this_course import find
from ..test_site import AXE
from .homework_page import HERE, MISSING, ROOT, SECONDS, WEB, HomeworkPage, checks

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.skipif(not HERE, reason=MISSING)]
ALL = os.environ.get("GDKIT_WEB_CHECK") == "all"  # as `make web-check` asks for; else a sample
SAMPLE = ("00", "03", "06", "09", "12", "W1")
NAMES = [path.stem for path in sorted(WEB.glob("[0-9W][0-9]-*.html")) if ALL or path.stem.startswith(SAMPLE)]
MISTAKEN = [name for name in NAMES if name.startswith("0")]
FIRST = "03-one-minibatch-by-hand"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(WEB) as server:
        yield server.address


@pytest.fixture(scope="module")
def releases() -> dict[str, Path]:
    """The released folder of each homework: those that the pages were made of."""
    return released_once(ROOT / "build" / "website")


@pytest.fixture(scope="module")
def context(browser: Any) -> Iterator[Any]:
    """One browser for all: what it has kept of Python it does not fetch again."""
    made = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    yield made
    made.close()


@pytest.fixture(scope="module", params=NAMES)
def homework(request: pytest.FixtureRequest, context: Any, address: str) -> Iterator[tuple[str, HomeworkPage]]:
    """Each homework's page, opened once for all that is asked of it."""
    opened = HomeworkPage(context, address).open(request.param)
    yield request.param, opened
    opened.page.close()


@pytest.fixture
def lesson(browser: Any, address: str) -> Iterator[HomeworkPage]:
    """Lesson 03 in a browser of its own, as somebody meets it who was never there."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    yield HomeworkPage(context, address).open(FIRST)
    context.close()


def work_on(name: str, releases: dict[str, Path]) -> Homework:
    (released,) = releases[name].glob("*.ipynb")
    return Homework(released)


def solved(name: str, releases: dict[str, Path]) -> NotebookNode:
    made = work_on(name, releases)
    return made.solve(ROOT / "solutions" / name / made.filename).notebook


def quiet(page: HomeworkPage) -> None:
    """Nothing went wrong in the page, and nothing was asked of another origin."""
    assert page.errors == [] and page.requests == []


# --- every homework, or a sample -----------------------------------------------------------------


def test_an_untouched_homework_says_not_there_yet_at_every_check(
    homework: tuple[str, HomeworkPage], tmp_path: Path
) -> None:
    _, page = homework
    said = checks(page.run_all().exported(tmp_path / "untouched.ipynb"))
    assert len(said) >= 2
    assert {id: text for id, text in said.items() if "not there yet" not in text} == {}
    quiet(page)


# What a page names is fetched while its reader reads: no less than its cells need, and no more.
PACKAGES = """import os, sys
names = ["matplotlib", "scipy", "sklearn", "sympy"]
print(*[name for name in names if os.path.isdir(f"/packages/{name}")])
print("imported", *[name for name in names if name in sys.modules or name == "sklearn"])"""


def test_the_model_solution_passes_every_check(
    homework: tuple[str, HomeworkPage], releases: dict[str, Path], tmp_path: Path
) -> None:
    name, page = homework
    page.bring(solved(name, releases), tmp_path / "solved.ipynb").run_all()
    exported = page.exported(tmp_path / "exported.ipynb")
    said = checks(exported)
    right = {id for id, text in said.items() if text.startswith("✓") or "recorded" in text}
    assert {id: text for id, text in said.items() if id not in right} == {}
    assert [
        output for cell in exported.cells for output in cell.get("outputs", []) if output.output_type == "error"
    ] == []
    there, imported = (line.split() for line in page.run(page.add(), PACKAGES).split("\n")[:2])
    assert there == sorted({*page.about()["packages"]} - {"traitlets"})
    assert {*there} <= {*imported}  # but for scikit-learn, of which the tables of gdkit.datasets are read
    quiet(page)


def test_a_mistake_is_named_in_the_words_that_a_kernel_at_home_has(
    homework: tuple[str, HomeworkPage], releases: dict[str, Path], tmp_path: Path
) -> None:
    name, page = homework
    if name not in MISTAKEN:
        pytest.skip("ten are tried")
    made = Homework(next(releases[name].glob("*.ipynb")))
    made.solve(ROOT / "solutions" / name / made.filename)
    id = next(id for id in checks(made.notebook) if isinstance(find(id), Exercise))
    exercise = find(id)
    assert isinstance(exercise, Exercise)
    slug, (function, *_) = next(iter(exercise.mistakes.items()))
    made.answer(exercise, function)
    page.bring(made.notebook, tmp_path / "mistaken.ipynb").run_all()
    seen = checks(page.exported(tmp_path / "exported.ipynb"))[id]
    until = next(k for k, cell in enumerate(made.notebook.cells) if cell.source.startswith(f'check("{id}"'))
    made.notebook.cells = made.notebook.cells[: until + 1]
    NotebookClient(made.notebook, timeout=120, resources={"metadata": {"path": str(releases[name])}}).execute()
    assert seen.startswith("✗"), f"{id}, {slug}: {seen}"
    assert seen == checks(made.notebook)[id]
    quiet(page)


# --- to and fro ----------------------------------------------------------------------------------


def test_work_that_goes_from_browser_to_kernel_and_back_is_graded_with_full_marks(
    lesson: HomeworkPage, releases: dict[str, Path], tmp_path: Path
) -> None:
    whole = {cell.id: cell.source for cell in solved(FIRST, releases).cells}
    released = work_on(FIRST, releases).notebook
    first, *others = [cell.id for cell in released.cells if cell.source != whole[cell.id]]
    lesson.type(first, whole[first])
    mine = lesson.run_all().add()
    assert "4" in lesson.run(mine, "2 + 2")
    begun = lesson.exported(tmp_path / "begun.ipynb")
    assert next(cell for cell in begun.cells if cell.id == first).source == whole[first]

    NotebookClient(
        begun, timeout=120, record_timing=False, resources={"metadata": {"path": str(releases[FIRST])}}
    ).execute()
    for cell in begun.cells:
        if cell.id in others[:1]:
            cell.source = whole[cell.id]
    lesson.bring(begun, tmp_path / "continued.ipynb")
    for id in others[1:]:
        if next(cell for cell in begun.cells if cell.id == id).cell_type == "code":
            lesson.type(id, whole[id])
    ended = lesson.run_all().exported(tmp_path / "ended.ipynb")
    assert [cell.id for cell in ended.cells] == [cell.id for cell in begun.cells]
    assert [cell.metadata for cell in ended.cells if cell.id != mine] == [cell.metadata for cell in released.cells]
    quiet(lesson)

    course = tmp_path / "course"
    shutil.copytree(releases[FIRST].parents[1], course, ignore=shutil.ignore_patterns("submitted", "autograded"))
    handed_in = course / "submitted" / "ada" / FIRST
    handed_in.mkdir(parents=True)
    nbformat.write(ended, handed_in / work_on(FIRST, releases).filename)
    (graded,) = grade_assignment(Course(course), FIRST)
    by_machine = sum(
        cell.metadata.nbgrader.points
        for cell in released.cells
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade")
    )
    assert graded.points == by_machine


# --- what goes wrong -----------------------------------------------------------------------------


def test_an_endless_loop_is_stopped_and_the_cells_above_are_run_again(lesson: HomeworkPage, tmp_path: Path) -> None:
    lesson.run_all()
    mine = lesson.add()
    lesson.type(mine, "while True: pass").start(mine)
    lesson.page.locator(f'section[data-id="{mine}"][data-state=running]').wait_for()
    lesson.page.wait_for_timeout(500)
    lesson.press("Stop").settled()
    assert "topped" in lesson.cell(mine).locator(".outputs").inner_text()
    assert "12" in lesson.run(mine, "X.shape")
    assert next(c for c in lesson.exported(tmp_path / "x.ipynb").cells if c.id == mine).source == "X.shape"


HOSTILE = {
    "import os\nos._exit(0)": ("ended Python", "SystemExit"),
    "rows = []\nwhile True: rows.append(bytearray(300_000_000))": ("MemoryError", "memory"),
    "def f(): return f()\nf()": ("RecursionError", "ended Python"),
    "for _ in range(1000): print('x' * 100_000)": ("left out", "not shown"),
}


def test_whatever_a_cell_does_the_page_lives_says_what_happened_and_keeps_the_text(
    lesson: HomeworkPage, tmp_path: Path
) -> None:
    mine = lesson.add()
    for source, words in HOSTILE.items():
        said = lesson.run(mine, source)
        assert any(word in said for word in words), f"{source}: {said[-500:]}"
        assert next(c for c in lesson.exported(tmp_path / "x.ipynb").cells if c.id == mine).source == source
        assert "42" in lesson.run(mine, "6 * 7")
    quiet(lesson)


def test_a_tab_that_is_closed_while_a_cell_runs_has_kept_what_was_typed(lesson: HomeworkPage, tmp_path: Path) -> None:
    mine = lesson.add()
    lesson.type(mine, "while True: pass  # mine").start(mine)
    lesson.page.locator(f'section[data-id="{mine}"][data-state=running]').wait_for()
    context = lesson.page.context
    lesson.page.close()
    again = HomeworkPage(context, lesson.address).open(FIRST)
    kept = again.exported(tmp_path / "x.ipynb")
    assert next(cell for cell in kept.cells if cell.id == mine).source == "while True: pass  # mine"


FULL = """IDBObjectStore.prototype.put = IDBObjectStore.prototype.add = () => {
  throw new DOMException("full", "QuotaExceededError");
}"""


def test_where_the_browser_has_no_room_the_page_says_so_and_the_work_can_be_downloaded(
    browser: Any, address: str, tmp_path: Path
) -> None:
    context = browser.new_context(accept_downloads=True)
    context.add_init_script(FULL)
    page = HomeworkPage(context, address).open(FIRST)
    mine = page.add()
    page.type(mine, "kept = 'by hand'")
    page.page.locator("#notes").get_by_text("Your work is not kept on this device: its storage is full.").wait_for()
    page.page.locator("#notes").get_by_role("button", name="Download").wait_for()
    assert any(cell.source == "kept = 'by hand'" for cell in page.exported(tmp_path / "x.ipynb").cells)
    context.close()


def test_a_second_visit_needs_no_network(lesson: HomeworkPage) -> None:
    lesson.page.wait_for_timeout(3000)  # for what is kept beside the work
    context = lesson.page.context
    context.set_offline(True)
    lesson.open(FIRST)
    mine = lesson.add()
    assert "42" in lesson.run(mine, "6 * 7")
    context.set_offline(False)


@pytest.mark.skipif(not ALL, reason="takes a minute: make web-check")
def test_on_a_slow_line_the_text_is_read_while_python_comes(browser: Any, address: str, capsys: Any) -> None:
    context = browser.new_context()
    page = HomeworkPage(context, address)
    line = {"offline": False, "latency": 40, "downloadThroughput": 5e6 / 8, "uploadThroughput": 1e6 / 8}
    context.new_cdp_session(page.page).send("Network.emulateNetworkConditions", line)
    start = time.perf_counter()
    page.page.goto(f"{address}{FIRST}.html", wait_until="commit")
    page.page.get_by_role("heading", level=1).wait_for()
    read = time.perf_counter() - start
    page.page.wait_for_selector("#bar[data-state=starting] progress:visible", timeout=1000 * SECONDS)
    page.settled()
    ready = time.perf_counter() - start
    assert "not there yet" in page.run_all().page.locator("#cells").inner_text()
    checked = time.perf_counter() - start
    with capsys.disabled():
        print(f"\n5 Mbit/s: text after {read:.1f} s, Python after {ready:.0f} s, first verdicts after {checked:.0f} s")
    context.close()


# --- for everybody -------------------------------------------------------------------------------


def test_axe_finds_nothing_serious_in_a_page_whose_cells_were_run(lesson: HomeworkPage) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: make node_modules/ready")
    lesson.run_all()
    for theme in ("light", "dark"):
        lesson.page.emulate_media(color_scheme=theme)
        lesson.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = lesson.page.evaluate(
            """async () => (
              await axe.run({ exclude: [".katex-html"] }, { resultTypes: ["violations"], iframes: false })
            ).violations.filter((v) => ["serious", "critical"].includes(v.impact))
            .map((v) => [v.id, v.nodes.length, v.nodes.slice(0, 3).map((node) => node.html.slice(0, 200))])"""
        )
        assert found == [], theme


def test_all_of_it_is_done_by_keyboard(lesson: HomeworkPage, releases: dict[str, Path]) -> None:
    """From the top of the page to the first exercise, its code typed, run, and its verdict there."""
    whole = {cell.id: cell.source for cell in solved(FIRST, releases).cells}
    first = next(cell.id for cell in work_on(FIRST, releases).notebook.cells if cell.source != whole[cell.id])
    press = lesson.page.keyboard.press
    active = "document.activeElement.closest('section.cell')?.dataset.id ?? ''"
    for _ in range(200):
        press("Tab")
        if lesson.page.evaluate(active) == first and lesson.page.evaluate(
            "Boolean(document.activeElement.closest('.source'))"
        ):
            break
        if lesson.page.evaluate("Boolean(document.activeElement.closest('.cm-content'))"):
            press("Shift+Enter")
            lesson.settled()
    else:
        raise AssertionError("the exercise was not reached by Tab")
    press("Control+a")
    lesson.page.keyboard.insert_text(whole[first])
    press("Shift+Enter")
    lesson.settled()
    press("Shift+Enter")
    lesson.settled()
    assert "✓" in " ".join(lesson.page.locator(".outputs").all_inner_texts())


@pytest.mark.parametrize("name", ["index", FIRST, "lecture-00-orientation"])
def test_a_page_is_as_wide_as_a_phone(browser: Any, address: str, keep: Any, name: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, color_scheme="dark")
    page = context.new_page()
    page.goto(f"{address}{name}.html")
    page.wait_for_timeout(1000)
    keep(page, f"web-{name}-390")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


# --- lectures ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["lecture-00-orientation", "lecture-03-one-minibatch-by-hand"])
def test_the_cells_of_a_lecture_run_and_its_explorers_live(
    context: Any, address: str, tmp_path: Path, name: str
) -> None:
    page = HomeworkPage(context, address).open(name).run_all()
    exported = page.exported(tmp_path / "lecture.ipynb")
    outputs = [output for cell in exported.cells for output in cell.get("outputs", [])]
    assert [output.evalue for output in outputs if output.output_type == "error"] == []
    assert page.page.locator(".gdkit").count() >= 1
    quiet(page)
    page.page.close()


def test_the_folder_can_be_put_on_a_public_host_and_the_first_check_transfers_little() -> None:
    sizes = {path.relative_to(WEB).as_posix(): path.stat().st_size for path in WEB.rglob("*") if path.is_file()}
    assert max(sizes.values()) < 100_000_000
    manifest = json.loads((WEB / "runtime" / "manifest.json").read_text(encoding="utf-8"))
    packages = {name: sizes[about["file"]] for name, about in manifest["packages"].items()}
    first = ("core", "kernel", "gdkit", "traitlets")
    page = sum(size for name, size in sizes.items() if name.startswith(("static/", f"files/{FIRST}", f"{FIRST}.html")))
    start = page + sizes[manifest["python"]] + sum(packages[name] for name in first)
    assert start < 35_000_000
    assert start + packages["matplotlib"] < 45_000_000
