"""The feedback: what a student earned and wrote, a person's words, and nothing that is not theirs to see."""

from __future__ import annotations

import base64
import inspect
import re
import struct
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.classes.standing import CellResult, Mark, NotebookResult
from autograder.course.course import Course
from autograder.course.source import read_source
from autograder.declaring.exercise import Exercise
from autograder.errors import CourseError
from autograder.pages.feedback import write_feedback
from autograder.pages.page import MAX_IMAGE, Redactor, image_uri, titles
from autograder.pages.student_page import Page
from autograder.text import safe

from .pages_class import (
    ANSWER,
    ASSIGNMENT,
    HOSTILE_ID,
    NOTEBOOK,
    PAYLOAD,
    copy_of,
    graded_class,
    graded_notebook,
)

pytestmark = pytest.mark.timeout(300)  # the first test grades a class
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 4, 3) + b"rest"


@pytest.fixture(scope="session")
def graded(released: Path) -> Course:
    return graded_class(released)


@pytest.fixture(scope="session")
def pages(graded: Course) -> dict[str, BeautifulSoup]:
    return pages_of(graded)


@pytest.fixture
def own(graded: Course, tmp_path: Path) -> Course:
    """A copy of the graded class to write into."""
    return copy_of(graded, tmp_path / "own")


def pages_of(course: Course) -> dict[str, BeautifulSoup]:
    """The pages by student."""
    paths = write_feedback(course, ASSIGNMENT)
    return {path.parent.parent.name: BeautifulSoup(path.read_text(), "html.parser") for path in paths}


def words(tag: Any) -> str:
    return " ".join(tag.get_text(" ").split())


def section(page: BeautifulSoup, title: str) -> Any:
    for found in page.select("section.exercise"):
        if found.h2.get_text().startswith(title):
            return found
    raise AssertionError(f"no section {title}")


# --- what was earned ----------------------------------------------------------------------------


def test_every_graded_student_has_a_page_in_nbgraders_place(graded: Course, pages: dict[str, BeautifulSoup]) -> None:
    assert sorted(pages) == graded.students(ASSIGNMENT)
    assert (graded.root / "feedback" / HOSTILE_ID / ASSIGNMENT / f"{NOTEBOOK}.html").is_file()


def test_the_page_begins_with_what_was_earned_and_what_waits(pages: dict[str, BeautifulSoup]) -> None:
    assert words(pages["chiara"].select_one(".earned")) == (
        "You earned 5 of 10 points so far; 2 more wait for a person."
    )
    table = [[words(cell) for cell in row.find_all(["th", "td"])] for row in pages["chiara"].select("tbody tr")]
    assert table == [
        ["1. One step", "◐ partly right", "2 of 4"],
        ["2. One pass", "✓ passed", "3 of 3"],
        ["3. Predict, without running", "✗ not yet right", "0 of 1"],
        ["4. Choose a rate and defend it", "○ waits for a person", "– of 2"],
    ]


def test_a_section_holds_the_verdict_with_hint_parts_and_where_to_read_again(
    pages: dict[str, BeautifulSoup], step: Exercise
) -> None:
    found = section(pages["chiara"], "1. One step")
    mistake = step.mistakes["ascent"][1]
    said, _, hint = mistake.explanation.partition("\n")
    for expected in (said, hint, mistake.reread, "✓ right: the gradient (dw, db)", "✗ not yet: the update (w, b)"):
        assert expected in words(found)
    assert found.h2.get_text().endswith("2 of 4 points")


