"""Values as plain data: the encoding between student and judge, and in checks.json.

Numbers, strings, arrays, tuples, lists and dicts go through; anything else arrives as an `Opaque` that only
knows the name of its type. Nothing is ever executed on decoding (no pickle), and both directions are bounded,
because one end may be hostile.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

MAX_BYTES = 64_000_000  # of one array, and of one message
MAX_NODES = 50_000  # list elements, dict entries, ... of one value
MAX_DEPTH = 30
ARRAY_KINDS = "biufcU"
LARGEST_JSON_INTEGER = 2**53


class NotPlainData(ValueError):
    """The value is too large, too deep or damaged."""


@dataclass(frozen=True)
class Opaque:
    """Stands for a value that is not plain data: only the name of its type is known."""

    type_name: str


@dataclass(frozen=True)
class FunctionInput:
    """A function as data: a name of gdkit.cases with coefficients. The student's function gets the callable.

    role is "value" for f(x), "gradient" for ∇f(x).
    """

    name: str
    coefficients: Mapping[str, Any] = field(default_factory=dict)
    role: str = "value"

    def make(self) -> Callable[..., Any]:
        """The callable, and nothing but that: a loss would bring its gradient along."""
        from gdkit import cases

        loss = cases.get(self.name, **self.coefficients)
        return (lambda x: loss.gradient(x)) if self.role == "gradient" else (lambda x: loss(x))


@dataclass(frozen=True)
class GeneratorInput:
    """A numpy.random.Generator as data: its seed. The student's function gets a fresh generator."""

    seed: int

    def make(self) -> np.random.Generator:
        """The generator."""
        return np.random.default_rng(self.seed)


class _Budget:
    """Counts nodes and bytes of one value while it is encoded or decoded."""

    def __init__(self) -> None:
        self.nodes = self.bytes = 0

    def spend(self, depth: int, n_bytes: int = 0) -> None:
        self.nodes += 1
        self.bytes += n_bytes
        if depth > MAX_DEPTH:
            raise NotPlainData(f"the value is nested more than {MAX_DEPTH} levels deep")
        if self.nodes > MAX_NODES:
            raise NotPlainData(f"the value has more than {MAX_NODES} elements")
        if self.bytes > MAX_BYTES:
            raise NotPlainData(f"the value is larger than {MAX_BYTES // 10**6} MB")


def encode(value: object) -> Any:
    """Return a tree for `json.dumps`. Raises NotPlainData when the value is too large or too deep."""
    return _encode(value, 0, _Budget())


def _encode(value: Any, depth: int, budget: _Budget) -> Any:
    kind = type(value)  # exact types: a subclass may behave otherwise than its base
    if kind is str:
        budget.spend(depth, len(value))
        return value
    if kind is np.ndarray and value.dtype.kind in ARRAY_KINDS:
        budget.spend(depth, value.nbytes)
        return {"array": [value.dtype.str, list(value.shape), _to_text(value)]}
    budget.spend(depth)
    if value is None or kind is bool:
        return value
    if kind is int:
        if value.bit_length() > 10_000:
            raise NotPlainData("the value holds an integer of more than 3000 digits")
        return value if abs(value) < LARGEST_JSON_INTEGER else {"int": hex(value)}
    if kind is float:
        return value if math.isfinite(value) else {"float": repr(value)}
    if kind is complex:
        return {"complex": [repr(value.real), repr(value.imag)]}
    if kind is list:
        return [_encode(item, depth + 1, budget) for item in value]
    if kind is tuple:
        return {"tuple": [_encode(item, depth + 1, budget) for item in value]}
    if kind is dict:
        pairs = [[_encode(k, depth + 1, budget), _encode(v, depth + 1, budget)] for k, v in value.items()]
        return {"dict": pairs}
    if isinstance(value, np.generic) and kind.__module__ == "numpy" and value.dtype.kind in ARRAY_KINDS:
        return {"scalar": [value.dtype.str, _to_text(np.asarray(value))]}
    if kind is FunctionInput:
        return {"function": [value.name, _encode(dict(value.coefficients), depth + 1, budget), value.role]}
    if kind is GeneratorInput:
        return {"generator": value.seed}
    if kind is Opaque:
        return {"opaque": value.type_name}
    name = getattr(kind, "__name__", "object")
    if kind is np.ndarray:
        name = f"array of dtype {value.dtype}"
    return {"opaque": str(name)[:80]}


