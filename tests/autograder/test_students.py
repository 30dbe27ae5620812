"""The border between the student's process and the grader's."""

from __future__ import annotations

import contextlib
import os
import socket
import tempfile
import time
from pathlib import Path

import nbformat
import numpy as np
import pytest

from autograder.grading.run import Run
from autograder.sandbox import leftovers
from autograder.sandbox.conversation import StudentDied
from autograder.sandbox.limits import Limits
from autograder.sandbox.warm_process import WarmProcess
from gdkit.checking import Outcome


def outputs_of(warm: WarmProcess, source: str) -> str:
    with warm.child(Limits(), "test") as child:
        return "".join(o.get("text", "") for o in child.run(source).outputs)


@pytest.mark.parametrize("module", ["autograder", "autograder.exercises.lesson03", "solutions", "tests"])
def test_references_cannot_be_imported_where_students_code_runs(warm: WarmProcess, module: str) -> None:
    with warm.child(Limits(), "test") as child:
        run = child.run(f"import sys\nsys.meta_path[:] = sys.meta_path[-1:]\nimport {module}")
        assert run.error is not None
        assert run.error[0] == "ModuleNotFoundError"


def test_gdkit_and_the_scientific_stack_can_be_imported_there(warm: WarmProcess) -> None:
    with warm.child(Limits(), "test") as child:
        assert child.run("import gdkit, numpy, scipy.linalg, matplotlib.pyplot, sklearn.linear_model, sympy").ok


def test_no_object_of_the_judge_is_in_the_memory_of_the_students_process(warm: WarmProcess) -> None:
    source = (
        "import gc, sys\n"
        "names = {getattr(type(o), '__module__', '') for o in gc.get_objects()} | set(sys.modules)\n"
        "print([n for n in names if 'autograder' in str(n) or 'lesson03' in str(n)])"
    )
    assert outputs_of(warm, source) == "[]\n"


def test_the_environment_of_the_grader_stays_with_the_grader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_TOKEN", "canary-8472")
    with WarmProcess() as fresh:
        told = outputs_of(fresh, "import os\nprint(dict(os.environ), open('/proc/self/environ').read())")
    assert "canary-8472" not in told
    assert "HOME" in told


def test_two_children_share_neither_variables_nor_files(warm: WarmProcess) -> None:
    with warm.child(Limits(), "a") as first, warm.child(Limits(), "b") as second:
        first.run("mine = 1\nopen('mine.txt', 'w').write('x')")
        seen = second.run("import os\nprint('mine' in globals(), os.listdir('.'))")
        assert seen.outputs[0]["text"] == "False []\n"


def test_an_endless_cell_ends_at_its_limit_and_the_next_child_works(warm: WarmProcess) -> None:
    with warm.child(Limits(cell_seconds=0.5), "test") as child:
        start = time.monotonic()
        with pytest.raises(StudentDied, match="timeout"):
            child.run("import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: pass")
        assert time.monotonic() - start < 5
        assert not child.alive
    with warm.child(Limits(), "test") as child:
        assert child.run("1 + 1").ok


@pytest.mark.parametrize(
    ("source", "how"),
    [
        ("import os; os._exit(0)", "exited"),
        ("import ctypes; ctypes.string_at(0)", "crashed"),
        ("import os; os.abort()", "crashed"),
    ],
)
def test_a_process_that_ends_is_told_by_how_it_ended(warm: WarmProcess, source: str, how: str) -> None:
    with warm.child(Limits(), "test") as child, pytest.raises(StudentDied, match=how):
        child.run(source)


def test_memory_is_limited_and_the_cell_gets_a_memory_error(warm: WarmProcess) -> None:
    with warm.child(Limits(memory_mb=200), "test") as child:
        run = child.run("x = bytearray(400_000_000)")
        assert run.error == ("MemoryError", "")
        assert child.run("1 + 1").ok


def test_a_process_is_refused_with_a_sentence_that_says_so(warm: WarmProcess) -> None:
    with warm.child(Limits(), "test") as child:
        for start in ("import subprocess; subprocess.run(['true'])", "import os; os.system('true')"):
            error = child.run(start).error
            assert error is not None
            assert error[0] == "PermissionError"
            assert "no other process can be started" in error[1]


