"""Which system calls the student's process may make: a filter in the kernel, written as BPF instructions.

Threads, files, memory and time stay; other processes, sockets, mounts, keys, tracing, programs in the kernel and
everything newer than this list go, and so do the questions that tell what another process did with a shared file. A
refused call gives PermissionError, or "no such call" where glibc then takes an older one. A fork is neither allowed
nor refused: the grader is asked each time (see `autograder.sandbox.gate`), because it lets a child branch for the
calls of a check and nothing else.
"""

from __future__ import annotations

import errno
import platform
import struct
from collections.abc import Callable

from . import syscalls

AUDIT_ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
NEWEST_KNOWN = 451  # set_mempolicy_home_node is 450
NEW_LISTENER = 1 << 3

# name: number on (x86_64, aarch64); None where there is no such call
REFUSED: dict[str, tuple[int | None, int | None]] = {
    # other processes
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "pidfd_open": (434, 434), "pidfd_getfd": (438, 438), "pidfd_send_signal": (424, 424),
    "process_madvise": (440, 440), "process_mrelease": (448, 448),
    # programs and memory of the kernel
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426), "io_uring_register": (427, 427), "add_key": (248, 217), "request_key": (249, 218),
    "keyctl": (250, 219), "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "memfd_create": (319, 279), "memfd_secret": (447, 447),
    "vmsplice": (278, 75), "splice": (275, 76), "tee": (276, 77), "remap_file_pages": (216, 234),
    # the file tree and namespaces
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "move_mount": (429, 429),
    "open_tree": (428, 428), "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432),
    "fspick": (433, 433), "mount_setattr": (442, 442), "unshare": (272, 97), "setns": (308, 268),
    "mknod": (133, None), "mknodat": (259, 33), "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    "fanotify_init": (300, 262), "fanotify_mark": (301, 263), "quotactl": (179, 60), "quotactl_fd": (443, 443),
    "uselib": (134, None), "ustat": (136, None), "sysfs": (139, None), "lookup_dcookie": (212, 18),
    "nfsservctl": (180, 42), "_sysctl": (156, None),
    # the machine
    "reboot": (169, 142), "swapon": (167, 224), "swapoff": (168, 225), "acct": (163, 89), "settimeofday": (164, 170),
    "clock_settime": (227, 112), "clock_adjtime": (305, 266), "adjtimex": (159, 171), "iopl": (172, None),
    "ioperm": (173, None), "modify_ldt": (154, None), "personality": (135, 92), "syslog": (103, 116),
    "sethostname": (170, 161), "setdomainname": (171, 162), "vhangup": (153, 58),
    "migrate_pages": (256, 238), "move_pages": (279, 239), "mbind": (237, 235), "set_mempolicy": (238, 237),
    "set_mempolicy_home_node": (450, 450), "sched_setscheduler": (144, 119), "sched_setparam": (142, 118),
    "sched_setattr": (314, 274), "sched_setaffinity": (203, 122), "setpriority": (141, 140), "ioprio_set": (251, 30),
    # memory and messages that outlive a process
    "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195), "semget": (64, 190), "semop": (65, 193),
    "semtimedop": (220, 192), "semctl": (66, 191), "msgget": (68, 186), "msgsnd": (69, 189), "msgrcv": (70, 188),
    "msgctl": (71, 187), "mq_open": (240, 180), "mq_unlink": (241, 181), "mq_timedsend": (242, 182),
    "mq_timedreceive": (243, 183), "mq_notify": (244, 184), "mq_getsetattr": (245, 185),
    # who it is, and the filter itself
    "setuid": (105, 146), "setgid": (106, 144), "setreuid": (113, 145), "setregid": (114, 143),
    "setresuid": (117, 147), "setresgid": (119, 149), "setgroups": (116, 159), "setfsuid": (122, 151),
    "setfsgid": (123, 152), "capset": (126, 91), "seccomp": (317, 277),
    # the network; a pair of connected sockets, which asyncio needs, is another call
    "socket": (41, 198), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201), "accept": (43, 202),
    "accept4": (288, 242), "sendmmsg": (307, 269),
    # what others read, map or lock of a shared file
    "fadvise64": (221, 223), "mincore": (27, 232), "readahead": (187, 213), "flock": (73, 32),
    "inotify_init": (253, None), "inotify_init1": (294, 26), "inotify_add_watch": (254, 27),
    # the whole disk waits
    "sync": (162, 81), "syncfs": (306, 267),
    # signals with a value, and to a thread by a number that may be another process's by now
    "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240), "tkill": (200, 130),
}  # fmt: skip
PROGRAMS: dict[str, tuple[int | None, int | None]] = {
    "execve": (59, 221), "execveat": (322, 281), "setsid": (112, 157), "setpgid": (109, 154),
}  # fmt: skip
CLONE, CLONE3 = (56, 220), (435, 435)
FORKS: list[tuple[int | None, int | None]] = [(57, None), (58, None)]  # fork and vfork, where there are such
SIGNALS: dict[str, tuple[int | None, int | None]] = {"kill": (62, 129), "tgkill": (234, 131)}

