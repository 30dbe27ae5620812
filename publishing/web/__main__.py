"""`make web`: homework in the browser, a folder in build/web that any web server can serve.

    python -m publishing.web [--into FOLDER] [--release FOLDER] [--title TITLE] [--settings FILE]

docs/browser.md says how to put it online and what a student's device needs.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from ..executing import ROOT
from .build import build, settings_of
from .releases import COURSE, another_course, this_course


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m publishing.web", description="Homework that runs in the browser.")
    parser.add_argument("--into", type=Path, default=ROOT / "build" / "web", metavar="FOLDER")
    parser.add_argument("--release", type=Path, metavar="FOLDER", help="another course's released notebooks, release/")
    parser.add_argument("--title", default=COURSE, help="what stands above the list")
    parser.add_argument("--settings", type=Path, metavar="FILE", help="in place of the settings.json of the last build")
    wanted = parser.parse_args()
    start, into = time.perf_counter(), wanted.into.resolve()
    try:
        settings = settings_of(into, wanted.settings)
        pages = another_course(wanted.release) if wanted.release else this_course(ROOT / "build" / "website")
        build(into, pages, wanted.title, settings)
    except (OSError, ValueError) as problem:
        print(problem, file=sys.stderr)
        return 2
    print(f"{into / 'index.html'}: {len(pages)} pages in {time.perf_counter() - start:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
