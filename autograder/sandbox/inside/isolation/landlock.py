"""Which files the student's process may reach, asked by the kernel at every access (Landlock, Linux 5.13).

A second wall behind the file tree of its own, and the first one where there is none.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable
from pathlib import Path

from . import syscalls
from .policy import NO_LANDLOCK

EXECUTE, WRITE_FILE, READ_FILE, READ_FOLDER = 1, 2, 4, 8
FIRST_VERSION = (1 << 13) - 1
REFER, TRUNCATE, DEVICE_IOCTL = 1 << 13, 1 << 14, 1 << 15
READ = EXECUTE | READ_FILE | READ_FOLDER
BIND_TCP, CONNECT_TCP = 1, 2
ABSTRACT_SOCKETS, SIGNALS = 1, 2
HOLDS_SIGNALS = 6  # the first version that does


def restrict(read: Iterable[str], write: Iterable[str], devices: Iterable[str] = (), listed: Iterable[str] = ()) -> int:
    """From now on only these files and folders can be read, or written and read, or (listed) only be looked through
    for names; returns the version in force.

    Also: no TCP, no signal and no abstract socket to a process outside. Raises OSError where there is no Landlock.
    """
    abi = syscalls.landlock_abi()
    if abi < 1:
        raise OSError(NO_LANDLOCK)
    handled = FIRST_VERSION | (REFER if abi >= 2 else 0) | (TRUNCATE if abi >= 3 else 0)
    handled |= DEVICE_IOCTL if abi >= 5 else 0
    network = BIND_TCP | CONNECT_TCP if abi >= 4 else 0
    scoped = ABSTRACT_SOCKETS | SIGNALS if abi >= HOLDS_SIGNALS else 0
    attributes = struct.pack("QQQ", handled, network, scoped)[: 8 if abi < 4 else 16 if abi < 6 else 24]
    on_file = (EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE) & handled
    ruleset = syscalls.landlock_create(attributes)
    try:
        for paths, access in (
            (read, READ),
            (write, handled & ~EXECUTE & ~DEVICE_IOCTL),
            (devices, (READ_FILE | WRITE_FILE | TRUNCATE) & handled),
            (listed, READ_FOLDER),
        ):
            for path in paths:
                _allow(ruleset, path, access, on_file)
        syscalls.no_new_privileges()
        syscalls.landlock_restrict(ruleset)
    finally:
        os.close(ruleset)
    return abi


def _allow(ruleset: int, path: str, access: int, on_file: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, PermissionError):  # what cannot be seen cannot be read either
        return
    try:
        allowed = access if Path(path).is_dir() else access & on_file
        syscalls.landlock_add_path(ruleset, struct.pack("=Qi", allowed, descriptor))
    finally:
        os.close(descriptor)
