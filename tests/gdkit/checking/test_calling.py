"""What a call does to its arguments is seen, whatever it is."""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

from gdkit.checking import call

NUMBERS = np.array([[1.0, -2.0], [0.0, 4.0]])


@pytest.mark.parametrize(
    "change",
    [
        lambda x: operator.setitem(x, (0, 0), np.nextafter(1.0, 2.0)),
        lambda x: operator.setitem(x, (1, 0), -0.0),
        lambda x: setattr(x, "shape", (4, 1)),
        lambda x: setattr(x, "dtype", np.int64),
    ],
    ids=["the last bit", "the sign of 0", "the shape", "the dtype"],
)
@pytest.mark.parametrize("of", [NUMBERS, [NUMBERS, 1.0]], ids=["an array", "an array in a list"])
def test_an_argument_is_changed_when_a_bit_its_shape_or_its_dtype_is(change: Callable[[Any], None], of: Any) -> None:
    inner = (lambda x: x[0]) if isinstance(of, list) else (lambda x: x)
    assert call(lambda x: change(inner(x)), {"x": of}).changed == ("x",)


@pytest.mark.parametrize("order", ["C", "F"])
def test_an_argument_that_is_only_read_is_not_changed_however_it_lies_in_memory(order: Any) -> None:
    assert call(partial(np.sum, axis=0), {"x": np.array(NUMBERS, order=order)}).changed == ()
