"""Machines that offer less than this one, imitated: `python -m tests.autograder.lesser MACHINE FOLDER COMMAND ...`.

The commands of `autograder` that follow run in the folder, one after the other, and what they said is printed as JSON.
Two are this module's own: `lower LEVEL` lets the course be graded at that level, `probe` runs the code in the variable
PROBE, here and in a cell. Mounts are made in a namespace of this process alone. As root, "a user" and what is built on
it become an ordinary user, to whom the folder is given.
"""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import platform
import resource
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.sandbox.inside.isolation import seccomp, syscalls
from autograder.sandbox.inside.isolation.syscalls import CLONE_NEWNS, CLONE_NEWUSER, MS_BIND, MS_PRIVATE, MS_REC

USER = 51234
LENT = 7_000_000
OF_JUPYTER = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "MPLCONFIGDIR")
SECRET = f"gdkit-secret-{os.getpid()}"
KEPT_FROM_OTHERS = ("home", "/tmp", "/opt", "/srv", "/var/spool", "/usr/local/share")
COLUMN = list(seccomp.AUDIT_ARCHITECTURE).index(platform.machine()) if sys.platform == "linux" else 0
NUMBERS: dict[str, tuple[int | None, int | None]] = {
    **seccomp.REFUSED, "prlimit64": (302, 261), "setrlimit": (160, 164), "landlock_create_ruleset": (444, 444),
    "landlock_add_rule": (445, 445), "landlock_restrict_self": (446, 446), "clone3": (435, 435),
}  # fmt: skip


def refuse(*names: str, error: int = errno.EPERM) -> Callable[[], None]:
    """A profile of seccomp under which these calls fail; of setting limits and of new namespaces, only that."""

    def apply() -> None:
        out = [seccomp._do(seccomp._LOAD, seccomp._NUMBER)]
        for name in names:
            number = (56, 220)[COLUMN] if name == "clone" else NUMBERS[name][COLUMN]
            if number is None:
                continue
            body = [seccomp._do(seccomp._RETURN, seccomp.FAIL | error)]
            if name == "prlimit64":  # only where new limits are given
                load = seccomp._do(seccomp._LOAD, seccomp._argument(2))
                body = [load, seccomp._do(seccomp._EQUAL, 0, 1, 0), *body, seccomp._do(seccomp._RETURN, seccomp.ALLOW)]
            if name == "clone":
                new = seccomp._do(seccomp._ANY_BIT, seccomp.CLONE_NEW_ANYTHING, 0, 1)
                load = seccomp._do(seccomp._LOAD, seccomp._argument(0))
                body = [load, new, *body, seccomp._do(seccomp._RETURN, seccomp.ALLOW)]
            out += [seccomp._do(seccomp._EQUAL, number, 0, len(body)), *body]
        syscalls.no_new_privileges() if os.geteuid() else None
        syscalls.seccomp_filter(b"".join([*out, seccomp._do(seccomp._RETURN, seccomp.ALLOW)]), 0)

    return apply


def docker() -> None:
    """What Docker's and containerd's default profile refuses to a container without CAP_SYS_ADMIN, of what we use."""
    refuse("clone3", error=errno.ENOSYS)()
    refuse(
        "unshare", "setns", "mount", "umount2", "pivot_root", "mount_setattr", "move_mount", "open_tree", "fsopen",
        "clone", "keyctl", "add_key", "bpf", "perf_event_open", "userfaultfd", "name_to_handle_at",
        "open_by_handle_at", "quotactl", "reboot", "swapon", "kexec_load", "init_module", "acct", "personality",
    )()  # fmt: skip


def rootless(*ids: str) -> Callable[[], None]:
    """Root of a user namespace in which only these ids are mapped: each "inner outer count"."""

    def apply() -> None:
        if os.geteuid() == 0 and ids:
            own_mounts()
            _let_everybody_read(Path(sys.base_prefix))
            _give_here_to(int(ids[0].split()[1]))
        own = os.geteuid(), os.getegid()
        leave = os.fork()
        if leave:  # only from outside may more than one's own id be mapped
            os.waitpid(leave, os.WUNTRACED)
            for name, id in zip(("uid_map", "gid_map"), own, strict=True):
                Path(f"/proc/{leave}/{name}").write_text("\n".join(ids) if ids else f"0 {id} 1")
            os.kill(leave, 18)
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(leave, 0)[1]))
        syscalls.unshare(CLONE_NEWUSER | CLONE_NEWNS)
        os.kill(os.getpid(), 19)
        os.setresgid(0, 0, 0)
        os.setresuid(0, 0, 0)

    return apply


