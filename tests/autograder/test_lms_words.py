"""What an LMS is told in words: what the feedback says, and nothing that is not the student's to see."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.classes.scores import scores_of
from autograder.course.course import Course
from autograder.pages.feedback import write_feedback
from autograder.pages.words import Words, write_gradescope

from .pages_class import ASSIGNMENT, HOSTILE_ID, copy_of, graded_class

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]  # a class is graded


@pytest.fixture(scope="module")
def course(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Course:
    return copy_of(graded_class(released), tmp_path_factory.mktemp("words") / "course")


def test_a_comment_says_the_points_and_names_the_mistake(course: Course) -> None:
    students = scores_of(course, ASSIGNMENT).students
    comment = Words(course, ASSIGNMENT).comment(students["chiara"])
    first, *exercises = comment.split("<br>")
    assert first == "5 of 10."
    assert exercises[0] == "2 more wait for a person."
    assert len(exercises) == 5
    assert any(line.endswith("of 4. The step goes uphill: η times the gradient is added.") for line in exercises)


def test_what_a_student_wrote_is_no_markup_of_a_comment_and_no_line_of_its_own(course: Course) -> None:
    words = Words(course, ASSIGNMENT)
    for student in scores_of(course, ASSIGNMENT).students.values():
        comment = words.comment(student)
        assert "<" not in comment.replace("<br>", "")
        assert "\n" not in comment
        assert len(comment) < 20_000


def test_gradescope_learns_no_case_no_path_and_nobody_elses_work(course: Course, tmp_path: Path) -> None:
    scores = scores_of(course, ASSIGNMENT)
    paths, without = write_gradescope(course, scores, tmp_path, partial=True)
    assert without == []
    assert {path.parent.name for path in paths} == set(scores.students)
    assert HOSTILE_ID in {path.parent.name for path in paths}
    pages = {page.parent.parent.name: page.read_text() for page in write_feedback(course, ASSIGNMENT)}
    for path in paths:
        text = path.read_text()
        tree = json.loads(text)
        assert str(course.root) not in text
        assert "np.array" not in text  # the lines of a case to paste
        assert "hidden" not in text.replace('"stdout_visibility": "hidden"', "")
        assert tree["score"] == scores.students[path.parent.name].points
        for test in tree["tests"]:
            said = test["output"].split("\n")[0].split("`")[0].strip()
            plain = pages[path.parent.name].replace("&#39;", "'").replace("&#34;", '"').replace("&#x27;", "'")
            assert said[:25] in plain or "&" in said or "<" in said or said == "It waits for a person."
