"""What slides are made of: the cells of a lecture as blocks, and the two editions."""

from __future__ import annotations

import base64
import io
from typing import Any

import nbformat
import pytest
from PIL import Image

pytest.importorskip("mdit_py_plugins", reason="what slides need is not installed: make .venv/publishing")

from publishing.slides.__main__ import NOTEBOOKS, link_among
from publishing.slides.blocks import Block, python, topics_of
from publishing.slides.deck import deck, lecture_of, minutes_of, script, slides_of
from publishing.slides.measuring import Measured
from publishing.typesetting import available

pytestmark = pytest.mark.skipif(not available(), reason="Node and KaTeX are not there: make node_modules/ready")


def markdown(source: str, kind: str = "-", name: str = "cell") -> nbformat.NotebookNode:
    return nbformat.v4.new_markdown_cell(source, id=name, metadata={"slideshow": {"slide_type": kind}})


def code(source: str, *outputs: Any, kind: str = "-", name: str = "code") -> nbformat.NotebookNode:
    cell = nbformat.v4.new_code_cell(source, id=name, metadata={"slideshow": {"slide_type": kind}})
    cell.outputs = list(outputs)
    return cell


def printed(text: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_output("stream", name="stdout", text=text)


def picture(width: int, height: int) -> nbformat.NotebookNode:
    file = io.BytesIO()
    Image.new("RGB", (2 * width, 2 * height)).save(file, "PNG")
    data = base64.b64encode(file.getvalue()).decode()
    html = f'<img src="data:image/png;base64,{data}" alt="two by one" width="{width}" style="max-width: 100%">'
    return nbformat.v4.new_output("display_data", {"text/html": html, "image/png": data})


LECTURE = nbformat.v4.new_notebook(
    cells=[
        markdown("# A lecture\n\nWhat it is.\n\n**Time.** 50 minutes.", "slide", "title"),
        markdown("*For the lecturer.* Say it </body> slowly.", "notes", "notes"),
        markdown("The tools.", "skip", "tools"),
        markdown(
            "## One\n\nIn short:\n\n1. first\n2. second $x^2$.\n\n| a | b |\n|---|---|\n| 1 | 2 |", "slide", "one"
        ),
        code("x = 1\n\nprint(x)\nprint(x)", printed("1\n"), printed("1\n"), kind="fragment"),
        markdown("The picture.", "subslide", "picture"),
        code("draw()", picture(800, 400), name="draw"),
        markdown("<details><summary>Answers</summary>\n\n1. Yes.\n</details>", "fragment", "answers"),
    ]
)


def topics() -> Any:
    return topics_of(LECTURE, link_among([]))


def test_a_lecture_is_topics_of_blocks_without_what_is_skipped_or_for_the_lecturer() -> None:
    found = topics()
    kinds = [(topic.name, topic.heading, topic.new, [block.kind for block in topic.blocks]) for topic in found]
    assert kinds == [
        ("title", "A lecture", True, ["text", "text"]),
        ("one", "One", True, ["text", "list", "table", "code", "printed"]),
        ("picture", "One", False, ["text", "code", "picture", "text", "list"]),
    ]
    assert "slowly" in found[0].notes[0]
    everything = "".join(block.html() for topic in found for block in topic.blocks)
    assert "slowly" not in everything and "The tools" not in everything
    assert "<details" not in everything and "<strong>Answers</strong>" in everything


def test_slides_after_the_core_are_marked_as_for_home_where_a_lecture_has_a_core() -> None:
    cells = [markdown("# A lecture", "slide", "title"), markdown("# For home\n\nMore.", "slide", "for-home")]
    assert [topic.home for topic in topics_of(nbformat.v4.new_notebook(cells=cells), link_among([]))] == [False, False]
    cells[0].metadata["core"] = 1
    found = topics_of(nbformat.v4.new_notebook(cells=cells), link_among([]))
    assert [topic.home for topic in found] == [False, True]
    sizes = [(40.0, [Measured(0, (20.0,) * len(block.parts), 100) for block in topic.blocks]) for topic in found]
    said = [slide.html(notes=False) for slide in slides_of(found, sizes)]
    assert ["for home" in text for text in said] == [False, True]


def test_what_was_printed_piece_by_piece_is_one_block_and_fragments_come_later() -> None:
    block = topics()[1].blocks[-1]
    assert len(block.parts) == 2 and block.fragment
    assert [block.fragment for block in topics()[1].blocks] == [False, False, False, True, True]


def test_a_part_of_a_list_goes_on_counting_and_a_part_of_a_table_has_its_head() -> None:
    _, numbered, table, *_ = topics()[1].blocks
    assert '<ol start="2">' in numbered.html(1) and "first" not in numbered.html(1)
    assert "<th>a</th>" in table.html(0, 1)
    assert numbered.costs[0] > table.costs[0], "“In short:” stays with what it announces"


def test_code_is_parted_at_a_blank_line_or_a_statement_and_nowhere_else() -> None:
    block = python("a = 1\n\ndef f(x):\n    y = x\n\n    return y\n\n\n@f\nclass C:\n    pass\nb = 2")
    _, blank, define, y, inside, back, after, after2, decorator, c, passed, b = block.costs
    assert define < b < min(blank, y, inside, back, after, after2, c, passed)
    assert decorator == define
    assert len(block.parts) == 12


SIZES = {"text": 60.0, "table": 40.0, "list": 40.0, "code": 26.0, "printed": 26.0, "picture": 400.0}


def sized(factor: float = 1) -> list[tuple[float, list[Measured]]]:
    def size(block: Block) -> Measured:
        return Measured(0, (SIZES[block.kind] * factor,) * len(block.parts), 1180)

    return [(50.0, [size(block) for block in topic.blocks]) for topic in topics()]


def test_a_heading_is_repeated_with_a_number_and_each_slide_has_a_name_of_its_own() -> None:
    slides = slides_of(topics(), sized())
    assert [(slide.name, slide.heading, slide.number) for slide in slides] == [
        ("title", "A lecture", 1),
        ("one", "One", 1),
        ("picture", "One", 2),
    ]
    more = slides_of(topics(), sized(3))
    assert len({slide.name for slide in more}) == len(more) > 3
    assert [slide.number for slide in more if slide.heading == "One"] == [*range(1, len(more))]
    assert not any(slide.too_large for slide in more)


def test_what_appears_later_is_there_from_the_start_where_nothing_else_is() -> None:
    slides = slides_of(topics(), sized(4))
    for slide in slides:
        assert "fragment" not in slide.blocks[0]
    assert any("fragment" in block for slide in slides_of(topics(), sized()) for block in slide.blocks)


def test_a_picture_keeps_its_shape_and_its_words() -> None:
    (slide,) = [slide for slide in slides_of(topics(), sized()) if "<img" in "".join(slide.blocks)]
    image = next(block for block in slide.blocks if "<img" in block)
    width, height = (int(image.split(f"{side}: ")[1].split("px")[0]) for side in ("width", "height"))
    assert width == pytest.approx(2 * height, abs=2) and 340 <= height <= 500
    assert 'alt="two by one"' in image


def test_one_thing_higher_than_a_slide_is_told() -> None:
    assert not any(slide.too_large for slide in slides_of(topics(), sized()))
    huge = sized()
    huge[0][1][0] = Measured(0, (900.0,), 1180)
    assert [slide.name for slide in slides_of(topics(), huge) if slide.too_large] == ["title"]
    wide = sized()
    wide[1][1][2] = Measured(0, (40.0,), 1300)
    assert [slide.name for slide in slides_of(topics(), wide) if slide.too_large] == ["one"]


def test_the_notes_are_in_the_lecturers_edition_alone() -> None:
    slides = slides_of(topics(), sized())
    lecture = lecture_of(LECTURE, topics())
    plain, lecturers = (deck(lecture, slides, notes=notes) for notes in (False, True))
    assert "slowly" not in plain and "RevealNotes" not in plain.replace("window.RevealNotes", "")
    assert '<aside class="notes">' in lecturers and "slowly" in lecturers
    for text in (plain, lecturers):
        assert text.count("<section id=") == len(slides)
        assert 'data-minutes="50"' in text
        assert "http://" not in text.split("<body>")[0].replace("http://www.w3.org", "")


def test_no_text_of_a_script_ends_it() -> None:
    assert script('a = "</script><!-- <script>"').count("</script>") == 1
    assert "<!--" not in script("<!--")


def test_minutes_are_those_of_the_first_cell_and_decks_lead_to_each_other() -> None:
    assert minutes_of(LECTURE) == 50
    assert minutes_of(nbformat.v4.new_notebook(cells=[markdown("# No time")])) == 0
    link = link_among(sorted(NOTEBOOKS.glob("02-*.ipynb")))
    assert link("02-linear-regression.ipynb#shapes") == "02-linear-regression.html"
    assert link("https://example.org") == "https://example.org"
