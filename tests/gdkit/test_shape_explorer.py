"""The shape explorer: the browser knows NumPy's rules for shapes, and its picture shows the same."""

import itertools
import operator

import numpy as np
import pytest

from gdkit import plots
from gdkit.widgets import ShapeExplorer
from gdkit.widgets.shapes import SHAPES

ARITHMETIC = "shapes_arithmetic.js"

OPERATIONS = {"@": operator.matmul, "+": operator.add, "-": operator.sub}
CASES = [[op, list(a), list(b)] for op in OPERATIONS for a, b in itertools.product(SHAPES, SHAPES)]


def numpys(op, a, b):
    """A, B and A op B as the explorer fills them; None where NumPy stops."""
    A = np.arange(1, int(np.prod(a)) + 1).reshape(a)
    B = (1 if op == "@" else 10) * np.arange(1, int(np.prod(b)) + 1).reshape(b)
    try:
        return A, B, np.asarray(OPERATIONS[op](A, B))
    except ValueError:
        return A, B, None


def text(shape):
    return "an error" if shape is None else str(tuple(shape))


def test_the_browser_and_python_offer_the_same_shapes(node):
    assert [tuple(shape) for shape in node(ARITHMETIC, "SHAPES", [0])[0]] == SHAPES


def test_every_shape_in_the_browser_is_that_of_numpy(node):
    for case, said in zip(CASES, node(ARITHMETIC, "resultShape(...a)", CASES), strict=True):
        C = numpys(*case)[2]
        assert said == (None if C is None else list(C.shape)), case


def test_every_entry_in_the_browser_is_that_of_numpy(node):
    fitting = [case for case in CASES if numpys(*case)[2] is not None]
    asked = [[*case, *at, *(0, 0)][:5] for case in fitting for at in np.ndindex(numpys(*case)[2].shape)]
    values = {
        tuple(map(str, q)): said["value"] for q, said in zip(asked, node(ARITHMETIC, "entry(...a)", asked), strict=True)
    }
    for case in fitting:
        C = numpys(*case)[2]
        for at in np.ndindex(C.shape):
            assert values[tuple(map(str, [*case, *at, 0, 0][:5]))] == C[at], (case, at)


def test_the_right_shape_is_among_the_choices_once_and_an_error_always(node):
    for case, offered in zip(CASES, node(ARITHMETIC, "choices(...a)", CASES), strict=True):
        C = numpys(*case)[2]
        assert offered.count(text(None if C is None else C.shape)) == 1, case
        assert offered[-1] == "an error" and 2 <= len(offered) <= 5 and len(set(offered)) == len(offered)


def test_the_reason_says_that_numpy_stops_where_it_does(node):
    for case, said in zip(CASES, node(ARITHMETIC, "reason(...a)", CASES), strict=True):
        stops = "stops with an error" in said or "no axis to multiply along" in said
        assert stops == (numpys(*case)[2] is None), (case, said)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_picture_says_shape_and_entries(case):
    alt = plots.shape_result(*case).alt
    C = numpys(*case)[2]
    assert ("NumPy stops" in alt) == (C is None)
    if C is not None:
        assert f"has shape {C.shape};" in alt and f"All entries: {C.tolist()}." in alt


@pytest.mark.parametrize(("a", "b"), [((4, 3), (3, 3)), ((4, 3), (3,)), ((3,), (3, 4)), ((3,), (3,)), ((1, 3), (3, 1))])
def test_the_marked_entries_are_what_the_entry_is_made_of(a, b):
    """Their products add up to the marked entry of the result."""
    figure = plots.shape_result("@", a, b, entry=(0, 1))
    cells = [
        (p.get_linewidth() > 2, int(t.get_text())) for p, t in zip(figure.axes[0].patches, numbers(figure), strict=True)
    ]
    sizes = np.cumsum([int(np.prod(a)), int(np.prod(b))])
    row, column, result = ([v for lit, v in part if lit] for part in np.split(np.array(cells, dtype=object), sizes))
    assert [np.dot(row, column)] == result


def numbers(figure):
    return [t for t in figure.axes[0].texts if t.get_text().replace("−", "-").lstrip("-").isdigit()]


def test_the_picture_follows_the_state():
    explorer = ShapeExplorer("-", [3], [3, 1])
    assert "A − B has shape (3, 3); (A − B)[0, 0] is -9" in explorer.static().alt
    explorer.operation, explorer.b, explorer.entry = "@", [3, 4], [2, 0]
    assert "A @ B has shape (4,); (A @ B)[2] is 50" in explorer.static().alt


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: ShapeExplorer("@", [2, 2]), r"shape \(2, 2\) is not offered"),
        (lambda: plots.shape_result("*", (3,), (3,)), "operation is '\\*'; expected one of @, \\+, -"),
        (lambda: plots.shape_result("+", (2, 3, 4), (4,)), "expected at most two axes each"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_what_was_expected(make, said):
    with pytest.raises(ValueError, match=said):
        make()
