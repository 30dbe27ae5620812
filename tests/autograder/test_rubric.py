"""Answers in words: rubrics in the mark scheme, points by clicked items, in nbgrader's own columns."""

from __future__ import annotations

import http.client
import json
import re
import socket
import threading
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup
from hypothesis import given as drawn
from hypothesis import strategies as st
from nbgrader.api import Gradebook

from autograder import cli
from autograder.classes.anonymous import code_of
from autograder.classes.keeping import grade_assignment
from autograder.classes.marking import MAX_NOTE, Changed, Given, give, given_to, note_of, reckon_again
from autograder.course.course import Course
from autograder.course.release import release
from autograder.course.rubric import Item, as_comment, from_comment, read_rubric, rubric_problems, rubrics_of, total
from autograder.errors import CourseError
from autograder.pages.feedback import write_feedback
from autograder.pages.marking import Marking
from autograder.pages.serving import MAX_BODY, Server
from autograder.text import safe

from . import words_course as words
from .words_course import ASSIGNMENT, NOTEBOOK, TASK

KEY = (NOTEBOOK, "why")
ITEMS = [(2.0, "names the rate as the cause"), (1.0, "gives a number"), (-0.5, "units are missing")]


@pytest.fixture(scope="session")
def marked_class(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return words.graded(tmp_path_factory.mktemp("words") / "course")


@pytest.fixture
def own(marked_class: Course, tmp_path: Path) -> Course:
    """A graded course to write into."""
    return words.copy_of(marked_class, tmp_path / "own")


@pytest.fixture
def book(own: Course) -> Iterator[Gradebook]:
    with own.gradebook() as opened:
        yield opened


def now(course: Course, student: str, key: tuple[str, str] = KEY) -> Given:
    with course.gradebook() as book:
        return given_to(book, ASSIGNMENT, key)[student]


def mark(course: Course, student: str, *items: int, note: str = "") -> Given:
    """Click items of the task, as the page does."""
    rubric = rubrics_of(course, ASSIGNMENT)[KEY]
    chosen = [rubric.items[each] for each in items]
    with course.gradebook() as book:
        seen = given_to(book, ASSIGNMENT, KEY)[student].version
        return give(book, ASSIGNMENT, KEY, student, total(chosen), as_comment(chosen, note), seen)


# --- where the rubric stands ------------------------------------------------------------------------


def test_items_are_read_from_mark_schemes_of_tasks_and_of_manual_cells(marked_class: Course) -> None:
    found = rubrics_of(marked_class, ASSIGNMENT)
    assert [(item.points, item.words) for item in found[KEY].items] == ITEMS
    assert found[KEY].text == "Any number below 2/L will do."
    assert [str(item) for item in found[NOTEBOOK, "mean"].items] == ["- [1] a sum", "- [1] over the number"]
    assert [str(item) for item in found[NOTEBOOK, "draw"].items] == ["- [1] draws the data"]


def test_nothing_of_a_rubric_reaches_the_students(marked_class: Course) -> None:
    folder = marked_class.path("release", ".", ASSIGNMENT)
    text = "".join(path.read_text() for path in folder.iterdir())
    assert "Why does it diverge?" in text and "What is a mean?" in text
    for hidden in ("MARK SCHEME", "names the rate", "gives a number", "a sum", "draws the data", "below 2/L"):
        assert hidden not in text


@pytest.mark.parametrize(
    ("scheme", "said"),
    [
        ("- [2] a\n- [2] b", "give 4 points together; expected 3"),
        ("- [2] a\n- [0.5] b\n- [-1] c", "give 2.5 points together; expected 3"),
        ("- [1] a\n- [2] a", "two items of its mark scheme have the same words, 'a'"),
        ("- [1] a\n- [2]", "an item of its mark scheme has no words"),
        ("\n".join(f"- [0] item {k}" for k in range(41)) + "\n- [3] a", "has 42 items; expected at most 40"),
    ],
)
def test_release_says_in_one_line_what_is_wrong_with_a_rubric(tmp_path: Path, scheme: str, said: str) -> None:
    task = f"Why?\n\n### BEGIN MARK SCHEME\n{scheme}\n### END MARK SCHEME"
    course = words.course_in(tmp_path / "course", task)
    with pytest.raises(CourseError) as caught:
        release(course, ASSIGNMENT)
    assert said in str(caught.value) and str(caught.value).startswith("essay.ipynb, cell why: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "scheme",
    ["1 point: a number.\n1 point: a reason.", "- [x] done\n- [ ] not done", "- [2](https://example.org) a link", ""],
    ids=["sentences", "a list to tick off", "a link", "nothing"],
)
def test_a_mark_scheme_of_sentences_is_no_rubric_and_no_problem(tmp_path: Path, scheme: str) -> None:
    task = f"Why?\n\n### BEGIN MARK SCHEME\n{scheme}\n### END MARK SCHEME"
    course = words.course_in(tmp_path / "course", task)
    assert rubric_problems(course, ASSIGNMENT) == []
    assert rubrics_of(course, ASSIGNMENT)[KEY].items == ()


def test_grading_tells_of_a_wrong_rubric_and_goes_on(own: Course, capsys: pytest.CaptureFixture[str]) -> None:
    words.write_task(own, TASK.replace("- [2]", "- [1]"))
    assert cli.main(["grade", ASSIGNMENT, "--course", str(own.root)]) == 0
    said = capsys.readouterr().err
    assert "essay.ipynb, cell why: the items of its mark scheme give 2 points together; expected 3" in said


def test_a_minus_may_be_typed_as_people_type_it() -> None:
    assert [item.points for item in read_rubric("- [−1] a\n* [–0.5] b\n+ [+2] c").items] == [-1, -0.5, 2]


# --- the comment ------------------------------------------------------------------------------------

_words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1).map(safe)
_points = st.integers(-40, 40).map(lambda quarters: quarters / 4)


