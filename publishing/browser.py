"""The Chromium that measures slides and prints handouts."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--font-render-hinting=none"]
MISSING = "slides and handouts need Chromium, which is not found. Install it, or name it in GDKIT_CHROMIUM."


def chromium_path() -> str | None:
    """The browser to use: $GDKIT_CHROMIUM, or the first that is found on PATH."""
    return os.environ.get("GDKIT_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def chromium() -> Iterator[Any]:
    """The browser as playwright drives it. Raises OSError where there is none."""
    path = chromium_path()
    if path is None:
        raise OSError(MISSING)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()
