"""The report: its figures are those of the results and the gradebook, and it shows hostile text as text."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from autograder.course.course import Course
from autograder.errors import CourseError
from autograder.pages.report import write_report

from ..linear import grows_linearly
from ..this_course import find
from .pages_class import ASSIGNMENT, HOSTILE_ID, NOTEBOOK, PAYLOAD, copy_of, graded_class

pytestmark = pytest.mark.timeout(300)  # the first test grades a class


@pytest.fixture(scope="session")
def graded(released: Path) -> Course:
    return graded_class(released)


@pytest.fixture(scope="session")
def page(graded: Course) -> BeautifulSoup:
    return report_of(graded)


@pytest.fixture
def own(graded: Course, tmp_path: Path) -> Course:
    """A copy of the graded class to write into."""
    return copy_of(graded, tmp_path / "own")


def report_of(course: Course) -> BeautifulSoup:
    return BeautifulSoup(write_report(course, ASSIGNMENT).read_text(), "html.parser")


def results_of(course: Course) -> dict[str, dict[str, Any]]:
    lines = (course.root / "results" / ASSIGNMENT / "results.jsonl").read_text().splitlines()
    return {tree["student"]: tree for tree in map(json.loads, lines)}


def cells_of(course: Course, grade_id: str) -> list[dict[str, Any]]:
    found = [cell for tree in results_of(course).values() for cell in tree["notebooks"][0]["cells"]]
    return [cell for cell in found if cell["grade_id"] == grade_id]


def words(tag: Any) -> str:
    return " ".join(tag.get_text(" ").split())


def row_of(page: BeautifulSoup, student: str) -> list[str]:
    """The cells of a student's row in the table of all students."""
    for row in page.select("table.class tbody tr"):
        if row.th.get_text() == student:
            return [words(cell) for cell in row.find_all(["th", "td"])]
    raise AssertionError(f"no row of {student}")


def reason(page: BeautifulSoup, title: str) -> str | None:
    """What the list of work for a person says under a title."""
    for entry in page.select("ul.reasons > li"):
        if entry.strong.get_text().startswith(title):
            return words(entry)
    return None


def test_how_many_handed_in_and_were_graded_is_what_the_folders_and_the_results_say(
    graded: Course, page: BeautifulSoup
) -> None:
    tiles = [words(tile) for tile in page.select(".tiles li")]
    assert tiles[0] == f"{len(graded.students(ASSIGNMENT))} of 11 handed in"
    assert tiles[1] == f"{len(results_of(graded))} graded"
    assert "Handed nothing in (1): wim" in words(page)


def test_the_outcomes_of_each_exercise_are_counted_as_in_the_results(graded: Course, page: BeautifulSoup) -> None:
    said = {"pass": "passed", "partial": "partly right", "fail": "not yet right", "error": "stopped with an error"}
    said |= {"timeout": "did not finish in time", "unreadable": "could not be read", "missing": "not there yet"}
    said |= {"ungraded": "waits for a person"}
    ids = ["03-minibatch_step", "03-minibatch_epoch", "03-quiz_batch", "03-rate-task"]
    for grade_id, lesson in zip(ids, page.select("section.lesson"), strict=True):
        expected = Counter(said[cell["status"]] for cell in cells_of(graded, grade_id))
        shown = Counter()
        for count in lesson.select(".counts > span"):
            number, text = int(count.strong.get_text()), words(count)
            shown[next(each for each in said.values() if text.endswith(each))] = number
        assert shown == expected


def test_the_share_that_passed_is_the_share_of_the_graded(graded: Course, page: BeautifulSoup) -> None:
    cells = cells_of(graded, "03-minibatch_epoch")
    passed = sum(cell["status"] == "pass" for cell in cells)
    assert (passed, len(cells)) == (3, 10)
    assert "3 of 10 (30 %) ✓ passed" in words(page.select("section.lesson")[1])


def test_each_named_mistake_is_told_with_its_explanation_its_number_and_where_it_is_treated(
    graded: Course, page: BeautifulSoup
) -> None:
    for grade_id, lesson in zip(
        ["03-minibatch_step", "03-minibatch_epoch"], page.select("section.lesson"), strict=False
    ):
        made = Counter(cell["mistake"] for cell in cells_of(graded, grade_id) if cell.get("mistake"))
        rows = [[words(cell) for cell in row.find_all("td")] for row in lesson.select("tbody tr")]
        assert made
        for slug, count in made.items():
            mistake = find(grade_id.replace("-", ".", 1)).mistakes[slug][1]
            found = next(row for row in rows if row[1].endswith(f"[{slug}]"))
            assert found[0] == str(count)
            assert words(BeautifulSoup(found[1], "html.parser")).startswith(mistake.explanation.partition("\n")[0])
            assert found[2] == mistake.reread


