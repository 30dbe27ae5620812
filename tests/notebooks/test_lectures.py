"""Every notebook of notebooks/: its form, that it runs, and that its proofs notice a wrong sign or factor."""

import ast
import io
import re
import socket
import tokenize

import pytest
from nbclient import NotebookClient

from gdkit import plots
from gdkit.plots.digits import DIGITS_SO_FAR

from ..this_course import BOOK
from . import ledger

CELL_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
NO_WORDS = re.compile(r"((?=[a-f-]*\d)[0-9a-f]{6,}(-[0-9a-f]+)*|(cell|code|markdown|untitled|new)(-?\d+)?)")
SLIDES = {"slide", "subslide", "fragment", "notes", "skip", "-"}

# ------------------------------------------------------------------------------------------- form


def test_a_lecture_is_kept_without_outputs_and_execution_counts(lecture):
    assert (lecture.notebook.nbformat, lecture.notebook.nbformat_minor) == (4, 5)
    assert lecture.notebook.metadata.kernelspec.name == "python3"
    for cell in lecture.code:
        assert cell.outputs == [] and cell.execution_count is None, cell.id


def test_cell_ids_are_unique_and_say_what_the_cell_is(lecture):
    ids = [cell.id for cell in lecture.cells]
    assert len(ids) == len(set(ids))
    assert [id for id in ids if not says_something(id)] == []


def says_something(id: str) -> bool:
    return bool(CELL_ID.fullmatch(id) and re.search("[a-z]{3}", id) and not NO_WORDS.fullmatch(id))


@pytest.mark.parametrize("id", ["step-3-bias", "title", "data", "facade"])
def test_an_id_of_words_says_something(id):
    assert says_something(id)


@pytest.mark.parametrize("id", ["3fa9c01d", "b0a1c2d3-e4f5-4a6b-8c7d-1e2f3a4b5c6d", "cell-12", "code3", "Title", "a1"])
def test_a_random_or_numbered_id_says_nothing(id):
    assert not says_something(id)


def test_a_code_cell_has_at_most_15_lines_besides_comments(lecture):
    assert {cell.id: n for cell in lecture.code if (n := lines_of_code(cell.source)) > 15} == {}


def lines_of_code(source: str) -> int:
    """Lines that hold anything but a comment."""
    nothing = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return len({n for t in tokens if t.type not in nothing for n in range(t.start[0], t.end[0] + 1)})


def test_comments_and_empty_lines_are_not_counted_and_lines_of_a_string_are():
    assert lines_of_code('# why\nx = 1  # what\n\ny = """a\n\nb"""\n') == 4


def test_a_markdown_cell_before_each_code_cell_says_what_will_be_seen(lecture):
    kinds = [cell.cell_type for cell in lecture.cells]
    assert [lecture.cells[i].id for i in range(len(kinds)) if kinds[i] == "code" and kinds[i - 1] != "markdown"] == []


def test_every_cell_knows_its_place_among_the_slides(lecture):
    places = {cell.id: cell.metadata.get("slideshow", {}).get("slide_type") for cell in lecture.cells}
    assert {id: place for id, place in places.items() if place not in SLIDES} == {}
    assert places[lecture.cells[0].id] == "slide"


def test_figures_come_from_gdkit_alone(lecture):
    for cell in lecture.code:
        for node in ast.walk(ast.parse(cell.source)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in names if name.split(".")[0] in ("matplotlib", "pylab", "plotly")], cell.id


def test_a_lecture_opens_with_aims_and_minutes_and_ends_with_summary_and_exercises(lecture):
    if not lecture.number.isdigit():
        pytest.skip("an appendix")
    opening = lecture.cells[0].source
    assert opening.startswith(f"# Lecture {lecture.number}: ")
    assert "**You will be able to**" in opening and "**Before.**" in opening
    assert re.search(r"\*\*Time\.\*\* \d+ (and \d+ )?minutes", opening)
    assert lecture.headings()[-2:] == ["Summary", "Exercises"]


def test_the_sections_that_feedback_sends_to_exist(lecture):
    headings = [normal(heading) for heading in lecture.headings()]
    wanted = {section for text in rereads(lecture.number) for section in sections(text)}
    assert [section for section in sorted(wanted) if not any(h.startswith(section) for h in headings)] == []


def rereads(number: str) -> set[str]:
    """All `reread` strings of the exercises that name this lecture."""
    texts = set()
    for exercise in BOOK.values():
        texts.add(exercise.reread)
        texts.update(mistake.reread for _, mistake in getattr(exercise, "mistakes", {}).values())
        texts.update(mistake.reread for mistake in getattr(exercise, "wrong", {}).values())
    return {text for text in texts if text.startswith(f"Lecture {number},")}


def sections(text: str) -> list[str]:
    """The headings that "Lecture 03, steps 3 to 5" and "Lecture 03, “From one step to one pass”" stand for."""
    section = normal(text.partition(", ")[2])
    if several := re.fullmatch(r"steps (\d+) to (\d+)", section):
        first, last = map(int, several.groups())
        return [f"step {k}" for k in range(first, last + 1)]
    return [section]


def normal(heading: str) -> str:
    """Without quotation marks and code marks, in small letters."""
    return re.sub(r"[“”\"`*]", "", heading).strip().lower()


def test_a_reread_names_its_sections():
    assert sections("Lecture 03, steps 3 to 5") == ["step 3", "step 4", "step 5"]
    assert sections("Lecture 03, step 5: “one point, two gradients”") == [normal("Step 5: one point, two gradients")]


