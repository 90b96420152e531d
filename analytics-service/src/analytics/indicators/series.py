"""A stretch of closed candles as NumPy columns, and what a figure inherits from them. No I/O and no clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from shared.events.values import CandleStatus, Interval

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Ranks: TypeAlias = NDArray[np.int8]
Flags: TypeAlias = NDArray[np.bool_]

STATUSES: Final = tuple(CandleStatus)
"""By rank, best first: `STATUSES[rank]`."""

PRICES: Final = ("open", "high", "low", "close", "volume", "taker_buy_volume")
"""The columns that indicators compute with; taker_buy_volume is NaN where it is not known."""
_COLUMNS: Final = ("open_times_us", *PRICES, "ranks", "as_of_us", "revisions")


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Another coin's candles at the open times of a series: closes are NaN where it has none, the others 0."""

    closes: Floats
    ranks: Ranks
    as_of_us: Integers

    @classmethod
    def missing(cls, count: int) -> "Benchmark":
        """Without any candle."""
        return cls(np.full(count, np.nan), np.zeros(count, dtype=np.int8), np.zeros(count, dtype=np.int64))

    def at(self, part: slice) -> "Benchmark":
        return Benchmark(self.closes[part], self.ranks[part], self.as_of_us[part])


# Not frozen with slots: what is cached here lives in the instance.
@dataclass(frozen=True)
class CandleSeries:
    """Closed candles of one instrument and interval, oldest first.

    `skipped` closed candles of the stored series are older than the first one here; `as_of_us` is when the newest
    input of each was received, `revisions` counts its states. `benchmarks`: other coins by coin_id.
    """

    interval: Interval
    open_times_us: Integers
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats
    taker_buy_volume: Floats
    ranks: Ranks
    as_of_us: Integers
    revisions: Integers
    skipped: int = 0
    benchmarks: Mapping[str, Benchmark] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.open_times_us)

    @property
    def closes(self) -> Floats:
        return self.close

    @cached_property
    def is_adjacent(self) -> Flags:
        """Of each candle whether it opens exactly one interval after the one before it; the first one does not."""
        adjacent = np.zeros(len(self), dtype=np.bool_)
        adjacent[1:] = np.diff(self.open_times_us) == self.interval.us
        return adjacent

    @cached_property
    def has_hole(self) -> bool:
        """Whether a candle is missing between two others."""
        return not bool(self.is_adjacent[1:].all())

    def input(self, name: str) -> Floats:
        column: Floats = getattr(self, name)
        return column

    def since(self, open_time_us: int) -> slice:
        """The positions of the candles that open at `open_time_us` or later."""
        return slice(int(np.searchsorted(self.open_times_us, open_time_us)), len(self))

    def at(self, part: slice) -> "CandleSeries":
        """The candles at these positions; `skipped` stays."""
        columns: dict[str, Any] = {name: getattr(self, name)[part] for name in _COLUMNS}
        chosen = replace(self, **columns)
        return chosen.with_benchmarks({coin: other.at(part) for coin, other in self.benchmarks.items()})

    def with_benchmarks(self, benchmarks: Mapping[str, Benchmark]) -> "CandleSeries":
        return replace(self, benchmarks=benchmarks)

    @property
    def oldest_as_of_us(self) -> int | None:
        """When the newest input was received, of the series or the benchmark that ended first."""
        columns = [self.as_of_us, *(other.as_of_us for other in self.benchmarks.values())]
        return min((int(newest) for column in columns if (newest := column.max(initial=0))), default=None)

    def joined(self, other: "CandleSeries", pick: Callable[[Integers, Integers], Integers]) -> "CandleSeries":
        """Candles of both: `pick` gets open times and revisions of all and says which remain, in order.

        Benchmarks are left out.
        """
        both = {name: np.concatenate([getattr(self, name), getattr(other, name)]) for name in _COLUMNS}
        chosen = pick(both["open_times_us"], both["revisions"])
        columns: dict[str, Any] = {name: column[chosen] for name, column in both.items()}
        return replace(self, **columns, benchmarks={})


def worst_of_last(ranks: Ranks, window: int, starts: Integers | None = None) -> Ranks:
    """At each position the worst rank of the last `window` ones, itself included.

    `starts`: of each position the first one that counts.
    """
    at = np.arange(len(ranks))
    oldest = np.maximum(at - window + 1, 0 if starts is None else starts)
    worst = np.zeros(len(ranks), dtype=np.int8)
    for rank in range(1, len(STATUSES)):
        newest = np.maximum.accumulate(np.where(ranks >= rank, at, -1))
        worst[newest >= oldest] = rank
    return worst
