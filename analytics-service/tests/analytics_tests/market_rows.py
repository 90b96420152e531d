"""The market's side of the tests: writes coins and candles as market-data would, as its role."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from shared.clock import from_us, now_us
from shared.events import CandleV1
from shared.events.values import CandleStatus, Interval
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

_numbers = itertools.count(1)
_ADD_COIN = text("INSERT INTO coins (id, symbol, name) VALUES (:id, :symbol, :id)")
_ADD_INSTRUMENT = text(
    "INSERT INTO instruments (instrument_id, coin_id, venue, base, quote, position)"
    " VALUES (:instrument_id, :coin_id, :venue, :base, :quote, :position)"
)
_PUT_CANDLE = text("""
INSERT INTO candles (instrument_id, interval, open_time, coin_id, venue, open, high, low, close, volume, quote_volume,
    usd_volume, trade_count, open_key, close_key, status, source, is_closed, revision, as_of, last_recv_at,
    taker_buy_volume)
VALUES (:instrument_id, :interval, :open_time, :coin_id, :venue, :close, :close, :close, :close, 1, :close, :close, 1,
    ARRAY[0], ARRAY[0], :status, 'trades', :is_closed, 1, :as_of, :as_of, 0.25)
ON CONFLICT (instrument_id, interval, open_time) DO UPDATE SET open = excluded.open, close = excluded.close,
    high = excluded.high, low = excluded.low,
    status = excluded.status, is_closed = excluded.is_closed, as_of = excluded.as_of,
    revision = candles.revision + 1
""")


@dataclass(frozen=True)
class Coin:
    """A coin of one test alone, with its composite and an instrument at Kraken and Binance."""

    coin_id: str
    symbol: str

    @property
    def composite(self) -> str:
        return f"{self.symbol}-USD.COMPOSITE"

    @property
    def kraken(self) -> str:
        return f"{self.symbol}-EUR.KRAKEN"


async def add_coin(engine: AsyncEngine) -> Coin:
    number = next(_numbers)
    coin = Coin(f"coin-{number}", f"C{number}")
    rows = [("composite", "USD", None), ("kraken", "USD", 2), ("kraken", "EUR", 1), ("binance", "USDT", 0)]
    async with engine.begin() as conn:
        await conn.execute(_ADD_COIN, {"id": coin.coin_id, "symbol": coin.symbol})
        for venue, quote, position in rows:
            row = {"instrument_id": f"{coin.symbol}-{quote}.{venue.upper()}", "base": coin.symbol, "quote": quote}
            await conn.execute(_ADD_INSTRUMENT, row | {"coin_id": coin.coin_id, "venue": venue, "position": position})
    return coin


def minutes_ago(count: int, interval: Interval = Interval.MINUTE) -> int:
    """Open time of the candle that began `count` intervals before the one that is open now."""
    return interval.floor(now_us()) - count * interval.us


async def put_candles(
    engine: AsyncEngine,
    coin: Coin,
    closes: Sequence[float | None] | Mapping[int, float],
    *,
    interval: Interval = Interval.MINUTE,
    instrument_id: str | None = None,
    statuses: Mapping[int, CandleStatus] | None = None,
    is_closed: bool = True,
) -> dict[int, float]:
    """Write a candle per close, the last one the newest closed one (None: a hole), or at the given open times.

    Returns the open times (µs) and closes.
    """
    if not isinstance(closes, Mapping):
        first = minutes_ago(len(closes), interval)
        times = {first + at * interval.us: close for at, close in enumerate(closes)}
        closes = {at: close for at, close in times.items() if close is not None}
    instrument_id = instrument_id or coin.composite
    same = {"instrument_id": instrument_id, "coin_id": coin.coin_id, "interval": interval.value, "is_closed": is_closed}
    rows = [same | _row(at, close, interval, (statuses or {}).get(at), instrument_id) for at, close in closes.items()]
    async with engine.begin() as conn:
        await conn.execute(_PUT_CANDLE, rows)
    return dict(closes)


def _row(at: int, close: float, interval: Interval, status: CandleStatus | None, instrument_id: str) -> dict[str, Any]:
    return {
        "open_time": from_us(at),
        "venue": instrument_id.rpartition(".")[2].lower(),
        "close": close,
        "status": (status or CandleStatus.COMPLETE).value,
        "as_of": from_us(at + interval.us),
    }


def times(found: Iterable[Mapping[str, Any]]) -> list[str]:
    return [item["open_time"] for item in found]


_CANDLES = text("""
SELECT instrument_id, interval, (extract(epoch FROM open_time) * 1000000)::bigint AS open_time_us, coin_id, venue,
    open, high, low, close, volume, quote_volume, usd_volume, trade_count, taker_buy_volume, status::text, source,
    is_closed, revision,
    (extract(epoch FROM as_of) * 1000000)::bigint AS as_of_us
FROM candles WHERE instrument_id = :instrument_id AND interval = :interval ORDER BY open_time
""")


async def candle_events(
    engine: AsyncEngine, coin: Coin, *, interval: Interval = Interval.MINUTE, instrument_id: str | None = None
) -> list[CandleV1]:
    """The stored candles as market-data publishes them."""
    async with engine.connect() as conn:
        wanted = {"instrument_id": instrument_id or coin.composite, "interval": interval.value}
        rows = (await conn.execute(_CANDLES, wanted)).mappings().all()
    return [msgspec.convert(dict(row), CandleV1) for row in rows]
