"""The website as its readers meet it: from a file, in both themes, on a phone, with the keyboard, without scripts.

It looks at the site that `make site` built, build/site, or at the one that $GDKIT_SITE names; in CI at some of its
pages, with GDKIT_SITE_PAGES=all at every one (`make site-check`).
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import nbformat
import numpy as np
import pytest

from gdkit import GD, cases, minimize
from gdkit.widgets.base import script

ROOT = Path(__file__).parents[2]
SITE = Path(os.environ.get("GDKIT_SITE", ROOT / "build" / "site"))
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SAMPLE = (
    "index.html",
    "notebooks/01-gradient-descent.html",
    "notebooks/10-backpropagation.html",
    "notebooks/B-errata.html",
    "homework/03-one-minibatch-by-hand.html",
    "docs/sandbox.html",
    "docs/glossary.html",
    "reference/optimizers.html",
    "_modules/gdkit/optimizers.html",
    "search.html",
)
LOCAL = ("file:", "data:", "blob:")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (SITE / "index.html").is_file(), reason="there is no website; make one: make site"),
]


def all_pages() -> list[str]:
    return [path.relative_to(SITE).as_posix() for path in sorted(SITE.rglob("*.html")) if "_static" not in path.parts]


def is_for_reading(page: str) -> bool:
    """Homework in the browser needs a web server, and has tests of its own: web/test_homework.py."""
    return not page.startswith("web/")


PAGES = list(filter(is_for_reading, all_pages())) if os.environ.get("GDKIT_SITE_PAGES") == "all" else SAMPLE


class Parts(HTMLParser):
    """The ids, links and what is loaded of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.ids |= {found[name] for name in ("id", "name") if name in found}
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        elif tag in ("img", "script", "iframe", "source") and "src" in found:
            self.loads.append(found["src"])
        elif tag == "link" and "href" in found and "stylesheet" in found.get("rel", ""):
            self.loads.append(found["href"])


@cache
def parts(path: Path) -> Parts:
    return Parts(path.read_text(encoding="utf-8"))


# --- the files -----------------------------------------------------------------------------------


def test_every_link_and_anchor_of_the_site_leads_somewhere() -> None:
    broken, seen = [], 0
    for page in all_pages():
        for link in parts(SITE / page).links:
            address = urlsplit(link)
            if address.scheme in ("http", "https", "mailto", "data"):
                continue
            seen += 1
            target = (SITE / page).parent / unquote(address.path) if address.path else SITE / page
            if not target.is_file():
                broken.append(f"{page}: {link}")
            elif address.fragment and target.suffix == ".html" and unquote(address.fragment) not in parts(target).ids:
                broken.append(f"{page}: {link} (no such anchor)")
    assert broken == []
    assert seen > 1000


def test_all_that_a_page_loads_lies_beside_it_and_is_less_than_five_megabytes() -> None:
    for page in all_pages():
        path = SITE / page
        files = {urlsplit(load).path for load in parts(path).loads if not load.startswith("data:")}
        assert [load for load in files if load.startswith(("http:", "https:", "//", "/"))] == []
        loaded = {(path.parent / unquote(file)).resolve() for file in files}
        assert [str(file) for file in loaded if not file.is_file()] == []
        assert path.stat().st_size + sum(file.stat().st_size for file in loaded) < 5_000_000, page


def test_the_site_is_deployable_as_it_is() -> None:
    assert (SITE / ".nojekyll").is_file()
    assert not (SITE / "_sources").exists()
    assert list(SITE.rglob("*.ipynb")) == []


def text_of_site() -> str:
    """Of all pages but the source code of gdkit."""
    return text_of([path for path in sorted(SITE.rglob("*.html")) if "_modules" not in path.parts])


def text_of(paths: list[Path]) -> str:
    """The words of pages, without marks and spaces."""
    return "\n".join(alike(re.sub(r"<[^>]+>", "", path.read_text(encoding="utf-8"))) for path in paths)


def alike(text: str) -> str:
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return re.sub(r"\s+", "", text)


def hidden_regions(source: str) -> list[str]:
    """What nbgrader takes out of a cell: solutions, hidden tests, schemes for marking."""
    return re.findall(r"### BEGIN (?:SOLUTION|HIDDEN TESTS|MARK SCHEME)\n(.*?)\s*### END", source, flags=re.DOTALL)