def own_mounts() -> None:
    if os.geteuid() == 0:
        syscalls.unshare(CLONE_NEWNS)
        syscalls.mount(None, "/", None, MS_REC | MS_PRIVATE)


def empty(path: str, options: str = "mode=755") -> None:
    syscalls.mount("tmpfs", path, "tmpfs", 0, options)


def no_more_namespaces() -> None:
    rootless()()
    Path("/proc/sys/user/max_user_namespaces").write_text("0")


def covered_proc() -> None:
    """As in every container: parts of /proc are covered, and no new one may be mounted by whoever is not root."""
    own_mounts()
    empty("/proc/sys/fs" if not Path("/proc/acpi").is_dir() else "/proc/acpi", "size=4k,mode=555")
    rootless()()


def no_proc() -> None:
    own_mounts()
    empty("/proc", "size=4k,mode=555")


def no_shared_memory() -> None:
    own_mounts()
    kept = {name: os.open(f"/dev/{name}", os.O_PATH) for name in ("null", "zero", "full", "random", "urandom")}
    syscalls.mount("tmpfs", "/dev", "tmpfs", 0, "mode=755")
    for name, descriptor in kept.items():
        Path("/dev", name).touch()
        syscalls.mount(f"/proc/self/fd/{descriptor}", f"/dev/{name}", None, MS_BIND)


def temporary_folder(options: str | None) -> Callable[[], None]:
    """A tiny one, or, without options, none that can be written."""

    def apply() -> None:
        own_mounts()
        place = "/proc"
        if options is not None:
            place = tempfile.mkdtemp(dir=Path.cwd().parent)
            empty(place, options)
        tempfile.tempdir = None
        tempfile._candidate_tempdir_list = lambda: [place]  # type: ignore[attr-defined]

    return apply


def a_listener_before_us() -> None:
    """A runtime that decides on some calls itself: a process tree can have one listener only."""
    allowed = seccomp._do(seccomp._RETURN, seccomp.ALLOW)
    os.set_inheritable(syscalls.seccomp_filter(allowed, seccomp.NEW_LISTENER), True)


def a_user_nobody_knows() -> None:
    """As OpenShift starts a container: a number without a name, and no home folder."""
    own_mounts()
    _let_everybody_read(Path(sys.base_prefix))
    _give_here_to(USER)
    for name in ("HOME", *OF_JUPYTER):
        os.environ.pop(name, None)
    os.setgroups([])
    os.setresgid(USER, USER, USER)
    os.setresuid(USER, USER, USER)
    syscalls.prctl(syscalls.PR_SET_DUMPABLE, 1)


def no_home_to_write() -> None:
    os.environ["HOME"] = "/proc"
    for name in OF_JUPYTER:
        os.environ.pop(name, None)


def a_user(*, lent: bool = False) -> None:
    """An ordinary user with files of mode 600 all over the machine; lent: with subordinate ids."""
    if os.geteuid() != 0:
        return
    own_mounts()
    _let_everybody_read(Path(sys.base_prefix))
    home = str(Path.cwd().parent / "home")
    Path(home).mkdir()
    for place in KEPT_FROM_OTHERS:
        folder = home if place == "home" else place
        if place not in ("home", "/tmp"):
            empty(folder)
        secret = Path(folder, SECRET)
        secret.write_text("a secret")
        secret.chmod(0o600)
        os.chown(secret, USER, USER)
    lines = {"passwd": f"gdkit:x:{USER}:{USER}::{home}:/bin/sh", "group": f"gdkit:x:{USER}:"}
    lines |= dict.fromkeys(("subuid", "subgid"), f"gdkit:{LENT}:65536" if lent else "")
    for name, line in lines.items():
        etc = Path("/etc", name)
        changed = Path(home, name)
        changed.write_text((etc.read_text() if etc.exists() else "") + line + "\n")
        if etc.exists():
            syscalls.mount(str(changed), str(etc), None, MS_BIND)
    os.environ["HOME"] = home
    os.chown(home, USER, USER)
    _give_here_to(USER)
    os.setgroups([])
    os.setresgid(USER, USER, USER)
    os.setresuid(USER, USER, USER)
    syscalls.prctl(syscalls.PR_SET_DUMPABLE, 1)


def _give_here_to(user: int) -> None:
    if not Path("nbgrader_config.py").is_file():
        raise SystemExit(f"{Path.cwd()} is no course; what lies here keeps its owner")
    for path in (Path.cwd(), *Path.cwd().rglob("*")):
        os.chown(path, user, user)


