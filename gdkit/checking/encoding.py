"""Values as plain data: the encoding between student and judge, and in checks.json.

Numbers, strings, arrays, tuples, lists and dicts go through; anything else arrives as an `Opaque` that only
knows the name of its type. Nothing is ever executed on decoding (no pickle), and both directions are bounded,
because one end may be hostile.
"""

from __future__ import annotations

import base64
import contextlib
import json
import math
import re
import sys
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from numbers import Integral
from typing import Any

import numpy as np

from .inputs import FunctionInput as FunctionInput
from .inputs import GeneratorInput as GeneratorInput

MAX_BYTES = 64_000_000  # of one array, and of one message
MAX_NODES = 50_000  # list elements, dict entries, ... of one value
MAX_DEPTH = 30
ARRAY_KINDS = "biufcU"
DTYPE = re.compile(rf"[<>|][{ARRAY_KINDS}][0-9]{{1,9}}")  # what `dtype.str` gives; NumPy reads far more than that
MAX_KEYS = 500  # of a value, in all its dicts: those that are no strings
LARGEST_JSON_INTEGER = 2**53


class NotPlainData(ValueError):
    """The value is too large, too deep or damaged."""


@dataclass(frozen=True)
class Opaque:
    """Stands for a value that is not plain data: only the name of its type is known."""

    type_name: str


class _Budget:
    """Counts the nodes and bytes of one value while it is encoded or decoded."""

    def __init__(self) -> None:
        self.nodes = self.bytes = self.keys = 0

    def enter(self, depth: int) -> None:
        """Count one node more, at that depth. NotPlainData where there are too many, or too deep."""
        self.nodes += 1
        if depth > MAX_DEPTH:
            raise NotPlainData(f"the value is nested more than {MAX_DEPTH} levels deep")
        if self.nodes > MAX_NODES:
            raise NotPlainData(f"the value has more than {MAX_NODES} elements")

    def spend(self, n_bytes: int) -> None:
        """Count so many bytes more. NotPlainData where there are too many."""
        self.bytes += n_bytes
        if self.bytes > MAX_BYTES:
            raise NotPlainData(f"the value is larger than {MAX_BYTES // 10**6} MB")


def encode(value: object) -> Any:
    """Return a tree for `json.dumps`. Raises NotPlainData when the value is too large or too deep."""
    return _encode(value, 0, _Budget())


def decode(tree: Any) -> Any:
    """The value of a tree from `encode`. Raises NotPlainData when the tree is damaged or too large."""
    try:
        return _decode(tree, 0, _Budget())
    except NotPlainData:
        raise
    except (ValueError, TypeError, LookupError, OverflowError, MemoryError, RecursionError) as error:
        raise NotPlainData(f"damaged data ({type(error).__name__})") from None


# What JSON has itself stands in the tree as it is; everything else is a node {tag: body}, by the table of kinds below.
# Types are compared exactly: a subclass may behave otherwise than its base.

JSON_HAS: dict[type, Callable[[Any], bool]] = {
    type(None): lambda value: True,
    bool: lambda value: True,
    int: lambda value: abs(value) < LARGEST_JSON_INTEGER,
    float: math.isfinite,
}
"""Type -> whether JSON has this value of it."""


def _encode(value: Any, depth: int, budget: _Budget) -> Any:
    budget.enter(depth)
    of_type = type(value) if type(type(value)) is type else object  # a metaclass may pretend to be any key of a dict
    if of_type is str:
        budget.spend(len(value))
        return value
    if of_type in JSON_HAS and JSON_HAS[of_type](value):
        return value
    if of_type is list:
        return _encode_items(value, depth, budget)
    if of_type not in BY_TYPE and (plain := _plain(value)) is not None:
        return _encode(plain, depth, budget)
    kind = BY_TYPE.get(of_type, OPAQUE)
    if kind is ARRAY and value.dtype.kind not in ARRAY_KINDS:
        kind = OPAQUE
    return {kind.tag: kind.write(value, depth, budget)}


