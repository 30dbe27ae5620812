"""`autograder doctor`: what this machine offers to wall students' code in, and what each missing piece costs.

Nothing is taken from a list of features: a child is started as for a submission, and what it finds is told.
"""

from __future__ import annotations

import os
import platform
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .conversation import CannotRun
from .inside.isolation import policy, syscalls
from .limits import Limits
from .warm_process import WarmProcess

PROBES = {
    "reads a file of the machine": "open('/etc/hostname').read()",
    "sees another process": "import os; assert [p for p in os.listdir('/proc') if p.isdigit() and int(p) > 5]",
    "opens a socket": "import socket; socket.socket()",
    "starts a process": "import ctypes; assert ctypes.CDLL(None).fork() > 0",
    "writes outside its folder": "import os; os.open('/var/tmp', os.O_WRONLY | os.O_TMPFILE)",
    "gets more memory than allowed": "bytearray(3 << 30)",
}
ADVICE = {
    "user namespace": "in a container, allow user namespaces (docker: --security-opt seccomp=unconfined "
    "--security-opt apparmor=unconfined); on Ubuntu 24.04: sysctl kernel.apparmor_restrict_unprivileged_userns=0",
    "landlock": "Linux 5.13 or newer with landlock in the kernel's list of security modules (lsm=...)",
    "seccomp": "a Linux kernel with CONFIG_SECCOMP_FILTER, on x86_64 or aarch64",
}


@dataclass(frozen=True)
class Diagnosis:
    """What was found. level is None when no student's process can be started at all."""

    level: str | None
    layers: dict[str, Any]
    reached: dict[str, bool]  # what a cell of a student's got done, of PROBES
    machine: dict[str, str]

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
        "control groups": _control_groups(),
        "bubblewrap": "present, not used" if shutil.which("bwrap") else "absent, not needed",
    }
    try:
        with WarmProcess(without=without) as warm, warm.child(Limits(isolation=policy.LEVELS[0]), "doctor") as child:
            reached = {what: child.run(source).ok for what, source in PROBES.items()}
            return Diagnosis(child.level, child.layers, reached, machine)
    except CannotRun as problem:
        return Diagnosis(None, {"start": str(problem)}, {}, machine)


def _control_groups() -> str:
    for path in (Path("/sys/fs/cgroup/cgroup.controllers"), Path("/sys/fs/cgroup/memory")):
        if path.exists():
            return "writable, not used" if os.access(path.parent, os.W_OK) else "not writable, not needed"
    return "none, not needed"


def in_words(diagnosis: Diagnosis) -> str:
    """The text for a terminal."""
    lines = [f"{name}: {value}" for name, value in diagnosis.machine.items()]
    lines += ["", f"{'':2}{'layer':20} {'keeps a submission from':64} state"]
    for name, (protects, cost) in policy.LAYERS.items():
        state = diagnosis.layers.get(name, "not reached")
        lines.append(
            f"{'✓' if state is True else '✗'} {name:20} {protects:64} {'in force' if state is True else state}"
        )
        if state is not True:
            lines.append(f"    without it: {cost}")
            if name in ADVICE:
                lines.append(f"    to have it: {ADVICE[name]}")
    if diagnosis.reached:
        lines += ["", "tried from a student's cell:"]
        lines += [f"{'✗ YES' if done else '✓ no '} {what}" for what, done in diagnosis.reached.items()]
    lines += ["", f"isolation level: {diagnosis.level or 'none'} (asked for: {policy.DEFAULT} or better)"]
    if not diagnosis.good:
        lines.append("grading is refused unless nbgrader_config.py lowers the level by name:")
        lines.append(f"    c.Autograder.isolation = {diagnosis.level or policy.LEVELS[0]!r}")
    return "\n".join(lines)
