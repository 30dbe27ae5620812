"""Each wall around the student's process, alone: what is in force is told, what is not is told too, and refused."""

from __future__ import annotations

import json
import os
import platform
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from autograder.sandbox.conversation import StudentDied
from autograder.sandbox.failures import CannotRun
from autograder.sandbox.fork_server import ForkServer
from autograder.sandbox.inside.isolation import files, policy, seccomp, syscalls
from autograder.sandbox.limits import Limits
from autograder.sandbox.packages import _interpreter_folders, _package_folders
from autograder.sandbox.warm_process import WarmProcess

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the walls are those of Linux")
ANY = policy.LEVELS[0]


def layers_here(*without: str) -> dict[str, object]:
    with WarmProcess(without=without) as warm, warm.child(Limits(isolation=ANY), "test") as child:
        return {**child.layers, "level": child.level}


@pytest.fixture(scope="module")
def contained(warm: WarmProcess) -> WarmProcess:
    """A warm process in namespaces of its own; tests that need it are skipped where a machine has none."""
    with warm.child(Limits(isolation=ANY), "test") as child:
        if not policy.enough(child.level, "contained"):
            pytest.skip(f"no namespaces here: {child.layers}")
    return warm


def ok(warm: ForkServer, source: str, limits: Limits | None = None) -> tuple[bool, str]:
    with warm.child(limits or Limits(isolation=ANY), "test") as child:
        run = child.run(source)
        return run.ok, "".join(o.get("text", "") for o in run.outputs)


# --- what the layers add up to ------------------------------------------------------------------

ALL = dict.fromkeys(policy.LAYERS, True)


@pytest.mark.parametrize(
    ("missing", "level"),
    [
        ([], "full"),
        (["own user"], "full"),
        (["landlock"], "limits"),
        (["mount namespace"], "filtered"),
        (["user namespace", "pid namespace", "no capabilities"], "filtered"),
        (["seccomp"], "limits"),
        (["rlimits"], "limits"),
        (["landlock", "mount namespace"], "limits"),
        (list(ALL), "limits"),
    ],
)
def test_the_level_is_what_the_layers_add_up_to(missing: list[str], level: str) -> None:
    assert policy.level_of({**ALL, **dict.fromkeys(missing, "refused")}) == level


def test_a_kernel_without_landlock_reaches_contained_and_one_that_has_it_must_use_it() -> None:
    assert policy.level_of({**ALL, "landlock": policy.NO_LANDLOCK}) == "contained"
    assert policy.level_of({**ALL, "landlock": policy.NO_LANDLOCK, "mount namespace": "refused"}) == "limits"
    assert policy.level_of({**ALL, "landlock": "Too many levels"}) == "limits"


def test_a_reason_is_no_layer() -> None:
    assert policy.level_of(dict.fromkeys(ALL, "True")) == "limits"


def test_a_level_that_does_not_exist_is_an_error_with_the_names() -> None:
    with pytest.raises(ValueError, match="choose from limits, filtered, contained, full"):
        policy.enough("full", "total")


# --- refusal ------------------------------------------------------------------------------------


def test_below_the_asked_level_nothing_runs_and_the_refusal_says_what_is_missing() -> None:
    with WarmProcess(without=("namespaces",)) as warm:
        with pytest.raises(
            CannotRun,
            match=r"mount \+ pid \+ network \+ ipc namespace: switched off.*c\.Autograder\.isolation = 'filtered'",
        ):
            warm.child(Limits(isolation="contained"), "test")
        with warm.child(Limits(isolation="filtered"), "test") as child:
            assert child.run("1 + 1").ok


@pytest.mark.slow
def test_without_namespaces_landlock_and_seccomp_still_hold() -> None:
    with WarmProcess(without=("namespaces",)) as warm:
        with warm.child(Limits(isolation=ANY), "test") as child:
            if child.layers["landlock"] is not True:
                pytest.skip("no Landlock here")
            assert child.level == "filtered"
        for source in ("open('/etc/hostname').read()", "import os; os.listdir('/root')", "open('/var/tmp/x', 'w')"):
            assert not ok(warm, source)[0], source
        for source in ("import socket; socket.socket()", "import os; os.kill(os.getppid(), 0)"):
            assert not ok(warm, source)[0], source
        assert ok(warm, "open('mine.txt', 'w').write('x'); import sympy")[0]


