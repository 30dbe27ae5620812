"""Similar submissions: a copy is found under other names, independent work is not, and nobody is judged."""

from __future__ import annotations

import json
import random
import re
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from autograder import cli
from autograder.classes.anonymous import code_of
from autograder.classes.similar import MAX_WORK, Pair, Work, cell_of, pairs_of, read_work
from autograder.classes.winnowing import CODE, MAX_TOKENS, WORDS
from autograder.course.course import Course
from autograder.text import safe

from ..linear import grows_linearly
from .conftest import ASSIGNMENT
from .copies import by_chance, cell, copied, prints, right_answers, work

FIVE_LINES = 120  # tokens: a function that is longer can be told from one that somebody else wrote
HOSTILE = "<script>document.title='ran'</script><img src=x onerror=\"document.title='ran'\"> \x1b[31m\u202e"


def strength(*works: Work, known: set[int] = frozenset()) -> float:  # type: ignore[assignment]
    found = pairs_of(list(works), known)
    return found[0].strength if found else 0.0


# --- figures ----------------------------------------------------------------------------------------


def test_no_two_independent_right_functions_are_shown() -> None:
    """The variants of 66 exercises and 239 functions written from the statements alone, two and two."""
    compared, shown = 0, []
    for id, (reference, others) in right_answers().items():
        works = [work(str(number), source) for number, source in enumerate(others)]
        known = prints(reference)
        for a, b in combinations(works, 2):
            compared += 1
            shown += [id] if pairs_of([a, b], known) else []
    assert compared > 1300
    assert shown == []


@pytest.mark.slow
def test_no_two_independent_homeworks_are_shown_and_copies_are() -> None:
    """Of each lesson, homeworks of right functions that are drawn without a common one, and disguised copies."""
    rng = random.Random(1)
    lessons: dict[str, list[str]] = defaultdict(list)
    for id in right_answers():
        lessons[id[:2]].append(id)
    compared, shown, missed = 0, [], Counter[str]()
    for lesson, ids in lessons.items():
        known = prints(*(right_answers()[id][0] for id in ids))
        for _ in range(20):
            drawn = [rng.sample(right_answers()[id][1], 2) for id in ids if len(right_answers()[id][1]) > 1]
            one, other = (work(name, *sources) for name, sources in zip("ab", zip(*drawn, strict=True), strict=True))
            copy = work("copy", *(copied(source, rng) for source, _ in rng.sample(drawn, len(drawn))))
            compared += 1
            shown += [lesson] if pairs_of([one, other], known) else []
            if not pairs_of([one, copy], known):
                missed[lesson] += 1
                assert one.length(CODE) < 1.3 * FIVE_LINES, lesson  # so short that there is nothing to tell
    assert compared == 280 and shown == []
    assert sum(missed.values()) < 0.03 * compared


def test_two_right_answers_of_five_lines_are_never_shown_be_they_the_same() -> None:
    for id, (_, others) in right_answers().items():
        for source in others:
            one = work("a", source)
            if one.length(CODE) < 80:
                assert not pairs_of([one, work("b", source)], set()), id


# --- disguises --------------------------------------------------------------------------------------

LONG = by_chance(random.Random(0), 2)
MINE = "\n\n".join(LONG)
DISGUISES = {
    "other names": re.sub(r"\b([a-h]\d|[Xywb]|f\d)\b", r"my_\1", MINE),
    "comments and a docstring": MINE.replace(":\n", ':\n    """Mine."""\n').replace("\n", "  # a comment\n"),
    "another layout": MINE.replace(" = ", "=").replace("    ", "\t").replace(" * ", "*\\\n  "),
    "brackets around results": re.sub(r"return (.*)", r"return (\1)", MINE),
    "another order of functions": "\n\n".join(reversed(LONG)),
    "other texts": MINE + "\nprint('done')",
    "one step of each left out": re.sub(r"\n    [a-h]\d = .*\n    return", "\n    return", MINE),
    "a print after every third step": re.sub(r"((?:\n    [a-h]\d = .*){3})", r"\1\n    print('so far')", MINE),
}


@pytest.mark.parametrize("disguise", DISGUISES)
def test_a_disguise_hides_no_copy(disguise: str) -> None:
    assert DISGUISES[disguise] != MINE
    assert strength(work("a", MINE), work("b", DISGUISES[disguise])) > 1


