"""Courses whose notebooks use what lies beside them, and courses whose folders lie elsewhere."""

# ruff: noqa: E501 (a cell is one line of the list, as long as its code is)
from __future__ import annotations

from .making import Sample, Work, answer, both, check, free, given, insert, solution, unmark, words

ROWS = b"1.0,2.0\n3.0,4.0\n5.0,9.0\n"

DATA = Sample(
    "data in sub-folders",
    {
        "climate": (
            words("# Data"),
            given("imports", "import csv\nimport json\nfrom pathlib import Path\n\nimport numpy as np"),
            free("rows = np.loadtxt('data/rows.csv', delimiter=',')"),
            solution("mean", "def mean(column):\n    return float(rows[:, column].mean())"),
            check("mean-test", "assert mean(0) == 3.0\nassert mean(1) == 5.0", 2),
            solution("names", "names = json.loads(Path('data/deep/names.json').read_text())['names']"),
            check("names-test", "assert names == ['a', 'ß']", 2),
            solution("count", "count = sum(1 for _ in csv.reader(open('data/rows.csv')))"),
            check("count-test", "assert count == len(list(Path('data').glob('*.csv'))) + 2\nassert count == 3", 1),
            solution("write", "Path('out').mkdir(exist_ok=True)\nPath('out/sum.txt').write_text(str(rows.sum()))"),
            check("write-test", "assert float(Path('out/sum.txt').read_text()) == 24.0", 1),
        )
    },
    work={
        "solved": Work(),
        "stub": Work(solved=False),
        "wrong": Work({"mean": "def mean(column):\n    return float(rows[column].mean())"}),
        "own-data": Work(files={"data/rows.csv": b"0.0,0.0\n", "data/more.txt": b"mine"}),
        "brings-a-file": Work(
            {"names": "names = json.loads(Path('mine/names.json').read_text())"},
            files={"mine/names.json": '["a", "ß"]'.encode()},
        ),
    },
    files={"data/rows.csv": ROWS, "data/deep/names.json": '{"names": ["a", "ß"]}'.encode(), "picture.png": b"\x89PNG"},
    points={"solved": 6, "stub": 0, "wrong": 4, "own-data": 6, "brings-a-file": 6},
)

HELPERS = Sample(
    "modules beside the notebook",
    {
        "roots": (
            given("imports", "import statstools\nfrom helpers.checks import check, is_close\nfrom helpers import UNIT"),
            solution("root", "def root(x):\n    return statstools.power(x, 0.5)"),
            check("root-test", "assert is_close(root(9), 3.0)\nassert UNIT == 1", 2),
            solution("q1", "squares = [x * x for x in range(4)]"),
            check("q1-test", 'check("q1", squares)', 2),
            check("q1-again", 'assert check("q1", squares) is True, "the course\'s own check"', 1),
        )
    },
    work={
        "solved": Work(),
        "stub": Work(solved=False),
        "own-module": Work(
            {"root": "from mine import power_of\ndef root(x):\n    return power_of(x)"},
            files={"mine.py": b"def power_of(x):\n    return x ** 0.5\n"},
        ),
        "own-version": Work(files={"statstools.py": b"def power(x, n):\n    return 3.0\n"}),
        "wrong": Work({"q1": "squares = [x for x in range(4)]"}),
    },
    files={
        "statstools.py": b"def power(x, n):\n    return x ** n\n",
        "helpers/__init__.py": b"UNIT = 1\n",
        "helpers/checks.py": (
            b"ANSWERS = {'q1': [0, 1, 4, 9]}\n\n\ndef check(name, value):\n    assert value == ANSWERS[name], name\n"
            b"    return True\n\n\ndef is_close(a, b):\n    return abs(a - b) < 1e-9\n"
        ),
    },
    points={"solved": 5, "stub": 0, "own-module": 5, "own-version": 5, "wrong": 2},
)

PARTS = Sample(
    "notebooks that open others",
    {
        "part1": (solution("one", "one = 1"), check("one-test", "assert one == 1", 1)),
        "part2": (
            solution("two", "two = 2"),
            check("two-test", "assert two == 2", 1),
            solution("own", "import json\nown = len(json.load(open('part2.ipynb'))['cells'])"),
            check("own-test", "assert own == 4", 2),
        ),
    },
    work={
        "solved": Work(),
        "stub": Work(solved=False),
        "runs-the-first": Work({"two": "%run part1.ipynb\ntwo = one + 1"}),
        "runs-another": Work(
            {"two": "%run draft.ipynb"},
            files={
                "draft.ipynb": b'{"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [{"cell_type": "code", '
                b'"metadata": {}, "outputs": [], "execution_count": null, "source": "two = 2"}]}'
            },
        ),
    },
    differs={("runs-another", "part2/two-test"): "other-notebook"},
    points={"solved": 4, "stub": 0, "runs-the-first": 4, "runs-another": 4},
)

ELSEWHERE = Sample(
    "folders of other names, another structure, other words",
    {
        "week one": (
            solution("double", "def double(x):\n    # YOUR ANSWER BELOW\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"),
            check("double-test", "assert double(2) == 4\n# HIDE FROM HERE\nassert double(3) == 6\n# HIDE TO HERE", 2),
            answer("why", "Because."),
            solution("slow", "import time\ntime.sleep(2)\nslow = 1"),
            check("slow-test", "assert slow == 1", 1),
        )
    },
    work={
        "solved": Work({"why": "It doubles."}),
        "stub": Work(solved=False),
        "only-shown": Work({"double": "def double(x):\n    return 4"}),
        "lost marks": Work({"why": "So."}, edit=both(insert("'a cell of mine'", "double"), unmark("double"))),
    },
    config=(
        'c.CourseDirectory.directory_structure = "{assignment_id}/{nbgrader_step}/{student_id}"\n'
        'c.CourseDirectory.source_directory = "instructor"\nc.CourseDirectory.submitted_directory = "inbox"\n'
        'c.ClearSolutions.code_stub = {"python": "...  # yours"}\nc.ClearSolutions.text_stub = "Your words."\n'
        'c.ClearHiddenTests.begin_test_delimeter = "HIDE FROM HERE"\n'
        'c.ClearHiddenTests.end_test_delimeter = "HIDE TO HERE"\nc.Execute.timeout = 60\n'
    ),
    points={"solved": 3, "stub": 0, "only-shown": 1},
)  # fmt: skip

SAMPLES = (DATA, HELPERS, PARTS, ELSEWHERE)