@pytest.mark.slow
def test_without_namespaces_what_a_submission_started_is_swept_up() -> None:
    with WarmProcess(without=("namespaces",)) as warm:
        limits = Limits(isolation=ANY, allow_processes=True)
        started, _ = ok(warm, "import subprocess; subprocess.run('setsid sleep 62.3456 &', shell=True)", limits)
        assert started
        assert not [p for p in Path("/proc").glob("[0-9]*/cmdline") if b"62.3456" in _read(p)]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


@pytest.mark.slow
@pytest.mark.parametrize("without", ["landlock", "seccomp"])
def test_a_wall_that_the_kernel_has_and_that_is_missing_lowers_the_level(contained: WarmProcess, without: str) -> None:
    if contained and without == "landlock" and not syscalls.landlock_abi():
        pytest.skip("no Landlock here")
    found = layers_here(without)
    assert found["level"] == "limits"
    assert found[without] == "switched off"


# --- what is behind the walls -------------------------------------------------------------------


def test_the_tree_of_files_holds_the_interpreter_and_nothing_of_the_machine(contained: WarmProcess) -> None:
    source = f"""
import os
from pathlib import Path
def seen(path):
    try:
        return bool(os.stat(path))
    except OSError:
        return False
print([p for p in {[str(Path.home()), str(Path.cwd()), "/etc/shadow", "/etc/hostname", "/var", "/mnt", "/srv", "/sys"]!r} if seen(p) and os.path.isfile(p)])
print(os.path.exists(os.__file__), os.getcwd(), open('/etc/passwd').read().count(':'))
"""  # noqa: E501
    assert ok(contained, source)[1] == "[]\nTrue /box/work 6\n"


def test_of_usr_only_what_programs_and_libraries_consist_of_is_there(contained: WarmProcess) -> None:
    """Not /usr/local/share, for example, where nbgrader's exchange lies by default, with everybody's submissions."""
    shown = set(ok(contained, "import os; print(*os.listdir('/usr/share'))")[1].split())
    assert shown <= set(files.SHARED) | {Path(path).parts[3] for path in interpreters_own("/usr/share")}
    hidden = ["/opt", "/srv", "/mnt", "/media", "/var", "/usr/src", "/usr/games"]
    source = f"import json, os; print(json.dumps([p for p in {hidden!r} if os.path.exists(p) and os.listdir(p)]))"
    found = json.loads(ok(contained, source)[1])
    assert [path for path in found if not interpreters_own(path)] == []
    assert ok(contained, "import os; print(os.path.exists('/usr/local/share/nbgrader'))")[1] == "False\n"


def interpreters_own(folder: str) -> list[str]:
    """What this machine's interpreter itself needs below a folder, as one that is installed in /opt does."""
    return [path for path in visible_folders() if Path(path).is_relative_to(folder) and path != folder]


def visible_folders() -> list[str]:
    return [str(path) for path in (*_interpreter_folders(), *_package_folders())]


def test_no_child_leaves_anything_for_another_one_where_the_warm_process_lives() -> None:
    with WarmProcess(without=("landlock",)) as warm:  # with it, it is a second wall
        source = "import os; print(os.access('/warm', os.R_OK)); open('/warm/left', 'w').write('x')"
        done, said = ok(warm, source)
        assert not done
        assert said == "True\n"
        assert ok(warm, "import os; print('left' in os.listdir('/warm'))")[1] == "False\n"


@pytest.mark.slow
def test_without_a_file_tree_a_child_sees_neither_another_ones_folder_nor_other_processes() -> None:
    """Nor can it write where the warm process lives, which it may read."""
    look = """
import os
def attempt(path, act):
    try:
        return act(path)
    except OSError as problem:
        return type(problem).__name__
print(attempt('..', os.listdir), attempt('../warm', lambda path: 'matplotlib' in os.listdir(path)))
print({attempt(path, lambda path: open(path, 'w')) for path in ('../left', '../warm/left')})
print({attempt(path, os.listdir) for path in ('/proc', f'/proc/{os.getppid()}')})
print({attempt(path, lambda path: open(path).read()) for path in (f'/proc/{os.getppid()}/cmdline', '/proc/locks')})
print(attempt('/proc/self/status', lambda path: 'Name' in open(path).read()), os.cpu_count() > 0)
"""
    if not syscalls.landlock_abi():
        pytest.skip("no Landlock here")
    with WarmProcess(without=("namespaces",)) as warm:
        (warm._work / "another's").mkdir()
        said = ok(warm, look)[1].splitlines()
    assert said == [
        "PermissionError True",
        "{'PermissionError'}",
        "{'PermissionError'}",
        "{'PermissionError'}",
        "True True",
    ]