def test_cells_that_were_split_or_moved_hide_no_copy() -> None:
    assert strength(work("a", *LONG), work("b", *reversed(LONG))) > 1
    assert strength(work("a", MINE), work("b", *LONG)) > 1


def test_what_a_library_calls_its_functions_is_no_name_of_ones_own() -> None:
    other = MINE.replace("np.sum", "np.prod").replace("np.mean", "np.median").replace("np.exp", "np.sin")
    assert strength(work("a", MINE), work("b", other)) < strength(work("a", MINE), work("b", MINE))


def test_sentences_that_are_nearly_the_same_are_found() -> None:
    text = (
        "Rows 6 and 11 have the factor -1.8, so these two jump and move further away with every step. I would take "
        "0.05, because then nothing explodes, at the price that rows with a short x learn slowly."
    )
    other = text.replace("I would take", "We choose").replace("jump and", "JUMP, and ").replace("slowly", "very slowly")
    own = "The rate has to stay below 1/14; otherwise the longest row diverges. My choice is 0.06: close to the limit."
    pair = [Work(name, [cell_of("", False, safe(words))]) for name, words in (("a", text), ("b", other), ("c", own))]
    assert [(p.works[0].student, p.works[1].student) for p in pairs_of(pair, set())] == [("a", "b")]


# --- what says nothing ------------------------------------------------------------------------------


def test_what_was_given_out_says_nothing() -> None:
    assert strength(work("a", MINE), work("b", MINE), known=prints(MINE)) == 0


def test_what_many_have_says_nothing_and_what_fewer_have_counts_more() -> None:
    rng = random.Random(2)
    lecture, copy = MINE, by_chance(rng, 3)
    alone = [work(f"s{k}", *by_chance(rng, 2), lecture) for k in range(20)]
    assert pairs_of(alone, set()) == []
    pair = [work("x", *copy), work("y", *copy)]
    two = strength(*alone, *pair)
    four = strength(*alone, *pair, work("z", *copy), work("zz", *copy))
    assert 1 < four < two


def test_of_a_class_of_120_only_the_copies_are_shown_each_before_what_is_less_unusual() -> None:
    rng = random.Random(3)
    sources = [by_chance(rng) for _ in range(120)]
    sources[50] = [copied(source, rng) for source in rng.sample(sources[7], 6)]
    sources[60][:3] = [copied(source, rng) for source in sources[8][:3]]
    found = pairs_of([work(f"s{k:03}", *each) for k, each in enumerate(sources)], set())
    assert [tuple(each.student for each in pair.works) for pair in found] == [("s007", "s050"), ("s008", "s060")]


def test_the_time_grows_with_the_number_of_submissions_and_not_with_its_square() -> None:
    rng = random.Random(1)
    works = [work(f"s{k}", *by_chance(rng, 2)) for k in range(240)]
    assert grows_linearly(lambda count: pairs_of(works[:count], set()), 60)


# --- hostile texts ----------------------------------------------------------------------------------


QUOTES = ("'", '"', "\"'", '"\\', "a'", '\\"""', "''' \\''' ")
ENDLESS = (*QUOTES, "#", "(", "1_", "\\", "é\u0301", "\n", "0.")


@pytest.mark.slow
@pytest.mark.parametrize("piece", ENDLESS, ids=repr)
def test_the_time_for_a_text_grows_with_its_length_and_not_with_its_square(piece: str) -> None:
    def read(length: int) -> None:
        text = (piece * length)[:length]
        for kind in (CODE, WORDS):
            tokens = kind.tokens(text)
            assert len(tokens) <= MAX_TOKENS
            kind.prints(tokens)

    assert grows_linearly(read, 10_000)


# --- the command ------------------------------------------------------------------------------------


def hand_in(course: Course, student: str, code: str, words: str) -> None:
    path = next(course.path("release", ".", ASSIGNMENT).glob("*.ipynb"))
    notebook = nbformat.read(path, 4)
    for each in notebook.cells:
        if each.metadata.get("nbgrader", {}).get("grade_id") == "minibatch_step":
            each.source = code
        elif each.source.startswith("*Write your answer"):
            each.source = words
    to = course.path("submitted", student, ASSIGNMENT) / path.name
    to.parent.mkdir(parents=True)
    nbformat.write(notebook, to)


