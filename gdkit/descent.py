"""The one loop. `descend` is a generator: the caller decides when to stop, what to keep and what to draw.

    for step in descend(loss, theta, GD(0.1)):
        ...                                             # step.t, step.theta, step.value, step.gradient
        if step.gradient_norm < 1e-6: break

`minimize` is this loop with a record. Batch, mini-batch and stochastic descent differ only in the rows drawn.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count, islice
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gdkit.arrays import Array, as_count, norm
from gdkit.batches import minibatches
from gdkit.losses import Loss
from gdkit.optimizer_base import Optimizer, State
from gdkit.stopping import StopRule, Test, named_tests


class Step(NamedTuple):
    """theta after t updates, and what the loss says AT theta, on the rows drawn for this step.

    theta and gradient never change afterwards; `state` is the optimizer's own and moves on.
    """

    t: int
    theta: Array
    value: Any
    gradient: Array
    state: State

    @property
    def gradient_norm(self) -> Any:
        """‖∇J(θ)‖, a number or one a run."""
        return norm(self.gradient)


def descend(
    loss: Loss,
    theta: ArrayLike,
    optimizer: Optimizer,
    *,
    batch_size: int | None = None,
    rng: np.random.Generator | None = None,
    shuffle: bool = True,
    replace: bool = False,
) -> Iterator[Step]:
    """Step 0, 1, 2, ... for ever: the start first, then what each update leaves.

    theta : (P,), or (R, P) for R runs at once. The other arguments are those of `minimize`.
    """
    return map(Step._make, _steps(*_checked(loss, theta, optimizer, batch_size, rng, shuffle, replace)))


def _checked(
    loss: Loss, theta: ArrayLike, optimizer: Optimizer, batch_size: int | None, *drawing: Any
) -> tuple[Loss, Array, Optimizer, Iterator[Loss] | None]:
    """The arguments of a descent, checked: theta as an array of our own, the mini-batches as an iterator."""
    if not isinstance(loss, Loss):
        raise TypeError(f"loss is {loss!r}; expected a Loss. Use Function(f, gradient) for functions of your own.")
    if not isinstance(optimizer, Optimizer):
        hint = f" Use {optimizer.__name__}(eta)." if inspect.isclass(optimizer) else ""
        raise TypeError(f"optimizer is {optimizer!r}; expected an optimizer such as GD(0.1).{hint}")
    batches = None if batch_size is None else minibatches(loss, batch_size, *drawing)
    return loss, np.array(loss.as_theta(theta)), optimizer, batches


def _steps(
    loss: Loss, theta: Array, optimizer: Optimizer, batches: Iterator[Loss] | None
) -> Iterator[tuple[int, Array, Any, Array, State]]:
    """The loop itself. (It yields plain tuples: naming their entries costs as much as a small gradient.)"""
    state = optimizer.init(theta)
    for t in count():
        if batches:
            loss = next(batches)
        value, gradient = loss.value_and_gradient(theta)
        if not t:
            _check_shapes(theta, value, gradient)
        yield t, theta, value, gradient, state
        theta = optimizer.advance(theta, gradient, state)


def _check_shapes(theta: Array, value: Any, gradient: Array) -> None:
    """ValueError where a loss of the caller's own does not follow the rule of the last axis."""
    if np.shape(value) != theta.shape[:-1] or np.shape(gradient) != theta.shape:
        raise ValueError(
            f"for theta {theta.shape} the loss has a value of shape {np.shape(value)} and a gradient of shape "
            f"{np.shape(gradient)}; expected {theta.shape[:-1]} and {theta.shape}. "
            "Write it on the last axis of theta."
        )


@dataclass(frozen=True, eq=False)
class Descent:
    """A recorded descent of T updates.

    path : (T+1, P), or (T+1, R, P) for R runs, the start first; with record=False the last theta only, (1, P).
    values : (T+1,) or (T+1, R); values[t] is the loss at path[t], on the rows that were drawn for that step.
    theta : (P,) or (R, P), where the descent ended: path[-1].
    stopped_by : the name of the rule that ended it, or "steps". Never "converged": no rule can know that.
    """

    path: Array
    values: Array
    theta: Array
    stopped_by: str

    @property
    def n_iter(self) -> int:
        """T, the number of updates."""
        return len(self.values) - 1

    def __repr__(self) -> str:
        end = f"theta = {self.theta}, J = {self.values[-1]}"
        return f"<Descent of {self.n_iter} updates, stopped by {self.stopped_by!r}: {end}>"


