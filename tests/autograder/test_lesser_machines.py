"""On machines that offer less, the doctor says in words what is missing and what to do, and grading goes on at the
level that is allowed or is refused with one line; nowhere is there a traceback.

The machines are imitated by profiles of seccomp, namespaces, mounts and limits: see `lesser`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.classes.keeping import read_results
from autograder.course.course import Course
from autograder.course.release import release
from autograder.demo.classroom import Homework
from autograder.sandbox import fonts, machine
from autograder.sandbox.doctor import Diagnosis, in_words
from autograder.sandbox.failures import CannotRun
from autograder.sandbox.inside.isolation import policy, syscalls, users
from autograder.sandbox.limits import Limits
from autograder.sandbox.warm_process import WarmProcess
from autograder.skeleton import new_course

from ..sampling import more

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the walls are those of Linux")
if sys.platform.startswith("linux"):
    from . import lesser

ASSIGNMENT = "01-spread"
ROOT = Path(__file__).parents[2]
CANNOT = "cannot be prepared"

# machine: (the level that is reached, None where nothing can run, what the doctor says of it)
EXPECTED: dict[str, tuple[str | None, tuple[str, ...]]] = {
    "this machine": ("full", ("own user             files and processes of the grader's user",)),
    "Docker's profile": ("filtered", ("unshare: Operation not permitted", "docker: --security-opt seccomp=unconfined")),
    "Docker's profile, no Landlock": ("limits", ("not in this kernel", "✗ YES reads a file of the machine")),
    "a pod of JupyterHub": ("filtered", ("a pod: seccompProfile Unconfined", "usermod --add-subuids")),
    "a rootless container of one id": ("full", ("no other user id is mapped here", "more than one user id")),
    "a rootless container": ("full", ()),
    "a container that covers /proc": ("full", ("✓ no  gets more memory than allowed",)),
    "no more namespaces": ("filtered", ("unshare: No space left", "user.max_user_namespaces is used up")),
    "no Landlock": ("contained", ("not in this kernel", "one wall instead of two", "Linux 5.13 or newer")),
    "Landlock refused half-way": ("limits", ("Argument list too long", "16 layers of Landlock")),
    "no seccomp": ("limits", ("seccomp: Function not implemented", "CONFIG_SECCOMP_FILTER")),
    "no pidfd_open": ("full", ()),
    "no setrlimit": ("limits", ("not allowed to raise maximum limit", "allow prlimit64")),
    "no mount": ("filtered", ("mount /: Operation not permitted", "allow mounts in user namespaces")),
    "no mount_setattr": ("full", ()),
    "no /proc": ("filtered", ("/proc/self/setgroups: No such file", "mount -t proc proc /proc", "✓ no  gets more mem")),
    "no /dev/shm": ("full", ()),
    "no temporary folder": (None, ("No usable temporary directory", "TMPDIR")),
    "a tiny temporary folder": (None, ("No space left on device", "20 MB are needed; set TMPDIR")),
    "few files in the temporary folder": (None, ("No space left on device", "TMPDIR")),
    "few processes": (None, ("no process can be started", "may have too few of them")),
    "a small container": ("full", ("300 MB for this container: less than the grader", "c.Autograder.memory_mb = 64")),
    "a listener before us": ("full", ("seccomp: Device or resource busy", "take its seccomp profile away")),
    "no home that can be written": ("full", ()),
    "a user": ("full", ("no subordinate ids of this user", "apt install uidmap", "usermod --add-subuids")),
    "a user with subordinate ids": ("full", ()),
    "a user with subordinate ids who gains no rights": ("full", ("newuidmap: ", "allowPrivilegeEscalation")),
    "a user without namespaces": ("filtered", ("unshare: Operation not permitted",)),
}
# made of what other machines have one by one, or like another one
ALIKE = {
    "Docker's profile, no Landlock", "a rootless container of one id", "no mount_setattr",
    "few files in the temporary folder", "a user with subordinate ids who gains no rights", "a user without namespaces",
}  # fmt: skip
NAMELESS = "a user nobody knows"
FOR_ROOT = {*EXPECTED, NAMELESS} - {
    "this machine", "Docker's profile", "Docker's profile, no Landlock", "a rootless container of one id",
    "no Landlock", "Landlock refused half-way", "no seccomp", "no pidfd_open", "no setrlimit", "no mount",
    "no mount_setattr", "no temporary folder", "a small container", "a listener before us",
    "no home that can be written",
}  # fmt: skip


def sampled(*names: str) -> list[Any]:
    return [pytest.param(name, marks=more) if name in ALIKE else name for name in names]


@pytest.fixture(scope="module")
def spread(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small course in which one student has handed in right work."""
    folder = new_course(tmp_path_factory.mktemp("lesser") / "course")
    course = Course(folder)
    released = release(course, ASSIGNMENT)
    work = Homework(next(released.glob("*.ipynb"))).solve(course.path("source", ".", ASSIGNMENT) / "spread.ipynb")
    work.hand_in(course.path("submitted", "ada", ASSIGNMENT))
    return folder