@pytest.fixture
def handed_in(course: Course) -> Course:
    """A pair with a copy, one who wrote alone, an attack, and two that cannot be read."""
    rng = random.Random(4)
    hand_in(course, "ada", f"{MINE}\n# {HOSTILE}", f"By ada. {HOSTILE}")
    hand_in(course, "bo<b>", f"{DISGUISES['other names']}\n# {HOSTILE}", HOSTILE)
    hand_in(course, "chiara", "\n\n".join(by_chance(rng, 2)), "One.")
    hand_in(course, "huge", "x = 1\n" * 200_000, "many words " * 100_000)
    (course.path("submitted", "empty", ASSIGNMENT)).mkdir(parents=True)
    damaged = course.path("submitted", "kofi", ASSIGNMENT) / "one-minibatch-by-hand.ipynb"
    damaged.parent.mkdir(parents=True)
    damaged.write_text('{"cells": [')
    return course


def test_the_page_shows_the_pair_side_by_side_and_judges_nobody(
    handed_in: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "pairs.json"
    assert cli.main(["similar", "03", "--course", str(handed_in.root), "--json", str(out)]) == 0
    said = capsys.readouterr()
    assert "4 submissions compared; pairs to look at: 1" in said.out
    assert re.findall(r"not compared: (\w+):", said.err) == ["empty", "kofi"]
    text = (handed_in.results_path(ASSIGNMENT) / "similar.html").read_text()
    page = BeautifulSoup(text, "html.parser")
    assert not page.find_all(["script", "img"]) and "script-src" not in text and len(text) < 100_000
    sides = page.select(".sides > section")
    assert [side.h3.get_text() for side in sides] == ["ada", "bo<b>"]  # type: ignore[union-attr]
    left, right = ([mark["data-n"] for mark in side.find_all("mark")] for side in sides)
    assert left and left == right
    assert "def my_f0" in sides[1].find("mark").get_text() or "my_" in sides[1].find("mark").get_text()  # type: ignore[union-attr]
    words = page.get_text().lower()
    assert "a reason to look, and no finding about anybody" in words
    assert not [word for word in ("plagiar", "cheat", "guilty", "suspect", "fraud", "copied from") if word in words]
    (pair,) = json.loads(out.read_text())["pairs"]
    assert pair["students"] == ["ada", "bo<b>"] and pair["code"]["unusual"] > pair["code"]["shown_from"]
    assert {each["student"] for each in json.loads(out.read_text())["not_compared"]} == {"empty", "kofi"}


def test_the_page_is_the_same_each_time(handed_in: Course) -> None:
    page = handed_in.results_path(ASSIGNMENT) / "similar.html"
    texts = []
    for _ in range(2):
        assert cli.main(["similar", "03", "--course", str(handed_in.root)]) == 0
        texts.append(page.read_text())
    assert texts[0] == texts[1]


def test_an_anonymous_page_names_nobody(handed_in: Course) -> None:
    with handed_in.gradebook() as book:
        book.add_student("ada")
    assert cli.main(["similar", "03", "--anonymous", "--course", str(handed_in.root)]) == 0
    text = (handed_in.results_path(ASSIGNMENT) / "similar.html").read_text()
    assert not re.search(r"\b(ada|bo&lt;b|kofi|chiara)\b", text)
    assert code_of(handed_in, ASSIGNMENT, "ada") in text and code_of(handed_in, ASSIGNMENT, "kofi") in text


def test_of_work_without_end_only_a_part_is_read(handed_in: Course) -> None:
    found = read_work(handed_in, handed_in.load(ASSIGNMENT), "huge", safe)
    assert sum(len(each.tokens) for each in found.cells) <= MAX_WORK + MAX_TOKENS


def test_a_pair_says_how_much_of_each_work_is_common() -> None:
    (pair,) = pairs_of([work("a", MINE), work("b", MINE, *by_chance(random.Random(5), 2))], set())
    assert isinstance(pair, Pair)
    common = pair.common["code"]
    assert common.tokens <= common.lengths[0] < common.lengths[1]
    assert common.tokens > 0.9 * common.lengths[0]
    assert set(pair.places[0].values()) == set(pair.places[1].values())
    assert cell(MINE).tokens[0].word == "def"
