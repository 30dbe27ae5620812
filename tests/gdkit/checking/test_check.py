"""What a student meets: check(...) in a notebook, its messages, its errors."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from autograder.declaring import load_book
from gdkit import check
from gdkit.checking import Case, CheckFailed, ExerciseData, Mistake, Outcome, judge
from gdkit.checking import check as check_module_function
from gdkit.checking.at_home import Check, _providers, check_function
from gdkit.checking.calling import call
from gdkit.checking.exercise import FORMAT, parse_signature

SECRET = 8.7654321


def data(*, hidden: bool = False) -> ExerciseData:
    """f(x) = 3x: three cases, two known mistakes."""
    inputs = [np.array([1.0, 2.0]), np.array([[1.0, -2.0], [0.5, SECRET]]), np.array([2, 3])]
    titles = ["" if hidden else f"case {i}" for i in (1, 2, 3)]
    return ExerciseData(
        id="99.triple",
        signature="triple(x) -> y",
        parts={"the result": ("y",)},
        tolerance=1e-9,
        reread="Lecture 99",
        mistakes={
            "doubled": Mistake("doubled", "It doubles instead of tripling.\nCount again.", "Lecture 99, counting"),
            "in-place": Mistake("in-place", "It changes its argument."),
        },
        cases=tuple(
            Case(
                title,
                {"x": x},
                (Outcome(value=3 * x),),
                {"doubled": Outcome(value=2 * x), "in-place": Outcome(value=3 * x, changed=("x",))},
            )
            for title, x in zip(titles, inputs, strict=True)
        ),
    )


def verdict(function: Callable[..., Any], *, hidden: bool = False) -> Any:
    exercise = data(hidden=hidden)
    return judge(exercise, [call(function, case.inputs) for case in exercise.cases])


@pytest.fixture
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student's folder: checks.json, no declarations installed."""
    tree = {"format": FORMAT, "digest": "", "exercises": {"99.triple": data().to_tree()}}
    tree["exercises"]["99.quiz"] = {"kind": "quiz", "id": "99.quiz", "choices": ["a", "b"], "reread": "Lecture 99"}  # type: ignore[index]
    (tmp_path / "checks.json").write_text(json.dumps(tree))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("gdkit.checking.at_home._providers", list)
    return tmp_path


