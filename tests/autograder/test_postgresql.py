"""A class whose gradebook is on a PostgreSQL server: every command, beside formgrader, through kills and outages."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from nbgrader.api import SubmittedAssignment
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import Boolean, text

from autograder.classes import keeping, transactions
from autograder.classes.keeping import grade_assignment, read_results
from autograder.cli import main
from autograder.course.course import Course
from autograder.declaring.exercise import Exercise
from autograder.demo.classroom import Homework
from autograder.pages.marking import Marking
from autograder.sandbox.warm_process import WarmProcess

from .conftest import ASSIGNMENT, CONFIG, scores, solved
from .postgres import PASSWORD, QUOTED, Server

Work = Callable[[], Homework]
NOTEBOOK = "one-minibatch-by-hand"
LATE = """
c.Autograder.due = {"03": "2026-01-01 12:00 UTC"}
c.Autograder.extensions = {"03": {"s03": "2 days"}}
c.Autograder.late = {"per_day": 0.1, "cap": 0.5}
"""
ROWS = """
SELECT a.name, a.duedate, s.student_id, s.timestamp, s.extension, n.late_submission_penalty, c.name,
       g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade
FROM grade g JOIN submitted_notebook n ON g.notebook_id = n.id JOIN submitted_assignment s ON n.assignment_id = s.id
JOIN assignment a ON s.assignment_id = a.id JOIN base_cell c ON g.cell_id = c.id ORDER BY s.student_id, c.name
"""
REMARKS = """
SELECT s.student_id, c.name, r.auto_comment, r.manual_comment
FROM comment r JOIN submitted_notebook n ON r.notebook_id = n.id JOIN submitted_assignment s ON n.assignment_id = s.id
JOIN base_cell c ON r.cell_id = c.id ORDER BY s.student_id, c.name
"""


def a_class(released: Path, folder: Path, more: str, write: Callable[[Course], None]) -> Course:
    """A copy of the released course with submissions; the gradebook is another where the configuration says so."""
    shutil.copytree(released, folder)
    if "db_url" in more:
        (folder / "gradebook.db").unlink()
    (folder / "nbgrader_config.py").write_text(CONFIG.replace("configure(c)", more + "configure(c)"))
    course = Course(folder)
    write(course)
    return course


@pytest.fixture
def hand_in(homework: Work, step: Exercise, epoch: Exercise) -> Callable[..., None]:
    """Eight students, or so many: every third one's step lacks the factor two, and every other one is late."""

    def write(course: Course, count: int = 8) -> None:
        for number in range(count):
            work = solved(homework(), step, epoch)
            if number % 3 == 0:
                work.answer(step, step.mistakes["missing-two"][0])
            folder = course.path("submitted", f"s{number:02}", ASSIGNMENT)
            work.hand_in(folder)
            (folder / "timestamp.txt").write_text(f"2026-01-0{1 + number % 2 * 2} 08:00:00 UTC")

    return write


@pytest.fixture
def there(released: Path, tmp_path: Path, postgres: Server, hand_in: Callable[[Course], None]) -> Course:
    """The class with its gradebook on the server."""
    course = a_class(released, tmp_path / "there", f"c.CourseDirectory.db_url = {postgres.new()!r}\n", hand_in)
    assert run(course, "release", "03") == 0
    return course


def run(course: Course, command: str, *arguments: object) -> int:
    return main([command, *map(str, arguments), "--course", str(course.root)])


def rows(course: Course, query: str = ROWS) -> list[tuple[object, ...]]:
    of = SubmittedAssignment.__table__.c
    kinds = {"duedate": of.timestamp.type, "timestamp": of.timestamp.type, "extension": of.extension.type}
    asked = text(query).columns(needs_manual_grade=Boolean(), **kinds) if query is ROWS else text(query)
    with course.gradebook() as book:
        return [tuple(row) for row in book.db.execute(asked)]


