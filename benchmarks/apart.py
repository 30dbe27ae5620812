"""A network and mounts of this process's own, in which a cable can be pulled and a disk be full; root's alone to make.

All of it ends with the process: the machine's network and mounts are never touched.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT)]

from autograder.sandbox.inside.isolation import syscalls  # noqa: E402

HERE, FAR, WIRE = "10.213.1.1", "10.213.0.2", "gdkit-wire"  # here: an address that does not go away with the cable
FAR_END, GATE = "gdkit-far", "10.213.0.1"
# a program waits in a network that has nothing yet
WAITING = 'until ip -brief address show dev "$0" 2>/dev/null | grep -q " 10\\."; do sleep 0.05; done; exec "$@"'
SECONDS = 20.0


def set_apart() -> bool:
    """From here on this process and its children have a network and mounts of their own; False where that cannot be."""
    if os.geteuid() != 0 or not all(map(shutil.which, ("ip", "unshare", "nsenter"))):
        return False
    with contextlib.suppress(OSError):
        syscalls.unshare(syscalls.CLONE_NEWNET | syscalls.CLONE_NEWNS)
        syscalls.mount(None, "/", None, syscalls.MS_REC | syscalls.MS_PRIVATE)
        _ip("link", "set", "lo", "up")
        _ip("address", "add", f"{HERE}/32", "dev", "lo")
        return True
    return False


def _ip(*arguments: str, within: int | None = None) -> None:
    inside = [] if within is None else ["nsenter", "--net", "--target", str(within)]
    subprocess.run([*inside, "ip", *arguments], check=True)


def beyond() -> list[str]:
    """What starts a program in a network of its own, which then waits for `wire`."""
    return ["unshare", "--net", "sh", "-c", WAITING, FAR_END]


def wire(pid: int) -> None:
    """Lay a cable from here to the network of this program that `beyond` has started."""
    ours, deadline = Path("/proc/self/ns/net").readlink(), time.monotonic() + SECONDS
    while Path(f"/proc/{pid}/ns/net").readlink() == ours:
        if time.monotonic() > deadline:
            raise SystemExit("no network of its own came to be")
        time.sleep(0.02)
    _ip("link", "add", WIRE, "type", "veth", "peer", "name", FAR_END, "netns", str(pid))
    _ip("address", "add", f"{GATE}/30", "dev", WIRE)
    _ip("link", "set", WIRE, "up")
    for arguments in (
        ("link", "set", "lo", "up"),
        ("link", "set", FAR_END, "up"),
        ("address", "add", f"{FAR}/30", "dev", FAR_END),
        ("route", "add", f"{HERE}/32", "via", GATE),
    ):
        _ip(*arguments, within=pid)


def pull() -> None:
    """Pull the cable."""
    _ip("link", "set", WIRE, "down")


def plug_in() -> None:
    """Put it in again."""
    _ip("link", "set", WIRE, "up")


@contextlib.contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[None]:
    """Meanwhile this folder is a disk of its own, of so many megabytes."""
    folder.mkdir(parents=True, exist_ok=True)
    syscalls.mount("tmpfs", str(folder), "tmpfs", 0, f"size={megabytes}m")
    try:
        yield
    finally:
        syscalls.detach(str(folder))


def clock(days: str) -> dict[str, str]:
    """What makes a process believe in another day."""
    shown = subprocess.run(["faketime", "-f", days, "env"], capture_output=True, text=True, check=True).stdout
    variables = dict(line.split("=", 1) for line in shown.splitlines() if "=" in line)
    return {name: variables[name] for name in ("LD_PRELOAD", "FAKETIME")}


def certificates(folder: Path) -> Path:
    """An authority and a certificate for one short trial: ca.pem, cert.pem, key.pem in this folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for command in (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=grading -keyout ca-key.pem -out ca.pem",
        "openssl req -newkey rsa:2048 -nodes -subj /CN=machine -keyout key.pem -out request.pem",
        "openssl x509 -req -in request.pem -CA ca.pem -CAkey ca-key.pem -CAcreateserial -days 2 -out cert.pem",
    ):
        subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    return folder
