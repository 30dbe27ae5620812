"""Every row of the list of hostile submissions, handed in and graded: nobody earns what is not earned, nobody else's
grade changes, no secret is read, nothing is left behind, and everybody has a status.

The class is graded once, in a process of its own behind `guard`; the tests look at what became of it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.sandbox.inside.isolation.users import FIRST_OWN_ID
from gdkit.checking import STATUSES

from .__main__ import CANARY, ROOT, SKIP
from .class_of import FIRST, LAST, OTHERS, students, students_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
CLASS = students()


def processes_of_students() -> dict[int, str]:
    """Processes anywhere on the machine that belong to a sandbox of the guarded run."""
    found = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            ours = path.stat().st_uid >= FIRST_OWN_ID or b"tests.attacks" in (path / "cmdline").read_bytes()
            if ours and not of_another_test_process(int(path.name)):
                found[int(path.name)] = f"{path.name} {(path / 'cmdline').read_bytes()[:80]!r}"
        except OSError:
            continue
    return found


def of_another_test_process(pid: int) -> bool:
    """Whether it belongs to a suite that runs beside this one: tests may run in several processes at once."""
    ancestors = []
    while pid > 1:
        ancestors.append(pid)
        pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return os.getppid() in ancestors and os.getpid() not in ancestors


def those_that_stay(before: dict[int, str]) -> list[str]:
    """Processes that are new. A suite beside this one kills graders: what they leave is ending, and gets its time."""
    new, deadline = set(processes_of_students()) - set(before), time.monotonic() + 30
    while new and time.monotonic() < deadline:
        time.sleep(0.2)
        new &= set(processes_of_students())
    found = processes_of_students()
    return [found[pid] for pid in sorted(new & set(found))]


def mounts() -> str:
    return Path("/proc/self/mountinfo").read_text()


@pytest.fixture(scope="session")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    if not sys.platform.startswith("linux"):
        pytest.skip("the attacks run behind Linux namespaces only")
    mounts_before, processes_before = mounts(), processes_of_students()
    result = graded(tmp_path_factory.mktemp("attacks"))
    yield {**result, "machine": (mounts_before, mounts(), those_that_stay(processes_before))}


@pytest.fixture(scope="session")
def outcome_at_contained(tmp_path_factory: pytest.TempPathFactory, outcome: dict[str, Any]) -> dict[str, Any]:
    """After the other, so that the two do not take each other's processes for left-overs."""
    return graded(tmp_path_factory.mktemp("contained"), "--contained")


