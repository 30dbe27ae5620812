"""Whatever a submission, a name or a file holds costs that student something; the run goes on for the others."""

from __future__ import annotations

import io
import json
import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.apps.api import NbGraderAPI

from autograder.classes import keeping
from autograder.classes.gradebook import Writer
from autograder.classes.keeping import grade_assignment, read_results
from autograder.cli import main
from autograder.course.course import Course
from autograder.declaring import Exercise
from autograder.demo.classroom import Homework
from autograder.grading.run import Questions, Run
from autograder.intake import room
from autograder.intake.collecting import collect
from autograder.intake.markdown import clean_markdown
from autograder.intake.sanitize import clean_outputs
from autograder.intake.times import read_timestamp
from autograder.pages.feedback import write_feedback
from autograder.pages.report import write_report
from autograder.sandbox.conversation import _how
from autograder.sandbox.limits import Limits
from autograder.sandbox.warm_process import WarmProcess

from .conftest import ASSIGNMENT, solved
from .test_intake import a_zip, handed_in

Work = Callable[[], Homework]
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
HALF = "'\\ud800'"  # half a surrogate pair, which no file can hold
IN_A_CALL = {
    "an error's text": f"raise ValueError({HALF})",
    "an error's name": f"raise type({HALF}, (Exception,), {{}})('x')",
    "a result": f"return {HALF}, 1.0, w, b",
    "an array of texts": f"return np.array([{HALF}]), 1.0, w, b",
    "a key": f"return {{{HALF}: 1}}, 1.0, w, b",
}
IN_A_CELL = {
    "a picture's words": f"display({{'image/png': '{PNG}'}}, metadata={{'image/png': {{'alt': {HALF}}}}}, raw=True)",
    "a display's id": f"display({{'text/plain': 'x'}}, display_id={HALF}, raw=True)",
    "an output": f"print({HALF}); display({{'text/html': {HALF}, {HALF}: 'x'}}, raw=True)",
    "an error": f"raise ValueError({HALF})",
}


@pytest.fixture
def right(course: Course, homework: Work, step: Exercise, epoch: Exercise) -> Callable[[str], None]:
    """Hands in right work for a student."""
    return lambda student: solved(homework(), step, epoch).hand_in(course.path("submitted", student, ASSIGNMENT))


def statuses(course: Course) -> dict[str, set[str]]:
    return {
        tree["student"]: {cell["status"] for notebook in tree["notebooks"] for cell in notebook["cells"]}
        for tree in read_results(course, ASSIGNMENT)
    }


def of_checks(course: Course) -> dict[str, set[str]]:
    return {
        tree["student"]: {
            cell["status"] for notebook in tree["notebooks"] for cell in notebook["cells"] if cell["kind"] == "check"
        }
        for tree in read_results(course, ASSIGNMENT)
    }


def points(course: Course) -> dict[str, float]:
    return {tree["student"]: tree["points"] for tree in read_results(course, ASSIGNMENT)}


def test_half_a_surrogate_pair_anywhere_stops_neither_run_nor_pages_nor_a_resumed_run(
    course: Course, homework: Work, step: Exercise, epoch: Exercise, warm: WarmProcess, right: Callable[[str], None]
) -> None:
    works = []
    for body in IN_A_CALL.values():
        works.append(solved(homework(), step, epoch))
        works[-1].write("minibatch_step", f"def minibatch_step(X, y, w, b, eta):\n    {body}")
    for line in IN_A_CELL.values():
        works.append(solved(homework(), step, epoch))
        works[-1].cell("minibatch_step").source += f"\n\n\n{line}"
    for number, work in enumerate(works):
        work.hand_in(course.path("submitted", f"s{number}", ASSIGNMENT))
    right("zoe")
    grade_assignment(course, ASSIGNMENT, warm=warm)
    assert points(course)["zoe"] == 8.0
    assert len(points(course)) == len(works) + 1
    assert not [student for student, each in of_checks(course).items() if "ungraded" in each]
    first = (course.results_path(ASSIGNMENT) / "results.jsonl").read_bytes()
    grade_assignment(course, ASSIGNMENT, warm=warm, resume=True)
    assert (course.results_path(ASSIGNMENT) / "results.jsonl").read_bytes() == first
    assert len(write_feedback(course, ASSIGNMENT)) == len(works) + 1
    assert write_report(course, ASSIGNMENT).is_file()


