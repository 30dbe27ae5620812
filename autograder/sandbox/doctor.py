"""`autograder doctor`: what this machine offers to wall students' code in, and what each missing piece costs.

Nothing is taken from a list of features: a child is started as for a submission, and what it finds is told.
"""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from typing import Any

from .conversation import StudentDied
from .failures import CannotRun
from .inside.isolation import policy, syscalls
from .limits import Limits
from .machine import facts
from .warm_process import WarmProcess

PROBES = {
    "reads a file of the machine": "open('/etc/hostname').read()",
    "sees another process": "import os; assert [p for p in os.listdir('/proc') if p.isdigit() and int(p) > 5]",
    "opens a socket": "import socket; socket.socket()",
    "starts a process": "import ctypes; assert ctypes.CDLL(None).fork() > 0",
    "writes outside its folder": "import os; os.open('/var/tmp', os.O_WRONLY | os.O_TMPFILE)",
    "gets more memory than allowed": "bytearray(3 << 30)",
}
# (layer, a word of the reason, what to do): the first that fits is told
ADVICE = (
    ("own user", "chmod", ""),
    ("own user", "mapped", "start the container with more than one user id (podman does, where /etc/subuid is set up)"),
    ("own user", "subuid", "as root: apt install uidmap, then usermod --add-subuids 100000-165535 --add-subgids "
     "100000-165535 NAME"),
    ("own user", "", "newuidmap and newgidmap must be installed setuid and allowed to run so (in a pod: "
     "allowPrivilegeEscalation)"),
    ("namespace", "No space", "sysctl user.max_user_namespaces is used up or 0; root can raise it"),
    ("namespace", "/proc/self", "mount /proc: mount -t proc proc /proc"),
    ("namespace", "unshare", "in a container, allow user namespaces (docker: --security-opt seccomp=unconfined "
     "--security-opt apparmor=unconfined; a pod: seccompProfile Unconfined); on Ubuntu 24.04: "
     "sysctl kernel.apparmor_restrict_unprivileged_userns=0"),
    ("namespace", "mount", "in a container, allow mounts in user namespaces (docker: --security-opt "
     "seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined)"),
    ("landlock", "too long", "the grader is behind 16 layers of Landlock itself; start it outside of some"),
    ("landlock", "", "Linux 5.13 or newer with landlock in the kernel's list of security modules (lsm=...), and a "
     "container's profile that lets it through"),
    ("seccomp", "", "a Linux kernel with CONFIG_SECCOMP_FILTER, on x86_64 or aarch64; emulated kernels have none"),
    ("rlimits", "", "a profile refuses setrlimit, or a limit cannot be set on this system; allow prlimit64"),
    ("forks asked for", "busy", "the container's runtime listens already: take its seccomp profile away"),
    ("forks asked for", "", "Linux 5.5 or newer"),
)  # fmt: skip
REMAINS = {
    "full": "bugs of the kernel; what a verdict tells",
    "contained": "the same, behind one wall instead of two",
    "filtered": "whether a path exists, with its size and times; the disk of the temporary folder can be filled",
    "limits": "the files, processes and network of this machine: only for code that you trust",
}


@dataclass(frozen=True)
class Diagnosis:
    """What was found. level is None when no student's process can be started at all."""

    level: str | None
    layers: dict[str, Any]
    reached: dict[str, bool]  # what a cell of a student's got done, of PROBES
    machine: dict[str, str]
    problem: str = ""  # why none can be started

    @property
    def good(self) -> bool:
        """Whether the level is the policy's own or better."""
        return self.level is not None and policy.enough(self.level, policy.DEFAULT)


def diagnose(without: tuple[str, ...] = ()) -> Diagnosis:
    """Start a child and look. without: layers to leave out, to see what that costs."""
    machine = {
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "user": "root" if hasattr(os, "geteuid") and os.geteuid() == 0 else "not root",
        "Landlock version": str(syscalls.landlock_abi() or "none"),
        "cores": str(os.cpu_count()),
        **facts(),
    }
    limits = Limits(isolation=policy.LEVELS[0], cell_seconds=10.0)
    try:
        with WarmProcess(without=without) as warm:
            with warm.child(limits, "doctor") as child:
                level, layers = child.level, child.layers
            reached = {what: _done(warm, limits, source) for what, source in PROBES.items()}
    except CannotRun as problem:
        return Diagnosis(None, {}, {}, machine, str(problem))
    return Diagnosis(level, layers, reached, machine)


def _done(warm: WarmProcess, limits: Limits, source: str) -> bool:
    try:
        with warm.child(limits, "doctor") as child:
            return child.run(source).ok
    except StudentDied:
        return False


def _advice(layer: str, reason: str) -> str:
    return next((advice for name, word, advice in ADVICE if layer.endswith(name) and word in reason), "")


def in_words(diagnosis: Diagnosis) -> str:
    """The text for a terminal."""
    lines = [f"{name}: {value}" for name, value in diagnosis.machine.items()]
    if diagnosis.problem:
        return "\n".join(
            [*lines, "", f"✗ {diagnosis.problem}", "", "isolation level: none; nothing can be graded here"]
        )
    lines += ["", f"{'':2}{'layer':20} {'keeps a submission from':64} state"]
    told: set[str] = set()
    for name, (protects, cost) in policy.LAYERS.items():
        state = diagnosis.layers.get(name, "not reached")
        lines.append(
            f"{'✓' if state is True else '✗'} {name:20} {protects:64} {'in force' if state is True else state}"
        )
        if state is not True:
            lines.append(f"    without it: {cost}")
            advice = _advice(name, str(state))
            if advice and advice not in told:
                lines.append(f"    to have it: {advice}")
            told.add(advice)
    lines += ["", "tried from a student's cell:"]
    lines += [f"{'✗ YES' if done else '✓ no '} {what}" for what, done in diagnosis.reached.items()]
    level = diagnosis.level or policy.LEVELS[0]
    lines += ["", f"isolation level: {level} (asked for: {policy.DEFAULT} or better)"]
    lines.append(f"what remains open: {REMAINS[level]}")
    if not diagnosis.good:
        lines.append("grading is refused unless nbgrader_config.py lowers the level by name:")
        lines.append(f"    c.Autograder.isolation = {level!r}")
    return "\n".join(lines)
