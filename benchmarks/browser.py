"""Python in the browser: how long it takes to start, and what it transfers.

    python -m benchmarks.browser            prints a table; needs Chromium and build/runtime/ready
    python -m benchmarks.browser --pages build/web      the same of the page of lesson 03, as a student has it

From an empty cache and a server on this machine: seconds from the navigation to Python being ready, to the first
output, to NumPy, to the first verdict of lesson 03 where a released homework is named (--files FOLDER), to a picture;
after Stop; and of a second visit without a network. Seconds are those of the wall: on a busy machine they say little.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from publishing.browser import chromium
from publishing.web.runtime import ROOT
from publishing.web.serving import served
from tests.browser.web.building import built
from tests.browser.web.homework_page import HomeworkPage

FIRST_VISIT = "first visit"
LESSON = "03-one-minibatch-by-hand"
FUNCTION = """def minibatch_step(X, y, w, b, eta):
    B = len(y)
    r = X @ w - y
    dw, db = 2 / B * X.T @ r, 2 / B * r.sum()
    return w - eta * dw, b - eta * db, dw, db"""
WRONG = f"from gdkit import check\n{FUNCTION}\ncheck('03.minibatch_step', minibatch_step)"
PICTURE = "import matplotlib.pyplot as plt; plt.plot([1, 2]); plt.title(r'$\\eta$');"
RUN = "async (source) => (await python.run({ source, cell: 'cell' })).status"
STOP = """async () => {
  const ran = python.run({ source: 'while True: pass', cell: 'cell' });
  await new Promise((resolve) => setTimeout(resolve, 500));
  const before = performance.now();
  await python.stop();
  return [(await ran).status, (performance.now() - before) / 1000];
}"""


def visit(page: Any, address: str, verdict: bool) -> list[tuple[str, float]]:
    """Seconds from the navigation to each event."""
    began = time.perf_counter()
    page.goto(address)
    if not page.evaluate("() => started"):
        raise OSError(f"Python did not start: {page.evaluate('() => states.at(-1)')[1]}")
    times = [("ready", time.perf_counter() - began)]
    cells = {"first output": "print(1)", "NumPy": "import numpy as np; np.arange(3).sum()"}
    cells |= {"first verdict of lesson 03": WRONG} if verdict else {}
    for what, source in cells.items():
        page.evaluate(RUN, source)
        times.append((what, time.perf_counter() - began))
    return times


def measure(folder: Path, verdict: bool) -> None:
    """Print the table."""
    with chromium() as browser, served(folder) as server:
        context = browser.new_context()
        address = f"{server.address}?packages=matplotlib{'&files=checks.json' if verdict else ''}"
        for what, seconds in visit(context.new_page(), address, verdict):
            print(f"{seconds:7.1f} s   first visit: {what}")
        page = context.pages[0]
        before = time.perf_counter()
        page.evaluate(RUN, PICTURE)
        print(f"{time.perf_counter() - before:7.1f} s   a first picture, from its cell's start")
        status, seconds = page.evaluate(STOP)
        print(f"{seconds:7.1f} s   after Stop, until Python is ready again ({status})")
        page.wait_for_timeout(2000)  # the service worker keeps the page meanwhile
        drawn = sum(size for path, size in server.sent.items() if "matplotlib" in path)
        print(f"{(sum(server.sent.values()) - drawn) / 1e6:7.1f} MB  transferred, and {drawn / 1e6:.1f} MB to draw")
        context.set_offline(True)
        page.close()
        for what, seconds in visit(context.new_page(), address, verdict):
            print(f"{seconds:7.1f} s   second visit, without a network: {what}")


def begun(page: HomeworkPage, began: float, *, words: str) -> None:
    """From the navigation to the first verdict: read, the first cell run at once, a function typed, its check run."""
    page.page.goto(f"{page.address}{LESSON}.html", wait_until="commit")
    page.page.get_by_role("heading", level=1).wait_for()
    print(f"{time.perf_counter() - began:7.1f} s   {words}: the text can be read")
    page.page.wait_for_selector("html[data-ready]")
    first = page.page.locator("section.code").first
    first.locator("button.run").click()
    first.locator(".outputs").get_by_text("X (12, 2)").wait_for(timeout=60_000)
    if words == FIRST_VISIT:  # later, what was kept of it is shown before it runs
        print(f"{time.perf_counter() - began:7.1f} s   {words}: the first cell has run")
    cells = [str(cell.get_attribute("data-id")) for cell in page.page.locator("section.code").all()]
    page.run(cells[1], FUNCTION)
    page.start(cells[2]).cell(cells[2]).get_by_text("leaves b out").first.wait_for(timeout=60_000)
    print(f"{time.perf_counter() - began:7.1f} s   {words}: the first verdict")


def measure_pages(folder: Path) -> None:
    """Print the table of the page of lesson 03."""
    with chromium() as browser, served(folder) as server:
        context = browser.new_context()
        begun(HomeworkPage(context, server.address), time.perf_counter(), words=FIRST_VISIT)
        context.pages[0].wait_for_timeout(3000)  # the service worker keeps the page meanwhile
        print(f"{sum(server.sent.values()) / 1e6:7.1f} MB  transferred")
        context.set_offline(True)
        context.pages[0].close()
        begun(HomeworkPage(context, server.address), time.perf_counter(), words="second visit, without a network")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=Path, help="the folder of the released lesson 03, with its checks.json")
    parser.add_argument("--pages", type=Path, help="the folder that make web has built")
    arguments = parser.parse_args()
    try:
        if arguments.pages:
            measure_pages(arguments.pages)
            return 0
        folder = built(ROOT / "build" / "web-benchmark")
        if arguments.files:
            shutil.copyfile(arguments.files / "checks.json", folder / "checks.json")
        measure(folder, bool(arguments.files))
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