def _decode(tree: Any, depth: int, budget: _Budget) -> Any:
    budget.enter(depth)
    of_type = type(tree)
    if of_type is str:
        budget.spend(len(tree))
        return tree
    if of_type in JSON_HAS:
        return tree
    if of_type is list:
        return _decode_items(tree, depth, budget)
    if of_type is dict and len(tree) == 1:
        ((tag, body),) = tree.items()
        if tag in BY_TAG:
            return BY_TAG[tag].read(body, depth, budget)
    raise NotPlainData("damaged data (unknown node)")


def _plain(value: Any) -> int | float | tuple[Any, ...] | None:
    """The number or tuple that a value of another type clearly is: a Fraction, a Decimal, SymPy's, a namedtuple."""
    kind = type(value)
    if kind is Fraction or kind is Decimal or _is_sympys(kind):
        with contextlib.suppress(ArithmeticError, TypeError, ValueError):  # no number after all
            whole = isinstance(value, Integral) or (kind is Fraction and value.denominator == 1)
            return int(value) if whole else float(value)
    if type(kind) is type and kind.__bases__ == (tuple,) and hasattr(kind, "_fields"):
        return tuple(tuple.__iter__(value))
    return None


def _is_sympys(kind: type) -> bool:
    """Whether it is a class of SymPy's numbers. It is asked nothing: a metaclass, as SymPy's 0 and 1 have one too, may
    run anything then."""
    module = sys.modules.get("sympy.core.numbers")
    return module is not None and any(kind is each for each in list(vars(module).values()))


def _encode_items(items: Iterable[Any], depth: int, budget: _Budget) -> list[Any]:
    return [_encode(item, depth + 1, budget) for item in items]


def _decode_items(trees: Any, depth: int, budget: _Budget) -> list[Any]:
    return [_decode(tree, depth + 1, budget) for tree in trees]


# ------------------------------------------------------------------------------------- the table of kinds


@dataclass(frozen=True)
class Kind:
    """How values of these exact types become the body of a node {tag: body}, and a body a value again."""

    tag: str
    types: tuple[type, ...]
    write: Callable[[Any, int, _Budget], Any]
    read: Callable[[Any, int, _Budget], Any]


def _write_int(value: int, depth: int, budget: _Budget) -> str:
    if value.bit_length() > 10_000:
        raise NotPlainData("the value holds an integer of more than 3000 digits")
    return hex(value)


def _read_int(body: Any, depth: int, budget: _Budget) -> int:
    if len(body) > 3000:
        raise NotPlainData("integer too long")
    return int(body, 16)


def _write_dict(value: dict[Any, Any], depth: int, budget: _Budget) -> list[Any]:
    return [[_encode(k, depth + 1, budget), _encode(v, depth + 1, budget)] for k, v in value.items()]


def _read_dict(body: Any, depth: int, budget: _Budget) -> dict[Any, Any]:
    # Hashes of int, float and tuple keys are not seeded: crafted collisions would cost quadratic time.
    budget.keys += sum(not isinstance(key, str) for key, _ in body)
    if budget.keys > MAX_KEYS:
        raise NotPlainData(f"dicts with more than {MAX_KEYS} keys that are not strings")
    result = {}
    for key_tree, value_tree in body:
        key = _decode(key_tree, depth + 1, budget)
        if isinstance(key, list | dict | np.ndarray):
            raise NotPlainData("damaged data (key)")
        result[key] = _decode(value_tree, depth + 1, budget)
    return result


def _write_array(value: np.ndarray, depth: int, budget: _Budget) -> list[Any]:
    budget.spend(value.nbytes)
    return [value.dtype.str, list(value.shape), _to_text(value)]


def _read_array(body: Any, depth: int, budget: _Budget) -> np.ndarray:
    dtype, shape, text = body
    return _from_text(dtype, shape, text, budget)


def _write_scalar(value: np.generic, depth: int, budget: _Budget) -> list[Any]:
    budget.spend(value.nbytes)
    return [value.dtype.str, _to_text(np.asarray(value))]


