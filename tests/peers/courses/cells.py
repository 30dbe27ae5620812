"""Courses that use each kind of cell: hidden tests, partial points, words, tasks, AUTOTEST, two notebooks."""

# ruff: noqa: E501 (a cell is one line of the list, as long as its code is)
from __future__ import annotations

from pathlib import Path

import nbgrader

from .making import Sample, Work, answer, check, free, given, solution, task, words

TEMPLATES = (Path(nbgrader.__file__).parent / "docs/source/user_guide/autotests.yml").read_bytes()

HIDDEN = Sample(
    "hidden tests",
    {
        "lists": (
            given("imports", "import copy"),
            solution("last", "def last(items):\n    return items[-1]"),
            check(
                "last-test",
                "### BEGIN HIDDEN TESTS\nassert last('xyz') == 'z'\nkept = [1, 2]\n### END HIDDEN TESTS\nlast([1, 2]) == 2",
                2,
            ),
            free("seen = last([5])"),
            check("after", "assert seen == 5\n### BEGIN HIDDEN TESTS\nassert last(kept) == 2\n### END HIDDEN TESTS", 1),
            solution("add", "def add(item, to):\n    return [*to, item]"),
            check(
                "add-test",
                "assert add(1, []) == [1]\n### BEGIN HIDDEN TESTS\nstart = [0]\nassert add(1, start) == [0, 1]\n"
                "assert start == [0]\n### END HIDDEN TESTS\nassert add(2, [1]) == [1, 2]",
                2,
            ),
        )
    },
    work={
        "solved": Work(),
        "stub": Work(solved=False),
        "only-shown": Work({"last": "def last(items):\n    return {2: 2, 1: 5}[len(items)]"}),
        "in-place": Work({"add": "def add(item, to):\n    to.append(item)\n    return to"}),
        "counts-calls": Work(
            {"last": "calls = 0\ndef last(items):\n    global calls\n    calls += 1\n    return items[-1]"}
        ),
    },
    points={"solved": 5, "stub": 0, "only-shown": 2, "in-place": 3, "counts-calls": 5},
)

PARTIAL = Sample(
    "points that a test returns",
    {
        "parts": (
            solution("f", "def f(x):\n    return x + 1"),
            check("parts", "score = 0\nif f(1) == 2: score += 1.5\nif f(-1) == 0: score += 0.5\nscore", 2),
            check("share", "round(sum(f(x) == x + 1 for x in range(3)) / 3 * 0.7, 10)", 0.7),
            check("text", "'good' if f(1) else 'bad'", 1),
            check("negative", "-1 if f(1) != 2 else 1", 1),
            check("none", "None", 1),
            check("printed", "print(0.25)", 1),
            check("zero-points", "assert f(0) == 1", 0),
        )
    },
    work={
        "solved": Work(),
        "stub": Work(solved=False),
        "half": Work({"f": "def f(x):\n    return 2 if x == 1 else 5"}),
        "wrong": Work({"f": "def f(x):\n    return 0"}),
    },
    points={"solved": 6.7, "half": 5.5 + 0.7 / 3},
)

WORDS = Sample(
    "answers in words alone",
    {
        "essay": (
            words("## Questions"),
            answer("q1", "YOUR ANSWER HERE", 4),
            answer("q2", "def anything():\n    return 1", 3, kind="code"),
            task("t1", "Plot it.\n### BEGIN MARK SCHEME\nOne point an axis.\n### END MARK SCHEME"),
            answer("q3", "YOUR ANSWER HERE", 0),
        )
    },
    work={
        "solved": Work({"q1": "Since the sum is finite.", "q3": "x"}),
        "stub": Work(solved=False),
        "half": Work({"q1": "Maybe."}, solved=False),
        "other-file": Work(files={"scan.pdf": b"%PDF-1.4", "notes/a.txt": b"x"}),
    },
    points={"solved": 0, "stub": 0, "half": 0},
)

AUTOTEST = Sample(
    "tests made by AUTOTEST",
    {
        "auto": (
            solution("values", "a = 5\nb = 'text'\nc = [3, 1, 2]\nd = 2.5"),
            check("plain", "# AUTOTEST a; b", 2),
            check("hashed", "# HASHED AUTOTEST c; d", 2),
            solution("square", "def square(x):\n    return x * x"),
            check("calls", "# AUTOTEST square(3); square(0)\n### BEGIN HIDDEN TESTS\n# AUTOTEST square(7)\n### END HIDDEN TESTS", 2),
        )
    },
    work={
        "solved": Work(),
        "stub": Work(solved=False),
        "wrong": Work({"values": "a = 6\nb = 'text'\nc = [3, 1, 2]\nd = 2.5", "square": "def square(x):\n    return {3: 9, 0: 0}.get(x)"}),
    },
    files={"autotests.yml": TEMPLATES},
    points={"solved": 6, "stub": 0, "wrong": 2},
)  # fmt: skip

SEVERAL = Sample(
    "several notebooks",
    {
        "part1": (solution("a", "a = 1"), check("a-test", "assert a == 1", 2)),
        "part2": (solution("b", "b = 2"), check("b-test", "assert b == 2", 3), answer("b-why", "Why?")),
        "part3": (solution("a", "c = 3"), check("a-test", "assert c == 3", 4)),
    },
    work={
        "solved": Work(),
        "stub": Work(solved=False),
        "one-missing": Work(files={"part2.ipynb": None}),
        "one-broken": Work(files={"part1.ipynb": b'{"cells": [', "extra.ipynb": b"{}"}),
        "one-renamed": Work(renamed={"part3": "part3 (1)"}),
        "none": Work(files={"scan.pdf": b"%PDF", "part1.ipynb": None, "part2.ipynb": None, "part3.ipynb": None}),
        "swapped-state": Work({"b": "b = a + 1"}),
    },
    differs={
        ("one-broken", "part1/a-test"): "broken-file",
        ("one-broken", "part2/b-test"): "nbgrader-stopped",
        ("one-broken", "part3/a-test"): "nbgrader-stopped",
        ("one-renamed", "part3/a-test"): "renamed",
        **{("none", cell): "no-notebook" for cell in ("part1/a-test", "part2/b-test", "part2/b-why", "part3/a-test")},
    },
    points={"solved": 9, "stub": 0, "one-missing": 6, "one-broken": 7, "one-renamed": 9, "none": 0, "swapped-state": 6},
)

SAMPLES = (HIDDEN, PARTIAL, WORDS, AUTOTEST, SEVERAL)
