"""Correlation of two coins' returns. No I/O and no clock."""

from typing import Final

import msgspec
import numpy as np
from shared.events.values import CandleStatus

from analytics.indicators.returns import log_returns, return_ranks, rounding_deviation
from analytics.indicators.series import STATUSES, CandleSeries, Floats

MIN_PERIOD: Final = 2
"""One pair of returns has no correlation."""


class Correlation(msgspec.Struct, frozen=True):
    """`value` is None until `n` reaches the period, and where the returns of one of the coins do not vary."""

    value: float | None
    n: int
    warm: bool
    status: CandleStatus
    from_us: int | None
    to_us: int | None


def correlation(first: CandleSeries, second: CandleSeries, period: int) -> Correlation:
    """Pearson over the last `period` open times at which both have a return.

    `from_us` and `to_us` are the first and the last of those open times.
    """
    (returns_1,), later_1 = log_returns(first, first.close)
    (returns_2,), later_2 = log_returns(second, second.close)
    common, at_1, at_2 = np.intersect1d(
        first.open_times_us[later_1], second.open_times_us[later_2], assume_unique=True, return_indices=True
    )
    common, at_1, at_2 = common[-period:], at_1[-period:], at_2[-period:]
    if not len(common):
        return Correlation(None, 0, warm=False, status=STATUSES[0], from_us=None, to_us=None)
    ranks = np.maximum(return_ranks(first.ranks, later_1)[at_1], return_ranks(second.ranks, later_2)[at_2])
    full = len(common) == period
    return Correlation(
        pearson(returns_1[at_1], returns_2[at_2]) if full else None,
        len(common),
        warm=full,
        status=STATUSES[int(ranks.max())],
        from_us=int(common[0]),
        to_us=int(common[-1]),
    )


def pearson(first: Floats, second: Floats) -> float | None:
    """None where one of them does not vary beyond rounding: it moves with nothing and against nothing."""
    if len(first) < MIN_PERIOD or not (_varies(first) and _varies(second)):
        return None
    first, second = first - first.mean(), second - second.mean()
    cosine = float(first @ second) / (float(np.linalg.norm(first)) * float(np.linalg.norm(second)))
    return min(1.0, max(-1.0, cosine))


def _varies(returns: Floats) -> bool:
    return bool(returns.std() > rounding_deviation(returns.mean()))