def test_lecture_03_is_named_by_its_exercises():
    assert len(rereads("03")) >= 10, "or the test above has nothing to look for"


# ----------------------------------------------------------------------------------------- ledger


def test_ledger_ids_stand_at_the_top_of_the_metadata_at_most_five_in_a_cell(lecture):
    for cell in lecture.cells:
        assert "ledger" not in cell.metadata.get("slideshow", {}), cell.id
        rows = cell.metadata.get("ledger", ["E1"])
        assert isinstance(rows, list) and 1 <= len(rows) <= 5 and len(set(rows)) == len(rows), cell.id
        assert set(rows) <= {row.id for row in ledger.ROWS}, cell.id


def test_all_rows_of_a_lecture_are_treated_and_its_equations_and_numbers_proved(lecture):
    assert ledger.missing(lecture.number, lecture.cells) == []


def test_the_course_covers_every_row_of_the_ledger(capsys):
    assert ledger.main() == 0, capsys.readouterr().out
    assert "263 of 263 rows covered" in capsys.readouterr().out


def test_the_ledger_has_263_rows_each_with_a_lecture_of_the_course():
    assert len(ledger.ROWS) == 263 == len({row.id for row in ledger.ROWS})
    assert {number for row in ledger.ROWS for number in row.lectures} == {f"{k:02d}" for k in range(14)}


# ------------------------------------------------------------------------------------------- runs


@pytest.mark.slow
def test_a_lecture_runs_in_a_fresh_kernel_without_a_warning_and_its_pictures_have_words(lecture, tmp_path):
    client = NotebookClient(lecture.notebook.copy(), timeout=60, kernel_name="python3")
    executed = client.execute(cwd=str(tmp_path))
    for cell in (cell for cell in executed.cells if cell.cell_type == "code"):
        for output in cell.outputs:
            assert output.output_type != "error" and output.get("name") != "stderr", f"{cell.id}: {output}"
            if "image/png" in output.get("data", {}):
                assert len(output.metadata["image/png"]["alt"]) > 40, cell.id
    assert list(tmp_path.iterdir()) == [], "a lecture leaves no file behind"


@pytest.mark.slow
def test_a_lecture_runs_without_a_network_and_gets_as_many_digits_right_as_the_course_has_on_record(
    lecture, monkeypatch
):
    def refuse(*_):
        raise OSError("a lecture asked for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    counted = []
    monkeypatch.setattr(plots, "digits_so_far", lambda *seen, **_: counted.append(seen))
    lecture.run()
    for number, right, *of in counted:
        record = next(record for record in DIGITS_SO_FAR if record.lecture == number)
        assert (number, *(of or [360])) == (lecture.number, record.of)
        assert abs(right - record.right) <= 1, "but for what another processor rounds"
    assert len(counted) == lecture.number.isdigit()


def test_lecture_03_walks_through_one_pass_as_the_ledger_says(lecture):
    """X3.2 of the ledger, part 5: rows in order, batches of 3, η = 0.1."""
    if lecture.number != "03":
        pytest.skip("lecture 03 only")
    upto = [cell.id for cell in lecture.code].index("one-pass-table")
    path = lecture.run(upto)["path"]
    assert path[1:].round(8).tolist() == [
        [0.32, 1.6, 1.42666667],
        [0.30533333, 1.53688889, 1.42044444],
        [0.27735704, 1.54095259, 1.40603881],
        [0.2759362, 1.49688444, 1.42947554],
    ]


# --------------------------------------------------------------------------------------- mutation


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_another_sign_or_factor_in_what_is_verified_makes_the_cell_fail(lecture):
    assert lecture.survivors() == []


SETUP = "import numpy as np\nfrom gdkit import verify"


@pytest.mark.parametrize(
    "cell",
    [
        "verify('both', 1 + 2, 3)",
        "g = 2 * np.array([1.0, 2.0])\nverify.gradient('g', lambda x: x @ x, [1.0, 2.0], g)",
        "def f(x):\n    return x * x - 1\nverify.printed('f', f(3), '8')",
        "a, b = 1 + 2, 4 - 1\nverify('a tuple', a, b)",
        "verify.fails('not', 2, 3)",
        "verify.shape('two', [1.0, 2.0], (2,))",
    ],
)
def test_a_proof_notices_every_change(write_lecture, cell):
    lecture = write_lecture(SETUP, cell)
    assert list(lecture.mutants(lecture.code[1])) and lecture.survivors() == []


@pytest.mark.parametrize(
    "cell",
    [
        "x = np.array([1.0, 2.0])\nverify('a tautology', x.copy(), x)",
        "verify('zero on both sides', 1 - 1, 0)",
        "verify('too loose', 1.0, 1.0 + 0 * 5, tol=0.9)",
        "b = 0\nverify('b does not show', 3, 3 + b)",
    ],
)
def test_a_proof_that_proves_nothing_is_found_out(write_lecture, cell):
    assert write_lecture(SETUP, cell).survivors() != []


def test_each_sign_and_factor_of_the_claim_is_changed_once(write_lecture):
    lecture = write_lecture(SETUP, "x = 3\ny = 2 * (x - 1) / 4\nverify('y', 1.0, y)")
    changed = [mutant.source for mutant in lecture.mutants(lecture.code[1])]
    wanted = ["_times(-1, 2 * (x - 1) / 4)", "_times(2, ", "6 * (x - 1) / 4", "2 * (x + 1) / 4", "2 * (x - 1) / 12"]
    assert len(changed) == 5 and all(any(want in source for source in changed) for want in wanted)
