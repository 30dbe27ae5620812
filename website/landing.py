"""The first page, and the order of all others."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from reference import write_if_new

HERE = Path(__file__).parent


def write_landing(source: Path, work: Path, statements: Mapping[str, Path]) -> None:
    write_if_new(source / "index.md", (HERE / "pages" / "index.md").read_text(encoding="utf-8"))
