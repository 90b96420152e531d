"""Candles as the venues' REST lists them, and how trades fold into them. Pure; exact."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from operator import mul

from simulator.trades.exact_text import UNIT, fixed

_SECOND_US = 1_000_000


@dataclass(frozen=True, slots=True)
class ListedCandle:
    """A candle in texts of the instrument; `start` in seconds since 1970."""

    start: int
    open: str
    high: str
    low: str
    close: str
    volume: str
    quote_volume: str
    count: int


def fold(trades: tuple[Sequence[int], Sequence[int], Sequence[int]], width: int, places: int) -> list[ListedCandle]:
    """Times in microseconds ascending, prices and sizes in 1e-8; an interval without a trade has no candle."""
    times, prices, sizes = trades
    candles, position = [], 0
    while position < len(times):
        start = times[position] // _SECOND_US // width * width
        stop = bisect_left(times, (start + width) * _SECOND_US, lo=position)
        part, worth = prices[position:stop], sum(map(mul, prices[position:stop], sizes[position:stop]))
        first, high, low, last = (fixed(price, places) for price in (part[0], max(part), min(part), part[-1]))
        volume = fixed(sum(sizes[position:stop]))
        candles.append(ListedCandle(start, first, high, low, last, volume, fixed(worth // UNIT), stop - position))
        position = stop
    return candles


def merge(earlier: ListedCandle, later: ListedCandle) -> ListedCandle:
    """One candle from an earlier and a later part of the same interval."""
    return replace(
        later,
        open=earlier.open,
        high=max(earlier.high, later.high, key=Decimal),
        low=min(earlier.low, later.low, key=Decimal),
        volume=str(Decimal(earlier.volume) + Decimal(later.volume)),
        quote_volume=str(Decimal(earlier.quote_volume) + Decimal(later.quote_volume)),
        count=earlier.count + later.count,
    )
