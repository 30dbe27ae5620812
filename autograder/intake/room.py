"""How much all together may hand in, and each student: nobody uses up what others need."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from .lms.entry import Refused

MAX_ENTRIES = 20_000
MAX_ALL_BYTES = 2_000_000_000
MAX_BYTES_OF_ONE = 60_000_000  # of one student, in however many archives
MAX_ENTRIES_OF_ONE = 1_000  # as many as are taken when the work is graded (beside.MAX_FILES)


class CannotTake(Exception):
    """The source, all of it: it cannot be read, or is more than a class hands in."""


class Room:
    """What all together may hand in, and a budget for each student: nobody uses up what others need."""

    def __init__(self, owner: Callable[[str], str]) -> None:
        self._owner = owner
        self._budgets: dict[str, Budget] = {}
        self._bytes = self._entries = 0

    def of(self, path: str) -> Budget:
        """The budget of the student whose entry this is; a name of nothing is nobody's."""
        return self._budgets.setdefault(self._owner(path) if PurePosixPath(path).name else "", Budget(self))

    @property
    def left_out(self) -> list[tuple[str, int]]:
        """Of each whose budget was used up: the first entry that was not looked at, and how many."""
        return [(each.first, each.count) for each in self._budgets.values() if each.count]

    def left_out_of(self, owner: str) -> int:
        """How many entries of one student were not looked at."""
        return self._budgets[owner].count if owner in self._budgets else 0

    def take(self, n_bytes: int, entries: int) -> None:
        """Count for all together. Raises CannotTake."""
        self._bytes += n_bytes
        self._entries += entries
        if self._bytes > MAX_ALL_BYTES:
            raise CannotTake(f"it unpacks to more than {MAX_ALL_BYTES // 10**6} MB")
        if self._entries > MAX_ENTRIES:
            raise CannotTake(f"it has more than {MAX_ENTRIES} entries")


class Budget:
    """Bytes and entries of one student, in archives or not. Raises Refused for the first that is over: no more of it
    is looked at."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._bytes, self._entries = MAX_BYTES_OF_ONE, MAX_ENTRIES_OF_ONE
        self.used_up = False
        self.first, self.count = "", 0  # of the entries that were not looked at since then

    def enter(self) -> None:
        """Count one entry more."""
        self._entries -= 1
        self._refuse_if(self._entries < 0, f"more than {MAX_ENTRIES_OF_ONE} entries of one student")
        self._room.take(0, 1)

    def spend(self, count: int) -> None:
        """Count so many bytes more."""
        self._bytes -= count
        self._refuse_if(self._bytes < 0, f"more than {MAX_BYTES_OF_ONE // 10**6} MB of one student")
        self._room.take(count, 0)

    def leave_out(self, path: str) -> None:
        """Count an entry that is not looked at."""
        self.count += 1
        self.first = self.first or path

    def _refuse_if(self, over: bool, why: str) -> None:
        self.used_up |= over
        if over:
            raise Refused(why)
