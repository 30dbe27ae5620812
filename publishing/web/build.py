"""The folder of pages: written anew each time but for settings.json, and without what an earlier build left."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from .bundle import bundle
from .index import index
from .packages import write as write_runtime
from .page import Page
from .settings import Settings, settings_from, written

SETTINGS = "settings.json"


def build(into: Path, pages: Sequence[Page], course: str, settings: Settings) -> None:
    """Pages, their files, the bundles. The runtime's files, which take minutes to make, are not touched."""
    into.mkdir(parents=True, exist_ok=True)
    for old in into.glob("*.html"):
        old.unlink()
    for folder in ("files", "static"):
        shutil.rmtree(into / folder, ignore_errors=True)
    policy = settings.policy()
    for page in pages:
        (into / f"{page.name}.html").write_text(page.html(course, policy), encoding="utf-8")
        for name, content in page.beside.items():
            file = into / "files" / page.name / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
    (into / "index.html").write_text(index(pages, course, policy), encoding="utf-8")
    (into / SETTINGS).write_text(written(settings), encoding="utf-8")
    (into / ".nojekyll").touch()  # GitHub Pages serves the folder as it is
    bundle(into / "static")
    write_runtime(into)


def settings_of(into: Path, given: Path | None) -> Settings:
    """Those of the file that is given, else those that the folder has from before, else what holds without a file."""
    if given is not None:
        return settings_from(given)
    return settings_from(into / SETTINGS) if (into / SETTINGS).is_file() else Settings()