def wanted(course: Course) -> dict[str, list[float]]:
    return {student: [4.0 if int(student[1:]) % 3 == 0 else 8.0] for student in course.students(ASSIGNMENT)}


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_command_does_the_same_with_a_server_as_with_a_file_and_shows_no_password(
    released: Path, tmp_path: Path, postgres: Server, hand_in: Callable[..., None],
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    server = f"c.CourseDirectory.db_url = {postgres.new()!r}\n"
    here = a_class(released, tmp_path / "here", LATE, partial(hand_in, count=4))
    there = a_class(released, tmp_path / "there", LATE + server, partial(hand_in, count=4))
    tables: dict[str, list[bytes]] = {}
    for course in (here, there):
        for command in ("release 03", "grade 03 --jobs 1", "grade 03 --jobs 1", "report 03", "similar 03", "settings"):
            assert run(course, *command.split()) == 0, command
        with course.gradebook() as book:
            grade = book.find_grade(_by_hand(course), NOTEBOOK, ASSIGNMENT, "s01")
            grade.manual_score, grade.extra_credit = 1.0, 0.5
            book.db.commit()
        _mark(course)
        for arguments in (["--diff"], ["--exercise", "03.minibatch_step"]):
            assert run(course, "regrade", "03", "--jobs", "1", *arguments) == 0
        assert run(course, "grade", "03", "--resume", "--jobs", "1") == 0
        assert run(course, "feedback", "03") == 0
        run(course, "export", "03", "--csv", course.root / "grades.csv", "--partial")
        written = ["grades.csv", f"results/{ASSIGNMENT}/results.jsonl"]
        tables[course.root.name] = [(course.root / name).read_bytes() for name in written]
    assert rows(here) == rows(there)
    assert rows(here, REMARKS) == rows(there, REMARKS)
    assert len({row[5] for row in rows(there)}) > 1, "penalties are what this test is for"
    for mine, its in zip(*tables.values(), strict=True):
        assert mine == its
    said = capfd.readouterr()
    assert not [secret for secret in (PASSWORD, QUOTED) if secret in said.out + said.err]
    logs = [path for path in there.root.rglob("*") if path.is_file() and path.name != "nbgrader_config.py"]
    assert not [path for path in logs if QUOTED.encode() in path.read_bytes() or PASSWORD.encode() in path.read_bytes()]


def _by_hand(course: Course) -> str:
    """The first cell to which a person gives points."""
    cells = course.load(ASSIGNMENT).notebooks[NOTEBOOK].cells
    return next(str(cell.grade_id) for cell in cells if cell.kind in ("manual", "task"))


def _mark(course: Course) -> None:
    """Give points on the page of `autograder mark`."""
    with Marking(course, ASSIGNMENT) as marking:
        key = next(key for key, answer in marking.questions[0].answers.items() if answer.student == "s02")
        assert marking.answer(f"0/{key}", None).status == 200
        version = marking.answer(f"0/{key}", {"items": [], "score": "", "note": "", "version": ""})
        assert version.status in (400, 409)  # nobody may write over what was not seen


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_formgraders_lists_can_be_read_while_two_graders_write_and_its_button_grades(
    there: Course, tmp_path: Path
) -> None:
    there.config.Exchange.root = str(tmp_path / "exchange")
    api = NbGraderAPI(CourseDirectory(config=there.config), config=there.config)
    shutil.copytree(there.root, tmp_path / "elsewhere")  # one grader at a time in a folder: the other has its own
    graders = [_grader(each, "--jobs", "1") for each in (there, Course(tmp_path / "elsewhere"))]
    looks = 0
    try:
        while any(grader.poll() is None for grader in graders):
            # how many are listed is not told: nbgrader asks twice for each list, and a batch may come in between
            api.get_submissions(ASSIGNMENT)
            api.get_students()
            api.get_notebook_submissions(ASSIGNMENT, NOTEBOOK)
            looks += 1
    finally:
        for grader in graders:
            grader.wait(300)
    assert [grader.returncode for grader in graders] == [0, 0]
    assert len(api.get_submissions(ASSIGNMENT)) == len(api.get_students()) == 8
    assert looks > 1
    assert scores(there) == wanted(there)
    assert api.autograde(ASSIGNMENT, "s01")["success"]
    assert scores(there) == wanted(there)


def _grader(course: Course, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "autograder", "grade", ASSIGNMENT, *arguments]
    nothing = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=course.root, stdout=nothing, stderr=nothing)