def test_where_the_packages_lie_the_graders_own_are_empty(contained: WarmProcess) -> None:
    source = """
import glob, os, numpy
folder = os.path.dirname(os.path.dirname(os.path.realpath(numpy.__file__)))
try:
    found = [p for p in os.listdir(folder) if p.startswith(('autograder', 'gdkit_autograder'))]
except OSError:
    found = []
print([open(os.path.join(folder, p)).read() if not os.path.isdir(os.path.join(folder, p)) else
       os.listdir(os.path.join(folder, p)) for p in found])
"""
    told = ok(contained, source)[1]
    assert all(each in ("", "[]") for each in eval(told) or [""]) or told.strip() in ("[]", "[[]]")


def test_the_child_is_the_first_of_a_process_tree_of_its_own(contained: WarmProcess) -> None:
    source = "import os\nprint(os.getpid(), sorted(int(p) for p in os.listdir('/proc') if p.isdigit()))"
    assert ok(contained, source)[1] == "1 [1]\n"


def test_the_child_has_no_capability_and_cannot_gain_one(contained: WarmProcess) -> None:
    source = (
        "names = ('Cap', 'NoNewPrivs', 'Seccomp:')\n"
        "print([l.split()[1] for l in open('/proc/self/status') if l.startswith(names)])"
    )
    assert eval(ok(contained, source)[1]) == ["0" * 16] * 5 + ["1", "2"]


def test_only_the_connection_is_inherited(contained: WarmProcess) -> None:
    source = "import os\nprint(sorted(os.readlink(f'/proc/self/fd/{n}').split(':')[0] for n in range(3, 200) if os.path.lexists(f'/proc/self/fd/{n}')))"  # noqa: E501
    links = eval(ok(contained, source)[1])
    known = ("socket", "anon_inode", "/box/work/.printed-below-python (deleted)")
    assert [each for each in links if each not in known] == []
    assert links.count("socket") <= 3  # the connection, and the pair by which asyncio wakes itself


def test_nothing_that_one_submission_wrote_is_there_for_the_next(contained: WarmProcess) -> None:
    places = "import os, tempfile\nplaces = ['.', tempfile.gettempdir(), '/box'"
    # where this environment itself lies below /tmp, that folder holds it, and cannot be written
    places += "]\n" if sys.prefix.startswith("/tmp/") else ", '/tmp']\n"
    assert ok(contained, places + "for place in places:\n    open(place + '/left', 'w').write('x')")[0]
    said = ok(contained, places + "print({name for place in places for name in os.listdir(place)})")[1]
    assert said in ("{'tmp', 'work'}\n", "{'work', 'tmp'}\n")


def test_the_disk_of_a_submission_is_bounded_in_bytes_and_in_files(contained: WarmProcess) -> None:
    limits = Limits(isolation=ANY, disk_mb=4, files=50)
    assert not ok(contained, "open('big', 'wb').write(bytes(8 << 20))", limits)[0]
    assert not ok(contained, "for i in range(100): open(f'f{i}', 'w').close()", limits)[0]


def test_threads_are_bounded(contained: WarmProcess) -> None:
    if os.geteuid() == 0:
        source = """
import threading
stop, n = threading.Event(), 0
try:
    for n in range(200): threading.Thread(target=stop.wait, daemon=True).start()
except RuntimeError:
    pass
stop.set()
print(n < 100)
"""
        assert ok(contained, source)[1] == "True\n"