def minimize(
    loss: Loss,
    theta: ArrayLike,
    optimizer: Optimizer,
    max_iter: int | None = None,
    *,
    n_epochs: int | None = None,
    batch_size: int | None = None,
    rng: np.random.Generator | None = None,
    shuffle: bool = True,
    replace: bool = False,
    stop: StopRule | Test | Iterable[StopRule | Test] = (),
    record: bool = True,
) -> Descent:
    """Descend from theta for at most max_iter updates (or n_epochs passes over the rows), and record it.

    theta : the start (P,), or (R, P) for R runs at once; it is not changed. Each run takes the steps that it would
        take alone, up to rounding where the loss multiplies matrices.
    batch_size : rows of a mini-batch; None takes all rows in every update. 1 is stochastic gradient descent.
    rng : the Generator that draws the rows. shuffle=False takes them in the order of the data instead.
    replace : draw the rows with replacement, so that an epoch may miss some.
    stop : rules of `gdkit.stopping`, or functions of a Step. With mini-batches they are asked once an epoch and
        see the loss on all rows: two mini-batches that happen to agree say nothing.
    record : False keeps the values but not the path.

    A descent ends, with stopped_by == "diverged", where no run has a finite loss any more.

    >>> from gdkit import GD, Function
    >>> run = minimize(Function(lambda x: (x * x).sum(-1), lambda x: 2 * x), [1, 2], GD(0.1), 10)
    >>> run.theta, run.stopped_by
    (array([0.10737418, 0.21474836]), 'steps')
    """
    loss, start, optimizer, batches = _checked(loss, theta, optimizer, batch_size, rng, shuffle, replace)
    epoch = -(-len(loss) // batch_size) if batch_size else 1
    T = _updates(max_iter, n_epochs, epoch)
    tests = named_tests(stop)
    size = max(1, min(T + 1, RESERVED // start.nbytes))
    paths: list[Array] = []  # `size` steps in each
    values: list[Array] = []
    stopped_by = "steps"
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        for t, point, value, gradient, state in islice(_steps(loss, start, optimizer, batches), T + 1):
            row = t % size
            if row == 0:
                thetas = np.empty((size if record else 0, *point.shape), point.dtype)
                Js = np.empty((size, *point.shape[:-1]), point.dtype)
                paths.append(thetas)
                values.append(Js)
            if record:
                thetas[row] = point
            Js[row] = value
            if t % 128 == 0 and not np.isfinite(value).any():
                break
            if tests and t % epoch == 0:
                if batches:
                    value, gradient = loss.value_and_gradient(point)
                step = Step(t, point, value, gradient, state)
                fired = [name for name, test in tests if test(step)]
                if fired:
                    stopped_by = fired[0]
                    break
    J = _joined(values)[: t + 1]
    lost = ~np.isfinite(J).reshape(len(J), -1).any(axis=1)
    if lost.any():  # the record ends where the last run left the finite numbers
        J, stopped_by = J[: lost.argmax() + 1], "diverged"
    if not record:
        return Descent(point[None], J, point, stopped_by)
    path = _joined(paths)[: len(J)]
    return Descent(path, J, path[-1], stopped_by)


RESERVED = 2**25
"""Bytes of the path that are reserved at once: a long record costs no memory before it is written."""


def _joined(blocks: list[Array]) -> Array:
    return blocks[0] if len(blocks) == 1 else np.concatenate(blocks)


def _updates(max_iter: int | None, n_epochs: int | None, epoch: int) -> int:
    """The number of updates, from max_iter or n_epochs."""
    if (max_iter is None) == (n_epochs is None):
        got = "neither" if n_epochs is None else "both"
        raise TypeError(
            f"minimize takes max_iter (updates) or n_epochs (passes over the rows), one of the two; got {got}."
        )
    if max_iter is not None:
        return as_count("max_iter", max_iter, at_least=0)
    return as_count("n_epochs", n_epochs, at_least=0) * epoch
