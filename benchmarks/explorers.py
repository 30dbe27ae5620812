"""How smoothly does an explorer follow the hand? Sliders dragged in Chromium: redraws a second, and the input's rate.

    python -m benchmarks.explorers                       each slider of every explorer, 2 seconds each
    python -m benchmarks.explorers SlopeExplorer --seconds 5

Up to 60 moves of the mouse a second are sent; Chromium makes of them at most one `input` event a frame, and none where
the slider stays at its step. A redraw is a frame in which a picture changed. What is aimed at: 30 redraws a second or
as many as there were events, and less than a thirtieth of a second for one.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Locator, sync_playwright

from tests.browser.conftest import ARGUMENTS, Mounted, chromium_path, page_of
from tests.browser.test_every_explorer import NAMES, answer, explorer
from tests.browser.test_players import line_fit

MOVES = 60  # a second
AIM = 30  # redraws a second
WATCH = """() => {
    window.seen = { redraws: 0, waits: [] };
    let drawn = false;
    const pictures = new MutationObserver(() => { drawn = true; });
    for (const picture of document.querySelectorAll("canvas, svg"))
        pictures.observe(picture, { attributes: true, childList: true, subtree: true });
    const frame = () => {
        window.seen.redraws += drawn;
        drawn = false;
        requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    let began = 0;
    addEventListener("input", () => { began = performance.now(); }, true);
    addEventListener("input", () => window.seen.waits.push(performance.now() - began));
}"""


def drag(page: Mounted, slider: Locator, seconds: float) -> tuple[float, float, float, list[float]]:
    """Moves, input events and redraws a second while the slider goes to and fro; milliseconds that each event took."""
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    middle, reach = box["y"] + box["height"] / 2, 0.8 * box["width"]
    page.mouse.move(box["x"] + 0.1 * box["width"], middle)
    page.mouse.down()
    page.evaluate("seen.redraws = 0; seen.waits = []")
    begin, moves = time.perf_counter(), 0
    while (now := time.perf_counter() - begin) < seconds:
        there = abs((now / 2) % 2 - 1)  # 1 → 0 → 1, two seconds each way
        page.mouse.move(box["x"] + 0.1 * box["width"] + reach * (1 - there), middle)
        moves += 1
        time.sleep(max(0.0, moves / MOVES - (time.perf_counter() - begin)))
    page.evaluate("new Promise(requestAnimationFrame)")
    seen = page.evaluate("seen")
    page.mouse.up()
    took = time.perf_counter() - begin
    return moves / took, len(seen["waits"]) / took, seen["redraws"] / took, seen["waits"]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", default=[*NAMES, "LineFitPlayer"])
    parser.add_argument("--seconds", type=float, default=2.0)
    options = parser.parse_args()
    path = chromium_path()
    if path is None:
        print("no Chromium found: install it, or name it in GDKIT_CHROMIUM", file=sys.stderr)
        return 2
    print("| explorer | slider | moves/s | input/s | redraws/s | ms an event, median | worst | |")
    print("|---|---|--:|--:|--:|--:|--:|---|", flush=True)
    missed = 0
    with sync_playwright() as driver, tempfile.TemporaryDirectory() as folder:
        browser = driver.chromium.launch(executable_path=path, args=ARGUMENTS)
        for name in options.names:
            page = Mounted(browser.new_page(viewport={"width": 1280, "height": 900}), 1280)
            file = Path(folder) / f"{name}.html"
            file.write_text(page_of(line_fit() if name == "LineFitPlayer" else explorer(name)), encoding="utf-8")
            page.goto(file.as_uri())
            page.wait_for_selector("body[data-ready]")
            if name != "LineFitPlayer":
                answer(page, name)
            page.evaluate(WATCH)
            sliders = page.get_by_role("slider")
            for k in range(sliders.count()):
                label = sliders.nth(k).evaluate(
                    "slider => slider.labels[0].firstChild.textContent.replace(/[ =:]+$/, '')"
                )
                moves, inputs, redraws, waits = drag(page, sliders.nth(k), options.seconds)
                enough = redraws >= min(AIM, 0.95 * inputs) and statistics.median(waits) <= 1000 / AIM
                missed += not enough
                times = f"{statistics.median(waits):.1f} | {max(waits):.1f}"
                verdict = "ok" if enough else "MISS"
                print(
                    f"| {name} | {label} | {moves:.0f} | {inputs:.0f} | {redraws:.0f} | {times} | {verdict} |",
                    flush=True,
                )
            page.close()
        browser.close()
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
