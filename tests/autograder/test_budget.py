"""What one notebook may use holds for all its processes together, whatever they do and however often they end."""

from __future__ import annotations

import os
import re
import sys
import time
import uuid
from contextlib import ExitStack
from dataclasses import fields
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.grading import kept
from autograder.grading.kept import Kept, size_of
from autograder.grading.run import Answer, Questions, Run
from autograder.sandbox import machine, processes
from autograder.sandbox.budget import Budget
from autograder.sandbox.child import START_SECONDS
from autograder.sandbox.conversation import StudentDied
from autograder.sandbox.inside.outputs import CUT, MAX_OUTPUTS, Recorder
from autograder.sandbox.limits import Limits
from autograder.sandbox.processes import Processes
from autograder.sandbox.warm_process import WarmProcess

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="read from /proc")
BURN = """
import os, time
def burn(seconds):
    until = time.process_time() + seconds
    while time.process_time() < until: pass
"""
SEND = """
import os, struct
def send(body):
    data, sent = struct.pack("!Q", len(body)) + body, 0
    while sent < len(data): sent += os.write(3, data[sent : sent + (1 << 16)])
"""


def executed(run: Run, *sources: str) -> list[str | None]:
    """How each of these cells ended the process; None where it did not."""
    return [how for _, how in run.execute([(cell_of(source), False) for source in sources])]