def test_a_persons_score_extra_credit_and_comments_appear(own: Course) -> None:
    with own.gradebook() as book:
        grade = book.find_grade("03-rate-task", NOTEBOOK, ASSIGNMENT, "chiara")
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 1.5, 0.25, False
        grade = book.find_grade("03-minibatch_step", NOTEBOOK, ASSIGNMENT, "chiara")
        grade.manual_score, grade.needs_manual_grade = 3.0, False
        answer = book.find_comment("03-rate-task", NOTEBOOK, ASSIGNMENT, "chiara")
        answer.manual_comment = "Which rows?\n<b>Why</b> 0.05?"
        code = book.find_comment("minibatch_step", NOTEBOOK, ASSIGNMENT, "chiara")
        code.manual_comment = "The gradient is right."
        book.find_submission_notebook(NOTEBOOK, ASSIGNMENT, "chiara").late_submission_penalty = 0.5
        book.db.commit()
    page = pages_of(own)["chiara"]
    assert words(page.select_one(".earned")) == "You earned 7.25 of 10 points ."
    assert "0.5 points of the 7.75 were taken off because it was handed in late." in words(page)
    task = section(page, "4.")
    assert "A person gave 1.5 points." in words(task) and "Extra credit: 0.25." in words(task)
    assert task.select_one(".comment .text").get_text() == "Which rows?\n<b>Why</b> 0.05?"
    step = section(page, "1.")
    assert "A person gave 3 points in place of 2." in words(step)
    assert words(step.select_one(".comment")) == "Comment. The gradient is right."


def test_a_comment_on_work_that_could_not_be_read_appears_too(own: Course) -> None:
    with own.gradebook() as book:
        book.find_comment("minibatch_step", NOTEBOOK, ASSIGNMENT, "kofi").manual_comment = "Come and see me."
        book.db.commit()
    assert "Come and see me." in words(pages_of(own)["kofi"])


@pytest.mark.parametrize(
    ("student", "sentence"),
    [
        ("jonas", "Restart the kernel and run all cells"),
        ("kofi", "Your file could not be read"),
        ("uma", "This notebook is not among the files that you handed in"),
        ("bo", "minibatch_step is not written yet"),
    ],
)
def test_trouble_is_told_in_a_sentence_that_says_what_to_do(
    pages: dict[str, BeautifulSoup], student: str, sentence: str
) -> None:
    assert sentence in words(pages[student])


def test_what_waits_for_a_look_is_not_called_final(pages: dict[str, BeautifulSoup]) -> None:
    assert words(pages["kofi"].select_one(".earned")) == "You earned 0 of 10 points so far."
    assert "A person has been asked to look at it." in words(pages["kofi"])


# --- the student's work -------------------------------------------------------------------------


def test_code_and_what_it_printed_stand_with_their_exercise(graded: Course, pages: dict[str, BeautifulSoup]) -> None:
    found = section(pages["dmitri"], "2. One pass")
    code = next(c for c in graded_notebook(graded, "dmitri").cells if c.id == "minibatch_epoch").source
    assert found.select_one("pre code").get_text() == code
    assert "def minibatch_step" not in found.get_text().replace("_minibatch_step_of_mine", "")


def test_a_figure_is_shown_as_a_data_uri_with_a_text_in_its_place(pages: dict[str, BeautifulSoup]) -> None:
    image = section(pages["amara"], "1.").find("img")
    assert image["alt"] == "A figure that this cell drew"
    kind, _, data = image["src"].partition(",")
    assert kind == "data:image/png;base64"
    assert base64.b64decode(data, validate=True).startswith(b"\x89PNG\r\n\x1a\n")


def test_an_answer_in_words_keeps_its_lines(pages: dict[str, BeautifulSoup]) -> None:
    answer = section(pages["amara"], "4.").select_one(".words")
    assert answer.get_text() == ANSWER
    assert "pre-wrap" in re.search(r"pre, \.words \{[^}]*\}", pages["amara"].style.get_text())[0]


def test_an_untouched_answer_is_called_missing_and_an_untouched_cell_is_not_repeated(
    pages: dict[str, BeautifulSoup],
) -> None:
    assert "No answer was written. It waits for a person." in words(section(pages["elif"], "4."))
    assert "No response" not in pages["bo"].get_text() + pages["elif"].get_text()
    assert "Write your answer here" not in pages["elif"].get_text()
    assert "You left this cell as it was given out." in words(section(pages["bo"], "1."))
    assert "NotImplementedError" not in "".join(code.get_text() for code in pages["bo"].select("pre"))


