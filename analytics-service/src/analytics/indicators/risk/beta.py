"""How a coin moves with another one. No I/O and no clock."""

from typing import Final

import numpy as np

from analytics.indicators.definition import (
    Definition,
    Outputs,
    Parameter,
    ParameterKind,
    Sample,
    Unit,
    period_parameter,
)
from analytics.indicators.returns import rounding_deviation
from analytics.indicators.rolling import over_windows
from analytics.indicators.sampling import BENCHMARK
from analytics.indicators.series import Floats


def beta(returns: Floats, benchmark_returns: Floats, period: int, _benchmark: str) -> Outputs:
    """Covariance with the benchmark / variance of the benchmark, of the last `period` returns that both have.

    NaN where the benchmark does not vary beyond rounding.
    """
    return (over_windows(_slopes, period, returns, benchmark_returns),)


def _slopes(own: Floats, other: Floats) -> Floats:
    means = other.mean(axis=1, keepdims=True)
    off = other - means
    variances = (off**2).mean(axis=1)
    varies = np.sqrt(variances) > rounding_deviation(means[:, 0])
    covariances = (off * (own - own.mean(axis=1, keepdims=True))).mean(axis=1)
    found: Floats = np.divide(covariances, variances, out=np.full(len(own), np.nan), where=varies)
    return found


DEFINITION: Final = Definition(
    name="beta",
    label="Beta",
    unit=Unit.RATIO,
    inputs=("close", BENCHMARK),
    parameters=(period_parameter(168), Parameter("benchmark", "bitcoin", kind=ParameterKind.COIN)),
    compute=beta,
    needs=lambda period, _benchmark: period,
    sample=Sample.RETURNS,
)