def cell_of(source: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_code_cell(source)


def asked(run: Run, count: int) -> list[Answer]:
    return run.answers([Questions(shown=[{}])] * count)


# --- processor time -----------------------------------------------------------------------------


@pytest.mark.slow
def test_processor_time_is_one_sum_over_all_processes_that_take_over(warm: WarmProcess) -> None:
    with Run(warm, Limits(cpu_seconds=2), "cpu") as run:
        ends = executed(run, BURN, *["burn(0.8)\nos._exit(0)"] * 5, "1 + 1")
    assert ends[1:3] == ["exited", "exited"]
    assert set(ends[4:]) == {"timeout"}


def test_processor_time_is_one_sum_over_all_checks(warm: WarmProcess) -> None:
    with Run(warm, Limits(cpu_seconds=2), "cpu") as run:
        executed(run, BURN + "def f(): burn(0.8)")
        for _ in range(6):
            run.hold("f", quiz=False)
        died = [answer.outcomes[0].died for answer in asked(run, 6)]
    assert died[:2] == [None, None]
    assert set(died[3:]) == {"timeout"}


@pytest.mark.slow
def test_processor_time_of_waiting_checks_and_of_several_threads_counts(warm: WarmProcess) -> None:
    """Threads that were started before a fork do not live in the branch: a call starts them there."""
    busy = "import hashlib, threading, time\ndef busy(): hashlib.pbkdf2_hmac('sha256', b'x', b'x', 100_000_000)\n"
    start, limits = time.monotonic(), Limits(cpu_seconds=2, call_seconds=60.0)
    with Run(warm, limits, "cpu") as run:
        executed(run, busy + "def f(): [threading.Thread(target=busy, daemon=True).start() for _ in range(2)]")
        executed(run, "def g(): time.sleep(60)")
        for name in "ffg":
            run.hold(name, quiz=False)
        died = [answer.outcomes[0].died for answer in asked(run, 3)]
    assert died == [None, None, "timeout"], "g sleeps, and the threads of two branches use up what there is"
    assert time.monotonic() - start < limits.call_seconds


@pytest.mark.slow
def test_submissions_that_run_at_the_same_time_run_on_cores_of_their_own_and_cannot_leave_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(machine, "CLAIM", f"\0test-{uuid.uuid4().hex}-{{}}")  # other tests have warm processes too
    all_of_them = os.sched_getaffinity(0)
    if len(all_of_them) < 2:
        pytest.skip("a machine of one core")
    source = f"""
import os, threading
try: os.sched_setaffinity(0, {all_of_them})
except PermissionError: print("stopped", end=" ")
thread = threading.Thread(target=lambda: print(*os.sched_getaffinity(0)))
thread.start(); thread.join()
"""
    said = []
    with ExitStack() as stack:
        for _ in range(2):
            child = stack.enter_context(stack.enter_context(WarmProcess()).child(Limits(), "core"))
            said.append(child.run(source).outputs[0]["text"].split())
    (refused, first), (_, second) = said
    assert refused == "stopped"
    assert first != second
    assert {int(first), int(second)} <= all_of_them
    assert os.sched_getaffinity(0) == all_of_them


@pytest.mark.slow
def test_a_process_that_reaps_its_branches_unseen_hides_none_of_their_time(warm: WarmProcess) -> None:
    with Run(warm, Limits(cpu_seconds=2), "cpu") as run:
        executed(run, BURN + "import signal; signal.signal(signal.SIGCHLD, signal.SIG_IGN)\ndef f(): burn(0.9)")
        for _ in range(6):
            run.hold("f", quiz=False)
        died = [answer.outcomes[0].died for answer in asked(run, 6)]
    assert set(died[4:]) == {"timeout"}


def test_the_kernels_own_limit_is_what_the_run_has_left(warm: WarmProcess) -> None:
    limit = "import resource; resource.getrlimit(resource.RLIMIT_CPU)[0]"
    with Run(warm, Limits(cpu_seconds=5), "cpu") as run:
        cell = cell_of(limit)
        executed(run, BURN, "burn(2.2)\nos._exit(0)")
        run.execute([(cell, False)])
    assert cell.outputs[0].data["text/plain"] == "3"


# --- wall time ----------------------------------------------------------------------------------


def test_a_budget_that_is_gone_before_the_process_has_started_is_a_status_and_no_fault_of_the_machine(
    warm: WarmProcess,
) -> None:
    with Run(warm, Limits(total_seconds=0.001), "time") as run:
        assert executed(run, "1 + 1", "2 + 2") == ["timeout", "timeout"]


def test_a_budget_whose_last_byte_is_spent_still_lets_a_process_start(warm: WarmProcess) -> None:
    budget = Budget(Limits(reply_mb=1))
    budget.hear(1_000_000)
    with warm.child(budget.limits, "start", budget=budget) as child, pytest.raises(StudentDied, match="crashed"):
        child.run("1 + 1")
    assert budget.gone == "crashed"


def test_a_process_that_does_not_tell_how_a_branch_ended_is_not_waited_for_longer_than_a_call(
    warm: WarmProcess,
) -> None:
    source = TAMPER + "answers['collect'] = lambda request: time.sleep(1000)\ndef f(): os._exit(1)"
    start = time.monotonic()
    with Run(warm, Limits(call_seconds=0.5), "time") as run:
        assert run.execute([(cell_of(source), False)]) == [(True, None)]
        for _ in range(2):
            run.hold("f", quiz=False)
        died = [answer.died for answer in asked(run, 2)]
    assert None not in died
    assert time.monotonic() - start < START_SECONDS  # which each of the two was waited for once


# --- memory -------------------------------------------------------------------------------------

FILL = "x = bytearray(b'1') * 100_000_000\n"
LIMITED = Limits(memory_mb=250)


def test_memory_is_one_sum_over_the_process_and_all_checks_that_wait(warm: WarmProcess) -> None:
    with Run(warm, LIMITED, "memory") as run:
        ends = executed(run, FILL + "import time\nf = lambda: len(x)")
        for _ in range(3):
            run.hold("f", quiz=False)
            ends += executed(run, FILL + "time.sleep(0.5)")
    assert ends[:2] == [None, None], "100 MB, and another 100 beside the branch's"
    assert "memory" in ends


def test_pages_that_many_checks_share_count_once(warm: WarmProcess) -> None:
    with Run(warm, LIMITED, "memory") as run:
        assert executed(run, FILL + "import time\ndef f(): time.sleep(0.3)\n") == [None]
        for _ in range(5):
            run.hold("f", quiz=False)
        assert executed(run, "time.sleep(0.3)") == [None]
        assert [answer.died for answer in asked(run, 5)] == [None] * 5


def test_memory_that_calls_keep_in_waiting_branches_is_in_the_sum(warm: WarmProcess) -> None:
    keep = "import time\nkept = []\ndef f():\n    kept.append(bytearray(b'1') * 100_000_000)\n    time.sleep(0.3)\n"
    with Run(warm, LIMITED, "memory") as run:
        executed(run, keep)
        for _ in range(4):
            run.hold("f", quiz=False)
        died = [answer.outcomes[0].died for answer in asked(run, 4)]
    assert died[0] is None
    assert "memory" in died


@pytest.mark.slow
def test_shared_mappings_that_only_branches_still_hold_are_in_the_sum(warm: WarmProcess) -> None:
    share = "import mmap, time\ndef fill():\n    new = mmap.mmap(-1, 100_000_000)\n    new.write(b'1' * len(new))\n"
    share += "    return new\n"
    with Run(warm, LIMITED, "memory") as run:
        ends = executed(run, share + "x = fill()\ndef f(): pass")
        for _ in range(4):
            run.hold("f", quiz=False)
            ends += executed(run, "x.close()\nx = fill()\ntime.sleep(0.4)")
    assert "memory" in ends


def test_of_shared_memory_the_largest_part_that_anybody_has_kept_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = Processes(os.getpid())
    kept_by = [{b"7": 300 << 20}, {b"7": 1 << 20}]
    monkeypatch.setattr(Processes, "_all", lambda self: iter([os.getpid(), os.getpid()]))
    monkeypatch.setattr(Processes, "_at_most", lambda self, pid: 10 << 30)
    monkeypatch.setattr(Processes, "_memory", lambda self, pid: mine._at_start // 2)
    monkeypatch.setattr(processes, "_shared_on_purpose", lambda pid: kept_by.pop(0))
    assert mine.memory_exceeds(250 << 20)


def test_a_process_that_lets_nobody_see_its_pages_answers_for_all_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = Processes(os.getpid())
    assert not mine.memory_exceeds(10 << 30)
    monkeypatch.setattr(processes, "_proportional", lambda pid: None)
    resident = processes._pages(os.getpid()).resident
    assert mine.memory_exceeds(resident - mine._at_start - (5 << 20))
    monkeypatch.setattr(processes, "_readable", lambda pid: False)
    never_told = Processes(os.getpid())
    assert not never_told.memory_exceeds(1), "a machine that tells nothing: each process has its own limit"


def test_processes_that_are_gone_use_nothing_and_raise_nothing() -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    gone = Processes(pid)
    os.waitpid(pid, 0)
    assert gone.cpu_seconds() == 0.0
    assert not gone.memory_exceeds(0)
    assert not Processes(None).memory_exceeds(0)


# --- replies and outputs ------------------------------------------------------------------------


def test_a_reply_that_no_honest_cell_sends_ends_the_process_unread(warm: WarmProcess) -> None:
    source = SEND + 'send(b\'{"ok": true, "outputs": [], "more": "\' + b\'x\' * 30_000_000 + b\'"}\')'
    with Run(warm, Limits(), "replies") as run:
        assert executed(run, *[source] * 3, "1 + 1") == ["crashed"] * 3 + [None]


def test_all_replies_of_a_run_have_one_sum(warm: WarmProcess) -> None:
    source = SEND + 'send(b\'{"ok": true, "outputs": [], "more": "\' + b\'x\' * 4_000_000 + b\'"}\')'
    with Run(warm, Limits(reply_mb=10), "replies") as run:
        assert "crashed" in executed(run, *[source] * 8)


def test_answers_of_calls_are_in_the_same_sum(warm: WarmProcess) -> None:
    with Run(warm, Limits(reply_mb=10), "replies") as run:
        executed(run, "import numpy as np\ndef f(): return np.zeros(500_000)")
        for _ in range(4):
            run.hold("f", quiz=False)
        died = [answer.outcomes[0].died for answer in asked(run, 4)]
    assert died[0] is None
    assert died[-1] == "crashed"


OUTPUT = {"output_type": "stream", "name": "stdout", "text": "x" * 100_000}


def test_a_notebook_keeps_no_more_outputs_than_an_honest_process_sends() -> None:
    notebook = Kept(2)
    cells = [notebook.outputs([OUTPUT] * 100) for _ in range(10)]
    assert max(sum(map(size_of, outputs)) for outputs in cells) < kept.MAX_OF_CELL + 1000
    assert sum(size_of(output) for outputs in cells for output in outputs) < 2_000_000 + kept.MAX_OF_CELL + 1000
    assert cells[-1][-1].text == CUT


def test_one_update_of_a_display_that_stands_in_many_places_counts_in_each() -> None:
    notebook = Kept(1)
    places: list[nbformat.NotebookNode] = []
    small = {"output_type": "display_data", "data": {"text/plain": "x"}, "metadata": {}, "display_id": "a"}
    for _ in range(10):
        places += notebook.outputs([small] * MAX_OUTPUTS)
    notebook.update({"a": {"data": {"text/plain": "y" * 100_000}, "metadata": {}}})
    assert sum(map(size_of, places)) < 7_000_000
    notebook.update({"a": {"data": {"text/plain": "z"}, "metadata": {}}})
    assert {place.data["text/plain"] for place in places[: kept.MAX_UPDATED]} == {"z"}


def test_an_update_changes_displays_and_results_whatever_else_a_process_gives_a_display_id() -> None:
    """A printed text or an error with data in it makes a notebook that is none."""
    notebook = Kept(1)
    kinds: dict[str, dict[str, Any]] = {
        "stream": {"name": "stdout", "text": "x"},
        "error": {"ename": "E", "evalue": "x", "traceback": []},
        "display_data": {"data": {"text/plain": "x"}, "metadata": {}},
        "execute_result": {"data": {"text/plain": "x"}, "metadata": {}},
    }
    kept = notebook.outputs([{"output_type": kind, "display_id": "a", **more} for kind, more in kinds.items()])
    notebook.update({"a": {"data": {"text/plain": "y"}, "metadata": {}}})
    for output in kept:
        nbformat.validate(output, ref="output", version=4)
    assert [output.get("data") for output in kept] == [None, None, {"text/plain": "y"}, {"text/plain": "y"}]


def test_a_display_that_is_updated_very_often_shows_its_last_state() -> None:
    recorder = Recorder()
    recorder.add({"output_type": "display_data", "data": {"text/plain": ""}, "metadata": {}}, "bar")
    for step in range(10_000):
        recorder.update({"data": {"text/plain": "#" * 1000 + str(step)}, "metadata": {}}, "bar")
    assert recorder.take()[0][0]["data"]["text/plain"].endswith("9999")
    for _ in range(30):
        recorder.update({"data": {"text/plain": "x" * 3_000_000}, "metadata": {}}, "bar")
        assert len(str(recorder.take()[1])) < 4_000_000


# --- a branch is a fork of its own --------------------------------------------------------------

TAMPER = """
import gc, os, signal, socket, struct, sys, threading, time
(answers,) = [each for each in gc.get_objects() if type(each) is dict and {"run", "branch", "collect"} <= set(each)]
server = answers["collect"].__self__
def say(connection, body):
    connection.sendall(struct.pack("!Q", len(body)) + body)
def taken(): return socket.socket(fileno=socket.recv_fds(server._connection, 1, 1)[1][0])
"""
NO_FORK = """
kept = []
def branch(request):
    kept.append(taken())
    say(kept[-1], b'{"ready": true}')
    yield {"pid": 1}
"""
ANSWERS_ITSELF = """
kept = []
def branch(request):
    kept.append(taken())
    pid = server._fork()
    if pid == 0:
        time.sleep(1000)
    say(kept[-1], b'{"ready": true}')
    yield {"pid": pid}
"""
FIRST_ANSWERS_FOR_ALL = """
pairs = socket.socketpair()
forked = []
def branch(request):
    mine = taken()
    if not forked:
        forked.append(server._fork())
        if forked[0] == 0:
            say(mine, b'{"ready": true}')
            while True:
                other = socket.socket(fileno=socket.recv_fds(pairs[1], 1, 1)[1][0])
                say(other, b'{"ready": true}')
    else:
        forked.append(server._fork())
        if forked[-1] == 0:
            time.sleep(1000)
        socket.send_fds(pairs[0], [b"f"], [mine.fileno()])
    yield {"pid": forked[-1]}
"""
FROM_A_THREAD = """
def branch(request):
    mine, pids = taken(), []
    thread = threading.Thread(target=lambda: pids.append(server._fork()))
    thread.start()
    thread.join(5)
    say(mine, b'{"ready": true}')
    yield {"pid": 1}
"""


@pytest.mark.parametrize("feigned", [NO_FORK, ANSWERS_ITSELF, FIRST_ANSWERS_FOR_ALL, FROM_A_THREAD])
def test_a_server_that_was_replaced_cannot_feign_a_branch(warm: WarmProcess, feigned: str) -> None:
    with warm.child(Limits(call_seconds=2.0), "branch") as child:
        needs_the_kernel(child.gate is not None)
        assert child.run(TAMPER + feigned + "answers['branch'] = branch").error is None
        with ExitStack() as branches, pytest.raises(StudentDied, match="crashed"):
            for _ in range(2):
                branches.enter_context(child.branch())


def test_a_branch_that_the_servers_own_code_makes_is_another_process_each_time(warm: WarmProcess) -> None:
    with warm.child(Limits(), "branch") as child:
        assert child.run(TAMPER + "count = []\ndef f(): count.append(os.getpid()); return len(count)").error is None
        branches = [child.branch() for _ in range(3)]
        assert len({child.process, *(branch.process for branch in branches)}) == 4
        for branch in branches:
            outcome = branch.call("f", {})
            assert outcome is not None
            assert outcome.value == 1, "the calls before it were in other processes"
            branch.close()


def test_a_fork_that_was_allowed_and_not_made_is_allowed_no_more(warm: WarmProcess) -> None:
    with warm.child(Limits(), "branch") as child:
        needs_the_kernel(child.gate is not None)
        assert child.gate is not None
        child.gate.allow_one(child.process)
        assert not child.gate.used()
        told = child.run("import ctypes\nctypes.CDLL(None).fork()")
        assert told.outputs[0]["data"]["text/plain"] == "-1"


def test_nobody_answers_in_the_place_of_a_branch_later(warm: WarmProcess) -> None:
    """The process keeps the branch's end of the conversation, and speaks there when its own cell runs."""
    keep = (
        TAMPER
        + """
honest = answers["branch"]
def branch(request):
    return honest(request)
os.close = lambda descriptor: None
answers["branch"] = branch
"""
    )
    forge = """
body = b'{"value": 1.0, "error": null, "changed": [], "aliased": []}'
for descriptor in range(4, 60):
    try: os.write(descriptor, struct.pack("!Q", len(body)) + body)
    except OSError: pass
"""
    with warm.child(Limits(call_seconds=2.0), "branch") as child:
        assert child.run(keep + "def f():\n    time.sleep(0.2)\n    return 2.0").error is None
        with child.branch() as branch:
            child.run(forge)
            with pytest.raises(StudentDied):
                branch.call("f", {})


def needs_the_kernel(there: bool) -> None:
    if not there:
        pytest.skip("this kernel does not ask before a fork")


def test_the_documented_budget_is_that_of_the_settings(root: Path) -> None:
    table = (root / "docs" / "sandbox.md").read_text().partition("## The budget of a notebook")[2].partition("\n## ")[0]
    told = {name: float(value) for name, value in re.findall(r"`([a-z_]+)` (\d+)", table)}
    limits = Limits()
    assert told == {name: getattr(limits, name) for name in told}
    numbers = {each.name for each in fields(Limits) if type(getattr(limits, each.name)) in (int, float)}
    assert told.keys() == numbers
