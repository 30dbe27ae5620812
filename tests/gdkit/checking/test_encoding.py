"""Values cross the border between student and judge as plain data and arrive as they were."""

from __future__ import annotations

import contextlib
import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from gdkit import cases
from gdkit.checking.encoding import (
    BY_TAG,
    FunctionInput,
    GeneratorInput,
    NotPlainData,
    Opaque,
    decode,
    dumps,
    encode,
    loads,
)

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.complex_numbers(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=5) | st.integers(), inner, max_size=4)
    ),
    max_leaves=12,
)
arrays = hnp.arrays(
    st.sampled_from([np.float64, np.float32, np.int64, np.uint8, np.bool_, np.complex128]),
    hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
)


def same(a: Any, b: Any) -> bool:
    if isinstance(a, float):
        return type(a) is type(b) and (a == b or (math.isnan(a) and math.isnan(b)))
    if isinstance(a, complex):
        return same(a.real, b.real) and same(a.imag, b.imag)
    if isinstance(a, list | tuple):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    return type(a) is type(b) and bool(a == b)


@given(plain)
def test_plain_values_come_back_as_they_were(value: Any) -> None:
    assert same(value, decode(loads(dumps(encode(value)))))


@given(arrays)
def test_arrays_come_back_bit_for_bit_with_dtype_and_shape(array: np.ndarray) -> None:
    back = decode(loads(dumps(encode(array))))
    assert (back.dtype, back.shape) == (array.dtype, array.shape)
    assert back.tobytes() == array.tobytes()


@given(st.recursive(st.none() | st.text() | st.integers(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)))
def test_a_damaged_tree_is_refused_or_decoded_but_never_crashes(tree: Any) -> None:
    with contextlib.suppress(NotPlainData):
        decode(tree)


bodies = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=6)
    | st.sampled_from(["<f8", "|b1", "<U1"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=3), inner, max_size=2)
        | st.dictionaries(st.sampled_from(list(BY_TAG)), inner, min_size=1, max_size=1)
    ),
    max_leaves=8,
)


@given(st.sampled_from(list(BY_TAG)), bodies)
@settings(max_examples=500)
def test_whatever_stands_under_a_tag_is_decoded_or_refused(tag: str, body: Any) -> None:
    with contextlib.suppress(NotPlainData):
        decode({tag: body})


@given(st.text("<>|=(){},:'[]0123456789biufcUOVSMm ", max_size=12))
def test_whatever_stands_for_a_dtype_is_decoded_or_refused(dtype: str) -> None:
    with contextlib.suppress(NotPlainData):
        decode({"array": [dtype, [1], "AAAAAAAAAAA="]})


RECORDED: list[tuple[Any, Any]] = [
    (None, None),
    (True, True),
    (3, 3),
    (0.5, 0.5),
    ("η", "η"),
    ([1, "a"], [1, "a"]),
    ({"int": "0x20000000000000"}, 2**53),
    ({"float": "-inf"}, -math.inf),
    ({"complex": ["1.0", "-2.5"]}, 1 - 2.5j),
    ({"tuple": [1, [2.0]]}, (1, [2.0])),
    ({"dict": [["w", 1], [{"tuple": [1, 2]}, None]]}, {"w": 1, (1, 2): None}),
    ({"array": ["<i2", [2, 1], "AQD+/w=="]}, np.array([[1], [-2]], np.int16)),
    ({"scalar": ["<f8", "AAAAAAAA4D8="]}, np.float64(0.5)),
    (
        {"function": ["valley", {"dict": [["a", [1.0, 2.0]]]}, "gradient"]},
        FunctionInput("valley", {"a": [1.0, 2.0]}, "gradient"),
    ),
    ({"generator": 7}, GeneratorInput(7)),
    ({"opaque": "set"}, Opaque("set")),
]


@pytest.mark.parametrize(("tree", "value"), RECORDED, ids=lambda x: None)
def test_a_tree_recorded_by_an_earlier_release_is_read_and_written_as_it_was(tree: Any, value: Any) -> None:
    decoded = decode(loads(json.dumps(tree).encode()))
    assert type(decoded) is type(value) and np.all(decoded == value)
    assert encode(value) == tree


def test_the_recorded_trees_hold_every_kind() -> None:
    assert {tag for tree, _ in RECORDED if isinstance(tree, dict) for tag in tree} == set(BY_TAG)