@pytest.mark.parametrize("command", ["!true", "%pip install numpy", "lines = !true", "!!true"])
def test_a_command_that_may_not_be_run_says_so_and_what_stands_below_it_is_run(warm: WarmProcess, command: str) -> None:
    with warm.child(Limits(), "test") as child:
        run = child.run(f"{command}\ndef f(): return _exit_code")
        assert run.ok
        assert "no other process can be started" in run.outputs[0]["text"]
        assert run.outputs[0]["name"] == "stderr"
        assert child.call("f", {}) == Outcome(value=126)


def test_the_kernel_refuses_a_fork_that_goes_round_python(warm: WarmProcess) -> None:
    with warm.child(Limits(), "test") as child:
        told = child.run("import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\nlibc.fork(), ctypes.get_errno()")
        assert told.outputs[0]["data"]["text/plain"] == "(-1, 1)"
        with child.branch() as branch:  # the grader's own fork is let through
            assert branch.get("libc") is not None


def test_a_formatter_that_a_cell_registers_is_used_for_plain_values_too(warm: WarmProcess) -> None:
    with warm.child(Limits(), "test") as child:
        assert set(child.run("[1, 2]").outputs[0]["data"]) == {"text/plain"}
        child.run("formatters = get_ipython().display_formatter.formatters")
        child.run("formatters['text/html'].for_type(list, lambda x: f'<b>{len(x)}</b>')")
        assert child.run("[1, 2]").outputs[0]["data"] == {"text/plain": "[1, 2]", "text/html": "<b>2</b>"}
        child.run("del formatters['text/plain']")
        assert child.run("[1, 2]").outputs[0]["data"] == {"text/html": "<b>2</b>"}


def test_a_cell_that_ends_the_process_costs_itself_and_not_its_neighbours(warm: WarmProcess) -> None:
    sources = ["print('before')\nx = 1", "import os; os._exit(0)", "print('after', x)"]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    with Run(warm, Limits(), "test") as run:
        told = run.execute([(cell, True) for cell in cells])
    assert told == [(True, None), (False, "exited"), (True, None)]
    assert [cell.outputs[0].get("text") for cell in cells] == ["before\n", None, "after 1\n"]
    assert run.deaths == ["exited"]


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
def test_the_processes_that_a_cell_started_end_with_its_submission(warm: WarmProcess) -> None:
    with warm.child(Limits(allow_processes=True), "test") as child:
        daemon = "(setsid sleep 61.2345 &) ; sleep 61.2345 &"
        run = child.run(f"import subprocess\nsubprocess.run({daemon!r}, shell=True).returncode")
        assert run.outputs[-1]["data"]["text/plain"] == "0"
        assert sleepers(wanted=2) == 2
    assert sleepers(wanted=0) == 0


def sleepers(wanted: int) -> int:
    """Processes of the whole machine that sleep for the time that the test above names; waits for so many."""
    deadline = time.monotonic() + 5
    while True:
        found = 0
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                found += path.read_bytes() == b"sleep\x0061.2345\0"
        if found == wanted or time.monotonic() > deadline:
            return found
        time.sleep(0.05)


def test_a_flood_of_output_is_cut(warm: WarmProcess) -> None:
    with warm.child(Limits(), "test") as child:
        run = child.run("print('x' * 50_000_000)\nfor i in range(100000): print(i)")
        assert sum(len(o["text"]) for o in run.outputs) < 1_100_000


def test_a_call_returns_data_and_says_which_arguments_it_changed(warm: WarmProcess) -> None:
    with warm.child(Limits(), "test") as child:
        child.run("def f(x, y):\n    x += 1\n    return (x * y, 'done')")
        outcome = child.call("f", {"x": np.arange(3.0), "y": 2})
    assert outcome is not None
    assert outcome.changed == ("x",)
    np.testing.assert_array_equal(outcome.value[0], [2.0, 4.0, 6.0])