@drawn(st.lists(st.builds(Item, _points, _words)), st.text())
def test_what_is_kept_as_a_comment_is_read_back(items: list[Item], note: str) -> None:
    note = note_of(note)
    assert from_comment(as_comment(items, note)) == (items, note)


@pytest.mark.parametrize("note", ["- [1] is no item", "- [1] a\n\n- [2] b", "a\n\n\nb", ""])
def test_a_note_that_looks_like_an_item_stays_a_note(note: str) -> None:
    assert from_comment(as_comment([], note)) == ([], note)
    assert from_comment(as_comment([Item(1.0, safe("a"))], note)) == ([Item(1.0, safe("a"))], note)


# --- the gradebook ----------------------------------------------------------------------------------


def test_what_is_clicked_is_nbgraders_manual_score_and_comment(own: Course) -> None:
    assert now(own, "amara").state == "waiting"
    mark(own, "amara", 0, 2, note="Which rate?")
    with own.gradebook() as book:
        grade = book.find_grade("why", NOTEBOOK, ASSIGNMENT, "amara")
        comment = book.find_comment("why", NOTEBOOK, ASSIGNMENT, "amara")
        assert (grade.manual_score, grade.needs_manual_grade, grade.score) == (1.5, False, 1.5)
        assert comment.comment == "- [2] names the rate as the cause\n- [-0.5] units are missing\n\nWhich rate?"
    assert now(own, "amara").state == "done"


def hand_in(course: Course, student: str, cell: int, text: str) -> None:
    """Hand in again, with another text in one cell."""
    path = course.path("submitted", student, ASSIGNMENT) / f"{NOTEBOOK}.ipynb"
    notebook = nbformat.read(path, 4)
    notebook.cells[cell].source = text
    nbformat.write(notebook, path)


@pytest.mark.parametrize("resume", [True, False], ids=["kept", "graded again"])
def test_what_was_marked_stays_marked_where_nothing_has_changed(own: Course, resume: bool) -> None:
    mark(own, "dmitri", 0, 1, note="Good.")
    before = now(own, "dmitri")
    for _ in range(2):
        grade_assignment(own, ASSIGNMENT, jobs=1, resume=resume)
        assert (now(own, "dmitri"), before.state) == (before, "done")