@pytest.fixture
def copied(spread: Path) -> Iterator[Path]:
    """A copy where every user may come."""
    with tempfile.TemporaryDirectory(prefix="gdkit-lesser-") as place:
        Path(place).chmod(0o755)
        shutil.copytree(spread, Path(place, "course"))
        yield Path(place, "course")


def on(name: str, course: Path, *commands: str, **environment: str) -> list[dict[str, Any]]:
    """What the commands said on that machine."""
    if name in FOR_ROOT and os.geteuid() != 0:
        pytest.skip("only root can imitate it")
    if "subordinate" in name and not all(shutil.which(each, path=users.WHERE_HELPERS_LIE) for each in users.HELPERS):
        pytest.skip("newuidmap and newgidmap are not installed here (Debian's package is uidmap)")
    done = subprocess.run(
        [sys.executable, "-m", "tests.autograder.lesser", name, course, *commands],
        cwd=ROOT, capture_output=True, text=True, timeout=200, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said: list[dict[str, Any]] = json.loads(done.stdout)
    return said


@pytest.fixture(scope="module")
def level_here() -> str:
    with WarmProcess() as warm, warm.child(Limits(isolation=policy.LEVELS[0]), "test") as child:
        return child.level


@pytest.mark.slow
def test_a_list_of_fonts_that_only_another_user_may_read_hinders_nobody(
    copied: Path, level_here: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if level_here != "full":
        pytest.skip(f"this machine itself reaches {level_here} only")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    where = fonts.kept()
    assert where is not None
    where.parent.mkdir(mode=0o700)
    for mode in (0o755, 0o700):
        where.parent.chmod(mode)
        where.write_text("{}")
        where.chmod(0o600)
        (doctor,) = on("a rootless container", copied, "doctor", XDG_CACHE_HOME=str(tmp_path))
        assert doctor["code"] == 0, doctor["out"]


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize("name", sampled(*EXPECTED))
def test_the_doctor_says_what_is_missing_and_work_is_graded_at_the_allowed_level_or_refused_in_a_line(
    copied: Path, level_here: str, name: str
) -> None:
    if level_here != "full":
        pytest.skip(f"this machine itself reaches {level_here} only")
    level, words = EXPECTED[name]
    good = level is not None and policy.enough(level, policy.DEFAULT)
    lowered = [] if good else [f"lower {level or 'limits'}", "grade 01 --jobs 1"]
    doctor, first, *rest = on(name, copied, "doctor", "grade 01 --jobs 1", *lowered)
    assert "Traceback" not in json.dumps([doctor, first, rest])
    assert doctor["code"] == (0 if good else 1), doctor
    assert f"isolation level: {level or 'none'}" in doctor["out"]
    assert [word for word in words if word not in doctor["out"]] == []
    assert "not reached" not in doctor["out"]
    if not good:
        assert first["code"] == 2
        lines = [line for line in first["err"].splitlines() if not line.startswith("grading 01-spread")]
        assert len(lines) == 1
        assert lines[0].startswith("autograder: ")
    if level is None:
        assert rest[-1]["code"] == 2
        return
    assert [first, *rest][-1]["code"] == 0
    (result,) = read_results(Course(copied), ASSIGNMENT)
    (notebook,) = result["notebooks"]
    assert result["points"] == sum(cell["max_points"] for cell in notebook["cells"]) > 0
    assert notebook["isolation"] == level


def test_every_machine_that_is_imitated_is_expected_something_of() -> None:
    assert {*EXPECTED, NAMELESS} == set(lesser.MACHINES)


@pytest.mark.slow
def test_a_user_without_a_name_and_a_home_grades_and_is_told_what_jupyter_needs(copied: Path) -> None:
    doctor, grade, release = on(NAMELESS, copied, "doctor", "grade 01 --jobs 1", "release 01")
    assert "isolation level: " in doctor["out"]
    assert grade["code"] == 0, grade["err"]
    assert release["code"] == 2
    assert release["err"] == "autograder: this user has no home folder, and Jupyter needs one: set HOME to a folder\n"


# --- an ordinary user's own files ---------------------------------------------------------------

LOOK = """
import glob
found = []
for place in PLACES:
    for path in glob.glob(place + "/gdkit-secret-*"):
        try:
            found.append(place + " " + open(path).read())
        except OSError:
            pass
print(sorted(set(found)))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    sampled("a user", "a user with subordinate ids", "a user with subordinate ids who gains no rights",
            "a user without namespaces", "a pod of JupyterHub"),
)  # fmt: skip
def test_no_cell_reads_what_belongs_to_the_user_who_grades_wherever_it_lies(copied: Path, name: str) -> None:
    """In the home folder, /tmp, /opt, /srv, a spool, and where nbgrader's exchange lies."""
    places = [str(copied.parent / "home"), *lesser.KEPT_FROM_OTHERS[1:]]
    (said,) = on(name, copied, "probe", PROBE=LOOK.replace("PLACES", repr(places)))
    outside, inside, told = said["out"].splitlines()
    assert eval(outside) == sorted(f"{place} a secret" for place in places)
    assert inside == "[]"
    found = json.loads(told)
    assert found["error"] is None
    foreign = name == "a user with subordinate ids"
    assert (found["layers"]["own user"] is True) == foreign
    assert (found["user"] != lesser.USER) == foreign
    if foreign:
        assert lesser.LENT <= found["user"] < lesser.LENT + 65536


# --- which user, how much memory ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("maps", "expected"),
    [
        ("0 0 4294967295", range(users.FIRST_OWN_ID, 0x7FFFFFFF)),
        ("0 1000 1", None),
        ("0 1000 1\n1 100000 65536", range(60000, 65537)),
        ("0 100000 65536", range(60000, 65536)),
        ("0 1000 1\n1 100000 3", range(1, 4)),
        ("", range(users.FIRST_OWN_ID, 0x7FFFFFFF)),  # cannot be read
    ],
)
def test_root_takes_a_user_id_that_exists_here_and_that_nobody_has(
    monkeypatch: pytest.MonkeyPatch, maps: str, expected: range | None
) -> None:
    mapped = users._mapped

    def read(path: Path) -> users.Ranges:
        class Told:
            def read_text(self) -> str:
                if not maps:
                    raise FileNotFoundError
                return maps

        return mapped(Told())  # type: ignore[arg-type]

    monkeypatch.setattr(users, "_mapped", read)
    taken: set[int] = set()
    blocks: set[tuple[int, int] | None] = set()
    for number in range(2100):
        found = users._for_root(number)
        if expected is None:
            assert found.uid is None
            assert "no other user id" in found.why
        elif found.uid is not None or len(expected) > 3:
            assert found.uid is not None
            assert found.uid in expected
            assert found.uid not in users.RESERVED
            taken.add(found.uid)
            blocks.add(found.twins)
    assert len(blocks) == (0 if expected is None else 1)
    for block in filter(None, blocks):
        ids = range(block[0], block[0] + users.TWINS)
        assert not taken.intersection(ids)
        assert not set(ids).intersection(users.RESERVED)
        assert ids[0] > 0
    if expected is not None:
        assert any(blocks) == (len(expected) > 3)


def test_subordinate_ids_are_taken_from_the_end_since_containers_take_them_from_the_beginning(tmp_path: Path) -> None:
    file = tmp_path / "subuid"
    file.write_text(f"somebody:1:5\nbroken\n{os.geteuid()}:200000:65536\n")
    assert users._subordinate(str(file), 0) is None  # a broken file is not trusted beyond the broken line
    file.write_text(f"somebody:1:5\n{os.geteuid()}:200000:65536\n")
    assert users._subordinate(str(file), 0) == (265535, 264536)
    assert users._subordinate(str(file), 7) == (265528, 264536)
    assert users._subordinate(str(tmp_path / "none"), 0) is None
    file.write_text(f"{os.geteuid()}:200000:999\n")
    assert users._subordinate(str(file), 0) == (200998, None)  # none for twins


@pytest.mark.parametrize(
    ("files", "limit"),
    [
        ({"memory.max": "max\n"}, None),
        ({"memory.max": "536870912\n"}, 536870912),
        ({"a/b/memory.max": "max", "a/memory.max": "1048576000"}, 1048576000),
        ({"memory/a/b/memory.limit_in_bytes": "9223372036854771712"}, None),
        (
            {"memory/memory.limit_in_bytes": "268435456", "memory/a/memory.limit_in_bytes": "9223372036854771712"},
            268435456,
        ),
        ({"memory.max": "nonsense"}, None),
        ({}, None),
    ],
)
def test_the_memory_of_a_container_is_the_least_of_its_control_groups(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], limit: int | None
) -> None:
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    monkeypatch.setattr(machine, "CONTROL_GROUP", tmp_path)
    monkeypatch.setattr(machine, "_own_groups", lambda _: ["/a/b", "/a", "/"])
    assert machine.memory_limit() == limit