def graded(folder: Path, *options: str) -> dict[str, Any]:
    """What became of the attacks, graded behind the guard."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.attacks", str(folder), *options],
        cwd=ROOT, capture_output=True, timeout=550, check=False,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip
    if done.returncode == SKIP:
        pytest.skip(done.stderr.decode())
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def tree_of(outcome: dict[str, Any], student: str) -> dict[str, Any]:
    tree: dict[str, Any] = outcome["submissions"][student]["tree"]
    return tree


@pytest.mark.parametrize("student", CLASS)
def test_an_attack_earns_what_its_code_earns_and_has_a_status(outcome: dict[str, Any], student: str) -> None:
    tree, attack = tree_of(outcome, student), CLASS[student]
    cells = tree["notebooks"][0]["cells"]
    assert tree["points"] == attack.points
    assert [cell["max_points"] for cell in cells] == [4.0, 3.0, 1.0, 2.0]
    assert {cell["status"] for cell in cells} <= set(STATUSES)
    if attack.status:
        assert cells[0]["status"] == attack.status


@pytest.mark.parametrize("student", CLASS)
def test_an_attack_reaches_none_of_its_goals(outcome: dict[str, Any], student: str) -> None:
    assert "PWNED" not in outputs(outcome, student)


@pytest.mark.parametrize("student", CLASS)
def test_no_secret_reaches_anything_that_is_shown(outcome: dict[str, Any], student: str) -> None:
    shown = outcome["submissions"][student]["text"] + json.dumps(tree_of(outcome, student))
    assert CANARY not in shown
    hidden = outcome["submissions"][student]["hidden"]
    assert len(hidden) > 20 or CLASS[student].status == "unreadable"
    assert [number for number in hidden if number in shown] == []


@pytest.mark.parametrize("student", CLASS)
def test_nothing_that_could_run_is_in_the_outputs(outcome: dict[str, Any], student: str) -> None:
    text = outputs(outcome, student).lower()
    for forbidden in ("<script", "<img", "<svg", "<iframe", "javascript:", "application/javascript"):
        assert forbidden not in text


def outputs(outcome: dict[str, Any], student: str) -> str:
    notebook = json.loads(outcome["submissions"][student]["text"])
    return json.dumps([cell.get("outputs") for cell in notebook["cells"]], ensure_ascii=False)


def test_the_honest_keep_their_points_wherever_they_stand_in_the_class(outcome: dict[str, Any]) -> None:
    first, last = tree_of(outcome, FIRST), tree_of(outcome, LAST)
    assert first["points"] == last["points"] == 8.0
    assert first["notebooks"] == last["notebooks"]


def test_a_class_with_a_hundred_attackers_takes_twice_the_time_of_an_honest_one_and_what_they_may_burn(
    outcome: dict[str, Any],
) -> None:
    """A timeout may cost the whole of total_seconds, 5; two are graded at a time at most."""
    assert outcome["count"] > 200
    assert len(CLASS) - 2 > 100
    burning = [tree for student in CLASS if "timeout" in statuses(tree := tree_of(outcome, student))]
    assert outcome["seconds"]["class"] <= 2 * outcome["seconds"]["honest"] + 5.0 * len(burning)


def test_the_grader_stays_small_whatever_it_is_sent(outcome: dict[str, Any]) -> None:
    assert 50 < outcome["peak_mb"] < 400


def test_every_honest_student_between_the_attackers_gets_all_points(outcome: dict[str, Any]) -> None:
    assert len(outcome["others"]) == OTHERS
    assert {tree["points"] for tree in outcome["others"].values()} == {8.0}
    assert {flag for tree in outcome["others"].values() for flag in tree["flags"]} == set()


def statuses(tree: dict[str, Any]) -> set[str]:
    return {cell["status"] for notebook in tree["notebooks"] for cell in notebook["cells"]}


NOT_RUN = ("unreadable", "ungraded")


def test_the_level_of_isolation_stands_in_every_result(outcome: dict[str, Any]) -> None:
    levels = {tree_of(outcome, s)["notebooks"][0]["isolation"] for s in CLASS if CLASS[s].status not in NOT_RUN}
    assert levels <= {"full", "contained"}


def test_secrets_and_side_doors_are_as_closed_at_the_lowest_level_that_is_accepted(
    outcome_at_contained: dict[str, Any],
) -> None:
    found = outcome_at_contained["submissions"]
    assert set(found) == set(students_of("D and E", "I"))
    for student, each in found.items():
        shown = each["text"] + json.dumps(each["tree"])
        assert each["tree"]["points"] == CLASS[student].points
        assert "PWNED" not in outputs(outcome_at_contained, student)
        assert not [secret for secret in (CANARY, *each["hidden"]) if secret in shown]
    levels = {each["tree"]["notebooks"][0]["isolation"] for each in found.values()}
    assert levels == {"contained"}


def test_no_file_of_the_course_has_changed_and_none_lies_outside(outcome: dict[str, Any]) -> None:
    assert outcome["before"]["files"] == outcome["after"]["files"]
    assert outcome["before"]["outside"] == outcome["after"]["outside"] == []


def test_no_process_is_left_and_no_mount(outcome: dict[str, Any]) -> None:
    assert outcome["left"] == []
    assert outcome["before"]["mounts"] == outcome["after"]["mounts"]


def test_the_machine_has_the_mounts_and_the_processes_it_had(outcome: dict[str, Any]) -> None:
    before, after, new_processes = outcome["machine"]
    assert after == before
    assert new_processes == []


def test_every_row_of_the_list_that_a_submission_can_be_is_there() -> None:
    rows = {attack.row for attack in CLASS.values()}
    listed = (
        "2 3 4 6 7 8 10 11 12 14 15 16 18 19 20 22 23 24 26 27 28 30 31 32 34 35 36 38 39 40 42 43 44 46 47 48 50 51 "
        "52 54 55 56 58 59 60 62 63 64 66 67 68 70 71 72 74 75 76 78 79 80 82 83 84 86 87 88 90 91 92 94 95 96 98 99 "
        "102 103 104 106 107 108 110 111 112 114 115 118 119 120 122 123 124 126 127 128"
    )
    elsewhere = {100, 116}  # archives and renamed files: tests/autograder/test_intake.py
    assert {int(row) for row in listed.split()} | elsewhere == (rows - {0}) | elsewhere
