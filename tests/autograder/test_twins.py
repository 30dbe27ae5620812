"""Seats of one run share a warm process: each has a twin of it, and what runs in one meets nothing of another."""

from __future__ import annotations

import os
import signal
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, cast

import psutil
import pytest

from autograder.classes import batch
from autograder.classes.keeping import RESULTS_FILE, grade_assignment
from autograder.classes.seat import Shared
from autograder.course.course import Course
from autograder.course.helpers import warm_process
from autograder.declaring.exercise import Exercise
from autograder.demo.classroom import Homework
from autograder.grading.grade import grade_notebook
from autograder.sandbox import machine
from autograder.sandbox import warm_process as module
from autograder.sandbox.child import Child
from autograder.sandbox.failures import CannotRun, WarmDied
from autograder.sandbox.fork_server import Twin
from autograder.sandbox.inside.isolation import policy, users
from autograder.sandbox.limits import Limits
from autograder.sandbox.warm_process import WarmProcess

from .conftest import ASSIGNMENT, solved

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="students' code runs on Linux alone")
ANY = policy.LEVELS[0]
NAMESPACES = ("user", "pid", "mnt", "net", "ipc", "uts")
BEHIND_ONE_WALL = ("seccomp", "landlock", "rlimits")  # left out: what namespaces alone keep apart


def two_of(warm: WarmProcess, stack: ExitStack) -> tuple[Twin, Twin]:
    """Two twins, or the test is skipped."""
    found = [warm.twin() for _ in range(2)]
    first, second = found
    if first is None or second is None:
        pytest.skip("no namespaces below others here")
    return stack.enter_context(closing(first)), stack.enter_context(closing(second))


def there_are_twins() -> bool:
    with WarmProcess(few=True, lean=True) as warm:
        twin = warm.twin()
        if twin is not None:
            twin.close()
        return twin is not None


@pytest.fixture(scope="module")
def twins() -> Iterator[tuple[Twin, Twin]]:
    with WarmProcess() as warm, ExitStack() as stack:
        yield two_of(warm, stack)


@pytest.fixture(scope="module")
def open_twins() -> Iterator[tuple[Twin, Twin]]:
    """Behind the walls of namespaces alone."""
    with WarmProcess(without=BEHIND_ONE_WALL) as warm, ExitStack() as stack:
        yield two_of(warm, stack)


@pytest.fixture
def two(twins: tuple[Twin, Twin]) -> Iterator[tuple[Child, Child]]:
    """A child of each, at the same time."""
    with twins[0].child(Limits(isolation=ANY), "a") as one, twins[1].child(Limits(isolation=ANY), "b") as other:
        yield one, other


@pytest.fixture
def two_open(open_twins: tuple[Twin, Twin]) -> Iterator[tuple[Child, Child]]:
    limits = Limits(isolation=ANY, allow_processes=True)
    with open_twins[0].child(limits, "a") as one, open_twins[1].child(limits, "b") as other:
        yield one, other


def said(child: Child, source: str) -> str:
    """What a cell prints, or the name of its error."""
    run = child.run(source)
    return run.error[0] if run.error else "".join(output.get("text", "") for output in run.outputs).strip()


def namespaces_of(pid: int) -> dict[str, str]:
    return {name: str(Path(f"/proc/{pid}/ns/{name}").readlink()) for name in NAMESPACES}


# --- the walls ----------------------------------------------------------------------------------


def test_a_child_of_a_twin_is_walled_in_as_one_of_a_warm_process(warm: WarmProcess, two: tuple[Child, Child]) -> None:
    with warm.child(Limits(isolation=ANY), "test") as child:
        assert two[0].layers == two[1].layers == child.layers
        assert two[0].level == two[1].level == child.level


def test_two_share_no_namespace_and_no_user(two: tuple[Child, Child]) -> None:
    one, other = (namespaces_of(child.process or 0) for child in two)
    here = namespaces_of(os.getpid())
    assert all(len({one[name], other[name], here[name]}) == 3 for name in NAMESPACES)
    if two[0].layers["own user"] is True:
        ids = [Path(f"/proc/{child.process}").stat().st_uid for child in two]
        assert len({*ids, os.geteuid()}) == 3


@pytest.mark.parametrize("privilege", ["CapEff", "CapPrm", "CapBnd", "CapAmb", "CapInh"])
def test_a_child_has_no_right_in_its_namespaces_and_no_program_of_its_gets_one(
    two: tuple[Child, Child], privilege: str
) -> None:
    status = Path(f"/proc/{two[0].process}/status").read_text()
    assert dict(line.split(":\t") for line in status.splitlines())[privilege] == "0" * 16


