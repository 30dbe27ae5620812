"""Due dates, extensions and penalties in nbgrader's own columns: as declared now, on every page and in every export."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from nbgrader.apps import NbGraderAPI

from autograder.classes.keeping import grade_assignment, read_results
from autograder.classes.lateness import settle
from autograder.cli import main
from autograder.course.course import Course
from autograder.declaring.exercise import Exercise
from autograder.demo.classroom import Homework
from autograder.errors import CourseError
from autograder.intake.record import Came, keep_record
from autograder.pages.feedback import write_feedback
from autograder.pages.report import write_report
from autograder.plugin import Export
from autograder.sandbox.warm_process import WarmProcess

from .conftest import solved
from .pages_class import ASSIGNMENT, NOTEBOOK, graded_class
from .pages_class import copy_of as copied
from .test_report import reason, row_of, words

pytestmark = pytest.mark.timeout(300)  # the first test grades a class

DUE = 'c.Autograder.due = {"03": "2026-11-20 12:00 Europe/Berlin"}\n'  # 11:00 UTC
LATE = 'c.Autograder.late = {"grace_minutes": 15, "per_day": 0.1, "cap": 0.5}\n'
NOON = datetime(2026, 11, 20, 11, 0)
TIMES = {
    "amara": NOON + timedelta(days=1, hours=3),  # two days begun
    "bo": NOON + timedelta(minutes=10),  # within the grace
    "chiara": NOON - timedelta(days=1),
    "dmitri": NOON + timedelta(days=30),  # the cap
    "elif": None,
}
WHO = tuple(TIMES)


@pytest.fixture
def own(released: Path, tmp_path: Path) -> Callable[..., Course]:
    """A copy of the graded class with more lines in its configuration, and times of handing in."""

    def make(*lines: str) -> Course:
        course = copied(graded_class(released), tmp_path / "own")
        with course.gradebook() as book:
            for student, when in TIMES.items():
                book.find_submission(ASSIGNMENT, student).timestamp = when
            book.db.commit()
        for path in course.root.glob("autograded/*/*/*.ipynb"):  # no time is spent on figures
            path.write_bytes(path.read_bytes().replace(b'"not drawn"', b'"left out"'))
        return with_lines(course, *lines)

    return make


def with_lines(course: Course, *lines: str) -> Course:
    """The course with other declarations than before."""
    path = course.root / "nbgrader_config.py"
    text = path.read_text().partition("# declared\n")[0]
    path.write_text(f"{text}# declared\n{''.join(lines)}")
    return Course(course.root)


def in_gradebook(course: Course) -> dict[str, tuple[float, float, timedelta | None]]:
    """(penalty, seconds late, extension) as nbgrader says them, of those that have a time here."""
    with course.gradebook() as book:
        found = {student: book.find_submission(ASSIGNMENT, student) for student in WHO}
        return {
            student: (each.late_submission_penalty, each.total_seconds_late, each.extension)
            for student, each in found.items()
        }


def penalties(course: Course) -> dict[str, float]:
    return {student: about[0] for student, about in in_gradebook(course).items()}


def give(course: Course, student: str, points: float) -> None:
    """A person's points for the answer in words."""
    with course.gradebook() as book:
        grade = book.find_grade("03-rate-task", NOTEBOOK, ASSIGNMENT, student)
        grade.manual_score, grade.needs_manual_grade = points, False
        book.db.commit()


def report(course: Course) -> BeautifulSoup:
    return BeautifulSoup(write_report(course, ASSIGNMENT).read_text(), "html.parser")


def feedback(course: Course, student: str) -> str:
    (page,) = [path for path in write_feedback(course, ASSIGNMENT) if path.parent.parent.name == student]
    return words(BeautifulSoup(page.read_text(), "html.parser"))


def test_the_penalty_stands_in_nbgraders_columns_after_a_report_and_in_words_on_the_pages(
    own: Callable[..., Course],
) -> None:
    course = own(DUE, LATE)
    page = report(course)
    about = in_gradebook(course)
    assert penalties(course) == {"amara": 1.6, "bo": 0.0, "chiara": 0.0, "dmitri": 0.5, "elif": 0.0}
    assert (about["amara"][1], about["bo"][1], about["chiara"][1]) == (97_200, 600, 0)
    assert "Due 2026-11-20 12:00 Europe/Berlin." in words(page)
    assert "10 % of the points for each day begun, at most 50 %, the first 15 minutes cost nothing" in words(page)
    assert row_of(page, "amara")[1] == "6.4 + 2 wait"
    assert row_of(page, "amara")[6:8] == [
        "1.6",
        "handed in 1 day 3 hours late; 10 % for each day begun, 20 % of the points in all",
    ]
    assert row_of(page, "bo")[7] == "handed in 10 minutes late; nothing is taken off within the first 15 minutes"
    assert (
        row_of(page, "dmitri")[7]
        == "handed in 30 days late; 10 % for each day begun, at most 50 % of the points in all"
    )
    assert row_of(page, "chiara")[7] == "–"
    assert reason(page, "Handed in late (3)")
    said = feedback(course, "amara")
    assert "1.6 points of the 8 were taken off because it was handed in late." in said
    assert "About the time: handed in 1 day 3 hours late; 10 % for each day begun, 20 % of the points in all." in said