def test_a_folder_whose_name_is_no_utf_8_is_told_and_the_others_are_graded(
    course: Course, right: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    right("zoe")
    (course.root / "submitted" / os.fsdecode(b"\xff\xfe") / ASSIGNMENT).mkdir(parents=True)
    monkeypatch.chdir(course.root)
    assert main(["grade", "03", "--jobs", "1"]) == 0
    said = capsys.readouterr()
    assert "not graded: '\\udcff\\udcfe' in submitted/ cannot be a student's name: rename it" in said.err
    assert points(course) == {"zoe": 8.0}


@pytest.mark.parametrize("what", ["notebook", "journal"])
def test_a_submission_that_cannot_be_written_waits_for_a_person_and_the_others_are_kept(
    course: Course, right: Callable[[str], None], warm: WarmProcess, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    for student in ("ada", "ben", "zoe"):
        right(student)
    written, journal, seen = keeping.written, keeping.Journal.write, []

    def no_notebook(notebook: nbformat.NotebookNode) -> bytes:
        seen.append(1)
        if len(seen) == 2:
            raise ValueError("cannot be written")
        return written(notebook)

    def no_journal(self: keeping.Journal, student: str, *rest: Any) -> None:
        seen.append(1)
        if len(seen) == 2:
            raise ValueError("cannot be written")
        journal(self, student, *rest)

    if what == "notebook":
        monkeypatch.setattr(keeping, "written", no_notebook)
    else:
        monkeypatch.setattr(keeping.Journal, "write", no_journal)
    grade_assignment(course, ASSIGNMENT, warm=warm)
    assert points(course) == {"ada": 8.0, "ben": 0.0, "zoe": 8.0}
    assert statuses(course)["ben"] == {"ungraded"}
    grade_assignment(course, ASSIGNMENT, warm=warm)
    assert points(course) == {"ada": 8.0, "ben": 8.0, "zoe": 8.0}


def test_rows_that_the_gradebook_refuses_cost_their_own_student_a_flag(
    course: Course, right: Callable[[str], None], warm: WarmProcess, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    for student in ("ada", "ben", "zoe"):
        right(student)
    add = Writer._add

    def refuse(self: Writer, entry: Any, new: Any) -> None:
        add(self, entry, new)
        if entry.student == "ben":
            new["grades"][-1]["auto_score"] = object()

    monkeypatch.setattr(Writer, "_add", refuse)
    grade_assignment(course, ASSIGNMENT, warm=warm)
    assert "not written: ben: " in capsys.readouterr().err
    with course.gradebook() as book:
        assert sorted(each.student.id for each in book.assignment_submissions(ASSIGNMENT)) == ["ada", "zoe"]
    flags = {tree["student"]: tree["flags"] for tree in read_results(course, ASSIGNMENT)}
    assert flags == {"ada": [], "ben": ["not-written"], "zoe": []}


def test_a_notebook_has_its_time_once_however_often_its_process_ends(warm: WarmProcess) -> None:
    limits = Limits(cell_seconds=5.0, call_seconds=1.0, total_seconds=2.0)
    source = "import os, time\ntime.sleep(0.7)\nos._exit(0)"
    cells = [nbformat.v4.new_code_cell(source) for _ in range(8)]
    with Run(warm, limits, "time") as run:
        run.execute([(nbformat.v4.new_code_cell("f = lambda: 1"), False)])
        run.hold("f", quiz=False)
        ends = [how for _, how in run.execute([(cell, False) for cell in cells])]
        (answer,) = run.answers([Questions(shown=[{}])])
    assert ends[0] == "exited"
    assert ends.count("exited") <= 3, "0.7 s each, of 2 s"
    assert set(ends[3:]) == {"timeout"}
    assert answer.died == "timeout"


@pytest.mark.parametrize("kind", ["a folder", "a pipe", "a link to a device", "nothing that may be read"])
def test_what_bears_a_notebooks_name_and_is_no_file_is_unreadable_and_stops_nobody(
    course: Course, right: Callable[[str], None], warm: WarmProcess, kind: str
) -> None:
    right("zoe")
    path = course.path("submitted", "ada", ASSIGNMENT) / "one-minibatch-by-hand.ipynb"
    path.parent.mkdir(parents=True)
    if kind == "a folder":
        path.mkdir()
    elif kind == "a pipe":
        os.mkfifo(path)
    elif kind == "a link to a device":
        path.symlink_to("/dev/zero")
    else:
        path.write_bytes(b"\xff" * 100)
    grade_assignment(course, ASSIGNMENT, warm=warm)
    assert statuses(course)["ada"] == {"unreadable"}
    assert points(course) == {"ada": 0.0, "zoe": 8.0}


@pytest.mark.parametrize("kind", ["a pipe", "a link to a device", "a folder", "a link to nothing", "no date", "long"])
def test_a_timestamp_that_is_no_plain_file_with_a_date_is_flagged_and_waited_for_by_nobody(
    course: Course, right: Callable[[str], None], warm: WarmProcess, kind: str
) -> None:
    right("ada")
    folder = course.path("submitted", "ada", ASSIGNMENT)
    path = folder / "timestamp.txt"
    if kind == "a pipe":
        os.mkfifo(path)
    elif kind.startswith("a link"):
        path.symlink_to("/dev/zero" if "device" in kind else "nowhere")
    elif kind == "a folder":
        path.mkdir()
    else:
        path.write_text("no date" if kind == "no date" else "2026-01-01 " * 100_000)
    with pytest.raises(ValueError):
        read_timestamp(folder)
    grade_assignment(course, ASSIGNMENT, warm=warm)
    assert points(course) == {"ada": 8.0}
    assert read_results(course, ASSIGNMENT)[0]["flags"] == ["timestamp-unreadable"]


TIMES = {
    "ada": "9999-12-31 23:59:59 UTC",
    "ben": "0001-01-01 00:00:00 UTC",
    "cyd": "no date",
    "eve": None,
    "zoe": "2026-01-01 10:00:00 UTC",
}


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
def test_no_timestamp_ends_nbgraders_list_of_submissions_before_or_after_grading(
    course: Course, right: Callable[[str], None], warm: WarmProcess, zone: str
) -> None:
    for student, stamp in TIMES.items():
        right(student)
        path = course.path("submitted", student, ASSIGNMENT) / "timestamp.txt"
        os.mkfifo(path) if stamp is None else path.write_text(stamp)
    course = Course(course.root)  # reads nbgrader_config.py, as formgrader does
    course.config.NbGraderAPI.timezone = zone
    listed = {}
    for graded in (False, True):
        if graded:
            grade_assignment(course, ASSIGNMENT, warm=warm)
        submissions = NbGraderAPI(course.directory, config=course.config).get_submissions(ASSIGNMENT)
        listed[graded] = {each["student"]: each["timestamp"] for each in submissions}
        assert {each["autograded"] for each in submissions} == {graded}
    assert listed[True] == listed[False] == {**dict.fromkeys(TIMES), "zoe": "2026-01-01T10:00:00"}
    flagged = [
        tree["student"] for tree in read_results(course, ASSIGNMENT) if tree["flags"] == ["timestamp-unreadable"]
    ]
    assert flagged == ["ada", "ben", "cyd", "eve"]


@pytest.mark.slow
def test_terminals_get_no_commands_from_a_submission(
    course: Course, homework: Work, step: Exercise, epoch: Exercise, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    work = solved(homework(), step, epoch)
    evil = "\\x1b[2J\\x1b]8;;http://x\\x07\\x9b31m\\u202e"
    work.write("minibatch_step", f'def minibatch_step(X, y, w, b, eta):\n    raise ValueError("{evil}")')
    work.hand_in(course.path("submitted", "ada", ASSIGNMENT))
    work.hand_in(course.path("submitted", "a\x1b[31m\u202eb", ASSIGNMENT))
    monkeypatch.chdir(course.root)
    for command in (["grade", "03", "--jobs", "1"], ["explain", "03", "ada", "03.minibatch_step"],
                    ["regrade", "03", "--diff", "--seed", "5"], ["grade", "03", "--student", "no\x1b[2J"]):  # fmt: skip
        main(command)
    said = "".join(capsys.readouterr())
    assert "ValueError" in said
    assert [char for char in said if char in "\x1b\x9b\u202e"] == []


@pytest.mark.parametrize("status", [10**30, -1, -(10**30), 1 << 16])
def test_a_wait_status_that_no_kernel_gives_is_a_plain_end(status: int) -> None:
    assert _how(status) == "exited"


@pytest.mark.parametrize("size", [float("nan"), float("inf"), -1, 0, 10**30, True, "100%", None])
def test_a_picture_keeps_a_size_only_if_it_is_one(size: object) -> None:
    about = {"image/png": {"width": size, "height": 20, "alt": "a dot"}}
    (output,) = clean_outputs([{"output_type": "display_data", "data": {"image/png": PNG}, "metadata": about}])
    assert output.metadata["image/png"] == {"height": 20, "alt": "a dot"}
    json.dumps(output, allow_nan=False)


def test_markdown_borrows_no_class_of_the_page_that_shows_it() -> None:
    html = clean_markdown('<div class="modal-backdrop" id="x" style="position:fixed">covers</div>\n\n**bold**')
    assert "class" not in html
    assert "modal" not in html
    assert "<strong>bold</strong>" in html


def packed(**files: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, each in files.items():
            archive.writestr(name, each)
    return content.getvalue()


@pytest.mark.parametrize("kind", ["archives", "notebooks", "other files", "a folder of notebooks", "a folder of files"])
def test_however_much_one_student_hands_in_it_is_refused_and_all_others_are_collected(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(room, "MAX_ALL_BYTES", 50_000_000)
    monkeypatch.setattr(room, "MAX_BYTES_OF_ONE", 20_000_000)
    monkeypatch.setattr(room, "MAX_ENTRIES", 100)
    monkeypatch.setattr(room, "MAX_ENTRIES_OF_ONE", 50)
    content = b"" if "files" in kind else bytes(6_000_000)
    much, name = (packed(**{"x.ipynb": content}), "x{}.zip") if kind == "archives" else (content, "x{}.ipynb")
    number, name = (200, "x{}.txt") if "files" in kind else (12, name)
    vandal = {f"Max_17_assignsubmission_file_/{name.format(n)}": much for n in range(number)}
    path = a_zip(tmp_path / "class.zip", **vandal, **{"Zoe_18_assignsubmission_file_/work.ipynb": b"{}"})
    if "folder" in kind:
        zipfile.ZipFile(path).extractall(path := tmp_path / "unpacked")
    collected = collect(course, ASSIGNMENT, path)
    assert handed_in(course)["Zoe"] == ["work.ipynb"]
    assert len(handed_in(course)["Max"]) <= (50 if "files" in kind else 3)
    assert any(why.endswith("of one student") for _, why in collected.refused)


def changed_at(content: bytes, at: int, to: bytes) -> bytes:
    """At an offset from the first entry of the archive's own list of entries."""
    place = content.index(b"PK\x01\x02") + at
    return content[:place] + to + content[place + len(to) :]


@pytest.mark.parametrize("kind", ["of a later version", "of names that are none", "of any damage"])
def test_an_archive_of_one_students_that_cannot_be_read_costs_nobody_else(
    course: Course, tmp_path: Path, kind: str
) -> None:
    good = packed(**{"work.ipynb": b"{}" * 50, "ö.txt": b""})
    rng = random.Random(3)
    damaged = {
        "of a later version": [changed_at(good, 6, b"\xff")],
        "of names that are none": [changed_at(good, 46, b"\0")],
        "of any damage": [bytes(each ^ rng.choice((0,) * 40 + (1, 128, 255)) for each in good) for _ in range(19)],
    }[kind]
    vandal = {f"Max_17_assignsubmission_file_/x{number}.zip": each for number, each in enumerate(damaged)}
    path = a_zip(tmp_path / "class.zip", **vandal, **{"Zoe_18_assignsubmission_file_/work.zip": good})
    collected = collect(course, ASSIGNMENT, path)
    assert handed_in(course)["Zoe"] == ["work.ipynb", "ö.txt"]
    assert collected.students[-1] == "Zoe"
    if kind == "of a later version":
        assert handed_in(course)["Max"] == [], "who gets a status"
        assert collected.refused == [
            ("Max_17_assignsubmission_file_/x0.zip", "no zip file that can be read (zip file version 25.5)")
        ]


def test_an_archive_that_one_student_packed_too_large_costs_nobody_else(
    course: Course, homework: Work, step: Exercise, epoch: Exercise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = nbformat.writes(solved(homework(), step, epoch).notebook).encode()
    monkeypatch.setattr(room, "MAX_BYTES_OF_ONE", 30_000_000)
    monkeypatch.setattr(room, "MAX_ENTRIES_OF_ONE", 100)
    many = {f"{number}.txt": b"" for number in range(200)}
    bombs = {f"{number}.ipynb": bytes(15_000_000) for number in range(5)}
    path = a_zip(tmp_path / "class.zip", **{
        "ada/work.zip": packed(**{"work.ipynb": work}), "ben/work.zip": packed(**many),
        "cyd/work.zip": packed(**bombs), "dan/work.zip": packed(**{f"{'x' * 245}.ipynb": work}),
        f"{'学' * 100}/work.ipynb": work, "eve/work.ipynb": work,
    })  # fmt: skip
    collected = collect(course, ASSIGNMENT, path)
    there = handed_in(course)
    assert there["ada"] == there["eve"] == ["work.ipynb"]
    assert len(there["ben"]) == 99, "what lies beside a notebook is taken too"
    assert there["dan"] == []
    (long,) = [name for name in there if name.startswith("学")]
    assert there[long] == ["work.ipynb"]
    assert len(long.encode()) <= 200
    told = dict(collected.refused)
    assert told["ben/work.zip/99.txt"] == "more than 100 entries of one student"
    assert told["cyd/work.zip/1.ipynb"] == "more than 30 MB of one student"
    assert "a file name of more than 200 bytes" in " ".join(told.values())
