"""Linux system calls that Python has no function for. Each raises OSError where the kernel refuses.

Nothing is looked up before it is used, so the module can be imported on every system.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import signal
import sys
from functools import cache
from typing import Any

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT = 1, 2, 4, 8, 32
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
MNT_DETACH = 2

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 4, 24, 38
PR_SET_CHILD_SUBREAPER = 36

# numbers of the calls that glibc has no function for; from 424 on they are the same on every architecture
_NUMBERS = {
    "x86_64": {"pivot_root": 155, "seccomp": 317},
    "aarch64": {"pivot_root": 41, "seccomp": 277},
}
_MOUNT_SETATTR, _LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 442, 444, 445, 446
_CAPABILITY_VERSION_3 = 0x20080522


@cache
def _libc() -> ctypes.CDLL:
    if not sys.platform.startswith("linux"):
        raise OSError(errno.ENOSYS, f"no such system call on {sys.platform}")
    library = ctypes.CDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long
    return library


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def reason(problem: BaseException) -> str:
    """What went wrong, without Python's words around it."""
    if isinstance(problem, OSError) and problem.strerror:
        return f"{problem.filename}: {problem.strerror}" if problem.filename else problem.strerror
    return str(problem) or type(problem).__name__


def call(number: int, what: str, *arguments: Any) -> int:
    """Any system call by its number."""
    return _checked(_libc().syscall(ctypes.c_long(number), *arguments), what)


def number_of(name: str) -> int:
    """The number of a call on this machine. Raises OSError where it is not known."""
    try:
        return _NUMBERS[platform.machine()][name]
    except KeyError:
        raise OSError(errno.ENOSYS, f"{name}: not known on {platform.machine()}") from None


def prctl(option: int, value: int = 0) -> None:
    """prctl(option, value, 0, 0, 0)."""
    rest = [ctypes.c_ulong(each) for each in (value, 0, 0, 0)]
    _checked(_libc().prctl(ctypes.c_int(option), *rest), f"prctl({option})")


def die_with_parent() -> None:
    """SIGKILL when the parent ends. A change of user clears it: call again afterwards."""
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def no_new_privileges() -> None:
    """No program that is started has more rights than its starter (setuid bits count nothing)."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)


def drop_capabilities() -> None:
    """Give up every capability that this process has."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    _checked(_libc().capset(ctypes.byref(header), ctypes.byref((ctypes.c_uint32 * 6)())), "capset")


def never_regain_capabilities() -> None:
    """No program that this process or a child of its starts has a capability, for ever; its own ones stay."""
    for capability in range(64):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError as error:
            if error.errno in (errno.EINVAL, errno.EPERM):  # beyond the last one of this kernel; or there are none
                break
            raise


def unshare(flags: int) -> None:
    """Leave namespaces for new ones."""
    _checked(_libc().unshare(ctypes.c_int(flags)), "unshare")


def setns(descriptor: int, kind: int) -> None:
    """Enter a namespace; for CLONE_NEWPID, it is the one of the children to come."""
    _checked(_libc().setns(ctypes.c_int(descriptor), ctypes.c_int(kind)), "setns")


def mount(source: str | None, target: str, kind: str | None, flags: int, options: str | None = None) -> None:
    """Mount a file system, as mount(2) says. Raises OSError."""
    texts = [None if text is None else os.fsencode(text) for text in (source, target, kind)]
    data = None if options is None else options.encode()
    _checked(_libc().mount(*texts, ctypes.c_ulong(flags), data), f"mount {target}")


def make_read_only(target: str, *, devices: bool = False) -> None:
    """A mount and all below it: read-only, no setuid programs, and no devices unless they are wanted."""
    attributes = (ctypes.c_uint64 * 4)(MS_RDONLY | MS_NOSUID | (0 if devices else MS_NODEV), 0, 0, 0)
    recursive = 0x8000
    call(
        _MOUNT_SETATTR,
        f"mount_setattr {target}",
        ctypes.c_int(-100),
        os.fsencode(target),
        ctypes.c_uint(recursive),
        ctypes.byref(attributes),
        ctypes.c_size_t(32),
    )


def pivot_root(new: str, old: str) -> None:
    """Make `new` the root and put the old root at `old`."""
    call(number_of("pivot_root"), "pivot_root", os.fsencode(new), os.fsencode(old))


def detach(target: str) -> None:
    """Unmount, also what is still in use."""
    _checked(_libc().umount2(os.fsencode(target), MNT_DETACH), f"umount {target}")


def trim_heap() -> None:
    """Give free memory back, where the C library can."""
    if hasattr(_libc(), "malloc_trim"):
        _libc().malloc_trim(ctypes.c_size_t(0))


def landlock_abi() -> int:
    """Version of Landlock in this kernel; 0 where there is none."""
    try:
        return call(_LANDLOCK_CREATE, "landlock", None, ctypes.c_size_t(0), ctypes.c_uint(1))
    except OSError:
        return 0


def landlock_create(attributes: bytes) -> int:
    """Descriptor of a new ruleset."""
    size = ctypes.c_size_t(len(attributes))
    return call(_LANDLOCK_CREATE, "landlock_create_ruleset", attributes, size, ctypes.c_uint(0))


def landlock_add_path(ruleset: int, rule: bytes) -> None:
    """Add a rule on what lies beneath a path."""
    call(_LANDLOCK_ADD, "landlock_add_rule", ctypes.c_int(ruleset), ctypes.c_int(1), rule, ctypes.c_uint(0))


def landlock_restrict(ruleset: int) -> None:
    """Put the ruleset in force for this thread and its children to come."""
    call(_LANDLOCK_RESTRICT, "landlock_restrict_self", ctypes.c_int(ruleset), ctypes.c_uint(0))


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def seccomp_filter(program: bytes, flags: int) -> int:
    """Put a filter of system calls in force; the listener's descriptor where flags ask for one."""
    body = _Program(len(program) // 8, program)
    set_mode_filter = 1
    return call(
        number_of("seccomp"), "seccomp", ctypes.c_uint(set_mode_filter), ctypes.c_uint(flags), ctypes.byref(body)
    )
