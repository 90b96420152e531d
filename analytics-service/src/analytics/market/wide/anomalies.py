"""Candles that are far from what the ones before them would let one expect. No I/O and no clock.

Robust: the expected value is the median of the candles before, its spread 1.4826 times their median absolute deviation
(MAD), so that an earlier outlier does not hide a later one (Iglewicz and Hoaglin, How to detect and handle outliers,
1993). Partial candles are neither judged nor part of a sample.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from analytics.indicators.series import Floats, Integers, Ranks

MIN_SAMPLE: Final = 48
"""Candles before the one that is judged: with fewer the MAD itself is too uncertain."""
LEVELS: Final = ((10.0, "extreme"), (7.0, "strong"), (5.0, "notable"))
"""By |z|: returns have fat tails, so that 3, usual for normal samples, would be reached several times a day."""
_MAD_TO_DEVIATION: Final = 1.4826
_PARTIAL: Final = 2
_BLOCK: Final = 500
"""Samples that are in memory at once."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A quantity by candle, oldest first; NaN where it is not known. `floor`: the least spread it is given."""

    open_times_us: Integers
    values: Floats
    ranks: Ranks
    floor: float


@dataclass(frozen=True, slots=True)
class Outlier:
    open_time_us: int
    observed: float
    expected: float
    z: float
    n: int
    severity: str
    rank: int


def outliers(sample: Sample, period: int, start_us: int) -> tuple[list[Outlier], bool]:
    """Outliers at candles that open at `start_us` or later, and whether there was enough to judge any by.

    Each is compared with the last `period` known values before it, at least `MIN_SAMPLE`. With enough of them, but none
    from `start_us` on, nothing is out of the ordinary.
    """
    whole = np.flatnonzero(np.isfinite(sample.values) & (sample.ranks < _PARTIAL))
    times, values, ranks = sample.open_times_us[whole], sample.values[whole], sample.ranks[whole]
    first = max(int(np.searchsorted(times, start_us)), MIN_SAMPLE)
    if first >= len(values):
        return [], len(values) > MIN_SAMPLE
    centre, spread, n = _expected(values, first, period)
    z = (values[first:] - centre) / np.maximum(spread, sample.floor)
    found = [
        Outlier(
            int(times[first + at]),
            float(values[first + at]),
            float(centre[at]),
            float(z[at]),
            int(n[at]),
            severity(float(z[at])),
            int(ranks[first + at]),
        )
        for at in np.flatnonzero(np.abs(z) >= LEVELS[-1][0])
    ]
    return found, True


def severity(z: float) -> str:
    return next(name for bound, name in LEVELS if abs(z) >= bound)


def _expected(values: Floats, first: int, period: int) -> tuple[Floats, Floats, Integers]:
    """Median, spread and size of the sample before each value from `first` on."""
    n = np.minimum(np.arange(first, len(values)), period)
    centre, spread = np.empty(len(n)), np.empty(len(n))
    short = int((n < period).sum())
    for at in range(short):
        centre[at : at + 1], spread[at : at + 1] = _median_and_mad(values[None, : first + at])
    if short < len(n):
        windows = sliding_window_view(values[:-1], period)[-(len(n) - short) :]
        for start in range(0, len(windows), _BLOCK):
            part = slice(short + start, short + start + _BLOCK)
            centre[part], spread[part] = _median_and_mad(windows[start : start + _BLOCK])
    return centre, _MAD_TO_DEVIATION * spread, n


def _median_and_mad(windows: Floats) -> tuple[Floats, Floats]:
    centre = np.median(windows, axis=1)
    return centre, np.median(np.abs(windows - centre[:, None]), axis=1)