def test_what_a_check_leaves_behind_is_gone_before_the_next_cell(warm: WarmProcess) -> None:
    with warm.child(Limits(), "test") as child:
        child.run("seen = []\ndef f(x):\n    seen.append(x)\n    return x")
        child.run("def g(x):\n    with open('seen.txt', 'w') as file:\n        file.write(str(x))\n    return x")
        with child.branch() as branch:
            for name in "fg":
                branch.call(name, {"x": 8.7654321})
        told = child.run("import os\nprint(seen, [open(f).read() for f in os.listdir('.')])")
        assert told.outputs[0]["text"] in ("[] []\n", "[] ['']\n")


def test_a_call_that_dies_costs_its_check_and_not_the_notebook(warm: WarmProcess, limits: Limits) -> None:
    with warm.child(limits, "test") as child:
        child.run("import os, ctypes")
        child.run("def f(x):\n    while x == 1: pass\n    os._exit(3) if x == 2 else ctypes.string_at(0)")
        for x, how in ((1, "timeout"), (2, "exited"), (3, "crashed")):
            with child.branch() as branch, pytest.raises(StudentDied, match=how):
                branch.call("f", {"x": x})
        assert child.run("1 + 1").ok


def test_a_name_that_is_not_defined_is_none_and_no_error(warm: WarmProcess) -> None:
    with warm.child(Limits(), "test") as child:
        assert child.call("nowhere", {"x": 1}) is None
        with pytest.raises(KeyError):
            child.get("nowhere")


def test_a_forged_reply_on_the_childs_own_socket_is_data_and_no_grade(warm: WarmProcess) -> None:
    source = """
import gc, socket, struct
for o in gc.get_objects():
    if isinstance(o, socket.socket) and o.fileno() > 2:
        body = b'{"ok": true, "error": null, "outputs": [], "points": 100, "fraction": 1}'
        o.sendall(struct.pack("!Q", len(body)) + body)
"""
    with warm.child(Limits(), "test") as child:
        run = child.run(source)
        assert not hasattr(run, "points")
        outcome = child.call("nowhere", {"x": 1})  # reads what is left of the conversation: no value, no crash
        assert outcome is None or outcome.value is None


def test_garbage_on_the_childs_socket_ends_the_child_only(warm: WarmProcess) -> None:
    source = """
import gc, socket
for o in gc.get_objects():
    if isinstance(o, socket.socket) and o.fileno() > 2:
        o.sendall(b"\\xff" * 64)
"""
    with warm.child(Limits(), "test") as child, pytest.raises(StudentDied):
        child.run(source)
    with warm.child(Limits(), "test") as child:
        assert child.run("1 + 1").ok


def test_prints_displays_results_and_pictures_become_outputs(warm: WarmProcess) -> None:
    source = "import matplotlib.pyplot as plt\nprint('hello')\nplt.plot([1, 2])\nplt.show()\n6 * 7"
    with warm.child(Limits(), "test") as child:
        outputs = child.run(source).outputs
    kinds = [o["output_type"] for o in outputs]
    assert kinds == ["stream", "display_data", "execute_result"]
    assert "image/png" in outputs[1]["data"]
    assert outputs[2]["data"]["text/plain"] == "42"


def test_input_is_answered_by_an_error_that_says_what_to_do(warm: WarmProcess) -> None:
    with warm.child(Limits(), "test") as child:
        error = child.run("input('your name? ')").error
    assert error is not None
    assert "set the value in the cell" in error[1]


def test_await_works_at_the_top_of_a_cell(warm: WarmProcess) -> None:
    with warm.child(Limits(), "test") as child:
        assert child.run("import asyncio\nawait asyncio.sleep(0.01)").ok


def test_closing_the_warm_process_leaves_neither_process_nor_folder() -> None:
    with WarmProcess() as fresh:
        folder, pid = fresh._folder, fresh._process.pid
        assert folder.is_dir()
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_folder_of_a_grader_that_was_killed_is_removed_by_the_next_and_one_in_use_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    mine, held = leftovers.new_folder()
    abandoned, lock = leftovers.new_folder()
    assert held is not None
    assert lock is not None
    os.close(lock)  # what the kernel does when the process ends
    leftovers.remove()
    assert mine.is_dir()
    assert not abandoned.exists()
    os.close(held)


