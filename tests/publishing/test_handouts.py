"""What a handout is made of: answers at its end, notes for the lecturer alone, one picture a plot, links that lead."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from PIL import Image

pytest.importorskip("mdit_py_plugins", reason="what handouts need is not installed: make handouts")
pytest.importorskip("playwright", reason="what handouts need is not installed: make handouts")
pytest.importorskip("pikepdf", reason="what handouts need is not installed: make handouts")

import pikepdf

from publishing.handouts.__main__ import one_after_another
from publishing.handouts.document import of_course
from publishing.handouts.finishing import Pages, finish, pages_of
from publishing.handouts.lecture import Lecture, Writer
from publishing.lectures import chosen, with_guide
from publishing.typesetting import available

pytestmark = pytest.mark.slow  # CI has the packages when it comes to the slow tests
PLACES = {"01-one": "01-one.pdf", "02-two": "02-two.pdf", "A-notation": "A-notation.pdf"}


def text(source: str, kind: str = "-", **named: str) -> NotebookNode:
    return nbformat.v4.new_markdown_cell(source, metadata={"slideshow": {"slide_type": kind}}, **named)


def written(*cells: NotebookNode, lecturer: bool = False) -> Lecture:
    notebook = nbformat.v4.new_notebook(cells=[text("# Lecture 01: one"), *cells])
    return Writer("01-one", PLACES, lecturer=lecturer).write(notebook)


def test_notes_are_in_the_lecturers_edition_alone_whatever_kind_of_cell_they_are() -> None:
    code = nbformat.v4.new_code_cell("say('slowly')", metadata={"slideshow": {"slide_type": "notes"}})
    cells = [text("*For the lecturer.* 9 minutes.", "notes"), code, text("For all.")]
    student, lecturer = written(*cells), written(*cells, lecturer=True)
    assert "9 minutes" not in student.html and "slowly" not in student.html and "For all." in student.html
    notes = re.findall(r"<aside[^>]*>(.*?)</aside>", lecturer.html, re.DOTALL)
    assert "9 minutes" in notes[0] and "slowly" in notes[1] and len(notes) == 2


def test_the_guide_stands_below_the_title_in_the_lecturers_edition_and_is_no_section_of_the_lecture(
    tmp_path: Path,
) -> None:
    (tmp_path / "01.md").write_text("# Lecture 01: for the lecturer\n\n## Aim\n\nTo *see* it.\n", "utf-8")
    notebook = nbformat.v4.new_notebook(cells=[text("# Lecture 01: one"), text("For all.")])
    guided = with_guide(notebook, tmp_path / "01.md")
    assert len(notebook.cells) == 2 and with_guide(notebook, tmp_path / "02.md") is notebook
    lecturer = Writer("01-one", PLACES, lecturer=True).write(guided)
    (note,) = re.findall(r"<aside[^>]*>(.*?)</aside>", lecturer.html, re.DOTALL)
    assert "To <em>see</em> it." in note and "for the lecturer" not in note
    assert len(lecturer.headings) == 1
    assert "see" not in Writer("01-one", PLACES, lecturer=False).write(guided).html


def test_students_find_answers_at_the_end_and_lecturers_in_their_place() -> None:
    quiz = text("## Recall\n\nWhat is 1 + 1?")
    answers = text("<details><summary>Answers</summary>\n\n1. Two.\n</details>", id="quiz-answers")
    cells = [quiz, answers, text("## Summary")]
    student, lecturer = written(*cells), written(*cells, lecturer=True)
    asked, end = student.html.split('<h2 id="01-one--answers">Answers</h2>')
    assert "Two." not in asked and "Two." in end and "<details" not in student.html
    assert '<a href="#01-one--answers-quiz-answers">Answers: at the end</a>' in asked
    assert '<h3 id="01-one--answers-quiz-answers">Recall</h3>' in end
    assert lecturer.html.index("Two.") < lecturer.html.index("Summary") and "at the end" not in lecturer.html


def test_a_lecture_that_is_mentioned_becomes_a_link_except_in_code_and_in_itself() -> None:
    html = written(text("See lecture 02, `lecture 02`, appendix A, lecture 01 and lecture 77.")).html
    assert re.findall(r'<a href="([^"]*)">([^<]*)</a>', html) == [
        ("02-two.pdf", "lecture 02"),
        ("A-notation.pdf", "appendix A"),
    ]


def test_links_lead_to_other_handouts_or_the_web_and_others_become_text() -> None:
    html = written(text("[two](02-two.ipynb#part), [web](https://example.org), [code](../gdkit/losses.py)")).html
    assert re.findall(r'href="([^"]*)"', html) == ["02-two.pdf", "https://example.org"]
    assert ", code" in html


def test_ids_begin_with_the_lecture_and_a_second_title_stands_below_the_first() -> None:
    lecture = written(text("# Part two"), text("### Detail"))
    assert re.findall(r'<(h\d) id="([^"]*)">', lecture.html) == [
        ("h1", "01-one--lecture-01-one"),
        ("h2", "01-one--part-two"),
        ("h3", "01-one--detail"),
    ]
    assert [place for place, _ in lecture.headings] == ["01-one--lecture-01-one", "01-one--part-two"]


def test_a_plot_that_comes_as_html_and_as_png_is_one_picture_of_256_colours_with_its_words() -> None:
    noise = Image.effect_noise((60, 40), 90).convert("RGB")
    noise.putpixel((0, 0), (200, 10, 10))
    file = io.BytesIO()
    noise.save(file, "PNG")
    data = base64.b64encode(file.getvalue()).decode()
    cell = nbformat.v4.new_code_cell("plots.noise()")
    html = f'<img src="data:image/png;base64,{data}" alt="noise" width="60">'
    cell.outputs = [nbformat.v4.new_output("display_data", {"text/html": html, "image/png": data})]
    (picture,) = re.findall(r"<img[^>]*>", written(cell).html)
    assert 'alt="noise"' in picture
    with Image.open(io.BytesIO(base64.b64decode(re.findall(r"base64,([^\"]*)", picture)[0]))) as small:
        assert small.mode == "P" and small.size == (60, 40)


def test_an_explorer_is_its_picture_alone() -> None:
    cell = nbformat.v4.new_code_cell("explorer")
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "x"}, "text/plain": "Explorer: interactive"}
    cell.outputs = [nbformat.v4.new_output("display_data", view)]
    assert "interactive" not in written(cell).html and 'class="output"' not in written(cell).html


@pytest.mark.skipif(not available(), reason="Node and KaTeX typeset formulas: make node_modules/ready")
def test_a_formula_has_its_tex_as_words_and_no_second_form_that_print_would_drop() -> None:
    html = written(text(r"### The slope $\partial J/\partial w$" + "\n\n" + r'$$a < b \text{ "so"}$$')).html
    assert re.findall(r'alt="(.*?)"', html) == [
        r"$\partial J/\partial w$",
        r"$a &lt; b \text{ &quot;so&quot;}$",
    ]
    assert 'data-plain="∂J/∂w"' in html and "<math" not in html


def test_contents_name_each_heading_with_its_page_and_pages_their_lecture() -> None:
    lecture = Lecture("01-one", 'The "one" <b>', "<h1>x</h1>", (("01-one--x", "One"), ("01-one--y", "Why")))
    html = of_course([lecture], {"01-one--x": 3, "01-one--y": 12})
    assert re.findall(r'<a href="#([^"]*)"><span>(.*?)</span><span class="number">(\d*)</span>', html) == [
        ("01-one--x", "One", "3"),
        ("01-one--y", "Why", "12"),
    ]
    assert r'@page lecture-01-one { @top-left { content: "The \22 one\22  \3c b>"; } }' in html


def test_lectures_are_chosen_by_number_or_name_and_others_are_refused_with_those_that_there_are() -> None:
    names = list(PLACES)
    assert chosen([], names) == names
    assert chosen(["A", "01-one"], names) == ["01-one", "A-notation"]
    with pytest.raises(ValueError, match=r"no lecture 7; there are 01-one 02-two A-notation"):
        chosen(["7", "01"], names)


def test_pages_of_documents_that_follow_each_other_go_on_counting() -> None:
    documents = [Pages({"cover": 1, "contents": 2}, 4), Pages({"a": 1, "b": 3}, 3), Pages({"c": 2}, 2)]
    assert one_after_another(documents) == {"cover": 1, "contents": 2, "a": 5, "b": 7, "c": 9}


def test_a_finished_pdf_links_to_what_lies_beside_it_and_names_neither_its_folder_nor_its_day(tmp_path: Path) -> None:
    pdf = tmp_path / "01-one.pdf"
    with pikepdf.new() as made:
        page = made.add_blank_page()
        links = [f"{tmp_path.as_uri()}/02-two.pdf", "https://example.org/"]
        page.obj.Annots = pikepdf.Array(
            pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=link))
            for link in links
        )
        formula = pikepdf.Dictionary(S=pikepdf.Name.Figure, Alt="$x^2$", K=0)
        picture = pikepdf.Dictionary(S=pikepdf.Name.Figure, Alt="A curve", K=1)
        made.Root.StructTreeRoot = pikepdf.Dictionary(K=pikepdf.Array([formula, picture]))
        made.docinfo["/CreationDate"] = "D:20260101"
        with made.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("OneOne", 0))
        made.save(pdf)
    finish(pdf, ["One"])
    with pikepdf.open(pdf) as done, done.open_outline() as outline:
        assert [str(each.A.URI) for each in done.pages[0].obj.Annots] == ["./02-two.pdf", "https://example.org/"]
        assert [str(each.S) for each in done.Root.StructTreeRoot.K] == ["/Formula", "/Figure"]
        assert [item.title for item in outline.root] == ["One"]
        assert "/CreationDate" not in done.docinfo
    assert str(tmp_path).encode() not in pdf.read_bytes()
    assert pages_of(["one"], pdf) == Pages({"one": 1}, 1)