def _to_text(array: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode("ascii")


def decode(tree: Any) -> Any:
    """The value of a tree from `encode`. Raises NotPlainData when the tree is damaged or too large."""
    try:
        return _decode(tree, 0, _Budget())
    except NotPlainData:
        raise
    except (ValueError, TypeError, OverflowError, MemoryError, RecursionError, binascii.Error) as error:
        raise NotPlainData(f"damaged data ({type(error).__name__})") from None


def _decode(tree: Any, depth: int, budget: _Budget) -> Any:
    budget.spend(depth, len(tree) if isinstance(tree, str) else 0)
    if tree is None or isinstance(tree, bool | int | float | str):
        return tree
    if isinstance(tree, list):
        return [_decode(item, depth + 1, budget) for item in tree]
    if not isinstance(tree, dict) or len(tree) != 1:
        raise NotPlainData("damaged data (unknown node)")
    ((tag, body),) = tree.items()
    if tag == "array":
        dtype, shape, text = body
        return _from_text(dtype, shape, text, budget)
    if tag == "scalar":
        dtype, text = body
        return _from_text(dtype, [], text, budget)[()]
    if tag == "tuple":
        return tuple(_decode(item, depth + 1, budget) for item in body)
    if tag == "dict":
        return _decode_dict(body, depth, budget)
    if tag == "int":
        if len(body) > 3000:
            raise NotPlainData("integer too long")
        return int(body, 16)
    if tag == "float":
        return float(body)
    if tag == "complex":
        return complex(float(body[0]), float(body[1]))
    if tag == "function":
        name, coefficients, role = body
        return FunctionInput(str(name), _decode(coefficients, depth + 1, budget), str(role))
    if tag == "generator":
        return GeneratorInput(int(body))
    if tag == "opaque":
        return Opaque(str(body)[:80])
    raise NotPlainData("damaged data (unknown node)")


def _decode_dict(pairs: Any, depth: int, budget: _Budget) -> dict[Any, Any]:
    # Hashes of int, float and tuple keys are not seeded: crafted collisions would cost quadratic time.
    if sum(not isinstance(key, str) for key, _ in pairs) > 1000:
        raise NotPlainData("dict with more than 1000 keys that are not strings")
    result = {}
    for key_tree, value_tree in pairs:
        key = _decode(key_tree, depth + 1, budget)
        if isinstance(key, list | dict | np.ndarray):
            raise NotPlainData("damaged data (key)")
        result[key] = _decode(value_tree, depth + 1, budget)
    return result


def _from_text(dtype_name: str, shape: list[int], text: str, budget: _Budget) -> np.ndarray:
    dtype = np.dtype(str(dtype_name))
    if dtype.kind not in ARRAY_KINDS or (dtype.itemsize == 0 and dtype.kind != "U"):
        raise NotPlainData("damaged data (dtype)")
    if len(shape) > 32 or any(type(n) is not int or n < 0 for n in shape):
        raise NotPlainData("damaged data (shape)")
    raw = base64.b64decode(text, validate=True)
    budget.spend(0, len(raw))
    if math.prod(shape) * dtype.itemsize != len(raw):
        raise NotPlainData("damaged data (shape and size differ)")
    if not raw:
        return np.zeros(shape, dtype)
    return np.frombuffer(raw, dtype).reshape(shape).copy()


def dumps(tree: Any) -> bytes:
    """The tree as one line of JSON."""
    return json.dumps(tree, ensure_ascii=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def loads(data: bytes) -> Any:
    """The tree of one message. Raises NotPlainData when it is no JSON or too large."""
    if len(data) > 2 * MAX_BYTES:
        raise NotPlainData("message too large")
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise NotPlainData("damaged data (no JSON)") from None