def test_the_statement_is_not_repeated(graded: Course, pages: dict[str, BeautifulSoup]) -> None:
    source = graded.load(ASSIGNMENT).notebooks[NOTEBOOK]
    statements = [place for place in source.cells if place.kind in ("locked", "task")]
    assert len(statements) > 4
    for page in pages.values():
        for place in statements:
            lines = [line for line in place.released.splitlines() if len(line) > 40 and not line.startswith("#")]
            assert not any(line in page.get_text() for line in lines)


def test_extra_cells_stay_with_the_exercise_they_follow() -> None:
    page = page_of(
        [locked("## 1. First"), solution("a"), extra("before"), check("a1"), extra("behind"), locked("## 2. Second")],
        [solution("b"), check("b1"), locked("## 3. Words"), task("c1"), extra("answer", "markdown"), locked("end")],
        [extra("last")],
    )
    work = {s.title: [piece.words or str(piece.code.striptags()) for piece in s.pieces] for s in page.sections}
    assert work == {
        "1. First": ["a = 2", "before", "behind"],
        "2. Second": ["b = 2"],
        "3. Words": ["answer", "last"],
    }


# --- what must not appear -----------------------------------------------------------------------


def test_hostile_text_is_text(pages: dict[str, BeautifulSoup]) -> None:
    page = pages[HOSTILE_ID]
    assert page.get_text().count(PAYLOAD[:60]) >= 6  # code, prints, displays, errors, verdicts, the answer in words
    assert HOSTILE_ID in page.get_text()
    for page in pages.values():
        assert not page.find_all(["script", "iframe", "object", "embed", "base", "form", "svg"])
        assert not [name for tag in page.find_all(True) for name in tag.attrs if name.lower().startswith("on")]


def test_the_page_refers_to_nothing_outside_itself_and_forbids_it(pages: dict[str, BeautifulSoup]) -> None:
    for page in pages.values():
        targets = [tag[name] for tag in page.find_all(True) for name in ("src", "href", "action") if tag.has_attr(name)]
        assert targets and all(re.match(r"#|data:(image/(png|jpeg);base64,|,$)", target) for target in targets)
        policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
        assert "default-src 'none'" in policy and "script" not in policy


def test_outputs_that_were_not_cleaned_before_are_harmless_too(own: Course) -> None:
    path = own.path("autograded", "amara", ASSIGNMENT) / f"{NOTEBOOK}.ipynb"
    notebook = nbformat.read(path, 4)
    cell = next(cell for cell in notebook.cells if cell.id == "minibatch_step")
    forged = base64.b64encode(PNG).decode() + '"' + PAYLOAD
    data = {"text/html": PAYLOAD, "text/markdown": PAYLOAD, "application/javascript": "document.title = 'ran'"}
    size = {"image/png": {"width": '1" onload="document.title=1', "alt": PAYLOAD}}
    cell.outputs = [
        new_output("display_data", data),
        new_output("display_data", {"image/png": forged}),
        new_output("display_data", {"image/svg+xml": PAYLOAD}),
        new_output("display_data", {"image/png": base64.b64encode(PNG).decode()}, metadata=size),
    ]
    path.write_text(nbformat.writes(notebook))
    page = pages_of(own)["amara"]
    assert not page.find_all(["script", "iframe", "svg"])
    images = page.find_all("img")
    assert [image["src"] for image in images] == [f"data:image/png;base64,{base64.b64encode(PNG).decode()}"]
    assert set(images[0].attrs) == {"src", "alt"} and images[0]["alt"] == PAYLOAD


def test_a_page_holds_no_mark_scheme_no_other_student_and_no_folder_of_the_machine(
    graded: Course, pages: dict[str, BeautifulSoup]
) -> None:
    packages = str(Path(np.__file__).parents[2])
    assert packages in str(graded_notebook(graded, "o'brien & co"))  # this student printed it
    for student, page in pages.items():
        text = page.get_text()
        assert "MARK SCHEME" not in text and "A rate without a" not in text
        assert not [other for other in pages if other not in (student, "bo", "uma") and other in text]
        for folder in (str(graded.root), "/autograder-", packages, str(Path.home())):
            assert folder not in text


