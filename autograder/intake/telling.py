"""What became of everything that was collected, in lines."""

from __future__ import annotations

from pathlib import Path

from ..progress import say
from ..text import safe
from .collecting import Collected


def tell_collected(collected: Collected, source: Path) -> None:
    """Tell it."""
    for line in collected.notes:
        say(line)
    for path, why in collected.refused:
        say(safe(f"not collected: {path!r}: {why}"), problem=True)
    for path, why in collected.aside:
        say(safe(f"set aside: {path!r}: {why}"))
    if collected.something_else:
        said = (f"{student} ({', '.join(files)})" for student, files in collected.something_else.items())
        say(safe(f"handed in no notebook: {'; '.join(said)}"))
    if collected.nothing:
        said = (f"{person.name} ({person.id})" if person.name else person.id for person in collected.nothing)
        say(safe(f"handed nothing in ({len(collected.nothing)}): {', '.join(said)}"))
    say(safe(f"{len(collected.students)} submissions collected from {source}, {len(collected.refused)} files refused"))
    fates = ", ".join(f"{count} {fate}" for fate, count in sorted(collected.fates.items()))
    say(safe(f"{collected.entries} files came in: {fates or 'none'}"))
