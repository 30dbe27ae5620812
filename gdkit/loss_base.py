"""What a loss is: a function of theta with its gradient, on rows that can be chosen. The losses are in `losses`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from gdkit.arrays import Array, as_theta

__all__ = ["Loss", "Sum", "Function"]


class Loss:
    """A function J of theta with its gradient. A subclass writes `value_and_gradient`; the rest follows.

    n_parameters : P, the length of theta's last axis; None when any length will do.
    bias_mask : (P,) of bool, True where theta holds a bias, which a penalty leaves alone; None where there is none.
    dtype : what theta is converted to, float32 or float64; None to leave it as it comes.
    """

    n_parameters: int | None = None
    bias_mask: Array | None = None
    dtype: DTypeLike | None = None

    def value_and_gradient(self, theta: Array) -> tuple[Any, Array]:
        """J(theta) and its gradient: a number and (P,), or (R,) and (R, P) for a stack theta (R, P).

        This is the inside of the kit and trusts that theta is an array; `loss(theta)` and `minimize` check it.
        """
        raise NotImplementedError(
            f"{type(self).__name__} does not say what value_and_gradient(theta) is; expected J and its gradient."
        )

    def __call__(self, theta: ArrayLike) -> Any:
        """J(theta): a number; for a stack theta (..., P), an array (...)."""
        return self.value_and_gradient(self.as_theta(theta))[0]

    def gradient(self, theta: ArrayLike) -> Array:
        """The gradient of J at theta, shaped like theta."""
        return self.value_and_gradient(self.as_theta(theta))[1]

    def hessian(self) -> Array:
        """The second derivatives (P, P) of a quadratic loss, the same at every theta. TypeError for others."""
        raise TypeError(
            f"{type(self).__name__} is not quadratic: its Hessian depends on theta. "
            "Expected a least-squares loss or a Quadratic."
        )

    def as_theta(self, theta: ArrayLike) -> Array:
        """theta as an array of floats; ValueError when its last axis is not (P,)."""
        theta = as_theta(theta, self.n_parameters)
        return theta if self.dtype is None else theta.astype(self.dtype, copy=False)

    def blocks(self) -> dict[str, Any]:
        """The parts of theta, name -> index into its last axis: `gradient_check` looks at them one by one."""
        if self.bias_mask is None:
            return {"theta": slice(None)}
        return {"b": self.bias_mask, "w": ~self.bias_mask}

    def __len__(self) -> int:
        """The number of examples (rows); 1 for a function without data."""
        return 1

    def __getitem__(self, rows: Any) -> Loss:
        """The same loss on some of the rows: a mini-batch. A function without data is its own mini-batch."""
        return self

    def __iter__(self) -> Iterator[Loss]:
        raise TypeError("the rows of a loss are not walked through. Use loss[rows], or gdkit.minibatches(loss, ...).")

    def __add__(self, other: Loss) -> Loss:
        """loss + penalty, or the sum of two losses of the same theta."""
        return Sum(self, other.on(self)) if isinstance(other, Loss) else NotImplemented

    def on(self, loss: Loss) -> Loss:
        """This loss as a term beside `loss`. (A penalty learns here which entries of theta are biases.)"""
        return self


class Sum(Loss):
    """J(θ) = J₁(θ) + J₂(θ): a loss and its penalty."""

    def __init__(self, first: Loss, second: Loss) -> None:
        if None not in (first.n_parameters, second.n_parameters) and first.n_parameters != second.n_parameters:
            raise ValueError(
                f"one loss has {first.n_parameters} parameters, the other {second.n_parameters}; "
                "expected losses of the same theta."
            )
        if len(second) not in (1, len(first)):
            raise ValueError(f"one loss has {len(first)} rows, the other {len(second)}; expected the same rows.")
        self.first, self.second = first, second
        self.n_parameters = first.n_parameters or second.n_parameters
        self.bias_mask, self.dtype = first.bias_mask, first.dtype

    def value_and_gradient(self, theta: Array) -> tuple[Any, Array]:
        J_1, g_1 = self.first.value_and_gradient(theta)
        J_2, g_2 = self.second.value_and_gradient(theta)
        return J_1 + J_2, g_1 + g_2

    def hessian(self) -> Array:
        return self.first.hessian() + self.second.hessian()

    def blocks(self) -> dict[str, Any]:
        return self.first.blocks()

    def __len__(self) -> int:
        return len(self.first)

    def __getitem__(self, rows: Any) -> Sum:
        part = object.__new__(Sum)
        part.__dict__.update(self.__dict__, first=self.first[rows], second=self.second[rows])
        return part


class Function(Loss):
    """Any function f(theta) with its gradient, both written on the last axis of theta.

    >>> bowl = Function(lambda x: (x * x).sum(-1), lambda x: 2 * x)
    >>> bowl.gradient([1, 2])
    array([2., 4.])
    """

    def __init__(
        self, f: Callable[[Array], Any], gradient: Callable[[Array], Array], n_parameters: int | None = None
    ) -> None:
        for name, function in (("f", f), ("gradient", gradient)):
            if not callable(function):
                raise TypeError(f"{name} is {function!r}; expected a function of theta.")
        self.f, self.df, self.n_parameters = f, gradient, n_parameters

    def value_and_gradient(self, theta: Array) -> tuple[Any, Array]:
        gradient = np.asarray(self.df(theta))
        return self.f(theta), gradient.astype(theta.dtype, copy=False)  # a half-precision one would make NaN of a step

    def __call__(self, theta: ArrayLike) -> Any:
        return self.f(self.as_theta(theta))