NEVER_REMOVED_SIMPLY = {
    "1 500 nested folders": "for _ in range(1500):\n    os.mkdir('d'); os.chdir('d')",
    "folders nested longer than any path": "for _ in range(60):\n    os.mkdir('n' * 250); os.chdir('n' * 250)",
    "folders that nobody may enter": "os.makedirs('a/b/c'); os.chmod('a/b', 0); os.chmod('a', 0)",
    "links to elsewhere": "os.symlink('/usr', 'a'); os.symlink('.', 'b'); os.mkdir('c'); os.symlink('../c', 'c/d')",
    "pipes, sockets and names of bytes": "os.mkfifo('p'); os.mkdir(b'\\xff\\xfe'); os.mkfifo(b'\\xff\\xfe/\\n');"
    "socket.socket(socket.AF_UNIX).bind('s')",
    "many files": "os.mkdir('m')\nfor i in range(3000): open(f'm/{i}', 'w').close()",
}


@pytest.mark.slow
@pytest.mark.parametrize("user", ["this user", "nobody"])
@pytest.mark.parametrize("what", NEVER_REMOVED_SIMPLY)
def test_what_a_students_process_left_is_removed_and_what_it_points_to_is_not(what: str, user: str) -> None:
    if user == "nobody" and os.geteuid() != 0:
        pytest.skip("only root can become another user")
    with tempfile.TemporaryDirectory(prefix="gdkit-removed-") as place:
        Path(place).chmod(0o777)
        folder, kept = Path(place, "box"), Path(place, "kept")
        kept.write_text("of another")
        pid = os.fork()
        if pid == 0:
            with contextlib.suppress(BaseException):
                if user == "nobody":
                    os.setgroups([])
                    os.setgid(65534)
                    os.setuid(65534)
                folder.mkdir()
                os.chdir(folder)
                kept_too = f"os.symlink({str(kept)!r}, 'kept')\n"
                exec(kept_too + NEVER_REMOVED_SIMPLY[what], {"os": os, "socket": socket})
                os.chdir("/")
                assert folder.is_dir()
                leftovers.remove_tree(folder)
                os._exit(0)
            os._exit(1)
        assert os.waitpid(pid, 0)[1] == 0
        assert not folder.exists()
        assert kept.read_text() == "of another"


def test_what_cannot_be_removed_stays_and_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As an immutable file does, a mount, or a folder that somebody else changes at the same time."""
    (tmp_path / "box" / "a" / "b").mkdir(parents=True)
    (tmp_path / "box" / "f").touch()
    (tmp_path / "box" / "a" / "g").touch()
    removed = os.unlink

    def refused(name: str, *, dir_fd: int | None = None) -> None:
        if name == "f":
            raise PermissionError(1, "Operation not permitted")
        removed(name, dir_fd=dir_fd)

    monkeypatch.setattr(os, "unlink", refused)
    leftovers.remove_tree(tmp_path / "box")
    assert [path.name for path in (tmp_path / "box").iterdir()] == ["f"]
    leftovers.remove_tree(tmp_path / "never made")


@pytest.mark.slow
def test_what_is_nested_too_deep_costs_no_later_run() -> None:
    """Where a submission has no file tree of its own, its folder lies on the disk."""
    nested = "import os\nfor _ in range(1500):\n    os.mkdir('d'); os.chdir('d')"
    with WarmProcess(without=("namespaces",)) as warm:
        for _ in range(2):
            with warm.child(Limits(isolation="limits"), "test") as child:
                assert child.run(nested).ok
        place = warm._folder
        assert [path for path in (place / "work").iterdir() if path.name.startswith("box")] == []
    assert not place.exists()


def test_a_folder_that_another_grader_removed_before_it_was_locked_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    lock, seen = leftovers.fcntl.flock, []

    def late(descriptor: int, how: int) -> None:
        if not seen:
            seen.append(descriptor)
            leftovers.remove()  # as another process would, between the two steps of this one
        lock(descriptor, how)

    monkeypatch.setattr(leftovers.fcntl, "flock", late)
    folder, held = leftovers.new_folder()
    assert seen
    assert held is not None
    assert (folder / leftovers.LOCK).is_file()
    assert list(tmp_path.iterdir()) == [folder]
    os.close(held)