@pytest.mark.parametrize(
    ("cell", "state"), [(1, "again"), (3, "done"), (4, "done")], ids=["the answer", "another", "code of another"]
)
def test_an_answer_that_was_marked_is_asked_about_again_only_where_it_is_another(
    own: Course, cell: int, state: str
) -> None:
    mark(own, "dmitri", 0, 1)
    hand_in(own, "dmitri", cell, "print('something else')")
    for _ in range(2):  # what is kept then goes on to ask
        grade_assignment(own, ASSIGNMENT, jobs=1, resume=True)
        assert now(own, "dmitri").state == state


def test_a_run_that_is_killed_before_the_gradebook_is_written_still_asks_about_another_answer(
    own: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark(own, "dmitri", 0, 1)
    hand_in(own, "dmitri", 1, "Something else.")
    with monkeypatch.context() as patch:
        patch.setattr("autograder.classes.keeping._Keeper._put", lambda self, submission: None)
        grade_assignment(own, ASSIGNMENT, students=["dmitri"], jobs=1)
    grade_assignment(own, ASSIGNMENT, jobs=1, resume=True)
    assert now(own, "dmitri").state == "again"


@pytest.mark.slow
def test_points_for_work_that_cannot_be_read_are_asked_about_again_where_another_file_came(own: Course) -> None:
    path = own.path("submitted", "dmitri", ASSIGNMENT) / f"{NOTEBOOK}.ipynb"
    path.write_text("{")
    grade_assignment(own, ASSIGNMENT, students=["dmitri"], jobs=1)
    mark(own, "dmitri", 0)
    grade_assignment(own, ASSIGNMENT, students=["dmitri"], jobs=1)
    assert now(own, "dmitri").state == "done"
    path.write_text("[")
    grade_assignment(own, ASSIGNMENT, students=["dmitri"], jobs=1)
    assert now(own, "dmitri").state == "again"


def test_another_answer_keeps_score_and_comment_and_the_page_says_that_they_hold(own: Course) -> None:
    mark(own, "dmitri", 0, 1, note="Good.")
    before = now(own, "dmitri")
    hand_in(own, "dmitri", 1, "It is the rate, 0.4.")
    grade_assignment(own, ASSIGNMENT, jobs=1)
    after = now(own, "dmitri")
    assert (after.score, after.comment, after.state) == (before.score, before.comment, "again")
    with Marking(own, ASSIGNMENT) as marking:  # "These points still hold"
        kept = {"keep": True, "note": after.note, "version": after.version}
        assert marking.answer(address_of(marking, "dmitri"), kept).status == 200
    assert (now(own, "dmitri").score, now(own, "dmitri").state) == (before.score, "done")


def test_of_two_who_mark_at_once_the_second_is_told(own: Course, book: Gradebook) -> None:
    seen = given_to(book, ASSIGNMENT, KEY)["amara"].version
    give(book, ASSIGNMENT, KEY, "amara", 2.0, safe("- [2] names the rate as the cause"), seen)
    with own.gradebook() as other, pytest.raises(Changed):
        give(other, ASSIGNMENT, KEY, "amara", 1.0, safe("- [1] gives a number"), seen)
    assert now(own, "amara").score == 2.0


def test_what_formgrader_wrote_in_the_meantime_is_not_overwritten(own: Course, book: Gradebook) -> None:
    seen = given_to(book, ASSIGNMENT, KEY)["amara"].version
    with own.gradebook() as other:  # as its handlers do
        other.find_comment("why", NOTEBOOK, ASSIGNMENT, "amara").manual_comment = "See me."
        other.db.commit()
    book.db.expire_all()
    with pytest.raises(Changed):
        give(book, ASSIGNMENT, KEY, "amara", 1.0, safe("- [1] gives a number"), seen)
    assert (now(own, "amara").score, now(own, "amara").comment) == (None, "See me.")


def test_of_many_who_mark_one_answer_at_once_one_succeeds(own: Course) -> None:
    seen, done, told = now(own, "amara").version, [], []
    start = threading.Barrier(8)

    def write(points: float) -> None:
        with own.gradebook() as book:
            start.wait()
            try:
                give(book, ASSIGNMENT, KEY, "amara", points, safe(f"- [{points:g}] x"), seen)
                done.append(points)
            except Changed:
                told.append(points)

    threads = [threading.Thread(target=write, args=(float(points),)) for points in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(done), len(told)) == (1, 7)
    assert now(own, "amara").score == done[0] and now(own, "amara").comment == f"- [{done[0]:g}] x"


def test_a_rubric_with_new_points_changes_what_was_clicked_and_not_what_was_written_by_hand(own: Course) -> None:
    mark(own, "amara", 0, 2, note="Which rate?")
    mark(own, "dmitri", 0, 1)
    mark(own, "bo", 1)
    with own.gradebook() as book:
        book.find_grade("why", NOTEBOOK, ASSIGNMENT, "bo").manual_score = 2.5
        book.db.commit()
    words.write_task(own, TASK.replace("[2]", "[1]").replace("[1] gives", "[2] gives").replace("-0.5", "-0.25"))
    assert reckon_again(own, ASSIGNMENT) == ["why: the rubric has changed; answers with new points: 2"]
    assert now(own, "amara").score == 0.75
    assert now(own, "amara").comment.startswith("- [1] names the rate as the cause\n- [-0.25] units are missing\n\nWh")
    assert now(own, "dmitri").score == 3.0 and now(own, "bo").score == 2.5
    assert reckon_again(own, ASSIGNMENT) == []


def test_an_answer_with_an_item_that_is_no_more_keeps_its_points_and_asks(own: Course) -> None:
    mark(own, "amara", 1)
    words.write_task(own, TASK.replace("gives a number", "gives a number with its unit"))
    assert reckon_again(own, ASSIGNMENT) == ["why: answers with items that the rubric has no more: 1; mark them anew"]
    assert (now(own, "amara").score, now(own, "amara").state) == (1.0, "again")


def test_the_feedback_says_the_items_in_words(own: Course) -> None:
    mark(own, "amara", 0, 2, note="Which <b>rate</b>?")
    path = next(path for path in write_feedback(own, ASSIGNMENT) if "amara" in path.parts)
    comment = BeautifulSoup(path.read_text(), "html.parser").select_one(".comment")
    assert comment is not None
    assert [item.get_text() for item in comment.find_all("li")] == [
        "names the rate as the cause (+2)",
        "units are missing (−0.5)",
    ]
    assert comment.select_one(".text").get_text() == "Which <b>rate</b>?"  # type: ignore[union-attr]
    assert "gives a number" not in path.read_text()


def test_a_port_that_is_taken_is_told_in_a_line(own: Course, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        for port in (taken.getsockname()[1], 99_999):
            assert cli.main(["mark", ASSIGNMENT, "--course", str(own.root), "--port", str(port)]) == 2
            assert f"port {port} of 127.0.0.1 cannot be used" in capsys.readouterr().err


def test_a_comment_is_bounded_and_safe() -> None:
    assert note_of("a\x00\x1b[31mb\r\n\u202e") == "a[U+0000]b\n[U+202E]"
    with pytest.raises(ValueError, match=f"at most {MAX_NOTE} are kept"):
        note_of("x" * (MAX_NOTE + 1))


# --- the page ---------------------------------------------------------------------------------------

Ask = Callable[..., tuple[int, dict[str, str], bytes]]


@pytest.fixture
def served(own: Course) -> Iterator[tuple[Server, Marking, Ask]]:
    """A running page, and ask(path, method, body, **headers)."""
    with Marking(own, ASSIGNMENT) as marking, Server(marking.answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()

        def ask(path: str, body: Any = None, *, token: str = server.token, **more: str) -> Any:
            host = f"127.0.0.1:{server.server_address[1]}"
            link = http.client.HTTPConnection(host, timeout=20)
            headers = {"Host": host, "Origin": f"http://{host}", "Content-Type": "application/json"}
            headers |= {name.replace("_", "-"): value for name, value in more.items()}
            content = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
            link.request("GET" if body is None else "POST", f"/{token}/{path}", content, headers)
            reply = link.getresponse()
            return reply.status, dict(reply.headers), reply.read()

        yield server, marking, ask
        server.shutdown()


def address_of(marking: Marking, student: str, question: int = 0) -> str:
    return f"{question}/{next(k for k, a in marking.questions[question].answers.items() if a.student == student)}"


def test_the_page_saves_what_is_sent_and_tells_who_comes_second(own: Course, served: Any) -> None:
    _, marking, ask = served
    address, seen = address_of(marking, "amara"), now(own, "amara").version
    status, _, body = ask(address, {"items": [0, 1], "note": "Good.", "version": seen})
    assert status == 200 and json.loads(body)["score"] == 3.0
    assert now(own, "amara").comment == "- [2] names the rate as the cause\n- [1] gives a number\n\nGood."
    status, _, body = ask(address, {"items": [], "note": "", "version": seen})
    assert status == 409 and "somebody else has marked this answer" in json.loads(body)["problem"]
    status, _, body = ask(address, {"back": True, "note": "", "version": now(own, "amara").version})
    assert status == 200 and now(own, "amara").state == "waiting"


@pytest.mark.parametrize("cell", ["why", "mean", "draw"])
def test_every_kind_of_answer_gets_its_points(own: Course, cell: str) -> None:
    key = (NOTEBOOK, cell)
    with Marking(own, ASSIGNMENT) as marking:
        number = next(k for k, question in enumerate(marking.questions) if question.key == key)
        wanted = {"items": [0], "note": "Yes.", "version": now(own, "amara", key).version}
        assert marking.answer(address_of(marking, "amara", number), wanted).status == 200
    item = rubrics_of(own, ASSIGNMENT)[key].items[0]
    assert (now(own, "amara", key).score, now(own, "amara", key).comment) == (item.points, f"{item}\n\nYes.")


def test_a_comment_alone_gives_no_points_and_takes_none(own: Course, served: Any) -> None:
    _, marking, ask = served
    address = address_of(marking, "amara")
    assert ask(address, {"keep": True, "note": "Hm.", "version": now(own, "amara").version})[0] == 200
    assert (now(own, "amara").state, now(own, "amara").comment) == ("waiting", "Hm.")
    mark(own, "amara", 0, note="Hm.")
    with own.gradebook() as book:  # formgrader
        book.find_grade("why", NOTEBOOK, ASSIGNMENT, "amara").manual_score = 2.5
        book.db.commit()
    status, _, body = ask(address, {"keep": True, "note": "Well.", "version": now(own, "amara").version})
    assert status == 200 and json.loads(body)["overridden"]
    assert (now(own, "amara").score, now(own, "amara").note) == (2.5, "Well.")
    assert [item.words for item in now(own, "amara").items] == ["names the rate as the cause"]


def test_who_does_not_know_the_token_or_comes_by_another_name_gets_nothing(own: Course, served: Any) -> None:
    server, marking, ask = served
    address = address_of(marking, "amara")
    wanted = {"items": [0], "note": "", "version": now(own, "amara").version}
    port = server.server_address[1]
    for more in (
        {"token": "wrong"},
        {"token": ""},
        {"Host": "evil.example"},
        {"Host": f"evil.example:{port}"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": f"evil@127.0.0.1:{port}"},
        {"Host": ""},
    ):
        assert ask(address, **more)[0] == 403, more
        assert ask(address, wanted, **more)[0] == 403, more
    for more in (
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": f"https://127.0.0.1:{port}"},
        {"Content_Type": "text/plain"},
        {"Content_Type": "application/x-www-form-urlencoded"},
    ):
        assert ask(address, wanted, **more)[0] == 403, more
    assert now(own, "amara").state == "waiting"
    assert ask(address, wanted)[0] == 200


def test_the_page_listens_on_loopback_only(served: Any) -> None:
    server = served[0]
    assert server.server_address[0] == "127.0.0.1"
    found = {each[4][0] for each in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    for other in found - {address for address in found if str(address).startswith("127.")}:
        with pytest.raises(OSError), socket.create_connection((other, server.server_address[1]), timeout=5):
            pass


NO_SENSE: list[dict[str, Any]] = [
    *({"items": items} for items in ([7], [-1], [True], "all", None, [0.0])),
    {},
    *({"items": [0], "note": note} for note in (7, None, "x" * (MAX_NOTE + 1))),
    *({"points": points} for points in (4, -1, "1", True, None, float("nan"), float("inf"), 10**400)),
]


def test_what_makes_no_sense_is_refused_and_changes_nothing(own: Course, served: Any) -> None:
    _, marking, ask = served
    before, address = now(own, "amara"), address_of(marking, "amara")
    for sent in NO_SENSE:
        assert marking.answer(address, {"note": "", "version": before.version} | sent).status == 400, sent
    for body in ([1], b"{", b"[" * 50_000, b""):
        assert ask(address, body)[0] == 400, body
    assert now(own, "amara") == before


def test_too_much_is_not_even_read(served: Any) -> None:
    _, marking, ask = served
    assert ask(address_of(marking, "amara"), b"", Content_Length=str(MAX_BODY + 1))[0] == 413


def test_a_page_that_is_not_there_is_said_to_be_missing(served: Any) -> None:
    _, _, ask = served
    for path in ("9/", "-1/", "0/../../etc/passwd", "0/ffffffffffff", "x", "..", "0" * 5000, "%00", "%C2%B2/"):
        assert ask(path)[0] == 404, path


def test_a_hostile_answer_is_text(served: Any) -> None:
    _, marking, ask = served
    for student, question in product(("bo", "chiara"), (0, 1)):
        status, headers, body = ask(address_of(marking, student, question))
        page = BeautifulSoup(body, "html.parser")
        assert status == 200 and len(body) < 60_000
        assert [script["src"] for script in page.find_all("script")] == ["../mark.js"]
        assert not page.find_all("img")
        assert "script-src 'self'" in headers["Content-Security-Policy"] and b"\x00" not in body


def test_the_page_says_what_is_done_and_what_waits(own: Course, served: Any) -> None:
    _, marking, ask = served
    mark(own, "amara", 0)
    page = BeautifulSoup(ask(address_of(marking, "bo"))[2], "html.parser")
    text = " ".join(page.get_text().split())
    assert "1 marked, 4 wait." in text  # a task that was left as it is waits too: nbgrader cannot tell
    page = BeautifulSoup(ask(address_of(marking, "bo", 1))[2], "html.parser")
    assert "0 marked, 4 wait; 1 left it as it was given out." in " ".join(page.get_text().split())


def test_anonymous_pages_name_nobody(own: Course) -> None:
    with Marking(own, ASSIGNMENT, lambda student: code_of(own, ASSIGNMENT, student)) as marking:
        for question in marking.questions:
            for key in question.answers:
                page = marking.answer(f"{marking.questions.index(question)}/{key}", None).text
                shown = BeautifulSoup(page, "html.parser").bdi
                assert shown is not None and shown.get_text() == question.answers[key].name
                assert not [student for student in words.ANSWERS if re.search(rf"\b{student}\b", page)]


def test_a_cell_without_rubric_takes_points(own: Course) -> None:
    words.write_task(own, "Why does it diverge? (3 points)")
    with Marking(own, ASSIGNMENT) as marking:
        wanted = {"points": 1.25, "note": "Half.", "version": now(own, "amara").version}
        assert marking.answer(address_of(marking, "amara"), wanted).status == 200
        assert 'id="points"' in marking.answer(address_of(marking, "amara"), None).text
    assert (now(own, "amara").score, now(own, "amara").comment) == (1.25, "Half.")


def test_a_notebook_of_the_source_that_is_damaged_stops_no_grading(own: Course) -> None:
    (own.path("source", ".", ASSIGNMENT) / f"{NOTEBOOK}.ipynb").write_text("{")
    assert rubrics_of(own, ASSIGNMENT) == {} and reckon_again(own, ASSIGNMENT) == []


def test_the_course_of_this_repository_has_rubrics_that_add_up(root: Path) -> None:
    course = Course(root)
    names = course.assignment_names()
    assert [line for name in names for line in rubric_problems(course, name)] == []
    found = [key for name in names for key, rubric in rubrics_of(course, name).items() if rubric.items]
    assert ("one-minibatch-by-hand", "03-rate-task") in found
    notebook = nbformat.read(root / "solutions" / "03-one-minibatch-by-hand" / "one-minibatch-by-hand.ipynb", 4)
    assert any("### BEGIN MARK SCHEME" in cell.source for cell in notebook.cells)
