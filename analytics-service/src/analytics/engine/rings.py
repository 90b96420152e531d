"""The newest closed candles of a series in memory, kept equal to what is stored. No I/O and no clock."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
from shared.events import CandleV1
from shared.events.values import Interval

from analytics.indicators.registry import Indicator
from analytics.indicators.series import PRICES, CandleSeries, Integers


class SeriesKey(NamedTuple):
    """Which series of which coin."""

    coin_id: str
    instrument_id: str
    interval: Interval


class Fingerprint(NamedTuple):
    """Equal for the stored candles from `first_us` on and for a ring: then nothing was missed.

    A revision only grows, so an equal count and sum are the same candles in the same state. `oldest_us` is where the
    stored series begins.
    """

    candles: int
    revisions: int
    oldest_us: int


@dataclass(frozen=True, slots=True)
class Ring:
    """A series that ends with the newest closed candle, and where the whole stored one begins."""

    series: CandleSeries
    oldest_us: int

    @property
    def first_us(self) -> int:
        return int(self.series.open_times_us[0])

    @property
    def newest_us(self) -> int:
        return int(self.series.open_times_us[-1])

    @property
    def fingerprint(self) -> Fingerprint:
        return Fingerprint(len(self.series), int(self.series.revisions.sum()), self.oldest_us)


@dataclass(slots=True)
class SeriesChange:
    """What a round of events changes in a series: its closed candles' newest states, and which are open again."""

    closed: dict[int, CandleV1] = field(default_factory=dict)
    reopened: set[int] = field(default_factory=set)

    def add(self, candle: CandleV1) -> None:
        """Take the next event in order; repeats and older revisions change nothing."""
        at = candle.open_time_us
        if not candle.is_closed:
            self.closed.pop(at, None)
            self.reopened.add(at)
        elif at not in self.closed or candle.revision >= self.closed[at].revision:
            self.closed[at] = candle
            self.reopened.discard(at)

    @property
    def times(self) -> set[int]:
        """Open times of the candles that change."""
        return self.closed.keys() | self.reopened

    @property
    def is_imported(self) -> bool:
        """Whether all of it is history of the venues, of which nobody waits for each value."""
        return not self.reopened and all(candle.source == "venue" for candle in self.closed.values())

    @property
    def since_us(self) -> int:
        """Open time of the first of them: indicators change from there on."""
        return min(self.times)


def series_of(candles: Iterable[CandleV1], interval: Interval) -> CandleSeries:
    """These candles as columns, in the order in which they come."""
    rows = list(candles)
    prices: dict[str, Any] = {name: np.array([getattr(at, name) for at in rows], dtype=np.float64) for name in PRICES}
    return CandleSeries(
        interval=interval,
        open_times_us=np.array([at.open_time_us for at in rows], dtype=np.int64),
        **prices,
        ranks=np.array([at.status.rank for at in rows], dtype=np.int8),
        as_of_us=np.array([at.as_of_us or at.open_time_us + interval.us for at in rows], dtype=np.int64),
        revisions=np.array([at.revision for at in rows], dtype=np.int64),
    )


def merged(series: CandleSeries, others: CandleSeries) -> CandleSeries:
    """The candles of both, oldest first: of each open time the one with the highest revision stays."""
    return series.joined(others, _last_of_each)


def _last_of_each(times_us: Integers, revisions: Integers) -> Integers:
    """Where the highest revision of each open time stands, oldest first."""
    order = np.lexsort((revisions, times_us))
    ends = np.append(np.diff(times_us[order]) != 0, np.full(min(len(times_us), 1), fill_value=True))
    return np.asarray(order[ends], dtype=np.int64)


def trimmed(series: CandleSeries, most: int) -> CandleSeries:
    """The newest `most` candles."""
    dropped = max(len(series) - most, 0)
    return replace(series.at(slice(dropped, None)), skipped=series.skipped + dropped)


def reaches(series: CandleSeries, since_us: int, indicators: Iterable[Indicator]) -> bool:
    """Whether every indicator's value at `since_us` and later is the same as if computed from the whole series."""
    if not series.skipped:
        return True
    at = series.since(since_us).start
    return 0 < at < len(series) and all(indicator.is_exact(series, at) for indicator in indicators)
