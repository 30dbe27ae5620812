"""The book of a course: the exercises and quizzes that its modules declare, by id.

A course names its modules in `c.Autograder.exercises`: a module or a folder in the course's folder ("exercises",
"week1.py"), or an installed package ("autograder.exercises").
"""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from threading import RLock
from typing import Any

from .fingerprints import Fingerprints
from .loading import Module, forget, helpers_of, load, modules_of, shown
from .places import local_place
from .probe import Declared
from .registry import DeclarationError, declared_in


class Book(Mapping[str, Declared]):
    """Every exercise, quiz and probe of a course by id, and a digest of what each depends on.

    A module is loaded when something of it is asked for: first those in whose text the id stands, and all others only
    where none of these declares it. Counting and listing load all. So a broken module stops nobody who does not need
    it. places and folder are those that it is made of: another process can open it again.

    Raises DeclarationError, with file and line, when a place does not exist, a module fails while it is loaded, or an
    id is declared twice in what is loaded; asked again, it reads everything again.
    """

    def __init__(self, places: Sequence[str], folder: Path | None) -> None:
        self.places, self.folder = tuple(places), folder
        self._lock = RLock()
        self._begin()

    def _begin(self) -> None:
        found = [each for place in self.places for each in modules_of(place, self.folder).items()]
        self._waiting: dict[str, Module] = dict(found)
        self._fingerprints = Fingerprints({name: module.file for name, module in found})
        self._declared: dict[str, Declared] = {}
        self._trees: dict[str, dict[str, Any]] = {}

    def __getitem__(self, id: str) -> Declared:
        if id in self:
            return self._declared[id]
        near = difflib.get_close_matches(str(id), self._declared, 1)
        hint = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(self) or 'none'}."
        raise NoSuchExercise(f"No exercise {id!r} is declared. {hint}") from None

    def __iter__(self) -> Iterator[str]:
        self.load_all()
        return iter(sorted(self._declared))

    def __len__(self) -> int:
        self.load_all()
        return len(self._declared)

    def __contains__(self, id: object) -> bool:
        if id not in self._declared and self._waiting:
            self._load(self._fingerprints.quoting(str(id)))
        if id not in self._declared:
            self.load_all()
        return id in self._declared

    def load_all(self) -> None:
        """Load what waits, and say what is wrong anywhere."""
        self._load(list(self._waiting))

    def _load(self, names: Sequence[str]) -> None:
        with self._lock:
            try:
                for name in names:
                    if name in self._waiting:
                        load(name, self._waiting[name].place, self.folder)
                        self._take(name)
            except BaseException:
                self._begin()
                raise

    def _take(self, name: str) -> None:
        """Take what a module has declared."""
        for each in declared_in(name):
            first = self._declared.setdefault(each.id, each)
            if first is not each:
                raise DeclarationError(
                    f"{each.id} is declared twice: {shown(first.where, self.folder)} and "
                    f"{shown(each.where, self.folder)}. Give one of them another id."
                )
        del self._waiting[name]

    def tree(self, id: str) -> dict[str, Any]:
        """What students' copies hold of an exercise: its shown cases and outcomes. Made once, as it takes seconds."""
        if id not in self._trees:
            self._trees[id] = self[id].data().to_tree()
        return self._trees[id]

    @property
    def local_places(self) -> list[Path]:
        """The files and folders of the course's own folder among its places."""
        found = [local_place(place, self.folder) for place in self.places] if self.folder else []
        return [path for path in found if path is not None]

    @property
    def modules(self) -> Mapping[str, Path]:
        """The files of the book by the name of their module."""
        return self._fingerprints.files

    def digest(self, id: str) -> str:
        """Fingerprint of a declaration: of its module, and of what this takes from other modules of the book."""
        module = self[id].module
        self._fingerprints.know(helpers_of(self.folder))
        return self._fingerprints.digest(module)


class NoSuchExercise(DeclarationError, KeyError):
    """No exercise has this id; the text names the nearest one."""

    __str__ = Exception.__str__


@cache
def open_book(places: tuple[str, ...], folder: Path | None = None) -> Book:
    """The book that these modules, folders or packages make; `folder` is the course's. Nothing of it is loaded yet."""
    return Book(places, folder)


def read_anew(places: Sequence[str], folder: Path | None) -> None:
    """Modules of these places were edited: the next book that is opened reads them again."""
    for place in places:
        for name in {module.place for module in modules_of(place, folder).values()}:
            forget(name, folder)
    importlib.invalidate_caches()
    open_book.cache_clear()


def load_book(places: Sequence[str], folder: Path | None = None) -> Book:
    """The book with all its modules loaded, and what is wrong anywhere told. Loaded once in a process."""
    book = open_book(tuple(places), folder)
    book.load_all()
    return book