class Strange:
    def __eq__(self, other: object) -> bool:
        return True

    def __reduce__(self) -> Any:
        raise AssertionError("nothing is ever pickled")

    __hash__ = None  # type: ignore[assignment]


class Pretending(type):
    """A type that any dict takes for float."""

    def __hash__(cls) -> int:
        return hash(float)

    def __eq__(cls, other: object) -> bool:
        return True


class Pretender(metaclass=Pretending):
    def __float__(self) -> float:
        return 1.0


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (Strange(), "Strange"),
        (np.ma.masked_array([1.0, 2.0], mask=[True, True]), "MaskedArray"),
        (np.matrix([[1.0]]), "matrix"),
        (np.array([Strange()], dtype=object), "array of dtype object"),
        (type("EvilFloat", (float,), {})(1.0), "EvilFloat"),
        (type("EvilArray", (np.float64,), {})(1.0), "EvilArray"),
        ({1, 2}, "set"),
        (len, "builtin_function_or_method"),
        (Pretender(), "Pretender"),
        (np.datetime64("2020-01-01"), "datetime64"),
    ],
)
def test_what_is_not_plain_arrives_as_the_name_of_its_type(value: Any, name: str) -> None:
    assert decode(encode(value)) == Opaque(name)


def test_a_value_too_deep_too_many_or_too_large_is_refused() -> None:
    deep: list[Any] = []
    for _ in range(100):
        deep = [deep]
    for value in (deep, [0] * 300_000, np.zeros(10_000_000), "x" * 100_000_000, np.str_("x" * 20_000_000)):
        with pytest.raises(NotPlainData):
            encode(value)
    cyclic: list[Any] = []
    cyclic.append(cyclic)
    with pytest.raises(NotPlainData):
        encode(cyclic)


@pytest.mark.parametrize(
    "tree",
    [
        {"array": ["<f8", [10**9], "AAAA"]},
        {"array": ["O", [1], "AAAAAAAAAAA="]},
        {"array": ["<f8", [-1], ""]},
        {"array": ["<f8", [1], "not base64!"]},
        {"array": ["(2,f8", [1], "AAAAAAAAAAA="]},
        {"array": ["<U1", [1], "/////w=="]},
        {"scalar": ["V8", "AAAAAAAAAAA="]},
        {"scalar": ["<U1", "/////w=="]},
        {"complex": []},
        {"complex": {}},
        {"tuple": 5},
        {"dict": [[1]]},
        {"unknown": 1},
        {"a": 1, "b": 2},
        {"dict": [[i, 0] for i in range(5000)]},
    ],
)
def test_a_forged_tree_is_refused(tree: Any) -> None:
    with pytest.raises(NotPlainData):
        decode(tree)


def test_json_with_nan_or_too_deep_nesting_is_refused_as_damaged() -> None:
    with pytest.raises(NotPlainData):
        loads(b"[" * 100_000)
    assert json.loads(dumps(encode(float("nan")))) == {"float": "nan"}


def test_a_function_travels_as_its_name_and_coefficients() -> None:
    value = decode(loads(dumps(encode(FunctionInput("valley", {"a": np.array([0.1, 2.0])}, "gradient")))))
    np.testing.assert_allclose(value.make()(np.array([-5.0, -2.0])), [-1.0, -8.0])


def test_a_helper_package_of_another_course_adds_functions_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "CASES", dict(cases.CASES))

    @cases.case
    def pendulum(length: float = 1.0) -> Any:
        return lambda t, angle: -9.81 / length * math.sin(angle)

    value = decode(loads(dumps(encode(FunctionInput("pendulum", {"length": 2.0})))))
    assert value.make()(0.0, math.pi / 2) == pytest.approx(-9.81 / 2)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (FunctionInput("pendulum"), "there is no case 'pendulum'; expected one of quadratic, .*case"),
        (FunctionInput("bowl", {}, "hessian"), "role is 'hessian'; expected 'value' or 'gradient'"),
    ],
)
def test_a_function_that_does_not_exist_is_told_what_there_is(function: FunctionInput, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        function.make()


def test_a_generator_travels_as_its_seed() -> None:
    value = decode(loads(dumps(encode(GeneratorInput(7)))))
    assert value.make().random() == np.random.default_rng(7).random()