def test_a_persons_points_count_and_a_changed_rule_holds_at_the_next_report_without_grading(
    own: Callable[..., Course],
) -> None:
    course = own(DUE, LATE)
    give(course, "amara", 1.5)
    report(course)
    assert penalties(course)["amara"] == 1.9  # 20 % of 9.5
    course = with_lines(course, DUE, 'c.Autograder.late = {"per_hour": 0.01}\n')
    report(course)
    assert penalties(course)["amara"] == 2.56  # 27 hours begun: 2.565, rounded down
    course = with_lines(course, 'c.Autograder.due = {"03": "2026-11-21 12:00 Europe/Berlin"}\n', LATE)
    assert "handed in 3 hours late; 10 % for each day begun, 10 % of the points in all." in feedback(course, "amara")
    assert penalties(course)["amara"] == 0.95
    course = with_lines(course, DUE, 'c.Autograder.late = {"per_day": 0.1, "03": None}\n')
    report(course)
    assert set(penalties(course).values()) == {0.0}


def test_an_extension_holds_in_nbgraders_column_and_is_told_and_can_be_taken_back(own: Callable[..., Course]) -> None:
    given = (
        'c.Autograder.extensions = {"03": {"amara": "1 day", "dmitri": "2026-12-24 18:00 +01:00", "adda": "2 days"}}\n'
    )
    course = own(DUE, LATE, given)
    page = report(course)
    about = in_gradebook(course)
    assert about["amara"] == (0.8, 3 * 3_600, timedelta(days=1))
    assert about["dmitri"] == (0.0, 0, datetime(2026, 12, 24, 17, 0) - NOON)
    assert row_of(page, "dmitri")[7] == "extension until 2026-12-24 18:00 +0100"
    assert row_of(page, "amara")[7].startswith(
        "extension until 2026-11-21 12:00 Europe/Berlin; handed in 3 hours late;"
    )
    assert "Extensions for nobody in the class: adda ." in words(page)
    assert "extension until 2026-11-21 12:00 Europe/Berlin" in feedback(course, "amara")
    course = with_lines(course, DUE, LATE, 'c.Autograder.extensions = {"03": {}}\n')
    report(course)
    assert in_gradebook(course)["amara"] == (1.6, 97_200, None)


def test_what_was_granted_through_nbgrader_stays_where_the_course_declares_no_extensions(
    own: Callable[..., Course],
) -> None:
    course = own(DUE, LATE)
    with course.gradebook() as book:
        book.grant_extension(ASSIGNMENT, "amara", days=1)
    report(course)
    assert in_gradebook(course)["amara"] == (0.8, 3 * 3_600, timedelta(days=1))


def test_where_no_time_is_known_nothing_is_taken_off_and_a_person_is_asked(own: Callable[..., Course]) -> None:
    page = report(own(DUE, LATE))
    assert "elif" in (reason(page, "No time of handing in is known") or "")
    assert row_of(page, "elif")[6] == "–"
    assert "time-unknown" in row_of(page, "elif")[8]


def test_without_a_policy_nobody_is_asked_for_a_time_and_nothing_is_touched(own: Callable[..., Course]) -> None:
    course = own(DUE)
    with course.gradebook() as book:
        book.find_submission_notebook(NOTEBOOK, ASSIGNMENT, "amara").late_submission_penalty = 1.25
        book.db.commit()
    page = report(course)
    assert reason(page, "No time of handing in is known") is None
    assert penalties(course)["amara"] == 1.25


@pytest.mark.slow
def test_the_first_late_submissions_by_due_date_cost_nothing_and_stay_free_when_others_come(
    own: Callable[..., Course],
) -> None:
    free = 'c.Autograder.late = {"per_day": 0.1, "drop": 1}\n'
    course = own(DUE, free)
    page = report(course)
    assert penalties(course) == dict.fromkeys(WHO, 0.0)
    assert "it is among the late ones that cost nothing" in row_of(page, "amara")[7 - 1]
    with course.gradebook() as book:  # an assignment before, and one after
        for name, due in (("02-x", NOON - timedelta(days=7)), ("04-x", NOON + timedelta(days=7))):
            book.add_assignment(name, duedate=due)
            for student in ("amara", "dmitri"):
                book.add_submission(name, student, timestamp=due + timedelta(days=student == "amara" or name == "04-x"))
    report(course)
    assert penalties(course) == {"amara": 1.6, "bo": 0.0, "chiara": 0.0, "dmitri": 0.0, "elif": 0.0}