def test_a_stub_earns_no_look_at_the_reference(pages: dict[str, BeautifulSoup], step: Exercise) -> None:
    lines = [line.strip() for line in inspect.getsource(step.solution).splitlines() if "residual" in line]
    assert lines
    for student in ("bo", "kofi", "uma", "jonas"):
        found = pages[student].get_text() if student != "jonas" else section(pages[student], "1.").get_text()
        assert not [line for line in lines if line in found]


def test_hidden_tests_of_an_assert_cell_do_not_appear() -> None:
    cell = check("t1", "assert secret(7) == 49")
    cell.outputs = [
        new_output("error", ename="AssertionError", evalue="secret(7)", traceback=["assert secret(7) == 49"])
    ]
    page = page_of([locked("## 1. First"), solution("a"), cell], kind="test")
    assert [piece.words or str(piece.code) for piece in page.sections[0].pieces if "secret" in repr(piece)] == []
    assert page.sections[0].said == "said of t1"


def test_before_the_first_grading_the_error_says_what_to_do(course: Course) -> None:
    with pytest.raises(CourseError, match=f"Run: autograder grade {ASSIGNMENT}"):
        write_feedback(course, ASSIGNMENT)


def test_the_gradebook_is_opened_no_more_often_for_ten_students_than_for_one(
    own: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []
    for way in ("gradebook", "gradebook_rows"):
        original = getattr(Course, way)
        monkeypatch.setattr(Course, way, lambda self, open_it=original: opened.append(1) or open_it(self))
    assert len(write_feedback(own, ASSIGNMENT)) == 10
    assert len(opened) == 2  # for the marks, and for the assignment


def test_the_page_is_built_for_those_who_listen(pages: dict[str, BeautifulSoup]) -> None:
    for page in pages.values():
        assert page.html["lang"] == "en" and page.title.get_text().startswith("Feedback: Homework 03")
        assert all(header.get("scope") in ("col", "row") for header in page.find_all("th"))
        levels = [int(tag.name[1]) for tag in page.find_all(re.compile(r"^h[1-6]$"))]
        assert levels[0] == 1 and levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        places = {tag["id"] for tag in page.find_all(id=True)}
        assert {link["href"].removeprefix("#") for link in page.find_all("a")} <= places


def test_pages_have_limits(own: Course) -> None:
    path = own.path("autograded", "amara", ASSIGNMENT) / f"{NOTEBOOK}.ipynb"
    notebook = nbformat.read(path, 4)
    cell = next(cell for cell in notebook.cells if cell.id == "minibatch_step")
    cell.source = "x = 1\n" * 100_000
    cell.outputs = [new_output("stream", text="y" * 100_000) for _ in range(100)]
    path.write_text(nbformat.writes(notebook))
    page = pages_of(own)["amara"]
    assert len(page.get_text()) < 220_000
    code = section(page, "1.").select_one("pre").get_text()
    assert len(code) < 20_100 and code.endswith("[… the rest is not shown]")
    assert "80 more outputs are not shown" in page.get_text()


# --- the parts ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mred\x1b[0m", "ared"),
        ("\x1b]8;;https://evil.invalid\x07link\x1b]8;;\x07", "link"),
        ("a\x00b", "a[U+0000]b"),
        ("a\u202eb", "a[U+202E]b"),
        ("zero\u200bwidth", "zero[U+200B]width"),
        ("line\r\nline\n\ttab", "line\nline\n\ttab"),
        ("half \ud800", "half \N{REPLACEMENT CHARACTER}"),
        ("η = 0.1, 日本, 👩‍🏫", "η = 0.1, 日本, 👩‍🏫"),
    ],
)
def test_characters_that_steer_or_hide_are_written_out(text: str, shown: str) -> None:
    assert safe(text) == shown


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("image/png", b"<svg onload=alert(1)>"),
        ("image/png", PNG[:12]),
        ("image/png", PNG[:16] + struct.pack(">II", 60_000, 60_000) + b"bomb"),
        ("image/jpeg", PNG),
        ("image/png", PNG + bytes(MAX_IMAGE)),
    ],
)
def test_what_is_no_image_of_its_kind_or_too_large_is_not_shown(kind: str, content: bytes) -> None:
    assert image_uri(kind, base64.b64encode(content).decode()) is None


