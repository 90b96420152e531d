"""When a figure that adds up, such as OBV, begins anew: at fixed times, so that it never depends on all of history.

No I/O and no clock.
"""

from typing import Final, NamedTuple

import numpy as np
from shared.events.values import Interval

from analytics.indicators.series import Flags, Integers

DAY_US: Final = 86_400_000_000
_MONDAY_US: Final = 4 * DAY_US
"""The first Monday of Unix time: blocks of whole weeks begin on Mondays, 00:00 UTC."""
_WEEK: Final = 7
_YEAR: Final = 52 * _WEEK


class Block(NamedTuple):
    """Blocks of `length_us` from `start_us` on, one after the other; without a length one that never ends."""

    start_us: int
    length_us: int | None = None

    def first_inside(self, times_us: Integers) -> int:
        """The position of the first candle that is in a block; times ascend."""
        return 0 if self.length_us is not None else int(np.searchsorted(times_us, self.start_us))

    def is_begin(self, times_us: Integers, interval: Interval) -> Flags:
        """Of each candle whether it is the first one that a block can have."""
        since = times_us - self.start_us
        if self.length_us is not None:
            since = since % self.length_us
        return (since >= 0) & (since < interval.us)

    def begins(self, times_us: Integers) -> Integers:
        """The positions of the first candles of blocks; a candle that begins none may be among them at the ends."""
        if self.length_us is None or not len(times_us):
            return np.array([self.first_inside(times_us)], dtype=np.int64)
        first, last = int(times_us[0]), int(times_us[-1])
        ahead = (self.start_us - first) % self.length_us
        starts = np.searchsorted(times_us, np.arange(first + ahead, last + 1, self.length_us))
        return np.asarray(starts, dtype=np.int64)


def of_days(interval: Interval, days: int) -> Block:
    """Blocks of so many days; 0: a week of candles up to 15 minutes, 52 weeks of longer ones."""
    if not days:
        days = _WEEK if interval.us <= Interval.QUARTER.us else _YEAR
    return Block(_MONDAY_US, days * DAY_US)


def since(interval: Interval, anchor: int) -> Block:
    """One block from `anchor` (Unix seconds) on; 0: those of `of_days`."""
    return Block(anchor * 1_000_000) if anchor else of_days(interval, 0)
