"""A handout as a reader of PDFs finds it: A4, pages counted, words for formulas and pictures, links, nothing cut off.

One lecture is printed; `make handouts-check` prints all.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import nbformat
import pytest

pytest.importorskip("mdit_py_plugins", reason="what handouts need is not installed: make handouts")
pytest.importorskip("pikepdf", reason="what handouts need is not installed: make handouts")
pytest.importorskip("pypdf", reason="what handouts need is not installed: make handouts")

from pypdf import PdfReader

from publishing.executing import CACHE, ROOT, executed
from publishing.handouts.__main__ import print_course, print_lecture
from publishing.handouts.document import of_lecture, of_sheet
from publishing.handouts.lecture import Lecture, Writer
from publishing.handouts.printing import FIT, TEXT_WIDTH, printer_of
from publishing.handouts.sheet import WIDTH, print_sheet, sheet
from publishing.typesetting import available

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not available(), reason="Node and KaTeX typeset formulas: make node_modules/ready"),
]
NAMES = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
SAMPLE = NAMES if os.environ.get("GDKIT_HANDOUTS") == "all" else ["03-one-minibatch-by-hand"]
A4 = pytest.approx((595.3, 841.9), abs=1)
MM = 72 / 25.4


class Printed:
    """A lecture's notebook as executed, its pages for students and for lecturers, and their PDFs."""

    def __init__(self, browser: Any, name: str, folder: Path) -> None:
        notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
        self.name, self.notebook = name, executed({name: notebook}, CACHE)[name]
        places = {each: f"{each}.pdf" for each in NAMES}
        self.lecture, self.lecturers = (
            Writer(name, places, lecturer=lecturer).write(self.notebook) for lecturer in (False, True)
        )
        (folder / "lecturer").mkdir()
        paths = (folder / f"{name}.pdf", folder / "lecturer" / f"{name}.pdf")
        for lecture, path in zip((self.lecture, self.lecturers), paths, strict=True):
            print_lecture(lecture, path, printer_of(browser))
        self.path = paths[0]
        self.student, self.lecturer = map(PdfReader, paths)
        self.texts = [page.extract_text() for page in self.student.pages]

    def cells(self, kind: str) -> list[Any]:
        return [cell for cell in self.notebook.cells if cell.cell_type == kind]


@pytest.fixture(scope="module", params=SAMPLE)
def printed(browser: Any, request: Any, tmp_path_factory: Any) -> Printed:
    return Printed(browser, request.param, tmp_path_factory.mktemp("handouts"))


def alike(text: str) -> str:
    return re.sub(r"\s+", "", text)


