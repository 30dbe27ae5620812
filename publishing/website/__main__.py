"""`make site`: the course as a website in build/site, which opens from a file and is deployable as it is.

    python -m publishing.website [--into FOLDER] [--settings FILE]

Pages lie where the files lie that they are made of, so that links in docs/ and notebooks/ hold on the site too.
Homework in the browser is in web/ of it, and is the one part that needs a web server: docs/browser.md.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from pathlib import Path

import nbformat
from sphinx.cmd.build import build_main

from ..executing import CACHE, ROOT, digest_of, executed
from ..lectures import page_of
from ..web.build import build, settings_of
from ..web.releases import COURSE, this_course
from .homework import released_once, statement
from .landing import write_landing
from .reference import write_if_new, write_reference

HERE = Path(__file__).parent
WORK = ROOT / "build" / "website"
GUIDES = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "CONTRIBUTING.md"]


def prepare(source: Path, work: Path) -> None:
    """All pages of the site as Sphinx reads them, in `source`."""
    figures = source / "_static" / "figures"
    paths = sorted((ROOT / "notebooks").glob("*.ipynb"))
    notebooks = {path.stem: nbformat.read(path, as_version=4) for path in paths}
    for name, notebook in executed(notebooks, CACHE).items():
        write_if_new(source / "notebooks" / f"{name}.ipynb", nbformat.writes(page_of(notebook, figures)))
    statements = released_once(work)
    for name, folder in statements.items():
        write_if_new(source / "homework" / f"{name}.ipynb", nbformat.writes(statement(folder)))
    for guide in GUIDES:
        write_if_new(source / guide.relative_to(ROOT), guide.read_text(encoding="utf-8"))
    write_reference(source / "reference")
    write_landing(source, work, statements)
    for file in (HERE / "static").iterdir():
        write_if_new(source / "_static" / file.name, file.read_text(encoding="utf-8"))
    live = ROOT / "gdkit" / "widgets" / "live.js"
    write_if_new(source / "_static" / live.name, live.read_text(encoding="utf-8"))


def main() -> int:
    parser = argparse.ArgumentParser(description="Build the course's website.")
    parser.add_argument("--into", type=Path, default=ROOT / "build" / "site", metavar="FOLDER")
    parser.add_argument("--settings", type=Path, metavar="FILE", help="of homework in the browser, as make web has it")
    wanted = parser.parse_args()
    site = wanted.into.resolve()
    settings = settings_of(site / "web", wanted.settings)  # before the folder is made anew
    start = time.perf_counter()
    source, stamp = WORK / "source", WORK / "website.digest"
    digest = digest_of(HERE.parent, kinds=frozenset({".py", ".mjs"}))
    if not stamp.is_file() or stamp.read_text() != digest:  # Sphinx does not see what changed here
        built = [site] if (site / ".buildinfo").is_file() else []
        for folder in (source, WORK / "doctrees", *built):
            shutil.rmtree(folder, ignore_errors=True)
    prepare(source, WORK)
    places = ["-c", HERE, "-d", WORK / "doctrees", "-D", f"html_static_path={source / '_static'}", source, site]
    status = build_main(["-b", "html", "-W", "--keep-going", "-q", *map(str, places)])
    shutil.rmtree(site / "_sources", ignore_errors=True)  # myst-nb's copies of the notebooks
    if status == 0:
        build(site / "web", this_course(WORK), COURSE, settings)
        stamp.write_text(digest)
        print(f"{site / 'index.html'}: built in {time.perf_counter() - start:.0f} s")
    return status


if __name__ == "__main__":
    sys.exit(main())