@pytest.mark.parametrize("text", [None, 7, ["a"], "not base64!", base64.b64encode(PNG).decode() + '"><script>'])
def test_what_is_not_base64_is_not_shown(text: Any) -> None:
    assert image_uri("image/png", text) is None


def test_an_image_may_be_wrapped_in_lines_and_comes_out_in_one() -> None:
    wrapped = base64.encodebytes(PNG * 10).decode()
    assert "\n" in wrapped[:-1]
    assert image_uri("image/png", wrapped) == f"data:image/png;base64,{base64.b64encode(PNG * 10).decode()}"


# --- small notebooks ----------------------------------------------------------------------------


def cell_of(kind: str, source: str, grade_id: str | None, **flags: Any) -> nbformat.NotebookNode:
    cell = new_code_cell(source) if kind == "code" else new_markdown_cell(source)
    if grade_id:
        meta = {"grade_id": grade_id, "grade": False, "solution": False, "task": False, "locked": True}
        cell.metadata["nbgrader"] = {**meta, "schema_version": 3, **flags}
    return cell


def locked(text: str) -> nbformat.NotebookNode:
    return cell_of("markdown", text, f"id-{abs(hash(text))}")


def solution(name: str) -> nbformat.NotebookNode:
    return cell_of("code", f"{name} = 2", name, solution=True)


def check(name: str, source: str = 'check("03.minibatch_step", a)') -> nbformat.NotebookNode:
    return cell_of("code", source, name, grade=True, points=1)


def task(name: str) -> nbformat.NotebookNode:
    return cell_of("markdown", "Say why.", name, task=True, points=1)


def extra(text: str, kind: str = "code") -> nbformat.NotebookNode:
    return cell_of(kind, text, None)


def page_of(*parts: list[nbformat.NotebookNode], kind: str = "check") -> Page:
    """The page of a notebook: released as given but for `= 2` in solution cells, and without the extra cells."""
    cells = [cell for part in parts for cell in part]
    handed_out = [nbformat.from_dict(dict(cell)) for cell in cells if "nbgrader" in cell.metadata]
    for cell in handed_out:
        cell.source = cell.source.replace("= 2", "= ...")
    source = read_source("small", new_notebook(cells=handed_out), {}, ())
    results = [
        CellResult(
            place.grade_id or "", kind, "fail", 1.0, f"said of {place.grade_id}", None, Mark(0.0, None, 0.0, False), {}
        )
        for place in source.cells
        if place.graded
    ]
    redact = Redactor(Course(Path(__file__).parents[2]))
    return Page(NotebookResult("small", "", [], results, {}, 0.0), source, cells, redact)


def graded_cells(*parts: str) -> dict[str, str]:
    """The titles of a notebook: headings and, by id, graded cells."""
    about = {"schema_version": 3, "task": False, "points": 1, "locked": True, "grade": True, "solution": False}
    cells = [
        new_markdown_cell(part)
        if part.startswith("#")
        else new_code_cell("assert 1", metadata={"nbgrader": about | {"grade_id": part}})
        for part in parts
    ]
    return titles(read_source("small", new_notebook(cells=cells), {}, ()))


def test_an_exercise_is_called_by_its_heading_or_by_its_id_where_the_heading_serves_several() -> None:
    assert graded_cells("# Problem set 1", "test_mean", "test_fit", "## Slope (2 points)", "test_slope") == {
        "test_mean": "test_mean",
        "test_fit": "test_fit",
        "test_slope": "Slope",
    }
    assert graded_cells("test_mean") == {"test_mean": "test_mean"}


def test_the_rule_with_which_a_traceback_begins_is_left_out() -> None:
    lines = ["\x1b[0;31m" + "-" * 75 + "\x1b[0m", "ValueError  Traceback", "-1 - 2", "ValueError: no"]
    cell = extra("f()")
    cell.outputs = [new_output("error", ename="ValueError", evalue="no", traceback=lines)]
    page = page_of([cell], [check("test", "assert 1")])
    (shown,) = page.sections[0].pieces[0].outputs
    assert shown.text.startswith("ValueError  Traceback\n-1 - 2\n")