def test_the_most_frequent_mistakes_stand_first(page: BeautifulSoup) -> None:
    repeat = [words(entry) for entry in page.select("ol li")]
    assert len(repeat) == 2  # all others were made once
    assert repeat[0].startswith("The short last batch is dropped")
    assert "(3 of 10, 2. One pass; treated in Lecture 03" in repeat[0]
    assert "(2 of 10, 1. One step; treated in Lecture 03" in repeat[1]
    assert [int(row.td.get_text()) for row in page.select("section.lesson")[0].select("tbody tr")][:2] == [2, 1]


def test_the_histogram_counts_the_points_of_the_results_rounded_down(graded: Course, page: BeautifulSoup) -> None:
    expected = Counter(int(tree["points"]) for tree in results_of(graded).values())
    label = page.select_one("svg.histogram")["aria-label"]
    assert {int(p): int(n) for p, n in re.findall(r"(\d+) points: (\d+)\.", label)} == {
        p: expected[p] for p in range(11)
    }


def test_what_waits_for_a_person_is_listed_with_the_reason(page: BeautifulSoup) -> None:
    unreadable = reason(page, "File cannot be read (1)")
    assert unreadable and "not valid JSON" in unreadable and unreadable.endswith("kofi")
    missing = reason(page, "Notebook missing in the submission (1)")
    assert missing and missing.endswith("uma")
    assert "2 with a problem, 8 only with answers to read" in words(page.select(".tiles li")[2])
    answers = reason(page, "Answers in words to read (8)")
    assert answers and "4. Choose a rate and defend it" in answers and "o'brien & co" in answers
    timeout = reason(page, "Did not finish in time (1)")
    assert timeout and timeout.endswith("1. One step – jonas")


def test_the_table_says_points_and_outcome_with_mark_and_word(page: BeautifulSoup) -> None:
    assert row_of(page, "chiara") == [
        *("chiara", "5 + 2 wait", "2 ◐ partly right", "3 ✓ passed", "0 ✗ not yet right", "○ waits for a person"),
        "–",
    ]
    assert row_of(page, HOSTILE_ID)[0] == HOSTILE_ID


def test_students_who_need_a_person_for_a_problem_stand_first(page: BeautifulSoup) -> None:
    order = [row.th.get_text() for row in page.select("table.class tbody tr")]
    assert set(order[:2]) == {"kofi", "uma"}
    points = [float(row_of(page, student)[1].split()[0]) for student in order[2:]]
    assert points == sorted(points)


def test_a_persons_score_counts_and_ends_the_waiting(own: Course) -> None:
    with own.gradebook() as book:
        grade = book.find_grade("03-rate-task", NOTEBOOK, ASSIGNMENT, "amara")
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 1.5, 0.25, False
        for cell in ("03-minibatch_step", "03-minibatch_epoch", "03-quiz_batch", "03-rate-task"):
            book.find_grade(cell, NOTEBOOK, ASSIGNMENT, "kofi").needs_manual_grade = False
        book.db.commit()
    page = report_of(own)
    assert row_of(page, "amara")[1:6] == ["9.75", "4 ✓ passed", "3 ✓ passed", "1 ✓ passed", "1.75 ● scored by a person"]
    answers = reason(page, "Answers in words to read (7)")
    assert answers and "amara" not in answers
    assert reason(page, "File cannot be read") is None  # a person left it at 0
    assert words(page.select(".tiles li")[2]).startswith("8 wait for a person")


def test_a_score_that_a_person_gave_before_the_last_grading_is_to_be_looked_at(own: Course) -> None:
    with own.gradebook() as book:
        grade = book.find_grade("03-minibatch_step", NOTEBOOK, ASSIGNMENT, "chiara")
        grade.manual_score, grade.needs_manual_grade = 3.0, True  # as grading again leaves it
        book.db.commit()
    page = report_of(own)
    assert "chiara" in (reason(page, "Changed after a person gave points (1)") or "")
    assert row_of(page, "chiara")[1:3] == ["6 + 2 wait", "3 ◐ partly right (points by a person)"]


def test_the_penalty_for_handing_in_late_is_taken_off(own: Course) -> None:
    with own.gradebook() as book:
        book.find_submission_notebook(NOTEBOOK, ASSIGNMENT, "amara").late_submission_penalty = 1.5
        book.find_submission_notebook(NOTEBOOK, ASSIGNMENT, "bo").late_submission_penalty = 3.0
        book.db.commit()
    page = report_of(own)
    assert [row_of(page, "amara")[k] for k in (1, 6)] == ["6.5 + 2 wait", "1.5"]
    assert row_of(page, "bo")[1] == "0 + 2 wait"  # never below 0, as nbgrader exports it


def test_a_gradebook_that_was_graded_elsewhere_since_is_told(own: Course) -> None:
    assert reason(report_of(own), "Graded elsewhere since") is None
    with own.gradebook() as book:
        book.find_grade("03-quiz_batch", NOTEBOOK, ASSIGNMENT, "chiara").auto_score = 1.0
        book.db.commit()
    assert "chiara" in (reason(report_of(own), "Graded elsewhere since (1)") or "")


