"""Each warm process of a machine runs on a core of its own, whichever grader started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest

from autograder.sandbox import machine
from autograder.sandbox.machine import Core
from autograder.sandbox.warm_process import WarmProcess

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="students' code runs on Linux alone")
HOLD = """
import sys
from autograder.sandbox import machine
machine.CLAIM = chr(0) + sys.argv[1]
taken = [machine.Core() for _ in range(int(sys.argv[2]))]
print(sorted(core.number for core in taken), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def claim(monkeypatch: pytest.MonkeyPatch) -> str:
    """A name that no other test claims cores by."""
    name = f"test-{uuid.uuid4().hex}-{{}}"
    monkeypatch.setattr(machine, "CLAIM", f"\0{name}")
    return name


@pytest.fixture
def take(claim: str) -> Iterator[Callable[[], Core]]:
    """Take a core; all are left at the end."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(closing(Core()))


def test_no_two_have_the_same_core_and_who_finds_all_taken_shares_one(take: Callable[[], Core]) -> None:
    cores = sorted(os.sched_getaffinity(0))
    taken = [take() for _ in cores]
    assert sorted(str(core.number) for core in taken) == sorted(map(str, cores))
    shared = take()
    assert shared.number in cores
    assert not shared.alone
    taken[-1].close()
    assert take().number == taken[-1].number


def test_a_core_is_free_again_when_the_grader_that_had_it_is_killed(claim: str, take: Callable[[], Core]) -> None:
    cores = sorted(os.sched_getaffinity(0))
    command = [sys.executable, "-c", HOLD, claim, str(len(cores))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == str(cores)
        assert not take().alone
        other.send_signal(signal.SIGKILL)
    assert take().alone


def test_a_warm_process_runs_on_its_core_alone_and_leaves_it_when_it_is_closed(take: Callable[[], Core]) -> None:
    with WarmProcess(few=True, lean=True) as warm:
        (core,) = os.sched_getaffinity(warm._process.pid)
        others = [take() for _ in sorted(os.sched_getaffinity(0))[1:]]
        assert all(other.alone and other.number != core for other in others)
    assert take().number == core


def test_in_a_container_of_processes_it_is_known_that_others_are_not_seen() -> None:
    tell = [sys.executable, "-c", "from autograder.sandbox.machine import is_whole; print(is_whole())"]
    apart = ["unshare", *([] if os.geteuid() == 0 else ["--user"]), "--pid", "--fork"]
    try:
        done = subprocess.run([*apart, *tell], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no unshare here")
    if "unshare" in done.stderr:
        pytest.skip(done.stderr.strip())
    assert done.stdout.strip() == "False", done.stderr
