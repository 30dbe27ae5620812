"""Pages of homework in the browser whose Python only pretends; what makes them is imported where it is installed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ..conftest import refuse_requests

if TYPE_CHECKING:
    from .reader import Reader

collect_ignore = ["pages.py", "reader.py"]  # no doctests are in them


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from . import pages

    folder: Path = tmp_path_factory.mktemp("web")
    pages.bundles(folder)
    return folder


@pytest.fixture
def site(bundled: Path, tmp_path: Path) -> Iterator[Any]:
    """The page on loopback; site.write(notebook, settings) writes it anew."""
    from . import pages
    from .pages import homework

    (tmp_path / "static").symlink_to(bundled, target_is_directory=True)
    pages.write(tmp_path, homework())
    with pages.serving(tmp_path) as server:
        server.write = lambda *given, **named: pages.write(tmp_path, *given, **named)
        server.folder = tmp_path
        yield server


@pytest.fixture
def context(browser: Any) -> Iterator[Callable[..., Any]]:
    made = []

    def make(**options: Any) -> Any:
        # the page's policy forbids what playwright waits with; a test of its own has it
        usual = {"viewport": {"width": 1280, "height": 900}, "bypass_csp": True}
        made.append(browser.new_context(**{**usual, **options}))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def visit(context: Callable[..., Any], site: Any) -> Iterator[Callable[..., Reader]]:
    """visit() -> the page, alive; of one browser context where it is given."""
    from .reader import SOON, Reader

    readers = []

    def open_page(within: Any = None, *, script: str = "", load: bool = True, **options: Any) -> Reader:
        within = within or context(**options)
        within.set_default_timeout(SOON)
        reader = Reader(within.new_page(), site)
        readers.append(reader)
        refuse_requests(within, reader, site.address)
        reader.on("console", lambda m: reader.errors.append(m.text) if m.type == "error" else None)
        if script:
            reader.add_init_script(script)
        return reader.load() if load else reader

    yield open_page
    for reader in readers:
        assert reader.errors == [] and reader.requests == []
