"""The quizzes, and the wrap-ups made of ten: a wrong choice is told what it reveals, not the answer; and the numbers of
the wrap-ups are those of gdkit."""

from __future__ import annotations

import html
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

import gdkit as gd
from autograder.classes.keeping import grade_assignment
from autograder.course.course import Course
from autograder.course.interpreter import put_interpreter_on_path
from autograder.course.release import release
from autograder.declaring import DeclarationError, Mistake, Quiz
from autograder.declaring.quiz import prove_quiz
from autograder.demo.classroom import Homework
from autograder.pages.feedback import write_feedback
from autograder.pages.report import write_report
from gdkit import MSE, Quadratic, initialisations
from gdkit.checking import Verdict, judge_quiz
from gdkit.networks import MLP
from gdkit.optimizers import GD, Adam

from ..this_course import BOOK, CONFIG, find

ROOT = Path(__file__).parents[2]

THIRDS = {"W1": range(5), "W2": range(9), "W3": range(14)}  # lectures that a wrap-up may send back to
LATEST = {"W1": range(5), "W2": range(5, 9), "W3": range(9, 14)}  # and those that it is about
QUIZZES = [each for each in BOOK.values() if isinstance(each, Quiz)]
WRAP_UPS = [each for each in QUIZZES if each.id.startswith("W")]
every_quiz = pytest.mark.parametrize("quiz", QUIZZES, ids=lambda quiz: quiz.id)


def lectures_of(quiz: Quiz) -> range:
    """The lectures that were heard when it is asked."""
    return THIRDS.get(quiz.id[:2]) or range(int(quiz.id[:2]) + 1)


def verdict(quiz: Quiz, choice: str) -> Verdict:
    return judge_quiz(quiz.data(), choice, quiz.answer, quiz.why, quiz.wrong)


@every_quiz
def test_a_wrong_choice_is_named_explained_and_sent_to_a_section_and_not_told_the_answer(quiz: Quiz) -> None:
    assert prove_quiz(quiz).problems == ()
    assert len(quiz.wrong) == len(quiz.choices) - 1
    for choice, revealed in quiz.wrong.items():
        told = verdict(quiz, choice)
        assert (told.status, told.fraction, told.mistake) == ("fail", 0.0, revealed.slug)
        assert revealed.explanation in told.message and told.reread == revealed.reread
        assert quiz.why not in told.message and not re.search(r"\b(?:choice|answer) [a-d]\b", revealed.explanation)
        assert 50 < len(revealed.explanation) < 220 and revealed.explanation[-1] in ".?"
        number = re.fullmatch(r"Lecture (\d\d), “.+”", revealed.reread)
        assert number and int(number[1]) in lectures_of(quiz), revealed.reread
    assert verdict(quiz, quiz.answer.upper()).passed


def test_the_questions_of_a_wrap_up_send_to_all_of_its_lectures() -> None:
    for name, lectures in LATEST.items():
        texts = " ".join(each.reread for quiz in WRAP_UPS if quiz.id.startswith(name) for each in quiz.wrong.values())
        assert {f"{k:02d}" for k in lectures} <= set(re.findall(r"Lecture (\d\d)", texts)), name


def test_before_grading_a_student_learns_neither_the_answer_nor_the_section() -> None:
    for quiz in WRAP_UPS:
        assert quiz.data().to_tree() == {"kind": "quiz", "id": quiz.id, "choices": ["a", "b", "c", "d"], "reread": ""}


def test_a_quiz_explains_all_of_its_wrong_choices_or_none() -> None:
    revealed = Mistake("slug", "What it says.", "Lecture 98")
    with pytest.raises(
        DeclarationError, match=r"explains the choices \['a'\]; expected all that are wrong, \['a', 'c'"
    ):
        Quiz("98.q", ("a", "b", "c"), "b", "", wrong={"a": revealed})
    twice = Quiz("98.q", ("a", "b", "c"), "b", "Why.", wrong={"a": revealed, "c": revealed})
    assert prove_quiz(twice).problems == (
        "two wrong choices have the same name, or one has none",
        "two wrong choices have the same explanation, or one has none",
    )
    silent = Quiz("98.r", ("a", "b"), "b", "", wrong={"a": Mistake("slug", "What it says.")})
    assert [problem[:2] for problem in prove_quiz(silent).problems] == ["a:", "b:"]