def test_the_filter_knows_both_machines_and_refuses_others(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = []
    for machine in ("x86_64", "aarch64"):
        monkeypatch.setattr(seccomp.platform, "machine", lambda machine=machine: machine)
        body = seccomp.program()
        assert len(body) % 8 == 0
        sizes.append(len(body))
    assert min(sizes) > 1000
    monkeypatch.setattr(seccomp.platform, "machine", lambda: "riscv64")
    with pytest.raises(OSError, match="riscv64"):
        seccomp.program()


# --- calls that carry a message -----------------------------------------------------------------

CALLS = """
import ctypes, errno, fcntl, mmap, os, resource, shutil, socket, struct, tempfile
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *arguments):
    each = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    if libc.syscall(ctypes.c_long(number), *each) < 0:
        raise OSError(ctypes.get_errno(), "")
shared = os.open(os.__file__, os.O_RDONLY)
space = ctypes.create_string_buffer(4096)
vector = ctypes.byref((ctypes.c_void_p * 2)(ctypes.addressof(space), 16))
page = libc.mmap; page.restype = ctypes.c_void_p
page = ctypes.c_void_p(page(None, ctypes.c_size_t(4096), 1, 1, shared, ctypes.c_long(0)))
read_lock = struct.pack("hhqqi4x", fcntl.F_RDLCK, 0, 0, 0, 0)
pair = socket.socketpair()
"""
NUMBERS = {name: numbers for name, (numbers, *_) in {**seccomp.REFUSED_VALUES, **seccomp.ONLY_ZERO}.items()}
NUMBERS |= {**seccomp.REFUSED, **seccomp.SIGNALS}  # type: ignore[dict-item]


def number(name: str) -> int:
    column = list(seccomp.AUDIT_ARCHITECTURE).index(platform.machine())
    found = NUMBERS[name][column]
    assert found is not None
    return found


# what: a line that does it outside a cell, or is told EAGAIN: not at once
LEAKS = {
    "preadv2 that tells whether a page is in memory": "call({preadv2}, shared, vector, 1, 0, 0, 8)",
    "pwritev2 with a flag": "call({pwritev2}, os.open('w', 66), vector, 1, 0, 0, 2)",
    "fadvise": "os.posix_fadvise(shared, 0, 4096, os.POSIX_FADV_DONTNEED)",
    "mincore": "call({mincore}, page, 4096, space)",
    "readahead": "call({readahead}, shared, 0, 4096)",
    "advice that fetches a shared page": "call({madvise}, page, 4096, 3)",
    "advice that drops a shared page": "call({madvise}, page, 4096, 21)",
    "a lock of a whole file": "fcntl.flock(shared, fcntl.LOCK_SH)",
    "who holds a lock": "fcntl.fcntl(shared, fcntl.F_GETLK, read_lock)",
    "a descriptor's lock": "fcntl.fcntl(shared, fcntl.F_OFD_SETLK, read_lock)",
    "who holds a descriptor's lock": "fcntl.fcntl(shared, fcntl.F_OFD_GETLK, read_lock)",
    "a lease": "fcntl.fcntl(os.open('w', 66), fcntl.F_SETLEASE, fcntl.F_WRLCK)",
    "news of a folder": "fcntl.fcntl(os.open('.', 0), fcntl.F_NOTIFY, fcntl.DN_ACCESS)",
    "news of a shared file": "call({inotify_init1}, 0)",
    "a pipe's size": "fcntl.fcntl(os.pipe()[0], fcntl.F_SETPIPE_SZ, 8192)",
    "a signal by way of a descriptor": "fcntl.fcntl(pair[0], fcntl.F_SETOWN, os.getpid())",
    "a datagram pair": "socket.socketpair(type=socket.SOCK_DGRAM)",
    "a datagram pair that goes by flags": "socket.socketpair(type=socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)",
    "splice": "call({splice}, os.pipe()[0], 0, os.pipe()[1], 0, 1, 2)",
    "tee": "call({tee}, os.pipe()[0], os.pipe()[1], 1, 2)",
    "another process's limits": "resource.prlimit(os.getpid(), resource.RLIMIT_NOFILE)",
    "the whole disk": "call({syncfs}, shared)",
}
# a relative of a refused call that homework does need, and must work in a cell
HONEST = {
    "reading at an offset": "assert os.preadv(shared, [bytearray(16)], 0) == 16",
    "writing at an offset": "os.pwritev(os.open('w', 66), [b'x'], 0)",
    "a pair of sockets, as asyncio has it": "pair[0].send(b'x'); assert pair[1].recv(1) == b'x'",
    "asyncio": "import asyncio, concurrent.futures as f\n"
    "await asyncio.get_running_loop().run_in_executor(f.ThreadPoolExecutor(1), sum, [1])",
    "its own limits": "resource.setrlimit(resource.RLIMIT_NOFILE, resource.getrlimit(resource.RLIMIT_NOFILE))",
    "sqlite": "import sqlite3\n"
    "c = sqlite3.connect('a.db'); c.execute('create table t (x)'); c.execute('insert into t values (1)'); c.commit()\n"
    "assert sqlite3.connect('a.db').execute('select * from t').fetchall() == [(1,)]",
    "shelve": "import shelve\nwith shelve.open('kept') as kept: kept['a'] = 1\n"
    "with shelve.open('kept') as kept: assert kept['a'] == 1",
    "a lock for itself": "fcntl.lockf(os.open('w', 66), fcntl.LOCK_EX)",
    "copies of files": "open('w', 'w').close(); shutil.copy('w', 'v'); shutil.copy2('w', 'u')",
    "memory given back": "mmap.mmap(-1, 1 << 20).madvise(mmap.MADV_DONTNEED)",
    "a picture": "import matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.savefig('a.pdf'); plt.savefig('a.png')",
    "a signal to itself": "import signal\ngot = []\nsignal.signal(signal.SIGUSR1, lambda *_: got.append(1))\n"
    "os.kill(os.getpid(), signal.SIGUSR1); signal.raise_signal(signal.SIGUSR1); assert got == [1, 1]",
    "a download that fails in words": "import urllib.request, urllib.error\n"
    "try:\n    urllib.request.urlopen('http://127.0.0.1:9')\nexcept urllib.error.URLError: pass",
}


@pytest.fixture(scope="module", params=["as it is", "a twin", "without namespaces"])
def cells(request: pytest.FixtureRequest) -> Iterator[ForkServer]:
    with WarmProcess(without=("namespaces",) if "without" in request.param else ()) as process:
        if request.param != "a twin":
            yield process
        elif (twin := process.twin()) is None:
            pytest.skip("no namespaces below others here")
        else:
            with closing(twin):
                yield twin


@pytest.mark.parametrize("what", LEAKS)
def test_a_call_that_carries_a_message_works_on_this_machine_and_is_refused_in_a_cell(
    cells: ForkServer, tmp_path: Path, what: str
) -> None:
    line = LEAKS[what].format(**{name: number(name) for name in NUMBERS if f"{{{name}}}" in LEAKS[what]})
    tried = (
        f"try:\n    {line}\n    print('done')\nexcept OSError as problem:\n    print(errno.errorcode[problem.errno])"
    )
    attempt = f"{CALLS}\n{tried}"
    outside = subprocess.run(
        [sys.executable, "-S", "-c", attempt], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    done, said = ok(cells, attempt)
    assert outside.stdout in ("done\n", "EAGAIN\n"), outside.stderr
    assert done
    assert said == "EPERM\n"


@pytest.mark.parametrize("file", ["smaps", "smaps_rollup", "numa_maps", "pagemap", "task/{}/smaps", "root/etc/passwd"])
def test_what_tells_with_how_many_a_page_is_shared_cannot_be_read(cells: ForkServer, file: str) -> None:
    """And a link of that folder opens nothing that is closed by its own name."""
    with cells.child(Limits(isolation=ANY), "test") as child:
        if child.layers["landlock"] is not True:
            pytest.skip("no Landlock here")
        read = "import os\ndef read(file): open(f'/proc/self/{file}'.format(os.getpid()), 'rb').read(1); return True"
        assert child.run(read).ok
        assert all(child.run(f"read('{name}')").ok for name in ("status", "statm", "maps", "fd/0"))
        run = child.run(f"read('{file}')")
        if file.startswith("root"):
            assert run.ok == child.run("open('/etc/passwd').read()").ok
        else:
            assert run.error is not None
            assert run.error[0] == "PermissionError"
            with child.branch() as branch:
                outcome = branch.call("read", {"file": file})
            assert outcome is not None
            assert outcome.error is not None
            assert outcome.error[0] == "PermissionError"


def test_nothing_is_mounted_for_writing_but_a_childs_own_folders(contained: WarmProcess, cells: ForkServer) -> None:
    writable = (
        "covered = [line.split()[4:6] for line in open('/proc/self/mountinfo')]\n"
        "print(*sorted({place for place, how in dict(covered).items() if how.split(',')[0] == 'rw'}))"
    )
    with cells.child(Limits(isolation=ANY), "test") as child:
        if not policy.enough(child.level, "contained"):
            pytest.skip("no mounts of its own")
        run = child.run(writable)
        below_tmp = any(str(folder).startswith("/tmp/") for folder in (*_interpreter_folders(), *_package_folders()))
        assert run.outputs[0]["text"].split() == (["/box"] if below_tmp else ["/box", "/tmp"])
        assert child.run("import os; open(os.devnull, 'w').write('x')").ok
        for change in (
            "os.utime(os.devnull)",
            "os.chmod(os.devnull, 0o666)",
            "os.setxattr(os.devnull, 'user.a', b'x')",
        ):
            error = child.run(f"import os; {change}").error
            assert error is not None
            assert "Read-only" in error[1]


@pytest.mark.parametrize("what", HONEST)
def test_what_homework_needs_of_the_same_kind_works(cells: ForkServer, what: str) -> None:
    with cells.child(Limits(isolation=ANY), "test") as child:
        assert child.run(CALLS).ok
        run = child.run(HONEST[what])
        assert run.ok, run.error


@pytest.mark.slow
def test_a_datagram_reaches_a_socket_on_the_disk_from_outside_and_nothing_does_from_a_cell(
    cells: ForkServer, tmp_path: Path
) -> None:
    """The receiver's address is refused in sendto; in sendmsg it lies in memory, so there is no datagram to send."""
    tmp_path.chmod(0o755)
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="gdkit-socket-") as folder:
        Path(folder).chmod(0o755)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiver:
            receiver.bind(f"{folder}/s")
            Path(f"{folder}/s").chmod(0o777)
            receiver.settimeout(0.2)
            for line in (f"pair[0].sendto(b'x', '{folder}/s')", f"pair[0].sendmsg([b'x'], [], 0, '{folder}/s')"):
                for kind in ("SOCK_DGRAM", "SOCK_STREAM", "SOCK_SEQPACKET"):
                    source = f"import socket\npair = socket.socketpair(type=socket.{kind})\n{line}"
                    if kind == "SOCK_DGRAM":
                        subprocess.run([sys.executable, "-c", source], check=True, timeout=60)
                        assert receiver.recv(8) == b"x"
                    ok(cells, source)
                    with pytest.raises(TimeoutError):
                        receiver.recv(8)


@pytest.mark.slow
def test_without_a_wall_of_the_kernel_a_signal_is_asked_for_and_goes_to_its_own_only() -> None:
    """Before Landlock 6 and without namespaces, a cell could end every process of the grader's user."""
    limits = Limits(isolation=ANY, call_seconds=1.0)
    with WarmProcess(without=("namespaces", "landlock")) as warm, warm.child(limits, "test") as child:
        bystander = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
        try:
            for target in (str(bystander.pid), "os.getppid()", "-1", "0"):
                run = child.run(f"import os; os.kill({target}, 0)")
                assert run.error is not None, target
                assert run.error[0] == "PermissionError", target
        finally:
            bystander.communicate(b"\n", timeout=60)
        assert child.run("import signal; signal.signal(10, lambda *_: None); os.kill(os.getpid(), 10)").ok
        assert child.run("def f(): \n    while True: pass").ok
        with child.branch() as branch, pytest.raises(StudentDied, match="timeout"):
            branch.call("f", {})
        assert child.run("def g():\n    os.abort()  # a signal, too").ok
        with child.branch() as branch, pytest.raises(StudentDied, match="crashed"):
            branch.call("g", {})
        assert child.run("1 + 1").ok


@pytest.mark.slow
def test_without_a_file_tree_rights_and_times_of_files_stay_as_they_are() -> None:
    """Landlock does not ask about them, and with them a cell could open its user's files to all, or leave a message."""
    source = """
import os, shutil
def state(path): found = os.stat(path); return found.st_mode, found.st_mtime, found.st_uid
open('w', 'w').close()
before = state('w'), state('..')
for path in ('w', '..'):
    os.chmod(path, 0o777); os.utime(path, (1, 1)); os.chown(path, 12345, 12345)
    try:
        os.setxattr(path, 'user.a', b'1')
    except OSError as problem:
        print(problem.strerror)
print(before == (state('w'), state('..')))
try:
    os.open(os.__file__, os.O_RDONLY | os.O_TRUNC)
except PermissionError:
    print('kept')
"""
    with WarmProcess(without=("namespaces",)) as warm:
        assert ok(warm, source)[1] == "Operation not supported\nOperation not supported\nTrue\nkept\n"
