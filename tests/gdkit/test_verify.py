"""`verify` proves what is true, refuses what is false, and says where and by how much."""

import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from gdkit import verify
from gdkit.verify import VerificationFailed

# the first mini-batch of document [4], whose gradient is (−16/5 | −6, −64/15) exactly
X = np.array([[1.0, 2.0], [3.0, 1.0], [1.0, 1.0]])
Y = np.array([4.6, 6.1, 3.1])
W, B = np.array([1.0, 1.0]), 0.0
DW, DB = (-6.0, -64 / 15), -16 / 5


def residuals(w):
    return X @ w + B - Y


def loss(w):
    return (residuals(w) ** 2).mean()


def dw(factor=2.0):
    return factor / 3 * X.T @ residuals(W)


def line(capsys):
    out = capsys.readouterr().out
    assert out.endswith("\n") and out.count("\n") == 1, f"expected one line, got {out!r}"
    return out[:-1]


def test_a_true_equation_prints_one_line_and_returns_none(capsys):
    assert verify("∂J/∂w = (2/B) Xᵀ(ŷ − y)", dw(), DW) is None
    assert line(capsys).startswith("✓ ∂J/∂w = (2/B) Xᵀ(ŷ − y): both sides agree")


def test_a_gradient_is_held_against_central_differences(capsys):
    assert verify.gradient("∂J/∂w = (2/B) Xᵀ(ŷ − y)", loss, W, dw()) is None
    said = line(capsys)
    assert "agrees with central differences" in said and said.endswith("(allowed 1e-8)")


@pytest.mark.parametrize("factor", [-2.0, 1.0, 4.0, 2.0 / 3, 2.0000001])
def test_a_changed_sign_or_factor_fails_in_every_form(factor, capsys):
    wrong = dw(factor)
    for prove in (
        lambda: verify("dw", wrong, DW),
        lambda: verify.gradient("dw", loss, W, wrong),
        lambda: verify.jacobian("dr", residuals, W, factor / 2 * X),
        lambda: verify.printed("dw", wrong, "[[-6.        ] [-4.26666667]]"),
        lambda: verify.symbolic("dw", sp.Rational(factor) * sp.Symbol("x"), 2 * sp.Symbol("x")),
    ):
        with pytest.raises(VerificationFailed):
            prove()
    assert capsys.readouterr().out == ""


def test_a_failure_says_the_difference_where_it_is_both_values_and_the_forgotten_factor():
    with pytest.raises(VerificationFailed) as failure:
        verify.gradient("dw", loss, W, dw(-2.0))
    said = str(failure.value)
    assert said.startswith("dw: does not hold. Largest difference 12 at [0]: claimed 6, central differences -")
    assert "(relative 2, allowed 1e-8)" in said and "Claimed is -1 × central differences everywhere" in said


def test_one_wrong_entry_is_pointed_at():
    claimed = X.copy()
    claimed[2, 1] += 0.5
    with pytest.raises(VerificationFailed, match=r"at \[2, 1\]: claimed 1.5, central differences 1"):
        verify.jacobian("∂ŷ/∂w = X", residuals, W, claimed)


@pytest.mark.parametrize(
    ("left", "right"),
    [(np.ones((2, 1)), np.ones(2)), (np.ones((1, 2)), np.ones((2, 1))), (1.0, np.ones(3)), ([1.0], 1.0)],
)
def test_broadcasting_does_not_hide_a_shape(left, right):
    with pytest.raises(VerificationFailed, match=r"has shape \(.*broadcasting would hide it"):
        verify("equal values, other shape", left, right)


def test_a_gradient_in_the_shape_of_the_transpose_fails():
    with pytest.raises(VerificationFailed, match=r"claimed has shape \(1, 2\)"):
        verify.gradient("[4] prints a row", loss, W, dw()[None, :])


def test_a_jacobian_has_the_shape_of_the_value_then_of_the_point(capsys):
    verify.jacobian("∂ŷ/∂w = X", residuals, W, X)
    verify.jacobian("∂ŷ/∂b = 1", lambda b: X @ W + b, 0, np.ones(3))
    A = np.arange(6.0).reshape(2, 3)
    verify.jacobian("∂A[i,j]/∂A[k,l] = 1 where i=k, j=l", lambda a: a, A, np.eye(6).reshape(2, 3, 2, 3))
    assert capsys.readouterr().out.count("✓") == 3