# --- the numbers of the questions


def test_wrap_up_one_has_the_right_numbers() -> None:
    y_hat = np.arange(1.0, 5.0)
    assert np.mean((y_hat - y_hat[:, None]) ** 2) == 2.5
    v = np.array([-6.0, 8.0])
    assert 0.01 * np.array([3.0, -4.0]) @ v / np.linalg.norm(v) == pytest.approx(-0.05)
    saddle = gd.Function(
        lambda p: p[..., 0] ** 4 - 2 * p[..., 0] ** 2 + p[..., 1] ** 2,
        lambda p: np.stack([4 * p[..., 0] ** 3 - 4 * p[..., 0], 2 * p[..., 1]], axis=-1),
    )
    assert max(gd.gradient_check(saddle, [0.5, 3.0]).values()) < 1e-8
    run = gd.minimize(saddle, np.array([0.0, 1.0]), GD(0.1), 200)
    np.testing.assert_allclose(run.theta, [0.0, 0.0], atol=1e-8)
    bowl = Quadratic(np.diag([8.0, 0.1]), np.zeros(2))
    np.testing.assert_allclose(gd.minimize(bowl, np.ones(2), GD(0.3), 1).theta, [-1.4, 0.97])
    J = MSE(np.array([[1.0], [3.0]]), np.array([2.0, 9.0]))
    np.testing.assert_allclose(gd.minimize(J, np.array([1.0, 2.0]), GD(0.1), 1).theta, [1.1, 2.5])
    rows = MSE(np.zeros((1000, 1)), np.zeros(1000))
    sizes = [
        len(batch) for batch, _ in zip(gd.minibatches(rows, 64, np.random.default_rng(0)), range(16), strict=False)
    ]
    assert (len(sizes), sum(sizes), sizes[-1]) == (16, 1000, 40)


def test_wrap_up_two_has_the_right_numbers() -> None:
    np.testing.assert_allclose(gd.softmax(np.array([0.2, 0.5]))[1], 0.574, atol=5e-4)
    np.testing.assert_allclose([gd.sigmoid(0.5), 0.5 / 0.7], [0.622, 0.714], atol=5e-4)
    slope = gd.Function(lambda p: 4 * p[0], lambda p: np.array([4.0]))
    assert gd.minimize(slope, np.zeros(1), Adam(0.1), 1).theta[0] == pytest.approx(-0.1)
    assert 0.1 * 0.4 / np.sqrt(0.001 * 16) == pytest.approx(0.316, abs=5e-4)
    weights = np.array([2.0, 1.0, 0.5])
    np.testing.assert_allclose(
        [gd.proximal.soft_threshold(weights, tau) for tau in (0.5, 1.0)], [[1.5, 0.5, 0], [1, 0, 0]]
    )
    np.testing.assert_allclose(-np.log([0.1, 0.01]), [2.30, 4.61], atol=5e-3)
    at_zero = gd.SoftmaxCrossEntropy(np.ones((500, 3)), np.arange(500) % 10)(np.zeros(40))
    np.testing.assert_allclose([at_zero, at_zero / 10, 500 * at_zero], [2.303, 0.230, 1151.3], rtol=2e-3)
    nothing = gd.Function(lambda p: 0.0, lambda p: 0 * p)
    penalised = gd.Function(lambda p: 0.005 * p[0] ** 2, lambda p: 0.01 * p)
    assert gd.minimize(penalised, np.array([5.0]), Adam(0.1), 1).theta[0] == pytest.approx(4.9)
    assert gd.minimize(nothing, np.array([5.0]), Adam(0.1, weight_decay=0.01), 1).theta[0] == pytest.approx(4.995)