def test_exports_have_what_the_course_declares_now(own: Callable[..., Course], tmp_path: Path) -> None:
    course = own(DUE, LATE)
    give(course, "amara", 2.0)
    with course.gradebook() as book:
        export = Export(config=course.config)
        export.parent = NbGraderAPI(config=course.config)
        export.to = str(tmp_path / "grades.csv")
        export.export(book)
    with (tmp_path / "grades.csv").open(newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert (rows["amara"]["late_submission_penalty"], rows["amara"]["score"]) == ("2.0", "8.0")
    assert rows["amara"]["duedate"] == str(NOON)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('c.Autograder.extensions = {"03": {"ada": "2026-11-01 12:00 UTC"}}\n', "the extension of 'ada' ends before"),
        ('c.Autograder.late = {"99": {"per_day": 0.1}}\n', "late: No assignments match '99'; there are:"),
        ('c.Autograder.late = {"03": None, "03-one": None}\n', f"late names {ASSIGNMENT} twice: '03' and '03-one'."),
    ],
)
def test_what_fits_no_assignment_is_refused_in_one_line_with_its_place(
    own: Callable[..., Course], capsys: pytest.CaptureFixture[str], lines: str, said: str
) -> None:
    course = own(DUE, lines)
    with pytest.raises(CourseError, match=r"nbgrader_config\.py:1[0-9]: c\.Autograder: "):
        settle(course, ASSIGNMENT)
    for command in ("report", "grade"):
        assert main([command, "03", "--course", str(course.root)]) == 2
        (line,) = [each for each in capsys.readouterr().err.splitlines() if each.startswith("autograder: ")]
        assert said in line


# --- while grading ------------------------------------------------------------------------------


@pytest.fixture
def handed_in(course: Course, homework: Callable[[], Homework], step: Exercise, epoch: Exercise) -> Course:
    """Two right submissions: one late by a day and three hours, one in time in its zone and not in UTC."""
    for student, when in {"ada": "2026-11-21 14:00:00 UTC", "bo": "2026-11-20 12:00:00 Europe/Berlin"}.items():
        folder = course.path("submitted", student, ASSIGNMENT)
        solved(homework(), step, epoch).hand_in(folder)
        (folder / "timestamp.txt").write_text(when)
    return course


def taken_off(course: Course) -> dict[str, float]:
    with course.gradebook() as book:
        return {each.student.id: each.late_submission_penalty for each in book.assignment_submissions(ASSIGNMENT)}


@pytest.mark.slow
def test_grading_writes_the_penalty_and_nbgraders_own_command_gives_the_same(
    handed_in: Course, warm: WarmProcess, tmp_path: Path
) -> None:
    course = with_lines(handed_in, DUE, LATE)
    other = copied(course, tmp_path / "the same course")
    grade_assignment(course, ASSIGNMENT, warm=warm)
    assert taken_off(course) == {"ada": 1.6, "bo": 0.0}
    assert {tree["student"]: tree["flags"] for tree in read_results(course, ASSIGNMENT)} == {"ada": ["late"], "bo": []}
    other.config.Exchange.root = str(tmp_path)
    api = NbGraderAPI(config=other.config)
    for student in ("ada", "bo"):
        result = api.autograde(ASSIGNMENT, student)
        assert result["success"], result.get("error")
    assert taken_off(other) == taken_off(course)


def test_a_resumed_run_has_the_penalty_of_the_policy_that_holds_then(handed_in: Course, warm: WarmProcess) -> None:
    grade_assignment(handed_in, ASSIGNMENT, warm=warm)
    course = with_lines(handed_in, DUE, LATE)
    again = grade_assignment(course, ASSIGNMENT, warm=warm, resume=True)
    assert all(submission.kept for submission in again)
    assert taken_off(course) == {"ada": 1.6, "bo": 0.0}


def test_a_plug_in_of_the_courses_own_goes_on_where_no_policy_is_declared_and_a_policy_goes_before_it(
    handed_in: Course, warm: WarmProcess
) -> None:
    zero = 'c.LateSubmissionPlugin.penalty_method = "zero"\n'
    course = with_lines(handed_in, DUE, zero)
    grade_assignment(course, ASSIGNMENT, warm=warm)
    assert taken_off(course) == {"ada": 8.0, "bo": 0.0}
    assert row_of(report(course), "ada")[6:8] == ["8", "handed in 1 day 3 hours late"]
    course = with_lines(handed_in, DUE, zero, LATE)
    grade_assignment(course, ASSIGNMENT, warm=warm, resume=True)
    assert taken_off(course) == {"ada": 1.6, "bo": 0.0}


