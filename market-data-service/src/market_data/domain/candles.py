"""Fold trades into minute candles. No I/O and no clock: time comes from the trades.

A candle is the same in whatever order its trades come: `key` orders them, the rest are extremes and exact sums.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from typing import Final

from shared.events import TradeV1
from shared.events.values import Interval, Side, Venue

# Event time (µs), numeric id, and 1 for an aggTrade: Binance counts those apart.
Key = tuple[int, int, int]

# Sums are exact, so that they do not depend on order: no stored price or size has more than 84 digits.
EXACT: Final = Context(prec=300)
_MINUTE: Final = Interval.MINUTE.us


@dataclass(frozen=True, slots=True)
class Candle:
    """What some trades of one instrument add up to within one minute."""

    instrument_id: str
    coin_id: str
    venue: Venue
    open_time_us: int
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal
    quote_volume: Decimal
    usd_volume: Decimal | None
    taker_buy_volume: Decimal
    trade_count: int
    open_key: Key
    close_key: Key
    as_of_us: int
    last_recv_us: int


def key(trade: TradeV1) -> Key:
    """Where a trade stands among its instrument's trades."""
    id_ = trade.trade_id
    if id_.startswith("a"):
        return trade.ts_event_us, int(id_[1:]), 1
    return trade.ts_event_us, int(id_), 0


def known_at(trade: TradeV1) -> int:
    """What `as_of` says of it: when it was received; of a back-filled one, when it happened."""
    return trade.ts_event_us if trade.backfilled else trade.ts_recv_us


def fold(trades: Sequence[TradeV1]) -> Candle:
    """The candle of at least one trade, all of one instrument and one minute, none of them twice."""
    keyed = [(key(trade), trade.price) for trade in trades]
    (open_key, first), (close_key, last) = min(keyed), max(keyed)
    prices = [trade.price for trade in trades]
    some = trades[0]
    with localcontext(EXACT):
        return Candle(
            instrument_id=some.instrument_id,
            coin_id=some.coin_id,
            venue=some.venue,
            open_time_us=some.ts_event_us - some.ts_event_us % _MINUTE,
            open=first,
            high=max(prices),
            low=min(prices),
            close=last,
            volume=sum((trade.size for trade in trades), Decimal()),
            quote_volume=sum((trade.price * trade.size for trade in trades), Decimal()),
            usd_volume=_usd_volume(trades),
            taker_buy_volume=sum((trade.size for trade in trades if trade.side is Side.BUY), Decimal()),
            trade_count=len(trades),
            open_key=open_key,
            close_key=close_key,
            as_of_us=max(map(known_at, trades)),
            last_recv_us=max(trade.ts_recv_us for trade in trades),
        )


def _usd_volume(trades: Sequence[TradeV1]) -> Decimal | None:
    """None as soon as one trade had no USD rate: a sum that leaves some out would be wrong."""
    total = Decimal()
    for trade in trades:
        if trade.quote_usd is None:
            return None
        total += trade.price * trade.size * trade.quote_usd
    return total


def minutes(trades: Iterable[TradeV1]) -> list[Candle]:
    """One candle per instrument and minute, in the order in which rows are locked."""
    buckets: dict[tuple[str, int], list[TradeV1]] = {}
    for trade in trades:
        at = trade.ts_event_us
        buckets.setdefault((trade.instrument_id, at - at % _MINUTE), []).append(trade)
    return [fold(buckets[bucket]) for bucket in sorted(buckets)]


@dataclass(frozen=True, slots=True)
class HistoryCandle:
    """A closed candle as the venue itself made it; None for what it does not tell."""

    open_time_us: int
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal
    quote_volume: Decimal | None = None
    trade_count: int | None = None
    taker_buy_volume: Decimal | None = None
