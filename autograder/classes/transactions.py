"""Transactions that are tried again: where another one was in the way, and where the server is away for a while."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, sleep
from typing import Any, TypeVar

from ..course.database import HasRows, is_away, is_by_another, words
from ..course.schema import begin_to_write
from ..progress import say
from ..text import safe

Result = TypeVar("Result")
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0)  # seconds for which a server that is away is waited for, half a minute
TIMES = 5  # that a transaction is tried which others are in the way of
SECONDS_UNASKED = 10.0  # for which a server that stayed away is not asked again


class Transactions:
    """The transactions of one gradebook. What fails leaves nothing in it, and the gradebook fit for the next."""

    def __init__(self, book: HasRows) -> None:
        self._db = book.db
        self._away: tuple[float, Exception] | None = None  # when the server was given up, and why

    def run(self, work: Callable[[], Result], *, writes: bool = True) -> Result:
        """Do the work in one transaction, once more from its beginning where that may help."""
        if self._away is not None and monotonic() < self._away[0] + SECONDS_UNASKED:
            raise self._away[1]
        pauses, in_the_way = list(() if self._away else PAUSES), 0
        while True:
            try:
                result = self._once(work, writes)
            except Exception as problem:
                if is_by_another(problem) and in_the_way < TIMES:
                    in_the_way += 1
                    sleep(0.05 * in_the_way)
                elif is_away(problem) and pauses:
                    self._wait(pauses, problem)
                else:
                    self._away = (monotonic(), problem) if is_away(problem) else None
                    raise
            else:
                if len(pauses) < len(PAUSES):
                    say(safe("the gradebook's server answers again"))
                self._away = None
                return result

    def _once(self, work: Callable[[], Result], writes: bool) -> Result:
        try:
            if writes:
                begin_to_write(self._db.connection())
            result = work()
            self._db.commit()
        except BaseException:
            self._db.rollback()
            raise
        return result

    def read(self, query: Any) -> list[Any]:
        """All rows of a query; nothing stays open behind it."""
        return self.run(lambda: list(self._db.execute(query).all()), writes=False)

    def _wait(self, pauses: list[float], problem: Exception) -> None:
        if len(pauses) == len(PAUSES):
            said = f"the gradebook's server is away, tried again for {sum(pauses):g} s: {words(problem)}"
            say(safe(said), problem=True)
        sleep(pauses.pop(0))