def test_who_handed_in_after_the_grading_is_named_with_the_command_that_grades(own: Course) -> None:
    own.path("submitted", "zoe", ASSIGNMENT).mkdir(parents=True)
    assert f"Not graded yet (1): zoe . Run: autograder grade {ASSIGNMENT}" in words(report_of(own))


def test_before_the_first_grading_the_error_says_what_to_do(course: Course) -> None:
    with pytest.raises(CourseError, match=f"Run: autograder grade {ASSIGNMENT}"):
        write_report(course, ASSIGNMENT)


def test_a_class_whose_gradebook_lost_a_student_is_still_reported(own: Course) -> None:
    with own.gradebook() as book:
        book.remove_student("chiara")
    assert row_of(report_of(own), "chiara")[1] == "5 + 2 wait"


def test_hostile_text_is_text(page: BeautifulSoup) -> None:
    assert PAYLOAD[:40] in page.get_text()
    assert HOSTILE_ID in page.get_text()
    assert not page.find_all(["script", "img", "iframe", "object", "embed", "base", "form"])
    assert not [name for tag in page.find_all(True) for name in tag.attrs if name.lower().startswith("on")]


def test_the_page_refers_to_nothing_outside_itself_and_forbids_it(page: BeautifulSoup) -> None:
    targets = [
        tag[name] for tag in page.find_all(True) for name in ("src", "href", "action", "data") if tag.has_attr(name)
    ]
    assert targets and all(target.startswith(("#", "data:")) for target in targets)
    style = "".join(tag.get_text() for tag in page.find_all("style"))
    assert "url(" not in style and "@import" not in style
    policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert "default-src 'none'" in policy and "script" not in policy


def test_every_link_leads_to_a_place_on_the_page(page: BeautifulSoup) -> None:
    places = [tag["id"] for tag in page.find_all(id=True)]
    assert len(places) == len(set(places))
    links = [tag["href"] for tag in page.find_all("a")]
    assert links and {link.removeprefix("#") for link in links} <= set(places)


def test_the_page_is_built_for_those_who_listen(page: BeautifulSoup) -> None:
    assert page.html["lang"] == "en" and page.title.get_text() == f"Report: {ASSIGNMENT}"
    assert all(header.get("scope") in ("col", "row") for header in page.find_all("th"))
    levels = [int(tag.name[1]) for tag in page.find_all(re.compile(r"^h[1-6]$"))]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_no_folder_of_the_machine_and_no_mark_scheme_is_told(graded: Course, page: BeautifulSoup) -> None:
    text = str(page)
    assert str(graded.root) not in text and "/autograder-" not in text
    assert "MARK SCHEME" not in text and "A rate without a" not in text


def test_a_student_is_found_by_name_in_the_order_of_the_alphabet(page: BeautifulSoup) -> None:
    lists = [[link.get_text() for link in some.find_all("a")] for some in page.select("p.letters")]
    names = [name for some in lists for name in some]
    assert sorted(names, key=str.casefold) == names
    assert set(names) == {row.th.get_text() for row in page.select("table.class tbody tr")}
    initials = [{name[0].casefold() for name in some} for some in lists]
    assert all(len(some) == 1 for some in initials)
    assert len(set().union(*initials)) == len(lists)


def large_class(course: Course, count: int) -> str:
    """The results of a class of so many: those of the course over and over, under other names."""
    trees = list(results_of(course).values())
    copies = (trees[k % len(trees)] | {"student": f"student{k:05}"} for k in range(count))
    return "".join(f"{json.dumps(tree)}\n" for tree in copies)


def test_in_a_large_class_a_dozen_of_those_concerned_are_in_sight_and_sixty_at_hand(own: Course) -> None:
    classes = {count: large_class(own, count) for count in (100, 700)}
    path = own.results_path(ASSIGNMENT) / "results.jsonl"
    path.write_text(classes[100])
    assert report_of(own).select(".lesson td details") == []
    path.write_text(classes[700])
    page = report_of(own)
    folded = [details.find_parent("td") for details in page.select(".lesson td details")]
    assert folded
    for cell in folded:
        times = int(cell.find_parent("tr").td.get_text())
        assert len(cell.find_all("a", recursive=False)) == 12
        assert words(cell.summary) == f"and {times - 12} more"
        assert len(cell.find_all("a")) == min(times, 60)
        assert ("more (see the table)" in words(cell)) == (times > 60)


def test_the_report_of_a_large_class_takes_time_and_room_in_proportion_to_it(own: Course) -> None:
    classes = {count: large_class(own, count) for count in (100, 400)}
    path = own.results_path(ASSIGNMENT) / "results.jsonl"
    sizes = {}

    def report(count: int) -> None:
        path.write_text(classes[count])
        sizes[count] = write_report(own, ASSIGNMENT).stat().st_size

    assert grows_linearly(report, 100)
    further = (sizes[400] - sizes[100]) / 300
    assert 1000 * further < 3_000_000 * 4 / 15  # four graded cells here; a homework of fifteen has room too