def test_the_point_may_be_integers_and_is_not_changed(capsys):
    w = np.array([1, 1])

    def writes(w):
        value = loss(w)
        w[:] = 0
        return value

    verify.gradient("integers", writes, w, DW)
    assert w.tolist() == [1, 1] and w.dtype.kind == "i"
    assert "✓" in line(capsys)


def test_gradient_of_an_array_says_to_use_jacobian():
    with pytest.raises(ValueError, match=r"f\(x\) has shape \(3,\); expected a number. Use verify.jacobian"):
        verify.gradient("dr", residuals, W, X)


def test_a_gradient_that_vanishes_up_to_rounding_needs_a_scale(capsys):
    w = np.linalg.lstsq(X - X.mean(0), Y - Y.mean(), rcond=None)[0]

    def centred(w):
        return (((X - X.mean(0)) @ w - Y + Y.mean()) ** 2).mean()

    claimed = 2 / 3 * (X - X.mean(0)).T @ ((X - X.mean(0)) @ w - Y + Y.mean())
    verify.gradient("zero at the optimum", centred, w, claimed, scale=1.0)
    verify.gradient("zero at the optimum", centred, w, np.zeros(2))
    assert capsys.readouterr().out.count("✓") == 2


def test_small_numbers_are_not_taken_for_equal():
    with pytest.raises(VerificationFailed, match=r"relative 0\.5"):
        verify("1e-12 is not 2e-12", 1e-12, 2e-12)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_nothing_is_equal_to_a_number_that_is_not_finite(bad):
    with pytest.raises(VerificationFailed, match="left is not finite"):
        verify("nan", [1.0, bad], [1.0, bad])


@pytest.mark.parametrize(
    ("text", "computed"),
    [
        ("(−6.000, −4.267)", DW),
        ("-3.200.", DB),
        ("[[-6.        ] [-4.26666667]]", DW),
        ("-3.1999999999999993", 2 / 3 * residuals(W).sum()),
        ("[[1.6       ]\n [1.42666667]]", W - 0.1 * dw()),
        ("0.31999999999999995", B - 0.1 * (2 / 3 * residuals(W).sum())),
        ("4.6, 6.1, 3.1, 1.6", [4.6, 6.1, 3.1, 1.6]),
        ("1.3e-05", 1.3049e-5),
        (".5 6.", [0.5, 6]),
        ("theta_1 = 2", Fraction(2)),
    ],
)
def test_printed_digits_of_the_document_are_recognised(text, computed, capsys):
    verify.printed("E16-E20", computed, text)
    assert "the machine prints the same digits" in line(capsys)


@pytest.mark.parametrize(
    ("text", "computed", "said"),
    [
        ("-4.267", -4.2676, "number 1 is printed as -4.267; computed -4.2676"),
        ("-3.1999999999999993", -3.2, "-3.1999999999999993; computed -3.2"),
        ("[[1.6 ] [1.42666667]]", [1.62, 1.42666667], "number 1 is printed as 1.6; computed 1.62"),
        ("4.6 6.1", [4.6, -6.1], "number 2"),
        ("4.6", [4.6, 6.1], "prints 1 numbers; computed are 2"),
        ("4.6", np.nan, "computed nan"),
    ],
)
def test_a_digit_that_differs_is_named(text, computed, said):
    with pytest.raises(VerificationFailed, match=said.replace("(", r"\(")):
        verify.printed("as printed", computed, text)


@given(st.floats(-1e6, 1e6), st.integers(1, 9))
def test_what_python_prints_is_what_printed_accepts(value, decimals):
    for text in (repr(value), f"{value:.{decimals}f}", f"{value:.{decimals}e}"):
        verify.printed("printed", value, text)
    with pytest.raises(VerificationFailed):
        verify.printed("printed", value + 2 * 10.0**-decimals, f"{value:.{decimals}f}")


