"""`autograder watch`: work that is graded as it comes, with the results of a batch."""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from autograder.classes import batch, gradebook
from autograder.classes.at_work import LOCK_FILE, at_work
from autograder.classes.journal import Journal
from autograder.classes.keeping import grade_assignment
from autograder.classes.submission import Submission
from autograder.course.course import Course
from autograder.course.helpers import warm_process
from autograder.sandbox.warm_process import WarmProcess
from autograder.watching import watch as watch_module
from autograder.watching.looking import Pace, Place, State, state_of
from autograder.watching.material import Material

from .watched import (
    BY_N,
    FILE,
    NAME,
    QUICK,
    SECONDS,
    arrive,
    class_of,
    command,
    copied,
    graded_bytes,
    made_course,
    place,
    points,
    rows,
    until,
    watching,
    work,
)  # fmt: skip

pytestmark = pytest.mark.timeout(600)
RIGHT, WRONG = 4.0, 1.0


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return made_course(tmp_path_factory.mktemp("watch") / "statistics")


@pytest.fixture(scope="module")
def warm(made: Course) -> Iterator[WarmProcess]:
    with warm_process(made.settings, made.root) as process:
        yield process


@pytest.fixture
def course(made: Course, tmp_path: Path) -> Course:
    return copied(made, tmp_path / "own")


