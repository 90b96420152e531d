"""Closes of several coins as if each had cost 100 at a common start. No I/O and no clock."""

from dataclasses import dataclass

import numpy as np

from analytics.indicators.series import Floats
from analytics.market.candles.grid import CloseGrid


@dataclass(frozen=True, slots=True)
class Rebased:
    """`base` is the row of the grid at which all are 100, None if there is none. NaN where there is no candle."""

    base: int | None
    closes: Floats


def rebased(grid: CloseGrid) -> Rebased:
    """From the first row at which every coin that has a candle at all has one. Gaps stay gaps."""
    there = np.isfinite(grid.closes)
    seen = there.any(axis=0)
    common = np.flatnonzero(there[:, seen].all(axis=1)) if seen.any() else np.empty(0, dtype=np.int64)
    if not len(common):
        return Rebased(None, np.empty((0, grid.closes.shape[1])))
    base = int(common[0])
    return Rebased(base, 100 * grid.closes[base:] / grid.closes[base])