@pytest.mark.parametrize(
    ("megabytes", "words"),
    [
        (300, "set c.Autograder.memory_mb = 64 and grade with --jobs 1"),
        (1000, "set c.Autograder.memory_mb = 600 and grade with --jobs 1"),
        (2000, "enough for 1 submissions of 1024 MB at once, not for 4; grade with --jobs 1"),
        (8000, "8000 MB for this container"),
    ],
)
def test_too_little_memory_is_told_with_the_setting_that_fits(
    monkeypatch: pytest.MonkeyPatch, megabytes: int, words: str
) -> None:
    monkeypatch.setattr(machine, "memory_limit", lambda: megabytes << 20)
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    assert machine.facts()["memory"].endswith(words)


def test_too_few_processes_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "process_limit", lambda: 100)
    assert machine.facts()["processes"] == "100 for this container: too few where one submission may have 64"


def test_layers_with_the_same_reason_are_told_together() -> None:
    layers = {**dict.fromkeys(policy.TREE, "unshare: Operation not permitted"), "seccomp": True, "own user": "none"}
    assert policy.missing(layers) == [
        ("user + mount + pid + network + ipc namespace", "unshare: Operation not permitted"),
        ("own user", "none"),
    ]


def test_why_nothing_starts_is_printed_and_no_layer_is_blamed() -> None:
    said = in_words(Diagnosis(None, {}, {}, {"system": "x"}, "it ended: ImportError: no numpy"))
    assert "✗ it ended: ImportError: no numpy" in said
    assert "isolation level: none" in said
    assert "landlock" not in said