@pytest.fixture
def graded(warm: WarmProcess, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each student was graded, by a warm process that all watches of this module share."""
    counts: Counter[str] = Counter()
    grade = batch.Batch.grade

    def counted(self: batch.Batch, student: Any, warm: WarmProcess) -> Submission:
        counts[student] += 1
        return grade(self, student, warm)

    monkeypatch.setattr(batch.Batch, "grade", counted)
    monkeypatch.setattr(watch_module, "warm_process", lambda *_: warm)
    monkeypatch.setattr(warm, "close", lambda: None)
    return counts


def test_a_class_that_comes_one_by_one_is_graded_as_a_batch_is_byte_for_byte(
    course: Course, warm: WarmProcess, graded: Counter[str], tmp_path: Path
) -> None:
    other = copied(course, tmp_path / "batch")
    for student, content in class_of(other).items():
        arrive(other, student, content)
    grade_assignment(other, NAME, warm=warm)
    graded.clear()
    arrive(course, "ada", work(course, BY_N))  # lies there before, and is another later
    with watching(course):
        until(lambda: points(course))
        for student, content in class_of(course).items():
            arrive(course, student, content)
        until(lambda: len(points(course)) == 6 and graded["ada"] == 2)
    assert graded_bytes(course) == graded_bytes(other)
    assert rows(course) == rows(other)
    assert graded == Counter(dict.fromkeys(class_of(course), 1) | {"ada": 2})


def test_work_that_lies_there_in_numbers_is_graded_by_twins_where_there_can_be_such(
    course: Course, warm: WarmProcess, graded: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []
    expected = 2 if warm.has_twins else 0
    twin = WarmProcess.twin
    monkeypatch.setattr(WarmProcess, "twin", lambda self: made.append(found := twin(self)) or found)  # type: ignore[func-returns-value]
    monkeypatch.setattr(watch_module, "FOR_A_TWIN", 3)
    for student, content in class_of(course).items():
        arrive(course, student, content)
    with watching(course, jobs=2):
        until(lambda: len(points(course)) == 6)
    assert len(class_of(course)) == 6
    assert len([each for each in made if each]) == expected
    assert set(graded.values()) == {1}


def test_what_is_unchanged_is_not_graded_again_and_what_is_changed_is_and_the_report_follows(
    course: Course, graded: Counter[str]
) -> None:
    report = course.results_path(NAME) / "report.html"
    for student in ("ada", "ben"):
        arrive(course, student, work(course, BY_N))
    with watching(course, feedback=True):
        until(report.exists)
    page = course.path("feedback", "ada", NAME) / f"{Path(FILE).stem}.html"
    before, said = page.read_bytes(), report.read_bytes()
    with watching(course, feedback=True) as watch:  # as after a restart
        until(lambda: watch.kept == 2)
        place(course, "ben").touch()
        arrive(course, "ada", work(course))
        until(lambda: watch.kept == 3 and watch.graded == 1)
        until(lambda: page.read_bytes() != before and report.read_bytes() != said)
    assert graded == {"ada": 2, "ben": 1}
    assert points(course) == {"ada": RIGHT, "ben": WRONG}


def test_a_copy_that_pauses_is_not_read_before_it_is_whole(course: Course, graded: Counter[str]) -> None:
    content = work(course)
    with watching(course):
        place(course, "ada").parent.mkdir(parents=True)
        with place(course, "ada").open("wb", buffering=0) as file:  # its own: no process to wait for
            for start in range(0, len(content), len(content) // 4):
                time.sleep(3 * QUICK.settle)
                assert not graded
                file.write(content[start : start + len(content) // 4])
        until(lambda: points(course))
    assert (graded, points(course)) == ({"ada": 1}, {"ada": RIGHT})


@pytest.mark.skipif(not Path("/proc/self/fdinfo").is_dir(), reason="looks into /proc")
def test_a_file_that_another_process_may_still_write_is_not_read(course: Course, graded: Counter[str]) -> None:
    place(course, "ada").parent.mkdir(parents=True)
    code = "import sys; file = open(sys.argv[1], 'r+b'); print('open', flush=True); input()"
    arrive(course, "ada", work(course))
    writer = subprocess.Popen(
        [sys.executable, "-c", code, place(course, "ada"), "+"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout is not None and writer.stdout.readline()
    with watching(course):
        arrive(course, "ben", work(course))
        until(lambda: points(course))
        assert graded == {"ben": 1}
        writer.communicate("\n")
        until(lambda: len(points(course)) == 2)
    assert graded == {"ada": 1, "ben": 1}


def test_a_folder_that_is_there_before_its_notebook_or_with_a_temporary_one_waits(
    course: Course, graded: Counter[str]
) -> None:
    for student, name in (("ada", ""), ("ben", f"{FILE}.part"), ("cy", f".{FILE}.aB3xY9")):
        place(course, student).parent.mkdir(parents=True)
        if name:
            place(course, student).with_name(name).write_bytes(work(course))
    with watching(course):
        arrive(course, "dee", work(course))
        until(lambda: points(course))
        assert graded == {"dee": 1}
        place(course, "ada").write_bytes(work(course))
        place(course, "ben").with_name(f"{FILE}.part").rename(place(course, "ben"))
        place(course, "cy").with_name(f".{FILE}.aB3xY9").rename(place(course, "cy"))
        until(lambda: len(points(course)) == 4)
    assert set(graded.values()) == {1} and set(points(course).values()) == {RIGHT}


def test_what_stays_without_a_notebook_has_its_status_once_patience_ends(course: Course, graded: Counter[str]) -> None:
    place(course, "ada").parent.mkdir(parents=True)
    place(course, "ben").parent.mkdir(parents=True)
    place(course, "ben").write_bytes(work(course)[:2000])
    with watching(course, pace=replaced(patience=0.5)):
        until(lambda: len(points(course)) == 2)
    assert points(course) == {"ada": 0.0, "ben": 0.0}


def replaced(**seconds: float) -> Any:
    return type(QUICK)(**{**vars(QUICK), **seconds})


def test_what_changes_while_it_is_graded_is_not_kept_but_graded_anew(
    course: Course, graded: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = batch.Batch.grade

    def replaced_meanwhile(self: batch.Batch, student: Any, warm: WarmProcess) -> Submission:
        submission = counted(self, student, warm)
        if graded[student] == 1:
            arrive(course, student, work(course))
        return submission

    monkeypatch.setattr(batch.Batch, "grade", replaced_meanwhile)
    arrive(course, "ada", work(course, BY_N))
    with watching(course) as watch:
        until(lambda: points(course))
    assert (graded, watch.graded, points(course)) == ({"ada": 2}, 1, {"ada": RIGHT})


# --- the inbox and the exchange -----------------------------------------------------------------------


def zipped(path: Path, **contents: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for student, content in contents.items():
            archive.writestr(f"{student}/{FILE}", content)
    return path


def test_a_zip_in_the_inbox_is_collected_once_it_has_its_name_and_its_end_and_only_once(
    course: Course, graded: Counter[str], capsys: pytest.CaptureFixture[str]
) -> None:
    inbox = course.root / "drop"
    with watching(course, inbox=inbox):
        until(lambda: "drop is not there; waiting for it" in capsys.readouterr().err)
        inbox.mkdir()
        whole = zipped(course.root / "on its way", ada=work(course), ben=work(course, BY_N)).read_bytes()
        part = inbox / "monday.zip.crdownload"
        part.write_bytes(whole)
        (inbox / "half.zip").write_bytes(whole[:-30])
        arrive(course, "cy", work(course))
        until(lambda: points(course))
        assert graded == {"cy": 1}
        part.rename(inbox / "monday.zip")
        until(lambda: len(points(course)) == 3)
        zipped(course.root / "on its way", ada=work(course, BY_N)).rename(inbox / "a tuesday.zip")
        until(lambda: points(course)["ada"] == WRONG)
    with watching(course, inbox=inbox) as watch:  # an older archive does not come behind a newer one
        until(lambda: watch.kept == 3)
        (inbox / "tar of a folder").mkdir()
        arrive(course, "dee", work(course))
        until(lambda: len(points(course)) == 4)
    assert points(course) == {"ada": WRONG, "ben": WRONG, "cy": RIGHT, "dee": RIGHT}
    assert graded == {"ada": 2, "ben": 1, "cy": 1, "dee": 1}


def test_a_folder_in_the_inbox_is_collected_as_grade_from_collects_it(course: Course, graded: Counter[str]) -> None:
    delivery = course.root / "on its way" / "delivery"
    for student in ("ada", "ben"):
        (delivery / student).mkdir(parents=True)
        (delivery / student / FILE).write_bytes(work(course))
    (course.root / "drop").mkdir()
    with watching(course, inbox=course.root / "drop"):
        delivery.rename(course.root / "drop" / "delivery")
        until(lambda: len(points(course)) == 2)
    assert points(course) == {"ada": RIGHT, "ben": RIGHT}


def submit(inbound: Path, student: str, when: str, content: bytes, *, done: bool = True) -> Path:
    """As `nbgrader submit` writes it: its own files last."""
    folder = inbound / f"{student}+{NAME}+{when} UTC+abc"
    folder.mkdir(parents=True)
    (folder / FILE).write_bytes(content)
    if done:
        finish(folder, when)
    return folder


def finish(folder: Path, when: str) -> None:
    (folder / "timestamp.txt").write_text(f"{when} UTC")
    (folder / "submission_secret.txt").write_text("ab" * 64)


def test_what_comes_by_the_exchange_is_collected_by_nbgraders_collector_once_submit_is_done(
    course: Course, graded: Counter[str]
) -> None:
    exchange = course.root / "exchange"
    inbound = exchange / "statistics" / "inbound"
    inbound.mkdir(parents=True)
    exchange.chmod(0o777)
    with (course.root / "nbgrader_config.py").open("a") as file:
        file.write(f"\nc.Exchange.root = {str(exchange)!r}\nc.CourseDirectory.course_id = 'statistics'\n")
        file.write("c.ExchangeCollect.check_owner = False\n")
    with watching(Course(course.root), exchange=True):
        going_on = submit(inbound, "ada", "2026-11-20 10:00:00.000000", work(course), done=False)
        submit(inbound, "ben", "2026-11-20 10:00:00.000000", work(course, BY_N))
        until(lambda: points(course))
        assert graded == {"ben": 1}
        finish(going_on, "2026-11-20 10:00:00.000000")
        submit(inbound, "ben", "2026-11-20 11:00:00.000000", work(course))
        until(lambda: points(course) == {"ada": RIGHT, "ben": RIGHT})
    assert graded == {"ada": 1, "ben": 2}
    assert (place(course, "ben").parent / "timestamp.txt").read_text().startswith("2026-11-20 11")


# --- what goes wrong ----------------------------------------------------------------------------------


def test_folders_that_vanish_are_told_and_waited_for(
    course: Course, graded: Counter[str], capsys: pytest.CaptureFixture[str]
) -> None:
    arrive(course, "ada", work(course))
    submitted, away = course.root / "submitted", course.root / "away"
    with watching(course):
        until(lambda: points(course))
        submitted.rename(away)
        until(lambda: "submitted is not there; waiting for it" in capsys.readouterr().err)
        away.rename(submitted)
        arrive(course, "ben", work(course))
        until(lambda: len(points(course)) == 2)
    assert graded == {"ada": 1, "ben": 1}


@pytest.mark.slow
def test_exercises_that_cannot_be_loaded_for_a_moment_are_tried_again_and_nothing_is_graded_by_the_old(
    course: Course, graded: Counter[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arrive(course, "ada", work(course))
    load, failed = Material.load_anew, []

    def once_away(material: Material) -> None:
        load(material)
        if len(failed) < 2:
            failed.append(True)
            raise OSError(116, "Stale file handle")

    monkeypatch.setattr(Material, "load_anew", once_away)
    module = course.root / "exercises" / "lesson01" / "variance.py"
    with watching(course):
        until(lambda: points(course))
        module.write_text(f"{module.read_text()}\n# edited\n")
        until(lambda: graded["ada"] == 2)
        until(lambda: points(course) == {"ada": RIGHT})
    assert len(failed) == 2
    assert "Stale file handle" in capsys.readouterr().err


def test_exercises_that_are_edited_are_loaded_anew_and_what_rests_on_them_is_graded_again(
    course: Course, graded: Counter[str], capsys: pytest.CaptureFixture[str]
) -> None:
    arrive(course, "ada", work(course))
    module = course.root / "exercises" / "lesson01" / "variance.py"
    right = module.read_text()
    with watching(course):
        until(lambda: points(course))
        module.write_text("this is no Python")
        until(lambda: "cannot be used yet" in capsys.readouterr().err)
        module.write_text(f"{right}\n# edited\n")
        until(lambda: graded["ada"] == 2)
        until(lambda: points(course) == {"ada": RIGHT})
    assert "loaded anew" in capsys.readouterr().out


def test_what_the_gradebook_did_not_take_is_written_later_and_not_graded_again(
    course: Course, graded: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write, failures = gradebook.Writer.write, iter([True, True])

    def locked_at_first(self: gradebook.Writer, entries: Any) -> None:
        if next(failures, False):
            raise OperationalError("INSERT", {}, Exception("database is locked"))
        write(self, entries)

    monkeypatch.setattr(gradebook.Writer, "write", locked_at_first)
    arrive(course, "ada", work(course))
    with watching(course) as watch:
        until(lambda: watch.kept == 2)
    assert graded == {"ada": 1} and b"not-written" not in graded_bytes(course)["results/01-spread/results.jsonl"]
    assert len(rows(course)) == 1


def test_a_second_grader_is_told_who_is_at_work_and_a_dead_ones_lock_is_no_hindrance(course: Course) -> None:
    arrive(course, "ada", work(course))
    with at_work(course, NAME, "autograder watch"):
        for name in ("grade", "watch"):
            second = command(course, name, NAME)
            said = second.communicate(timeout=120)[0]
            assert second.returncode == 2
            assert f"{NAME} is being graded already, by autograder watch (process {os.getpid()} of" in said
    (course.results_path(NAME) / LOCK_FILE).write_text("autograder watch (process 1 of nowhere)")
    with at_work(course, NAME, "autograder grade"):
        pass


# --- the command, and the page ------------------------------------------------------------------------


@pytest.mark.slow
def test_the_command_shows_the_report_on_a_page_and_ends_cleanly_at_a_signal(course: Course) -> None:
    arrive(course, "ada", work(course))
    running = command(course, "watch", NAME, "--serve", "--feedback")
    assert running.stdout is not None
    try:
        address = next(
            found[1] for line in running.stdout if (found := re.search(r"(http://127.0.0.1:\d+/\S+/)", line))
        )
        host, token = address.split("/")[2:4]
        until(lambda: b"Report: 01-spread" in ask(host, f"/{token}/")[2])
        status, headers, page = ask(host, f"/{token}/")
        assert status == 200 and headers["Cache-Control"] == "no-store" and b'src="follow.js"' in page
        assert len(token) >= 32 and "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert ask(host, f"/{token}/edition")[2].split(b'"')[3] in page
        assert b"location.reload()" in ask(host, f"/{token}/follow.js")[2]
        wrong = ["/", "/wrong/", f"/{token}/../../etc/passwd", f"/{token}/results.jsonl", f"/{token}/%2e%2e/", "//"]
        assert [ask(host, path)[0] for path in wrong] == [404] * len(wrong)
        assert ask(host, f"/{token}/", Host="evil.example")[0] == 404
        assert [ask(host, f"/{token}/", method)[0] for method in ("POST", "PUT", "DELETE")] == [405, 501, 501]
    finally:
        running.send_signal(signal.SIGTERM)
        said = running.communicate(timeout=120)[0]
    assert running.returncode == 0 and "ended: 1 graded, 0 unchanged; all is written" in said
    assert points(course) == {"ada": RIGHT} and len(rows(course)) == 1
    assert (course.path("feedback", "ada", NAME) / f"{Path(FILE).stem}.html").is_file()


def ask(host: str, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    link = http.client.HTTPConnection(host, timeout=20)
    link.putrequest(method, path, skip_host=True)
    for name, value in {"Host": host, "Content-Length": "0", **headers}.items():
        link.putheader(name, value)
    link.endheaders()
    reply = link.getresponse()
    return reply.status, dict(reply.headers), reply.read()


@pytest.mark.slow
def test_ctrl_c_in_the_midst_of_a_class_leaves_everything_written_that_was_graded(course: Course) -> None:
    contents = class_of(course)
    for student, content in contents.items():
        arrive(course, student, content)
    running = command(course, "watch", NAME, "--jobs", "1")
    records = course.results_path(NAME) / "graded"
    until(lambda: records.is_dir() and list(records.glob("*.json")))
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=120)
    assert running.returncode == 0
    kept = {json.loads(path.read_bytes())["tree"]["student"] for path in records.glob("*.json")}
    assert kept == set(points(course)) == {row[0] for row in rows(course)}
    assert (course.results_path(NAME) / "report.html").is_file()


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_the_unit_of_the_documentation_is_one_that_systemd_understands(root: Path, tmp_path: Path) -> None:
    unit = re.search(r"```ini\n(.*?)```", (root / "docs" / "watch.md").read_text("utf-8"), re.DOTALL)
    assert unit is not None
    # a folder and a program of this machine whose names have no space, which systemd reads as an end
    written = unit[1].replace("/srv/venv/bin/autograder", "/bin/true").replace("/srv/course", "/tmp")
    (tmp_path / "autograder-watch@03.service").write_text(written)
    checked = ["systemd-analyze", "verify", str(tmp_path / "autograder-watch@03.service")]
    found = subprocess.run(checked, capture_output=True, text=True, check=False)
    assert (found.returncode, [line for line in found.stderr.splitlines() if "autograder-watch" in line]) == (0, [])


def digests(course: Course) -> dict[str, str]:
    """Of the files of each student that were graded."""
    journal = Journal(course.results_path(NAME))
    return {student: journal.last(student).get("made_of", {}).get("files", "") for student in course.students(NAME)}


@pytest.mark.slow
@pytest.mark.timeout(60 * 60)
def test_after_kills_at_random_moments_each_submission_has_the_one_right_result_of_a_batch(
    course: Course, tmp_path: Path
) -> None:
    moments, other = random.Random(20), copied(course, tmp_path / "batch")
    last = {f"{student}{number}": content for number in range(2) for student, content in class_of(course).items()}
    first = dict(zip(last, reversed(last.values()), strict=True))
    for student, content in last.items():
        arrive(other, student, content)
    assert command(other, "grade", NAME, stdout=subprocess.DEVNULL).wait() == 0
    coming = iter([*first.items(), *last.items()])
    inbox = course.root / "drop"
    inbox.mkdir()
    for number in range(max(2, int(os.environ.get("AUTOGRADER_KILLS", "4")) // 2)):
        running = command(course, "watch", NAME, "--inbox", "drop", stdout=subprocess.DEVNULL)
        records = course.results_path(NAME) / "graded"
        before = state_of(str(records))
        end = time.monotonic() + 60
        for student, content in islice(coming, 5):
            if number % 2:
                zipped(course.root / "on its way", **{student: content}).rename(inbox / f"{number} {student}.zip")
            else:
                arrive(course, student, content)
        while time.monotonic() < end and state_of(str(records)) == before:
            time.sleep(0.02)
        time.sleep(moments.uniform(0.0, 1.5))
        running.kill()
        running.wait()
    running = command(course, "watch", NAME, "--inbox", "drop")
    assert running.stdout is not None
    assert any(line.startswith("watching ") for line in running.stdout), (
        "from then on a signal ends it with all written"
    )
    dropped, collected = {path.name for path in inbox.iterdir()}, course.results_path(NAME) / "inbox.json"
    until(lambda: collected.exists() and set(json.loads(collected.read_bytes())) == dropped)
    for student, content in last.items():  # a zip may have been collected behind what came after it
        if not place(course, student).exists() or place(course, student).read_bytes() != content:
            arrive(course, student, content)
    until(lambda: digests(course) == digests(other))
    running.send_signal(signal.SIGTERM)
    running.communicate(timeout=SECONDS)
    assert running.returncode == 0
    assert graded_bytes(course) == graded_bytes(other)
    assert rows(course) == rows(other)


def test_a_name_that_is_new_in_a_folder_is_seen_before_the_next_scan(tmp_path: Path) -> None:
    for student in ("ada", "ben"):
        (tmp_path / student).mkdir()
    scans, looked = Counter[str](), Counter[str]()

    def look(student: str) -> State | None:
        looked[student] += 1
        return state_of(str(tmp_path / student))

    def find() -> dict[str, State]:
        scans["all"] += 1
        return {each.name: state for each in tmp_path.iterdir() if (state := state_of(str(each))) is not None}

    seldom = Pace(tick=0.0, settle=0.0, share=1e-9)
    place = Place(
        "here",
        seldom,
        find,
        look,
        lambda *_: "",
        lambda: {each.name: each.stat().st_mtime_ns for each in tmp_path.iterdir()},
    )
    place.ready(9)
    for student, state in place.ready(9).items():
        place.took(student, state)
    place.ready(9)
    looked.clear()
    place._next_glance = 0.0  # as after its pause
    (tmp_path / "ben" / "new.ipynb").write_text("{}")
    place.ready(9)
    assert "ben" in place.ready(9)
    assert scans["all"] == 1 and set(looked) == {"ben"}