def test_right_work_passes_prints_one_line_and_returns_nothing(
    at_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check("99.triple", lambda x: 3 * x) is None  # type: ignore[func-returns-value]
    assert capsys.readouterr().out == "✓ 99.triple: passed\n"


def test_wrong_work_raises_an_error_whose_rendering_is_the_verdict(at_home: Path) -> None:
    with pytest.raises(CheckFailed) as caught:
        check("99.triple", lambda x: 2 * x)
    text = "\n".join(caught.value._render_traceback_())
    assert text == (
        "✗ 99.triple: not yet right\n"
        "  It doubles instead of tripling.\n"
        "  Hint: Count again.\n"
        "  Read again: Lecture 99, counting\n"
        "  The case, to paste into a cell of your own:\n"
        "  # case 1: case 1\n"
        "  x = np.array([1.0, 2.0])\n"
        "  triple(x)\n"
        "  # expected: [3. 6.]\n"
        "  # got:      [2. 4.]"
    )
    assert all(len(line) <= 80 for line in text.splitlines())


def test_the_answer_of_a_quiz_is_recorded_and_not_judged_at_home(
    at_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    check("99.quiz", " B ")
    assert "recorded" in capsys.readouterr().out
    for bad in (None, "", "z", 3):
        with pytest.raises(CheckFailed):
            check("99.quiz", bad)


@pytest.fixture
def cards(at_home: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a notebook in the student's folder is shown, as HTML."""
    seen: list[str] = []
    monkeypatch.setattr("gdkit.checking.at_home._shown", lambda html, text: seen.append(html) is None)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    return seen


def test_in_a_notebook_a_failed_check_is_its_card_and_nothing_below_it(cards: list[str]) -> None:
    check("99.triple", lambda x: 2 * x)  # raises nothing, so no line stands below the card
    check("99.quiz", "")
    assert ["not yet right" in cards[0], "not there yet" in cards[1], len(cards)] == [True, True, 2]


@pytest.mark.parametrize("by", ["validate", "autograde"])
def test_nbgrader_sees_a_failed_check_as_an_error_with_the_whole_text(
    cards: list[str], monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", by)
    with pytest.raises(CheckFailed, match="doubles instead of tripling"):
        check("99.triple", lambda x: 2 * x)
    with pytest.raises(CheckFailed, match="no answer yet"):
        check("99.quiz", "")
    check("99.triple", lambda x: 3 * x)


def test_code_in_a_message_is_marked_in_html_and_plain_in_text(
    cards: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stub(x: Any) -> Any:
        raise NotImplementedError

    check("99.triple", stub)
    assert ">raise NotImplementedError()</code>" in cards[0]
    assert "`" not in cards[0]
    monkeypatch.setattr("gdkit.checking.at_home._shown", lambda html, text: False)
    with pytest.raises(CheckFailed, match=r"the line raise NotImplementedError\(\) by") as caught:
        check("99.triple", stub)
    assert "`" not in str(caught.value)


def test_the_inputs_of_a_case_are_new_in_each_call_and_others_are_refused(at_home: Path) -> None:
    check.inputs("99.triple", 2)["x"][:] = 0
    np.testing.assert_array_equal(check.inputs("99.triple", 2)["x"], [[1.0, -2.0], [0.5, SECRET]])
    for number in (0, 4, -1):
        with pytest.raises(ValueError, match=f"case is {number}; 99.triple has 3 cases"):
            check.inputs("99.triple", number)
    with pytest.raises(ValueError, match="has 0 cases"):
        check.inputs("99.quiz", 1)


def test_the_summary_lists_every_check_of_the_folder_as_it_was_run_last(
    at_home: Path, cards: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tree = json.loads((at_home / "checks.json").read_text()) | {"points": {"99.triple": 2.0, "99.quiz": 1.0}}
    (at_home / "checks.json").write_text(json.dumps(tree))
    mine = type(check)()
    mine.summary()
    assert cards[-1].count("not run yet") == 2
    mine("99.triple", lambda x: 2 * x)
    mine("99.triple", lambda x: 3 * x)
    mine("99.quiz", "b")
    monkeypatch.setattr("gdkit.checking.at_home._shown", lambda html, text: False)
    mine.summary()
    assert capsys.readouterr().out == (
        "1 of 1 checks pass, 1 of 1 quizzes are answered.\n"
        "  ✓ 99.triple  2 points  passed\n"
        "  ○ 99.quiz     1 point  answered; graded after you hand in\n"
        "  As each check was run last, since the kernel was started.\n"
    )


def test_when_graded_the_summary_is_silent(
    cards: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    check.summary()
    assert (cards, capsys.readouterr().out) == ([], "")


def test_the_time_for_a_call_is_that_of_the_course(at_home: Path) -> None:
    tree = json.loads((at_home / "checks.json").read_text()) | {"call_seconds": 0.1}
    (at_home / "checks.json").write_text(json.dumps(tree))

    def forever(x: Any) -> Any:
        while True:
            pass

    with pytest.raises(CheckFailed, match="did not finish in the time allowed"):
        check("99.triple", forever)


def test_a_function_to_do_without_is_told_at_home_and_the_check_passes(
    at_home: Path, cards: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = json.loads((at_home / "checks.json").read_text())
    tree["exercises"]["99.triple"]["library_calls"] = ["treble"]
    (at_home / "checks.json").write_text(json.dumps(tree))
    cells = ["from music import treble as t\ndef helper(x):\n    return t(x)", "def triple(x):\n    return helper(x)"]
    monkeypatch.setattr("gdkit.notebook.current", lambda: SimpleNamespace(cells=lambda: cells))
    check("99.triple", lambda x: 3 * x)
    assert ">music.treble</code>, which this exercise is to do without" in cards[0]
    assert "passed" in cards[0]
    cells.append("def triple(x):\n    return 3 * x")
    check("99.triple", lambda x: 3 * x)
    assert "treble" not in cards[1]


def test_a_function_that_rests_on_another_whose_check_does_not_pass_is_told_so_at_home(
    at_home: Path, cards: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = json.loads((at_home / "checks.json").read_text())
    other = json.loads(json.dumps(tree["exercises"]["99.triple"]).replace("triple", "thrice"))
    tree["exercises"]["99.thrice"] = other
    (at_home / "checks.json").write_text(json.dumps(tree))
    cells = ["def triple(x):\n    return 2 * x", "def thrice(x):\n    return triple(x)"]
    monkeypatch.setattr("gdkit.notebook.current", lambda: SimpleNamespace(cells=lambda: cells))
    told = ">triple</code>, whose own check does not pass: mend that first."
    checks = Check()
    checks("99.triple", lambda x: 2 * x)
    checks("99.thrice", lambda x: 2 * x)
    checks("99.triple", lambda x: 3 * x)
    checks("99.thrice", lambda x: 2 * x)
    assert [told in card for card in cards] == [False, True, False, False]


def test_whole_numbers_for_floats_pass_with_a_note() -> None:
    whole = lambda x: (3 * x).astype(int) if (x % 1 == 0).all() else 3 * x  # noqa: E731
    assert verdict(whole).passed
    assert "holds whole numbers, not floats" in verdict(whole).message
    assert verdict(lambda x: 3 * x).message == ""


@pytest.mark.parametrize(
    ("id", "function", "noted"),
    [
        ("00.add_bias", lambda X: np.insert(X, 0, 1, axis=1), True),
        ("12.one_hot", lambda labels, n: np.eye(n, dtype=int)[labels], False),
        ("13.relu", lambda z: np.maximum(z, 0), False),
        ("13.relu_prime", lambda z: 1 * (z > 0), False),
    ],
)
def test_where_a_statement_allows_whole_numbers_nothing_is_said_of_them(
    id: str, function: Callable[..., Any], noted: bool
) -> None:
    exercise: Any = load_book(["autograder.exercises"])[id]
    result = check_function(exercise.data(), function)
    assert result.passed
    assert ("whole numbers" in result.message) == noted


def test_a_missing_or_damaged_checks_json_is_answered_by_what_to_do(at_home: Path) -> None:
    with pytest.raises(CheckFailed, match="knows no exercise"):
        check("99.nowhere", lambda x: x)
    another = "which was made with another"
    for content, said in (
        ("{", "damaged"),
        ("[]", "damaged"),
        ('{"format": 0}', another),
        ('{"format": 1, "exercises": {"99.triple": {"kind": "function"}}}', "damaged"),
    ):
        (at_home / "checks.json").write_text(content)
        with pytest.raises(CheckFailed, match=said):
            check("99.triple", lambda x: x)
    (at_home / "checks.json").unlink()
    with pytest.raises(CheckFailed, match="folder that you unpacked"):
        check("99.triple", lambda x: x)


def test_in_a_course_the_declarations_are_found_where_the_autograder_is_installed(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root / "solutions")
    assert _providers()
    check_module_function("03.minibatch_step", load_book(["autograder.exercises"])["03.minibatch_step"].solution)
    assert "passed" in capsys.readouterr().out


def test_checks_json_decides_before_the_course_does(
    at_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("gdkit.checking.at_home._providers", lambda: [lambda id: pytest.fail(f"asked for {id}")])
    check_module_function("99.triple", lambda x: 3 * x)
    assert "passed" in capsys.readouterr().out


def test_a_course_whose_exercises_cannot_be_loaded_is_told_in_the_words_of_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "nbgrader_config.py").write_text('c = get_config()\nc.Autograder.exercises = ["exercises"]\n')
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "mean.py").write_text("import numpy\n\nnumpy.no_such_thing\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CheckFailed, match=r"exercises/mean\.py:3: AttributeError"):
        check("hw1.mean", len)


class Bomb:
    def __str__(self) -> str:
        raise RuntimeError

    __repr__ = __str__


class Unprintable(Exception):
    def __str__(self) -> str:
        raise RuntimeError


def raise_unprintable(x: Any) -> Any:
    raise Unprintable


def loop_free_forever(x: Any) -> Any:
    yield x


def exit_now(x: Any) -> Any:
    raise SystemExit(0)


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (lambda x: None, "triple"),
        (lambda x: "3", "a string"),
        (lambda x: Bomb(), "Bomb"),
        (lambda x: np.ma.masked_array(3 * x, mask=True), "MaskedArray"),
        (lambda x: 3 * x + np.nan, "NaN"),
        (lambda x: (3 * x)[..., None], "shape"),
        (lambda x: (3 * x).tolist(), "np.array"),
        (lambda x: [x] * 10**6, "more than 50000 elements"),
        (lambda x: np.zeros(10**8, np.uint8), "larger than 64 MB"),
        (lambda: 3, "TypeError"),
        (lambda x: 1 / 0, "ZeroDivisionError"),
        (raise_unprintable, "Unprintable"),
        (loop_free_forever, "generator"),
        (exit_now, "SystemExit"),
        (lambda x: lambda: 3, "function"),
    ],
)
def test_whatever_a_function_does_there_is_a_fitting_line(function: Callable[..., Any], said: str) -> None:
    result = verdict(function)
    assert result.fraction == 0.0
    assert said in result.text
    assert "Traceback" not in result.text


def test_a_stub_is_told_kindly_that_it_is_not_written_yet() -> None:
    def stub(x: Any) -> Any:
        raise NotImplementedError

    result = verdict(stub)
    assert (result.status, result.fraction) == ("missing", 0.0)
    assert "not written yet" in result.text


def test_a_changed_argument_is_rejected_and_named() -> None:
    def in_place(x: Any) -> Any:
        x *= 3
        return x

    assert verdict(in_place).mistake == "in-place"


def test_a_constant_factor_that_is_in_no_list_is_told() -> None:
    assert "5 times" not in verdict(lambda x: 3 * x).text
    assert "is 2.5 times what it should be" in verdict(lambda x: 7.5 * x).text


def test_prints_warnings_and_settings_of_the_notebook_do_not_count() -> None:
    import warnings

    def noisy(x: Any) -> Any:
        print("hello")
        warnings.warn("careful", stacklevel=1)
        np.log(np.array([0.0]))
        return 3 * x

    with np.errstate(all="raise"):
        assert verdict(noisy).passed


def test_a_hidden_case_tells_neither_its_values_nor_the_text_of_an_error() -> None:
    def leaking(x: Any) -> Any:
        raise ValueError(f"look: {x}")

    for function in (leaking, lambda x: x, lambda x: x[:1], lambda x: 3 * x + 1e-3):
        text = verdict(function, hidden=True).text
        assert "8.765" not in text
        assert "26.29" not in text
        assert "look" not in text


def test_html_of_a_verdict_escapes_every_word() -> None:
    evil = "<script>alert(1)</script>"
    tree = data()
    hostile = ExerciseData(**{**tree.__dict__, "id": evil, "reread": evil, "signature": "triple(x) -> y"})
    html = judge(hostile, [Outcome(error=(evil, evil))] * 3).html
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_signatures_are_read_and_wrong_ones_refused() -> None:
    assert parse_signature("f(x, y) -> (a, b)") == ("f", ("x", "y"), ("a", "b"))
    for wrong in ("f(x)", "f(x) -> (a", "f x -> y", ""):
        with pytest.raises(ValueError, match="signature"):
            parse_signature(wrong)


def test_data_of_an_exercise_survive_the_way_through_json() -> None:
    back = ExerciseData.from_tree(json.loads(json.dumps(data().to_tree())))
    assert back.to_tree() == data().to_tree()
    assert judge(back, [call(lambda x: 2 * x, case.inputs) for case in back.cases]).mistake == "doubled"