# In the first a message is left, in the other it is looked for, with no wall but namespaces; what the second prints.
MESSAGES = {
    "a name in the kernel's table of sockets": (
        "import socket; s = socket.socket(socket.AF_UNIX); s.bind(chr(0) + 'here'); s.listen()",
        "import socket; socket.socket(socket.AF_UNIX).connect(chr(0) + 'here')",
        "ConnectionRefusedError",
    ),
    "a port": (
        "import socket; s = socket.create_server(('127.0.0.1', 4567))",
        "import socket; socket.create_connection(('127.0.0.1', 4567), 1)",
        "OSError",
    ),
    "a port of the machine's network": (
        "import socket; s = socket.create_server(('', 4567))",
        "import socket; print(socket.if_nameindex())",
        "[(1, 'lo')]",
    ),
    "shared memory by a key": (
        "import ctypes; print(ctypes.CDLL(None).shmget(77, 4096, 0o1666))",
        "import ctypes; print(ctypes.CDLL(None).shmget(77, 4096, 0o666))",
        "-1",
    ),
    "a queue of messages by a name": (
        "import ctypes; print(ctypes.CDLL(None).mq_open(b'/here', 0o102, 0o666, None) > 0)",
        "import ctypes; print(ctypes.CDLL(None).mq_open(b'/here', 0))",
        "-1",
    ),
    "a file in a folder that all may write to": (
        "import os\nfor place in ('/tmp', '/dev/shm', '/box', '.'):\n"
        "    if os.access(place, os.W_OK): open(f'{place}/here', 'w').write('x')",
        "import os; print([place for place in ('/tmp', '/dev/shm', '/box', '.') if os.path.exists(f'{place}/here')])",
        "[]",
    ),
    "a name of the machine": (
        "import socket; print(socket.gethostname())",
        "import ctypes; print(ctypes.CDLL(None).sethostname(b'here', 4))",
        "-1",
    ),
    "a process": (
        "import subprocess; p = subprocess.Popen(['sleep', '30'])",
        "import os; print([n for n in os.listdir('/proc') if n.isdigit() and n != str(os.getpid())])",
        "[]",
    ),
    "a signal to all": (
        "import subprocess; p = subprocess.Popen(['sleep', '30'])",
        "import os, signal; os.kill(-1, signal.SIGTERM)",
        "ProcessLookupError",
    ),
}


@pytest.mark.parametrize("what", MESSAGES)
def test_nothing_that_one_leaves_is_there_for_another_with_no_wall_but_namespaces(
    two_open: tuple[Child, Child], what: str
) -> None:
    leave, look, expected = MESSAGES[what]
    left = two_open[0].run(leave)
    assert left.ok, left.error
    assert said(two_open[1], look) == expected
    assert said(two_open[0], "print('as before')") == "as before"


SEND_ALL = """
import socket, os
pairs, here, sent = [socket.socketpair() for _ in range(8)], os.open('.', 0), 0
try:
    for one, _ in pairs:
        for _ in range(9):
            socket.send_fds(one, [b'x'], [here] * 100)
            sent += 100
except OSError as problem:
    print(sent > 200, problem.strerror)
"""


def test_descriptors_that_one_has_on_their_way_up_to_its_bound_take_none_from_another(two: tuple[Child, Child]) -> None:
    """The kernel counts them for a user, in whatever namespace."""
    for child in two:
        assert said(child, SEND_ALL) == "True Too many references: cannot splice"


def test_processes_that_one_starts_up_to_its_bound_take_none_from_another(twins: tuple[Twin, Twin]) -> None:
    limits = Limits(isolation=ANY, allow_processes=True, processes=12)
    bomb = (
        "import os, time\nstarted = 0\ntry:\n    while started < 40:\n"
        "        if not os.fork(): time.sleep(30); os._exit(0)\n        started += 1\n"
        "except OSError: pass\nprint(5 < started < 12)"
    )
    with twins[0].child(limits, "a") as one, twins[1].child(limits, "b") as other:
        assert said(one, bomb) == "True"
        assert said(other, bomb) == "True"


def test_a_twin_has_none_of_the_files_that_children_of_the_first_found() -> None:
    files = {"data.csv": b"1"}
    with WarmProcess(few=True, lean=True) as warm, ExitStack() as stack:
        with warm.child(Limits(isolation=ANY), "a", files) as child:
            assert said(child, "import os; print(os.listdir())") == "['data.csv']"
        twin, _ = two_of(warm, stack)
        with twin.child(Limits(isolation=ANY), "a") as child:
            assert said(child, "import os; print(os.listdir())") == "[]"
        with twin.child(Limits(isolation=ANY), "a", files) as child:
            assert said(child, "import os; print(os.listdir())") == "['data.csv']"