CLONE_THREAD = 0x00010000
CLONE_NEW_ANYTHING = 0x7E020080

# Refused with some values of an argument. name: (numbers, which argument, the values)
#   ioctl    TIOCSTI and TIOCLINUX type into a terminal; FIOSETOWN and SIOCSPGRP are F_SETOWN; the flags of files
#   madvise  WILLNEED, COLD, PAGEOUT and POPULATE move shared pages in and out, MERGEABLE tells of equal ones, two break
#   fcntl    A lock can be set, as sqlite does. A shared file can only be read, a lock on it is a read lock, and two
#            of these never meet; so what tells is to ask for locks (F_GETLK, F_OFD_GETLK), which sqlite does only in
#            its mode "wal" and where a writer crashed. Locks of descriptors stand in every process tree's
#            /proc/locks. Leases and notifications tell of others' opens; F_SETOWN and F_SETSIG send any signal;
#            pipes' sizes are counted over all of a user's.
REFUSED_VALUES: dict[str, tuple[tuple[int, int], int, tuple[int, ...]]] = {
    "ioctl": ((16, 29), 1, (0x5412, 0x541C, 0x8901, 0x8902, 0x40086602, 0x401C5820)),
    "madvise": ((28, 233), 2, (3, 12, 20, 21, 22, 23, 100, 101)),
    "fcntl": ((72, 25), 1, (5, 36, 37, 38, 1024, 1025, 1026, 1031, 8, 15, 10)),
}  # fmt: skip
# Refused unless this argument is 0: the flags of preadv2 (RWF_NOWAIT tells whether a page is in memory), another
# process's limits, the address of a datagram.
ONLY_ZERO: dict[str, tuple[tuple[int, int], int]] = {
    "preadv2": ((327, 286), 5), "pwritev2": ((328, 287), 5), "prlimit64": ((302, 261), 0), "sendto": ((44, 206), 4),
}  # fmt: skip
SOCKETPAIR = (53, 199)
AF_UNIX, SOCK_STREAM, KIND_OF_SOCKET = 1, 1, 0xF

# Where the disk is the machine's, and files may belong to the student's user. Landlock does not ask about rights and
# times of files: such a call does nothing and says that it did, so that shutil.copy works.
PRETENDED: dict[str, tuple[int | None, int | None]] = {
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "chown": (92, None), "fchown": (93, 55),
    "lchown": (94, None), "fchownat": (260, 54), "utime": (132, None), "utimes": (235, None),
    "futimesat": (261, None), "utimensat": (280, 88),
}  # fmt: skip
UNSUPPORTED: dict[str, tuple[int | None, int | None]] = {
    "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7), "removexattr": (197, 14),
    "lremovexattr": (198, 15), "fremovexattr": (199, 16),
}  # fmt: skip
TRUNCATE, OPENAT2 = (76, 45), (437, 437)
OPENS: list[tuple[tuple[int | None, int | None], int]] = [((2, None), 1), ((257, 56), 2)]  # open, openat: the flags
O_TRUNC, O_ACCMODE = 0o1000, 0o3

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _AND, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
ALLOW, ASK, KILL, FAIL = 0x7FFF0000, 0x7FC00000, 0x80000000, 0x00050000
REFUSE = FAIL | errno.EPERM
_NUMBER, _ARCHITECTURE = 0, 4

Instruction = bytes


def _do(code: int, value: int, if_true: int = 0, if_false: int = 0) -> Instruction:
    return struct.pack("HBBI", code, if_true, if_false, value)


def _argument(index: int) -> int:
    """Offset of the lower half of a call's argument."""
    return 16 + 8 * index


