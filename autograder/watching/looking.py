"""What lies in a place, and whether it has been still for a while.

A scan of 2 000 students' folders takes about 30 ms of processor time, of 60 about 1 ms. So folders are scanned, as
often as fits into a small share of the time: the kernel's notices (inotify) would need two watches a student, and say
nothing of what another machine writes over NFS. In between, and more often, it is asked when anything in a folder got
or lost its name: that is a third of the work, and misses only what is written into a file that lies there already.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..progress import say
from ..text import safe

MAX_FILES = 5000  # of one entry: what is beyond is not seen to change
FEW = 100  # entries that are looked at again between two scans
AGAIN = 0.5  # seconds until what is not whole is looked into once more

State = tuple[tuple[str, int, int, int], ...]  # of each file: its name with slashes, size, times of change


@dataclass(frozen=True)
class Pace:
    """Seconds, and a share.

    tick      between two turns
    settle    that an entry must have been still, before it is read
    patience  that are waited for what does not look whole: then it is taken for what it is
    retry     after something that is no submission's fault
    results   at least between two writings of results.jsonl; report: of the report
    share     of the time, at most, for scans; and for the report
    """

    tick: float = 0.1
    settle: float = 0.3
    patience: float = 10.0
    retry: float = 10.0
    results: float = 1.0
    report: float = 5.0
    share: float = 0.05


def state_of(path: str) -> State | None:
    """Of a file, or of all files in a folder and below but for hidden folders; None where there is neither."""
    found: list[tuple[str, int, int, int]] = []
    waiting = [""]
    while waiting and len(found) < MAX_FILES:
        inside = waiting.pop()
        try:
            with os.scandir(f"{path}/{inside}" if inside else path) as entries:
                for entry in entries:
                    try:
                        about = entry.stat(follow_symlinks=False)
                    except OSError:  # it has another name meanwhile
                        continue
                    if not stat.S_ISDIR(about.st_mode):
                        found.append((f"{inside}{entry.name}", about.st_size, about.st_mtime_ns, about.st_ctime_ns))
                    elif not entry.name.startswith("."):
                        waiting.append(f"{inside}{entry.name}/")
        except NotADirectoryError:
            return None if inside else _of_file(path)
        except OSError:
            if not inside:
                return None
    return tuple(sorted(found))


def _of_file(path: str) -> State | None:
    try:
        about = os.lstat(path)
    except OSError:
        return None
    return ((Path(path).name, about.st_size, about.st_mtime_ns, about.st_ctime_ns),)


@dataclass
class _Seen:
    state: State
    since: float
    next_try: float
    told: bool = False


@dataclass
class Place:
    """Entries of a place that are watched, by name.

    find   all entries and their states. Raises OSError where the place is not there.
    look   the state of one of them
    whole  (entry, state, patient) -> why it is not taken yet, if it is not; patient: it was waited for long enough
    named  of each entry when a name in it came or went last; None where that tells little. Raises OSError.
    """

    name: str
    pace: Pace
    find: Callable[[], Mapping[str, State]]
    look: Callable[[str], State | None]
    whole: Callable[[str, State, bool], str]
    named: Callable[[], Mapping[str, int]] | None = None
    _found: dict[str, State] = field(default_factory=dict)
    _taken: dict[str, State] = field(default_factory=dict)
    _seen: dict[str, _Seen] = field(default_factory=dict)
    _named: Mapping[str, int] = field(default_factory=dict)
    _next_scan: float = 0.0
    _next_glance: float = 0.0
    _gone: bool = False

    def ready(self, most: int) -> dict[str, State]:
        """Entries that are new or changed, still and whole; at most so many at once."""
        self._scan()
        now, ready = time.monotonic(), dict[str, State]()
        for entry in [each for each in self._seen if each not in self._found]:
            del self._seen[entry]
        for entry, state in self._found.items():
            if self._taken.get(entry) == state:
                self._seen.pop(entry, None)
            elif entry not in self._seen or self._seen[entry].state != state:
                self._seen[entry] = _Seen(state, now, now + self.pace.settle)
            elif now >= self._seen[entry].next_try and len(ready) < most and self._is_whole(entry, now):
                ready[entry] = state
        return ready

    def took(self, entry: str, state: State) -> None:
        """It was taken in this state, and is not ready again until it is in another."""
        self._taken[entry] = state

    def put_off(self, entry: str, seconds: float) -> None:
        """It was taken in vain, and is to be once more after a while."""
        self._seen[entry] = _Seen(self._taken.pop(entry), time.monotonic(), time.monotonic() + seconds)

    def forget(self) -> None:
        """All are to be taken once more."""
        self._taken.clear()

    @property
    def waiting(self) -> int:
        """How many entries have changed and were not taken yet."""
        return len(self._seen)

    def _scan(self) -> None:
        """All entries when it is time; between, only those that are not still."""
        start = time.monotonic()
        if start < self._next_scan:
            self._glance(start)
            if len(self._seen) <= FEW:
                self._look_at(self._seen)
            return
        used = time.thread_time()
        try:
            self._found = dict(self.find())
            if self._gone:
                say(safe(f"{self.name} is back"))
            self._gone = False
        except OSError as problem:
            if not self._gone:
                why = (
                    "is not there" if isinstance(problem, FileNotFoundError) else f"cannot be read: {problem.strerror}"
                )
                say(safe(f"{self.name} {why}; waiting for it"), problem=True)
            self._found, self._gone = {}, True
        self._next_scan = start + self._pause(used)

    def _glance(self, start: float) -> None:
        """Look at those in which a name came or went since the last time."""
        if self.named is None or self._gone or start < self._next_glance:
            return
        used = time.thread_time()
        try:
            before, self._named = self._named, self.named()
        except OSError:  # the next scan tells
            return
        self._look_at([entry for entry, when in self._named.items() if before.get(entry) != when] if before else [])
        self._next_glance = start + self._pause(used)

    def _look_at(self, entries: Iterable[str]) -> None:
        self._found |= {entry: state for entry in entries if (state := self.look(entry)) is not None}

    def _pause(self, used: float) -> float:
        """Seconds until the next time, after so much processor time: scans and glances have half of the share each."""
        return max(self.pace.tick, 2 * (time.thread_time() - used) / self.pace.share)

    def _is_whole(self, entry: str, now: float) -> bool:
        seen = self._seen[entry]
        patient = now - seen.since >= self.pace.patience
        why = self.whole(entry, seen.state, patient)
        if why and patient and not seen.told:
            seen.told = True
            say(safe(f"waiting: {self.name}: {entry}: {why}"), problem=True)
        seen.next_try = now + AGAIN
        return not why
