"""The newest closed candles of a series in memory, kept equal to what is stored. No I/O and no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from shared.events import CandleV1
from shared.events.values import Interval

from analytics.indicators.registry import Indicator
from analytics.indicators.series import Series


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
    """A series that ends with the newest closed candle, and where the whole stored one begins.

    `told` are candles that the topic has closed and the table perhaps not yet: closing is published first.
    """

    series: Series
    oldest_us: int
    told: frozenset[int] = frozenset()

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
class Change:
    """What a round of events says of a series: its closed candles' newest states, and which are open again."""

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
        """Open times of the candles that it is about."""
        return self.closed.keys() | self.reopened

    @property
    def since_us(self) -> int:
        """From this candle on values may be others."""
        return min(self.times)


_MOST_TOLD = 64


def told_of(ring: Ring | None, change: Change) -> frozenset[int]:
    """The newest candles that were told to be closed and not told otherwise since."""
    before = ring.told if ring else frozenset[int]()
    return frozenset(sorted((before - change.reopened) | set(change.closed))[-_MOST_TOLD:])


def merged(series: Series, candles: Sequence[CandleV1]) -> Series:
    """The series with these closed candles: of each open time the highest revision stays."""
    at = np.concatenate([series.open_times_us, [candle.open_time_us for candle in candles]])
    revisions = np.concatenate([series.revisions, [candle.revision for candle in candles]])
    order = np.lexsort((revisions, at))
    last_of_each = order[np.append(np.diff(at[order]) != 0, True)]
    as_of = [candle.as_of_us or candle.open_time_us + series.interval.us for candle in candles]
    return replace(
        series,
        open_times_us=at[last_of_each].astype(np.int64),
        closes=np.concatenate([series.closes, [float(candle.close) for candle in candles]])[last_of_each],
        ranks=np.concatenate([series.ranks, [candle.status.rank for candle in candles]])[last_of_each].astype(np.int8),
        as_of_us=np.concatenate([series.as_of_us, as_of])[last_of_each].astype(np.int64),
        revisions=revisions[last_of_each].astype(np.int64),
    )


def trimmed(series: Series, most: int) -> Series:
    """The newest `most` candles."""
    dropped = max(len(series) - most, 0)
    return replace(part_of(series, slice(dropped, None)), skipped=series.skipped + dropped)


def part_of(series: Series, part: slice | np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Series:
    return replace(
        series,
        open_times_us=series.open_times_us[part],
        closes=series.closes[part],
        ranks=series.ranks[part],
        as_of_us=series.as_of_us[part],
        revisions=series.revisions[part],
    )


def reaches(series: Series, since_us: int, indicators: Iterable[Indicator]) -> bool:
    """Whether every indicator's value at `since_us` and later is the same as if computed from the whole series."""
    if not series.skipped:
        return True
    at = series.since(since_us).start
    return 0 < at < len(series) and all(indicator.is_known(series, at) for indicator in indicators)