KILLS = max(2, int(os.environ.get("AUTOGRADER_KILLS", "4")) // 2)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_after_graders_that_were_killed_a_resumed_run_has_one_right_grade_for_each(there: Course) -> None:
    start = time.monotonic()
    assert _grader(there).wait() == 0
    whole, moments, killed = time.monotonic() - start, random.Random(20), 0
    for _ in range(KILLS):
        for student in there.students(ASSIGNMENT):  # there is something to do in every round
            (there.results_path(ASSIGNMENT) / "graded" / f"{student}.json").unlink(missing_ok=True)
        grader = _grader(there, "--resume")
        time.sleep(moments.uniform(0.3, 1.0) * whole)
        if grader.poll() is None:
            grader.send_signal(signal.SIGKILL)
            killed += 1
        grader.wait()
    assert killed >= 1
    assert _grader(there, "--resume").wait() == 0
    assert scores(there) == wanted(there)
    points = {tree["student"]: [tree["points"]] for tree in read_results(there, ASSIGNMENT)}
    assert points == wanted(there)


def test_work_that_is_graded_while_the_server_is_away_is_kept_and_written_by_a_resumed_run(
    there: Course, postgres: Server, warm: WarmProcess, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setattr(transactions, "sleep", lambda seconds: None)
    monkeypatch.setattr(transactions, "SECONDS_UNASKED", 0.0)
    monkeypatch.setattr(keeping, "IN_ONE_TRANSACTION", 2)
    graded: list[str] = []

    def stop_after_four(submission: object) -> None:
        graded.append(str(getattr(submission, "student", "")))
        if len(graded) == 4:
            postgres.stop()

    try:
        done = grade_assignment(there, ASSIGNMENT, warm=warm, progress=stop_after_four)
    finally:
        postgres.start()
    said = capsys.readouterr().err
    assert said.count("the gradebook's server is away, tried again for 30.5 s") == 1
    assert "Traceback" not in said
    not_written = {submission.student for submission in done if "not-written" in submission.flags}
    assert len(not_written) == 4 and all(f"not written: {student}: " in said for student in not_written)
    assert {tree["student"]: [tree["points"]] for tree in read_results(there, ASSIGNMENT)} == wanted(there)
    assert set(scores(there)) == set(wanted(there)) - not_written
    again = grade_assignment(there, ASSIGNMENT, warm=warm, resume=True)
    assert all(submission.kept for submission in again), "nothing is graded twice"
    assert scores(there) == wanted(there)


@pytest.mark.slow
def test_a_restart_of_the_server_of_a_few_seconds_is_survived(
    there: Course, postgres: Server, warm: WarmProcess, capsys: pytest.CaptureFixture[str]
) -> None:
    restarting: list[threading.Thread] = []

    def restart(submission: object) -> None:
        if not restarting:
            postgres.stop()
            restarting.append(threading.Timer(2.0, postgres.start))
            restarting[0].start()

    try:
        done = grade_assignment(there, ASSIGNMENT, warm=warm, progress=restart)
    finally:
        restarting[0].join()
    assert not any("not-written" in submission.flags for submission in done)
    assert scores(there) == wanted(there)
    assert "the gradebook's server answers again" in capsys.readouterr().out


def test_nothing_of_the_address_is_seen_by_students_code(
    there: Course, postgres: Server, homework: Work, step: Exercise, epoch: Exercise, monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:  # fmt: skip
    secrets = tmp_path / "pgpass"
    secrets.write_text(f"127.0.0.1:{postgres.port}:*:instructor:open sesame\n")
    for name, value in {"PGPASSFILE": str(secrets), "PGPASSWORD": "open sesame", "PGHOST": "127.0.0.1"}.items():
        monkeypatch.setenv(name, value)
    look = f"""
import os, socket
found = [name for name in os.environ if name.startswith("PG")]
for path in ({str(secrets)!r}, {str(there.root / "nbgrader_config.py")!r}, os.path.expanduser("~/.pgpass")):
    try:
        found.append(open(path).read())
    except OSError:
        pass
try:
    socket.create_connection(("127.0.0.1", {postgres.port}), timeout=5)
    found.append("the server")
except OSError:
    pass
assert not found, found
"""
    work = solved(homework(), step, epoch)
    work.cell("minibatch_step").source += look
    work.hand_in(there.path("submitted", "s01", ASSIGNMENT))
    with WarmProcess() as fresh:
        grade_assignment(there, ASSIGNMENT, students=["s01"], warm=fresh)
    assert scores(there) == {"s01": [8.0]}
    assert "AssertionError" not in (there.path("autograded", "s01", ASSIGNMENT) / f"{NOTEBOOK}.ipynb").read_text()