def test_in_the_turned_valley_momentum_gains_and_rates_for_each_parameter_gain_little() -> None:
    turn = np.array([[1.0, -1.0], [1.0, 1.0]]) / np.sqrt(2)
    valley = Quadratic(turn @ np.diag([100.0, 1.0]) @ turn.T, np.zeros(2))
    start, rates = turn @ np.array([1.0, 1.0]), np.geomspace(1e-4, 1, 25)

    def best(*rules: gd.Optimizer) -> float:
        with np.errstate(all="ignore"):
            ends = [valley(gd.minimize(valley, start, rule, 100).theta) for rule in rules]
        return float(np.nanmin(ends))

    plain = best(*(GD(eta) for eta in [*rates, 2 / 101]))
    assert best(*(gd.Momentum(eta, 0.8) for eta in rates)) < plain / 1000
    assert best(*(gd.RMSprop(eta) for eta in rates)) > plain / 10
    assert best(*(gd.Adagrad(eta) for eta in rates)) > plain / 10


def test_wrap_up_three_has_the_right_numbers() -> None:
    net = MLP(np.zeros((1, 64)), np.zeros(1, int), (64, 30, 10))
    assert net.n_parameters == 2260
    a = 0.98
    np.testing.assert_allclose([a * a * (1 - a), a**2 / 2, -np.log(1 - a)], [0.0192, 0.48, 3.91], atol=5e-3)
    assert pytest.approx(0.956, abs=5e-4) == 344 / 360 and 342 / 360 == 0.95


def test_relu_halves_the_mean_square_under_glorots_variance_and_keeps_it_under_hes() -> None:
    def spreads(start: np.ndarray) -> list[float]:
        Ws, _ = MLP(np.zeros((1, 100)), np.zeros(1, int), [100] * 6).unpack(start)
        A = np.random.default_rng(1).normal(size=(400, 100))
        found = []
        for W in Ws:
            A = np.maximum(A @ W.T, 0)
            found.append(float(np.sqrt(np.mean(A**2))))
        return found

    sizes, rng = [100] * 6, np.random.default_rng(0)
    np.testing.assert_allclose(spreads(initialisations.glorot(sizes, rng)), 0.5 ** (np.arange(1, 6) / 2), rtol=0.25)
    np.testing.assert_allclose(spreads(initialisations.he(sizes, rng)), 1, rtol=0.25)


# --- from the release to the report


@pytest.mark.slow
def test_a_class_reads_what_its_wrong_choices_reveal_and_the_report_counts_them(tmp_path: Path) -> None:
    put_interpreter_on_path()
    name, cell = "W1-wrap-up-one", "quiz_two_flat_points"
    shutil.copytree(ROOT / "solutions" / name, tmp_path / "solutions" / name)
    (tmp_path / "nbgrader_config.py").write_text(CONFIG)
    course = Course(tmp_path)
    (released,) = release(course, name).glob("*.ipynb")
    assert "flat-is-a-minimum" not in (released.parent / "checks.json").read_text() + released.read_text()
    for student, choice in (("ada", "a"), ("bo", "a"), ("chi", "c")):
        work = Homework(released).solve(ROOT / "solutions" / name / released.name)
        work.write(cell, f'answer_3 = "{choice}"').hand_in(course.path("submitted", student, name))
    points = {each.student: each.points for each in grade_assignment(course, name)}
    assert points == {"ada": 9, "bo": 9, "chi": 10}
    revealed = find("W1.quiz_two_flat_points").wrong["a"]
    write_feedback(course, name)
    (page,) = course.path("feedback", "ada", name).glob("*.html")
    for text in (page.read_text(), write_report(course, name).read_text()):
        said = html.unescape(text)
        assert revealed.explanation in said and revealed.reread in said
