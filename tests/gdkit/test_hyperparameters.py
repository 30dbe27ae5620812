"""Every number that steers a descent is held to a range: none can be added without one."""

from dataclasses import KW_ONLY, MISSING, dataclass, fields, replace
from typing import Annotated, ClassVar

import numpy as np
import pytest

from gdkit import GD, Lasso, Ridge, WeightPenalty, estimators, optimizers
from gdkit.hyperparameters import BelowOne, Count, Hyperparameters, Rate
from gdkit.optimizer_base import Optimizer
from gdkit.schedules import Schedule
from gdkit.stopping import StopRule


def subclasses(base):
    for record in base.__subclasses__():
        if record.__module__.startswith("gdkit."):
            yield record
            yield from subclasses(record)


RECORDS = list(subclasses(Hyperparameters))
FIELDS = [
    pytest.param(record, field.name, id=f"{record.__name__}.{field.name}")
    for record in RECORDS
    for field in fields(record)
]
NEEDED = {"eta": 0.1, "factor": 0.5, "every": 3, "steps": 5, "tol": 1e-6, "schedule": 0.1}


def made(record):
    """A record with its defaults, and a right value where there is none."""
    return record(**{field.name: NEEDED[field.name] for field in fields(record) if field.default is MISSING})


def test_optimizers_schedules_and_stopping_rules_are_all_looked_at():
    assert {Optimizer, Schedule, StopRule} < set(RECORDS) and len(RECORDS) >= 23
    assert {getattr(optimizers, name) for name in optimizers.__all__[3:]} < set(RECORDS)


@pytest.mark.parametrize("wrong", [-5.0, np.nan, np.inf, "0.1", [[1.0], [-5.0]], [[1.0], [2.0, 3.0]]], ids=str)
@pytest.mark.parametrize("record, name", FIELDS)
def test_no_hyper_parameter_of_ours_takes_what_is_no_number_in_its_range(record, name, wrong):
    with pytest.raises((ValueError, TypeError), match=rf"^{name} (is|has|holds) .*"):
        replace(made(record), **{name: wrong})


@pytest.mark.parametrize("base", [Optimizer, Schedule, StopRule])
def test_a_field_without_a_range_is_an_error_where_the_class_is_written(base):
    with pytest.raises(TypeError, match=r"Mine.decay_rate states no range; expected .* such as decay_rate: BelowOne"):

        @dataclass(frozen=True)
        class Mine(base):
            decay_rate: float = 0.1


def test_a_field_of_ones_own_is_checked_with_those_that_are_inherited():
    def even(name, value):
        if value % 2:
            raise ValueError(f"{name} is {value}; expected an even number.")
        return value

    @dataclass(frozen=True)
    class Mine(GD):
        eta: Rate = 0.1
        kind: ClassVar[str] = "mine"
        _: KW_ONLY
        decay_rate: BelowOne = 0.5
        warm: Count | None = None
        twos: Annotated[int, even] = 2

    assert Mine(0.2, warm=3) == Mine(0.2, decay_rate=0.5, weight_decay=None, warm=3, twos=2)
    for wrong in ({"decay_rate": -5.0}, {"warm": 0}, {"twos": 3}, {"eta": 0}, {"weight_decay": -1.0}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            Mine(**wrong)
    with pytest.raises(TypeError, match="decay_rate is None; expected a number"):
        Mine(decay_rate=None)


@pytest.mark.parametrize("penalty", [Ridge, WeightPenalty, Lasso])
def test_a_penalty_takes_a_weight_of_at_least_zero_and_a_yes_or_no(penalty):
    for wrong in (-5.0, np.nan, "0.1", [1.0, 2.0]):
        with pytest.raises((ValueError, TypeError), match=r"^lam (is|has|holds) "):
            penalty(wrong)
    with pytest.raises(TypeError, match="penalize_bias is 'no'; expected True or False"):
        penalty(0.1, penalize_bias="no")


ESTIMATORS = [getattr(estimators, name) for name in estimators.__all__]
X = np.array([[0.0, 1.0], [1.0, 0.5], [2.0, 2.0], [0.5, -1.0]])
PARAMETERS = [
    pytest.param(estimator, name, id=f"{estimator.__name__}.{name}")
    for estimator in ESTIMATORS
    for name in estimator().get_params()
]


@pytest.mark.parametrize("estimator, name", PARAMETERS)
def test_no_parameter_of_an_estimator_goes_unchecked_into_a_fit(estimator, name):
    with pytest.raises((ValueError, TypeError), match=name):
        estimator(**{name: object()}).fit(X, [0, 1, 1, 0])


NUMBERS = [
    parameter
    for parameter in PARAMETERS
    if isinstance(parameter.values[0]().get_params()[parameter.values[1]], int | float)
    or parameter.values[1] in ("batch_size", "random_state")
]


@pytest.mark.parametrize("estimator, name", NUMBERS)
def test_no_number_of_an_estimator_may_be_negative(estimator, name):
    with pytest.raises(ValueError, match=name):
        estimator(**{name: -5}).fit(X, [0, 1, 1, 0])