def test_a_warm_process_that_cannot_start_tells_its_last_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AUTOGRADER_DEBUG", raising=False)
    monkeypatch.setattr("autograder.sandbox.warm_process._BOOT", "import json\nraise ImportError('no numpy here')")
    with pytest.raises(CannotRun, match="did not start: ImportError: no numpy here"):
        WarmProcess()


@pytest.mark.parametrize("megabytes", [200, 700])
def test_without_proc_the_memory_in_use_is_found_by_asking_for_more(megabytes: int) -> None:
    """The limit counts from there: a fixed guess would give a submission gigabytes."""
    source = f"""
import mmap, resource
from autograder.sandbox.inside.isolation import rlimits
held = mmap.mmap(-1, {megabytes} << 20)
print(rlimits.address_space_in_use() >> 20, rlimits._probed_address_space() >> 20)
print(resource.getrlimit(resource.RLIMIT_AS))
"""
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True, timeout=60)
    told, probed, limits = done.stdout.split(maxsplit=2)
    assert int(told) > megabytes
    assert abs(int(told) - int(probed)) <= 2
    assert limits == "(-1, -1)\n"


def test_a_refusal_of_the_kernel_is_told_without_pythons_words() -> None:
    assert syscalls.reason(OSError(1, "unshare: Operation not permitted")) == "unshare: Operation not permitted"
    assert syscalls.reason(FileNotFoundError(2, "No such file", "/proc/x")) == "/proc/x: No such file"
    assert syscalls.reason(ValueError("not allowed")) == "not allowed"
    assert syscalls.reason(KeyError()) == "KeyError"