def program(*, forks: str = "ask", programs: bool = False, alone: bool = True, signals: str = "allow") -> bytes:
    """The filter.

    forks     "ask" the listener, "allow" or "refuse"
    programs  whether others may be started
    alone     whether files and processes in sight are the child's own
    signals   where they are not: "allow" them where Landlock holds them, "ask" the listener, or "refuse"

    Raises OSError on a machine whose call numbers are not known.
    """
    machine = platform.machine()
    if machine not in AUDIT_ARCHITECTURE:
        raise OSError(errno.ENOSYS, f"no filter of system calls for {machine}")
    column = list(AUDIT_ARCHITECTURE).index(machine)
    answers = {"ask": ASK, "allow": ALLOW, "refuse": REFUSE}
    out = [
        _do(_LOAD, _ARCHITECTURE),
        _do(_EQUAL, AUDIT_ARCHITECTURE[machine], 1, 0),
        _do(_RETURN, KILL),
        _do(_LOAD, _NUMBER),
        _do(_AT_LEAST, NEWEST_KNOWN, 0, 1),  # also the numbers of x86_64's second set of calls
        _do(_RETURN, FAIL | errno.ENOSYS),
    ]

    def when(numbers: tuple[int | None, int | None], *body: Instruction) -> None:
        number = numbers[column]
        if number is not None:
            out.extend([_do(_EQUAL, number, 0, len(body)), *body])

    when(CLONE3, _do(_RETURN, FAIL | errno.ENOSYS))  # its flags lie in memory, where a filter cannot look
    when(
        CLONE,
        _do(_LOAD, _argument(0)),
        _do(_ANY_BIT, CLONE_NEW_ANYTHING, 0, 1),
        _do(_RETURN, REFUSE),
        _do(_ANY_BIT, CLONE_THREAD, 0, 1),
        _do(_RETURN, ALLOW),
        _do(_RETURN, answers[forks]),
    )
    for numbers in FORKS:
        when(numbers, _do(_RETURN, answers[forks]))
    for numbers, index, values in REFUSED_VALUES.values():
        when(numbers, *_refuse_values(index, values))
    for numbers, index in ONLY_ZERO.values():
        when(numbers, *_refuse_unless_zero(index))
    when(SOCKETPAIR, *_refuse_datagrams())
    if not alone:
        _guard_what_is_shared(when, answers[signals])
    for numbers in [*REFUSED.values(), *([] if programs else PROGRAMS.values())]:
        when(numbers, _do(_RETURN, REFUSE))
    out.append(_do(_RETURN, ALLOW))
    return b"".join(out)


def _refuse_values(index: int, values: tuple[int, ...]) -> list[Instruction]:
    """Refused when the argument has one of the values, else allowed."""
    found = [_do(_EQUAL, value, len(values) - number, 0) for number, value in enumerate(values)]
    return [_do(_LOAD, _argument(index)), *found, _do(_RETURN, ALLOW), _do(_RETURN, REFUSE)]


def _refuse_unless_zero(index: int) -> list[Instruction]:
    return [
        _do(_LOAD, _argument(index)),
        _do(_EQUAL, 0, 0, 2),
        _do(_LOAD, _argument(index) + 4),
        _do(_EQUAL, 0, 1, 0),
        _do(_RETURN, REFUSE),
        _do(_RETURN, ALLOW),
    ]


def _refuse_datagrams() -> list[Instruction]:
    """A pair of streams only: a datagram's address may lie in memory, and any socket on the disk be its receiver."""
    return [
        _do(_LOAD, _argument(0)),
        _do(_EQUAL, AF_UNIX, 0, 3),
        _do(_LOAD, _argument(1)),
        _do(_AND, KIND_OF_SOCKET),
        _do(_EQUAL, SOCK_STREAM, 1, 0),
        _do(_RETURN, REFUSE),
        _do(_RETURN, ALLOW),
    ]


def _guard_what_is_shared(when: Callable[..., None], signals: int) -> None:
    """Rights and times of files, files that old Landlocks let be emptied, and signals."""
    for numbers in PRETENDED.values():
        when(numbers, _do(_RETURN, FAIL))
    for numbers in UNSUPPORTED.values():
        when(numbers, _do(_RETURN, FAIL | errno.EOPNOTSUPP))
    when(TRUNCATE, _do(_RETURN, REFUSE))
    when(OPENAT2, _do(_RETURN, FAIL | errno.ENOSYS))
    for numbers, index in OPENS:
        emptied = (_do(_AND, O_TRUNC | O_ACCMODE), _do(_EQUAL, O_TRUNC, 0, 1))
        when(numbers, _do(_LOAD, _argument(index)), *emptied, _do(_RETURN, REFUSE), _do(_RETURN, ALLOW))
    for numbers in SIGNALS.values():
        when(numbers, _do(_RETURN, signals))


def apply(body: bytes, *, listen: bool) -> int | None:
    """Put the filter in force; returns the descriptor on which forks are asked for."""
    descriptor = syscalls.seccomp_filter(body, NEW_LISTENER if listen else 0)
    return descriptor if listen else None