def test_twins_run_on_different_cores_as_long_as_there_are_some(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "CLAIM", f"\0test-{uuid.uuid4().hex}-{{}}")  # by which nobody else claims cores
    with WarmProcess() as warm, ExitStack() as stack:
        first, second = two_of(warm, stack)
        with first.child(Limits(isolation=ANY), "a") as one, second.child(Limits(isolation=ANY), "b") as other:
            cores = [os.sched_getaffinity(child.process or 0) for child in (one, other)]
        assert [len(each) for each in cores] == [1, 1]
        assert (cores[0] != cores[1]) == (len(os.sched_getaffinity(0)) > 1)


# --- what ends ----------------------------------------------------------------------------------


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def below(warm: WarmProcess) -> list[psutil.Process]:
    return psutil.Process(warm._process.pid).children(recursive=True)


def test_a_twin_that_is_closed_leaves_nothing_and_the_other_goes_on() -> None:
    with WarmProcess(few=True, lean=True) as warm, ExitStack() as stack:
        before = len(below(warm))
        first, second = two_of(warm, stack)
        with pytest.raises(WarmDied), first.child(Limits(isolation=ANY), "a") as one:
            running = psutil.Process(one.process)
            first.close()
            assert psutil.wait_procs([running], timeout=20)[0]
            one.run("1")
        with second.child(Limits(isolation=ANY), "b") as other:
            assert said(other, "print(6 * 7)") == "42"
        second.close()
        third = warm.twin()  # those that have ended are taken away now
        assert third is not None
        third.close()
        until(lambda: len([each for each in below(warm) if each.status() != psutil.STATUS_ZOMBIE]) == before)
        with warm.child(Limits(isolation=ANY), "c") as child:
            assert said(child, "print(6 * 7)") == "42"
    assert not warm.alive
    assert not second.alive


@pytest.fixture
def class_of_six(
    course: Course, homework: Callable[[], Homework], step: Exercise, epoch: Exercise
) -> tuple[Course, bytes]:
    """Handed in, with the results of a run with one seat."""
    students = [f"s{number}" for number in range(6)]
    for student in students:
        work = solved(homework(), step, epoch)
        work.hand_in(course.path("submitted", student, ASSIGNMENT))
    grade_assignment(course, ASSIGNMENT, jobs=1)
    return course, (course.results_path(ASSIGNMENT) / RESULTS_FILE).read_bytes()


def results_by_two(course: Course) -> bytes:
    grade_assignment(course, ASSIGNMENT, jobs=2)
    return (course.results_path(ASSIGNMENT) / RESULTS_FILE).read_bytes()


def test_a_class_graded_by_twins_has_the_results_of_one_seat(class_of_six: tuple[Course, bytes]) -> None:
    course, undisturbed = class_of_six
    assert results_by_two(course) == undisturbed


def test_work_that_draws_is_graded_where_the_process_shared_has_no_matplotlib(
    course: Course, homework: Callable[[], Homework], step: Exercise, epoch: Exercise, warm: WarmProcess
) -> None:
    for student in ("s1", "s2"):
        work = solved(homework(), step, epoch)
        cell = work.solution_cell(step.function)
        cell.source = f"import matplotlib.pyplot as plt\n{cell.source}"
        work.hand_in(course.path("submitted", student, ASSIGNMENT))
    grade_assignment(course, ASSIGNMENT, warm=warm)
    results = course.results_path(ASSIGNMENT) / RESULTS_FILE
    expected = results.read_bytes()
    with WarmProcess(few=True, lean=True) as lean:
        graded = grade_assignment(course, ASSIGNMENT, jobs=2, warm=lean)
    assert all(each.is_done and each.points > 0 for each in graded)
    assert results.read_bytes() == expected


