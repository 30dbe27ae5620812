"""A course whose notebooks come back damaged: cells moved, deleted, copied, edited, without marks; kernels that end."""

from __future__ import annotations

from nbformat import NotebookNode

from .making import (
    STUB,
    Sample,
    Work,
    answer,
    both,
    check,
    delete,
    duplicate,
    free,
    given,
    index_of,
    insert,
    move,
    solution,
    unmark,
    words,
)

CELLS = (
    words("# Homework"),
    given("imports", "import math"),
    solution("a", "def a(x):\n    return x + 1"),
    check("a-test", "assert a(1) == 2", 2),
    free("total = a(1)"),
    solution("b", "def b(x):\n    return a(x) * 2"),
    check("b-test", "assert b(1) == 4\nassert total == 2", 3),
    answer("why", "Why?"),
    check("loose", "assert math.floor(b(0.5)) == 3", 1, locked=False),
)


TESTS = ("a-test", "b-test", "loose")
GRADED = (*TESTS, "why")


def _strip_code_ids(notebook: NotebookNode) -> None:
    """As tools do that know nothing of cell ids."""
    notebook.nbformat_minor = 4
    for cell in notebook.cells:
        cell.pop("id", None)


def _points(notebook: NotebookNode) -> None:
    notebook.cells[index_of(notebook, "a-test")].metadata.nbgrader["points"] = 100


def _as_text(notebook: NotebookNode) -> None:
    cell = notebook.cells[index_of(notebook, "a")]
    cell.cell_type = "markdown"
    cell.pop("outputs", None)
    cell.pop("execution_count", None)


def _windows(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        cell.source = cell.source.replace("\n", "\r\n")


DAMAGED = Sample(
    "notebooks that come back damaged",
    {"homework": CELLS},
    work={
        "solved": Work({"why": "So."}),
        "broken": Work(files={"homework.ipynb": b'{"cells": [{"cell_type":'}),
        "empty": Work(files={"homework.ipynb": b""}),
        "deleted-test": Work(edit=delete("b-test")),
        "deleted-solution": Work(edit=both(delete("a"), insert("def a(x):\n    return x + 1", "b"))),
        "duplicated": Work(edit=duplicate("a")),
        "duplicated-test": Work(edit=duplicate("a-test")),
        "test-first": Work(edit=move("a-test", "a")),
        "uses-later": Work({"a": "def a(x):\n    return x + ONE"}, edit=insert("ONE = 1", "why")),
        "unmarked": Work({"why": "So."}, edit=unmark()),
        "unmarked-solution": Work(edit=unmark("a")),
        "unmarked-test": Work(edit=unmark("b-test")),
        "retyped": Work(edit=both(delete("b"), insert("def b(x):\n    return 2 * (x + 1)", "b-test"))),
        "edited-test": Work({"a": "def a(x):\n    return 0", "a-test": "pass"}),
        "edited-loose": Work({"b": "def b(x):\n    return 4", "loose": "assert True"}),
        "more-points": Work(edit=_points),
        "as-text": Work(edit=_as_text),
        "windows": Work(edit=_windows),
        "old-format": Work(edit=_strip_code_ids),
    },
    differs={
        **{(who, f"homework/{cell}"): "broken-file" for who in ("broken", "empty") for cell in GRADED},
        **{(who, f"homework/{cell}"): "duplicated" for who in ("duplicated", "duplicated-test") for cell in TESTS},
        **{("unmarked", f"homework/{cell}"): "lost-metadata" for cell in TESTS},
        ("unmarked-test", "homework/b-test"): "lost-metadata",
        ("deleted-test", "homework/b-test"): "deleted",
        ("test-first", "homework/a-test"): "order",
    },
    points={"solved": 6, "broken": 0, "empty": 0},
)

REARRANGED = Sample(
    "work that stands elsewhere",
    {"homework": CELLS},
    work={
        "split": Work({"a": "ONE = 1"}, edit=insert("def a(x):\n    return x + ONE", "a-test")),
        "merged": Work({"a": "def a(x):\n    return x + 1\ndef b(x):\n    return a(x) * 2", "b": ""}),
        "after-its-test": Work({"a": STUB}, edit=insert("def a(x):\n    return x + 1", "b")),
        "before-the-stub": Work({"b": STUB}, edit=insert("def b(x):\n    return a(x) * 2", "b")),
        "overwritten-later": Work(edit=insert("def a(x):\n    return 7", "why")),
        "imports-gone": Work(
            {"b": "import math\ndef b(x):\n    return a(x) * 2"}, edit=both(delete("imports"), delete("loose"))
        ),
        "many-own-cells": Work(edit=both(insert("1 / 0", "a"), insert("x = 3", "a-test"), insert("a(2)", "b"))),
        "all-backwards": Work(edit=lambda notebook: notebook.cells.reverse()),
    },
    differs={
        **{("all-backwards", f"homework/{cell}"): "order" for cell in TESTS},
        ("imports-gone", "homework/loose"): "deleted",
    },
)

ENDINGS = Sample(
    "processes that end, cells that take too long, points above the maximum",
    {
        "endings": (
            solution("a", "def a(x):\n    return x + 1"),
            check("a-test", "assert a(1) == 2", 2),
            solution("b", "b = 1"),
            check("b-test", "assert b == 1", 2),
            check("bonus", "a(1) + b - 2", 1),
        )
    },
    work={
        "solved": Work(),
        "exit": Work({"b": "exit()"}),
        "sys-exit": Work({"b": "import sys\nsys.exit(0)"}),
        "os-exit": Work({"b": "import os\nos._exit(0)"}),
        "endless": Work({"a": "def a(x):\n    while True:\n        pass"}),
        "endless-cell": Work({"b": "while True: pass"}),
        "bonus": Work({"b": "b = 5"}),
        "interrupt": Work({"b": "raise KeyboardInterrupt"}),
    },
    config="c.Execute.timeout = 4\n",
    differs={
        ("bonus", "endings/bonus"): "above-maximum",
        **{
            (who, f"endings/{cell}"): "process-ended"
            for who in ("exit", "os-exit")
            for cell in ("a-test", "b-test", "bonus")
        },
    },
    points={"solved": 5},
)

OTHER_KERNEL = Sample(
    "a kernel that is not installed",
    {"k": (solution("a", "a = 1"), check("a-test", "assert a == 1", 2), answer("why", "Why?"))},
    work={"solved": Work({"why": "So."}), "stub": Work(solved=False)},
    kernel={"name": "course-env", "display_name": "Python (course)", "language": "python"},
    differs={
        ("solved", "k/a-test"): "no-kernel",
        ("stub", "k/a-test"): "no-kernel",
        ("stub", "k/why"): "no-kernel",
    },
    points={"solved": 2, "stub": 0},
)

OTHER_LANGUAGE = Sample(
    "a notebook in another language",
    {"r": (solution("a", "a <- 1"), check("a-test", "stopifnot(a == 1)", 2), answer("why", "Why?"))},
    work={"solved": Work({"why": "So."})},
    kernel={"name": "ir", "display_name": "R", "language": "R"},
)

NOT_RELEASED = Sample(
    "a course without release and gradebook",
    {"n": CELLS},
    work={"solved": Work(), "stub": Work(solved=False)},
    release=False,
    points={"solved": 6, "stub": 0},
)

SAMPLES = (DAMAGED, REARRANGED, ENDINGS, OTHER_KERNEL, NOT_RELEASED)  # another language: nothing is compared
