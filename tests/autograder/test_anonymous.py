"""Codes in the place of names: stable, apart, of no use without the seed."""

from __future__ import annotations

import csv
import json
import re
import stat
from pathlib import Path

import pytest

from autograder.classes.anonymous import KEY_FILE, code_of, codes_of, without_names, write_key
from autograder.course.course import SEEDS_FILE, Course
from autograder.course.interpreter import put_interpreter_on_path

ONE, OTHER = "03-one-minibatch-by-hand", "04-stochastic-gradient-descent"
CONFIG = 'c = get_config()\nc.CourseDirectory.course_id = "test"\n'


@pytest.fixture
def course(tmp_path: Path) -> Course:
    put_interpreter_on_path()
    (tmp_path / "nbgrader_config.py").write_text(CONFIG)
    return Course(tmp_path)


def test_a_code_is_the_same_at_every_command_and_another_in_another_assignment(course: Course) -> None:
    assert code_of(course, ONE, "ada") == code_of(Course(course.root), ONE, "ada")
    assert code_of(course, ONE, "ada") != code_of(course, OTHER, "ada")
    assert re.fullmatch(r"[A-Z2-7]{4}-[A-Z2-7]{4}", code_of(course, ONE, "ada"))


def test_without_the_seed_nobody_can_tell_whose_a_code_is(course: Course) -> None:
    codes = codes_of(course, ONE, ["ada", "bo"])
    seeds = json.loads((course.root / SEEDS_FILE).read_text())
    (course.root / SEEDS_FILE).write_text(json.dumps({name: seed + 1 for name, seed in seeds.items()}))
    other = codes_of(course, ONE, ["ada", "bo"])
    assert not set(codes.values()) & set(other.values())


def test_two_thousand_students_have_two_thousand_codes_in_no_order_of_theirs(course: Course) -> None:
    students = [f"s{number:04}" for number in range(2000)]
    codes = codes_of(course, ONE, students)
    assert len(set(codes.values())) == 2000
    assert sorted(students, key=codes.__getitem__) != students


def test_the_key_says_whose_each_code_is_and_only_its_owner_reads_it(course: Course) -> None:
    codes = codes_of(course, ONE, ["ada", "=bo", "o'brien, co"])
    path = write_key(course, ONE, codes)
    assert path == course.results_path(ONE) / KEY_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with path.open(newline="") as file:
        read = {row["code"]: row["student"] for row in csv.DictReader(file)}
    assert read == {codes["ada"]: "ada", codes["=bo"]: "'=bo", codes["o'brien, co"]: "o'brien, co"}


def test_names_ids_and_addresses_of_the_class_are_taken_out_of_a_text_and_other_words_stay(course: Course) -> None:
    with course.gradebook() as book:
        book.add_student("lovelaceada", first_name="Ada", last_name="Löf-Lovelace", email="countess@example.org")
        book.add_student("b", first_name="Bo")
    cleaned = without_names(course)
    assert cleaned("LoveLaceAda: name 'ada_loss' is not defined, says Lovelace") == (
        "…: name '…_loss' is not defined, says …"
    )
    assert cleaned("countess wrote to example.org: adagrad, b, Bo") == "… wrote to example.org: adagrad, b, Bo"
