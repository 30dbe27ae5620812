"""Prove an equation in front of the class: compute both sides, print one line, or say where they part.

A lecture cell that treats an equation calls one of these; the first argument is the sentence that is proved.

    verify(claim, left, right)                    two numbers or arrays of the same shape
    verify.gradient(claim, f, x, claimed)         claimed = ∂f/∂x, against central differences
    verify.jacobian(claim, f, x, claimed)         the same for a function with array values
    verify.printed(claim, computed, "-4.267")     the digits that a document prints
    verify.symbolic(claim, left, right)           an identity, by SymPy
    verify.shape(claim, array, (3, 2))            a shape
    verify.fails(claim, source, machine)          an erratum: what is printed does not hold

Two arrays are as far apart as their largest difference, divided by the largest entry of either; against zeros
it is the difference itself. Shapes are never broadcast: (2, 1) is not (2,). What does not hold raises
`VerificationFailed`, what cannot be compared raises ValueError or TypeError.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from decimal import Decimal
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["VerificationFailed", "equal", "gradient", "jacobian", "printed", "symbolic", "shape", "fails"]

Floats = NDArray[np.float64]

STEP = float(np.cbrt(np.finfo(float).eps))  # balances truncation, h², against rounding, ε/h
NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?!\w|\.\d)")


class VerificationFailed(AssertionError):
    """The claim does not hold; the message says by how much, where, and what both sides are."""


def equal(claim: str, left: ArrayLike, right: ArrayLike, *, tol: float = 1e-9, scale: float | None = None) -> None:
    """Both sides are the same numbers in the same shape; `verify(...)` is this function.

    `tol` is relative to the largest entry of either side, or to `scale` where one is given
    (a gradient at the optimum is zero only up to rounding: `scale=1.0`).

    >>> equal("1 + 2 + 3 = 3·4/2", sum([1, 2, 3]), 3 * 4 / 2)
    ✓ 1 + 2 + 3 = 3·4/2: both sides agree exactly (allowed 1e-9)
    """
    if isinstance(left, np.ndarray) and left is right:
        raise ValueError(
            "left and right are one and the same array; expected two computations. Compute each side by itself."
        )
    error = _compare(claim, _numbers("left", left), _numbers("right", right), ("left", "right"), tol, scale)
    _say("✓", claim, f"both sides agree {_to(error)} (allowed {_short(tol)})")


def gradient(
    claim: str,
    f: Callable[[Any], ArrayLike],
    x: ArrayLike,
    claimed: ArrayLike,
    *,
    tol: float = 1e-8,
    scale: float | None = None,
) -> None:
    """`claimed` is the gradient of the number f(x), in the shape of x, by central differences.

    >>> gradient("∂x²/∂x = 2x", lambda x: (x**2).sum(), [1.0, 2.0], [2.0, 4.0])  # doctest: +ELLIPSIS
    ✓ ∂x²/∂x = 2x: agrees with central differences to ...e-1... (allowed 1e-8)
    """
    if (got := np.shape(f(_point(x)))) != ():
        raise ValueError(f"f(x) has shape {got}; expected a number. Use verify.jacobian for an array.")
    jacobian(claim, f, x, claimed, tol=tol, scale=scale)


def jacobian(
    claim: str,
    f: Callable[[Any], ArrayLike],
    x: ArrayLike,
    claimed: ArrayLike,
    *,
    tol: float = 1e-8,
    scale: float | None = None,
) -> None:
    """`claimed[i, j]` = ∂f(x)[i]/∂x[j], shape f(x).shape + x.shape, by central differences."""
    numerical = _central_differences(f, _point(x))
    names = ("claimed", "central differences")
    error = _compare(claim, _numbers("claimed", claimed), numerical, names, tol, scale)
    _say("✓", claim, f"agrees with central differences {_to(error)} (allowed {_short(tol)})")


def printed(claim: str, computed: ArrayLike, text: str) -> None:
    """The computed numbers, in reading order, round to the numbers that `text` prints, to the last digit.

    In square brackets, where NumPy leaves out closing zeros, every number is held to the most decimals among
    them. A document's columns and rows are read as a list, so the shape is not compared.

    >>> printed("[4] ∂J/∂w", [-6.0, -64 / 15], "(−6.000, −4.267)")
    ✓ [4] ∂J/∂w: the machine prints the same digits, −6.000 −4.267
    """
    tokens = NUMBER.findall(text.replace("−", "-"))
    values = _numbers("computed", computed).ravel()
    if not tokens:
        raise ValueError(f"text is {text!r}; expected digits as a document prints them, such as '-4.267'.")
    if len(tokens) != values.size:
        raise VerificationFailed(f"{claim}: the text prints {len(tokens)} numbers; computed are {values.size}.")
    units = [Decimal(1).scaleb(int(Decimal(token).as_tuple().exponent)) for token in tokens]
    if "[" in text and "e" not in text.lower():
        units = [min(units)] * len(units)
    for position, (token, unit, value) in enumerate(zip(tokens, units, values, strict=True), start=1):
        # a float that prints as shortest digits is equal to them though their decimals differ behind the last
        same = np.isfinite(value) and (float(token) == value or abs(Decimal(float(value)) - Decimal(token)) <= unit / 2)
        if not same:
            raise VerificationFailed(
                f"{claim}: number {position} is printed as {token}; computed {float(value)!r},"
                f" which differs by {_short(abs(value - float(token)))} (allowed {_short(float(unit / 2))})."
            )
    digits = " ".join(tokens) if len(tokens) <= 12 else f"{' '.join(tokens[:12])} … ({len(tokens)} numbers)"
    _say("✓", claim, f"the machine prints the same digits, {digits.replace('-', '−')}")


def symbolic(claim: str, left: Any, right: Any) -> None:
    """The SymPy expressions or matrices `left` and `right` are identical for all values of their symbols."""
    import sympy

    if isinstance(left, str) or isinstance(right, str):
        raise TypeError("an expression is a str; expected SymPy. Make symbols first: x = sympy.Symbol('x').")
    left, right = sympy.sympify(left), sympy.sympify(right)
    for side in (left, right):
        if not isinstance(side, (sympy.Expr, sympy.MatrixBase)):
            raise TypeError(f"a side is {side!r}; expected a SymPy expression, matrix or number.")
    shapes = [getattr(side, "shape", ()) for side in (left, right)]
    if shapes[0] != shapes[1]:
        raise VerificationFailed(f"{claim}: left has shape {shapes[0]}, right has shape {shapes[1]}.")
    rest = sympy.simplify(left - right)
    for entry in rest if shapes[0] else [rest]:
        if entry != 0 and entry.equals(0) is not True:
            raise VerificationFailed(f"{claim}: left − right is not 0; SymPy simplifies it to {rest}.")
    _say("✓", claim, "an identity (SymPy: left − right = 0)")


def shape(claim: str, array: ArrayLike, expected: tuple[int, ...]) -> None:
    """`array` has the shape `expected`; a number has shape ().

    >>> shape("a gradient has the shape of its parameter", [1.0, 2.0], (2,))
    ✓ a gradient has the shape of its parameter: shape (2,)
    """
    if (got := np.shape(array)) != tuple(expected):
        raise VerificationFailed(f"{claim}: got shape {got}; expected {tuple(expected)}.")
    _say("✓", claim, f"shape {got}")


def fails(claim: str, source: ArrayLike, machine: ArrayLike, *, tol: float = 1e-9, scale: float | None = None) -> None:
    """An erratum: what the source says is not what the machine computes, in value or in shape.

    >>> fails("[0] drops the square", 0.5, 0.25)
    ≠ [0] drops the square: the source says 0.5, the machine says 0.25; they differ by 0.25
    """
    says, computes = _numbers("source", source), _numbers("machine", machine)
    if not np.isfinite(computes).all():
        raise VerificationFailed(f"{claim}: the machine's own value is not finite, {_show(computes)}.")
    try:
        _compare(claim, says, computes, ("source", "machine"), tol, scale)
    except VerificationFailed:
        both = f"the source says {_show(says)}, the machine says {_show(computes)}"
        if says.shape != computes.shape:
            _say("≠", claim, f"{both}; shape {says.shape} is not {computes.shape}")
        else:
            _say("≠", claim, f"{both}; they differ by {_short(np.abs(says - computes).max())}")
    else:
        raise VerificationFailed(
            f"{claim}: the source is right. It says {_show(says)}, as the machine does (to {_short(tol)})."
        )


def _compare(claim: str, left: Floats, right: Floats, names: tuple[str, str], tol: float, scale: float | None) -> float:
    """The relative difference; raises VerificationFailed where it is above tol."""
    if not 0 <= tol < 1 or (scale is not None and scale <= 0):
        raise ValueError(f"tol is {tol}, scale {scale}; expected 0 <= tol < 1 and scale > 0.")
    if left.shape != right.shape:
        raise VerificationFailed(
            f"{claim}: {names[0]} has shape {left.shape}, {names[1]} has shape {right.shape};"
            " broadcasting would hide it."
        )
    for name, side in zip(names, (left, right), strict=True):
        if not np.isfinite(side).all():
            raise VerificationFailed(f"{claim}: {name} is not finite, {_show(side)}.")
    difference = np.abs(left - right)
    size = scale or max(float(np.abs(left).max()), float(np.abs(right).max()))
    if scale is None and not (left.any() and right.any()):
        size = max(size, 1.0)
    error = float(difference.max()) / size
    if error > tol:
        where = np.unravel_index(difference.argmax(), difference.shape)
        at = f" at [{', '.join(map(str, where))}]" if where else ""
        raise VerificationFailed(
            f"{claim}: does not hold. Largest difference {_short(difference.max())}{at}:"
            f" {names[0]} {left[where]:.10g}, {names[1]} {right[where]:.10g}"
            f" (relative {_short(error)}, allowed {_short(tol)}).{_ratio(left, right, names)}"
        )
    return error


def _ratio(left: Floats, right: Floats, names: tuple[str, str]) -> str:
    """A forgotten factor or sign is the same ratio everywhere: say so."""
    if not right.any():
        return ""
    ratio = float(np.vdot(left, right) / np.vdot(right, right))
    if not ratio or np.abs(left - ratio * right).max() > 1e-6 * np.abs(left).max():
        return ""
    everywhere = " everywhere" if left.size > 1 else ""
    return f" {names[0].capitalize()} is {ratio:.6g} × {names[1]}{everywhere}."


def _central_differences(f: Callable[[Any], ArrayLike], x: Floats) -> Floats:
    """(f(x + h) − f(x − h)) / 2h, one entry of x after the other; shape f(x).shape + x.shape."""
    slopes = []
    for i in np.ndindex(x.shape):
        ahead, behind = x.copy(), x.copy()
        h = STEP * max(1.0, abs(float(x[i])))
        ahead[i] += h
        behind[i] -= h
        width = ahead[i] - behind[i]  # as stored, so that rounding of x + h is no error
        slopes.append((_numbers("f(x)", f(ahead[()])) - _numbers("f(x)", f(behind[()]))) / width)
    return np.stack(slopes, axis=-1).reshape(slopes[0].shape + x.shape)


def _point(x: ArrayLike) -> Floats:
    """A copy, so that integers can be moved by h and a function that writes into x harms nobody."""
    return _numbers("x", x).copy()


def _numbers(name: str, value: ArrayLike) -> Floats:
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "biufO":
            raise TypeError
        array = array.astype(float)
    except (TypeError, ValueError):
        raise TypeError(f"{name} is {value!r}; expected a number or an array of numbers.") from None
    if array.size == 0:
        raise ValueError(f"{name} has shape {array.shape}; expected at least one number.")
    return array


def _say(sign: str, claim: str, verdict: str) -> None:
    print(f"{sign} {' '.join(claim.split())}: {verdict}")


def _to(error: float) -> str:
    return f"to {_short(error)}" if error else "exactly"


def _short(x: float) -> str:
    """A number in at most two digits, as in 3.1e-11, 1e-8, 0.25."""
    return re.sub(r"e([-+])0*", lambda exponent: "e" + exponent[1].replace("+", ""), f"{x:.2g}")


def _show(array: Floats) -> str:
    text = np.array2string(array, precision=6, separator=", ", threshold=12, edgeitems=2)
    return " ".join(text.split()).removesuffix(".")  # 5050 and not 5050.


class _Verify(ModuleType):
    """The module is what one calls, so that `verify(...)` and `verify.gradient(...)` are one import."""

    def __call__(
        self, claim: str, left: ArrayLike, right: ArrayLike, *, tol: float = 1e-9, scale: float | None = None
    ) -> None:
        equal(claim, left, right, tol=tol, scale=scale)


sys.modules[__name__].__class__ = _Verify