def test_a_date_of_the_gradebook_is_utc_and_a_moment_of_the_course_goes_before_it(own: Callable[..., Course]) -> None:
    course = own(LATE)
    with course.gradebook() as book:
        book.update_or_create_assignment(ASSIGNMENT, duedate="2026-11-20 12:00:00 UTC")
    assert settle(course, ASSIGNMENT).rules.due == datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    assert in_gradebook(course)["amara"][1] == 26 * 3_600
    course = with_lines(course, LATE, DUE)
    settle(course, ASSIGNMENT)
    assert in_gradebook(course)["amara"][1] == 27 * 3_600


@pytest.mark.slow
def test_after_the_release_nbgraders_lists_have_the_due_date(course: Course) -> None:
    course = with_lines(course, DUE)
    assert main(["release", "03", "--course", str(course.root)]) == 0
    with course.gradebook() as book:
        assert book.find_assignment(ASSIGNMENT).duedate == NOON


# --- what an LMS says without a time ------------------------------------------------------------

MARK = "late by the LMS's mark; the time is not known; nothing is taken off"


def of_canvas(course: Course, *late: str) -> Course:
    """The class as Canvas's zip brings it: no times, a mark on what is late."""
    with course.gradebook() as book:
        for submission in book.assignment_submissions(ASSIGNMENT):
            submission.timestamp = None
        book.db.commit()
    keep_record(course, ASSIGNMENT, {who: Came(lms="Canvas", late=who in late) for who in course.students(ASSIGNMENT)})
    return course


@pytest.mark.slow
@pytest.mark.parametrize("lines", [(), (DUE,)])
def test_a_mark_of_the_lms_without_a_time_is_told_on_the_report_and_to_the_student(
    own: Callable[..., Course], lines: tuple[str, ...]
) -> None:
    course = of_canvas(own(*lines), "amara")
    page = report(course)
    assert "amara" in (reason(page, "Handed in late (1)") or "")
    assert reason(page, "No time of handing in is known") is None
    assert any(MARK in cell for cell in row_of(page, "amara"))
    assert f"About the time: {MARK}." in feedback(course, "amara")
    assert "It was handed in late" not in feedback(course, "bo")


def test_where_the_lms_marks_what_is_late_a_person_is_asked_for_the_time_of_that_alone(
    own: Callable[..., Course],
) -> None:
    course = of_canvas(own(DUE, LATE), "amara")
    page = report(course)
    assert "amara" in (reason(page, "No time of handing in is known (1)") or "")
    assert any("time-unknown" in cell for cell in row_of(page, "amara"))
    assert "A person will look whether that was in time." in feedback(course, "amara")
    assert "When it was handed in is not known" not in feedback(course, "bo")
    assert penalties(course)["amara"] == 0.0


def test_what_the_lms_calls_late_and_has_an_extension_of_the_course_is_for_a_person_to_decide(
    own: Callable[..., Course],
) -> None:
    given = 'c.Autograder.extensions = {"03": {"amara": "1 day", "bo": "1 day"}}\n'
    page = report(of_canvas(own(DUE, given), "amara"))
    assert "amara" in (reason(page, "No time of handing in is known (1)") or "")
    assert any(MARK in cell and "extension until 2026-11-21" in cell for cell in row_of(page, "amara"))


def test_a_time_goes_before_the_mark_of_the_lms(own: Callable[..., Course]) -> None:
    course = of_canvas(own(DUE, LATE), "amara")
    with course.gradebook() as book:
        book.find_submission(ASSIGNMENT, "amara").timestamp = NOON - timedelta(hours=1)
        book.db.commit()
    assert reason(report(course), "Handed in late") is None


@pytest.mark.slow
def test_an_extension_for_nobody_is_told_when_grading_too_and_one_for_somebody_of_the_roster_is_not(
    handed_in: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    (handed_in.root / "roster.csv").write_text("id,name\nzoe,Zoë\n")
    given = 'c.Autograder.extensions = {"03": {"ada": "1 day", "adda": "2 days", "zoe": "1 day"}}\n'
    course = with_lines(handed_in, DUE, given, 'c.Autograder.roster = "roster.csv"\n')
    assert main(["grade", "03", "--course", str(course.root), "--jobs", "1"]) == 0
    said = capsys.readouterr()
    assert (said.out + said.err).count("note: extensions for nobody in the class: adda\n") == 1
