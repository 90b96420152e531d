"""A stretch of closed candles as NumPy columns, and what a figure inherits from them. No I/O and no clock."""

from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from shared.events.values import CandleStatus, Interval

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Ranks: TypeAlias = NDArray[np.int8]

STATUSES: Final = tuple(CandleStatus)
"""By rank, best first: `STATUSES[rank]`."""


@dataclass(frozen=True, slots=True)
class CandleSeries:
    """Closed candles of one instrument and interval, oldest first.

    `skipped` closed candles of the stored series are older than the first one here; `as_of_us` is when the newest
    input of each was received, `revisions` counts its states.
    """

    interval: Interval
    open_times_us: Integers
    closes: Floats
    ranks: Ranks
    as_of_us: Integers
    revisions: Integers
    skipped: int = 0

    def __len__(self) -> int:
        return len(self.open_times_us)

    def since(self, open_time_us: int) -> slice:
        """The positions of the candles that open at `open_time_us` or later."""
        return slice(int(np.searchsorted(self.open_times_us, open_time_us)), len(self))

    def at(self, part: slice) -> "CandleSeries":
        """The candles at these positions; `skipped` stays."""
        return replace(
            self,
            open_times_us=self.open_times_us[part],
            closes=self.closes[part],
            ranks=self.ranks[part],
            as_of_us=self.as_of_us[part],
            revisions=self.revisions[part],
        )


@dataclass(frozen=True, slots=True)
class IndicatorColumns:
    """An indicator at each candle of a series: `value` is NaN where it is not known yet."""

    value: Floats
    n: Integers
    warm: NDArray[np.bool_]
    ranks: Ranks


def worst_of_last(ranks: Ranks, window: int) -> Ranks:
    """At each position the worst rank of the last `window` ones, itself included."""
    at = np.arange(len(ranks))
    worst = np.zeros(len(ranks), dtype=np.int8)
    for rank in range(1, len(STATUSES)):
        newest = np.maximum.accumulate(np.where(ranks >= rank, at, -1))
        worst[(newest >= 0) & (newest > at - window)] = rank
    return worst
