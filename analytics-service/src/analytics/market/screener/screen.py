"""Which coins match, in which order. No I/O and no clock."""

import operator
from collections.abc import Callable, Mapping
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


def _holds(condition: Condition, figures: Mapping[str, FigureColumn]) -> NDArray[np.bool_]:
    """A comparison with NaN is false."""
    right = condition.right if isinstance(condition.right, float) else figures[condition.right.name].values
    return _OPERATORS[condition.operator](figures[condition.left.name].values, right)