def _let_everybody_read(interpreter: Path) -> None:
    """The interpreter may lie in root's home: show it, and nothing else of that."""
    closed = next((each for each in reversed(interpreter.parents) if not each.stat().st_mode & 1), None)
    if closed is not None:
        kept = os.open(interpreter, os.O_PATH)
        empty(str(closed))
        interpreter.mkdir(parents=True)
        syscalls.mount(f"/proc/self/fd/{kept}", str(interpreter), None, MS_BIND)


def few_processes() -> None:
    a_user()
    resource.setrlimit(resource.RLIMIT_NPROC, (1, 1))


def pod() -> None:
    """A user of a JupyterHub on Kubernetes: no root, no gain of rights, the runtime's default profile."""
    a_user()
    syscalls.no_new_privileges()
    docker()


def small_container() -> None:
    from autograder.sandbox import machine

    Path("cgroup").mkdir()
    Path("cgroup/memory.max").write_text(str(300 << 20))
    Path("cgroup/cpu.max").write_text("50000 100000")
    machine.CONTROL_GROUP = Path("cgroup").absolute()


def both(*parts: Callable[[], None]) -> Callable[[], None]:
    return lambda: [part() for part in parts] and None


LANDLOCK = ("landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self")
MACHINES: dict[str, Callable[[], None]] = {
    "this machine": lambda: None,
    "Docker's profile": docker,
    "Docker's profile, no Landlock": both(docker, refuse(*LANDLOCK, error=errno.ENOSYS)),
    "a pod of JupyterHub": pod,
    "a rootless container of one id": rootless(),
    "a rootless container": rootless("0 300000 1", "1 300001 65535"),
    "a container that covers /proc": covered_proc,
    "no more namespaces": no_more_namespaces,
    "no Landlock": refuse(*LANDLOCK, error=errno.ENOSYS),
    "Landlock refused half-way": refuse("landlock_restrict_self", error=errno.E2BIG),
    "no seccomp": refuse("seccomp", error=errno.ENOSYS),
    "no pidfd_open": refuse("pidfd_open", "pidfd_send_signal", error=errno.ENOSYS),
    "no setrlimit": refuse("prlimit64", "setrlimit"),
    "no mount": refuse("mount", "mount_setattr"),
    "no mount_setattr": refuse("mount_setattr", error=errno.ENOSYS),
    "no /proc": no_proc,
    "no /dev/shm": no_shared_memory,
    "no temporary folder": temporary_folder(None),
    "a tiny temporary folder": temporary_folder("size=256k"),
    "few files in the temporary folder": temporary_folder("nr_inodes=40"),
    "few processes": few_processes,
    "a small container": small_container,
    "a listener before us": a_listener_before_us,
    "no home that can be written": no_home_to_write,
    "a user nobody knows": a_user_nobody_knows,
    "a user": a_user,
    "a user with subordinate ids": lambda: a_user(lent=True),
    "a user with subordinate ids who gains no rights": both(
        lambda: a_user(lent=True), syscalls.no_new_privileges
    ),
    "a user without namespaces": both(a_user, docker),
}  # fmt: skip


def run(command: str) -> dict[str, Any]:
    """Exit status, or None after an exception; what was said."""
    from autograder.cli import main

    out, err = io.StringIO(), io.StringIO()
    name, *rest = command.split()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            own = {"probe": probe, "lower": lower}
            code: Any = own[name](*rest) if name in own else main([name, *rest])
        except BaseException:
            traceback.print_exc()
            code = None
    return {"code": code, "out": out.getvalue(), "err": err.getvalue()}


def lower(level: str) -> int:
    with Path("nbgrader_config.py").open("a") as config:
        config.write(f"\nc.Autograder.isolation = {level!r}\n")
    return 0


def probe() -> int:
    from autograder.sandbox.limits import Limits
    from autograder.sandbox.warm_process import WarmProcess

    exec(os.environ["PROBE"], {})
    with WarmProcess() as warm, warm.child(Limits(isolation="limits"), "probe") as child:
        done = child.run(os.environ["PROBE"])
        print("".join(each.get("text", "") for each in done.outputs), end="")
        status = Path(f"/proc/{warm._process.pid}/status").read_text()
        user = next(line.split()[1] for line in status.splitlines() if line.startswith("Uid:"))
        print(json.dumps({"level": child.level, "layers": child.layers, "error": done.error, "user": int(user)}))
    return 0


if __name__ == "__main__":
    os.chdir(sys.argv[2])
    MACHINES[sys.argv[1]]()
    said = [run(command) for command in sys.argv[3:]]
    Path("/tmp", SECRET).unlink(missing_ok=True)
    print(json.dumps(said))