def elements(reader: PdfReader) -> Iterator[Any]:
    """The structure that a screen reader reads."""
    waiting = [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            if "/S" in node:
                yield node
            waiting += [node["/K"]] if "/K" in node else []


def outline(reader: PdfReader, level: Any = None) -> Iterator[tuple[str, int]]:
    for item in reader.outline if level is None else level:
        if isinstance(item, list):
            yield from outline(reader, item)
        else:
            yield item.title, reader.get_destination_page_number(item) + 1


def links(reader: PdfReader) -> Iterator[Any]:
    for page in reader.pages:
        for reference in page.get("/Annots", []):
            yield reference.get_object()


def test_pages_are_a4_and_say_which_of_how_many_they_are_and_of_what(printed: Printed) -> None:
    pages = printed.student.pages
    assert len(pages) > 5
    for number, page in enumerate(pages, 1):
        assert (page.mediabox.width, page.mediabox.height) == A4
        text = printed.texts[number - 1]
        assert f"{number} of {len(pages)}" in text and printed.lecture.title in text
    assert printed.student.metadata.title == printed.lecture.title
    assert printed.path.stat().st_size < 2_500_000


def test_what_is_for_the_lecturer_is_in_the_lecturers_edition_alone(printed: Printed) -> None:
    notes = [cell.source for cell in printed.notebook.cells if cell.metadata.slideshow.slide_type == "notes"]
    assert "Forthelecturer" not in alike("".join(printed.texts))
    beginning = alike("".join(page.extract_text() for page in printed.lecturer.pages[:2]))
    for note in notes:
        assert alike(re.sub(r"[*`]", "", note))[:80] in beginning


def test_headings_are_the_outline_and_stand_on_its_pages(printed: Printed) -> None:
    found = list(outline(printed.student))
    assert found[0] == (printed.lecture.title, 1)
    sources = [line for cell in printed.cells("markdown") for line in re.findall(r"(?m)^#+ (.*)$", cell.source)]
    assert len(found) >= len(sources) > 3
    for source, (title, page) in zip(sources, found, strict=False):
        if "$" not in source:  # a formula's letters stand anywhere in what is extracted
            assert re.sub(r"[*`]", "", title) == re.sub(r"[*`]", "", source)  # marks, and the star of Θ*
            assert alike(title) in alike(printed.texts[page - 1]), title


def test_every_formula_has_its_tex_for_a_screen_reader_and_every_plot_its_words_once(printed: Printed) -> None:
    root = printed.student.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en"
    told = [(node["/S"], str(node.get("/Alt", ""))) for node in elements(printed.student)]
    formulas = [words for kind, words in told if kind == "/Formula"]
    assert len(formulas) == printed.lecture.html.count('class="said"') > 20
    assert all(re.fullmatch(r"\$.+\$", words, re.DOTALL) for words in formulas)
    plots = [
        output.data["text/html"]
        for cell in printed.cells("code")
        for output in cell.outputs
        if "image/png" in output.get("data", {})
    ]
    assert len([words for kind, words in told if kind == "/Figure" and words]) == len(plots)
    pictures = [picture.image for page in printed.student.pages for picture in page.images]
    assert len([picture for picture in pictures if picture.width > 1]) == len(plots)


def test_links_lead_to_handouts_beside_it_or_to_places_in_it(printed: Printed) -> None:
    seen = list(links(printed.student))
    for link in seen:
        if "/A" in link:
            address = urlsplit(link["/A"]["/URI"])
            assert address.scheme == "https" or (not address.scheme and Path(address.path).stem in NAMES)
        else:
            assert link["/Dest"] in printed.student.named_destinations
    assert seen
    assert b"file://" not in printed.path.read_bytes()


def test_nothing_sticks_out_of_the_text_and_the_margin_for_notes_is_free(browser: Any, printed: Printed) -> None:
    right = []

    def visit(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        if text.strip():
            right.append(cm[4] + tm[4] * cm[0])

    for number, page in enumerate(printed.student.pages, 1):
        right.clear()
        page.extract_text(visitor_text=visit)
        first, last = (16, 159) if number % 2 else (51, 194)
        assert min(right) > (first - 1) * MM and max(right) < last * MM
    page = browser.new_page(viewport={"width": TEXT_WIDTH, "height": 800})
    page.emulate_media(media="print")
    page.set_content(of_lecture(printed.lecture))
    page.evaluate("document.fonts.ready.then(() => true)")
    page.evaluate(FIT)
    wide = page.evaluate(
        """() => [...document.querySelectorAll("pre .line, img, table, h1, h2, h3, p, li, .katex-base")]
          .map((each) => [each.getBoundingClientRect(), each.outerHTML.slice(0, 200)])
          .filter(([box]) => box.right > innerWidth + 1 || box.left < -1)
          .map(([, html]) => html)"""
    )
    width = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert wide == []
    assert width <= TEXT_WIDTH + 1  # or Chromium prints everything smaller


def test_the_course_has_contents_with_the_right_pages_and_links_within_itself(browser: Any, tmp_path: Path) -> None:
    def lecture(number: int) -> Lecture:
        title, other = f"Lecture 0{number}: of {number}", 3 - number
        texts = [
            f"# {title}\n\nSee lecture 0{other}.",
            *(f"## Section {number}.{k}\n\n" + "Text. " * 2000 for k in (1, 2)),
        ]
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text) for text in texts])
        return Writer(f"0{number}-x", {"01-x": "#01-x", "02-x": "#02-x"}, lecturer=False).write(notebook)

    lectures, to_pdf = [lecture(1), lecture(2)], printer_of(browser)
    printed = [print_lecture(each, tmp_path / f"{each.name}.pdf", to_pdf) for each in lectures]
    count = print_course(lectures, printed, tmp_path / "course.pdf", to_pdf)
    reader = PdfReader(tmp_path / "course.pdf")
    texts = [page.extract_text() for page in reader.pages]
    assert count == len(texts)
    contents = re.findall(r"((?:Lecture 0\d: of|Section) [\d.]+) ?(\d+)\n", texts[1] + "\n")
    assert len(contents) == 6 and contents == [(title, str(page)) for title, page in list(outline(reader))[2:]]
    for title, page in contents:
        assert title in texts[int(page) - 1]
    starts = {title[:10]: int(page) for title, page in contents if title.startswith("Lecture")}
    for number, text in enumerate(texts, 1):
        running = next((title for title, page in reversed(starts.items()) if number >= page), None)
        assert running is None or text.startswith(running)
    places = [link["/Dest"] for link in links(reader)]
    assert {"/01-x", "/02-x"} < {str(place) for place in places}
    assert all(place in reader.named_destinations for place in places)


def test_the_formulas_of_the_course_are_two_pages_of_a4_with_words_and_links(browser: Any, tmp_path: Path) -> None:
    places = {name: f"{name}.pdf" for name in NAMES}
    assert print_sheet(places, tmp_path / "formulas.pdf", printer_of(browser)).count == 2
    reader = PdfReader(tmp_path / "formulas.pdf")
    assert [(page.mediabox.width, page.mediabox.height) for page in reader.pages] == [A4, A4]
    assert reader.metadata.title == "Formulas"
    formulas = [str(node["/Alt"]) for node in elements(reader) if node["/S"] == "/Formula"]
    assert len(formulas) == sheet(places).html.count('class="said"') > 150
    assert {Path(link["/A"]["/URI"]).stem for link in links(reader)} >= {name for name in NAMES if name[0].isdigit()}
    text = alike("".join(page.extract_text() for page in reader.pages))
    assert "bestmomentum" in text and "softmaxtwice" in text


def test_on_the_sheet_no_formula_leaves_its_column_or_covers_another_cell(browser: Any) -> None:
    page = browser.new_page(viewport={"width": WIDTH, "height": 1000})
    page.emulate_media(media="print")
    page.set_content(of_sheet(sheet({})))
    page.evaluate("document.fonts.ready.then(() => true)")
    page.evaluate(FIT)
    wide = page.evaluate(
        """() => [...document.querySelectorAll("tr")].flatMap((row) => {
          const inked = (cell) => {
            const range = document.createRange();
            range.selectNodeContents(cell);
            return range.getBoundingClientRect();
          };
          const boxes = [...row.cells].filter((cell) => cell.textContent.trim()).map(inked);
          const ends = [...boxes.slice(1).map((box) => box.left), row.getBoundingClientRect().right + 1];
          return boxes.some((box, at) => box.width && box.right > ends[at]) ? [row.cells[0].textContent] : [];
        })"""
    )
    page.close()
    assert wide == []
