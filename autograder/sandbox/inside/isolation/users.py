"""A user id for the student's process that owns nothing on this machine, wherever the machine gives one.

Root takes one that is mapped here and given to nobody. An ordinary user has some where an administrator set up
subordinate ids (/etc/subuid), as rootless containers use them; newuidmap lends them to a user namespace.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

FIRST_OWN_ID = 0x6E000000  # user ids that no machine gives out; one for each warm process
TWINS = 500  # ids for twins of warm processes, of all of this grader
RESERVED = (65534, 65535)  # nobody, whose files are those of all ids that are not mapped; and -1 in 16 bits
HELPERS = ("newuidmap", "newgidmap")
WHERE_HELPERS_LIE = "/usr/bin:/bin:/usr/local/bin:/run/wrappers/bin"

Ranges = list[tuple[int, int]]  # first id, how many


@dataclass(frozen=True)
class Foreign:
    """The user that a student's process becomes.

    uid          its id, user and group, in this user namespace; None when there is none or it is a subordinate one
    subordinate  user and group id that newuidmap and newgidmap lend
    why          why there is none at all
    twins        the first user and group of TWINS more, of the same kind; None when there are not so many
    """

    uid: int | None = None
    subordinate: tuple[int, int] | None = None
    why: str = ""
    twins: tuple[int, int] | None = None


def choose(number: int) -> Foreign:
    """An id for the warm process with this number."""
    if not sys.platform.startswith("linux"):
        return Foreign(why="only on Linux")
    if os.geteuid() == 0:
        return _for_root(number)
    found = [_subordinate(f"/etc/{name}", number) for name in ("subuid", "subgid")]
    missing = [name for name in HELPERS if not shutil.which(name, path=WHERE_HELPERS_LIE)]
    if None in found or missing:
        lacks = (
            f"no {' and no '.join(missing)}" if missing else "no subordinate ids of this user in /etc/subuid and subgid"
        )
        return Foreign(why=f"not started as root, and {lacks}")
    (uid, of_users), (gid, of_groups) = (each or (0, None) for each in found)
    twins = None if of_users is None or of_groups is None else (of_users, of_groups)
    return Foreign(subordinate=(uid, gid), twins=twins)


def _for_root(number: int) -> Foreign:
    users, groups = (_mapped(Path(f"/proc/self/{name}")) for name in ("uid_map", "gid_map"))

    def twins(first: int) -> tuple[int, int] | None:
        there = first > 0 and all(_has(each, first, TWINS) for each in (users, groups))
        return (first, first) if there else None

    first = FIRST_OWN_ID + (os.getpid() % 10_000) * 2 * TWINS
    wanted = first + TWINS + number % TWINS
    if _has(users, wanted) and _has(groups, wanted):
        return Foreign(uid=wanted, twins=twins(first))
    last = max((first + count - 1 for first, count in users), default=0)
    for id in range(last - number % 1000, max(last - 3000, 0), -1):  # a container's own ids: from the end
        if id not in RESERVED and _has(users, id) and _has(groups, id):
            apart = last - 3000 - TWINS  # below all that are tried here
            return Foreign(uid=id, twins=twins(apart))
    return Foreign(why="no other user id is mapped here, as in a rootless container of one user")


def _mapped(path: Path) -> Ranges:
    """The ids that exist in this user namespace; all, where that cannot be read."""
    try:
        lines = [line.split() for line in path.read_text().splitlines()]
    except OSError:
        return [(0, 0xFFFFFFFF)]
    return [(int(first), int(count)) for first, _, count in lines]


def _has(ranges: Ranges, id: int, many: int = 1) -> bool:
    return any(first <= id and id + many <= first + count for first, count in ranges)


def _subordinate(path: str, number: int) -> tuple[int, int | None] | None:
    """One of this user's subordinate ids, and the first of TWINS others where there are so many: from the end, since
    containers take them from the beginning."""
    names = [str(os.geteuid())]
    with contextlib.suppress(ImportError, KeyError):
        import pwd

        names.append(pwd.getpwuid(os.geteuid()).pw_name)
    with contextlib.suppress(OSError, ValueError):
        for line in Path(path).read_text().splitlines():
            name, first, count = line.split(":")
            if name in names and int(count) > 0:
                end = int(first) + int(count)
                twins = end - 2 * TWINS if int(count) >= 2 * TWINS else None
                return end - 1 - number % min(int(count), TWINS), twins
    return None