def test_nothing_that_a_release_takes_out_of_the_solutions_is_on_the_site() -> None:
    text = text_of_site()
    homework = "".join(
        alike(re.sub(r"<[^>]+>", "", path.read_text(encoding="utf-8")))
        for path in sorted((SITE / "homework").iterdir())
    )
    assert "BEGINSOLUTION" not in homework and "BEGINMARKSCHEME" not in homework
    seen = 0
    for path in sorted((ROOT / "solutions").rglob("*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        stated = alike("".join(cell.source for cell in cells if not hidden_regions(cell.source)))
        for cell in cells:
            for region in hidden_regions(cell.source):
                if alike(region) in stated:
                    continue  # “write your answer as answer = "a", "b" …”
                seen += 1
                assert alike(region) not in (text if region.count("\n") > 1 else homework), f"{path.name}: {region}"
    assert seen > 100


def test_what_is_for_the_lecturer_is_on_no_page_and_not_in_the_search() -> None:
    seen = 0
    text = text_of_site()
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.metadata.get("slideshow", {}).get("slide_type") == "notes":
                seen += 1
                assert alike(re.sub(r"[*`$]", "", cell.source))[:60] not in text
    assert seen > 10
    assert "for-the-lecturer" not in (SITE / "searchindex.js").read_text(encoding="utf-8")


# --- in a browser --------------------------------------------------------------------------------


@pytest.fixture
def visit(browser: Any) -> Any:
    """visit("docs/sandbox.html", width=390, theme="dark") -> the page from its file, its explorers started."""
    contexts = []

    def show(page: str, *, width: int = 1280, theme: str = "light", scripts: bool = True, fragment: str = "") -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=theme, java_script_enabled=scripts
        )
        contexts.append(context)
        seen = context.new_page()
        seen.errors, seen.requests = [], []
        seen.on("console", lambda m: seen.errors.append(m.text) if m.type == "error" else None)
        seen.on("pageerror", lambda error: seen.errors.append(str(error)))
        seen.on(
            "request", lambda r: None if r.url.startswith(("file:", "data:", "blob:")) else seen.requests.append(r.url)
        )
        seen.goto((SITE / page).as_uri() + fragment)
        if scripts:
            seen.wait_for_selector("html[data-gd-live]", state="attached", timeout=30_000)
            seen.wait_for_load_state("load")
        return seen

    yield show
    for context in contexts:
        context.close()


def views_in(page: str) -> int:
    return (SITE / page).read_text(encoding="utf-8").count("application/vnd.jupyter.widget-view+json")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_complete_quiet_and_as_wide_as_the_window(visit: Callable[..., Any], keep: Any, page: str) -> None:
    for width, theme in ((1280, "light"), (390, "dark")):
        seen = visit(page, width=width, theme=theme)
        keep(seen, f"site-{page.replace('/', '-')}-{width}-{theme}")
        assert seen.evaluate("document.documentElement.dataset.theme") == theme
        assert seen.evaluate("document.documentElement.scrollWidth") <= width
        assert seen.locator(".gd-live .gdkit").count() == views_in(page)
        assert seen.locator(".gd-formula-error, .katex-error").count() == 0
        assert seen.locator(".math:not(:has(.katex))").count() == 0
        assert seen.errors == [] and seen.requests == []


@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing_serious(visit: Callable[..., Any], page: str) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: make node_modules/ready")
    for theme in ("light", "dark"):
        seen = visit(page, theme=theme)
        seen.add_script_tag(content=AXE.read_text(encoding="utf-8"))
        found = seen.evaluate(
            """async () => (
              await axe.run({ exclude: [".katex-html"] }, { resultTypes: ["violations"], iframes: false })
            ).violations.filter((v) => ["serious", "critical"].includes(v.impact))
            .map((v) => [v.id, v.nodes.length, v.nodes.slice(0, 3).map((node) => node.html.slice(0, 200))])"""
        )
        assert found == [], theme


def test_without_scripts_a_page_has_its_formulas_and_the_pictures_of_its_explorers(visit: Callable[..., Any]) -> None:
    seen = visit("notebooks/01-gradient-descent.html", scripts=False)
    assert seen.locator("article .katex-html").first.is_visible()
    assert seen.locator("details.gd-still img").count() == 2
    assert all(picture.is_visible() for picture in seen.locator("details.gd-still img").all())


def test_where_explorers_are_live_their_pictures_are_folded_and_in_print_it_is_the_other_way_round(
    visit: Callable[..., Any],
) -> None:
    seen = visit("notebooks/01-gradient-descent.html")
    picture, live = seen.locator("details.gd-still img").first, seen.locator(".gd-live").first
    assert live.is_visible() and not picture.is_visible()
    seen.emulate_media(media="print")
    seen.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert picture.is_visible() and not live.is_visible()


def test_the_search_finds_a_word_from_a_file(visit: Callable[..., Any]) -> None:
    seen = visit("search.html", fragment="?q=momentum")
    seen.locator("#search-results li a").first.wait_for(timeout=20_000)
    assert any("05-adaptive" in link.get_attribute("href") for link in seen.locator("#search-results li a").all())
    assert seen.errors == [] and seen.requests == []


# --- explorers -----------------------------------------------------------------------------------


def embedded(page: str) -> list[dict[str, Any]]:
    """The states of the explorers in a page."""
    text = (SITE / page).read_text(encoding="utf-8")
    (state,) = re.findall(r'widget-state\+json">(.*?)</script>', text, flags=re.DOTALL)
    return [m["state"] for m in json.loads(state)["state"].values() if m["model_module"] == "anywidget"]


def test_an_explorer_on_the_site_is_the_module_that_jupyterlab_gets() -> None:
    modules = {state["_esm"] for state in embedded("notebooks/00-orientation.html")}
    assert modules == {script(name) for name in ("shapes.js", "nudge.js")}


@pytest.mark.parametrize("hand", ["mouse", "keyboard"])
def test_a_descent_is_predicted_moved_and_revealed_with_the_numbers_of_gdkit(
    visit: Callable[..., Any], hand: str, numbers: Any, decide: Callable[..., None]
) -> None:
    seen = visit("notebooks/01-gradient-descent.html")
    explorer = seen.locator(".gd-live").nth(1)
    choice, show = explorer.get_by_label("it zigzags"), explorer.get_by_role("button", name="Show", exact=True)
    slider = explorer.get_by_role("slider").first
    assert show.is_disabled()
    decide(hand, slider, choice, show)
    eta, n_updates = seen.evaluate(
        "gdLive.then((views) => ['eta', 'n_updates'].map((name) => views[1].model.get(name)))"
    )
    assert eta != 0.004
    run = minimize(cases.shifted_bowl(), np.array([0.01, 0.02]), GD(eta), n_updates)
    said = explorer.get_by_role("img").first.get_attribute("aria-label")
    assert numbers(said, "updates at (") == pytest.approx(run.theta, abs=1e-3)


LECTURES = [page for page in (all_pages() if SITE.is_dir() else []) if page.startswith("notebooks/") and views_in(page)]
SOME_LECTURES = [page for page in LECTURES if page in PAGES] if PAGES is SAMPLE else LECTURES
SHOW = re.compile("^(Show|Train|Count|Double|Do it|See row|This way)")


@pytest.mark.parametrize("page", SOME_LECTURES)
def test_every_explorer_of_a_lecture_obeys_the_keyboard_alone(visit: Callable[..., Any], page: str) -> None:
    seen = visit(page)
    for k in range(views_in(page)):
        explorer = seen.locator(".gd-live").nth(k)
        slider, typed = explorer.get_by_role("slider"), explorer.get_by_label("How many parameters")
        if explorer.get_by_role("button", name="Play").count():
            slider.first.press("End")
            slider.first.press("ArrowLeft")
            last = f"gdLive.then((views) => views[{k}].model.get('film').steps.length - 1)"
            assert seen.evaluate(f"gdLive.then((views) => views[{k}].model.get('frame'))") == seen.evaluate(last) - 1
            continue
        if (radios := explorer.get_by_role("radio")).count():
            radios.first.press("Space")
        elif typed.count():
            typed.press("2")
        else:
            slider.first.press("ArrowRight")
        explorer.get_by_role("button", name=SHOW).press("Enter")
        assert seen.evaluate(f"gdLive.then((views) => views[{k}].model.get('prediction'))")
        assert explorer.locator(".gd-verdict").first.inner_text() != ""
