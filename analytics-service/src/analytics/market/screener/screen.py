"""Which coins match, in which order. No I/O and no clock."""

import operator
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from math import isnan
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.indicators.series import Floats
from analytics.market.screener.frame import FigureColumn
from analytics.market.screener.query import Condition, ScreenQuery

_OPERATORS: Final[dict[str, Callable[[Floats, Floats | float], NDArray[np.bool_]]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def matching(query: ScreenQuery, figures: Mapping[str, FigureColumn], coins: int) -> list[int]:
    """Positions of the coins that match, sorted; equal ones in the order of the catalogue.

    An unknown figure matches no condition, and is last whichever way it is sorted.
    """
    holds = np.ones(coins, dtype=np.bool_)
    for condition in query.where:
        holds &= _holds(condition, figures)
    values = figures[query.sort.name].values
    keys = -values if query.descending else values
    # NaN is last in NumPy's order, and the sort is stable.
    return [int(at) for at in np.argsort(keys, kind="stable") if holds[at]]


def first_after(
    query: ScreenQuery, figures: Mapping[str, FigureColumn], found: Sequence[int], value: float | None, position: int
) -> int:
    """Where among the `found` coins begin those that come after one with that value of `sort`, None if unknown."""

    def order(value: float, at: int) -> tuple[bool, float, int]:
        return isnan(value), 0.0 if isnan(value) else -value if query.descending else value, at

    values = figures[query.sort.name].values
    last = order(np.nan if value is None else value, position)
    return bisect_right(found, last, key=lambda at: order(float(values[at]), at))


def _holds(condition: Condition, figures: Mapping[str, FigureColumn]) -> NDArray[np.bool_]:
    """A comparison with NaN is false."""
    right = condition.right if isinstance(condition.right, float) else figures[condition.right.name].values
    return _OPERATORS[condition.operator](figures[condition.left.name].values, right)