def test_an_identity_holds_for_all_symbols(capsys):
    z = sp.Symbol("z", real=True)
    sigma = 1 / (1 + sp.exp(-z))
    verify.symbolic("σ′ = σ(1 − σ)", sp.diff(sigma, z), sigma * (1 - sigma))
    assert line(capsys) == "✓ σ′ = σ(1 − σ): an identity (SymPy: left − right = 0)"
    with pytest.raises(VerificationFailed, match="left − right is not 0; SymPy simplifies it to"):
        verify.symbolic("σ′ = σ(1 + σ)", sp.diff(sigma, z), sigma * (1 + sigma))


def test_symbolic_matrices_are_compared_entry_by_entry_in_the_same_shape(capsys):
    a, b = sp.symbols("a b")
    column = sp.Matrix([a * (a + b), b])
    verify.symbolic("expanded", column, sp.Matrix([a**2 + a * b, b]))
    assert "✓" in line(capsys)
    with pytest.raises(VerificationFailed):
        verify.symbolic("second entry", column, sp.Matrix([a**2 + a * b, -b]))
    with pytest.raises(VerificationFailed, match=r"left has shape \(2, 1\), right has shape \(1, 2\)"):
        verify.symbolic("E13 equates a gradient with its transpose", column, column.T)


def test_a_shape_is_proved_or_refused(capsys):
    verify.shape("∂J/∂b is a number", 1.0, ())
    assert line(capsys) == "✓ ∂J/∂b is a number: shape ()"
    with pytest.raises(VerificationFailed, match=r"got shape \(2,\); expected \(2, 1\)"):
        verify.shape("dw", dw(), (2, 1))


def test_an_erratum_prints_what_the_source_says_and_what_the_machine_says(capsys):
    trap = np.ones((12, 1)) - np.ones(12)
    verify.fails("(12,1) − (12,) is not (12,)", trap, np.zeros(12))
    assert line(capsys).endswith("shape (12, 12) is not (12,)")
    verify.fails("E-err7, the mean error without squeeze", 9.19458333, 1.67708333)
    assert line(capsys) == (
        "≠ E-err7, the mean error without squeeze: the source says 9.194583,"
        " the machine says 1.677083; they differ by 7.5"
    )
    verify.fails("products of 784 inputs", 5050, 308505)
    assert line(capsys).endswith("the source says 5050, the machine says 308505; they differ by 3e5")


def test_an_erratum_that_is_none_is_refused():
    with pytest.raises(VerificationFailed, match="the source is right"):
        verify.fails("dw", DW, dw())


def test_an_erratum_needs_a_machine_value_that_is_a_number():
    verify.fails("the naive softmax overflows", np.nan, 0.5)
    with pytest.raises(VerificationFailed, match="the machine's own value is not finite"):
        verify.fails("overflow", 0.5, np.nan)


@pytest.mark.parametrize(
    ("prove", "error", "said"),
    [
        (lambda: verify("x", "1", 1.0), TypeError, "left is '1'; expected a number"),
        (lambda: verify("x", [[1], [1, 2]], 1.0), TypeError, "expected a number or an array"),
        (lambda: verify("x", 1j, 1.0), TypeError, "expected a number"),
        (lambda: verify("x", [], []), ValueError, r"left has shape \(0,\)"),
        (lambda: verify("x", 1.0, 1.0, tol=1.0), ValueError, "expected 0 <= tol < 1"),
        (lambda: verify("x", X, X), ValueError, "one and the same array"),
        (lambda: verify.printed("x", 1.0, "one"), ValueError, "text is 'one'; expected digits"),
        (lambda: verify.symbolic("x", "a+a", "2*a"), TypeError, "Make symbols first"),
        (lambda: verify.gradient("x", loss, W, loss), TypeError, "claimed is <function"),
        (lambda: verify.symbolic("x", [1], [1]), TypeError, "expected a SymPy expression"),
    ],
)
def test_what_cannot_be_compared_says_what_to_give(prove, error, said):
    with pytest.raises(error, match=said):
        prove()


def test_a_failure_stops_a_notebook_like_an_assertion():
    assert issubclass(VerificationFailed, AssertionError)


def test_importing_verify_loads_no_sympy():
    heavy = "('sympy', 'matplotlib', 'IPython')"
    code = f"import sys, gdkit.verify; sys.exit(any(module in sys.modules for module in {heavy}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
