"""The report without names, and as data."""

from __future__ import annotations

import csv
import json
import re
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bs4 import BeautifulSoup

from autograder.classes.anonymous import KEY_FILE, code_of
from autograder.cli import main
from autograder.course.course import Course

from .pages_class import ASSIGNMENT, HOSTILE_ID, NOTEBOOK, copy_of, graded_class
from .test_report import words

pytestmark = pytest.mark.timeout(300)  # the first test grades a class


@pytest.fixture(scope="module")
def own(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A class with names in the gradebook, one of whom wrote hers into a message."""
    course = copy_of(graded_class(released), tmp_path_factory.mktemp("without names") / "own")
    with course.gradebook() as book:
        book.update_or_create_student(
            "chiara", first_name="Chiara", last_name="Valtellina", email="c.valtel@uni.example"
        )
        book.db.commit()
    path = course.results_path(ASSIGNMENT) / "results.jsonl"
    trees = [json.loads(line) for line in path.read_text().splitlines()]
    for tree in trees:
        if tree["student"] == "chiara":
            cell = tree["notebooks"][0]["cells"][1]
            cell |= {"status": "error", "message": "NameError: Valtellina_step of chiara", "mistake": None}
    path.write_text("".join(json.dumps(tree) + "\n" for tree in trees))
    course.path("submitted", "zoe", ASSIGNMENT).mkdir(parents=True)  # not graded
    return course


@pytest.fixture(scope="module")
def without_names(own: Course) -> BeautifulSoup:
    assert main(["report", "03", "--anonymous", "--course", str(own.root)]) == 0
    return BeautifulSoup((own.results_path(ASSIGNMENT) / "report-anonymous.html").read_text(), "html.parser")


def test_the_page_with_names_has_them_beside_the_ids(own: Course, without_names: BeautifulSoup) -> None:
    assert main(["report", "03", "--course", str(own.root)]) == 0
    page = BeautifulSoup((own.results_path(ASSIGNMENT) / "report.html").read_text(), "html.parser")
    heads = [" ".join(head.text.split()) for head in page.select("table.class tbody th")]
    assert "chiara Chiara Valtellina" in heads and "kofi" in heads
    assert "Chiara" not in without_names.text


def students(course: Course) -> list[str]:
    return [*course.students(ASSIGNMENT), "wim"]


def test_no_id_and_no_name_of_the_class_stands_anywhere_in_the_page(own: Course, without_names: BeautifulSoup) -> None:
    page = str(without_names)
    for name in (
        "amara",
        "chiara",
        "dmitri",
        "elif",
        "jonas",
        "kofi",
        "uma",
        "zoe",
        "Valtellina",
        "c.valtel",
        HOSTILE_ID,
    ):
        assert not re.search(rf"\b{re.escape(name)}\b", page, re.IGNORECASE), name
    assert "o'brien" not in page and "o&#39;brien" not in page
    assert "NameError: …_step of …" in words(without_names)
    assert "Handed nothing in: 1." in words(without_names)


def test_rows_anchors_and_lists_are_in_the_order_of_the_codes_where_points_are_equal(
    own: Course, without_names: BeautifulSoup
) -> None:
    table = without_names.select("table.class tbody tr")
    codes = {row.th.get_text(): row["id"] for row in table}
    assert set(codes) == {
        code_of(own, ASSIGNMENT, student) for student in students(own) if student not in ("wim", "zoe")
    }
    anchors = sorted(codes.values(), key=lambda anchor: int(anchor[1:]))
    assert [codes[code] for code in sorted(codes)] == anchors
    groups = [[row.th.get_text() for row in each] for _, each in groupby(table, key=lambda row: words(row.td))]
    assert max(map(len, groups)) > 1 and all(group == sorted(group) for group in groups)


def test_the_key_beside_the_page_says_whose_each_code_is(own: Course, without_names: BeautifulSoup) -> None:
    with (own.results_path(ASSIGNMENT) / KEY_FILE).open(newline="") as file:
        key = {row["code"]: row["student"] for row in csv.DictReader(file)}
    for row in without_names.select("table.class tbody tr"):
        assert code_of(own, ASSIGNMENT, key[row.th.get_text()]) == row.th.get_text()
    assert KEY_FILE in words(without_names)


def test_an_extension_of_one_student_is_not_on_the_page(own: Course) -> None:
    config = own.root / "nbgrader_config.py"
    text = config.read_text()
    lines = 'c.Autograder.due = {"03": "2026-11-20 12:00 UTC"}\nc.Autograder.extensions = {"03": {"amara": "9 days"}}\n'
    config.write_text(text + lines)
    assert main(["report", "03", "--anonymous", "--course", str(own.root)]) == 0
    page = (own.results_path(ASSIGNMENT) / "report-anonymous.html").read_text()
    assert "extension" not in page and "2026-11-29" not in page
    config.write_text(text)


@pytest.fixture(scope="module")
def tree(own: Course, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    file = tmp_path_factory.mktemp("figures") / "report.json"
    assert main(["report", "03", "--json", str(file), "--course", str(own.root)]) == 0
    found: dict[str, Any] = json.loads(file.read_text())
    return found


def test_the_figures_are_those_of_the_results(own: Course, tree: dict[str, Any]) -> None:
    lines = (own.results_path(ASSIGNMENT) / "results.jsonl").read_text().splitlines()
    trees = {each["student"]: each for each in map(json.loads, lines)}
    assert {each["student"]: each["points"] for each in tree["students"]} == {
        student: each["points"] for student, each in trees.items()
    }
    step, epoch, quiz, rate = tree["items"]
    read = [each["notebooks"][0]["cells"] for each in trees.values() if not each["notebooks"][0]["problem"]]
    assert step["students"] == len(read) == 8
    assert quiz["share"] == pytest.approx(np.mean([cells[2]["points"] for cells in read]))
    assert (rate["students"], rate["share"]) == (0, None)
    assert (step["title"], step["cell"], step["notebook"]) == ("1. One step", "03-minibatch_step", NOTEBOOK)
    assert epoch["mistakes"] == {"remainder-dropped": 3} and step["mistakes"] == {"in-place": 2, "ascent": 1}
    assert tree["seconds"]["submissions"] == len(trees)


def test_the_page_says_the_figures_of_each_exercise_and_how_to_read_them(own: Course, tree: dict[str, Any]) -> None:
    page = BeautifulSoup((own.results_path(ASSIGNMENT) / "report.html").read_text(), "html.parser")
    said = [words(each) for each in page.select("section.lesson p.items")]
    assert said == [f"Mean share {item['share']:.2f} , 8 students.".replace(" ,", ",") for item in tree["items"][:3]]
    assert "With fewer than 10 students" in words(page)
    assert f"graded a submission in {tree['seconds']['median']} s (median)" in words(page)


def test_as_data_without_names_codes_stand_for_the_students(own: Course, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    assert main(["report", "03", "--anonymous", "--json", str(file), "--course", str(own.root)]) == 0
    assert {each["student"] for each in json.loads(file.read_text())["students"]} == {
        code_of(own, ASSIGNMENT, student) for student in students(own) if student not in ("wim", "zoe")
    }