def _read_scalar(body: Any, depth: int, budget: _Budget) -> Any:
    dtype, text = body
    return _from_text(dtype, [], text, budget)[()]


def _to_text(array: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode("ascii")


def _from_text(dtype_name: Any, shape: Any, text: Any, budget: _Budget) -> np.ndarray:
    if not DTYPE.fullmatch(dtype_name):
        raise NotPlainData("damaged data (dtype)")
    dtype = np.dtype(dtype_name)
    if len(shape) > 32 or any(type(n) is not int or n < 0 for n in shape):
        raise NotPlainData("damaged data (shape)")
    raw = base64.b64decode(text, validate=True)
    budget.spend(len(raw))
    if math.prod(shape) * dtype.itemsize != len(raw):
        raise NotPlainData("damaged data (shape and size differ)")
    if not raw:
        if math.prod(shape):  # a dtype without bytes: NumPy would take room for an entry all the same
            raise NotPlainData("damaged data (dtype)")
        return np.zeros(shape, dtype)
    if dtype.kind == "U" and (np.frombuffer(raw, f"{dtype_name[0]}u4") > sys.maxunicode).any():
        raise NotPlainData("damaged data (text)")
    return np.frombuffer(raw, dtype).reshape(shape).copy()


def _write_function(value: FunctionInput, depth: int, budget: _Budget) -> list[Any]:
    return [value.name, _encode(dict(value.coefficients), depth + 1, budget), value.role]


def _read_function(body: Any, depth: int, budget: _Budget) -> FunctionInput:
    name, coefficients, role = body
    return FunctionInput(str(name), _decode(coefficients, depth + 1, budget), str(role))


def _write_opaque(value: Any, depth: int, budget: _Budget) -> str:
    if type(value) is Opaque:
        return value.type_name
    if type(value) is np.ndarray:
        return f"array of dtype {value.dtype}"[:80]
    return str(getattr(type(value), "__name__", "object"))[:80]


SCALAR_TYPES = tuple({dtype for dtype in np.sctypeDict.values() if np.dtype(dtype).kind in ARRAY_KINDS})

ARRAY = Kind("array", (np.ndarray,), _write_array, _read_array)
OPAQUE = Kind("opaque", (Opaque,), _write_opaque, lambda body, *_: Opaque(str(body)[:80]))
KINDS = (
    Kind("int", (int,), _write_int, _read_int),
    Kind("float", (float,), lambda value, *_: repr(value), lambda body, *_: float(body)),
    Kind(
        "complex",
        (complex,),
        lambda value, *_: [repr(value.real), repr(value.imag)],
        lambda body, *_: complex(float(body[0]), float(body[1])),
    ),
    Kind("tuple", (tuple,), _encode_items, lambda body, *how: tuple(_decode_items(body, *how))),
    Kind("dict", (dict, OrderedDict, defaultdict, Counter), _write_dict, _read_dict),
    ARRAY,
    Kind("scalar", SCALAR_TYPES, _write_scalar, _read_scalar),
    Kind("function", (FunctionInput,), _write_function, _read_function),
    Kind("generator", (GeneratorInput,), lambda value, *_: value.seed, lambda body, *_: GeneratorInput(int(body))),
    OPAQUE,  # also for a value of any other type
)
BY_TYPE = {of_type: kind for kind in KINDS for of_type in kind.types}
BY_TAG = {kind.tag: kind for kind in KINDS}


def dumps(tree: Any) -> bytes:
    """The tree as one line of JSON."""
    return json.dumps(tree, ensure_ascii=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def loads(data: bytes) -> Any:
    """The tree of one message. Raises NotPlainData when it is no JSON or too large."""
    if len(data) > 2 * MAX_BYTES:
        raise NotPlainData("message too large")
    try:
        return json.loads(data.decode("ascii"))  # as `dumps` writes it; of bytes alone, json would guess an encoding
    except (ValueError, RecursionError):
        raise NotPlainData("damaged data (no JSON)") from None