@pytest.mark.slow
def test_where_there_can_be_no_twins_each_seat_has_a_warm_process_of_its_own(
    class_of_six: tuple[Course, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    course, undisturbed = class_of_six
    started: list[WarmProcess] = []
    original = WarmProcess.__init__

    def counted(self: WarmProcess, **how: Any) -> None:
        started.append(self)
        original(self, **how)

    monkeypatch.setattr(WarmProcess, "__init__", counted)
    monkeypatch.setattr(module, "_counts_apart", lambda: False)
    assert results_by_two(course) == undisturbed
    assert len(started) == 2
    started.clear()
    monkeypatch.setattr(module, "_counts_apart", lambda: True)
    assert results_by_two(course) == undisturbed
    assert len(started) == (1 if there_are_twins() else 2)


class Stand:
    """In the place of a warm process that gives these twins, one after the other."""

    def __init__(self, *twins: object, alive: bool = True) -> None:
        self.twins, self.alive = list(twins), alive

    def twin(self) -> object:
        twin = self.twins.pop(0)
        if twin is WarmDied:
            raise WarmDied("killed")
        return twin


@pytest.mark.parametrize(
    ("twins", "alive", "taken"),
    [
        (["a", "b", "c"], True, ["a", "b", "c"]),
        ([None], True, ["the first", None, None]),
        (["a", None], True, ["a", None, None]),  # the first forks for none while another has a twin
        (["a", WarmDied], False, ["a", None, None]),
        ([WarmDied], False, [None, None, None]),
    ],
)
def test_where_a_twin_is_refused_the_first_is_given_once_and_never_beside_twins(
    twins: list[object], alive: bool, taken: list[object]
) -> None:
    stand = Stand(*twins, alive=alive)
    shared = Shared(cast(WarmProcess, stand), seats=3)
    assert [("the first" if found is stand else found) for found in (shared.take() for _ in range(3))] == taken


def test_one_seat_alone_has_the_process_itself() -> None:
    stand = Stand("a twin that it does not need")
    shared = Shared(cast(WarmProcess, stand))
    assert [shared.take() is stand, shared.take()] == [True, None]


def test_of_a_start_that_failed_everybody_is_told_the_same() -> None:
    with WarmProcess(few=True, lean=True, wait=False) as warm:
        os.killpg(warm._process.pid, signal.SIGKILL)
        told = []
        for ask in (warm.twin, lambda: warm.child(Limits(isolation=ANY), "a"), warm.twin):
            with pytest.raises(CannotRun, match="did not start: it ended without a word") as problem:
                ask()
            told.append(str(problem.value))
    assert len(set(told)) == 1


@pytest.mark.parametrize("release", ["5.13.0-generic", "4.19", "unknown"])
def test_on_kernels_that_count_limits_over_all_namespaces_there_are_no_twins(
    monkeypatch: pytest.MonkeyPatch, release: str
) -> None:
    assert module._counts_apart()
    monkeypatch.setattr(os, "uname", lambda: os.uname_result(("Linux", "host", release, "#1", "x86_64")))
    assert not module._counts_apart()


WHO: dict[str, Callable[[WarmProcess], int]] = {
    "the process that all are twins of": lambda warm: _down(warm._process.pid, 1),
    "the process between": lambda warm: _down(warm._process.pid, 2),
    "a twin": lambda warm: _down(warm._process.pid, 3),
}


def _down(pid: int, levels: int) -> int:
    for _ in range(levels):
        pid = psutil.Process(pid).children()[0].pid
    return pid


@pytest.mark.slow
@pytest.mark.parametrize("who", WHO)
def test_whichever_is_killed_in_the_midst_of_a_class_its_results_are_the_same(
    class_of_six: tuple[Course, bytes], monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    course, undisturbed = class_of_six
    shared: list[WarmProcess] = []
    original = grade_notebook
    struck: list[int] = []

    def disturbed(*given: Any, **named: Any) -> Any:
        if shared and not struck and isinstance(given[3], Twin):
            struck.append(WHO[who](shared[0]))
            os.kill(struck[0], signal.SIGKILL)
        return original(*given, **named)

    def start(*given: Any, **named: Any) -> WarmProcess:
        shared.append(warm_process(*given, **named))
        return shared[-1]

    monkeypatch.setattr(batch, "warm_process", start)
    monkeypatch.setattr(batch, "grade_notebook", disturbed)
    if not there_are_twins():
        pytest.skip("no namespaces below others here")
    assert results_by_two(course) == undisturbed
    assert struck
    assert not psutil.pid_exists(struck[0]) or psutil.Process(struck[0]).status() == psutil.STATUS_ZOMBIE


def test_the_ids_of_twins_are_none_of_a_warm_process() -> None:
    if os.geteuid() != 0:
        pytest.skip("another user has no ids to give")
    own = [users.choose(number) for number in range(2 * users.TWINS)]
    assert all(each.uid is not None for each in own)
    taken = {each.uid for each in own}
    for each in own:
        if each.twins:
            assert not taken & set(range(each.twins[0], each.twins[0] + users.TWINS))
